"""Parameters of test functions and of a user's own, from Python and as text."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import rosen

import trajviz as tv
from trajviz.cli import main
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions.parameters import parse_parameters, split_call
from trajviz.functions.registration import _families as families

COUNTED = ("seed", "shekel")  # numbers of instances and of wells, which tests of their own change
WITH_CONSTANTS = sorted(
    name for name, (constants, _) in families.items() if constants and not {name, *constants} & set(COUNTED)
)
numbers = st.floats(0.05, 50) | st.integers(1, 50)


@st.composite
def changed(draw):
    """Return a test function's name and other constants for it."""
    name = draw(st.sampled_from(WITH_CONSTANTS))
    names = draw(st.sets(st.sampled_from(sorted(families[name][0])), min_size=1))
    return name, {constant: draw(numbers) for constant in sorted(names)}


def test_the_constants_of_the_literature_are_there():
    constants = {name: list(families[name][0]) for name in WITH_CONSTANTS}
    assert constants["rosenbrock"] == ["a", "b"]
    assert constants["ackley"] == ["a", "b", "c"]
    assert constants["rastrigin"] == ["A"]
    assert constants["michalewicz"] == ["m"]
    assert constants["branin"] == ["a", "b", "c", "r", "s", "t"]


FORMULAS = {  # as the Virtual Library of Simulation Experiments writes them, at (x, y)
    "rosenbrock": lambda x, y, a, b: b * (y - x**2) ** 2 + (a - x) ** 2,
    "ackley": lambda x, y, a, b, c: (
        -a * math.exp(-b * math.sqrt((x * x + y * y) / 2))
        - math.exp((math.cos(c * x) + math.cos(c * y)) / 2)
        + a
        + math.e
    ),
    "rastrigin": lambda x, y, A: (  # noqa: N803
        2 * A + x * x - A * math.cos(2 * math.pi * x) + y * y - A * math.cos(2 * math.pi * y)
    ),
    "michalewicz": lambda x, y, m: (
        -math.sin(x) * math.sin(x * x / math.pi) ** (2 * m) - math.sin(y) * math.sin(2 * y * y / math.pi) ** (2 * m)
    ),
    "branin": lambda x, y, a, b, c, r, s, t: a * (y - b * x**2 + c * x - r) ** 2 + s * (1 - t) * math.cos(x) + s,
    "perm_0": lambda x, y, beta: sum(((1 + beta) * (x**i - 1) + (2 + beta) * (y**i - 1 / 2**i)) ** 2 for i in (1, 2)),
    "perm": lambda x, y, beta: sum(((1 + beta) * (x**i - 1) + (2**i + beta) * ((y / 2) ** i - 1)) ** 2 for i in (1, 2)),
    "ellipsoid": lambda x, y, condition: x * x + condition * y * y,
}


@settings(deadline=None, max_examples=80)
@given(what=changed(), point=st.tuples(st.floats(0.1, 3), st.floats(0.1, 3)))
def test_the_formula_takes_them(what, point):
    name, constants = what
    if "m" in constants:
        constants["m"] = round(constants["m"])  # other powers of a negative number are none
    whole = {**families[name][0], **constants}
    assert tv.objective(name, **constants)(point) == pytest.approx(FORMULAS[name](*point, **whole), rel=1e-9, abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(what=changed(), dimension=st.integers(2, 4))
def test_minima_are_told_where_they_are_known_and_nowhere_else(what, dimension):
    name, constants = what
    objective = tv.objective(name, **constants)
    if objective.scaled is not None:
        objective = objective.in_dimensions(dimension)
    if not objective.minima:
        assert objective.minimum is None
        return
    assert objective.minima != tv.objective(name).minima or objective.minimum == tv.objective(name).minimum
    for point in objective.minima:
        assert objective(point) == pytest.approx(objective.minimum, abs=1e-8)
    samples = np.random.default_rng(0).uniform(-1, 1, (objective.dimension, 3000))
    around = np.array(objective.minima[0])[:, None] + samples * [[0.01], [1.0]][dimension % 2][0]
    assert (objective(around) >= objective.minimum - 1e-9).all()


def test_minima_that_move_with_the_parameters():
    assert tv.objective("rosenbrock", a=3).minima == ((3, 9),)
    assert tv.objective("rosenbrock", a=3, dimension=3).minima == ()
    assert tv.objective("rosenbrock(b=-1)").minimum is None
    assert tv.objective("rastrigin(A=-1)").minima == ()
    assert tv.objective("perm_0(beta=10)").minima == tv.objective("perm_0").minima
    first, second = tv.objective("perm_0(beta=3)").minima
    assert first == (1, 0.5)
    assert tv.objective("perm_0(beta=3)")(second) == pytest.approx(0, abs=1e-20)


def test_the_defaults_are_the_function_itself():
    for name in WITH_CONSTANTS:
        assert tv.objective(name, **families[name][0]) is tv.objective(name)
    x = np.random.default_rng(0).normal(size=(4, 9))
    np.testing.assert_allclose(tv.objective("rosenbrock(b=100)", dimension=4)(x), rosen(x))


def test_what_is_written_with_the_defaults_is_not_shown_with_others():
    objective = tv.objective("rosenbrock", b=10)
    assert (objective.name, objective.title, objective.latex) == ("rosenbrock(b=10)", "Rosenbrock(b=10)", "")


@settings(deadline=None, max_examples=40)
@given(what=changed())
def test_the_name_is_what_can_be_typed(what):
    name, constants = what
    objective = tv.objective(name, **constants)
    again = tv.objective(objective.name)
    assert (again.name, again.minima) == (objective.name, objective.minima)
    points = np.random.default_rng(0).uniform(0.1, 2, (2, 5))
    np.testing.assert_array_equal(again(points), objective(points))


@pytest.mark.parametrize("suffix", [".npz", ".csv"])
def test_a_run_comes_back_with_its_parameters(suffix, tmp_path):
    run = tv.trace("rosenbrock(a=2, b=10)", "BFGS", steps=5)
    run.save(tmp_path / f"run{suffix}")
    back = tv.Trajectory.load(tmp_path / f"run{suffix}").objective
    assert (back.name, back.minima) == ("rosenbrock(a=2, b=10)", ((2, 4),))


MINE = """
def loss(x, a=1, *, power=2): return a * (x[0]**power + x[1]**2)
def of_xy(x, y, a): return a * x + y
def anything(x, **options): return options["a"] * x[0] + x[1]
constant = 3
"""


class TestOnesOwn:
    @pytest.fixture(autouse=True)
    def mine(self, tmp_path, monkeypatch):
        (tmp_path / "mine.py").write_text(MINE)
        monkeypatch.chdir(tmp_path)

    @pytest.mark.parametrize(
        ("spec", "value", "name"),
        [
            ("mine.py:loss", 2, "loss"),
            ("mine.py:loss(a=2)", 4, "loss(a=2)"),
            ("mine.py:loss( a = -0.5 , power=3 )", -1, "loss(a=-0.5, power=3)"),
            ("mine.py:of_xy(a=5)", 6, "of_xy(a=5)"),
            ("mine.py:anything(a=7)", 8, "anything(a=7)"),
            ("mine.py:loss()", 2, "loss"),
        ],
    )
    def test_in_a_file(self, spec, value, name):
        objective = tv.objective(spec)
        assert (objective([1.0, 1.0]), objective.name) == (value, name)

    def test_from_python(self):
        weights = np.array([2.0, 3.0])
        objective = tv.objective(lambda x, w=1: w @ x, w=weights)
        assert objective([1.0, 1.0]) == 5
        assert tv.objective("mine.py:loss(a=3)", power=4)([2.0, 0.0]) == 48

    def test_from_the_shell(self, capsys):
        assert main(["mine.py:loss(a=2)", "--methods", "GD", "--steps", "3", "--size", "300x260"]) == 0
        assert main(["rosenbrock(a=1, b=10)", "--methods", "GD", "--steps", "3", "--size", "300x260"]) == 0
        out = capsys.readouterr().out
        assert "loss-a-2.gif" in out
        assert "rosenbrock-a-1-b-10.gif" in out or "rosenbrock-b-10.gif" in out

    @pytest.mark.parametrize(
        ("spec", "sentence"),
        [
            ("mine.py:loss(b=2)", "loss has no parameter 'b'; known are a, power"),
            ("mine.py:loss(x=2)", "loss has no parameter 'x'"),
            ("mine.py:loss(a='l1')", "a must be a finite number"),
            ("mine.py:loss(a=True)", "a must be a finite number"),
            ("mine.py:loss(a=b)", "a must be a finite number"),
            ("mine.py:nothing(a=2)", "has no function 'nothing'"),
            ("mine.py:loss(2)", "with their names"),
        ],
    )
    def test_mistakes(self, spec, sentence, capsys):
        with pytest.raises(TrajvizError, match=sentence):
            tv.objective(spec)
        assert main([spec, "-o", "x.gif"]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ("rosenbrock(c=1)", "rosenbrock has no parameter 'c'; known are a, b"),
        ("rosenbrok(b=1)", "unknown objective 'rosenbrok'; did you mean 'rosenbrock'"),
        ("camel(a=1)", "camel has no parameter 'a'; it has none"),
        ("moons(a=1)", "moons has no parameter 'a'"),
        ("rosenbrock(b=nan)", "b must be a finite number"),
        ("rosenbrock(b=1e999)", "b must be a finite number"),
        (f"rosenbrock(b=1{'0' * 400})", "b must be a finite number"),
        ("rosenbrock(b=1, b=2)", "can not be read|set twice"),
        ("rosenbrock(**{'b': 1})", r"\*\* is not allowed"),
        ("rosenbrock(1, 2)", "with their names"),
        ("rosenbrock(b=1)(a=2)", "can not be read"),
        ("rosenbrock(b=2 if 1 else 3)", "b must be a finite number"),
        (f"rosenbrock(b={'9' * 2000})", "at most 1000 characters"),
    ],
)
def test_mistakes(spec, sentence):
    with pytest.raises(TrajvizError, match=sentence) as caught:
        tv.objective(spec)
    assert len(str(caught.value)) < 200


def test_a_parameter_has_one_value():
    with pytest.raises(TrajvizError, match=r"b is set in 'rosenbrock\(b=2\)' and beside it"):
        tv.objective("rosenbrock(b=2)", b=3)
    with pytest.raises(TrajvizError, match="gradient is for functions of your own"):
        tv.objective("rosenbrock", gradient=abs)
    with pytest.raises(UnknownNameError, match="has no parameter 'b'"):
        tv.objective("camel", b=3)
    with pytest.raises(TrajvizError, match="b must be a finite number, not 'x'"):
        tv.objective("rosenbrock", b="x")
    with pytest.raises(TrajvizError, match="has no parameter 'a'"):
        tv.objective("x**2 + y", a=3)


@settings(deadline=None, max_examples=300)
@given(arguments=st.text(st.sampled_from(list("ab=1.5-+*,()[]{}'\" \n#_exinf__import__os.lambda:@\\")), max_size=40))
def test_whatever_is_typed_gives_numbers_or_a_sentence(arguments):
    text = f"rosenbrock({arguments})"
    said, parameters = "", {}
    try:
        parameters = parse_parameters(split_call(text)[1], text)
    except TrajvizError as error:
        said = str(error)
    assert "\n" not in said
    assert len(said) < 250
    assert all(math.isfinite(value) and not isinstance(value, bool) for value in parameters.values())


@pytest.mark.parametrize("text", ["sin(x)", "abs(x)*exp(y)", "(x + 1)*(y - 2)", "max(x, y)", "x*(y)"])
def test_an_expression_is_none_of_this(text):
    assert tv.objective(text).name == text
