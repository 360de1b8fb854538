"""Surfaces over a grid, told by their heights, the colours of their cells, and the lines on them."""

from __future__ import annotations

import numpy as np

from trajviz.drawing.layers.sheet import Lines, Sheet
from trajviz.player.coding import UNIT, Array, deflated, deltas, in_units, rounded
from trajviz.player.context import HUNDREDTHS, EncodingContext
from trajviz.player.placing import Placed
from trajviz.player.primitives import Item


def surface(context: EncodingContext, sheet: Sheet, placed: Placed) -> Item:
    """Return a surface, whose places `placed` takes to fractions of the box."""
    columns, rows = np.meshgrid(sheet.x, sheet.y)
    corners = placed(np.stack([columns, rows, sheet.heights], axis=-1).reshape(-1, 3)).reshape(*rows.shape, 3)
    heights = corners[..., 2].ravel()
    missing = np.flatnonzero(~np.isfinite(heights))
    colors = sheet.colors.reshape(-1, 4)
    others = context.recolored.get(sheet)
    light, dark = (colors, others) if not context.palette.is_dark else (others, colors)
    told = [_rgb(each) for each in (light, dark) if each is not None]
    return {
        "k": "mesh",
        "sides": 4,
        "alpha": rounded([sheet.opacity], 3)[0],
        "lines": [_look(context, lines) for lines in sheet.lines],
        "surface": context.surfaces.place(
            deflated(
                {
                    "x": deltas(np.rint(corners[0, :, 0] * UNIT)),
                    "y": deltas(np.rint(corners[:, 0, 1] * UNIT)),
                    "z": deltas(np.rint(np.nan_to_num(heights, nan=0.5) * UNIT)),
                    "gone": deltas(missing),
                    "rgb": told,
                    "drawn": [_chained(lines.segments, placed) for lines in sheet.lines],
                }
            )
        ),
    }


def _look(context: EncodingContext, lines: Lines) -> Item:
    look = {"s": context.palette.place(lines.color), "w": rounded([lines.width * HUNDREDTHS / 72])[0]}
    return look | ({"both": 1} if lines.on_both_sides else {})


def _chained(segments: Array, placed: Placed) -> Item:
    """Return segments as lines, those that follow each other together."""
    if not len(segments):
        return {"p": "  ", "n": []}
    begins = np.ones(len(segments), dtype=bool)
    begins[1:] = (segments[1:, 0] != segments[:-1, 1]).any(axis=1)
    drawn = np.column_stack([begins, np.ones(len(segments), dtype=bool)])
    counts = np.diff(np.flatnonzero(begins), append=len(segments)) + 1
    units = in_units(placed(segments[drawn]))
    return {"p": " ".join(deltas(column) for column in units.T), "n": counts.tolist()}


def _rgb(colors: Array) -> str:
    return " ".join(deltas(column) for column in np.rint(colors[:, :3] * 255).astype(int).T)
