"""Functions of one variable: their stationary points against calculus and SciPy, and what the curve view draws."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from matplotlib.text import Annotation
from scipy.optimize import brentq, minimize_scalar

import trajviz as tv
from trajviz.functions.stationary import stationary_points


def on(formula, low, high):
    return tv.objective(formula, domain=(low, high))


def found(objective):
    return [(round(point.x, 6), point.kind) for point in stationary_points(objective)]


class TestStationaryPoints:
    @pytest.mark.parametrize(
        ("objective", "expected"),
        [
            (on("x**2", -5, 5), [(0, "global minimum")]),
            (on("-x**2", -5, 5), [(0, "local maximum")]),
            (on("x**3", -2, 2), [(0, "saddle point")]),
            (on("x**5", -2, 3), [(0, "saddle point")]),
            (on("(x - 1)**3 * (x + 1)", -2, 2), [(-0.5, "global minimum"), (1, "saddle point")]),
            (on("x**4", -1, 2), [(0, "global minimum")]),
            (on("cos(pi*x)", -1.9, 1.9), [(-1, "global minimum"), (0, "local maximum"), (1, "global minimum")]),
            (on("x**3 - 3*x", -1.9, 3), [(-1, "local maximum"), (1, "global minimum")]),
            (on("x**3 - 3*x", -3, 3), [(-1, "local maximum"), (1, "local minimum")]),  # it is lower at the edge
            (on("x + sin(x)", 1, 5), [(round(np.pi, 6), "saddle point")]),
            (on("exp(x)", -2, 2), []),
            (on("tanh(x)", -2, 5), []),
            (on("2*x + 1", -1, 1), []),
            (on("0*x + 1", -1, 1), []),
        ],
        ids=lambda value: getattr(value, "name", ""),
    )
    def test_are_those_of_calculus(self, objective, expected):
        assert [(x + 0.0, kind) for x, kind in found(objective)] == expected

    @pytest.mark.parametrize(
        "formula", ["x*cos(pi*x)", "x*cos(pi*x) + 0.2*cos(5*pi*x)", "sin(3*x) + 0.1*x**2", "x**4 - x**2 + x/9"]
    )
    def test_are_all_that_scipy_finds(self, formula):
        objective = on(formula, -1, 2)

        def slope(x):
            return objective.gradient([x]).item()

        x = np.linspace(-1, 2, 777)
        signs = np.sign(objective.gradient(x[None])[0])
        roots = [brentq(slope, x[k], x[k + 1], xtol=1e-13) for k in np.flatnonzero(signs[1:] != signs[:-1])]
        points = stationary_points(objective)
        np.testing.assert_allclose([point.x for point in points], roots, atol=1e-9)
        for point in points:
            sign = -1 if point.kind == "local maximum" else 1
            near = minimize_scalar(
                lambda x, sign=sign: sign * objective([x]).item(),
                bounds=(point.x - 0.05, point.x + 0.05),
                method="bounded",
            )
            assert near.x == pytest.approx(point.x, abs=1e-4)
            assert point.value == pytest.approx(sign * near.fun, abs=1e-8)

    @pytest.mark.slow
    @given(st.lists(st.floats(-0.9, 0.9), min_size=1, max_size=4))
    @settings(max_examples=40, deadline=None)
    def test_are_the_simple_roots_of_a_derivative(self, roots):
        apart = np.sort(roots)
        assume(len(apart) == 1 or np.diff(apart).min() > 0.02)
        integral = np.polynomial.Polynomial.fromroots(apart).integ()
        objective = tv.Objective(
            lambda x: sum(c * x[0] ** k for k, c in enumerate(integral.coef)), "p", domain=[(-1, 1)]
        )
        points = stationary_points(objective)
        np.testing.assert_allclose([point.x for point in points], apart, atol=1e-7)
        # The derivative is positive beyond the last root, so the last point is a minimum, and kinds alternate.
        minima = [point.kind.endswith("minimum") for point in points]
        assert minima == [k % 2 == 0 for k in range(len(points))][::-1]

    def test_places_without_a_value_are_passed_over(self):
        assert found(on("x*log(x)", -1, 2)) == [(round(np.exp(-1), 6), "global minimum")]


def drawn(formula="x*cos(pi*x)", low=-1.0, high=2.0, method="GD(lr=0.02)", start=(0.4,), steps=12, **options):
    """Return an animation with a frame per step, and its axes."""
    options |= {"pace": "even", "frames": steps + 1}
    animation = tv.animate(on(formula, low, high), method, start=start, steps=steps, **options)
    return animation, animation.fig.axes[0]


def points_of(line):
    return np.column_stack(line.get_data())


def ball_and_tangent(axes):
    """Return the ball and the tangent of the only run."""
    (ball,) = [line for line in axes.lines if line.get_markersize() == 10 and line.get_marker() == "o"]
    (tangent,) = [line for line in axes.lines if line.get_color() == ball.get_color() and line.get_linestyle() == "-"]
    return ball, tangent


def notes(axes):
    return {text.get_text(): text for text in axes.texts if isinstance(text, Annotation)}


@pytest.mark.slow
class TestCurve:
    def test_is_the_default_view_of_one_variable(self):
        _, axes = drawn()
        curve = points_of(axes.lines[0])
        np.testing.assert_allclose(curve[:, 1], curve[:, 0] * np.cos(np.pi * curve[:, 0]))
        assert curve[[0, -1], 0].tolist() == [-1, 2] == list(axes.get_xlim())

    @pytest.mark.parametrize("method", ["GD(lr=0.02)", "Momentum(lr=0.01)", "Adam(lr=0.1)", "BFGS"])
    def test_the_ball_is_on_the_curve_and_its_tangent_has_the_slope_in_every_frame(self, method):
        steps = tv.trace(on("x*cos(pi*x)", -1, 2), method, (0.4,), steps=12).steps
        animation, axes = drawn(method=method, steps=steps)
        ball, tangent = ball_and_tangent(axes)
        (run,) = animation.trajectories
        for frame in range(run.steps + 1):
            animation.show(frame)
            x = run.path[frame, 0]
            np.testing.assert_allclose(points_of(ball), [(x, x * np.cos(np.pi * x))], atol=1e-12)
            ends = points_of(tangent)
            np.testing.assert_allclose(ends.mean(axis=0), points_of(ball)[0], atol=1e-12)
            rise = np.cos(np.pi * x) - np.pi * x * np.sin(np.pi * x)
            assert np.divide(*np.diff(ends, axis=0)[0][::-1]) == pytest.approx(rise, rel=1e-9, abs=1e-9)

    def test_footprints_are_where_the_ball_has_been(self):
        animation, axes = drawn()
        (dots,) = [line for line in axes.lines if line.get_markersize() == 4.5]
        for frame in (0, 5, 12):
            animation.show(frame)
            assert points_of(dots)[:, 0].tolist() == animation.trajectories[0].path[: frame + 1, 0].tolist()

    def test_minima_are_named_where_they_are(self):
        _, axes = drawn()
        named = {"local minimum": "local minimum", "global minimum": "global minimum on [−1, 2]"}
        for point in stationary_points(on("x*cos(pi*x)", -1, 2)):
            if point.kind != "local maximum":
                assert notes(axes)[named[point.kind]].xy == pytest.approx((point.x, point.value))
        assert set(notes(axes)) == set(named.values())

    def test_a_minimum_is_global_without_more_words_where_it_is_known_to_be(self):
        bowl = tv.Objective(lambda x: x[0] ** 2, "bowl", domain=[(-1, 2)], minima=[(0,)], minimum=0)
        animation = tv.animate(bowl, "GD", start=(1.5,), steps=3)
        assert set(notes(animation.fig.axes[0])) == {"global minimum"}

    def test_a_saddle_point_is_named(self):
        _, axes = drawn("x**3", -2, 2)
        assert notes(axes)["saddle point"].xy == pytest.approx((0, 0), abs=1e-6)

    def test_names_are_left_out_on_request(self):
        assert not notes(drawn(stationary=False)[1])

    def test_users_notes_stand_at_their_points(self):
        _, axes = drawn("tanh(x)", -2, 5, annotate={"vanishing gradient": 4, "steep": 0})
        assert notes(axes)["vanishing gradient"].xy == pytest.approx((4, np.tanh(4)))
        assert notes(axes)["steep"].xy == (0, 0)

    @pytest.mark.parametrize(
        ("formula", "options", "sides"),
        [
            ("x**2", {}, {"global minimum on [−2, 2]": "below"}),
            ("x**3", {}, {"saddle point": "above"}),
            ("tanh(x)", {"annotate": {"steep": 0}}, {"steep": "above"}),
            ("0.5*x**2", {"chord": (-1.5, 1), "stationary": False}, {"mean of f": "above", "f of the mean": "below"}),
            ("-x**2", {"chord": (-1.5, 1), "stationary": False}, {"mean of f": "below", "f of the mean": "above"}),
            ("x**2", {"compare": "x**2 - 3", "stationary": False}, {"x**2": "above", "x**2 - 3": "below"}),
        ],
    )
    def test_a_note_stands_above_or_below_its_point_as_it_should(self, formula, options, sides):
        animation, axes = drawn(formula, -2, 2, start=(1.9,), **options)
        animation.show(0)
        for text, side in sides.items():
            note = notes(axes)[text]
            (_, height), box = axes.transData.transform(note.xy), note.get_window_extent()
            assert (box.y0 > height + 5) if side == "above" else (box.y1 < height - 5)

    @pytest.mark.parametrize("chord", [(-1.5, 1), (1, -1.5), [np.float64(-1.5), 1]])
    @pytest.mark.parametrize(("formula", "convex"), [("0.5*x**2", True), ("cos(pi*x)", False), ("exp(0.5*x)", True)])
    def test_a_chord_ends_on_the_curve_and_shows_jensens_inequality(self, formula, convex, chord):
        _, axes = drawn(formula, -2, 2, chord=chord)
        f = on(formula, -2, 2)
        (line,) = [line for line in axes.lines if line.get_markersize() == 5 and line.get_linestyle() == "-"]
        np.testing.assert_allclose(sorted(points_of(line).tolist()), [(-1.5, f([-1.5]).item()), (1, f([1.0]).item())])
        above, below = notes(axes)["mean of f"].xy, notes(axes)["f of the mean"].xy
        assert above[0] == below[0] == -0.25
        assert above[1] == pytest.approx(points_of(line)[:, 1].mean())
        assert below[1] == pytest.approx(f([-0.25]).item())
        assert (above[1] > below[1]) == convex

    @pytest.mark.parametrize("others", ["x**2", lambda x: x[0] ** 2, ["x**2", "x**4"], tv.objective("x**2")])
    def test_other_functions_are_drawn_beside_it_on_its_domain(self, others):
        _, axes = drawn(compare=others)
        dashed = [line for line in axes.lines if line.get_linestyle() == "--"]
        assert len(dashed) == (2 if isinstance(others, list) else 1)
        for power, line in zip((2, 4), dashed, strict=False):
            x, y = points_of(line).T
            np.testing.assert_allclose(y, x**power, atol=1e-12)
            assert (x[0], x[-1]) == (-1, 2)

    def test_the_names_of_curves_stand_where_these_are_apart(self):
        formulas = ["x*cos(pi*x) + 0.2*cos(5*pi*x)", "x*cos(pi*x)"]
        _, axes = drawn(formulas[0], 0.5, 1.5, start=(0.6,), compare=formulas[1])
        for own, other in (formulas, formulas[::-1]):
            x, y = notes(axes)[own].xy
            assert y == pytest.approx(on(own, 0.5, 1.5)([x]).item())
            assert y - on(other, 0.5, 1.5)([x]).item() > 0.15

    @pytest.mark.parametrize(("formula", "other"), [("log(x)", "2*log(x)"), ("x**2", "x**2"), ("1/x", "log(x - 1)")])
    def test_curves_without_a_value_here_and_there_are_compared(self, formula, other):
        _, axes = drawn(formula, 0, 2, start=(1.5,), compare=[other, "x"], stationary=False)
        assert {formula, other, "x"} == set(notes(axes))

    def test_compared_curves_are_named(self):
        risk = tv.Objective(lambda x: x[0] ** 2, "expected risk", domain=[(-1, 2)])
        _, axes = drawn(compare=risk)
        x, y = notes(axes)["expected risk"].xy
        assert y == pytest.approx(x**2)

    @pytest.mark.parametrize(
        ("formula", "low", "high", "options"),
        [
            ("0.5*x**2", -2, 2, {"chord": (-1.5, 1)}),
            ("cos(pi*x)", -2, 2, {"chord": (-1.5, 1)}),
            ("x*cos(pi*x) + 0.2*cos(5*pi*x)", 0.5, 1.5, {"compare": "x*cos(pi*x)"}),
            ("x**2", -1, 1, {"annotate": {"this is the first": 0, "this is the second": 0.02, "third": -0.02}}),
            ("tanh(x)", -2, 5, {"annotate": {"at the very edge of the domain": 5, "and at the other": -2}}),
        ],
    )
    def test_notes_cover_neither_each_other_nor_the_edge(self, formula, low, high, options):
        animation, axes = drawn(formula, low, high, start=(high - 0.1,), **options)
        animation.show(0)
        texts = list(notes(axes).values())
        assert len(texts) >= 2
        boxes = [text.get_window_extent() for text in texts]
        # get_window_extent() of an annotation without an arrow is that of its text.
        assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
        room = axes.get_window_extent().padded(1)
        assert all(room.containsx(box.x0) and room.containsx(box.x1) for box in boxes)
        assert all(room.containsy(box.y0) and room.containsy(box.y1) for box in boxes)

    def test_a_constant_function_is_a_level_line(self):
        _, axes = drawn("0*x + 3", -1, 1, start=(0.5,))
        assert set(points_of(axes.lines[0])[:, 1]) == {3}

    def test_a_ball_that_leaves_is_pointed_at_from_the_edge(self):
        animation, axes = drawn("x**2", -1, 1, method="GD(lr=1.5)", start=(0.5,), steps=3)
        animation.show(3)
        pointer = max(axes.lines, key=lambda line: line.get_zorder())
        assert pointer.get_visible()
        assert abs(animation.trajectories[0].path[-1, 0]) > 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"chord": (0, 1, 2)}, r"chord must be 2 finite numbers, not \(0, 1, 2\)"),
        ({"chord": (0, 9)}, r"ends of a chord must be numbers from -1 to 2 .*not \(0, 9\)"),
        ({"chord": "wide"}, r"chord must be 2 finite numbers, not 'wide'"),
        ({"chord": (1, float("nan"))}, r"chord must be 2 finite numbers, not .*nan"),
        ({"chord": 1}, r"chord must be 2 finite numbers, not 1"),
        ({"annotate": {"here": "there"}}, r"points to annotate must be numbers .*not \['there'\]"),
        ({"annotate": {"here": float("inf")}}, r"points to annotate must be numbers .*not \[inf\]"),
        ({"annotate": {"here": 2.5}}, r"points to annotate must be numbers from -1 to 2"),
        ({"annotate": "here"}, r"annotate must be a mapping, not 'here'"),
        ({"compare": "cosin(x)"}, r"cosin"),
        ({"compare": "x + y"}, r"2 coordinates, more than the 1"),
        ({"compare": 3}, r"compare must be .*not 3"),
        ({"compare": [3]}, r"an objective is"),
        ({"compares": "x"}, r"compare"),
    ],
    ids=str,
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(options, message):
    with pytest.raises(tv.TrajvizError, match=message) as refusal:
        drawn(**options)
    assert "\n" not in str(refusal.value)


def test_a_function_without_a_finite_value_is_refused():
    with pytest.raises(tv.TrajvizError, match="no finite value"):
        drawn("log(x)", -3, -1, start=(-2,))
