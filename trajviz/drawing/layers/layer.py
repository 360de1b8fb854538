"""What every layer and view agrees on: a track, which is a path in the coordinates of some axes, and `Attached`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Protocol

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation
from mpl_toolkits.mplot3d.art3d import Line3D
from numpy.typing import NDArray

from trajviz.checks import checked_fields
from trajviz.drawing.layers.shown import Shown

Array = NDArray[np.float64]

MOST_POINTS = 4000
"""How many points of a path a line shows at the most; more can't be told apart, and Agg takes no million of them."""

ABOVE = 10.0
"""The zorder from which moving artists are drawn: above contours, their labels, axes and legends."""

ARRIVING = 0.05
"""The share of a track, its last one, in which its head moves aside."""

TIME_MARGIN = 0.03
"""How far an axis of time reaches beyond the start and the end, as a share of what lies between."""

_LOWEST = ABOVE - 1  # what lies behind the trails
_PLAIN_LOOKS = {"linestyle": "-", "marker": "None", "fillstyle": "full", "markerfacecoloralt": "none"}


Way = tuple[Array, Array]
"""The points of a line, and the row of a path, which need not be whole, at which each of them is passed."""


@checked_fields
@dataclass(frozen=True, eq=False)
class Track:
    """A path in the coordinates of some axes, with its looks.

    Parameters
    ----------
    points : ndarray of shape (rows, 2) or (rows, 3)
        The coordinates of each row; a row with nan is not drawn.
    label, color, marker : str
        The name in a legend, and Matplotlib's colour and marker.
    halo : str, optional
        The colour of the rim that sets the track off from what lies below; by default it has none.
    way : (points, rows), optional
        A finer line through the points, with the row, which need not be whole, at which each of its points is passed;
        by default straight from point to point.
    depth : ndarray of shape (rows,), optional
        How far each point lies off the plane on which the track is seen, from 0 to 1.
    thickness : float
        What the width of its line is multiplied by; its head shrinks less.
    run : int
        The place of the run that it shows among all that are animated.
    over_time : bool
        Whether its first coordinate is the time on the clock, so that a reader may have it counted otherwise.
    shows : PathOnPlane, PathOnSurface or ValuesAbove, optional
        What its coordinates are of its run, so that a player can put another run in its place.
    beside : (right, up)
        Where its head stands at the start, in points from there, if others start there too.
    aside : (right, up)
        Where its head stands when it has arrived, in points from the end, if others, or a minimum, are there.
    times : ndarray of shape (rows,), optional
        When each row is reached on the clock, ascending; of rows that are reached at once the last counts. By default
        each row is one step.
    linewidth, markersize : float, optional
        How wide its line and its head are, in points, at a thickness of 1; by default what the layer likes.
    shared : (place, count)
        The place of its line among those that lie on each other, and how many these are: all but the first are dashes
        above it.
    dash : tuple of float
        The lengths of the dashes and gaps of its line, in widths of that; by default it is solid.
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
    over_time: bool = False
    shows: Shown | None = None
    beside: tuple[float, float] = (0.0, 0.0)
    aside: tuple[float, float] = (0.0, 0.0)
    times: Array = field(default_factory=lambda: np.zeros(0))
    linewidth: float | None = None
    markersize: float | None = None
    dash: tuple[float, ...] = ()
    shared: tuple[int, int] = (0, 1)

    def __post_init__(self) -> None:
        if not self.times.size:
            object.__setattr__(self, "times", np.arange(len(self.points), dtype=float))

    @property
    def linestyle(self) -> tuple[float, Sequence[float]] | Literal["-"]:
        """What Matplotlib calls its dashes."""
        return (0.0, self.dash) if self.dash else "-"

    @property
    def last_row(self) -> int:
        """The row at which the track ends."""
        return len(self.points) - 1

    @property
    def arriving(self) -> float:
        """In how many rows, the last ones, its head moves aside."""
        return max(1.0, ARRIVING * self.last_row)

    def moved_aside(self, place: float) -> Array:
        """Return how far its head stands off a place among its rows, to the right and up, in points."""
        at_start = max(0.0, 1 - place)
        at_end = max(0.0, 1 - (self.last_row - place) / self.arriving)
        return at_start * np.array(self.beside) + at_end * np.array(self.aside)

    def place_at(self, moment: float) -> float:
        """Return the last row that is reached at a moment, plus the share of the way to the next that is gone by then.

        A track that has ended stays where it ended, and one that has not begun is where it starts.
        """
        return place_at(self.times, moment)


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
        `update(moment)` puts the artists at a moment on the clock, a float. Between two rows of a track what follows it
        is between two of its points; what speaks of a row, such as a figure, speaks of the last one that was reached.
    motion : Motion, optional
        The same in data; by default `update` may change anything, and a player looks at the whole figure at each frame.
    recolored : callable, optional
        For artists whose colours are no parts of the theme: returns for each the colours of its faces, shape (n, 4), or
        of a text that of its letters, in the theme's counterpart. Only a player asks for them.
    """

    artists: tuple[Artist, ...]
    update: Callable[[float], None]
    motion: Motion | None = None
    recolored: Callable[[], Mapping[Artist, Array]] | None = None


class Layer(Protocol):
    """One thing drawn."""

    def attach(self, axes: Axes) -> Attached:
        """Draw on `axes` what never changes and prepare what does."""


def attach_all(layers: Iterable[Layer], axes: Axes) -> list[Attached]:
    """Attach each of `layers`, in order."""
    return [layer.attach(axes) for layer in layers]


class _QuicklyProjected(Line3D):  # type: ignore[misc]  # of a toolkit without types
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
        count = len(axes.collections) + len(axes.patches)
        highest = max(axes.xaxis.zorder, axes.yaxis.zorder, axes.zaxis.zorder) + count
        return self._own_zorder + max(0.0, float(highest) + 1 - _LOWEST)

    @zorder.setter
    def zorder(self, level: float) -> None:
        self._own_zorder = level

    @property
    def draws_as_a_line(self) -> bool:
        """Whether it is, once projected, a line in two dimensions to `trajviz.frames`, which draws these faster."""
        return bool(self.axes.get_xscale() == self.axes.get_yscale() == self.axes.get_zscale() == "linear")

    def do_3d_projection(self) -> None:
        """Take the places in two dimensions at which the camera of its axes sees it."""
        x, y, z = self.get_data_3d()
        across, up, _, scale = self.axes.M @ np.array([x, y, z, np.ones(len(x))])
        self.set_data(across / scale, up / scale)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the line as the camera of its axes sees it."""
        if self.draws_as_a_line:
            self.do_3d_projection()
            Line2D.draw(self, renderer)
        else:
            super().draw(renderer)


def add_line(axes: Axes, **looks: object) -> Line2D:
    """Add an empty line to 2-D or 3-D axes, without touching their limits or their colour cycle.

    What its looks don't say is plain, whatever a user's settings say of lines.
    """
    looks = _PLAIN_LOOKS | looks
    line = _QuicklyProjected([], [], [], **looks) if axes.name == "3d" else Line2D([], [], **looks)  # type: ignore[arg-type]  # Matplotlib checks them
    axes.add_line(line)
    return line


def movable_aside(line: Line2D, axes: Axes) -> Callable[[Array], None]:
    """Return what moves a line that far to the right and up, in points, from where its data are."""
    inches = figure_of(axes).dpi_scale_trans

    def move(right_up: Array) -> None:
        if right_up.any():
            right, up = (right_up / 72).tolist()
            line.set_transform(axes.transData + ScaledTranslation(right, up, inches))
        elif line.get_transform() is not axes.transData:
            line.set_transform(axes.transData)

    return move


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


def place_at(times: Array, moment: float) -> float:
    """Return the last row whose time has come at a moment, of ascending `times`, plus the share of that to the next."""
    row = int(times.searchsorted(moment, side="right")) - 1
    if row < 0 or row + 1 == len(times):
        return float(max(row, 0))
    return row + float((moment - times[row]) / (times[row + 1] - times[row]))


def rows_at(times: Array, moments: Array) -> NDArray[np.int_]:
    """Return for each moment the last row whose time, of ascending `times`, has come; before all of them the first."""
    return np.maximum(times.searchsorted(moments, side="right") - 1, 0)


def between(rows: Array, place: float) -> Array:
    """Return what lies at a place among `rows`, shape (rows, ...): a row as it is, or the way between two."""
    row = int(place)
    return np.asarray(rows[row] if row == place else mixed(rows[row], rows[row + 1], place - row))


def mixed(before: Array, after: Array, share: float) -> Array:
    """Return what lies at a share of the way from one array to another."""
    with np.errstate(all="ignore"):  # what is infinite, or overflows, is not drawn
        return np.asarray((1 - share) * before + share * after)


def point_at(track: Track, place: float, axes: Axes) -> Array:
    """Return the point of a track at a place among its rows: between two of them on the line that `axes` show there."""
    row = int(place)
    if row == place:
        return np.asarray(track.points[row])
    points, share = track.points[row : row + 2], place - row
    if track.way is not None:
        line, rows = track.way
        end = int(rows.searchsorted(place, side="right"))
        points, share = line[end - 1 : end + 1], float((place - rows[end - 1]) / (rows[end] - rows[end - 1]))
    if axes.name == "3d" or axes.get_xscale() == axes.get_yscale() == "linear":
        return mixed(points[0], points[1], share)
    scale = axes.transScale  # a line that is straight on logarithmic axes is not straight in its coordinates
    before, after = scale.transform(points)
    return np.asarray(scale.inverted().transform(mixed(before, after, share)))


def thinned(points: Array, rows: Array | None = None) -> Way:
    """Return at most `MOST_POINTS` of a long line, with the rows at which they are passed.

    Points that stay within a thousandth of the line's extent of the one before are the first to go.
    """
    rows = np.arange(len(points), dtype=float) if rows is None else rows
    if len(points) <= MOST_POINTS:
        return points, rows
    with np.errstate(all="ignore"):
        extent = np.nanmax(points, axis=0) - np.nanmin(points, axis=0)
        cells = np.floor(points / np.where(extent > 0, extent, 1) * 1000)
    moved = np.ones(len(points), dtype=bool)
    moved[1:-1] = (cells[1:-1] != cells[:-2]).any(axis=1)
    kept = np.flatnonzero(moved)
    if len(kept) > MOST_POINTS:
        kept = kept[np.linspace(0, len(kept) - 1, MOST_POINTS).round().astype(int)]
    return points[kept], rows[kept]


def rows_until(rows: Array, place: float) -> int:
    """Return how many of the ascending `rows` are not after a place among them."""
    return int(rows.searchsorted(place, side="right"))
