"""
What do published pictures give away?
=====================================

A picture file can say where it was taken, by whom, with which camera, and who is shown.
"""

import imgaudit as ia

audit = ia.audit_config("../../data/school/summer.toml", progress=False)

ia.plot_exposure(audit.items)
