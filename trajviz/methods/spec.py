"""Optimizers as users type them: `GD`, `Adam(lr=0.05, beta1=0.8)`, `bfgs`.

What stands between the parentheses is parsed as the arguments of a Python call and read as literals: nothing
is looked up and nothing is executed. A spec that is wrong is answered with one sentence.
"""

from __future__ import annotations

import ast
import functools
import inspect
import math
import re
import reprlib
import warnings
from typing import Any

from trajviz.errors import TrajvizError
from trajviz.functions.loading import load_callable, names_a_place
from trajviz.methods.bridges import of_spec, of_thing
from trajviz.methods.optimizer import Optimizer, from_function, optimizers
from trajviz.methods.schedules import Schedule, parse_schedule

_LONGEST = 1000
_WORDS = {"true": True, "false": False, "none": None, "inf": math.inf}


def as_optimizer(thing: Any) -> Optimizer:
    """Return the optimizer that `thing` stands for.

    Parameters
    ----------
    thing : Optimizer, str or function
        A spec such as `"Adam(lr=0.05)"`, a function `steps(objective, x, *, hyperparameters...)` that yields iterates,
        a function `minimize(objective, start, record, *, hyperparameters...)` that hands them to `record`, or what
        another library has: a class of PyTorch's or a function of its parameters, a factory or a transformation of
        optax's (see `trajviz.methods.bridges`).

    Raises
    ------
    TrajvizError
        If it is none of these, or the spec has a mistake.

    Examples
    --------
    >>> as_optimizer("adam (lr = 5e-2)").hyperparameters["lr"]
    0.05
    """
    if isinstance(thing, Optimizer):
        return thing
    if isinstance(thing, str):
        return parse_optimizer(thing)
    if (made := _made_of(thing, _name_of(thing))) is not None:
        return made
    raise TrajvizError(
        "an optimizer is a name, a spec such as 'Adam(lr=0.05)', a generator function or an Optimizer, "
        f"not {reprlib.repr(thing)}"
    )


def parse_optimizers(specs: str) -> list[Optimizer]:
    """Return the optimizers of a comma-separated list of specs; commas inside of parentheses do not separate.

    Raises
    ------
    TrajvizError
        If a spec has a mistake, or two of them are the same.

    Examples
    --------
    >>> [str(optimizer) for optimizer in parse_optimizers("gd, Adam(lr=0.1, beta1=0.8)")]
    ['GD', 'Adam(lr=0.1, beta1=0.8)']
    """
    parsed: list[Optimizer] = []
    for spec in _split_at_commas(specs):
        optimizer = parse_optimizer(spec)
        if optimizer in parsed:
            raise TrajvizError(f"{optimizer} stands twice in {reprlib.repr(specs)}")
        parsed.append(optimizer)
    return parsed


def parse_optimizer(spec: str) -> Optimizer:
    """Return the optimizer that a spec names; `parse_optimizer(str(optimizer)) == optimizer`.

    Parameters
    ----------
    spec : str
        A name or alias, where an optimizer of another library lives, such as `torch.optim.Adam` or `optax.lion`, or
        the place of a user's own method, `file.py:method` or `module:method`, alone or with hyperparameters. Values
        are numbers, True, False, None, inf, quoted strings, and lists and tuples of these, and expressions in the
        step t for numbers that change with it, as in `GD(lr=0.1*0.95**t)`.

    Raises
    ------
    UnknownNameError
        If no optimizer or hyperparameter has that name.
    TrajvizError
        If the spec can not be read, or a value is not allowed.

    Examples
    --------
    >>> parse_optimizer("adam(lr=0.05)").hyperparameters
    {'lr': 0.05, 'beta1': 0.9, 'beta2': 0.999, 'eps': 1e-08, 'weight_decay': 0.0, 'amsgrad': False}
    >>> parse_optimizer("Adam(0.05)")
    Traceback (most recent call last):
    trajviz.errors.TrajvizError: in 'Adam(0.05)': write values with their names, as in 'Adam(lr=0.05)'
    """
    if len(spec) > _LONGEST:
        raise TrajvizError(f"an optimizer's spec has at most {_LONGEST} characters, not {len(spec)}")
    if not spec.strip():
        raise TrajvizError("an optimizer's spec is empty; write a name such as 'GD' or 'Adam(lr=0.05)'")
    parts = re.fullmatch(r"\s*([^()]*?)\s*(?:\((.*)\)\s*)?", spec, re.DOTALL)
    if parts is None:
        raise TrajvizError(f"parentheses do not match in {spec!r}; write it as in 'Adam(lr=0.05)'")
    name, arguments = parts.groups()
    if not name:
        raise TrajvizError(f"no name stands before the parentheses in {spec!r}; write it as in 'Adam(lr=0.05)'")
    return _of_name(name).with_hyperparameters(**_parse_arguments(arguments or "", spec))


def _of_name(name: str) -> Optimizer:
    """Return a registered optimizer, or a user's own from `file.py:method` or `module:method`."""
    if names_a_place(name):
        loaded = load_callable(name)
        made = loaded if isinstance(loaded, Optimizer) else _made_of(loaded, name.rpartition(":")[2])
        assert made is not None  # since it is callable
        return made
    if name.endswith(".py"):
        raise TrajvizError(f"{name!r} names a file without a method; write {name}:name")
    bridged = of_spec(name)
    return optimizers[name] if bridged is None else bridged


def _made_of(thing: Any, name: str) -> Optimizer | None:
    """Return the optimizer that another library's thing or a function makes; None if it is neither."""
    if not inspect.isgeneratorfunction(thing) and (bridged := of_thing(thing, name)) is not None:
        return bridged.with_hyperparameters()  # which says whether it can run with those that it has
    return from_function(thing, name) if callable(thing) else None


def _split_at_commas(specs: str) -> list[str]:
    """Split at commas that stand neither in brackets nor in a quoted string."""
    pieces = [""]
    depth = 0
    quote = ""
    for character in specs:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"" and depth:
            quote = character
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        if character == "," and depth <= 0:
            pieces.append("")
        else:
            pieces[-1] += character
    return pieces


def _parse_arguments(arguments: str, spec: str) -> dict[str, Any]:
    """Return the hyperparameters that `name=value, ...` sets."""
    hyperparameters: dict[str, Any] = {}
    called = f"_({arguments})"
    for keyword in _keywords(arguments, spec):
        if keyword.arg is None:
            raise TrajvizError(f"in {spec!r}: ** is not allowed; write every hyperparameter as name=value")
        if keyword.arg in hyperparameters:
            raise TrajvizError(f"in {spec!r}: {keyword.arg} is set twice")
        try:
            hyperparameters[keyword.arg] = _literal(keyword.value)
        except ValueError:
            hyperparameters[keyword.arg] = _schedule(ast.get_source_segment(called, keyword.value), keyword.arg, spec)
    return hyperparameters


def _schedule(text: str | None, name: str, spec: str) -> Schedule:
    """Return what an expression in the step t says."""
    try:
        return parse_schedule(text or "")
    except TrajvizError as error:
        kinds = "a number, True, False, None"
        if re.search(r"[-+*/(]|\bt\b", text or ""):
            kinds = f"{kinds}, a quoted string or a schedule in t: {error}"
        else:
            kinds = f"{kinds} or a quoted string"
        raise TrajvizError(f"in {spec!r}: {name} must be {kinds}") from None


def _keywords(arguments: str, spec: str) -> list[ast.keyword]:
    try:
        with warnings.catch_warnings():
            # An odd literal such as 1if makes the parser warn; what it reads is judged below.
            warnings.simplefilter("ignore")
            call = ast.parse(f"_({arguments})", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise TrajvizError(f"{spec!r} can not be read; write it as in 'Adam(lr=0.05, beta1=0.8)'") from None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        raise TrajvizError(f"parentheses do not match in {spec!r}; write it as in 'Adam(lr=0.05)'")
    if call.args:
        raise TrajvizError(f"in {spec!r}: write values with their names, as in 'Adam(lr=0.05)'")
    return call.keywords


def _literal(node: ast.expr) -> Any:
    """Return the value that a literal stands for; raise ValueError for all that would have to be computed."""
    match node:
        case ast.Constant(value=bool() | int() | float() | str() | None as value):
            return value
        case ast.Name(id=word) if word.lower() in _WORDS:
            return _WORDS[word.lower()]
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Name(id=word)) if word.lower() == "inf":
            return -math.inf
        case ast.List(elts=elements):
            return [_literal(element) for element in elements]
        case ast.Tuple(elts=elements):
            return tuple(_literal(element) for element in elements)
    raise ValueError


def _name_of(function: Any) -> str:
    inner = function.func if isinstance(function, functools.partial) else function
    return getattr(inner, "__name__", type(inner).__name__)
