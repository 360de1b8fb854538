"""Texts on axes in three dimensions: how they look, and what is written."""

from __future__ import annotations

import numpy as np
from matplotlib.cbook import is_math_text
from matplotlib.text import Text

from trajviz.drawing.text import text_outlines
from trajviz.player.coding import rounded
from trajviz.player.context import HUNDREDTHS, EncodingContext
from trajviz.player.primitives import Item


def in_hundredths(points: float) -> list[float | int]:
    """Return a length, given in points, as it stands in a list after a colour."""
    return rounded([points * HUNDREDTHS / 72])


def text_look(context: EncodingContext, text: Text) -> Item:
    """Return the looks of a text, and if it is mathematics its outlines around the middle of its baseline."""
    size = float(text.get_fontsize())
    item: Item = {
        "f": context.palette.place(text.get_color()),
        "size": in_hundredths(size)[0],
        "drop": _drop(context, text),
    }
    if text.get_horizontalalignment() != "center":
        item["align"] = text.get_horizontalalignment()
    if text.get_fontstyle() in ("italic", "oblique"):
        item["font"] = "italic"
    content = written(text.get_text(), size)
    if not isinstance(content, str):
        item["shape"] = content
    return item


def written(content: str, size: float) -> str | list[list[float | int]]:
    """Return a text, or if it is mathematics its outlines around the middle of its baseline."""
    if not is_math_text(content):
        return content
    outlines = text_outlines(content, size)
    pieces = map(np.asarray, outlines.to_polygons(closed_only=False))
    middle = (outlines.get_extents().get_points().mean(axis=0)[0], 0)
    return [[1, *rounded(((piece - middle) * HUNDREDTHS / 72).ravel())] for piece in pieces]


def _drop(context: EncodingContext, text: Text) -> float | int:
    """Return how far below its point the baseline of a text is, as Matplotlib measures a line."""
    _, height, descent = context.agg.get_text_width_height_descent("lp", text.get_fontproperties(), False)
    ascent = height - descent
    drops = {"top": ascent, "center": height / 2 - descent, "center_baseline": ascent / 2, "bottom": -descent}
    return rounded([drops.get(text.get_verticalalignment(), 0.0) * HUNDREDTHS / context.figure.dpi])[0]
