"""Make the sample school: three terms of exports of a school that does not exist, its website, and the truth.

    python data/make_school.py [OUT]

The story is in `school_story.py`, `school_people.py` and `school_registers.py`, told in the words of
`school_plants.py`; the other modules write it down.
Two runs make the same bytes. `policy.toml` is written by hand and left alone.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from school_files import write_files
from school_plants import School
from school_register_books import write_registers
from school_sheets import write_consents, write_inventory
from school_story import SCHOOL
from school_truth import write_truth
from school_website import write_website
from school_wordpress import write_wordpress

__all__ = ["SCHOOL", "make_school"]


def make_school(out: Path, plants: School = SCHOOL) -> None:
    """Write the school into `out`: `truth.csv`, and in the place of older ones the website and each term's folder."""
    for n, term in enumerate(plants.terms):
        folder = out / term.id
        if folder.exists():
            shutil.rmtree(folder)
        exports = folder / "exports"
        exports.mkdir(parents=True)
        write_files(plants, n, exports)
        write_wordpress(plants, n, exports)
        write_inventory(plants, n, exports)
        write_consents(plants, n, folder / "mis")
        write_registers(plants, n, out)
    website = out / "website"
    if website.exists():
        shutil.rmtree(website)
    write_website(plants, website)
    write_truth(plants, out / "truth.csv")


if __name__ == "__main__":
    make_school(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "school")
