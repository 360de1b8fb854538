"""Pace: what a story gives its frames to, in numbers, over the gallery and the catalogue, and what is told of it."""

from __future__ import annotations

import json
import re
import runpy
from functools import cache, partial
from pathlib import Path
from unittest import mock

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D, proj3d
from PIL import Image

import trajviz as tv
from trajviz.drawing.layers.behind import BEHIND
from trajviz.drawing.layers.clock_note import ClockNote
from trajviz.drawing.layers.layer import between
from trajviz.drawing.layers.markers import Arrival
from trajviz.drawing.layers.motions import Arrival as ArrivalMotion
from trajviz.drawing.layers.motions import Following, Head
from trajviz.drawing.pace import LEAST_FRAMES, MOST_FRAMES, RING, Seen, speeds, story
from trajviz.drawing.timeline import Timeline, even
from trajviz.errors import TrajvizError
from trajviz.player.coding import DIGITS
from trajviz.player.encode import PER_MOMENT

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = sorted((ROOT / "examples").glob("[a-z][0-9]*_*.py"))
LONG = {"a8_digit_classifier": 100, "c2_digits_four_optimizers": 100, "e1_two_moons": 2000}
"""How many of its steps a script that takes long is given."""

RACES = {
    "camel": "BFGS,GD",
    "styblinski_tang": "GD,Momentum,Adam,RMSprop,Adagrad,BFGS,CG,Nelder-Mead",
    "rosenbrock": "BFGS,Adam,GD",
}
CATALOGUE = [name for name, f in tv.objectives.items() if f.dimension == 2][::2]
FURTHEST = 40.0  # pixels, in a figure of 500 pixels of height
SEEN = 0.05  # pixels, that antialiasing shows
OUT_OF_SIGHT = 4.0  # sizes of the axes
FOLLOWED = 100  # frames, of which some are left of 150 for what is slow


def drawn(head):
    """Return what is drawn of a head: itself or, while a surface hides it, the faint one behind that."""
    lines = list(head.axes.lines)
    twin = lines[lines.index(head) + 1 :][:1]
    behind = [line for line in twin if line.get_gid() == BEHIND and line.get_visible()]
    return behind[0] if behind and not np.isfinite(head.get_data_3d()).all() else head


def in_pixels(axes, line):
    """Return where the only point of a line is, within its axes."""
    return place_in_pixels(axes, np.ravel(line.get_data_3d() if isinstance(axes, Axes3D) else line.get_data()))


def place_in_pixels(axes, point):
    """Return where a point in data units is, within its axes: beyond, it is a pointer at the edge."""
    return np.clip(in_pixels_anywhere(axes, point), axes.bbox.min, axes.bbox.max)


def in_pixels_anywhere(axes, point):
    """Return where a point in data units is."""
    data = point[None]
    if isinstance(axes, Axes3D):
        x, y, _ = proj3d.proj_transform(*data.T, axes.get_proj())
        data = np.column_stack([x, y])
    with np.errstate(all="ignore"):
        (place,) = axes.transData.transform(data)
    return place


def moves(animation):
    """Return how far each head moves from frame to frame, shape (frames − 1, heads), in pixels at 500 of height.

    What moves with a track, such as the corners of a simplex, is seen as heads are.
    """
    attached = animation.composition.attached
    layers = [layer for layer in attached if isinstance(layer.motion, Head)]
    on_maps = [layer for layer in layers if not layer.motion.track.over_time] or layers
    others = [
        (layer, points)
        for layer in attached
        if isinstance(layer.motion, Following)
        for points in layer.motion.companions
    ]
    places = np.empty((len(animation.timeline), len(on_maps) + len(others), 2))
    for frame, moment in enumerate(animation.timeline.moments):
        animation.show(frame)
        for number, layer in enumerate(on_maps):
            places[frame, number] = in_pixels(layer.artists[0].axes, drawn(layer.artists[0]))
        for number, (layer, points) in enumerate(others, start=len(on_maps)):
            now = between(points, layer.motion.track.place_at(moment))
            places[frame, number] = place_in_pixels(layer.artists[0].axes, now)
    moved = np.hypot(*np.moveaxis(np.diff(places, axis=0), -1, 0)) * 500 / animation.fig.bbox.height
    return np.nan_to_num(moved), on_maps + [layer for layer, _ in others]  # what is not drawn does not move


def seen_of_steps(animation, layer, parts=64):
    """Return how long each step of a head is seen to be, in pixels, and whether it leads far out of sight."""
    axes, track = layer.artists[0].axes, layer.motion.track
    points, rows = track.way or (track.points, np.arange(len(track.points)))
    along = np.linspace(0, 1, parts + 1)
    if len(track.points) == 1:
        return np.zeros(0), np.zeros(0, dtype=bool)
    steps = np.arange(len(track.points) - 1)[:, None] + along
    on_the_way = np.interp(steps.ravel(), rows, np.arange(len(rows)))
    sampled = np.array([between(points, place) for place in on_the_way])
    places = np.array([in_pixels_anywhere(axes, point) for point in sampled])
    known = np.maximum.accumulate(np.where(np.isfinite(places).all(axis=1), np.arange(len(places)), 0))
    places = np.nan_to_num(places[known]).reshape(*steps.shape, 2)
    seen = np.clip(places, axes.bbox.min, axes.bbox.max)
    lengths = np.hypot(*np.moveaxis(np.diff(seen, axis=1), -1, 0)).sum(axis=1) * 500 / animation.fig.bbox.height
    outside = np.abs(places - seen)[:, [0, -1]] > OUT_OF_SIGHT * np.array(axes.bbox.size)
    sizes = np.abs([np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())])
    with np.errstate(all="ignore"):
        speeds = np.abs(np.diff(sampled[:, :2].reshape(*steps.shape, 2), axis=1)) * parts / sizes
    return lengths, (outside | (speeds[:, [0, -1]] > OUT_OF_SIGHT)).any(axis=(1, 2))


def check_jumps(animation, moved, layers):
    """Hold that no head jumps where it can be followed: what leads far out of sight is gone in no time, and a way of
    more than some 4,000 pixels, as of one that crosses the map in each step, would take more frames than there are.
    """
    wild = {n for n, way in enumerate(moved.T) if way.max() > FURTHEST and not gone(animation, layers[n])}
    if not wild:
        return
    steps = {n: seen_of_steps(animation, layer) for n, layer in enumerate(layers) if isinstance(layer.motion, Head)}
    last = max(run.steps for run in animation.trajectories)
    assert animation.timeline.clock == "steps"
    needed = np.zeros(last)
    for lengths, far in steps.values():
        needed[: len(lengths)] = np.maximum(needed[: len(lengths)], np.where(far, 0, lengths))
    if needed.sum() / FURTHEST > FOLLOWED:
        return
    ends = animation.timeline.moments
    for n in wild:
        far = np.flatnonzero(steps[n][1]) if n in steps else []
        may = np.zeros(len(ends) - 1, dtype=bool)
        for step in far:
            may |= (ends[:-1] < step + 1) & (ends[1:] > step)
        assert moved[~may, n].max() <= FURTHEST, animation.trajectories[layers[n].motion.track.run].label


def gone(animation, layer):
    return animation.trajectories[layer.motion.track.run].outcome in ("diverged", "failed")


def check_numbers(animation):
    """Hold an animation against what a story promises."""
    line = animation.timeline
    assert LEAST_FRAMES <= len(line) <= MOST_FRAMES
    assert 4 <= len(line) / line.fps <= 8
    assert (line.opening, line.hold) == (0.6, 2)
    assert (np.diff(line.moments) > 0).all()
    assert line.moments[0] == 0
    assert line.moments[-1] >= max(run.steps for run in animation.trajectories)
    moved, layers = moves(animation)
    if not layers or not (moved > SEEN).any():
        return
    assert (moved > SEEN).any(axis=1).mean() >= 0.7
    for way, layer in zip(moved.T, layers, strict=True):
        run = animation.trajectories[layer.motion.track.run]
        if run.steps >= 3 and way.sum() > 30 * SEEN and not gone(animation, layer):
            assert np.count_nonzero(way > 0) >= 15, run.label
    check_jumps(animation, moved, layers)


class TestNumbers:
    @pytest.mark.parametrize("name", RACES)
    def test_of_a_race(self, name):
        check_numbers(tv.animate(name, RACES[name]))

    @pytest.mark.slow
    @pytest.mark.parametrize("name", CATALOGUE)
    @pytest.mark.parametrize("view", ["contour", "surface"])
    def test_of_the_catalogue(self, name, view):
        check_numbers(tv.animate(name, "BFGS,Momentum,Adam", view=view, readout=False))

    @pytest.mark.slow
    @pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
    def test_of_the_gallery(self, script):
        for animation in saved_by(script):
            check_numbers(animation)

    def test_of_the_first_file_that_anyone_sees(self, tmp_path):
        tv.animate("camel", "BFGS,GD").save(tmp_path / "camel.gif")
        assert (tmp_path / "camel.gif").stat().st_size < 200 * 1024
        with Image.open(tmp_path / "camel.gif") as gif:
            durations = [gif.seek(number) or gif.info["duration"] for number in range(gif.n_frames)]
        assert (durations[0], durations[-1], set(durations[1:-1])) == (600, 2000, {40})


@cache
def saved_by(script):
    """Return the animations that a script saves."""
    saved = []

    def trace_at_most(most, *arguments, steps=200, trace=tv.trace, **options):
        if len(arguments) > 3:
            *arguments, steps = arguments
        return trace(*arguments, steps=min(steps, most), **options)

    with (
        mock.patch("sys.argv", [script.name]),
        mock.patch.object(tv.TrajectoryAnimation, "save", lambda animation, _: saved.append(animation)),
        mock.patch.object(tv.Sweep, "save"),  # what is none of ours is not written either
        mock.patch.object(tv, "save"),
        mock.patch.object(tv, "trace", partial(trace_at_most, LONG.get(script.stem, 10_000))),
        mpl.rc_context({"backend": "agg"}),
    ):
        runpy.run_path(str(script))
    return [animation for animation in saved if type(animation).__name__ == "TrajectoryAnimation"]


@st.composite
def ways(draw):
    rows = draw(st.integers(1, 300))
    lengths = draw(st.lists(st.floats(0, 2) | st.floats(0, 1e-3), min_size=rows - 1, max_size=rows - 1))
    every = draw(st.integers(1, 20))
    return Seen(np.arange(rows) * float(every), np.concatenate([[0], np.cumsum(lengths)]))


class TestStory:
    @given(st.lists(ways(), min_size=1, max_size=8), st.booleans())
    def test_goes_from_the_starts_to_the_ends_within_its_frames(self, several, arrive):
        ends = [way.times[-1] for way in several]
        line = story(several, max(ends), ends if arrive else ())
        assert LEAST_FRAMES <= len(line) <= MOST_FRAMES if max(ends) else len(line) == 1
        assert line.moments[0] == 0
        assert line.moments[-1] >= max(ends)
        assert (np.diff(line.moments) >= 0).all()
        assert (speeds(line) >= 1).all()

    @given(st.lists(ways(), min_size=1, max_size=4))
    def test_no_head_jumps_where_there_are_frames_enough(self, several):
        assume(sum(way.gone[-1] for way in several) < 0.06 * 100)
        assume(max(way.times[-1] for way in several) > 0)
        moments = story(several, max(way.times[-1] for way in several)).moments
        for way in several:
            assert np.diff(np.interp(moments, way.times, way.gone)).max() <= 0.08 + 1e-9

    @given(st.lists(ways(), min_size=1, max_size=4), st.integers(1, 400))
    def test_has_as_many_frames_as_are_asked_for(self, several, frames):
        last = max(way.times[-1] for way in several)
        line = story(several, last, frames=frames)
        assert len(line) == frames
        assert line.moments[-1] == pytest.approx(last)

    def test_of_what_is_not_seen_to_move_is_even(self):
        line = story([Seen(np.arange(11.0), np.zeros(11))], 10.0)
        np.testing.assert_allclose(np.diff(line.moments), line.moments[1])
        assert set(speeds(line)) == {1}

    def test_begins_slowly_and_hurries_where_nothing_is_seen(self):
        gone = np.concatenate([np.linspace(0, 1, 20), np.full(500, 1.0), np.linspace(1, 2, 20)])
        moments = story([Seen(np.arange(540.0), gone)], 539.0).moments
        per_frame = np.diff(moments)
        assert per_frame[:5].max() < np.median(per_frame)
        assert np.count_nonzero((moments > 25) & (moments < 515)) < 5

    def test_gives_a_quick_method_and_a_slow_one_their_frames(self):
        slow = Seen(np.arange(1001.0), np.linspace(0, 1, 1001))
        quick = Seen(np.arange(4.0), np.array([0, 0.5, 0.6, 0.61]))
        moments = story([slow, quick], 1000.0).moments
        assert np.count_nonzero(moments <= 3) >= 15
        assert np.count_nonzero(moments > 3) >= 15

    def test_the_end_comes_soon_after_the_last_that_is_seen(self):
        gone = np.concatenate([np.linspace(0, 1, 50), np.full(951, 1.0)])
        moments = story([Seen(np.arange(1001.0), gone)], 1000.0).moments
        assert np.count_nonzero(moments > 50) <= 12

    def test_a_ring_has_time_to_open_after_the_end(self):
        way = Seen(np.arange(11.0), np.linspace(0, 1, 11))
        waits = story([way], 10.0, [10.0])
        assert waits.frame_at(waits.moments[-1]) - waits.frame_at(10.0) == pytest.approx(RING, abs=1)
        assert story([way], 10.0).moments[-1] == 10


class TestOutOfSight:
    @pytest.mark.parametrize("view", ["contour", "surface"])
    @pytest.mark.parametrize("far", [1e2, 1e6, 1e15])
    def test_no_frames_are_given_to_what_crosses_a_picture_in_no_time(self, view, far):
        path = np.array([[0.5, 0.5], [0.4, 0.4], [-far, -far], [far, 1.1 * far], [0.1, 0.1], [0, 0]])
        seen = tv.trace("sphere", "GD", start=(1, 1))
        values = (path**2).sum(axis=1)
        thrown = tv.Trajectory(path, values, "thrown", objective=seen.objective)
        animation = tv.animate([thrown, seen], view=view)
        moments = animation.timeline.moments
        assert (np.diff(moments) > 0).all()
        assert np.count_nonzero((moments > 1) & (moments < 4)) < 20


class TestEven:
    @given(st.integers(0, 2000))
    def test_gives_each_step_the_same_time(self, last):
        line = even(range(last + 1))
        assert (line.moments[0], line.moments[-1]) == (0, last)
        assert len(line) == 1 or np.ptp(np.diff(line.moments)) < 1e-9 * max(last, 1)
        if 0 < last < MOST_FRAMES:
            assert set(range(last + 1)) <= set(line.moments.round(9).tolist())

    def test_says_nothing_of_the_clock(self):
        animation = tv.animate("camel", "GD", steps=20, pace="even")
        assert set(speeds(animation.timeline)) == {1}
        assert notes_of(animation) == []


def notes_of(animation):
    """Return what the figure says of the clock, as layers."""
    own = animation.composition
    return [layer for layer in own.attached if layer.artists and layer.artists[0].axes is own.header_axes][
        sum(readout is not None for _, readout in own.heading.entries) :
    ]


class TestClock:
    def test_that_is_uneven_is_told_in_the_picture(self):
        animation = tv.animate("camel", "BFGS,GD")
        (note,) = notes_of(animation)
        (text,) = note.artists
        animation.show(0)
        before = len(text.get_path().vertices)
        animation.show(len(animation.timeline) // 2)
        assert len(text.get_path().vertices) > before  # "×16"
        assert speeds(animation.timeline).max() >= 8

    def test_says_how_far_it_has_come_and_how_much_it_hurries(self):
        moments = np.array([0, 0.5, 1, 9, 17, 17.1])
        note = ClockNote(moments, np.array([1, 1, 8, 8, 1, 1]), 17.0, "step", "k", (0.0, 0.0), 8.0)
        told = [note.text(moment) for moment in moments]
        assert told == ["step 0 ", "step 0 ", "step 1  ×8", "step 9  ×8", "step 17", "step 17"]

    def test_speeds_are_powers_of_two_of_that_at_first(self):
        moments = np.concatenate([np.arange(20), 20 + 8.5 * np.arange(1, 80)])
        assert set(speeds(Timeline(moments, 25.0, 2.0))) == {1, 2, 4, 8}

    def test_of_evaluations_is_told_in_them(self):
        animation = tv.animate("camel", "BFGS,GD", clock="evaluations")
        assert animation.timeline.clock == "evaluations"
        assert animation.timeline.moments[-1] >= max(run.evaluations[-1] for run in animation.trajectories)


class TestFirstFrame:
    @pytest.mark.parametrize("name", RACES)
    @pytest.mark.parametrize("view", ["contour", "surface"])
    def test_shows_the_head_of_every_method(self, name, view):
        animation = tv.animate(name, RACES[name], view=view)
        pixels = animation.frames()[0].astype(int)
        top = round(animation.composition.heading.height(800))
        for layer in animation.composition.attached:
            if isinstance(layer.motion, Head):
                color = np.round(np.multiply(to_rgb(layer.motion.track.color), 255))
                near = (np.abs(pixels[top:] - color) <= 24).all(axis=2)
                assert np.count_nonzero(near) >= 12, layer.motion.track.label

    def test_heads_are_on_their_own_ways_after_a_step(self):
        animation = tv.animate("camel", "BFGS,GD", pace="even", frames=201)
        animation.show(1)
        for layer in animation.composition.attached:
            if isinstance(layer.motion, Head):
                (head,) = layer.artists
                place = head.get_transform().transform(np.column_stack(head.get_data()))
                np.testing.assert_allclose(place, head.axes.transData.transform(np.column_stack(head.get_data())))

    def test_one_that_is_alone_stands_on_its_start(self):
        (layer,) = [layer for layer in tv.animate("camel", "GD").composition.attached if isinstance(layer.motion, Head)]
        assert layer.motion.track.beside == (0, 0)


class TestArrival:
    def rings(self, animation):
        return [layer for layer in animation.composition.attached if isinstance(layer.motion, ArrivalMotion)]

    @pytest.mark.parametrize("view", ["contour", "surface"])
    def test_opens_and_grows_thin_where_a_method_has_converged_and_nowhere_else(self, view):
        runs = [tv.trace("camel", "BFGS"), tv.trace("camel", "GD(lr=0.002)")]
        assert [run.outcome for run in runs] == ["converged", "completed"]
        animation = tv.animate(runs, view=view)
        (ring,) = self.rings(animation)
        (line,) = ring.artists
        sizes, widths = [], []
        for frame, moment in enumerate(animation.timeline.moments):
            animation.show(frame)
            if line.get_visible():
                assert moment >= runs[0].steps
                sizes.append(line.get_markersize())
                widths.append(line.get_markeredgewidth())
        assert len(sizes) >= 14
        assert (np.diff(sizes) > 0).all()
        assert (np.diff(widths) < 0).all()

    def test_is_seen_to_its_end_by_the_last_frame(self):
        animation = tv.animate("camel", "BFGS")
        (ring,) = self.rings(animation)
        animation.show(len(animation.timeline) - 1)
        assert not ring.artists[0].get_visible()

    def test_depends_on_the_frame_alone(self):
        track = self.rings(tv.animate("camel", "BFGS"))[0].motion.track
        attached = Arrival(track, lambda moment: 10 * moment, 16.0).attach(Figure().add_subplot())
        end = float(track.times[-1])
        for later, visible in [(0, False), (0.5, True), (1.5, True), (1.7, False), (-1, False), (1, True)]:
            attached.update(end + later)
            assert attached.artists[0].get_visible() == visible


class TestFrames:
    @pytest.mark.parametrize("view", ["contour", ["surface", "convergence"]])
    def test_are_full_redraws(self, view):
        animation = tv.animate("camel", "BFGS,GD", view=view, size=(700, 400))
        frames = animation.frames()
        for number in (0, 3, 40, 77, 99, len(frames) - 1):
            np.testing.assert_array_equal(frames[number], frames.still(number))

    def test_fall_between_steps(self):
        for pace in ("story", "even"):
            moments = tv.animate("camel", "BFGS", pace=pace).timeline.moments
            assert np.count_nonzero(moments % 1) > 50

    def test_are_as_many_and_as_quick_as_asked_for(self):
        for pace in ("story", "even"):
            assert len(tv.animate("camel", "GD", pace=pace, frames=33).timeline) == 33
            line = tv.animate("camel", "GD", pace=pace, fps=10, seconds=2).timeline
            assert (len(line), line.fps) == (20, 10)
            assert tv.animate("camel", "GD", pace=pace, seconds=7).timeline.fps == pytest.approx(25)

    @pytest.mark.parametrize("pace", ["quick", "", 3, None])
    def test_at_no_pace_are_refused(self, pace):
        with pytest.raises(TrajvizError, match="pace must be 'story' or 'even', not"):
            tv.animate("camel", "GD", pace=pace)


class TestOnAxesOfOnesOwn:
    path = np.array([[0.0, 0], [1, 2], [3, 3], [3, 4]])

    def test_there_is_a_frame_per_step_unless_asked(self):
        assert tv.TrajectoryAnimation([self.path]).timeline.moments.tolist() == [0, 1, 2, 3]

    @pytest.mark.parametrize("pace", ["story", "even"])
    def test_frames_fall_between_steps_at_a_pace(self, pace):
        line = tv.TrajectoryAnimation([self.path], pace=pace, interval=40).timeline
        assert LEAST_FRAMES <= len(line) <= MOST_FRAMES
        assert line.fps == 25
        assert len(tv.TrajectoryAnimation([self.path], pace=pace, frames=7).timeline) == 7

    def test_moments_of_ones_own_are_a_pace(self):
        with pytest.raises(TrajvizError, match="have a pace of their own"):
            tv.TrajectoryAnimation([self.path], pace="story", frames=[0, 1, 3])


@pytest.mark.parametrize("dpi", [50, 150])
def test_heads_stand_beside_their_start_at_every_resolution(dpi):
    animation = tv.animate("camel", "BFGS,GD")
    animation.fig.set_dpi(dpi)
    for frame, shift in [(0, "beside"), (len(animation.timeline) - 1, "aside")]:
        animation.show(frame)
        for layer in animation.composition.attached:
            if isinstance(layer.motion, Head):
                (head,) = layer.artists
                data = np.column_stack(head.get_data())
                apart = head.get_transform().transform(data) - head.axes.transData.transform(data)
                expected = np.multiply(getattr(layer.motion.track, shift), dpi / 72)
                np.testing.assert_allclose(apart, [expected], atol=1e-6)


def clock_of(html):
    found = re.search(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)
    return json.loads(found[1])["clock"]


def unpacked(text):
    """Read the differences that `trajviz.player.coding.deltas` writes."""
    numbers, doubled, weight = [0], 0, 1
    for letter in text:
        digit = DIGITS.index(letter)
        doubled += digit % 32 * weight
        weight *= 32
        if digit < 32:
            numbers.append(numbers[-1] + (-(doubled // 2) if doubled % 2 else doubled // 2))
            doubled, weight = 0, 1
    return np.array(numbers[1:])


class TestPage:
    @pytest.mark.parametrize("clock", ["steps", "evaluations"])
    def test_is_told_the_moment_of_each_frame(self, clock):
        animation = tv.animate("camel", "BFGS,GD", clock=clock)
        told, line = clock_of(animation.to_html()), animation.timeline
        np.testing.assert_allclose(unpacked(told["at"]) / PER_MOMENT, line.moments, atol=0.5 / PER_MOMENT)
        assert (2 ** unpacked(told["hurries"])).tolist() == speeds(line).tolist()
        assert (told["opening"], told["hold"]) == (line.opening, line.hold)
        assert told["seconds"] == pytest.approx(len(line) / line.fps)

    def test_of_an_even_pace_is_told_nothing_of_frames(self):
        told = clock_of(tv.animate("camel", "GD", pace="even").to_html())
        assert not {"at", "hurries"} & set(told)

    @pytest.mark.slow
    @pytest.mark.parametrize("view", ["contour", "surface"])
    def test_heads_move_between_steps(self, view, open_player):
        reader = open_player(tv.animate("camel", "BFGS,GD", view=view))
        reader.pause()
        reader.go(0)
        reader.button("play").click()
        seen, first = reader.page.evaluate(
            """async () => {
                const root = document.querySelector('.trajviz-player').shadowRoot;
                const canvas = root.querySelectorAll('.panel canvas')[1];
                const seen = new Set();
                let count = 0;
                while (root.querySelector('.slider').value === '0' && count++ < 300) {
                    await new Promise(requestAnimationFrame);
                    seen.add(canvas.toDataURL());
                }
                return [seen.size, root.querySelector('.moment').textContent];
            }"""
        )
        assert seen >= 10, first

    @pytest.mark.slow
    def test_a_ring_opens(self, open_player):
        animation = tv.animate("camel", "BFGS", start=(-1, -0.5))
        reader = open_player(animation)
        assert reader.page.evaluate("() => matchMedia('(prefers-reduced-motion: reduce)').matches") is False
        reader.go(reader.last - 1)
        seen = reader.page.evaluate(
            """async () => {
                const root = document.querySelector('.trajviz-player').shadowRoot;
                const slider = root.querySelector('.slider');
                const canvas = root.querySelectorAll('.panel canvas')[1];
                const seen = new Set();
                root.querySelector('button[aria-label=play]').click();
                for (let count = 0; count < 300 && seen.size < 5; count++) {
                    await new Promise(requestAnimationFrame);
                    if (slider.value === slider.max) seen.add(canvas.toDataURL());
                }
                return seen.size;
            }"""
        )
        assert seen >= 5
