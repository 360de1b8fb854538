"""The registry of test functions and the decorator that enters one.

A test function is its formula on `x` of shape `(d, ...)`, written with `autograd.numpy`, and the facts about it, which
stand once, beside the formula; `tests/test_catalogue.py` proves every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from trajviz.objectives.objective import Function, Objective
from trajviz.registry import Registry

objectives: Registry[Objective] = Registry("objective")

Points = Sequence[Sequence[float]]


def test_function(
    title: str,
    *,
    domain: tuple[float, float] | Sequence[tuple[float, float]],
    start: float | Sequence[float],
    minima: Points | Callable[[int], Points],
    minimum: float | Callable[[int], float] | None,
    latex: str,
    reference: str,
    aliases: Iterable[str] = (),
    scalable: bool = False,
    smooth: bool = True,
) -> Callable[[Function], Function]:
    """Register the decorated formula as an objective in two dimensions, under the formula's own name.

    Parameters
    ----------
    title : str
        The name as a heading shows it.
    domain : (low, high) or sequence of two (low, high)
        The bounds that are shown; one pair serves every coordinate.
    start : float or sequence of two floats
        The usual start; one number serves every coordinate.
    minima : sequence of points, or callable
        All global minimizers in the domain; for a scalable function, as a function of the dimension.
    minimum : float or callable or None
        The value there; None for a function without a minimum. May depend on the dimension.
    latex, reference : str
        The formula, and where it is published.
    aliases : iterable of str
        Other spellings that people use.
    scalable : bool
        Whether the formula holds in any number of dimensions from two; then `domain` is one pair and `start` one number.
    smooth : bool
        Whether the gradient exists, and vanishes, at the minima.
    """

    def register(formula: Function) -> Function:
        def in_dimensions(dimension: int) -> Objective:
            return Objective(
                formula,
                formula.__name__.strip("_"),
                domain=_per_coordinate(domain, dimension),
                start=[start] * dimension if isinstance(start, (int, float)) else start,
                minima=minima(dimension) if callable(minima) else minima,
                minimum=minimum(dimension) if callable(minimum) else minimum,
                title=title,
                latex=latex,
                reference=reference,
                smooth=smooth,
                scaled=in_dimensions if scalable else None,
            )

        objective = in_dimensions(2)
        objectives.register(objective.name, objective, aliases)
        return formula

    return register


def _per_coordinate(domain: Any, dimension: int) -> Sequence[tuple[float, float]]:
    one_pair = isinstance(domain[0], (int, float))
    return [domain] * dimension if one_pair else domain
