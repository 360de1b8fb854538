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


def _register(method: ScipyMethod, summary: str, reference: str, aliases: Iterable[str] = (), **options: Any) -> None:
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
    ["Powell's dogleg", "trust-dogleg", "dog-leg trust region"],
    **_TRUST_REGION,
)
_register(
    ScipyMethod("trust-ncg", derivatives=2, needs_finite_curvature=True, watch=TrustRegion),
    "Minimise the quadratic model within a trust region by conjugate gradients",
    "Steihaug 1983",
    ["trust-region Newton-CG", "Steihaug"],
    **_TRUST_REGION,
)
_register(
    ScipyMethod("trust-exact", derivatives=2, watch=TrustRegion),
    "Minimise the quadratic model within a trust region almost exactly",
    "Moré and Sorensen 1983",
    ["nearly exact trust region", "Moré-Sorensen", "More-Sorensen"],
    **_TRUST_REGION,
    subproblem_maxiter=None,
)
_register(
    ScipyMethod("trust-krylov", derivatives=2, watch=TrustRegion),
    "Minimise the quadratic model within a trust region by Lanczos's method",
    "Gould, Lucidi, Roma and Toint 1999",
    ["GLTR", "trust-region Krylov"],
    **_TRUST_REGION,
    inexact=True,
)
