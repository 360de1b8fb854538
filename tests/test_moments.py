"""Time: steps and evaluations, the moments that frames show, and where a track is between two of its rows."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.figure import Figure
from PIL import Image

import trajviz as tv
from trajviz import learning
from trajviz.drawing.layers.arrows import Arrows
from trajviz.drawing.layers.layer import Track, point_at
from trajviz.drawing.layers.markers import End, Outside
from trajviz.drawing.layers.moving_curve import MovingCurve
from trajviz.drawing.layers.orbit import Orbit
from trajviz.drawing.layers.path_markers import PathMarkers
from trajviz.drawing.layers.raw_trail import RawTrail
from trajviz.drawing.layers.readout import Readout, written
from trajviz.drawing.layers.regions import Regions
from trajviz.drawing.layers.tangent import Footprints, Tangent
from trajviz.drawing.layers.trail import Head, Trail
from trajviz.drawing.timeline import MOST_FRAMES, reached, timeline, times_of
from trajviz.errors import TrajvizError

ZIGZAG = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 2.0], [4.0, 0.0]])
TIMES = np.array([0.0, 3.0, 3.0, 8.0])  # the second row is reached for nothing


def axes_of(projection=None, **limits):
    axes = Figure().add_subplot(projection=projection)
    axes.set(**limits)
    return axes


def track_of(points=ZIGZAG, times=TIMES, **more):
    return Track(np.asarray(points, dtype=float), "mine", "#0000ff", "o", times=times, **more)


def points_of(line):
    return np.column_stack(line.get_data())


def at(layer, moment, axes=None):
    """Return the first artist of a layer at a moment."""
    attached = layer.attach(axes_of() if axes is None else axes)
    attached.update(moment)
    return attached.artists[0]


@st.composite
def tracks(draw):
    rows = draw(st.integers(1, 8))
    times = np.cumsum(draw(arrays(float, rows, elements=st.integers(0, 3) | st.floats(0, 1e3))))
    return track_of(draw(arrays(float, (rows, 2), elements=st.floats(-1e6, 1e6))), times)


def moments_of(track, share):
    return track.times[0] + share * (track.times[-1] - track.times[0])


@pytest.mark.slow
class TestBetweenRows:
    @given(tracks())
    def test_at_the_time_of_a_row_the_head_is_at_that_row(self, track):
        head = Head(track).attach(axes_of())
        for time in track.times:
            head.update(float(time))
            row = np.flatnonzero(track.times == time)[-1]  # of rows that are reached at once the last
            assert points_of(head.artists[0]).tobytes() == track.points[[row]].tobytes()

    @given(tracks(), st.floats(0, 1))
    def test_between_two_rows_the_head_is_on_the_segment(self, track, share):
        moment = moments_of(track, share)
        (point,) = points_of(at(Head(track), moment))
        before = np.flatnonzero(track.times <= moment)[-1]
        after = min(before + 1, track.last_row)
        ends = track.points[[before, after]]
        span = track.times[after] - track.times[before]
        expected = ends[0] + (moment - track.times[before]) / (span or 1) * (ends[1] - ends[0])
        np.testing.assert_allclose(point, expected, rtol=1e-9, atol=1e-9 * np.abs(ends).max())

    @given(tracks(), st.floats(-10, 10))
    def test_it_stays_where_it_started_and_where_it_ended(self, track, beyond):
        before, after = track.times[0] - abs(beyond) - 1, track.times[-1] + abs(beyond)
        starts = track.points[0]
        assert points_of(at(Head(track), before)).tolist() == [starts.tolist()]
        assert points_of(at(Head(track), after)).tolist() == [track.points[-1].tolist()]

    @given(tracks(), st.lists(st.floats(0, 1), min_size=2, max_size=6))
    def test_a_trail_grows(self, track, shares):
        trail = Trail(track).attach(axes_of())
        length = 0.0
        for share in sorted(shares):
            trail.update(moments_of(track, share))
            points = points_of(trail.artists[0])
            assert (points[0] == track.points[0]).all()
            passed = points[:-1]
            np.testing.assert_array_equal(passed, track.points[: len(passed)])
            longer = np.hypot(*np.diff(points, axis=0).T).sum()
            assert longer >= length * (1 - 1e-9) - 1e-6
            length = longer

    def test_a_gap_ahead_hides_nothing_that_has_been_reached(self):
        track = track_of([[0, 0], [1, 1], [np.nan, np.nan], [3, 3]], np.arange(4.0))
        assert points_of(at(Head(track), 1.0)).tolist() == [[1, 1]]
        assert np.isnan(points_of(at(Head(track), 1.5))).all()

    @pytest.mark.parametrize("far", [[1e308, -1e308], [np.inf, -np.inf]])
    def test_what_overflows_raises_nothing(self, far):
        at(Trail(track_of(np.column_stack([far, far]), np.arange(2.0))), 0.5)

    def test_on_logarithmic_axes_it_is_on_the_line_that_is_drawn(self):
        axes = axes_of(xlim=(0, 2), ylim=(1e-4, 10), yscale="log")
        track = track_of([[0, 1], [2, 1e-4]], np.array([0.0, 2.0]))
        places = [axes.transData.transform(points_of(at(Head(track), moment, axes))[0]) for moment in (0, 1, 2)]
        np.testing.assert_allclose(places[1], (places[0] + places[2]) / 2)

    def test_in_space_it_follows_the_finer_way(self):
        way = np.array([[0.0, 0, 0], [1, 0, 5], [2, 0, 0], [3, 0, 0]]), np.array([0, 0.5, 1, 2])
        track = track_of([[0, 0, 0], [2, 0, 0], [3, 0, 0]], np.array([0.0, 10, 20]), way=way)
        axes = axes_of("3d")
        for moment, point in [(0, [0, 0, 0]), (2.5, [0.5, 0, 2.5]), (5, [1, 0, 5]), (10, [2, 0, 0]), (15, [2.5, 0, 0])]:
            trail, head = (at(layer(track), moment, axes) for layer in (Trail, Head))
            np.testing.assert_allclose(np.column_stack(trail.get_data_3d())[-1], point)
            np.testing.assert_allclose(np.column_stack(head.get_data_3d()), [point])

    def test_on_a_surface_a_head_is_where_its_trail_ends(self):
        animation = tv.animate("camel", "BFGS", view="surface", clock="evaluations")
        trail, behind, _, _, head, faint, _ = (line for line in animation.ax.lines[-8:-1])  # then a ring
        for frame in range(len(animation.timeline)):
            animation.show(frame)
            ends = [np.column_stack(line.get_data_3d())[-1:] for line in (trail, behind) if line.get_visible()]
            heads = [np.column_stack(line.get_data_3d()) for line in (head, faint) if line.get_visible()]
            end, at = (np.concatenate(points) for points in (ends, heads))
            (place,) = np.unique(end[np.isfinite(end).all(axis=1)], axis=0)
            np.testing.assert_array_equal(at[np.isfinite(at).all(axis=1)], [place])


class TestLayersBetweenRows:
    """At moment 5.5 the track is half way from row 2 to row 3, at 1.5 half way from row 0 to row 1."""

    def test_a_head_off_its_plane_shrinks_on_the_way(self):
        track = track_of(depth=np.array([0.0, 0, 0, 1]))
        sizes = [at(Head(track), moment).get_markersize() for moment in (3, 5.5, 8)]
        assert sizes[1] == pytest.approx((sizes[0] + sizes[2]) / 2)

    def test_a_faint_trail_goes_on_to_where_the_track_is(self):
        assert points_of(at(RawTrail(track_of()), 5.5)).tolist() == [*ZIGZAG[:3].tolist(), [3.5, 1]]
        assert points_of(at(RawTrail(track_of()), 3)).tolist() == ZIGZAG[:3].tolist()

    def test_a_tangent_is_where_the_ball_is(self):
        line = at(Tangent(track_of(), np.array([0.0, 0, 0, 1]), (0.5, 0.5)), 5.5)
        np.testing.assert_allclose(points_of(line).mean(axis=0), [3.5, 1])
        ends = [points_of(at(Tangent(track_of(), np.array([0.0, 0, 0, 1]), (0.5, 0.5)), when)) for when in (3, 8)]
        np.testing.assert_allclose(points_of(line), np.mean(ends, axis=0))

    def test_a_pointer_points_at_where_the_track_is(self):
        axes = axes_of(xlim=(0, 2), ylim=(0, 2))
        pointer = at(Outside(track_of(), [(0, 2), (0, 2)]), 5.5, axes)
        assert pointer.get_visible()
        assert points_of(pointer)[0].tolist() == pytest.approx([2 - 0.032, 1])

    def test_a_curve_is_between_its_shapes(self):
        shapes = np.array([[0.0, 0], [1, 1], [2, 4], [6, 0]])
        curve = MovingCurve(track_of(halo="#ffffff"), np.array([0.0, 1]), lambda row: shapes[row])
        assert at(curve, 5.5).get_ydata().tolist() == [4, 2]
        assert at(curve, 3).get_ydata().tolist() == [2, 4]
        assert at(curve, 99).get_ydata().tolist() == [6, 0]

    @pytest.mark.parametrize(("moment", "rows"), [(0, 1), (1.5, 1), (3, 3), (5.5, 3), (7.9, 3), (8, 4), (50, 4)])
    def test_what_marks_rows_marks_those_that_are_reached(self, moment, rows):
        track = track_of()
        assert len(points_of(at(Footprints(track), moment))) == rows
        assert len(points_of(at(PathMarkers(track, np.arange(4)), moment))) == rows
        assert at(End(track), moment).get_visible() == (rows == 4)

    @pytest.mark.parametrize(
        ("moment", "lengths"), [(0, [0, 0, 0]), (3, [1, 1, 0]), (5.5, [1, 1, 0.5]), (9, [1, 1, 1])]
    )
    def test_an_arrow_grows(self, moment, lengths):
        arrows = at(Arrows(track_of()), moment)
        shown = np.where(np.broadcast_to(arrows.Umask, 3), 0, np.column_stack([arrows.U, arrows.V]).T)
        np.testing.assert_allclose(shown.T, np.diff(ZIGZAG, axis=0) * np.array(lengths)[:, None])

    @pytest.mark.parametrize(("moment", "row"), [(0, 0), (2.9, 0), (3, 2), (7.9, 2), (8, 3), (9, 3)])
    def test_regions_are_those_of_the_last_row(self, moment, row):
        asked = []

        def margins(row):
            asked.append(row)
            return np.zeros((2, 3, 3))

        grid = np.arange(3.0)
        colors = ["#ff0000", "#0000ff"]
        at(Regions(track_of(), grid, grid, margins, colors, "#ffffff", "#000000", colors, "#000000"), moment)
        assert asked == [row]

    def test_a_readout_is_that_of_the_last_moment_it_tells_of(self):
        readout = Readout(np.array([0.0, 2, 5]), np.array([0, 1, 7]), np.zeros(3), np.full(3, np.nan), "k")
        steps = [readout.text(moment).split()[1] for moment in (-1, 0, 1.9, 2, 4.5, 5, 80)]
        assert steps == ["0", "0", "0", "1", "1", "7", "7"]

    def test_a_camera_turns_at_every_moment(self):
        axes = axes_of("3d")
        orbit = Orbit(10, 90, np.array([0.0, 10, 20, 23])).attach(axes)
        turned = []
        for moment in (0, 5, 10, 21.5, 23, 40):
            orbit.update(moment)
            turned.append(axes.azim)
        assert turned == pytest.approx([10, 25, 40, 85, 100, 100])


class TestStepsAndRows:
    @settings(deadline=None, max_examples=30)
    @given(st.integers(1, 40), st.integers(1, 50))
    def test_steps_are_those_taken_and_the_length_is_that_of_the_path(self, steps, every):
        run = tv.trace("quadratic", "GD(lr=0.01)", steps=steps, every=every)
        assert run.steps == steps == run.step_of_row[-1]
        assert len(run) == len(run.path) == len(run.step_of_row)
        assert isinstance(run.steps, int)
        assert f" {steps} steps " in repr(run)
        assert run.accepted.shape == (len(run),)

    def test_rows_are_refused_by_their_number(self):
        run = tv.trace("quadratic", "GD", steps=40, every=10)
        with pytest.raises(TrajvizError, match="rows must lie between 0 and 4, not"):
            run.gradient_norms(np.array([5]))

    def test_a_single_row_was_accepted(self):
        assert tv.Trajectory.from_path([[0, 0]]).accepted.tolist() == [True]

    def test_frames_fall_on_the_rows_that_are_kept(self):
        animation = tv.animate("quadratic", "GD(lr=0.01),GD(lr=0.02)", steps=23, every=10, pace="even", frames=24)
        heads = [line for line in animation.ax.lines if line.get_zorder() == 12]
        for row, step in enumerate([0, 10, 20, 23]):
            animation.show(step)
            for head, run in zip(heads, animation.trajectories, strict=True):
                assert points_of(head)[0].tolist() == run.path[row].tolist()

    def test_a_run_that_ends_before_another_changes_no_frame(self):
        longer = tv.trace("quadratic", "GD(lr=0.01)", steps=57, every=10, label="longer")
        shorter = tv.trace("quadratic", "GD(lr=0.01)", steps=34, every=10, label="shorter")
        assert reached([shorter, longer], "steps").tolist() == [0, 10, 20, 30, 40, 50, 57]

    def test_runs_that_were_kept_differently_are_shown_at_the_same_step(self):
        coarse = tv.trace("quadratic", "GD(lr=0.01)", steps=30, every=10, label="coarse")
        fine = tv.trace("quadratic", "GD(lr=0.01)", steps=24, label="fine")
        animation = tv.animate([coarse, fine], pace="even", frames=31)
        heads = [line for line in animation.ax.lines if line.get_zorder() == 12]
        animation.show(20)
        assert points_of(heads[0]).tolist() == points_of(heads[1]).tolist() == [fine.path[20].tolist()]
        animation.show(24)
        assert points_of(heads[0])[0] == pytest.approx(0.6 * coarse.path[2] + 0.4 * coarse.path[3])

    def test_runs_that_begin_later_wait_at_their_start(self, tmp_path):
        (tmp_path / "late.csv").write_text("step,x,y\n2,0,0\n4,1,1\n6,2,2\n")
        late = tv.Trajectory.load(tmp_path / "late.csv")
        early = tv.Trajectory.from_path([[0, 5], [5, 5]], "early")
        animation = tv.TrajectoryAnimation([late, early])
        assert animation.timeline.moments.tolist() == [0, 1, 2, 4, 6]
        animation.show(1)
        assert points_of(animation.ax.lines[1]).tolist() == [[0, 0]]

    def test_the_camera_turns_evenly_however_many_rows_are_kept(self):
        animation = tv.animate("camel", "GD", steps=23, every=10, view="surface", orbit=90, azim=0, frames=4)
        turned = []
        for frame in range(4):
            animation.show(frame)
            turned.append(animation.ax.azim)
        assert turned == pytest.approx([0, 30, 60, 90])


class TestFramesAsMoments:
    def test_a_frame_may_lie_between_two_steps(self):
        animation = tv.TrajectoryAnimation([ZIGZAG], frames=[0.5, 2, 2.25, 99.5])
        assert animation.timeline.moments.tolist() == [0.5, 2, 2.25, 3]
        shown = [(animation.show(frame), points_of(animation.ax.lines[1])[0].tolist())[1] for frame in range(4)]
        assert shown == [[0.5, 1], [3, 2], [3.25, 1.5], [4, 0]]

    def test_of_a_run_of_which_some_rows_are_kept_they_are_its_steps(self):
        run = tv.trace("quadratic", "GD(lr=0.01)", steps=40, every=10)
        animation = tv.TrajectoryAnimation(run, frames=[10, 15, 40])
        shown = [(animation.show(frame), points_of(animation.ax.lines[1])[0])[1] for frame in range(3)]
        np.testing.assert_allclose(shown, [run.path[1], run.path[1:3].mean(axis=0), run.path[-1]])

    def test_a_page_shows_the_rows_that_are_reached(self):
        html = tv.TrajectoryAnimation([ZIGZAG], frames=[0.5, 2, 2.25, 3]).to_html()
        assert data_of(html)["clock"]["rows"] == 3  # 0, 1, 2, 3


def data_of(html):
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)[1])


def camel(**more):
    return tv.animate("camel", "BFGS,GD,Nelder-Mead", steps=60, clock="evaluations", **more)


@pytest.mark.slow
class TestEvaluations:
    @given(st.lists(st.lists(st.integers(0, 400), min_size=1, max_size=9), min_size=1, max_size=4))
    def test_moments_are_whole_numbers_from_the_starts_to_all_ends(self, spent):
        runs = [
            tv.Trajectory(np.zeros((len(each), 2)), np.zeros(len(each)), nfev=1, evaluations=np.cumsum(each) - each[0])
            for each in spent
        ]
        moments = timeline(reached(runs, "evaluations"), clock="evaluations").moments
        most = max(run.evaluations[-1] for run in runs)
        assert (moments[0], moments[-1]) == (0, most)
        assert len(moments) <= MOST_FRAMES
        assert (moments % 1 == 0).all()
        assert len(set(np.diff(moments)[:-1])) <= 1
        assert len(moments) == most + 1 or most >= MOST_FRAMES

    def test_a_million_evaluations_take_no_memory(self):
        run = tv.Trajectory(np.zeros((2, 2)), np.zeros(2), nfev=1, evaluations=np.array([0, 10**12]))
        assert len(timeline(reached([run], "evaluations"))) <= MOST_FRAMES

    def test_pace(self):
        assert len(camel(frames=30).timeline) == 30
        paced = camel(fps=10, seconds=2).timeline
        assert (len(paced), paced.fps, paced.clock) == (20, 10, "evaluations")

    def test_each_method_is_where_it_is_after_as_many(self):
        animation = camel()
        heads = [line for line in animation.ax.lines if line.get_zorder() == 12]
        assert animation.timeline.moments[-1] == max(run.evaluations[-1] for run in animation.trajectories)
        seen_between = False
        for frame, moment in enumerate(animation.timeline.moments):
            animation.show(frame)
            for head, run in zip(heads, animation.trajectories, strict=True):
                row = np.flatnonzero(run.evaluations <= moment)[-1]
                if moment in run.evaluations or row + 1 == len(run):
                    assert points_of(head)[0].tolist() == run.path[row].tolist()
                else:
                    seen_between = True
                    before, after = run.path[row : row + 2]
                    share = (moment - run.evaluations[row]) / np.diff(run.evaluations)[row]
                    np.testing.assert_allclose(points_of(head)[0], before + share * (after - before), atol=1e-12)
        assert seen_between

    def test_the_header_tells_the_step_that_is_reached(self):
        animation = camel()
        readouts = [readout for _, readout in animation.composition.heading.entries]
        for moment in animation.timeline.moments:
            for readout, run in zip(readouts, animation.trajectories, strict=True):
                row = np.flatnonzero(run.evaluations <= moment)[-1]
                told = replace(readout, form="full").text(moment).split()
                assert told[:4] == ["step", str(run.step_of_row[row]), "f", written(run.values[row])]

    @pytest.mark.parametrize("view", ["convergence", "loss"])
    def test_an_axis_of_time_counts_them(self, view):
        animation = camel(view=view)
        animation.show(len(animation.timeline) - 1)
        assert animation.ax.get_xlabel() == "evaluations"
        most = max(run.evaluations[-1] for run in animation.trajectories)
        assert animation.ax.get_xlim() == pytest.approx((-0.03 * most, 1.03 * most))
        for run in animation.trajectories:
            (trail,) = (line for line in animation.ax.lines if line.get_label() == run.label)
            np.testing.assert_array_equal(trail.get_xdata()[:-1], run.evaluations)

    def test_the_accuracy_is_over_evaluations_and_an_epoch_stays_one(self):
        moons = learning.moon_classifier(learning.moons(40)).minibatch(10)
        runs = [tv.trace(moons, method, steps=8, every=2, label=method) for method in ("Adam(lr=0.1)", "GD(lr=0.5)")]
        over = tv.animate(runs, view="accuracy", clock="evaluations").ax
        assert over.get_xlabel() == "evaluations"
        epochs = tv.animate(runs, view="accuracy", clock="evaluations", steps_per_epoch=4).ax
        assert (epochs.get_xlabel(), epochs.get_xlim()[1]) == ("epoch", pytest.approx(2.06))

    def test_every_format(self, tmp_path):
        names = [tmp_path / f"x.{suffix}" for suffix in ("gif", "png", "svg", "webp", "html")]
        camel(view=["contour", "convergence"], frames=7).save(names)
        with Image.open(names[0]) as gif:
            assert gif.n_frames == 7
        with Image.open(names[1]) as last:
            np.testing.assert_array_equal(last.convert("RGB"), camel(view=["contour", "convergence"]).frames()[-1])
        assert data_of(names[-1].read_text())["clock"]["kind"] == "evaluations"

    @pytest.mark.parametrize(
        "run",
        [
            tv.Trajectory.from_path(ZIGZAG, "mine"),
            tv.Trajectory.from_path(ZIGZAG, "mine", objective="camel"),
            tv.Trajectory(ZIGZAG, np.zeros(4), "mine"),
        ],
    )
    def test_a_path_of_which_they_are_not_known_is_refused(self, run):
        sentence = "the clock can't count evaluations: those of 'mine' are not known; Recorder.watch counts them"
        with pytest.raises(TrajvizError, match=f"^{sentence}$"):
            tv.animate([tv.trace("camel", "GD", steps=3), run], clock="evaluations")
        with pytest.raises(TrajvizError, match=f"^{sentence}$"):
            tv.TrajectoryAnimation([run], clock="evaluations")

    def test_a_table_that_tells_them_is_shown_and_a_run_from_a_file(self, tmp_path):
        (tmp_path / "mine.csv").write_text("nfev,x,y\n2,0,0\n6,1,2\n6,3,2\n11,4,0\n")
        told = tv.Trajectory.load(tmp_path / "mine.csv")
        tv.trace("camel", "GD", steps=5).save(tmp_path / "run.npz")
        kept = tv.Trajectory.load(tmp_path / "run.npz")
        animation = tv.animate([told, kept], clock="evaluations", pace="even", frames=12)
        assert animation.timeline.moments.tolist() == list(range(12))
        heads = [line for line in animation.ax.lines if line.get_zorder() == 12]
        shown = [(animation.show(frame), points_of(heads[0])[0].tolist())[1] for frame in (0, 2, 4, 6, 11)]
        assert shown == [[0, 0], [0, 0], [0.5, 1], [3, 2], [4, 0]]

    @pytest.mark.parametrize("clock", ["step", "hours", 3, None])
    def test_another_clock_is_refused(self, clock):
        with pytest.raises(TrajvizError, match="clock must be 'steps' or 'evaluations', not"):
            tv.animate("camel", "GD", clock=clock)
        with pytest.raises(TrajvizError, match="clock must be 'steps' or 'evaluations', not"):
            tv.TrajectoryAnimation(ZIGZAG, clock=clock)

    def test_on_axes_of_ones_own(self):
        run = tv.trace("camel", "BFGS")
        animation = tv.TrajectoryAnimation([run], clock="evaluations")
        assert animation.timeline.moments.tolist() == list(range(run.evaluations[-1] + 1))
        row = int(np.flatnonzero(np.diff(run.evaluations) == 2)[0])  # a step that costs two
        animation.show(int(run.evaluations[row]) + 1)
        np.testing.assert_allclose(points_of(animation.ax.lines[1])[0], run.path[row : row + 2].mean(axis=0))

    def test_the_camera_goes_round_at_an_even_pace(self):
        animation = tv.animate("camel", "BFGS,GD", steps=30, view="surface", orbit=60, azim=0, clock="evaluations")
        turned = []
        for frame in range(len(animation.timeline)):
            animation.show(frame)
            turned.append(animation.ax.azim)
        np.testing.assert_allclose(turned, np.linspace(0, 60, len(turned)))


class TestPage:
    @pytest.mark.slow
    @pytest.mark.parametrize("view", [["contour"], ["contour", "surface", "convergence"]])
    def test_holds_the_same_rows_whatever_the_clock(self, view):
        by_steps, by_evaluations = (
            data_of(tv.animate("camel", "BFGS,GD", steps=60, view=view, clock=clock).to_html())
            for clock in ("steps", "evaluations")
        )
        assert "kind" not in by_steps["clock"]
        assert by_evaluations["clock"]["kind"] == "evaluations"
        assert by_steps["clock"]["rows"] == by_evaluations["clock"]["rows"] == 60
        assert by_steps["runs"] == by_evaluations["runs"]
        assert by_steps["panels"][0]["tracks"] == by_evaluations["panels"][0]["tracks"]

    def test_long_runs_keep_the_rows_of_their_frames(self):
        animation = tv.animate("camel", "GD,BFGS", steps=1500, tolerance=0, clock="evaluations")
        data = data_of(animation.to_html())
        gd, bfgs = (
            np.searchsorted(run.evaluations, animation.timeline.moments, side="right") - 1
            for run in animation.trajectories
        )
        assert set(gd.tolist()) <= set(data["runs"][0]["row"])
        assert data["clock"]["rows"] == np.union1d(gd, bfgs).tolist()

    @pytest.mark.slow
    @pytest.mark.parametrize("clock", ["steps", "evaluations"])
    def test_shapes_are_those_of_the_rows_of_their_run(self, clock):
        moons = learning.moon_classifier(learning.moons(30))
        runs = [tv.trace(moons, method, steps=6, label=method) for method in ("Newton-CG", "GD(lr=0.5)")]
        assert runs[0].evaluations[-1] > runs[1].evaluations[-1]
        asked = []
        predict = type(moons).predict

        def watched(self, x, inputs):
            asked.append(x)
            return predict(self, x, inputs)

        animation = tv.animate(runs, view="boundary", run=0, clock=clock)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(moons), "predict", watched)
            animation.to_html()
        rows = [int(np.flatnonzero((runs[0].path == x).all(axis=1))[0]) for x in asked]
        assert set(range(1, len(runs[0]) - 1)) <= set(rows)


def test_times_of_steps_are_the_steps_of_the_rows():
    run = tv.trace("quadratic", "GD(lr=0.01)", steps=25, every=10)
    assert times_of(run, "steps").tolist() == [0, 10, 20, 25]
    assert times_of(run, "evaluations").tolist() == run.evaluations.tolist()


def test_a_track_of_its_own_takes_a_step_a_row():
    track = Track(ZIGZAG, "mine", "#0000ff", "o")
    assert track.times.tolist() == [0, 1, 2, 3]
    assert [point_at(track, track.place_at(moment), axes_of()).tolist() for moment in (1, 1.5)] == [[1, 2], [2, 2]]


def test_a_line_of_very_many_points_grows():
    path = np.cumsum(np.random.default_rng(0).normal(size=(30_000, 2)), axis=0)
    trail = Trail(track_of(path, np.arange(30_000.0))).attach(axes_of())
    counts = []
    for moment in np.linspace(0, 29_999, 40):
        trail.update(moment)
        points = points_of(trail.artists[0])
        counts.append(len(points))
        np.testing.assert_allclose(points[-1], [np.interp(moment, np.arange(30_000), column) for column in path.T])
    assert (np.diff(counts) >= 0).all()
