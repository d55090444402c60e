"""How one begins: the sample school that came with this copy."""

from __future__ import annotations

import shutil
from pathlib import Path

_PACKAGE = Path(__file__).parent
SAMPLE = within if (within := _PACKAGE / "_sample").is_dir() else _PACKAGE.parent
"""What holds ``data/school`` and ``notebooks``: a folder of the package from a wheel, the checkout around it else."""


def copy_sample(school: Path, place: Path) -> None:
    """Lay the sample school beside the demo's results, where its notebooks look for it; what is there stays."""
    shutil.copytree(school, place, dirs_exist_ok=True, copy_function=_copy_what_is_missing)


def _copy_what_is_missing(source: str, target: str) -> None:
    if not Path(target).exists():
        shutil.copy2(source, target)
