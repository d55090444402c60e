"""`fetch`: an export that lies in an object store, copied whole into a new folder, or not at all.

A copy in part would look like an export in which pictures are gone; so the folder is there only once all of it is.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import fsspec
from tqdm.auto import tqdm

from imgaudit.errors import ImgauditError, InputError
from imgaudit.files import STRAY, private_file, private_folder, put, sweep
from imgaudit.files.naming import alike, why_not

STORES = {"s3": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs", "abfss": "adlfs"}
"""How an address of an object store begins → the package through which fsspec speaks to it."""


def fetch(address: str, folder: str | os.PathLike[str], *, gigabytes: float = 20, progress: bool = True) -> int:
    """Copy an export out of an object store into a new folder, so that an audit can read it.

    All of it or nothing: where one file cannot be copied no folder is made, for half an export would look as if the
    other half had been taken down. Keys and addresses of servers come from where the store's own tools look for them
    (environment, configuration); none is asked for, printed or kept.

    Parameters
    ----------
    address
        Of the folder in the store: ``s3://bucket/autumn``, ``gs://…`` or ``abfs://…``.
    folder
        A new folder.
    gigabytes
        So much is copied at most.
    progress
        Show a progress bar.

    Returns
    -------
    How many files were copied.

    Raises
    ------
    InputError
        When the address is none of an object store, nothing lies there, it is too much, a name there cannot be one of a
        file here, or the folder exists.
    ImgauditError
        When the store's package is missing, the store does not answer or refuses, or a file changed on the way.

    Examples
    --------
    >>> fetch("https://fernhollow.example/", "exports")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    imgaudit.errors.InputError: https://fernhollow.example/ is no address of an object store. It begins with ...
    """
    scheme, place = urlsplit(address).scheme.lower(), Path(folder)
    if scheme not in STORES:
        known = ", ".join(f"{name}://" for name in STORES)
        raise InputError(f"{address} is no address of an object store. It begins with {known}.")
    if os.path.lexists(place):
        raise InputError(f"{place} is there already: name a new folder, since what is gone from the store would stay.")
    store, root = _opened(scheme, address)
    files = _listed(store, root, address, gigabytes)
    private_folder(place.parent)
    sweep(place.parent)
    staged = Path(tempfile.mkdtemp(prefix=STRAY[1], dir=place.parent))  # for its owner alone
    try:
        for name, (at, size) in tqdm(files.items(), disable=not progress, unit="file"):
            private_folder((staged / name).parent)
            with private_file(staged / name) as temporary, _told(f"{address}: {name!r}"):
                store.get_file(at, str(temporary))
                if temporary.stat().st_size != size:
                    raise ImgauditError(f"{address}: {name!r} changed while it was copied. Copy it again.")
        put(staged, place)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return len(files)


def _opened(scheme: str, address: str) -> tuple[Any, str]:
    """The store, and what the address names in it."""
    try:
        import_module(STORES[scheme])
    except ImportError:
        raise ImgauditError(
            f"To copy from {scheme}:// needs the package {STORES[scheme]}: pip install {STORES[scheme]}."
        ) from None
    with _told(address):
        store, root = fsspec.url_to_fs(address, skip_instance_cache=True)  # keys and server are those of now
        return store, root.rstrip("/")


def _listed(store: Any, root: str, address: str, gigabytes: float) -> dict[str, tuple[str, int]]:
    """Name here → where it lies in the store and how large it is [bytes], of all that can be files here together."""
    with _told(address):
        found = store.find(root, detail=True)
    files = {at[len(root) + 1 :]: (at, about["size"]) for at, about in sorted(found.items())}
    # Stores have no folders: some tools leave an empty thing whose name ends with a slash in place of one.
    files = {name: told for name, told in files.items() if name and (told[1] or not name.endswith("/"))}
    if not files:
        raise InputError(f"{address}: nothing lies there. Check the address; it is that of a folder.")
    if (total := sum(size for _, size in files.values())) > gigabytes * 1e9:
        raise InputError(f"{address}: {total / 1e9:,.1f} GB are more than {gigabytes:g}. Allow more, or copy a part.")
    folders = {alike(above.as_posix()) for name in files for above in PurePosixPath(name).parents}
    seen: set[str] = set()
    for name in files:
        said = why_not(name)
        if any(part in ("", ".", "..") for part in name.split("/")):
            said = f"{name!r} leads elsewhere"
        elif alike(name) in seen or alike(name) in folders:
            said = f"{name!r} is there twice, for a computer that takes capitals and small letters for the same"
        if said:
            raise InputError(f"{address}: {said}, so it cannot be a file here. Rename it in the store.")
        seen.add(alike(name))
    return files


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Whatever a store's own package raises, as an error that names what was asked for."""
    try:
        yield
    except ImgauditError:
        raise
    except Exception as error:
        is_full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = "Make room on this computer's drive" if is_full else "Check the address, and your key"
        raise ImgauditError(f"{what}: {type(error).__name__}: {error}. {remedy}.") from error
