"""Files → how many faces each shows, how wide the widest is, and whether any is face-on.

Counting only, with the extra ``faces``, and only where the site's policy allows it. The Protection of Freedoms Act
2012, s.26 to 28, asks for notice and consent where a school *processes biometric information*: measurements by which
somebody could be recognised. None is made here; three numbers and a word are all that is kept of a face.
"""

from __future__ import annotations

import os
from concurrent.futures import Executor
from contextlib import closing
from typing import Any

import pandas as pd

from imgaudit.errors import ImgauditError, InputError
from imgaudit.exports import Inventory
from imgaudit.files import absolute_path, opened
from imgaudit.media.faces import FACES_VERSION, FRAMINGS, Faces, can_look, count_faces, needs
from imgaudit.media.limits import MAX_STREAM_BYTES
from imgaudit.policy import Policy
from imgaudit.remembering import Memory, cache_named
from imgaudit.scanning import Job, Row, Work, each_once
from imgaudit.tables import FACES

ENGINE = "faces"
"""Whose rows in the cache are ours."""

NOT_HERE = "No copy of this file on this machine: fetch it to know."
SWITCHED_OFF = "The policy of this site says that faces are not looked for."
FILM = "Not a picture: in films and documents faces are not looked for."


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
    or *unknown*) and, where nobody looked, why (``not_looked``). Boxes, landmarks and crops are kept nowhere.

    Raises
    ------
    ImgauditError
        When the extra ``faces`` is not installed.
    """
    if not isinstance(inventory, Inventory):
        raise InputError(f"find_faces() takes what read_inventory() gave, not {type(inventory).__name__}.")
    if not can_look():
        raise ImgauditError(needs())
    files = inventory.files[["file_id", "asset_id", "path"]].merge(
        inventory.assets[["asset_id", "site", "kind"]], on="asset_id", how="left"
    )
    policies = (policy or Policy()).by_site(files["site"].dropna().unique())
    allowed = files["site"].map({site: own.look_for_faces for site, own in policies.items()}).eq(True)
    is_picture = files["kind"].eq("picture").fillna(False).astype(bool)
    looked = files[allowed & is_picture & files["path"].notna()]
    place = cache_named(cache)
    absolute = {path: absolute_path(path) for path in looked["path"].unique()}
    with closing(Memory(place, ENGINE, FACES_VERSION)) as memory:
        work = Work(_count, _given_up, lambda reason: _row(Faces(reason)), _is_row, lambda row: row["status"] == "ok")
        rows = each_once(
            absolute.values(), memory, work, progress=progress, saying="faces", executor=executor, workers=workers
        )
    told = pd.DataFrame(
        [rows[absolute[path]] for path in looked["path"]], index=looked.index, columns=[*_row(Faces(""))]
    )
    faces = pd.concat([files[["file_id"]], told], axis="columns")
    why = pd.Series(NOT_HERE, index=files.index).mask(~is_picture, FILM).mask(~allowed, SWITCHED_OFF)
    status = faces.pop("status").fillna(why)
    is_seen = status.eq("ok")
    return FACES.frame(
        faces.assign(
            not_looked=status.mask(is_seen), framing=faces["framing"].fillna("unknown"), faces_engine=FACES_VERSION
        )
    )


def _count(job: Job) -> Row:
    path, size, *_ = job
    if size > MAX_STREAM_BYTES:
        return _row(Faces("The file is too large to be looked at."))
    try:
        with opened(path, most=MAX_STREAM_BYTES) as stream:
            return _row(count_faces(stream.read(MAX_STREAM_BYTES)))
    except Exception as error:  # noqa: BLE001 - whatever one file does, the batch goes on and says so
        return _row(Faces(f"It could not be looked at ({type(error).__name__})."))


def _given_up(_job: Job, reason: str) -> Row:
    return _row(Faces(reason))


def _row(faces: Faces) -> Row:
    return {
        "status": faces.status,
        "n_faces": faces.n,
        "widest_face_px": faces.widest_px,
        "widest_face_share": faces.widest_share,
        "framing": faces.framing,
    }


def _is_row(row: Any) -> bool:
    """Whether what the cache holds is what :func:`_row` writes."""
    return isinstance(row, dict) and row.keys() == _row(Faces("")).keys() and row["framing"] in FRAMINGS
