"""What a method sees or keeps beside its iterates, such as a simplex, told to a record that keeps it.

A record that does has a method `begin`, which takes what there was at the start, and takes what there is at an iterate
along with that: `record(x, simplex=corners)`. A plain callable takes iterates alone, and is given nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import GeneratorType
from typing import Any

import numpy as np

from trajviz.arrays import Array

STATE = ("velocity",)
"""The local variables of a generator that are details, where they have the shape of its iterates."""


def keeps_details(record: object) -> bool:
    """Whether a record takes more than iterates."""
    return hasattr(record, "begin")


def begin(record: Callable[..., object], details: Mapping[str, Any]) -> None:
    """Tell a record what there was at the start."""
    if details and keeps_details(record):
        record.begin(**details)  # type: ignore[attr-defined]  # asked just above


def take_step(record: Callable[..., object], x: Array, details: Mapping[str, Any]) -> None:
    """Push an iterate to a record, with what there is beside it."""
    if details and keeps_details(record):
        record(x, **details)
    else:
        record(x)


def state_of(iterates: object, x: Array) -> dict[str, Array]:
    """Return which of the local variables of a generator that has yielded `x` are details."""
    frame = iterates.gi_frame if isinstance(iterates, GeneratorType) else None
    variables = {} if frame is None else frame.f_locals
    return {name: variables[name] for name in STATE if name in variables and np.shape(variables[name]) == np.shape(x)}
