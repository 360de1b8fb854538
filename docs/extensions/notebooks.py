"""The tutorials as notebooks to download, and the notebook of the examples as a page."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import jupytext
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the notebooks before pages are read, and put a link to each below the title of its page."""
    app.connect("builder-inited", _write)
    app.connect("source-read", _link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _write(app: Sphinx) -> None:
    for page in _lessons(app):
        notebook = jupytext.read(page)
        notebook.metadata.pop("file_format", None)
        for number, cell in enumerate(notebook.cells):
            cell.id = f"{page.stem}-{number}"  # the same in each build
        jupytext.write(notebook, page.with_suffix(".ipynb"))
    shutil.copyfile(ROOT / "examples" / "notebook.ipynb", Path(app.srcdir) / "start" / "a_notebook.ipynb")


def _lessons(app: Sphinx) -> list[Path]:
    return [page for page in (Path(app.srcdir) / "tutorials").glob("*.md") if page.stem != "index"]


def _link(app: Sphinx, page: str, source: list[str]) -> None:
    if page in {f"tutorials/{lesson.stem}" for lesson in _lessons(app)}:
        name = page.removeprefix("tutorials/")
        before, heading, after = source[0].partition("\n# ")
        title, _, text = after.partition("\n")
        link = f"{{download}}`This lesson as a notebook <{name}.ipynb>`"
        source[0] = f"{before}{heading}{title}\n\n{link}\n{text}"
