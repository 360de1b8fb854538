"""Rates are named where every run diverged, and hold."""

import numpy as np
import pytest

import trajviz as tv
from trajviz.cli import main
from trajviz.runs.rates import rates_that_hold

DIVERGING = [
    ("quadratic", "GD(lr=3)", (-4, 4)),
    ("rosenbrock", "GD(lr=0.1)", (-1.2, 1)),
    ("rosenbrock", "Momentum(lr=0.1)", (-1.2, 1)),
    ("beale", "Nesterov", (4, 4)),
    ("camel", "GD(lr=9.0)", (1, 1)),
    ("styblinski_tang", "GD(lr=0.5)", (4, 4)),
]


@pytest.mark.parametrize(("name", "spec", "start"), DIVERGING)
def test_a_rate_that_is_named_is_smaller_and_holds(name, spec, start):
    objective, wild = tv.objective(name), tv.optimizer(spec)
    assert tv.trace(objective, wild, start).outcome == "diverged"
    (tame,) = rates_that_hold(objective, [wild], [start], 200)
    assert tame.with_hyperparameters(lr=wild.hyperparameters["lr"]).hyperparameters == wild.hyperparameters
    assert 0 < tame.hyperparameters["lr"] < wild.hyperparameters["lr"]
    assert tv.trace(objective, tame, start).outcome in ("converged", "completed")


def test_it_holds_from_every_start():
    objective, starts = tv.objective("rosenbrock"), [(0.9, 0.8), (-2, 2)]
    (tame,) = rates_that_hold(objective, [tv.optimizer("GD(lr=1.0)")], starts, 100)
    assert all(tv.trace(objective, tame, start, 100).outcome == "completed" for start in starts)


def test_on_a_quadratic_it_is_below_two_over_the_curvature():
    curvatures = np.array([0.3, 70.0])
    bowl = tv.Objective(lambda x: 0.5 * (curvatures[0] * x[0] ** 2 + curvatures[1] * x[1] ** 2), "bowl", [(-1, 1)] * 2)
    (tame,) = rates_that_hold(bowl, [tv.optimizer("GD(lr=0.1)")], [(0.5, 0.5)], 200)
    assert 1 / 70 / 2 < tame.hyperparameters["lr"] < 1 / 70


def test_no_rate_is_named_without_a_rate_or_a_floor():
    assert rates_that_hold(tv.objective("camel"), [tv.optimizer("BFGS")], [(1, 1)], 50) == []
    assert rates_that_hold(tv.objective("-exp(exp(x**2 + y**2))"), [tv.optimizer("GD")], [(3, 3)], 50) == []


@pytest.mark.parametrize(
    ("methods", "says"),
    [("GD(lr=0.1),Momentum(lr=0.1)", True), ("GD(lr=0.1),GD(lr=0.0001)", False), ("BFGS", False)],
)
def test_the_command_names_rates_where_every_run_diverged(tmp_path, capsys, methods, says):
    arguments = ["rosenbrock", "--methods", methods, "--steps", "30", "--size", "300x260"]
    assert main([*arguments, "-o", str(tmp_path / "a.png")]) == 0
    said = capsys.readouterr().err
    assert ("every run diverged; GD(lr=0.0006) and Momentum(lr=0.0006) would not" in said) == says
    assert ("would not" in said) == says
