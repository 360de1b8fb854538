"""How long each frame of an animation is shown, in the whole units that a format stores.

Rounding every delay by itself would let the animation drift: 30 frames a second are 3.33 hundredths each.
The moments are rounded instead, and the delays are the distances between them.
"""

from __future__ import annotations

from itertools import pairwise


def delays(count: int, *, fps: float, hold: float, units: int, opening: float = 0.0) -> list[int]:
    """Return for how long each of `count` frames is shown.

    Parameters
    ----------
    count : int
        Number of frames.
    fps : float
        Frames per second.
    hold : float
        Seconds for which the last frame is shown; at least as long as any other.
    units : int
        Units per second that the format counts in, 100 for GIF.
    opening : float
        Seconds for which the first frame is shown; at least as long as any other.

    Examples
    --------
    >>> delays(4, fps=30, hold=2, units=100)
    [3, 4, 3, 200]
    >>> delays(3, fps=25, hold=2, units=100, opening=0.6)
    [60, 4, 200]
    """
    moments = [round(i * units / fps) for i in range(count)]
    between = [later - earlier for earlier, later in pairwise(moments)]
    times = [*between, round(units * max(hold, 1 / fps))]
    return [max(times[0], round(units * opening)), *times[1:]]
