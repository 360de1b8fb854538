"""Methods that search a box: held against SciPy's and cma's own runs, and against the rule of a swarm."""

from __future__ import annotations

import sys
from itertools import pairwise

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st

import trajviz as tv
from trajviz.errors import TrajvizError
from trajviz.methods import optimizers

OF_SCIPY = ["Differential evolution", "Dual annealing", "Basin hopping", "SHGO", "DIRECT", "Brute force"]
SEEDED = ["Differential evolution", "Dual annealing", "Basin hopping", "Particle swarm", "CMA-ES"]
FUNCTIONS = ["rastrigin", "himmelblau", "ackley", "camel", "branin"]


def scipys(name, objective, box, start, seed):
    """Return the result of SciPy's own call."""

    def f(x):
        return float(objective(x))

    bounds = [(float(low), float(high)) for low, high in box]
    calls = {
        "Differential evolution": lambda: scipy.optimize.differential_evolution(f, bounds, rng=seed, x0=start),
        "Dual annealing": lambda: scipy.optimize.dual_annealing(f, bounds, rng=seed, x0=start),
        "Basin hopping": lambda: scipy.optimize.basinhopping(
            f, start, rng=seed, minimizer_kwargs={"method": "BFGS", "jac": objective.gradient}
        ),
        "SHGO": lambda: scipy.optimize.shgo(f, bounds),
        "DIRECT": lambda: scipy.optimize.direct(f, bounds),
    }
    if name == "Brute force":
        return scipy.optimize.brute(f, tuple(bounds))
    return calls[name]().x


def run_of(spec, objective="rastrigin", **more):
    if spec.startswith("CMA"):
        pytest.importorskip("cma")
    return tv.trace(objective, spec, steps=10**4, **more)


class TestScipy:
    @pytest.mark.slow
    @pytest.mark.parametrize("function", ["rastrigin", "himmelblau", "camel"])
    @pytest.mark.parametrize("name", OF_SCIPY)
    def test_the_answer_is_scipys(self, name, function):
        spec = f"{name}(seed=3)" if name in SEEDED else name
        run = run_of(spec, function)
        objective = tv.objective(function)
        np.testing.assert_array_equal(run.path[-1], scipys(name, objective, objective.domain, objective.start, 3))
        assert run.nfev + run.njev == run.evaluations[-1]

    @pytest.mark.parametrize("updating", ["immediate", "deferred"])
    def test_generations_are_scipys(self, updating):
        populations, best = [], []

        def note(intermediate_result):
            populations.append(intermediate_result.population.copy())
            best.append(intermediate_result.x.copy())

        f = tv.objective("ackley")
        scipy.optimize.differential_evolution(
            lambda x: float(f(x)), f.domain, rng=5, x0=f.start, callback=note, updating=updating
        )
        run = run_of(f"DE(seed=5, updating={updating!r})", "ackley")
        told = run.details["population"]
        np.testing.assert_array_equal(run.path[1 : len(best) + 1], best)
        for own, theirs in zip(told[1:], populations, strict=False):
            assert sorted(map(tuple, own)) == sorted(map(tuple, theirs))
        for before, after in pairwise(told[:25]):
            known = {tuple(point) for point in before}
            stays = [tuple(point) in known for point in after]
            np.testing.assert_array_equal(before[stays], after[stays])  # each individual in its place

    def test_the_start_is_in_the_first_population(self):
        run = run_of("DE", "himmelblau", start=(1.0, 2.0))
        assert (np.abs(run.details["population"][0] - [1.0, 2.0]) < 1e-12).all(axis=1).any()

    @pytest.mark.parametrize("name", ["Dual annealing", "DIRECT", "SHGO(iters=2)", "Brute force"])
    def test_points_left_behind_are_those_that_were_tried(self, name):
        asked = []
        f = tv.objective("himmelblau")

        def noted(x):
            if isinstance(x, np.ndarray):
                asked.append(x.copy())
            return f.function(x)

        noting = tv.Objective(noted, "mine", domain=f.domain, start=f.start)
        run = run_of(name, noting, details="population")
        tried = run.details["tried"]
        told = tried[np.isfinite(tried).all(axis=2)]
        np.testing.assert_array_equal(told, asked[: len(told)])
        assert len(told) <= run.nfev

    def test_hops_lead_from_basin_to_basin(self):
        run = run_of("Basin hopping(niter=15)", "himmelblau")
        tried = run.details["tried"][1:17, 0]
        assert (np.linalg.norm(run.objective.gradient(tried.T), axis=0) < 1e-3).all()
        moved = run.accepted[1:17]
        np.testing.assert_array_equal(run.path[1:17][moved], tried[moved])

    def test_a_grid_is_tried_line_by_line(self):
        run = run_of("Brute force(Ns=7, polish=False)", "himmelblau")
        assert run.steps == 7
        assert run.nfev == 49
        assert run.evaluations.tolist() == [0, 7, 14, 21, 28, 35, 42, 49]
        assert (np.diff(run.values[1:]) <= 0).all()
        low, high = np.array(run.objective.domain).T
        grid = np.stack(np.meshgrid(*np.linspace(low, high, 7).T, indexing="ij"), axis=-1).reshape(-1, 2)
        assert run.values[-1] == run.objective(grid.T).min()
        with pytest.raises(TrajvizError, match=r"^Brute force needs a grid of at most 10000000 points, and "):
            tv.trace("sphere", "Brute force(Ns=20)", start=np.ones(10))

    def test_options_that_scipy_refuses(self):
        with pytest.raises(TrajvizError, match=r"^Differential evolution can not run with these options: "):
            run_of("DE(strategy='worst')")
        with pytest.raises(TrajvizError, match="popsize must be a positive integer, not 0"):
            tv.optimizer("DE(popsize=0)")


class TestBox:
    @pytest.mark.slow
    @pytest.mark.parametrize("name", [*OF_SCIPY, "Particle swarm", "CMA-ES"])
    def test_bounds_hold_whatever_is_tried(self, name):
        bounds = [(-1.0, 2.0), (0.5, 3.0)]
        run = run_of(name, "himmelblau", start=(0.0, 1.0), bounds=bounds, details="population,probes")
        low, high = np.array(bounds).T
        asked = run.details["probes"][run.details["asked"] == "value"]
        if name != "Basin hopping":  # which hops out and descends from within
            assert ((low - 1e-12 <= asked) & (asked <= high + 1e-12)).all()
        assert ((low - 1e-9 <= run.path) & (run.path <= high + 1e-9)).all()
        assert not run.free

    @pytest.mark.parametrize("name", ["DE", "Dual annealing", "DIRECT", "SHGO", "Brute force", "PSO"])
    def test_reaches_as_far_as_the_start_where_there_are_no_bounds(self, name):
        run = tv.trace("himmelblau", name, start=(7.0, 0.0), steps=3, details="probes")
        assert run.outcome != "failed"

    @pytest.mark.parametrize("name", ["DE", "PSO"])
    def test_bounds_must_be_finite(self, name):
        with pytest.raises(TrajvizError, match=r"searches a box; give it bounds that are finite"):
            tv.trace("himmelblau", name, bounds=[(None, 5), (-5, 5)])


class TestSeeds:
    @pytest.mark.slow
    @pytest.mark.parametrize("name", SEEDED)
    def test_make_runs_the_same_and_others_different(self, name):
        one, again, other = (
            run_of(f"{name}(seed={seed})", "rastrigin", tolerance=1e-6).path[:8] for seed in (1, 1, 2)
        )  # fmt: skip
        np.testing.assert_array_equal(one, again)
        assert not np.array_equal(one, other)

    @pytest.mark.slow
    @pytest.mark.parametrize("name", SEEDED)
    def test_leave_the_world_s_numbers_alone(self, name):
        np.random.seed(7)  # noqa: NPY002 - that is what is left alone
        before = np.random.get_state()[1].copy()  # noqa: NPY002
        run_of(name, "himmelblau")
        np.testing.assert_array_equal(before, np.random.get_state()[1])  # noqa: NPY002

    @pytest.mark.parametrize("seed", [-1, 2**32, 0.5, "x"])
    def test_must_be_numbers(self, seed):
        with pytest.raises(TrajvizError, match="seed must be an integer from 0 to 4294967295"):
            optimizers["Particle swarm"].with_hyperparameters(seed=seed)


class TestSwarm:
    @pytest.mark.slow
    @pytest.mark.parametrize("function", ["rastrigin", "himmelblau", "ackley", "camel", "branin"])
    def test_finds_the_global_minimum(self, function):
        run = tv.trace(function, "Particle swarm(particles=30)", steps=300)
        assert run.values[-1] == pytest.approx(run.objective.minimum, abs=1e-6)
        assert (np.diff(run.values[1:]) <= 0).all()

    @settings(max_examples=25)
    @given(st.integers(0, 10**6), st.sampled_from(FUNCTIONS))
    def test_flies_by_the_rule(self, seed, function):
        run = tv.trace(function, optimizers["Particle swarm"].with_hyperparameters(particles=6, seed=seed), steps=12)
        swarm = run.details["population"]
        values = run.objective(np.moveaxis(swarm, 2, 0))
        for row in range(1, len(run) - 1):
            places = values[: row + 1].argmin(axis=0)
            own = swarm[places, np.arange(6)]
            best = own[values[places, np.arange(6)].argmin()]
            np.testing.assert_array_equal(run.path[row], best)
            pull = swarm[row + 1] - swarm[row] - 0.7298 * (swarm[row] - swarm[row - 1])
            # Each pull is a share, from nothing to all, of the way to the own best, and another of that to the best.
            ways = 1.49618 * np.stack([own - swarm[row], best - swarm[row]])
            low, high = np.minimum(ways, 0).sum(axis=0), np.maximum(ways, 0).sum(axis=0)
            assert ((low - 1e-9 <= pull) & (pull <= high + 1e-9)).all()

    def test_without_pulls_it_flies_straight_on_and_slows_down(self):
        run = tv.trace("sphere", "Particle swarm(inertia=0.5, cognitive=0.0, social=0.0)", (1.0, 1.0), steps=6)
        swarm = run.details["population"]
        first = swarm[1] - swarm[0]
        for row in range(7):
            np.testing.assert_allclose(swarm[row], swarm[0] + first * (2 - 2.0 ** (1 - row)), atol=1e-12)

    def test_begins_at_the_start(self):
        run = tv.trace("himmelblau", "PSO(particles=4)", (1.0, -2.0), steps=2)
        assert run.details["population"][0, 0].tolist() == [1.0, -2.0]
        assert run.details["population"].shape == (3, 4, 2)


class TestCma:
    def test_is_cma_s_own_run(self):
        cma = pytest.importorskip("cma")
        f = tv.objective("rosenbrock")
        random = np.random.default_rng(4)
        options = {"verbose": -9, "verb_log": 0, "seed": np.nan, "randn": lambda *shape: random.standard_normal(shape)}
        strategy = cma.CMAEvolutionStrategy(list(f.start), 0.5, options)
        run = run_of("CMA-ES(sigma=0.5, seed=4)", "rosenbrock")
        np.testing.assert_array_equal(run.details["ellipse"][0], 0.25 * np.eye(2))
        for row in range(1, len(run)):
            drawn = strategy.ask()
            np.testing.assert_array_equal(run.details["samples"][row], drawn)
            strategy.tell(drawn, [float(f(x)) for x in drawn])
            np.testing.assert_array_equal(run.path[row], strategy.mean)
            np.testing.assert_allclose(run.details["ellipse"][row], strategy.sigma**2 * strategy.C)
        assert strategy.stop()
        assert run.outcome == "converged"

    def test_what_is_drawn_fits_the_ellipse(self):
        pytest.importorskip("cma")
        run = run_of("CMA-ES(sigma=0.5, popsize=400)", "rosenbrock")
        for row in (1, 3, 6):
            covariance = run.details["ellipse"][row - 1]
            off = run.details["samples"][row] - run.path[row - 1]
            distance = np.einsum("ni,ij,nj->n", off, np.linalg.inv(covariance), off)
            assert (distance <= 4).mean() == pytest.approx(1 - np.exp(-2), abs=0.06)  # within two deviations

    def test_without_the_package_it_says_so(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "cma", None)
        with pytest.raises(
            TrajvizError, match=r"^CMA-ES needs the package cma; install it with: pip install 'optrajviz\[c"
        ):
            tv.trace("sphere", "CMA-ES")


class TestHistories:
    history = np.array([[[3.0, 0.0], [1.0, 1.0]], [[2.0, 0.0], [0.0, 4.0]], [[0.0, 1.0], [5.0, 5.0]]])

    def test_the_best_up_to_each_row_is_the_path(self):
        run = tv.Trajectory.from_path(self.history, "swarm", objective="x**2 + y**2")
        assert run.path.tolist() == [[1, 1], [1, 1], [0, 1]]
        assert run.values.tolist() == [2, 2, 1]
        np.testing.assert_array_equal(run.details["population"], self.history)

    def test_values_of_each_tell_as_well(self):
        run = tv.Trajectory.from_path(self.history, values=[[9, 2], [4, 16], [1, np.nan]])
        assert run.path.tolist() == [[1, 1], [1, 1], [0, 1]]
        assert run.values.tolist() == [2, 2, 1]

    def test_the_middle_where_nothing_tells(self):
        run = tv.Trajectory.from_path(self.history.tolist(), values=[3, 2, 1])
        np.testing.assert_array_equal(run.path, self.history.mean(axis=1))
        assert run.values.tolist() == [3, 2, 1]

    def test_what_pymoo_keeps(self):
        class Population:
            def __init__(self, points):
                self.points = points

            def get(self, name):
                assert name == "X"
                return self.points

        class Algorithm:
            def __init__(self, points):
                self.pop = Population(points)

        run = tv.Trajectory.from_path([Algorithm(points) for points in self.history], objective="x**2 + y**2")
        np.testing.assert_array_equal(run.details["population"], self.history)

    @pytest.mark.parametrize(
        ("given", "values", "why"),
        [
            (np.zeros((3, 2, 3)), None, "has 3 coordinates, mine has 2"),
            (np.zeros((3, 2, 2)), np.zeros((3, 5)), r"must have shape \(3,\) or \(3, 2\), not \(3, 5\)"),
        ],
    )
    def test_what_does_not_fit(self, given, values, why):
        objective = tv.Objective(lambda x: x[0] + x[1], "mine", domain=[(-1, 1)] * 2)
        with pytest.raises(TrajvizError, match=why):
            tv.Trajectory.from_path(given, objective=objective, values=values)

    def test_are_shown_as_points(self):
        run = tv.Trajectory.from_path(self.history, "swarm", objective="x**2 + y**2")
        assert '"k":"population"' in tv.animate([run]).to_html()
