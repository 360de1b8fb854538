"""Pits: smooth landscapes with one deepest pit, hidden among others, far away, or at the end of a plain."""

from __future__ import annotations

from math import pi

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.catalogue.pieces import radius
from trajviz.functions.registration import test_function


@test_function(
    "Ackley 3",
    domain=(-32, 32),
    start=(-24, 18),
    minima=[(-0.6825771831515794, -0.36070186306103735), (0.6825771831515794, -0.36070186306103735)],
    minimum=-195.62902826227935,
    latex=r"-200 \exp\left(-0.02 \sqrt{x^2 + y^2}\right) + 5 \exp(\cos 3 x + \sin 3 y)",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
)
def ackley_3(x: Traced) -> Traced:
    """A tent upside down with towers on it, and two equal pits beside its tip."""
    return -200 * np.exp(-0.02 * radius(x)) + 5 * np.exp(np.cos(3 * x[0]) + np.sin(3 * x[1]))


@test_function(
    "Branin 2",
    domain=(-5, 15),
    start=(6, 12),
    minima=[(-3.1969884247443834, 12.526257885290116)],
    minimum=5.558914403893819,
    latex=r"\left(y - \frac{5.1 x^2}{4 \pi^2} + \frac{5 x}{\pi} - 6\right)^2"
    r" + 10 \left(1 - \frac{1}{8 \pi}\right) \cos x\, \cos y + \ln\left(x^2 + y^2 + 1\right) + 10",
    reference="Munteanu and Lazarescu, Global search using a new evolutionary framework, 1998",
)
def branin_2(x: Traced) -> Traced:
    """Branin's bent valley with waves along it, which part its minima."""
    x, y = x
    bent = y - 5.1 / (4 * pi**2) * x**2 + 5 / pi * x - 6
    return bent**2 + 10 * (1 - 1 / (8 * pi)) * np.cos(x) * np.cos(y) + np.log(x**2 + y**2 + 1) + 10


@test_function(
    "Brent",
    domain=(-20, 2),
    start=(1, -3),
    minima=[(-10, -10)],
    minimum=0,
    latex=r"(x + 10)^2 + (y + 10)^2 + e^{-x^2 - y^2}",
    reference="Brent, Algorithms for Minimization Without Derivatives, 1973",
)
def brent(x: Traced) -> Traced:
    """A round bowl with a small hill far from its minimum."""
    return np.sum((x + 10) ** 2, axis=0) + np.exp(-np.sum(x**2, axis=0))


@test_function(
    "Ursem 1",
    domain=[(-2.5, 3), (-2, 2)],
    start=(-2.2, 1.4),
    minima=[(1.697136454365936, 0)],
    minimum=-4.816814063734822,
    latex=r"-\sin\left(2 x - \frac{\pi}{2}\right) - 3 \cos y - \frac{x}{2}",
    reference="Rönkkönen, Continuous multimodal global optimization, PhD thesis, 2009",
)
def ursem_1(x: Traced) -> Traced:
    """Two wells and a saddle on a gentle slope."""
    x, y = x
    return -np.sin(2 * x - pi / 2) - 3 * np.cos(y) - x / 2


@test_function(
    "Modified Rosenbrock",
    domain=(-1.8, 1.8),
    start=(1.5, 1.4),
    minima=[(-0.9095537365026206, -0.9505717126590494)],
    minimum=34.04024310664063,
    latex=r"74 + 100 \left(y - x^2\right)^2 + (1 - x)^2 - 400 \exp\left(-\frac{(x + 1)^2 + (y + 1)^2}{0.1}\right)",
    reference="Jamil and Yang, A literature survey of benchmark functions, 2013",
    aliases=["Rosenbrock modified"],
)
def modified_rosenbrock(x: Traced) -> Traced:
    """Rosenbrock's valley with a narrow pit that is deeper than the valley's end."""
    x, y = x
    pit = np.exp(-((x + 1) ** 2 + (y + 1) ** 2) / 0.1)
    return 74 + 100 * (y - x**2) ** 2 + (1 - x) ** 2 - 400 * pit


@test_function(
    "Schaffer 1",
    domain=(-4, 4),
    start=(-2.2, 1.4),
    minima=[(0, 0)],
    minimum=0,
    latex=r"0.5 + \frac{\sin^2\left(\left(x^2 + y^2\right)^2\right) - 0.5}"
    r"{\left[1 + 0.001 \left(x^2 + y^2\right)\right]^2}",
    reference="Mishra, Some new test functions for global optimization, 2006",
)
def schaffer_1(x: Traced) -> Traced:
    """A flat middle in rings that get narrower outwards."""
    squared = np.sum(x**2, axis=0)
    return 0.5 + (np.sin(squared**2) ** 2 - 0.5) / (1 + 0.001 * squared) ** 2


@test_function(
    "Schaffer 3",
    domain=(-4, 4),
    start=(-2.2, 1.4),
    minima=[(-1.2531149631200684, 0), (1.2531149631200684, 0), (0, -1.2531149631200684), (0, 1.2531149631200684)],
    minimum=0.0015668545260041698,
    latex=r"0.5 + \frac{\sin^2\left(\cos\left|x^2 - y^2\right|\right) - 0.5}"
    r"{\left[1 + 0.001 \left(x^2 + y^2\right)\right]^2}",
    reference="Mishra, Some new test functions for global optimization, 2006",
)
def schaffer_3(x: Traced) -> Traced:
    """Hyperbolas with almost level floors; four minima where they come nearest."""
    x, y = x
    return 0.5 + (np.sin(np.cos(x**2 - y**2)) ** 2 - 0.5) / (1 + 0.001 * (x**2 + y**2)) ** 2


@test_function(
    "Whitley",
    domain=(-2, 3),
    start=(-1.4, 2.4),
    minima=lambda d: [[1] * d],
    minimum=0,
    latex=r"\sum_{i=1}^{d} \sum_{j=1}^{d} \left[\frac{s_{i j}^2}{4000} - \cos s_{i j} + 1\right],"
    r" \quad s_{i j} = 100 \left(x_i^2 - x_j\right)^2 + (1 - x_j)^2",
    reference="Whitley et al., Evaluating evolutionary algorithms, 1996",
    scalable=True,
)
def whitley(x: Traced) -> Traced:
    """Rosenbrock's valley in Griewank's waves, for each pair of coordinates."""
    s = 100 * (x[:, None] ** 2 - x[None]) ** 2 + (1 - x[None]) ** 2
    return np.sum(s**2 / 4000 - np.cos(s) + 1, axis=(0, 1))


@test_function(
    "Pen holder",
    domain=(-11, 11),
    start=(-5.6, 7.9),
    minima=[
        (-9.646167670410366, -9.646167670410366),
        (-9.646167670410366, 9.646167670410366),
        (9.646167670410366, -9.646167670410366),
        (9.646167670410366, 9.646167670410366),
    ],
    minimum=-0.9635348327265058,
    latex=r"-\exp\left(-\left|\cos x\, \cos y\, \exp\left|1 - \frac{\sqrt{x^2 + y^2}}{\pi}\right|\right|^{-1}\right)",
    reference="Mishra, Some new test functions for global optimization, 2006",
)
def pen_holder(x: Traced) -> Traced:
    """A rack with round holes, the deepest in its corners."""
    exponent = np.abs(1 - radius(x) / pi)
    x, y = x
    return -np.exp(-np.exp(-exponent) / (np.abs(np.cos(x) * np.cos(y)) + 1e-60))


@test_function(
    "Xin-She Yang 3",
    domain=(-20, 20),
    start=(-1.2, 0.9),
    minima=lambda d: [[0] * d],
    minimum=-1,
    latex=r"\exp\left(-\sum_{i=1}^{d} \left(\frac{x_i}{15}\right)^{10}\right)"
    r" - 2 \exp\left(-\sum_{i=1}^{d} x_i^2\right) \prod_{i=1}^{d} \cos^2 x_i",
    reference="Yang, Test problems in optimization, 2010",
    scalable=True,
)
def xin_she_yang_3(x: Traced) -> Traced:
    """A table with a narrow pit in the middle of its top."""
    pit = np.exp(-np.sum(x**2, axis=0)) * np.prod(np.cos(x) ** 2, axis=0)
    return np.exp(-np.sum((x / 15) ** 10, axis=0)) - 2 * pit


@test_function(
    "Deflected corrugated spring",
    domain=(0, 10),
    start=(1.6, 7.7),
    minima=lambda d: [[5] * d],
    minimum=-1,
    latex=r"0.1 \sum_{i=1}^{d} (x_i - 5)^2 - \cos\left(5 \sqrt{\sum_{i=1}^{d} (x_i - 5)^2}\right)",
    reference="Gavana, Global Optimization Benchmarks and AMPGO, 2013",
    scalable=True,
)
def deflected_corrugated_spring(x: Traced) -> Traced:
    """Rings around the minimum, each a little deeper than the next."""
    r = radius(x - 5)
    return 0.1 * r**2 - np.cos(5 * r)


@test_function(
    "Biggs EXP2",
    domain=(0, 20),
    start=(12, 3),
    minima=[(1, 10)],
    minimum=0,
    latex=r"\sum_{k=1}^{10} \left(e^{-k x / 10} - 5 e^{-k y / 10} - e^{-k / 10} + 5 e^{-k}\right)^2",
    reference="Biggs, Minimization algorithms making use of non-quadratic properties, 1971",
    aliases=["Biggs EXP 2", "Biggs EXP02"],
)
def biggs_exp2(x: Traced) -> Traced:
    """Fitting two decays: a bent valley with a long flat end."""
    x, y = x
    t = [k / 10 for k in range(1, 11)]
    return sum((np.exp(-s * x) - 5 * np.exp(-s * y) - np.exp(-s) + 5 * np.exp(-10 * s)) ** 2 for s in t)


_JUDGED = [
    (4.284, 0.286, 0.645), (4.149, 0.973, 0.585), (3.877, 0.384, 0.310), (0.533, 0.276, 0.058),
    (2.211, 0.973, 0.455), (2.389, 0.543, 0.779), (2.145, 0.957, 0.259), (3.231, 0.948, 0.202),
    (1.998, 0.543, 0.028), (1.379, 0.797, 0.099), (2.106, 0.936, 0.142), (1.428, 0.889, 0.296),
    (1.011, 0.006, 0.175), (2.179, 0.828, 0.180), (2.858, 0.399, 0.842), (1.388, 0.617, 0.039),
    (1.651, 0.939, 0.103), (1.593, 0.784, 0.620), (1.046, 0.072, 0.158), (2.152, 0.889, 0.704),
]  # fmt: skip


@test_function(
    "Judge",
    domain=[(-1, 4), (-3, 3)],
    start=(3.5, 2.4),
    minima=[(0.8647872863320522, 1.235748498752093)],
    minimum=16.081730132960395,
    latex=r"\sum_{k=1}^{20} \left(x + a_k y + b_k y^2 - c_k\right)^2",
    reference="Judge et al., The Theory and Practice of Econometrics, 1985, example B.9",
)
def judge(x: Traced) -> Traced:
    """A regression with a parameter that occurs twice: two minima, one deeper."""
    x, y = x
    return sum((x + a * y + b * y**2 - c) ** 2 for c, a, b in _JUDGED)
