"""The manual page, made of the parsers: what `trajviz --man` prints and `man trajviz` shows.

`man/trajviz.1` is that page, which the wheel installs; a test holds that the two are the same.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from textwrap import wrap

from trajviz.cli.parser import SWEEP, parser, sweep_parser
from trajviz.version import __version__

_ENDINGS = {
    "0": "What was asked for is done.",
    "2": "Something that was typed can not be; one sentence says what, and nothing was written.",
    "130": "The command was interrupted; no file is left half written.",
}

_ESCAPED = str.maketrans({"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"})
"""Letters that would be something else on the page than what can be copied and typed."""


def manual_page() -> str:
    """Return the page in the language of man(7)."""
    main, sweep = parser(), sweep_parser()
    lines = [
        f'.TH TRAJVIZ 1 "" "trajviz {__version__}" "User Commands"',
        ".nh",  # what is copied from the page has to run
        ".ad l",
        ".SH NAME",
        r"trajviz \- show how optimizers move",
        ".SH SYNOPSIS",
        *_synopsis(main),
        ".br",
        *_synopsis(sweep),
        ".SH DESCRIPTION",
        *_paragraph(main.description or ""),
        ".SH OPTIONS",
        *_options(main),
        f".SH OPTIONS OF TRAJVIZ {SWEEP.upper()}",
        *_paragraph(sweep.description or ""),
        *_options(sweep),
        ".SH EXIT STATUS",
        *_tagged((rf"\fB{code}\fR", meaning) for code, meaning in _ENDINGS.items()),
        ".SH EXAMPLES",
        ".nf",
        *map(_text, [*_examples(main), *_examples(sweep)]),
        ".fi",
    ]
    return "\n".join(lines)


def _synopsis(command: argparse.ArgumentParser) -> list[str]:
    """Return how a command is typed, its name in bold."""
    name = command.prog
    return [rf"\fB{_text(name)}\fR{_text((command.usage or '').removeprefix(name))}"]


def _options(command: argparse.ArgumentParser) -> list[str]:
    """Return what a command takes, each group under its title."""
    lines = []
    for group in command._action_groups:
        if group._group_actions:
            title = (group.title or "").capitalize()
            lines += [f".SS {_text(title)}", *_tagged(_entries(command, group._group_actions))]
    return lines


def _entries(command: argparse.ArgumentParser, actions: Sequence[argparse.Action]) -> Iterable[tuple[str, str]]:
    """Yield how each option is typed, and what it does."""
    formatter = command._get_formatter()
    for action in actions:
        typed = formatter._format_action_invocation(action)
        options = re.sub(r"(?<!\S)(--?[\w-]+)", r"\\fB\1\\fR", _text(typed).replace(r"\-", "-"))
        yield options.replace("-", r"\-"), formatter._expand_help(action)


def _tagged(entries: Iterable[tuple[str, str]]) -> list[str]:
    """Return paragraphs with a tag each, which is in roff already."""
    return [line for tag, text in entries for line in (".TP", tag, *_paragraph(text))]


def _examples(command: argparse.ArgumentParser) -> list[str]:
    return [line.strip() for line in (command.epilog or "").splitlines()[1:]]


def _paragraph(text: str) -> list[str]:
    """Return a text in roff, in lines that are not too long."""
    return [_text(line) for line in wrap(text, 72, break_long_words=False, break_on_hyphens=False)]


def _text(text: str) -> str:
    """Return plain text in roff: nothing in it is a command."""
    text = text.translate(_ESCAPED)
    text = "".join(letter if letter.isascii() else rf"\[u{ord(letter):04X}]" for letter in text)
    return rf"\&{text}" if text.startswith(".") else text
