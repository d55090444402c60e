"""
A first audit, from exports to the twelve practices
===================================================

For the **data lead**: the whole way once, on the sample school. Put your own ``audit.toml`` in its place and every line
stays as it is.
"""

import tempfile

import imgaudit as ia

# %%
# What was exported
# -----------------
# Exports of the website, of social accounts and lists lie in one folder. What could not be read is said first.
config = ia.load_config("../../data/school/summer.toml")
audit = ia.audit_config(config, progress=False)
audit

# %%
# One row of ``audit.items`` is a **placement**: one picture on one page, post or list. It is plain pandas; ``show``
# makes it readable, and shows of names what the policy allows.
located = audit.items.query("has_location == True")
ia.show(located[["channel", "page_title", "url", "has_location", "visibility"]], audit)

# %%
# How much is not known
# ---------------------
# Each answer is yes, no or unknown. ``share`` is of what is known; ``share_min`` and ``share_max`` say how far it could
# be off.
ia.show(ia.exposure(audit.items, by="channel").query("measure == 'location'"))

# %%
# What to do, and by when
# -----------------------
# Findings that one piece of work settles are one action. ``write_workbook`` hands them to the comms team.
actions = ia.find_actions(audit)
ia.show(actions[actions["settled_by"].isna()][["severity", "due_on", "channel", "fix", "problem"]], audit, most=5)

# %%
# The terms before
# ----------------
# An audit that is saved is what the next one is compared with.
history = tempfile.mkdtemp()
for term in ("autumn", "spring", "summer"):
    ia.save_audit(ia.audit_config(f"../../data/school/{term}.toml", progress=False), history)
ia.load_history(history)

# %%
# Where the school stands
# -----------------------
# *Met* is said only where nothing that is unknown could turn it.
card = ia.scorecard(audit, history)
ia.show(card[["practice", "state_before", "state", "measure", "to_know"]])
