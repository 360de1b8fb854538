"""The views of learning: loss, accuracy, boundary and fit show what the runs and their networks are."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

import trajviz as tv
from trajviz import learning
from trajviz.drawing.theme import MARKERS, themes
from trajviz.drawing.views.loss import smoothed
from trajviz.errors import TrajvizError
from trajviz.learning import NetworkObjective

LIGHT = themes["light"]
rng = np.random.default_rng(3)


def blobs(classes, samples=60):
    """Points around as many centres on a circle, with their labels."""
    labels = np.arange(samples) % classes
    angles = 2 * np.pi * labels / classes
    return np.column_stack([3 * np.cos(angles), 2 * np.sin(angles)]) + rng.normal(0, 0.7, (samples, 2)), labels


def classifier(classes=2, hidden=(), outputs=None, **options):
    inputs, labels = blobs(classes)
    sizes = (2, *hidden, outputs or classes)
    options = {"loss": "cross_entropy", "activations": ["tanh"] * len(hidden) + ["none"], **options}
    return learning.network(sizes, inputs[:40], labels[:40], test=(inputs[40:], labels[40:]), name="blobs", **options)


def curve_network():
    data = learning.curve(30)
    return learning.network((1, 8, 1), data.inputs, data.targets, activations="tanh", name="curve")


def trained(network, method="Adam(lr=0.1)", steps=40, every=4, label="a"):
    return tv.trace(network.minibatch(8), method, steps=steps, every=every, label=label)


RUN, OTHER = trained(classifier()), trained(classifier(), "GD(lr=0.5)", label="b")
FIT = tv.trace(curve_network(), "Adam(lr=0.05)", steps=20, label="fit")
THREE_INPUTS = tv.trace(learning.network((3, 2), rng.normal(size=(4, 3)), [0, 1, 0, 1]), "GD", steps=2)
QUADRATIC = tv.trace("quadratic", "GD(lr=0.1)", steps=5)


def shown(runs, view, frame=-1, **options):
    """Return the axes of an animation with a frame per row at a frame, with the animation."""
    rows = max(len(run) for run in ([runs] if isinstance(runs, tv.Trajectory) else runs))
    animation = tv.animate(runs, view=view, pace="even", frames=rows, **options)
    animation.show(range(len(animation.timeline))[frame])
    return next(axes for axes in animation.fig.axes if axes.get_label() != "header"), animation


def trail(axes, label):
    (line,) = (line for line in axes.lines if line.get_label() == label)
    return line


def pixel_at(axes, pixels, point):
    column, row = axes.transData.transform(point)
    return pixels[len(pixels) - 1 - int(row), int(column)] / 255


class TestLoss:
    def test_is_the_value_against_the_step(self):
        axes, animation = shown([RUN, OTHER], "loss")
        for run in (RUN, OTHER):
            np.testing.assert_array_equal(trail(axes, run.label).get_ydata()[:-1], run.values)
            np.testing.assert_array_equal(trail(axes, run.label).get_xdata()[:-1], np.arange(0, 41, 4))
        assert (axes.get_xlabel(), axes.get_ylabel()) == ("step", "loss")
        animation.show(0)
        assert set(trail(axes, "a").get_ydata()) == {RUN.values[0]}

    def test_counts_epochs_where_their_length_is_given(self):
        axes, _ = shown(RUN, "loss", steps_per_epoch=5)
        assert trail(axes, "a").get_xdata()[-1] == 8
        assert axes.get_xlabel() == "epoch"

    def test_every_run_has_its_markers_at_places_of_its_own(self):
        axes, _ = shown([RUN, OTHER], "loss")
        marks = {
            line.get_marker(): line.get_xdata()
            for line in axes.lines
            if line.get_linestyle() == "None" and len(line.get_xdata()) > 1
        }
        assert set(marks) == set(MARKERS[:2])
        first, second = marks.values()
        for x, run in zip(marks.values(), (RUN, OTHER), strict=True):
            assert np.isin(x, run.step_of_row).all()
        assert set(first) != set(second)

    def test_smoothed_lies_before_the_raw_curve(self):
        axes, _ = shown(RUN, "loss", smooth=5)
        weights = np.kaiser(5, 2)
        np.testing.assert_allclose(trail(axes, "a").get_ydata()[4], RUN.values[2:7] @ weights / weights.sum())
        (raw,) = (line for line in axes.lines if line.get_alpha())
        np.testing.assert_array_equal(raw.get_ydata(), RUN.values)
        assert raw.get_zorder() < trail(axes, "a").get_zorder()

    @settings(max_examples=60, deadline=None)
    @given(
        values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40),
        half=st.integers(0, 30),
        slope=st.floats(-10, 10),
    )
    def test_smoothing_keeps_ends_lines_and_shifts(self, values, half, slope):
        values, window = np.array(values), 2 * half + 1
        result = smoothed(values, window)
        line = slope * np.arange(len(values))
        np.testing.assert_allclose(result[[0, -1]], values[[0, -1]], atol=1e-6)
        np.testing.assert_allclose(smoothed(values + line + 5, window), result + line + 5, atol=1e-6)

    @pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
    def test_what_is_not_finite_stays_what_it_is(self, bad):
        values = np.array([3.0, 3, bad, 3, bad])
        np.testing.assert_allclose(smoothed(values, 3), values)
        np.testing.assert_array_equal(smoothed(np.full(3, bad), 3), np.full(3, bad))

    def test_limits_and_scale_are_those_asked_for(self):
        axes, _ = shown(RUN, "loss", ylim=(0, 1))
        assert axes.get_ylim() == (0, 1)
        axes, _ = shown(RUN, "loss", log=True)
        low, high = axes.get_ylim()
        assert axes.get_yscale() == "log"
        assert 0 < low < RUN.values.min() < RUN.values.max() < high

    def test_a_run_that_blows_up_does_not_flatten_the_others(self):
        lost = tv.trace("quadratic", "GD(lr=3)", steps=60, label="lost")
        axes, animation = shown([QUADRATIC, lost], "loss")
        assert lost.values[-1] > 1e20
        assert axes.get_ylim()[1] < 3 * QUADRATIC.values[0]
        animation.frames()[len(animation.timeline) - 1]

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ({"smooth": 4}, "odd"),
            ({"smooth": 0}, "smooth must be a whole number of at least 1"),
            ({"smooth": 2.5}, "whole"),
            ({"steps_per_epoch": 0}, "steps_per_epoch"),
            ({"steps_per_epoch": True}, "steps_per_epoch"),
            ({"ylim": (1, 0)}, "ylim"),
            ({"ylim": 3}, "ylim"),
            ({"ylim": (0, 1, 2)}, "ylim"),
            ({"ylim": (0, np.inf)}, "ylim"),
            ({"ylim": (0, 1), "log": True}, "positive"),
        ],
    )
    def test_refuses_in_a_sentence(self, options, words):
        with pytest.raises(TrajvizError, match=words):
            tv.animate(RUN, view="loss", **options)

    def test_refuses_what_it_can_not_show(self):
        with pytest.raises(TrajvizError, match="none of these runs has any"):
            tv.animate(tv.Trajectory.from_path([[0, 0], [1, 1]]), view="loss")
        with pytest.raises(TrajvizError, match="positive losses alone"):
            tv.animate("x - 3", "GD(lr=0.1)", view="loss", log=True)


class TestAccuracy:
    def test_is_that_of_the_held_out_samples(self):
        axes, animation = shown([RUN, OTHER], "accuracy")
        for run in (RUN, OTHER):
            network = run.objective
            outputs = [network.predict(x, network.test_inputs) for x in run.path]
            expected = [np.mean(each.argmax(axis=1) == network.test_targets.argmax(axis=1)) for each in outputs]
            np.testing.assert_allclose(trail(axes, run.label).get_ydata()[:-1], expected)
            np.testing.assert_array_equal(trail(axes, run.label).get_xdata()[:-1], run.step_of_row)
        low, high = axes.get_ylim()
        assert low < min(expected)
        assert high > 1
        animation.show(0)
        assert len(set(trail(axes, "a").get_xdata())) == 1

    def test_is_evaluated_no_more_often_than_asked_for(self, monkeypatch):
        asked = []
        accuracy = NetworkObjective.accuracy

        def counted(self, x):
            asked.append(x)
            return accuracy(self, x)

        monkeypatch.setattr(NetworkObjective, "accuracy", counted)
        axes, _ = shown(RUN, "accuracy", evaluations=3)
        assert [np.flatnonzero((RUN.path == x).all(axis=1)).item() for x in asked] == [0, 5, 10]
        y = trail(axes, "a").get_ydata()
        np.testing.assert_allclose(y[:6], np.linspace(y[0], y[5], 6))

    @pytest.mark.parametrize("run", [QUADRATIC, FIT, tv.Trajectory.from_path([[0, 0]])])
    def test_refuses_what_tells_no_classes_apart(self, run):
        with pytest.raises(TrajvizError, match="the view 'accuracy' shows networks"):
            tv.animate(run, view="accuracy")

    def test_refuses_a_network_without_held_out_samples(self):
        inputs, labels = blobs(2)
        run = tv.trace(learning.network((2, 2), inputs, labels), "GD", steps=2)
        with pytest.raises(TrajvizError, match="no samples held out"):
            tv.animate(run, view="accuracy")

    @pytest.mark.parametrize("evaluations", [1, 2.5, "many"])
    def test_refuses_numbers_that_are_none(self, evaluations):
        with pytest.raises(TrajvizError, match="evaluations must be"):
            tv.animate(RUN, view="accuracy", evaluations=evaluations)


KINDS = {
    "softmax": classifier(),
    "one output": classifier(outputs=1, loss="mse", activations=["sigmoid"]),
    "three classes": classifier(3),
    "nine classes, hidden": classifier(9, hidden=(6,)),
}


@pytest.mark.slow
class TestBoundary:
    @pytest.mark.parametrize("network", KINDS.values(), ids=KINDS)
    @pytest.mark.parametrize("theme", themes)
    def test_pixels_have_the_tint_of_the_class_that_is_predicted(self, network, theme):
        run = trained(network)
        axes, animation = shown(run, "boundary", readout=False, theme=theme)
        frames = animation.frames()
        data = [line for line in axes.lines if line.get_linestyle() == "None"]
        for line in data:
            line.set_visible(False)
        x, y = np.meshgrid(np.linspace(*axes.get_xlim(), 14)[1:-1], np.linspace(*axes.get_ylim(), 14)[1:-1])
        points = np.column_stack([x.ravel(), y.ravel()])
        ground = np.array(to_rgb(themes[theme].panel))
        for frame in (0, len(frames) - 1):
            pixels = frames[frame].copy()
            outputs = network.predict(run.path[frame], points)
            scores = np.hstack([1 - outputs, outputs]) if outputs.shape[1] == 1 else outputs
            ranked = np.sort(scores, axis=1)
            sure = np.flatnonzero(ranked[:, -1] - ranked[:, -2] > 0.6)
            if frame:
                assert len(sure) > 20
            for i in sure:
                color = np.array(to_rgb(data[scores[i].argmax()].get_color()))
                tint = pixel_at(axes, pixels, points[i])
                np.testing.assert_allclose(tint, 0.36 * color + 0.64 * ground, atol=0.01)

    @pytest.mark.parametrize("frame", [0, 5, -1])
    def test_line_of_a_linear_classifier_is_straight_and_where_algebra_puts_it(self, frame):
        axes, _ = shown(RUN, "boundary", frame)
        ((weights, biases),) = RUN.objective.unpack(RUN.path[frame])
        line = axes.patches[-1]
        assert not line.get_fill()
        points = line.get_path().vertices
        normal, offset = weights[:, 1] - weights[:, 0], biases[1] - biases[0]
        # Between the points of the grid the margin is taken to be straight; its zero is off by a fraction of a cell.
        cell = max(np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())) / 79
        assert len(points) > 20
        assert np.abs(points @ normal + offset).max() / np.linalg.norm(normal) < 0.05 * cell

    def test_data_lie_above_by_class_with_colours_and_markers_of_their_own(self):
        axes, animation = shown(RUN, "boundary")
        data = [line for line in axes.lines if line.get_linestyle() == "None"]
        network = RUN.objective
        regions = max(patch.get_zorder() for patch in animation.moving if patch.axes is axes)
        assert all(spine.get_zorder() > regions for spine in axes.spines.values())
        for k, line in enumerate(data):
            np.testing.assert_array_equal(line.get_xydata(), network.inputs[network.targets[:, k] == 1])
            assert line.get_zorder() > regions
        assert len({line.get_color() for line in data}) == len({line.get_marker() for line in data}) == 2

    def test_shows_the_run_that_is_asked_for(self):
        def title_and_line(**options):
            axes, _ = shown([RUN, OTHER], "boundary", **options)
            return axes.get_title(), axes.patches[-1].get_path().vertices

        of_first = title_and_line()
        assert of_first[0] == "a"
        np.testing.assert_array_equal(title_and_line(run="a")[1], of_first[1])
        by_label, by_place = title_and_line(run="b"), title_and_line(run=1)
        assert by_label[0] == by_place[0] == "b"
        np.testing.assert_array_equal(by_label[1], by_place[1])
        assert not np.array_equal(by_label[1], of_first[1])
        assert shown(RUN, "boundary")[0].get_title() == ""

    def test_a_run_that_has_ended_rests(self):
        short = trained(classifier(), steps=8, label="short")
        axes, animation = shown([short, RUN], "boundary", 2)
        before = axes.patches[-1].get_path().vertices
        animation.show(len(animation.timeline) - 1)
        np.testing.assert_array_equal(axes.patches[-1].get_path().vertices, before)

    def test_overflow_leaves_a_point_without_a_class(self):
        network = classifier(hidden=(3,), activations=["relu", "none"])
        huge = np.full((2, network.dimension), 1e200) * [[1.0], [-1.0]]
        animation = tv.animate(
            tv.Trajectory.from_path(huge, values=[1, 2], objective=network), view="boundary", readout=False
        )
        assert animation.frames()[0].shape == (500, 800, 3)

    @pytest.mark.parametrize(
        ("run", "options", "words"),
        [
            (QUADRATIC, {}, "the view 'boundary' shows networks"),
            (FIT, {}, "predicts numbers"),
            (THREE_INPUTS, {}, "two inputs"),
            ([RUN, OTHER], {"run": "c"}, "no run is called 'c'"),
            (RUN, {"run": 1}, "from 0 to 0, not 1"),
            (RUN, {"run": -1}, "run must be"),
            (RUN, {"resolution": 1}, "resolution must be"),
        ],
    )
    def test_refuses_in_a_sentence(self, run, options, words):
        with pytest.raises(TrajvizError, match=words):
            tv.animate(run, view="decision boundary", **options)


class TestFit:
    @pytest.mark.parametrize("frame", [0, 7, -1])
    def test_curve_is_what_the_network_predicts(self, frame):
        axes, _ = shown(FIT, "fit", frame)
        x, y = trail(axes, "fit").get_data()
        np.testing.assert_allclose(y, FIT.objective.predict(FIT.path[frame], x[:, None])[:, 0])
        assert tuple(x[[0, -1]]) == axes.get_xlim()

    def test_data_are_dots_that_stay(self):
        axes, animation = shown(FIT, "fit")
        data = axes.lines[0]
        np.testing.assert_array_equal(data.get_xydata(), np.hstack([FIT.objective.inputs, FIT.objective.targets]))
        assert data not in animation.moving
        (low, high), targets = axes.get_ylim(), FIT.objective.targets
        assert low < targets.min() < targets.max() < high

    def test_markers_of_curves_that_start_together_lie_apart(self):
        other = tv.trace(FIT.objective, "GD(lr=0.01)", steps=20, label="other")
        axes, animation = shown([FIT, other], "fit", 0)
        moving = [line for line in axes.lines if line in animation.moving]
        first, second = (line.get_xdata() for line in moving if line.get_marker() in MARKERS)
        assert not set(first) & set(second)

    @pytest.mark.parametrize(("run", "words"), [(QUADRATIC, "shows networks"), (RUN, "one input and one output")])
    def test_refuses_in_a_sentence(self, run, words):
        with pytest.raises(TrajvizError, match=words):
            tv.animate(run, view="fit")
        with pytest.raises(TrajvizError, match=words):
            tv.animate([FIT, run], view="fit")


SCENES = [
    ([RUN, OTHER], ["boundary", "loss"], {"smooth": 3}),
    ([RUN, OTHER], ["loss", "accuracy"], {"steps_per_epoch": 5, "ylim": (0, 0.3)}),
    ([FIT], ["fit", "loss"], {"log": True, "theme": "dark"}),
    ([trained(KINDS["three classes"])], "boundary", {"theme": "dark"}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("runs", "view", "options"), SCENES, ids=["boundary", "accuracy", "fit", "three classes"])
def test_frames_are_full_redraws_in_any_order(runs, view, options):
    animation = tv.animate(runs, view=view, readout=False, **options)
    order = [0, len(animation.timeline) - 1, 3, 0]
    frames = animation.frames()
    for frame, pixels in [(frame, frames[frame].copy()) for frame in order]:
        animation.show(frame)
        file = io.BytesIO()
        animation.fig.savefig(file, format="rgba", dpi=100)
        whole = np.frombuffer(file.getvalue(), np.uint8).reshape(*pixels.shape[:2], 4)[..., :3]
        np.testing.assert_array_equal(pixels, whole)


@pytest.mark.slow
@pytest.mark.parametrize("theme", themes)
@pytest.mark.parametrize(("runs", "view", "options"), SCENES, ids=["boundary", "accuracy", "fit", "three classes"])
def test_what_is_written_lies_within_the_figure_and_apart(runs, view, options, theme):
    animation = tv.animate(runs, view=view, **{**options, "theme": theme})
    panels = [axes for axes in animation.fig.axes if axes.get_label() != "header"]
    boxes = [axes.get_tightbbox() for axes in panels]
    width, height = animation.fig.bbox.size
    for box in boxes:
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= width
        assert box.y1 <= height
    for one, two in pairwise(boxes):
        assert one.x1 < two.x0
