"""The paths from a grid of starts, told compactly enough for a page.

Each method's paths are one block of bytes, deflated and in base 64. It holds its parts one after the other, each as the
planes of its bytes, which deflate better apart: the coordinates of each row as differences from the row before, the
heights, and, where they differ from start to start, the evaluations.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trajviz.drawing.layers.fan import APART, AROUND_STAR, NEAR, PANEL
from trajviz.drawing.layers.layer import ARRIVING
from trajviz.drawing.layers.markers import END_SIZE, END_SIZE_ASIDE, START_RIM, START_SIZE
from trajviz.functions.objective import Objective
from trajviz.player.coding import Array, Integers, counted, deltas, plain, rounded
from trajviz.player.context import HUNDREDTHS
from trajviz.player.primitives import Item
from trajviz.runs.exploration import Exploration

_UNIT = 21_845
"""How many units the domain is wide; from one width before it to one behind it they fit into 16 bits."""

_ABOUT = (
    "'block' holds a method's paths from all starts, deflated (zlib) and in base 64, as planes of bytes, the lowest"
    " bytes of all numbers first. First the coordinates, int16, shape (rows, 2, ny, nx), as differences from row to row"
    " (the first from 0, modulo 2^16): x = low + (high - low) * (units / unit + 1/2), 'lost' is none. Then f - base,"
    " shape (rows, ny, nx), the upper 24 bits of float32. Then, if they are not the steps, the evaluations, uint32,"
    " shape (rows, ny, nx), as differences. 'step' is the step of each row; starts are the middles of the cells of a"
    " grid over the domain, or the nearest points 'within'. 'basins' is the number in 'minima' for each start, -1 for"
    " none, written like places. 'fine' has these on a finer 'grid', row by row, int16, deflated and in base 64."
)

_LOST = -(2**15)
"""Stands for a coordinate that is not finite."""

_FURTHEST = 2**15 - 1
"""How many units from the middle of the domain a coordinate is told to be at the most."""


def explored(exploration: Exploration, objective: Objective, labels: Sequence[str]) -> Item:
    """Return the paths from a grid of starts as they stand in the data block.

    Parameters
    ----------
    exploration : Exploration
        What is told.
    objective : Objective
        That was minimised.
    labels : sequence of str
        The label of each run that is shown; the first run of a method's label takes its paths.
    """
    bounds = objective.bounds or [(-np.inf, np.inf)] * 2
    base = 0.0 if objective.minimum is None else float(objective.minimum)
    methods = [
        {
            "run": list(labels).index(label),
            "step": counted(exploration.steps[i]),
            "block": _block(exploration, objective, base, i),
            "basins": deltas(exploration.basins[i]),
            **_fine(exploration.fine[i]),
        }
        for i, label in enumerate(exploration.labels)
    ]
    return {
        "about": _ABOUT,
        "domain": [plain(side) for side in objective.domain],
        "within": [plain(np.clip(pair, *sides)) for pair, sides in zip(objective.domain, bounds, strict=True)],
        "grid": [len(exploration.x), len(exploration.y)],
        "unit": _UNIT,
        "lost": _LOST,
        "furthest": _FURTHEST,
        "fan": _fan(objective),
        "ring": rounded([START_SIZE / 2 * HUNDREDTHS / 72, START_RIM * HUNDREDTHS / 72]),
        "base": base,
        "minima": [plain(point) for point in exploration.minima],
        "methods": methods,
    }


def _fine(basins: Integers | None) -> Item:
    """Return basins on a finer grid, where there are any."""
    if basins is None:
        return {}
    block = zlib.compress(basins.astype("<i2").tobytes(), 9)
    return {"fine": {"grid": list(basins.shape[::-1]), "block": base64.b64encode(block).decode("ascii")}}


def _fan(objective: Objective) -> Item:
    """Return what a player needs to set heads that have arrived beside each other: see `drawing/layers/fan.py`."""
    low, high = np.array(objective.domain, dtype=float).T
    minima = np.reshape(objective.minima, (-1, 2))
    return {
        "panel": list(PANEL),
        "near": NEAR,
        "lengths": rounded([APART * HUNDREDTHS / 72, AROUND_STAR * HUNDREDTHS / 72]),
        "arriving": ARRIVING,
        "smaller": END_SIZE_ASIDE / END_SIZE,
        "stars": [plain(point) for point in minima[((minima >= low) & (minima <= high)).all(axis=1)]],
    }


def _block(exploration: Exploration, objective: Objective, base: float, method: int) -> str:
    low, high = np.array(objective.domain).T[:, None, :, None, None]
    paths, steps = exploration.paths[method], exploration.steps[method]
    evaluations = exploration.evaluations[method]
    with np.errstate(all="ignore"):  # far away numbers overflow, and are told as such
        fractions = (paths - low) / (high - low)
    parts = [
        _planes(_differences(_in_units(fractions)), np.int16),
        _planes(_shortened(exploration.values[method] - base), np.uint32)[: 3 * paths[:, 0].size],
    ]
    if (evaluations != steps[:, None, None]).any():
        parts.append(_planes(_differences(evaluations), np.uint32))
    return base64.b64encode(zlib.compress(b"".join(parts), 9)).decode("ascii")


def _in_units(fractions: Array) -> Integers:
    """Return fractions of the domain in units, nearer than they are where they lie more than a domain off."""
    with np.errstate(all="ignore"):
        units = np.clip(np.rint((fractions - 0.5) * _UNIT), -_FURTHEST, _FURTHEST)
    return np.where(np.isfinite(units), units, _LOST).astype(int)


def _differences(rows: Integers) -> Integers:
    """Return the differences from row to row, the first row being that from zero."""
    return np.diff(rows, axis=0, prepend=0)


def _shortened(values: Array) -> NDArray[np.uint32]:
    """Return numbers in single precision without their last eight bits, which leaves almost five digits, as bits."""
    with np.errstate(over="ignore"):
        return np.asarray((values.astype(np.float32).view(np.uint32) + 0x80) >> 8)


def _planes(numbers: NDArray[np.integer], kind: type[np.integer]) -> bytes:
    """Return the lowest bytes of all numbers, then the second lowest, and so on."""
    octets = numbers.astype(kind).astype(np.dtype(kind).newbyteorder("<")).reshape(-1, 1).view(np.uint8)
    return octets.T.tobytes()
