"""Polynomials: sums of squares and of fourth powers, whose stationary points are roots that can be had exactly."""

from __future__ import annotations

from itertools import product
from math import sqrt

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.catalogue.pieces import numbers
from trajviz.functions.registration import test_function


@test_function(
    "Price 1",
    domain=(-10, 10),
    start=(1, -2),
    minima=list(product((-5, 5), repeat=2)),
    minimum=0,
    latex=r"\left(\left|x\right| - 5\right)^2 + \left(\left|y\right| - 5\right)^2",
    reference="Price, A controlled random search procedure for global optimisation, 1977",
    aliases=["Becker-Lago"],
)
def price_1(x: Traced) -> Traced:
    """Four equal bowls with creases between them."""
    return np.sum((np.abs(x) - 5) ** 2, axis=0)


@test_function(
    "Price 3",
    domain=(-2, 2),
    start=(-1.5, 1),
    minima=[(0.3413075033535242, 0.11649081184541595), (1, 1)],
    minimum=0,
    latex=r"100 \left(y - x^2\right)^2 + \left[6.4 (y - 0.5)^2 - x - 0.6\right]^2",
    reference="Price, A controlled random search procedure for global optimisation, 1977",
    aliases=["modified Rosenbrock's valley with two minima"],
)
def price_3(x: Traced) -> Traced:
    """Rosenbrock's valley with two minima in it."""
    x, y = x
    return 100 * (y - x**2) ** 2 + (6.4 * (y - 0.5) ** 2 - x - 0.6) ** 2


@test_function(
    "Price 4",
    domain=(-5, 5),
    start=(3.5, -1),
    minima=[(0, 0), (2, 4), (1.4643521196636984, -2.5060127607816622)],
    minimum=0,
    latex=r"\left(2 x^3 y - y^3\right)^2 + \left(6 x - y^2 + y\right)^2",
    reference="Price, A controlled random search procedure for global optimisation, 1977",
)
def price_4(x: Traced) -> Traced:
    """Three minima along curved valleys that cross."""
    x, y = x
    return (2 * x**3 * y - y**3) ** 2 + (6 * x - y**2 + y) ** 2


@test_function(
    "Treccani",
    domain=[(-3.5, 1.5), (-2.5, 2.5)],
    start=(-1.2, 2),
    minima=[(-2, 0), (0, 0)],
    minimum=0,
    latex=r"x^4 + 4 x^3 + 4 x^2 + y^2",
    reference="Dixon and Szego, Towards Global Optimisation 2, 1978",
)
def treccani(x: Traced) -> Traced:
    """Two equal wells and the saddle between them, off the centre."""
    x, y = x
    return x**4 + 4 * x**3 + 4 * x**2 + y**2


@test_function(
    "Zirilli",
    domain=(-2, 2),
    start=(1.6, 1.4),
    minima=[(-1.0466805318046022, 0)],
    minimum=-0.35238607380003645,
    latex=r"\frac{x^4}{4} - \frac{x^2}{2} + \frac{x}{10} + \frac{y^2}{2}",
    reference="Aluffi-Pentini, Parisi and Zirilli, Global optimization and stochastic differential equations, 1985",
    aliases=["Aluffi-Pentini"],
)
def zirilli(x: Traced) -> Traced:
    """Two wells, one a little deeper than the other."""
    x, y = x
    return x**4 / 4 - x**2 / 2 + x / 10 + y**2 / 2


@test_function(
    "Wayburn-Seader 2",
    domain=[(-1.5, 2), (-1, 3.5)],
    start=(-1, 2.5),
    minima=[(0.3125 - sqrt(0.012625), 1), (0.3125 + sqrt(0.012625), 1)],
    minimum=0,
    latex=r"\left[1.613 - 4 (x - 0.3125)^2 - 4 (y - 1.625)^2\right]^2 + (y - 1)^2",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
    aliases=["Wayburn and Seader 2"],
)
def wayburn_seader_2(x: Traced) -> Traced:
    """Where a line cuts a circle, close to its lowest point."""
    x, y = x
    return (1.613 - 4 * (x - 0.3125) ** 2 - 4 * (y - 1.625) ** 2) ** 2 + (y - 1) ** 2


@test_function(
    "El-Attar-Vidyasagar-Dutta",
    domain=(-5, 5),
    start=(-3.5, 3),
    minima=[(3.409186822190061, -2.171433036284005)],
    minimum=1.7127803548622034,
    latex=r"\left(x^2 + y - 10\right)^2 + \left(x + y^2 - 7\right)^2 + \left(x^2 + y^3 - 1\right)^2",
    reference="El-Attar, Vidyasagar and Dutta, An algorithm for l1-norm minimization, 1979",
    aliases=["El-Attar"],
)
def el_attar_vidyasagar_dutta(x: Traced) -> Traced:
    """Least squares of three curves that have no point in common."""
    x, y = x
    return (x**2 + y - 10) ** 2 + (x + y**2 - 7) ** 2 + (x**2 + y**3 - 1) ** 2


@test_function(
    "Schwefel 2.4",
    domain=(-2, 3),
    start=(-1.5, 2.5),
    minima=lambda d: [[1] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d} \left[(x_i - 1)^2 + \left(x_1 - x_i^2\right)^2\right]",
    reference="Schwefel, Numerical Optimization of Computer Models, 1981, problem 2.4",
    aliases=["Schwefel 04"],
    scalable=True,
)
def schwefel_2_4(x: Traced) -> Traced:
    """A bent valley, much wider than Rosenbrock's."""
    return np.sum((x - 1) ** 2 + (x[0] - x**2) ** 2, axis=0)


@test_function(
    "Schwefel 2.36",
    domain=(0, 40),
    start=(2, 30),
    minima=[(12, 12)],
    minimum=-3456,
    latex=r"-x y (72 - 2 x - 2 y)",
    reference="Schwefel, Numerical Optimization of Computer Models, 1981, problem 2.36",
    aliases=["Schwefel 36", "post office"],
)
def schwefel_2_36(x: Traced) -> Traced:
    """The largest parcel that the post takes: a hollow between axes and a line."""
    x, y = x
    return -x * y * (72 - 2 * x - 2 * y)


@test_function(
    "Rotated ellipse",
    domain=(-5, 5),
    start=(-4, 1),
    minima=[(0, 0)],
    minimum=0,
    latex=r"7 x^2 - 6 \sqrt{3}\, x y + 13 y^2",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
    aliases=["rotated ellipse 1"],
)
def rotated_ellipse(x: Traced) -> Traced:
    """A bowl twice as long as wide, turned by 30 degrees."""
    x, y = x
    return 7 * x**2 - 6 * sqrt(3) * x * y + 13 * y**2


@test_function(
    "Quartic",
    domain=(-1.28, 1.28),
    start=(-1, 0.9),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d} i\, x_i^4",
    reference="De Jong, An analysis of the behavior of a class of genetic adaptive systems, PhD thesis, 1975",
    aliases=["De Jong 4"],
    scalable=True,
)
def quartic(x: Traced) -> Traced:
    """A bowl whose floor is flat: the curvature vanishes with the gradient."""
    return np.sum(numbers(x) * x**4, axis=0)


@test_function(
    "Chung-Reynolds",
    domain=(-2, 2),
    start=(-1.6, 1.2),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\left(\sum_{i=1}^{d} x_i^2\right)^2",
    reference="Chung and Reynolds, CAEP: an evolution-based tool for real-valued function optimization, 1998",
    scalable=True,
)
def chung_reynolds(x: Traced) -> Traced:
    """A round bowl with a flat floor."""
    return np.sum(x**2, axis=0) ** 2


def _perm_minima(_dimension: int, beta: float) -> tuple[list[tuple[float, float]], float] | None:
    # A line and a conic meet twice, at (1, 2) and where the line has gone as far again past the conic's middle.
    p, q, r = 1 + beta, 2 + beta, 4 + beta
    if p <= 0:
        return None
    step = 2 * (r - q) * q / (q**2 + r * p)
    return [(1.0, 2.0), (1 + step, 2 - 2 * p / q * step)], 0.0


@test_function(
    "Perm",
    domain=(-2, 2),
    start=(-1.5, 1),
    minima=[(1, 2), (23 / 13, 14 / 13)],
    minimum=0,
    latex=r"\sum_{i=1}^{2} \left[1.5 \left(x^i - 1\right) + \left(2^i + 0.5\right)"
    r" \left(\left(\frac{y}{2}\right)^i - 1\right)\right]^2",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments, 2013",
    aliases=["perm d beta"],
    known=_perm_minima,
)
def perm(x: Traced, *, beta: float = 0.5) -> Traced:
    """Where a line meets an ellipse, at a flat angle."""
    x, y = x
    return sum(((1 + beta) * (x**i - 1) + (2**i + beta) * ((y / 2) ** i - 1)) ** 2 for i in (1, 2))
