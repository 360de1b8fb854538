"""Paths from a grid of starts, held against single runs, SciPy's own, published minima and roots of polynomials."""

from __future__ import annotations

import functools
import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime, minimize

import trajviz as tv
from trajviz import parallel
from trajviz.errors import TrajvizError
from trajviz.runs import exploration
from trajviz.runs.exploration import MOST_ROWS, explore

pytestmark = pytest.mark.slow

OF_TWO_VARIABLES = [name for name, objective in tv.objectives.items() if objective.dimension == 2]
CAMELS_MINIMA = [  # Dixon and Szego 1978
    ((-0.0898, 0.7127), -1.0316),
    ((0.0898, -0.7127), -1.0316),
    ((-1.7036, 0.7961), -0.2155),
    ((1.7036, -0.7961), -0.2155),
    ((-1.6071, -0.5687), 2.1043),
    ((1.6071, 0.5687), 2.1043),
]
GOLDSTEIN_AND_PRICES_MINIMA = [((0, -1), 3), ((-0.6, -0.4), 30), ((1.8, 0.2), 84), ((1.2, 0.8), 840)]


def explored(objective, *methods, **how):
    return explore(tv.objective(objective), [tv.optimizer(method) for method in methods], methods, **how)


@functools.cache
def camel():
    return explored("camel", "GD", "Momentum", "BFGS", grid=(13, 8), tolerance=0.0)


def starts_of(found):
    return np.stack(np.meshgrid(found.x, found.y))


def assert_is_run_from(found, method, iy, ix, run):
    """Check one path against a run that kept every row."""
    rows = np.minimum(found.steps[method], run.steps)
    near = {"rtol": 1e-7, "atol": 1e-9}  # batches of other shapes may be summed in another order
    np.testing.assert_allclose(found.paths[method][:, :, iy, ix], run.path[rows], **near)
    np.testing.assert_allclose(found.values[method][:, iy, ix], run.values[rows], **near)
    np.testing.assert_array_equal(found.evaluations[method][:, iy, ix], run.evaluations[rows])


def test_starts_are_the_middles_of_the_cells():
    found = explored("camel", "GD", grid=(4, 2), steps=1)
    assert found.x.tolist() == [-1.5, -0.5, 0.5, 1.5]
    assert found.y.tolist() == [-0.5, 0.5]
    assert found.labels == ("GD",)
    np.testing.assert_array_equal(found.paths[0][0], starts_of(found))


@pytest.mark.parametrize(
    ("name", "methods", "published"),
    [
        ("camel", ["GD"], CAMELS_MINIMA),
        ("camel", ["Momentum", "BFGS"], CAMELS_MINIMA),
        ("goldstein_price", ["Newton"], GOLDSTEIN_AND_PRICES_MINIMA),
        ("three_hump_camel", ["Momentum"], [((0, 0), 0), ((-1.7476, 0.8738), 0.2986), ((1.7476, -0.8738), 0.2986)]),
        (
            "himmelblau",
            ["BFGS"],
            [((-3.7793, -3.2832), 0), ((-2.8051, 3.1313), 0), ((3, 2), 0), ((3.5844, -1.8481), 0)],
        ),
    ],
)
@pytest.mark.parametrize("are_known", [True, False])
def test_finds_the_minima_that_are_published_in_order(name, methods, published, are_known):
    objective = tv.objective(name)
    objective = objective if are_known else replace(objective, minima=())
    found = explored(objective, *methods, grid=(16, 12))
    points, values = zip(*published, strict=True)
    np.testing.assert_allclose(found.minima, points, atol=6e-5)
    np.testing.assert_allclose(objective(found.minima.T), values, atol=6e-5)


def test_basins_of_a_separable_function_are_those_of_its_factors():
    # The derivative along each axis is half of 4 x³ - 32 x + 5. Its middle root is the ridge between two wells.
    left, ridge, right = sorted(np.roots([4, 0, -32, 5]).real)
    found = explored("styblinski_tang", "GD(lr=0.01)", grid=(15, 12))
    corners = [(left, left), (left, right), (right, left), (right, right)]
    np.testing.assert_allclose(found.minima, corners, atol=1e-6)
    x, y = starts_of(found)
    np.testing.assert_array_equal(found.basins[0], 2 * (x > ridge) + (y > ridge))


def test_each_well_of_a_rugged_function_is_found():
    found = explored("rastrigin", "Adam(lr=0.02)", grid=(33, 33))
    assert len(found.minima) == 11**2
    assert found.minima[0].tolist() == [0, 0]
    # The derivative is 2 x + 20 π sin(2 π x): the wells are a little nearer to the origin than the whole numbers.
    np.testing.assert_allclose(found.minima, np.round(found.minima), atol=0.03)
    assert len(np.unique(np.round(found.minima), axis=0)) == 11**2


@pytest.mark.parametrize("name", OF_TWO_VARIABLES)
def test_known_minima_inside_the_domain_are_there(name):
    objective = tv.objective(name)
    found = explored(name, "GD(lr=1e-3)", grid=(3, 2), steps=2)
    low, high = np.transpose(objective.domain)
    for point in np.array(objective.minima).reshape(-1, 2):
        if (low <= point).all() and (point <= high).all():
            assert (found.minima == point).all(axis=1).any()


def test_known_minima_outside_the_domain_are_not():
    found = explored(tv.objective("himmelblau").on_domain([(0, 5), (0, 5)]), "BFGS", grid=(5, 5))
    np.testing.assert_allclose(found.minima, [(3, 2)])


def test_a_minimum_that_paths_approach_from_inside_the_domain_is_none_if_it_lies_outside():
    bowl = tv.Objective(lambda x: (x[0] - 1.004) ** 2 + x[1] ** 2, "bowl", domain=[(-1, 1), (-1, 1)])
    found = explored(bowl, "GD(lr=0.1)", grid=(4, 4), steps=22)
    ends = found.paths[0][-1]
    assert ((np.abs(ends[0] - 1.004) < 0.02) & (ends[0] < 1) & (np.abs(ends[1]) < 0.01)).any()
    assert found.minima.shape == (0, 2)


def test_a_minimum_that_no_path_has_reached_is_not_found():
    found = explored("camel", "GD(lr=1e-3)", grid=(12, 8), steps=3)
    np.testing.assert_array_equal(np.sort(found.minima, axis=0), np.sort(tv.objective("camel").minima, axis=0))


@pytest.mark.parametrize(
    "formula",
    [
        "x**2 - y**2",
        "10000*x**2 - y**2",  # whose way down is narrow
        "x**3 - 3*x*y**2",  # whose Hessian vanishes
        "-x**2 - y**2",
        "0*x + 0*y + 1",
        "x + y",
        "(x - y)**2",
        "(x + 0.3*y)**2 + 1e6",
        "(x**2 + y**2 - 4)**2",
        "x**2 + y**3",
    ],
)
def test_saddles_maxima_plains_and_valleys_are_no_minima(formula):
    # An odd number of starts puts one on each line of symmetry and one at the origin.
    found = explored(formula, "GD(lr=1e-5)", "GD(lr=0.02)", "Newton", "trust-exact", grid=(5, 5), steps=60)
    assert found.minima.shape == (0, 2)
    assert all((basins == -1).all() for basins in found.basins)


def test_paths_that_end_on_a_line_of_symmetry_are_at_no_minimum():
    found = explored("x**2 - y**2 + y**4/4", "GD(lr=0.05)", "BFGS", grid=(6, 5))
    np.testing.assert_allclose(found.minima, [(0, -np.sqrt(2)), (0, np.sqrt(2))], atol=1e-9)
    for basins in found.basins:
        np.testing.assert_array_equal(basins, np.repeat([[0], [0], [-1], [1], [1]], 6, axis=1))


def test_a_minimum_without_curvature_counts():
    found = explored("x**4 + y**4", "BFGS", grid=(4, 4))
    np.testing.assert_allclose(found.minima, [(0, 0)], atol=1e-3)
    assert (found.basins[0] == 0).all()


@pytest.mark.parametrize(("height", "width"), [(1e-9, 1e-4), (1e9, 1e-4), (1e-9, 1e4), (1e9, 1e4)])
def test_units_do_not_matter(height, width):
    camel = tv.objective("camel")
    stretched = tv.Objective(
        lambda x: height * camel.function(x / width),
        "stretched",
        domain=np.multiply(camel.domain, width).tolist(),
        gradient_function=lambda x: height / width * camel.gradient(x / width),
        hessian_function=lambda x: height / width**2 * camel.hessian(x / width),
    )
    how = {"grid": (9, 7), "tolerance": 0.0}
    newton = [tv.optimizer("Newton(modified=True, min_curvature=1e-30)")]
    plain = explore(replace(camel, minima=()), newton, ["Newton"], **how)
    found = explore(stretched, newton, ["Newton"], **how)
    np.testing.assert_allclose(found.minima / width, plain.minima, atol=1e-9)
    np.testing.assert_array_equal(found.basins[0], plain.basins[0])


@pytest.mark.parametrize("method", range(3))
def test_a_path_is_that_of_a_single_run(method):
    found = camel()
    for iy, ix in [(0, 0), (3, 6), (7, 12), (5, 2)]:
        run = tv.trace("camel", found.labels[method], (found.x[ix], found.y[iy]), tolerance=0.0)
        assert_is_run_from(found, method, iy, ix, run)


@pytest.mark.parametrize("method", ["BFGS", "CG"])
def test_scipys_paths_end_where_scipy_ends(method):
    objective = tv.objective("camel")
    found = explored("camel", method, grid=(6, 4))
    for iy, ix in [(0, 0), (1, 4), (3, 2)]:
        iterates = []
        start = np.array([found.x[ix], found.y[iy]])
        result = minimize(objective, start, jac=objective.gradient, method=method, callback=iterates.append)
        path = found.paths[0][:, :, iy, ix]
        np.testing.assert_array_equal(path[: result.nit + 1], [start, *iterates])
        np.testing.assert_array_equal(path[result.nit :], np.broadcast_to(result.x, path[result.nit :].shape))
        assert found.values[0][-1, iy, ix] == result.fun


def test_long_paths_of_scipy_are_thinned_evenly_to_their_last_iterates():
    found = explored("zettl", "Nelder-Mead", grid=(3, 2))
    runs = {(iy, ix): tv.trace("zettl", "Nelder-Mead", (found.x[ix], found.y[iy])) for iy in (0, 1) for ix in (0, 1, 2)}
    longest = max(run.steps for run in runs.values())
    assert longest > MOST_ROWS
    assert found.steps[0].tolist() == sorted({*range(0, longest, 2), longest})
    for (iy, ix), run in runs.items():
        assert_is_run_from(found, 0, iy, ix, run)
        np.testing.assert_array_equal(found.paths[0][-1, :, iy, ix], run.path[-1])


@pytest.mark.parametrize("steps", [1, 59, 60, 61, 119, 120, 121, 1000])
@pytest.mark.parametrize("method", ["GD(lr=1e-4)", "COBYLA"])
def test_keeps_the_start_the_last_step_and_few_between(method, steps):
    found = explored("booth", method, grid=(2, 2), steps=steps)
    kept = found.steps[0]
    assert len(kept) == len(found.paths[0]) <= MOST_ROWS + 1
    assert kept[0] == 0
    assert kept[-1] == steps or (method == "COBYLA" and kept[-1] < steps)
    gaps = np.diff(kept)
    assert (gaps[:-1] == np.ceil(kept[-1] / MOST_ROWS)).all()
    assert 0 < gaps[-1] <= gaps[0]


@pytest.mark.parametrize("steps", [40, 200])
def test_a_path_that_is_lost_is_nan_from_then_on(steps):
    found = explored("x**4 + y**2", "GD(lr=0.05)", grid=(8, 2), steps=steps)
    fates = set()
    for ix in range(8):
        run = tv.trace("x**4 + y**2", "GD(lr=0.05)", (found.x[ix], found.y[0]), steps)
        path, values = found.paths[0][:, :, 0, ix], found.values[0][:, 0, ix]
        kept = found.steps[0][found.steps[0] <= run.steps]
        np.testing.assert_allclose(path[: len(kept)], run.path[kept])
        np.testing.assert_allclose(values[: len(kept)], run.values[kept])
        assert np.isnan(path[len(kept) :]).all()
        assert np.isnan(values[len(kept) :]).all()
        fates.add(run.outcome)
    assert fates == {"diverged", "completed"}


def test_a_path_that_is_about_to_overflow_is_at_no_minimum():
    slope = tv.Objective(lambda x: -x[0] - x[1], "slope", domain=[(0, 1e-3), (0, 1e-3)])
    found = explored(slope, "GD(lr=1e306)", grid=(2, 2), steps=80)
    assert np.abs(found.paths[0][-1]).min() > 7e307
    assert (found.basins[0] == -1).all()


@pytest.mark.parametrize("method", ["GD(lr=0.1)", "BFGS"])
def test_a_start_without_a_value_is_lost(method):
    found = explored("log(x) + 1/x + y**2", method, grid=(4, 3))
    outside = found.x < 0
    assert np.isfinite(found.paths[0][0]).all()
    assert np.isnan(found.paths[0][1:, :, :, outside]).all()
    assert np.isfinite(found.paths[0][..., ~outside]).all()
    assert (found.basins[0][:, outside] == -1).all()
    np.testing.assert_allclose(found.minima, [(1, 0)], atol=1e-6)


def test_a_finer_grid_tells_where_single_runs_lead():
    found = explored("himmelblau", "GD", "BFGS", grid=(6, 5), resolution=(50, 30), steps=200)
    fine, none = found.fine
    assert none is None  # it runs one start at a time
    assert fine.shape == (30, 50)
    himmelblau = tv.objective("himmelblau")
    for row, column in np.random.default_rng(0).integers((30, 50), size=(40, 2)):
        start = [low + (high - low) * (at + 0.5) / n for (low, high), at, n in zip(
            himmelblau.domain, (column, row), (50, 30), strict=True
        )]  # fmt: skip
        end = tv.trace(himmelblau, "GD", start).path[-1]
        apart = np.linalg.norm(found.minima - end, axis=1)
        assert fine[row, column] == (apart.argmin() if apart.min() < 0.1 else -1)


@settings(max_examples=30, deadline=None)
@given(
    name=st.sampled_from(["camel", "styblinski_tang", "three_hump_camel", "booth"]),
    method=st.sampled_from(["GD(lr=0.005)", "Momentum(lr=0.002)", "Adam(lr=0.05)", "BFGS", "L-BFGS-B", "Nelder-Mead"]),
    grid=st.tuples(st.integers(2, 6), st.integers(2, 6)),
    steps=st.integers(1, 150),
    where=st.tuples(st.integers(0, 5), st.integers(0, 5)),
)
def test_what_holds_for_every_exploration(name, method, grid, steps, where):
    objective = tv.objective(name)
    found = explored(name, method, grid=grid, steps=steps, tolerance=0.0)
    (kept,), (path,), (values,), (evaluations,) = found.steps, found.paths, found.values, found.evaluations
    (nx, ny), (basins,), rows = grid, found.basins, len(kept)
    assert rows <= MOST_ROWS + 1
    assert (found.x.shape, found.y.shape, path.shape) == ((nx,), (ny,), (rows, 2, ny, nx))
    assert values.shape == evaluations.shape == (rows, ny, nx)
    assert basins.shape == (ny, nx)
    np.testing.assert_array_equal(path[0], starts_of(found))
    moved = (path != path[0]).any(axis=(0, 1))  # a run that ended at its start has its whole count there
    assert (evaluations[0][moved] == 0).all()
    assert (np.diff(evaluations, axis=0) >= 0).all()

    ix, iy = where[0] % nx, where[1] % ny
    run = tv.trace(objective, method, (found.x[ix], found.y[iy]), steps, tolerance=0.0)
    np.testing.assert_allclose(path[-1, :, iy, ix], run.path[-1], rtol=1e-6, atol=1e-8)

    widths = np.ptp(objective.domain, axis=1)
    assert set(basins.ravel()) <= set(range(-1, len(found.minima)))
    distances = np.linalg.norm((path[-1][None] - found.minima[:, :, None, None]) / widths[:, None, None], axis=1)
    np.testing.assert_array_equal(basins >= 0, (distances <= 0.01).any(axis=0))
    for minimum in found.minima[np.unique(basins[basins >= 0])]:
        slope = approx_fprime(minimum, lambda x: float(objective(x)), 1e-6 * widths)
        assert np.linalg.norm(slope) < 1e-3


def test_minima_that_are_not_known_were_reached_by_a_path():
    found = explored("griewank", "Momentum(lr=0.2)", "BFGS", grid=(12, 12))
    reached = {*np.unique(found.basins[0]), *np.unique(found.basins[1])}
    known = {int(i) for i in np.flatnonzero((found.minima == 0).all(axis=1))}
    assert len(found.minima) > 3
    assert set(range(len(found.minima))) <= reached | known


@pytest.mark.parametrize("method", ["GD", "BFGS"])
def test_a_stochastic_gradient_is_drawn_anew_by_every_exploration(method):
    noisy = tv.objective("camel").noisy(0.1)
    found, again = (explore(noisy, [tv.optimizer(method)], ["noisy"], grid=(3, 3), steps=40) for _ in range(2))
    np.testing.assert_array_equal(found.paths[0], again.paths[0])
    assert len(found.minima) >= 2


def test_workers_take_the_same_paths(monkeypatch):
    here = explored("camel", "BFGS", grid=(8, 5))
    monkeypatch.setattr(parallel, "WORTH_WORKERS", 0.0)
    monkeypatch.setattr("joblib.cpu_count", lambda: 2)
    monkeypatch.setattr(exploration, "_paths", functools.partial(_noting_the_process, exploration._paths))
    _PROCESSES.clear()
    there = explored("camel", "BFGS", grid=(8, 5))
    assert len(_PROCESSES) == 1  # the first chunk alone ran here
    for mine, theirs in zip(here.paths + here.evaluations, there.paths + there.evaluations, strict=True):
        np.testing.assert_array_equal(mine, theirs)


_PROCESSES: list[int] = []


def _noting_the_process(paths, *arguments):
    _PROCESSES.append(1)
    return paths(*arguments)


# Copies of autograd's functions, which other processes would get, are not differentiated.
@pytest.mark.parametrize("objective", ["sin(x)*cos(y)", lambda x, y: np.sin(x) + y**2])
def test_what_another_process_does_not_know_runs_here(monkeypatch, objective):
    objective = tv.objective(objective)
    here = explore(objective, [tv.optimizer("BFGS")], ["BFGS"], grid=(6, 5), steps=3)
    monkeypatch.setattr(parallel, "WORTH_WORKERS", 0.0)
    again = explore(objective, [tv.optimizer("BFGS")], ["BFGS"], grid=(6, 5), steps=3)
    np.testing.assert_array_equal(here.paths[0], again.paths[0])


def test_no_bar_is_shown(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    explored("camel", "GD", "BFGS", grid=(2, 2), steps=20)
    assert terminal.getvalue() == ""


def test_no_methods_leave_the_known_minima():
    found = explored("camel", grid=(2, 2))
    assert (found.paths, found.basins, len(found.minima)) == ((), (), 2)


def test_refuses_another_number_of_variables():
    with pytest.raises(TrajvizError, match="a function of two variables; rosenbrock has 3"):
        explore(tv.objective("rosenbrock").in_dimensions(3), [tv.optimizer("GD")], ["GD"])


@pytest.mark.parametrize("grid", [(1, 5), (5, 201), (2.5, 4), (True, 3), ("3", 4), (3,), (3, 4, 5), 7, None])
def test_refuses_a_grid_that_is_none(grid):
    with pytest.raises(TrajvizError, match="two whole numbers from 2 to 200, not "):
        explored("camel", "GD", grid=grid)


def test_refuses_labels_that_are_not_one_for_each_method():
    with pytest.raises(TrajvizError, match="a label for each of the 2 optimizers, not \\['GD'\\]"):
        explore(tv.objective("camel"), [tv.optimizer("GD"), tv.optimizer("Adam")], ["GD"])


@pytest.mark.parametrize("method", ["GD", "BFGS"])
@pytest.mark.parametrize("steps", [0, -3, 2.5, "20", True, None])
def test_refuses_steps_that_are_no_count(method, steps):
    with pytest.raises(TrajvizError, match="steps must be a whole number"):
        explored("camel", method, grid=(2, 2), steps=steps)
