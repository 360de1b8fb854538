"""The contract of an optimizer, the registry of them and the decorator that enters one.

An optimizer pushes its accepted iterates, in order and without the start, to `record`, and returns how it ended. It asks
the objective for nothing but values, gradients and Hessians; copying, counting, stopping and judging belong to
`trajviz.trajectory.trace`. `record` may raise to stop the run; optimizers let that pass.

A method written by hand is a generator: its local variables are its state, and because its arithmetic is elementwise the
same generator runs one start of shape `(d,)` or a batch of shape `(d, ...)`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.objectives.objective import Array, Objective
from trajviz.registry import Registry, did_you_mean

Record = Callable[[Array], None]
Steps = Iterator[Array]


@dataclass(frozen=True)
class Ending:
    """How an optimizer says that it ended: `converged` or not, and a sentence."""

    converged: bool
    message: str


Minimize = Callable[..., Ending | None]


@dataclass(frozen=True)
class Optimizer:
    """A method with its hyperparameters.

    Parameters
    ----------
    name : str
        The name, such as `"Adam"`.
    minimize_function : callable
        `minimize_function(objective, start, record, **hyperparameters)`, returning an `Ending`, or None for a method
        that has no stopping rule of its own.
    defaults : mapping
        Every hyperparameter with its default.
    changed : mapping
        The hyperparameters that differ from the defaults.
    reference : str
        Where the method is published.
    batched : bool
        Whether a start may have shape (d, ...), many starts run at once.

    Raises
    ------
    UnknownNameError
        If a hyperparameter has a name that the method does not know.
    """

    name: str
    minimize_function: Minimize
    defaults: Mapping[str, Any]
    changed: Mapping[str, Any]
    reference: str = ""
    batched: bool = True

    @property
    def hyperparameters(self) -> dict[str, Any]:
        """Every hyperparameter with the value that is used."""
        return {**self.defaults, **self.changed}

    def with_hyperparameters(self, **changed: Any) -> Optimizer:
        """Return the same method with other hyperparameters, checked."""
        for name, value in changed.items():
            if name not in self.defaults:
                hint = did_you_mean(name, self.defaults) if self.defaults else "it has none"
                raise UnknownNameError(f"{self.name} has no hyperparameter {name!r}; {hint}")
            _check_hyperparameter(self.name, name, value, self.defaults[name])
        return replace(self, changed={**self.changed, **changed})

    def minimize(self, objective: Objective, start: Array, record: Record) -> Ending | None:
        """Run from `start`, pushing every accepted iterate to `record`."""
        return self.minimize_function(objective, start, record, **self.hyperparameters)

    def __str__(self) -> str:
        """Return the spec that makes this optimizer, such as `Adam(lr=0.05)`."""
        if not self.changed:
            return self.name
        return f"{self.name}({', '.join(f'{name}={value!r}' for name, value in self.changed.items())})"


def _check_hyperparameter(method: str, name: str, value: Any, default: Any) -> None:
    """Placeholder until the optimizers' author writes it."""


optimizers: Registry[Optimizer] = Registry("optimizer")


def optimizer(
    name: str, *, reference: str, aliases: Iterable[str] = ()
) -> Callable[[Callable[..., Steps]], Callable[..., Steps]]:
    """Register a generator `steps(objective, x, *, hyperparameters...)` that yields iterates as an optimizer.

    Its keyword-only parameters are the hyperparameters, their defaults the method's defaults.
    """

    def register(steps: Callable[..., Steps]) -> Callable[..., Steps]:
        def minimize(objective: Objective, start: Array, record: Record, **hyperparameters: Any) -> None:
            for x in steps(objective, start, **hyperparameters):
                record(x)

        parameters = inspect.signature(steps).parameters.values()
        defaults = {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}
        optimizers.register(name, Optimizer(name, minimize, defaults, {}, reference), aliases)
        return steps

    return register
