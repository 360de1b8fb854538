"""Several runs at once: some methods from some starts on one objective, or runs that were made before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from trajviz.checks import as_real_array, shown
from trajviz.errors import TrajvizError
from trajviz.functions import Objective, as_objective
from trajviz.functions.resolve import is_users_own
from trajviz.methods import Optimizer, as_optimizer, parse_combinations, parse_optimizers
from trajviz.methods.bridges import of_thing
from trajviz.runs.recording import Progress
from trajviz.runs.starts import starts_by_words
from trajviz.runs.swarms import MANY
from trajviz.runs.tracing import trace
from trajviz.runs.trajectory import Trajectory


def labels_of(optimizers: Sequence[Optimizer]) -> list[str]:
    """Return the title of each optimizer, with what tells it from others of that title, or its spec where none does.

    Examples
    --------
    >>> labels_of(parse_optimizers("GD,Adam(lr=[0.1,1],beta1=0.8)"))
    ['GD', 'Adam(lr=0.1)', 'Adam(lr=1)']
    """
    short = [_with_differences(each, [o for o in optimizers if o.title == each.title]) for each in optimizers]
    counts = Counter(short)
    return [label if counts[label] == 1 else str(optimizer) for label, optimizer in zip(short, optimizers, strict=True)]


def _with_differences(optimizer: Optimizer, namesakes: Sequence[Optimizer]) -> str:
    """Return the title of an optimizer with those of its settings that not all of its namesakes have."""
    if len(namesakes) == 1:
        return optimizer.title
    told = {
        name: value
        for name, value in optimizer.changed.items()
        if (isinstance(value, bool) and value != optimizer.defaults.get(name))
        or any(other.changed.get(name) != value for other in namesakes)
    }
    return str(replace(optimizer, name=optimizer.name.rpartition(".")[2], changed=told))


def trace_all(
    objective: Objective,
    methods: object,
    *,
    start: ArrayLike | str | None = None,
    bounds: object = None,
    steps: int = 200,
    tolerance: float = 1e-6,
    every: int = 1,
    progress: Progress | None = None,
    details: str | Sequence[str] | None = None,
    seed: int = 0,
) -> list[Trajectory]:
    """Run each of the methods from each of the starts, of many as a swarm; see `animate` for the parameters."""
    optimizers = optimizers_of(methods)
    if isinstance(start, str):
        start = starts_by_words(start, objective if bounds is None else objective.bounded(bounds), seed)
    starts = np.atleast_2d(as_real_array("start", objective.start if start is None else start))
    if not len(starts):
        raise TrajvizError("start is empty; give one or several points")
    if starts.ndim > 2:
        raise TrajvizError(f"start must be one point or several, of shape (d,) or (n, d), not {starts.shape}")
    if len(starts) >= MANY:
        return [
            trace(
                objective, optimizer, starts.T, steps,
                bounds=bounds, tolerance=tolerance, every=every, progress=progress, label=label,
            )
            for optimizer, label in zip(optimizers, labels_of(optimizers), strict=True)
        ]  # fmt: skip
    return [
        trace(
            objective.restarted(number),
            optimizer,
            point,
            steps,
            bounds=bounds,
            tolerance=tolerance,
            every=every,
            progress=progress,
            label=label,
            details=details,
        )
        for optimizer, label in zip(optimizers, labels_of(optimizers), strict=True)
        for number, point in enumerate(starts)
    ]


def given_runs(objective: object, methods: object) -> list[Trajectory] | None:
    """Return the runs if that is what was given as the objective."""
    if isinstance(objective, Trajectory):
        objective = [objective]
    if not isinstance(objective, Sequence) or isinstance(objective, str):
        return None
    if objective and isinstance(objective[0], Objective):
        return None
    runs = [run for run in objective if isinstance(run, Trajectory)]
    if not runs or len(runs) < len(objective):
        raise TrajvizError("a sequence to animate must hold trajectories, at least one")
    if methods is not None:
        raise TrajvizError("runs come with their methods; give either runs or an objective and methods")
    return runs


def objectives_of(objective: object, start: ArrayLike | str | None) -> list[Objective]:
    """Return the objective, or several that differ in nothing but what they draw."""
    if not isinstance(objective, Sequence) or isinstance(objective, str):
        points = None if start is None or isinstance(start, str) else np.atleast_2d(as_real_array("start", start))
        if points is not None and points.size and is_users_own(objective):
            return [as_objective(objective, start=points[0])]
        return [as_objective(objective)]
    several = [as_objective(each) for each in objective]
    if any(each.name != several[0].name or not each.stochastic for each in several):
        raise TrajvizError("several objectives to animate must be one with stochastic gradients from several seeds")
    return several


def optimizers_of(methods: object) -> list[Optimizer]:
    """Return the optimizers of names, specs or functions, at least one."""
    if methods is None:
        raise TrajvizError('methods are missing; name some optimizers, such as methods="BFGS,GD"')
    if isinstance(methods, str):
        return parse_optimizers(methods)
    if type(methods) not in (list, tuple) and _is_one(methods):
        methods = [methods]
    if not isinstance(methods, Iterable):
        raise TrajvizError(f"methods must be names of optimizers, or optimizers, not {shown(methods)}")
    chosen = [each for method in methods for each in _each_of(method)]
    if not chosen:
        raise TrajvizError("methods is empty; name at least one optimizer")
    return chosen


def _each_of(method: object) -> list[Optimizer]:
    """Return the optimizer that one of several stands for, or those of a spec that lists values."""
    return parse_combinations(method) if isinstance(method, str) else [as_optimizer(method)]


def _is_one(method: object) -> bool:
    """Whether it is an optimizer, though it may be a sequence, as what optax makes is."""
    return isinstance(method, Optimizer) or callable(method) or of_thing(method, "") is not None
