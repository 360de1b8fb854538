"""The browser that tests of the player open, and the numbers that random tests draw.

Random tests draw the same each time, so that they fail on a change and not on a run; `HYPOTHESIS_PROFILE=fresh` draws
anew, and says how a failure can be had again.

Where Chromium is missing, these tests are skipped, unless `TRAJVIZ_CHROMIUM` says where it has to be, as the check
script does.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from browser import Reader
from hypothesis import settings
from playwright.sync_api import sync_playwright

collect_ignore = ["plugin_package"]  # what is collected is importable, and its entry point found by every test

settings.register_profile("repeated", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("fresh", derandomize=False, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeated"))

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
]  # fmt: skip


@pytest.fixture(autouse=True)
def forget_modules_of_tests(tmp_path_factory):
    """Forget what a test imported from a folder of its own, since another test's module may have the same name."""
    before = set(sys.modules)
    yield
    folder = str(tmp_path_factory.getbasetemp())
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", None)).startswith(folder):
            del sys.modules[name]


@pytest.fixture(autouse=True)
def nothing_stays_accelerated():
    """Fail the test that leaves Matplotlib accelerated, not whichever comes after it."""
    yield
    acceleration = sys.modules.get("trajviz.acceleration")
    lasting = list(acceleration._lasting) if acceleration else []
    for each in lasting:
        each.undo()
    assert not lasting


@pytest.fixture(scope="session")
def chromium():
    """Return the browser."""
    executable = os.environ.get("TRAJVIZ_CHROMIUM") or shutil.which("chromium")
    if executable is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_player(chromium, tmp_path):
    """Return what opens an animation, a page or a file as a `Reader`; at the end nothing may have gone wrong."""
    readers = []

    def open_(what, width=1000, height=720, **context):
        if isinstance(what, Path):
            path = what
        else:
            path = tmp_path / f"player-{len(readers)}.html"
            if isinstance(what, str):
                path.write_text(what, encoding="utf-8")
            else:
                what.save(path)
        reader = Reader(chromium, path, width, height, context)
        readers.append(reader)
        return reader

    yield open_
    for reader in readers:
        reader.context.close()
        assert reader.complaints == []
        assert reader.requests == [reader.url]
