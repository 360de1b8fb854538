r"""The LaTeX form of an arithmetic expression, in the part of LaTeX that Matplotlib's mathtext knows.

Each node gives its text and how tightly it binds, and a node that binds less than its place asks for is put
into parentheses. So `(x + 1)*y` keeps its parentheses and `(x * y) + 1` loses them. The tree has passed the
whitelist of `trajviz.functions.expression` before it comes here.
"""

from __future__ import annotations

import ast
import re
from itertools import accumulate

MAX_LATEX = 200
MAX_NESTING = 8
"""Formulas that are longer or nest deeper can not be read in a title, and have no LaTeX form."""

SUM, SIGNED, PRODUCT, POWER, ATOM = range(5)

COMMANDS = {
    **{name: f"\\{name}" for name in ["sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "min", "max"]},
    **{name: rf"\arc{name[-3:]}" for name in ["arcsin", "arccos", "arctan", "asin", "acos", "atan"]},
    "atan2": r"\mathrm{arctan2}",
    "ln": r"\log",
    "log2": r"\log_{2}",
    "log10": r"\log_{10}",
}
"""The functions that do not simply appear under their own name in upright letters."""


def latex_of(tree: ast.expr) -> str:
    r"""Return the formula without dollar signs, or the empty string where it would be too much to show.

    Examples
    --------
    >>> print(latex_of(ast.parse("-2*x**2 + sin(3*y)/2", mode="eval").body))
    -2 x^{2} + \frac{\sin\left(3 y\right)}{2}
    """
    latex, _ = _latex(tree)
    return latex if len(latex) <= MAX_LATEX and _nesting(latex) <= MAX_NESTING else ""


def _nesting(latex: str) -> int:
    brackets = re.findall(r"\\left|\\right|[{}]", latex)
    return max(accumulate(1 if bracket in ("{", r"\left") else -1 for bracket in brackets), default=0)


def _latex(node: ast.expr) -> tuple[str, int]:
    match node:
        case ast.Constant(value=int() | float() as value):
            return _number(value)
        case ast.Name("pi"):
            return r"\pi", ATOM
        case ast.Name(name):
            return (f"{name[0]}_{{{name[1:]}}}" if len(name) > 1 else name), ATOM
        case ast.Subscript(ast.Name(name), ast.Constant(value=index)):
            return f"{name}_{{{index!s}}}", ATOM
        case ast.UnaryOp(ast.USub(), operand):
            return f"-{_at_least(PRODUCT, operand)}", SIGNED
        case ast.UnaryOp(ast.UAdd(), operand):
            return _latex(operand)
        case ast.BinOp(left, ast.Add(), right):
            return f"{_at_least(SUM, left)} + {_at_least(PRODUCT, right)}", SUM
        case ast.BinOp(left, ast.Sub(), right):
            return f"{_at_least(SUM, left)} - {_at_least(PRODUCT, right)}", SUM
        case ast.BinOp(left, ast.Mult(), right):
            latex = _product(left, right)
            return latex, SIGNED if latex.startswith("-") else PRODUCT
        case ast.BinOp(left, ast.Div(), right):
            return rf"\frac{{{_latex(left)[0]}}}{{{_latex(right)[0]}}}", PRODUCT
        case ast.BinOp(left, ast.Pow(), right):
            return f"{_at_least(ATOM, left)}^{{{_latex(right)[0]}}}", POWER
        case ast.Call(ast.Name(name), arguments):
            return _call(name, [_latex(each)[0] for each in arguments]), ATOM
    raise AssertionError(f"the parser lets no {type(node).__name__} through")


def _at_least(binding: int, node: ast.expr) -> str:
    latex, binds = _latex(node)
    return latex if binds >= binding else rf"\left({latex}\right)"


def _number(value: float) -> tuple[str, int]:
    mantissa, _, exponent = f"{float(str(value)):.12g}".partition("e")
    if mantissa == "inf":
        return r"\infty", ATOM
    if exponent:
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}", PRODUCT
    return mantissa, ATOM


def _product(left: ast.expr, right: ast.expr) -> str:
    first, second = _at_least(SIGNED, left), _at_least(PRODUCT, right)
    # Digits that stand side by side would read as one number.
    return rf"{first} \cdot {second}" if second[0].isdigit() or second.startswith(r"\frac") else f"{first} {second}"


def _call(name: str, arguments: list[str]) -> str:
    inside = ", ".join(arguments)
    if name == "sqrt":
        return rf"\sqrt{{{inside}}}"
    if name == "abs":
        return rf"\left|{inside}\right|"
    command = COMMANDS.get(name, rf"\mathrm{{{name}}}")
    return rf"{command}\left({inside}\right)"
