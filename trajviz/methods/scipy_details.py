"""What SciPy's methods see on their way and report to nobody: found again from what they ask for.

A simplex of Nelder and Mead is its corners, and each of them is a point at which the objective was asked for. So the
moves are told from the values, by the rules by which SciPy chooses them, and the corners are the very points. The
radius of a trust region is looked up where SciPy has it, in the frame that calls back, for nothing that it reports
tells it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from trajviz.arrays import Array

_FRAMES_UP = 8  # from a callback to the loop of the method


class Watch(Protocol):
    """Looks on while a method runs."""

    def evaluated(self, x: Array, value: float, /) -> None:
        """Take note of a value that the method asked for."""

    def at_start(self, state: Any, /) -> Mapping[str, Any]:
        """Return what there was before the first step, given what the method reports with that."""

    def at_step(self, x: Array, state: Any, /) -> Mapping[str, Any]:
        """Return what there is at an iterate, given what else the method reports with it."""


class Nothing:
    """Sees nothing."""

    def __init__(self, _: Mapping[str, Any]) -> None:
        pass

    def evaluated(self, _x: Array, _value: float, /) -> None:
        """Let it pass."""

    def at_start(self, _: Any, /) -> Mapping[str, Any]:
        """Return nothing."""
        return {}

    def at_step(self, _x: Array, _state: Any, /) -> Mapping[str, Any]:
        """Return nothing."""
        return {}


class Simplices:
    """The simplex of Nelder and Mead, and the move that led to it.

    `simplex` has shape (d + 1, d), its corners in the order of their values; `move` is one of "reflect", "expand",
    "contract" and "shrink", or empty.
    """

    def __init__(self, _: Mapping[str, Any]) -> None:
        self._asked: list[tuple[Array, float]] = []
        self._corners: Array = np.zeros((0, 0))
        self._values: Array = np.zeros(0)
        self._first: Array | None = None

    def evaluated(self, x: Array, value: float, /) -> None:
        """Take note of a corner, or of what may become one."""
        self._asked.append((np.array(x, dtype=float), value))
        if self._first is None and len(self._asked) == len(x) + 1:
            self._corners, self._values = (np.array(column) for column in zip(*self._asked, strict=True))
            self._sort()
            self._first = self._corners.copy()
            self._asked.clear()

    def at_start(self, _: Any, /) -> Mapping[str, Any]:
        """Return the first simplex."""
        return {} if self._first is None else {"simplex": self._first, "move": ""}

    def at_step(self, _x: Array, _state: Any, /) -> Mapping[str, Any]:
        """Return the simplex after the values that were asked for since the last step."""
        if self._first is None:
            return {}
        asked, self._asked = self._asked, []
        move = self._move(asked) if asked else ""
        self._sort()
        return {"simplex": self._corners.copy(), "move": move}

    def _move(self, asked: list[tuple[Array, float]]) -> str:
        """Put the points that were tried where SciPy puts them, and return what that is called."""
        values, (reflected, at_reflected) = self._values, asked[0]
        if at_reflected < values[0]:
            if len(asked) > 1 and asked[1][1] < at_reflected:
                return self._replace_worst(*asked[1], "expand")
            return self._replace_worst(reflected, at_reflected, "reflect")
        if at_reflected < values[-2]:
            return self._replace_worst(reflected, at_reflected, "reflect")
        if len(asked) == 1:  # the limit to evaluations came first
            return ""
        contracted, at_contracted = asked[1]
        if at_contracted <= at_reflected if at_reflected < values[-1] else at_contracted < values[-1]:
            return self._replace_worst(contracted, at_contracted, "contract")
        for place, (point, value) in enumerate(asked[2:], start=1):
            self._corners[place], self._values[place] = point, value
        return "shrink"

    def _replace_worst(self, point: Array, value: float, move: str) -> str:
        self._corners[-1], self._values[-1] = point, value
        return move

    def _sort(self) -> None:
        order = np.argsort(self._values)  # as SciPy sorts, whatever it does with values that are alike
        self._corners, self._values = self._corners[order], self._values[order]


class TrustRegion:
    """The radius of a trust region around an iterate, and the step that was tried and rejected there.

    `radius` holds for the next step; `rejected`, of shape (d,), is nan where the step was taken.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._radius = options["initial_trust_radius" if "initial_trust_radius" in options else "initial_tr_radius"]
        self._tried: Array | None = None

    def evaluated(self, x: Array, _: float, /) -> None:
        """Take note of where the step led that is tried."""
        self._tried = np.array(x, dtype=float)

    def at_start(self, state: Any, /) -> Mapping[str, Any]:
        """Return the first radius."""
        return {} if _is_scaled(state) else {"radius": float(self._radius)}

    def at_step(self, x: Array, state: Any, /) -> Mapping[str, Any]:
        """Return the radius for the next step, and what was rejected."""
        radius = _in_frames_above("trust_radius") if state is None else state.tr_radius
        tried = self._tried if self._tried is not None else x
        rejected = tried if not np.array_equal(tried, x) else np.full_like(tried, np.nan)
        return {"rejected": rejected, **({} if radius is None or _is_scaled(state) else {"radius": float(radius)})}


def _is_scaled(state: Any) -> bool:
    """Whether the radius is one of other variables: those of trust-constr behind a barrier."""
    return state is not None and "barrier_parameter" in state


def _in_frames_above(name: str) -> Any:
    """Return what has that name in the nearest of the frames that have called this one, None if none has it."""
    frame = sys._getframe(1)
    for _ in range(_FRAMES_UP):
        if frame.f_back is None:
            return None
        frame = frame.f_back
        if name in frame.f_locals:
            return frame.f_locals[name]
    return None
