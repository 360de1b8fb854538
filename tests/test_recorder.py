"""A recorder takes down what others run: SciPy, PyTorch, optax, any loop."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

import trajviz as tv

START = np.array([-1.5, 2.0])


def rosenbrock(x):
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


def gradient(x):
    return np.array([-2 * (1 - x[0]) - 400 * x[0] * (x[1] - x[0] ** 2), 200 * (x[1] - x[0] ** 2)])


def hessian(x):
    return np.array([[2 - 400 * x[1] + 1200 * x[0] ** 2, -400 * x[0]], [-400 * x[0], 200.0]])


DERIVATIVES = {
    **dict.fromkeys(["Nelder-Mead", "Powell", "COBYLA", "COBYQA"], 0),
    **dict.fromkeys(["CG", "BFGS", "L-BFGS-B", "TNC", "SLSQP"], 1),
    **dict.fromkeys(["Newton-CG", "trust-constr", "dogleg", "trust-ncg", "trust-exact", "trust-krylov"], 2),
}


TELL_START = ("COBYLA", "COBYQA", "trust-constr")


@pytest.mark.parametrize("method", DERIVATIVES)
@pytest.mark.parametrize("form", ["recorder", "result", "point"])
def test_every_method_of_minimize_is_recorded(method, form):
    """In both forms of SciPy's callback; the path is what a callback of our own sees, behind the start."""
    given = {}
    if DERIVATIVES[method] >= 1:
        given["jac"] = gradient
    if DERIVATIVES[method] == 2:
        given["hess"] = hessian
    seen = []

    def by_point(x, *_):
        seen.append(x.copy())

    options = {"maxiter": 60}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = optimize.minimize(rosenbrock, START, method=method, callback=by_point, options=options, **given)
        rec = tv.Recorder(label=method)
        watched = {
            name: rec.watch(function, {"jac": "gradient", "hess": "hessian"}[name]) for name, function in given.items()
        }
        callbacks = {
            "recorder": rec,
            "result": lambda intermediate_result: rec(intermediate_result),
            "point": lambda x, *_: rec(x),
        }
        callback = rec if form == "result" and method == "TNC" else callbacks[form]
        result = optimize.minimize(
            rec.watch(rosenbrock), START, method=method, callback=callback, options=options, **watched
        )
    rec(result)
    run = rec.trajectory
    # A bare point does not tell that it is the start again, unless nothing else has been evaluated.
    if np.array_equal(seen[0], START) and method in TELL_START and (form != "point" or method != "COBYLA"):
        del seen[0]
    if not np.array_equal(seen[-1], expected.x):
        seen.append(expected.x)
    np.testing.assert_array_equal(run.path, [START, *seen])
    np.testing.assert_allclose(run.values, [rosenbrock(x) for x in run.path], rtol=1e-12)
    assert (run.nfev, run.njev) == (result.nfev, result.get("njev", rec.njev))
    assert run.evaluations[0] == 0
    assert run.evaluations[-1] <= rec.evaluations
    assert run.message == " ".join(str(result.message).split())


BOX = [(-4.0, 4.0), (-4.0, 4.0)]


def wavy(x):
    return float((x**2).sum() + 2 * np.sin(4 * x).sum())


def test_least_squares_has_half_the_sum_of_squares():
    def residuals(x):
        return np.array([1 - x[0], 10 * (x[1] - x[0] ** 2)])

    for method in ("trf", "dogbox"):
        rec = tv.Recorder("rosenbrock", label=method)
        result = optimize.least_squares(rec.watch(residuals), START, method=method, callback=rec)
        run = rec.trajectory
        np.testing.assert_array_equal(run.path[0], START)
        np.testing.assert_allclose(run.path[-1], result.x)
        np.testing.assert_allclose(run.values, [rosenbrock(x) / 2 for x in run.path], rtol=1e-12, atol=1e-30)
        assert run.values[-1] == result.cost
        assert run.steps == len(run) - 1 > 5


def test_differential_evolution_begins_with_its_first_best():
    rec = tv.Recorder()
    best = []
    result = optimize.differential_evolution(
        rec.watch(wavy), BOX, rng=1, maxiter=20, callback=lambda intermediate_result: (
            rec(intermediate_result), best.append(intermediate_result.x.copy()))[1],
    )  # fmt: skip
    rec(result)
    run = rec.trajectory
    np.testing.assert_array_equal(run.path, [*best, result.x])
    np.testing.assert_allclose(run.values, [wavy(x) for x in run.path], rtol=1e-12)
    assert rec.nfev == result.nfev
    alone = tv.Recorder()
    optimize.differential_evolution(alone.watch(wavy), BOX, rng=1, maxiter=20, polish=False, callback=alone)
    np.testing.assert_array_equal(alone.trajectory.path, best)


def test_points_that_are_evaluated_at_once_count_each():
    rec = tv.Recorder()
    several = rec.watch(lambda x: (x**2).sum(axis=0))
    result = optimize.differential_evolution(
        several, BOX, rng=1, maxiter=5, callback=rec, vectorized=True, updating="deferred", polish=False
    )
    assert rec.nfev == result.nfev * len(result.population)  # SciPy counts calls here


def test_dual_annealing_has_each_minimum_that_it_tells():
    told = []
    optimize.dual_annealing(wavy, BOX, rng=1, maxiter=50, x0=START, callback=lambda x, f, _: told.append((x.copy(), f)))
    rec = tv.Recorder()
    optimize.dual_annealing(rec.watch(wavy), BOX, rng=1, maxiter=50, x0=START, callback=rec)
    np.testing.assert_array_equal(rec.trajectory.path, [START, *(x for x, _ in told)])
    np.testing.assert_array_equal(rec.trajectory.values, [wavy(START), *(f for _, f in told)])


def test_basin_hopping_stays_where_a_hop_is_refused():
    told = []
    hops = {"niter": 30, "rng": 1, "T": 0.1, "stepsize": 1.5}
    optimize.basinhopping(wavy, START, **hops, callback=lambda x, f, accept: told.append((x.copy(), f, accept)))
    rec = tv.Recorder()
    optimize.basinhopping(rec.watch(wavy), START, **hops, callback=rec)
    run, (x, _, _) = rec.trajectory, told[0]
    expected = [START, x]
    for x, _, accept in told[1:]:
        expected.append(x if accept else expected[-1])
    np.testing.assert_array_equal(run.path, expected)
    assert not run.accepted.all()


@pytest.mark.parametrize("method", [optimize.shgo, optimize.direct])
def test_what_has_no_start_begins_where_it_evaluated_first(method):
    told, first = [], []

    def noted(x):
        first.append(np.array(x))
        return wavy(x)

    method(noted, BOX, callback=lambda x: told.append(np.array(x)))
    rec = tv.Recorder()
    method(rec.watch(wavy), BOX, callback=rec)
    np.testing.assert_array_equal(rec.trajectory.path, [first[0], *told])


def test_any_loop_is_recorded_as_it_goes():
    rec = tv.Recorder("x**2 + y**2", label="mine", start=(4, 4))
    x = np.array([4.0, 4.0])
    for step in range(5):
        x *= 0.5  # the same memory each time
        rec(x, value=None if step % 2 else (x**2).sum())
        assert rec.trajectory.steps == step + 1
    run = rec.trajectory
    np.testing.assert_array_equal(run.path[:, 0], 4 * 0.5 ** np.arange(6))
    np.testing.assert_array_equal(run.values, (run.path**2).sum(axis=1))
    assert run.label == "mine"
    assert run.objective.name == "x**2 + y**2"


def test_a_run_that_is_broken_off_is_there():
    rec = tv.Recorder()

    def gives_up(x):
        if rec.nfev > 40:
            raise ZeroDivisionError
        return rosenbrock(x)

    with pytest.raises(ZeroDivisionError):
        optimize.minimize(rec.watch(gives_up), START, method="Nelder-Mead", callback=rec)
    assert rec.trajectory.steps > 10
    assert rec.trajectory.evaluations[-1] <= rec.evaluations


def test_a_value_and_a_gradient_count_as_two():
    rec = tv.Recorder()
    result = optimize.minimize(rec.watch(lambda x: (rosenbrock(x), gradient(x))), START, jac=True, callback=rec)
    assert rec.nfev == rec.njev == result.nfev
    assert not np.isnan(rec.trajectory.values).any()


def test_rows_are_kept_now_and_then_and_the_last_always():
    rec = tv.Recorder(every=7)
    for step in range(40):
        rec([float(step)])
        np.testing.assert_array_equal(rec.trajectory.path[:, 0], rec.trajectory.step_of_row)
        assert rec.trajectory.steps == step
    assert rec.trajectory.step_of_row.tolist() == [0, 7, 14, 21, 28, 35, 39]


def test_memory_is_bounded_however_long_a_run_is():
    rec = tv.Recorder(memory=100 * 80)
    for step in range(1000):
        rec(np.full(10, float(step)), value=step)
        rec._set_value(2.0 * step)
    run = rec.trajectory
    assert 50 <= len(run) <= 101
    assert run.step_of_row[0] == 0
    assert run.steps == 999
    assert len(set(np.diff(run.step_of_row[:-1]))) == 1
    np.testing.assert_array_equal(run.path[:, 0], run.step_of_row)
    np.testing.assert_array_equal(run.values, 2 * run.step_of_row)


@pytest.mark.parametrize("every", [1, 4])
def test_a_file_has_the_rows_at_any_time(tmp_path, every):
    rec, runs = tv.Recorder(file=tmp_path / "run.npy", every=every, label="grown"), []
    path = np.random.default_rng(0).standard_normal((11, 7)).astype(np.float32)
    for step, x in enumerate(path):
        rec(x, value=step)
        kept = tv.Trajectory.load(tmp_path / "run.npy")
        np.testing.assert_array_equal(kept.path[0], path[0])
        if step in (5, 10):
            runs.append(rec.trajectory)
            np.testing.assert_array_equal(runs[-1].path, path[runs[-1].step_of_row])
            assert runs[-1].steps == step
    first, last = runs
    np.testing.assert_array_equal(first.path, path[first.step_of_row])  # which no later row has taken the place of
    np.testing.assert_array_equal(last.values, last.step_of_row)
    assert isinstance(last.path, np.memmap)
    assert last.path.dtype == np.float32
    again = tv.Trajectory.load(tmp_path / "run.npy")
    np.testing.assert_array_equal(again.path, last.path)
    np.testing.assert_array_equal(again.step_of_row, last.step_of_row)
    for name in ("copy.npz", "copy.npy", "copy.csv"):
        last.save(tmp_path / name)
        np.testing.assert_array_equal(tv.Trajectory.load(tmp_path / name).path, last.path)


def test_a_file_is_kept_by_a_program_that_is_killed(tmp_path):
    program = """
import os
import numpy as np
import trajviz as tv
rec = tv.Recorder(file="run.npy")
for step in range(10):
    rec(np.full(3, step))
os._exit(1)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(tv.__file__).parents[1])}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, check=False)
    assert tv.Trajectory.load(tmp_path / "run.npy").path[:, 0].tolist() == list(range(10))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_rows_are_of_the_kind_that_is_asked_for(dtype):
    rec = tv.Recorder(dtype=dtype)
    rec([0.1, 0.2])
    rec(np.array([0.1, 0.2], dtype=np.float32))
    assert rec.trajectory.path.dtype == dtype


def random_walks(rng, rows, dimension):
    walks = [rng.standard_normal((n, dimension)).cumsum(axis=0) for n in rows]
    return [tv.Trajectory.from_path(walk, dimension=dimension) for walk in walks]


@given(st.integers(2, 40), st.lists(st.integers(2, 12), min_size=1, max_size=3), st.integers(8, 200))
def test_the_plane_of_blocks_is_that_of_a_decomposition(dimension, rows, numbers):
    runs = random_walks(np.random.default_rng(dimension), rows, dimension)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trajviz.planes.principal._NUMBERS", numbers)
        plane = tv.planes.principal_plane(runs)
    together = np.concatenate([run.path for run in runs])
    _, lengths, expected = np.linalg.svd(together - together.mean(axis=0), full_matrices=False)
    shares = np.append(lengths**2 / (lengths**2).sum(), [0, 0])
    if min(shares[0] - shares[1], max(shares[1] - shares[2], shares[1] < 1e-9)) < 1e-3:
        return  # directions that are as good as each other
    told = 1 if shares[1] < 1e-9 else 2
    np.testing.assert_allclose(np.abs(np.diag(expected[:2] @ plane.directions))[:told], 1, atol=1e-6)
    assert f"({100 * shares[0]:.1f} % of variance)" in plane.labels[0]


@pytest.mark.slow
def test_a_million_parameters_never_stand_in_memory_at_once(tmp_path):
    dimension, rows = 1_000_000, 60
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((2, dimension), dtype=np.float32)
    rec = tv.Recorder(file=tmp_path / "run.npy", label="large")
    tv.animate("quadratic", "GD", steps=2)  # imports what draws
    tracemalloc.start()
    for step in range(rows):
        rec(np.float32(np.cos(step / 9)) * a + np.float32(0.3 * np.sin(step / 5)) * b, value=1 / (step + 1))
    anim = tv.animate(rec.trajectory, view="contour,convergence", frames=3)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < dimension * rows * 4 * 0.7
    flat = anim.trajectories[0]
    assert flat.dimension == dimension
    plane = tv.planes.principal_plane(rec.trajectory)
    off = np.abs(np.linalg.qr(np.column_stack([a, b]))[0].T @ plane.directions)
    np.testing.assert_allclose((off**2).sum(axis=0), 1, atol=1e-6)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda: tv.Recorder(every=0), "every must be a whole number of at least 1, not 0"),
        (lambda: tv.Recorder(memory=0), "memory must be a number of bytes above 0, not 0"),
        (lambda: tv.Recorder(dtype="int"), "dtype must be float32 or float64, not 'int'"),
        (lambda: tv.Recorder(file="rows.txt"), "a file of rows that grows ends in .npy, which 'rows.txt' does not"),
        (lambda: tv.Recorder(file="nowhere/rows.npy"), "there is no folder"),
        (lambda: tv.Recorder().trajectory, "nothing has been recorded yet"),
        (lambda: tv.Recorder()(), "a recorder takes the iterate: call it as rec(x) or rec(x, value)"),
        (lambda: tv.Recorder()("here"), "parameters must be real numbers, an array or a tree of them, not 'here'"),
        (lambda: tv.Recorder()([1j]), "parameters must be real numbers, not"),
        (lambda: tv.Recorder()([1.0], "low"), "a value must be a real number, not 'low'"),
        (lambda: tv.Recorder(start=[1, 2])([1]), "the iterate has 1 numbers, and the one before had 2"),
        (lambda: tv.Recorder("beale", start=[1, 2, 3]).trajectory, "beale is defined in 2 dimensions, not in 3"),
        (lambda: tv.Recorder().watch(1), "function must be a function, not 1"),
        (lambda: tv.Recorder().watch(len, "jac"), "what must be 'value' or 'gradient' or 'hessian', not 'jac'"),
        (lambda: tv.Recorder().following(1).__enter__(), "what is followed is an optimizer of PyTorch's, not 1"),
    ],
)
def test_mistakes_are_told_in_a_sentence(wrong, told):
    with pytest.raises(tv.TrajvizError) as error:
        wrong()
    assert told in str(error.value)
    assert "\n" not in str(error.value)
