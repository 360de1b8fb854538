"""The runs as tables: what a reader reads off, and what someone else can read back out of the file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trajviz.drawing.layers.layer import rows_at
from trajviz.drawing.timeline import Timeline, times_of
from trajviz.player.coding import Integers, counted, plain
from trajviz.player.primitives import Item
from trajviz.runs.swarms import arrived, middle_of
from trajviz.runs.trajectory import Trajectory

MOST_ROWS = 1000
"""How many rows of a run are kept: as many points as a screen can tell apart along a path."""

_MOST_COORDINATES = 6  # of a point
_DIGITS_OF_NORMS = 4


def rows_of_frames(run: Trajectory, timeline: Timeline) -> Integers:
    """Return the last row of a run that is reached at each frame, shape (frames,)."""
    return rows_at(times_of(run, timeline.clock), timeline.moments)


def kept_rows(run: Trajectory, timeline: Timeline) -> Integers:
    """Return the rows of a run that are kept, ascending: those of every frame, and others evenly between them."""
    if len(run) <= MOST_ROWS:
        return np.arange(len(run))
    between = np.linspace(0, len(run) - 1, MOST_ROWS - min(len(timeline), MOST_ROWS // 2)).round().astype(int)
    return np.unique(np.concatenate([between, rows_of_frames(run, timeline)]))


def positions(shown: Integers, *, has_shapes: bool) -> Integers:
    """Return the rows that a reader can step through: all of them, if that many are kept.

    What is recorded at each frame, as shapes are, is there at the rows that frames have `shown` alone.
    """
    last = int(shown.max())
    return np.unique(shown) if has_shapes or last >= MOST_ROWS else np.arange(last + 1)


def table(run: Trajectory, rows: Integers) -> Item:
    """Return a run as it stands in the data block, of a swarm its middle with how many starts have arrived."""
    swarm, run = run, middle_of(run)
    columns: Item = {"step": counted(run.step_of_row[rows])}
    if len(run.evaluations) == len(run):
        columns["evaluations"] = counted(run.evaluations[rows])
    columns["x"] = [plain(column) for column in run.path[rows].T[:_MOST_COORDINATES]]
    columns["f"] = plain(run.values[rows])
    norms = run.gradient_norms(rows) if swarm is run else np.full(1, np.nan)
    if not np.isnan(norms).all():
        columns["gradient_norm"] = plain(norms, _DIGITS_OF_NORMS)
    if swarm is not run:
        columns["starts"] = swarm.outcomes.size
        columns["arrived"] = arrived(swarm)[rows].tolist()
    spelled: Item = {
        "label": run.title,
        "outcome": run.outcome,
        "message": run.message,
        "optimizer": run.optimizer,
        "dimension": run.dimension,
        "rows": len(run),
        **columns,
    }
    if len(rows) < len(run):
        spelled["row"] = rows.tolist()
        spelled["thinned"] = f"{len(rows)} of {len(run)} rows, as many as a screen can show"
    return spelled


def told(runs: Sequence[Trajectory]) -> list[str]:
    """Return a sentence for each run: how it ended."""
    return [_sentence(run) for run in runs]


def _sentence(run: Trajectory) -> str:
    name = run.title or "A path"
    text = f"{name}: {run.outcome} after {run.steps} {'step' if run.steps == 1 else 'steps'}"
    if run.path.ndim > 2:
        return f"{text}, the median of f being {middle_of(run).values[-1]:.6g} ({run.message})."
    if run.dimension <= _MOST_COORDINATES:
        text += f" at ({', '.join(f'{x:.4g}' for x in run.path[-1])})"
    if not np.isnan(run.values[-1]):
        text += f", f = {run.values[-1]:.6g}"
    return text + (f" ({run.message})." if run.message else ".")
