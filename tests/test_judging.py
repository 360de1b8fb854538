"""How a run ended: held against the gradient where it ended, against SciPy's Hessians, and against what is known."""

from __future__ import annotations

import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime

import trajviz as tv
from trajviz.functions.kinds import holding_bounds, kind_of_point
from trajviz.functions.user import from_callable
from trajviz.methods import optimizers
from trajviz.methods.optimizer import Ending
from trajviz.runs.judging import End, judged, tolerance_of

BATCHED = [name for name, optimizer in optimizers.items() if optimizer.batched]
SCIPYS = [name for name in optimizers if name not in BATCHED]


def slope(run):
    return np.linalg.norm(run.objective.gradient(run.path[-1]))


# SHGO samples too few points to see a minimum on the border of its box, and says that it found none.
BINDABLE = [name for name, each in optimizers.items() if each.takes_bounds and name != "SHGO"]


class TestConverged:
    @pytest.mark.slow
    @pytest.mark.parametrize("name", tv.objectives)
    def test_means_at_rest_there_from_every_start_of_the_catalogue(self, name):
        suiting = [optimizer for optimizer in optimizers.values() if optimizer.suits(tv.objective(name))]
        for optimizer in suiting:
            run = tv.trace(name, optimizer, steps=40)
            if run.outcome == "converged" and run.constraints and not run.free:
                assert run.violation <= 1e-6  # on a border the gradient need not vanish
            elif run.outcome == "converged":
                assert slope(run) <= tolerance_of(optimizer, 1e-6), f"{optimizer}: {run.message}"
            else:
                assert not run.message.startswith("at rest")

    @settings(max_examples=60, deadline=None)
    @given(
        name=st.sampled_from(["sphere", "quadratic", "camel", "saddle", "rosenbrock", "salomon", "xin_she_yang_2"]),
        method=st.sampled_from(["Momentum", "Nesterov", "Adam", "GD", "Nadam", "RMSprop"]),
        lr=st.floats(1e-3, 2.0),
        start=st.tuples(*[st.floats(-2, 2).map(lambda x: round(x, 1))] * 2),
        tolerance=st.sampled_from([1e-2, 1e-6]),
    )
    @example(name="sphere", method="Momentum", lr=0.5, start=(1.0, 1.0), tolerance=1e-6)
    @example(name="quadratic", method="Momentum", lr=0.5, start=(-2.0, 0.0), tolerance=1e-6)
    def test_means_at_rest_there_at_any_rate(self, name, method, lr, start, tolerance):
        run = tv.trace(name, f"{method}(lr={lr})", start, steps=80, tolerance=tolerance)
        assert run.outcome != "converged" or slope(run) <= tolerance

    @pytest.mark.parametrize(
        ("optimizer", "tolerance", "expected"),
        [
            ("GD", 1e-3, 1e-3),
            ("BFGS", 1e-6, 1e-5),
            ("BFGS(gtol=1e-3)", 1e-6, 1e-3),
            ("BFGS(gtol=1e-9)", 1e-6, 1e-6),
            ("TNC", 1e-6, 1e-5),
            ("Nelder-Mead", 1e-6, 1e-5),
            ("trust-exact", 1e-6, 1e-4),
            ("Powell", 1e-2, 1e-2),
        ],
    )
    def test_tolerance_is_that_of_the_method(self, optimizer, tolerance, expected):
        assert tolerance_of(tv.optimizer(optimizer), tolerance) == expected

    def test_method_that_uses_no_gradients_does_not_read_like_a_failure(self):
        run = tv.trace("camel", "Nelder-Mead")
        assert run.outcome == "completed"
        assert run.message == f"stopped by Nelder-Mead's own rule next to the global minimum, |∇f| = {slope(run):.1e}"
        assert run.kind == "global minimum"

    def test_at_a_kink_the_place_is_told(self):
        run = tv.trace("ackley", "Powell")
        assert slope(run) > 1
        assert (run.outcome, run.kind) == ("completed", "global minimum")

    def test_what_scipy_calls_a_failure_is_judged_by_where_it_ended(self):
        run = tv.trace("dekkers_aarts", "CG")  # rounding leaves the line search nothing to find
        assert run.distance_to(run.objective.minima) < 1e-5
        assert run.outcome in ("completed", "converged")
        assert run.kind == "global minimum"

    def test_generator_that_ends_is_judged_by_where_it_ended(self):
        def leaps(objective, x, *, length=1.0):
            yield x - length * objective.gradient(x) / 2

        assert tv.trace("sphere", leaps, (3.0, -2.0)).message == "at rest at the global minimum"
        short = tv.trace("sphere", tv.optimizer(leaps).with_hyperparameters(length=0.5), (3.0, -2.0))
        assert short.outcome == "completed"
        assert short.message == "stopped by leaps's own rule, |∇f| = 3.6e+00"


def quadratic_form(curvatures, angle, widths=(1.0, 1.0)):
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    a = turn @ np.diag(curvatures) @ turn.T

    def function(x):
        return 0.5 * (a[0, 0] * x[0] ** 2 + 2 * a[0, 1] * x[0] * x[1] + a[1, 1] * x[1] ** 2)

    return tv.Objective(function, "form", domain=[(-w, w) for w in widths])


class TestKind:
    @settings(max_examples=60, deadline=None)
    @given(
        sizes=st.tuples(*[st.floats(-3, 3).map(lambda x: 10**x)] * 2),
        signs=st.tuples(*[st.sampled_from([-1, 1])] * 2),
        angle=st.floats(0, 3),
        widths=st.tuples(*[st.sampled_from([0.1, 1.0, 100.0])] * 2),
        exponent=st.integers(-6, 6),
    )
    def test_is_that_of_the_eigenvalues_whatever_the_units(self, sizes, signs, angle, widths, exponent):
        objective = quadratic_form(10.0**exponent * np.multiply(sizes, signs), angle, widths)
        expected = {2: "local minimum", 0: "saddle point", -2: "local maximum"}[sum(signs)]
        x = np.zeros(2)
        assert kind_of_point(objective, x, 0.0, objective.gradient(x), 1e-13) == expected

    @pytest.mark.parametrize(
        ("objective", "optimizer", "start", "message"),
        [
            ("saddle", "GD(lr=0.2)", (10, 0), "at rest at a saddle point"),
            ("camel", "BFGS", (1.6, -0.8), "at rest at a local minimum; the global one is lower"),
            ("camel", "GD(lr=0.05)", (-1.0, -0.5), "at rest at the global minimum"),
            ("camel", "GD(lr=0.05)", (0.0, 0.0), "at rest at a saddle point"),
            ("cos(x) + cos(y)", "BFGS", (3.0, 3.5), "at rest at a local minimum"),
            ("cos(x) + cos(y)", "GD", (0.0, 0.0), "at rest at a local maximum"),
            ("0*x + y*0 + 2", "GD", (1.0, 1.0), "at rest on flat ground"),
            ("easom", "GD", (80.0, 80.0), "at rest on flat ground"),
        ],
    )
    def test_is_told(self, objective, optimizer, start, message):
        run = tv.trace(objective, optimizer, start, steps=400)
        assert (run.outcome, run.message) == ("converged", message)

    @pytest.mark.parametrize("formula", ["x**3 + y**2", "x**4 + y**2", "x**4 + y**4 + x**2", "x**2 * y**2"])
    def test_is_not_told_where_the_curvature_vanishes(self, formula):
        run = tv.trace(formula, "GD(lr=0.3)", (0.4, 0.01), steps=100_000, tolerance=1e-5)
        assert run.outcome == "converged"
        assert run.kind == ""
        assert run.message == f"at rest where |∇f| = {slope(run):.1e}"

    def test_an_inflection_point_is_no_flat_ground(self):
        run = tv.trace("x**3 + 0*y", "GD", (0.0, 0.0))
        assert (run.outcome, run.kind) == ("converged", "")

    def test_is_told_of_a_gradient_that_the_user_gave_without_a_hessian(self):
        def value(x):
            return float(x[0]) ** 2 - float(x[1]) ** 2

        def gradient(x):
            return np.array([2 * float(x[0]), -2 * float(x[1])])

        run = tv.trace(from_callable(value, gradient=gradient), "GD(lr=0.3)", (1.0, 0.0))
        assert run.message == "at rest at a saddle point"

    @settings(deadline=None)
    @given(x=st.floats(-1, 1), y=st.floats(-1, 1), gx=st.floats(-1, 1), gy=st.floats(-1, 1))
    def test_bounds_hold_what_would_go_beyond(self, x, y, gx, gy):
        held = holding_bounds(np.array([x, y]), np.array([gx, gy]), ((-1.0, 1.0), (-np.inf, np.inf)))
        assert held[1] == 0
        assume(abs(x) == 1 or abs(x) < 1 - 1e-6)
        assert held[0] == (-1 if x == -1 and gx > 0 else 1 if x == 1 and gx < 0 else 0)

    def test_survives_a_file(self, tmp_path):
        run = tv.trace("saddle", "GD(lr=0.2)", (10, 0))
        for name in ("run.npz", "run.csv"):
            run.save(tmp_path / name)
            assert tv.Trajectory.load(tmp_path / name).kind == "saddle point"
        text = (tmp_path / "run.csv").read_text()
        (tmp_path / "old.csv").write_text(text.replace('"kind": "saddle point", ', ""))
        assert '"kind"' not in (tmp_path / "old.csv").read_text()
        assert tv.Trajectory.load(tmp_path / "old.csv").kind == ""
        (tmp_path / "odd.csv").write_text(text.replace("saddle point", "a hill", 2))
        with pytest.raises(tv.TrajvizError, match="its kind is 'a hill'"):
            tv.Trajectory.load(tmp_path / "odd.csv")


@pytest.mark.slow
class TestGrowth:
    @settings(max_examples=40, deadline=None)
    @given(rate=st.floats(1.02, 1.6), steps=st.integers(40, 90), y=st.floats(-4, 4))
    def test_too_long_a_rate_diverges(self, rate, steps, y):
        run = tv.trace("quadratic", f"GD(lr={rate})", (-4, y), steps=steps)  # x grows by 2·lr − 1 in each step
        left = 4 * (2 * rate - 1) ** steps > 10
        assert run.outcome == ("diverged" if left else "completed")

    @pytest.mark.parametrize(
        ("objective", "optimizer", "start", "steps", "sentence"),
        [
            ("quadratic", "GD(lr=1.05)", (-4, 4), 60, "the values grow without end, to "),
            ("sphere", "Momentum(lr=2.0)", (1e-4, 0), 30, "the values grow without end, to "),
            ("saddle", "Adadelta", None, 200, "the values fall without end, to "),
        ],
    )
    def test_is_divergence_long_before_it_is_far(self, objective, optimizer, start, steps, sentence):
        run = tv.trace(objective, optimizer, start, steps=steps)
        assert run.outcome == "diverged"
        assert run.message.startswith(sentence)

    @pytest.mark.parametrize(
        ("objective", "optimizer", "start", "steps"),
        [
            ("saddle", "GD(lr=1)", (10, 0), 100),  # jumps for ever
            ("saddle", "Momentum(lr=0.01)", (10, 0.01), 100),  # on its way down
            ("saddle", "GD(lr=0.004)", (10, 0.01), 900),
            ("trefethen", "GD", None, 200),  # swings
            ("shubert", "Momentum", None, 200),
            ("bukin_6", "Momentum", None, 200),
            ("(x - 60)**2 + y**2", "Adam(lr=0.5)", (0, 0), 100),  # a minimum far off
        ],
    )
    def test_swings_and_long_ways_are_none(self, objective, optimizer, start, steps):
        assert tv.trace(objective, optimizer, start, steps=steps).outcome in ("completed", "converged")

    def test_minimum_far_outside_the_domain_is_converged(self):
        run = tv.trace("(x - 300)**2 + (y - 100)**2 / 7", "BFGS", (0, 0))
        assert (run.outcome, run.kind) == ("converged", "local minimum")


KINKS = {
    "norm squared": lambda x: anp.linalg.norm(x) ** 2,
    "norm": lambda x: anp.linalg.norm(x),
    "root of squares": lambda x: anp.sqrt(x[0] ** 2 + 3 * x[1] ** 2),
    "norm to 3/2": lambda x: anp.linalg.norm(x) ** 1.5,
    "absolute values": lambda x: anp.abs(x[0]) + anp.sqrt(anp.abs(x[1]) ** 3),
    "bowl and norm": lambda x: x[0] ** 2 + x[1] ** 2 + anp.linalg.norm(x),
}


class TestGradientThatIsNan:
    @pytest.mark.slow
    @pytest.mark.parametrize("kink", KINKS)
    @pytest.mark.parametrize("optimizer", ["GD(lr=0.5)", "GD(lr=0.1)", "BFGS", "Adam(lr=0.1)", "L-BFGS-B", "CG"])
    @pytest.mark.parametrize("start", [(3.0, -4.0), (0.0, 0.0), (0.0, 1.0)])
    def test_at_the_minimum_of_a_kink_nothing_overflows(self, kink, optimizer, start):
        run = tv.trace(KINKS[kink], optimizer, start, steps=60)
        assert run.outcome in ("converged", "completed") or "precision loss" in run.message, run.message
        assert "overflow" not in run.message
        assert np.isfinite(run.path).all()
        if start == (0.0, 0.0):
            assert run.outcome == "converged"
            assert (run.path == 0).all()

    @pytest.mark.parametrize("start", [(3.0, -4.0), (0.0, 0.0)])
    def test_newton_ends_where_the_hessian_is_nan_and_the_gradient_zero(self, start):
        run = tv.trace(KINKS["norm squared"], "Newton", start)
        assert run.outcome == "converged"
        assert (run.path[-1] == 0).all()

    @pytest.mark.slow
    @settings(deadline=None)
    @given(a=st.floats(-2, 2), b=st.floats(-2, 2))
    def test_it_is_the_mean_of_the_two_sides(self, a, b):
        objective = tv.objective(lambda x: anp.linalg.norm(x) + a * x[0] + b * x[1])
        np.testing.assert_allclose(objective.gradient([0.0, 0.0]), [a, b], atol=1e-8)
        batch = objective.gradient([[0.0, 1.0, 0.0], [0.0, 2.0, -1.0]])
        np.testing.assert_allclose(batch[:, 0], [a, b], atol=1e-8)
        for i, point in enumerate([(1.0, 2.0), (0.0, -1.0)]):
            np.testing.assert_allclose(batch[:, i + 1], approx_fprime(point, objective.__call__), atol=1e-6)

    def test_where_one_side_has_no_value_it_is_that_of_the_other(self):
        objective = tv.objective(lambda x: x[0] * anp.sqrt(x[0]) + 2 * x[0] + x[1] ** 2, domain=(0, 5))
        np.testing.assert_allclose(objective.gradient([0.0, 3.0]), [2.0, 6.0], atol=1e-2)

    def test_where_there_is_none_the_run_says_so(self):
        bad = tv.Objective(
            lambda x: x[0] ** 2 + x[1] ** 2,
            "bad",
            domain=[(-5, 5)] * 2,
            gradient_function=lambda x: 2 * x,
            hessian_function=lambda x: np.diag([np.nan if x[0] < 1 else 2.0, 2.0]),
        )
        run = tv.trace(bad, "Newton(lr=0.5)", (3.0, 0.0))
        assert run.outcome == "failed"
        assert "Hessian" in run.message
        assert np.isfinite(run.path).all()

    @pytest.mark.parametrize("name", ["CG", "BFGS", "L-BFGS-B"])
    def test_noise_that_ends_a_line_search_is_told(self, name):
        runs = [tv.trace(tv.objective("quadratic").noisy(20.0, seed), name, (-4, 4)) for seed in range(5)]
        failed = [run for run in runs if run.outcome == "failed"]
        assert failed
        assert all(run.message.startswith("gave up, as the gradient is noisy: ") for run in failed)


class TestBounds:
    """A bound that holds a run back is where it comes to rest."""

    def test_on_a_bound_the_projected_gradient_is_judged(self):
        objective = tv.objective("x**2 + (y + 4)**2").bounded([(None, None), (-1, 3)])
        optimizer = optimizers["L-BFGS-B"]
        path = np.array([[1.0, 1.0], [0.0, -1.0]])
        end = End(optimizer, objective, 1e-5, Ending(True, "done"), tells_kind=True)
        verdict = judged(path, objective(path.T), 1, end, lost=False)
        assert verdict == ("converged", "at rest on the bound x2 = -1", "bound")
        off = np.array([[1.0, 1.0], [0.5, -1.0]])
        assert judged(off, objective(off.T), 1, end, lost=False).outcome == "completed"

    @pytest.mark.parametrize("method", BINDABLE)
    def test_a_run_that_a_bound_stops_says_so(self, method):
        steps = 2000 if optimizers[method].batched else 200
        run = tv.trace("x**2 + (y + 4)**2", method, (2.0, 1.0), steps, bounds=[(-3, 3), (-1, 3)])
        assert run.path[-1] == pytest.approx([0, -1], abs=1e-2)
        assert "x2 = -1" in run.message or run.outcome == "completed"
        assert run.kind == "bound" or not run.message.startswith("at rest")
