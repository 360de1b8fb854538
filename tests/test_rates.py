"""Where a method hardly moved or diverged a rate is named, and it does better when it is run."""

import re
from itertools import count

import numpy as np
import pytest

import trajviz as tv
from trajviz.cli import main
from trajviz.methods import parse_optimizers
from trajviz.runs.advice import advice_on
from trajviz.runs.rates import _TRIED, best_rates, rate_of, tried, with_rate
from trajviz.runs.several import trace_all

STEPS = 100
TOLD = re.compile(
    r"(.+?) (hardly moved|diverged|hardly moved or diverged) at lr.*; "
    r"lr=(\S+) comes to f = (\S+)(?: or less from each start)? in \d+ steps: (.+)"
)
BATCHED = [
    name
    for name, optimizer in tv.optimizers.items()
    if rate_of(optimizer) and optimizer.batched and optimizer.suits(tv.objective("camel"))
]


def advised(objective, methods, start=None, steps=STEPS):
    """Return what is said of runs of methods."""
    objective, methods = tv.objective(objective), parse_optimizers(methods)
    start = [objective.start] if start is None else start
    return advice_on(objective, methods, trace_all(objective, methods, start=start, steps=steps), steps)


@pytest.mark.parametrize("name", BATCHED)
@pytest.mark.slow
def test_rates_that_are_tried_at_once_come_to_what_each_comes_to_alone(name):
    camel, optimizer = tv.objective("camel"), tv.optimizer(name)
    trials = tried(camel, optimizer, np.array([camel.start]), 20)
    assert [trial.rate for trial in trials] == list(_TRIED)
    for trial in trials[::4]:
        alone = tv.trace(camel, with_rate(optimizer, trial.rate), steps=20)
        assert trial.outcomes == (alone.outcome,)
        np.testing.assert_allclose(trial.values[0], alone.values[-1], rtol=1e-9)


WRONG = [
    ("beale", "Adam(lr=0.0001)", "hardly moved", [(1, 1)]),
    ("camel", "Adam", "hardly moved", None),
    ("rastrigin", "SGD(lr=1e-6,momentum=0.5)", "hardly moved", None),
    ("himmelblau", "Lion(lr=0.0001)", "hardly moved", [(0, 0), (-1, 2)]),
    ("quadratic", "GD(lr=3)", "diverged", [(-4, 4)]),
    ("rosenbrock", "GD(lr=0.1)", "diverged", [(-1.2, 1)]),
    ("rosenbrock", "Momentum(lr=0.1)", "diverged", [(0.9, 0.8), (-2, 2)]),
    ("rosenbrock", "GD(lr=[0.1,1])", "diverged", None),
    ("rosenbrock", "GD(lr=[1e-8,1])", "hardly moved or diverged", None),
    ("beale", "Nesterov", "diverged", [(4, 4)]),
    ("goldstein_price", "GD", "diverged", None),
    ("styblinski_tang", "GD(lr=0.5)", "diverged", [(4, 4)]),
]


@pytest.mark.parametrize(("objective", "methods", "wrong", "start"), WRONG)
def test_a_rate_that_is_named_does_better_when_it_is_run(objective, methods, wrong, start):
    (told,) = advised(objective, methods, start)
    title, said, named, reached, spec = TOLD.fullmatch(told).groups()
    assert said == wrong
    before, better = parse_optimizers(methods)[0], tv.optimizer(spec)
    assert better == with_rate(before, float(named))
    assert better.title in title
    f = tv.objective(objective)
    for point in [f.start] if start is None else start:
        run = tv.trace(f, better, point, STEPS)
        assert run.outcome in ("converged", "completed")
        assert run.values[-1] <= float(reached) * (1 + 0.01 * np.sign(float(reached)))
        bad = tv.trace(f, before, point, STEPS)
        assert bad.outcome == "diverged" or bad.values[0] - bad.values[-1] < 0.5 * (run.values[0] - run.values[-1])


SILENT = [
    ("camel", "BFGS,GD"),
    ("camel", "BFGS"),
    ("rosenbrock", "GD(lr=0.1),GD(lr=0.0001)"),
    ("rosenbrock", "Momentum(lr=0.0005)"),
    ("beale", "GD(lr=1e-9*(1+t))"),
    ("camel", "Newton"),
    ("-exp(exp(x**2 + y**2))", "GD"),
]


@pytest.mark.parametrize(("objective", "methods"), SILENT)
def test_nothing_is_said_of_what_went_well_or_has_no_rate_or_no_better_one(objective, methods):
    assert advised(objective, methods) == []


def test_a_run_that_begins_at_rest_has_no_better_rate():
    assert advised("quadratic", "Adam", [(0, 0)]) == []


def test_what_takes_long_is_not_tried(monkeypatch):
    objective, method = tv.objective("beale"), tv.optimizer("Adam(lr=0.0001)")
    run = tv.trace(objective, method, steps=50)
    assert advice_on(objective, [method], [run], 50)
    monkeypatch.setattr("trajviz.runs.advice.perf_counter", count().__next__)
    assert advice_on(objective, [method], [run], 50) == []


def test_of_a_few_steps_nothing_is_said():
    assert advised("beale", "Adam", steps=10) == []


def test_on_a_quadratic_it_is_below_two_over_the_curvature():
    bowl = tv.Objective(lambda x: 0.5 * (0.3 * x[0] ** 2 + 70 * x[1] ** 2), "bowl", [(-1, 1)] * 2)
    assert 0.5 / 70 < best_rates(bowl, tv.optimizer("GD"), np.array([(0.5, 0.5)]), 200)[0] < 2 / 70


def test_one_number_at_a_time_where_a_method_wants_that():
    def choosy(objective, x, *, lr=0.01):
        while True:
            x = x - (lr if lr > 0 else 0) * objective.gradient(x)
            yield x

    assert best_rates(tv.objective("quadratic"), tv.optimizer(choosy), np.array([(-4.0, 4.0)]), 50)[0] == 0.1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("rosenbrock --methods GD(lr=0.1),Nelder-Mead", "trajviz: GD diverged at lr=0.1; lr="),
        ("beale --methods Adam --noise 0.01", "trajviz: Adam hardly moved at lr=0.001; lr="),
        ("beale --methods Adam --bounds domain", "trajviz: Adam hardly moved at lr=0.001; lr="),
        ("beale --methods Adam --quiet", ""),
        ("beale --methods Adam --tune", ""),
        ("camel --methods BFGS,GD", ""),
    ],
)
def test_the_command_says_so_after_its_table(typed, says, tmp_path, capsys):
    assert main([*typed.split(), "--steps", "40", "--size", "300x260", "-o", str(tmp_path / "a.png")]) == 0
    said = capsys.readouterr().err
    assert said.startswith(says)
    assert said.count("\n") == bool(says)
