"""What more packages would be looked into with, and how this copy gets them."""

import json
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution


@cache
def how_to_install(extra: str, package: str) -> str:
    """The command that adds an extra's package to this copy, by how it was installed.

    A copy that was installed from a folder names its own extra; any other gets the package itself.
    """
    try:
        told = json.loads(distribution("imgaudit").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        told = {}
    if isinstance(told, dict) and "dir_info" in told:
        editable = "-e " if told["dir_info"].get("editable") else ""
        return f'in the folder that this copy was installed from: pip install {editable}".[{extra}]"'
    return f"pip install {package}"
