"""CMA-ES through the package `cma`, which is imported by the first run.

The package draws its random numbers from a generator of this run's own, and leaves NumPy's global one alone.
"""

from __future__ import annotations

import warnings

import numpy as np

from trajviz.arrays import Array
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.methods.box import box_of
from trajviz.methods.details import begin, take_step
from trajviz.methods.formulas import in_rows
from trajviz.methods.hyperparameters import COUNT_OR_NONE, SEED, SIZE_OR_NONE
from trajviz.methods.optimizer import Ending, Record, optimizer

_SHARE = 0.25  # of the shortest side of the box, that steps are long at first


@optimizer(
    "CMA-ES",
    reference="Hansen and Ostermeier, Completely derandomized self-adaptation in evolution strategies, 2001; through "
    "the package cma",
    latex=in_rows(
        r"x_k &\sim \mathcal{N}(m, s^2 C), \quad k = 1, \dots, \mathrm{popsize},"
        r" \quad \text{at first } s = \sigma, \, C = I",
        r"m &\leftarrow \sum_{k \leq \mu} w_k x_{(k)}, \quad f(x_{(1)}) \leq f(x_{(2)}) \leq \dots,"
        r" \quad y_k = \frac{x_{(k)} - m^{\text{last}}}{s}",
        r"p_s &\leftarrow (1 - c_s) p_s + \sqrt{c_s (2 - c_s) \mu_w} \; C^{-1/2} \, \frac{m - m^{\text{last}}}{s}",
        r"p_c &\leftarrow (1 - c_c) p_c + \sqrt{c_c (2 - c_c) \mu_w} \; \frac{m - m^{\text{last}}}{s}",
        r"C &\leftarrow \left( 1 - c_1 - c_\mu \sum_k w_k \right) C + c_1 p_c p_c^\top + c_\mu \sum_k w_k y_k"
        r" y_k^\top",
        r"s &\leftarrow s \exp\left( \frac{c_s}{d_s} \left( \frac{\| p_s \|}{E \| \mathcal{N}(0, I)"
        r" \|} - 1 \right) \right)",
    ),
    aliases=["CMA", "covariance matrix adaptation"],
    matrices=6,
    takes_bounds=True,
    ranges={"sigma": SIZE_OR_NONE, "popsize": COUNT_OR_NONE, "seed": SEED},
)
def cma_es(
    objective: Objective,
    start: Array,
    record: Record,
    *,
    sigma: float | None = None,
    popsize: int | None = None,
    seed: int = 0,
) -> Ending:
    """Draw points from a normal distribution, shaped after those that are better.

    The path is that of the mean. `sigma` is the deviation at first, by default a quarter of the shortest side of the
    bounds, or of the domain.
    """
    try:
        from cma import CMAEvolutionStrategy
    except ImportError:
        raise TrajvizError("CMA-ES needs the package cma; install it with: pip install 'optrajviz[cma]'") from None
    random = np.random.default_rng(seed)
    low, high = box_of(objective, start, "CMA-ES")
    if sigma is None:
        sigma = _SHARE * float(np.min(high - low))
    options = {"verbose": -9, "verb_log": 0, "seed": np.nan, "randn": lambda *shape: random.standard_normal(shape)}
    if popsize is not None:
        options["popsize"] = popsize
    if objective.bounds is not None:
        options["bounds"] = [low.tolist(), high.tolist()]
    strategy = CMAEvolutionStrategy(start.tolist(), sigma, options)
    begin(record, {"ellipse": sigma**2 * np.eye(len(start))})
    while not strategy.stop():
        drawn = np.array(strategy.ask())
        values = objective(drawn.T)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            strategy.tell(list(drawn), np.where(np.isnan(values), np.inf, values).tolist())
        covariance = strategy.sigma**2 * strategy.sm.covariance_matrix
        take_step(record, np.array(strategy.result.xfavorite), {"samples": drawn, "ellipse": covariance})
    return Ending(True, f"CMA-ES's own rule: {', '.join(strategy.stop())}")
