"""The optimizers of optax: its factories by name, and any gradient transformation as it is.

The update is compiled once and run as it stands, in float64, which is switched on for the run alone. Those that ask for
more than a gradient, such as a line search or a step of Polyak's, are given the value, the gradient and the function
itself, whose calls are counted as others are.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from trajviz.arrays import Array
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.methods.bridges import bridge, given, hyperparameters_of, one_line, place_of, told_as
from trajviz.methods.optimizer import Optimizer, Record
from trajviz.methods.schedules import Schedule, scheduled

_RATE = "learning_rate"


@bridge("optax", "optax.contrib", library="optax", install="optrajviz[optax]")
def of_optax(thing: Any, name: str) -> Optimizer | None:
    """Return the optimizer that a factory of optax's, a transformation, or a function that returns one makes.

    It is None for what is none of these.
    """
    optax: Any = sys.modules.get("optax")
    if optax is None:
        return None
    if isinstance(thing, optax.GradientTransformation):
        named = name if name not in ("", *_TRANSFORMATIONS) else "optax"
        return _optimizer(OptaxRun(functools.partial(_as_it_is, thing), named), {}, {})
    factory, changed = (thing.func, dict(thing.keywords)) if isinstance(thing, functools.partial) else (thing, {})
    if not inspect.isfunction(factory) or inspect.isgeneratorfunction(factory):
        return None
    parameters = list(inspect.signature(factory).parameters.values())
    if factory.__module__.partition(".")[0] != "optax":
        if any(each.default is each.empty for each in inspect.signature(thing).parameters.values()):
            return None
        if not isinstance(_tried(thing), optax.GradientTransformation):
            return None
    elif not any(each.name == _RATE for each in parameters) or factory.__name__.startswith("scale_by"):
        return None
    elif isinstance(thing, functools.partial) and thing.args:
        changed = {**{each.name: value for each, value in zip(parameters, thing.args, strict=False)}, **changed}
    name = name if "." in name or name == "<lambda>" else place_of(factory, of_optax)
    defaults, numbers = hyperparameters_of(parameters)
    return _optimizer(OptaxRun(factory, name), defaults, changed, ranges=numbers)


_TRANSFORMATIONS = ("GradientTransformation", "GradientTransformationExtraArgs")


def _optimizer(run: OptaxRun, defaults: Mapping[str, Any], changed: Mapping[str, Any], **more: Any) -> Optimizer:
    summary = f"{run.name.rpartition('.')[2]} of optax"
    return Optimizer(run.name, run, defaults, changed, batched=False, summary=summary, **more)


def _as_it_is(transformation: Any) -> Any:
    return transformation


def _tried(factory: Callable[[], Any]) -> Any:
    """Return what a function returns, None where it fails."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return factory()
    except Exception:  # it is something else
        return None


@dataclass(frozen=True)
class OptaxRun:
    """Runs the gradient transformation that a factory makes.

    Parameters
    ----------
    factory : callable
        Of optax, or one like its.
    name : str
        What messages call it.
    """

    factory: Callable[..., Any]
    name: str

    def __call__(self, objective: Objective, start: Array, record: Record, /, **hyperparameters: Any) -> None:
        """Run from `start`, pushing every iterate to `record`; nothing but what `record` raises ends it."""
        jax, optax = importlib.import_module("jax"), importlib.import_module("optax")
        with _wide(jax), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            solver = optax.with_extra_args_support(self._made(hyperparameters))
            asks_more = self._asks_more(solver, len(start))
            function = _for_jax(jax, objective)

            def step(x: Any, state: Any, gradient: Any, *value: Any) -> Any:
                more = {"value": value[0], "grad": gradient, "value_fn": function} if asks_more else {}
                updates, state = solver.update(gradient, state, x, **more)
                return optax.apply_updates(x, updates), state

            of_each: Any = jax.vmap if start.ndim > 1 else _as_it_is
            x = jax.numpy.asarray(start.reshape(len(start), -1).T if start.ndim > 1 else start)
            state, update = of_each(solver.init)(x), jax.jit(of_each(step))
            point = start
            for _ in count():
                gradient = objective.gradient(point).reshape(x.shape[::-1]).T
                x, state = update(x, state, gradient, *([objective(point)] if asks_more else []))
                point = np.array(x.T, dtype=float).reshape(start.shape)
                record(point)

    def batches(self, hyperparameters: Mapping[str, Any]) -> bool:
        """Whether many starts can run at once with these hyperparameters; those that ask for more run one by one.

        Raises
        ------
        TrajvizError
            If no optimizer can be made with them, or none that takes a step.
        """
        jax, optax = importlib.import_module("jax"), importlib.import_module("optax")
        with _wide(jax), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return not self._asks_more(optax.with_extra_args_support(self._made(hyperparameters)), 2)

    def _made(self, hyperparameters: Mapping[str, Any]) -> Any:
        parameters = inspect.signature(self.factory).parameters
        chosen = given(
            hyperparameters, {name: None if e.default is e.empty else e.default for name, e in parameters.items()}
        )
        missing = [name for name, each in parameters.items() if each.default is each.empty and name not in chosen]
        if missing:
            raise TrajvizError(f"{self.name} needs {' and '.join(missing)}, as in {self.name}({missing[0]}=0.1)")
        for name, schedule in scheduled(chosen).items():
            if name != _RATE:
                raise TrajvizError(f"{self.name}: {name} can not change from step to step; {_RATE} can")
            chosen[name] = _traced(schedule)
        with told_as(self.name):
            return self.factory(**chosen)

    def _asks_more(self, solver: Any, dimension: int) -> bool:
        """Whether a step takes more than a gradient, shown at a bowl."""
        jax = importlib.import_module("jax")
        x = jax.numpy.ones(dimension)
        problem: Exception | None = None
        more = {"value": (x**2).sum(), "grad": 2 * x, "value_fn": lambda point: (point**2).sum()}
        for asked in ({}, more):
            try:
                jax.eval_shape(lambda x, asked=asked: solver.update(2 * x, solver.init(x), x, **asked)[0], x)
                return bool(asked)
            except Exception as error:  # whatever it misses
                problem = problem or error
        assert problem is not None
        raise TrajvizError(f"{self.name} can not run so: {one_line(problem)}") from problem


def _wide(jax: Any) -> Any:
    """Have JAX compute in float64 for a while."""
    return jax.enable_x64(True) if hasattr(jax, "enable_x64") else jax.experimental.enable_x64()


def _traced(schedule: Schedule) -> Callable[[Any], Any]:
    """Return a schedule as optax takes it: a function that JAX can trace."""
    jax = importlib.import_module("jax")

    def at(step: Any) -> Any:
        like_step = jax.ShapeDtypeStruct(jax.numpy.shape(step), np.float64)
        return jax.pure_callback(schedule.at, like_step, step, vmap_method="expand_dims")

    return at


def _for_jax(jax: Any, objective: Objective) -> Callable[[Any], Any]:
    """Return a function that JAX can trace and differentiate, of an objective that it can't."""
    number = jax.ShapeDtypeStruct((), np.float64)

    def value(x: Any) -> Any:
        return jax.pure_callback(lambda point: np.asarray(objective(np.array(point))), number, x)

    def forward(x: Any) -> Any:
        like_x = jax.ShapeDtypeStruct(x.shape, np.float64)
        return value(x), jax.pure_callback(lambda point: objective.gradient(np.array(point)), like_x, x)

    function: Any = jax.custom_vjp(value)
    function.defvjp(forward, lambda gradient, along: (along * gradient,))
    return lambda x: function(x)
