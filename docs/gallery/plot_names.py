"""
Do names stand beside pictures?
===============================

A first name at the most.
"""

import imgaudit as ia

audit = ia.audit_config("../../data/school/summer.toml", progress=False)

ia.plot_names(audit.items)
