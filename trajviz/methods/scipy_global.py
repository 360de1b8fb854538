"""The global methods of `scipy.optimize`: their hyperparameters are SciPy's arguments under SciPy's names.

They search a box: the bounds, or where there are none the domain, see `trajviz.methods.box`. What each of them reports
is its own: a generation, the best point whenever a better one is found, or where a hop led. A path goes from the start
through what is reported to the answer. The start is among the points tried where the method takes one: differential
evolution, dual annealing and basin hopping do.

SciPy itself is imported by the first run, not by entering the methods.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from trajviz.arrays import Array, in_their_places
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.methods.box import Box, box_of
from trajviz.methods.details import begin, take_step
from trajviz.methods.formulas import in_rows
from trajviz.methods.hyperparameters import ABOVE_0, AT_LEAST_0, COUNT, COUNT_OR_NONE, SEED, UP_TO_1
from trajviz.methods.optimizer import Ending, Record, optimizer
from trajviz.methods.scipy_minimize import LIMIT, one_line

_MOST_VARIABLES = 10  # of which SciPy links samples to a complex in seconds; each further one takes three times as long
_MOST_POINTS = 10**7  # of a grid: some gigabytes, and minutes


def _has_few_variables(objective: Objective, _: Mapping[str, Any]) -> bool:
    return objective.dimension <= _MOST_VARIABLES


def _has_a_small_grid(objective: Objective, own: Mapping[str, Any]) -> bool:
    return bool(own["Ns"] ** objective.dimension <= _MOST_POINTS)


@optimizer(
    "Differential evolution",
    reference="Storn and Price, Differential evolution, a simple and efficient heuristic for global optimization over "
    "continuous spaces, 1997; scipy.optimize.differential_evolution",
    latex=in_rows(
        r"b &= x_{\text{best}} + F (x_j - x_k), \quad F \sim U(\mathrm{mutation}), \quad j \ne k \text{ at random}",
        r"u_i &= b_i \text{ if } r_i < \mathrm{recombination} \text{ or } i = i_0, \quad x_i \text{ if not},"
        r" \quad r_i \sim U(0, 1), \quad i_0 \text{ at random}",
        r"x &\leftarrow u \text{ if } f(u) \leq f(x),"
        r" \quad \text{for each } x \text{ of } \mathrm{popsize} \cdot d \text{ individuals}",
        r"&\text{strategy names other mutants } b, \text{ such as rand1bin: } x_i + F (x_j - x_k)",
    ),
    aliases=["DE", "differential_evolution"],
    takes_bounds=True,
    ranges={
        "maxiter": COUNT, "popsize": COUNT, "tol": AT_LEAST_0, "atol": AT_LEAST_0, "recombination": UP_TO_1,
        "seed": SEED,
    },
)  # fmt: skip
def differential_evolution(
    objective: Objective,
    start: Array,
    record: Record,
    *,
    strategy: str = "best1bin",
    maxiter: int = 1000,
    popsize: int = 15,
    tol: float = 0.01,
    atol: float = 0.0,
    mutation: Any = (0.5, 1),
    recombination: float = 0.7,
    init: str = "latinhypercube",
    updating: str = "immediate",
    polish: bool = True,
    seed: int = 0,
) -> Ending:
    """Let a population add differences of others to each, and keep what is better."""
    from scipy.optimize import differential_evolution as solve

    search = _Search(objective, start, record, "Differential evolution")
    low, high = box_of(objective, start, search.name)
    places: Array | None = None

    def generation(intermediate_result: Any) -> None:
        nonlocal places
        population = np.array(intermediate_result.population, dtype=float)
        if places is None:
            places = np.array(search.tried[: len(population)])
            search.begin(population=places)
        places = in_their_places(places, population)  # SciPy puts the best first, in exchange for another
        search.step(intermediate_result.x, population=places)

    return search.end(
        solve, list(zip(low, high, strict=True)), strategy=strategy, maxiter=maxiter, popsize=popsize,
        tol=tol, atol=atol, mutation=mutation, recombination=recombination, init=init, updating=updating,
        polish=polish, rng=seed, callback=search.remembering(generation), x0=start,
    )  # fmt: skip


@optimizer(
    "Dual annealing",
    reference="Xiang, Sun, Fan and Gong, Generalized simulated annealing algorithm and its application to the Thomson "
    "model, 1997; scipy.optimize.dual_annealing",
    latex=in_rows(
        r"T &= \mathrm{initial\_temp} \, \frac{2^{\mathrm{visit} - 1} - 1}{(t + 2)^{\mathrm{visit} - 1} - 1},"
        r" \quad t = 0, 1, \dots",
        r"y &= x + \Delta, \quad p(\Delta_i) \propto \left( 1 + (\mathrm{visit} - 1) \frac{\Delta_i^2}{T^{2 / (3 -"
        r" \mathrm{visit})}} \right)^{-1 / (\mathrm{visit} - 1)}",
        r"P &= \max\left( 0, \, 1 - (1 - \mathrm{accept}) \frac{f(y) - f(x)}{T / (t + 1)} \right)^{1 / (1 -"
        r" \mathrm{accept})}",
        r"x &\leftarrow y \text{ if } f(y) < f(x), \text{ or else with probability } P",
        r"&\text{a descent by L-BFGS-B follows what is better; } T < \mathrm{initial\_temp}\,"
        r" \mathrm{restart\_temp\_ratio} \text{ restarts}",
    ),
    aliases=["dual_annealing", "simulated annealing"],
    takes_bounds=True,
    ranges={"maxiter": COUNT, "maxfun": COUNT, "initial_temp": ABOVE_0, "restart_temp_ratio": UP_TO_1, "seed": SEED},
)
def dual_annealing(
    objective: Objective,
    start: Array,
    record: Record,
    *,
    maxiter: int = 1000,
    initial_temp: float = 5230.0,
    restart_temp_ratio: float = 2e-5,
    visit: float = 2.62,
    accept: float = -5.0,
    maxfun: int = 10_000_000,
    no_local_search: bool = False,
    seed: int = 0,
) -> Ending:
    """Jump at random, less far the cooler it gets; descend from what is better."""
    from scipy.optimize import dual_annealing as solve

    search = _Search(objective, start, record, "Dual annealing")
    low, high = box_of(objective, start, search.name)

    def found(x: Array, _value: float, _context: int) -> None:
        search.step(x, tried=search.newly_tried())

    return search.end(
        solve, list(zip(low, high, strict=True)), maxiter=maxiter, initial_temp=initial_temp,
        restart_temp_ratio=restart_temp_ratio, visit=visit, accept=accept, maxfun=maxfun, rng=seed,
        no_local_search=no_local_search, callback=search.remembering(found), x0=start,
    )  # fmt: skip


@optimizer(
    "Basin hopping",
    reference="Wales and Doye, Global optimization by basin-hopping and the lowest energy structures of Lennard-Jones "
    "clusters containing up to 110 atoms, 1997; scipy.optimize.basinhopping",
    latex=in_rows(
        r"y &= \operatorname{descent}(x + \Delta), \quad \Delta_i \sim U(-\mathrm{stepsize}, \mathrm{stepsize})",
        r"x &\leftarrow y \text{ with probability } \min\left( 1, \, \exp\left( -\frac{f(y) - f(x)}{\mathrm{T}}"
        r" \right) \right)",
        r"&\text{descent by BFGS, within bounds by L-BFGS-B}",
    ),
    aliases=["basinhopping"],
    takes_bounds=True,
    ranges={"niter": COUNT, "T": AT_LEAST_0, "stepsize": ABOVE_0, "niter_success": COUNT_OR_NONE, "seed": SEED},
)
def basin_hopping(
    objective: Objective,
    start: Array,
    record: Record,
    *,
    niter: int = 100,
    T: float = 1.0,  # noqa: N803 - SciPy's name
    stepsize: float = 0.5,
    niter_success: int | None = None,
    seed: int = 0,
) -> Ending:
    """Hop at random, descend, and stay in the basin that is found if it is lower."""
    from scipy.optimize import basinhopping as solve

    search = _Search(objective, start, record, "Basin hopping")
    descent: dict[str, Any] = {"method": "BFGS", "jac": search.gradient}
    if objective.bounds is not None:
        descent = {"method": "L-BFGS-B", "jac": search.gradient, "bounds": objective.bounds}
    at = start

    def hopped(x: Array, _value: float, accepted: bool) -> None:
        nonlocal at
        at = np.array(x, dtype=float) if accepted else at
        search.step(at, tried=x[None])

    return search.end(
        solve, start.copy(), niter=niter, T=T, stepsize=stepsize, niter_success=niter_success, rng=seed,
        minimizer_kwargs=descent, callback=search.remembering(hopped),
    )  # fmt: skip


@optimizer(
    "SHGO",
    reference="Endres, Sandrock and Focke, A simplicial homology algorithm for Lipschitz optimisation, 2018; "
    "scipy.optimize.shgo",
    latex=in_rows(
        r"V &= \text{samples of the box, } \mathrm{n} \text{ in each of } \mathrm{iters} \text{ rounds, linked to a"
        r" complex}",
        r"M &= \{ v \in V : f(v) < f(w) \text{ for all } w \text{ linked to } v \}",
        r"x &= \operatorname{argmin}_{v \in M} f(\operatorname{descent}(v)), \quad \text{descent by SLSQP}",
    ),
    aliases=["simplicial homology global optimization"],
    takes_bounds=True,
    needs=(f"at most {_MOST_VARIABLES} variables", _has_few_variables),
    ranges={"n": COUNT, "iters": COUNT},
)
def shgo(
    objective: Objective,
    start: Array,
    record: Record,
    *,
    n: int = 100,
    iters: int = 1,
    sampling_method: str = "simplicial",
) -> Ending:
    """Sample the box, link the samples, and descend from each low one among them."""
    from scipy.optimize import shgo as solve

    search = _Search(objective, start, record, "SHGO")
    low, high = box_of(objective, start, search.name)

    def found(_: Array) -> None:
        if search.has_improved():
            search.step(search.best, tried=search.newly_tried())

    return search.end(
        solve, list(zip(low, high, strict=True)), n=n, iters=iters, sampling_method=sampling_method,
        callback=search.remembering(found),
    )  # fmt: skip


@optimizer(
    "DIRECT",
    reference="Jones, Perttunen and Stuckman, Lipschitzian optimization without the Lipschitz constant, 1993; "
    "scipy.optimize.direct",
    latex=in_rows(
        r"&\text{box } j \text{ with middle } c_j \text{ and size } d_j \text{ is divided if there is a } K > 0"
        r" \text{ with}",
        r"f(c_j) - K d_j &\leq f(c_i) - K d_i \text{ for all } i,"
        r" \quad f(c_j) - K d_j \leq f_{\min} - \mathrm{eps}\, |f_{\min}|",
        r"c &= c_j \pm \frac{1}{3} l_i e_i \text{ in thirds along its longest sides } l_i",
        r"x &= \operatorname{argmin}_c f(c)",
    ),
    aliases=["dividing rectangles"],
    takes_bounds=True,
    ranges={"maxfun": COUNT_OR_NONE, "maxiter": COUNT, "eps": ABOVE_0, "vol_tol": UP_TO_1, "len_tol": UP_TO_1},
)
def direct(
    objective: Objective,
    start: Array,
    record: Record,
    *,
    eps: float = 1e-4,
    maxfun: int | None = None,
    maxiter: int = 1000,
    locally_biased: bool = True,
    vol_tol: float = 1e-16,
    len_tol: float = 1e-6,
) -> Ending:
    """Divide the box into ever smaller ones, large and low ones first."""
    from scipy.optimize import direct as solve

    search = _Search(objective, start, record, "DIRECT")
    low, high = box_of(objective, start, search.name)

    def divided(x: Array) -> None:
        search.step(x, tried=search.newly_tried())

    return search.end(
        solve, list(zip(low, high, strict=True)), eps=eps, maxfun=maxfun, maxiter=maxiter,
        locally_biased=locally_biased, vol_tol=vol_tol, len_tol=len_tol, callback=search.remembering(divided),
    )  # fmt: skip


@optimizer(
    "Brute force",
    reference="Virtanen et al., SciPy 1.0: fundamental algorithms for scientific computing in Python, 2020; "
    "scipy.optimize.brute",
    latex=in_rows(
        r"x_i &= l_i + \frac{k_i}{\mathrm{Ns} - 1} (h_i - l_i), \quad k_i = 0, \dots, \mathrm{Ns} - 1",
        r"x &= \operatorname{argmin} f(x) \text{ over all } \mathrm{Ns}^d \text{ points of the grid}",
        r"&\text{polish:} \quad \text{a descent by Nelder-Mead follows}",
    ),
    aliases=["brute", "grid search"],
    takes_bounds=True,
    needs=(f"a grid of at most {_MOST_POINTS} points", _has_a_small_grid),
    ranges={"Ns": COUNT},
)
def brute_force(
    objective: Objective,
    start: Array,
    record: Record,
    *,
    Ns: int = 20,  # noqa: N803 - SciPy's name
    polish: bool = True,
) -> Ending:
    """Try each point of a grid over the box, and descend from the best."""
    from scipy.optimize import brute, fmin

    search = _Search(objective, start, record, "Brute force")
    box = box_of(objective, start, search.name)
    count = Ns ** len(start)

    def solve(value: Callable[[Array], float], ranges: Any, **options: Any) -> _Answer:
        def in_lines(x: Array) -> float:
            found = value(x)
            if len(search.tried) <= count and len(search.tried) % Ns == 0:
                search.step(search.best, tried=search.newly_tried())
            return found

        return _Answer(brute(in_lines, ranges, **options))

    finish = _polishing(fmin, box, bounded=objective.bounds is not None) if polish else None
    return search.end(solve, tuple(zip(*box, strict=True)), Ns=Ns, finish=finish)


def _polishing(fmin: Callable[..., Any], box: Box, *, bounded: bool) -> Callable[..., Any]:
    """Return what descends from the best point of a grid; within the box, if that is of bounds."""

    def finish(value: Callable[[Array], float], x: Array, args: tuple[Any, ...] = (), **_: Any) -> Any:
        if not bounded:
            return fmin(value, x, args=args, full_output=True, disp=False)
        from scipy.optimize import Bounds, minimize

        return minimize(value, x, args=args, method="Nelder-Mead", bounds=Bounds(*box))

    return finish


class _Answer:
    """The answer of a solver that returns nothing else."""

    success, message = True, "all points were tried"

    def __init__(self, x: Any) -> None:
        self.x = np.atleast_1d(x)


class _Search:
    """What SciPy calls during one run: the objective, and callbacks that push iterates to `record`.

    Attributes
    ----------
    tried : list of ndarray of shape (d,)
        Every point that was asked for.
    best : ndarray of shape (d,)
        The one with the lowest value.
    """

    def __init__(self, objective: Objective, start: Array, record: Record, name: str) -> None:
        self.name = name
        self.tried: list[Array] = []
        self.best: Array = np.zeros(0)
        self._lowest = np.inf
        self._told = 0
        self._told_lowest = np.inf
        self._objective, self._record, self._dimension = objective, record, len(start)
        self._last: Array | None = None
        self._remembered: BaseException | None = None

    def value(self, x: Array) -> float:
        """Return the value at a point."""
        return float(self._remembered_if_raised(self._value, x))

    def _value(self, x: Array) -> float:
        value = float(self._objective(x))
        self.tried.append(np.array(x, dtype=float))
        if not self.best.size or value < self._lowest:
            self.best, self._lowest = self.tried[-1], np.inf if np.isnan(value) else value
        return value

    def gradient(self, x: Array) -> Array:
        """Return the gradient at a point."""
        return np.asarray(self._remembered_if_raised(self._objective.gradient, x))

    def newly_tried(self) -> Array:
        """Return the points that were asked for since the last time, shape (n, d)."""
        new, self._told = self.tried[self._told :], len(self.tried)
        return np.reshape(new, (len(new), self._dimension))

    def has_improved(self) -> bool:
        """Whether there is a better point than the last time."""
        before, self._told_lowest = self._told_lowest, self._lowest
        return self._lowest < before

    def begin(self, **details: Array) -> None:
        """Tell what there was at the start."""
        begin(self._record, details)

    def step(self, x: Array, **details: Array) -> None:
        """Push an iterate, with what there is beside it."""
        self._last = np.array(x, dtype=float)
        known = {name: each for name, each in details.items() if each.size}
        self._remembered_if_raised(take_step, self._record, self._last.copy(), known)

    def remembering(self, callback: Callable[..., None]) -> Callable[..., None]:
        """Return a callback, which may have one of several forms, that remembers what it raises."""
        from functools import wraps

        @wraps(callback)  # SciPy looks at the names of the parameters
        def remembering(*arguments: Any, **named: Any) -> None:
            self._remembered_if_raised(callback, *arguments, **named)

        return remembering

    def _remembered_if_raised(self, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        try:
            return call(*arguments, **named)
        except BaseException as error:
            self._remembered = error
            raise

    def end(self, solve: Callable[..., Any], *arguments: Any, **options: Any) -> Ending:
        """Run a solver of SciPy's, push its answer, and return how it ended.

        Raises
        ------
        TrajvizError
            If SciPy refuses the arguments before it evaluates anything.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                result = solve(self.value, *arguments, **options)
        except Exception as error:
            self._raise_remembered()
            if not self.tried:
                raise TrajvizError(f"{self.name} can not run with these options: {one_line(error)}") from error
            return Ending(False, f"SciPy stopped with an error: {one_line(error)}")
        self._raise_remembered()
        if result.x is None:  # where nothing was found
            return Ending(False, one_line(result.message))
        if self._last is None or not np.array_equal(result.x, self._last, equal_nan=True):
            self.step(result.x, tried=self.newly_tried())
        message = one_line(" ".join(result.message) if isinstance(result.message, list) else result.message)
        return Ending(bool(result.success), message, at_limit=not result.success and bool(LIMIT.search(message)))

    def _raise_remembered(self) -> None:
        if self._remembered is not None:
            raise self._remembered
