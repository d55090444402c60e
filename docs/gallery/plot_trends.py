"""
Are we getting better?
======================

An export that is missing in a term is not checked: it neither improves nor worsens a figure.
"""

import tempfile

import imgaudit as ia

history = tempfile.mkdtemp()
for term in ("autumn", "spring", "summer"):
    audit = ia.audit_config(f"../../data/school/{term}.toml", progress=False)
    ia.save_audit(audit, history)

ia.plot_trends(ia.trends(history), measures=["location", "oversized", "covered"])
