"""The table that the command ends with: what happened, a line per run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from trajviz.arrays import Array

if TYPE_CHECKING:
    from trajviz.runs.trajectory import Trajectory

_MOST_COORDINATES = 6  # of a start


def table_of(runs: Sequence[Trajectory], seeds: Sequence[int]) -> str:
    """Return what happened, a line per run or swarm; those from one seed come before those from the next."""
    from trajviz.runs.swarms import middle_of

    swarms = [run.path.ndim > 2 for run in runs]
    columns = {"method": [run.label for run in runs]}
    if any(swarms):
        columns["starts"] = [str(run.path[0, 0].size) for run in runs]
        runs = [middle_of(run) for run in runs]
    elif len({run.path[0].tobytes() for run in runs}) > 1:
        columns["start"] = [_spelled(run.path[0]) for run in runs]
    if len(seeds) > 1:
        columns["seed"] = [str(seed) for seed in seeds for _ in range(len(runs) // len(seeds))]
    if any(run.constraints for run in runs):
        columns["constraints"] = [_regard(run) for run in runs]
        columns["broken by"] = [f"{run.violation:.1e}" if run.violation > 0 else "0" for run in runs]
    elif any(run.bounds is not None for run in runs):
        columns["bounds"] = ["free" if run.free else "bound" for run in runs]
    columns["steps"] = [str(run.steps) for run in runs]
    columns["evaluations"] = [_evaluations(run) for run in runs]
    columns["median f" if all(swarms) else "final f"] = [_final_value(run) for run in runs]
    if runs[0].objective is not None and not any(swarms):
        columns[runs[0].objective.score_name] = [_score(run) for run in runs]
    columns["outcome"] = [
        run.message.partition(" starts ")[2] if many else f"{run.outcome}: {run.message}".removesuffix(": ")
        for run, many in zip(runs, swarms, strict=True)
    ]
    texts = ("method", "start", "bounds", "constraints", "outcome")
    numeric = {place for place, name in enumerate(columns) if name not in texts}
    return aligned([list(columns), *zip(*columns.values(), strict=True)], numeric)


def _regard(run: Trajectory) -> str:
    """Return whether a method went free of the constraints; of what was recorded elsewhere that is not known."""
    return "free" if run.free else "held" if run.optimizer else "-"


def _spelled(point: Array) -> str:
    shown = ",".join(f"{x:g}" for x in point[:_MOST_COORDINATES])
    return shown if len(point) <= _MOST_COORDINATES else f"{shown},..."


def _final_value(run: Trajectory) -> str:
    """Return the last value; of a path without an objective it may not be known."""
    return "-" if run.objective is None and np.isnan(run.values[-1]) else f"{run.values[-1]:.6g}"


def _evaluations(run: Trajectory) -> str:
    """Return how many evaluations a run took; of one that was kept elsewhere they may not be known."""
    counted = run.nfev + run.njev + run.nhev
    if counted or not run.evaluations.size or np.array_equal(run.evaluations, run.step_of_row):
        return str(counted) if counted else "-"
    return str(run.evaluations[-1])


def _score(run: Trajectory) -> str:
    assert run.objective is not None
    score = run.objective.score(run.path[-1])
    return "-" if np.isnan(score) else format(score, run.objective.score_format)


def aligned(rows: Sequence[Sequence[str]], numeric: Collection[int] = frozenset()) -> str:
    """Return rows of cells as lines, those of `numeric` columns to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(
            cell.rjust(width) if place in numeric else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)
