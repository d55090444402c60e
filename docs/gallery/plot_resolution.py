"""
Are pictures larger than they need to be?
=========================================

The limit is the policy's. The original that WordPress keeps beside the scaled copy counts as well.
"""

import imgaudit as ia

audit = ia.audit_config("../../data/school/summer.toml", progress=False)

ia.plot_resolution(audit.items, by="channel", max_side_px=audit.policy.max_side_px)
