"""What differs between one frame and the next.

From one frame to the next a few lines grow by some pixels and all else stays. Each format that can store
only what changed starts here, so that its cost per frame follows the moving pixels rather than the size of
the picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from trajviz.exporters.exporter import Pixels

PixelIndices = npt.NDArray[np.intp]
OPAQUE = 255


@runtime_checkable
class Telling(Protocol):
    """Frames that know what changes between them, since they have drawn it."""

    def changes(self) -> Iterator[tuple[Pixels, PixelIndices]]:
        """Yield what the function of this name does."""


def changes(frames: Iterable[Pixels]) -> Iterator[tuple[Pixels, PixelIndices]]:
    """Yield each frame, and which of its pixels differ from the frame before: all of them for the first.

    PixelIndices are numbers into the flattened picture, ascending; a pixel may come once for each channel that
    differs. The next frame may overwrite the one that was yielded.
    """
    if isinstance(frames, Telling):
        yield from frames.changes()
        return
    previous: Pixels | None = None
    for frame in frames:
        if previous is None:
            previous = frame.copy()
            yield frame, np.arange(frame.shape[0] * frame.shape[1])
        else:
            differs = frame.reshape(-1) != previous.reshape(-1)
            np.copyto(previous, frame)
            yield frame, np.flatnonzero(differs) // frame.shape[2]


class Patch(NamedTuple):
    """A rectangle of the picture: upper left corner and RGBA pixels.

    It is laid over what was there, and transparent where nothing changed; or, where something has become see-through,
    it replaces what was there.
    """

    x: int
    y: int
    rgba: Pixels
    replaces: bool = False


def patches(frames: Iterable[Pixels]) -> Iterator[Patch]:
    """Yield for each frame the patch that turns the one before into it: the whole picture for the first.

    The corner has even coordinates, which WebP asks for. Where nothing changed the patch is one transparent
    pixel, so that there are as many patches as frames.
    """
    for frame, pixels in changes(frames):
        yield _patch(frame, pixels) if pixels.size else Patch(0, 0, np.zeros((1, 1, 4), np.uint8))


def _patch(frame: Pixels, pixels: PixelIndices) -> Patch:
    rows, columns = np.divmod(pixels, frame.shape[1])
    top, left = int(rows[0]) & ~1, int(columns.min()) & ~1
    bottom, right = int(rows[-1]) + 1, int(columns.max()) + 1
    new = frame[rows, columns]
    if new.shape[1] == 4 and (new[:, 3] != OPAQUE).any():
        return Patch(left, top, np.ascontiguousarray(frame[top:bottom, left:right]), replaces=True)
    rgba = np.zeros((bottom - top, right - left, 4), np.uint8)
    rgba[rows - top, columns - left, :3] = new[:, :3]
    rgba[rows - top, columns - left, 3] = OPAQUE
    return Patch(left, top, rgba)
