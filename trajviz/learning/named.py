"""Objectives made of data by name, built when they are asked for; until then nothing that learns is imported."""

from __future__ import annotations

from functools import cache

from trajviz.functions.objective import Objective
from trajviz.functions.registration import data_objective


def _digits_of_file(path: str) -> Objective:
    from trajviz import learning

    return learning.digit_classifier(learning.mnist(path))


@data_objective("digits", from_file=_digits_of_file)
@cache
def digits() -> Objective:
    """Handwritten digits of 8×8 pixels, network 64→100→100→50→10, cross-entropy."""
    from trajviz import learning

    return learning.digit_classifier(learning.digits())


@data_objective("moons", aliases=["two moons"])
@cache
def moons() -> Objective:
    """Two interleaved half circles, network 2→25→50→25→2, squared error."""
    from trajviz import learning

    return learning.moon_classifier(learning.moons())
