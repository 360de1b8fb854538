"""Frames that are drawn once, in order, as formats take them: in order again, or kept as what changed in each.

What changed goes to a file without a name, which holds as much as the pixels that changed, so memory stays flat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import NamedTuple, overload

import numpy as np

from trajviz.errors import TrajvizError
from trajviz.exporters.exporter import Pixels

_IN_MEMORY = 2**26  # bytes of changes; more goes to the disk
_OPAQUE = 255

Colours = Callable[[], Pixels]


class InOrder:
    """Frames for a format that takes each once, in order; the first and the last may be asked for beside.

    Parameters
    ----------
    drawn : iterable of arrays of shape (height, width, 4)
        Pixels with alpha; the next may overwrite the one before.
    dpi : float
        Pixels per inch.
    colours : callable
        Returns the colours that mean something.

    Raises
    ------
    TrajvizError
        If there are no frames.
    """

    def __init__(self, drawn: Iterable[Pixels], dpi: float, colours: Colours) -> None:
        self._drawn = iter(drawn)
        self.dpi = dpi
        self._colours = colours
        first = next(self._drawn, None)
        if first is None:
            raise TrajvizError("there are no frames")
        self._first = _on_white(first)
        self._last = self._first

    @property
    def colours(self) -> Pixels:
        """The colours that mean something, shape (n, 3), the most important first."""
        return self._colours()

    def __len__(self) -> int:
        raise TrajvizError("nobody knows how many frames there are until they are drawn")

    @overload
    def __getitem__(self, index: int) -> Pixels: ...
    @overload
    def __getitem__(self, index: slice) -> list[Pixels]: ...
    def __getitem__(self, index: int | slice) -> Pixels | list[Pixels]:
        if index == 0:
            return self._first
        if index == -1:
            return self._last
        raise TrajvizError("frames that are drawn in order are not asked for by number")

    def __iter__(self) -> Iterator[Pixels]:
        yield self._first
        for rgba in self._drawn:
            self._last = _on_white(rgba)
            yield self._last

    def still(self, index: int) -> Pixels:
        """Return one frame by itself."""
        return self[index]


class Recorded:
    """Frames that were drawn once, and can be had again in any order.

    Parameters
    ----------
    drawn : iterable of arrays of shape (height, width, 4)
        Pixels with alpha; the next may overwrite the one before.
    dpi : float
        Pixels per inch.
    colours : callable
        Returns the colours that mean something.
    see_through : bool
        Whether frames have alpha if any pixel of any of them is see-through; otherwise that is laid on white.

    Raises
    ------
    TrajvizError
        If there are no frames.

    Notes
    -----
    The end of a `with` block closes the file.
    """

    def __init__(self, drawn: Iterable[Pixels], dpi: float, colours: Colours, *, see_through: bool) -> None:
        self.dpi = dpi
        self._colours = colours
        self._changes: list[_Change] = []
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 # it lives as long as this
        self._is_opaque = True
        self._shape: tuple[int, ...] = ()
        try:
            self._record(drawn, see_through=see_through)
        except BaseException:
            self._file.close()
            raise

    def _record(self, drawn: Iterable[Pixels], *, see_through: bool) -> None:
        """Draw all frames, and keep what changes."""
        shown: Pixels | None = None
        for pixels in drawn:
            rgba = pixels if see_through else _opaque(pixels)
            if shown is None:
                shown = rgba.copy()
                self._keep(rgba, 0, 0)
            else:
                self._keep_changes(rgba, shown)
        if shown is None:
            raise TrajvizError("there are no frames")
        self._shape = shown.shape

    def __enter__(self) -> Recorded:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    @property
    def colours(self) -> Pixels:
        """The colours that mean something, shape (n, 3), the most important first."""
        return self._colours()

    def __len__(self) -> int:
        return len(self._changes)

    @overload
    def __getitem__(self, index: int) -> Pixels: ...
    @overload
    def __getitem__(self, index: slice) -> list[Pixels]: ...
    def __getitem__(self, index: int | slice) -> Pixels | list[Pixels]:
        wanted = range(len(self))[index]
        if isinstance(wanted, int):
            return self._at([wanted])[wanted]
        found = self._at(wanted)
        return [found[number] for number in wanted]

    def __iter__(self) -> Iterator[Pixels]:
        frame = np.empty((*self._shape[:2], 3 if self._is_opaque else 4), np.uint8)
        for change in self._changes:
            self._put(frame, change)
            yield frame

    def still(self, index: int) -> Pixels:
        """Return one frame by itself."""
        return self[index]

    def _keep_changes(self, rgba: Pixels, shown: Pixels) -> None:
        differs = rgba.view(np.uint32)[..., 0] != shown.view(np.uint32)[..., 0]
        rows = np.flatnonzero(differs.any(axis=1))
        if not len(rows):
            self._keep(rgba[:0, :0], 0, 0)
            return
        top, bottom = rows[0], rows[-1] + 1
        columns = np.flatnonzero(differs[top:bottom].any(axis=0))
        left, right = columns[0], columns[-1] + 1
        changed = rgba[top:bottom, left:right]
        shown[top:bottom, left:right] = changed
        self._keep(changed, int(left), int(top))

    def _keep(self, changed: Pixels, left: int, top: int) -> None:
        self._is_opaque = self._is_opaque and bool((changed[..., 3] == _OPAQUE).all())
        height, width, _ = changed.shape
        self._changes.append(_Change(self._file.tell(), left, top, width, height))
        self._file.write(changed.tobytes())

    def _put(self, frame: Pixels, change: _Change) -> None:
        """Put what changed where it did."""
        start, left, top, width, height = change
        self._file.seek(start)
        changed = np.frombuffer(self._file.read(4 * width * height), np.uint8).reshape(height, width, 4)
        frame[top : top + height, left : left + width] = changed[..., : frame.shape[2]]

    def _at(self, numbers: Iterable[int]) -> dict[int, Pixels]:
        wanted = set(numbers)
        last = max(wanted, default=-1)
        found = {}
        for number, frame in enumerate(self):
            if number in wanted:
                found[number] = frame.copy()
            if number >= last:
                break
        return found


class _Change(NamedTuple):
    """Where in the file, and where in the picture, what changed in a frame is."""

    start: int
    left: int
    top: int
    width: int
    height: int


def _opaque(rgba: Pixels) -> Pixels:
    """Return pixels that are laid on white if they are see-through."""
    alpha = rgba[..., 3:]
    if (alpha == _OPAQUE).all():
        return rgba
    share = alpha / _OPAQUE
    laid = np.rint(share * rgba + (1 - share) * _OPAQUE).astype(np.uint8)
    laid[..., 3] = _OPAQUE
    return laid


def _on_white(rgba: Pixels) -> Pixels:
    """Return pixels without alpha, in memory of their own."""
    opaque = _opaque(rgba)
    rgb = np.empty((*rgba.shape[:2], 3), np.uint8)
    for channel in range(3):  # four times as fast as one copy of a slice
        rgb[..., channel] = opaque[..., channel]
    return rgb
