"""Pictures → copies in which chosen parts are covered in one solid colour, each proven before it is kept.

A blur is refused: it can be undone, and a face under it is still found. Originals are only ever read. Where the
detector finds faces is used at once and kept nowhere.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm.auto import tqdm

from imgaudit.answers import save_answers
from imgaudit.batches import in_batches
from imgaudit.cleaning import Job, copies_to_make, holds
from imgaudit.csv_files import read_own_csv, write_own_csv
from imgaudit.errors import ImgauditError, InputError
from imgaudit.exports import Inventory
from imgaudit.files import here, locked, opened, private_file, private_folder, stamp_of
from imgaudit.media import CannotStrip, Record, inspect
from imgaudit.media.faces import can_look, face_boxes, needs
from imgaudit.media.limits import MAX_STREAM_BYTES
from imgaudit.media.solid import Box
from imgaudit.media.stripping import Wish, strip_checked
from imgaudit.policy import Policy
from imgaudit.tables import ANSWERS, BOXES, COVERINGS

FORMATS = ("jpeg", "png", "webp")
BY_HAND, BY_DETECTOR = 0.05, 0.3
"""So much of its width and height a box grows on each side: what is drawn goes round a head, the detector's only round
a face. The detector's grew until hair and chin of drawn heads were covered."""
EDGES = ("left", "top", "right", "bottom")
_UNITS = {unit: unit for unit in ("share", "px")}
_CHUNK, _IN_PROCESS = 8, 16
"""As in :mod:`imgaudit.cleaning`, for what is drawn anew."""

OFF = "The policy says that faces are not looked for: draw boxes by hand in ia.explore."
WHY_SOLID = (
    "A face that is blurred or pixelated can still be recognised, and is not hidden from programs: of 43 faces that "
    "were blurred by 5 % of their width a detector still found 43, of 43 in 16 blocks 42, and there are programs that "
    "draw plausible faces from what is left. Faces are covered in one solid colour, of which nothing can be taken back"
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of one picture."""

    boxes: tuple[tuple[float, float, float, float, str], ...] = ()
    image_hash: str | None = None
    orientations: frozenset[int] = frozenset()
    may_look: bool = True


def cover(
    what: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | pd.DataFrame | Inventory,
    out_dir: str | os.PathLike[str],
    *,
    detect: bool = False,
    from_px: int = 1,
    style: str = "solid",
    policy: Policy | None = None,
    answers: str | os.PathLike[str] | None = None,
    by: str = "",
    progress: bool = True,
) -> pd.DataFrame:
    """Write copies of pictures in which faces are covered in one solid colour, upright and without metadata.

    Each copy is read back before it is kept: it must hold no metadata, nothing but black where it is covered, and
    around that the same picture; where the extra ``faces`` is installed, no face may be found in what is covered. Of
    what cannot be proven no copy is left. Originals are never touched, and nothing is overwritten.

    Parameters
    ----------
    what
        The parts to cover: the file that :func:`explore` saves boxes in (``boxes.csv``; paths in it are relative to
        it), or a frame of the table ``boxes``. With ``detect`` the pictures: a file, a folder, several, or a frame with
        ``path``.
    out_dir
        The folder for the copies.
    detect
        Cover each face that the detector finds. It misses some: look at each copy before you use it.
    from_px
        With ``detect``, cover only faces at least so wide [px].
    style
        ``solid``, and no other: a blur or pixelation is refused with the reason.
    policy
        Where it says that faces are not looked for, nobody looks whether any is left.
    answers
        A file of answers (:func:`save_answers`), in which it is kept that a copy is a covered one: later audits then
        say so of just that picture (``faces_covered_on``). Of who is shown, and of consent, it says nothing.
    by
        Who covered them, kept with that.
    progress
        Show a progress bar.

    Returns
    -------
    The table ``coverings``: a row a picture with ``status`` (covered or not_written), ``reason``, ``path`` of the copy,
    ``n_covered`` and ``n_left``: the faces that are still found elsewhere; empty where nobody looked.

    Raises
    ------
    InputError
        When a box makes no sense (file, row, value and remedy are named), another style is asked for, or there is no
        such file.
    ImgauditError
        When ``detect`` is asked for without the extra ``faces``.

    Examples
    --------
    >>> cover("boxes.csv", "covered", style="blur")
    Traceback (most recent call last):
    imgaudit.errors.InputError: style='blur' is refused. A face that is blurred or pixelated can still be recognised...
    """
    if style != "solid":
        raise InputError(f"style={style!r} is refused. {WHY_SOLID}: leave style out.")
    if from_px < 1:
        raise InputError(f"from_px={from_px}: give the least width of a face in pixels, such as 40.")
    policy = policy or Policy()
    if detect:
        _may_detect(policy)
        pictures, asked = what, _by_site(what, policy)
    else:
        pictures = load_boxes(what) if not isinstance(what, pd.DataFrame) else checked_boxes(what, "boxes")
        asked = _asked(pictures, policy)
    refused: dict[str, str] = {}
    jobs = copies_to_make(pictures, Path(out_dir), refused)
    default = _Asked(may_look=policy.look_for_faces)
    rows: dict[Job, dict[str, Any]] = {}
    with tqdm(total=len(jobs), disable=not progress, unit="file", desc="cover") as bar:
        work = partial(_cover_one, asked, default, from_px if detect else None)
        for job, row in in_batches(jobs, work, _given_up, chunk=_CHUNK, in_process=_IN_PROCESS):
            rows[job] = row
            bar.update()
    unseen = [{"source": path, "status": "not_written", "reason": reason} for path, reason in refused.items()]
    told = pd.DataFrame([*(rows[job] for job in jobs), *unseen], columns=[*COVERINGS.columns])
    told["asset_id"] = told["source"].map(_assets(pictures)).astype("str")
    told["covered_on"] = pd.Timestamp(datetime.now().astimezone().date())
    told = COVERINGS.frame(told.assign(covered_on=told["covered_on"].where(told["status"].eq("covered"))))
    if answers is not None:
        _remember(told, answers, by)
    return told


def _may_detect(policy: Policy) -> None:
    if not policy.look_for_faces:
        raise InputError(OFF)
    if not can_look():
        raise ImgauditError(f"{needs()} Or draw boxes by hand in ia.explore.")


def _by_site(pictures: object, policy: Policy) -> dict[str, _Asked]:
    """Path → what the policy of its site says, where what was given tells sites."""
    if not isinstance(pictures, Inventory):
        return {}
    files = pictures.files.dropna(subset="path").merge(pictures.assets[["asset_id", "site"]], on="asset_id")
    policies = policy.by_site(files["site"].dropna().unique())
    return {
        path: _Asked(may_look=policies.get(site, policy).look_for_faces)
        for path, site in zip(files["path"], files["site"], strict=True)
    }


def _assets(pictures: object) -> dict[str, str]:
    """Path → asset, where what was given says so."""
    frame = pictures.files if isinstance(pictures, Inventory) else pictures
    if not isinstance(frame, pd.DataFrame) or "asset_id" not in frame:
        return {}
    known = frame.dropna(subset=["path", "asset_id"])
    return dict(zip(known["path"], known["asset_id"], strict=True))


def _remember(told: pd.DataFrame, answers: str | os.PathLike[str], by: str) -> None:
    """Keep which copies are covered ones, each known again by its picture alone."""
    done = told[told["status"].eq("covered")]
    rows = pd.DataFrame(
        {
            "asset_id": done["asset_id"].fillna(done["image_hash"]),
            "image_hash": done["image_hash"],
            "answered_on": done["covered_on"],
            "workbook": f"cover, {by}" if by else "cover",
            "n_covered": done["n_covered"],
        }
    )
    private_folder(Path(answers).parent)  # that of what comes back is not there before anything did
    save_answers(ANSWERS.frame(rows), answers)


# ------------------------------------------------------------------------------------------------------- boxes


def load_boxes(path: str | os.PathLike[str] | Any) -> pd.DataFrame:
    """Read the boxes that :func:`explore` saved, or somebody wrote by hand, as the table ``boxes``.

    Raises :class:`~imgaudit.errors.InputError` that names file, row, value and remedy where one makes no sense.
    """
    if not isinstance(path, str | os.PathLike):
        raise InputError(f"cover() takes boxes.csv or a frame of boxes, not {type(path).__name__}; or add detect=True.")
    place = Path(path)
    if place.suffix.lower() != ".csv":
        raise InputError(f"{place}: boxes are read from a .csv file. To have the detector find faces, add detect.")
    if isinstance(why := stamp_of(here(str(place))), str):
        raise InputError(f"{place}: {why} Check the path.")
    boxes = read_own_csv(place, BOXES, words={"unit": _UNITS.__getitem__}, needed=("path", *EDGES))
    boxes["path"] = [str(place.parent / path) for path in boxes["path"]]
    return checked_boxes(boxes, str(place), first=2)


def save_boxes(boxes: pd.DataFrame, path: str | os.PathLike[str], drawn_on: str) -> None:
    """Keep the boxes that were drawn on one file in a .csv for its owner alone, in place of those drawn before."""
    place = Path(path)
    with locked(place):
        before = load_boxes(place) if place.exists() else BOXES.empty()
        write_own_csv(with_boxes(before, boxes, drawn_on), place, keep=True)


def with_boxes(before: pd.DataFrame, boxes: pd.DataFrame, drawn_on: str) -> pd.DataFrame:
    """All boxes, those drawn on one file anew; what somebody measured in pixels stays."""
    is_old = before["path"].eq(drawn_on) & ~before["unit"].eq("px").fillna(False)
    return BOXES.frame(pd.concat([before[~is_old], boxes], ignore_index=True))


def checked_boxes(frame: pd.DataFrame, name: str, *, first: int = 1) -> pd.DataFrame:
    """The table ``boxes``, each of which makes sense; else an `InputError` names row, value and remedy."""
    if missing := [column for column in ("path", *EDGES) if column not in frame]:
        raise InputError(f"{name}: no column {', '.join(missing)}. Give path, left, top, right and bottom.")
    boxes = BOXES.frame(frame)
    faults = [
        f"  row {number}: {fault}"
        for number, row in enumerate(boxes[[*EDGES, "unit"]].to_dict("records"), first)
        if (fault := _fault(row))
    ]
    if faults:
        raise InputError(f"{name} is not used, so that nothing is left uncovered:\n" + "\n".join(faults[:20]))
    return boxes


def _fault(row: Mapping[Any, Any]) -> str:
    most, unit = (math.inf, "px") if row["unit"] == "px" else (1.0, "shares of the picture, from 0 to 1")
    for edge in EDGES:
        if not 0 <= row[edge] <= most or math.isinf(row[edge]):
            return f"{edge} {row[edge]:g} is outside of the picture: give {unit}" + (
                "." if most > 1 else ", or write px in the column unit."
            )
    for low, high in (("left", "right"), ("top", "bottom")):
        if row[low] >= row[high]:
            return f"{low} {row[low]:g} is not before {high} {row[high]:g}: swap them, or draw that box again."
    return ""


def _asked(boxes: pd.DataFrame, policy: Policy) -> dict[str, _Asked]:
    """Path → what is asked of that picture."""
    policies = policy.by_site(boxes["site"].dropna().unique())
    asked: dict[str, _Asked] = {}
    for path, rows in boxes.groupby("path", sort=False):
        site, picture = (next(iter(rows[column].dropna()), None) for column in ("site", "image_hash"))
        drawn = rows[[*EDGES]].assign(unit=rows["unit"].fillna("share")).itertuples(index=False, name=None)
        # Boxes of which it was not kept how the picture was seen were drawn on one that is stored as it is seen, or on
        # one of which nobody can say so.
        seen = frozenset(map(int, rows["orientation"].dropna())) or frozenset({1} if picture else ())
        asked[str(path)] = _Asked(tuple(drawn), picture, seen, policies.get(site or "", policy).look_for_faces)
    return asked


# ------------------------------------------------------------------------------------------------- one picture


def _cover_one(asked: Mapping[str, _Asked], default: _Asked, from_px: int | None, job: Job) -> dict[str, Any]:
    source, target = job
    row: dict[str, Any] = {"source": source, "status": "not_written"}
    try:
        return row | _covered(source, target, asked.get(source, default), from_px)
    except (CannotStrip, ImgauditError) as reason:
        return row | {"reason": str(reason)}
    except OSError as error:
        return row | {"reason": f"{error.strerror or type(error).__name__}: {error.filename or source}"}
    except Exception as error:  # noqa: BLE001 - whatever one file does, the batch goes on and says so
        return row | {"reason": f"{type(error).__name__}: {error}"}


def _covered(source: str, target: str, asked: _Asked, from_px: int | None) -> dict[str, Any]:
    """Cover one picture, and write the copy where nothing is; raise where it cannot be proven."""
    if isinstance(why := stamp_of(source), str):
        raise InputError(f"{why} {source}")
    with opened(source, most=MAX_STREAM_BYTES) as stream:
        data = stream.read(MAX_STREAM_BYTES)
    record = inspect(data)
    _check(record, asked)
    if from_px is None:
        boxes = [_shares(box, record).grown(BY_HAND) for box in asked.boxes]
    else:
        boxes = _detected(data, record, asked, from_px)
    made = strip_checked(data, Wish.of(None, ()), boxes=boxes)
    copy, after = bytes(made.data[:]), inspect(made.data[:])
    found = face_boxes(copy, after) if asked.may_look and can_look() else None
    if any(box.holds(face) for face in found or () for box in boxes):
        raise CannotStrip("A face is still found in what was covered: draw its box larger, and cover it again.")
    private_folder(Path(target).parent)
    if os.path.lexists(target):
        raise InputError(f"Something is at {target} already, and was not replaced: name another folder for the copies.")
    with private_file(target, is_new=True) as file:
        file.write_bytes(copy)
        if not holds(file, copy):
            raise CannotStrip("What was written is not what was to be written: check the drive, and try again.")
    return {
        "path": target,
        "status": "covered",
        "format": after.format,
        "n_covered": len(boxes),
        "n_left": None if found is None else len(found),
        "lost": ", ".join(made.lost),
        "width_px": after.width_px,
        "height_px": after.height_px,
        "image_hash": after.image_hash,
    }


def _check(record: Record, asked: _Asked) -> None:
    if record.format not in FORMATS:
        kind = f"{record.format.upper()} files are" if record.format else "Files of an unknown kind are"
        raise CannotStrip(f"{kind} not covered here: export a JPEG or PNG of it, and cover that.")
    if asked.image_hash and asked.image_hash != record.image_hash:
        raise CannotStrip("Another picture is there than the one on which boxes were drawn: draw them again.")
    if asked.orientations - {record.orientation or 1}:  # the hash is of the image as stored, a box of it as seen
        raise CannotStrip("It is not known to be seen the same way up as when boxes were drawn on it: draw them again.")


def _shares(box: tuple[float, float, float, float, str], record: Record) -> Box:
    """A box that was drawn, as shares of the picture; raise where it lies outside."""
    *edges, unit = box
    if unit == "share":
        return Box(*edges)
    size = (record.width_px or 1, record.height_px or 1) * 2
    if any(edge > side for edge, side in zip(edges, size, strict=True)):
        given = ", ".join(f"{edge:g}" for edge in edges)
        raise CannotStrip(f"A box ({given} px) is outside of the picture of {size[0]} × {size[1]} px: draw it again.")
    return Box(*(edge / side for edge, side in zip(edges, size, strict=True)))


def _detected(data: bytes, record: Record, asked: _Asked, from_px: int) -> list[Box]:
    if not asked.may_look:
        raise CannotStrip(OFF)
    faces = [face for face in face_boxes(data, record) if (face.right - face.left) * (record.width_px or 0) >= from_px]
    if not faces:
        size = f" at least {from_px:,} px wide" if from_px > 1 else ""
        raise CannotStrip(
            f"No face{size} was found, which does not say that nobody is shown: look at it, and draw boxes by hand in "
            "ia.explore."
        )
    return [face.grown(BY_DETECTOR) for face in faces]


def _given_up(job: Job, reason: str) -> dict[str, Any]:
    return {"source": job[0], "status": "not_written", "reason": reason}
