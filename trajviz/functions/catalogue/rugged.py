"""Rugged landscapes: so many minima, sharp ridges and creases that only a global search finds the best."""

from __future__ import annotations

from math import pi

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.catalogue.pieces import radius, root
from trajviz.functions.registration import test_function


@test_function(
    "Eggholder",
    domain=(-512, 512),
    start=(-100, 300),
    minima=[(512, 404.2318051137578)],
    minimum=-959.6406627208509,
    latex=r"-(y + 47) \sin \sqrt{\left|\frac{x}{2} + y + 47\right|}"
    r" - x\, \sin \sqrt{\left|x - y - 47\right|}",
    reference="Whitley et al., Evaluating evolutionary algorithms, 1996",
)
def eggholder(x: Traced) -> Traced:
    """A wild landscape whose deepest point lies on the edge of the domain."""
    x, y = x
    return -(y + 47) * np.sin(root(np.abs(x / 2 + y + 47))) - x * np.sin(root(np.abs(x - y - 47)))


@test_function(
    "Cross-in-tray",
    domain=(-10, 10),
    start=(-2.5, 3.9),
    minima=[
        (-1.3494066171539107, -1.3494066171539107),
        (-1.3494066171539107, 1.3494066171539107),
        (1.3494066171539107, -1.3494066171539107),
        (1.3494066171539107, 1.3494066171539107),
    ],
    minimum=-2.062611870822738,
    latex=r"-0.0001"
    r" \left(\left|\sin x\, \sin y\, \exp\left|100 - \frac{\sqrt{x^2 + y^2}}{\pi}\right|\right|"
    r" + 1\right)^{0.1}",
    reference="Mishra, Some new test functions for global optimization, 2006",
)
def cross_in_tray(x: Traced) -> Traced:
    """Square pits, parted by creases, around a cross."""
    exponent = np.abs(100 - radius(x) / pi)
    x, y = x
    return -0.0001 * (np.abs(np.sin(x) * np.sin(y) * np.exp(exponent)) + 1) ** 0.1


@test_function(
    "Holder table",
    domain=(-10, 10),
    start=(-6.5, 7.5),
    minima=[
        (-8.055023475736563, -9.664590019241272),
        (-8.055023475736563, 9.664590019241272),
        (8.055023475736563, -9.664590019241272),
        (8.055023475736563, 9.664590019241272),
    ],
    minimum=-19.208502567886736,
    latex=r"-\left|\sin x\, \cos y\, \exp\left|1 - \frac{\sqrt{x^2 + y^2}}{\pi}\right|\right|",
    reference="Mishra, Some new test functions for global optimization, 2006",
    aliases=["Holder table 2", "Table 2"],
)
def holder_table(x: Traced) -> Traced:
    """A table with four legs, one in every corner."""
    exponent = np.abs(1 - radius(x) / pi)
    x, y = x
    return -np.abs(np.sin(x) * np.cos(y) * np.exp(exponent))


@test_function(
    "Carrom table",
    domain=(-10, 10),
    start=(-5, 7.5),
    minima=[
        (-9.646167670410366, -9.646167670410366),
        (-9.646167670410366, 9.646167670410366),
        (9.646167670410366, -9.646167670410366),
        (9.646167670410366, 9.646167670410366),
    ],
    minimum=-24.156815547391197,
    latex=r"-\frac{1}{30} \cos^2 x\, \cos^2 y\, \exp\left|2 - \frac{2 \sqrt{x^2 + y^2}}{\pi}\right|",
    reference="Mishra, Some new test functions for global optimization, 2006",
    aliases=["carrom", "Table 3"],
)
def carrom_table(x: Traced) -> Traced:
    """A board with a pocket in every corner."""
    exponent = np.abs(2 - 2 * radius(x) / pi)
    x, y = x
    return -np.exp(exponent) * (np.cos(x) * np.cos(y)) ** 2 / 30


@test_function(
    "Test-tube holder",
    domain=(-10, 10),
    start=(-3.8, 2),
    minima=[(-1.5706026141658023, 0), (1.5706026141658023, 0)],
    minimum=-10.872300105622745,
    latex=r"-4 \left|\sin x\, \cos y\, \exp\left|\cos \frac{x^2 + y^2}{200}\right|\right|",
    reference="Mishra, Some new test functions for global optimization, 2006",
    aliases=["tube holder", "testtube holder"],
)
def test_tube_holder(x: Traced) -> Traced:
    """A rack of pits, almost equally deep."""
    x, y = x
    return -4 * np.abs(np.sin(x) * np.cos(y)) * np.exp(np.abs(np.cos((x**2 + y**2) / 200)))


@test_function(
    "Bird",
    domain=(-2 * pi, 2 * pi),
    start=(0.5, -4),
    minima=[(4.701043130249553, 3.15293850372493), (-1.5821421769300335, -3.1302468034546562)],
    minimum=-106.76453674926468,
    latex=r"\sin x\, \exp\left[(1 - \cos y)^2\right] + \cos y\, \exp\left[(1 - \sin x)^2\right] + (x - y)^2",
    reference="Mishra, Some new test functions for global optimization, 2006",
    aliases=["Mishra bird", "Mishra's bird"],
)
def bird(x: Traced) -> Traced:
    """Two equal pits among towers."""
    x, y = x
    return np.sin(x) * np.exp((1 - np.cos(y)) ** 2) + np.cos(y) * np.exp((1 - np.sin(x)) ** 2) + (x - y) ** 2


@test_function(
    "Keane",
    domain=(0, 10),
    start=(3.5, 2.5),
    minima=[(0, 1.3932490753255886), (1.3932490753255886, 0)],
    minimum=-0.6736675211468547,
    latex=r"-\frac{\sin^2(x - y) \sin^2(x + y)}{\sqrt{x^2 + y^2}}",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
)
def keane(x: Traced) -> Traced:
    """Bumps that fade away from the two minima, both on the edge of the domain."""
    r = radius(x)
    x, y = x
    return -((np.sin(x - y) * np.sin(x + y)) ** 2) / r


@test_function(
    "Chichinadze",
    domain=[(-30, 30), (-10, 10)],
    start=(-10, 3),
    minima=[(6.18986658698431, 0.5)],
    minimum=-42.94438701899097,
    latex=r"x^2 - 12 x + 11 + 10 \cos \frac{\pi x}{2} + 8 \sin \frac{5 \pi x}{2}"
    r" - \frac{1}{\sqrt{5}} \exp\left(-\frac{(y - 0.5)^2}{2}\right)",
    reference="Chichinadze, The psi-transform for solving linear and non-linear programming problems, 1969",
)
def chichinadze(x: Traced) -> Traced:
    """A ribbed trough: steep along x, all but flat along y."""
    x, y = x
    ribs = 10 * np.cos(pi * x / 2) + 8 * np.sin(5 * pi * x / 2)
    return x**2 - 12 * x + 11 + ribs - np.exp(-((y - 0.5) ** 2) / 2) / np.sqrt(5)


@test_function(
    "Trefethen",
    domain=(-1, 1),
    start=(-0.7, 0.6),
    minima=[(-0.024403079694375173, 0.21061242715535577)],
    minimum=-3.306868647475237,
    latex=r"e^{\sin 50 x} + \sin\left(60 e^y\right) + \sin(70 \sin x) + \sin(\sin 80 y) - \sin(10 (x + y))"
    r" + \frac{x^2 + y^2}{4}",
    reference="Trefethen, A hundred-dollar, hundred-digit challenge, 2002, problem 4",
    aliases=["hundred-digit challenge"],
)
def trefethen(x: Traced) -> Traced:
    """Thousands of pits; ten correct digits of the deepest were worth a prize."""
    x, y = x
    return (
        np.exp(np.sin(50 * x))
        + np.sin(60 * np.exp(y))
        + np.sin(70 * np.sin(x))
        + np.sin(np.sin(80 * y))
        - np.sin(10 * (x + y))
        + (x**2 + y**2) / 4
    )
