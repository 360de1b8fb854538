"""What a player is made from: a figure that has just been drawn, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox, BboxBase

from trajviz.composition import Composition
from trajviz.drawing.layers.layer import Attached, Motion
from trajviz.drawing.layers.motions import Following
from trajviz.player.coding import Array, Integers, Numbered
from trajviz.player.color_table import ColorTable
from trajviz.player.primitives import Placement

HUNDREDTHS = 100.0
"""Of an inch, in which lengths are told."""


@dataclass(frozen=True, eq=False)
class EncodingContext:
    """A figure that has just been drawn, and what is told of it.

    Parameters
    ----------
    composition : Composition
        What is shown.
    agg : RendererAgg
        Has drawn it, and measures its texts.
    kept : sequence of ndarray of int
        The rows that are kept, of each run.
    rows, frames : sequence of int
        The rows at which shapes are recorded, and the frames that show them.
    followed : mapping of Artist to Following
        The artists that do what the motion of their layer says.
    recorded : set of Artist
        The artists whose shapes are recorded at each row.
    recolored : mapping of Artist to ndarray of shape (n, 4)
        The colours in the other theme of the faces, or of the letters, of artists that no part of the theme tells.
    anything_may_change : bool
        Whether there is a layer of which nothing is known.
    palette : ColorTable
        Collects the colours.
    outlines : Numbered
        Collects the shapes of marks and of mathematics.
    surfaces : Numbered
        Collects surfaces, deflated, of which several panels may show the same.
    """

    composition: Composition
    agg: RendererAgg
    kept: Sequence[Integers]
    rows: Sequence[int]
    frames: Sequence[int]
    followed: Mapping[Artist, Following]
    recorded: Set[Artist]
    recolored: Mapping[Artist, Array]
    anything_may_change: bool
    palette: ColorTable
    outlines: Numbered
    surfaces: Numbered

    @property
    def figure(self) -> Figure:
        """What is drawn on."""
        return self.composition.figure

    @property
    def attached(self) -> Sequence[Attached]:
        """What moves."""
        return self.composition.attached

    @property
    def left_out(self) -> Sequence[Axes]:
        """Axes that the player shows in a way of its own."""
        return [] if self.composition.header_axes is None else [self.composition.header_axes]

    @property
    def moments(self) -> Array:
        """The moments of `frames` on the clock."""
        return self.composition.timeline.moments[list(self.frames)]

    def show(self, frame: int) -> None:
        """Put the figure at a frame."""
        self.composition.show(frame)

    def motion_of(self, artist: Artist) -> Motion | None:
        """Return the motion of the layer that an artist belongs to, if it has one."""
        return next((layer.motion for layer in self.attached if artist in layer.artists), None)

    def placement(self, box: BboxBase) -> Placement:
        """Return what places items in a box given in pixels."""
        return Placement(Bbox.from_extents(*box.extents), HUNDREDTHS / self.figure.dpi, self.palette, self.outlines)
