"""Many starts by a word: drawn at random from the domain, or the middles of a grid over it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from trajviz.arrays import Array
from trajviz.checks import shown
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.memory import check_memory

MOST_STARTS = 10_000_000

EXPECTED = "random, random:500 or grid:40x25"
"""What such words are, as messages say it."""


class Spread(NamedTuple):
    """Starts that are said by a word: of a grid how many there are along each coordinate, else how many in all."""

    is_grid: bool
    counts: tuple[int, ...]


def spread_of(text: str) -> Spread | None:
    """Return what words such as "random", "random:500" and "grid:40x25" say; None if they are no such words.

    Examples
    --------
    >>> spread_of("random:500"), spread_of("grid:40x25"), spread_of("1,2")
    (Spread(is_grid=False, counts=(500,)), Spread(is_grid=True, counts=(40, 25)), None)
    """
    found = re.fullmatch(r"(random)(?::(\d{1,8}))?|(grid):(\d{1,8}(?:[x×]\d{1,8})*)", text.replace(" ", "").lower())
    if found is None:
        return None
    counts = [found[2] or "1"] if found[1] else re.split("[x×]", found[4])
    spread = Spread(found[3] is not None, tuple(map(int, counts)))
    # A single number of a grid may stand for each coordinate; how many these are is not known here.
    return spread if 1 <= np.prod(spread.counts, dtype=float) <= MOST_STARTS else None


def starts_by_words(words: str, objective: Objective, seed: int = 0) -> Array:
    """Return the starts that words say, shape (n, d).

    Parameters
    ----------
    words : str
        Such as "random:500" or "grid:40x25".
    objective : Objective
        Over whose domain, as far as its bounds allow.
    seed : int
        Of those that are drawn at random.

    Raises
    ------
    TrajvizError
        If the words say no starts, or the objective has no domain to draw them from.
    """
    spread = spread_of(words)
    if spread is None:
        raise TrajvizError(f"start must be coordinates or {EXPECTED}, not {shown(words)}")
    return spread_starts([spread], objective, seed)


def spread_starts(spreads: Sequence[Spread | Sequence[float]], objective: Objective, seed: int) -> Array:
    """Return starts of which some are said by words and others are points, in order, shape (n, d)."""
    if not objective.spatial and any(isinstance(each, Spread) for each in spreads):
        raise TrajvizError(
            f"{objective.name} has a start of its own, drawn at random; random and grid are for functions"
        )
    random = np.random.default_rng(seed)
    low, high = np.transpose(objective.domain).astype(float)
    if objective.bounds is not None:
        low, high = np.clip([low, high], *np.transpose(objective.bounds))
    parts = []
    for each in spreads:
        if not isinstance(each, Spread):
            parts.append(np.array([each], dtype=float))
        elif each.is_grid:
            parts.append(_grid(_for_each(each.counts, objective), low, high))
        else:
            check_memory(8.0 * each.counts[0] * len(low), f"{each.counts[0]} starts")
            parts.append(random.uniform(low, high, (each.counts[0], len(low))))
    lengths = sorted({part.shape[1] for part in parts})
    if len(lengths) > 1:
        raise TrajvizError(f"the starts have different numbers of coordinates: {', '.join(map(str, lengths))}")
    return np.concatenate(parts)


def _for_each(counts: tuple[int, ...], objective: Objective) -> tuple[int, ...]:
    dimension = objective.dimension
    counts = counts * dimension if len(counts) == 1 else counts
    if len(counts) != dimension:
        raise TrajvizError(
            f"a grid of starts has a number for each of the {dimension} coordinates of {objective.name},"
            f" such as grid:{'x'.join(['10'] * min(dimension, 4))}, not {len(counts)}"
        )
    if np.prod(counts, dtype=float) > MOST_STARTS:
        raise TrajvizError(
            f"a grid of {'×'.join(map(str, counts))} starts is too large; at most {MOST_STARTS} can be run"
        )
    return counts


def _grid(counts: tuple[int, ...], low: Array, high: Array) -> Array:
    """Return the middles of the cells, shape (n, d); the first coordinate runs fastest, the last from low to high."""
    sides = [middles(*each) for each in zip(low, high, counts, strict=True)]
    mesh = np.meshgrid(*sides[::-1], indexing="ij")[::-1]
    return np.stack([each.ravel() for each in mesh], axis=1)


def middles(low: float, high: float, n: int) -> Array:
    """Return the middles of `n` cells between `low` and `high`, shape (n,)."""
    return low + (high - low) * (np.arange(n) + 0.5) / n
