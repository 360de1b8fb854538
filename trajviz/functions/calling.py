"""How a user's callable takes a point: as a vector, as separate coordinates, or, of one variable, as a number.

Where its signature leaves that open, as that of a wrapper with `*args` does, the ways are tried one after the other.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from trajviz.arrays import Array, Function, Traced
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions.tensors import as_array
from trajviz.registry import did_you_mean


class Parameters(NamedTuple):
    """How many positional arguments a callable must have, and whether it takes more; None where nobody knows."""

    required: int | None
    any_number: bool


def positional_parameters(function: Callable[..., object]) -> Parameters:
    """Return how many positional arguments a callable takes; optional ones count where there are no others."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # some functions written in C do not say
        return Parameters(getattr(function, "nin", None), any_number=True)
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    any_number = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    if not positional and any_number:
        return Parameters(None, any_number)
    return Parameters(len([p for p in positional if p.default is p.empty] or positional), any_number)


def with_arguments(function: Callable[..., object], arguments: Sequence[object], name: str) -> Callable[..., object]:
    """Return a function with its last positional arguments given, as `args` of `scipy.optimize.minimize` does.

    Raises
    ------
    TrajvizError
        If so many arguments leave no room for a point.
    """
    if not arguments:
        return function
    required, any_number = positional_parameters(function)
    left = None if required is None else max(required - len(arguments), 1 if any_number else 0)
    if left == 0:
        raise TrajvizError(
            f"{name} takes {required} arguments; with {len(arguments)} as args there is none for a point"
        )

    def called(*coordinates: object) -> object:
        return function(*coordinates, *arguments)

    kind = inspect.Parameter.POSITIONAL_ONLY
    if left is not None:
        named = [inspect.Parameter(f"x{i}", kind) for i in range(left)]
        called.__signature__ = inspect.Signature(named)  # type: ignore[attr-defined]  # which `inspect` reads
    return called


def with_parameters(
    function: Callable[..., object], parameters: Mapping[str, object], name: str
) -> Callable[..., object]:
    """Return a function with some of its parameters set by name.

    Raises
    ------
    UnknownNameError
        If it has no parameter of that name.
    """
    known = parameter_names(function)
    for parameter in parameters:
        if known is not None and parameter not in known:
            hint = did_you_mean(parameter, known) if known else "it has none"
            raise UnknownNameError(f"{name} has no parameter {parameter!r}; {hint}")
    return partial(function, **parameters) if parameters else function


def parameter_names(function: Callable[..., object]) -> list[str] | None:
    """Return the names by which parameters can be set beside a point; None where any name goes or nobody knows."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return None
    named = [p for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    return [p.name for p in named if p.default is not p.empty] or [p.name for p in named[1:]]


def of_vector(function: Callable[..., object], points: Array, shape: tuple[int, ...]) -> Function:
    """Return a callable as a function of a vector, in the first of the ways that gives it a value.

    Parameters
    ----------
    function : callable
        Takes a vector of d coordinates, d separate coordinates, or, where d is 1, a number.
    points : ndarray of shape (d, k)
        Where it is tried if there are several ways.
    shape : tuple of int
        The shape of what it returns at a point.
    """
    vector: Function = function
    dimension = len(points)

    def separate(x: Traced) -> Traced:
        return function(*[x[i] for i in range(len(x))])

    required, any_number = positional_parameters(function)
    if required is not None and required > 1:
        return separate
    if required is not None and dimension > 1 and not any_number:
        return vector
    return next((way for way in (vector, separate) if _has_value(way, points, shape)), vector)


def value_and_gradient(returned: object, dimension: int) -> tuple[object, object] | None:
    """Return the value and the gradient if a function returned both at a point, else None."""
    if not isinstance(returned, list | tuple) or len(returned) != 2:
        return None
    try:
        value, gradient = as_array(returned[0]), as_array(returned[1])
    except (TypeError, ValueError):
        return None
    return (value, gradient) if value.size == 1 and gradient.size == dimension else None


def returned_at_first(function: Function, points: Array) -> object:
    """Return what a function returns at the first point at which it returns anything; None if at none."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # the points are only tried
        for point in points.T:
            try:
                returned = function(point.copy())
            except Exception:
                continue
            if returned is not None:
                return returned
    return None


def _has_value(function: Function, points: Array, shape: tuple[int, ...]) -> bool:
    """Whether a function returns numbers of `shape`, or a value and a gradient, at one of the points."""
    size = int(np.prod(shape, dtype=int))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", DeprecationWarning)  # an array of one number where a number is wanted
        for point in points.T:
            try:
                returned = function(point.copy())
                if value_and_gradient(returned, len(points)) is not None or _are_numbers(returned, size):
                    return True
            except Exception:
                continue
    return False


def _are_numbers(returned: object, size: int) -> bool:
    values = as_array(returned)
    return values.size == size and values.dtype.kind in "biufcO" and returned is not None
