"""How Sphinx builds the site: `python -m sphinx -W --keep-going docs docs/_build/html`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sphinx.application import Sphinx

import trajviz as tv

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "extensions"))
os.environ["MPLBACKEND"] = "agg"  # of the examples and of what runs in pages

project = "trajviz"
author = "The trajviz authors"
copyright = author
version = release = tv.__version__

extensions = [
    "sphinx.ext.autodoc",
    "numpydoc",
    "myst_nb",
    "sphinx_copybutton",
    "sphinx_design",
    "catalogue",
    "formulas",
    "gallery",
    "notebooks",
    "players",
]
exclude_patterns = ["_build", "extensions", "README.md", "tutorials/*.ipynb"]
suppress_warnings = ["mystnb.unknown_mime_type"]
nitpicky = True
nitpick_ignore_regex = [(r"py:.*", r".*")]  # types of docstrings are words, as numpydoc has them

default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # docstrings tell them
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

nb_execution_mode = "cache"
nb_execution_cache_path = str(HERE / "_build" / "executed")
nb_execution_timeout = 180
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_output_stderr = "warn"
nb_merge_streams = True

html_theme = "pydata_sphinx_theme"
html_title = "trajviz"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_math_renderer = "mathml"
html_theme_options = {
    "navigation_with_keys": False,
    "show_prev_next": True,
    "header_links_before_dropdown": 6,
    "show_toc_level": 2,
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_context = {"default_mode": "auto"}
html_sidebars = {
    "index": [],
    "exact_and_fast": [],
    "catalogue/functions/*": [],
    "catalogue/methods/*": [],
    "gallery/*": [],
}
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True


def setup(app: Sphinx) -> None:
    """Leave out what the theme has for those who mend its scripts."""
    app.connect("build-finished", lambda app, _: [each.unlink() for each in Path(app.outdir).rglob("*.map")])
