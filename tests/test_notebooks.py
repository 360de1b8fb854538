"""The player in notebooks that people use: JupyterLab, pages and Markdown of nbconvert, marimo, in a real browser.

These need the extra `notebooks`; without it they are skipped, unless `TRAJVIZ_NOTEBOOKS` is set, as the check script does.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from importlib.util import find_spec

import numpy as np
import pytest
from PIL import Image

NEEDED = ("jupyterlab", "nbconvert", "nbclient", "ipykernel", "marimo")
MISSING = [name for name in NEEDED if find_spec(name) is None]

pytestmark = pytest.mark.skipif(
    bool(MISSING) and "TRAJVIZ_NOTEBOOKS" not in os.environ, reason=f"not installed: {', '.join(MISSING)}"
)

DARK_GROUND = (0x14, 0x17, 0x1D)
CELLS = [
    "import trajviz as tv",
    "tv.animate('camel', 'BFGS,GD', steps=20)",
    "tv.animate('camel', 'BFGS,GD', steps=20, theme='dark')",
]


@pytest.fixture(scope="module")
def executed():
    """Return a notebook with a player of a light theme and one of a dark theme, as a kernel has run it."""
    from nbclient import NotebookClient
    from nbformat.v4 import new_code_cell, new_notebook

    notebook = new_notebook(
        cells=[new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(CELLS)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    return NotebookClient(notebook, timeout=300).execute()


@contextmanager
def serving(command, said, **environment):
    """Run a server until the end of the block, and return what it has `said`, which a pattern finds."""
    with subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as server:
        try:
            lines = []
            for line in server.stdout:
                lines.append(line)
                if found := re.search(said, line):
                    yield found[0]
                    break
            else:
                pytest.fail("".join(lines))
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def lab(executed, tmp_path_factory):
    """Return the address of a JupyterLab with the notebook twice, once trusted and once not."""
    import nbformat
    from nbformat.sign import NotebookNotary

    home = tmp_path_factory.mktemp("jupyter")
    folder = home / "notebooks"
    for each in (folder, home / "data"):
        each.mkdir()
    for name in ("trusted", "untrusted"):
        executed.metadata["title"] = name  # a signature is of the content
        nbformat.write(executed, folder / f"{name}.ipynb")
        if name == "trusted":
            notary = NotebookNotary(data_dir=str(home / "data"))
            notary.sign(executed)
            notary.store.close()
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    news = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(news))
    command = [
        "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", f"--ServerApp.root_dir={folder}",
        "--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True", "--LabApp.news_url=",
    ]  # fmt: skip
    folders = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "IPYTHONDIR": "ipython",
    }  # fmt: skip
    with serving(command, r"http://127\.0\.0\.1:\d+", **{key: str(home / name) for key, name in folders.items()}) as url:
        yield url


@pytest.fixture
def open_page(chromium):
    """Return what opens an address, with options of the browser's context."""
    contexts = []

    def open_(url, **options):
        contexts.append(chromium.new_context(viewport={"width": 1200, "height": 1600}, **options))
        page = contexts[-1].new_page()
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()
