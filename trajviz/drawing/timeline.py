"""From frame numbers to moments: which time on the clock each frame shows.

The clock counts steps or evaluations. The first frame shows the starts and the last frame the last iterates, whatever
their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from trajviz.checks import checked
from trajviz.errors import TrajvizError
from trajviz.runs.trajectory import Trajectory

Array = NDArray[np.float64]
Clock = Literal["steps", "evaluations"]
"""What time is counted in."""

Pace = Literal["story", "even"]
"""How the clock runs over the frames: slowly where much is seen, or for each step the same time."""

OPENING = 0.6
"""Seconds for which the starts are shown."""

FPS = 25.0
"""Frames per second of what moves between steps: what GIF can count, and the eye takes for a movement."""

MOST_FRAMES = 100
"""How many frames a timeline has at the most by itself; more times share a frame, equally many each."""

LONGEST = 100_000  # frames
_SHORTEST = 4.0  # seconds that a run of few steps is stretched to, as far as the slowest pace allows
_LEAST_FPS = 1e-6  # milliseconds between frames are counted in 32 bits
_SLOWEST, _FASTEST = 4.0, 25.0  # frames per second
_SMOOTH = 120  # about how many frames a run has that is shown evenly
_MOST_SMOOTH = 150


@dataclass(frozen=True, eq=False)
class Timeline:
    """The moment that each frame shows, and the pace.

    Parameters
    ----------
    moments : ndarray of shape (frames,)
        The time on the clock that each frame shows; it may lie between two steps.
    fps : float
        Frames per second.
    hold : float
        Seconds for which the last frame stays.
    clock : {"steps", "evaluations"}
        What the moments count.
    opening : float
        Seconds for which the first frame stays at the least.
    """

    moments: Array
    fps: float
    hold: float
    clock: Clock = "steps"
    opening: float = 0.0

    def __len__(self) -> int:
        return len(self.moments)

    @property
    def runs_forward(self) -> bool:
        """Whether no frame shows an earlier moment than the one before."""
        return bool((np.diff(self.moments) >= 0).all())

    def frame_at(self, moment: float) -> float:
        """Return the frame that shows a moment of a clock that runs forward; it may lie between two."""
        return float(np.interp(moment, self.moments, np.arange(len(self.moments))))

    def share_at(self, moment: float) -> float:
        """Return the share of the frames that have passed at a moment, from 0 to 1."""
        return self.frame_at(moment) / max(len(self) - 1, 1)


@checked
def timeline(
    times: Sequence[float] | Array,
    *,
    clock: Clock = "steps",
    frames: int | None = None,
    fps: float | None = None,
    seconds: float | None = None,
    hold: float = 1.5,
) -> Timeline:
    """Spread times over frames.

    Parameters
    ----------
    times : sequence of float
        The times that frames may show, ascending, such as `reached` returns them.
    clock : {"steps", "evaluations"}
        What they count.
    frames : int, optional
        The number of frames; by default what `fps` and `seconds` make together, or else one per time, or per two,
        three… times where there would be more than `MOST_FRAMES`.
    fps : float, optional
        Frames per second; by default a pace at which a short run lasts a few seconds.
    seconds : float, optional
        How long the times take, without the hold.
    hold : float
        Seconds for which the last frame stays.

    Raises
    ------
    TrajvizError
        If a number is not positive, or not finite, or the frames are too many; `hold` may be zero.

    Examples
    --------
    >>> timeline([0, 10, 20, 23]).moments.tolist()
    [0.0, 10.0, 20.0, 23.0]
    >>> slow = timeline(range(1_000_001), seconds=10, fps=20)
    >>> len(slow), slow.moments[:3].tolist(), slow.moments[-1].item()
    (200, [0.0, 5025.0, 10050.0], 1000000.0)
    """
    frames = _checked_frames(frames, fps, seconds, hold)
    last = len(times) - 1
    if frames is None:
        times_per_frame = max(1, -(-last // (MOST_FRAMES - 1)))
        shown = np.append(np.arange(0, last, times_per_frame), last)
    else:
        shown = np.linspace(0, last, frames).round().astype(int)
        shown[-1] = last  # also where there is but one frame
    if fps is None:
        fps = len(shown) / seconds if seconds is not None else np.clip(len(shown) / _SHORTEST, _SLOWEST, _FASTEST)
    moments = np.array([times[place] for place in shown.tolist()], dtype=float)
    return Timeline(moments, _checked_fps(fps), float(hold), clock)


def even(
    times: Sequence[float] | Array,
    *,
    clock: Clock = "steps",
    frames: int | None = None,
    fps: float | None = None,
    seconds: float | None = None,
    hold: float = 2.0,
) -> Timeline:
    """Give each step the same time, with frames between steps; the parameters are those of `timeline`.

    Examples
    --------
    >>> even([0, 1, 2, 3], frames=7).moments.tolist()
    [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
    >>> len(even(range(10))), len(even(range(101))), len(even(range(1001)))
    (118, 101, 150)
    """
    last = len(times) - 1
    smooth = last * max(1, round(_SMOOTH / last)) + 1 if 0 < last < _MOST_SMOOTH else min(last + 1, _MOST_SMOOTH)
    frames, fps = frames_and_fps(smooth, frames=frames, fps=fps, seconds=seconds, hold=hold)
    begins = times[0] if frames > 1 else times[-1]
    return Timeline(np.linspace(begins, times[-1], frames), fps, float(hold), clock, OPENING)


def frames_and_fps(
    usual: int, *, frames: int | None, fps: float | None, seconds: float | None, hold: float
) -> tuple[int, float]:
    """Return the number of frames and how many a second there are, from what a user wants of `usual` ones at `FPS`.

    Raises
    ------
    TrajvizError
        If a number is not positive, or not finite, or the frames are too many.
    """
    lasts = usual / FPS if seconds is None else seconds
    wanted = _checked_frames(frames, fps, seconds, hold)
    count = max(1, round(lasts * (FPS if fps is None else fps))) if wanted is None else wanted
    _checked_frames(count)
    if fps is None:
        fps = count / lasts if seconds is not None else float(np.clip(count / lasts, _SLOWEST, _FASTEST))
    return count, _checked_fps(fps)


def _checked_frames(
    frames: int | None, fps: float | None = None, seconds: float | None = None, hold: float = 0.0
) -> int | None:
    """Return the number of frames that a user wants, if any, of numbers that make sense."""
    for name, value in {"frames": frames, "fps": fps, "seconds": seconds}.items():
        if value is not None and not (np.isfinite(value) and value > 0):
            raise TrajvizError(f"{name} must be a positive number, not {value!r}")
    if not (np.isfinite(hold) and hold >= 0):
        raise TrajvizError(f"hold must be a number of seconds, zero or more, not {hold!r}")
    if frames is None and fps is not None and seconds is not None:
        frames = max(1, round(fps * seconds))
    if frames is not None and frames > LONGEST:
        raise TrajvizError(f"{frames} frames are too many; at most {LONGEST} can be shown")
    return frames


def _checked_fps(fps: float) -> float:
    if fps < _LEAST_FPS:
        raise TrajvizError(f"frames of {1 / fps:g} seconds are too long to be shown")
    return float(fps)


def times_of(run: Trajectory, clock: Clock) -> Array:
    """Return when each row of a run from a single start is reached on a clock, shape (rows,).

    Raises
    ------
    TrajvizError
        If the clock counts evaluations and those of the run are not known.
    """
    if clock == "steps":
        return run.step_of_row.astype(float)
    if not _are_evaluations_known(run):
        raise TrajvizError(
            f"the clock can't count evaluations: those of {run.title or 'a path'!r:.60} are not known; "
            "Recorder.watch counts them"
        )
    return run.evaluations.astype(float)


def _are_evaluations_known(run: Trajectory) -> bool:
    """Whether the evaluations of a run were counted; those of a path that came without any number its rows."""
    was_counted = bool(run.optimizer) or run.nfev + run.njev + run.nhev > 0
    return len(run.evaluations) == len(run) and (
        was_counted or not np.array_equal(run.evaluations, np.arange(len(run)))
    )


def longest(times: Sequence[Array]) -> Array:
    """Return the times of the run with the most rows, of several that of the run that ends last."""
    return max(times, key=lambda each: (len(each), each[-1]))


def reached(runs: Sequence[Trajectory], clock: Clock) -> Sequence[float] | Array:
    """Return the times on a clock that frames may show, ascending.

    On the clock of steps these are the steps at which the longest run was kept and, before its first and after its
    last, those of other runs. On the clock of evaluations it is every number of them, up to the most that a run spent.
    """
    times = [times_of(run, clock) for run in runs]
    if clock == "evaluations":
        return range(int(max(each[-1] for each in times)) + 1)
    within, every = longest(times), np.unique(np.concatenate(times))
    return np.concatenate([every[every < within[0]], within, every[every > within[-1]]])
