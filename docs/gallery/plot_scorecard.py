"""
How does the school stand in the twelve practices?
==================================================

One row a practice of the guidance, with the figure that decides.
"""

import tempfile

import imgaudit as ia

history = tempfile.mkdtemp()
for term in ("autumn", "spring", "summer"):
    audit = ia.audit_config(f"../../data/school/{term}.toml", progress=False)
    ia.save_audit(audit, history)

ia.plot_scorecard(ia.scorecard(audit, history))
