"""The player in notebooks that people use: JupyterLab, pages and Markdown of nbconvert, marimo, in a real browser.

These need the extra `notebooks`; without it they are skipped, unless `TRAJVIZ_NOTEBOOKS` is set, as in the check
script.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

NEEDED = ("jupyterlab", "nbconvert", "nbclient", "ipykernel", "marimo")
MISSING = [name for name in NEEDED if find_spec(name) is None]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(MISSING) and "TRAJVIZ_NOTEBOOKS" not in os.environ, reason=f"not installed: {', '.join(MISSING)}"
    ),
]

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "notebook.ipynb"
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


def wait_for(address, attempts=300):
    """Wait until a server answers, which some do only after they have said that they do."""
    for _ in range(attempts):
        try:
            return urllib.request.urlopen(address).close()
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{address} does not answer")


@contextmanager
def serving(command, **environment):
    """Run a server until the end of the block, and return its address, which it prints."""
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
                if found := re.search(r"http://\S+:\d+", line):
                    address = found[0].replace("localhost", "127.0.0.1")
                    wait_for(address)
                    yield address
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
        "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0",
        f"--ServerApp.root_dir={folder}", "--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True",
    ]  # fmt: skip
    folders = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "IPYTHONDIR": "ipython",
    }  # fmt: skip
    with serving(command, **{key: str(home / name) for key, name in folders.items()}) as url:
        yield url


@pytest.fixture
def open_page(chromium):
    """Return what opens an address, with options of the browser's context."""
    contexts = []

    def open_(url, **options):
        contexts.append(
            chromium.new_context(viewport={"width": 1200, "height": 1600}, reduced_motion="reduce", **options)
        )
        page = contexts[-1].new_page()
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()


def use_theme(lab, theme):
    """Set JupyterLab's theme."""
    request = urllib.request.Request(
        f"{lab}/lab/api/settings/@jupyterlab/apputils-extension:themes",
        method="PUT",
        data=json.dumps({"raw": json.dumps({"theme": theme})}).encode(),
        headers={"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request).close()


def seen(locator):
    """Return what is seen of an element, shape (height, width, 3)."""
    return np.asarray(Image.open(io.BytesIO(locator.screenshot())).convert("RGB"))


def ground(locator):
    return tuple(seen(locator)[3, 3])


class TestJupyterLab:
    @pytest.fixture
    def open_notebook(self, lab, open_page):
        def open_(name, theme="JupyterLab Light"):
            use_theme(lab, theme)
            page = open_page(f"{lab}/doc/tree/{name}.ipynb?reset")
            page.locator(".jp-OutputArea-output").nth(1).wait_for()
            return page

        return open_

    @pytest.mark.parametrize(("theme", "expected"), [("Light", (255, 255, 255)), ("Dark", DARK_GROUND)])
    def test_plays_as_light_or_dark_as_the_notebook(self, open_notebook, theme, expected):
        page = open_notebook("trusted", f"JupyterLab {theme}")
        first, second = (page.locator("trajviz-player .player").nth(i) for i in (0, 1))
        second.wait_for()
        assert ground(first) == expected
        assert ground(second) == DARK_GROUND  # its theme is a dark one

    def test_its_keys_are_not_the_notebooks(self, open_notebook):
        page = open_notebook("trusted")
        player = page.locator("trajviz-player").first
        player.locator(".picture canvas").first.wait_for()
        player.locator(".panel[tabindex]").click()
        page.wait_for_function("document.activeElement.localName === 'trajviz-player'")
        for key in ("Home", "ArrowRight", "l", "m"):
            page.keyboard.press(key)
        assert player.locator(".moment").inner_text() == "step 1 / 20"

        # In a notebook these delete a cell, insert one, cut one, and make text of one.
        for keys in (["d", "d"], ["a"], ["b"], ["x"], ["m"], ["r"]):
            for key in keys:
                page.keyboard.press(key)
            assert page.locator(".jp-CodeCell").count() == len(CELLS)
        assert page.locator(".jp-MarkdownCell, .jp-RawCell").count() == 0
        assert page.evaluate("document.activeElement.localName") == "trajviz-player"
        player.locator(".panel[tabindex]").focus()
        page.keyboard.press("m")
        assert player.locator(".tip").is_visible()
        page.keyboard.press("Control+Shift+c")  # no key of the player's
        page.locator("#modal-command-palette").wait_for()

    @pytest.mark.parametrize("theme", ["Light", "Dark"])
    def test_shows_the_picture_where_it_is_not_trusted(self, open_notebook, theme):
        page = open_notebook("untrusted", f"JupyterLab {theme}")
        assert page.locator("trajviz-player").count() == 0
        pictures = page.locator(".jp-OutputArea-output img")
        pictures.nth(1).wait_for()
        assert pictures.count() == 2
        for i, expected in enumerate([(255, 255, 255), DARK_GROUND]):
            assert pictures.nth(i).evaluate("(e) => e.naturalWidth") == 800
            np.testing.assert_allclose(ground(pictures.nth(i)), expected, atol=8)
            assert pictures.nth(i).get_attribute("alt").startswith("Six-hump camel: an animation of 2 paths")


class TestNbconvert:
    def open_alone(self, open_page, path, **options):
        """Open a file that may fetch nothing."""
        page = open_page("about:blank", **options)
        page.route(re.compile("^http"), lambda route: route.abort())
        page.goto(path.as_uri())
        return page

    @pytest.mark.parametrize(("theme", "expected"), [("light", (255, 255, 255)), ("dark", DARK_GROUND)])
    def test_plays_on_a_page(self, executed, open_page, tmp_path, theme, expected):
        from nbconvert import HTMLExporter

        path = tmp_path / "page.html"
        path.write_text(HTMLExporter(theme=theme).from_notebook_node(executed)[0], encoding="utf-8")
        page = self.open_alone(open_page, path)
        first, second = (page.locator("trajviz-player .player").nth(i) for i in (0, 1))
        second.locator(".slider").fill("7")
        assert second.locator(".moment").inner_text().startswith("step 7 / 20")
        assert ground(first) == expected
        assert ground(second) == DARK_GROUND

    def test_a_page_without_scripts_and_a_printed_one_show_the_pictures(self, executed, open_page, tmp_path):
        from nbconvert import HTMLExporter

        path = tmp_path / "page.html"
        path.write_text(HTMLExporter().from_notebook_node(executed)[0], encoding="utf-8")
        page = self.open_alone(open_page, path, java_script_enabled=False)
        pictures = page.locator(".jp-OutputArea-output img")
        assert [pictures.nth(i).bounding_box()["width"] > 500 for i in range(pictures.count())] == [True, True]
        page = self.open_alone(open_page, path)
        page.locator("trajviz-player .picture canvas").nth(1).wait_for()
        page.emulate_media(media="print")
        assert page.locator("trajviz-player img").first.bounding_box()["width"] > 500

    def test_markdown_holds_the_player_as_one_block(self, executed, open_page, tmp_path):
        from markdown_it import MarkdownIt
        from nbconvert import MarkdownExporter

        text = MarkdownExporter().from_notebook_node(executed)[0]
        path = tmp_path / "page.html"
        path.write_text(f'<!DOCTYPE html><meta charset="utf-8">{MarkdownIt().render(text)}', encoding="utf-8")
        page = self.open_alone(open_page, path, java_script_enabled=False)
        assert page.locator("img").count() == 2
        assert page.locator("body").inner_text().split() == " ".join(CELLS).split()

    def test_a_pdf_holds_the_pictures(self, executed):
        from nbconvert import LatexExporter

        text, resources = LatexExporter().from_notebook_node(executed)
        pictures = resources["outputs"]
        assert len(pictures) == 2
        for name, content in pictures.items():
            assert f"{{{name}}}" in text
            assert Image.open(io.BytesIO(content)).size == (800, 500)


class TestMarimo:
    @pytest.mark.parametrize(("theme", "expected"), [("light", (255, 255, 255)), ("dark", DARK_GROUND)])
    def test_plays_as_light_or_dark_as_the_notebook(self, open_page, tmp_path, theme, expected):
        notebook = tmp_path / "notebook.py"
        cells = "\n".join(f"@app.cell\ndef _(tv):\n    {source}\n    return\n" for source in CELLS[1:])
        notebook.write_text(
            f'# /// script\n# [tool.marimo.display]\n# theme = "{theme}"\n# ///\nimport marimo\napp = marimo.App()\n'
            f"@app.cell\ndef _():\n    {CELLS[0]}\n    return (tv,)\n{cells}"
        )
        command = ["-m", "marimo", "run", str(notebook), "--headless", "--host", "127.0.0.1", "--no-token"]
        home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "MARIMO_SKIP_UPDATE_CHECK": "1"}
        with serving(command, **home) as url:
            page = open_page(url)
            first, second = (page.frame_locator(f"iframe >> nth={i}").locator(".player") for i in (0, 1))
            second.locator(".slider").fill("7")
            assert second.locator(".moment").inner_text().startswith("step 7 / 20")
            first.locator(".picture canvas").first.wait_for()
            assert ground(first) == expected
            assert ground(second) == DARK_GROUND
            for i, color in enumerate([expected, DARK_GROUND]):
                assert ground(page.locator("iframe").nth(i)) == color  # no margin of another colour


@pytest.fixture(scope="module")
def example_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("example")


@pytest.fixture(scope="module")
def example(example_folder):
    """Return the notebook of the examples as a kernel has run it."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(EXAMPLE, as_version=4)
    return NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(example_folder)}}).execute()


@pytest.fixture(scope="module")
def outputs(example):
    return [output for cell in example.cells for output in cell.get("outputs", [])]


class TestExample:
    def test_is_committed_without_outputs(self):
        cells = json.loads(EXAMPLE.read_text(encoding="utf-8"))["cells"]
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)

    def test_shows_ten_players_and_says_nothing_on_stderr(self, outputs):
        assert [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"] == []
        players = [output.data["text/html"] for output in outputs if "text/html" in output.get("data", {})]
        assert len(players) == 10
        assert all("<trajviz-player" in player for player in players)
        assert sum('"exploration":' in player for player in players) == 1

    def test_is_small_with_all_players_in_it(self, example, example_folder):
        import nbformat

        path = example_folder / "executed.ipynb"
        nbformat.write(example, path)
        assert path.stat().st_size < 1_500_000

    def test_each_output_plays_alone(self, outputs, open_page, tmp_path):
        """As where other cells were cleared, or each is shown in a frame of its own."""
        for output in (outputs[0], outputs[-1]):
            path = tmp_path / "page.html"
            path.write_text(f"<!DOCTYPE html><title>alone</title>{output.data['text/html']}", encoding="utf-8")
            page = open_page(path.as_uri())
            page.locator(".slider").fill("7")
            assert page.locator(".moment").inner_text().startswith("step 7 / ")

    @pytest.mark.usefixtures("example")
    def test_saves_a_page_and_a_gif(self, example_folder):
        assert "<trajviz-player" in (example_folder / "camel.html").read_text(encoding="utf-8")
        with Image.open(example_folder / "camel.gif") as picture:
            assert picture.n_frames > 10
