"""What more packages would be looked into with, and how this copy gets them."""

import json
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname


@cache
def how_to_install(extra: str, package: str) -> str:
    """The command that adds an extra's package to this copy, by how it was installed.

    A copy that was installed from a folder, or a file that is still there, names its own extra; any other gets the
    package itself, for what an index has under our name may be anybody's.
    """
    try:
        told = json.loads(distribution("imgaudit").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        told = {}
    if not isinstance(told, dict):
        told = {}
    if "dir_info" in told:
        editable = "-e " if told["dir_info"].get("editable") else ""
        return f'in the folder that this copy was installed from: pip install {editable}".[{extra}]"'
    where = urlsplit(str(told.get("url", "")))
    if "archive_info" in told and (where.scheme != "file" or Path(url2pathname(where.path)).exists()):
        return f'pip install "imgaudit[{extra}] @ {where.geturl()}"'
    return f"pip install {package}"
