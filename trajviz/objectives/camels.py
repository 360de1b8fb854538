"""The camels: low-degree polynomials with several wells."""

from __future__ import annotations

from typing import Any

from trajviz.objectives.catalogue import test_function


@test_function(
    "Six-hump camel",
    domain=[(-2, 2), (-1, 1)],
    start=(-1, -0.5),
    minima=[(0.08984201368301331, -0.7126564032704135), (-0.08984201368301331, 0.7126564032704135)],
    minimum=-1.0316284534898774,
    latex=r"\left(4 - 2.1 x^2 + \frac{x^4}{3}\right) x^2 + x y + \left(4 y^2 - 4\right) y^2",
    reference="Dixon and Szego, Towards Global Optimisation 2, 1978",
    aliases=["six-hump camel", "six-hump camelback", "sixhump"],
)
def camel(x: Any) -> Any:
    """Six local minima, two of them global."""
    x, y = x
    return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2
