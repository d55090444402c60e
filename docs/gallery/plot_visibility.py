"""
Who can open pictures of pupils?
================================

What is open to all can be scraped by anybody.
"""

import imgaudit as ia

audit = ia.audit_config("../../data/school/summer.toml", progress=False)

ia.plot_practice(audit.items, "visibility", by="channel")
