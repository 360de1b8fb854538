"""Animated PNG: exact, changed pixels only, written chunk by chunk.

Pillow would keep all frames in memory, and FFmpeg's encoder stores whole rectangles where only thin lines
within them changed: forty times as much for the growing paths of optimizers. The format is simple enough to
write: a PNG whose frames are compressed RGBA rectangles, each laid over the ones before.

References
----------
W3C, "Portable Network Graphics (PNG) Specification (Third Edition)", 2025, chunks acTL, fcTL and fdAT.
"""

from __future__ import annotations

import struct
from pathlib import Path

from trajviz.exporters.changes import Patch, patches
from trajviz.exporters.exporter import Frames, exporter
from trajviz.exporters.png_format import SIGNATURE, chunk, compressed, header
from trajviz.exporters.timing import delays

MILLISECONDS = 1000
LEAVE, REPLACE, LAY_OVER = 0, 0, 1


@exporter(".apng", takes="frames", transparent=True, opening=True)
def apng(frames: Frames, path: Path, *, fps: float, hold: float, loop: int, opening: float = 0.0) -> None:
    """Write an animated PNG."""
    height, width, _ = frames[0].shape
    times = delays(len(frames), fps=fps, hold=hold, units=MILLISECONDS, opening=opening)
    with path.open("wb") as file:
        file.write(SIGNATURE + header(height, width, 4))
        file.write(chunk(b"acTL", struct.pack(">II", len(frames), loop)))
        for number, (patch, milliseconds) in enumerate(zip(patches(frames), times, strict=True)):
            file.write(_animation_frame(number, patch, milliseconds))
        file.write(chunk(b"IEND", b""))


def _animation_frame(number: int, patch: Patch, milliseconds: int) -> bytes:
    """Return a frame's chunks, all in one count but the first frame's data, which is the PNG's picture."""
    height, width, _ = patch.rgba.shape
    place = (max(2 * number - 1, 0), width, height, patch.x, patch.y)
    blend = REPLACE if patch.replaces else LAY_OVER
    control = chunk(b"fcTL", struct.pack(">5I2H2B", *place, *_fraction(milliseconds), LEAVE, blend))
    pixels = compressed(patch.rgba, level=6)
    if number == 0:
        return control + chunk(b"IDAT", pixels)
    return control + chunk(b"fdAT", struct.pack(">I", 2 * number) + pixels)


def _fraction(milliseconds: int) -> tuple[int, int]:
    """Return a delay as a fraction of a second in two 16-bit numbers, coarser where it is long."""
    unit = next(unit for unit in (1, 10, 100, 1000) if milliseconds // unit < 0xFFFF)
    return round(milliseconds / unit), MILLISECONDS // unit
