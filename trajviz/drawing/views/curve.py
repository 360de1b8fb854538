"""The profile: an objective of one variable as a curve, with each method as a ball on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes

from trajviz.drawing.layers.bounds import Bounds
from trajviz.drawing.layers.infeasible import Infeasible
from trajviz.drawing.layers.layer import Array, Attached, Layer, attach_all
from trajviz.drawing.layers.markers import End, Minima, Outside, Starts
from trajviz.drawing.layers.registration import layers_on
from trajviz.drawing.layers.tangent import Footprints, Tangent
from trajviz.drawing.layers.trail import Head
from trajviz.drawing.views.levels import short
from trajviz.drawing.views.notes import Note, write_notes
from trajviz.drawing.views.view import Scene, name_axes, view
from trajviz.errors import TrajvizError
from trajviz.functions import Objective, as_objective
from trajviz.functions.constraints import Constraint
from trajviz.functions.stationary import stationary_points
from trajviz.options import option, so_many

_POINTS = 801
_PLACES_FOR_NAMES = 40


@view("curve", aliases=["profile", "1d"])
@dataclass(frozen=True, eq=False)
class CurveView:
    """A curve with a ball on it for each method, and the places where it has been.

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
    layers : str or sequence of str
        Layers that each path has besides, by name, such as "footprints".
    """

    scene: Scene
    compare: Any = option((), "another function beside a curve", metavar="F")  # noqa: RUF009  # anything `as_objective` takes
    chord: tuple[float, float] | None = option(
        None,
        "a chord between two points of a curve",
        metavar="A,B",
        reads=so_many(2, "two numbers separated by a comma, such as -1.5,1"),
    )
    annotate: Mapping[str, float] | None = None
    stationary: bool = True
    layers: str | Sequence[str] = ()

    projection: ClassVar[str | None] = None
    variables: ClassVar[int | None] = 1
    aspect: ClassVar[float] = 1.6

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the curve on `axes` and attach the balls."""
        self.scene.check_single("a curve")
        objective, theme = self._objective(), self.scene.theme
        ((low, high),) = objective.domain
        x = np.linspace(low, high, _POINTS)
        shown = [objective, *self._others(objective)]
        curves = [np.column_stack([x, each(x[None])]) for each in shown]
        self._set_limits(axes, np.concatenate(curves)[:, 1])
        for number, curve in enumerate(curves):
            style, alpha = ("-", 1.0) if number == 0 else ("--", 0.65)
            axes.plot(*curve.T, style, linewidth=2, color=theme.foreground, alpha=alpha)
        notes = self._own_notes(objective)
        drawn = list(curves)
        if self.chord is not None:
            own_notes, lines = self._draw_chord(axes, objective, self.chord)
            notes, drawn = notes + own_notes, drawn + lines
        notes += self._stationary_notes(objective)
        if len(shown) > 1:
            notes += [
                _name_of_curve(each.title, curves[number], curves[:number] + curves[number + 1 :])
                for number, each in enumerate(shown)
            ]
        write_notes(axes, notes, np.concatenate(drawn), theme)
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
        if not single and not isinstance(self.compare, Sequence):
            raise TrajvizError(f"compare must be an objective or a sequence of objectives, not {self.compare!r}")
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
        layers: list[Layer] = []
        if objective.bounds is not None:
            layers.append(Bounds([*objective.bounds, (-np.inf, np.inf)], limits, theme))
        if objective.constraints:
            ((low, high), heights) = limits
            x = np.linspace(low, high, _POINTS)
            shown = [_along(each) for each in objective.constraints]
            layers.append(Infeasible(shown, x, np.array(heights, dtype=float), theme))
        layers.append(Starts(_on_curve(objective, self.scene.starts), theme.foreground, theme.halo))
        tracks = self.scene.tracks(lambda run: _on_curve(objective, run.path))
        layers += layers_on(tracks, self.layers)
        for track, run in zip(tracks, self.scene.runs, strict=True):
            slopes = objective.gradient(run.path.T)[0]
            # Rims of dots would cut the curve into dashes.
            layers += [Footprints(replace(track, halo=None)), Tangent(track, slopes, reach), End(track)]
            layers += [Head(track, size=10), Outside(track, limits)]
        return layers

    def _own_notes(self, objective: Objective) -> list[Note]:
        """Return the user's own notes."""
        if self.annotate is None:
            return []
        if not isinstance(self.annotate, Mapping):
            raise TrajvizError(f"annotate must map texts to points x, not {self.annotate!r}")
        points = _checked_points(objective, list(self.annotate.values()), "the points to annotate")
        return [Note(str(text), [(x, y)], above=True) for text, (x, y) in zip(self.annotate, points, strict=True)]

    def _stationary_notes(self, objective: Objective) -> list[Note]:
        """Return the names of minima and saddle points."""
        points = stationary_points(objective) if self.stationary else []
        ((low, high),) = objective.domain
        is_known = objective.minimum is not None
        lowest = "global minimum" if is_known else f"global minimum on [{short(low)}, {short(high)}]"
        names = {"global minimum": lowest, "local minimum": "local minimum", "saddle point": "saddle point"}
        return [
            Note(names[point.kind], [(point.x, point.value)], above=point.kind == "saddle point")
            for point in points
            if point.kind in names
        ]

    def _draw_chord(
        self, axes: Axes, objective: Objective, chord: tuple[float, float]
    ) -> tuple[list[Note], list[Array]]:
        """Draw a chord with its middle and the point of the curve there; return their names and points of the lines."""
        theme = self.scene.theme
        points = _checked_points(objective, chord, "the two ends of a chord")
        if len(points) != 2:
            raise TrajvizError(f"a chord has two ends, not {chord!r}")
        ends, heights = points.T
        middle, on_chord = ends.mean(), heights.mean()
        on_curve = objective([middle]).item()
        axes.plot(ends, heights, "-", color=theme.muted, linewidth=1.6, marker="o", markersize=5)
        axes.plot([middle, middle], [on_curve, on_chord], ":", color=theme.muted, linewidth=1.4)
        axes.plot([middle, middle], [on_curve, on_chord], "o", color=theme.foreground, markersize=5)
        notes = [
            Note("mean of f", [(middle, on_chord)], above=bool(on_chord >= on_curve)),
            Note("f of the mean", [(middle, on_curve)], above=bool(on_chord < on_curve)),
        ]
        corners = np.array([[points[0], points[1]], [(middle, on_curve), (middle, on_chord)]])
        return notes, [np.linspace(start, end, _POINTS) for start, end in corners]


def _name_of_curve(name: str, curve: Array, others: Sequence[Array]) -> Note:
    """Return the name of a curve as a note beside where it is furthest above, or else below, the others."""
    values = [other[:, 1] for other in others]
    with np.errstate(invalid="ignore"):  # infinite values may meet
        lead = curve[:, 1] - np.fmax.reduce(values)
        above = bool(np.fmax.reduce(lead) > 0)
        if not above:
            lead = np.fmin.reduce(values) - curve[:, 1]
    places = np.argsort(-lead)[:: len(lead) // _PLACES_FOR_NAMES]
    return Note(name, [(x, y) for x, y in curve[places].tolist() if np.isfinite(y)], above)


def _checked_points(
    objective: Objective,
    points: Any,  # what has no length is refused
    called: str,
) -> Array:
    """Return the points of the curve, shape (n, 2), above points x that a user has given."""
    ((low, high),) = objective.domain
    try:
        x = np.array(points, dtype=float).reshape(len(points))
    except (TypeError, ValueError, OverflowError):
        x = np.array([np.nan])
    y = objective(x[None])
    if not (np.isfinite(y) & (x >= low) & (x <= high)).all():
        raise TrajvizError(f"{called} must be numbers from {low:g} to {high:g} with finite values, not {points!r}")
    return np.column_stack([x, y])


def _along(constraint: Constraint) -> Constraint:
    """Return a constraint on x as one on points of the picture."""
    return replace(constraint, function=lambda points: constraint(points[:1]))


def _on_curve(objective: Objective, points: Array) -> Array:
    """Return the points of the curve, shape (n, 2), above points of shape (n, 1)."""
    return np.column_stack([points[:, 0], objective(points.T)])
