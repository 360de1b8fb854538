"""Quadratic functions: bowls, valleys and the saddle, the first things that a course shows."""

from __future__ import annotations

from typing import Any

from trajviz.objectives.catalogue import test_function


@test_function(
    "Quadratic bowl",
    domain=(-5, 5),
    start=(-4, 4),
    minima=[(0, 0)],
    minimum=0,
    latex=r"x^2 + \frac{1}{2} y^2",
    reference="Boyd and Vandenberghe, Convex Optimization, 2004, section 9.3.2",
    aliases=["bowl"],
)
def quadratic(x: Any) -> Any:
    """An ellipse-shaped bowl."""
    return x[0] ** 2 + 0.5 * x[1] ** 2


@test_function(
    "Saddle",
    domain=(-10, 10),
    start=(10, 0.01),
    minima=[],
    minimum=None,
    latex="x^2 - y^2",
    reference="Dauphin et al., Identifying and attacking the saddle point problem, NeurIPS 2014",
    aliases=["hyperbolic paraboloid"],
)
def saddle(x: Any) -> Any:
    """A saddle: down along y, up along x, without a minimum."""
    return x[0] ** 2 - x[1] ** 2
