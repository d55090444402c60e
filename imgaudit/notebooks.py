"""Run notebooks from top to bottom, for the demo and the tests."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from textwrap import indent
from types import ModuleType
from typing import Any

from imgaudit.errors import ImgauditError
from imgaudit.files import KEYWORD, MARK, private_file, private_folder
from imgaudit.media.extras import how_to_install


def run_notebooks(notebooks: str | Path, out: str | Path, *, parameters: Mapping[str, Any] | None = None) -> list[Path]:
    """Execute every notebook of a folder, or one, in its own folder, and keep the executed copies.

    Parameters
    ----------
    notebooks
        A folder of notebooks, or one notebook. The originals are not changed.
    out
        Folder for the executed copies; they hold outputs, so they are for their owner alone.
    parameters
        Values that replace those of the cell tagged ``parameters``.

    Returns
    -------
    The executed copies.

    Raises
    ------
    ImgauditError
        When the extra ``notebooks`` is not installed, or a cell fails; it names the notebook.
    """
    engine_of_notebooks()
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from traitlets.config import Config

    source = Path(notebooks)
    made = []
    for path in sorted(source.glob("*.ipynb")) if source.is_dir() else [source]:
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        if parameters:
            _inject(notebook, parameters)
        try:
            # Sockets in a folder of one's own where there are such: over TCP others on the machine could listen.
            with tempfile.TemporaryDirectory() as sockets:
                private = {"transport": "ipc", "ip": f"{sockets}/kernel"} if os.name == "posix" else {}
                NotebookClient(
                    notebook,
                    config=Config({"KernelManager": private}),
                    kernel_name="python3",
                    resources={"metadata": {"path": str(path.parent)}},
                    timeout=600,
                ).execute()
        except CellExecutionError as error:
            raise ImgauditError(f"{path.name}: a cell failed.\n{indent(str(error), '  ')}") from error
        notebook.metadata[KEYWORD] = MARK
        copy = Path(out) / path.name
        private_folder(copy.parent)
        with private_file(copy) as file:
            nbformat.write(notebook, file)  # type: ignore[no-untyped-call]
        made.append(copy)
    return made


def engine_of_notebooks() -> ModuleType:
    """The package that runs notebooks, or what to do where it is missing."""
    try:
        return import_module("nbclient")
    except ImportError as error:
        remedy = how_to_install("notebooks", "jupyterlab nbclient ipywidgets anywidget")
        raise ImgauditError(f"Running notebooks needs more packages: {remedy}.") from error


def _inject(notebook: Any, parameters: Mapping[str, Any]) -> None:
    import nbformat

    places = [i for i, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])]
    lines = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    notebook.cells.insert(places[0] + 1 if places else 0, nbformat.v4.new_code_cell(lines))  # type: ignore[no-untyped-call]
