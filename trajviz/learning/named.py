"""Objectives made of data by name, built when they are asked for; until then nothing that learns is imported."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeGuard

from trajviz.functions.objective import Objective
from trajviz.functions.registration import data_objectives

if TYPE_CHECKING:
    from trajviz.learning import NetworkObjective


@cache
def digits() -> Objective:
    """Handwritten digits of 8×8 pixels, network 64→100→100→50→10, cross-entropy."""
    from trajviz import learning

    return learning.digit_classifier(learning.digits())


@cache
def moons() -> Objective:
    """Two interleaved half circles, network 2→25→50→25→2, squared error."""
    from trajviz import learning

    return learning.moon_classifier(learning.moons())


data_objectives.register("digits", digits)
data_objectives.register("moons", moons, ["two moons"])


def is_network(objective: Objective | None) -> TypeGuard[NetworkObjective]:
    """Whether an objective is the loss of a network."""
    if objective is None or not objective.samples:
        return False
    from trajviz.learning import NetworkObjective

    return isinstance(objective, NetworkObjective)
