"""What a network must be like for a view to show it, and the sentences for those that are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trajviz.errors import TrajvizError
from trajviz.runs.trajectory import Trajectory

if TYPE_CHECKING:
    from trajviz.learning import NetworkObjective


def network_of(run: Trajectory, view: str) -> NetworkObjective:
    """Return the network that `run` trained, for the view of that name.

    Raises
    ------
    TrajvizError
        If it trained none.
    """
    from trajviz.learning import NetworkObjective

    if isinstance(run.objective, NetworkObjective):
        return run.objective
    minimised = "a path without an objective" if run.objective is None else run.objective.name
    raise TrajvizError(f"the view {view!r} shows networks, as trajviz.learning makes them, not {minimised}")


def classifier_of(run: Trajectory, view: str) -> NetworkObjective:
    """Return the network that `run` trained, whose targets are classes.

    Raises
    ------
    TrajvizError
        If it trained none, or its targets are numbers.
    """
    network = network_of(run, view)
    if not network.is_classifier:
        raise TrajvizError(f"the view {view!r} shows networks that tell classes apart; {network.name} predicts numbers")
    return network
