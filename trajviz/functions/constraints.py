"""Constraints as users give them: arithmetic such as `x + y <= 1`, or the objects and dictionaries of `scipy.optimize`.

Each becomes one function or several with a lower and an upper limit, evaluated in batches like an objective. A point is
feasible where all of them hold to a millionth.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Array, Function
from trajviz.checks import as_real_array
from trajviz.errors import TrajvizError
from trajviz.functions.derivatives import autograd_gradient, autograd_hessian, real_or_nan
from trajviz.functions.derived import derived
from trajviz.functions.expression import read_formula
from trajviz.functions.tensors import as_array

FEASIBLE = 1e-6
"""By how much a constraint may be broken where it still counts as met."""

Pairs = Sequence[tuple[float, float]]

_COMPARED = re.compile(r"<=|>=|==|=|<|>|≤|≥")
_UPWARD = {"<=", "<", "≤"}
_EQUAL = {"==", "="}
_HINT = "such as 'x + y <= 1', or a LinearConstraint, a NonlinearConstraint or a dictionary of SciPy's"


@dataclass(frozen=True, eq=False)
class Constraint:
    """A function that has to lie between two limits.

    Parameters
    ----------
    name : str
        What messages call it.
    function, gradient, hessian : callable
        Take shape (d, ...) and return (...), (d, ...) and (d, d, ...).
    low, high : float
        The limits, equal for an equality; infinite where there is none.
    text : str
        The arithmetic that makes it again; empty where it was not typed.
    """

    name: str
    function: Function
    gradient: Function
    hessian: Function
    low: float
    high: float
    text: str = ""

    @property
    def is_equality(self) -> bool:
        """Whether the function has to have one value."""
        return self.low == self.high

    def __call__(self, x: Array) -> Array:
        """Return the function at points, shape (d, ...) to (...)."""
        return _evaluated(self.function, x, x.shape[1:])

    def gradient_at(self, x: Array) -> Array:
        """Return its gradient at points, shape (d, ...) to (d, ...)."""
        return _evaluated(self.gradient, x, x.shape)

    def hessian_at(self, x: Array) -> Array:
        """Return its Hessian at points, shape (d, ...) to (d, d, ...)."""
        return _evaluated(self.hessian, x, (len(x), *x.shape))

    def violation(self, x: Array) -> Array:
        """Return by how much the limits are broken at points, shape (d, ...) to (...); 0 where they are not."""
        return np.maximum(0.0, -self.room(x)) + 0.0  # no zero with a sign

    def room(self, x: Array) -> Array:
        """Return how far the function is within its limits at points, shape (d, ...) to (...), negative beyond."""
        value = self(x)
        above = value - self.low if np.isfinite(self.low) else np.where(np.isnan(value), np.nan, np.inf)
        below = self.high - value if np.isfinite(self.high) else np.where(np.isnan(value), np.nan, np.inf)
        return np.asarray(np.minimum(above, below))


def as_constraints(given: Iterable[object], domain: Pairs, start: Sequence[float]) -> tuple[Constraint, ...]:
    """Return the constraints that users give.

    Parameters
    ----------
    given : iterable of str, LinearConstraint, NonlinearConstraint, dict, or sequences of these
    domain : sequence of (low, high)
        What is shown, d pairs, where functions are tried.
    start : sequence of float
        Around which they are tried, too.

    Raises
    ------
    TrajvizError
        If one is none of these, is not arithmetic, or does not fit d coordinates.

    Examples
    --------
    >>> low, high = as_constraints(["0 <= x*y <= 1"], [(-1, 1), (-1, 1)], (0, 0))
    >>> low.violation(np.array([2.0, -3.0])).item(), high.violation(np.array([2.0, 3.0])).item()
    (6.0, 5.0)
    """
    return tuple(constraint for each in given for constraint in _read(each, domain, start))


def _read(given: object, domain: Pairs, start: Sequence[float]) -> Sequence[Constraint]:
    if isinstance(given, Constraint):
        return [given]
    if isinstance(given, str):
        return _of_text(given, len(domain))
    if isinstance(given, Mapping):
        return _of_dictionary(given, domain, start)
    if hasattr(given, "A") and hasattr(given, "lb") and hasattr(given, "ub"):
        return _of_matrix(given.A, given.lb, given.ub, len(domain))
    if hasattr(given, "fun") and hasattr(given, "lb") and hasattr(given, "ub"):
        hessian = getattr(given, "hess", None)
        return _of_function(
            given.fun, getattr(given, "jac", None), (given.lb, given.ub), domain, start,
            hessian=hessian if callable(hessian) and _is_plain(hessian) else None,
        )  # fmt: skip
    if isinstance(given, list | tuple):
        return as_constraints(given, domain, start)
    if hasattr(given, "lb") and hasattr(given, "ub"):
        raise TrajvizError("bounds are no constraint here; give them to bounded")
    raise TrajvizError(f"a constraint is arithmetic {_HINT}, not {reprlib.repr(given)}")


def _is_plain(hessian: object) -> bool:
    """Whether it is a function, and no strategy of SciPy's for updating a Hessian."""
    return not hasattr(hessian, "initialize")


def _of_text(text: str, dimension: int) -> list[Constraint]:
    """Return the constraints of a comparison, or of several in a row as in `0 <= x <= y`."""
    sides, signs = _COMPARED.split(text), _COMPARED.findall(text)
    if not signs:
        raise TrajvizError(f"constraint {reprlib.repr(text)} compares nothing; write it {_HINT}")
    constraints = []
    for (left, right), sign in zip(pairwise(sides), signs, strict=True):
        if not left.strip() or not right.strip():
            raise TrajvizError(f"constraint {reprlib.repr(text)} has nothing on one side of {sign}")
        first, second = read_formula(left), read_formula(right)
        # One formula, so that its two sides can't be written in different notations.
        formula = read_formula(f"{first.text} - ({second.text})")
        formula.check_fits(dimension)
        if not formula.dimension:
            raise TrajvizError(f"constraint {reprlib.repr(text)} has no variable in it")
        sign = "==" if sign in _EQUAL else "<=" if sign in _UPWARD else ">="
        low, high = {"==": (0.0, 0.0), "<=": (-np.inf, 0.0), ">=": (0.0, np.inf)}[sign]
        gradient = autograd_gradient(formula.function)
        spelled = f"{first.text} {sign} {second.text}"
        hessian = autograd_hessian(gradient)
        constraints.append(Constraint(spelled, formula.function, gradient, hessian, low, high, spelled))
    return constraints


def _of_matrix(matrix: Any, low: object, high: object, dimension: int) -> list[Constraint]:
    """Return a constraint for each row of a matrix, `low <= A x <= high`."""
    dense = matrix.toarray() if hasattr(matrix, "toarray") else matrix
    rows = np.atleast_2d(as_real_array("A of a constraint", dense))
    if rows.ndim != 2 or rows.shape[1] != dimension:
        raise TrajvizError(f"A of a constraint must have {dimension} columns, not shape {rows.shape}")
    limits = _limits(low, high, len(rows))
    return [
        Constraint(_name("A x", place, len(rows)), *_linear(row), *pair)
        for place, (row, pair) in enumerate(zip(rows, limits, strict=True))
    ]


def _linear(row: Array) -> tuple[Function, Function, Function]:
    """Return the function of one row of a matrix, its gradient and its Hessian."""

    def gradient(x: Array) -> Array:
        return np.broadcast_to(row.reshape(-1, *[1] * (x.ndim - 1)), x.shape)

    def hessian(x: Array) -> Array:
        return np.zeros((len(x), *x.shape))

    return lambda x: np.tensordot(row, x, axes=1), gradient, hessian


def _of_dictionary(given: Mapping[Any, Any], domain: Pairs, start: Sequence[float]) -> list[Constraint]:
    """Return the constraints of a dictionary as `scipy.optimize.minimize` takes it for SLSQP and COBYLA."""
    kind = str(given.get("type")).lower()
    if kind not in ("eq", "ineq") or not callable(given.get("fun")):
        raise TrajvizError(
            f"a constraint's dictionary has a type, 'eq' or 'ineq', and a fun that is a function, not {given!r:.80}"
        )
    unknown = set(given) - {"type", "fun", "jac", "args"}
    if unknown:
        raise TrajvizError(f"a constraint's dictionary has type, fun, jac and args, and no {sorted(map(str, unknown))}")
    limits = (0.0, 0.0) if kind == "eq" else (0.0, np.inf)
    arguments = given.get("args", ())
    return _of_function(
        given["fun"],
        given.get("jac"),
        limits,
        domain,
        start,
        arguments if isinstance(arguments, tuple) else (arguments,),
    )


def _of_function(
    function: Callable[..., object],
    jacobian: object,
    limits: tuple[object, object],
    domain: Pairs,
    start: Sequence[float],
    arguments: tuple[object, ...] = (),
    hessian: Callable[..., object] | None = None,
) -> list[Constraint]:
    """Return a constraint for each number that a user's function returns."""
    name = getattr(function, "__name__", type(function).__name__)
    name = name if name.isidentifier() else "c"
    try:
        returned = as_array(function(np.array(start, dtype=float), *arguments)).astype(float)
    except Exception as error:
        first_line = next(iter(str(error).splitlines()), "")
        raise TrajvizError(f"constraint {name} raises {type(error).__name__} at the start: {first_line}") from error
    count = returned.size

    def part(place: int) -> Callable[[Array], object]:
        if returned.ndim == 0:
            return lambda x: function(x, *arguments)
        return lambda x: function(x, *arguments)[place]  # type: ignore[index]  # it has dimensions

    def gradient_of(place: int) -> Callable[[Array], object] | None:
        if not callable(jacobian):
            return None
        return lambda x: _dense(jacobian(x, *arguments)).reshape(count, -1)[place]

    def hessian_of(place: int) -> Callable[[Array], object] | None:
        if hessian is None:
            return None
        return lambda x: _dense(hessian(x, np.eye(count)[place]))

    constraints = []
    for place, pair in enumerate(_limits(*limits, count)):
        called = _name(name, place, count)
        made = derived(part(place), called, domain, start, gradient_of(place), hessian_of(place))
        constraints.append(Constraint(called, made.value, made.gradient, made.hessian, *pair))
    return constraints


def _dense(matrix: Any) -> Array:
    return np.asarray(matrix.toarray() if hasattr(matrix, "toarray") else as_array(matrix), dtype=float)


def _limits(low: object, high: object, count: int) -> list[tuple[float, float]]:
    """Return a pair for each of `count` functions."""
    try:
        pairs = np.stack([np.broadcast_to(np.asarray(side, dtype=float), count) for side in (low, high)], axis=-1)
    except (TypeError, ValueError, OverflowError):
        raise TrajvizError(f"a constraint's limits must be numbers, one or {count}") from None
    if not (pairs[:, 0] <= pairs[:, 1]).all() or (pairs[:, 0] == np.inf).any() or (pairs[:, 1] == -np.inf).any():
        raise TrajvizError("a constraint's lower limit must not lie above its upper one, and neither be nan")
    return [(low, high) for low, high in pairs.tolist()]


def _name(name: str, place: int, count: int) -> str:
    return name if count == 1 else f"{name}[{place}]"


def _evaluated(function: Function, x: Array, shape: tuple[int, ...]) -> Array:
    with np.errstate(all="ignore"):
        return np.broadcast_to(real_or_nan(function(x)), shape).copy()


def largest_violation(constraints: Sequence[Constraint], x: Array) -> Array:
    """Return by how much the constraints are broken at points, shape (d, ...) to (...): the most of any; nan is nan."""
    zero = np.zeros(x.shape[1:])
    return np.asarray(np.maximum.reduce([zero, *(constraint.violation(x) for constraint in constraints)]))


class Held(NamedTuple):
    """What holds a point back from going downhill.

    Attributes
    ----------
    left : ndarray of shape (d,)
        What the borders leave of the gradient; nothing where the point is stationary (Karush, Kuhn and Tucker).
    constraints : tuple of Constraint
        Those that hold it back.
    """

    left: Array
    constraints: tuple[Constraint, ...]


def held(x: Array, gradient: Array, constraints: Sequence[Constraint], bounds: Pairs | None, near: float) -> Held:
    """Return which constraints hold a point back, and what is left of the gradient.

    Parameters
    ----------
    x, gradient : ndarray of shape (d,)
        The point, and the gradient of the objective there.
    constraints : sequence of Constraint
    bounds : sequence of (low, high) or None
        Which may hold it back as well.
    near : float
        How far from a border a point may be to lie on it.

    Examples
    --------
    >>> disk = as_constraints(["x**2 + y**2 <= 2"], [(-2, 2), (-2, 2)], (0, 0))
    >>> slope = np.array([-1.0, -1.0])
    >>> [np.abs(held(np.full(2, x), slope, disk, None, 1e-6).left).round(9).tolist() for x in (1.0, -1.0)]
    [[0.0, 0.0], [1.0, 1.0]]
    """
    from scipy.optimize import nnls

    normals: list[tuple[Array, Constraint | None]] = []  # that point out of the feasible region
    for constraint in constraints:
        value, normal = float(constraint(x)), constraint.gradient_at(x)
        reach = near * float(np.linalg.norm(normal))
        normals += [(-normal, constraint)] * (abs(value - constraint.low) <= reach)
        normals += [(normal, constraint)] * (abs(value - constraint.high) <= reach)
    for axis, (low, high) in zip(np.eye(len(x)), bounds or [], strict=bounds is not None):
        normals += [(-axis, None)] * bool(abs(axis @ x - low) <= near) + [(axis, None)] * bool(
            abs(axis @ x - high) <= near
        )
    outward = np.array([normal for normal, _ in normals]).reshape(-1, len(x))
    if not len(outward) or not np.isfinite(outward).all() or not np.isfinite(gradient).all():
        return Held(gradient, ())
    weights, _ = nnls(outward.T, -gradient)
    by = {
        constraint: None for (_, constraint), weight in zip(normals, weights, strict=True) if weight > 0 and constraint
    }
    return Held(gradient + outward.T @ weights, tuple(by))


def is_feasible(constraints: Sequence[Constraint], x: Array) -> NDArray[np.bool_]:
    """Return whether points meet all constraints, shape (d, ...) to (...)."""
    return np.asarray(largest_violation(constraints, x) <= FEASIBLE)
