"""The profile: an objective of one variable as a curve, with each method as a ball on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from trajviz.errors import TrajvizError
from trajviz.layers.layer import Array, Attached, Layer, attach_all
from trajviz.layers.marks import End, Minima, Outside, Starts
from trajviz.layers.tangent import Footprints, Tangent
from trajviz.layers.trail import Head
from trajviz.objectives import Objective, as_objective
from trajviz.stationary import stationary_points
from trajviz.text import drawable
from trajviz.views.view import Scene, name_axes, view

_POINTS = 801
_SHOWN_KINDS = ("global minimum", "local minimum", "saddle point")


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
        for number, (title, y) in enumerate(curves.items()):
            axes.plot(
                x, y, "-" if number == 0 else "--", linewidth=2, color=theme.foreground, alpha=1 - 0.35 * (number > 0)
            )
            if len(curves) > 1:
                at = int((0.93 - 0.14 * number) * _POINTS)
                self._write(axes, title, (x[at], y[at]), above=number == 0)
        if self.chord is not None:
            self._draw_chord(axes, objective, self.chord)
        if self.stationary:
            for point in stationary_points(objective):
                if point.kind != "local maximum":
                    self._write(axes, point.kind, (point.x, point.value), above=point.kind == "saddle point")
        for text, at_x in (self.annotate or {}).items():
            self._write(axes, text, (at_x, objective([at_x]).item()), above=True)
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

    def _draw_chord(self, axes: Axes, objective: Objective, chord: tuple[float, float]) -> None:
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
        self._write(axes, "mean of f", (middle, on_chord), above=on_chord >= on_curve)
        self._write(axes, "f of the mean", (middle, on_curve), above=on_chord < on_curve)

    def _write(self, axes: Axes, text: str, at: tuple[float, float], *, above: bool) -> None:
        """Write `text` above or below a point of the curve, within the axes."""
        low, high = axes.get_xlim()
        place = (at[0] - low) / (high - low)
        axes.annotate(
            drawable(text),
            at,
            xytext=(0, 14 if above else -14),
            textcoords="offset points",
            ha="left" if place < 0.12 else "right" if place > 0.88 else "center",
            va="bottom" if above else "top",
            fontsize=self.scene.theme.fonts["tick"],
            color=self.scene.theme.foreground,
            path_effects=[withStroke(linewidth=3, foreground=self.scene.theme.panel)],
            clip_on=True,
            zorder=8,
        )


def _on_curve(objective: Objective, points: Array) -> Array:
    """Return the points of the curve, shape (n, 2), above points of shape (n, 1)."""
    return np.column_stack([points[:, 0], objective(points.T)])
