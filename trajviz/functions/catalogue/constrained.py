"""Test functions with constraints: of the points that meet them, the lowest are known."""

from __future__ import annotations

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.catalogue.valleys import rosenbrock
from trajviz.functions.registration import test_function

_FIRST = 0.8485281374238570  # 0.6 √2


@test_function(
    "Rosenbrock on a disk",
    domain=(-1.6, 1.6),
    start=(-1.1, -0.7),
    minima=[(1, 1)],
    minimum=0,
    latex=r"100 \left(y - x^2\right)^2 + (1 - x)^2,\ x^2 + y^2 \leq 2",
    reference="Mathworks, Solve a constrained nonlinear problem, 2008",
    aliases=["rosenbrock constrained to a disk", "constrained rosenbrock"],
    constraints=["x**2 + y**2 <= 2"],
)
def rosenbrock_disk(x: Traced) -> Traced:
    """The banana cut by a circle that goes through its minimum."""
    return rosenbrock(x)


@test_function(
    "Rosenbrock with a cubic and a line",
    domain=[(-1.5, 1.5), (-0.5, 2.5)],
    start=(-0.4, 1.9),
    minima=[(1, 1)],
    minimum=0,
    latex=r"100 \left(y - x^2\right)^2 + (1 - x)^2,\ (x - 1)^3 + 1 \leq y \leq 2 - x",
    reference="Simionescu and Beale, New concepts in graphic visualization of objective functions, 2002",
    aliases=["rosenbrock constrained with a cubic and a line"],
    constraints=["(x - 1)**3 - y + 1 <= 0", "x + y - 2 <= 0"],
)
def rosenbrock_cubic(x: Traced) -> Traced:
    """The banana between a cubic and a line that meet at its minimum."""
    return rosenbrock(x)


@test_function(
    "Constrained bird",
    domain=[(-10, 0), (-6.5, 0)],
    start=(-7.5, -2),
    minima=[(-3.1302468034546404, -1.5821421769300335)],
    minimum=-106.76453674926468,
    latex=r"\sin y\, e^{(1 - \cos x)^2} + \cos x\, e^{(1 - \sin y)^2} + (x - y)^2,\ (x + 5)^2 + (y + 5)^2 \leq 25",
    reference="Mishra, Some new test functions for global optimization, 2006",
    aliases=["Mishra's bird constrained", "bird constrained"],
    constraints=["(x + 5)**2 + (y + 5)**2 <= 25"],
)
def constrained_bird(x: Traced) -> Traced:
    """Mishra's bird in a disk: one of its two pits, and the towers around it."""
    x, y = x
    return np.sin(y) * np.exp((1 - np.cos(x)) ** 2) + np.cos(x) * np.exp((1 - np.sin(y)) ** 2) + (x - y) ** 2


_ANGLE = "atan2(x, y)"


@test_function(
    "Townsend",
    domain=[(-2.25, 2.5), (-2.5, 1.75)],
    start=(-1, -1.5),
    minima=[(2.0052927155540174, 1.1944528838793893)],
    minimum=-2.0239883623257626,
    latex=r"-\cos^2\left((x - 0.1)\, y\right) - x \sin(3 x + y)",
    reference="Townsend, Constrained optimization in Chebfun, 2014",
    aliases=["Townsend (modified)"],
    constraints=[
        f"x**2 + y**2 <= (2*cos({_ANGLE}) - cos(2*{_ANGLE})/2 - cos(3*{_ANGLE})/4 - cos(4*{_ANGLE})/8)**2"
        f" + (2*sin({_ANGLE}))**2"
    ],
)
def townsend(x: Traced) -> Traced:
    """Waves in a heart, the lowest point on its edge."""
    x, y = x
    return -(np.cos((x - 0.1) * y) ** 2) - x * np.sin(3 * x + y)


@test_function(
    "Gomez–Levy",
    domain=[(-1, 0.75), (-1, 1)],
    start=(-0.75, 0.5),
    minima=[(0.08984201310031806, -0.7126564030207396)],
    minimum=-1.0316284534898774,
    latex=r"4 x^2 - 2.1 x^4 + \frac{x^6}{3} + x y - 4 y^2 + 4 y^4,\ 2 \sin^2(2 \pi y) - \sin(4 \pi x) \leq 1.5",
    reference="Gomez and Levy, The tunnelling method for solving the constrained global optimization problem, 1982",
    aliases=["Gomez and Levy", "Gomez and Levy (modified)"],
    constraints=["-sin(4*pi*x) + 2*sin(2*pi*y)**2 <= 1.5"],
)
def gomez_levy(x: Traced) -> Traced:
    """The camel on islands that have grown together; one minimum lies in a hole."""
    x, y = x
    return 4 * x**2 - 2.1 * x**4 + x**6 / 3 + x * y - 4 * y**2 + 4 * y**4


@test_function(
    "Simionescu",
    domain=(-1.25, 1.25),
    start=(0.3, 0.5),
    minima=[(_FIRST, -_FIRST), (-_FIRST, _FIRST)],
    minimum=-0.072,
    latex=r"0.1\, x y,\ x^2 + y^2 \leq \left(1 + 0.2 \cos\left(8 \arctan \frac{x}{y}\right)\right)^2",
    reference="Simionescu, Computer-aided graphing and simulation tools for AutoCAD users, 2014",
    constraints=["x**2 + y**2 <= (1 + 0.2*cos(8*atan2(x, y)))**2"],
)
def simionescu(x: Traced) -> Traced:
    """A saddle on a flower, whose petals reach down."""
    return 0.1 * x[0] * x[1]
