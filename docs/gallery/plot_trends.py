"""
Are we getting better?
======================

A row a practice, what changed first: the figure of each that changed most. A dot is the share found, a thin bar what is
not known. An export that is missing in a term is not checked: it neither improves nor worsens a figure.
"""

import tempfile

import imgaudit as ia

history = tempfile.mkdtemp()
for term in ("autumn", "spring", "summer"):
    audit = ia.audit_config(f"../../data/school/{term}.toml", progress=False)
    ia.save_audit(audit, history)

ia.plot_trends(ia.trends(history))
