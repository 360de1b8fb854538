"""Where a function of one variable is flat: its minima, maxima and saddle points inside the domain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from trajviz.arrays import Array
from trajviz.functions.objective import Objective

Kind = Literal["global minimum", "local minimum", "local maximum", "saddle point"]

_CELLS = 2000
_ROUNDS = 60  # of halving a cell, down to rounding
_FLAT = 1e-9  # of the steepest slope; a slope below it has touched zero


@dataclass(frozen=True)
class StationaryPoint:
    """A point at which the derivative vanishes."""

    x: float
    value: float
    kind: Kind


def stationary_points(objective: Objective) -> list[StationaryPoint]:
    """Return the stationary points of an objective of one variable, from left to right.

    Minima and maxima are where the derivative changes its sign, saddle points where it touches zero without a change;
    both are sought on a grid of 2000 cells and refined. A minimum is global if no value on the grid is lower.

    Examples
    --------
    >>> wave = Objective(lambda x: x[0] ** 4 - 2 * x[0] ** 2 + 0.2 * x[0], "wave", domain=[(-1.5, 1.5)])
    >>> [point.kind for point in stationary_points(wave)]
    ['global minimum', 'local maximum', 'local minimum']
    >>> cubic = Objective(lambda x: x[0] ** 3, "cubic", domain=[(-2, 2)])
    >>> [(abs(round(point.x, 6)), point.kind) for point in stationary_points(cubic)]
    [(0.0, 'saddle point')]
    """
    ((low, high),) = objective.domain
    x = np.linspace(low, high, _CELLS + 1)
    lowest = np.nanmin(objective(x[None]))
    # Half a cell aside, so that no point of the grid is a round number at which the slope may be exactly zero.
    x = x[:-1] + 0.5 * (high - low) / _CELLS * (1 + 1e-3)
    slope = objective.gradient(x[None])[0]
    sign = np.sign(slope)
    turning = np.flatnonzero(sign[:-1] * sign[1:] < 0)
    turns = _root(objective, x[turning], x[turning + 1])
    size = np.abs(slope)
    dips = 1 + np.flatnonzero((size[1:-1] < size[:-2]) & (size[1:-1] <= size[2:]))
    dips = dips[(sign[dips - 1] == sign[dips]) & (sign[dips] == sign[dips + 1])]
    touches = _flattest(objective, x[dips - 1], x[dips + 1])
    touches = touches[np.abs(objective.gradient(touches[None])[0]) <= _FLAT * np.nanmax(size, initial=0.0)]
    values = objective(turns[None])
    slack = 1e-9 * (1 + abs(lowest)) if np.isfinite(lowest) else 0.0
    points = [
        StationaryPoint(float(at), float(value), _kind_of_turn(rising, value <= lowest + slack))
        for at, value, rising in zip(turns, values, slope[turning + 1] > 0, strict=True)
    ]
    points += [StationaryPoint(float(at), float(objective([at])), "saddle point") for at in touches]
    return sorted(points, key=lambda point: point.x)


def _kind_of_turn(rises_after: bool, is_lowest: bool) -> Kind:
    if not rises_after:
        return "local maximum"
    return "global minimum" if is_lowest else "local minimum"


def _root(objective: Objective, left: Array, right: Array) -> Array:
    """Return where the derivative vanishes between each `left` and `right`, by bisection."""
    sign = np.sign(objective.gradient(left[None])[0])
    for _ in range(_ROUNDS):
        middle = (left + right) / 2
        same = np.sign(objective.gradient(middle[None])[0]) == sign
        left, right = np.where(same, middle, left), np.where(same, right, middle)
    return (left + right) / 2


def _flattest(objective: Objective, left: Array, right: Array) -> Array:
    """Return where the derivative is smallest in size between each `left` and `right`, by ternary search."""
    for _ in range(2 * _ROUNDS):
        third = (right - left) / 3
        sizes = np.abs(objective.gradient(np.stack([left + third, right - third])[None])[0])
        lower_left = sizes[0] < sizes[1]
        left, right = np.where(lower_left, left, left + third), np.where(lower_left, right - third, right)
    return (left + right) / 2
