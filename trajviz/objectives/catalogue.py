"""The registry of test functions and the decorator that enters one.

A test function is its formula on `x` of shape `(d, ...)`, written with `autograd.numpy`, and the facts about
it, which stand once, beside the formula; `tests/test_catalogue.py` proves every one of them. Several
publications give a minimum that is none, or not all of them: here the formula decides. A domain is what a
picture shows, and narrower than the published one where that would hide the waves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import cycle, islice
from typing import Any

from trajviz.errors import TrajvizError
from trajviz.objectives.objective import Function, Objective
from trajviz.objectives.titles import plain_title
from trajviz.registry import Registry

objectives: Registry[Objective] = Registry("objective", plain_title)

data_objectives: Registry[Callable[[], Objective]] = Registry("objective made of data", plain_title)
"""Functions that make the objective of a name; what is made of data is not made before it is asked for."""

Bounds = tuple[float, float]
Points = Sequence[Sequence[float]]


def test_function(
    title: str,
    *,
    domain: Bounds | Sequence[Bounds] | Callable[[int], Bounds],
    start: Sequence[float],
    minima: Points | Callable[[int], Points],
    minimum: float | Callable[[int], float] | None,
    latex: str,
    reference: str,
    aliases: Iterable[str] = (),
    shared: Iterable[str] = (),
    scalable: bool = False,
    smooth: bool = True,
) -> Callable[[Function], Function]:
    """Register the decorated formula as an objective in two dimensions, under its own name and its title.

    Parameters
    ----------
    title : str
        The name as a heading shows it.
    domain : (low, high) or sequence of two (low, high) or callable
        The bounds that are shown; one pair serves every coordinate, and may depend on the dimension.
    start : sequence of two floats
        The usual start; in more dimensions its coordinates are taken in turn.
    minima : sequence of points, or callable
        All global minimizers in the domain; for a scalable function, as a function of the dimension.
    minimum : float or callable or None
        The value there; None for a function without a minimum. May depend on the dimension.
    latex, reference : str
        The formula, and where it is published.
    aliases : iterable of str
        Other spellings that people use.
    shared : iterable of str
        Names that publications give to other functions as well.
    scalable : bool
        Whether the formula holds in any number of dimensions from two; then `domain` gives one pair.
    smooth : bool
        Whether the gradient exists at the minima; it vanishes at those that lie inside the domain.
    """

    def register(formula: Function) -> Function:
        name = formula.__name__

        def in_dimensions(dimension: int) -> Objective:
            if dimension < 2:
                raise TrajvizError(f"{name} is defined in 2 dimensions or more, not in {dimension}")
            return Objective(
                formula,
                name,
                domain=_per_coordinate(_at(dimension, domain), dimension),
                start=tuple(islice(cycle(start), dimension)),
                minima=_at(dimension, minima),
                minimum=_at(dimension, minimum),
                title=title,
                latex=latex,
                reference=reference,
                smooth=smooth,
                scaled=in_dimensions if scalable else None,
            )

        spellings = [spelling for spelling in (title, *aliases) if plain_title(spelling) != plain_title(name)]
        objectives.register(name, in_dimensions(2), spellings, shared)
        return formula

    return register


def _at(dimension: int, fact: Any) -> Any:
    """Return a fact that may be a function of the dimension."""
    return fact(dimension) if callable(fact) else fact


def _per_coordinate(domain: Any, dimension: int) -> Sequence[Bounds]:
    one_pair = isinstance(domain[0], (int, float))
    return [domain] * dimension if one_pair else domain
