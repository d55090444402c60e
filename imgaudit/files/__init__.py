"""The only place that walks, opens and writes: files of this machine, members of a ZIP, and ``memory://``."""

from imgaudit.files.kinds import DOCUMENTS, MEDIA, PICTURES, VIDEOS, Kind, extension, kind_of_bytes, kind_of_name
from imgaudit.files.locking import locked
from imgaudit.files.opening import DAMAGED, absolute_path, here, in_archive, is_folder, opened, source_of, stamp_of
from imgaudit.files.walking import (
    HEAD_BYTES,
    MAX_DEPTH,
    Described,
    ExportFile,
    Refused,
    Walk,
    is_safe,
    walk,
    walk_files,
)
from imgaudit.files.writing import KEYWORD, MARK, STRAY, kept_beside, private_file, private_folder, put, sweep

__all__ = [
    "DAMAGED",
    "DOCUMENTS",
    "HEAD_BYTES",
    "KEYWORD",
    "MARK",
    "MAX_DEPTH",
    "MEDIA",
    "PICTURES",
    "STRAY",
    "VIDEOS",
    "Described",
    "ExportFile",
    "Kind",
    "Refused",
    "Walk",
    "absolute_path",
    "extension",
    "here",
    "in_archive",
    "is_folder",
    "is_safe",
    "kept_beside",
    "kind_of_bytes",
    "kind_of_name",
    "locked",
    "opened",
    "private_file",
    "private_folder",
    "put",
    "source_of",
    "stamp_of",
    "sweep",
    "walk",
    "walk_files",
]
