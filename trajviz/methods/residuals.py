"""Methods for sums of squares: they take the residuals for straight, and so get by without second derivatives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Array
from trajviz.functions.objective import Objective
from trajviz.methods.formulas import in_rows
from trajviz.methods.hyperparameters import ABOVE_0, AT_LEAST_0
from trajviz.methods.optimizer import Need, Steps, optimizer

_MOST_DAMPING = 1e100  # of what doubles where no step is accepted


def _has_residuals(objective: Objective, _hyperparameters: Mapping[str, Any]) -> bool:
    return objective.residual_function is not None


_RESIDUALS: Need = ("residuals, as those of rosenbrock or Objective.from_residuals", _has_residuals)


@optimizer(
    "Gauss-Newton",
    reference="Gauss, Theoria motus corporum coelestium, 1809; Nocedal and Wright, Numerical optimization, 2006, "
    "section 10.3",
    latex=in_rows(
        r"x &\leftarrow x - \mathrm{lr}\, J^{+} r",
        r"&\text{with the residuals } r(x), \text{ their Jacobian } J(x) \text{ and its pseudoinverse } J^{+}",
    ),
    aliases=["GN"],
    matrices=5,
    ranges={"lr": AT_LEAST_0},
    needs=_RESIDUALS,
)
def gauss_newton(objective: Objective, x: Array, *, lr: float = 1.0) -> Steps:
    """Step to the least squares of the residuals' straight model.

    x ← x − lr J⁺ r,  with the residuals r(x), their Jacobian J(x) and its pseudoinverse J⁺
    """
    while True:
        residuals, jacobian, is_finite = _linear_model(objective, x)
        step = np.einsum("...ij,...j->i...", np.linalg.pinv(jacobian), residuals)
        x = x - lr * np.where(is_finite, step, np.nan)
        yield x


@optimizer(
    "Levenberg-Marquardt",
    reference="Levenberg, A method for the solution of certain non-linear problems in least squares, 1944; Marquardt, "
    "1963; the damping of Nielsen, Damping parameter in Marquardt's method, 1999",
    latex=in_rows(
        r"(J^\top J + \mu I) \, p &= -J^\top r,"
        r" \quad \text{at first } \mu = \mathrm{damping}\, \max_i (J^\top J)_{ii}, \, \nu = 2",
        r"\varrho &= \frac{\| r(x) \|^2 - \| r(x + p) \|^2}{p^\top (\mu p - J^\top r)}",
        r"x &\leftarrow x + p, \quad \mu \leftarrow \mu \max\left( \frac{1}{3}, \, 1 - (2 \varrho - 1)^3 \right),"
        r" \quad \nu \leftarrow 2 \quad \text{if } \varrho > 0",
        r"\mu &\leftarrow \mu \nu, \quad \nu \leftarrow 2 \nu \quad \text{if not}",
    ),
    aliases=["LM", "LMA", "damped least squares"],
    matrices=6,
    ranges={"damping": ABOVE_0},
    needs=_RESIDUALS,
)
def levenberg_marquardt(objective: Objective, x: Array, *, damping: float = 1e-3) -> Steps:
    """Do as Gauss–Newton does, damped as much as it takes for the value to fall.

    A step after which it does not fall is not taken.

    p solves (JᵀJ + μ I) p = −Jᵀr,  x ← x + p if ‖r‖² falls;  ϱ is its fall over that of the straight model,
    μ ← μ max(⅓, 1 − (2ϱ − 1)³) and ν ← 2 if it falls, else μ ← μ ν and ν ← 2 ν;  from μ = damping · max diag JᵀJ
    """
    residuals, jacobian, is_finite = _linear_model(objective, x)
    strength = damping * np.max(np.einsum("...ij,...ij->...j", jacobian, jacobian), axis=-1)
    growth = np.full_like(strength, 2.0)
    while True:
        normal = np.einsum("...ki,...kj->...ij", jacobian, jacobian)
        slope = np.einsum("...ki,...k->...i", jacobian, residuals)
        damped = normal + np.maximum(strength, np.finfo(float).tiny)[..., None, None] * np.eye(len(x))
        step = -np.linalg.solve(damped, slope[..., None])[..., 0]
        trial = np.where(is_finite, x + np.moveaxis(step, -1, 0), np.nan)
        fall = (residuals**2).sum(axis=-1) - (objective.residuals(trial) ** 2).sum(axis=0)
        expected = (step * (strength[..., None] * step - slope)).sum(axis=-1)
        gain = np.where(expected > 0, fall / np.where(expected > 0, expected, 1.0), 0.0)
        falls = (fall > 0) & (gain > 0)
        x = np.where(falls | ~is_finite, trial, x)
        eased = strength * np.maximum(1 / 3, 1 - (2 * gain - 1) ** 3)
        strength = np.where(falls, eased, np.minimum(strength * growth, _MOST_DAMPING))
        growth = np.where(falls, 2.0, np.minimum(2 * growth, _MOST_DAMPING))
        yield x
        residuals, jacobian, is_finite = _linear_model(objective, x)


def _linear_model(objective: Objective, x: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return residuals and Jacobian, shapes (..., m) and (..., m, d), and where both are finite; 0 and 1 elsewhere."""
    residuals = np.moveaxis(objective.residuals(x), 0, -1)
    jacobian = np.moveaxis(objective.jacobian(x), (0, 1), (-2, -1))
    is_finite = np.asarray(np.isfinite(residuals).all(axis=-1) & np.isfinite(jacobian).all(axis=(-2, -1)))
    eye = np.eye(*jacobian.shape[-2:])
    return (
        np.where(is_finite[..., None], residuals, 0.0),
        np.where(is_finite[..., None, None], jacobian, eye),
        is_finite,
    )
