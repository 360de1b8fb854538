"""What happens to each step while a run is under way: counting, copying, stopping and telling how far it is.

An optimizer sees a `Meter` in place of its objective and a `Recorder` to push its iterates to; what they have seen
becomes a trajectory afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from trajviz.objectives.objective import Array, Objective
from trajviz.optimizers.optimizer import Ending

Progress = Callable[[int], object]


@dataclass(frozen=True)
class Limits:
    """How long a run may be, how many steps make a row of its path, and how small a gradient ends it."""

    steps: int
    every: int
    tolerance: float


class Meter:
    """An objective that counts what it is asked for and remembers the norm of the last gradient."""

    def __init__(self, objective: Objective) -> None:
        self._objective = objective
        self.nfev = self.njev = self.nhev = 0
        self.gradient_norm: Array = np.array(np.inf)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._objective, name)

    @property
    def evaluations(self) -> int:
        """All evaluations up to now."""
        return self.nfev + self.njev + self.nhev

    def __call__(self, x: ArrayLike) -> Array:
        """Count and evaluate the value."""
        self.nfev += 1
        return self._objective(x)

    def gradient(self, x: ArrayLike) -> Array:
        """Count and evaluate the gradient, and remember its norm."""
        self.njev += 1
        gradient = self._objective.gradient(x)
        self.gradient_norm = np.sqrt((gradient**2).sum(axis=0))
        return gradient

    def hessian(self, x: ArrayLike) -> Array:
        """Count and evaluate the Hessian."""
        self.nhev += 1
        return self._objective.hessian(x)


class StopRun(Exception):  # noqa: N818 - it stops a run, it tells of no error
    """Raised by `record`, through the optimizer, to end a run; carries how it ended if it did so by itself."""

    def __init__(self, ending: Ending | None = None) -> None:
        self.ending = ending


class Row(NamedTuple):
    """What is kept of a step."""

    step: int
    x: Array
    evaluations: int


class Recorder:
    """The `record` that an optimizer pushes its iterates to; keeps one in `every` steps, and the last."""

    def __init__(self, meter: Meter, start: Array, limits: Limits, progress: Progress) -> None:
        self._meter, self._limits, self._progress = meter, limits, progress
        self._last = Row(0, start.copy(), 0)
        self._rows = [self._last]

    def __call__(self, x: Array) -> None:
        """Take a step down; raise `StopRun` if it is the last."""
        step = self._last.step + 1
        self._last = Row(step, np.array(x, dtype=float), self._meter.evaluations)
        if step % self._limits.every == 0:
            self._rows.append(self._last)
        self._progress(step)
        at_rest = self._meter.gradient_norm <= self._limits.tolerance
        lost = ~np.isfinite(self._last.x).all(axis=0)
        if at_rest.all():
            raise StopRun(Ending(True, f"the gradient vanished, to {self._limits.tolerance:g}, after {step} steps"))
        if (at_rest | lost).all() or step >= self._limits.steps:
            raise StopRun

    def rows_and_last(self) -> list[Row]:
        """Return the rows that were kept, the last step among them."""
        return self._rows if self._rows[-1] is self._last else [*self._rows, self._last]
