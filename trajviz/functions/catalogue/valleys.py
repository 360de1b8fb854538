"""Valleys: one minimum at the end of a long, narrow or bent valley, in which descent zigzags or creeps."""

from __future__ import annotations

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.catalogue.pieces import numbers, root
from trajviz.functions.registration import test_function


def _rosenbrock_minima(d: int, a: float, b: float) -> tuple[list[list[float]], float] | None:
    # Both squares vanish on the parabola at x = a; in more dimensions a² must equal a for the next pair to do so too.
    return ([[a ** (2.0**i) for i in range(d)]], 0.0) if b > 0 and (d == 2 or a in (0, 1)) else None


def _rosenbrock_residuals(x: Traced, a: float = 1, b: float = 100) -> Traced:
    return np.concatenate([np.sqrt(b) * (x[1:] - x[:-1] ** 2), a - x[:-1]])


@test_function(
    "Rosenbrock",
    domain=(-2.048, 2.048),
    start=(-1.2, 1),
    minima=lambda d: [[1] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d-1} \left[100 \left(x_{i+1} - x_i^2\right)^2 + (1 - x_i)^2\right]",
    reference="Rosenbrock, An automatic method for finding the greatest or least value of a function, 1960",
    aliases=["banana", "De Jong 2", "rosen", "Rosenbrock's valley", "Rosenbrock's banana"],
    shared=["Leon"],
    scalable=True,
    residuals=_rosenbrock_residuals,
    known=_rosenbrock_minima,
)
def rosenbrock(x: Traced, *, a: float = 1, b: float = 100) -> Traced:
    """The banana: into the valley is easy, along it is not."""
    return np.sum(b * (x[1:] - x[:-1] ** 2) ** 2 + (a - x[:-1]) ** 2, axis=0)


@test_function(
    "Cube",
    domain=(-1.5, 1.5),
    start=(-1.2, 1),
    minima=[(1, 1)],
    minimum=0,
    latex=r"100 \left(y - x^3\right)^2 + (1 - x)^2",
    reference="Leon, A comparison among eight known optimizing procedures, 1966",
    aliases=["cubic valley"],
    shared=["Leon"],  # of Jamil and Yang it is Rosenbrock's
)
def cube(x: Traced) -> Traced:
    """Rosenbrock's valley with a cubic floor, which turns twice."""
    x, y = x
    return 100 * (y - x**3) ** 2 + (1 - x) ** 2


def _beale_residuals(x: Traced) -> Traced:
    return [target - x[0] * (1 - x[1] ** (i + 1)) for i, target in enumerate((1.5, 2.25, 2.625))]


@test_function(
    "Beale",
    domain=(-4.5, 4.5),
    start=(1, 1),
    minima=[(3, 0.5)],
    minimum=0,
    latex=r"(1.5 - x + x y)^2 + \left(2.25 - x + x y^2\right)^2 + \left(2.625 - x + x y^3\right)^2",
    reference="Beale, On an iterative method for finding a local minimum of a function, 1958",
    residuals=_beale_residuals,
)
def beale(x: Traced) -> Traced:
    """A flat valley between four steep corners."""
    x, y = x
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def _dixon_price_minima(d: int) -> list[list[float]]:
    # Each 2 x_i² = x_{i-1} fixes its predecessor's sign, so that only the last coordinate may take either.
    point = [2.0 ** -(1 - 2.0 ** (1 - i)) for i in range(1, d + 1)]
    return [point, [*point[:-1], -point[-1]]]


@test_function(
    "Dixon-Price",
    domain=(-10, 10),
    start=(-8, 6),
    minima=_dixon_price_minima,
    minimum=0,
    latex=r"(x_1 - 1)^2 + \sum_{i=2}^{d} i \left(2 x_i^2 - x_{i-1}\right)^2",
    reference="Dixon and Price, Truncated Newton method for sparse unconstrained optimization, 1989",
    scalable=True,
)
def dixon_price(x: Traced) -> Traced:
    """A parabolic valley with a minimum on each of its arms."""
    return (x[0] - 1) ** 2 + np.sum(numbers(x)[1:] * (2 * x[1:] ** 2 - x[:-1]) ** 2, axis=0)


@test_function(
    "Zakharov",
    domain=(-5, 10),
    start=(-4, 8),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d} x_i^2 + \left(\sum_{i=1}^{d} \frac{i x_i}{2}\right)^2"
    r" + \left(\sum_{i=1}^{d} \frac{i x_i}{2}\right)^4",
    reference="Rahnamayan, Tizhoosh and Salama, A novel population initialization method, 2007",
    scalable=True,
)
def zakharov(x: Traced) -> Traced:
    """A plate-shaped valley between two walls that rise as a fourth power."""
    slope = np.sum(0.5 * numbers(x) * x, axis=0)
    return np.sum(x**2, axis=0) + slope**2 + slope**4


@test_function(
    "Brown",
    domain=(-2, 2),
    start=(-1.6, 1.2),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d-1} \left[\left(x_i^2\right)^{x_{i+1}^2 + 1}"
    r" + \left(x_{i+1}^2\right)^{x_i^2 + 1}\right]",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
    scalable=True,
)
def brown(x: Traced) -> Traced:
    """A round bowl that becomes a tower in every corner."""
    squares = x**2
    here, there = squares[:-1], squares[1:]
    return np.sum(here ** (there + 1) + there ** (here + 1), axis=0)


@test_function(
    "Freudenstein-Roth",
    domain=[(-5, 15), (-4, 6)],
    start=(0.5, -2),
    minima=[(5, 4)],
    minimum=0,
    latex=r"(x - 13 + ((5 - y) y - 2) y)^2 + (x - 29 + ((y + 1) y - 14) y)^2",
    reference="Freudenstein and Roth, Numerical solution of systems of nonlinear equations, 1963",
)
def freudenstein_roth(x: Traced) -> Traced:
    """Two valleys; the usual start leads into the wrong one."""
    x, y = x
    return (x - 13 + ((5 - y) * y - 2) * y) ** 2 + (x - 29 + ((y + 1) * y - 14) * y) ** 2


@test_function(
    "Jennrich-Sampson",
    domain=(-0.5, 0.5),
    start=(-0.3, 0.4),
    minima=[(0.2578252136703641, 0.2578252136703641)],
    minimum=124.36218235561485,
    latex=r"\sum_{k=1}^{10} \left(2 + 2 k - e^{k x} - e^{k y}\right)^2",
    reference="Jennrich and Sampson, Application of stepwise regression to non-linear estimation, 1968",
)
def jennrich_sampson(x: Traced) -> Traced:
    """Least squares with residuals left: a flat floor below exponential walls."""
    x, y = x
    return sum((2 + 2 * k - np.exp(k * x) - np.exp(k * y)) ** 2 for k in range(1, 11))


@test_function(
    "Sum of powers",
    domain=(-1, 1),
    start=(-0.8, 0.9),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d} \left|x_i\right|^{i+1}",
    reference="Molga and Smutnicki, Test functions for optimization needs, 2005",
    aliases=["Powell sum", "sum of different powers"],
    scalable=True,
)
def sum_of_powers(x: Traced) -> Traced:
    """A bowl that is flatter in each further coordinate."""
    return np.sum(np.abs(x) ** (numbers(x) + 1), axis=0)


@test_function(
    "Bukin 6",
    domain=[(-15, -5), (-3, 3)],
    start=(-14, -2),
    minima=[(-10, 1)],
    minimum=0,
    latex=r"100 \sqrt{\left|y - 0.01 x^2\right|} + 0.01 \left|x + 10\right|",
    reference="Bukin, New minimization strategy for non-smooth functions, 1997",
    aliases=["bukin"],
    smooth=False,
)
def bukin_6(x: Traced) -> Traced:
    """A valley with a knife's edge for a floor: the gradient is infinite along it."""
    x, y = x
    return 100 * root(np.abs(y - 0.01 * x**2)) + 0.01 * np.abs(x + 10)


@test_function(
    "Absolute sum",
    domain=(-10, 10),
    start=(-8, 5),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d} \left|x_i\right|",
    reference="Schwefel, Numerical Optimization of Computer Models, 1981, problem 2.20",
    aliases=["Schwefel 2.20", "Schwefel 20", "L1 norm", "taxicab"],
    scalable=True,
    smooth=False,
)
def absolute_sum(x: Traced) -> Traced:
    """A pyramid upside down, on which a fixed step never settles."""
    return np.sum(np.abs(x), axis=0)
