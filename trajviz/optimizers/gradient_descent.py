"""Gradient descent and its momentum variants."""

from __future__ import annotations

from trajviz.objectives.objective import Array, Objective
from trajviz.optimizers.optimizer import Steps, optimizer


@optimizer("GD", reference="Cauchy 1847", aliases=["gradient descent", "SGD"])
def gradient_descent(objective: Objective, x: Array, *, lr: float = 0.01) -> Steps:
    """x ← x − lr ∇f(x)."""
    while True:
        x = x - lr * objective.gradient(x)
        yield x
