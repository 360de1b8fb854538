"""Texts that come from users, and texts that change in every frame.

Labels and titles are mathematics where they can be read as such, and else plain text. Numbers that change in every
frame are drawn as one path made of cached glyph outlines, for laying out a `Text` anew costs more than all else in a
frame.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath

_MONO = FontProperties(family="DejaVu Sans Mono")  # ships with Matplotlib


def drawable(text: str) -> str:
    r"""Return `text` such that Matplotlib draws it without an error: dollar signs around no mathematics are escaped.

    Examples
    --------
    >>> drawable("$x^2$"), drawable("5 $ a step"), drawable(r"$\frac{$")
    ('$x^2$', '5 \\$ a step', '\\$\\frac{\\$')
    """
    text = text.encode("utf-8", "replace").decode()  # bytes that were no text can't be drawn
    if "$" not in text:
        return text
    from matplotlib.mathtext import MathTextParser

    try:
        MathTextParser("path").parse(text)
    except ValueError:
        return text.replace("$", r"\$")
    return text if text.count("$") % 2 == 0 else text.replace("$", r"\$")


def shortened(text: str, size: float, width: float) -> str:
    """Return a line of text of `size` points, cut with an ellipsis if it is wider than `width` points.

    Examples
    --------
    >>> shortened("Rosenbrock", 10, 80), shortened("Rosenbrock", 10, 40)
    ('Rosenbrock', 'Rosenb…')
    """
    text = " ".join(text.split())
    wanted = text_width(drawable(text), size)
    if wanted <= width:
        return text
    return text[: max(1, int(len(text) * width / wanted) - 1)] + "…"


@cache
def text_width(text: str, size: float) -> float:
    """Return about how wide a text of `size` points is, in points."""
    return float(TextPath((0, 0), text, size=size).get_extents().width) if text.strip() else 0.0


def monospaced_path(text: str, size: float) -> Path:
    """Return the outlines of a line of text in a monospaced face, in points, from the left end of its baseline."""
    advance = _advance(size)
    glyphs = [(_glyph(letter, size), place * advance) for place, letter in enumerate(text) if letter != " "]
    if not glyphs:
        return Path(np.empty((0, 2)))
    return Path(
        np.concatenate([np.add(glyph.vertices, (shift, 0)) for glyph, shift in glyphs]),
        np.concatenate([np.asarray(glyph.codes) for glyph, _ in glyphs]),
    )


def monospaced_width(letters: int, size: float) -> float:
    """Return the width of so many letters in a monospaced face of `size` points, in points."""
    return letters * _advance(size)


@cache
def _glyph(letter: str, size: float) -> Path:
    return TextPath((0, 0), letter, size=size, prop=_MONO)


@cache
def _advance(size: float) -> float:
    """Return the distance from one letter to the next."""
    one, two = (float(TextPath((0, 0), text, size=size, prop=_MONO).get_extents().x1) for text in ("0", "00"))
    return two - one
