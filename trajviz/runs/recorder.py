"""A recorder for runs that go on elsewhere: in SciPy, in a training loop of PyTorch's or optax's, in any loop.

It is a callback that takes what the others hand out, copies it at once, since that may be memory which they go on
writing to, and is asked for a trajectory at any time.
"""

from __future__ import annotations

import inspect
import math
import reprlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from os import PathLike
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from trajviz.arrays import Array
from trajviz.checks import check_whole, checked, shown
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.functions.resolve import as_objective
from trajviz.functions.tensors import as_array
from trajviz.runs.flattening import flat
from trajviz.runs.following import following
from trajviz.runs.paths import is_result
from trajviz.runs.rows import Row, Rows, RowsInFile, RowsInMemory
from trajviz.runs.trajectory import Trajectory

_MOST_BYTES = 2.0**29
_NUMBERS_AT_ONCE = 2**22  # that an objective is evaluated at
_MOST_REMEMBERED = 10_000  # values of points, which may be reported later
_UNDER_WAY = "in progress"  # SciPy's message in what differential evolution reports of an iteration

What = Literal["value", "gradient", "hessian"]


class Recorder:
    """A callback that records a run, wherever it goes on.

    Every call is a step. It takes the iterate, and the value there where the caller knows it:

    - `rec(x)` and `rec(x, value)` in a loop of any kind, where x is an array, a tensor, a module, or a tree of such
      (see `trajviz.runs.flattening` for the order of its numbers);
    - `callback=rec` of `scipy.optimize`: of every method of `minimize`, of `least_squares`, `differential_evolution`,
      `dual_annealing`, `basinhopping`, `shgo` and `direct`. SciPy hands it an `OptimizeResult` wherever it can, and
      the value with it. `rec(result)` at the end adds the answer, should it be another point than the last;
    - `with rec.following(optimizer):` around a loop of PyTorch's, which stays as it is.

    SciPy does not report the start: it is taken from the first evaluation where `rec.watch(f)` is what is minimised,
    or given.

    Parameters
    ----------
    objective : str, callable or Objective, optional
        What is minimised; it gives the values that nobody tells. They are not counted.
    label : str
        The name in a legend.
    every : int
        Keep one row in so many steps, and always the start and the last iterate.
    start : array-like, tensor or tree, optional
        Row 0, before the first step.
    file : str or path-like, optional
        A `.npy` file that rows are kept in as they come, in place of memory; it can be animated later, also where the
        program did not end well. One that exists is replaced.
    dtype : {"float32", "float64"}, optional
        What rows are kept as; by default the kind that the parameters are of.
    memory : float
        How many bytes the rows in memory may take. Where a run has more, every other row is dropped and `every`
        doubles.

    Attributes
    ----------
    nfev, njev, nhev : int
        How many values, gradients and Hessians the functions that are watched were asked for.

    Raises
    ------
    TrajvizError
        If an argument is not such, or, when it is called, if it is handed no numbers or another number of them than
        before.

    Examples
    --------
    >>> from scipy.optimize import minimize
    >>> rec = Recorder("rosenbrock", label="BFGS")
    >>> result = minimize(rec.watch(lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2), [-1, 2], callback=rec)
    >>> rec.trajectory.steps == result.nit, rec.nfev == result.nfev, rec.trajectory.path[0].tolist()
    (True, True, [-1.0, 2.0])
    >>> rec = Recorder("x**2 + y**2", every=10)
    >>> for step in range(26):
    ...     rec([0.5**step, 0.0])
    >>> rec.trajectory.step_of_row.tolist()
    [0, 10, 20, 25]
    """

    @checked
    def __init__(
        self,
        objective: object = None,
        label: str = "",
        every: int = 1,
        *,
        start: object = None,
        file: str | PathLike[str] | None = None,
        dtype: object = None,
        memory: float = _MOST_BYTES,
    ) -> None:
        check_whole("every", every, 1)
        if memory <= 0:
            raise TrajvizError(f"memory must be a number of bytes above 0, not {memory!r}")
        self.objective = objective
        self.label = label
        self.nfev = self.njev = self.nhev = 0
        # SciPy hands over a whole result to what takes nothing but a parameter of this name.
        parameter = inspect.Parameter("intermediate_result", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        self.__signature__ = inspect.Signature([parameter])
        self._dtype = None if dtype is None else _float_type(dtype)
        self._rows: Rows = RowsInMemory(int(every), memory) if file is None else RowsInFile(file, int(every))
        self._last: Row | None = None
        self._is_kept = False
        self._told = ""
        self._failed = False
        self._first_point: Array | None = None
        self._values: dict[int, float] = {}
        if start is not None:
            self._record(flat(start), math.nan, evaluations=0)

    def __repr__(self) -> str:
        label = f" {reprlib.repr(self.label)}" if self.label else ""
        taken = "nothing yet" if self._last is None else f"{self._last.step} steps in {len(self._last.x)} dimensions"
        return f"<Recorder{label}: {taken}>"

    def __call__(self, intermediate_result: object = None, *told: object, value: object = None) -> None:
        """Take down a step; see the head of this class for what can be told.

        Parameters
        ----------
        intermediate_result : array-like, tensor, module, tree or OptimizeResult
            The iterate, or SciPy's result, under the name by which SciPy knows that it may hand over a result.
        *told : object
            What else a caller hands over; the first is the value there.
        value : float, optional
            The same by its name.

        Raises
        ------
        TrajvizError
            If it is handed no numbers, or another number of them than before.

        Examples
        --------
        >>> rec = Recorder(start=[4.0])
        >>> rec([2.0], 4.0)
        >>> rec.trajectory.path.tolist()
        [[4.0], [2.0]]
        """
        x = intermediate_result
        if is_result(x):
            self._take_result(x)
        elif x is None:
            raise TrajvizError("a recorder takes the iterate: call it as rec(x) or rec(x, value)")
        else:
            point = flat(x)
            known = value if value is not None else told[0] if told else None
            refused = len(told) > 1 and isinstance(told[1], bool | np.bool_) and not told[1]  # a hop of basinhopping
            if refused and self._last is not None:
                point, known = self._last.x.copy(), self._last.value
            self._step(point, _number(known))

    def _take_result(self, result: Mapping[str, Any]) -> None:
        """Take down what SciPy reports of an iteration, or its answer at the end."""
        point = flat(result["x"])
        if "population" in result:  # there is no start to begin from
            self._first_point = None
        if "success" in result and result.get("message") != _UNDER_WAY:
            self._told = " ".join(str(result.get("message", "")).split())
            if self._last is not None and np.array_equal(self._last.x, self._kept_as(point)):
                return
        self._step(point, _number(result.get("cost", result.get("fun"))), result)

    def _step(self, point: Array, value: float, result: Mapping[str, Any] = MappingProxyType({})) -> None:
        """Take down an iterate, after the start if that is known; the report of the start is no step."""
        if self._last is None and self._first_point is not None:
            self._record(self._first_point, math.nan, evaluations=0)
        if not self._is_start(point, result):
            self._record(point, value, self.evaluations)

    def _is_start(self, point: Array, result: Mapping[str, Any]) -> bool:
        """Whether a report is that of the start, as COBYLA, COBYQA and trust-constr make before their first step."""
        if self._last is None or self._last.step or not np.array_equal(self._kept_as(point), self._last.x):
            return False
        return self.nfev == 1 or result.get("nit") == 0 or result.get("cg_niter") == 0

    def _record(self, point: Array, value: float, evaluations: int) -> None:
        """Take down an iterate, which is nobody else's memory."""
        x = self._kept_as(point)
        if self._last is not None and len(x) != len(self._last.x):
            raise TrajvizError(f"the iterate has {len(x)} numbers, and the one before had {len(self._last.x)}")
        if math.isnan(value):
            value = self._values.get(_key(point), math.nan)
        self._last = Row(0 if self._last is None else self._last.step + 1, evaluations, value, x)
        self._is_kept = self._last.step % self._rows.every == 0
        if self._is_kept:
            self._rows.append(self._last)
            self._is_kept = self._last.step % self._rows.every == 0  # which may have doubled

    def _kept_as(self, point: Array) -> Array:
        return point if self._dtype is None else point.astype(self._dtype, copy=False)

    def _keep_last_in_file(self) -> None:
        if isinstance(self._rows, RowsInFile) and self._last is not None and not self._is_kept:
            self._rows.append(self._last)
            self._is_kept = True

    def _set_value(self, value: float) -> None:
        """Say what the value at the last iterate is."""
        assert self._last is not None
        self._last = self._last._replace(value=value)
        if self._is_kept:
            self._rows.set_value(value)

    @property
    def evaluations(self) -> int:
        """All evaluations up to now of the functions that are watched."""
        return self.nfev + self.njev + self.nhev

    @checked
    def watch(self, function: Callable[..., Any], what: What = "value") -> Callable[..., Any]:
        """Return a function that does the same, and whose calls are counted.

        Parameters
        ----------
        function : callable
            Takes a point of shape (d,), or of shape (d, n) for n points at once, and anything else behind it. Where it
            returns a pair, as for `minimize(..., jac=True)`, that is a value and a gradient. Of residuals, which
            `least_squares` takes, the value is half the sum of their squares.
        what : {"value", "gradient", "hessian"}
            What it returns.

        Returns
        -------
        callable
            The function; it returns what that returns.

        Raises
        ------
        TrajvizError
            If it is no function, or `what` is none of these.

        Examples
        --------
        >>> rec = Recorder()
        >>> gradient = rec.watch(lambda x: 2 * x, "gradient")
        >>> gradient(np.ones(2)).tolist(), rec.njev
        ([2.0, 2.0], 1)
        """

        @wraps(function, updated=())
        def watched(x: Any, *more: Any, **named: Any) -> Any:
            if self._first_point is None and self._last is None and np.ndim(x) == 1:
                self._first_point = flat(x)
            result = function(x, *more, **named)
            points = np.shape(x)[1] if np.ndim(x) == 2 else 1
            self._count(what, points)
            if what == "value" and points == 1:
                if isinstance(result, tuple) and len(result) == 2:
                    self._count("gradient", 1)
                    self._remember(x, result[0])
                else:
                    self._remember(x, result)
            return result

        return watched

    def _count(self, what: What, points: int) -> None:
        name = {"value": "nfev", "gradient": "njev", "hessian": "nhev"}[what]
        setattr(self, name, getattr(self, name) + points)

    def _remember(self, x: Any, value: object) -> None:
        if len(self._values) == _MOST_REMEMBERED:
            del self._values[next(iter(self._values))]
        self._values[_key(x)] = _number(value)

    @contextmanager
    def following(self, optimizer: Any) -> Iterator[Recorder]:
        """Record each step of an optimizer of PyTorch's; the loop stays as it is.

        The parameters are those of its groups, in their order. A row has the loss from which the step that leaves it
        was taken: what `backward` was called on, the sum where it was called several times before a step, and what
        the closure returned first where `step` is given one. So the last row, which no step has left, has a value
        only where there is an `objective`. Under automatic mixed precision a loss is as the scaler has scaled it;
        tell the values yourself there, by `rec(model, value=loss)` in the loop.

        Parameters
        ----------
        optimizer : torch.optim.Optimizer
            The one whose steps are taken.

        Yields
        ------
        Recorder
            This one.

        Raises
        ------
        TrajvizError
            If it is none.

        Examples
        --------
        >>> import torch                                                                # doctest: +SKIP
        >>> rec = Recorder(label="Adam")                                                # doctest: +SKIP
        >>> with rec.following(torch.optim.Adam(model.parameters())):                   # doctest: +SKIP
        ...     train(model)
        >>> tv.animate(rec.trajectory, view="convergence")                              # doctest: +SKIP
        """
        with following(optimizer, self._begin_with, self._record_parameters, self._set_value):
            try:
                yield self
            except Exception as error:
                self._told, self._failed = f"{type(error).__name__}: {' '.join(str(error).split())}".rstrip(": "), True
                raise
            finally:
                self._keep_last_in_file()

    def _begin_with(self, parameters: object) -> None:
        """Take down the start, or what somebody else has changed since the last step."""
        point = flat(parameters)
        if self._last is None or not np.array_equal(self._kept_as(point), self._last.x):
            self._record(point, math.nan, self.evaluations)

    def _record_parameters(self, parameters: object) -> None:
        self._record(flat(parameters), math.nan, self.evaluations)

    @property
    def trajectory(self) -> Trajectory:
        """What has been recorded up to now.

        Raises
        ------
        TrajvizError
            If nothing has been, or the objective has another number of variables.
        """
        if self._last is None:
            raise TrajvizError(
                "nothing has been recorded yet; hand the recorder on, as in callback=rec, or call rec(x)"
            )
        self._keep_last_in_file()
        steps, evaluations, values, path = self._rows.columns(None if self._is_kept else self._last)
        objective = None if self.objective is None else as_objective(self.objective, dimension=path.shape[1])
        return Trajectory(
            path,
            values if objective is None else _completed(values, objective, path),
            self.label,
            outcome="failed" if self._failed else "completed",
            message=self._told,
            evaluations=evaluations if self.evaluations else steps,
            nfev=self.nfev,
            njev=self.njev,
            nhev=self.nhev,
            objective=objective,
            step_of_row=steps,
            bounds=None if objective is None else objective.bounds,
        )


def _completed(values: Array, objective: Objective, path: Array) -> Array:
    """Return values with those that nobody told, which the objective has."""
    unknown = np.flatnonzero(np.isnan(values))
    at_once = max(_NUMBERS_AT_ONCE // path.shape[1], 1)
    for rows in (unknown[i : i + at_once] for i in range(0, len(unknown), at_once)):
        values[rows] = objective(path[rows].T)
    return values


def _key(x: object) -> int:
    """Return what a point is remembered by."""
    return hash(np.asarray(x, dtype=float).tobytes())


def _number(value: object) -> float:
    """Return a value as a number; nan for None, and of residuals half the sum of their squares."""
    if value is None:
        return math.nan
    try:
        array = as_array(value).astype(float)
    except (TypeError, ValueError, OverflowError):
        raise TrajvizError(f"a value must be a real number, not {shown(value)}") from None
    return float(array.item() if array.size == 1 else (array**2).sum() / 2)


def _float_type(dtype: object) -> np.dtype[Any]:
    try:
        kind: np.dtype[Any] = np.dtype(dtype)  # type: ignore[call-overload]  # which raises what is caught
    except TypeError:
        kind = np.dtype(bool)
    if kind not in (np.float32, np.float64):
        raise TrajvizError(f"dtype must be float32 or float64, not {shown(dtype)}")
    return kind
