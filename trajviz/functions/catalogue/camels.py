"""The camels: low-degree polynomials with a well between every two humps."""

from __future__ import annotations

from trajviz.arrays import Traced
from trajviz.functions.registration import test_function


@test_function(
    "Six-hump camel",
    domain=[(-2, 2), (-1, 1)],
    start=(-1, -0.5),
    minima=[(0.08984201310031806, -0.7126564030207396), (-0.08984201310031806, 0.7126564030207396)],
    minimum=-1.0316284534898774,
    latex=r"\left(4 - 2.1 x^2 + \frac{x^4}{3}\right) x^2 + x y + \left(4 y^2 - 4\right) y^2",
    reference="Dixon and Szego, Towards Global Optimisation 2, 1978",
    aliases=["six-hump camelback", "six-hump", "camelback", "camel 6", "camel six-hump"],
)
def camel(x: Traced) -> Traced:
    """Six local minima, two of them global."""
    x, y = x
    x2, y2 = x**2, y**2
    return (4 - 2.1 * x2 + x2 * x2 / 3) * x2 + x * y + (4 * y2 - 4) * y2


@test_function(
    "Three-hump camel",
    domain=(-2, 2),
    start=(-1.5, 1.5),
    minima=[(0, 0)],
    minimum=0,
    latex=r"2 x^2 - 1.05 x^4 + \frac{x^6}{6} + x y + y^2",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
    aliases=["three-hump camelback", "three-hump", "camel 3", "camel three-hump"],
)
def three_hump_camel(x: Traced) -> Traced:
    """Three wells, of which the middle one is the deepest."""
    x, y = x
    return 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2
