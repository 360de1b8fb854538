"""The profile: an objective of one variable as a curve, with each method as a ball on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes

from trajviz.errors import TrajvizError
from trajviz.layers.layer import Array, Attached, Layer, attach_all
from trajviz.layers.marks import End, Minima, Outside, Starts
from trajviz.layers.tangent import Footprints, Tangent
from trajviz.layers.trail import Head
from trajviz.objectives import Objective, as_objective
from trajviz.stationary import stationary_points
from trajviz.views.notes import Note, write_notes
from trajviz.views.view import Scene, name_axes, view

_POINTS = 801


@view("curve", aliases=["profile", "1d"])
@dataclass(frozen=True, eq=False)
class CurveView:
    """A curve with a ball on it for each method, its tangent, and the places where it has been.

    Parameters
    ----------
    scene : Scene
        What is shown; its objective has one variable.
    compare : objective or sequence of objectives, optional
        Other functions of the same variable, drawn beside the first.
    chord : (a, b), optional
        Draws the chord between two points of the curve, the middle of the chord, and the point of the curve below it:
        on a convex function, by Jensen's inequality, the middle lies above.
    annotate : mapping from str to float, optional
        Texts and the points x of the curve that they belong to.
    stationary : bool
        Whether minima and saddle points are named.
    """

    scene: Scene
    compare: Any = ()
    chord: tuple[float, float] | None = None
    annotate: Mapping[str, float] | None = None
    stationary: bool = True

    projection: ClassVar[str | None] = None
    variables: ClassVar[int | None] = 1
    aspect: ClassVar[float] = 1.6

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the curve on `axes` and attach the balls."""
        objective, theme = self._objective(), self.scene.theme
        ((low, high),) = objective.domain
        x = np.linspace(low, high, _POINTS)
        curves = {each.title: each(x[None]) for each in [objective, *self._others(objective)]}
        self._set_limits(axes, np.concatenate(list(curves.values())))
        for number, y in enumerate(curves.values()):
            axes.plot(
                x, y, "-" if number == 0 else "--", linewidth=2, color=theme.foreground, alpha=1 - 0.35 * (number > 0)
            )
        notes = self._own_notes(objective)
        if self.chord is not None:
            notes += self._draw_chord(axes, objective, self.chord)
        notes += self._stationary_notes(objective)
        if len(curves) > 1:
            notes += [_name_of_curve(title, x, y) for title, y in curves.items()]
        write_notes(axes, notes, np.concatenate([np.column_stack([x, y]) for y in curves.values()]), theme)
        layers: list[Layer] = [Minima(_on_curve(objective, self.scene.minima), theme.star, theme.halo)]
        return attach_all(layers + self._balls(objective, [(low, high), axes.get_ylim()]), axes)

    def _objective(self) -> Objective:
        objective = self.scene.objective
        if objective is None:
            raise TrajvizError("a curve needs an objective; these paths come without one")
        if objective.dimension != 1:
            raise TrajvizError(f"a curve needs a function of one variable; {objective.name} has {objective.dimension}")
        return objective

    def _others(self, objective: Objective) -> list[Objective]:
        single = isinstance(self.compare, str | Objective) or callable(self.compare)
        return [as_objective(other, domain=objective.domain) for other in ([self.compare] if single else self.compare)]

    def _set_limits(self, axes: Axes, values: Array) -> None:
        """Set limits that leave room for what is written above and below."""
        finite = values[np.isfinite(values)]
        if len(finite) == 0:
            raise TrajvizError(
                f"{self._objective().name} has no finite value on its domain, so there is nothing to draw"
            )
        low, high = float(finite.min()), float(finite.max())
        margin = 0.18 * (high - low) if high > low else 1.0
        axes.set(xlim=self._objective().domain[0], ylim=(low - margin, high + margin))
        name_axes(axes, ("x", "f"))
        axes.grid(visible=True)

    def _balls(self, objective: Objective, limits: Sequence[tuple[float, float]]) -> list[Layer]:
        """Return what moves: for each run its footprints, its tangent and its ball."""
        theme = self.scene.theme
        reach = (0.09 * np.ptp(limits[0]), 0.12 * np.ptp(limits[1]))
        layers: list[Layer] = [Starts(_on_curve(objective, self.scene.starts), theme.foreground, theme.halo)]
        for track, run in zip(
            self.scene.tracks(lambda run: _on_curve(objective, run.path)), self.scene.runs, strict=True
        ):
            slopes = objective.gradient(run.path.T)[0]
            layers += [Footprints(track), Tangent(track, slopes, reach), End(track), Head(track, size=10)]
            layers.append(Outside(track, limits))
        return layers

    def _own_notes(self, objective: Objective) -> list[Note]:
        """Return the user's own notes."""
        return [Note(text, [(at, objective([at]).item())], above=True) for text, at in (self.annotate or {}).items()]

    def _stationary_notes(self, objective: Objective) -> list[Note]:
        """Return the names of minima and saddle points."""
        points = stationary_points(objective) if self.stationary else []
        return [
            Note(point.kind, [(point.x, point.value)], above=point.kind == "saddle point")
            for point in points
            if point.kind != "local maximum"
        ]

    def _draw_chord(self, axes: Axes, objective: Objective, chord: tuple[float, float]) -> list[Note]:
        """Draw a chord with its middle and the point of the curve there, and return their names."""
        theme = self.scene.theme
        try:
            ends = np.sort(np.array(chord, dtype=float).reshape(2))
        except (TypeError, ValueError):
            raise TrajvizError(f"chord must be two points, not {chord!r}") from None
        heights = objective(ends[None])
        middle, on_chord = ends.mean(), heights.mean()
        on_curve = objective([middle]).item()
        axes.plot(ends, heights, "-", color=theme.muted, linewidth=1.6, marker="o", markersize=5)
        axes.plot([middle, middle], [on_curve, on_chord], ":", color=theme.muted, linewidth=1.4)
        axes.plot([middle, middle], [on_curve, on_chord], "o", color=theme.foreground, markersize=5)
        return [
            Note("mean of f", [(middle, on_chord)], above=bool(on_chord >= on_curve)),
            Note("f of the mean", [(middle, on_curve)], above=bool(on_chord < on_curve)),
        ]


def _name_of_curve(name: str, x: Array, y: Array) -> Note:
    """Return the name of a curve as a note that may stand anywhere along it, preferably at its right end."""
    at = np.flatnonzero(np.isfinite(y))[-len(y) // 20 :: -len(y) // 40]
    return Note(name, list(zip(x[at].tolist(), y[at].tolist(), strict=True)), above=True)


def _on_curve(objective: Objective, points: Array) -> Array:
    """Return the points of the curve, shape (n, 2), above points of shape (n, 1)."""
    return np.column_stack([points[:, 0], objective(points.T)])
