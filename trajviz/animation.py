"""`TrajectoryAnimation`: trajectories, growing step by step on Matplotlib axes.

A real `FuncAnimation`, with the signature of the class of that name that people copy from notebook to notebook, so that
windows, `to_html5_video()` and `save(..., writer=...)` work as ever. Without a writer, `save` takes the fast way:
exact frames from `trajviz.compositor`, written by `trajviz.exporters`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.animation import FuncAnimation
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import ArrayLike

from trajviz import exporters
from trajviz.checks import checked, shown
from trajviz.compositor import Frames
from trajviz.errors import TrajvizError
from trajviz.layers.layer import Attached, Layer, Track, attach_all, figure_of
from trajviz.layers.trail import Head, Trail
from trajviz.memory import BYTES_A_PIXEL, check_memory
from trajviz.painting import wanders
from trajviz.style import themes
from trajviz.text import drawable
from trajviz.timeline import Timeline, timeline
from trajviz.trajectory import Trajectory, as_floats

if TYPE_CHECKING:
    from trajviz.exploration import Exploration
    from trajviz.header import Header
    from trajviz.player import Document

_LEAST_DPI = 10  # letters are smaller than a pixel below
_MOST_PIXELS = 2**16  # a side; Agg draws no more

Paths = Sequence[Trajectory | ArrayLike] | Mapping[str, ArrayLike] | Trajectory | ArrayLike


class TrajectoryAnimation(FuncAnimation):
    """Paths that grow, step by step, on axes.

    Parameters
    ----------
    paths : sequence of array-like of shape (steps + 1, d) or Trajectory, or mapping of labels to such
        The paths, of equal or different lengths, the start first. Arrays of shape (2, steps + 1) are taken as columns
        of coordinates unless they are square. A single path may stand for itself.
    labels : sequence of str
        Names for a legend, one per path; trajectories bring their own.
    fig : Figure, optional
        Where to draw; by default the figure of `ax`, or a new one.
    ax : Axes, optional
        Where to draw, 2-D or 3-D; by default the current axes of `fig`.
    frames : int, optional
        The number of frames; by default one per step, or per two, three… steps, up to 100. The first shows the starts,
        the last the last iterates.
    interval : float
        Milliseconds between frames.
    repeat_delay : float
        Milliseconds before a window repeats the animation.
    blit : bool
        Whether a window redraws only what moves.
    zpaths : sequence of array-like of shape (steps + 1,), optional
        The heights along each path, for 3-D axes.
    attached : sequence of Attached, optional
        Layers that are already on the axes; by default each path gets a trail and a head.
    timeline : Timeline, optional
        Which step each frame shows; by default made of `frames` and `interval`.
    heading : Header, optional
        The title and the legend as they are drawn on `fig`, which the HTML player writes in its own way.
    exploration : Exploration, optional
        Paths from other starts, which a reader of the HTML player can choose from.
    **kwargs
        Passed on to `FuncAnimation`.

    Raises
    ------
    TrajvizError
        If there is no path, a path has the wrong shape, or labels or heights don't fit the paths.

    Examples
    --------
    >>> anim = TrajectoryAnimation([[[0, 0], [1, 2], [3, 3]], [[0, 3], [3, 0]]], labels=["slow", "fast"])
    >>> len(anim.timeline), [line.get_label() for line in anim.ax.lines if line.get_label()[0] != "_"]
    (3, ['slow', 'fast'])
    """

    @checked
    def __init__(
        self,
        paths: Paths,
        labels: Iterable[Any] = [],  # the signature that notebooks know; never changed
        fig: Figure | None = None,
        ax: Axes | None = None,
        frames: int | None = None,
        interval: float = 60,
        repeat_delay: float = 5,
        blit: bool = True,
        *,
        zpaths: Sequence[ArrayLike] | None = None,
        attached: Sequence[Attached] | None = None,
        timeline: Timeline | None = None,
        heading: Header | None = None,
        exploration: Exploration | None = None,
        **kwargs: Any,
    ) -> None:
        self.fig, self.ax = _figure_and_axes(fig, ax)
        self.trajectories = _trajectories(paths, labels, 3 if self.ax.name == "3d" and zpaths is None else 2)
        if attached is None:
            attached = _trails_and_heads(self.trajectories, zpaths, self.ax)
        self.timeline = timeline or _paced(self.trajectories, frames, interval)
        self._attached = list(attached)
        self._heading = heading
        self._exploration = exploration
        super().__init__(
            self.fig,
            self.show,
            frames=len(self.timeline),
            init_func=lambda: self.show(0),
            interval=interval,
            repeat_delay=repeat_delay,
            blit=blit,
            cache_frame_data=False,
            **kwargs,
        )
        self.show(0)

    def __del__(self) -> None:
        """Say nothing: unlike `FuncAnimation`, an animation that was saved and never shown is nothing to warn of."""

    @property
    def moving(self) -> list[Artist]:
        """The artists that change from frame to frame."""
        return [artist for attached in self._attached for artist in attached.artists]

    def show(self, frame: int) -> list[Artist]:
        """Put the figure at a frame and return the artists that moved."""
        try:
            step = int(self.timeline.steps[frame])
        except (IndexError, TypeError, ValueError):
            last = len(self.timeline) - 1
            raise TrajvizError(f"frame must be a whole number from 0 to {last}, not {shown(frame)}") from None
        for attached in self._attached:
            attached.update(step)
        return self.moving

    @checked
    def frames(self, dpi: float | None = None) -> Frames:
        """Return the frames as exact RGB arrays, drawn when they are asked for.

        Parameters
        ----------
        dpi : float, optional
            Pixels per inch; by default the figure's own.
        """
        if dpi is not None:
            _check_resolution(self.fig, dpi)
        self._pin_legends()
        return Frames(self.fig, self.show, self.moving, len(self.timeline), dpi, self._page)

    @checked
    def save(
        self,
        filename: str | PathLike[str] | Sequence[str | PathLike[str]],
        writer: Any = None,
        fps: float | None = None,
        dpi: float | None = None,
        *args: Any,
        hold: float | None = None,
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
        quiet : bool
            Whether to show no progress on a terminal.

        Raises
        ------
        TrajvizError
            If a suffix is unknown, a folder is missing, or a number is out of range. All files are checked before the
            first is written; each appears whole or not at all.
        """
        if writer is not None or args or kwargs:
            super().save(filename, writer, fps, dpi, *args, **kwargs)  # type: ignore[arg-type]
            return
        filenames = [filename] if isinstance(filename, str | PathLike) else list(filename)
        for name in filenames:
            exporters.check_target(name)
        frames = self.frames(dpi)
        for name in filenames:
            exporters.write(
                frames,
                name,
                fps=self.timeline.fps if fps is None else fps,
                hold=self.timeline.hold if hold is None else hold,
                quiet=quiet,
            )

    def to_html(self) -> str:
        """Return the player as HTML that can stand anywhere on a page, beside others; `save` writes a page with it.

        The player is drawn from data, in one piece without anything to fetch: a reader can play, scrub, step, change
        the speed, hide methods, read points, count evaluations instead of steps, and turn surfaces. It follows the
        reader's light or dark setting, or what the page says on its element: `data-ground="light"` or `"dark"`.

        Examples
        --------
        >>> TrajectoryAnimation([[[0, 0], [1, 2], [3, 3]]]).to_html().startswith('<div class="trajviz-player"')
        True
        """
        return self._document().fragment()

    @checked
    def to_jshtml(self, fps: float | None = None, embed_frames: bool = True, default_mode: str | None = None) -> str:
        """Return Matplotlib's HTML player with every frame in it, however large that gets."""
        if not embed_frames:
            return str(super().to_jshtml(fps, embed_frames, default_mode))  # type: ignore[arg-type]
        return exporters.jshtml(self.frames(), fps=fps or self.timeline.fps, default_mode=default_mode or "loop")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Return what a notebook shows: the player in a frame of its own, or the last frame where scripts are stripped.

        Where Matplotlib's `animation.html` asks for a video or its own player, that takes the player's place.
        """
        last = self.frames().still(-1)
        shown = super()._repr_html_() or self._document(last).isolated()
        return {"text/html": shown, "image/png": exporters.png_bytes(last), "text/plain": repr(self)}

    def _repr_html_(self) -> str:
        """Return the same for places that take HTML alone."""
        return super()._repr_html_() or self._document().isolated()

    def _page(self, picture: np.ndarray[Any, Any], fps: float, hold: float) -> str:
        """Return a page with the player; `picture` is the last frame."""
        return self._document(picture, replace(self.timeline, fps=fps, hold=hold)).page()

    def _document(self, picture: np.ndarray[Any, Any] | None = None, pace: Timeline | None = None) -> Document:
        from trajviz.player import player

        picture = self.frames().still(-1) if picture is None else picture
        pace = pace or self.timeline
        runs, starts = self.trajectories, self._exploration
        return player(self.fig, self.show, self._attached, runs, pace, self._heading, picture, starts)

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


def _trajectories(paths: Paths, labels: Any, dimension: int) -> list[Trajectory]:
    """Return every path as a trajectory with its label."""
    if isinstance(paths, Mapping):
        labels, paths = list(paths), list(paths.values())
    elif isinstance(paths, Trajectory) or getattr(paths, "ndim", None) == 2:
        paths = [paths]  # type: ignore[assignment]
    if isinstance(paths, str) or not isinstance(paths, Iterable):
        raise TrajvizError(f"paths must be a sequence of paths, not {paths!r}")
    each: list[Any] = list(paths)
    if not each:
        raise TrajvizError("there is no path to show")
    are_names = isinstance(labels, Sequence) and not isinstance(labels, str) and all(isinstance(n, str) for n in labels)
    if not are_names or len(labels) > len(each):
        raise TrajvizError(f"labels must be a sequence of names, one per path ({len(each)}), not {labels!r}")
    names = [*labels, *[""] * (len(each) - len(labels))]
    return [_trajectory(path, name, dimension) for path, name in zip(each, names, strict=True)]


def _trajectory(path: Any, label: str, dimension: int) -> Trajectory:
    """Return a path as a trajectory; if `dimension` rows can't be points, they are columns of coordinates."""
    if isinstance(path, Trajectory):
        if path.path.ndim != 2:
            raise TrajvizError(f"{path.label or 'a trajectory'} has many starts; show each of them as a path")
        return path
    run = Trajectory.from_path(path, label)
    is_columns = len(run.path) == dimension != run.dimension
    return Trajectory.from_path(run.path.T, label) if is_columns else run


def _check_resolution(figure: Figure, dpi: float) -> None:
    """Refuse a resolution at which there is nothing to draw with, or no room for the picture."""
    if dpi < _LEAST_DPI:
        raise TrajvizError(f"dpi must be a number from {_LEAST_DPI} up, not {dpi!r}")
    width, height = figure.get_size_inches() * dpi
    what = f"a picture of {width:.0f}×{height:.0f} pixels"
    if max(width, height) >= _MOST_PIXELS:
        raise TrajvizError(f"{what} is too large; each side has less than {_MOST_PIXELS}")
    check_memory(width * height * BYTES_A_PIXEL, what)


def _figure_and_axes(fig: Figure | None, ax: Axes | None) -> tuple[Figure, Axes]:
    if ax is not None:
        return figure_of(ax), ax
    if fig is None:
        fig = Figure()
    return fig, fig.gca()


def _trails_and_heads(
    trajectories: Sequence[Trajectory], zpaths: Sequence[ArrayLike] | None, axes: Axes
) -> list[Attached]:
    """Attach a trail and a head for each path to a user's axes."""
    points = [run.path for run in trajectories]
    if zpaths is not None:
        if not isinstance(zpaths, Iterable):
            raise TrajvizError(f"zpaths must be a sequence of heights along each path, not {zpaths!r}")
        zpaths = list(zpaths)
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
        track = Track(path, drawable(run.label), theme.color(i), theme.marker(i), run=i)
        layers += [Trail(track), Head(track)]
    if not axes.has_data():
        _make_room(axes, np.concatenate(points))
    return attach_all(layers, axes)


def _make_room(axes: Axes, points: np.ndarray[Any, Any]) -> None:
    """Let the limits of `axes` take in `points`."""
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


def _paced(trajectories: Iterable[Trajectory], frames: int | None, interval: float) -> Timeline:
    if not (np.isfinite(interval) and interval > 0):
        raise TrajvizError(f"interval must be a positive number of milliseconds, not {interval!r}")
    return timeline(max(run.steps for run in trajectories), frames=frames, fps=1000 / interval)
