"""Hills: sums of bumps and pits, steep near each and flat far away, where a gradient all but vanishes."""

from __future__ import annotations

from math import pi, sqrt

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.registration import test_function


@test_function(
    "Exponential",
    domain=(-3, 3),
    start=(-2, 1.5),
    minima=lambda d: [[0] * d],
    minimum=-1,
    latex=r"-\exp\left(-\frac{1}{2} \sum_{i=1}^{d} x_i^2\right)",
    reference="Rahnamayan, Tizhoosh and Salama, A novel population initialization method, 2007",
    aliases=["Gaussian"],
    scalable=True,
)
def exponential(x: Traced) -> Traced:
    """One pit in a plain: the further away, the smaller the gradient."""
    return -np.exp(-0.5 * np.sum(x**2, axis=0))


@test_function(
    "Gramacy-Lee",
    domain=(-2, 6),
    start=(0.5, 1),
    minima=[(-sqrt(0.5), 0)],
    minimum=-0.4288819424803534,
    latex=r"x\, \exp\left(-x^2 - y^2\right)",
    reference="Gramacy and Lee, Gaussian processes and limiting linear models, 2008",
    aliases=["Gramacy-Lee 2D", "Gramacy & Lee (2008)", "grlee08"],
)
def gramacy_lee(x: Traced) -> Traced:
    """A pit beside a hill, and nothing else."""
    x, y = x
    return x * np.exp(-(x**2) - y**2)


@test_function(
    "Peaks",
    domain=(-3, 3),
    start=(-0.2, 1.2),
    minima=[(0.22827892055636909, -1.6255349574999964)],
    minimum=-6.551133332835837,
    latex=r"3 (1 - x)^2 e^{-x^2 - (y + 1)^2} - 10 \left(\frac{x}{5} - x^3 - y^5\right) e^{-x^2 - y^2}"
    r" - \frac{1}{3} e^{-(x + 1)^2 - y^2}",
    reference="The MathWorks, MATLAB function peaks",
    aliases=["MATLAB peaks"],
)
def peaks(x: Traced) -> Traced:
    """MATLAB's picture: three hills and three hollows."""
    x, y = x
    return (
        3 * (1 - x) ** 2 * np.exp(-(x**2) - (y + 1) ** 2)
        - 10 * (x / 5 - x**3 - y**5) * np.exp(-(x**2) - y**2)
        - np.exp(-((x + 1) ** 2) - y**2) / 3
    )


@test_function(
    "Müller-Brown",
    domain=[(-1.5, 1.2), (-0.2, 2)],
    start=(0.9, 0.4),
    minima=[(-0.5582236346330243, 1.4417258418046686)],
    minimum=-146.69951720995402,
    latex=r"\sum_{k=1}^{4} A_k"
    r" \exp\left[a_k (x - X_k)^2 + b_k (x - X_k)(y - Y_k) + c_k (y - Y_k)^2\right]",
    reference="Müller and Brown, Location of saddle points and minimum energy paths, 1979",
    aliases=["Mueller-Brown", "Muller-Brown potential"],
)
def muller_brown(x: Traced) -> Traced:
    """A chemist's energy surface: two valleys, with a shelf between them."""
    x, y = x
    return (
        -200 * np.exp(-((x - 1) ** 2) - 10 * y**2)
        - 100 * np.exp(-(x**2) - 10 * (y - 0.5) ** 2)
        - 170 * np.exp(-6.5 * (x + 0.5) ** 2 + 11 * (x + 0.5) * (y - 1.5) - 6.5 * (y - 1.5) ** 2)
        + 15 * np.exp(0.7 * (x + 1) ** 2 + 0.6 * (x + 1) * (y - 1) + 0.7 * (y - 1) ** 2)
    )


@test_function(
    "Easom",
    domain=(-10, 10),
    start=(1.5, 4.5),
    minima=[(pi, pi)],
    minimum=-1,
    latex=r"-\cos x\, \cos y\, \exp\left(-(x - \pi)^2 - (y - \pi)^2\right)",
    reference="Easom, A survey of global optimization techniques, 1990",
)
def easom(x: Traced) -> Traced:
    """One deep hole in a plain that is flat to the last digit."""
    x, y = x
    return -np.cos(x) * np.cos(y) * np.exp(-((x - pi) ** 2) - (y - pi) ** 2)


@test_function(
    "De Jong 5",
    domain=(-65.536, 65.536),
    start=(-27, -28),
    minima=[(-31.97833483565697, -31.978334837300796)],
    minimum=0.9980038377944502,
    latex=r"\left(0.002 + \sum_{k=1}^{25} \frac{1}{k + (x - a_k)^6 + (y - b_k)^6}\right)^{-1}",
    reference="De Jong, An analysis of the behavior of a class of genetic adaptive systems, PhD thesis, 1975",
    aliases=["Shekel's foxholes", "foxholes"],
)
def de_jong_5(x: Traced) -> Traced:
    """Twenty-five foxholes in a plain, numbered by their depth."""
    x, y = x
    columns = [(x - 16 * (i - 2)) ** 6 for i in range(5)]
    rows = [(y - 16 * (j - 2)) ** 6 for j in range(5)]
    return 1 / (0.002 + sum(1 / (1 + i + 5 * j + columns[i] + rows[j]) for i in range(5) for j in range(5)))


@test_function(
    "Langermann",
    domain=(0, 10),
    start=(3.5, 3),
    minima=[(2.0029921199344654, 1.0060959402921883)],
    minimum=-5.162126159963982,
    latex=r"-\sum_{k=1}^{5} c_k \exp\left(-\frac{r_k^2}{\pi}\right) \cos\left(\pi r_k^2\right),"
    r" \quad r_k^2 = (x - a_k)^2 + (y - b_k)^2",
    reference="Bersini et al., Results of the first international contest on evolutionary optimisation, 1996",
    aliases=["Langerman"],
)
def langermann(x: Traced) -> Traced:
    """Circular waves around five centres that interfere."""
    x, y = x
    total = 0.0
    for c, a, b in ((1, 3, 5), (2, 5, 2), (5, 2, 1), (2, 1, 4), (3, 7, 9)):
        squared = (x - a) ** 2 + (y - b) ** 2
        total = total - c * np.exp(-squared / pi) * np.cos(pi * squared)
    return total
