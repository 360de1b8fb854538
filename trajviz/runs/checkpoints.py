"""The checkpoints of a training run in PyTorch, read as the rows of a path.

`torch.load` is asked for tensors and plain values alone, so that no code in a file is run.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from trajviz.errors import TrajvizError
from trajviz.memory import check_memory
from trajviz.runs.flattening import flat
from trajviz.runs.rows import Columns

_SUFFIXES = (".pt", ".pth", ".ckpt", ".bin")
_STATES = ("state_dict", "model_state_dict", "model", "module", "net", "network", "params", "parameters")
_STEPS = ("global_step", "step", "steps", "iteration", "iter", "epoch")
_LOSSES = ("loss", "train_loss", "training_loss", "val_loss", "validation_loss")
_STATISTICS = ("running_mean", "running_var", "num_batches_tracked")


class Checkpoint(NamedTuple):
    """What is looked for in a file: the tensors of a model, and the step and the loss, if they are there."""

    place: Path
    state: Mapping[str, Any]
    step: int | None
    loss: float


def read_checkpoints(folder: str | PathLike[str], model: object = None) -> Columns:
    """Return the rows that the checkpoints of a folder make; see `Trajectory.from_checkpoints`.

    Raises
    ------
    TrajvizError
        If PyTorch is missing, there are no checkpoints, one can't be read, or they don't fit each other.
    """
    names = _names(model)
    found: list[tuple[Checkpoint, Any]] = []
    for checkpoint in _checkpoints(Path(folder)):
        state = {name: checkpoint.state.get(name) for name in names or _parameters(checkpoint.state)}
        missing = [name for name, tensor in state.items() if tensor is None]
        if missing:
            raise TrajvizError(f"{fspath(checkpoint.place)!r} has no parameter {missing[0]!r}")
        names = names or list(state)
        found.append((checkpoint._replace(state={}), flat([state[name] for name in names])))
        if len(found[-1][1]) != len(found[0][1]):
            raise TrajvizError(
                f"{fspath(checkpoint.place)!r} has {len(found[-1][1])} parameters, the one before {len(found[-2][1])}"
            )
        if len(found) == 2:
            files = len(_files(Path(folder)))
            check_memory(2 * files * found[0][1].nbytes, f"keeping {files} checkpoints of {len(found[0][1])} numbers")
    if not found:
        raise TrajvizError(f"{fspath(folder)!r} has no checkpoints, files such as step-100.pt with a state dict")
    found = _in_order(found)
    steps = np.array([_step_of(checkpoint) for checkpoint, _ in found])
    if (steps < 0).any() or (np.diff(steps) <= 0).any():
        steps = np.arange(len(found))
    losses = np.array([checkpoint.loss for checkpoint, _ in found])
    return Columns(steps, steps, losses, np.stack([x for _, x in found]))


def _names(model: Any) -> list[str]:
    """Return the names of a model's parameters; none without a model."""
    if model is None:
        return []
    if not hasattr(model, "named_parameters"):
        raise TrajvizError(f"model must be a module of PyTorch's, not of type {type(model).__name__}")
    return [name for name, _ in model.named_parameters()]


def _parameters(state: Mapping[str, Any]) -> list[str]:
    return [
        name
        for name, tensor in state.items()
        if tensor.is_floating_point() and name.rpartition(".")[2] not in _STATISTICS
    ]


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise TrajvizError(f"there is no folder {fspath(folder)!r}")
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES and path.is_file())


def _checkpoints(folder: Path) -> Iterator[Checkpoint]:
    """Yield what the files of a folder hold; what holds no model, such as the state of an optimizer, is passed over."""
    files = _files(folder)
    try:
        torch: Any = importlib.import_module("torch")
    except ImportError as error:
        raise TrajvizError(f"checkpoints need PyTorch: pip install 'optrajviz[torch]' ({error})") from None
    for place in files:
        try:
            held = torch.load(place, map_location="cpu", weights_only=True)
        except Exception as error:  # there is no end to the ways in which a file can be broken
            reason = " ".join(str(error).split()).partition(". ")[0][:120]
            raise TrajvizError(f"cannot read {fspath(place)!r} as tensors and plain values: {reason}") from None
        state = _state(held, torch)
        if state:
            told = held if isinstance(held, Mapping) else {}
            step = next((told[key] for key in _STEPS if isinstance(told.get(key), int)), None)
            losses = (told[key] for key in _LOSSES if isinstance(told.get(key), int | float | torch.Tensor))
            yield Checkpoint(place, state, step, float(next(losses, np.nan)))


def _state(held: Any, torch: Any) -> Mapping[str, Any]:
    """Return the tensors of a model by their names; none if there are none."""
    if not isinstance(held, Mapping):
        return {}
    tensors = {str(name): each for name, each in held.items() if isinstance(each, torch.Tensor)}
    if tensors and len(tensors) == len(held):
        return tensors
    inner = [held[key] for key in _STATES if isinstance(held.get(key), Mapping)]
    return next((state for state in (_state(each, torch) for each in inner) if state), {})


def _in_order(found: list[tuple[Checkpoint, Any]]) -> list[tuple[Checkpoint, Any]]:
    if all(checkpoint.step is not None for checkpoint, _ in found):
        return sorted(found, key=lambda each: each[0].step or 0)
    return sorted(found, key=lambda each: _numbers_in(each[0].place))


def _numbers_in(place: Path) -> list[int]:
    """Return the numbers in a path's last two names, by which 10 comes after 9."""
    return [int(number) for number in re.findall(r"\d+", "/".join(place.parts[-2:]))]


def _step_of(checkpoint: Checkpoint) -> int:
    """Return the step that is stored or that the name tells, -1 if neither does."""
    if checkpoint.step is not None:
        return int(checkpoint.step)
    numbers = [int(number) for number in re.findall(r"\d+", checkpoint.place.stem)]
    return (numbers or _numbers_in(checkpoint.place) or [-1])[-1]
