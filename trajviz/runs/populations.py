"""Histories of populations, as pyswarms, pymoo and DEAP keep them: the individuals at each iteration."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from trajviz.arrays import Array
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.runs.paths import GivenPath, as_floats


def path_of_population(
    given: GivenPath, values: ArrayLike | None, objective: Objective | None, name: str
) -> tuple[GivenPath, Array | None]:
    """Return the path that stands for a population, and the values along it as far as they are known.

    Parameters
    ----------
    given : GivenPath
        Its numbers have shape (rows, n, d).
    values : array-like of shape (rows,) or (rows, n), optional
        Along the path, or of each individual.
    objective : Objective, optional
        Tells the values where they are not given.
    name : str
        What messages call it.

    Returns
    -------
    path : GivenPath
        Of the best individual up to each row, if that is known, else of the mean.
    values : ndarray of shape (rows,), optional

    Raises
    ------
    TrajvizError
        If the shapes don't fit each other.

    Examples
    --------
    >>> swarm = GivenPath(np.array([[[3.0, 0], [1, 1]], [[2, 0], [0, 4]]]))
    >>> path, values = path_of_population(swarm, [[9, 2], [4, 16]], None, "swarm")
    >>> path.numbers.tolist(), values.tolist()
    ([[1.0, 1.0], [1.0, 1.0]], [2.0, 2.0])
    """
    population = given.numbers
    rows, count, width = population.shape
    if objective is not None and objective.scaled is None and width != objective.dimension:
        raise TrajvizError(f"{name} has {width} coordinates, {objective.name} has {objective.dimension}")
    of_each = None if values is None else as_floats(values, f"values of {name}")
    if of_each is not None and of_each.shape not in ((rows,), (rows, count)):
        raise TrajvizError(f"values of {name} must have shape ({rows},) or ({rows}, {count}), not {of_each.shape}")
    along = None
    if of_each is not None and of_each.ndim == 1:
        along, of_each = of_each, None
    if of_each is None and objective is not None:
        of_each = np.asarray(objective.in_dimensions(width)(np.moveaxis(population, 2, 0)))
    if of_each is None:
        return given._replace(numbers=population.mean(axis=1), in_rows=True), along
    of_each = np.where(np.isnan(of_each), np.inf, of_each)
    best = of_each.argmin(axis=1)
    lowest = of_each[np.arange(rows), best]
    at = np.maximum.accumulate(np.where(lowest <= np.minimum.accumulate(lowest), np.arange(rows), 0))
    return given._replace(numbers=population[at, best[at]], in_rows=True), lowest[at] if along is None else along
