"""Names in text: who is meant by a written name, and which names a text gives away."""

from imgaudit.names.finding import find_names
from imgaudit.names.hiding import NameHider, initials, is_telling
from imgaudit.names.identifiers import find_identifiers
from imgaudit.names.matcher import Matcher, name_matcher
from imgaudit.names.people import fold_name, match_people

NAMES_VERSION = "1"
"""Grows when other names are found in the same text: figures of before are then not to be compared."""

__all__ = [
    "NAMES_VERSION",
    "Matcher",
    "NameHider",
    "find_identifiers",
    "find_names",
    "fold_name",
    "initials",
    "is_telling",
    "match_people",
    "name_matcher",
]
