"""Animated GIF: one palette for the whole animation, changed pixels only, and every frame stored.

Pillow would keep all frames in memory until the last; FFmpeg's encoder takes them one by one and its files are the
same to a few bytes. A frame in which nothing changed is stored as one transparent pixel, so the file has as many
frames as the animation. Where the background is transparent, each frame is stored whole. Delays count in hundredths of
a second. Browsers slow down delays under two of them: beyond 50 frames per second every second, third… frame is
shown instead, at the same speed, and the last one always.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import accumulate
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from trajviz.exporters.changes import changes
from trajviz.exporters.encoding import encode
from trajviz.exporters.exporter import Frames, Pixels, exporter
from trajviz.exporters.palette import Palette, find_palette, is_solid
from trajviz.exporters.timing import delays

if TYPE_CHECKING:
    from av import VideoFrame

MOST_FPS = 50
HUNDREDTHS = 100


@exporter(".gif", takes="frames", transparent=True, opening=True)
def gif(frames: Frames, path: Path, *, fps: float, hold: float, loop: int, opening: float = 0.0) -> None:
    """Write an animated GIF, exact up to 255 colours in all frames together.

    It is if nothing is half transparent.
    """
    stride = ceil(fps / MOST_FPS)
    last = len(frames) - 1
    times = delays(len(range(0, last, stride)) + 1, fps=fps / stride, hold=hold, units=HUNDREDTHS, opening=opening)
    some = (frame for number, frame in enumerate(frames) if number % stride == 0 or number == last)
    shown = frames if stride == 1 else some
    height, width, channels = frames[0].shape
    encode(
        zip(accumulate([0, *times]), _indexed(shown, find_palette(frames)), strict=False),
        path,
        size=(width, height),
        rate=Fraction(HUNDREDTHS),
        pixel_format="pal8",
        container="gif",
        codec="gif",
        container_options={"loop": str(_repetitions(loop)), "final_delay": str(times[-1])},
        codec_options={} if channels == 3 else {"gifflags": "-offsetting"},  # which miscounts what is see-through
    )


def _repetitions(loop: int) -> int:
    """Return how often the file says that it is repeated: 0 for ever, and −1, which is to say nothing, never."""
    return loop - 1 if loop > 1 else -loop


def _indexed(frames: Iterable[Pixels], palette: Palette) -> Iterator[VideoFrame]:
    from av import VideoFrame

    opaque = np.insert(palette.colours, 0, 255, axis=1)
    argb = np.zeros((256, 4), np.uint8)
    argb[: len(opaque)] = opaque
    entries: Pixels | None = None
    for frame, pixels in changes(frames):
        if entries is None:
            entries = np.empty(frame.shape[:2], np.uint8)
        changed = frame.reshape(-1, frame.shape[2])[pixels]
        entries.reshape(-1)[pixels] = np.where(is_solid(changed), palette.entries(changed[:, :3]), len(opaque))
        indexed: Any = (entries, argb)  # PyAV takes a pair here, which its types don't say
        yield VideoFrame.from_ndarray(indexed, format="pal8")
