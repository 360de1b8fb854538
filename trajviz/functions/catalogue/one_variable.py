"""Functions of one variable, whose curve shows a run."""

from __future__ import annotations

from math import pi

import autograd.numpy as np

from trajviz.arrays import Traced
from trajviz.functions.registration import test_function


@test_function(
    "Forrester",
    domain=[(0, 1)],
    start=(0.45,),
    minima=[(0.7572487578418559,)],
    minimum=-6.0207400557670825,
    latex=r"(6 x - 2)^2 \sin(12 x - 4)",
    reference="Forrester, Sobester and Keane, Engineering Design via Surrogate Modelling, 2008",
    aliases=["Forrester et al. (2008)", "Forrester 2008"],
)
def forrester(x: Traced) -> Traced:
    """Two dips of a curve and a flat stretch between them."""
    return (6 * x[0] - 2) ** 2 * np.sin(12 * x[0] - 4)


@test_function(
    "Gramacy-Lee 2012",
    domain=[(0.5, 2.5)],
    start=(1.9,),
    minima=[(0.5485634445276052,)],
    minimum=-0.8690111349894998,
    latex=r"\frac{\sin(10 \pi x)}{2 x} + (x - 1)^4",
    reference="Gramacy and Lee, Cases for the nugget in modeling computer experiments, 2012",
    aliases=["Gramacy & Lee (2012)", "grlee12"],
)
def gramacy_lee_2012(x: Traced) -> Traced:
    """A wave that dies away on a quartic."""
    return np.sin(10 * pi * x[0]) / (2 * x[0]) + (x[0] - 1) ** 4
