"""`save`: any of Matplotlib's animations to a file, fast and exact; `accelerate`: the same for a whole session."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from os import PathLike
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.animation import Animation

import trajviz.formats  # noqa: F401 # enters every format
from trajviz import exporters
from trajviz.animation import TrajectoryAnimation
from trajviz.checks import checked
from trajviz.errors import TrajvizError
from trajviz.exporters.recorded import InOrder, Recorded
from trajviz.files import replacing
from trajviz.frames.colours import meaningful_colours
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
    hold: float = 0.0,
    loop: int | None = None,
    quiet: bool = False,
    extra_anim: Sequence[Animation] = (),
    savefig_kwargs: Mapping[str, object] | None = None,
    progress_callback: Callable[..., object] | None = None,
) -> None:
    """Write any animation of Matplotlib's to one or several files, each in the format that its suffix says.

    Every frame is, in every pixel, what `animation.save` would draw, and all are drawn once, in order, after the same
    calls. What changes from one to the next is seen; what does not is drawn once for all.

    Parameters
    ----------
    animation : Animation
        A `FuncAnimation`, an `ArtistAnimation` or one like these.
    filename : path or sequence of paths
        Ends in `.gif`, `.mp4`, `.apng`, `.webp` or `.html`, or, for the last frame alone, in `.png`, `.svg` or `.pdf`; or
        in another suffix that `TrajectoryAnimation.save` takes.
    fps : float, optional
        Frames per second; by default as the animation's interval says.
    dpi : float, optional
        Pixels per inch; by default as the setting `savefig.dpi` says.
    hold : float
        Seconds for which the last frame stays, where that is longer than the others do.
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
        Called as `progress_callback(number, total)` for each frame.

    Raises
    ------
    TrajvizError
        If a suffix is unknown, a folder is missing, or a number is out of range. All files are checked before the
        first is written; each appears whole or not at all.

    Warns
    -----
    UserWarning
        If hardly anything could be kept from one frame to the next; it says why.

    Examples
    --------
    >>> from matplotlib.animation import FuncAnimation
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> line, = figure.subplots().plot([0, 1], [0, 1])
    >>> animation = FuncAnimation(figure, lambda i: line.set_ydata([0, i]), frames=10)
    >>> save(animation, "line.gif", fps=20)  # doctest: +SKIP
    """
    if isinstance(animation, TrajectoryAnimation):
        raise NotImplementedError
    filenames = [filename] if isinstance(filename, str | PathLike) else list(filename)
    targets = [exporters.check_target(name) for name in filenames]
    pace = {
        "fps": _fps(animation) if fps is None else fps,
        "hold": hold,
        "loop": int(not getattr(animation, "_repeat", True)) if loop is None else loop,
    }
    played = Played(
        animation, _dpi(animation, dpi), savefig_kwargs or {}, extra_anim, see_through=True, tell=progress_callback
    )
    recorded = _recorded(played, Path(targets[0]).name, quiet=quiet)
    for target in targets:
        with replacing(target) as temporary:
            target.format.export(recorded, temporary, **pace)


def _recorded(played: Played, label: str, *, quiet: bool) -> Recorded:
    shown = nullcontext(None) if quiet else progress(played.total, label, "frame")
    with shown as tell:

        def telling() -> Iterator[Any]:
            for done, pixels in enumerate(played, 1):
                yield pixels
                if tell is not None:
                    tell(done)

        return Recorded(telling(), played.dpi, lambda: meaningful_colours(played.figure, []))


def _fps(animation: Animation) -> float:
    return 1000 / getattr(animation, "_interval", 200)


def _dpi(animation: Animation, dpi: float | None) -> float:
    wanted = mpl.rcParams["savefig.dpi"] if dpi is None else dpi
    return float(animation._fig.dpi if wanted == "figure" else wanted)
