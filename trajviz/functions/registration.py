"""The registry of test functions and the decorator that enters one.

A test function is its formula on `x` of shape `(d, ...)`, written with `autograd.numpy`, and the facts about
it, which stand once, beside the formula; `tests/test_catalogue.py` proves every one of them. Several
publications give a minimum that is none, or not all of them: here the formula decides. A domain is what a
picture shows, and narrower than the published one where that would hide the waves.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from typing import Any, TypeVar

from trajviz.arrays import Function
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions.objective import Objective
from trajviz.functions.parameters import checked_parameters, spelled
from trajviz.functions.titles import plain_title
from trajviz.registry import Registry, did_you_mean

objectives: Registry[Objective] = Registry(
    "objective",
    plain_title,
    about="""
    Every test function by its names, in a mapping that tells apart no case, spaces and dashes.

    Raises
    ------
    UnknownNameError
        If none has that name; the message names the nearest.

    Examples
    --------
    >>> import trajviz as tv
    >>> tv.objectives["Himmelblau"].minimum, len(tv.objectives["himmelblau"].minima)
    (0.0, 4)
    """,
)


@dataclass(frozen=True)
class DataObjective:
    """An objective made of data, which is not made before it is asked for.

    Parameters
    ----------
    make : callable
        Takes nothing and returns the objective.
    from_file : callable, optional
        Takes the path of a user's own data and returns the objective that they make.
    """

    make: Callable[[], Objective]
    from_file: Callable[[str], Objective] | None = None


data_objectives: Registry[DataObjective] = Registry("objective made of data", plain_title)


def data_objective(
    name: str, aliases: Iterable[str] = (), from_file: Callable[[str], Objective] | None = None
) -> Callable[[Callable[[], Objective]], Callable[[], Objective]]:
    """Register the decorated function, which returns an objective made of data.

    Parameters
    ----------
    name : str
        The name, as it is typed.
    aliases : iterable of str
        Other spellings that people use.
    from_file : callable, optional
        Makes the objective of data in a user's file, whose path it takes.

    Returns
    -------
    callable
        The decorator; it returns what it decorates as it is.

    Examples
    --------
    >>> from trajviz.learning import least_squares
    >>> @data_objective("three points")
    ... def three_points():
    ...     return least_squares([[0.0], [1.0], [2.0]], [0.0, 1.0, 2.0], name="three points")
    >>> from trajviz import objective
    >>> objective("three points").samples
    3
    """

    def register(make: Callable[[], Objective]) -> Callable[[], Objective]:
        data_objectives.register(name, DataObjective(make, from_file), aliases)
        return make

    return register


_families: dict[str, tuple[Mapping[str, float], Callable[..., Objective]]] = {}  # constants, and what sets them

Fact = TypeVar("Fact")
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
    constraints: Sequence[str] = (),
    residuals: Function | None = None,
    known: Callable[..., tuple[Points, float] | None] = lambda _dimension, **_constants: None,
) -> Callable[[Function], Function]:
    """Register the decorated formula as an objective of as many variables as `start` has, under its name and its title.

    Keyword parameters of the formula are constants that users may change, as in `rosenbrock(a=1, b=10)`; the facts are
    those of the defaults.

    Parameters
    ----------
    title : str
        The name as a heading shows it.
    domain : (low, high) or sequence of (low, high) or callable
        The bounds that are shown; one pair serves every coordinate, and may depend on the dimension.
    start : sequence of floats
        The usual start; of a scalable function two, which are taken in turn in more dimensions.
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
    constraints : sequence of str
        What the minimizers have to meet, as `Objective.constrained` takes it; they are the lowest of such points.
    residuals : callable, optional
        What it is the sum of the squares of, up to a factor; takes the same constants as the formula.
    known : callable, optional
        Of the dimension and the constants, by name, where these are not the defaults: the minima and the minimum, or
        None where nobody knows them, which is the default.

    Returns
    -------
    callable
        The decorator; it returns the formula as it is.

    Examples
    --------
    >>> @test_function("Slanted bowl", domain=(-3, 3), start=(2, -2), minima=[(-0.5, 0)], minimum=-0.25,
    ...                latex="x^2 + y^2 + x", reference="an example, 2024")
    ... def slanted_bowl(x):
    ...     '''A bowl beside the origin.'''
    ...     return x[0] ** 2 + x[1] ** 2 + x[0]
    >>> objectives["slanted bowl"]([-0.5, 0.0]).item()
    -0.25
    """

    def register(formula: Function) -> Function:
        name = formula.__name__
        constants = _keyword_defaults(formula)

        def in_dimensions(dimension: int, /, **changed: float) -> Objective:
            if scalable and dimension < 2:
                raise TrajvizError(f"{name} is defined in 2 dimensions or more, not in {dimension}")
            facts = _at(dimension, minima), _at(dimension, minimum)
            if changed:
                facts = known(dimension, **dict(constants, **changed)) or ((), None)
            return Objective(
                partial(formula, **changed) if changed else formula,
                spelled(name, changed),
                domain=_per_coordinate(_at(dimension, domain), dimension),
                start=tuple(islice(cycle(start), dimension)),
                minima=facts[0],
                minimum=facts[1],
                title=spelled(title, changed),
                latex="" if changed else latex,  # which is written with the defaults
                reference=reference,
                smooth=smooth,
                constraints=constraints,
                residual_function=None if residuals is None else partial(residuals, **changed),
                scaled=partial(in_dimensions, **changed) if scalable else None,
            )

        _families[name] = constants, in_dimensions
        spellings = [spelling for spelling in (title, *aliases) if plain_title(spelling) != plain_title(name)]
        objectives.register(name, in_dimensions(len(start)), spellings, shared)
        return formula

    return register


def with_constants(objective: Objective, changed: Mapping[str, object]) -> Objective:
    """Return a test function with some of the constants of its formula changed.

    Raises
    ------
    TrajvizError
        If it has no constant of that name, or the value is no finite number.

    Examples
    --------
    >>> with_constants(objectives["rosenbrock"], {"a": 2}).minima
    ((2.0, 4.0),)
    """
    name = objective.name
    constants, in_dimensions = _families[name]
    for constant in changed:
        if constant not in constants:
            hint = did_you_mean(constant, constants) if constants else "it has none"
            raise UnknownNameError(f"{name} has no parameter {constant!r:.60}; {hint}")
    checked = checked_parameters(name, changed)
    differing = {constant: value for constant, value in checked.items() if value != constants[constant]}
    return in_dimensions(objective.dimension, **differing) if differing else objective


def _keyword_defaults(formula: Function) -> dict[str, float]:
    parameters = inspect.signature(formula).parameters.values()
    return {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}


def _at(dimension: int, fact: Fact | Callable[[int], Fact]) -> Fact:
    """Return a fact that may be a function of the dimension."""
    return fact(dimension) if callable(fact) else fact


def _per_coordinate(
    domain: Any,  # one pair or several, which the first of its entries tells
    dimension: int,
) -> Sequence[Bounds]:
    one_pair = isinstance(domain[0], (int, float))
    return [domain] * dimension if one_pair else domain
