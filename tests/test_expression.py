"""Expressions: what is arithmetic means what Python and NumPy say that it means, and nothing else gets in."""

from __future__ import annotations

import builtins
import re
import string
import sys
import time

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime

from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions.expression import (
    FUNCTIONS,
    FUNCTIONS_OF_MANY,
    FUNCTIONS_OF_ONE,
    FUNCTIONS_OF_TWO,
    MAX_CHARACTERS,
)
from trajviz.functions.expression_objective import parse_expression

SAME_IN_NUMPY = [
    *["sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "hypot", "arctan2"],
    *["exp", "expm1", "log", "log2", "log10", "log1p", "sqrt", "abs", "sign"],
]

NAMESPACE = {
    **{name: getattr(np, name) for name in SAME_IN_NUMPY},
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "atan2": np.arctan2,
    "ln": np.log,
    "min": lambda *values: np.min(np.broadcast_arrays(*values), axis=0),
    "max": lambda *values: np.max(np.broadcast_arrays(*values), axis=0),
    "pi": np.pi,
    "e": np.e,
    "__builtins__": {},
}


def python_value(text, x):
    """Return what Python's own eval makes of the text: for trusted text only."""
    variables = {**dict(zip("xyz", x, strict=False)), **{f"x{i + 1}": each for i, each in enumerate(x)}}
    with np.errstate(all="ignore"):
        return eval(text, NAMESPACE, variables if "[" not in text else {"x": x})


def combined(inner):
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
        st.tuples(inner, st.sampled_from(["2", "3", "-1"])).map(lambda parts: f"({parts[0]})**{parts[1]}"),
        st.tuples(st.sampled_from("+-"), inner).map("".join).map("({})".format),
        st.tuples(st.sampled_from(sorted(FUNCTIONS_OF_ONE)), inner).map("{0[0]}({0[1]})".format),
        st.tuples(st.sampled_from(sorted(FUNCTIONS_OF_TWO)), inner, inner).map("{0[0]}({0[1]}, {0[2]})".format),
        st.tuples(st.sampled_from(sorted(FUNCTIONS_OF_MANY)), inner, inner).map("{0[0]}({0[1]}, {0[2]})".format),
    )


def expressions(leaves):
    numbers = st.sampled_from(["1.0", "2.5", "0.1", "3e-2", "7.0", "pi", "e"])
    return st.recursive(st.sampled_from(leaves) | numbers, combined, max_leaves=8)


POINTS = np.random.default_rng(1).uniform(-3, 3, (2, 6))


@pytest.mark.parametrize("leaves", [["x", "y"], ["x1", "x2"], ["x[0]", "x[1]"]])
def test_an_expression_has_the_values_that_python_gives_it(leaves):
    @given(expressions(leaves))
    def check(text):
        assume(len(text) < MAX_CHARACTERS)
        try:
            expected = python_value(text, POINTS)
        except (ZeroDivisionError, OverflowError):
            assume(False)
        expected = np.broadcast_to(expected, POINTS.shape[1:])
        values = parse_expression(text, dimension=2)(POINTS)
        np.testing.assert_allclose(values, expected, rtol=1e-12)

    check()


@given(expressions(["x", "y"]))
@example("abs(x) + sign(y)*min(x, y)**2 + max(x, y, 0.5)")
def test_the_gradient_is_that_of_finite_differences(text):
    objective = parse_expression(text, dimension=2)
    point = np.array([0.83, 1.27])
    gradient = objective.gradient(point)
    # Far values and steep slopes are beyond what differences can confirm.
    near = objective(point[:, None] + np.random.default_rng(0).uniform(-1e-3, 1e-3, (2, 40)))
    assume(np.isfinite(near).all() and np.isfinite(gradient).all())
    assume(np.abs(near).max() < 1e3 and np.abs(gradient).max() < 1e3)
    coarse, fine = (approx_fprime(point, objective, step) for step in (1e-5, 1e-6))
    assume(np.allclose(coarse, fine, rtol=1e-3, atol=1e-3))
    np.testing.assert_allclose(gradient, fine, rtol=1e-2, atol=1e-2)


@pytest.mark.parametrize(
    ("text", "point", "gradient"),
    [
        ("x**2 + sin(3*y)", (2, 0), (4, 3)),
        ("100*(y - x**2)**2 + (1 - x)**2", (-1.2, 1), (-215.6, -88)),
        ("exp(x*y)", (0, 3), (3, 0)),
        ("x1*x3 - x2", (2, 5, 7), (7, -1, 2)),
        ("x[0]/x[1]", (3, 2), (0.5, -0.75)),
        ("2**x + y", (3, 0), (8 * np.log(2), 1)),
        ("x**0.5 + y**1.5", (4, 4), (0.25, 3)),
        ("abs(x) + abs(y)", (-2, 3), (-1, 1)),
        ("max(x, y)", (1, 2), (0, 1)),
        ("pi*x + e*y", (0, 0), (np.pi, np.e)),
        ("-x**2 + y", (3, 0), (-6, 1)),
        ("5", (1, 1), (0, 0)),
    ],
)
def test_known_gradients(text, point, gradient):
    np.testing.assert_allclose(parse_expression(text).gradient(point), gradient, rtol=1e-13)


def test_the_hessian_of_a_cubic():
    np.testing.assert_allclose(parse_expression("x**3*y").hessian([2, 5]), [[60, 12], [12, 0]])


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("x", 1),
        ("y", 2),
        ("z", 3),
        ("x*y", 2),
        ("x1", 1),
        ("x7 + x2", 7),
        ("x[3]", 4),
        ("3", 2),
        ("x100", 100),
    ],
)
def test_the_dimension_is_that_of_the_variables(text, dimension):
    objective = parse_expression(text)
    assert objective.dimension == dimension
    assert objective.domain == ((-5, 5),) * dimension
    assert objective(np.zeros((dimension, 3, 2))).shape == (3, 2)


def test_dimension_and_domain_can_be_given():
    assert parse_expression("x**2", dimension=2).dimension == 2
    assert parse_expression("x**2", domain=[(0, 1), (2, 3)]).domain == ((0, 1), (2, 3))
    assert parse_expression("x*y", domain=(0, 1)).domain == ((0, 1), (0, 1))
    with pytest.raises(TrajvizError, match="uses 2 coordinates, more than the 1 asked for"):
        parse_expression("x*y", dimension=1)
    with pytest.raises(TrajvizError, match="uses 3 coordinates, more than the 2"):
        parse_expression("x*y*z", domain=[(0, 1), (0, 1)])
    for bad in ["ab", (1, 2, 3), 5, [(1, 2, 3)]]:
        with pytest.raises(TrajvizError, match="neither"):
            parse_expression("x*y", domain=bad)


def test_what_people_paste_from_a_page_is_read():
    pasted, typed = parse_expression("x² + 2·y³ − π×x"), parse_expression("x**2 + 2*y**3 - pi*x")
    np.testing.assert_array_equal(pasted(POINTS), typed(POINTS))
    with pytest.raises(TrajvizError):
        parse_expression("2²3")


def test_numbers_overflow_instead_of_taking_for_ever():
    began = time.perf_counter()
    assert parse_expression("9**9**9**9")([0, 0]) == np.inf
    assert parse_expression("x + " + "9" * 900)([0]) == np.inf
    assert np.isnan(parse_expression("(-8)**(1/3)")([0, 0]))
    assert parse_expression("1/0")([0, 0]) == np.inf
    assert time.perf_counter() - began < 1


HOSTILE = [
    "__import__('os').system('echo hacked')",
    "__import__",
    "open('f')",
    "open('f', 'w')",
    "exec('1')",
    "eval('1')",
    "print(x)",
    "getattr(x, 'shape')",
    "x.__class__",
    "(1).__class__",
    "().__class__.__bases__[0].__subclasses__()",
    "sin.__globals__",
    "sin.func(x)",
    "x.real",
    "np.sin(x)",
    "lambda: 1",
    "(lambda: x)()",
    "[x for x in y]",
    "[x][0]",
    "{x: y}",
    "{x}",
    "(x, y)",
    "x, y",
    "f'{x}'",
    "'text'",
    "b'bytes'",
    "'x' * 1000000000",
    "sin('x')",
    "(x := 1)",
    "x = 1",
    "x == 1",
    "x < y",
    "x and y",
    "not x",
    "~x",
    "x @ y",
    "x // y",
    "x % y",
    "x << 2",
    "x | y",
    "x if y else 1",
    "True",
    "None",
    "...",
    "1j",
    "x*2j",
    "*x",
    "sin(*x)",
    "sin(**x)",
    "sin(x, out=y)",
    "abs(x=1)",
    "x[0:1]",
    "x[y]",
    "x[-1]",
    "x[True]",
    "x[1.5]",
    "x[0][0]",
    "x['a']",
    "y[0]",
    "sin[0]",
    "sin(x)(y)",
    "x()",
    "await x",
    "yield x",
    "import os",
    "import os; x",
    "x; y",
    "x\nimport os",
    "x # comment",
    "x\0",
    "\0",
    "x\x08",
    "\ud800",
    "ｘ + 1",
    "𝐱 + 1",
    "ᵉval('1')",
    "x\u200b",
    "x⁴",
    "٣ + x",
    "",
    "   ",
    "\n",
    "+",
    "x +",
    "(",
    ")",
    "(" * 150 + "x",
    "(" * 300 + "x" + ")" * 300,
    "[" * 400,
    "-" * 900 + "x",
    "sin(" * 150 + "x" + ")" * 150,
    "x**" * 300 + "x",
    "x" + "+x" * 400,
    "x" * 5000,
    "x+" * 100_000 + "x",
    "1__0",
    "0777",
    "2x",
    "x y",
    "x y z",
    "(x)(y)",
    "x^2",
    "x0 + 1",
    "x + x1",
    "x[0] + y",
    "x101",
    "x[10**9]",
    "x" + "9" * 900,
    "sin",
    "sin(x, y)",
    "hypot(x)",
    "max(x)",
    "max()",
    "inf",
    "nan",
    "a + b",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_anything_but_arithmetic_is_refused_in_one_short_sentence(text, monkeypatch):
    def forbidden(*_args, **_kwargs):
        raise AssertionError("an expression was executed")

    with monkeypatch.context() as patch:
        for name in ["eval", "exec", "open", "print", "__import__"]:
            patch.setattr(builtins, name, forbidden)
        with pytest.raises(TrajvizError) as refusal:
            parse_expression(text)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 400
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x^2", "write ** for a power"),
        ("2x", "a product is written with *"),
        ("x(y + 1)", "write x*(...) for a product"),
        ("np.sin(x)", "write sin alone"),
        ("sin + x", "write sin(...) for the function sin"),
        ("sin(x, y)", "gives sin 2 arguments; it takes 1 argument"),
        ("hypot(x)", "gives hypot 1 arguments; it takes 2 arguments"),
        ("sine(x)", "unknown function 'sine'; did you mean 'sin'?"),
        ("x + yy", "unknown name 'yy'; did you mean 'y'?"),
        ("x + x1", "mixes the variables x, y, z with x1, x2, ..."),
        ("", "is empty"),
        ("x < 1", "'x < 1' is not understood"),
        ("(x", "never closed"),
    ],
)
def test_a_refusal_says_what_is_wrong(text, sentence):
    with pytest.raises(TrajvizError, match=re.escape(sentence)):
        parse_expression(text)


def test_unknown_names_are_name_errors_of_the_house():
    with pytest.raises(UnknownNameError):
        parse_expression("cosine(x)")


@pytest.mark.slow
@given(st.text() | st.text(string.printable) | st.text("xyz123+-*/().,[]^ sincoexp\\'\"#:=<>{}", max_size=60))
def test_arbitrary_text_raises_nothing_but_errors_of_the_house(text):
    try:
        objective = parse_expression(text)
    except TrajvizError:
        return
    assert objective(np.ones((objective.dimension, 2))).shape == (2,)


@given(st.lists(st.sampled_from([*FUNCTIONS, *"xyz()+-*/,.[]^=", "**", "x1", "1", "2.5", "lambda", " if ", "__"])))
def test_arbitrary_sequences_of_the_right_words_raise_nothing_else_either(words):
    test_arbitrary_text_raises_nothing_but_errors_of_the_house.hypothesis.inner_test("".join(words))


def test_the_deepest_expression_allowed_is_evaluated_with_little_stack_left():
    objective = parse_expression("-" * 98 + "x", dimension=2)

    def deep(levels):
        return deep(levels - 1) if levels else (objective([2.0, 0]), objective.hessian([2.0, 0.0]))

    value, hessian = deep(sys.getrecursionlimit() // 3)
    assert value == 2
    np.testing.assert_array_equal(hessian, np.zeros((2, 2)))


def test_a_long_sum_is_no_problem():
    terms = " + ".join(f"{k}*x**{k % 4}" for k in range(1, 60))
    assert parse_expression(terms)([1.0]) == sum(range(1, 60))


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("x**2 + sin(3*y)", r"x^{2} + \sin\left(3 y\right)"),
        ("(x + 1)*y", r"\left(x + 1\right) y"),
        ("(x*y) + 1", "x y + 1"),
        ("x - (y - 1)", r"x - \left(y - 1\right)"),
        ("(x + y)/2", r"\frac{x + y}{2}"),
        ("(x**2)**3", r"\left(x^{2}\right)^{3}"),
        ("x**2**3", "x^{2^{3}}"),
        ("(-x)**2", r"\left(-x\right)^{2}"),
        ("-x**2", "-x^{2}"),
        ("-(x + y)", r"-\left(x + y\right)"),
        ("x - -y", r"x - \left(-y\right)"),
        ("2*3*x", r"2 \cdot 3 x"),
        ("x*2", r"x \cdot 2"),
        ("1e-7*x", r"1 \cdot 10^{-7} x"),
        ("sqrt(abs(x12))", r"\sqrt{\left|x_{12}\right|}"),
        ("x[0]*pi", r"x_{0} \pi"),
        ("asin(x)", r"\arcsin\left(x\right)"),
        ("(x/2)**2", r"\left(\frac{x}{2}\right)^{2}"),
        ("x*(-y)", r"x \left(-y\right)"),
        ("(-x*y)*(-2)", r"-x y \left(-2\right)"),
    ],
)
def test_the_latex_form_means_the_same(text, latex):
    assert parse_expression(text).latex == latex


def test_a_formula_too_long_to_show_has_no_latex_form():
    assert parse_expression(" + ".join(["x*sin(y)"] * 40)).latex == ""


def test_every_latex_form_is_drawn_by_matplotlib():
    from matplotlib.mathtext import MathTextParser

    parser = MathTextParser("agg")
    every_function = [
        *(f"{name}(x)**2" for name in FUNCTIONS_OF_ONE),
        *(f"{name}(x, y)" for name in FUNCTIONS),
    ]
    for text in [*every_function, "1e999*x", "(" * 40 + "x/2" + ")/3" * 40, "-" * 60 + "x", "x**" * 30 + "x"]:
        try:
            latex = parse_expression(text).latex
        except TrajvizError:  # one argument where two are needed, or the other way round
            continue
        if latex:
            parser.parse(f"${latex}$")
