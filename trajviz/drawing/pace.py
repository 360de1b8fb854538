"""The story that a timeline tells: a clock that runs slowly where much is seen to happen, and hurries where nothing is.

What is seen is measured on the picture: how far each head moves on its axes from row to row. Frames are given to that,
the same for all methods of a figure, for they share the clock:

- every method's visible way takes a number of frames, in which long steps count less than their length, so that one
  that is there in three steps is seen to go, and one that creeps does not bore;
- no head moves so far from one frame to the next that the eye would lose it;
- the first steps take a while each, if they are seen at all;
- when nothing visible is to come, what is left is counted through in a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from mpl_toolkits.mplot3d import Axes3D, proj3d
from numpy.typing import NDArray

from trajviz.drawing.layers.layer import Attached, Track, figure_of
from trajviz.drawing.layers.motions import Following, Head
from trajviz.drawing.timeline import OPENING, Clock, Pace, Timeline, even, frames_and_fps, reached, times_of
from trajviz.runs.trajectory import Trajectory

Array = NDArray[np.float64]

MOST_FRAMES, LEAST_FRAMES = 150, 100
"""Between what numbers the frames of a story are, by default."""

RING = 16
"""Frames in which a ring opens and fades around a method that has converged."""

# Lengths are shares of the figure's height, which by default is 500 pixels.
_FURTHEST = 0.06  # that a head moves from one frame to the next
_FAR = 0.2  # a way that is shorter takes fewer frames
_LONG = 0.04  # a step that is longer counts less than its length
_OUT_OF_SIGHT = 4.0  # sizes of the axes; what leads that far is gone in no time
_UNSEEN = 0.001  # what is left of a way at its end and is shorter is not seen

_LEAST_OF_EACH = 18.0  # frames that a method's way takes
_WANTED = 60.0  # frames for a way that goes far
_FIRST, _FADING = 4.0, 5.0  # frames for the first step, and over how many steps they become fewer
_TAIL = 10.0  # frames from the last visible movement to the end of the clock
_PAST_THE_END = 1 / 64  # how much of a step a frame is after that
_MOST_TIMES = 20_000  # that are told apart
_HALVINGS = 40
_FASTEST = 2.0**30  # times the usual speed
_AT_FIRST = 10  # a share of the frames, by which the clock is seen to have a usual speed
_AROUND = 6  # frames to each side over which its speed is told


@dataclass(frozen=True, eq=False)
class Seen:
    """How far a track is seen to have gone.

    Parameters
    ----------
    times : ndarray of shape (points,)
        When each point of its way is passed on the clock.
    gone : ndarray of shape (points,)
        The length of the way up to each, in heights of the figure, as far as it lies within its axes.
    steps : ndarray of int, shape (points - 1,), optional
        The number of the step that each piece between them belongs to; by default each is a step.
    """

    times: Array
    gone: Array
    steps: NDArray[np.int_] | None = None


def timeline_at(
    pace: Pace, runs: Sequence[Trajectory], attached: Sequence[Attached], *, clock: Clock, **length: Any
) -> Timeline:
    """Return the timeline of runs at a pace, which for a story depends on what is drawn of them.

    Parameters
    ----------
    pace : {"story", "even"}
        How the clock runs.
    runs : sequence of Trajectory
        What is shown.
    attached : sequence of Attached
        The layers, on axes that are where they will be.
    clock : {"steps", "evaluations"}
        What time is counted in.
    **length
        `frames`, `fps`, `seconds` and `hold`, as in `story`.
    """
    if pace == "even":
        return even(reached(runs, clock), clock=clock, **length)
    times = [times_of(run, clock) for run in runs]
    arrivals = [float(own[-1]) for own, run in zip(times, runs, strict=True) if run.outcome == "converged"]
    return story(_ways_seen(attached), max(float(own[-1]) for own in times), arrivals, clock=clock, **length)


def speeds(line: Timeline) -> NDArray[np.int_]:
    """Return how fast the clock runs at each frame: 1, 2, 4, 8 or more times as fast as it does at first."""
    per_frame = np.diff(line.moments)
    if not per_frame.sum() > 0:
        return np.ones(len(line), dtype=int)
    window = np.ones(min(2 * _AROUND + 1, len(per_frame)))
    around = np.convolve(per_frame, window, mode="same") / np.convolve(np.ones(len(per_frame)), window, mode="same")
    usual = around[: max(1, len(per_frame) // _AT_FIRST)].max()
    with np.errstate(all="ignore"):  # where the clock stands at first, all that follows is as fast as can be told
        times_as_fast = np.clip(np.nan_to_num(around / usual, nan=1.0), 1, _FASTEST)
    at_each = np.exp2(np.floor(np.log2(times_as_fast * (1 + 1e-9))))
    return np.append(at_each, 1).astype(int)  # at the end the clock stands


def tracks_shown(attached: Iterable[Attached]) -> list[tuple[Track, Axes]]:
    """Return each track whose head is shown, with its axes."""
    shown = []
    for layer in attached:
        axes = layer.artists[0].axes if layer.artists else None
        if isinstance(layer.motion, Head) and isinstance(axes, Axes):
            shown.append((layer.motion.track, axes))
    return shown


def _ways_seen(attached: Sequence[Attached]) -> list[Seen]:
    """Return what is seen of each track on its axes; of curves over time only where there is nothing else."""
    shown = tracks_shown(attached)
    on_maps = [each for each in shown if not each[0].over_time] + _companions(attached)
    return [_seen(track, axes) for track, axes in on_maps or shown]


def _companions(attached: Sequence[Attached]) -> list[tuple[Track, Axes]]:
    """Return what is seen to move with tracks, such as the corners of a simplex, each as a track, with its axes."""
    moving = [
        (layer.motion, layer.artists[0].axes) for layer in attached if isinstance(layer.motion, Following)
    ]  # fmt: skip
    return [
        (replace(motion.track, points=points, way=None), axes)
        for motion, axes in moving
        if isinstance(axes, Axes)
        for points in motion.companions
    ]


def _seen(track: Track, axes: Axes) -> Seen:
    points, rows = track.way or (track.points, np.arange(len(track.points), dtype=float))
    with np.errstate(all="ignore"):
        places = np.asarray(_in_pixels(axes, points), dtype=float)
    # What is nowhere is seen where it was, and what has left the axes as a pointer at their edge.
    known = np.maximum.accumulate(np.where(np.isfinite(places).all(axis=1), np.arange(len(places)), 0))
    places = np.nan_to_num(places[known])
    far = (np.abs(places - _within(axes, places)) > _OUT_OF_SIGHT * np.array(axes.bbox.size)).any(axis=1)
    unseen = far[1:] | far[:-1]  # gone in no time
    steps = np.maximum(np.ceil(rows[1:]).astype(int) - 1, 0)
    if track.way is not None:
        unseen |= np.isin(steps, steps[_is_too_fast(axes, points, rows)])
    parts = _parts(axes, places)
    places = _within(axes, _along(places, parts))
    moved = np.hypot(*np.diff(places, axis=0).T) / figure_of(axes).bbox.height
    moved[np.repeat(unseen, parts.shape[1])] = 0
    gone = np.concatenate([[0.0], np.cumsum(moved)])
    times = np.interp(_along(rows, parts), np.arange(len(track.points)), track.times)
    return Seen(times, gone, np.repeat(steps, parts.shape[1]))


def _within(axes: Axes, places: Array) -> Array:
    return np.clip(places, axes.bbox.min, axes.bbox.max)


def _parts(axes: Axes, places: Array) -> Array:
    """Return where each piece of a way crosses the lines along the edges of its axes, and 1, shape (pieces, 5).

    Between them what is seen of it moves evenly: a piece that leads out of the axes is seen to do so in a part of its
    time, and from there on along their edge.
    """
    start, change = places[:-1, None], np.diff(places, axis=0)[:, None]
    with np.errstate(all="ignore"):
        crossings = (np.array([axes.bbox.min, axes.bbox.max]) - start) / change
    inside = np.where((crossings > 0) & (crossings < 1), crossings, 1.0).reshape(len(change), 4)
    return np.concatenate([np.sort(inside, axis=1), np.ones((len(change), 1))], axis=1)


def _along(values: Array, parts: Array) -> Array:
    """Return what has values at the ends of pieces at the end of each of their parts, and at the beginning."""
    shape = (*parts.shape, *[1] * (values.ndim - 1))
    inner = values[:-1, None] + np.diff(values, axis=0)[:, None] * parts.reshape(shape)
    return np.concatenate([values[:1], inner.reshape(-1, *values.shape[1:])])


def _is_too_fast(axes: Axes, points: Array, rows: Array) -> NDArray[np.bool_]:
    """Return which pieces of a way are of steps that lead far out of sight: the way itself is cut where it leaves it.

    How far a step leads is measured on the ground, for along a surface it may go up and down at any length.
    """
    sizes = np.abs([np.diff(axes.get_xlim()), np.diff(axes.get_ylim())]).T
    with np.errstate(all="ignore"):
        lengths = np.abs(np.diff(points[:, :2], axis=0)) / np.diff(rows)[:, None]
    return np.asarray((lengths > _OUT_OF_SIGHT * sizes).any(axis=1))


def _in_pixels(axes: Axes, points: Array) -> Array:
    if isinstance(axes, Axes3D):
        x, y, _ = proj3d.proj_transform(*points.T, axes.get_proj())
        points = np.column_stack([x, y])
    return np.asarray(axes.transData.transform(points))


def story(
    ways: Sequence[Seen],
    last: float,
    arrivals: Sequence[float] = (),
    *,
    clock: Clock = "steps",
    frames: int | None = None,
    fps: float | None = None,
    seconds: float | None = None,
    hold: float = 2.0,
) -> Timeline:
    """Return the timeline that tells what is seen.

    Parameters
    ----------
    ways : sequence of Seen
        What is seen. Where that is nothing, the clock runs evenly.
    last : float
        The time at which the last method ends, from which on moments count nothing.
    arrivals : sequence of float
        When methods converge, which takes a while to be seen.
    clock : {"steps", "evaluations"}
        What the times count.
    frames, fps, seconds, hold
        As in `trajviz.drawing.timeline.timeline`; by default what is seen says how many frames there are.

    Examples
    --------
    >>> slow = Seen(np.arange(101.0), np.linspace(0, 1, 101))
    >>> fast = Seen(np.arange(4.0), np.array([0, 0.3, 0.4, 0.41]))
    >>> told = story([slow, fast], 100)
    >>> len(told), int((told.moments < 3).sum()), told.moments[[0, -1]].tolist()
    (124, 60, [0.0, 100.0])
    """
    if not last > 0:
        return even([0.0], clock=clock, frames=frames, fps=fps, seconds=seconds, hold=hold)
    times = np.unique(np.concatenate([[0.0, last], *(way.times for way in ways)]))
    if len(times) > _MOST_TIMES:
        times = times[np.linspace(0, len(times) - 1, _MOST_TIMES).round().astype(int)]
    spent = _frames_for(ways, times)
    if spent[-1] > 0:
        silent = spent >= spent[-1] * (1 - 1e-9)
        spent = spent + _TAIL * np.clip((times - times[silent][0]) / max(last - times[silent][0], 1e-300), 0, 1)
    else:
        spent = times * (LEAST_FRAMES / last)
    arrived = np.interp(arrivals, times, spent).max() if len(arrivals) else spent[-1] - RING
    spent = spent + _UNSEEN * times / last  # of what nothing is seen there is at least something
    rest = max(0.0, arrived + RING - spent[-1])
    whole = spent[-1] + rest
    frames, fps = frames_and_fps(int(np.ceil(whole)) + 1, frames=frames, fps=fps, seconds=seconds, hold=hold)
    places = np.linspace(0, whole, frames) if frames > 1 else np.array([whole])
    moments = np.interp(places, spent, times) + _PAST_THE_END * np.maximum(places - spent[-1], 0)
    return Timeline(moments, fps, hold, clock, OPENING)


def _frames_for(ways: Sequence[Seen], times: Array) -> Array:
    """Return how many frames are spent up to each time."""
    shares = np.zeros(len(times) - 1)  # of a way, the greatest at each time
    weighed = np.zeros(len(times) - 1)  # the same, where a short way counts less
    moved = np.zeros(len(times) - 1)
    first = np.zeros(len(times) - 1)
    for way in ways:
        pieces = _visible(np.diff(way.gone))
        step = np.arange(len(pieces)) if way.steps is None else way.steps
        whole = np.bincount(step, pieces)[step] if len(pieces) else pieces  # the length of the step of each piece
        counted = pieces / np.sqrt(1 + whole / _LONG)
        total = counted.sum()
        if not total > 0:
            continue
        share = _between(times, way.times, counted / total)
        shares = np.maximum(shares, share)
        weighed = np.maximum(weighed, share * min(1.0, (pieces.sum() / _FAR) ** 0.5))
        moved = np.maximum(moved, _between(times, way.times, pieces))
        at_first = _FIRST * np.exp(-step / _FADING) * (whole > _UNSEEN) * pieces / np.maximum(whole, _UNSEEN)
        first = np.maximum(first, _between(times, way.times, at_first))

    def spent(wanted: float, furthest: float) -> Array:
        parts = [_LEAST_OF_EACH * shares, wanted * weighed, moved / furthest, first]
        return np.asarray(np.max(parts, axis=0))

    found = _best(spent, LEAST_FRAMES - 1.0, MOST_FRAMES - 2.0 - _TAIL - RING)
    return np.concatenate([[0.0], np.cumsum(found)])


def _visible(steps: Array) -> Array:
    """Return the lengths of steps without those at the end that nobody sees."""
    left = np.cumsum(steps[::-1])[::-1]
    return np.where(left > min(_UNSEEN, 0.1 * float(left[0])) if len(left) else False, steps, 0.0)


def _between(times: Array, own: Array, amounts: Array) -> Array:
    """Return how much of what a track spends between its own times falls between others."""
    return np.diff(np.interp(times, own, np.concatenate([[0.0], np.cumsum(amounts)])))


def _best(spent: Callable[[float, float], Array], least: float, most: float) -> Array:
    """Return frames that add up to a number between two, from what is `spent(wanted, furthest)`.

    More is given to each way where there are too few. Where there are too many, less is given, and then heads may move
    further.
    """
    found = spent(_WANTED, _FURTHEST)
    if found.sum() > most:
        found = _halved(lambda wanted: spent(wanted, _FURTHEST), _WANTED, _LEAST_OF_EACH, most)
    if found.sum() > most:
        found = _halved(lambda factor: spent(_LEAST_OF_EACH, factor * _FURTHEST), 1.0, 1000.0, most)
    if found.sum() < least:
        found = _halved(lambda wanted: spent(wanted, _FURTHEST), 100 * _WANTED, _WANTED, least)
    total = found.sum()
    return found * (np.clip(total, least, most) / total) if total > 0 else found


def _halved(found: Callable[[float], Array], more: float, less: float, total: float) -> Array:
    """Return what adds up to at most `total` between what adds up to more and to less."""
    for _ in range(_HALVINGS):
        middle = (more + less) / 2
        if found(middle).sum() > total:
            more = middle
        else:
            less = middle
    return found(less)
