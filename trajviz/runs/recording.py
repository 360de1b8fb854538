"""What happens to each step while a run is under way: counting, copying, stopping and telling how far it is.

An optimizer sees a `Meter` in place of its objective and a `RowRecorder` to push its iterates to; what they have seen
becomes a trajectory afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajviz.arrays import Array
from trajviz.functions.cost import Cost
from trajviz.functions.objective import Objective
from trajviz.methods.optimizer import Ending
from trajviz.runs.details import Details, copied

Progress = Callable[[int], object]


@dataclass(frozen=True)
class Limits:
    """How long a run may be, how many steps make a row of its path, and how small a gradient ends it.

    A run ends with the step in which it has spent its `evaluations`, if that is a number.
    """

    steps: int
    every: int
    tolerance: float
    evaluations: int | None = None


class Meter:
    """An objective that counts what it is asked for, for each of its starts, and remembers the last gradient.

    One evaluation is one call of the function, the gradient or the Hessian that the user gave, at one point; a
    derivative by differences costs the calls that it makes. Of many starts only those that are `active` are evaluated
    and counted: one that rests, or is lost, costs nothing more.

    Parameters
    ----------
    objective : Objective
    start : ndarray of shape (d, ...)
    """

    def __init__(self, objective: Objective, start: Array) -> None:
        self._objective = objective
        self._spent = np.zeros((3, *start.shape[1:]), dtype=int)
        self.active = np.ones(start.shape[1:], dtype=bool)
        self.gradient_norm: Array = np.full(start.shape[1:], np.inf)
        self._gradient_at: tuple[Array, Array] | None = None
        self._probes: list[tuple[Array, str]] | None = None

    def __getattr__(self, name: str) -> Any:  # what the objective has of that name
        return getattr(self._objective, name)

    @property
    def counts(self) -> NDArray[np.int_]:
        """Values, gradients and Hessians up to now, shape (3, ...)."""
        return self._spent.copy()

    @property
    def evaluations(self) -> NDArray[np.int_]:
        """All evaluations up to now, of each start, shape (...)."""
        return np.asarray(self._spent.sum(axis=0))

    def keep_probes(self) -> None:
        """Take note of each point that is asked for from now on."""
        self._probes = []

    def probes(self) -> Details:
        """Return what was asked for since the last time, in order, if that is kept."""
        if not self._probes:
            return {}
        probes, self._probes = self._probes, []
        return {
            "probes": np.concatenate([points for points, _ in probes]),
            "asked": np.array([word for points, word in probes for _ in points]),
        }

    def _probe(self, x: Array, word: str) -> None:
        if self._probes is not None:
            self._probes.append((x.reshape(len(x), -1).T.copy(), word))

    def __call__(self, x: ArrayLike) -> Array:
        """Count and evaluate the value."""
        x = np.asarray(x, dtype=float)
        self._probe(x, "value")
        self._charge(Cost(values=1), x)
        return self._of_active(self._objective, x, np.array(0.0))

    def gradient(self, x: ArrayLike) -> Array:
        """Count and evaluate the gradient, and remember it."""
        x = np.array(x, dtype=float)
        self._probe(x, "gradient")
        self._charge(self._objective.gradient_cost, x)
        gradient = self._of_active(self._gradient_and_calls, x, np.zeros(len(x)))
        if x.shape[1:] == self.active.shape:
            self._gradient_at = x, gradient
            self.gradient_norm = np.sqrt((gradient**2).sum(axis=0))
        return gradient.copy()

    def hessian(self, x: ArrayLike) -> Array:
        """Count and evaluate the Hessian."""
        x = np.asarray(x, dtype=float)
        self._probe(x, "Hessian")
        self._charge(self._objective.hessian_cost, x)
        return self._of_active(self._objective.hessian, x, np.eye(len(x)))

    def residuals(self, x: ArrayLike) -> Array:
        """Count residuals as a value, and evaluate them."""
        x = np.asarray(x, dtype=float)
        self._charge(Cost(values=1), x)
        return np.asarray(self._objective.residuals(x))

    def jacobian(self, x: ArrayLike) -> Array:
        """Count the Jacobian of residuals as a gradient, which it tells, and evaluate it."""
        x = np.array(x, dtype=float)
        self._charge(Cost(gradients=1), x)
        self._gradient_at = x, self._objective.gradient(x)
        self.gradient_norm = np.sqrt((self._gradient_at[1] ** 2).sum(axis=0))
        return np.asarray(self._objective.jacobian(x))

    def gradient_at(self, x: Array) -> Array | None:
        """Return the last gradient if it was asked for at `x` and is exact."""
        if self._gradient_at is None or self._objective.stochastic or not np.array_equal(self._gradient_at[0], x):
            return None
        return self._gradient_at[1]

    def _charge(self, cost: Cost, x: Array) -> None:
        points = 1 if x.shape[1:] == self.active.shape else -(-x[0].size // self.active.size)
        self._spent += np.multiply.outer(cost.times(points), self.active)

    def _gradient_and_calls(self, x: Array) -> Array:
        gradient, calls = self._objective.gradient_and_calls(x)
        if calls.any():
            if calls.shape == self.active.shape:
                self._spent[0] += calls
            elif calls.size == self.active.sum():
                self._spent[0, self.active] += calls.ravel()
            else:
                self._spent[0, self.active] += calls.sum()
        return gradient

    def _of_active(self, function: Callable[[Array], Array], x: Array, of_others: Array) -> Array:
        """Return `function(x)`, evaluated at the active starts alone; `of_others` stands at the others."""
        # Random draws are those of a whole batch, so that each start sees the same whoever else is active.
        if self._objective.stochastic or x.shape[1:] != self.active.shape or self.active.all():
            return function(x)
        whole = np.empty((*of_others.shape, *self.active.shape))
        whole[...] = of_others.reshape(*of_others.shape, *[1] * self.active.ndim)
        whole[..., self.active] = function(x[:, self.active])
        return whole


class StopRun(Exception):  # noqa: N818 - it stops a run, it tells of no error
    """Raised by `record`, through the optimizer, to end a run; carries how it ended if it did so by itself."""

    def __init__(self, ending: Ending | None = None) -> None:
        self.ending = ending


class Row(NamedTuple):
    """What is kept of a step."""

    step: int
    x: Array
    evaluations: NDArray[np.int_]
    details: Details = MappingProxyType({})


class RowRecorder:
    """The `record` that an optimizer pushes its iterates to; keeps one in `every` steps, and the last.

    A start has come to rest, and stays where it is, when the last gradient that the optimizer saw is within the
    tolerance and the exact gradient at the new iterate is, too. The first alone says where the path was a step before
    (or, of a method that looks ahead, where it never was); the second alone may hold by chance, as a path with velocity
    passes over a minimum.

    Attributes
    ----------
    at_rest : ndarray of bool, shape (...)
        Which starts have come to rest.
    """

    def __init__(
        self, meter: Meter, start: Array, limits: Limits, progress: Progress, keeps: Callable[[str], bool]
    ) -> None:
        self._meter, self._limits, self._progress, self._keeps = meter, limits, progress, keeps
        self._last = Row(0, start.copy(), meter.evaluations)
        self._rows = [self._last]
        self.at_rest = np.zeros(start.shape[1:], dtype=bool)
        self._gradient: Array | None = None

    def begin(self, **details: object) -> None:
        """Take down what a method has at the start, before its first step."""
        self._last = self._last._replace(details=self._kept(details))
        self._rows[-1] = self._last

    def _kept(self, details: Mapping[str, object]) -> Details:
        if not details:
            return {}
        kept = {name: detail for name, detail in details.items() if self._keeps(name)}
        return copied(kept, len(self._last.x))

    def __call__(self, x: Array, **details: object) -> None:
        """Take a step down, and what a method has beside it; raise `StopRun` if it is the last."""
        step, active = self._last.step + 1, self._meter.active
        iterate = np.array(x, dtype=float)
        if not active.all():
            iterate = np.where(active, iterate, self._last.x)
        self._last = Row(step, iterate, self._last.evaluations, self._kept(details))  # counted anew where it is kept
        self._gradient = self._meter.gradient_at(iterate)
        if step % self._limits.every == 0:
            self._last = self._with_probes(self._last._replace(evaluations=self._meter.evaluations))
            self._rows.append(self._last)
        self._progress(step)
        at_rest = self._have_come_to_rest(iterate)
        self.at_rest = self.at_rest | at_rest
        self._meter.active = active & ~at_rest & np.isfinite(iterate).all(axis=0)
        if self._limits.evaluations is not None:
            self._meter.active = self._meter.active & (self._last.evaluations < self._limits.evaluations)
        if step >= self._limits.steps or not self._meter.active.any():
            raise StopRun

    @property
    def iterate(self) -> Array:
        """The last iterate, shape (d, ...)."""
        return self._last.x

    @property
    def gradient(self) -> Array | None:
        """The exact gradient at the last iterate, shape (d, ...), if the optimizer has asked for it."""
        return self._meter.gradient_at(self._last.x) if self._gradient is None else self._gradient

    def _have_come_to_rest(self, x: Array) -> NDArray[np.bool_]:
        """Return which of the active starts rest at `x`."""
        at_rest = np.asarray(self._meter.active & (self._meter.gradient_norm <= self._limits.tolerance))
        if at_rest.any():
            norms = np.linalg.norm(self._meter.exact().gradient(x[:, at_rest]), axis=0)
            at_rest[at_rest] = norms <= self._limits.tolerance
        return at_rest

    def rows_and_last(self) -> list[Row]:
        """Return the rows that were kept, the last step among them, which carries the whole count."""
        last = self._with_probes(self._last._replace(evaluations=self._meter.evaluations))
        return [*self._rows[:-1], last] if self._rows[-1].step == last.step else [*self._rows, last]

    def _with_probes(self, row: Row) -> Row:
        """Return a row with what was asked for on the way to it besides what it has."""
        probes = self._meter.probes()
        if not probes:
            return row
        before = {name: [row.details[name]] for name in probes if name in row.details}
        return row._replace(
            details={**row.details, **{name: np.concatenate([*before.get(name, []), probes[name]]) for name in probes}}
        )
