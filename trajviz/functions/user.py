"""Objectives from any callable of a user's, whatever it is made of.

What a callable can do is found out by trying it at a few points of the domain: how it takes a point (see
`trajviz.functions.calling`), whether it takes a batch of points or one at a time, whether it returns its gradient
beside its value, whether autograd follows it, and whether what autograd returns is right (code outside `autograd.numpy`
can make it wrong without a word). Each has a fallback that always works, a loop over the points and central
differences, and the notes of the objective say so. A point at which the function raises is one where it has no value:
nan.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from trajviz.errors import TrajvizError
from trajviz.functions.calling import positional_parameters, with_arguments
from trajviz.functions.derived import derived
from trajviz.functions.domain import dimension_of, per_coordinate
from trajviz.functions.objective import Objective

DEFAULT_DOMAIN = (-5.0, 5.0)


def from_callable(
    function: Callable[..., object],
    *,
    name: str | None = None,
    domain: object = None,
    dimension: int | None = None,
    start: Sequence[float] = (),
    args: object = (),
    gradient: Callable[..., object] | None = None,
    hessian: Callable[..., object] | None = None,
    **known: Any,  # a field of Objective each, with the type of that
) -> Objective:
    r"""Return the objective of a callable.

    Parameters
    ----------
    function : callable
        Takes a point of shape (d,), or better a batch of points of shape (d, ...), or d separate coordinates, or, of
        one variable, a number. It returns the value, or the value and the gradient.
    name : str, optional
        By default the function's own name, and `"f"` for a lambda.
    domain : (low, high) or sequence of (low, high), optional
        The bounds that are shown; by default -5 to 5 in every coordinate.
    dimension : int, optional
        The number of coordinates d; by default that of the domain or the start, else the number of separate
        coordinates. Where nothing says it, it is two, or one where the function has no value of two; such an objective
        takes starts of any other number of coordinates as well.
    start : sequence of float, optional
        Where an optimizer starts unless told otherwise.
    args : tuple, optional
        What the function, the gradient and the Hessian take after the point, as in `scipy.optimize.minimize`.
    gradient, hessian : callable, optional
        Take a point as the function does, and return shapes (d, ...) and (d, d, ...); a gradient may return the value
        before it. By default they are found by autograd where that is right, and by central differences elsewhere.
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
        raise TrajvizError(f"an objective is a function, not {reprlib.repr(function)}")
    for called, given in {"gradient": gradient, "hessian": hessian}.items():
        if given is not None and not callable(given):
            hint = "; what returns (value, gradient) is taken as it is" if given is True else ""
            raise TrajvizError(f"{called} is a function, not {reprlib.repr(given)}{hint}")
    name = name or name_of(function)
    arguments = args if isinstance(args, tuple) else (args,)
    function = with_arguments(function, arguments, name)
    gradient = None if gradient is None else with_arguments(gradient, arguments, f"the gradient of {name}")
    hessian = None if hessian is None else with_arguments(hessian, arguments, f"the Hessian of {name}")

    def of_dimension(dimension: int, start: Sequence[float] = (), **known: Any) -> Objective:  # the same
        pairs = per_coordinate(DEFAULT_DOMAIN if domain is None else domain, dimension)
        plain = Objective(function, name, domain=pairs, start=start, **known)
        made = derived(function, name, plain.domain, plain.start, gradient, hessian)
        return replace(
            plain,
            function=made.value,
            gradient_function=made.gradient,
            hessian_function=made.hessian,
            notes=made.notes,
        )

    fixed = _dimension(name, function, [dimension, dimension_of(domain), len(start) or None])
    if fixed is not None:
        return of_dimension(fixed, start, **known)
    return _of_any_dimension(of_dimension, known)


def _of_any_dimension(of_dimension: Callable[..., Objective], known: dict[str, object]) -> Objective:
    """Return an objective whose dimension nothing says: of two variables, or of one if it has no value of two."""
    reasons = []
    for dimension in (2, 1):
        try:
            return replace(of_dimension(dimension, **known), scaled=of_dimension)
        except TrajvizError as error:
            reasons.append(f"{error}")
    raise TrajvizError(f"{reasons[0]} (of another number of variables, its start or dimension says so)")


def name_of(function: Callable[..., object]) -> str:
    """Return the name that a function was defined with; one without a proper name is called f."""
    underlying = getattr(function, "func", function)  # of a functools.partial
    name: str = getattr(underlying, "__name__", type(underlying).__name__)
    return name if name.isidentifier() else "f"


def _dimension(name: str, function: Callable[..., object], given: Iterable[int | None]) -> int | None:
    """Return the dimension on which everything that fixes one agrees; None if nothing does."""
    separate = positional_parameters(function).required
    dimensions = [dimension for dimension in given if dimension is not None]
    if separate is not None and separate > 1:
        dimensions.append(separate)
    if len(set(dimensions)) > 1:
        raise TrajvizError(
            f"{name}: its dimension, domain, start and arguments disagree on the number of coordinates: "
            + ", ".join(map(str, dimensions))
        )
    return dimensions[0] if dimensions else None
