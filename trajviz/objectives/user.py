"""Objectives from any callable of a user's, whatever it is made of.

What a callable can do is found out by trying it at a few points of the domain: whether it takes a batch of
points or one at a time, whether autograd follows it, and whether what autograd returns is right (code outside
`autograd.numpy` can make it wrong without a word). Each has a fallback that always works, a loop over the
points and central differences, and the notes of the objective say so. A point at which the function raises is
one where it has no value: nan.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from trajviz.errors import TrajvizError
from trajviz.objectives.batches import in_batches
from trajviz.objectives.cost import Cost
from trajviz.objectives.differences import DIFFERENCED_VALUES, EXACT_VALUES, central_difference, symmetric
from trajviz.objectives.domain import dimension_of, per_coordinate
from trajviz.objectives.objective import Array, Function, Objective, autograd_gradient, autograd_hessian

DEFAULT_DOMAIN = (-5.0, 5.0)


def from_callable(
    function: Callable[..., Any],
    *,
    name: str | None = None,
    domain: Any = None,
    dimension: int | None = None,
    start: Sequence[float] = (),
    gradient: Callable[..., Any] | None = None,
    hessian: Callable[..., Any] | None = None,
    **known: Any,
) -> Objective:
    r"""Return the objective of a callable.

    Parameters
    ----------
    function : callable
        Takes a point of shape (d,), or better a batch of points of shape (d, ...), or d separate coordinates.
    name : str, optional
        By default the function's own name, and `"f"` for a lambda.
    domain : (low, high) or sequence of (low, high), optional
        The bounds that are shown; by default -5 to 5 in every coordinate.
    dimension : int, optional
        By default that of the domain or the start, else the number of separate coordinates, else two.
    start : sequence of float, optional
        Where an optimizer starts unless told otherwise.
    gradient, hessian : callable, optional
        Take a point, or d coordinates, and return shapes (d, ...) and (d, d, ...); by default found by
        autograd where that is right, and by central differences elsewhere.
    **known
        The other parameters of `Objective`: `minima`, `minimum`, `title`, `latex`, `reference`, `smooth`.

    Raises
    ------
    TrajvizError
        If the function is not callable, takes another number of coordinates, or has no value at the points
        that were tried.

    Examples
    --------
    >>> import math
    >>> f = from_callable(lambda x, y: math.sin(x) + y**2)
    >>> f([0.0, 3.0]).item(), f.gradient([0.0, 3.0]).round(6).tolist()
    (9.0, [1.0, 6.0])
    >>> print(*f.notes, sep="\n")
    f takes one point at a time: it is evaluated in a loop
    autograd cannot differentiate f: its derivatives are found by central differences
    """
    if not callable(function):
        raise TrajvizError(f"an objective is a function, not {function!r}")
    name = name or _name_of(function)
    dimension = _dimension(name, function, [dimension, dimension_of(domain), len(start) or None])
    pairs = per_coordinate(DEFAULT_DOMAIN if domain is None else domain, dimension)
    notes: list[str] = []
    objective = Objective(function, name, domain=pairs, start=start, notes=notes, **known)
    points = _points_to_try(objective)

    def tell(note: str) -> None:
        if note not in notes:
            notes.append(note)

    of_vector = _of_vector(function)
    value = in_batches(of_vector, (), points, name, tell)
    units = np.array([(high - low) / 2 for low, high in pairs])
    step, cost = EXACT_VALUES, Cost(gradients=1)
    if gradient is not None:
        exact_gradient = _of_vector(gradient)
        gradient_function = in_batches(exact_gradient, (dimension,), points, f"the gradient of {name}", tell)
    else:
        exact_gradient = autograd_gradient(of_vector)
        differences = central_difference(value, units)
        gradient_function = _exact_if_right(exact_gradient, differences, value, points)
        if gradient_function is differences:
            tell(f"autograd cannot differentiate {name}: its derivatives are found by central differences")
            step, cost = DIFFERENCED_VALUES, differences.cost
    if hessian is not None:
        exact_hessian = _of_vector(hessian)
        hessian_function = in_batches(exact_hessian, (dimension, dimension), points, f"the Hessian of {name}", tell)
    else:
        differences = symmetric(central_difference(gradient_function, units, step, cost))
        hessian_function = _exact_if_right(autograd_hessian(exact_gradient), differences, gradient_function, points)
        if hessian_function is differences and step == EXACT_VALUES:
            tell(f"autograd cannot differentiate {name} twice: its Hessian is found by central differences")
    return replace(
        objective,
        function=value,
        gradient_function=gradient_function,
        hessian_function=hessian_function,
    )


def _name_of(function: Callable[..., Any]) -> str:
    """Return the name that a function was defined with; one without a proper name is called f."""
    underlying = getattr(function, "func", function)  # of a functools.partial
    name: str = getattr(underlying, "__name__", type(underlying).__name__)
    return name if name.isidentifier() else "f"


def _dimension(name: str, function: Callable[..., Any], given: Sequence[int | None]) -> int:
    """Return the dimension on which everything that fixes one agrees, and two if nothing does."""
    separate = _separate_coordinates(function)
    dimensions = [dimension for dimension in given if dimension is not None]
    if separate is not None and separate > 1:
        dimensions.append(separate)
    if len(set(dimensions)) > 1:
        raise TrajvizError(
            f"{name}: its dimension, domain, start and arguments disagree on the number of coordinates: "
            + ", ".join(map(str, dimensions))
        )
    return dimensions[0] if dimensions else 2


def _separate_coordinates(function: Callable[..., Any]) -> int | None:
    """Return how many positional arguments a function takes; None for any number of them."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # some functions written in C do not say
        return int(getattr(function, "nin", 1))
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if not positional and any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return None
    return len([p for p in positional if p.default is p.empty] or positional)


def _of_vector(function: Callable[..., Any]) -> Function:
    """Return the function as one of a vector, whether it takes a vector or separate coordinates."""
    if _separate_coordinates(function) in (0, 1):
        return function
    return lambda x: function(*[x[i] for i in range(len(x))])


def _points_to_try(objective: Objective) -> Array:
    """Return points of shape (d, k), half of them around the start and half of them all over the domain."""
    low, high = np.array(objective.domain).T[:, :, None]
    start = np.array(objective.start)[:, None]
    count = 4 if objective.dimension != 8 else 5  # as many points as coordinates could hide a mistake
    near, wide = np.random.default_rng(0).random((2, objective.dimension, count))
    return np.hstack([start + 0.1 * (high - low) * (near - 0.5), low + (high - low) * wide])


def _exact_if_right(exact: Function, differences: Function, of: Function, points: Array) -> Function:
    """Return the derivative by autograd if it agrees with `differences` of the function `of`, else those."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # the points are only tried
        expected, values = differences(points), of(points)
        try:
            derivative = in_batches(exact, expected.shape[:-1], points, "", tell=lambda _: None)
        except TrajvizError:
            return differences
        error = np.abs(derivative(points) - expected)
    rounding = 1e-8 * np.max(np.abs(values), where=np.isfinite(values), initial=0.0)
    right = error <= 1e-3 * np.abs(expected) + rounding
    return derivative if np.all(right | ~np.isfinite(expected)) else differences
