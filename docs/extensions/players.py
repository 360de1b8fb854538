"""Players of the site share one script: what each brings along is taken out, and pages that have one name the file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

import trajviz as tv

FILE = "trajviz-player.js"
_WITH_SCRIPT = re.compile(r"(</trajviz-player>\n)<script>.*?</script>\n", re.DOTALL)


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the script when the site is written, and have pages with players load it."""
    app.connect("doctree-resolved", _without_scripts)
    app.connect("html-page-context", _load_script)
    app.connect("build-finished", _write_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _players(doctree: nodes.document) -> list[nodes.raw]:
    return [node for node in doctree.findall(nodes.raw) if "<trajviz-player" in node.astext()]


def _without_scripts(_: Sphinx, doctree: nodes.document, __: str) -> None:
    for node in _players(doctree):
        text = _WITH_SCRIPT.sub(r"\1", node.astext()).replace(_script_element(), "")
        node.children[:] = [nodes.Text(text)]


def _script_element() -> str:
    return tv.TrajectoryAnimation.html_script().strip()


def _load_script(app: Sphinx, _: str, __: str, ___: dict[str, Any], doctree: nodes.document | None) -> None:
    if doctree is not None and _players(doctree):
        app.add_js_file(FILE, loading_method="defer")


def _write_script(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        text = _script_element().removeprefix("<script>").removesuffix("</script>")
        (Path(app.outdir) / "_static" / FILE).write_text(text, encoding="utf-8")
