"""
Does consent cover the people shown?
====================================

A placement is covered only where everyone shown is known and has agreed.
"""

import imgaudit as ia

audit = ia.audit_config("../../data/school/summer.toml", progress=False)

ia.plot_consent_coverage(audit.items, by="channel")
