"""imgaudit: audit the pictures and videos a school has published.

inventory = ia.read_inventory("exports/autumn")
register = ia.read_register("mis/consents.xlsx")
media = ia.scan(inventory)
audit = ia.run_audit(inventory, media, register, policy=ia.load_policy("policy.toml"))
ia.exposure(audit.items, by="channel")
ia.write_workbook(audit, "actions.xlsx")
ia.clean("new pictures", "ready to upload")
"""

__version__ = "0.1.0"

from imgaudit.actions import find_actions
from imgaudit.answers import Answers, load_answers, read_answers, save_answers
from imgaudit.audit import Audit, run_audit
from imgaudit.charts import (
    plot_consent_coverage,
    plot_exposure,
    plot_names,
    plot_practice,
    plot_resolution,
    plot_trends,
)
from imgaudit.cleaning import clean
from imgaudit.comparing import changes, trends, unexplained
from imgaudit.config import Config, audit_config, load_config
from imgaudit.errors import ImgauditError, InputError, PolicyError
from imgaudit.exports import Inventory, read_inventory, recognise_exports
from imgaudit.forgetting import forget
from imgaudit.history import History, load_history, save_audit
from imgaudit.names import Matcher, find_identifiers, find_names, name_matcher
from imgaudit.people import consent_by_person, explain, suggest_people
from imgaudit.policy import Policy, load_policy
from imgaudit.practices import Rule
from imgaudit.register import Register, read_register
from imgaudit.remembering import cache_path
from imgaudit.rules import RULES
from imgaudit.scan import scan
from imgaudit.statistics import consent_coverage, exposure, names, practice_rates, rate, resolution, suppressed
from imgaudit.terms import Term
from imgaudit.workbook import write_workbook

__all__ = [
    "RULES",
    "Answers",
    "Audit",
    "Config",
    "History",
    "ImgauditError",
    "InputError",
    "Inventory",
    "Matcher",
    "Policy",
    "PolicyError",
    "Register",
    "Rule",
    "Term",
    "audit_config",
    "cache_path",
    "changes",
    "clean",
    "consent_by_person",
    "consent_coverage",
    "explain",
    "exposure",
    "find_actions",
    "find_identifiers",
    "find_names",
    "forget",
    "load_answers",
    "load_config",
    "load_history",
    "load_policy",
    "name_matcher",
    "names",
    "plot_consent_coverage",
    "plot_exposure",
    "plot_names",
    "plot_practice",
    "plot_resolution",
    "plot_trends",
    "practice_rates",
    "rate",
    "read_answers",
    "read_inventory",
    "read_register",
    "recognise_exports",
    "resolution",
    "run_audit",
    "save_answers",
    "save_audit",
    "scan",
    "suggest_people",
    "suppressed",
    "trends",
    "unexplained",
    "write_workbook",
]
