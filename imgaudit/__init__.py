"""imgaudit: audit the pictures and videos a school has published.

::

    inventory = ia.read_inventory("exports/autumn")
    register = ia.read_register("mis/consents.xlsx")
    inventory = ia.visit(inventory, policy=ia.load_policy("policy.toml"))
    media = ia.scan(inventory)
    audit = ia.run_audit(inventory, media, register, policy=ia.load_policy("policy.toml"))
    ia.exposure(audit.items, by="channel")
    ia.scorecard(audit)
    ia.write_workbook(audit, "actions.xlsx")
    ia.clean("new pictures", "ready to upload")
"""

__version__ = "0.1.0"

from imgaudit.actions import find_actions
from imgaudit.answers import load_answers, save_answers
from imgaudit.audit import Audit, run_audit
from imgaudit.calls import check_calls
from imgaudit.cleaning import clean
from imgaudit.comparing import changes, trends, unexplained
from imgaudit.config import audit_config, load_config
from imgaudit.copied import copies
from imgaudit.covering import cover
from imgaudit.crawlers import crawler_lines
from imgaudit.decisions import load_decisions, save_decisions
from imgaudit.errors import ImgauditError, InputError, PolicyError
from imgaudit.exports import Inventory, read_inventory, recognise_exports
from imgaudit.face_counts import find_faces
from imgaudit.following import days_to_gone, progress, read_whole
from imgaudit.forgetting import forget
from imgaudit.history import load_history, save_audit
from imgaudit.live import copy_site, fetch, visit, visited
from imgaudit.lookalikes import find_looks
from imgaudit.names import find_names
from imgaudit.outputs.charts import (
    plot_consent_coverage,
    plot_exposure,
    plot_names,
    plot_practice,
    plot_rates,
    plot_resolution,
    plot_scorecard,
    plot_trends,
)
from imgaudit.outputs.explorer import explore
from imgaudit.outputs.governors_page import write_page
from imgaudit.outputs.in_notebooks import show
from imgaudit.outputs.incident_card import write_incident_card
from imgaudit.outputs.references import who_is_meant
from imgaudit.outputs.table_files import write_table
from imgaudit.outputs.withdrawal_sheets import write_withdrawal
from imgaudit.outputs.workbook import write_workbook
from imgaudit.outputs.workbook.answering import read_answers
from imgaudit.outputs.workbook.deciding import read_decisions
from imgaudit.outputs.workbook.registers_book import write_registers
from imgaudit.outputs.workbook.registers_reading import read_registers
from imgaudit.outputs.workbook.reviewing import read_reviews
from imgaudit.people import (
    consent_by_person,
    expiring_by_group,
    expiring_consents,
    explain,
    hide_names,
    own_views,
    suggest_people,
)
from imgaudit.policy import Policy, load_policy
from imgaudit.receiving import receive
from imgaudit.register import read_register
from imgaudit.reviews import load_reviews, save_reviews
from imgaudit.scanning import scan
from imgaudit.scoring import scorecard
from imgaudit.statistics import (
    consent_coverage,
    consent_evidence,
    exposure,
    framing,
    name_exposure,
    practice_rates,
    rate,
    resolution,
    response,
    suppressed,
)
from imgaudit.trust import audit_trust, trust_rates
from imgaudit.withdrawing import find_person
from imgaudit.withdrawn_copies import copies_gone, load_copies

__all__ = [
    "Audit",
    "ImgauditError",
    "InputError",
    "Inventory",
    "Policy",
    "PolicyError",
    "audit_config",
    "audit_trust",
    "changes",
    "clean",
    "consent_by_person",
    "consent_coverage",
    "consent_evidence",
    "copies",
    "copies_gone",
    "copy_site",
    "cover",
    "crawler_lines",
    "days_to_gone",
    "expiring_by_group",
    "expiring_consents",
    "explain",
    "explore",
    "exposure",
    "fetch",
    "find_actions",
    "find_faces",
    "find_looks",
    "find_names",
    "find_person",
    "forget",
    "framing",
    "hide_names",
    "load_answers",
    "load_config",
    "load_copies",
    "load_decisions",
    "load_history",
    "load_policy",
    "load_reviews",
    "name_exposure",
    "own_views",
    "plot_consent_coverage",
    "plot_exposure",
    "plot_names",
    "plot_practice",
    "plot_rates",
    "plot_resolution",
    "plot_scorecard",
    "plot_trends",
    "practice_rates",
    "progress",
    "rate",
    "read_answers",
    "read_decisions",
    "read_inventory",
    "read_register",
    "read_registers",
    "read_reviews",
    "read_whole",
    "receive",
    "recognise_exports",
    "resolution",
    "response",
    "run_audit",
    "save_answers",
    "save_audit",
    "save_decisions",
    "save_reviews",
    "scan",
    "scorecard",
    "show",
    "suggest_people",
    "suppressed",
    "trends",
    "trust_rates",
    "unexplained",
    "visit",
    "visited",
    "who_is_meant",
    "write_incident_card",
    "write_page",
    "write_registers",
    "write_table",
    "write_withdrawal",
    "write_workbook",
]

check_calls(globals(), __all__)
