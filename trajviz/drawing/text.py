"""Texts that come from users, and texts that change in every frame.

Labels and titles are mathematics where they can be read as such, and else plain text. Numbers that change in every
frame are drawn as one path made of cached glyph outlines, for laying out a `Text` anew costs more than all else in a
frame.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import TypeVar

import numpy as np
from matplotlib.cbook import is_math_text
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from numpy.typing import NDArray

from trajviz.drawing.fonts import SHIPPED, families, fitted, lacking_letters, seen

T = TypeVar("T")

_MONO = FontProperties(family="DejaVu Sans Mono")  # ships with Matplotlib
_DOLLAR = re.compile(r"(?<!\\)\$")
_LONGEST_FORMULA = 400  # characters; a line with more is no formula for a picture
_WIDEST_FORMULA = 20_000.0  # points, for \hspace can be told any number
_CALLS_TO_SPARE = 150  # that drawing a text may be deeper than asking whether it can be drawn
_LONGEST_LINE = 400  # letters that are measured, and more than most pictures have room for


def printable(text: str) -> str:
    r"""Return `text` with a "�" for what is no character, such as control characters, which files may not hold.

    Lines may end in any way; a tab is a space.

    Examples
    --------
    >>> printable("a\x01b\r\nc\td")
    'a�b\nc d'
    """
    if text.isascii() and text.isprintable():
        return text
    text = re.sub("\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text).replace("\t", " ")
    return "".join(
        letter if letter == "\n" or _is_character(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def _is_character(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cs") and ord(letter) & 0xFFFE != 0xFFFE


@lru_cache(1024)
def drawable(text: str) -> str:
    r"""Return `text` such that Matplotlib draws it without an error: dollar signs around no mathematics are escaped.

    Examples
    --------
    >>> drawable("$x^2$"), drawable("5 $ a step"), drawable(r"$\frac{$")
    ('$x^2$', '5 \\$ a step', '\\$\\frac{\\$')
    """
    lines = printable(text).split("\n")  # Matplotlib draws each by itself
    return "\n".join(seen(line) if _is_formula(seen(line)) else _DOLLAR.sub(r"\\$", line) for line in lines)


def _is_formula(line: str) -> bool:
    """Whether a line has mathematics in it that can be drawn."""
    if not is_math_text(line) or len(line) > _LONGEST_FORMULA:
        return False
    if not _is_set_as_mathematics(line):
        return False
    formulas = _DOLLAR.split(line)[1::2]
    if lacking_letters("".join(formulas), (SHIPPED,)):
        return False
    from matplotlib.mathtext import MathTextParser

    try:
        drawn = _further_down(_CALLS_TO_SPARE, lambda: MathTextParser("path").parse(f"${'$ $'.join(formulas)}$"))
    except (ValueError, RecursionError):
        return False
    places = [place for *_, x, y in drawn.glyphs for place in (x, y)]
    lengths = [drawn.width, drawn.height, drawn.depth, *places, *np.ravel(drawn.rects).tolist()]
    return max(map(abs, lengths), default=0.0) < _WIDEST_FORMULA


def _is_set_as_mathematics(line: str) -> bool:
    """Whether dollar signs enclose formulas as Pandoc reads them: close to them, and with no digit after the second."""
    parts = _DOLLAR.split(line)
    enclosed = all(formula and formula == formula.strip() for formula in parts[1::2])
    return enclosed and not any(after[:1].isdigit() for after in parts[2::2])


def _further_down(calls: int, function: Callable[[], T]) -> T:
    """Return what a function returns when it is called from so many calls further down the stack."""
    return function() if calls == 0 else _further_down(calls - 1, function)


def shortened(text: str, size: float, width: float) -> str:
    """Return a line of text of `size` points, cut with an ellipsis if it is wider than `width` points.

    Examples
    --------
    >>> shortened("Rosenbrock", 10, 80), shortened("Rosenbrock", 10, 40)
    ('Rosenbrock', 'Rosenb…')
    """
    text = one_line(text)
    wanted = text_width(drawable(text), size)
    if wanted <= width:
        return text
    return text[: max(1, int(len(text) * width / wanted) - 1)] + "…"


def one_line(text: str) -> str:
    """Return a text in one line, with single spaces between its words."""
    return " ".join(printable(text).split())


def text_width(text: str, size: float) -> float:
    """Return about how wide a text of `size` points is, in points."""
    return max(_line_width(line, size, families()) for line in text.split("\n"))


@lru_cache(4096)
def _line_width(line: str, size: float, base: tuple[str, ...]) -> float:
    if len(line) > _LONGEST_LINE:  # as wide as its beginning, for its length
        return _line_width(line[:_LONGEST_LINE], size, base) * len(line) / _LONGEST_LINE
    return float(_outlines(line, size, base).get_extents().width) if seen(line).strip() else 0.0


def text_outlines(line: str, size: float) -> TextPath:
    """Return the outlines of a line of drawable text, in fonts that have its letters."""
    return _outlines(line, size, families())


def _outlines(line: str, size: float, base: tuple[str, ...]) -> TextPath:
    drawn, family, _ = fitted(line, base)
    return TextPath((0, 0), drawn, size=size, prop=FontProperties(family=list(family)))


def monospaced_path(text: str, size: float) -> Path:
    """Return the outlines of a line of text in a monospaced face, in points, from the left end of its baseline."""
    places = [place for place, letter in enumerate(text) if letter != " "]
    if not places:
        return Path(np.empty((0, 2)))
    outlines, codes = zip(*(_glyph(text[place], size) for place in places), strict=True)
    vertices = np.concatenate(outlines)
    vertices[:, 0] += np.repeat(np.multiply(places, _advance(size)), [len(each) for each in outlines])
    return Path(vertices, np.concatenate(codes))


def monospaced_width(letters: int, size: float) -> float:
    """Return the width of so many letters in a monospaced face of `size` points, in points."""
    return letters * _advance(size)


@cache
def _glyph(letter: str, size: float) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Return the outlines of a letter and their codes, as a path has them."""
    path = TextPath((0, 0), letter, size=size, prop=_MONO)
    return np.array(path.vertices), np.array(path.codes)


@cache
def _advance(size: float) -> float:
    """Return the distance from one letter to the next."""
    one, two = (float(TextPath((0, 0), text, size=size, prop=_MONO).get_extents().x1) for text in ("0", "00"))
    return two - one
