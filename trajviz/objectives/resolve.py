"""From whatever a user gives to an objective: a name, an expression, a place in a file, a callable."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from trajviz.checks import checked
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.objectives.catalogue import data_objectives, objectives
from trajviz.objectives.domain import dimension_of, per_coordinate
from trajviz.objectives.expression import parse_expression
from trajviz.objectives.loading import load_callable
from trajviz.objectives.objective import Objective
from trajviz.objectives.user import from_callable
from trajviz.registry import did_you_mean


@checked
def as_objective(
    thing: Objective | str | Callable[..., Any], *, domain: Any = None, dimension: int | None = None
) -> Objective:
    """Return the objective that `thing` stands for.

    Parameters
    ----------
    thing : Objective, str or callable
        An objective, the name of a test function or of a classifier, `file.py:name`, `module:name`, an expression such
        as `x**2 + y**2`, or any function of a point. A test function's name wins over an expression.
    domain : (low, high) or sequence of (low, high), optional
        The bounds that are shown, in place of the objective's own.
    dimension : int, optional
        The number of coordinates, where the objective leaves a choice.

    Raises
    ------
    TrajvizError
        If nothing answers to `thing`, or it cannot have that domain or dimension.

    Examples
    --------
    >>> as_objective("Rosenbrock", dimension=3).dimension
    3
    >>> as_objective("x**2 + sin(3*y)", domain=(-1, 1)).domain
    ((-1.0, 1.0), (-1.0, 1.0))
    >>> as_objective("camle")
    Traceback (most recent call last):
    trajviz.errors.UnknownNameError: unknown objective 'camle'; did you mean 'camel'?
    """
    if isinstance(thing, str):
        return _from_text(thing.strip(), domain, dimension)
    if isinstance(thing, Objective):
        return _adjusted(thing, domain, dimension)
    if callable(thing):
        return from_callable(thing, domain=domain, dimension=dimension)
    raise TrajvizError(f"an objective is a name, an expression or a function, not {thing!r}")


def _from_text(text: str, domain: Any, dimension: int | None) -> Objective:
    if text in objectives:
        return _adjusted(objectives[text], domain, dimension)
    if text in data_objectives:
        return _adjusted(data_objectives[text](), domain, dimension)
    if re.fullmatch(r"(.*\.py|[\w.]*):\w*", text):
        return _loaded(text, domain, dimension)
    if text.endswith(".py"):
        raise TrajvizError(f"{text!r} names a file without a function; write {text}:name")
    try:
        return parse_expression(text, domain=domain, dimension=dimension)
    except TrajvizError:
        if re.fullmatch(r"[^\W\d][\w '-]*", text):
            known = [*objectives.spellings, *data_objectives.spellings]
            raise UnknownNameError(f"unknown objective {text!r}; {did_you_mean(text, known)}") from None
        raise


def _loaded(spec: str, domain: Any, dimension: int | None) -> Objective:
    function = load_callable(spec)
    if isinstance(function, Objective):
        return _adjusted(function, domain, dimension)
    return from_callable(function, name=spec.rpartition(":")[2], domain=domain, dimension=dimension)


def _adjusted(objective: Objective, domain: Any, dimension: int | None) -> Objective:
    wanted = dimension or dimension_of(domain)
    if wanted is not None:
        objective = objective.in_dimensions(wanted)
    if domain is not None:
        objective = objective.on_domain(per_coordinate(domain, objective.dimension))
    return objective
