"""`TrajectoryAnimation`: trajectories, growing step by step on Matplotlib axes.

A real `FuncAnimation`, with the signature of the class of that name that people copy from notebook to notebook, so that
windows, `to_html5_video()` and `save(..., writer=...)` work as ever. Without a writer, `save` takes the fast way:
exact frames from `trajviz.frames.frames`, written by `trajviz.exporters`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from typing import TYPE_CHECKING, Any, ClassVar

import matplotlib as mpl
import numpy as np
from matplotlib.animation import FuncAnimation
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import TimerBase
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import ArrayLike

from trajviz import exporters
from trajviz.animation_inputs import (
    check_kinds,
    check_other_arguments,
    figure_and_axes,
    is_numbers,
    is_path,
    paths_and_labels,
    timeline_of,
    trajectories_of,
)
from trajviz.checks import checked, shown
from trajviz.drawing.layers.layer import Attached, Layer, Track, attach_all
from trajviz.drawing.layers.trail import Head, Trail
from trajviz.drawing.text import drawable
from trajviz.drawing.theme import themes
from trajviz.drawing.timeline import Clock, Timeline, times_of
from trajviz.errors import TrajvizError
from trajviz.frames.frames import Frames
from trajviz.frames.redraw import wanders
from trajviz.frames.settings import drawn_under
from trajviz.memory import BYTES_A_PIXEL, check_memory
from trajviz.runs.paths import as_floats
from trajviz.runs.trajectory import Trajectory

if TYPE_CHECKING:
    from trajviz.drawing.header import Header
    from trajviz.player import Document
    from trajviz.runs.exploration import Exploration

_FURTHEST = 1e100  # that a point can be drawn; the arithmetic of axes overflows beyond
_LEAST_DPI = 10  # letters are smaller than a pixel below
_MOST_PIXELS = 2**16  # a side; Agg draws no more


class TrajectoryAnimation(FuncAnimation):
    """Paths that grow, step by step, on axes.

    It is called as `TrajectoryAnimation(paths, labels, fig, ax, frames, interval, repeat_delay, blit)`, with names or
    without, or with the paths one by one, `TrajectoryAnimation(*paths, labels=labels, ax=ax)`.

    Parameters
    ----------
    *paths : array-like of shape (rows, d) or Trajectory, or one sequence of such, or mapping of labels to such
        The paths, of equal or different lengths, the start first, in whatever form `Trajectory.from_path` takes. Arrays
        of shape (2, rows), as `plot(*path)` takes them, are columns of coordinates. A square array is read as the
        others are, and alone by its rows. A single path may stand for itself.
    labels : iterable
        Names for a legend, one per path, or whatever else can be written as text; trajectories bring their own.
    fig : Figure, optional
        Where to draw; by default the figure of `ax`, or a new one.
    ax : Axes, optional
        Where to draw, 2-D or 3-D; by default the current axes of `fig`.
    frames : int or iterable of float, optional
        The number of frames, or the step that each frame shows, which may lie between two; by default one frame per
        step, or per two, three… steps, up to 100. Then the first shows the starts, the last the last iterates.
    interval : float
        Milliseconds between frames.
    repeat_delay : float
        Milliseconds before a window repeats the animation.
    blit : bool
        Whether a window redraws only what moves.
    zpaths : sequence of array-like of shape (rows,), optional
        The heights along each path, for 3-D axes.
    attached : sequence of Attached, optional
        Layers that are already on the axes; by default each path gets a trail and a head.
    timeline : Timeline, optional
        Which moment each frame shows; by default made of `frames` and `interval`.
    heading : Header, optional
        The title and the legend as they are drawn on `fig`, which the HTML player writes in its own way.
    exploration : Exploration, optional
        Paths from other starts, which a reader of the HTML player can choose from.
    clock : {"steps", "evaluations"}
        What time is counted in, and `frames` with it.
    repeat : bool
        Whether the animation begins anew when it has ended: in a window, in a video tag, and in the files that `save`
        writes.
    settings : mapping, optional
        Matplotlib's settings that `fig` was built under, for drawing; by default those of the moment.
    **kwargs
        `event_source` as `FuncAnimation` takes it, and `save_count`, the most frames that are taken from `frames`.

    Raises
    ------
    TrajvizError
        If there is no path, a path has the wrong shape, labels or heights don't fit the paths, or anything is of the
        wrong kind.

    Warns
    -----
    UserWarning
        As `FuncAnimation` does, if it is on a figure of yours and is deleted before anything was drawn, because nobody
        has kept it.

    Examples
    --------
    >>> anim = TrajectoryAnimation([[[0, 0], [1, 2], [3, 3]], [[0, 3], [3, 0]]], labels=["slow", "fast"])
    >>> len(anim.timeline), [line.get_label() for line in anim.ax.lines if line.get_label()[0] != "_"]
    (3, ['slow', 'fast'])
    """

    _projection: ClassVar[str | None] = None  # of the axes that it makes for itself
    _repeat: bool  # kept by Matplotlib

    @checked
    def __init__(
        self,
        *paths: Any,
        labels: Iterable[Any] | None = (),
        fig: Figure | None = None,
        ax: Axes | None = None,
        frames: float | Iterable[float] | Callable[..., Any] | None = None,
        interval: float = 60,
        repeat_delay: float | None = 5,
        blit: bool = True,
        zpaths: Sequence[ArrayLike] | None = None,
        attached: Sequence[Attached] | None = None,
        timeline: Timeline | None = None,
        heading: Header | None = None,
        exploration: Exploration | None = None,
        clock: Clock = "steps",
        repeat: bool = True,
        save_count: int | None = None,
        settings: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        if len(paths) > 1 and not is_path(paths[1]):
            named = (labels, fig, ax, frames, interval, repeat_delay, blit)
            paths, (labels, fig, ax, frames, interval, repeat_delay, blit) = paths[:1], _in_order(paths[1:], named)
        check_other_arguments(kwargs)
        check_kinds(interval=interval, repeat_delay=repeat_delay, blit=blit, repeat=repeat)
        made_here = attached is not None or (fig is None and ax is None)
        self.fig, self.ax = figure_and_axes(fig, ax, self._projection)
        several, labels = paths_and_labels(kwargs.pop("paths") if "paths" in kwargs else paths, labels)
        self.trajectories = trajectories_of(several, labels, 3 if self.ax.name == "3d" and zpaths is None else 2)
        if attached is None:
            attached = _trails_and_heads(self.trajectories, zpaths, self.ax, clock)
        self.timeline = timeline or timeline_of(self.trajectories, frames, save_count, interval, clock)
        self._attached = list(attached)
        self._heading = heading
        self._exploration = exploration
        self._settings = settings or {}
        super().__init__(
            self.fig,
            self.show,
            frames=len(self.timeline),
            init_func=lambda: self.show(0),
            interval=interval,
            repeat_delay=repeat_delay,
            repeat=repeat,
            blit=blit and _has_timers(self.fig),
            cache_frame_data=False,
            **kwargs,
        )
        self.show(0)
        # Matplotlib warns of one that is deleted before this is set: what preparing it has drawn does not count, and
        # only on a user's own figure is it missed.
        self._draw_was_started = made_here
        self.fig.canvas.mpl_connect("draw_event", self._note_drawn)

    def _note_drawn(self, _event: object) -> None:
        self._draw_was_started = True

    def _start(self, *args: Any) -> None:
        """Start in a window; where no timer ever fires, a figure that is drawn stays at the frame it was put at."""
        if _has_timers(self.fig):
            super()._start(*args)  # type: ignore[misc]
        else:
            self._draw_was_started = True

    @property
    def moving(self) -> list[Artist]:
        """The artists that change from frame to frame."""
        return [artist for attached in self._attached for artist in attached.artists]

    @property
    def _shows_as_it_is(self) -> bool:
        """Whether `show` is no subclass's, which may change anything."""
        return getattr(self.show, "__func__", None) is TrajectoryAnimation.show

    @property
    def _changes_its_artists_alone(self) -> bool:
        """Whether a frame changes nothing but what moves; a layer that says not how it moves may change anything."""
        return self._shows_as_it_is and all(layer.motion is not None for layer in self._attached)

    def show(self, frame: int) -> list[Artist]:
        """Put the figure at a frame and return the artists that moved."""
        try:
            moment = float(self.timeline.moments[frame])
        except (IndexError, TypeError, ValueError):
            last = len(self.timeline) - 1
            raise TrajvizError(f"frame must be a whole number from 0 to {last}, not {shown(frame)}") from None
        for attached in self._attached:
            attached.update(moment)
        return self.moving

    @checked
    def frames(self, dpi: float | None = None, *, transparent: bool = False) -> Frames:
        """Return the frames as exact RGB arrays, drawn when they are asked for.

        Parameters
        ----------
        dpi : float, optional
            Pixels per inch; by default the figure's own.
        transparent : bool
            Whether they are RGBA arrays, without the grounds of the figure and its axes.
        """
        if dpi is not None:
            _check_resolution(self.fig, dpi)
        self._draw_was_started = True
        self._pin_legends()
        return Frames(
            self.fig,
            self.show,
            self.moving,
            len(self.timeline),
            dpi,
            self._page if self.timeline.runs_forward else None,
            transparent=transparent,
            moves_alone=self._changes_its_artists_alone,
            settings=self._settings,
        )

    @checked
    def save(
        self,
        filename: str | PathLike[str] | Sequence[str | PathLike[str]],
        writer: Any = None,
        fps: float | None = None,
        dpi: float | None = None,
        *args: Any,
        hold: float | None = None,
        loop: int | None = None,
        transparent: bool = False,
        quiet: bool = False,
        **kwargs: Any,
    ) -> None:
        """Write the animation to one or several files, each in the format that its suffix says.

        Parameters
        ----------
        filename : path or sequence of paths
            Ends in `.gif`, `.mp4`, `.html`, `.apng` or `.webp`, or, for the last frame alone, in `.png`, `.svg` or
            `.pdf`.
        writer, *args, **kwargs
            A writer of Matplotlib's, or any of the other arguments of `matplotlib.animation.Animation.save`, makes
            Matplotlib save the file.
        fps : float, optional
            Frames per second; by default the timeline's.
        dpi : float, optional
            Pixels per inch; by default the figure's own.
        hold : float, optional
            Seconds for which the last frame stays; by default the timeline's.
        loop : int, optional
            How often a GIF, APNG or WebP file is played, 0 for ever; by default once if the animation was made with
            `repeat=False`, otherwise for ever.
        transparent : bool
            Whether a GIF, APNG, WebP or PNG file has no ground, as with `savefig(transparent=True)`.
        quiet : bool
            Whether to show no progress on a terminal.

        Raises
        ------
        TrajvizError
            If a suffix is unknown or its format can't be transparent, a folder is missing, or a number is out of range.
            All files are checked before the first is written; each appears whole or not at all.
        """
        if writer is not None or args or kwargs:
            if transparent or loop is not None:
                raise TrajvizError("loop and transparent are not for writers of Matplotlib's; leave out the writer")
            super().save(filename, writer, fps, dpi, *args, **kwargs)  # type: ignore[arg-type]
            return
        filenames = [filename] if isinstance(filename, str | PathLike) else list(filename)
        for name in filenames:
            exporters.check_target(name, transparent=transparent)
        loop = int(not self._repeat) if loop is None else loop
        exporters.check_loop(loop)
        frames = self.frames(dpi, transparent=transparent)
        for name in filenames:
            exporters.write(
                frames,
                name,
                fps=self.timeline.fps if fps is None else fps,
                hold=self.timeline.hold if hold is None else hold,
                loop=loop,
                quiet=quiet,
            )

    def to_html(self) -> str:
        """Return the player as HTML that can stand anywhere on a page, beside others; `save` writes a page with it.

        The player is drawn from data, in one piece without anything to fetch: a reader can play, scrub, step, change
        the speed, hide methods, read points, count evaluations instead of steps, and turn surfaces. It is light or dark
        like the page around it, unless its theme is a dark one or an element around it says so: `data-ground="light"`
        or `"dark"`. Where scripts don't run, it is the picture of the last frame.

        Examples
        --------
        >>> TrajectoryAnimation([[[0, 0], [1, 2], [3, 3]]]).to_html().startswith("<div")
        True
        """
        if not self.timeline.runs_forward:  # the player knows one direction of time
            return self.to_jshtml()
        return self._document().fragment()

    @checked
    def to_html5_video(self, embed_limit: float | None = None) -> str:
        """Return a `<video>` tag that holds the animation as MP4, for which no other program is needed.

        Parameters
        ----------
        embed_limit : float, optional
            The most that the video may take, in MB; by default the setting `animation.embed_limit` of Matplotlib.

        Returns
        -------
        str
            The tag, or "Video too large to embed.", as Matplotlib returns it.
        """
        limit = mpl.rcParams["animation.embed_limit"] if embed_limit is None else embed_limit
        if not limit > 0:
            raise TrajvizError(f"embed_limit must be a positive number of megabytes, not {shown(limit)}")
        pace = self.timeline
        return exporters.video_tag(self.frames(), fps=pace.fps, hold=pace.hold, repeat=self._repeat, limit=limit)

    @checked
    def to_jshtml(self, fps: float | None = None, embed_frames: bool = True, default_mode: str | None = None) -> str:
        """Return Matplotlib's HTML player with every frame in it, however large that gets."""
        if not embed_frames:
            return str(super().to_jshtml(fps, embed_frames, default_mode))  # type: ignore[arg-type]
        return exporters.jshtml(self.frames(), fps=fps or self.timeline.fps, default_mode=default_mode or self._mode)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Return what a notebook shows: the player, which is the picture of the last frame where scripts are stripped.

        The picture is there once more for what takes no HTML. Where Matplotlib's `animation.html` asks for a video or
        its own player, that takes the player's place.
        """
        last = self.frames().still(-1)
        shown = super()._repr_html_() or self._shown(last)
        return {"text/html": shown, "image/png": exporters.png_bytes(last), "text/plain": repr(self)}

    def _repr_html_(self) -> str:
        """Return the same for places that take HTML alone."""
        return super()._repr_html_() or self.to_html()

    def _shown(self, picture: np.ndarray[Any, Any]) -> str:
        return self._document(picture).fragment() if self.timeline.runs_forward else self.to_jshtml()

    @property
    def _mode(self) -> str:
        """What Matplotlib's HTML player does at the end."""
        return "loop" if self._repeat else "once"

    def _page(self, picture: np.ndarray[Any, Any], fps: float, hold: float) -> str:
        """Return a page with the player; `picture` is the last frame."""
        return self._document(picture, replace(self.timeline, fps=fps, hold=hold)).page()

    def _document(self, picture: np.ndarray[Any, Any] | None = None, pace: Timeline | None = None) -> Document:
        from trajviz.player import player

        picture = self.frames().still(-1) if picture is None else picture
        pace = pace or self.timeline
        runs, starts = self.trajectories, self._exploration
        # What a subclass changes, it says to nobody.
        unknown = [] if self._shows_as_it_is else [Attached((), lambda _: None)]
        attached = [*self._attached, *unknown]
        with drawn_under(self._settings):
            return player(self.fig, self.show, attached, runs, pace, self._heading, picture, starts)

    def _pin_legends(self) -> None:
        """Keep a legend that would wander with the paths where it is best at the end."""
        legends = [legend for axes in self.fig.axes if (legend := axes.get_legend()) is not None and wanders(legend)]
        if not legends:
            return
        self.show(len(self.timeline) - 1)
        self.fig.draw_without_rendering()
        for legend in legends:
            room = legend.get_bbox_to_anchor()
            legend.set_loc(tuple((legend.get_window_extent().p0 - room.p0) / room.size))
        self.show(0)


class TrajectoryAnimation3D(TrajectoryAnimation):
    """Paths that grow, step by step, on axes in space, as notebooks call it: `TrajectoryAnimation3D(*paths, zpaths=…)`.

    Its parameters are those of `TrajectoryAnimation`. Without `ax` it makes axes in space; without `zpaths` the paths
    have three coordinates.

    Raises
    ------
    TrajvizError
        As `TrajectoryAnimation`, and if `ax` is not in space.

    Examples
    --------
    >>> anim = TrajectoryAnimation3D([[0, 1, 2], [0, 1, 0]], zpaths=[[5, 2, 1]], labels=["GD"])
    >>> anim.ax.name, anim.trajectories[0].path.shape
    ('3d', (3, 2))
    """

    _projection = "3d"


def _in_order(given: Sequence[Any], named: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what was given in order, and after that what was given by name."""
    if len(given) > len(named):
        raise TrajvizError(f"there are {len(given) + 1} arguments in order; after the paths {len(named)} are known")
    return (*given, *named[len(given) :])


def _check_resolution(figure: Figure, dpi: float) -> None:
    """Refuse a resolution at which there is nothing to draw with, or no room for the picture."""
    if dpi < _LEAST_DPI:
        raise TrajvizError(f"dpi must be a number from {_LEAST_DPI} up, not {dpi!r}")
    width, height = figure.get_size_inches() * dpi
    what = f"a picture of {width:.0f}×{height:.0f} pixels"
    if max(width, height) >= _MOST_PIXELS:
        raise TrajvizError(f"{what} is too large; each side has less than {_MOST_PIXELS}")
    check_memory(width * height * BYTES_A_PIXEL, what)


def _has_timers(figure: Figure) -> bool:
    """Whether `figure` is on a canvas of a window, in which an animation can run; others hide what they should blit."""
    return type(figure.canvas.new_timer()) is not TimerBase


def _trails_and_heads(
    trajectories: Sequence[Trajectory], zpaths: Sequence[ArrayLike] | None, axes: Axes, clock: Clock
) -> list[Attached]:
    """Attach a trail and a head for each path to a user's axes."""
    points = [np.where(np.abs(run.path) <= _FURTHEST, run.path, np.nan) for run in trajectories]
    if zpaths is not None:
        if not isinstance(zpaths, Iterable) or isinstance(zpaths, str):
            raise TrajvizError(f"zpaths must be a sequence of heights along each path, not {zpaths!r:.60}")
        zpaths = [np.asarray(zpaths)] if len(points) == 1 and is_numbers(zpaths) else list(zpaths)
        if len(zpaths) != len(points):
            raise TrajvizError(f"zpaths has {len(zpaths)} entries for {len(points)} paths")
        points = [_lifted(xy, as_floats(z, "zpaths")) for xy, z in zip(points, zpaths, strict=True)]
    wanted = 3 if axes.name == "3d" else 2
    for run, path in zip(trajectories, points, strict=True):
        if path.shape[1] != wanted:
            hint = "; give their heights as zpaths" if path.shape[1] < wanted else ""
            raise TrajvizError(f"path {run.label!r} has {path.shape[1]} coordinates, its axes have {wanted}{hint}")
    theme = themes["light"]
    layers: list[Layer] = []
    for i, (run, path) in enumerate(zip(trajectories, points, strict=True)):
        track = Track(path, drawable(run.label), theme.color(i), theme.marker(i), run=i, times=times_of(run, clock))
        layers += [Trail(track), Head(track)]
    if not axes.has_data():
        _make_room(axes, np.concatenate(points))
    return attach_all(layers, axes)


def _make_room(axes: Axes, points: np.ndarray[Any, Any]) -> None:
    """Let the limits of `axes` take in those of `points` that are finite."""
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return
    if isinstance(axes, Axes3D):
        axes.auto_scale_xyz(*points.T)
    else:
        axes.update_datalim(points)
        axes.autoscale_view()


def _lifted(path: np.ndarray[Any, Any], heights: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if heights.shape != (len(path),):
        raise TrajvizError(
            f"heights must have shape ({len(path)},), as many as their path has rows, not {heights.shape}"
        )
    return np.column_stack([path[:, :2], heights])
