"""Sweeps: runs of one method of which one hyperparameter alone differs, whose colours are a sequence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from numbers import Real

from trajviz.drawing.theme import theme_of_a_sweep, themes
from trajviz.drawing.views.view import Scene
from trajviz.runs.trajectory import Trajectory

_FEWEST = 3  # two are no sequence, and are told apart best by two hues


def in_looks_of_a_sweep(scene: Scene) -> Scene:
    """Return a scene of a sweep with a theme in which its lines are a sequence of one hue, and others as they are.

    Lines that are not a theme's own, but a user's, keep their colours.
    """
    values = swept(scene.runs)
    if values is None or all(scene.theme.lines != theme.lines for theme in themes.values()):
        return scene
    return replace(scene, theme=theme_of_a_sweep(scene.theme, values))


def swept(runs: Sequence[Trajectory]) -> list[float] | None:
    """Return the value, for each label of the runs, of the one hyperparameter that differs; None of no sweep."""
    of_labels = list({run.label: run for run in runs}.values())
    names = {run.optimizer.partition("(")[0] for run in of_labels}
    known = {frozenset(run.hyperparameters) for run in of_labels}
    if len(of_labels) < _FEWEST or len(names) > 1 or "" in names or len(known) > 1:
        return None
    values = {name: [run.hyperparameters[name] for run in of_labels] for name in of_labels[0].hyperparameters}
    differing = [own for own in values.values() if any(value != own[0] for value in own)]
    if len(differing) != 1:
        return None
    (own,) = differing
    if not all(isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value) for value in own):
        return None
    return [float(value) for value in own] if len(set(own)) == len(own) else None
