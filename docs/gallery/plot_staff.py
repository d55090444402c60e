"""
Is the same care taken of staff?
================================

Staff were targets as well as pupils.
"""

import imgaudit as ia

audit = ia.audit_config("../../data/school/summer.toml", progress=False)

ia.plot_practice(audit.items, "staff")
