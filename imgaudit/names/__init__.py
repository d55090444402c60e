"""Names in text: who is meant by a written name, and which names a text gives away.

A text goes through these, in this order:

1. `reading.py` **reads** it: words, their case, what stands between them, how the whole is written.
2. `full_names.py` finds full names, which need little evidence; `candidates.py` finds **candidates** in what is left:
   words of the register that may be a first name or a surname alone, and no part of a famous name.
3. `evidence.py` sees each with the words around it as **facts**, and the rows of `cues.py` decide: yes, no or open.
4. `finding.py` puts it together: what is open counts beside a certain name in a list; the answer is **matches**.

The words that all of them know are in `words.txt`, what people are called beside the register's names in
`short_forms.txt`: whom only that names, or words that are a thing as well, is **possible**, neither found nor absent.
`hiding.py` takes out of texts what was found, `placements.py` asks for every text beside a picture.
"""

from imgaudit.names.finding import find_names
from imgaudit.names.hiding import NameHider, initials, is_telling
from imgaudit.names.identifiers import find_identifiers
from imgaudit.names.matcher import Matcher, name_matcher
from imgaudit.names.people import fold_name, match_people, read_people

NAMES_VERSION = "3"
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
    "read_people",
]
