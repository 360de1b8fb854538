"""From whatever a user gives to an objective: a name, an expression, a place in a file, a callable."""

from __future__ import annotations

import inspect
import re
import reprlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypedDict

import numpy as np
from numpy.typing import ArrayLike

from trajviz.checks import checked
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions.calling import parameter_names, with_parameters
from trajviz.functions.domain import dimension_of, per_coordinate
from trajviz.functions.expression_objective import parse_expression
from trajviz.functions.loading import load_callable, names_a_place
from trajviz.functions.objective import Objective
from trajviz.functions.parameters import parse_parameters, spelled, split_call
from trajviz.functions.registration import data_objectives, objectives, with_constants
from trajviz.functions.tensors import as_array
from trajviz.functions.user import from_callable, name_of
from trajviz.words import our_word

_TITLE = re.compile(r"[^\W\d](?:[\w '’–—&,:-]|\.(?=[\s\d]))*")

_FACTS = ("minima", "minimum", "title", "latex", "reference", "smooth")


OF_CALLABLES = (*inspect.signature(from_callable).parameters, *_FACTS)
"""What may be said of a function beside it."""


class _Shape(TypedDict):
    """What may be wanted of any objective."""

    domain: object
    dimension: int | None
    start: Sequence[float]


@checked
def as_objective(
    thing: object,
    *,
    domain: object = None,
    dimension: int | None = None,
    start: ArrayLike | None = None,
    **more: object,
) -> Objective:
    """Return the objective that `thing` stands for.

    Parameters
    ----------
    thing : Objective, str or callable
        An objective, the name of a test function or of a classifier, `file.py:name`, `module:name`, an expression such
        as `x**2 + y**2`, or any function of a point. A test function's name wins over an expression. A name may set
        parameters, as in `rosenbrock(a=1, b=10)` and `file.py:name(a=2)`.
    domain : (low, high) or sequence of (low, high), optional
        The bounds that are shown, in place of the objective's own.
    dimension : int, optional
        The number of coordinates, where the objective leaves a choice.
    start : sequence of float, optional
        Where an optimizer starts unless told otherwise; it has as many coordinates as the objective.
    **more : object
        For a function, `gradient`, `hessian`, `args` and whatever else `from_callable` takes. Any other name is a
        parameter of the function or of the test function.

    Returns
    -------
    Objective
        With the domain, the number of variables and the start that were asked for.

    Raises
    ------
    TrajvizError
        If nothing answers to `thing`, or it cannot have that domain, dimension, start or parameter.

    Examples
    --------
    >>> import trajviz as tv
    >>> tv.objective("Rosenbrock", dimension=3).dimension
    3
    >>> tv.objective("rosenbrock(b=10)").name, tv.objective("rosenbrock", a=2).minima
    ('rosenbrock(b=10)', ((2.0, 4.0),))
    >>> tv.objective(lambda x, y, a=1: a * x**2 + y, a=3)([2.0, 1.0]).item()
    13.0
    >>> tv.objective("x**2 + sin(3*y)", domain=(-1, 1)).domain
    ((-1.0, 1.0), (-1.0, 1.0))
    >>> tv.objective("camle")
    Traceback (most recent call last):
    trajviz.errors.UnknownNameError: unknown objective 'camle'; did you mean 'camel'?
    """
    shape: _Shape = {"domain": domain, "dimension": dimension, "start": _point(start)}
    if isinstance(thing, str):
        return _from_text(thing.strip(), shape, more)
    if isinstance(thing, Objective):
        _refuse_parameters(thing.name, more)
        return _adjusted(thing, **shape)
    if callable(thing):
        return _from_callable(thing, name_of(thing), shape, more)
    raise TrajvizError(f"an objective is a name, an expression or a function, not {reprlib.repr(thing)}")


def is_users_own(thing: object) -> bool:
    """Whether something is a user's function, or text that names one, whose dimension a start may tell."""
    if isinstance(thing, str):
        return names_a_place(split_call(thing.strip())[0])
    return callable(thing) and not isinstance(thing, Objective)


def catalogued(text: str) -> Objective | None:
    """Return the test function of a name, perhaps with parameters as in `rosenbrock(b=10)`; None if there is none.

    Raises
    ------
    TrajvizError
        If it has no such parameters.
    """
    name, arguments = _name_and_arguments(text)
    return with_constants(objectives[name], parse_parameters(arguments, text)) if name in objectives else None


def _name_and_arguments(text: str) -> tuple[str, str]:
    """Return a name and its parameters; titles such as "Xin-She Yang (Function 2)" have parentheses of their own."""
    return (text, "") if text in objectives else split_call(text)


def _from_text(text: str, shape: _Shape, more: Mapping[str, object]) -> Objective:
    name, arguments = _name_and_arguments(text)
    if name in objectives:
        _refuse_what_is_for_functions(name, more)
        return _adjusted(with_constants(objectives[name], _set_once(text, arguments, more)), **shape)
    if name in data_objectives:
        _refuse_parameters(name, _set_once(text, arguments, more))
        return _adjusted(data_objectives[name].make(), **shape)
    if names_a_place(name):
        return _loaded(name, shape, _set_once(text, arguments, more))
    if text.endswith(".py"):
        raise TrajvizError(f"{text!r} names a file without a function; write {text}:name")
    hint = objectives.hint(name, also=data_objectives.spellings)
    unknown = UnknownNameError(f"unknown objective {reprlib.repr(name)}; {hint}")
    if re.match(r"\(\s*\w+\s*=[^=]", arguments):
        raise unknown
    try:
        objective = parse_expression(text, domain=shape["domain"], dimension=shape["dimension"])
    except TrajvizError:
        if _TITLE.fullmatch(text) or re.search(r"\bfunctions?\b", text, re.IGNORECASE):
            raise unknown from None
        raise
    _refuse_parameters(text, more)
    return _adjusted(objective, **shape)


def _loaded(place: str, shape: _Shape, more: Mapping[str, object]) -> Objective:
    function = load_callable(place)
    if isinstance(function, Objective):
        _refuse_parameters(place, more)
        return _adjusted(function, **shape)
    return _from_callable(function, place.rpartition(":")[2], shape, more)


def _from_callable(function: Callable[..., object], name: str, shape: _Shape, more: Mapping[str, object]) -> Objective:
    options = {option: value for option, value in more.items() if option in OF_CALLABLES}
    parameters = {parameter: value for parameter, value in more.items() if parameter not in OF_CALLABLES}
    for word in parameters.keys() - set(parameter_names(function) or ()):
        if ours := our_word(word, OF_CALLABLES):
            hint = "; a function that returns (value, gradient) is taken as it is" if parameters[word] is True else ""
            raise UnknownNameError(f"a function's objective has no {word!r}; that is {ours!r} here{hint}")
    numbers = {parameter: value for parameter, value in parameters.items() if isinstance(value, int | float)}
    named: dict[str, Any] = {"name": spelled(name, numbers), **options}  # each of its own type
    return from_callable(with_parameters(function, parameters, name), **named, **shape)


def _set_once(text: str, arguments: str, more: Mapping[str, object]) -> dict[str, object]:
    """Return the parameters that a text sets together with those that were given beside it."""
    parameters = parse_parameters(arguments, text)
    for parameter in parameters.keys() & more.keys():
        raise TrajvizError(f"{parameter} is set in {reprlib.repr(text)} and beside it")
    return {**parameters, **more}


def _refuse_what_is_for_functions(name: str, more: Mapping[str, object]) -> None:
    for option in more:
        if option in OF_CALLABLES or our_word(option, OF_CALLABLES):
            raise TrajvizError(f"{option} is for functions of your own; {name} is known with all of its facts")


def _refuse_parameters(name: str, more: Mapping[str, object]) -> None:
    for parameter in more:
        raise TrajvizError(
            f"{name[:60]} has no parameter {parameter!r:.60}; functions of your own and test functions have"
        )


def _adjusted(objective: Objective, domain: object, dimension: int | None, start: Sequence[float]) -> Objective:
    wanted = dimension or dimension_of(domain) or len(start) or None
    if wanted is not None:
        objective = objective.in_dimensions(wanted)
    if domain is not None:
        objective = objective.on_domain(per_coordinate(domain, objective.dimension))
    return replace(objective, start=start) if len(start) else objective


def _point(start: object) -> Sequence[float]:
    """Return a start as numbers; none for None."""
    if start is None:
        return ()
    try:
        point = as_array(start).astype(float)
    except (TypeError, ValueError, OverflowError):
        point = np.full((), np.nan)
    if point.ndim != 1 or not np.isfinite(point).all():
        raise TrajvizError(f"start must be finite numbers, one per coordinate, not {reprlib.repr(start)}")
    return tuple(point.tolist())
