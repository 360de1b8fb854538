"""The box around a surface, told such that a player places its ticks and texts as `trajviz.drawing.layers.box` does."""

from __future__ import annotations

from matplotlib.text import Text

from trajviz.drawing.layers.box import APART, FLOOR, GAP, LINE, LONG, PLACES, TICK, Box
from trajviz.player.coding import plain, rounded
from trajviz.player.context import HUNDREDTHS, EncodingContext
from trajviz.player.lettering import in_hundredths, text_look, written
from trajviz.player.primitives import Item


def boxed(context: EncodingContext, box: Box) -> Item:
    """Return the axes of a box, and what is to be known to place their texts."""
    line, floor = (context.palette.place(color) for color in (box.theme.muted, box.theme.grid))
    axes = []
    for number in range(3):
        ticks = box.ticks(number)
        axis, sample = box.axis(number), box.sample(number)
        axes.append(
            {
                "ticks": plain(ticks.shares),
                "labels": [written(label, float(sample.get_fontsize())) for label in ticks.labels],
                "text": _look(context, sample),
                "name": {**_look(context, axis.label), "t": box.name(number)},
                "line": [line, *in_hundredths(LINE)],
                "grid": [floor, *in_hundredths(FLOOR)],
            }
        )
    lengths = rounded(length * HUNDREDTHS / 72 for length in (TICK, GAP, APART))
    rules = dict(zip(("tick", "gap", "apart"), lengths, strict=True)) | {"places": list(PLACES), "long": LONG}
    return {"axes": axes, "rules": rules}


def _look(context: EncodingContext, text: Text) -> Item:
    """Return the looks of a text, and how high a line of it is."""
    _, height, _ = context.agg.get_text_width_height_descent("lp", text.get_fontproperties(), False)
    return {**text_look(context, text), "high": rounded([height * HUNDREDTHS / context.figure.dpi])[0]}
