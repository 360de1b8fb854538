"""The bridge to `scipy.optimize.minimize`: how one of its methods runs as an optimizer.

SciPy's methods do not agree on what they report to a callback, and a path needs the accepted iterates:

- A reported point may be a live buffer that SciPy goes on writing to, so it is copied.
- COBYQA and trust-constr report the start before their first step. A path begins with the start already, so
  that report is dropped. A point that is repeated later is a step in which nothing was accepted, and stays.
- SLSQP reports trial points of its line search that it then rejects. The points that it accepts are those
  at which it asks for the gradient.
- A method may end at another point than the last that it reported. The last row of a path is always its
  answer.

Bounds are those of the objective, if it has any; without, a run is SciPy's without bounds. Some methods silently move a
start that lies outside the bounds, which `trace` therefore refuses. From a start on a bound, trust-constr stays where
it is and Nelder-Mead on the bound, and both tell of success; so they begin a hundredth of the way inside, as IPOPT
does with its `bound_push`.

Constraints are those of the objective as well, for the four methods that take any. They are met in the end; on
their way these methods pass through points that break them.

To COBYLA bounds are constraints like others, which its iterates may break on their way; its answer respects them.

SciPy takes a StopIteration for its own. So what `record` or the objective raises is remembered and raised
again; what SciPy raises itself is the end of the run.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

import numpy as np

from trajviz.arrays import Array
from trajviz.errors import TrajvizError
from trajviz.functions.bounds import Pairs
from trajviz.functions.constraints import Constraint
from trajviz.functions.objective import Objective
from trajviz.methods.details import begin, keeps_details, take_step
from trajviz.methods.optimizer import Ending, Record, optimizers
from trajviz.methods.scipy_details import Nothing, Watch

Answer = TypeVar("Answer")

# The numbers that SciPy gives to this end differ from method to method and from version to version.
LIMIT = re.compile(r"\b(maximum number|max\.|maxfun\b|limit\b|exceeds\b)", re.IGNORECASE)


# A function with a name, since an optimizer is sent to other processes with it.
def _as_they_are(options: Mapping[str, Any], _: Array) -> Mapping[str, Any]:
    return options


@dataclass(frozen=True)
class ScipyMethod:
    """A method of `scipy.optimize.minimize`, and what it does differently from the others.

    Parameters
    ----------
    name : str
        SciPy's name of the method.
    derivatives : {0, 1, 2}
        The order of the highest derivative that the method uses: none, the gradient, or the Hessian as well.
    takes_bounds : bool
        Whether the method honours bounds.
    takes_constraints : bool
        Whether the method honours constraints.
    needs_interior_start : bool
        Whether the method, given bounds, goes nowhere from a start that lies on one of them.
    reports_start : bool
        Whether the first point that the method reports is the start.
    accepts_at_gradient : bool
        Whether the accepted iterates are the points at which the method asks for the gradient rather than
        those that it reports to its callback.
    needs_finite_curvature : bool
        Whether the method never returns once p·Hp overflows or is nan for a direction p.
    limits : mapping
        The options that end a run, each with what it counts, "iterations" or "evaluations".
    watch : callable
        Makes of the options what sees the method's details, see `trajviz.methods.scipy_details`.
    to_scipy : callable
        Makes of the options, and the start, those that SciPy takes; by default they are the same.
    """

    name: str
    derivatives: int
    takes_bounds: bool = False
    takes_constraints: bool = False
    needs_interior_start: bool = False
    reports_start: bool = False
    accepts_at_gradient: bool = False
    needs_finite_curvature: bool = False
    limits: Mapping[str, str] = field(default_factory=lambda: {"maxiter": "iterations"})
    watch: Callable[[Mapping[str, Any]], Watch] = Nothing
    to_scipy: Callable[[Mapping[str, Any], Array], Mapping[str, Any]] = _as_they_are

    def minimize(self, objective: Objective, start: Array, record: Record, /, **options: Any) -> Ending:
        """Run the method from `start`, pushing every accepted iterate to `record`.

        Parameters
        ----------
        objective : Objective
            Whose bounds hold, if the method takes any.
        start : ndarray of shape (d,)
        record : callable
            Takes an iterate of shape (d,). Whatever it raises ends the run and is passed on.
        **options
            The method's own options; one that is None is left to SciPy.

        Returns
        -------
        Ending
            What SciPy says, or the error with which it stopped, or which limit to its iterations or evaluations.

        Raises
        ------
        TrajvizError
            If SciPy refuses the options before it evaluates anything.

        Examples
        --------
        >>> bowl = Objective(lambda x: x[0] ** 2 + x[1] ** 2, "bowl", domain=[(-5, 5), (-5, 5)])
        >>> path = []
        >>> ScipyMethod("CG", derivatives=1).minimize(bowl, np.array([-4.0, 4.0]), path.append)
        Ending(converged=True, message='Optimization terminated successfully.', at_limit=False)
        >>> bool(np.linalg.norm(path[-1]) < 1e-5)
        True
        """
        run = _Run(self, objective, start, record, self.watch(options) if keeps_details(record) else Nothing(options))
        bounds = objective.bounds if self.takes_bounds else None
        begin = _pushed_inside(start, bounds) if bounds is not None and self.needs_interior_start else start
        constraints = objective.constraints if self.takes_constraints else ()
        try:
            result = self._call_scipy(run, begin, bounds, constraints, options)
        except Exception as error:
            run.raise_remembered()
            if not run.has_begun:
                raise TrajvizError(f"{self.name} can not run with these options: {one_line(error)}") from error
            return Ending(False, f"SciPy stopped with an error: {one_line(error)}")
        run.raise_remembered()
        if not np.array_equal(result.x, run.last, equal_nan=True):
            run.accept(result.x)
        limit = self._limit_reached(result)
        if limit is not None:
            return Ending(False, self._told_limit(*limit, result, options), at_limit=True)
        return Ending(bool(result.success), one_line(result.message))

    def _limit_reached(self, result: Any) -> tuple[str, str] | None:
        """Return the option whose limit ended the run and what it counts, or None."""
        message = str(result.message)
        if result.success or not LIMIT.search(message):
            return None
        named = [(option, counted) for option, counted in self.limits.items() if counted[:6] in message.lower()]
        return (named or list(self.limits.items()))[0]

    def _told_limit(self, option: str, counted: str, result: Any, options: Mapping[str, Any]) -> str:
        limit, default = options.get(option), optimizers[self.name].defaults.get(option)
        if limit not in (None, default):
            return f"took the {limit} {counted} that {option} allows"
        spent = result.nit if counted == "iterations" else result.nfev
        own = f"limit of {limit} {counted}" if limit is not None else f"limit, after {spent} {counted}"
        return f"stopped by {self.name}'s own {own}; {self.name}({option}=…) sets another"

    def _call_scipy(
        self,
        run: _Run,
        start: Array,
        bounds: Pairs | None,
        constraints: Sequence[Constraint],
        options: Mapping[str, Any],
    ) -> Any:
        from scipy.optimize import Bounds, minimize

        low, high = np.transpose(bounds or [(-np.inf, np.inf)])
        arguments: dict[str, Any] = {
            "method": self.name,
            "jac": run.gradient if self.derivatives >= 1 else None,
            "hess": run.hessian if self.derivatives >= 2 and not self.needs_finite_curvature else None,
            "hessp": run.hessian_product if self.needs_finite_curvature else None,
            # Without keep_feasible, the iterates of trust-constr leave the box.
            "bounds": None if bounds is None else Bounds(low, high, keep_feasible=True),
            "constraints": [_as_scipy_takes_it(each) for each in constraints],
            "callback": None if self.accepts_at_gradient else run.callback,
            "options": {name: value for name, value in self.to_scipy(options, start).items() if value is not None},
        }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return minimize(run.value, start.copy(), **arguments)


def _as_scipy_takes_it(constraint: Constraint) -> Any:
    from scipy.optimize import NonlinearConstraint

    def jacobian(x: Array) -> Array:
        return constraint.gradient_at(x)[None]

    def hessian(x: Array, weights: Array) -> Array:
        return np.asarray(weights[0] * constraint.hessian_at(x))

    return NonlinearConstraint(
        constraint,
        constraint.low,
        constraint.high,
        jac=jacobian,
        hess=hessian,  # type: ignore[arg-type]  # SciPy's stubs leave the weights out
    )


def _pushed_inside(start: Array, bounds: Pairs) -> Array:
    """Return `start` with the coordinates that lie on a bound a hundredth of the way inside."""
    low, high = np.transpose(bounds)
    push = 0.01 * np.minimum(high - low, np.maximum(1.0, np.abs(start)))
    return np.where(start == low, start + push, np.where(start == high, start - push, start))


def _remembering(method: Callable[..., Answer]) -> Callable[..., Answer]:
    """Make a method of `_Run` remember what it raises: SciPy may swallow that, or raise the same itself."""

    @wraps(method)
    def remembering(run: _Run, *arguments: Any) -> Answer:
        try:
            return method(run, *arguments)
        except BaseException as error:
            run.remembered = error
            raise

    return remembering


class _Run:
    """What SciPy calls during one run: the objective, and a callback that passes iterates on to `record`."""

    def __init__(self, method: ScipyMethod, objective: Objective, start: Array, record: Record, watch: Watch) -> None:
        self.last = start
        self.has_begun = False
        self._steps = 0
        self._watch = watch
        self.remembered: BaseException | None = None
        self._method = method
        self._objective = objective
        self._record = record
        self._start_to_come = method.reports_start
        self._hessian_at = np.full_like(start, np.nan)
        self._hessian = np.empty((0, 0))

    @_remembering
    def value(self, x: Array) -> float:
        self.has_begun = True
        value = float(self._objective(x))
        self._watch.evaluated(x, value)
        return value

    @_remembering
    def gradient(self, x: Array) -> Array:
        gradient = self._objective.gradient(x)
        if self._method.accepts_at_gradient:
            self._accept_reported(x)
        return gradient

    @_remembering
    def hessian(self, x: Array) -> Array:
        return self._objective.hessian(x)

    def hessian_product(self, x: Array, direction: Array) -> Array:
        if not np.array_equal(x, self._hessian_at):
            self._hessian_at, self._hessian = x.copy(), self.hessian(x)
        product: Array = self._hessian @ direction
        if not np.isfinite(direction @ product):
            raise FloatingPointError("the curvature of the objective is not finite")
        return product

    @_remembering
    def callback(self, x: Array, state: Any = None) -> None:
        # trust-constr passes its state as well, the others do not.
        self._accept_reported(x, state)

    def _accept_reported(self, x: Array, state: Any = None) -> None:
        is_start = self._start_to_come and np.array_equal(x, self.last)
        self._start_to_come = False
        if not is_start:
            self.accept(x, state)

    def accept(self, x: Array, state: Any = None) -> None:
        self.last = np.array(x, dtype=float)
        if not self._steps:
            begin(self._record, self._watch.at_start(state))
        self._steps += 1
        take_step(self._record, self.last.copy(), self._watch.at_step(self.last, state))

    def raise_remembered(self) -> None:
        if self.remembered is not None:
            raise self.remembered


def one_line(message: object) -> str:
    """Return a message without line breaks."""
    return " ".join(str(message).split())
