"""`save`: any of Matplotlib's animations to files, fast, every pixel as Matplotlib would draw it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from os import PathLike
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.animation import Animation
from matplotlib.figure import Figure

import trajviz.formats  # noqa: F401 # enters every format
from trajviz import exporters
from trajviz.animation import TrajectoryAnimation
from trajviz.checks import checked
from trajviz.errors import TrajvizError
from trajviz.exporters.recorded import InOrder, Recorded
from trajviz.files import replacing
from trajviz.frames.colours import meaningful_colours
from trajviz.frames.followed import Followed
from trajviz.frames.played import Played
from trajviz.progress import progress

_Path = str | PathLike[str]


@checked
def save(
    animation: Animation,
    filename: _Path | Sequence[_Path],
    *,
    fps: float | None = None,
    dpi: float | None = None,
    hold: float | None = None,
    loop: int | None = None,
    quiet: bool = False,
    extra_anim: Sequence[Animation] = (),
    savefig_kwargs: Mapping[str, Any] | None = None,
    progress_callback: Callable[..., object] | None = None,
) -> None:
    """Write any animation of Matplotlib's to one or several files, each in the format that its suffix says.

    Every frame is, in every pixel, what `animation.save` would draw. All are drawn once, in order, after the same
    calls; what changes from one to the next is seen, and what does not is drawn once for all.

    Parameters
    ----------
    animation : Animation
        A `FuncAnimation`, an `ArtistAnimation` or one like these.
    filename : path or sequence of paths
        Ends in `.gif`, `.mp4`, `.apng`, `.webp` or `.html`, or, for the last frame alone, in `.png`, `.svg` or `.pdf`;
        or in whatever else `TrajectoryAnimation.save` takes.
    fps : float, optional
        Frames per second; by default as the animation's interval says.
    dpi : float, optional
        Pixels per inch; by default as the setting `savefig.dpi` says.
    hold : float, optional
        Seconds for which the last frame stays, if longer than the others do; by default a `TrajectoryAnimation`'s own.
    loop : int, optional
        How often a GIF, APNG or WebP file is played, 0 for ever; by default once if the animation was made with
        `repeat=False`, otherwise for ever.
    quiet : bool
        Whether to show no progress on a terminal.
    extra_anim : sequence of Animation
        Others on the same figure that are played with it.
    savefig_kwargs : mapping, optional
        What `savefig` is told for each frame, such as `{"facecolor": "black"}`.
    progress_callback : callable, optional
        Called as `progress_callback(number, total)` for each frame; the total is None where nobody knows it.

    Raises
    ------
    TrajvizError
        If a suffix is unknown, a folder is missing, a number is out of range, or there are no frames. All files are
        checked before the first frame is drawn; each appears whole or not at all.

    Notes
    -----
    Where most frames had to be drawn in full, a line of the log (`logging`) says why. A figure that is see-through
    stays so in formats that can be, as with Matplotlib; in others it is laid on white.

    Examples
    --------
    >>> from matplotlib.animation import FuncAnimation
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> line, = figure.subplots().plot([0, 1], [0, 1])
    >>> animation = FuncAnimation(figure, lambda i: line.set_ydata([0, i]), frames=10)
    >>> save(animation, "line.gif", fps=20)  # doctest: +SKIP
    """
    more = len(extra_anim) or savefig_kwargs or progress_callback
    if isinstance(animation, TrajectoryAnimation) and not more:
        animation.save(filename, fps=fps, dpi=dpi, hold=hold, loop=loop, quiet=quiet)
        return
    filenames = [filename] if isinstance(filename, str | PathLike) else list(filename)
    if not filenames:
        raise TrajvizError("filename is empty; name at least one file")
    targets = [exporters.check_target(name) for name in filenames]
    if any(target.is_apart and target.format.takes == "figure" for target in targets):
        raise TrajvizError("frames of such an animation are pictures of pixels each, such as .png, not .svg or .pdf")
    pace: dict[str, Any] = {
        "fps": frames_per_second(animation) if fps is None else fps,
        "hold": hold or 0.0,
        "loop": int(not getattr(animation, "_repeat", True)) if loop is None else loop,
    }
    exporters.check_pace(pace["fps"], pace["hold"])
    exporters.check_loop(pace["loop"])
    see_through = all(target.format.transparent for target in targets)
    beside = [other for other in extra_anim if other._fig is animation._fig]  # type: ignore[attr-defined]  # no public name
    played = Played(
        animation,
        dots_per_inch(animation, dpi),
        savefig_kwargs or {},
        beside,
        see_through=see_through,
        tell=progress_callback,
    )
    with _shown(played, Path(targets[0]).name, quiet=quiet) as drawn:
        _write(drawn, played, targets, see_through=see_through, **pace)
    say_what_was_kept(played.followed, Path(targets[0]).name)


def _write(
    drawn: Iterator[Any],
    played: Played,
    targets: Sequence[exporters.Target],
    *,
    see_through: bool,
    **pace: Any,  # numbers of several types
) -> None:
    """Write frames as they are drawn where all take them in order, and otherwise as they were recorded."""

    def colours() -> Any:
        return meaningful_colours(played.figure, played.followed.moving)

    if len(targets) == 1 and targets[0].format.in_order:
        lent: Any = nullcontext(InOrder(drawn, played.dpi, colours))
    else:
        lent = Recorded(drawn, played.dpi, colours, see_through=see_through)
    with lent as frames:
        for target in targets:
            _write_one(frames, played.figure, target, **pace)


def _write_one(frames: Any, figure: Figure, target: exporters.Target, **pace: Any) -> None:
    """Write frames, or the figure as it is after them, to a file."""
    if target.is_apart:
        exporters.write_apart(exporters.frames_apart(frames), len(frames), target, quiet=True)
        return
    with replacing(target) as temporary:
        if target.format.takes == "frames":
            target.format.export(frames, temporary, **pace)
        elif target.format.takes == "figure":
            target.format.export(figure, temporary, **pace)
        else:
            page = exporters.pictures_page(frames, fps=pace["fps"], loop=pace["loop"])
            temporary.write_text(page, encoding="utf-8")


@contextmanager
def _shown(played: Played, label: str, *, quiet: bool) -> Iterator[Iterator[Any]]:
    """Lend the frames, which tell a terminal how many are drawn."""
    with nullcontext(None) if quiet else progress(played.total, label, "frame") as tell:

        def drawn() -> Iterator[Any]:
            for done, pixels in enumerate(frames, 1):
                yield pixels
                if tell is not None:
                    tell(done)

        frames = iter(played)
        try:
            yield drawn()
        finally:
            frames.close()


def frames_per_second(animation: Animation) -> float:
    """Return the pace that an animation's interval says; Matplotlib's of a writer where there is none."""
    interval = getattr(animation, "_interval", 200)
    if not interval > 0:
        raise TrajvizError(f"the animation has an interval of {interval!r} ms; say fps")
    return 1000 / float(interval)


def dots_per_inch(animation: Animation, dpi: float | None) -> float:
    """Return the resolution that `Animation.save` takes."""
    wanted: Any = mpl.rcParams["savefig.dpi"] if dpi is None else dpi
    return float(animation._fig.dpi if wanted == "figure" else wanted)  # type: ignore[attr-defined]  # no public name


def say_what_was_kept(followed: Followed, label: str) -> None:
    """Say why most frames were drawn in full, if they were."""
    count = followed.kept + followed.in_full
    if followed.in_full > 2 and 2 * followed.in_full > count:
        [(reason, _)] = followed.reasons.most_common(1)
        message = "%s: %d of %d frames were drawn in full, since %s"
        logging.getLogger(__name__).warning(message, label, followed.in_full, count, reason)
