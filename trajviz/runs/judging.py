"""How a run ended, judged from its last iterate and its values rather than from what the optimizer says of itself.

- **converged**: the exact gradient at the last row is within the tolerance. That of a method without a stopping rule is
  the `tolerance` of the run. SciPy's methods end by rules of their own, of which many are not about the gradient; they
  have converged where the norm of the gradient is within their `gtol`, or within 1e-5, which is SciPy's usual `gtol`,
  if they have none, or within the `tolerance` of the run if that is larger. On a bound that holds the run back, it is
  the projected gradient that has to vanish, and on a constraint what that leaves of it, while all constraints are met.
- **completed**: all steps were taken, or a limit was reached, or the method's own rule was met where the gradient is
  larger than that. So it is with most methods that don't use gradients, and always at a kink, where no gradient
  vanishes: the sentence says next to what kind of point that is, and how large the gradient.
- **diverged**: values or iterates overflowed, are a thousand domains away, or grow without end.
- **failed**: the objective or a derivative is not a number, or the method gave up, and not where rounding ends what it
  can do next to a minimum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from trajviz.arrays import Array
from trajviz.functions.bounds import Pairs
from trajviz.functions.constraints import FEASIBLE, Constraint, held
from trajviz.functions.kinds import (
    Kind,
    holding_bounds,
    is_above_global_minimum,
    kind_of_point,
    kind_on_constraint,
)
from trajviz.functions.objective import Objective
from trajviz.methods.optimizer import Ending, Optimizer

Outcome = Literal["converged", "completed", "diverged", "failed"]

_FAR = 1e3  # widths of the domain; a run that ends further off has diverged
_OUTSIDE, _FAR_OUTSIDE = 1.0, 10.0  # the same, of runs whose values grow, and fall, without end
_FEWEST_STEPS = 8  # that tell growth from a few steps that were too long
_USUAL_GTOL = 1e-5
_MOST_BOUNDS_SPELLED = 3
_LONGEST = 40  # characters of a constraint that a sentence spells
_ON_BORDER = 1e-5  # of the domain's width: how far from a constraint a point may be that it holds


class Verdict(NamedTuple):
    """How a run ended, in a word and in a sentence, and the kind of the point where it did."""

    outcome: Outcome
    message: str
    kind: Kind = ""


@dataclass(frozen=True)
class End:
    """What is known of how a run from a single start stopped.

    Parameters
    ----------
    optimizer : Optimizer
    objective : Objective
        What the optimizer saw.
    tolerance : float
        How large the gradient may be where the run has converged; see `tolerance_of`.
    ending : Ending or None
        What the optimizer says; None if it was stopped.
    at_rest : bool
        Whether it was stopped since the run had come to rest.
    used_hessians : bool
        Whether the optimizer asked for Hessians.
    gradient : ndarray of shape (d,) or None
        The exact gradient at the last row, if it is known already.
    tells_kind : bool
        Whether the sentence is to tell the kind of the point where the run came to rest.
    """

    optimizer: Optimizer
    objective: Objective
    tolerance: float
    ending: Ending | None
    at_rest: bool = False
    used_hessians: bool = False
    gradient: Array | None = None
    tells_kind: bool = False


def judged(path: Array, values: Array, step: int, end: End, *, lost: bool) -> Verdict:
    """Return the verdict on a run.

    Parameters
    ----------
    path : ndarray of shape (rows, d)
        Finite.
    values : ndarray of shape (rows,)
        Finite, but for the last perhaps.
    step : int
        The number of the last step.
    end : End
    lost : bool
        Whether an iterate that is not finite came after.
    """
    last, at = values[-1], f"at step {step}" if step else "at the start"
    if _is_far_off(path[-1], end.objective):
        return Verdict("diverged", f"the iterate is {np.abs(path[-1]).max():.1e} away from the origin {at}")
    if np.isnan(last):
        return Verdict("failed", f"the objective is not a number {at}")
    if np.isneginf(last):
        return Verdict("diverged", f"the objective fell to minus infinity {at}")
    if np.isposinf(last):
        return Verdict("diverged" if step else "failed", f"the objective is infinite {at}")
    if end.at_rest and not end.tells_kind:
        return Verdict("converged", "at rest")
    judges_point = end.at_rest or lost or (end.ending is not None and not end.ending.at_limit)
    stop = _stop(path[-1], last, end) if judges_point else None
    if stop is not None and (end.at_rest or stop.norm <= end.tolerance) and stop.violation <= FEASIBLE:
        return _at_rest(path[-1], last, stop, end.objective)
    if lost:
        return _lost(path[-1], step, end)
    grows = _growth(path, values, end.objective)
    if grows:
        return Verdict("diverged", f"the values {grows} without end, to {last:.1e} {at}")
    if end.ending is None:
        return Verdict("completed", all_taken(step))
    return Verdict("completed", end.ending.message) if stop is None else _stopped(path[-1], stop, end, end.ending)


def all_taken(steps: int) -> str:
    """Return what is said of a run that ended since it had taken all its steps."""
    return f"all {steps} steps taken"


def tolerance_of(optimizer: Optimizer, tolerance: float) -> float:
    """Return how large the gradient may be where a method has converged; see the head of this file."""
    if not optimizer.stops:
        return tolerance
    gtol = optimizer.hyperparameters.get("gtol")
    return max(gtol if gtol is not None and gtol > 0 else _USUAL_GTOL, tolerance)


def _is_far_off(x: Array, objective: Objective) -> bool:
    return bool(widths_away(x, objective) > _FAR)


def widths_away(points: Array, objective: Objective) -> Array:
    """Return how many widths of the domain points of shape (..., d) are from its middle, the furthest coordinate."""
    low, high = np.array(objective.domain).T
    with np.errstate(over="ignore"):
        return np.asarray((np.abs(points - (low + high) / 2) / (high - low)).max(axis=-1))


def _growth(path: Array, values: Array, objective: Objective) -> str:
    """Return "grow" or "fall" if the values do so without end, else "".

    They do where, over each quarter of the run, the iterates have gone at least as much further from the domain than
    before as over the quarter before, and the values as much higher or lower, and more so in the end. Growing, that is
    divergence once the domain is left; a method that descends may be on its way to a minimum far off, so falling is
    divergence only ten domains away. Swings that do not grow, and excursions that come back, are none.
    """
    steps = len(path) - 1
    away = widths_away(path, objective)
    rises = values[-1] > values[0]
    fewest, least_away = (_FEWEST_STEPS, _OUTSIDE) if rises else (3, _FAR_OUTSIDE)
    with np.errstate(over="ignore"):
        climb = values - values[0] if rises else values[0] - values
    if steps < fewest or not np.isfinite(climb).all() or away[-1] < least_away:
        return ""
    quarters = np.linspace(0, steps, min(steps, 4) + 1).astype(int)
    for column in (away, climb):
        reached = np.maximum.accumulate(column)[quarters]
        gained = np.diff(reached)
        if (np.diff(gained) < 0).any() or not gained[-1] > gained[-2] > 0 or column[-1] < 0.5 * reached[-1]:
            return ""
    return "grow" if rises else "fall"


def _lost(x: Array, step: int, end: End) -> Verdict:
    """Return why the iterate after `x` is not finite."""
    if np.isnan(end.objective.exact().gradient(x)).any():
        return Verdict("failed", f"the gradient is not a number at step {step}")
    if end.used_hessians and np.isnan(end.objective.hessian(x)).any():
        return Verdict("failed", f"the Hessian is not a number at step {step}")
    return Verdict("diverged", f"the iterates overflowed after step {step}")


_PLACES: dict[Kind, str] = {
    "global minimum": "the global minimum",
    "local minimum": "a local minimum",
    "local maximum": "a local maximum",
    "saddle point": "a saddle point",
}


def _at_rest(x: Array, value: float, stop: _Stop, objective: Objective) -> Verdict:
    if stop.kind == "bound":
        place = f"on {_spelled_bounds(x, stop.held)}"
    elif stop.constraints:
        place = f"at {_PLACES[stop.kind]}, on " if stop.kind in _PLACES else "on "
        place += _spelled_constraints(stop.constraints)
    elif stop.kind == "flat ground":
        place = "on flat ground"
    elif stop.kind in _PLACES:
        place = f"at {_PLACES[stop.kind]}"
    else:
        place = f"where |∇f| = {stop.norm:.1e}"
    if stop.kind == "local minimum" and is_above_global_minimum(objective, value):
        place += "; the global one is lower"
    return Verdict("converged", f"at rest {place}", stop.kind)


class _Stop(NamedTuple):
    """The point at which a run stopped.

    The norm of the projected gradient, what kind it is, which bounds and constraints hold it, and by how much it breaks
    constraints that the method honours.
    """

    norm: float
    kind: Kind
    held: Array
    constraints: tuple[Constraint, ...] = ()
    violation: float = 0.0


def _stop(x: Array, value: float, end: End) -> _Stop:
    objective = end.objective.exact()
    gradient = objective.gradient(x) if end.gradient is None else end.gradient
    bounds = objective.bounds if end.optimizer.takes_bounds else None
    if objective.constraints and end.optimizer.takes_constraints:
        return _stop_among_constraints(x, value, gradient, objective, bounds, end.tolerance)
    held = np.zeros(len(x)) if bounds is None else holding_bounds(x, gradient, bounds)
    kind: Kind = "bound" if held.any() else kind_of_point(objective, x, value, gradient, end.tolerance)
    return _Stop(float(np.linalg.norm(np.where(held == 0, gradient, 0.0))), kind, held)


def _stop_among_constraints(
    x: Array, value: float, gradient: Array, objective: Objective, bounds: Pairs | None, tolerance: float
) -> _Stop:
    near = _ON_BORDER * float(np.ptp(objective.domain, axis=1).max())
    left, by = held(x, gradient, objective.constraints, bounds, near)
    kind = kind_on_constraint(objective, x, value) if by else kind_of_point(objective, x, value, gradient, tolerance)
    violation = float(objective.violation(x))
    return _Stop(float(np.linalg.norm(left)), kind, np.zeros(len(x)), by, violation)


def _spelled_constraints(constraints: Sequence[Constraint]) -> str:
    """Return the constraints that hold a point, such as "x + y <= 1 and y >= 0"."""
    if len(constraints) > _MOST_BOUNDS_SPELLED:
        return f"{len(constraints)} constraints"
    return " and ".join(each.name if len(each.name) <= _LONGEST else "a constraint" for each in constraints)


def _spelled_bounds(x: Array, held: Array) -> str:
    """Return the bounds that hold `x`, such as "the bound x2 = -1"."""
    places = np.flatnonzero(held)
    if len(places) > _MOST_BOUNDS_SPELLED:
        return f"{len(places)} bounds"
    spelled = " and ".join(f"x{place + 1} = {x[place]:.6g}" for place in places)
    return f"the bound{'s' if len(places) > 1 else ''} {spelled}"


def _stopped(x: Array, stop: _Stop, end: End, ending: Ending) -> Verdict:
    """Return the verdict on a run that the optimizer ended where the gradient does not vanish."""
    slope = f"|∇f| = {stop.norm:.1e}" if np.isfinite(stop.norm) else "no gradient there"
    place = f" next to {_PLACES[stop.kind]}" if stop.kind in _PLACES else ""
    if stop.constraints:
        place, slope = (
            f"{place}{',' if place else ''} on {_spelled_constraints(stop.constraints)}",
            f"projected {slope}",
        )
    if stop.violation > FEASIBLE:
        slope += f", constraints broken by {stop.violation:.1e}"
    if stop.kind == "bound":
        place, slope = f" on {_spelled_bounds(x, stop.held)}", f"projected {slope}"
    if ending.converged:
        return Verdict("completed", f"stopped by {end.optimizer.name}'s own rule{place}, {slope}", stop.kind)
    if end.objective.stochastic:
        return Verdict("failed", f"gave up, as the gradient is noisy: {ending.message}")
    if stop.kind.endswith("minimum"):
        return Verdict("completed", f"could get no lower{place}, {slope}", stop.kind)
    return Verdict("failed", ending.message)
