"""Which files each picture of the story is made of, and their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from school_pictures import damaged, picture
from school_plants import BIGGEST, CLEAN, SMALLER, Holds, Post, School, Upload


@dataclass(frozen=True)
class Copy:
    """One file of an upload, as WordPress lists it."""

    role: str  # published, original, medium, large
    path: str  # below uploads/
    size: tuple[int, int]  # [px], as stored
    holds: Holds
    present: bool  # whether it is in the folder
    data: bytes


def fit(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The size to which WordPress brings a picture whose longest side may measure so much."""
    ratio = longest / max(size)
    return round(size[0] * ratio), round(size[1] * ratio)


def copies(upload: Upload, term: int) -> tuple[Copy, ...]:
    """The files of an upload in a term, the published one first; none when the library lacks it."""
    holds = upload.holds[term]
    if holds is None:
        return ()

    def copy(role: str, name: str, size: tuple[int, int]) -> Copy:
        if role == "original" or not holds.only_original:
            kept = holds if size == upload.size else holds.resized
        else:
            kept = CLEAN
        data = picture(upload.scene, upload.size, upload.format, kept, size)
        if upload.fault:
            data = damaged(data) if upload.fault == "damaged" else b""
        return Copy(role, name, size, kept, role not in upload.not_fetched, data)

    stem, ending = upload.path.rsplit(".", 1)
    if not upload.readable:
        return (copy("published", upload.path, upload.size),)
    files = []
    if max(upload.size) > BIGGEST:
        files.append(copy("published", f"{stem}-scaled.{ending}", fit(upload.size, BIGGEST)))
        files.append(copy("original", upload.path, upload.size))
    else:
        files.append(copy("published", upload.path, upload.size))
    for role, longest in SMALLER.items():
        if max(upload.size) > longest:
            width, height = fit(upload.size, longest)
            files.append(copy(role, f"{stem}-{width}x{height}.{ending}", (width, height)))
    return tuple(files)


def post_data(post: Post, holds: Holds) -> bytes:
    """The bytes of the file that a row of the comms team's list names."""
    return picture(post.scene, post.size, {"jpg": "jpeg"}.get(post.file[-3:], post.file[-3:]), holds)


def write_files(school: School, term: int, exports: Path) -> None:
    """Every file of a term that is in the folder; two rows that name one file must mean the same bytes."""
    written: dict[str, bytes] = {}
    for upload in school.uploads:
        for copy in copies(upload, term):
            if copy.present:
                written[f"uploads/{copy.path}"] = copy.data
    for post in school.posts:
        listing = post.listed[term]
        if listing is not None and not post.missing:
            data = post_data(post, listing.holds)
            if written.setdefault(post.file, data) != data:
                raise ValueError(f"{post.file}: two rows plant different things in one file")
    for name, data in written.items():
        path = exports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
