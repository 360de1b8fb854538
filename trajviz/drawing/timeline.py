"""From frame numbers to steps: which moment of the runs each frame shows.

The first frame shows the starts and the last frame the last iterates, whatever the number of steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trajviz.checks import checked
from trajviz.errors import TrajvizError

MOST_FRAMES = 100
"""How many frames a timeline has at the most by itself; more steps share a frame, equally many each."""

LONGEST = 100_000  # frames
_SHORTEST = 4.0  # seconds that a run of few steps is stretched to, as far as the slowest pace allows
_SLOWEST, _FASTEST = 4.0, 25.0  # frames per second


@dataclass(frozen=True, eq=False)
class Timeline:
    """The step that each frame shows, and the pace.

    Parameters
    ----------
    steps : ndarray of int, shape (frames,)
        The step that each frame shows.
    fps : float
        Frames per second.
    hold : float
        Seconds for which the last frame stays.
    """

    steps: NDArray[np.int_]
    fps: float
    hold: float

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def runs_forward(self) -> bool:
        """Whether no frame shows an earlier step than the one before."""
        return bool((np.diff(self.steps) >= 0).all())


@checked
def timeline(
    last_step: int,
    *,
    frames: int | None = None,
    fps: float | None = None,
    seconds: float | None = None,
    hold: float = 1.5,
) -> Timeline:
    """Spread the steps 0 to `last_step` over frames.

    Parameters
    ----------
    last_step : int
        The last step of the longest run.
    frames : int, optional
        The number of frames; by default what `fps` and `seconds` make together, or else one per step, or per two,
        three… steps where there would be more than `MOST_FRAMES`.
    fps : float, optional
        Frames per second; by default a pace at which a short run lasts a few seconds.
    seconds : float, optional
        How long the steps take, without the hold.
    hold : float
        Seconds for which the last frame stays.

    Raises
    ------
    TrajvizError
        If a number is not positive, or not finite, or the frames are too many; `hold` may be zero.

    Examples
    --------
    >>> timeline(3).steps.tolist()
    [0, 1, 2, 3]
    >>> slow = timeline(1_000_000, seconds=10, fps=20)
    >>> len(slow), slow.steps[:3].tolist(), slow.steps[-1].item()
    (200, [0, 5025, 10050], 1000000)
    """
    for name, value in {"frames": frames, "fps": fps, "seconds": seconds}.items():
        if value is not None and not (np.isfinite(value) and value > 0):
            raise TrajvizError(f"{name} must be a positive number, not {value!r}")
    if not (np.isfinite(hold) and hold >= 0):
        raise TrajvizError(f"hold must be a number of seconds, zero or more, not {hold!r}")
    if frames is None and fps is not None and seconds is not None:
        frames = max(1, round(fps * seconds))
    if frames is not None and frames > LONGEST:
        raise TrajvizError(f"{frames} frames are too many; at most {LONGEST} can be shown")
    if frames is None:
        steps_per_frame = max(1, -(-last_step // (MOST_FRAMES - 1)))
        steps = np.append(np.arange(0, last_step, steps_per_frame), last_step)
    else:
        steps = np.linspace(0, last_step, frames).round().astype(int)
        steps[-1] = last_step  # also where there is but one frame
    if fps is None:
        fps = len(steps) / seconds if seconds is not None else np.clip(len(steps) / _SHORTEST, _SLOWEST, _FASTEST)
    return Timeline(steps, float(fps), float(hold))
