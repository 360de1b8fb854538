"""Optimizers as users type them: `GD`, `Adam(lr=0.05, beta1=0.8)`, `bfgs`.

What stands between the parentheses is parsed as the arguments of a Python call and read as literals: nothing
is looked up and nothing is executed. A spec that is wrong is answered with one sentence.

Several values of a hyperparameter, in a list or a range, are as many methods: `GD(lr=[0.01,0.1])`,
`Adam(lr=1e-3..1:20)`. Of two hyperparameters with several all pairs are meant.
"""

from __future__ import annotations

import ast
import functools
import inspect
import math
import re
import reprlib
import warnings
from itertools import product
from typing import Any

from trajviz.errors import TrajvizError
from trajviz.functions.loading import load_callable, names_a_place
from trajviz.methods.bridges import of_spec, of_thing
from trajviz.methods.grids import Range, read_range
from trajviz.methods.hyperparameters import takes_whole_numbers_alone
from trajviz.methods.optimizer import Optimizer, from_function, optimizers
from trajviz.methods.schedules import Schedule, parse_schedule

_LONGEST = 1000
_MOST_COMBINATIONS = 10_000
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

    Returns
    -------
    Optimizer
        With the hyperparameters that a spec sets.

    Raises
    ------
    TrajvizError
        If it is none of these, or the spec has a mistake.

    Examples
    --------
    >>> import trajviz as tv
    >>> tv.optimizer("adam (lr = 5e-2)").hyperparameters["lr"]
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

    See Also
    --------
    parse_combinations : What a spec with several values of a hyperparameter stands for.

    Examples
    --------
    >>> [str(optimizer) for optimizer in parse_optimizers("gd, Adam(lr=0.1, beta1=0.8)")]
    ['GD', 'Adam(lr=0.1, beta1=0.8)']
    """
    parsed: list[Optimizer] = []
    for spec in _split_at_commas(specs):
        for optimizer in parse_combinations(spec):
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
    optimizers = parse_combinations(spec)
    if len(optimizers) > 1:
        raise TrajvizError(f"{spec!r} is {len(optimizers)} methods where one is asked for")
    return optimizers[0]


def parse_combinations(spec: str) -> list[Optimizer]:
    """Return the optimizers that a spec names: one, or one for each combination of the values that it lists.

    A list is several values, unless the hyperparameter may be one itself, such as PyTorch's `betas`; then a list of
    lists is. A range `low..high:count` is so many values on a logarithmic grid, 10 where it doesn't say.

    Raises
    ------
    TrajvizError
        As `parse_optimizer` does, or if there are too many combinations, or two of them are the same.

    Examples
    --------
    >>> [str(optimizer) for optimizer in parse_combinations("GD(lr=[0.01,0.03,0.1])")]
    ['GD(lr=0.01)', 'GD(lr=0.03)', 'GD(lr=0.1)']
    >>> [str(optimizer) for optimizer in parse_combinations("Momentum(lr=1e-2..1:2, momentum=[0.5,0.9])")][1:3]
    ['Momentum(lr=0.01, momentum=0.9)', 'Momentum(lr=1.0, momentum=0.5)']
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
    optimizer = _of_name(name)
    typed = _parse_arguments(arguments or "", spec)
    several = {each: _values(optimizer, each, value, spec) for each, value in typed.items()}
    if (count := math.prod(map(len, several.values()))) > _MOST_COMBINATIONS:
        raise TrajvizError(f"{spec!r} is {count} methods; there are {_MOST_COMBINATIONS} at the most")
    return [
        optimizer.with_hyperparameters(**dict(zip(several, each, strict=True))) for each in product(*several.values())
    ]


def _values(optimizer: Optimizer, name: str, typed: Any, spec: str) -> list[Any]:
    """Return the values of a hyperparameter, one in the usual case."""
    default = optimizer.defaults.get(name)
    if isinstance(typed, Range):
        try:
            return typed.values(whole=takes_whole_numbers_alone(default, optimizer.ranges.get(name)))
        except TrajvizError as error:
            raise TrajvizError(f"in {spec!r}: {error}") from None
    may_be_anything = name in optimizer.defaults and default is None and name not in optimizer.ranges
    is_sequence = isinstance(default, list | tuple) or may_be_anything or (name == "betas" and default is None)
    if not isinstance(typed, list) or (is_sequence and not all(isinstance(each, list | tuple) for each in typed)):
        return [typed]
    if not typed:
        raise TrajvizError(f"in {spec!r}: {name} is an empty list")
    for place, value in enumerate(typed):
        if value in typed[:place]:
            raise TrajvizError(f"in {spec!r}: {name} is {value!r} twice")
    return typed


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
    """Return the hyperparameters that `name=value, ...` sets, as values, lists of values or ranges."""
    ranges = dict(filter(None, map(read_range, _split_at_commas(arguments))))
    arguments = ",".join(_without_range(argument) for argument in _split_at_commas(arguments))
    hyperparameters: dict[str, Any] = {}
    called = f"_({arguments})"
    for keyword in _keywords(arguments, spec):
        if keyword.arg is None:
            raise TrajvizError(f"in {spec!r}: ** is not allowed; write every hyperparameter as name=value")
        if keyword.arg in hyperparameters:
            raise TrajvizError(f"in {spec!r}: {keyword.arg} is set twice")
        if keyword.arg in ranges:
            hyperparameters[keyword.arg] = ranges[keyword.arg]
        elif isinstance(keyword.value, ast.List):
            hyperparameters[keyword.arg] = [_value(each, called, keyword.arg, spec) for each in keyword.value.elts]
        else:
            hyperparameters[keyword.arg] = _value(keyword.value, called, keyword.arg, spec)
    return hyperparameters


def _without_range(argument: str) -> str:
    """Return an argument as Python can read it, where it has a range with nothing in the range's place."""
    found = read_range(argument)
    return argument if found is None else f"{found[0]}=None"


def _value(node: ast.expr, called: str, name: str, spec: str) -> Any:
    """Return the value that a literal stands for, or the schedule that an expression in t is."""
    try:
        return _literal(node)
    except ValueError:
        return _schedule(ast.get_source_segment(called, node), name, spec)


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
        example = "'Adam(lr=1e-3..1:20)'" if ".." in arguments else "'Adam(lr=0.05, beta1=0.8)'"
        raise TrajvizError(f"{spec!r} can not be read; write it as in {example}") from None
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
