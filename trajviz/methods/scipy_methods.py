"""The methods of `scipy.optimize.minimize`: their hyperparameters are SciPy's options under SciPy's names.

A default of None leaves the choice to SciPy, whose limits mostly depend on the number of dimensions. Left
out are options that would do nothing here, for printing and for finite differences (gradients and
Hessians are exact), and those that are arrays; of an initial simplex the size is one of Nelder-Mead's.

SciPy itself is imported by the first run, not by entering the methods.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf
from typing import Any

import numpy as np

from trajviz.arrays import Array
from trajviz.methods.formulas import in_rows
from trajviz.methods.hyperparameters import COUNT_OR_NONE, SIZE_OR_NONE
from trajviz.methods.optimizer import Optimizer, optimizers
from trajviz.methods.scipy_details import Simplices, TrustRegion
from trajviz.methods.scipy_minimize import ScipyMethod

_BOTH = {"maxiter": "iterations", "maxfev": "evaluations"}

# Of the options that are None by default, those that limit how long a method goes on.
_LIMITS = {"maxiter", "maxfev", "maxfun", "subproblem_maxiter"}

_SIZES = {"size"}

# How many matrices of shape (d, d) are kept at once, measured with `tracemalloc`.
_MATRICES = {
    "Nelder-Mead": 3, "Powell": 2, "BFGS": 6, "Newton-CG": 4, "COBYLA": 36, "COBYQA": 8, "SLSQP": 11,
    "trust-constr": 3, "dogleg": 3, "trust-ncg": 3, "trust-exact": 3, "trust-krylov": 5,
}  # fmt: skip

_WOLFE = (
    r"&f(x + \alpha p) \leq f(x) + \mathrm{c1}\, \alpha \, g^\top p,"
    r" \quad |\nabla f(x + \alpha p)^\top p| \leq \mathrm{c2}\, |g^\top p|"
)

_TRUST_REGION_RULE = (
    r"\varrho &= \frac{f(x) - f(x + p)}{m(0) - m(p)}, \quad x \leftarrow x + p \text{ if } \varrho > \eta",
    r"\Delta &\leftarrow \frac{\Delta}{4} \text{ if } \varrho < \frac{1}{4},"
    r" \quad \min(2 \Delta, \mathrm{max\_trust\_radius})"
    r" \text{ if } \varrho > \frac{3}{4} \text{ and } \| p \| = \Delta",
    r"&\text{at first } \Delta = \mathrm{initial\_trust\_radius}",
)


def _register(
    method: ScipyMethod, summary: str, reference: str, latex: str, aliases: Iterable[str] = (), **options: Any
) -> None:
    entry = Optimizer(
        method.name,
        method.minimize,
        options,
        {},
        reference,
        batched=False,
        stops=True,
        takes_bounds=method.takes_bounds,
        takes_constraints=method.takes_constraints,
        summary=summary,
        latex=latex,
        matrices=_MATRICES.get(method.name, 0),
        ranges={
            **{name: COUNT_OR_NONE for name in _LIMITS & options.keys() if options[name] is None},
            **dict.fromkeys(_SIZES & options.keys(), SIZE_OR_NONE),
        },
    )
    optimizers.register(method.name, entry, aliases)


def _with_simplex(options: Mapping[str, Any], start: Array) -> dict[str, Any]:
    """Return options in which the size of the first simplex is that simplex, its edges along the axes."""
    known = {name: value for name, value in options.items() if name != "size"}
    if options["size"] is None:
        return known
    return {**known, "initial_simplex": start + options["size"] * np.eye(len(start) + 1, len(start), -1)}


_register(
    ScipyMethod(
        "Nelder-Mead",
        derivatives=0,
        takes_bounds=True,
        needs_interior_start=True,
        limits=_BOTH,
        watch=Simplices,
        to_scipy=_with_simplex,
    ),
    "Turn, stretch and shrink a simplex towards lower values, no derivatives",
    "Nelder and Mead 1965",
    in_rows(
        r"f(x_0) &\leq \dots \leq f(x_d), \quad \bar x = \frac{1}{d} \sum_{i < d} x_i",
        r"x_r &= \bar x + (\bar x - x_d) \text{ in place of } x_d \text{ if } f(x_r) < f(x_{d-1})",
        r"x_e &= \bar x + \chi (\bar x - x_d) \text{ if } f(x_r) < f(x_0) \text{ and } f(x_e) < f(x_r)",
        r"x_c &= \bar x \pm \psi (\bar x - x_d) \text{ if } f(x_r) \geq f(x_{d-1}), \quad +"
        r" \text{ if } f(x_r) < f(x_d)",
        r"x_i &\leftarrow x_0 + \varsigma (x_i - x_0) \text{ if } x_c \text{ is not better}",
        r"&\chi = 2, \; \psi = \varsigma = \frac{1}{2},"
        r" \quad \text{adaptive: } \chi = 1 + \frac{2}{d}, \; \psi = \frac{3}{4} - \frac{1}{2 d}, \; \varsigma = 1 -"
        r" \frac{1}{d}",
    ),
    ["NM", "simplex", "downhill simplex", "amoeba"],
    size=None,
    xatol=1e-4,
    fatol=1e-4,
    adaptive=False,
    maxiter=None,
    maxfev=None,
)
_register(
    ScipyMethod("Powell", derivatives=0, takes_bounds=True, limits=_BOTH),
    "Search along directions that improve, without derivatives",
    "Powell 1964",
    in_rows(
        r"x &\leftarrow x + \alpha_i u_i, \quad \alpha_i = \operatorname{argmin}_\alpha f(x + \alpha u_i),"
        r" \quad i = 1, \dots, d, \quad \text{at first } u_i = e_i",
        r"u &= x - x^{\text{last}}, \quad f_0 = f(x^{\text{last}}), \; f_1 = f(x), \; f_2 = f(x + u), \; \delta"
        r" \text{ the largest fall, along } u_j",
        r"&\text{if } f_2 < f_0 \text{ and } 2 (f_0 - 2 f_1 + f_2) (f_0 - f_1 - \delta)^2 < \delta (f_0 - f_2)^2:",
        r"x &\leftarrow x + \alpha u, \quad \alpha = \operatorname{argmin}_\alpha f(x + \alpha u),"
        r" \quad u_j \leftarrow u_d, \quad u_d \leftarrow \alpha u",
    ),
    ["Powell's method", "direction set"],
    xtol=1e-4,
    ftol=1e-4,
    maxiter=None,
    maxfev=None,
)
_register(
    ScipyMethod("CG", derivatives=1),
    "Search along directions that are conjugate to those before",
    "Polak and Ribière 1969",
    in_rows(
        r"x &\leftarrow x + \alpha p, \quad g = \nabla f(x), \quad \text{at first } p = -g",
        r"\beta &= \max\left( 0, \, \frac{g^\top (g - g^{\text{last}})}{\| g^{\text{last}} \|^2} \right)",
        r"p &\leftarrow -g + \beta p",
        r"&\alpha \text{ by the Wolfe conditions:}",
        _WOLFE,
    ),
    ["conjugate gradient", "nonlinear CG", "Polak-Ribière", "Polak-Ribiere"],
    gtol=1e-5,
    norm=inf,
    c1=1e-4,
    c2=0.4,
    maxiter=None,
)
_register(
    ScipyMethod("BFGS", derivatives=1),
    "Search along Newton-like directions, with a Hessian learnt from gradients",
    "Broyden, Fletcher, Goldfarb and Shanno 1970",
    in_rows(
        r"x &\leftarrow x + \alpha p, \quad p = -H g, \quad g = \nabla f(x), \quad \text{at first } H = I",
        r"s &= x - x^{\text{last}}, \quad y = g - g^{\text{last}}",
        r"H &\leftarrow \left( I - \frac{s y^\top}{y^\top s} \right) H \left( I - \frac{y s^\top}{y^\top s} \right)"
        r" + \frac{s s^\top}{y^\top s}",
        r"&\alpha \text{ by the Wolfe conditions:}",
        _WOLFE,
    ),
    ["quasi-Newton"],
    gtol=1e-5,
    norm=inf,
    xrtol=0.0,
    c1=1e-4,
    c2=0.9,
    maxiter=None,
)
_register(
    ScipyMethod("Newton-CG", derivatives=2),
    "Search along Newton's direction, found by conjugate gradients",
    "Dembo and Steihaug 1983",
    in_rows(
        r"\nabla^2 f(x) \, p &\approx -g, \quad g = \nabla f(x)",
        r"&\text{by conjugate gradients until } \| \nabla^2 f(x) \, p + g \|_1 \leq \min\left( \frac{1}{2},"
        r" \sqrt{\| g \|_1} \right) \| g \|_1",
        r"&\text{or the curvature along a direction is negative}",
        r"x &\leftarrow x + \alpha p, \quad \alpha \text{ by the Wolfe conditions:}",
        _WOLFE,
    ),
    ["NCG", "Newton conjugate gradient"],
    xtol=1e-5,
    c1=1e-4,
    c2=0.9,
    maxiter=None,
)
_register(
    ScipyMethod(
        "L-BFGS-B", derivatives=1, takes_bounds=True, limits={"maxiter": "iterations", "maxfun": "evaluations"}
    ),
    "Do as BFGS does from the last few steps alone, within bounds",
    "Byrd, Lu, Nocedal and Zhu 1995",
    in_rows(
        r"m(z) &= f(x) + g^\top (z - x) + \frac{1}{2} (z - x)^\top B (z - x), \quad g = \nabla f(x)",
        r"&B \text{ by the formula of BFGS from the last } \mathrm{maxcor} \text{ pairs } s = x - x^{\text{last}},"
        r" \, y = g - g^{\text{last}}",
        r"z_c &= \text{the first minimum of } m(P(x - t g)), \, t \geq 0, \quad P \text{ onto the bounds}",
        r"\bar z &= \text{the minimum of } m \text{ in the variables that have no bound at } z_c",
        r"x &\leftarrow x + \alpha (\bar z - x),"
        r" \quad \alpha \text{ by the Wolfe conditions, in } \mathrm{maxls} \text{ trials at most}",
    ),
    ["L-BFGS", "limited-memory BFGS"],
    maxcor=10,
    ftol=2.220446049250313e-09,
    gtol=1e-5,
    maxls=20,
    maxiter=15000,
    maxfun=15000,
)
_register(
    ScipyMethod("TNC", derivatives=1, takes_bounds=True, limits={"maxfun": "evaluations"}),
    "Do as Newton-CG does with differences of gradients, within bounds",
    "Nash 1984",
    in_rows(
        r"\nabla^2 f(x) \, p &\approx -g, \quad g = \nabla f(x), \quad \text{in the variables that are at no bound}",
        r"&\text{by } \mathrm{maxCGit} \text{ steps of conjugate gradients at most, with } \nabla^2 f(x) \, v"
        r" \approx \frac{\nabla f(x + h v) - g}{h}",
        r"x &\leftarrow x + \alpha p, \quad \alpha \text{ by a line search up to the next bound}",
    ),
    ["truncated Newton"],
    maxCGit=-1,
    eta=-1.0,
    stepmx=0.0,
    accuracy=0.0,
    minfev=0.0,
    ftol=-1.0,
    xtol=-1.0,
    gtol=-1.0,
    rescale=-1.0,
    maxfun=None,
)
_register(
    ScipyMethod("COBYLA", derivatives=0, takes_bounds=True, takes_constraints=True, limits={"maxiter": "evaluations"}),
    "Go down the plane through the values at a simplex, without derivatives",
    "Powell 1994",
    in_rows(
        r"\hat f(z) &= a + b^\top z, \quad \hat f(x_i) = f(x_i) \text{ at the corners of a simplex } x_0, \dots,"
        r" x_d, \quad \hat c \text{ likewise}",
        r"p &= \operatorname{argmin} b^\top p"
        r" \quad \text{subject to } \| p \| \leq \Delta, \; \hat c(x + p) \leq 0",
        r"x + p &\text{ in place of a corner; } x \text{ is the one with the least } f(x) + \mu \max(0, c(x))",
        r"\Delta &: \mathrm{rhobeg} \text{ at first, less where that falls short of the model, } \mathrm{tol} \text{"
        r" in the end}",
    ),
    ["constrained optimization by linear approximation"],
    rhobeg=1.0,
    tol=1e-4,
    catol=None,
    f_target=-inf,
    maxiter=1000,
)
_register(
    ScipyMethod("COBYQA", derivatives=0, takes_bounds=True, takes_constraints=True, reports_start=True, limits=_BOTH),
    "Minimise a quadratic model within a trust region, without derivatives",
    "Ragonneau 2022",
    in_rows(
        r"Q(z) &= \text{the quadratic with } Q(x_i) = f(x_i), \; i = 1, \dots, 2 d + 1,"
        r" \quad \min \| \nabla^2 Q - \nabla^2 Q^{\text{last}} \|_F",
        r"p &= \operatorname{argmin} Q(x + p)"
        r" \quad \text{subject to } \| p \| \leq \Delta, \; \hat c(x + p) \leq 0",
        r"x &\leftarrow x + p \text{ if that is better by } f \text{ and } c",
        r"\Delta &: \mathrm{initial\_tr\_radius} \text{ at first, as } Q \text{ is right, }"
        r" \mathrm{final\_tr\_radius} \text{ in the end}",
    ),
    ["constrained optimization by quadratic approximations"],
    initial_tr_radius=1.0,
    final_tr_radius=1e-6,
    f_target=-inf,
    feasibility_tol=1e-8,
    scale=False,
    maxiter=None,
    maxfev=None,
)
_register(
    ScipyMethod(
        "SLSQP",
        derivatives=1,
        takes_bounds=True,
        takes_constraints=True,
        reports_start=True,
        accepts_at_gradient=True,
    ),
    "Solve one least-squares problem after another, within bounds",
    "Kraft 1988",
    in_rows(
        r"p &= \operatorname{argmin} g^\top p + \frac{1}{2} p^\top B p, \quad g = \nabla f(x),"
        r" \quad \text{at first } B = I",
        r"&\text{subject to } c(x) + \nabla c(x)^\top p \leq 0, \; l \leq x + p \leq h",
        r"x &\leftarrow x + \alpha p, \quad \alpha \text{ by a line search on } f(x) + \sum_j \mu_j \max(0, c_j(x))",
        r"B &\leftarrow B + \frac{q q^\top}{q^\top s} - \frac{B s s^\top B}{s^\top B s}, \quad s = \alpha p,"
        r" \quad q = \theta y + (1 - \theta) B s",
        r"y &= \nabla L - \nabla L^{\text{last}}, \quad L(x) = f(x) + \lambda^\top c(x)",
    ),
    ["SQP", "sequential least squares programming", "sequential quadratic programming"],
    ftol=1e-6,
    maxiter=100,
)
_register(
    ScipyMethod(
        "trust-constr",
        derivatives=2,
        takes_bounds=True,
        takes_constraints=True,
        needs_interior_start=True,
        reports_start=True,
        watch=TrustRegion,
    ),
    "Minimise a quadratic model within a trust region, bounds behind a barrier",
    "Byrd, Hribar and Nocedal 1999",
    in_rows(
        r"&\min f(x) - \mu \sum_j \log s_j \text{ with } c(x) + s = 0,"
        r" \quad \mu \text{ from } \mathrm{initial\_barrier\_parameter} \text{ to } \mathrm{barrier\_tol}",
        r"p &= \operatorname{argmin} g^\top p + \frac{1}{2} p^\top \nabla^2 L \, p, \quad L \text{ the Lagrangian}",
        r"&\text{subject to } \| p \| \leq \Delta, \; c + \nabla c^\top p \text{ as near to } 0 \text{ as }"
        r" \Delta \text{ allows}",
        r"\varrho &= \frac{\phi(x) - \phi(x + p)}{\text{the same of the models}},"
        r" \quad \phi = f + \nu \| c \|, \quad \text{at first } \nu = \mathrm{initial\_constr\_penalty}",
        r"x &\leftarrow x + p \text{ if } \varrho \geq 10^{-8}",
        r"\Delta &\text{ greater or less by } \varrho, \text{ at first } \mathrm{initial\_tr\_radius}",
    ),
    ["trust region", "trust-region constrained"],
    xtol=1e-8,
    gtol=1e-8,
    barrier_tol=1e-8,
    initial_tr_radius=1.0,
    initial_constr_penalty=1.0,
    initial_barrier_parameter=0.1,
    initial_barrier_tolerance=0.1,
    factorization_method=None,
    maxiter=1000,
)

_TRUST_REGION = {
    "initial_trust_radius": 1.0,
    "max_trust_radius": 1000.0,
    "eta": 0.15,
    "gtol": 1e-4,
    "maxiter": None,
}
_register(
    ScipyMethod("dogleg", derivatives=2, watch=TrustRegion),
    "Bend from steepest descent to Newton's step at the trust region's end",
    "Powell 1970",
    in_rows(
        r"m(p) &= f(x) + g^\top p + \frac{1}{2} p^\top B p, \quad g = \nabla f(x), \; B = \nabla^2 f(x)",
        r"p_U &= -\frac{g^\top g}{g^\top B g} \, g, \quad p_B = -B^{-1} g",
        r"p &= p_B, \text{ or where the path } 0, \, p_U, \, p_B \text{ leaves } \| p \| \leq \Delta",
        *_TRUST_REGION_RULE,
    ),
    ["Powell's dogleg", "trust-dogleg", "dog-leg trust region"],
    **_TRUST_REGION,
)
_register(
    ScipyMethod("trust-ncg", derivatives=2, needs_finite_curvature=True, watch=TrustRegion),
    "Minimise the quadratic model within a trust region by conjugate gradients",
    "Steihaug 1983",
    in_rows(
        r"m(p) &= f(x) + g^\top p + \frac{1}{2} p^\top B p, \quad g = \nabla f(x), \; B = \nabla^2 f(x)",
        r"p &\approx \operatorname{argmin}_{\| p \| \leq \Delta} m(p) \text{ by conjugate gradients on } B p"
        r" = -g",
        r"&\text{until } \| B p + g \| < \min\left( \frac{1}{2}, \sqrt{\| g \|} \right) \| g"
        r" \|, \text{ negative curvature, or } \| p \| = \Delta",
        *_TRUST_REGION_RULE,
    ),
    ["trust-region Newton-CG", "Steihaug"],
    **_TRUST_REGION,
)
_register(
    ScipyMethod("trust-exact", derivatives=2, watch=TrustRegion),
    "Minimise the quadratic model within a trust region almost exactly",
    "Moré and Sorensen 1983",
    in_rows(
        r"m(p) &= f(x) + g^\top p + \frac{1}{2} p^\top B p, \quad g = \nabla f(x), \; B = \nabla^2 f(x)",
        r"p &\approx \operatorname{argmin}_{\| p \| \leq \Delta} m(p): \quad (B + \lambda I) \, p = -g,"
        r" \quad \lambda (\Delta - \| p \|) = 0",
        r"&\text{with a } \lambda \geq 0 \text{ for which } B + \lambda I \text{ has no negative eigenvalue}",
        *_TRUST_REGION_RULE,
    ),
    ["nearly exact trust region", "Moré-Sorensen", "More-Sorensen"],
    **_TRUST_REGION,
    subproblem_maxiter=None,
)
_register(
    ScipyMethod("trust-krylov", derivatives=2, watch=TrustRegion),
    "Minimise the quadratic model within a trust region by Lanczos's method",
    "Gould, Lucidi, Roma and Toint 1999",
    in_rows(
        r"m(p) &= f(x) + g^\top p + \frac{1}{2} p^\top B p, \quad g = \nabla f(x), \; B = \nabla^2 f(x)",
        r"p &= Q h, \quad h = \operatorname{argmin}_{\| h \| \leq \Delta} \| g \| \, h_1 +"
        r" \frac{1}{2} h^\top T h, \quad T = Q^\top B Q",
        r"&\text{with Lanczos vectors } Q, \text{ a basis of } g, \, B g, \, B^2 g, \dots",
        *_TRUST_REGION_RULE,
    ),
    ["GLTR", "trust-region Krylov"],
    **_TRUST_REGION,
    inexact=True,
)
