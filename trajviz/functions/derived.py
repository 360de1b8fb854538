"""A user's function for batches of points, with derivatives: by autograd where that is right, or by differences."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from trajviz.arrays import Array, Function
from trajviz.errors import TrajvizError
from trajviz.functions.batches import in_batches
from trajviz.functions.calling import of_vector, returned_at_first, value_and_gradient
from trajviz.functions.cost import Cost
from trajviz.functions.derivatives import autograd_gradient, autograd_hessian
from trajviz.functions.differences import DIFFERENCED_VALUES, EXACT_VALUES, central_difference, symmetric
from trajviz.functions.tensors import as_array


class Derived(NamedTuple):
    """A function for batches of points, with its derivatives, and what a user should know of them.

    Attributes
    ----------
    value, gradient, hessian : callable
        Take shape (d, ...) and return (...), (d, ...) and (d, d, ...).
    notes : list of str
        Sentences; may grow while the functions are called.
    """

    value: Function
    gradient: Function
    hessian: Function
    notes: list[str]


def derived(
    function: Callable[..., object],
    name: str,
    domain: Sequence[tuple[float, float]],
    start: Sequence[float],
    gradient: Callable[..., object] | None = None,
    hessian: Callable[..., object] | None = None,
) -> Derived:
    """Return a user's function evaluated as it allows, with derivatives.

    Parameters
    ----------
    function, gradient, hessian : callable
        See `trajviz.functions.user.from_callable`.
    name : str
        What messages call it.
    domain : sequence of (low, high)
        Where it is tried, and start: around which.
    start : sequence of float

    Raises
    ------
    TrajvizError
        If it has no value at the points that are tried.
    """
    dimension = len(domain)
    points = _points_to_try(domain, start)
    notes: list[str] = []

    def tell(note: str) -> None:
        if note not in notes:
            notes.append(note)

    of_point = of_vector(function, points, ())
    exact_gradient: Function | None = None
    if value_and_gradient(returned_at_first(of_point, points), dimension):
        of_point, exact_gradient = _part(of_point, 0), _part(of_point, 1)
    if gradient is not None:
        exact_gradient = of_vector(gradient, points, (dimension,))
        if value_and_gradient(returned_at_first(exact_gradient, points), dimension):
            exact_gradient = _part(exact_gradient, 1)
    value = in_batches(of_point, (), points, name, tell)
    units = np.array([(high - low) / 2 for low, high in domain])
    step, cost = EXACT_VALUES, Cost(gradients=1)
    if exact_gradient is not None:
        gradient_function = in_batches(exact_gradient, (dimension,), points, f"the gradient of {name}", tell)
    else:
        exact_gradient = autograd_gradient(of_point)
        differences = central_difference(value, units)
        gradient_function = _exact_if_right(exact_gradient, differences, value, points)
        if gradient_function is differences:
            tell(f"autograd cannot differentiate {name}: its derivatives are found by central differences")
            step, cost = DIFFERENCED_VALUES, differences.cost
    if hessian is not None:
        exact_hessian = of_vector(hessian, points, (dimension, dimension))
        hessian_function = in_batches(exact_hessian, (dimension, dimension), points, f"the Hessian of {name}", tell)
    else:
        differences = symmetric(central_difference(gradient_function, units, step, cost))
        hessian_function = _exact_if_right(autograd_hessian(exact_gradient), differences, gradient_function, points)
        if hessian_function is differences and step == EXACT_VALUES:
            tell(f"autograd cannot differentiate {name} twice: its Hessian is found by central differences")
    return Derived(value, gradient_function, hessian_function, notes)


def _part(of_point: Function, place: int) -> Function:
    """Return the value (0) or the gradient (1) of a function that returns both."""
    return lambda x: as_array(of_point(x)[place])


def _points_to_try(domain: Sequence[tuple[float, float]], start: Sequence[float]) -> Array:
    """Return points of shape (d, k), half of them around the start and half of them all over the domain."""
    low, high = np.array(domain).T[:, :, None]
    middle = np.array(start)[:, None]
    count = 4 if len(domain) != 8 else 5  # as many points as coordinates could hide a mistake
    near, wide = np.random.default_rng(0).random((2, len(domain), count))
    return np.hstack([middle + 0.1 * (high - low) * (near - 0.5), low + (high - low) * wide])


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
