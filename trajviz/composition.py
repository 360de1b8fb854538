"""A composition: what is shown, as a whole, which windows, formats and the player take.

It knows what is drawn on a figure, how that moves and at what pace. Of files and pages it knows nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trajviz.checks import shown
from trajviz.drawing.header import Header
from trajviz.drawing.layers.layer import Attached
from trajviz.drawing.timeline import Timeline
from trajviz.errors import TrajvizError
from trajviz.frames.frames import Frames
from trajviz.frames.lending import agg_canvas
from trajviz.frames.redraw import wanders
from trajviz.frames.settings import drawn_under
from trajviz.memory import BYTES_A_PIXEL, check_memory
from trajviz.runs.exploration import Exploration
from trajviz.runs.trajectory import Trajectory

_LEAST_DPI = 10  # letters are smaller than a pixel below
_MOST_PIXELS = 2**16  # a side; Agg draws no more


@dataclass(frozen=True, eq=False)
class Composition:
    """Trajectories drawn on a figure, with all that a format may want to know of them.

    Parameters
    ----------
    figure : Figure
        What is drawn on.
    axes : Axes
        Those that a user has given, or the first.
    attached : tuple of Attached
        The layers that move.
    runs : tuple of Trajectory
        What is shown.
    timeline : Timeline
        What each frame shows, and the pace.
    heading : Header, optional
        The title and the legend as they are drawn, which the player writes in its own way.
    header_axes : Axes, optional
        Where the heading is drawn.
    exploration : Exploration, optional
        Paths from other starts, which a reader of the player can choose from.
    settings : mapping
        Matplotlib's settings that the figure was built under, for drawing; by default those of the moment.
    repeats : bool
        Whether the animation begins anew when it has ended.
    dpi : float, optional
        Pixels per inch of what is drawn for a file; by default the figure's own.
    shown_by : callable, optional
        `shown_by(frame)` puts the figure at a frame in place of the layers, and may change anything.
    """

    figure: Figure
    axes: Axes
    attached: tuple[Attached, ...]
    runs: tuple[Trajectory, ...]
    timeline: Timeline
    heading: Header | None = None
    header_axes: Axes | None = None
    exploration: Exploration | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    repeats: bool = True
    dpi: float | None = None
    shown_by: Callable[[int], object] | None = None

    @property
    def moving(self) -> list[Artist]:
        """The artists that change from frame to frame."""
        return [artist for layer in self.attached for artist in layer.artists]

    @property
    def changes_its_artists_alone(self) -> bool:
        """Whether a frame changes nothing but what moves; a layer that says not how it moves may change anything."""
        return self.shown_by is None and all(layer.motion is not None for layer in self.attached)

    def show(self, frame: int) -> None:
        """Put the figure at a frame."""
        if self.shown_by is not None:
            self.shown_by(frame)
            return
        try:
            moment = float(self.timeline.moments[frame])
        except (IndexError, TypeError, ValueError):
            last = len(self.timeline) - 1
            raise TrajvizError(f"frame must be a whole number from 0 to {last}, not {shown(frame)}") from None
        for layer in self.attached:
            layer.update(moment)

    def at_resolution(self, dpi: float | None) -> Composition:
        """Return the composition as it is drawn for files with that many pixels per inch; None for the figure's own.

        Raises
        ------
        TrajvizError
            If there is nothing to draw with at that resolution, or no room for the picture.
        """
        if dpi is None:
            return self
        if dpi < _LEAST_DPI:
            raise TrajvizError(f"dpi must be a number from {_LEAST_DPI} up, not {dpi!r}")
        width, height = self.figure.get_size_inches() * dpi
        what = f"a picture of {width:.0f}×{height:.0f} pixels"
        if max(width, height) >= _MOST_PIXELS:
            raise TrajvizError(f"{what} is too large; each side has less than {_MOST_PIXELS}")
        check_memory(width * height * BYTES_A_PIXEL, what)
        return replace(self, dpi=dpi)

    def frames(self, *, transparent: bool = False, show: Callable[[int], object] | None = None) -> Frames:
        """Return the frames as exact pictures, drawn when they are asked for by `show`, this composition's or alike."""
        return Frames(
            self.figure,
            show or self.show,
            self.moving,
            len(self.timeline),
            self.dpi,
            transparent=transparent,
            moves_alone=self.changes_its_artists_alone,
            settings=self.settings,
        )

    @contextmanager
    def last_moment(self) -> Iterator[Figure]:
        """Lend the figure as it is at the last frame, at the resolution and under the settings to be drawn with."""
        with drawn_under(self.settings):
            self.show(len(self.timeline) - 1)
            with agg_canvas(self.figure, self.dpi or self.figure.dpi):
                yield self.figure

    def figures(self) -> Iterator[Figure]:
        """Yield the figure as it is at each frame, at the resolution and under the settings to be drawn with."""
        with self.last_moment() as figure:
            for frame in range(len(self.timeline)):
                self.show(frame)
                yield figure

    @contextmanager
    def given(self, takes: str, *, transparent: bool = False) -> Iterator[Frames | Figure | Composition]:
        """Lend what a format takes: the frames, the figure, or the composition itself."""
        if takes == "figure":
            with self.last_moment() as figure:
                yield figure
        elif takes == "frames":
            with self.frames(transparent=transparent).lent() as frames:
                yield frames
        else:
            yield self

    def pin_legends(self) -> None:
        """Keep a legend that would wander with the paths where it is best at the end."""
        legends = [legend for axes in self.figure.axes if (legend := axes.get_legend()) is not None and wanders(legend)]
        if not legends:
            return
        self.show(len(self.timeline) - 1)
        self.figure.draw_without_rendering()
        for legend in legends:
            room = legend.get_bbox_to_anchor()
            legend.set_loc(tuple((legend.get_window_extent().p0 - room.p0) / room.size))
        self.show(0)
