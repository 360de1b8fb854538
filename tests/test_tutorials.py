"""The tutorials: each page runs as the notebook that it can be downloaded as, and its players are small.

These need the extra `notebooks`; without it they are skipped, unless `TRAJVIZ_NOTEBOOKS` is set, as in the check
script.
"""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

MISSING = [name for name in ("jupytext", "nbclient", "ipykernel") if find_spec(name) is None]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(MISSING) and "TRAJVIZ_NOTEBOOKS" not in os.environ, reason=f"not installed: {', '.join(MISSING)}"
    ),
]

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "tutorials"
LESSONS = [
    "methods_on_two_functions", "gradient_descent", "four_optimizers", "what_makes_it_hard", "a_moving_boundary",
]  # fmt: skip
MOST_BYTES = 80_000  # of a player, beside the script that players of a page share
WITH_SCRIPT = re.compile(r"(</trajviz-player>\n)<script>.*?</script>\n", re.DOTALL)


def text_of(name):
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def test_the_index_leads_to_each_lesson_in_order():
    assert {path.stem for path in FOLDER.glob("*.md")} == {*LESSONS, "index"}
    tree = re.search(r"```\{toctree\}\n(.*?)```", text_of("index"), re.DOTALL)[1]
    assert [line for line in tree.split() if not line.startswith(":") and not line.isdigit()] == LESSONS


@pytest.mark.parametrize("name", ["index", *LESSONS])
def test_links_lead_to_pages(name):
    links = re.findall(r"\]\(([^)#:]+\.md)\)", text_of(name))
    assert links
    targets = [FOLDER / link for link in links]
    # The guides are another part of the site, which may be left out of what is tested.
    assert [target for target in targets if target.parent.resolve().is_dir() and not target.is_file()] == []
    assert name == "index" or any(target.parent == FOLDER for target in targets)


@pytest.mark.parametrize("name", LESSONS)
def test_each_ends_with_three_exercises(name):
    exercises = text_of(name).partition("## Exercises\n")[2]
    assert re.findall(r"^\d\.", exercises, re.MULTILINE) == ["1.", "2.", "3."]


@pytest.fixture(scope="module", params=LESSONS)
def outputs(request, tmp_path_factory):
    """Return what the cells of a lesson have put out."""
    import jupytext
    from nbclient import NotebookClient

    notebook = jupytext.read(FOLDER / f"{request.param}.md")
    where = {"metadata": {"path": str(tmp_path_factory.mktemp(request.param))}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def test_runs_and_says_nothing_on_stderr(outputs):
    assert [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"] == []


def test_shows_three_to_five_small_players(outputs):
    players = [output.data["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    assert 3 <= len(players) <= 5
    sizes = [len(WITH_SCRIPT.sub(r"\1", player)) for player in players]
    assert all("<trajviz-player" in player for player in players)
    assert [size for size in sizes if size >= MOST_BYTES] == []
