"""What every layer and view agrees on: a track, which is a path in the coordinates of some axes, and `Attached`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from mpl_toolkits.mplot3d.art3d import Line3D
from numpy.typing import NDArray

from trajviz.checks import checked_fields
from trajviz.drawing.layers.shown import Shown

Array = NDArray[np.float64]

MOST_POINTS = 4000
"""How many points of a path a line shows at the most; more can't be told apart, and Agg takes no million of them."""

ABOVE = 10.0
"""The zorder from which moving artists are drawn: above contours, their labels, axes and legends."""

TIME_MARGIN = 0.03
"""How far an axis of time reaches beyond the start and the end, as a share of what lies between."""

_SORTED_BY_DEPTH = (Collection, Patch)
_LOWEST = ABOVE - 1  # what lies behind the trails
_PLAIN_LOOKS = {"linestyle": "-", "marker": "None", "fillstyle": "full", "markerfacecoloralt": "none"}


Way = tuple[Array, Array]


@checked_fields
@dataclass(frozen=True, eq=False)
class Track:
    """A path in the coordinates of some axes, with its looks.

    Parameters
    ----------
    points : ndarray of shape (steps + 1, 2) or (steps + 1, 3)
        The coordinates at each step; a row with nan is not drawn.
    label, color, marker : str
        The name in a legend, and Matplotlib's colour and marker.
    halo : str, optional
        The colour of the rim that sets the track off from what lies below; by default it has none.
    way : (points, steps), optional
        A finer line through the points, with the step, which need not be whole, at which each of its points is
        passed; by default straight from point to point.
    depth : ndarray of shape (steps + 1,), optional
        How far each point lies off the plane on which the track is seen, from 0 to 1.
    thickness : float
        What the width of its line is multiplied by; its head shrinks less.
    run : int
        The place of the run that it shows among all that are animated.
    over_steps : bool
        Whether its first coordinate counts the steps, so that a reader may have evaluations counted instead.
    shows : PathOnPlane, PathOnSurface or ValuesAbove, optional
        What its coordinates are of its run, so that a player can put another run in its place.
    """

    points: Array
    label: str
    color: str
    marker: str
    halo: str | None = None
    way: Way | None = None
    depth: Array | None = None
    thickness: float = 1.0
    run: int = 0
    over_steps: bool = False
    shows: Shown | None = None

    @property
    def last_step(self) -> int:
        """The step at which the track ends."""
        return len(self.points) - 1

    def at(self, step: int) -> int:
        """Return the row that is shown at `step`: a track that has ended stays where it ended."""
        return min(step, self.last_step)


@dataclass(frozen=True, eq=False)
class Motion:
    """How a layer moves, in data, so that a player need not ask it at each frame: see `trajviz.drawing.layers.motions`.

    Parameters
    ----------
    track : Track or None
        Whose track it is; a layer that has none stays when methods are hidden.
    """

    track: Track | None

    role: ClassVar[str | None] = None
    """What a player should know of what is drawn."""


@checked_fields
@dataclass(frozen=True, eq=False)
class Attached:
    """A layer on axes.

    Parameters
    ----------
    artists : tuple of Artist
        What moves.
    update : callable
        `update(step)` puts the artists at a step.
    motion : Motion, optional
        The same in data; by default `update` may change anything, and a player looks at the whole figure at each frame.
    recolored : callable, optional
        For artists whose colours are no parts of the theme: returns for each the colours of its faces, shape (n, 4), in
        the theme's counterpart. Only a player asks for them.
    """

    artists: tuple[Artist, ...]
    update: Callable[[int], None]
    motion: Motion | None = None
    recolored: Callable[[], Mapping[Artist, Array]] | None = None


class Layer(Protocol):
    """One thing drawn."""

    def attach(self, axes: Axes) -> Attached:
        """Draw on `axes` what never changes and prepare what does."""


def attach_all(layers: Iterable[Layer], axes: Axes) -> list[Attached]:
    """Attach each of `layers`, in order."""
    return [layer.attach(axes) for layer in layers]


class _QuicklyProjected(Line3D):  # type: ignore[misc] # of untyped Matplotlib
    """A line in three dimensions that is projected by one product of matrices, without masked arrays."""

    _own_zorder = float(Line2D.zorder)

    @property
    def zorder(self) -> float:
        """Its zorder, raised where the axes come as high as lines here with numbering what they sort by depth.

        See `Axes3D.draw`: the numbers begin 1 above the axes'.
        """
        axes = self.axes
        if axes is None or not axes.computed_zorder:
            return self._own_zorder
        count = len([artist for artist in axes.get_children() if isinstance(artist, _SORTED_BY_DEPTH)])
        highest = max(axes.xaxis.zorder, axes.yaxis.zorder, axes.zaxis.zorder) + count
        return self._own_zorder + max(0.0, float(highest) + 1 - _LOWEST)

    @zorder.setter
    def zorder(self, level: float) -> None:
        self._own_zorder = level

    def draw(self, renderer: RendererBase) -> None:
        """Draw the line as the camera of its axes sees it."""
        if not self.axes.get_xscale() == self.axes.get_yscale() == self.axes.get_zscale() == "linear":
            super().draw(renderer)
            return
        x, y, z = self.get_data_3d()
        across, up, _, scale = self.axes.M @ np.stack([x, y, z, np.ones(len(x))])
        self.set_data(across / scale, up / scale)
        Line2D.draw(self, renderer)


def add_line(axes: Axes, **looks: object) -> Line2D:
    """Add an empty line to 2-D or 3-D axes, without touching their limits or their colour cycle.

    What its looks don't say is plain, whatever a user's settings say of lines.
    """
    looks = _PLAIN_LOOKS | looks
    line = _QuicklyProjected([], [], [], **looks) if axes.name == "3d" else Line2D([], [], **looks)  # type: ignore[arg-type]
    axes.add_line(line)
    return line


def figure_of(axes: Axes) -> Figure:
    """Return the figure that `axes` belong to."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return figure


def set_points(line: Line2D, points: Array) -> None:
    """Put a line through `points`, shape (n, 2) or (n, 3)."""
    if isinstance(line, Line3D):
        line.set_data_3d(*points.T)
    else:
        line.set_data(*points.T)


def thinned(points: Array, steps: Array | None = None) -> Way:
    """Return at most `MOST_POINTS` of a long line, with the steps at which they are passed.

    Points that stay within a thousandth of the line's extent of the one before are the first to go.
    """
    steps = np.arange(len(points), dtype=float) if steps is None else steps
    if len(points) <= MOST_POINTS:
        return points, steps
    with np.errstate(all="ignore"):
        extent = np.nanmax(points, axis=0) - np.nanmin(points, axis=0)
        cells = np.floor(points / np.where(extent > 0, extent, 1) * 1000)
    moved = np.ones(len(points), dtype=bool)
    moved[1:-1] = (cells[1:-1] != cells[:-2]).any(axis=1)
    kept = np.flatnonzero(moved)
    if len(kept) > MOST_POINTS:
        kept = kept[np.linspace(0, len(kept) - 1, MOST_POINTS).round().astype(int)]
    return points[kept], steps[kept]


def rows_until(steps: Array, step: int) -> int:
    """Return how many of the ascending `steps` are not after `step`."""
    return int(np.searchsorted(steps, step, side="right"))
