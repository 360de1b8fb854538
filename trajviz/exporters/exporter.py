"""The contract between frames and formats, the registry of formats and the decorator that enters one.

An exporter is one function that turns frames into a file, registered for its suffixes. It is handed a path
that it may write to freely: `trajviz.exporters.writing.write` sees to it that the file appears whole or not
at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, overload

import numpy as np
import numpy.typing as npt

from trajviz.registry import Registry

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Frame = npt.NDArray[np.uint8]


class Frames(Protocol):
    """The pictures of an animation, drawn when they are asked for.

    A frame is a C-contiguous uint8 array of shape (height, width, 3), or of shape (height, width, 4) with alpha, which
    only formats that are registered as transparent are given. Frames may be asked for in any order and more than once,
    and are the same each time.
    """

    def __len__(self) -> int:
        """Return how many there are, at least one."""

    @overload
    def __getitem__(self, index: int, /) -> Frame: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[Frame]: ...
    def __getitem__(self, index: int | slice, /) -> Frame | list[Frame]:
        """Return one frame, or several; negative numbers count from the end."""

    def __iter__(self) -> Iterator[Frame]:
        """Yield them in order; the next may overwrite the one that was yielded."""

    def still(self, index: int, /) -> Frame:
        """Return one frame by itself; the same as that among the others, and quicker for a single one."""

    @property
    def figure(self) -> Figure:
        """The figure that is drawn."""

    @property
    def dpi(self) -> float:
        """Pixels per inch of the figure."""

    @property
    def page(self) -> Callable[[Frame, float, float], str] | None:
        """What tells the animation as an HTML page, from its last frame, `fps` and `hold`; None if nothing does."""

    @property
    def colours(self) -> Frame:
        """The colours that mean something, shape (n, 3), the most important first."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """Matplotlib's settings under which the figure has to be drawn."""

    def draw(self, index: int, /) -> None:
        """Put the figure's artists where frame `index` has them."""


class Exporter(Protocol):
    """A function that writes frames to a file.

    `fps` is how many frames are shown per second, `hold` for how many seconds the last one stays, `loop` how often all
    are shown, 0 for ever; formats that leave that to the player have no use for it.
    """

    def __call__(self, frames: Frames, path: Path, *, fps: float, hold: float, loop: int) -> None:
        """Write `frames` to `path`, which may exist and is overwritten."""


exporters: Registry[Exporter] = Registry("file format")

transparent_suffixes: set[str] = set()
"""The suffixes of the formats that take frames with alpha."""


def exporter(suffix: str, *others: str, transparent: bool = False) -> Callable[[Exporter], Exporter]:
    """Register the decorated function for files whose name ends in `suffix` or one of the `others`.

    With `transparent` it takes frames with alpha, too.
    """

    def register(export: Exporter) -> Exporter:
        exporters.register(suffix, export, aliases=others)
        if transparent:
            transparent_suffixes.update([suffix, *others])
        return export

    return register
