"""Rates that change with the steps: an expression in the step t, such as `0.1*0.95**t`, or a function of it.

The first step has t = 0. Besides arithmetic there are `cosine(steps, after=0)`, which falls from 1 to 0 along half a
cosine, as Loshchilov and Hutter's SGDR does between its restarts (2017), `warmup(steps)`, which rises from 1/steps to
1, and `floor(x)`, for stairs; they are factors: `0.1*warmup(20)*cosine(180, 20)`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from trajviz.arrays import Function, Numbers, Traced
from trajviz.errors import TrajvizError
from trajviz.functions.expression import parse_formula


def cosine(t: Traced, steps: Traced, after: Traced = 0.0) -> Traced:
    """Return half a cosine, from 1 to 0 in so many steps, after so many others."""
    return (1 + np.cos(np.pi * np.clip((t - after) / steps, 0, 1))) / 2


def warmup(t: Traced, steps: Traced) -> Traced:
    """Return what rises evenly to 1, which the last of so many steps has."""
    return np.minimum((t + 1) / steps, 1)


def floor(_t: Traced, value: Traced) -> Traced:
    """Return the next whole number below."""
    return np.floor(value)


NAMED: dict[str, Callable[..., Traced]] = {"cosine": cosine, "warmup": warmup, "floor": floor}


@dataclass(frozen=True)
class Schedule:
    """A number that depends on the step; `parse_schedule` makes it of an expression.

    Parameters
    ----------
    text : str
        The expression, or what a function is called.
    function : callable, optional
        Takes the number of a step; by default what the text says.

    Examples
    --------
    >>> parse_schedule("0.1*0.5**floor(t/10)")(25), Schedule("halves", lambda t: 0.5**t)(2)
    (0.025, 0.25)
    """

    text: str
    function: Callable[[int], Any] | None = None

    def __call__(self, t: int) -> float:
        """Return the number at step t, counted from 0; nan where it has none."""
        try:
            with np.errstate(all="ignore"):
                return float(_compiled(self.text)[0](np.float64(t)) if self.function is None else self.function(t))
        except (TypeError, ValueError, OverflowError, ZeroDivisionError):
            return math.nan

    def at(self, steps: Numbers) -> Numbers:
        """Return the numbers at several steps, of any shape."""
        return np.array([self(int(t)) for t in np.ravel(steps)]).reshape(np.shape(steps))

    def __repr__(self) -> str:
        return self.text


def parse_schedule(text: str) -> Schedule:
    """Return the schedule that an expression in the step t describes.

    Raises
    ------
    TrajvizError
        If it is no arithmetic, or does not depend on t.

    Examples
    --------
    >>> [round(parse_schedule("0.1*warmup(4)*cosine(8, 4)")(t), 3) for t in (0, 3, 8, 12)]
    [0.025, 0.1, 0.05, 0.0]
    """
    _, depends = _compiled(text)
    if not depends:
        raise TrajvizError(f"{text!r:.60} does not depend on the step t")
    return Schedule(text)


@cache
def _compiled(text: str) -> tuple[Function, bool]:
    return parse_formula(text, "t", NAMED)


def as_schedule(value: Any) -> Schedule | None:
    """Return the schedule that a user gives as a text, or as a function of the step; None if it is neither.

    Raises
    ------
    TrajvizError
        If a text is none.
    """
    if isinstance(value, Schedule):
        return value
    if isinstance(value, str):
        return parse_schedule(value)
    return Schedule(getattr(value, "__name__", type(value).__name__), value) if callable(value) else None


def scheduled(hyperparameters: Mapping[str, Any]) -> dict[str, Schedule]:
    """Return those of the hyperparameters that are schedules."""
    return {name: value for name, value in hyperparameters.items() if isinstance(value, Schedule)}
