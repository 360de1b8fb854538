"""The last frame as a small PNG: with a palette, for notebooks, which keep a picture beside each player.

An entry of the palette is a byte where a colour takes three, and shades that differ by little become one, so that runs
of equal bytes are longer: a map with contours takes a third of what its exact picture takes. The colours of lines and
text stay what they are, as in a GIF.
"""

from __future__ import annotations

import numpy as np

from trajviz.exporters.apart import OneFrame
from trajviz.exporters.exporter import Frames
from trajviz.exporters.palette import find_palette
from trajviz.exporters.png_format import SIGNATURE, chunk, compressed, header

COLOURS = 128  # of a palette: with 255 a map came out a fifth larger and looked the same


def small_png(frames: Frames) -> bytes:
    """Return the last frame as a PNG file's content; exact if it has at most 128 colours."""
    pixels = frames.still(-1)
    palette = find_palette(OneFrame(pixels, frames), COLOURS)
    entries = palette.entries(pixels)[..., np.newaxis]
    return b"".join(
        [
            SIGNATURE,
            header(*entries.shape),
            chunk(b"PLTE", palette.colours.tobytes()),
            chunk(b"IDAT", compressed(entries, level=9)),
            chunk(b"IEND", b""),
        ]
    )
