"""Frames as pictures, for figures that can't be told in data, or not in a reasonable amount of it."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

from trajviz.drawing.layers.motions import Recorded
from trajviz.frames.frames import Frames
from trajviz.player.coding import UNIT, data_url, deltas, rounded
from trajviz.player.context import HUNDREDTHS, EncodingContext
from trajviz.player.primitives import Item

_SHARPNESS = 2  # pixels of a picture per pixel of the figure
_MOST_PIXELS = 60_000_000  # of all pictures; beyond, they are no sharper than the raster frames

Pixels = NDArray[np.uint8]


def pictured(context: EncodingContext) -> Item:
    """Return a panel of the whole figure that shows a picture of each frame: of what differs from the first."""
    figure, hidden = context.figure, [axes for axes in context.left_out if axes.get_visible()]
    pixels = figure.bbox.width * figure.bbox.height * len(context.frames)
    sharpness = _SHARPNESS if pixels * _SHARPNESS**2 <= _MOST_PIXELS else 1
    moving = [artist for layer in context.attached for artist in layer.artists]
    frames = Frames(figure, context.show, moving, max(context.frames) + 1, sharpness * figure.dpi)
    shapes: dict[str, int] = {}
    at: list[int] = []
    first: Pixels | None = None
    try:
        for axes in hidden:
            axes.set_visible(False)
        for frame in context.frames:
            shown = frames[frame]
            first = shown.copy() if first is None else first
            at.append(shapes.setdefault(_difference(shown, first), len(shapes)))
    finally:
        for axes in hidden:
            axes.set_visible(True)
    assert first is not None
    whole = [{"k": "image", "box": [0, 0, UNIT, UNIT], "src": _webp(first)}]
    parts = [[] if not text else [_image(text)] for text in shapes]
    box = rounded([0, 0, *(figure.get_size_inches() * HUNDREDTHS)])
    return {
        "box": box,
        "outer": box,
        "clips": [],
        "items": [*whole, {"k": Recorded.kind, "shapes": parts, "at": deltas(at)}],
    }


def _difference(shown: Pixels, first: Pixels) -> str:
    """Return, as text, where pictures differ and what is there; nothing if they don't."""
    rows, columns = (np.flatnonzero((shown != first).any(axis=(axis, 2))) for axis in (1, 0))
    if not len(rows):
        return ""
    height, width = first.shape[:2]
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    box = np.array([left / width, 1 - bottom / height, (right - left) / width, (bottom - top) / height]) * UNIT
    return " ".join([*map(str, np.round(box, 2).tolist()), _webp(shown[top:bottom, left:right])])


def _image(text: str) -> Item:
    *box, source = text.split(" ")
    return {"k": "image", "box": [float(length) for length in box], "src": source}


def _webp(pixels: Pixels) -> str:
    from PIL import Image

    content = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(content, "WEBP", lossless=True, method=2)
    return data_url("image/webp", content.getvalue())
