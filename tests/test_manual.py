"""The manual page: groff finds nothing wrong with it, and it tells all that may be typed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from trajviz.cli import main
from trajviz.cli.parser import parser, sweep_parser

PAGE = Path(__file__).resolve().parents[1] / "man" / "trajviz.1"


@pytest.fixture(scope="module")
def shown():
    """The page as groff shows it; that has nothing to warn of."""
    if shutil.which("groff") is None and not os.environ.get("TRAJVIZ_SHELLS"):
        pytest.skip("groff is not installed")
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tutf8", "-P-cbou", str(PAGE)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout


def test_the_page_is_what_the_command_prints(capsys):
    """After a change of the options: python -m trajviz --man > man/trajviz.1"""
    assert main(["--man"]) == 0
    assert capsys.readouterr().out == PAGE.read_text(encoding="utf-8")


def test_has_the_sections_that_a_page_has(shown):
    sections = re.findall(r"^[A-Z][A-Z ]+$", shown, re.MULTILINE)
    assert sections == [
        "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "OPTIONS OF TRAJVIZ SWEEP", "EXIT STATUS", "EXAMPLES"
    ]  # fmt: skip


@pytest.mark.parametrize("made", [parser, sweep_parser])
def test_tells_every_option_and_what_it_does(made, shown):
    options, _, of_sweeps = shown.partition("OPTIONS OF TRAJVIZ SWEEP")
    told = " ".join((options if made is parser else of_sweeps).split())
    command = made()
    for action in command._actions:
        for spelled in action.option_strings:
            assert spelled in told
        assert " ".join(command._get_formatter()._expand_help(action).split()) in told


@pytest.mark.parametrize("made", [parser, sweep_parser])
def test_examples_can_be_copied(made, shown):
    lines = {line.strip() for line in shown.splitlines()}
    for example in made().epilog.splitlines()[1:]:
        assert example.strip() in lines
