"""The contract of an optimizer, the registry of them and the decorator that enters one.

An optimizer pushes its accepted iterates, in order and without the start, to `record`, and returns how it
ended. It asks the objective for nothing but values, gradients and Hessians; copying, counting, stopping and
judging belong to `trajviz.runs.tracing.trace`. `record` may raise to stop the run; optimizers let that pass.

A method written by hand is a generator: its local variables are its state, and because its arithmetic is
elementwise the same generator runs one start of shape `(d,)` or a batch of shape `(d, ...)`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

from trajviz.arrays import Array
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions.objective import Objective
from trajviz.methods.details import keeps_details, state_of, take_step
from trajviz.methods.hyperparameters import Rule, checked_hyperparameter
from trajviz.methods.schedules import Schedule, as_schedule, scheduled
from trajviz.registry import Registry, did_you_mean
from trajviz.words import OF_A_METHOD, in_our_words

Record = Callable[..., None]
"""Takes an iterate and, if it is one that keeps them, what a method has beside it: see `trajviz.methods.details`."""


@dataclass(frozen=True)
class Ending:
    """How an optimizer says that it ended.

    Parameters
    ----------
    converged : bool
        Whether its own stopping rule was met. What that is worth is judged from the gradient.
    message : str
        A sentence.
    at_limit : bool
        Whether a limit to its iterations or evaluations ended it, which is neither success nor failure.
    """

    converged: bool
    message: str
    at_limit: bool = False


Need = tuple[str, Callable[[Objective, Mapping[str, Any]], bool]]
Minimize = Callable[..., Ending | None]
Steps = Iterator[Array]
Method = TypeVar("Method", bound=Callable[..., Any])


@dataclass(frozen=True)
class Optimizer:
    """A method with its hyperparameters.

    Parameters
    ----------
    name : str
        The name, such as `"Adam"`.
    minimize_function : callable
        `minimize_function(objective, start, record, **hyperparameters)`, returning an `Ending`, or None for a
        method that has no stopping rule of its own. It may have a method `batches`, which takes all hyperparameters,
        says whether it is `batched` with these, and raises `TrajvizError` where they don't go together.
    defaults : mapping
        Every hyperparameter with its default.
    changed : mapping
        The hyperparameters that were set, in the order in which they were.
    reference : str
        Where the method is published.
    batched : bool
        Whether a start may have shape (d, ...), many starts run at once.
    stops : bool
        Whether it has a stopping rule of its own; where it has none, a run ends where the gradient vanishes.
    takes_bounds : bool
        Whether the iterates respect the objective's bounds.
    takes_constraints : bool
        Whether the method honours the objective's constraints, in the end if not on its way.
    summary : str
        What the method does, in half a sentence.
    latex : str
        The rule of one step, in LaTeX, as `trajviz.methods.formulas` says.
    matrices : int
        How many matrices of shape (d, d) the method keeps at once, for each start.
    ranges : mapping
        What hyperparameters may be, of `trajviz.methods.hyperparameters`, besides of the type of their default.
    takes_more : bool
        Whether it takes hyperparameters of any other name, as wrappers do for what they wrap.
    needs : (str, callable), optional
        What an objective must have, in words, and whether one has it: a function of the objective and of the
        hyperparameters. By default any will do.
    tuned : str
        What a legend says of how its hyperparameters were found.

    Examples
    --------
    >>> adam = optimizers["Adam"]
    >>> adam.title, adam.hyperparameters["beta1"], adam.ranges["beta1"][0], adam.stops
    ('Adam', 0.9, 'a number from 0 to below 1', False)
    """

    name: str
    minimize_function: Minimize
    defaults: Mapping[str, Any]
    changed: Mapping[str, Any]
    reference: str = ""
    batched: bool = True
    stops: bool = False
    takes_bounds: bool = False
    takes_constraints: bool = False
    summary: str = ""
    latex: str = ""
    matrices: int = 0
    ranges: Mapping[str, Rule] = field(default_factory=dict)
    takes_more: bool = False
    needs: Need | None = None
    tuned: str = ""

    @property
    def title(self) -> str:
        """The name in a legend: with the switches that make it another method, such as `Newton(modified=True)`.

        One that lives elsewhere is called as it is there, such as `Adam` for `torch.optim.Adam`.
        """
        switched = {name: value for name, value in self.changed.items() if isinstance(value, bool)}
        title = _spec(
            self.name.rpartition(".")[2],
            {name: value for name, value in switched.items() if value != self.defaults.get(name)},
        )
        return f"{title} {self.tuned}" if self.tuned else title

    @property
    def hyperparameters(self) -> dict[str, Any]:
        """Every hyperparameter with the value that is used."""
        return {**self.defaults, **self.changed}

    def with_hyperparameters(self, /, **changed: Any) -> Optimizer:
        """Return the same method with other hyperparameters, checked.

        A number, such as a rate, may change from step to step: then it is an expression in the step t, counted from 0,
        as text, or a function of t (see `trajviz.methods.schedules`). SciPy's methods have none that may.

        Parameters
        ----------
        **changed : object
            The hyperparameters by their names, each of the type of its default; `betas` may stand for PyTorch's pair.

        Returns
        -------
        Optimizer
            With these, and those that were set before.

        Raises
        ------
        UnknownNameError
            If the method does not know a hyperparameter of that name.
        TrajvizError
            If a value has not the type of the default or is out of range.

        Examples
        --------
        >>> str(optimizers["GD"].with_hyperparameters(lr=0.1))
        'GD(lr=0.1)'
        >>> str(optimizers["GD"].with_hyperparameters(lr="0.1*cosine(200)"))
        'GD(lr=0.1*cosine(200))'
        >>> str(optimizers["Adam"].with_hyperparameters(betas=(0.8, 0.99)))
        'Adam(beta1=0.8, beta2=0.99)'
        """
        changed = self._one_by_one(changed)
        for name in changed:
            if name not in self.defaults and not self.takes_more:
                raise UnknownNameError(f"{self.name} has no hyperparameter {name!r}; {self._hint(name)}")
        checked = {name: self._checked(name, value) for name, value in changed.items()}
        made = replace(self, changed={**self.changed, **checked}, tuned="")
        batches: Callable[[Mapping[str, Any]], bool] | None = getattr(self.minimize_function, "batches", None)
        return made if batches is None else replace(made, batched=batches(made.hyperparameters))

    def _checked(self, name: str, value: Any) -> Any:
        """Return a value that the hyperparameter may have; one that may change from step to step is a schedule."""
        default, allowed = self.defaults.get(name), self.ranges.get(name)
        if self.stops or isinstance(default, bool) or not isinstance(default, float) | isinstance(value, Schedule):
            return checked_hyperparameter(self.name, name, value, default, allowed)
        try:
            schedule = as_schedule(value)
        except TrajvizError as error:
            if re.search(r"\bt\b|\(", value):
                raise TrajvizError(f"{self.name}: {name} is no schedule in the step t: {error}") from None
            schedule = None
        if schedule is None:
            return checked_hyperparameter(self.name, name, value, default, allowed)
        first = schedule(0)
        try:
            checked_hyperparameter(self.name, name, first, default if isinstance(default, float) else 0.0, allowed)
        except TrajvizError as error:
            raise TrajvizError(f"{error} in the first step of {schedule}") from None
        return schedule

    def _one_by_one(self, changed: Mapping[str, Any]) -> dict[str, Any]:
        """Return hyperparameters with PyTorch's tuple `betas` as the numbers that it holds."""
        names = [name for name in ("beta1", "beta2", "beta3") if name in self.defaults]
        if "betas" not in changed or "betas" in self.defaults or not names:
            return dict(changed)
        betas = changed["betas"]
        if not isinstance(betas, list | tuple) or len(betas) != len(names) or set(names) & set(changed):
            raise TrajvizError(f"{self.name}: betas are {len(names)} numbers, {' and '.join(names)}, not {betas!r:.60}")
        others = {name: value for name, value in changed.items() if name != "betas"}
        return {**others, **dict(zip(names, betas, strict=True))}

    def _hint(self, unknown: str) -> str:
        """Return what to say of a hyperparameter that the method does not have."""
        said = in_our_words(unknown, list(self.defaults))
        if said and said != OF_A_METHOD:
            return said
        if not self.defaults:
            return "it has none"
        if unknown == "lr" and "learning_rate" in self.defaults:
            return "its rate is called 'learning_rate'"
        having = [other.name for other in optimizers.values() if unknown in other.defaults]
        if having:
            return f"{', '.join(having)} {'has' if len(having) == 1 else 'have'}"
        return did_you_mean(unknown, self.defaults)

    def minimize(self, objective: Objective, start: Array, record: Record) -> Ending | None:
        """Run from `start`, pushing every accepted iterate to `record`.

        Parameters
        ----------
        objective : Objective
            What is minimised.
        start : ndarray of shape (d,) or (d, ...)
            One start, or many where the method is `batched`.
        record : callable
            Takes each iterate; what it raises ends the run and is passed on.

        Returns
        -------
        Ending or None
            How the method says that it ended; None for one that has no stopping rule of its own and was stopped.

        Raises
        ------
        TrajvizError
            If the objective does not have what the method needs.

        Examples
        --------
        >>> from trajviz.functions import objectives
        >>> path = []
        >>> ending = optimizers["BFGS"].minimize(objectives["sphere"], np.array([3.0, 4.0]), path.append)
        >>> ending.converged, np.abs(path[-1]).max() < 1e-5
        (True, np.True_)
        """
        if self.needs is not None and not self.suits(objective):
            raise TrajvizError(f"{self.name} needs {self.needs[0]}, and {objective.name[:60]} does not have that")
        return self.minimize_function(objective, start, record, **self.hyperparameters)

    def suits(self, objective: Objective) -> bool:
        """Whether the objective has what the method needs.

        Parameters
        ----------
        objective : Objective
            What would be minimised.

        Returns
        -------
        bool
            Whether `needs` is met.

        Examples
        --------
        >>> from trajviz.functions import objectives
        >>> [optimizers["Gauss-Newton"].suits(objectives[name]) for name in ("rosenbrock", "camel")]
        [True, False]
        """
        return self.needs is None or self.needs[1](objective, self.hyperparameters)

    def is_free(self, objective: Objective) -> bool:
        """Whether it would go without regard of bounds or constraints that the objective has.

        Parameters
        ----------
        objective : Objective
            What would be minimised.

        Returns
        -------
        bool
            True where there are such and the method does not take them.

        Examples
        --------
        >>> from trajviz.functions import objectives
        >>> bounded = objectives["camel"].bounded("domain")
        >>> [optimizers[name].is_free(bounded) for name in ("GD", "L-BFGS-B")]
        [True, False]
        """
        unbound = objective.bounds is not None and not self.takes_bounds
        return unbound or (bool(objective.constraints) and not self.takes_constraints)

    def __str__(self) -> str:
        """Return the spec that makes this optimizer, such as `Adam(lr=0.05)`."""
        return _spec(self.name, self.changed)


def _spec(name: str, hyperparameters: Mapping[str, Any]) -> str:
    inside = ", ".join(f"{each}={value!r}" for each, value in hyperparameters.items())
    return f"{name}({inside})" if inside else name


optimizers: Registry[Optimizer] = Registry(
    "optimizer",
    about="""
    Every optimizer by its names, in a mapping that tells apart no case, spaces and dashes.

    Raises
    ------
    UnknownNameError
        If none has that name; the message names the nearest.

    Examples
    --------
    >>> import trajviz as tv
    >>> tv.optimizers["gradient descent"].name, tv.optimizers["Adam"].defaults["lr"]
    ('GD', 0.001)
    >>> "Adam" in tv.optimizers, "Adam" in list(tv.optimizers)
    (True, True)
    """,
)


def optimizer(
    name: str,
    *,
    reference: str,
    latex: str = "",
    aliases: Iterable[str] = (),
    matrices: int = 0,
    takes_bounds: bool = False,
    takes_constraints: bool = False,
    ranges: Mapping[str, Rule] = MappingProxyType({}),
    needs: Need | None = None,
) -> Callable[[Method], Method]:
    """Register a method written as a function: see `from_function` for its two forms.

    Parameters
    ----------
    name : str
        The name, such as `"Adam"`.
    reference : str
        Where the method is published.
    latex : str
        The rule of one step, in LaTeX.
    aliases : iterable of str
        Other spellings that people use.
    matrices : int
        How many matrices of shape (d, d) it keeps at once.
    takes_bounds, takes_constraints : bool
        Whether the iterates respect bounds, and whether the method honours constraints.
    ranges : mapping
        What hyperparameters may be, besides of the type of their default: (text, predicate) by name.
    needs : (str, callable), optional
        What an objective must have; see `Optimizer`.

    Returns
    -------
    callable
        The decorator; it returns the function as it is.

    Raises
    ------
    TrajvizError
        If the function has neither form.

    Examples
    --------
    >>> @optimizer("Sign descent", reference="Bernstein et al., signSGD, 2018")
    ... def sign_descent(objective, x, *, lr=0.1):
    ...     while True:
    ...         x = x - lr * np.sign(objective.gradient(x))
    ...         yield x
    >>> optimizers["sign descent"].defaults
    {'lr': 0.1}
    """

    def register(method: Method) -> Method:
        made = from_function(method, name, reference)
        entry = replace(
            made,
            latex=latex,
            matrices=matrices,
            takes_bounds=takes_bounds,
            takes_constraints=takes_constraints,
            ranges=dict(ranges),
            needs=needs,
        )
        optimizers.register(name, entry, aliases)
        return method

    return register


def from_function(method: Callable[..., Any], name: str, reference: str = "") -> Optimizer:
    """Make an optimizer of a generator function, or of a function that minimises by itself.

    The first is `steps(objective, x, *, hyperparameters...)` and yields its iterates; see `from_generator`. The second
    is `minimize(objective, start, record, *, hyperparameters...)`, which calls `record` with each iterate and returns
    an `Ending` or None, as a method of SciPy does; it runs one start at a time.

    Raises
    ------
    TrajvizError
        If the function has neither form.

    Examples
    --------
    >>> def halving(objective, start, record, *, factor=0.5):
    ...     for power in range(1, 60):
    ...         record(factor**power * start)
    ...     return Ending(True, "the step is small")
    >>> from_function(halving, "halving").batched
    False
    """
    if inspect.isfunction(method) and not inspect.isgeneratorfunction(method):
        parameters = list(inspect.signature(method).parameters.values())
        first, hyperparameters = parameters[:3], parameters[3:]
        given = [p for p in first if p.kind <= p.POSITIONAL_OR_KEYWORD and p.default is p.empty]
        if len(given) == 3 and all(p.kind == p.KEYWORD_ONLY and p.default is not p.empty for p in hyperparameters):
            defaults = {p.name: p.default for p in hyperparameters}
            return Optimizer(name, method, defaults, {}, reference, batched=False, stops=True, summary=_summary(method))
    return from_generator(method, name, reference)


def from_generator(steps: Callable[..., Steps], name: str, reference: str = "") -> Optimizer:
    """Make an optimizer of a generator function that yields its iterates, the start left out.

    Where the method can't go on, the generator may return an `Ending` that says why.

    Parameters
    ----------
    steps : generator function
        Takes the objective and the start, of shape (d, ...). Its other parameters are the hyperparameters.
    name, reference : str
        The name, and where the method is published.

    Raises
    ------
    TrajvizError
        If `steps` is no generator function, does not take an objective and a start, or has a hyperparameter
        without a default.

    Examples
    --------
    >>> def halving(objective, x, *, factor=0.5):
    ...     while True:
    ...         x = factor * x
    ...         yield x
    >>> str(from_generator(halving, "halving").with_hyperparameters(factor=0.1))
    'halving(factor=0.1)'
    """
    defaults = _hyperparameter_defaults(steps, name)
    return Optimizer(name, partial(_follow, steps), defaults, {}, reference, summary=_summary(steps))


# A function with a name, since an optimizer is sent to other processes.
def _follow(
    steps: Callable[..., Steps], objective: Objective, start: Array, record: Record, /, **hyperparameters: Any
) -> Ending | None:
    """Record the iterates of a generator until it ends."""
    # A path that overflows is data to show, not a warning.
    # What a schedule sets is an array that changes under the method's hands, which take it for a number.
    schedules = scheduled(hyperparameters)
    rates = {name: np.array(schedule(0)) for name, schedule in schedules.items()}
    with np.errstate(all="ignore"):
        iterates = steps(objective, start, **{**hyperparameters, **rates})
        looks_inside = keeps_details(record)
        for t in count():
            for name, schedule in schedules.items():
                rates[name][...] = schedule(t)
            try:
                x = next(iterates)
            except StopIteration as end:
                return end.value if isinstance(end.value, Ending) else None
            take_step(record, x, state_of(iterates, x) if looks_inside else {})
        raise AssertionError("there is no last number")


def _summary(steps: Callable[..., Steps]) -> str:
    """Return the first line of the docstring, without its full stop."""
    return (inspect.getdoc(steps) or "").partition("\n")[0].rstrip(".")


def _hyperparameter_defaults(steps: Callable[..., Steps], name: str) -> dict[str, Any]:
    if not inspect.isgeneratorfunction(steps):
        raise TrajvizError(
            f"{name} is not a generator function: an optimizer takes (objective, x) and yields its iterates"
        )
    signature = inspect.signature(steps)
    parameters = list(signature.parameters.values())
    hyperparameters = parameters[2:]
    takes_start = len(parameters) >= 2 and all(p.kind <= p.POSITIONAL_OR_KEYWORD for p in parameters[:2])
    if not takes_start or any(p.default is p.empty for p in hyperparameters):
        raise TrajvizError(f"{name} takes {signature}, not (objective, x) and hyperparameters with defaults")
    return {p.name: p.default for p in hyperparameters}
