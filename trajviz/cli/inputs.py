"""What is run, made of what was typed; what can not be is told before anything is computed."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from trajviz import exporters
from trajviz.arrays import Array
from trajviz.cli.parser import Start
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions import Objective, as_objective
from trajviz.functions.registration import data_objectives
from trajviz.functions.resolve import is_users_own
from trajviz.methods import Optimizer, optimizers
from trajviz.runs.starts import Spread, spread_starts

_MANY_SAMPLES, _BATCH_OF_MANY = 10_000, 500  # so many samples are learnt from in batches, unless told otherwise
_EXPLORABLE = (".html", ".htm")
_MOST_NUMBERS = 30_000_000  # that all paths together keep
_NUMBERS_BESIDE_A_POINT, _BESIDE_ONE_OF_MANY = 40, 2  # what a row takes besides its coordinates


def objective_of(arguments: argparse.Namespace) -> Objective:
    """Return what is minimised, with its exact gradient."""
    name = arguments.objective
    if arguments.data is None:
        typed = [start for start in arguments.start or [] if not isinstance(start, Spread)]
        start = typed[0] if typed and is_users_own(name) else None
        try:
            objective = as_objective(name, domain=arguments.domain, start=start)
        except UnknownNameError:
            if name not in optimizers:
                raise
            raise UnknownNameError(f"{name!r} is a method; name a function, as in: camel --methods {name}") from None
    else:
        objective = _objective_of_file(name, arguments.data)
    if not objective.spatial and arguments.domain is not None:
        raise TrajvizError(f"--domain is for functions; {objective.name} has {objective.dimension} parameters to train")
    return objective.constrained(*arguments.constraint) if arguments.constraint else objective


def _objective_of_file(name: str, path: str) -> Objective:
    """Return the objective of a name that the data of a file make."""
    entry = data_objectives.get(name.strip())
    if entry is None or entry.from_file is None:
        having = [each for each, other in data_objectives.items() if other.from_file is not None]
        example = f"trajviz {having[0]} --data FILE"
        raise TrajvizError(f"--data is for {' and '.join(having)}, as in: {example}; {name} takes none")
    return entry.from_file(path)


def check_plane(plane: str | tuple[int, int], objective: Objective, start: Sequence[float]) -> None:
    """Raise TrajvizError if a plane is not one of what is run."""
    if len(start) < 3:
        raise TrajvizError(f"--plane is for more than two variables; {objective.name} has {len(start)}")
    if isinstance(plane, tuple):
        from trajviz.planes import coordinate_plane

        coordinate_plane(start, *plane)


def seeded(method: Optimizer, seed: int) -> Optimizer:
    """Return a method that draws at random, from the seed of the command unless it has one of its own."""
    has_none = "seed" in method.defaults and "seed" not in method.changed
    return method.with_hyperparameters(seed=seed) if has_none and seed else method


def drawn_objectives(objective: Objective, arguments: argparse.Namespace) -> list[Objective]:
    """Return the objective as it is run: once, or with stochastic gradients from each of the seeds."""
    size, scale = arguments.batch_size, arguments.noise
    if size is None and objective.samples >= _MANY_SAMPLES:
        size = _BATCH_OF_MANY
    if size is None and scale is None and arguments.runs > 1:
        raise TrajvizError("--runs repeats what is random, and nothing is: add --noise or --batch-size")
    return [_drawn(objective, size, scale, seed) for seed in seeds_of(arguments)]


def _drawn(objective: Objective, size: int | None, scale: float | None, seed: int) -> Objective:
    """Return the objective with gradients of batches, with noise, with both or with neither."""
    if size is not None:
        objective = objective.minibatch(size, seed)
    return objective if scale is None else objective.noisy(scale, seed)


def seeds_of(arguments: argparse.Namespace) -> range:
    """Return the seed of each run."""
    return range(arguments.seed, arguments.seed + arguments.runs)


def rows_apart(steps: int, paths: int, dimension: int, *, are_many: bool = False) -> int:
    """Return one step in how many is kept, so that all paths together fit into memory."""
    beside = _BESIDE_ONE_OF_MANY if are_many else _NUMBERS_BESIDE_A_POINT
    return -(-steps * paths * (dimension + beside) // _MOST_NUMBERS)


def starts_of(typed: Sequence[Start] | None, objective: Objective, seed: int) -> Array | None:
    """Return the starts, shape (n, d), with those that words say of the domain."""
    return None if typed is None else spread_starts(typed, objective, seed)


def checked_outputs(outputs: Sequence[str], *, transparent: bool) -> list[exporters.Target]:
    """Return where files can be written, each a place of its own."""
    targets = []
    places: dict[str, str] = {}
    for output in outputs:
        targets.append(exporters.check_target(output, transparent=transparent))
        place = os.path.realpath(output)
        if place in places:
            raise TrajvizError(f"{places[place]!r} and {output!r} are the same file")
        places[place] = output
    return targets


def check_explorable(objective: Objective, outputs: Sequence[str]) -> None:
    """Raise TrajvizError if no output can be explored by a reader, or what is run can not."""
    if not any(Path(output).suffix.lower() in _EXPLORABLE for output in outputs):
        raise TrajvizError(f"--explore is for HTML, which {outputs[0]} is not; add a file such as -o explore.html")
    if objective.dimension != 2:
        raise TrajvizError(f"--explore is for functions of two variables; {objective.name} has {objective.dimension}")
