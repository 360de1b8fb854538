"""Ripples: a large shape with small waves upon it, in which a local method stops early."""

from __future__ import annotations

from math import e, pi

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.catalogue.pieces import numbers, radius, root
from trajviz.functions.registration import test_function


@test_function(
    "Ackley",
    domain=(-5, 5),
    start=(-3.3, 2.4),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"-20 \exp\left(-0.2 \sqrt{\frac{1}{d} \sum_{i=1}^{d} x_i^2}\right)"
    r" - \exp\left(\frac{1}{d} \sum_{i=1}^{d} \cos(2 \pi x_i)\right) + 20 + e",
    reference="Ackley, A Connectionist Machine for Genetic Hillclimbing, 1987",
    aliases=["Ackley 1"],
    scalable=True,
    smooth=False,
    known=lambda d, a, b, **_: ([[0] * d], 0) if a > 0 and b > 0 else None,
)
def ackley(x: Traced, *, a: float = 20, b: float = 0.2, c: float = 2 * pi) -> Traced:
    """A funnel with a sharp tip in a rippled plain."""
    funnel = a - a * np.exp(-b * root(np.mean(x**2, axis=0)))
    return funnel + (e - np.exp(np.mean(np.cos(c * x), axis=0)))


@test_function(
    "Griewank",
    domain=(-10, 10),
    start=(-8, 7.5),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"1 + \sum_{i=1}^{d} \frac{x_i^2}{4000} - \prod_{i=1}^{d} \cos \frac{x_i}{\sqrt{i}}",
    reference="Griewank, Generalized descent for global optimization, 1981",
    aliases=["Griewangk"],
    scalable=True,
)
def griewank(x: Traced) -> Traced:
    """Waves that hide the bowl beneath them."""
    return 1 + np.sum(x**2, axis=0) / 4000 - np.prod(np.cos(x / np.sqrt(numbers(x))), axis=0)


@test_function(
    "Levy",
    domain=(-10, 10),
    start=(-7, 6),
    minima=lambda d: [[1] * d],
    minimum=0,
    latex=r"\sin^2(\pi w_1) + \sum_{i=1}^{d-1} (w_i - 1)^2 \left[1 + 10 \sin^2(\pi w_i + 1)\right]"
    r" + (w_d - 1)^2 \left[1 + \sin^2(2 \pi w_d)\right], \quad w_i = 1 + \frac{x_i - 1}{4}",
    reference="Levy and Montalvo, The tunneling algorithm for the global minimization of functions, 1985",
    scalable=True,
)
def levy(x: Traced) -> Traced:
    """Parallel waves across a bowl."""
    w = 1 + (x - 1) / 4
    head, last = w[:-1], w[-1]
    waves = np.sum((head - 1) ** 2 * (1 + 10 * np.sin(pi * head + 1) ** 2), axis=0)
    return np.sin(pi * w[0]) ** 2 + waves + (last - 1) ** 2 * (1 + np.sin(2 * pi * last) ** 2)


@test_function(
    "Levy 13",
    domain=(-10, 10),
    start=(-7, 6),
    minima=[(1, 1)],
    minimum=0,
    latex=r"\sin^2(3 \pi x)"
    r" + (x - 1)^2 \left[1 + \sin^2(3 \pi y)\right] + (y - 1)^2 \left[1 + \sin^2(2 \pi y)\right]",
    reference="Levy and Montalvo, The tunneling algorithm for the global minimization of functions, 1985",
    aliases=["Levi 13"],
)
def levy_13(x: Traced) -> Traced:
    """A bowl with narrow waves along both coordinates."""
    x, y = x
    return (
        np.sin(3 * pi * x) ** 2
        + (x - 1) ** 2 * (1 + np.sin(3 * pi * y) ** 2)
        + (y - 1) ** 2 * (1 + np.sin(2 * pi * y) ** 2)
    )


@test_function(
    "Bohachevsky 1",
    domain=(-2, 2),
    start=(-1.6, 1.2),
    minima=[(0, 0)],
    minimum=0,
    latex=r"x^2 + 2 y^2 - 0.3 \cos(3 \pi x) - 0.4 \cos(4 \pi y) + 0.7",
    reference="Bohachevsky et al., Generalized simulated annealing for function optimization, 1986",
    aliases=["Bohachevsky"],
)
def bohachevsky_1(x: Traced) -> Traced:
    """A bowl with a wave along each coordinate."""
    x, y = x
    return x**2 + 2 * y**2 - 0.3 * np.cos(3 * pi * x) - 0.4 * np.cos(4 * pi * y) + 0.7


@test_function(
    "Bohachevsky 2",
    domain=(-2, 2),
    start=(-1.6, 1.2),
    minima=[(0, 0)],
    minimum=0,
    latex=r"x^2 + 2 y^2 - 0.3 \cos(3 \pi x) \cos(4 \pi y) + 0.3",
    reference="Bohachevsky et al., Generalized simulated annealing for function optimization, 1986",
)
def bohachevsky_2(x: Traced) -> Traced:
    """A bowl with a wave that is a product."""
    x, y = x
    return x**2 + 2 * y**2 - 0.3 * np.cos(3 * pi * x) * np.cos(4 * pi * y) + 0.3


@test_function(
    "Bohachevsky 3",
    domain=(-2, 2),
    start=(-1.6, 1.2),
    minima=[(0, 0)],
    minimum=0,
    latex=r"x^2 + 2 y^2 - 0.3 \cos(3 \pi x + 4 \pi y) + 0.3",
    reference="Bohachevsky et al., Generalized simulated annealing for function optimization, 1986",
)
def bohachevsky_3(x: Traced) -> Traced:
    """A bowl with one slanting wave."""
    x, y = x
    return x**2 + 2 * y**2 - 0.3 * np.cos(3 * pi * x + 4 * pi * y) + 0.3


@test_function(
    "Salomon",
    domain=(-5, 5),
    start=(-3.3, 2.4),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"1 - \cos\left(2 \pi r\right) + 0.1 r, \quad r = \sqrt{\sum_{i=1}^{d} x_i^2}",
    reference="Salomon, Re-evaluating genetic algorithm performance under coordinate rotation, 1996",
    scalable=True,
    smooth=False,
)
def salomon(x: Traced) -> Traced:
    """Rings around a cone, each a trap."""
    r = radius(x)
    return 1 - np.cos(2 * pi * r) + 0.1 * r


@test_function(
    "Drop-wave",
    domain=(-5.12, 5.12),
    start=(-2.4, 1.6),
    minima=[(0, 0)],
    minimum=-1,
    latex=r"-\frac{1 + \cos\left(12 \sqrt{x^2 + y^2}\right)}{0.5 \left(x^2 + y^2\right) + 2}",
    reference="Molga and Smutnicki, Test functions for optimization needs, 2005",
)
def drop_wave(x: Traced) -> Traced:
    """What a drop leaves on water."""
    r = radius(x)
    return -(1 + np.cos(12 * r)) / (0.5 * r**2 + 2)


@test_function(
    "Schaffer 2",
    domain=(-10, 10),
    start=(-4, 2.5),
    minima=[(0, 0)],
    minimum=0,
    latex=r"0.5 + \frac{\sin^2 \left(x^2 - y^2\right) - 0.5}"
    r"{\left[1 + 0.001 \left(x^2 + y^2\right)\right]^2}",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
)
def schaffer_2(x: Traced) -> Traced:
    """Waves that get narrower outwards, with a cross of calm along the diagonals."""
    x, y = x
    return 0.5 + (np.sin(x**2 - y**2) ** 2 - 0.5) / (1 + 0.001 * (x**2 + y**2)) ** 2


@test_function(
    "Schaffer 4",
    domain=(-10, 10),
    start=(-4, 2.5),
    minima=[
        (0, -1.2531318314637332),
        (0, 1.2531318314637332),
        (-1.2531318314637332, 0),
        (1.2531318314637332, 0),
    ],
    minimum=0.29257863203598056,
    latex=r"0.5 + \frac{\cos^2 \left(\sin \left|x^2 - y^2\right|\right) - 0.5}"
    r"{\left[1 + 0.001 \left(x^2 + y^2\right)\right]^2}",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
)
def schaffer_4(x: Traced) -> Traced:
    """Four minima on the crests of Schaffer's waves."""
    x, y = x
    # The cosine of a sine is the same without the published |x² - y²|, and so without a kink.
    return 0.5 + (np.cos(np.sin(x**2 - y**2)) ** 2 - 0.5) / (1 + 0.001 * (x**2 + y**2)) ** 2


@test_function(
    "Schaffer 6",
    domain=(-10, 10),
    start=(-6, 4),
    minima=[(0, 0)],
    minimum=0,
    latex=r"0.5 + \frac{\sin^2 \sqrt{x^2 + y^2} - 0.5}{\left[1 + 0.001 \left(x^2 + y^2\right)\right]^2}",
    reference="Schaffer et al., A study of control parameters of genetic algorithms, 1989",
    aliases=["Schaffer F6"],
)
def schaffer_6(x: Traced) -> Traced:
    """Rings whose floors all lie almost equally deep."""
    r = radius(x)
    return 0.5 + (np.sin(r) ** 2 - 0.5) / (1 + 0.001 * r**2) ** 2


@test_function(
    "Xin-She Yang 2",
    domain=(-2 * pi, 2 * pi),
    start=(-4, 2.6),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"\left(\sum_{i=1}^{d} \left|x_i\right|\right)"
    r" \exp\left(-\sum_{i=1}^{d} \sin\left(x_i^2\right)\right)",
    reference="Yang, Test problems in optimization, 2010",
    scalable=True,
    smooth=False,
)
def xin_she_yang_2(x: Traced) -> Traced:
    """A pyramid upside down, with waves that get narrower outwards."""
    return np.sum(np.abs(x), axis=0) * np.exp(-np.sum(np.sin(x**2), axis=0))


@test_function(
    "Xin-She Yang 4",
    domain=(-10, 10),
    start=(-1.2, 0.8),
    minima=lambda d: [[0] * d],
    minimum=-1,
    latex=r"\left[\sum_{i=1}^{d} \sin^2 x_i - \exp\left(-\sum_{i=1}^{d} x_i^2\right)\right]"
    r" \exp\left(-\sum_{i=1}^{d} \sin^2 \sqrt{\left|x_i\right|}\right)",
    reference="Yang, Test problems in optimization, 2010",
    scalable=True,
    smooth=False,
)
def xin_she_yang_4(x: Traced) -> Traced:
    """A needle's eye at the centre of a waffle."""
    waves = np.sum(np.sin(x) ** 2, axis=0) - np.exp(-np.sum(x**2, axis=0))
    return waves * np.exp(-np.sum(np.sin(root(np.abs(x))) ** 2, axis=0))
