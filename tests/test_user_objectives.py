"""A user's own objectives: any callable, a place in a file or module, and what a word means."""

from __future__ import annotations

import functools
import math
import sys
import warnings
from fractions import Fraction

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from autograd.tracer import getval
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime, minimize, rosen, rosen_der, rosen_hess

import trajviz as tv
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions import Objective, objectives
from trajviz.functions.differences import DIFFERENCED_VALUES, central_difference, symmetric
from trajviz.functions.loading import load_callable
from trajviz.functions.resolve import as_objective
from trajviz.functions.user import from_callable


class Tensor:
    """What PyTorch's tensors are to NumPy while they have a graph: nothing, before they are detached."""

    def __init__(self, numbers):
        self.numbers = numbers

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")

    def detach(self):
        return Detached(self.numbers)


class Detached:
    def __init__(self, numbers):
        self.numbers = numbers

    def __array__(self, dtype=None, copy=None):
        raise TypeError("can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() first.")

    def cpu(self):
        return np.asarray(self.numbers)


MATRIX = np.array([[2.0, 1.0], [1.0, 3.0]])


def branching(x):
    if x[0] > 0:
        return x[0] ** 2 + x[1]
    return x[1] - x[0]


def with_math(x, y):
    return math.sin(x) * math.exp(y / 5)


def with_float(x):
    return float(x[0]) ** 3 + float(x[1])


def with_assignment(x):
    squares = np.zeros(2)
    squares[0] = x[0] ** 2
    squares[1] = 3 * x[1] ** 2
    return squares.sum()


def overwriting(x):
    x[0] += 1
    return x[0] ** 2 + x[1] ** 2


def plain_where(x):
    return np.where(x[0] > 0, x[0] ** 2, x[1] ** 3) + x[1]


def without_a_word(x):
    """A function of which autograd sees only a part, so that its gradient is wrong in silence."""
    return getval(x[0]) ** 2 + x[1] ** 2


class Bowl:
    def __call__(self, x):
        return x[0] ** 2 + 2 * x[1] ** 2


CALLABLES = {
    "vector": lambda x: x[0] ** 2 + 3 * x[1] ** 2,
    "two arguments": lambda x, y: x**2 * anp.sin(y),
    "numpy, not autograd.numpy": lambda x: np.exp(x[0] / 4) + np.cos(x[1]),
    "reduction over coordinates": lambda x: anp.sum(x**4, axis=0),
    "reduction over everything": lambda x: anp.sum(x**4),
    "quadratic form": lambda x: x @ MATRIX @ x,
    "norm": lambda x: np.linalg.norm(x),
    "branches": branching,
    "math": with_math,
    "float": with_float,
    "assignment": with_assignment,
    "overwrites its argument": overwriting,
    "plain where": plain_where,
    "silently wrong in autograd": without_a_word,
    "object": Bowl(),
    "method": Bowl().__call__,
    "partial": functools.partial(lambda scale, x, y: scale * x * y, 3),
    "partial by keyword": functools.partial(lambda x, scale: scale * x[0] * x[1], scale=3),
    "optional parameter": lambda x, scale=2: scale * x[0] + x[1] ** 2,
    "any number of arguments": lambda *x: functools.reduce(lambda a, b: a * b**2, x, 1.0),
    "ufunc": np.hypot,
    "vectorized": np.vectorize(lambda x, y: math.cos(x) + y),
    "scipy": rosen,
    "python list": lambda x: sum(each**2 for each in x.tolist()),
    "array of one element": lambda x: np.array([x[0] * x[1]]),
    "constant": lambda _: 3,
    "wrapped": lambda *args, **options: branching(*args, **options),
    "wrapped, of coordinates": lambda *args, **options: with_math(*args, **options),
    "wrapped by functools": functools.wraps(with_math)(lambda *args: with_math(*args)),
    "coordinates and more": lambda x, y, *more: x * y + len(more),
    "tensor": lambda x: Tensor(x[0] ** 2 * x[1]),
    "float32": lambda x: np.float32(x[0]) + np.float32(2),
    "whole numbers": lambda x: int(x[0]),
    "fraction": lambda x: Fraction(1, 3) * Fraction(float(x[0])),
}

POINT = np.array([1.3, -0.7])


def plain_value(function, point):
    """Return the value at one point, given as a vector or, where that leads to no number, as coordinates."""
    try:
        value = function(point.copy())
        return float(np.reshape(value.numbers if isinstance(value, Tensor) else value, ()))
    except (TypeError, ValueError):
        return float(np.reshape(function(*point), ()))


# What can be compared with differences of the plain values: not what rounds them.
SMOOTH = sorted(set(CALLABLES) - {"float32", "whole numbers"})


@pytest.fixture(params=CALLABLES, ids=lambda name: name.replace(" ", "-"))
def function(request):
    return CALLABLES[request.param]


@pytest.mark.slow
def test_any_callable_has_its_own_values_at_a_point_and_in_every_batch(function):
    objective = from_callable(function)
    grid = np.random.default_rng(2).uniform(-4, 4, (2, 3, 5))
    expected = [plain_value(function, point) for point in grid.reshape(2, -1).T]
    np.testing.assert_allclose(objective(grid), np.reshape(expected, (3, 5)), rtol=1e-12)
    assert objective(POINT) == pytest.approx(plain_value(function, POINT), rel=1e-12)
    assert objective(np.zeros((2, 0))).shape == (0,)
    assert objective(np.ones((2, 2))).shape == (2,)


@pytest.mark.slow
@pytest.mark.parametrize("name", SMOOTH)
def test_any_callable_has_a_gradient_and_a_hessian(name):
    function = CALLABLES[name]
    objective = from_callable(function)
    value = functools.partial(plain_value, function)
    expected = approx_fprime(POINT, value, 1e-7)
    np.testing.assert_allclose(objective.gradient(POINT), expected, rtol=1e-4, atol=1e-4)
    curvature = np.stack([approx_fprime(POINT, lambda x, i=i: objective.gradient(x)[i], 1e-5) for i in (0, 1)])
    np.testing.assert_allclose(objective.hessian(POINT), curvature, rtol=1e-3, atol=1e-3)

    points = np.random.default_rng(3).uniform(-4, 4, (2, 2, 3))
    for i, j in np.ndindex(2, 3):
        np.testing.assert_allclose(objective.gradient(points)[:, i, j], objective.gradient(points[:, i, j]))
        np.testing.assert_allclose(objective.hessian(points)[..., i, j], objective.hessian(points[:, i, j]))


def test_the_arguments_of_the_caller_stay_as_they_are():
    points = np.ones((2, 4))
    from_callable(overwriting)(points)
    np.testing.assert_array_equal(points, np.ones((2, 4)))


def test_a_function_that_can_is_called_once_for_a_grid():
    calls = []

    def counted(x):
        calls.append(x.shape)
        return x[0] * x[1]

    objective = from_callable(counted)
    calls.clear()
    objective(np.zeros((2, 30, 40)))
    assert calls == [(2, 1200)]
    assert not objective.notes


@pytest.mark.parametrize(
    ("name", "loop", "differences"),
    [
        ("vector", False, False),
        ("quadratic form", True, False),
        ("branches", True, False),
        ("math", True, True),
        ("float", True, True),
        ("overwrites its argument", False, True),
        ("silently wrong in autograd", False, True),
        ("constant", False, False),
    ],
)
def test_notes_say_what_had_to_be_done_instead(name, loop, differences):
    notes = from_callable(CALLABLES[name], name="mine").notes
    expected = ["mine takes one point at a time: it is evaluated in a loop"] * loop
    expected += ["autograd cannot differentiate mine: its derivatives are found by central differences"] * differences
    assert list(notes) == expected


def test_a_point_where_the_function_raises_is_nan_and_a_note_says_so():
    def root(x):
        return math.sqrt(x[0]) + x[1]

    objective = from_callable(root, domain=(0.5, 4))
    assert "raises" not in " ".join(objective.notes)
    np.testing.assert_array_equal(objective([[4.0, -1.0, 9.0], [1.0, 1.0, 0.0]]), [3, np.nan, 3])
    assert np.isnan(objective.gradient([-2.0, 1.0])[0])
    assert objective.notes[-1] == "root raises ValueError at some points, which count as nan"
    objective([-1.0, 0.0])
    assert len(set(objective.notes)) == len(objective.notes)


def test_one_point_that_raises_spoils_no_other_point_of_a_batch():
    def guarded(x):
        if np.any(x[0] < 0):
            raise ArithmeticError("no")
        return x[0] + x[1]

    objective = from_callable(guarded)
    np.testing.assert_array_equal(objective([[1.0, -1.0, 2.0], [1.0, 1.0, 1.0]]), [2, np.nan, 3])
    assert "one point at a time" not in " ".join(objective.notes)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_values_that_are_not_finite_are_values(value):
    objective = from_callable(lambda x: value + 0 * x[0])
    np.testing.assert_array_equal(objective(np.zeros((2, 3))), [value] * 3)
    assert objective.gradient([0.0, 1.0]).shape == (2,)
    assert not objective.notes


def test_complex_values_are_nan_with_a_note():
    objective = from_callable(lambda x: (x[0] + 0j) ** 0.5 + x[1])
    np.testing.assert_array_equal(objective([[4.0, -4.0], [1.0, 1.0]]), [3, np.nan])
    np.testing.assert_allclose(objective.gradient([4.0, 1.0]), [0.25, 1], rtol=1e-7)
    assert "f is complex at some points, which count as nan" in objective.notes


def test_an_interrupt_is_not_swallowed():
    armed = False

    def interrupted(x):
        if armed:
            raise KeyboardInterrupt
        return x[0] + x[1]

    objective = from_callable(interrupted)
    armed = True
    with pytest.raises(KeyboardInterrupt):
        objective([0.0, 0.0])


def test_trying_a_function_lets_no_warning_through():
    def warns(x):
        warnings.warn("mine", UserWarning, stacklevel=1)
        return np.log(x[0]) / 0

    from_callable(warns)


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (lambda x: np.append(x, 1), r"f has no value at the points tried: .*shape \(3,\) where one number is expected"),
        (lambda x: x[4], r"index 4 is out of bounds .*its start or dimension says so"),
        (lambda _: None, "returned None"),
        (lambda _: "text", "ValueError"),
        (lambda: 3, "TypeError"),
        (lambda x, *, scale: scale * x[0], "scale"),
        (lambda x: x.nothing, "AttributeError: .* no attribute 'nothing'"),
        (5, "an objective is a function, not 5"),
    ],
)
def test_a_function_without_values_is_refused(function, sentence):
    with pytest.raises(TrajvizError, match=sentence):
        from_callable(function)


@pytest.mark.parametrize(
    ("function", "known", "dimension"),
    [
        (lambda x: x[0], {}, 2),
        (lambda x, y: x - y, {}, 2),
        (lambda x, y, z: x * y * z, {}, 3),
        (lambda x: anp.sum(x**2, axis=0), {"dimension": 5}, 5),
        (lambda x: anp.sum(x**2, axis=0), {"dimension": 8}, 8),
        (lambda x: anp.sum(x**2, axis=0), {"start": [1, 2, 3]}, 3),
        (lambda x: anp.sum(x**2, axis=0), {"domain": [(0, 1)] * 4}, 4),
        (lambda *x: sum(x), {"dimension": 3}, 3),
        (lambda x: x**2, {"dimension": 1}, 1),
        (lambda x: x[0] ** 2, {"dimension": 1}, 1),
    ],
)
def test_the_dimension_is_that_of_what_is_given(function, known, dimension):
    objective = from_callable(function, **known)
    assert objective.dimension == dimension
    assert objective(np.ones((dimension, 2, 3))).shape == (2, 3)
    assert objective.hessian(np.ones((dimension, 2))).shape == (dimension, dimension, 2)


@pytest.mark.parametrize(
    ("function", "known"),
    [
        (lambda x, y: x + y, {"dimension": 3}),
        (lambda x, y: x + y, {"start": [1, 2, 3]}),
        (lambda x: x[0], {"dimension": 2, "domain": [(0, 1)] * 3}),
        (lambda x: x[0], {"start": [1, 2], "domain": [(0, 1)] * 3}),
    ],
)
def test_dimensions_that_disagree_are_refused(function, known):
    with pytest.raises(TrajvizError, match="disagree on the number of coordinates"):
        from_callable(function, **known)


def test_what_is_known_of_a_function_is_kept():
    objective = from_callable(
        lambda x, y: x**2 + y**2, name="bowl", minima=[(0, 0)], minimum=0, latex="x^2 + y^2", start=(1, 2)
    )
    assert (objective.name, objective.title, objective.latex) == ("bowl", "bowl", "x^2 + y^2")
    assert (objective.minima, objective.minimum, objective.start) == (((0, 0),), 0, (1, 2))


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (branching, "branching"),
        (lambda x: x[0], "f"),
        (Bowl(), "Bowl"),
        (functools.partial(with_float), "with_float"),
    ],
)
def test_the_name_is_that_of_the_function(function, name):
    assert from_callable(function).name == name


def test_given_derivatives_are_used_as_they_are():
    calls = []

    def gradient(x):
        calls.append("gradient")
        return rosen_der(x)

    objective = from_callable(rosen, gradient=gradient, hessian=rosen_hess, dimension=3)
    calls.clear()
    point = np.array([0.5, -1.0, 2.0])
    np.testing.assert_array_equal(objective.gradient(point), rosen_der(point))
    np.testing.assert_array_equal(objective.hessian(point), rosen_hess(point))
    assert calls == ["gradient"]
    points = np.random.default_rng(0).normal(size=(3, 4, 2))
    np.testing.assert_array_equal(objective.gradient(points)[:, 1, 1], rosen_der(points[:, 1, 1]))


def test_a_given_gradient_may_take_separate_coordinates_and_gives_the_hessian():
    objective = from_callable(
        lambda x, y: math.sin(x) + y**2, gradient=lambda x, y: (math.cos(x), 2 * y), domain=(-1, 1)
    )
    np.testing.assert_allclose(objective.gradient([0.5, 2.0]), [math.cos(0.5), 4])
    np.testing.assert_allclose(objective.hessian([0.5, 2.0]), [[-math.sin(0.5), 0], [0, 2]], atol=1e-9)


def test_a_given_gradient_of_another_shape_is_refused():
    with pytest.raises(TrajvizError, match=r"the gradient of f has no value.*shape \(3,\) where shape \(2,\)"):
        from_callable(lambda x: x[0], gradient=lambda _: np.zeros(3))


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_central_differences_are_accurate(x, y):
    point = np.array([x, y])
    gradient = central_difference(rosen, np.array([3.0, 3.0]))
    scale = max(1.0, np.abs(rosen_der(point)).max())
    np.testing.assert_allclose(gradient(point), rosen_der(point), atol=1e-7 * scale)
    hessian = symmetric(central_difference(gradient, np.array([3.0, 3.0]), DIFFERENCED_VALUES))
    curvature = rosen_hess(point)
    np.testing.assert_allclose(hessian(point), curvature, atol=1e-5 * np.abs(curvature).max())
    np.testing.assert_array_equal(hessian(point), hessian(point).T)


@pytest.mark.parametrize("scale", [1e-6, 1e-3, 1.0, 1e3, 1e9])
def test_central_differences_fit_the_size_of_the_domain(scale):
    derivative = central_difference(lambda x: np.sin(x[0] / scale), np.array([scale]))
    x = np.array([0.7 * scale])
    np.testing.assert_allclose(derivative(x) * scale, [np.cos(0.7)], rtol=1e-7 if scale <= 1e6 else 1e-4)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def write(folder, name, text):
    (folder / name).write_text(text)
    return folder / name


def test_a_function_is_loaded_from_a_file(folder):
    path = write(folder, "bowl.py", "def bowl(x):\n    return x[0]**2 + x[1]**2\n")
    assert load_callable(f"{path}:bowl")(np.array([3, 4])) == 25
    assert as_objective("bowl.py:bowl").name == "bowl"
    assert as_objective("bowl.py:bowl")([3.0, 4.0]) == 25
    write(folder, "bowl.py", "def bowl(x):\n    return x[0]**3 + x[1]**2\n")
    assert load_callable("bowl.py:bowl")(np.array([3, 4])) == 43
    assert sorted(each.name for each in folder.iterdir()) == ["bowl.py"]


def test_a_function_is_loaded_from_a_module(folder):
    (folder / "package").mkdir()
    write(folder, "package/wells.py", "def well(x, y):\n    return x**4 - x**2 + y**2\n")
    assert load_callable("math:hypot")(3, 4) == 5
    assert as_objective("package.wells:well")([1.0, 2.0]) == 4


def test_a_file_finds_its_neighbours_while_it_is_loaded(folder):
    (folder / "sub").mkdir()
    write(folder, "sub/neighbour_of_mine.py", "SCALE = 7\n")
    write(folder, "sub/mine.py", "from neighbour_of_mine import SCALE\n\ndef f(x):\n    return SCALE * x[0]\n")
    path_before = list(sys.path)
    assert as_objective("sub/mine.py:f")([2.0, 0.0]) == 14
    assert sys.path == path_before


def test_a_file_may_be_called_like_a_module_and_define_dataclasses(folder):
    import random

    write(
        folder,
        "random.py",
        "from __future__ import annotations\nfrom dataclasses import dataclass\n\n"
        "@dataclass\nclass Well:\n"
        "    depth: float = 2.0\n\n    def __call__(self, x):\n        return self.depth * x[0]\n\n"
        "well = Well()\n",
    )
    assert as_objective("random.py:well")([2.0, 0.0]) == 4
    assert sys.modules["random"] is random


def test_an_objective_in_a_file_is_used_as_it_is(folder):
    write(
        folder,
        "mine.py",
        "from trajviz.functions import Objective\n"
        "ramp = Objective(lambda x: x[0], 'slope', domain=[(0, 1), (0, 2)], start=(1, 1))\n",
    )
    objective = as_objective("mine.py:ramp")
    assert (objective.name, objective.start) == ("slope", (1, 1))
    assert as_objective("mine.py:ramp", domain=(-1, 1)).domain == ((-1, 1), (-1, 1))


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ("missing.py:f", "there is no file 'missing.py'"),
        ("good.py:valey", r"good\.py has no function 'valey'; did you mean 'valley'\?"),
        ("empty.py:f", "it defines no function"),
        ("good.py:NUMBER", "'good.py:NUMBER' is of type float, not a function"),
        ("syntax.py:f", "syntax.py cannot be imported: SyntaxError: "),
        ("raises.py:f", "raises.py cannot be imported: ZeroDivisionError: division by zero$"),
        ("exits.py:f", "exits.py cannot be imported: SystemExit: 3$"),
        ("lines.py:f", "lines.py cannot be imported: ValueError: first$"),
        ("binary.py:f", "binary.py cannot be imported: "),
        ("needs.py:f", "needs.py imports the module 'no_such_thing', which is not installed"),
        ("no_such_module:f", "there is no module 'no_such_module'"),
        ("math.nothing:f", "there is no module 'math.nothing'"),
        ("needs:f", "needs imports the module 'no_such_thing', which is not installed"),
        ("..good:f", "neither a file that ends in .py nor the name of a module"),
        ("good.py:", "does not name a function"),
        (":f", "does not name a function"),
        ("good.py", "write good.py:name"),
        ("folder.py:f", "there is no file 'folder.py'"),
    ],
)
def test_what_cannot_be_loaded_is_told_in_one_sentence(folder, spec, sentence):
    write(folder, "good.py", "NUMBER = 3.0\n\ndef valley(x):\n    return x[0]\n")
    write(folder, "empty.py", "")
    write(folder, "syntax.py", "def f(x:\n")
    write(folder, "raises.py", "1 / 0\n")
    write(folder, "exits.py", "import sys\nsys.exit(3)\n")
    write(folder, "lines.py", "raise ValueError('first\\nsecond')\n")
    (folder / "binary.py").write_bytes(b"\x00\xff\xfe")
    write(folder, "needs.py", "import no_such_thing\n")
    (folder / "folder.py").mkdir()
    with pytest.raises(TrajvizError, match=sentence) as refusal:
        as_objective(spec)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", objectives)
def test_a_registered_name_is_that_objective(name):
    assert as_objective(name) is objectives[name]
    assert as_objective(f" {name.upper()} ") is objectives[name]


def test_anything_that_is_an_objective_becomes_one():
    bowl = Objective(lambda x: x[0] ** 2, "mine", domain=[(0, 1)])
    assert as_objective(bowl) is bowl
    assert as_objective(bowl, domain=(3, 4)).domain == ((3, 4),)
    assert as_objective(lambda x, y: x * y)([2.0, 3.0]) == 6
    assert as_objective("x**2 + y")([2.0, 3.0]) == 7
    assert as_objective("x")([2.0]) == 2
    assert as_objective("x - y")([2.0, 3.0]) == -1
    for nothing in [None, 5, 2.5, ["x"], b"x"]:
        with pytest.raises(TrajvizError, match="a name, an expression or a function"):
            as_objective(nothing)


def test_domain_and_dimension_reach_every_kind_of_objective():
    pairs = [(0, 1), (2, 3)]
    for thing in ["camel", "x + y", lambda x: x[0], objectives["camel"]]:
        assert as_objective(thing, domain=pairs).domain == ((0, 1), (2, 3))
        assert as_objective(thing, domain=(-1, 1)).domain == ((-1, 1), (-1, 1))
    for thing in ["rosenbrock", "x + y", lambda x: x[0]]:
        assert as_objective(thing, dimension=4).dimension == 4
        assert as_objective(thing, domain=[(0, 1)] * 3).dimension == 3
    for thing in ["camel", "x + y", lambda x, y: x - y]:
        with pytest.raises(TrajvizError):
            as_objective(thing, domain=[(0, 1), (1, 0)])
        with pytest.raises(TrajvizError):
            as_objective(thing, dimension=2, domain=[(0, 1)] * 3)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("camle", "camel"),
        ("rosenbrok", "rosenbrock"),
        ("six hump camle", "Six-hump camel"),
        ("himmelblua", "himmelblau"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_nearest(text, nearest):
    with pytest.raises(UnknownNameError, match=f"unknown objective '{text}'; did you mean '{nearest}'"):
        as_objective(text)


@pytest.mark.parametrize("text", ["x**2 +", "open('f')", "", "x < 1", "2x", "foo(x)", "a:b:c", "x[0:1]"])
def test_what_is_neither_a_name_nor_arithmetic_is_refused(text):
    with pytest.raises(TrajvizError) as refusal:
        as_objective(text)
    assert "\n" not in str(refusal.value)


ONE_VARIABLE = {
    "math": (lambda x: math.cos(3 * x) + x * x, lambda x: -3 * math.sin(3 * x) + 2 * x),
    "numpy": (lambda x: np.cos(3 * x) + x * x, lambda x: -3 * np.sin(3 * x) + 2 * x),
    "vector": (lambda x: np.cos(3 * x[0]) + x @ x, lambda x: -3 * np.sin(3 * x) + 2 * x),
    "sum": (lambda x: np.sum(np.cos(3 * x) + x * x), lambda x: [-3 * math.sin(3 * x[0]) + 2 * x[0]]),
    "branches": (lambda x: math.cos(3 * x) + x * x if x > 0 else math.cos(-3 * x) + x**2, None),
    "wrapped": (lambda *args: (lambda x: math.cos(3 * x) + x * x)(*args), None),
    "in one": (lambda x: (math.cos(3 * x) + x * x, -3 * math.sin(3 * x) + 2 * x), None),
    "autograd": (lambda x: anp.cos(3 * x) + x * x, autograd.grad(lambda x: anp.cos(3 * x) + x * x)),
}


@pytest.mark.slow
@pytest.mark.parametrize("gradient", [False, True])
@pytest.mark.parametrize("name", ONE_VARIABLE)
@pytest.mark.parametrize("how", [{"domain": [(-2, 2)]}, {"dimension": 1}, {"start": (0.7,)}])
def test_a_function_of_one_variable(name, how, gradient):
    function, derivative = ONE_VARIABLE[name]
    objective = from_callable(function, gradient=derivative if gradient else None, **how)
    x = np.linspace(-1.9, 1.9, 7)[None]
    np.testing.assert_allclose(objective(x), np.cos(3 * x[0]) + x[0] ** 2, rtol=1e-12)
    np.testing.assert_allclose(objective.gradient(x), -3 * np.sin(3 * x) + 2 * x, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(objective.hessian(x)[0], -9 * np.cos(3 * x) + 2, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("name", sorted(set(ONE_VARIABLE) - {"vector", "sum"}))
def test_a_function_that_has_no_value_of_two_variables_is_one_of_one(name):
    assert from_callable(ONE_VARIABLE[name][0]).dimension == 1


IN_ONE = {
    "tuple": lambda x: (x[0] ** 2 + 3 * x[1], np.array([2 * x[0], 3 + 0 * x[1]])),
    "list": lambda x: [x[0] ** 2 + 3 * x[1], [2 * x[0], 3.0]],
    "coordinates": lambda x, y: (x**2 + 3 * y, (2 * x, 3)),
    "wrapped": lambda *args: (args[0] ** 2 + 3 * args[1], (2 * args[0], 3)),
    "array of one": lambda x: (np.array([x[0] ** 2 + 3 * x[1]]), np.array([[2 * x[0]], [3]])),
    "tensors": lambda x: (Tensor(x[0] ** 2 + 3 * x[1]), [Tensor(2 * x[0]), Tensor(3.0)]),
    "autograd": autograd.value_and_grad(lambda x: x[0] ** 2 + 3 * x[1]),
    "raises somewhere": lambda x: (math.sqrt(x[0]) ** 4 + 3 * x[1], np.array([2 * x[0], 3])),
}


@pytest.mark.parametrize("name", IN_ONE)
def test_a_value_with_its_gradient(name):
    objective = from_callable(IN_ONE[name])
    points = np.array([[1.5, 0.5, 2.0], [0.25, -1.0, 3.0]])
    np.testing.assert_allclose(objective(points), points[0] ** 2 + 3 * points[1])
    np.testing.assert_allclose(objective.gradient(points), [2 * points[0], [3, 3, 3]])
    assert not any("differentiate f:" in note for note in objective.notes), "the gradient that was given is taken"


def test_a_value_with_its_gradient_is_what_scipy_takes_as_jac_true():
    def both(x):
        return rosen(x), rosen_der(x)

    expected = minimize(both, [-1.2, 1.0], jac=True, method="BFGS", options={"return_all": True}).allvecs
    run = tv.trace(both, "BFGS", start=(-1.2, 1))
    np.testing.assert_allclose(run.path, expected[: len(run.path)], rtol=1e-9)


@pytest.mark.parametrize(
    "gradient",
    [
        autograd.grad(lambda x: x[0] ** 2 * x[1]),
        autograd.value_and_grad(lambda x: x[0] ** 2 * x[1]),
        autograd.grad(lambda x, y: x**2 * y, (0, 1)),
        lambda *x: (2 * x[0] * x[1], x[0] ** 2),
        lambda x: Tensor(np.array([2 * x[0] * x[1], x[0] ** 2])),
    ],
)
def test_a_gradient_in_any_form(gradient):
    objective = as_objective(lambda x: x[0] ** 2 * x[1], gradient=gradient)
    np.testing.assert_allclose(objective.gradient([[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]]), [[6, 16, 30], [1, 4, 9]])


def test_one_partial_derivative_is_no_gradient():
    with pytest.raises(TrajvizError, match="the gradient of f"):
        as_objective(lambda x, y: x**2 * y, gradient=lambda x, y: 2 * x * y)


class TestArguments:
    """`args`, as in `scipy.optimize.minimize`."""

    @pytest.mark.parametrize(
        ("function", "args"),
        [
            (lambda x, a, b: a * x[0] ** 2 + b * x[1], (3, 5)),
            (lambda x, y, a, b: a * x**2 + b * y, (3, 5)),
            (lambda x, *args: args[0] * x[0] ** 2 + args[1] * x[1], (3, 5)),
            (lambda *args: args[-2] * args[0][0] ** 2 + args[-1] * args[0][1], (3, 5)),
            (lambda x, a, b=5: a * x[0] ** 2 + b * x[1], 3),
            (lambda x, y, a: a[0] * x**2 + a[1] * y, ([3, 5],)),
        ],
    )
    def test_they_follow_the_point(self, function, args):
        objective = as_objective(function, args=args)
        assert objective([2.0, 1.0]) == 17
        assert objective([[2.0, 0.0], [1.0, 1.0]]).tolist() == [17, 5]

    def test_the_derivatives_take_them_too(self):
        objective = as_objective(
            lambda x, a: a * x[0] ** 2 + x[1],
            args=(3,),
            gradient=lambda x, a: [2 * a * x[0], 1],
            hessian=lambda _x, a: [[2 * a, 0], [0, 0]],
        )
        assert objective.gradient([2.0, 1.0]).tolist() == [12, 1]
        assert objective.hessian([2.0, 1.0]).tolist() == [[6, 0], [0, 0]]

    def test_too_many(self):
        with pytest.raises(TrajvizError, match="takes 1 arguments; with 2 as args there is none for a point"):
            as_objective(lambda x: x[0], args=(1, 2))


class TestTheStartTellsTheDimension:
    needs_five = staticmethod(lambda x: (x[4] - 1) ** 2 + sum((each - 1) ** 2 for each in x[:4]))

    @pytest.mark.slow
    @pytest.mark.parametrize("function", [rosen, tv.objective(rosen), needs_five])
    def test_of_a_run(self, function):
        start = [1.3, 0.7, 0.8, 1.9, 1.2]
        run = tv.trace(function, "BFGS", start=start)
        np.testing.assert_allclose(run.path[-1], np.ones(5), atol=1e-4)
        np.testing.assert_array_equal(run.path[0], start)

    def test_of_many_starts(self):
        run = tv.trace(self.needs_five, "GD(lr=0.1)", start=np.full((5, 3), 2.0), steps=2)
        assert run.path.shape == (3, 5, 3)

    def test_of_an_animation(self):
        animation = tv.animate(self.needs_five, "BFGS", start=[1.3, 0.7, 0.8, 1.9, 1.2], steps=3, view="convergence")
        assert animation.trajectories[0].dimension == 5

    def test_of_a_file(self, tmp_path):
        (tmp_path / "mine.py").write_text("def f(x):\n    return x[2]**2 + x[0]\n")
        assert tv.trace(f"{tmp_path}/mine.py:f", "GD", start=[1, 2, 3], steps=1).dimension == 3

    def test_of_a_number(self):
        run = tv.trace(lambda x: math.cosh(x), "GD(lr=0.1)", start=2.0, steps=1)
        np.testing.assert_allclose(run.path, [[2], [2 - 0.1 * math.sinh(2)]])

    def test_what_is_fixed_stays(self):
        with pytest.raises(TrajvizError, match="3, 2"):
            tv.trace(lambda x, y: x * y, "GD", start=[1, 2, 3])
        with pytest.raises(TrajvizError, match="has 2 coordinates"):
            tv.trace(tv.objective(rosen, domain=[(0, 1), (0, 1)]), "GD", start=[1, 2, 3])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"jac": True}, r"'jac'; that is 'gradient' here; a function that returns \(value, gradient\)"),
        ({"hess": lambda x: x}, "'hess'; that is 'hessian' here"),
        ({"gradient": True}, "gradient is a function, not True"),
        ({"hessian": "2-point"}, "hessian is a function, not '2-point'"),
        ({"scale": 3}, "has no parameter 'scale'"),
        ({"start": "ab"}, "start must be finite numbers"),
        ({"start": [math.nan, 1]}, "start must be finite numbers"),
        ({"start": [[1, 2]]}, "start must be finite numbers"),
    ],
)
def test_words_of_others_and_wrong_kinds_are_answered(options, sentence):
    with pytest.raises(TrajvizError, match=sentence):
        as_objective(lambda x: x[0] + x[1], **options)
