"""Wells: a few minima each, so that where a method ends depends on where it starts and how far it jumps."""

from __future__ import annotations

from itertools import product
from math import pi, sqrt

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.catalogue.pieces import numbers
from trajviz.functions.registration import test_function


@test_function(
    "Double well",
    domain=(-2, 2),
    start=(0.1, 1.5),
    minima=[(-1, 0), (1, 0)],
    minimum=-0.25,
    latex=r"\frac{x^4}{4} - \frac{x^2}{2} + \frac{y^2}{2}",
    reference="Strogatz, Nonlinear Dynamics and Chaos, 1994, section 6.5",
)
def double_well(x: Traced) -> Traced:
    """Two equal wells and the saddle between them."""
    x, y = x
    return x**4 / 4 - x**2 / 2 + y**2 / 2


def _himmelblau_residuals(x: Traced) -> Traced:
    return [x[0] ** 2 + x[1] - 11, x[0] + x[1] ** 2 - 7]


@test_function(
    "Himmelblau",
    domain=(-5, 5),
    start=(-0.5, -1),
    minima=[
        (3, 2),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.2831859912861696),
        (3.5844283403304917, -1.8481265269644036),
    ],
    minimum=0,
    latex=r"\left(x^2 + y - 11\right)^2 + \left(x + y^2 - 7\right)^2",
    reference="Himmelblau, Applied Nonlinear Programming, 1972",
    residuals=_himmelblau_residuals,
)
def himmelblau(x: Traced) -> Traced:
    """Four equal minima around one hill."""
    x, y = x
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


@test_function(
    "Goldstein-Price",
    domain=(-2, 2),
    start=(-1.5, 1.5),
    minima=[(0, -1)],
    minimum=3,
    latex=r"\left[1 + (x + y + 1)^2 \left(19 - 14 x + 3 x^2 - 14 y + 6 x y + 3 y^2\right)\right]"
    r" \left[30 + (2 x - 3 y)^2 \left(18 - 32 x + 12 x^2 + 48 y - 36 x y + 27 y^2\right)\right]",
    reference="Goldstein and Price, On descent from local minima, 1971",
    aliases=["goldstein"],
)
def goldstein_price(x: Traced) -> Traced:
    """Four minima on a floor that rises by five orders of magnitude outwards."""
    x, y = x
    first = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)
    second = 30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)
    return first * second


@test_function(
    "Branin",
    domain=[(-5, 10), (0, 15)],
    start=(2, 11),
    minima=[(-pi, 12.275), (pi, 2.275), (3 * pi, 2.475)],
    minimum=0.39788735772973816,
    latex=r"\left(y - \frac{5.1 x^2}{4 \pi^2} + \frac{5 x}{\pi} - 6\right)^2"
    r" + 10 \left(1 - \frac{1}{8 \pi}\right) \cos x + 10",
    reference="Branin, Widely convergent method for finding multiple solutions of nonlinear equations, 1972",
    aliases=["Branin-Hoo", "Branin RCOS", "Branin 1"],
)
def branin(
    x: Traced,
    *,
    a: float = 1,
    b: float = 5.1 / (4 * pi**2),
    c: float = 5 / pi,
    r: float = 6,
    s: float = 10,
    t: float = 1 / (8 * pi),
) -> Traced:
    """Three equal minima in one bent valley."""
    x, y = x
    return a * (y - b * x**2 + c * x - r) ** 2 + s * (1 - t) * np.cos(x) + s


@test_function(
    "McCormick",
    domain=[(-1.5, 4), (-3, 4)],
    start=(3.5, 0),
    minima=[(-0.5471975511965977, -1.5471975511965979)],
    minimum=-1.9132229549810364,
    latex=r"\sin(x + y) + (x - y)^2 - 1.5 x + 2.5 y + 1",
    reference="Adorio and Diliman, MVF: Multivariate test functions library in C, 2005",
)
def mccormick(x: Traced) -> Traced:
    """A trough with one dip after another along its floor."""
    x, y = x
    return np.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1


@test_function(
    "Adjiman",
    domain=[(-1, 2), (-1, 1)],
    start=(-0.5, -0.5),
    minima=[(2, 0.1057834694517169)],
    minimum=-2.021806783359787,
    latex=r"\cos x\, \sin y - \frac{x}{y^2 + 1}",
    reference="Adjiman et al., A global optimization method, alphaBB, 1998",
)
def adjiman(x: Traced) -> Traced:
    """A slope without a bottom: the minimum of the domain lies on its edge."""
    x, y = x
    return np.cos(x) * np.sin(y) - x / (y**2 + 1)


@test_function(
    "Hosaki",
    domain=[(0, 5), (0, 6)],
    start=(2.2, 4),
    minima=[(4, 2)],
    minimum=-2.345811576101292,
    latex=r"\left(1 - 8 x + 7 x^2 - \frac{7}{3} x^3 + \frac{1}{4} x^4\right) y^2 e^{-y}",
    reference="Bekey and Ung, A comparative evaluation of two global search algorithms, 1974",
)
def hosaki(x: Traced) -> Traced:
    """A deep and a shallow well, side by side."""
    x, y = x
    return (1 - 8 * x + 7 * x**2 - 7 / 3 * x**3 + x**4 / 4) * y**2 * np.exp(-y)


@test_function(
    "Zettl",
    domain=(-2, 3),
    start=(2, 1.5),
    minima=[(-0.029895985050660382, 0)],
    minimum=-0.003791237220468898,
    latex=r"\left(x^2 + y^2 - 2 x\right)^2 + 0.25 x",
    reference="Schwefel, Evolution and Optimum Seeking, 1995",
)
def zettl(x: Traced) -> Traced:
    """A valley in the form of a circle that leans to one side."""
    x, y = x
    return (x**2 + y**2 - 2 * x) ** 2 + 0.25 * x


@test_function(
    "Wayburn-Seader 1",
    domain=(-3, 3),
    start=(-1, -1),
    minima=[(1, 2), (1.596804153876933, 0.8063916922461333)],
    minimum=0,
    latex=r"\left(x^6 + y^4 - 17\right)^2 + (2 x + y - 4)^2",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
    aliases=["Wayburn and Seader 1"],
)
def wayburn_seader_1(x: Traced) -> Traced:
    """A steep closed valley, with two minima close to each other."""
    x, y = x
    return (x**6 + y**4 - 17) ** 2 + (2 * x + y - 4) ** 2


@test_function(
    "Dekkers-Aarts",
    domain=(-20, 20),
    start=(-5, 3),
    minima=[(0, -14.945112151891959), (0, 14.945112151891959)],
    minimum=-24776.51834231769,
    latex=r"10^5 x^2 + y^2 - \left(x^2 + y^2\right)^2 + 10^{-5} \left(x^2 + y^2\right)^4",
    reference="Dekkers and Aarts, Global optimization and simulated annealing, 1991",
    aliases=["Deckkers-Aarts"],
)
def dekkers_aarts(x: Traced) -> Traced:
    """Two wells far apart in one gorge."""
    x, y = x
    squared = x**2 + y**2
    return 1e5 * x**2 + y**2 - squared**2 + 1e-5 * squared**4


def _perm_minima(_dimension: int, beta: float) -> tuple[list[tuple[float, float]], float] | None:
    # A line and a conic meet twice, at (1, 1/2) and where the line has gone as far again past the conic's middle.
    p, q = 1 + beta, 2 + beta
    if p <= 0:
        return None
    return [(1.0, 0.5), (1 - q / (p + q), 0.5 + p / (p + q))], 0.0


@test_function(
    "Perm 0",
    domain=(-2, 2),
    start=(-1.5, 1),
    minima=[(1, 1 / 2), (11 / 23, 45 / 46)],
    minimum=0,
    latex=r"\sum_{i=1}^{2} \left[11 \left(x^i - 1\right) + 12 \left(y^i - \frac{1}{2^i}\right)\right]^2",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments, 2013",
    aliases=["perm 0 d beta"],
    known=_perm_minima,
)
def perm_0(x: Traced, *, beta: float = 10) -> Traced:
    """Where a line meets an ellipse, which it does twice.

    Publications tell of one minimum.
    """
    x, y = x
    return sum(((1 + beta) * (x**i - 1) + (2 + beta) * (y**i - 0.5**i)) ** 2 for i in (1, 2))


@test_function(
    "Qing",
    domain=(-3, 3),
    start=(0.2, -2.8),
    minima=lambda d: list(product(*((-sqrt(i), sqrt(i)) for i in range(1, d + 1)))),
    minimum=0,
    latex=r"\sum_{i=1}^{d} \left(x_i^2 - i\right)^2",
    reference="Qing, Dynamic differential evolution strategy and applications, 2006",
    scalable=True,
)
def qing(x: Traced) -> Traced:
    """A minimum in every quadrant, all equal."""
    return np.sum((x**2 - numbers(x)) ** 2, axis=0)


@test_function(
    "Styblinski-Tang",
    domain=(-5, 5),
    start=(0.5, 3.5),
    minima=lambda d: [[-2.903534027771177] * d],
    minimum=lambda d: -39.16616570377141 * d,
    latex=r"\frac{1}{2} \sum_{i=1}^{d} \left(x_i^4 - 16 x_i^2 + 5 x_i\right)",
    reference="Styblinski and Tang, Experiments in nonconvex optimization, 1990",
    aliases=["styblinski", "tang"],
    scalable=True,
)
def styblinski_tang(x: Traced) -> Traced:
    """A well in every quadrant, one deeper than the others."""
    return np.sum(x**4 - 16 * x**2 + 5 * x, axis=0) / 2
