"""`trace` against known paths, counting functions, and functions that end badly."""

import numpy as np
import pytest

import trajviz as tv
from trajviz.methods import optimizers

BATCHED = [name for name, optimizer in optimizers.items() if optimizer.batched]
BOWL = tv.objective("quadratic")


def test_gradient_descent_takes_the_path_of_the_textbook():
    run = tv.trace("quadratic", "GD(lr=0.1)", start=(-4, 4), steps=30)
    np.testing.assert_allclose(run.path[:4], [(-4, 4), (-3.2, 3.6), (-2.56, 3.24), (-2.048, 2.916)], rtol=1e-14)
    assert [f"{x:.8f}" for x in run.path[-1]] == ["-0.00495176", "0.16956463"]
    assert run.path.shape == (31, 2)
    assert run.values.shape == run.evaluations.shape == (31,)
    np.testing.assert_allclose(run.values, run.path[:, 0] ** 2 + 0.5 * run.path[:, 1] ** 2, rtol=1e-14)
    assert (run.outcome, run.message, run.steps, run.label) == ("completed", "all 30 steps taken", 30, "GD")


def suiting(objective):
    """Return the names of the optimizers that an objective suits."""
    return [name for name, method in optimizers.items() if method.suits(tv.objective(objective))]


@pytest.mark.parametrize("name", suiting("quadratic"))
def test_every_optimizer_goes_downhill_on_a_bowl(name):
    run = tv.trace("quadratic", name, start=(-4, 4), steps=50)
    assert run.path[0].tolist() == [-4, 4]
    assert 1 <= run.steps <= 50
    assert run.values[-1] < run.values[0]
    assert run.outcome in ("converged", "completed"), run.message
    assert run.message
    assert set(run.hyperparameters) == set(optimizers[name].defaults)


@pytest.mark.parametrize("name", suiting("rosenbrock"))
@pytest.mark.parametrize("steps", [1, 3])
def test_no_more_steps_are_taken_than_allowed(name, steps):
    run = tv.trace("rosenbrock", name, steps=steps)
    assert run.steps == steps or (run.steps < steps and run.outcome == "converged")


@pytest.mark.slow
@pytest.mark.parametrize("name", suiting("camel"))
def test_many_starts_give_what_each_start_gives(name):
    starts = np.array([[-1.0, 1.5, -0.8, 0.3], [-0.5, 0.75, 0.25, 0.1]])
    together = tv.trace("camel", name, starts, steps=15)
    assert together.path.shape[1:] == (2, 4)
    assert together.values.shape == together.evaluations.shape == (len(together.path), 4)
    for i, start in enumerate(starts.T):
        alone = tv.trace("camel", name, start, steps=15)
        rows = len(alone.path)
        # Batches of other shapes may be summed in another order.
        np.testing.assert_allclose(together.path[:rows, :, i], alone.path, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(together.values[:rows, i], alone.values, rtol=1e-9, atol=1e-12)


def test_starts_of_any_shape():
    assert tv.trace("camel", "GD", np.zeros((2, 3, 4)) + 0.1, steps=5).path.shape == (6, 2, 3, 4)


def test_of_many_starts_the_worst_outcome_counts():
    run = tv.trace("saddle", "GD(lr=0.3)", [[1.0, 1.0], [0.0, 1.0]], steps=100)
    assert run.outcome == "diverged"
    assert run.message == "of 2 starts 1 converged, 1 diverged"


@pytest.mark.parametrize(
    ("optimizer", "start", "outcome"),
    [
        ("GD(lr=0.2)", (10, 0), "converged"),  # at the saddle itself
        ("GD(lr=1)", (10, 0), "completed"),  # to and fro between ±10
        ("GD(lr=0.4)", (10, 0.01), "diverged"),
    ],
)
def test_outcomes_at_a_saddle(optimizer, start, outcome):
    run = tv.trace("saddle", optimizer, start)
    assert run.outcome == outcome
    assert np.isfinite(run.path).all()


def test_a_step_that_is_too_long_diverges_and_the_path_stays_finite():
    run = tv.trace("rosenbrock", "GD(lr=1)")
    assert run.outcome == "diverged"
    assert np.isfinite(run.path).all()
    assert np.isfinite(run.values[:-1]).all()


def test_a_method_without_a_rule_of_its_own_stops_where_the_gradient_vanishes():
    run = tv.trace(BOWL, "GD(lr=0.5)", (3.0, 0.0), tolerance=1e-3)
    assert run.outcome == "converged"
    assert np.linalg.norm(BOWL.gradient(run.path[-1])) <= 1e-3
    assert tv.trace(BOWL, "GD(lr=0.5)", (3.0, 0.0), steps=40, tolerance=0).steps == 40 or run.values[-1] == 0


@pytest.mark.parametrize("name", suiting("x + y"))
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_function_without_values_fails_at_the_start(name, bad):
    objective = tv.Objective(lambda x: bad + 0 * x[0], "hostile", domain=[(-1, 1)] * 2)
    run = tv.trace(objective, name, start=(0.5, 0.5), steps=10)
    assert run.outcome == "failed"
    assert run.steps == 0
    assert "at the start" in run.message


def test_a_function_that_ends_in_nan_shows_the_way_there():
    cliff = tv.Objective(
        lambda x: np.where(x[0] > 0, x[0], np.nan) + 0 * x[1],
        "cliff",
        domain=[(-1, 1)] * 2,
        gradient_function=lambda x: np.stack([1 + 0 * x[0], 0 * x[1]]),
    )
    run = tv.trace(cliff, "GD(lr=0.25)", (0.6, 0))
    np.testing.assert_allclose(run.path[:, 0], [0.6, 0.35, 0.1, -0.15])
    assert np.isnan(run.values[-1])
    assert run.outcome == "failed"
    assert run.message == "the objective is not a number at step 3"


def test_running_off_to_minus_infinity_is_divergence():
    run = tv.trace("x**3 + y", "GD(lr=1)", (-3, 0), steps=60)
    assert run.outcome == "diverged"


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        ((1, 2, 3), "has shape"),
        (5, "has shape"),
        ((np.nan, 1), "is not finite"),
        ((np.inf, 1), "is not finite"),
        (("a", "b"), "numbers"),
        ([], "has shape"),
    ],
)
def test_a_start_that_does_not_fit_is_refused(start, sentence):
    with pytest.raises(tv.TrajvizError, match=sentence):
        tv.trace("camel", "GD", start)


@pytest.mark.parametrize("steps", [0, -1, 1.5, True, "ten"])
def test_steps_must_be_a_positive_whole_number(steps):
    with pytest.raises(tv.TrajvizError, match="steps must be a whole number"):
        tv.trace("camel", "GD", steps=steps)


def test_a_long_start_asks_for_more_dimensions():
    assert tv.trace("rosenbrock", "GD(lr=0.0001)", (-1.0, 1, 2, 0.5), steps=3).path.shape == (4, 4)


def test_the_start_is_copied():
    start = np.array([-1.0, -0.5])
    run = tv.trace("camel", "GD", start, steps=3)
    start[:] = 7
    assert run.path[0].tolist() == [-1, -0.5]


def test_paths_from_anywhere():
    run = tv.Trajectory.from_path([[0, 0], [3, 4], [3, 4]], "mine", objective="x + y")
    assert run.values.tolist() == [0, 7, 7]
    assert run.accepted.tolist() == [True, True, False]
    assert (run.dimension, run.steps, run.label) == (2, 2, "mine")
    assert run.distance_to([(3, 0), (0, 9)]) == 4
    assert np.isnan(run.distance_to([]))
    assert np.isnan(tv.Trajectory.from_path([[0, 0]]).values).all()


@pytest.mark.parametrize("path", [[], [[]], [1, 2], np.zeros((2, 2, 2, 2)), [["a", "b"]], None, [[1, 2], [3]]])
def test_a_path_of_the_wrong_shape_is_refused(path):
    with pytest.raises(tv.TrajvizError, match="path 'mine' must"):
        tv.Trajectory.from_path(path, "mine")


def test_values_that_do_not_fit_the_path_are_refused():
    with pytest.raises(tv.TrajvizError, match=r"must have shape \(2,\), not \(3,\)"):
        tv.Trajectory.from_path([[0, 0], [1, 1]], values=[1, 2, 3])
