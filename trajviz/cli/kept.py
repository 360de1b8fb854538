"""Runs that were kept in files: read for the command, named apart, and given the objective that the user names."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from trajviz.errors import TrajvizError
from trajviz.functions import Objective, as_objective
from trajviz.functions.resolve import catalogued
from trajviz.runs.trajectory import Trajectory

_MARGIN = 0.1  # beyond the runs, in their extents
_OF_METHODS = ("start", "bounds")
_OF_FUNCTIONS = ("noise", "batch_size", "explore", "data", "tune", "budget")


def check_options(arguments: argparse.Namespace) -> None:
    """Refuse options that say how something is run where nothing is.

    Raises
    ------
    TrajvizError
        If there is one.
    """
    barred = [*_OF_FUNCTIONS, *(() if arguments.methods else _OF_METHODS)]
    typed = [name for name in barred if getattr(arguments, name)]
    if arguments.runs > 1:
        typed.append("runs")
    if typed:
        hint = "add --methods to run some beside them" if typed[0] in _OF_METHODS else "they are shown as they are"
        raise TrajvizError(f"--{typed[0].replace('_', '-')} is not for runs that were kept; {hint}")


def kept_runs(
    files: Sequence[str], objective: str | None, domain: object, constraints: Sequence[str] = ()
) -> list[Trajectory]:
    """Return the runs of files, each with a label of its own.

    Parameters
    ----------
    files : sequence of str
        Such as `Trajectory.save` and `Recorder` write, tables of anybody's with named columns, or folders of
        checkpoints, with a slash behind their names.
    objective : str, optional
        What was minimised; by default what a file says.
    domain : (low, high) or sequence of (low, high), optional
        What is shown of it.
    constraints : sequence of str
        What the objective is to be shown with besides.

    Raises
    ------
    TrajvizError
        If a file holds no run, or one from many starts, or the runs don't fit the objective or each other.
    """
    read = (Trajectory.from_checkpoints if file.endswith("/") else Trajectory.load for file in files)
    runs = [_with_objective(load(file), objective, domain) for load, file in zip(read, files, strict=True)]
    for file, run in zip(files, runs, strict=True):
        if run.path.ndim != 2:
            raise TrajvizError(f"{file!r} holds a run from many starts; those that are shown start from one")
        if not np.isfinite(run.path).all(axis=1).any():
            raise TrajvizError(f"{file!r} holds no finite point")
        if run.dimension != runs[0].dimension:
            raise TrajvizError(f"{files[0]!r} has {runs[0].dimension} coordinates, {file!r} has {run.dimension}")
    names = {run.objective.name: file for file, run in zip(files, runs, strict=True) if run.objective is not None}
    if len(names) > 1:
        told = " and ".join(f"{file!r} of {name}" for name, file in list(names.items())[:2])
        raise TrajvizError(f"{told} are not runs of one function; name one with --objective")
    known = next((run.objective for run in runs if run.objective is not None), None)
    if known is not None and objective is not None and domain is None and catalogued(objective) is None:
        known = _around(known, runs)
    if constraints:
        if known is None:
            raise TrajvizError("--constraint needs to know what is minimised; name it with --objective")
        known = known.constrained(*constraints)
    runs = [replace(run, label=run.label or Path(file).stem) for file, run in zip(files, runs, strict=True)]
    counts = Counter(run.label for run in runs)
    return [
        replace(
            run if known is None else _of_objective(run, known),
            label=run.label if counts[run.label] == 1 else f"{run.label} ({Path(file).stem})",
        )
        for file, run in zip(files, runs, strict=True)
    ]


def _around(objective: Objective, runs: Sequence[Trajectory]) -> Objective:
    """Return an objective of a user's, of which nobody knows what is worth seeing, shown where the runs are."""
    points = np.concatenate([run.path[np.isfinite(run.path).all(axis=1)] for run in runs])
    if not len(points) or not objective.spatial:
        return objective
    margin = _MARGIN * np.ptp(points, axis=0)
    low, high = np.array(objective.domain).T
    low, high = np.minimum(low, points.min(axis=0) - margin), np.maximum(high, points.max(axis=0) + margin)
    return objective.on_domain(np.column_stack([low, high]).tolist()) if np.isfinite(high - low).all() else objective


def _with_objective(run: Trajectory, objective: str | None, domain: object) -> Trajectory:
    if objective is None:
        if domain is None or run.objective is None:
            return run
        return replace(run, objective=as_objective(run.objective, domain=domain))
    return _of_objective(run, as_objective(objective, domain=domain, dimension=run.dimension))


def _of_objective(run: Trajectory, objective: Objective) -> Trajectory:
    """Return a run as one of an objective, which has the values that nobody told."""
    values = np.array(run.values)
    unknown = np.isnan(values) & np.isfinite(run.path).all(axis=1) if run.path.ndim == 2 else np.zeros(0, bool)
    if unknown.any():
        values[unknown] = objective(run.path[unknown].T)
    names = tuple(each.name for each in objective.constraints)
    return replace(run, objective=objective, values=values, constraints=names or run.constraints)
