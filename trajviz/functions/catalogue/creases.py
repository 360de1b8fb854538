"""Creases: landscapes with edges along which, or tips at which, there is no gradient."""

from __future__ import annotations

from itertools import product
from math import pi

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.catalogue.pieces import radius
from trajviz.functions.registration import test_function


@test_function(
    "Ackley 2",
    domain=(-32, 32),
    start=(-24, 18),
    minima=[(0, 0)],
    minimum=-200,
    latex=r"-200 \exp\left(-0.02 \sqrt{x^2 + y^2}\right)",
    reference="Ackley, A Connectionist Machine for Genetic Hillclimbing, 1987",
    smooth=False,
)
def ackley_2(x: Traced) -> Traced:
    """A tent upside down: steepest at its tip."""
    return -200 * np.exp(-0.02 * radius(x))


@test_function(
    "Bartels-Conn",
    domain=(-5, 5),
    start=(-4, 3),
    minima=[(0, 0)],
    minimum=1,
    latex=r"\left|x^2 + y^2 + x y\right| + \left|\sin x\right| + \left|\cos y\right|",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
    smooth=False,
)
def bartels_conn(x: Traced) -> Traced:
    """A tilted bowl that is folded along a lattice."""
    x, y = x
    return np.abs(x**2 + y**2 + x * y) + np.abs(np.sin(x)) + np.abs(np.cos(y))


@test_function(
    "Bukin 4",
    domain=[(-15, -5), (-3, 3)],
    start=(-14, -2),
    minima=[(-10, 0)],
    minimum=0,
    latex=r"100 y^2 + 0.01 \left|x + 10\right|",
    reference="Bukin, New minimization strategy for non-smooth functions, 1997",
    smooth=False,
)
def bukin_4(x: Traced) -> Traced:
    """A gutter whose floor is folded, all but unseen."""
    x, y = x
    return 100 * y**2 + 0.01 * np.abs(x + 10)


@test_function(
    "Quintic",
    domain=(-2.5, 3),
    start=(1.5, -1.7),
    minima=lambda d: list(product((-1.0, -0.4026279411861238, 2.0), repeat=d)),
    minimum=0,
    latex=r"\sum_{i=1}^{d} \left|x_i^5 - 3 x_i^4 + 4 x_i^3 + 2 x_i^2 - 10 x_i - 4\right|",
    reference="Mishra, Some new test functions for global optimization, 2006",
    scalable=True,
    smooth=False,
)
def quintic(x: Traced) -> Traced:
    """Nine sharp pits, at each pair of roots of a polynomial.

    Publications see four: the polynomial's third root counts as well.
    """
    return np.sum(np.abs(((((x - 3) * x + 4) * x + 2) * x - 10) * x - 4), axis=0)


@test_function(
    "Schwefel 6",
    domain=(-10, 10),
    start=(-8, 7),
    minima=[(1, 3)],
    minimum=0,
    latex=r"\max\left(\left|x + 2 y - 7\right|, \left|2 x + y - 5\right|\right)",
    reference="Schwefel, Numerical Optimization of Computer Models, 1981, problem 2.6",
    smooth=False,
)
def schwefel_6(x: Traced) -> Traced:
    """A pyramid upside down, on whose edges descent rattles from side to side."""
    x, y = x
    return np.maximum(np.abs(x + 2 * y - 7), np.abs(2 * x + y - 5))


@test_function(
    "Schwefel 2.21",
    domain=(-10, 10),
    start=(-8, 5),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\max_{i} \left|x_i\right|",
    reference="Schwefel, Numerical Optimization of Computer Models, 1981, problem 2.21",
    aliases=["Schwefel 21", "maximum norm"],
    scalable=True,
    smooth=False,
)
def schwefel_2_21(x: Traced) -> Traced:
    """A pyramid that only one coordinate at a time can come down."""
    return np.max(np.abs(x), axis=0)


@test_function(
    "Schwefel 2.22",
    domain=(-10, 10),
    start=(-8, 5),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d} \left|x_i\right| + \prod_{i=1}^{d} \left|x_i\right|",
    reference="Schwefel, Numerical Optimization of Computer Models, 1981, problem 2.22",
    aliases=["Schwefel 22"],
    scalable=True,
    smooth=False,
)
def schwefel_2_22(x: Traced) -> Traced:
    """A star whose valleys lie along the axes."""
    return np.sum(np.abs(x), axis=0) + np.prod(np.abs(x), axis=0)


@test_function(
    "Ursem 4",
    domain=(-2, 2),
    start=(-1.5, 1),
    minima=[(0, 0)],
    minimum=-1.5,
    latex=r"-\frac{3}{4} \sin\left(\frac{\pi x}{2} + \frac{\pi}{2}\right) \left(2 - \sqrt{x^2 + y^2}\right)",
    reference="Rönkkönen, Continuous multimodal global optimization, PhD thesis, 2009",
    smooth=False,
)
def ursem_4(x: Traced) -> Traced:
    """A cone upside down between two ridges."""
    return -0.75 * np.sin(pi / 2 * x[0] + pi / 2) * (2 - radius(x))


@test_function(
    "Stretched V sine wave",
    domain=(-10, 10),
    start=(-7, 5),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d-1} s_i^{1/4} \left[\sin^2\left(50 s_i^{1/10}\right) + 1\right],"
    r" \quad s_i = x_i^2 + x_{i+1}^2",
    reference="Schaffer et al., A study of control parameters of genetic algorithms, 1989",
    aliases=["stretched V", "Schaffer F7"],
    scalable=True,
    smooth=False,
)
def stretched_v_sine_wave(x: Traced) -> Traced:
    """Rings that get narrower towards a tip."""
    squared = x[:-1] ** 2 + x[1:] ** 2 + 1e-60
    return np.sum(squared**0.25 * (np.sin(50 * squared**0.1) ** 2 + 1), axis=0)


@test_function(
    "Sharp ridge",
    domain=(-5, 5),
    start=(-4, 3),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"x_1^2 + 100 \sqrt{\sum_{i=2}^{d} x_i^2}",
    reference="Hansen et al., Real-parameter black-box optimization benchmarking 2009: noiseless functions",
    scalable=True,
    smooth=False,
)
def sharp_ridge(x: Traced) -> Traced:
    """A crease down which a gradient can not be followed."""
    return x[0] ** 2 + 100 * radius(x[1:])
