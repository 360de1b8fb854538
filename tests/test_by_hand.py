"""Methods written by hand that no framework has, held against closed forms, NumPy's linear algebra and SciPy."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, NonlinearConstraint, least_squares, linprog, lsq_linear, minimize
from scipy.sparse.linalg import cg
from test_optimizers import path_of

import trajviz as tv
from trajviz.errors import TrajvizError
from trajviz.functions import Objective, objectives
from trajviz.functions.projection import furthest_feasible, nearest_feasible
from trajviz.methods import as_optimizer, optimizers

SEEDS = st.integers(0, 10_000)


def convex(seed, dimension=3):
    """Return a matrix with curvatures from 1 to 10, a vector, and a start."""
    rng = np.random.default_rng(seed)
    turned, _ = np.linalg.qr(rng.normal(size=(dimension, dimension)))
    return (
        turned @ np.diag(rng.uniform(1, 10, dimension)) @ turned.T,
        rng.normal(size=dimension),
        rng.normal(size=dimension),
    )


def quadratic_form(matrix, vector):
    """Return ½ xᵀ A x − bᵀ x, whose stationary point solves A x = b, for batches."""

    def gradient(x):
        return np.tensordot(matrix, x, axes=1) - vector.reshape(-1, *[1] * (x.ndim - 1))

    return Objective(
        lambda x: ((np.tensordot(matrix, x, axes=1) / 2 - vector.reshape(-1, *[1] * (x.ndim - 1))) * x).sum(axis=0),
        "quadratic form",
        domain=[(-1, 1)] * len(vector),
        gradient_function=gradient,
        hessian_function=lambda x: matrix.reshape(*matrix.shape, *[1] * (x.ndim - 1)),
    )


class TestArmijo:
    @given(rate=st.floats(0.1, 50), curvature=st.floats(0.1, 20), c1=st.floats(0.01, 0.9))
    def test_on_a_parabola_the_step_is_the_first_short_enough(self, rate, curvature, c1):
        parabola = Objective(lambda x: 0.5 * curvature * x[0] ** 2, "parabola", domain=[(-1, 1)])
        longest = 2 * (1 - c1) / curvature  # for which it falls enough
        steps = rate * 0.5 ** np.arange(60)
        expected = 1 - steps[np.argmax(steps <= longest * (1 - 1e-9))] * curvature
        at_border = np.isclose(steps, longest, rtol=1e-8).any()
        path = path_of(as_optimizer(f"Armijo(lr={rate!r}, c1={c1!r})"), parabola, [1.0], steps=1)
        assert at_border or path[0, 0] == pytest.approx(expected, rel=1e-9, abs=1e-12)

    @pytest.mark.parametrize("name", ["rosenbrock", "camel", "himmelblau", "beale", "levy"])
    def test_it_falls_enough_at_every_step_and_twice_the_step_would_not(self, name):
        f = objectives[name]
        path = np.vstack([[f.start], path_of(optimizers["Armijo"], f, f.start, steps=40)])
        for x, y in pairwise(path):
            slope = f.gradient(x)
            rate = np.linalg.norm(y - x) / np.linalg.norm(slope)
            allowed = 1e-12 * (1 + abs(f(x)))
            assert f(y) <= f(x) - 1e-4 * rate * slope @ slope + allowed
            if rate < 0.9:
                assert f(x - 2 * rate * slope) > f(x) - 2e-4 * rate * slope @ slope - allowed


class TestBarzilaiBorwein:
    @pytest.mark.parametrize("short", [False, True])
    @given(seed=SEEDS)
    def test_the_rate_is_the_inverse_of_a_rayleigh_quotient(self, short, seed):
        matrix, vector, start = convex(seed)
        path = np.vstack(
            [[start], path_of(as_optimizer(f"BB(short={short})"), quadratic_form(matrix, vector), start, 12)]
        )
        for before, here, after in zip(path, path[1:], path[2:], strict=False):
            step, slope = here - before, matrix @ here - vector
            if np.linalg.norm(slope) < 1e-6:
                break
            curved = matrix @ step
            rate = step @ curved / (curved @ curved) if short else step @ step / (step @ curved)
            np.testing.assert_allclose(after, here - rate * slope, rtol=1e-6, atol=1e-8)

    def test_it_arrives_where_gradient_descent_is_slow(self):
        f = objectives["elongated"]
        run = tv.trace(f, "BB", steps=60)
        assert run.outcome == "converged"


class TestPolyak:
    def test_asks_for_a_minimum_where_none_is_known(self):
        f = tv.objective("x**2 + y**2 + 3")
        with pytest.raises(TrajvizError, match=r"Polyak needs a known minimum.*Polyak\(target=0\)"):
            tv.trace(f, "Polyak")
        # On a round bowl the step leads half of the way.
        np.testing.assert_allclose(tv.trace(f, "Polyak(target=3)", start=(4, 2), steps=1).path[1], [2, 1])
        np.testing.assert_allclose(tv.trace("sphere", "Polyak", start=(4, 2), steps=1).path[1], [2, 1])


class TestCoordinateDescent:
    @given(seed=SEEDS)
    def test_exact_steps_are_those_of_gauss_and_seidel(self, seed):
        matrix, vector, x = convex(seed)
        path = path_of(as_optimizer("CoordinateDescent(exact=True)"), quadratic_form(matrix, vector), x, steps=9)
        for sweep in range(3):
            # (D + L) x = b - U x₋
            x = np.linalg.solve(np.tril(matrix), vector - np.triu(matrix, 1) @ x)
            np.testing.assert_allclose(path[3 * sweep + 2], x, rtol=1e-8, atol=1e-10)

    @given(seed=SEEDS)
    def test_a_step_is_that_of_gradient_descent_along_one_axis(self, seed):
        matrix, vector, x = convex(seed)
        path = path_of(as_optimizer("CoordinateDescent(lr=0.02)"), quadratic_form(matrix, vector), x, steps=6)
        for t, point in enumerate(path):
            axis = np.eye(3)[t % 3]
            x = x - 0.02 * axis * (matrix @ x - vector)
            np.testing.assert_allclose(point, x, rtol=1e-9, atol=1e-12)


class TestConjugateGradient:
    @pytest.mark.parametrize("rule", ["FR", "PR", "HS", "DY"])
    @given(seed=SEEDS)
    def test_on_a_quadratic_its_steps_are_those_of_the_linear_method(self, rule, seed):
        matrix, vector, start = convex(seed, dimension=4)
        theirs = []
        cg(matrix, vector, x0=start, rtol=1e-14, callback=lambda x: theirs.append(x.copy()), maxiter=4)
        path = path_of(as_optimizer(f"NLCG(rule='{rule}')"), quadratic_form(matrix, vector), start, steps=len(theirs))
        np.testing.assert_allclose(path, theirs, rtol=1e-4, atol=1e-5)

    @pytest.mark.parametrize("rule", ["FR", "PR", "HS", "DY"])
    def test_it_arrives_on_rosenbrock(self, rule):
        run = tv.trace("rosenbrock", f"NLCG(rule='{rule}')", steps=2000)
        assert run.objective.score(run.path[-1]) < 1e-3
        assert (np.diff(run.values) <= 1e-12).all()

    def test_an_unknown_rule_is_answered_with_the_nearest(self):
        with pytest.raises(TrajvizError, match="NLCG: unknown rule 'RP'"):
            tv.trace("sphere", "NLCG(rule='RP')")


@np.errstate(all="ignore")
def test_where_nothing_is_lower_a_line_search_stays():
    for name in ("Armijo", "NLCG"):
        path = path_of(optimizers[name], objectives["sphere"], [0.0, 0.0], steps=4)
        np.testing.assert_array_equal(path, np.zeros((4, 2)))


WITH_RESIDUALS = [name for name, f in objectives.items() if f.residual_function is not None]


class TestResiduals:
    @pytest.mark.parametrize("name", WITH_RESIDUALS)
    def test_the_sum_of_their_squares_is_the_function_and_the_jacobian_their_slope(self, name):
        f = objectives[name]
        points = np.random.default_rng(0).uniform(*np.transpose(f.domain), (40, 2)).T
        np.testing.assert_allclose((f.residuals(points) ** 2).sum(axis=0), f(points), rtol=1e-12)
        gradient = 2 * np.einsum("mk,mdk->dk", f.residuals(points), f.jacobian(points))
        np.testing.assert_allclose(gradient, f.gradient(points), rtol=1e-9, atol=1e-9)

    def test_those_of_data_and_of_a_users_own(self):
        line = tv.learning.linear_regression()
        weights = np.random.default_rng(0).normal(size=(2, 7))
        np.testing.assert_allclose((line.residuals(weights) ** 2).sum(axis=0) / 2, line(weights), rtol=1e-12)
        fit = Objective.from_residuals(lambda x: x[0] * np.arange(5.0)[:, None] - 3, "fit", domain=[(-1, 1)])
        assert fit.residuals([[2.0]]).shape == (5, 1)

    def test_parameters_go_to_the_residuals_too(self):
        f = tv.objective("rosenbrock(a=2, b=10)")
        x = np.array([0.3, -0.7])
        assert (f.residuals(x) ** 2).sum() == pytest.approx(f(x))

    def test_without_any_the_sentence_says_so(self):
        for name in ("Gauss-Newton", "Levenberg-Marquardt"):
            with pytest.raises(TrajvizError, match=f"^{name} needs residuals, .* and camel does not have that"):
                tv.trace("camel", name)
        with pytest.raises(TrajvizError, match="camel is not made of residuals"):
            objectives["camel"].residuals([0, 0])

    @given(seed=SEEDS)
    def test_gauss_newton_solves_linear_least_squares_in_a_step(self, seed):
        rng = np.random.default_rng(seed)
        inputs, targets, start = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=3)
        f = tv.learning.least_squares(inputs, targets)
        path = path_of(optimizers["Gauss-Newton"], f, start, steps=1)
        np.testing.assert_allclose(path[0], np.linalg.lstsq(inputs, targets)[0], rtol=1e-8, atol=1e-9)

    @pytest.mark.parametrize("name", WITH_RESIDUALS)
    def test_each_step_of_gauss_newton_solves_its_linear_model(self, name):
        f = objectives[name]
        x = np.array(f.start, dtype=float)
        for point in path_of(as_optimizer("Gauss-Newton(lr=0.5)"), f, x, steps=5):
            x = x - 0.5 * np.linalg.lstsq(f.jacobian(x), f.residuals(x))[0]
            np.testing.assert_allclose(point, x, rtol=1e-8, atol=1e-9)

    @pytest.mark.parametrize("name", WITH_RESIDUALS)
    def test_levenberg_and_marquardt_arrive_where_scipy_arrives(self, name):
        f = objectives[name]
        start = np.add(f.minima[0], (0.3, -0.2))
        theirs = least_squares(f.residuals, start, jac=f.jacobian, method="lm", xtol=1e-14, ftol=1e-14, gtol=1e-14)
        run = tv.trace(f, "LM", start=start, steps=300)
        np.testing.assert_allclose(run.path[-1], theirs.x, atol=1e-6)
        assert run.outcome == "converged"
        assert (np.diff(run.values) <= 0).all()

    @given(seed=SEEDS, damping=st.floats(1e-6, 10))
    def test_its_first_step_is_the_damped_least_squares(self, seed, damping):
        rng = np.random.default_rng(seed)
        inputs, targets, start = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=3)
        strength = damping * (inputs**2).sum(axis=0).max()
        more = np.vstack([inputs, np.sqrt(strength) * np.eye(3)])
        step = np.linalg.lstsq(more, np.concatenate([targets - inputs @ start, np.zeros(3)]))[0]
        f = tv.learning.least_squares(inputs, targets)
        path = path_of(as_optimizer(f"LM(damping={damping!r})"), f, start, steps=1)
        np.testing.assert_allclose(path[0], start + step, rtol=1e-6, atol=1e-8)

    @pytest.mark.parametrize("name", ["Gauss-Newton", "Levenberg-Marquardt"])
    def test_one_start_moves_as_it_does_in_a_batch(self, name):
        f = objectives["himmelblau"]
        starts = np.random.default_rng(0).uniform(-5, 5, (2, 3, 4))
        batch = path_of(optimizers[name], f, starts, steps=12)
        for index in np.ndindex(3, 4):
            alone = path_of(optimizers[name], f, starts[:, *index], steps=12)
            np.testing.assert_allclose(batch[:, :, *index], alone, rtol=1e-7, atol=1e-7)

    @pytest.mark.parametrize("name", ["Gauss-Newton", "Levenberg-Marquardt"])
    def test_what_is_no_number_spoils_its_own_start_only(self, name):
        f = Objective.from_residuals(lambda x: [np.log(x[0]), x[1] - 1], "logarithm", domain=[(-1, 1)] * 2)
        path = path_of(optimizers[name], f, np.array([[-1.0, 0.5], [0.0, 0.0]]), steps=20)
        assert np.isnan(path[-1, :, 0]).all()
        np.testing.assert_allclose(path[-1, :, 1], [1, 1], atol=1e-6)

    def test_evaluations_are_counted(self):
        run = tv.trace("rosenbrock", "Gauss-Newton", steps=1)
        assert (run.nfev, run.njev) == (1, 1)


def feasible_set(seed):
    """Return bounds and constraints of a convex set around the origin, and SciPy's constraints."""
    rng = np.random.default_rng(seed)
    row, radius = rng.normal(size=2), rng.uniform(0.5, 2)
    f = objectives["sphere"].constrained(
        LinearConstraint(row, -np.inf, 0.7), NonlinearConstraint(lambda x: x[0] ** 2 + x[1] ** 2, -np.inf, radius**2)
    )
    return [(-1.0, 1.5), (-0.5, np.inf)], f.constraints


class TestProjection:
    @settings(max_examples=15)
    @given(seed=SEEDS)
    def test_nothing_feasible_is_nearer_than_the_projection(self, seed):
        bounds, constraints = feasible_set(seed)
        rng = np.random.default_rng(seed)
        points = rng.uniform(-3, 3, (2, 5))
        nearest = nearest_feasible(points, bounds, constraints)
        f = objectives["sphere"].bounded(bounds).constrained(*constraints)
        assert (f.violation(nearest) <= 1e-6).all()
        # A projection onto a convex set P: (z - P z)·(y - P z) <= 0 for every feasible y.
        others = rng.uniform(-3, 3, (2, 4000))
        inside = (f.violation(others) == 0) & (others[0] >= -1) & (others[0] <= 1.5) & (others[1] >= -0.5)
        angles = np.einsum("dk,dkn->kn", points - nearest, others[:, None, inside] - nearest[..., None])
        assert (angles <= 1e-4).all()

    @pytest.mark.parametrize("radius", [0.5, 1.0, 3.0])
    def test_onto_a_disk_it_is_along_the_radius(self, radius):
        disk = objectives["sphere"].constrained(f"x**2 + y**2 <= {radius}**2").constraints
        points = np.random.default_rng(0).normal(size=(2, 3, 4)) * 3
        lengths = np.hypot(*points)
        expected = points * np.minimum(1, radius / lengths)
        np.testing.assert_allclose(nearest_feasible(points, None, disk), expected, atol=1e-6)

    def test_onto_a_line(self):
        line = objectives["sphere"].constrained("x + 2*y == 3").constraints
        points = np.random.default_rng(0).normal(size=(2, 9))
        expected = points - np.array([[1], [2]]) * (points[0] + 2 * points[1] - 3) / 5
        np.testing.assert_allclose(nearest_feasible(points, None, line), expected, atol=1e-9)

    @settings(max_examples=15)
    @given(seed=SEEDS)
    def test_the_furthest_point_of_a_polygon_is_that_of_a_linear_program(self, seed):
        rng = np.random.default_rng(seed)
        way = rng.normal(size=2)
        bounds = [(-1.0, 2.0), (-1.5, 1.0)]
        sides = LinearConstraint([[1, 1], [1, -2]], -np.inf, [1.2, 2.0])
        constraints = objectives["sphere"].constrained(sides).constraints
        found = furthest_feasible(way, np.zeros(2), bounds, constraints)
        best = linprog(-way, A_ub=sides.A, b_ub=[1.2, 2.0], bounds=bounds)
        assert way @ found == pytest.approx(-best.fun, abs=1e-6)


class TestProjectedMethods:
    @pytest.mark.slow
    @settings(max_examples=15)
    @pytest.mark.parametrize("name", ["ProjectedGD(lr=0.05)", "Frank-Wolfe"])
    @given(seed=SEEDS)
    def test_arrives_where_slsqp_arrives_on_a_convex_function(self, name, seed):
        matrix, vector, _ = convex(seed, dimension=2)
        _, constraints = feasible_set(seed)
        f = quadratic_form(matrix, 5 * vector).bounded([(-1.0, 1.5), (-0.5, 9.0)]).constrained(*constraints)
        told = [NonlinearConstraint(each, each.low, each.high) for each in constraints]
        best = minimize(
            f, (0, 0), jac=f.gradient, method="SLSQP", bounds=f.bounds, constraints=told, options={"ftol": 1e-12}
        )
        run = tv.trace(f, name, start=(0, 0), steps=150)
        assert run.values[-1] <= best.fun + (1e-5 if "GD" in name else 0.05) * (1 + abs(best.fun))
        assert (f.violation(run.path.T) <= 1e-5).all()
        assert not run.free

    @settings(max_examples=15)
    @given(seed=SEEDS)
    def test_within_bounds_projected_descent_clips(self, seed):
        matrix, vector, _ = convex(seed, dimension=2)
        f = quadratic_form(matrix, 5 * vector).bounded((-0.5, 0.5))
        path = tv.trace(f, "ProjectedGD(lr=0.05)", start=(0.1, 0.2), steps=300).path
        best = lsq_linear(
            np.linalg.cholesky(matrix).T, np.linalg.solve(np.linalg.cholesky(matrix), 5 * vector), (-0.5, 0.5)
        )
        np.testing.assert_allclose(path[-1], best.x, atol=1e-6)

    def test_projected_descent_ends_where_its_steps_lead_back(self):
        disk = objectives["rosenbrock"].constrained("x**2 + y**2 <= 1", minima=[(0.78641515, 0.61769831)])
        run = tv.trace(disk, "ProjectedGD(lr=0.002)", start=(-0.3, -0.8), steps=3000)
        assert run.steps < 1500
        assert (run.outcome, run.kind) == ("converged", "global minimum")
        bound = tv.trace(objectives["sphere"].bounded((1, 4)), "ProjectedGD(lr=0.05)", start=(3, 2))
        assert bound.message == "at rest on the bounds x1 = 1 and x2 = 1"
        free = path_of(optimizers["ProjectedGD"], objectives["sphere"], (0.0, 0.0), steps=3)
        np.testing.assert_array_equal(free, np.zeros((3, 2)))

    def test_frank_wolfe_goes_from_corner_to_corner(self):
        f = quadratic_form(np.eye(2), np.array([0.2, -3.0])).bounded((-1, 1))
        path = path_of(optimizers["Frank-Wolfe"], f, (0.0, 0.0), steps=3)
        # s = (1, -1) at first; then the slope of x is 0.8 and 0.2 - 1/3.
        np.testing.assert_allclose(path, [[1, -1], [-1 / 3, -1], [1 / 3, -1]], atol=1e-12)

    def test_frank_wolfe_asks_for_limits(self):
        with pytest.raises(TrajvizError, match="Frank-Wolfe needs bounds or constraints"):
            tv.trace("sphere", "Frank-Wolfe")

    @pytest.mark.parametrize(
        ("bounds", "expected"),
        [
            ((0, 1), lambda x, u: 1 / (1 + (1 - x) / x * np.exp(u))),  # logistic
            ((0, None), lambda x, u: x * np.exp(-u)),  # exponentiated gradient
            ((None, 1), lambda x, u: 1 - (1 - x) * np.exp(u)),
            ((None, None), lambda x, u: x - u),
        ],
    )
    def test_mirror_descent_down_a_slope_has_a_closed_form(self, bounds, expected):
        slope = Objective(lambda x: 2 * x[0] - 3 * x[1], "slope", domain=[(0, 1)] * 2).bounded([bounds, bounds])
        start = np.array([0.3, 0.6])
        path = path_of(as_optimizer("MirrorDescent(lr=0.1)"), slope, start, steps=25)
        for t, point in enumerate(path, start=1):
            np.testing.assert_allclose(point, expected(start, 0.1 * t * np.array([2, -3])), rtol=1e-9)

    def test_mirror_descent_never_reaches_its_bounds(self):
        run = tv.trace(objectives["sphere"].bounded((1, 4)), "MirrorDescent(lr=0.5)", start=(3, 2), steps=200)
        assert (run.path >= 1).all()
        np.testing.assert_allclose(run.path[-1], [1, 1], atol=1e-6)


class TestProximal:
    @pytest.mark.slow
    @settings(max_examples=15)
    @given(seed=SEEDS, l1=st.floats(0.01, 2))
    @pytest.mark.parametrize("name", ["ISTA", "FISTA"])
    def test_arrives_at_the_minimum_of_a_penalised_quadratic(self, name, seed, l1):
        matrix, vector, start = convex(seed)
        f = quadratic_form(matrix, vector)
        path = path_of(as_optimizer(f"{name}(lr=0.05, l1={l1!r})"), f, start, steps=1500)
        # The same in positive and negative parts, which is smooth.
        signs = np.hstack([np.eye(3), -np.eye(3)])
        whole, linear = signs.T @ matrix @ signs, l1 - signs.T @ vector
        best = minimize(
            lambda z: 0.5 * z @ whole @ z + linear @ z, np.zeros(6), jac=lambda z: whole @ z + linear,
            method="L-BFGS-B", bounds=[(0, None)] * 6, options={"ftol": 1e-15, "gtol": 1e-10},
        )  # fmt: skip
        np.testing.assert_allclose(path[-1], signs @ best.x, atol=1e-5)

    @given(l1=st.floats(0, 3))
    def test_a_step_of_one_on_a_round_bowl_is_the_soft_threshold(self, l1):
        f = quadratic_form(np.eye(3), np.array([2.0, -1.0, 0.3]))
        path = path_of(as_optimizer(f"ISTA(lr=1, l1={l1!r})"), f, np.zeros(3), steps=1)
        expected = [max(2 - l1, 0), min(-1 + l1, 0), max(0.3 - l1, 0)]
        np.testing.assert_allclose(path[0], expected, atol=1e-12)

    def test_fista_is_ahead_of_ista(self):
        f = quadratic_form(np.diag([1.0, 0.01, 0.002]), np.array([0.5, 0.4, 0.3]))
        values = [
            f(path_of(as_optimizer(f"{name}(lr=1, l1=0.001)"), f, np.zeros(3), steps=60)[-1])
            for name in ("ISTA", "FISTA")
        ]
        assert values[1] < values[0]


class TestMuon:
    def test_its_matrices_are_those_of_a_network(self):
        net = tv.learning.network((3, 4, 2), np.ones((5, 3)), np.ones((5, 2)))
        x = np.arange(net.dimension, dtype=float)
        pieces = [x[place].reshape(shape) for place, shape in net.matrices]
        for (weights, biases), w, b in zip(net.unpack(x), pieces[::2], pieces[1::2], strict=True):
            np.testing.assert_array_equal(w, weights)
            np.testing.assert_array_equal(b[:, 0], biases)

    @pytest.mark.parametrize("nesterov", [True, False])
    def test_on_a_network_it_steps_as_pytorch_does(self, nesterov, monkeypatch):
        torch = pytest.importorskip("torch")
        monkeypatch.setattr(torch.Tensor, "bfloat16", torch.Tensor.clone)  # to which it would round
        rng = np.random.default_rng(0)
        net = tv.learning.network((3, 5, 2), rng.normal(size=(20, 3)), rng.normal(size=(20, 2)))
        start = np.array(net.start)
        leaves = [torch.tensor(start[place].reshape(shape), requires_grad=True) for place, shape in net.matrices]
        theirs = torch.optim.Muon(leaves, lr=0.02, weight_decay=0.1, momentum=0.9, nesterov=nesterov)
        path = path_of(
            as_optimizer(f"Muon(lr=0.02, momentum=0.9, nesterov={nesterov}, weight_decay=0.1)"), net, start, 20
        )
        for point in path:
            gradient = net.gradient(np.concatenate([leaf.detach().numpy().ravel() for leaf in leaves]))
            for leaf, (place, shape) in zip(leaves, net.matrices, strict=True):
                leaf.grad = torch.tensor(gradient[place].reshape(shape))
            theirs.step()
            ours = [point[place].reshape(shape) for place, shape in net.matrices]
            for leaf, own in zip(leaves, ours, strict=True):
                np.testing.assert_allclose(own, leaf.detach().numpy(), rtol=1e-7, atol=1e-7)

    def test_a_step_has_singular_values_near_one(self):
        net = tv.learning.network((4, 6, 1), np.random.default_rng(0).normal(size=(9, 4)), np.ones((9, 1)))
        start = np.array(net.start)
        step = (path_of(as_optimizer("Muon(lr=1)"), net, start, steps=1)[0] - start)[net.matrices[0][0]].reshape(4, 6)
        values = np.linalg.svd(step, compute_uv=False)
        assert (values < 1.3).all()


class TestSam:
    def test_it_looks_as_far_as_rho_uphill(self):
        asked = []

        def gradient(x):
            asked.append(np.array(x))
            return np.stack([2 * x[0], x[1]])

        bowl = Objective(
            lambda x: x[0] ** 2 + 0.5 * x[1] ** 2, "bowl", domain=[(-5, 5)] * 2, gradient_function=gradient
        )
        path_of(as_optimizer("SAM(rho=0.3)"), bowl, (3.0, 2.0), steps=1)
        here, there = asked[-2:]
        uphill = np.array([6, 2]) / np.hypot(6, 2)
        np.testing.assert_allclose(there - here, 0.3 * uphill)

    def test_it_rests_at_a_minimum_where_there_is_no_uphill(self):
        path = path_of(optimizers["SAM"], objectives["sphere"], (0.0, 0.0), steps=3)
        np.testing.assert_array_equal(path, np.zeros((3, 2)))
