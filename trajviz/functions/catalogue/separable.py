"""Separable landscapes: sums or products of one curve per coordinate, with local minima on a lattice."""

from __future__ import annotations

from itertools import product
from math import pi

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.catalogue.pieces import numbers, root
from trajviz.functions.registration import test_function


@test_function(
    "Rastrigin",
    domain=(-5.12, 5.12),
    start=(-3.7, 2.6),
    minima=lambda d: [[0] * d],
    minimum=0,
    latex=r"10 d + \sum_{i=1}^{d} \left[x_i^2 - 10 \cos(2 \pi x_i)\right]",
    reference="Rastrigin, Systems of Extremal Control, 1974",
    scalable=True,
    known=lambda d, **constants: ([[0] * d], 0) if constants["A"] >= 0 else None,
)
def rastrigin(x: Traced, *, A: float = 10) -> Traced:  # noqa: N803 - the letter that everybody uses
    """A bowl covered with a lattice of pits."""
    return A * len(x) + np.sum(x**2 - A * np.cos(2 * pi * x), axis=0)


@test_function(
    "Schwefel",
    domain=(-500, 500),
    start=(-150, 250),
    minima=lambda d: [[420.96874635998205] * d],
    minimum=0,
    latex=r"418.9828872724337 d - \sum_{i=1}^{d} x_i \sin \sqrt{\left|x_i\right|}",
    reference="Schwefel, Numerical Optimization of Computer Models, 1981, problem 2.26",
    aliases=["Schwefel 2.26", "Schwefel 26"],
    scalable=True,
)
def schwefel(x: Traced) -> Traced:
    """The deepest pit lies in a corner, far from the second deepest."""
    return 418.9828872724337 * len(x) - np.sum(x * np.sin(root(np.abs(x))), axis=0)


def _michalewicz_pit(i: int) -> tuple[float, float]:
    """Return where the i-th curve is deepest, and how deep; Newton's method finds each of its pits."""
    x = pi * np.sqrt((np.arange(i) + 0.5) / i)
    for _ in range(10):
        cot_x, cot_u = 1 / np.tan(x), 1 / np.tan(i * x**2 / pi)
        slope = cot_x + 40 * i / pi * x * cot_u
        curvature = -1 - cot_x**2 + 40 * i / pi * (cot_u - 2 * i / pi * x**2 * (1 + cot_u**2))
        x = x - slope / curvature
    depths = np.sin(x) * np.sin(i * x**2 / pi) ** 20
    deepest = np.argmax(depths)
    return x[deepest], depths[deepest]


@test_function(
    "Michalewicz",
    domain=(0, pi),
    start=(1.9, 1.2),
    minima=lambda d: [[_michalewicz_pit(i)[0] for i in range(1, d + 1)]],
    minimum=lambda d: -sum(_michalewicz_pit(i)[1] for i in range(1, d + 1)),
    latex=r"-\sum_{i=1}^{d} \sin x_i \sin^{20} \left(\frac{i x_i^2}{\pi}\right)",
    reference="Michalewicz, Genetic Algorithms + Data Structures = Evolution Programs, 1992",
    scalable=True,
)
def michalewicz(x: Traced, *, m: float = 10) -> Traced:
    """Steep ditches that cross in a plain."""
    return -np.sum(np.sin(x) * np.sin(numbers(x) * x**2 / pi) ** (2 * m), axis=0)


_ALPINE_ZEROS = [
    -9.32461053960782,
    -6.383352728341146,
    -3.0414252324282334,
    -0.1001674211615598,
    0.0,
    3.241760074751353,
    6.1830178860180265,
    9.524945381930939,
]


@test_function(
    "Alpine 1",
    domain=(-10, 10),
    start=(-7.6, 8),
    minima=list(product(_ALPINE_ZEROS, repeat=2)),
    minimum=0,
    latex=r"\left|x\, \sin x + 0.1 x\right| + \left|y\, \sin y + 0.1 y\right|",
    reference="Rahnamayan, Tizhoosh and Salama, A novel population initialization method, 2007",
    aliases=["alpine"],
    smooth=False,
)
def alpine_1(x: Traced) -> Traced:
    """Sharp valleys; all 64 of their crossings are minima.

    Most publications know only one.
    """
    return np.sum(np.abs(x * np.sin(x) + 0.1 * x), axis=0)


@test_function(
    "Alpine 2",
    domain=(0, 10),
    start=(6.5, 9),
    minima=lambda d: [[7.917052684666207] * d],
    minimum=lambda d: -(2.808131180007005**d),
    latex=r"-\prod_{i=1}^{d} \sqrt{x_i} \sin x_i",
    reference="Clerc, The swarm and the queen, 1999",
    scalable=True,
)
def alpine_2(x: Traced) -> Traced:
    """A product of waves that grow."""
    return -np.prod(root(x) * np.sin(x), axis=0)


@test_function(
    "Egg crate",
    domain=(-5, 5),
    start=(-1.5, 4),
    minima=[(0, 0)],
    minimum=0,
    latex=r"x^2 + y^2 + 25 \left(\sin^2 x + \sin^2 y\right)",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
)
def egg_crate(x: Traced) -> Traced:
    """Nine wide cups, the middle one the deepest."""
    return np.sum(x**2 + 25 * np.sin(x) ** 2, axis=0)


@test_function(
    "Giunta",
    domain=(-1, 1),
    start=(-0.8, 0.9),
    minima=[(0.46732002539796064, 0.46732002539796064)],
    minimum=0.06447042053690563,
    latex=r"0.6 + \sum_{i=1}^{2} \left[\sin u_i + \sin^2 u_i + \frac{\sin 4 u_i}{50}\right],"
    r" \quad u_i = \frac{16}{15} x_i - 1",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
)
def giunta(x: Traced) -> Traced:
    """A bowl with a gentle wave."""
    u = 16 / 15 * x - 1
    return 0.6 + np.sum(np.sin(u) + np.sin(u) ** 2 + np.sin(4 * u) / 50, axis=0)


_SHUBERT_LOWS = [-7.0835064076515595, -0.8003211004719731, 5.482864206707613]
_SHUBERT_HIGHS = [-7.708313735499347, -1.425128428319761, 4.858056878859825]


@test_function(
    "Shubert",
    domain=(-10, 10),
    start=(-0.3, -2.2),
    minima=[*product(_SHUBERT_LOWS, _SHUBERT_HIGHS), *product(_SHUBERT_HIGHS, _SHUBERT_LOWS)],
    minimum=-186.73090883102384,
    latex=r"\left(\sum_{k=1}^{5} k \cos((k + 1) x + k)\right)"
    r" \left(\sum_{k=1}^{5} k \cos((k + 1) y + k)\right)",
    reference="Shubert, A sequential method seeking the global maximum of a function, 1972",
)
def shubert(x: Traced) -> Traced:
    """Hundreds of pits, eighteen of them the deepest, in pairs."""
    return np.prod(sum(k * np.cos((k + 1) * x + k) for k in range(1, 6)), axis=0)
