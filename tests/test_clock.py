"""The clock of evaluations, held against functions that count their own calls.

What a run costs is found by running the method by itself, for as many steps as `trace` took, on functions that count;
what `trace` evaluates besides, the values along the path and the point where it ended, is nobody's cost.
"""

from __future__ import annotations

import math
from contextlib import suppress

import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trajviz as tv
from trajviz.functions.user import from_callable
from trajviz.methods import optimizers

SUITING = [name for name, method in optimizers.items() if method.suits(tv.objective("x**2 + y**2"))]
each_method = pytest.mark.parametrize("name", SUITING)


class Counted:
    """A function that counts its calls, and the points that it is called at."""

    def __init__(self, function):
        self.function = function
        self.calls = self.points = 0

    def __call__(self, *x):
        self.calls += 1
        first = x[0][0] if len(x) == 1 and np.ndim(x[0]) else x[0]
        self.points += np.size(first)
        return self.function(*x)


class Enough(Exception):  # noqa: N818
    pass


def run_alone(objective, name, start, steps):
    """Run a method without `trace`, for so many steps."""
    rows = []

    def record(x):
        rows.append(x)
        if len(rows) == steps:
            raise Enough

    with suppress(Enough):
        optimizers[name].minimize(objective, np.array(start, dtype=float), record)
    return rows


def exact():
    """Return the value, gradient and Hessian of a bowl, each counted."""
    return [
        Counted(lambda x: x[0] ** 2 + 3 * x[1] ** 2),
        Counted(lambda x: np.stack([2 * x[0], 6 * x[1]])),
        Counted(lambda x: np.diag([2.0, 6.0 + 0 * x[0]])),
    ]


def check(make, name, start, steps, expected):
    """Compare what `trace` tells with the counts of a run by itself; `make` returns an objective and its functions."""
    objective, functions = make()
    for function in functions:
        function.calls = function.points = 0
    run = tv.trace(objective, name, start, steps=steps)
    besides = sum(function.calls for function in functions)
    for function in functions:
        function.calls = function.points = 0
    # A method that is stopped at its last step spends nothing after it.
    steps_to_take = run.steps if run.outcome == "completed" or optimizers[name].batched else steps
    run_alone(objective, name, start, steps_to_take)
    counts = [function.points for function in functions]  # a population is one call
    assert [run.nfev, run.njev, run.nhev] == expected(counts)
    assert run.evaluations[-1] == sum(counts)
    assert run.evaluations[0] == 0
    assert (np.diff(run.evaluations) >= 0).all()
    return run, besides - sum(function.calls for function in functions)


@each_method
@pytest.mark.parametrize("steps", [3, 12])
def test_the_counts_are_the_calls(name, steps):
    def make():
        value, gradient, hessian = functions = exact()
        objective = tv.Objective(
            value, "bowl", domain=[(-5, 5)] * 2, gradient_function=gradient, hessian_function=hessian
        )
        return objective, functions

    _, besides = check(make, name, (2, -1), steps, lambda counts: counts)
    # The values of the whole path at once; where it ended, a gradient or two and two Hessians.
    assert besides <= 5


@each_method
def test_a_gradient_by_differences_costs_its_values(name):
    def make():
        function = Counted(lambda x, y: math.sin(x) + (y - 1) ** 2 + 0.1 * math.cos(x * y))
        objective = from_callable(lambda x, y: function(x, y))
        assert any("central differences" in note for note in objective.notes)
        return objective, [function]

    run, _ = check(make, name, (1.0, 3.0), 6, lambda counts: [counts[0], 0, 0])
    if name == "GD":
        assert run.evaluations.tolist() == [4 * step for step in range(7)]  # 2 d values per gradient


@pytest.mark.parametrize("name", ["Newton", "trust-exact", "Newton-CG", "trust-constr"])
def test_a_hessian_by_differences_costs_its_gradients(name):
    def make():
        value = Counted(lambda x: float(x[0]) ** 4 + float(x[1]) ** 2)
        gradient = Counted(lambda x: np.array([4 * float(x[0]) ** 3, 2 * float(x[1])]))
        return from_callable(lambda x: value(x), gradient=lambda x: gradient(x)), [value, gradient]

    check(make, name, (1.0, 3.0), 5, lambda counts: [*counts, 0])


def test_a_gradient_by_autograd_is_one_gradient():
    run = tv.trace(lambda x: anp.sin(x[0]) + x[1] ** 2, "GD(lr=0.1)", (1.0, 2.0), steps=9)
    assert (run.nfev, run.njev, run.nhev) == (0, 9, 0)


def test_values_that_stand_in_for_a_gradient_are_counted():
    run = tv.trace(lambda x: anp.linalg.norm(x) ** 2, "GD(lr=0.5)", (3.0, -4.0))
    assert (run.path[-1] == 0).all()
    # The first gradient is autograd's. At 0 it is nan: the value there, and two for each coordinate, tell.
    assert (run.nfev, run.njev) == (5, 2)
    assert run.evaluations.tolist() == [0, 1, 7]


@pytest.mark.parametrize("every", [1, 5])
def test_the_last_row_carries_what_was_spent_after_the_last_step(every):
    run = tv.trace("xin_she_yang_4", "CG", every=every)  # its last line search finds nothing
    whole = run.nfev + run.njev + run.nhev
    assert run.evaluations[-1] == whole
    spent = Counted(run.objective.function)
    counted = tv.Objective(spent, "counted", domain=run.objective.domain, gradient_function=run.objective.gradient)
    run_alone(counted, "CG", run.path[0], 10**6)
    assert run.nfev == spent.calls


class TestManyStarts:
    @pytest.mark.slow
    @settings(max_examples=25, deadline=None)
    @given(
        name=st.sampled_from(
            ["GD(lr=0.2)", "GD(lr=1.2)", "Momentum(lr=0.1)", "Nesterov(lr=0.1)", "Newton(lr=0.9)", "BFGS"]
        ),
        starts=st.lists(st.tuples(*[st.integers(-4, 4)] * 2), min_size=1, max_size=5),
        steps=st.integers(1, 120),
    )
    def test_each_costs_what_it_costs_alone(self, name, starts, steps):
        starts = np.array(starts, dtype=float).T
        together = tv.trace("quadratic", name, starts, steps=steps, tolerance=1e-4)
        alone = [tv.trace("quadratic", name, start, steps=steps, tolerance=1e-4) for start in starts.T]
        for i, run in enumerate(alone):
            np.testing.assert_array_equal(together.evaluations[: len(run.path), i], run.evaluations)
            assert (together.evaluations[len(run.path) :, i] == run.evaluations[-1]).all()
            np.testing.assert_allclose(together.path[: len(run.path), :, i], run.path, rtol=1e-12, atol=1e-15)
            assert (together.path[len(run.path) :, :, i] == together.path[len(run.path) - 1, :, i]).all()
        assert together.evaluations[-1].sum() == together.nfev + together.njev + together.nhev
        assert together.njev == sum(run.njev for run in alone)

    def test_a_start_that_rests_is_not_called_again(self):
        seen = []

        def gradient(x):
            seen.append(tuple(x))
            return [2 * float(x[0]), 2 * float(x[1])]

        objective = from_callable(lambda x: float(x[0]) ** 2 + float(x[1]) ** 2, gradient=gradient)
        seen.clear()
        tv.trace(objective, "GD(lr=0.01)", [[0.0, 4.0], [0.0, 4.0]], steps=50)
        assert seen.count((0.0, 0.0)) <= 2  # by the method, and to see that it rests
        assert len(seen) <= 50 + 2

    def test_a_generator_may_ask_for_other_shapes(self):
        def probing(objective, x, *, radius=0.1):
            while True:
                around = x[:, None] + radius * np.array([[1, -1, 0, 0], [0, 0, 1, -1]]).reshape(
                    2, 4, *[1] * (x.ndim - 1)
                )
                values = objective(around)
                x = np.take_along_axis(around, values.argmin(axis=0)[None, None], axis=1)[:, 0]
                yield x

        single = tv.trace("sphere", probing, (1.0, 1.0), steps=3)
        assert single.evaluations.tolist() == [0, 4, 8, 12]
        many = tv.trace("sphere", probing, np.ones((2, 3)), steps=3)
        assert many.evaluations.tolist() == [[4 * step] * 3 for step in range(4)]
