"""What a derivative costs: how many values, gradients and Hessians of the user's are asked for at one point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from trajviz.arrays import Function, Traced


class Cost(NamedTuple):
    """Calls of the function, of its gradient and of its Hessian."""

    values: int = 0
    gradients: int = 0
    hessians: int = 0

    def times(self, calls: int) -> Cost:
        """Return what so many calls cost together."""
        return Cost(*(calls * each for each in self))


@dataclass(frozen=True)
class Derivative:
    """A derivative that is made of other calls, and what it costs; other functions cost one call of themselves."""

    function: Function
    cost: Cost

    def __call__(self, x: Traced) -> Traced:
        """Evaluate at points."""
        return self.function(x)
