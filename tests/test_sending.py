"""What is run by other processes arrives there as it was: every registered function and method, and expressions."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

import trajviz as tv
from trajviz.runs.sending import most_workers

# Their constraints hold derivatives that were made of formulas, which have no name to be found by.
ALONE = {"rosenbrock_disk", "rosenbrock_cubic", "constrained_bird", "townsend", "gomez_levy", "simionescu"}


def sent(thing):
    assert most_workers(thing) > 1
    return pickle.loads(pickle.dumps(thing))


@pytest.mark.parametrize("name", [name for name in tv.objectives if name not in ALONE])
def test_a_function_has_the_same_values_and_gradients(name):
    objective = replace(tv.objectives[name], scaled=None)
    arrived = sent(objective)
    points = np.random.default_rng(0).uniform(*np.transpose(objective.domain), (5, objective.dimension)).T
    np.testing.assert_array_equal(arrived(points), objective(points))
    np.testing.assert_array_equal(arrived.gradient(points), objective.gradient(points))


@pytest.mark.parametrize("name", sorted(ALONE))
def test_those_that_can_not_be_sent_stay_here(name):
    assert most_workers(replace(tv.objectives[name], scaled=None)) == 1


@pytest.mark.parametrize("name", list(tv.optimizers))
def test_a_method_takes_the_same_steps(name):
    method = tv.optimizers[name]
    if not method.suits(tv.objective("camel")):
        assert sent(method) == method or str(sent(method)) == str(method)
        return
    paths = [tv.trace("camel", each, steps=5).path for each in (method, sent(method))]
    np.testing.assert_array_equal(*paths)


@pytest.mark.parametrize("text", ["x**2 + 3*y", "sin(x1)*x2 + pi", "hypot(x, y) - 1", "max(x[0], x[1], 0)"])
def test_an_expression_is_sent_as_its_text(text):
    objective = replace(tv.objective(text), scaled=None)
    arrived = sent(objective)
    points = np.random.default_rng(0).normal(size=(2, 7))
    np.testing.assert_array_equal(arrived(points), objective(points))
    np.testing.assert_array_equal(arrived.gradient(points), objective.gradient(points))


def test_what_the_main_program_defines_stays_here():
    objective = tv.objective(lambda x: x[0] ** 2 + x[1] ** 2, start=(1.0, 1.0))
    assert most_workers(objective) == 1
