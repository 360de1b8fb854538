"""Quadratic functions: one bowl each, round or stretched, straight or turned; where every course begins."""

from __future__ import annotations

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.catalogue.pieces import numbers
from trajviz.functions.registration import test_function


@test_function(
    "Quadratic bowl",
    domain=(-5, 5),
    start=(-4, 4),
    minima=[(0, 0)],
    minimum=0,
    latex=r"x^2 + \frac{1}{2} y^2",
    reference="Boyd and Vandenberghe, Convex Optimization, 2004, section 9.3.2",
    aliases=["bowl", "quad"],
)
def quadratic(x: Traced) -> Traced:
    """An ellipse-shaped bowl."""
    return x[0] ** 2 + 0.5 * x[1] ** 2


@test_function(
    "Elongated bowl",
    domain=[(-10, 10), (-5, 5)],
    start=(-7, 2),
    minima=[(0, 0)],
    minimum=0,
    latex=r"\frac{x^2}{20} + y^2",
    reference="Saito, Deep Learning from Scratch, 2016, chapter 6",
    aliases=["elongated quadratic"],
)
def elongated(x: Traced) -> Traced:
    """A bowl so long that its gradient mostly does not point at the minimum."""
    return x[0] ** 2 / 20 + x[1] ** 2


@test_function(
    "Sphere",
    domain=(-5.12, 5.12),
    start=(-4, 3),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d} x_i^2",
    reference="De Jong, An analysis of the behavior of a class of genetic adaptive systems, PhD thesis, 1975",
    aliases=["De Jong 1", "paraboloid", "sphere model"],
    scalable=True,
)
def sphere(x: Traced) -> Traced:
    """The easiest of all: the gradient points away from the minimum everywhere."""
    return np.sum(x**2, axis=0)


@test_function(
    "Sum of squares",
    domain=(-10, 10),
    start=(-8, 6),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d} i\, x_i^2",
    reference="Molga and Smutnicki, Test functions for optimization needs, 2005",
    aliases=["sum squares", "weighted sphere", "axis-parallel hyper-ellipsoid"],
    scalable=True,
)
def sum_of_squares(x: Traced) -> Traced:
    """A bowl whose curvature grows from one coordinate to the next."""
    return np.sum(numbers(x) * x**2, axis=0)


@test_function(
    "Ellipsoid",
    domain=(-5, 5),
    start=(-4, 2),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d} 10^{6 (i - 1) / (d - 1)} x_i^2",
    reference="Hansen et al., Real-parameter black-box optimization benchmarking 2009: noiseless functions",
    aliases=["elliptic", "high-conditioned elliptic", "ill-conditioned"],
    scalable=True,
    known=lambda d, condition: ([[0] * d], 0) if condition > 0 else None,
)
def ellipsoid(x: Traced, *, condition: float = 1e6) -> Traced:
    """A bowl of condition number a million."""
    return np.sum(condition ** ((numbers(x) - 1) / (len(x) - 1)) * x**2, axis=0)


@test_function(
    "Rotated hyper-ellipsoid",
    domain=(-65.536, 65.536),
    start=(-50, 20),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d} \sum_{j=1}^{i} x_j^2",
    reference="Molga and Smutnicki, Test functions for optimization needs, 2005",
    scalable=True,
)
def rotated_hyper_ellipsoid(x: Traced) -> Traced:
    """A bowl, steeper in each coordinate than in the next; not rotated."""
    return np.sum(np.cumsum(x**2, axis=0), axis=0)


@test_function(
    "Schwefel 1.2",
    domain=(-65.536, 65.536),
    start=(-50, 20),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d} \left(\sum_{j=1}^{i} x_j\right)^2",
    reference="Schwefel, Numerical Optimization of Computer Models, 1981, problem 1.2",
    aliases=["double sum", "Schwefel's problem 1.2", "Schwefel's double sum", "quadric"],
    scalable=True,
)
def schwefel_1_2(x: Traced) -> Traced:
    """A bowl whose axes are not those of the coordinates."""
    return np.sum(np.cumsum(x, axis=0) ** 2, axis=0)


def _booth_residuals(x: Traced) -> Traced:
    return [x[0] + 2 * x[1] - 7, 2 * x[0] + x[1] - 5]


@test_function(
    "Booth",
    domain=(-10, 10),
    start=(-8, 7),
    minima=[(1, 3)],
    minimum=0,
    latex="(x + 2 y - 7)^2 + (2 x + y - 5)^2",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
    residuals=_booth_residuals,
)
def booth(x: Traced) -> Traced:
    """A bowl turned by 45 degrees, off the centre."""
    x, y = x
    return (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2


@test_function(
    "Matyas",
    domain=(-10, 10),
    start=(-8, 4),
    minima=[(0, 0)],
    minimum=0,
    latex=r"0.26 \left(x^2 + y^2\right) - 0.48\, x y",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
)
def matyas(x: Traced) -> Traced:
    """A shallow trough along the diagonal."""
    x, y = x
    return 0.26 * (x**2 + y**2) - 0.48 * x * y


@test_function(
    "Trid",
    domain=lambda d: (-(d**2), d**2),
    start=(-3, 1),
    minima=lambda d: [[i * (d + 1 - i) for i in range(1, d + 1)]],
    minimum=lambda d: -d * (d + 4) * (d - 1) / 6,
    latex=r"\sum_{i=1}^{d} (x_i - 1)^2 - \sum_{i=2}^{d} x_i x_{i-1}",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments, 2013",
    scalable=True,
)
def trid(x: Traced) -> Traced:
    """A convex bowl with a tridiagonal Hessian and a minimum far from the centre."""
    return np.sum((x - 1) ** 2, axis=0) - np.sum(x[1:] * x[:-1], axis=0)
