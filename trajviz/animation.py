"""`TrajectoryAnimation`: trajectories, growing step by step on Matplotlib axes.

A real `FuncAnimation`, with the signature of the class of that name that people copy from notebook to notebook, so that
windows, `to_html5_video()` and `save(..., writer=...)` work as ever. Without a writer, `save` takes the fast way:
exact frames from `trajviz.frames.frames`, written by `trajviz.exporters`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from os import PathLike
from typing import Any, ClassVar, Self

import matplotlib as mpl
from matplotlib.animation import FuncAnimation
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import TimerBase
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

import trajviz.formats  # noqa: F401 # enters every format
from trajviz import exporters, window
from trajviz.animation_inputs import check_kinds, check_other_arguments, is_path
from trajviz.checks import checked, shown
from trajviz.composition import Composition
from trajviz.docstrings import with_inherited_parameters
from trajviz.drawing.timeline import Clock, Pace, Timeline
from trajviz.errors import TrajvizError
from trajviz.frames.frames import Frames
from trajviz.frames.settings import drawn_under
from trajviz.on_axes import composed_on_axes
from trajviz.runs.trajectory import Trajectory


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
    clock : {"steps", "evaluations"}
        What time is counted in, and `frames` with it.
    pace : {"story", "even"}, optional
        How the clock runs if frames fall between steps: slowly where much is seen to move, or for each step the same
        time. By default there is a frame per step.
    repeat : bool
        Whether the animation begins anew when it has ended: in a window, in a video tag, and in the files that `save`
        writes.
    colors : str or sequence of colours, optional
        Of the paths, in order, as Matplotlib takes them; a text has commas between them.
    linewidth, markersize : float, optional
        How wide the lines and the marks at their ends are, in points.
    save_count : int, optional
        The most frames that are taken from `frames`, if that is an iterator without an end.
    **kwargs : object
        `event_source` as `FuncAnimation` takes it.

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

    @checked
    def __init__(
        self,
        *paths: object,
        labels: Iterable[object] | None = (),
        fig: Figure | None = None,
        ax: Axes | None = None,
        frames: float | Iterable[float] | Callable[..., object] | None = None,
        interval: float = 60,
        repeat_delay: float | None = 5,
        blit: bool = True,
        zpaths: Sequence[ArrayLike] | None = None,
        clock: Clock = "steps",
        pace: Pace | None = None,
        repeat: bool = True,
        colors: str | Iterable[object] | None = None,
        linewidth: float | None = None,
        markersize: float | None = None,
        save_count: int | None = None,
        **kwargs: object,
    ) -> None:
        if len(paths) > 1 and not is_path(paths[1]):
            named = (labels, fig, ax, frames, interval, repeat_delay, blit)
            paths, (labels, fig, ax, frames, interval, repeat_delay, blit) = paths[:1], _in_order(paths[1:], named)
        check_other_arguments(kwargs)
        check_kinds(interval=interval, repeat_delay=repeat_delay, blit=blit, repeat=repeat)
        several = kwargs.pop("paths") if "paths" in kwargs else paths
        composition = composed_on_axes(
            several, labels, fig, ax, projection=self._projection, zpaths=zpaths,
            frames=frames, save_count=save_count, interval=interval, repeats=repeat, clock=clock, pace=pace,
            colors=colors, linewidth=linewidth, markersize=markersize,
        )  # fmt: skip
        delays = {"interval": interval, "repeat_delay": repeat_delay}
        self._animate(composition, made_here=fig is None and ax is None, blit=blit, **delays, **kwargs)

    @classmethod
    @checked
    def from_composition(cls, composition: Composition, *, made_here: bool = True) -> Self:
        """Return the animation of what is drawn already.

        Parameters
        ----------
        composition : Composition
            The figure with its layers and timeline, such as `trajviz.compose.compose` returns it.
        made_here : bool
            Whether its figure was made by trajviz, too, and is not a user's own.

        Returns
        -------
        TrajectoryAnimation
            Or the subclass of it that this is called on.

        Raises
        ------
        TrajvizError
            If it is no composition.

        Examples
        --------
        >>> anim = TrajectoryAnimation([[[0, 0], [1, 2], [3, 3]]])
        >>> again = TrajectoryAnimation.from_composition(anim.composition)
        >>> len(again.timeline), again.fig is anim.fig
        (3, True)
        """
        animation = cls.__new__(cls)
        with drawn_under(composition.settings):
            animation._animate(composition, made_here=made_here, blit=True, interval=1000 / composition.timeline.fps)
        return animation

    def _animate(
        self,
        composition: Composition,
        *,
        made_here: bool,
        blit: bool,
        **how: Any,  # what `FuncAnimation` takes, each with a type of its own
    ) -> None:
        """Show a composition, on a figure that was `made_here` or is a user's own."""
        self._composition = composition
        self.fig, self.ax = composition.figure, composition.axes
        if made_here:
            window.enter_beside_others(self.fig)
        super().__init__(
            self.fig,
            self.show,
            frames=len(composition.timeline),
            init_func=lambda: self.show(0),
            repeat=composition.repeats,
            blit=blit and _has_timers(self.fig),
            cache_frame_data=False,
            **{"repeat_delay": 5, **how},
        )
        self.show(0)
        # Matplotlib warns of one that is deleted before this is set: what preparing it has drawn does not count, and
        # only on a user's own figure is it missed.
        self._draw_was_started = made_here
        self.fig.canvas.mpl_connect("draw_event", self._note_drawn)

    def _note_drawn(self, _event: object) -> None:
        self._draw_was_started = True

    def _start(self, *args: object) -> None:
        """Start in a window; where no timer ever fires, a figure that is drawn stays at the frame it was put at."""
        if _has_timers(self.fig):
            super()._start(*args)  # type: ignore[misc]  # Matplotlib's own, which its types leave out
        else:
            self._draw_was_started = True

    @property
    def composition(self) -> Composition:
        """What is shown, as formats take it: where a subclass has a `show` of its own, put at a frame by that."""
        if getattr(self.show, "__func__", None) is TrajectoryAnimation.show:
            return self._composition
        return replace(self._composition, shown_by=self.show)

    @property
    def trajectories(self) -> list[Trajectory]:
        """What is shown."""
        return list(self._composition.runs)

    @property
    def timeline(self) -> Timeline:
        """Which step each frame shows, and the pace."""
        return self._composition.timeline

    @property
    def moving(self) -> list[Artist]:
        """The artists that change from frame to frame."""
        return self._composition.moving

    def show(self, frame: int | None = None) -> list[Artist]:
        """Put the figure at a frame and return the artists that moved; without a frame, show it in a window.

        That plays until it is closed, as `plt.show()` does, which shows it as well where it was imported before.

        Parameters
        ----------
        frame : int, optional
            The number of the frame, counted from 0; a negative one counts from the last.

        Returns
        -------
        list of Artist
            Those that change from frame to frame.

        Raises
        ------
        TrajvizError
            If there is no such frame.

        Warns
        -----
        UserWarning
            If no frame is given and Matplotlib's backend has no windows.

        Examples
        --------
        >>> anim = TrajectoryAnimation([[[0, 0], [1, 2], [3, 3]]])
        >>> moved = anim.show(1)
        >>> moved == anim.moving
        True
        """
        if frame is None:
            if self.fig.canvas.manager is None and window.enter(self.fig):
                with drawn_under(self._composition.settings):  # anew, on the canvas of the window
                    self._animate(self._composition, made_here=True, blit=True, interval=1000 / self.timeline.fps)
            window.show(self.fig)
            return self.moving
        self._composition.show(frame)
        return self.moving

    def _to_draw(self, dpi: float | None = None) -> Composition:
        """Return what is shown, ready to be drawn for a file."""
        composition = self.composition.at_resolution(dpi)
        self._draw_was_started = True
        composition.pin_legends()
        return composition

    @checked
    def frames(self, dpi: float | None = None, *, transparent: bool = False) -> Frames:
        """Return the frames as exact RGB arrays, drawn when they are asked for.

        Parameters
        ----------
        dpi : float, optional
            Pixels per inch; by default the figure's own.
        transparent : bool
            Whether they are RGBA arrays, without the grounds of the figure and its axes.

        Returns
        -------
        Frames
            A sequence of arrays of shape (height, width, 3), or 4 if transparent, of whole numbers from 0 to 255.

        Raises
        ------
        TrajvizError
            If there is no drawing at that resolution, or no room for the picture.

        Examples
        --------
        >>> anim = TrajectoryAnimation([[[0, 0], [1, 2], [3, 3]]])
        >>> pictures = anim.frames(dpi=20)
        >>> len(pictures), pictures.still(-1).shape
        (3, (96, 128, 3))
        """
        # Frames keep the animation alive: Matplotlib must not lose its callbacks while they are drawn.
        return self._to_draw(dpi).frames(transparent=transparent, show=self.show)

    @checked
    def save(
        self,
        filename: str | PathLike[str] | Sequence[str | PathLike[str]],
        writer: object = None,
        fps: float | None = None,
        dpi: float | None = None,
        *args: object,
        hold: float | None = None,
        loop: int | None = None,
        transparent: bool = False,
        quiet: bool = False,
        **kwargs: object,
    ) -> None:
        """Write the animation to one or several files, each in the format that its suffix says.

        Parameters
        ----------
        filename : path or sequence of paths
            Ends in `.gif`, `.mp4`, `.html`, `.apng` or `.webp`, or, for the last frame alone, in `.png`, `.svg` or
            `.pdf`; or in another suffix that imageio can write, such as `.avi`, `.tiff` or `.bmp`. With a number in it,
            such as `frames/%03d.png` or `.pdf`, each frame is a file of its own, counted from 0.
        writer : MovieWriter or str, optional
            One of Matplotlib's, which then saves the file.
        fps : float, optional
            Frames per second; by default the timeline's.
        dpi : float, optional
            Pixels per inch; by default the figure's own.
        *args : object
            Other arguments of `matplotlib.animation.Animation.save`, with which Matplotlib saves the file.
        hold : float, optional
            Seconds for which the last frame stays; by default the timeline's.
        loop : int, optional
            How often a GIF, APNG or WebP file is played, 0 for ever; by default once if the animation was made with
            `repeat=False`, otherwise for ever.
        transparent : bool
            Whether a GIF, APNG, WebP or PNG file has no background, as with `savefig(transparent=True)`.
        quiet : bool
            Whether to show no progress on a terminal.
        **kwargs : object
            Others of these arguments, by name.

        Raises
        ------
        TrajvizError
            If a suffix is unknown or its format can't be transparent, a folder is missing, or a number is out of range.
            All files are checked before the first is written; each appears whole or not at all.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from pathlib import Path
        >>> anim = TrajectoryAnimation([[[0, 0], [1, 2], [3, 3]]])
        >>> with TemporaryDirectory() as folder:
        ...     anim.save(f"{folder}/paths.gif", fps=10, dpi=20, quiet=True)
        ...     Path(f"{folder}/paths.gif").read_bytes()[:6]
        b'GIF89a'
        """
        if writer is not None or args or kwargs:
            if transparent or loop is not None:
                raise TrajvizError("loop and transparent are not for writers of Matplotlib's; leave out the writer")
            super().save(filename, writer, fps, dpi, *args, **kwargs)  # type: ignore[arg-type]  # as they were given
            return
        filenames = [filename] if isinstance(filename, str | PathLike) else list(filename)
        targets = [exporters.check_target(name, transparent=transparent) for name in filenames]
        composition = self._to_draw(dpi)
        pace = composition.timeline
        for target in targets:
            if target.is_apart:
                frames = composition.frames(transparent=transparent)
                each = composition.figures() if target.format.takes == "figure" else exporters.frames_apart(frames)
                exporters.write_apart(each, len(pace), target, quiet=quiet)
                continue
            with composition.given(target.format.takes, transparent=transparent) as what:
                exporters.write(
                    what,
                    target,
                    fps=pace.fps if fps is None else fps,
                    hold=pace.hold if hold is None else hold,
                    opening=pace.opening,
                    loop=int(not composition.repeats) if loop is None else loop,
                    quiet=quiet,
                )

    @checked
    def to_html(self, script: str = "own") -> str:
        """Return the player as HTML that can stand anywhere on a page, beside others; `save` writes a page with it.

        The player is drawn from data, in one piece without anything to fetch: a reader can play, scrub, step, change
        the speed, hide methods, read points, count evaluations instead of steps, and turn surfaces. It is light or dark
        like the page around it, unless its theme is a dark one or an element around it says so: `data-ground="light"`
        or `"dark"`. Where scripts don't run, it is the picture of the last frame.

        Parameters
        ----------
        script : {"own", "packed", "shared"}
            Whether it brings its script, or brings it deflated, in half the space or less, as in a notebook, or is one
            of many on a page that has `html_script` once, wherever that stands.

        Returns
        -------
        str
            An element `<div>`.

        Raises
        ------
        TrajvizError
            If `script` is none of them.

        Examples
        --------
        >>> TrajectoryAnimation([[[0, 0], [1, 2], [3, 3]]]).to_html().startswith("<div")
        True
        """
        if script not in ("own", "packed", "shared"):
            raise TrajvizError(f"script must be 'own', 'packed' or 'shared', not {shown(script)}")
        if not self.timeline.runs_forward:  # the player knows one direction of time
            return self.to_jshtml()

        from trajviz.player.encode import encode_composition

        document = encode_composition(self._to_draw())
        fragments = {
            "own": document.fragment,
            "packed": document.fragment_with_packed_script,
            "shared": document.fragment_without_script,
        }
        return fragments[script]()

    @staticmethod
    def html_script() -> str:
        """Return the `<script>` element that starts every player of a page whose HTML is without its own.

        Returns
        -------
        str
            The element.

        Examples
        --------
        >>> TrajectoryAnimation.html_script().startswith("<script>")
        True
        """
        from trajviz.player.document import shared_script_element

        return shared_script_element()

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

        Raises
        ------
        TrajvizError
            If the limit is not positive.

        Examples
        --------
        >>> anim = TrajectoryAnimation([[[0, 0], [1, 2], [3, 3]]])
        >>> anim.to_html5_video().startswith("<video")
        True
        """
        limit = mpl.rcParams["animation.embed_limit"] if embed_limit is None else embed_limit
        if not limit > 0:
            raise TrajvizError(f"embed_limit must be a positive number of megabytes, not {shown(limit)}")
        pace, repeats = self.timeline, self._composition.repeats
        length = {"fps": pace.fps, "hold": pace.hold, "opening": pace.opening}
        return exporters.video_tag(self.frames(), **length, repeat=repeats, limit=limit)

    @checked
    def to_jshtml(self, fps: float | None = None, embed_frames: bool = True, default_mode: str | None = None) -> str:
        """Return Matplotlib's HTML player with every frame in it, however large that gets.

        Parameters
        ----------
        fps : float, optional
            Frames per second; by default the timeline's.
        embed_frames : bool
            Whether the frames are in the page; otherwise Matplotlib writes them beside it.
        default_mode : {"loop", "once", "reflect"}, optional
            What happens at the end; by default it plays once if the animation was made with `repeat=False`, otherwise
            in a loop.

        Returns
        -------
        str
            The page's part, as Matplotlib makes it.

        Raises
        ------
        TrajvizError
            If an argument is not such.

        Examples
        --------
        >>> anim = TrajectoryAnimation([[[0, 0], [1, 2], [3, 3]]])
        >>> "data:image/png;base64" in anim.to_jshtml(fps=5)
        True
        """
        if not embed_frames:
            return str(super().to_jshtml(fps, embed_frames, default_mode))  # type: ignore[arg-type]  # None is its default
        mode = default_mode or ("loop" if self._composition.repeats else "once")
        return exporters.jshtml(self.frames(), fps=fps or self.timeline.fps, default_mode=mode)

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """Return what a notebook shows: the player, which is the picture of the last frame where scripts are stripped.

        The script is packed, and not left to another output: any cell may be run alone, cleared, or shown in a frame of
        its own. The picture is there once more for what takes no HTML. Where Matplotlib's `animation.html` asks for a
        video or its own player, that takes the player's place.
        """
        picture = exporters.small_png(self.frames())
        return {"text/html": self._repr_html_(), "image/png": picture, "text/plain": repr(self)}

    def _repr_html_(self) -> str:
        """Return the same for places that take HTML alone."""
        return super()._repr_html_() or self.to_html(script="packed")


@with_inherited_parameters
class TrajectoryAnimation3D(TrajectoryAnimation):
    """Paths that grow, step by step, on axes in space, as notebooks call it: `TrajectoryAnimation3D(*paths, zpaths=…)`.

    Without `ax` it makes axes in space; without `zpaths` the paths have three coordinates.

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


def _in_order(given: Sequence[Any], named: tuple[Any, ...]) -> tuple[Any, ...]:  # of many types
    """Return what was given in order, and after that what was given by name."""
    if len(given) > len(named):
        raise TrajvizError(f"there are {len(given) + 1} arguments in order; after the paths {len(named)} are known")
    return (*given, *named[len(given) :])


def _has_timers(figure: Figure) -> bool:
    """Whether `figure` is on a canvas of a window, in which an animation can run; others hide what they should blit."""
    return type(figure.canvas.new_timer()) is not TimerBase
