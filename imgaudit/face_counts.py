"""Files → how many faces each shows, how wide the widest is, and whether any is face-on.

Counting only, with the extra ``faces``, and only where the site's policy allows it. The Protection of Freedoms Act
2012, s.26 to 28, asks for notice and consent where a school *processes biometric information*: measurements by which
somebody could be recognised. None is made here; three numbers, a word and whether it was
blurred are all that is kept of faces.
"""

from __future__ import annotations

import os
from concurrent.futures import Executor
from typing import Any

import pandas as pd

from imgaudit.errors import ImgauditError
from imgaudit.exports import Inventory
from imgaudit.media.faces import FACES_VERSION, FRAMINGS, Faces, can_look, count_faces, needs
from imgaudit.policy import Policy
from imgaudit.scanning import Glance, Row, each_picture
from imgaudit.tables import FACES

ENGINE = "faces"
"""Whose rows in the cache are ours."""

SWITCHED_OFF = "The policy of this site says that faces are not looked for."


def find_faces(
    inventory: Inventory,
    *,
    policy: Policy | None = None,
    cache: str | os.PathLike[str] | bool = True,
    progress: bool = True,
    executor: Executor | None = None,
    workers: int | None = None,
) -> pd.DataFrame:
    """Count the faces in each picture on this machine, without recognising anybody.

    That nobody is found is *unknown*, never "nobody": heads that are tilted, turned away, covered or small are missed.

    Parameters
    ----------
    inventory
        What :func:`read_inventory` gave.
    policy
        Whether a site may be looked at (``look_for_faces``); default: all may.
    cache, progress, executor, workers
        As :func:`scan` takes them.

    Returns
    -------
    The table ``faces`` (``docs/tables.md``), for ``run_audit(…, faces=)``: a row a file with ``n_faces``,
    ``widest_face_px`` [px of the file], ``widest_face_share`` [0 to 1 of its width], ``framing`` (*face-on*, *turned*
    or *unknown*), ``weakly_covered`` (yes where a face was blurred or pixelated and is found all the same) and, where
    nobody looked, why (``not_looked``). Boxes, landmarks and crops are kept nowhere.

    Raises
    ------
    ImgauditError
        When the extra ``faces`` is not installed.
    """
    if not can_look():
        raise ImgauditError(needs())
    policies = (policy or Policy()).by_site(inventory.assets["site"].dropna().unique())
    off = {site: SWITCHED_OFF for site, own in policies.items() if not own.look_for_faces}
    glance = Glance(ENGINE, FACES_VERSION, _count, _untold, _is_row)
    faces = each_picture(inventory, glance, off=off, cache=cache, progress=progress, executor=executor, workers=workers)
    status = faces.pop("status")
    return FACES.frame(
        faces.assign(
            not_looked=status.mask(status.eq("ok")),
            framing=faces["framing"].fillna("unknown"),
            faces_engine=FACES_VERSION,
        )
    )


def _count(data: bytes) -> Row:
    return _row(count_faces(data))


def _untold(reason: str) -> Row:
    return _row(Faces(reason))


def _row(faces: Faces) -> Row:
    return {
        "status": faces.status,
        "n_faces": faces.n,
        "widest_face_px": faces.widest_px,
        "widest_face_share": faces.widest_share,
        "framing": faces.framing,
        "weakly_covered": faces.weak,
    }


def _is_row(row: Any) -> bool:
    """Whether what the cache holds is what :func:`_row` writes."""
    return isinstance(row, dict) and row.keys() == _row(Faces("")).keys() and row["framing"] in FRAMINGS
