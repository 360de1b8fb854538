"""Parameters of a function as users write them: `rosenbrock(a=1, b=10)`, `mine.py:loss(a=2)`.

What stands between the parentheses is parsed as the arguments of a Python call and read as numbers: nothing is looked
up and nothing is executed.
"""

from __future__ import annotations

import ast
import math
import re
import reprlib
import warnings
from collections.abc import Mapping
from numbers import Real
from typing import TypeGuard

from trajviz.errors import TrajvizError

_LONGEST = 1000


def split_call(text: str) -> tuple[str, str]:
    """Return the name and what stands in the parentheses after it; the second is empty where there are none.

    Examples
    --------
    >>> split_call("rosenbrock (a=1)"), split_call("camel"), split_call("(x + 1)*(y)")
    (('rosenbrock', '(a=1)'), ('camel', ''), ('(x + 1)*(y)', ''))
    """
    call = re.fullmatch(r"([^()]*[\w)])\s*(\(.*\))", text, re.DOTALL)
    return (call[1], call[2]) if call else (text, "")


def parse_parameters(arguments: str, spec: str) -> dict[str, float]:
    """Return the numbers that `(name=number, ...)` sets.

    Parameters
    ----------
    arguments : str
        With its parentheses, or empty.
    spec : str
        The whole of what was written, for messages.

    Raises
    ------
    TrajvizError
        If it is anything but names with numbers.

    Examples
    --------
    >>> parse_parameters("(a=1, b=-0.5)", "rosenbrock(a=1, b=-0.5)")
    {'a': 1, 'b': -0.5}
    """
    parameters: dict[str, float] = {}
    quoted = reprlib.repr(spec)
    for keyword in _keywords(arguments, quoted):
        if keyword.arg is None:
            raise TrajvizError(f"in {quoted}: ** is not allowed; write every parameter as name=number")
        if keyword.arg in parameters:
            raise TrajvizError(f"in {quoted}: {keyword.arg} is set twice")
        number = _number(keyword.value)
        if number is None:
            raise TrajvizError(f"in {quoted}: {keyword.arg} must be a finite number")
        parameters[keyword.arg] = number
    return parameters


def checked_parameters(name: str, parameters: Mapping[str, object]) -> dict[str, float]:
    """Return parameters that are finite numbers.

    Raises
    ------
    TrajvizError
        If one is none.
    """
    numbers: dict[str, float] = {}
    for parameter, value in parameters.items():
        if not _is_finite(value):
            raise TrajvizError(f"{name}: {parameter} must be a finite number, not {reprlib.repr(value)}")
        numbers[parameter] = value if isinstance(value, int) else float(value)
    return numbers


def spelled(name: str, parameters: Mapping[str, object]) -> str:
    """Return a name with parameters, as it can be typed.

    Examples
    --------
    >>> spelled("rosenbrock", {"b": 10}), spelled("rosenbrock", {})
    ('rosenbrock(b=10)', 'rosenbrock')
    """
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in parameters.items())})" if parameters else name


def _keywords(arguments: str, quoted: str) -> list[ast.keyword]:
    if len(arguments) > _LONGEST:
        raise TrajvizError(f"parameters have at most {_LONGEST} characters, not {len(arguments)}")
    if not arguments:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python comments on odd numbers that are refused afterwards
            call = ast.parse(f"_{arguments}", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        call = None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        raise TrajvizError(f"{quoted} can not be read; write parameters as in 'rosenbrock(a=1, b=10)'")
    if call.args:
        raise TrajvizError(f"in {quoted}: write parameters with their names, as in 'rosenbrock(a=1, b=10)'")
    return call.keywords


def _number(node: ast.expr) -> float | None:
    """Return the finite number that a literal stands for; None for all that would have to be computed."""
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node, sign = node.operand, -1
    value: object = node.value if isinstance(node, ast.Constant) else None
    return sign * value if _is_finite(value) else None


def _is_finite(value: object) -> TypeGuard[float]:
    """Whether a value is a number, no bool, that a float can hold."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
