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
from collections.abc import Callable, Iterator, Mapping
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

_WRAPPED = ("base_optimizer", "optimizer")
"""The parameters by which wrappers, such as SAM and Lookahead, take the class that they wrap."""


@bridge("torch.optim", library="PyTorch", install="trajviz[torch]")
@bridge("pytorch_optimizer", library="pytorch_optimizer", install="trajviz[torch]")
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
        name = place_of(factory, of_torch)
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
        """Run from `start`, pushing every iterate to `record`; nothing but what `record` raises ends it."""
        torch: Any = importlib.import_module("torch")

        chosen = self._chosen(hyperparameters)
        manner = self._manner(chosen, objective.dimension)
        x = torch.nn.Parameter(torch.tensor(start, dtype=getattr(torch, manner.dtype)))

        def point() -> Array:
            return np.array(x.detach().numpy(), dtype=float)

        def closure() -> Any:
            x.grad = torch.as_tensor(objective.gradient(point())).to(x.dtype)
            return torch.as_tensor(float(objective(point())), dtype=x.dtype)

        with _of_its_own(torch):
            optimizer = self._made(x, chosen)
            for _ in count():
                if manner.with_closure:
                    optimizer.step(closure)
                else:
                    x.grad = torch.as_tensor(objective.gradient(point())).to(x.dtype)
                    optimizer.step()
                record(point())

    def check(self, hyperparameters: Mapping[str, Any]) -> None:
        """Raise TrajvizError unless an optimizer can be made with these hyperparameters, and take a step."""
        self._manner(self._chosen(hyperparameters), 2)

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
        with told_as(self.name):
            return self.factory(params=[x], **chosen) if by_name else self.factory([x], **chosen)

    def _manner(self, chosen: Mapping[str, Any], dimension: int) -> _Manner:
        """Return the first manner in which a step can be taken: wide numbers before narrow, no closure before one."""
        torch: Any = importlib.import_module("torch")

        problem: Exception | None = None
        for dtype, with_closure in product(("float64", "float32"), (False, True)):
            x = torch.nn.Parameter(torch.ones(dimension, dtype=getattr(torch, dtype)))
            with _of_its_own(torch):
                optimizer = self._made(x, chosen)

                def closure(x: Any = x) -> Any:
                    x.grad = torch.ones_like(x)
                    return torch.ones((), dtype=x.dtype)

                try:
                    if with_closure:
                        optimizer.step(closure)
                    else:
                        closure()
                        optimizer.step()
                    return _Manner(dtype, with_closure)
                except Exception as error:  # whatever it does not like
                    problem = problem or error
        assert problem is not None
        raise TrajvizError(f"{self.name} can not run so: {one_line(problem)}") from problem


@contextmanager
def _of_its_own(torch: Any) -> Iterator[None]:
    """Draw from a seed of this run's own, and say nothing."""
    with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.manual_seed(0)
        yield
