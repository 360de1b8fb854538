"""Saddles: functions without a minimum, to see how methods leave a point where the gradient vanishes."""

from __future__ import annotations

from trajviz.arrays import Traced
from trajviz.functions.registration import test_function


@test_function(
    "Saddle",
    domain=(-10, 10),
    start=(10, 0.01),
    minima=[],
    minimum=None,
    latex="x^2 - y^2",
    reference="Dauphin et al., Identifying and attacking the saddle point problem, NeurIPS 2014",
    aliases=["hyperbolic paraboloid"],
)
def saddle(x: Traced) -> Traced:
    """A saddle: down along y, up along x, without a minimum."""
    return x[0] ** 2 - x[1] ** 2


@test_function(
    "Monkey saddle",
    domain=(-2, 2),
    start=(1.5, 0.1),
    minima=[],
    minimum=None,
    latex="x^3 - 3 x y^2",
    reference="Hilbert and Cohn-Vossen, Anschauliche Geometrie, 1932",
    aliases=["monkey"],
)
def monkey_saddle(x: Traced) -> Traced:
    """Three ways down, one for the tail; the Hessian is zero at the centre."""
    x, y = x
    return x**3 - 3 * x * y**2
