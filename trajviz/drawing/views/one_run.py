"""Which of several runs a view shows that has room for one."""

from __future__ import annotations

from collections.abc import Sequence

from trajviz.checks import check_whole
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.registry import did_you_mean
from trajviz.runs.trajectory import Trajectory


def place_of_run(runs: Sequence[Trajectory], wanted: str | int) -> int:
    """Return the place of a run that is wanted by its label or its place.

    Raises
    ------
    TrajvizError
        If there is no such run.
    """
    if isinstance(wanted, str):
        labels = [run.label for run in runs]
        if wanted not in labels:
            raise UnknownNameError(f"no run is called {wanted!r}; {did_you_mean(wanted, labels)}")
        return labels.index(wanted)
    check_whole("run", wanted, 0)
    if wanted >= len(runs):
        raise TrajvizError(f"run must be a label or a place from 0 to {len(runs) - 1}, not {wanted}")
    return wanted
