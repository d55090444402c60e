"""The site that is built from these pages: `make site`. Nothing of it is asked of the network."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
from sphinx_gallery.sorting import FileNameSortKey

import imgaudit

mpl.use("agg")

project, author, release = "imgaudit", "the imgaudit project", imgaudit.__version__
language = "en_GB"
extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc", "sphinx_gallery.gen_gallery"]
exclude_patterns = ["gallery/*.rst", "**/sg_execution_times.rst", "sg_execution_times.rst"]
myst_heading_anchors = 3
myst_enable_extensions = ["attrs_inline"]
numpydoc_show_class_members = False
autodoc_typehints = "none"
add_module_names = False
suppress_warnings = ["config.cache"]  # a sort key is a class, which cannot be remembered

html_theme = "pydata_sphinx_theme"
html_title = "imgaudit"
html_show_sourcelink = False
html_theme_options: dict[str, Any] = {"navigation_with_keys": False, "show_toc_level": 2}

sphinx_gallery_conf: dict[str, Any] = {
    "examples_dirs": "gallery",
    "gallery_dirs": "made/gallery",
    "filename_pattern": r"/plot_",
    "within_subsection_order": FileNameSortKey,
    "abort_on_example_error": True,
    "download_all_examples": False,
    "show_memory": False,
    "run_stale_examples": True,
    "reset_modules": ("matplotlib",),
    "remove_config_comments": True,
    "matplotlib_animations": False,
    "first_notebook_cell": None,
}
