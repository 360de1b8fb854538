"""Lattices: waves along both coordinates, whose pits lie in rows and columns and are equally deep, or almost."""

from __future__ import annotations

from itertools import product
from math import exp, pi

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.registration import test_function


@test_function(
    "Deb 1",
    domain=(0, 1),
    start=(0.45, 0.62),
    minima=lambda d: list(product((0.1, 0.3, 0.5, 0.7, 0.9), repeat=d)),
    minimum=-1,
    latex=r"-\frac{1}{d} \sum_{i=1}^{d} \sin^6(5 \pi x_i)",
    reference="Deb and Goldberg, An investigation of niche and species formation in genetic optimization, 1989",
    aliases=["equal maxima"],
    scalable=True,
)
def deb_1(x: Traced) -> Traced:
    """Twenty-five equal pits with flat ground between them."""
    return -np.mean(np.sin(5 * pi * x) ** 6, axis=0)


@test_function(
    "Vincent",
    domain=(0.25, 10),
    start=(6.5, 0.9),
    minima=list(product([exp((pi / 2 + 2 * pi * k) / 10) for k in range(-2, 4)], repeat=2)),
    minimum=-2,
    latex=r"-\sin(10 \ln x) - \sin(10 \ln y)",
    reference="Shir, Niching in derandomized evolution strategies, PhD thesis, 2008",
)
def vincent(x: Traced) -> Traced:
    """Thirty-six equal pits, each wider than the last."""
    return -np.sum(np.sin(10 * np.log(x)), axis=0)


@test_function(
    "Parsopoulos",
    domain=(-5, 5),
    start=(-0.4, 1.2),
    minima=list(product([k * pi / 2 for k in (-3, -1, 1, 3)], [-pi, 0, pi])),
    minimum=0,
    latex=r"\cos^2 x + \sin^2 y",
    reference="Parsopoulos and Vrahatis, Recent approaches to global optimization through particle swarms, 2002",
)
def parsopoulos(x: Traced) -> Traced:
    """An egg box: twelve equal pits in the domain, and more beyond it."""
    x, y = x
    return np.cos(x) ** 2 + np.sin(y) ** 2


@test_function(
    "Hansen",
    domain=(-10, 10),
    start=(-0.6, 1.2),
    minima=list(
        product(
            [-7.589893010800887, -1.306707703621301, 4.976477603558285],
            [-7.7083137354993475, -1.425128428319761, 4.858056878859825],
        )
    ),
    minimum=-176.5417931367457,
    latex=r"\left(\sum_{k=0}^{4} (k + 1) \cos(k x + k + 1)\right)"
    r" \left(\sum_{k=0}^{4} (k + 1) \cos((k + 2) y + k + 1)\right)",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
)
def hansen(x: Traced) -> Traced:
    """Hundreds of pits, nine of them the deepest."""
    x, y = x
    across = sum((k + 1) * np.cos(k * x + k + 1) for k in range(5))
    return across * sum((k + 1) * np.cos((k + 2) * y + k + 1) for k in range(5))


_SHUBERT_3 = (-7.3972849947614385, -1.114099687581852, 5.169085619597734)
_SHUBERT_4 = (-7.708313735499347, -1.425128428319761, 4.858056878859825)


@test_function(
    "Shubert 3",
    domain=(-10, 10),
    start=(1.2, -2.6),
    minima=lambda d: list(product(_SHUBERT_3, repeat=d)),
    minimum=lambda d: -14.837950025710587 * d,
    latex=r"\sum_{i=1}^{d} \sum_{k=1}^{5} k \sin((k + 1) x_i + k)",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
    scalable=True,
)
def shubert_3(x: Traced) -> Traced:
    """Shubert's curve along each coordinate, as a sum: nine deepest pits."""
    return np.sum(sum(k * np.sin((k + 1) * x + k) for k in range(1, 6)), axis=0)


@test_function(
    "Shubert 4",
    domain=(-10, 10),
    start=(1.2, -2.6),
    minima=lambda d: list(product(_SHUBERT_4, repeat=d)),
    minimum=lambda d: -12.870885497725685 * d,
    latex=r"\sum_{i=1}^{d} \sum_{k=1}^{5} k \cos((k + 1) x_i + k)",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
    scalable=True,
)
def shubert_4(x: Traced) -> Traced:
    """The factors of Shubert's function, added up."""
    return np.sum(sum(k * np.cos((k + 1) * x + k) for k in range(1, 6)), axis=0)


@test_function(
    "Cosine mixture",
    domain=(-1, 1),
    start=(-0.7, 0.55),
    minima=lambda d: [[0] * d],
    minimum=lambda d: -0.1 * d,
    latex=r"\sum_{i=1}^{d} \left[x_i^2 - 0.1 \cos(5 \pi x_i)\right]",
    reference="Breiman and Cutler, A deterministic algorithm for global optimization, 1993",
    scalable=True,
)
def cosine_mixture(x: Traced) -> Traced:
    """A bowl with a few gentle waves."""
    return np.sum(x**2 - 0.1 * np.cos(5 * pi * x), axis=0)


@test_function(
    "Wavy",
    domain=(-pi, pi),
    start=(-2, 1.4),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"1 - \frac{1}{d} \sum_{i=1}^{d} \cos(10 x_i)\, e^{-x_i^2 / 2}",
    reference="Courrieu, The hyperbell algorithm for global optimization, 1997",
    aliases=["W / Wavy"],
    scalable=True,
)
def wavy(x: Traced) -> Traced:
    """Waves that are highest in the middle and die away."""
    return 1 - np.mean(np.cos(10 * x) * np.exp(-(x**2) / 2), axis=0)


@test_function(
    "Levy 5",
    domain=(-10, 10),
    start=(-0.6, 1.2),
    minima=[(-1.3068530097535722, -1.4248450415606813)],
    minimum=-176.13757800162938,
    latex=r"\left(\sum_{k=1}^{5} k \cos((k - 1) x + k)\right) \left(\sum_{k=1}^{5} k \cos((k + 1) y + k)\right)"
    r" + (x + 1.42513)^2 + (y + 0.80032)^2",
    reference="Levy and Montalvo, The tunneling algorithm for the global minimization of functions, 1985",
)
def levy_5(x: Traced) -> Traced:
    """Hundreds of pits in a bowl, which makes one of them the deepest."""
    x, y = x
    across = sum(k * np.cos((k - 1) * x + k) for k in range(1, 6))
    along = sum(k * np.cos((k + 1) * y + k) for k in range(1, 6))
    return across * along + (x + 1.42513) ** 2 + (y + 0.80032) ** 2


@test_function(
    "Venter and Sobieszczanski-Sobieski",
    domain=(-20, 20),
    start=(-14, 11),
    minima=[(0, 0)],
    minimum=-400,
    latex=r"x^2 - 100 \cos^2 x - 100 \cos \frac{x^2}{30} + y^2 - 100 \cos^2 y - 100 \cos \frac{y^2}{30}",
    reference="Venter and Sobieszczanski-Sobieski, Particle swarm optimization, 2003",
    aliases=["Sobieszczanski-Sobieski", "Venter"],
)
def venter_sobieszczanski_sobieski(x: Traced) -> Traced:
    """Pits on a bowl that is wavy itself."""
    return np.sum(x**2 - 100 * np.cos(x) ** 2 - 100 * np.cos(x**2 / 30), axis=0)


@test_function(
    "Trigonometric 2",
    domain=(-1, 3),
    start=(-0.5, 2.3),
    minima=lambda d: [[0.9] * d],
    minimum=1,
    latex=r"1 + \sum_{i=1}^{d} \left[8 \sin^2\left(7 (x_i - 0.9)^2\right) + 6 \sin^2\left(14 (x_1 - 0.9)^2\right)"
    r" + (x_i - 0.9)^2\right]",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
    scalable=True,
)
def trigonometric_2(x: Traced) -> Traced:
    """A flat middle with waves around it that get narrower."""
    squared = (x - 0.9) ** 2
    waves = 8 * np.sin(7 * squared) ** 2 + 6 * np.sin(14 * squared[0]) ** 2
    return 1 + np.sum(waves + squared, axis=0)


@test_function(
    "Price 2",
    domain=(-10, 10),
    start=(-4, 2.2),
    minima=[(0, 0)],
    minimum=0.9,
    latex=r"1 + \sin^2 x + \sin^2 y - 0.1\, e^{-x^2 - y^2}",
    reference="Price, A controlled random search procedure for global optimisation, 1977",
    aliases=["periodic"],
)
def price_2(x: Traced) -> Traced:
    """Forty-nine pits, of which the middle one is a tenth deeper."""
    return 1 + np.sum(np.sin(x) ** 2, axis=0) - 0.1 * np.exp(-np.sum(x**2, axis=0))
