"""The frames of an animation apart, each as an animation of one frame, which any format takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import overload

from trajviz.exporters.exporter import Frames, Pixels


def frames_apart(frames: Frames) -> Iterator[Frames]:
    """Yield each frame by itself."""
    for pixels in frames:
        yield OneFrame(pixels, frames)


class OneFrame:
    """A single frame, as formats take it."""

    def __init__(self, pixels: Pixels, frames: Frames) -> None:
        self._pixels = pixels
        self._frames = frames
        self.dpi = frames.dpi

    @property
    def colours(self) -> Pixels:
        """The colours that mean something in all frames, shape (n, 3)."""
        return self._frames.colours

    def __len__(self) -> int:
        return 1

    @overload
    def __getitem__(self, index: int) -> Pixels: ...
    @overload
    def __getitem__(self, index: slice) -> list[Pixels]: ...
    def __getitem__(self, index: int | slice) -> Pixels | list[Pixels]:
        return [self._pixels][index]

    def __iter__(self) -> Iterator[Pixels]:
        yield self._pixels

    def still(self, index: int) -> Pixels:
        """Return the frame."""
        return self[index]
