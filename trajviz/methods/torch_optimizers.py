"""The optimizers of PyTorch, and of libraries that write theirs as PyTorch does, such as `pytorch_optimizer`.

A start is one parameter tensor, its gradient the objective's. A step is the optimizer's own `step()`, with a closure
where it asks for one. Numbers are float64, or float32 where an optimizer takes no other. Whatever is random in it is
drawn from the same seed each time, and PyTorch's own generator is left as it was.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, product
from typing import Any

import numpy as np

from trajviz.arrays import Array
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.methods.bridges import bridge, given, hyperparameters_of, of_spec, one_line, place_of, told_as
from trajviz.methods.optimizer import Optimizer, Record
from trajviz.methods.schedules import Schedule, scheduled

_WRAPPED = ("base_optimizer", "optimizer")
"""The parameters by which wrappers, such as SAM and Lookahead, take the class that they wrap."""


@bridge("torch.optim", "pytorch_optimizer", library="PyTorch", install="optrajviz[torch]")
def of_torch(thing: Any, name: str) -> Optimizer | None:
    """Return the optimizer that a class of PyTorch's, or a function of its parameters, makes; None if it is neither.

    Raises
    ------
    TrajvizError
        If it is an optimizer that has its parameters already.
    """
    torch: Any = sys.modules.get("torch")
    if torch is None:
        return None
    if isinstance(thing, torch.optim.Optimizer):
        kind = type(thing).__name__
        raise TrajvizError(
            f"this {kind} has its parameters already; give the class {kind}, or a function of the parameters,"
            " or record its loop with Recorder.following"
        )
    factory, changed = (thing.func, thing.keywords) if isinstance(thing, functools.partial) else (thing, {})
    if inspect.isclass(factory) and issubclass(factory, torch.optim.Optimizer):
        if factory is torch.optim.Optimizer:
            return None
        name = name if "." in name else place_of(factory, of_torch)
        parameters = list(inspect.signature(factory).parameters.values())
        takes_more = any(each.kind is each.VAR_KEYWORD for each in parameters)
        defaults, numbers = hyperparameters_of([each for each in parameters if each.name != "params"])
        return Optimizer(
            name, TorchRun(factory, name), defaults, dict(changed),
            batched=False, takes_more=takes_more, ranges=numbers, summary=f"{factory.__name__} of PyTorch's kind",
        )  # fmt: skip
    made = _made_by(thing, torch)
    if made is None:
        return None
    name = place_of(type(made), of_torch) if name == "<lambda>" else name
    return Optimizer(name, TorchRun(thing, name), {}, {}, batched=False, summary=f"a {type(made).__name__} of PyTorch")


def _made_by(thing: Any, torch: Any) -> Any:
    """Return what a function of a list of parameters makes, if that is an optimizer; it is tried."""
    if not callable(thing) or inspect.isclass(thing) or inspect.isgeneratorfunction(thing):
        return None
    try:
        parameters = list(inspect.signature(thing).parameters.values())
    except (TypeError, ValueError):
        return None
    if not parameters or [each for each in parameters if each.default is each.empty] != parameters[:1]:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = thing([torch.nn.Parameter(torch.ones(2))])
    except Exception:  # it is something else, or wants something else
        return None
    return made if isinstance(made, torch.optim.Optimizer) else None


@dataclass(frozen=True)
class _Manner:
    """How an optimizer wants to be run."""

    dtype: str
    with_closure: bool
    gradient_first: bool


@dataclass(frozen=True)
class TorchRun:
    """Runs what a factory makes of a list of parameters.

    Parameters
    ----------
    factory : callable
        The class, or a function of the parameters.
    name : str
        What messages call it.
    """

    factory: Callable[..., Any]
    name: str

    def __call__(self, objective: Objective, start: Array, record: Record, /, **hyperparameters: Any) -> None:
        """Run from `start`, pushing every iterate to `record`; nothing but what `record` raises ends it.

        Each of many starts has an optimizer of its own, and shares with the others the evaluation of gradients.
        """
        torch: Any = importlib.import_module("torch")
        chosen = self._chosen(hyperparameters)
        manner = self._manner(chosen, len(start))
        dtype = getattr(torch, manner.dtype)
        each = [torch.nn.Parameter(torch.tensor(x, dtype=dtype)) for x in start.reshape(len(start), -1).T]

        def points() -> Array:
            return np.stack([x.detach().numpy() for x in each], axis=-1, dtype=float).reshape(start.shape)

        def take_gradients() -> None:
            gradients = torch.as_tensor(objective.gradient(points()).reshape(len(start), -1).T.copy(), dtype=dtype)
            for x, gradient in zip(each, gradients, strict=True):
                x.grad = gradient

        def closure() -> Any:
            take_gradients()
            return torch.as_tensor(float(objective(points())), dtype=dtype)

        with _of_its_own(torch):
            solvers = [self._made(x, chosen) for x in each]
            for t in count():
                self._follow(solvers, scheduled(chosen), t)
                if manner.gradient_first:
                    take_gradients()
                for solver in solvers:
                    solver.step(*[closure] * manner.with_closure)
                record(points())

    def batches(self, hyperparameters: Mapping[str, Any]) -> bool:
        """Whether many starts can run at once with these hyperparameters; those with a closure evaluate one by one.

        Raises
        ------
        TrajvizError
            If no optimizer can be made with them, or none that takes a step.
        """
        return not self._manner(self._chosen(hyperparameters), 2).with_closure

    def _chosen(self, hyperparameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return the hyperparameters that are not as the class has them, with the classes that are named in them."""
        parameters = inspect.signature(self.factory).parameters
        defaults = {name: None if each.default is each.empty else each.default for name, each in parameters.items()}
        chosen = given(hyperparameters, defaults)
        for name in _WRAPPED:
            if isinstance(chosen.get(name), str):
                wrapped = of_spec(chosen[name])
                if wrapped is None or not isinstance(wrapped.minimize_function, TorchRun):
                    raise TrajvizError(f"{self.name}: {name} must be such as 'torch.optim.SGD', not {chosen[name]!r}")
                chosen[name] = wrapped.minimize_function.factory
        missing = [name for name, each in parameters.items() if each.default is each.empty and name not in chosen]
        missing = [name for name in missing if name != "params" and parameters[name].kind.name[:3] != "VAR"]
        if missing and inspect.isclass(self.factory):
            raise TrajvizError(f"{self.name} needs {' and '.join(missing)}, as in {self.name}({missing[0]}=…)")
        return chosen

    def _made(self, x: Any, chosen: Mapping[str, Any]) -> Any:
        by_name = "params" not in inspect.signature(self.factory).parameters and chosen.keys() & set(_WRAPPED)
        schedules = scheduled(chosen)
        chosen = {**chosen, **{name: schedule(0) for name, schedule in schedules.items()}}
        with told_as(self.name):
            made = self.factory(params=[x], **chosen) if by_name else self.factory([x], **chosen)
            if hasattr(made, "train"):  # as those without a schedule have it
                made.train()
        self._follow([made], schedules, 0)
        return made

    def _follow(self, solvers: Sequence[Any], schedules: Mapping[str, Schedule], t: int) -> None:
        """Set what follows a schedule, as PyTorch's schedulers do, in the groups of the optimizers."""
        for name, schedule in schedules.items():
            for solver in solvers:
                for group in solver.param_groups:
                    if name not in group:
                        raise TrajvizError(f"{self.name}: {name} can not change from step to step; lr can")
                    group[name] = schedule(t)

    def _manner(self, chosen: Mapping[str, Any], dimension: int) -> _Manner:
        """Return the first manner in which a step can be taken: wide numbers before narrow, no closure before one.

        Of those with a closure, a line search computes the gradient by it; others, such as SAM, want one to be there
        already, which shows in where they step to.
        """
        problem: Exception | None = None
        for dtype, with_closure in product(("float64", "float32"), (False, True)):
            try:
                stepped = self._step_of_trial(chosen, dimension, _Manner(dtype, with_closure, gradient_first=True))
            except TrajvizError:
                raise
            except Exception as error:  # whatever it does not like
                problem = problem or error
                continue
            if not with_closure:
                return _Manner(dtype, with_closure=False, gradient_first=True)
            try:
                alone = self._step_of_trial(chosen, dimension, _Manner(dtype, with_closure, gradient_first=False))
            except Exception:  # there was no gradient
                return _Manner(dtype, with_closure=True, gradient_first=True)
            return _Manner(dtype, with_closure=True, gradient_first=not np.array_equal(stepped, alone))
        assert problem is not None
        raise TrajvizError(f"{self.name} can not run so: {one_line(problem)}") from problem

    def _step_of_trial(self, chosen: Mapping[str, Any], dimension: int, manner: _Manner) -> Array:
        """Return where a step from ones leads on a bowl."""
        torch: Any = importlib.import_module("torch")
        x = torch.nn.Parameter(torch.ones(dimension, dtype=getattr(torch, manner.dtype)))

        def closure() -> Any:
            x.grad = 2 * x.detach()
            return (x.detach() ** 2).sum()

        with _of_its_own(torch):
            optimizer = self._made(x, chosen)
            if manner.gradient_first:
                closure()
            optimizer.step(*[closure] * manner.with_closure)
        return np.array(x.detach().numpy())


@contextmanager
def _of_its_own(torch: Any) -> Iterator[None]:
    """Draw from a seed of this run's own, and say nothing."""
    with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.manual_seed(0)
        yield
