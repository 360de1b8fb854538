"""What the pages of the site say: their commands run, every option has its place, links among them lead somewhere.

Blocks of Python are run where the site is built.
"""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from markdown_it import MarkdownIt

import trajviz as tv
from trajviz.cli.parser import parser, sweep_parser

ROOT = Path(__file__).resolve().parents[1]
MADE_BY_THE_BUILD = {"gallery", "functions", "methods"}  # which runs the same; see test_site.py for their commands
PAGES = sorted(page for page in (ROOT / "docs").rglob("*.md") if page.parent.name not in MADE_BY_THE_BUILD)
GUIDES = [page for page in PAGES if page.parent.name == "guides"]
LINKED = [page for page in PAGES if page.parent.name in ("start", "guides")]


@dataclass(frozen=True)
class Block:
    """A fenced block of a page, without the lines that say what it is: `:caption: mine.py`."""

    language: str
    caption: str
    text: str


def tokens(page):
    """Return what Markdown reads in a page, those within lines and lists among them."""
    text = re.sub(r"\A---\n.*?\n---\n", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [each for token in MarkdownIt().enable("table").parse(text) for each in (token, *(token.children or ()))]


def blocks(page):
    """Return the fenced blocks of a page, in their order."""
    found = []
    for token in tokens(page):
        if token.type == "fence":
            caption = re.match(r":caption: (.*)\n\n", token.content)
            text = token.content[caption.end() :] if caption else token.content
            found.append(Block(token.info.strip(), caption[1] if caption else "", text))
    return found


def files(page):
    """Return the files of Python that a page shows for its commands."""
    return [block for block in blocks(page) if block.language == "{code-block} python" and block.caption]


def has_commands(page):
    return any(block.language == "sh" for block in blocks(page))


def missing_for(page):
    """Return the modules that a page's files import and that are not installed, such as PyTorch."""
    imported = re.findall(r"^(?:import|from) (\w+)", "\n".join(block.text for block in files(page)), re.MULTILINE)
    return sorted({name for name in imported if find_spec(name) is None})


@pytest.fixture
def commands(tmp_path_factory):
    """Return the environment in which `trajviz` and `python` are those that run the tests."""
    folder = tmp_path_factory.mktemp("bin")
    for name, typed in {"trajviz": "-m trajviz", "python": ""}.items():
        command = folder / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {typed} "$@"\n')
        command.chmod(0o755)
    paths = {"PATH": folder, "PYTHONPATH": ROOT}
    joined = {name: os.pathsep.join(filter(None, [str(path), os.environ.get(name)])) for name, path in paths.items()}
    return os.environ | joined | {"MPLBACKEND": "agg"}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the pages' commands are written for a Unix shell")
@pytest.mark.parametrize("page", [page for page in PAGES if has_commands(page)], ids=lambda page: page.stem)
def test_the_commands_of_a_page_run(page, commands, tmp_path):
    if missing := missing_for(page):
        pytest.skip(f"not installed: {', '.join(missing)}")
    for block in blocks(page):
        if block in files(page):
            (tmp_path / block.caption).write_text(block.text, encoding="utf-8")
        elif block.language == "sh":
            done = subprocess.run(
                ["bash", "-e", "-o", "pipefail", "-c", block.text],
                cwd=tmp_path, env=commands, capture_output=True, text=True, timeout=300, check=False,
            )  # fmt: skip
            assert (done.returncode, done.stderr) == (0, ""), block.text


def options_of_the_command():
    """Return how the options of the command and of its sweeps are spelled, those of every view among them."""
    actions = [action for each in (parser(), sweep_parser()) for action in each._actions]
    return sorted({action.option_strings[-1] for action in actions if action.option_strings} - {"--help", "--version"})


def keywords_of_animate():
    """Return the keywords of `tv.animate`, and the options of views that its help lists."""
    parameters = inspect.signature(tv.animate).parameters.values()
    own = [parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]
    of_views = re.findall(r"^    (\w+) : .*; [a-z, ]+$", inspect.getdoc(tv.animate), re.MULTILINE)
    return sorted({*own, *of_views})


@pytest.fixture(scope="module")
def guides():
    return "\n".join(page.read_text(encoding="utf-8") for page in GUIDES)


@pytest.mark.parametrize("option", options_of_the_command())
def test_every_option_of_the_command_is_in_a_guide(option, guides):
    spelled = option if option != "--output" else "-o"
    assert re.search(rf"(?<![\w-]){spelled}(?![\w-])", guides)


@pytest.mark.parametrize("keyword", keywords_of_animate())
def test_every_keyword_of_animate_is_in_a_guide(keyword, guides):
    assert re.search(rf"(?<!\w){keyword}=", guides)


def test_the_options_of_views_are_among_these_keywords():
    assert {"size", "elev", "smooth", "chord", "movers", "annotate"} <= set(keywords_of_animate())


MADE = {"a_notebook.md"}
"""Pages that are in no file before the site is built."""


def links_among(page):
    """Return what a page links to in this site, as it is written, and the entries of its toctrees."""
    found = [str(token.attrs["href"]) for token in tokens(page) if token.type == "link_open"]
    found = [urlsplit(link).path for link in found if not urlsplit(link).scheme]
    listed = [block.text for block in blocks(page) if block.language == "{toctree}"]
    entries = [line for text in listed for line in text.split() if re.fullmatch(r"[\w/]+", line)]
    return [link for link in found if link] + [f"{entry}.md" for entry in entries if not entry.isdigit()]


@pytest.mark.parametrize("page", LINKED, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_links_among_these_pages_lead_somewhere(page):
    targets = [(page.parent / link).resolve() for link in links_among(page)]
    inside = [target for target in targets if target.parent in {each.parent for each in LINKED}]
    assert [target for target in inside if not target.is_file() and target.name not in MADE] == []


def test_the_check_of_links_sees_links():
    start = ROOT / "docs" / "start" / "index.md"
    assert "install.md" in links_among(start)
    assert "../guides/compare.md" in links_among(start.with_name("first_animation.md"))


def test_every_page_is_listed_where_its_folder_begins():
    for folder in {page.parent for page in LINKED}:
        listed = links_among(folder / "index.md")
        assert [page.name for page in sorted(folder.glob("*.md")) if page.name not in listed] == ["index.md"]


def test_the_check_of_commands_sees_files_and_commands():
    found = blocks(ROOT / "docs" / "guides" / "your_function.md")
    assert [block.caption for block in found if block.caption] == ["mine.py"]
    assert any("mine.py:loss" in block.text for block in found if block.language == "sh")
