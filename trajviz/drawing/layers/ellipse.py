"""Ellipses around a track: how far a trust region reaches, and what a distribution of points is like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import Normal, Stroke

from trajviz.drawing.layers import detail_motions
from trajviz.drawing.layers.ground import grounded
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, Layer, Track, add_line, between, set_points
from trajviz.drawing.layers.probes import Marks
from trajviz.drawing.layers.registration import Lift, Seen, detail

POINTS = 73
"""Of an ellipse, the first of which is the last as well."""

DEVIATIONS = 2.0
"""How many standard deviations from its middle the ellipse of a distribution is."""

_WIDTH, _CASING = 1.5, 3.6  # points
_REJECTED = 7.0  # points, of a cross


@detail("radius")
def radius(track: Track, seen: Seen, lift: Lift) -> Sequence[Layer]:
    """Show the trust region around the iterate, and a cross at each refused step."""
    layers: list[Layer] = []
    if "radius" in seen:
        layers.append(Ellipse(track, seen["path"], seen["radius"][:, None, None] * np.eye(2), lift))
    if "rejected" in seen:
        rows = np.flatnonzero(np.isfinite(seen["rejected"]).all(axis=1))
        crosses = lift(seen["rejected"][rows]), rows.astype(float)
        layers += [Marks(track, *crosses, "X", track.color, _REJECTED, ABOVE + 0.4)] if len(rows) else []
    return layers


@detail("ellipse")
def ellipse(track: Track, seen: Seen, lift: Lift) -> Sequence[Layer]:
    """Show two standard deviations of what is drawn around the iterate."""
    return [Ellipse(track, seen["path"], DEVIATIONS * _roots(seen["ellipse"]), lift)] if "ellipse" in seen else []


def _roots(covariances: Array) -> Array:
    """Return the symmetric root of each covariance, shape (rows, 2, 2), which changes as smoothly as that does."""
    known = np.isfinite(covariances).all(axis=(1, 2), keepdims=True)
    values, vectors = np.linalg.eigh(np.where(known, covariances, 0.0))
    roots = vectors * np.sqrt(np.maximum(values, 0.0))[:, None] @ vectors.swapaxes(1, 2)
    return np.where(known, roots, np.nan)


@dataclass(frozen=True, eq=False)
class Ellipse:
    """An ellipse that moves with a track.

    Parameters
    ----------
    track : Track
        What is followed.
    path : ndarray of shape (rows, 2)
        Where that is, on the plane.
    halves : ndarray of shape (rows, 2, 2)
        From the middle to two points of the ellipse whose directions are conjugate, in its rows; nan where there is
        none.
    lift : callable
        Puts points of the plane on the axes.
    """

    track: Track
    path: Array
    halves: Array
    lift: Lift

    def attach(self, axes: Axes) -> Attached:
        """Prepare the ellipse on `axes`."""
        line = add_line(axes, color=self.track.color, linewidth=_WIDTH, zorder=ABOVE + 0.3)
        if self.track.halo is not None:
            line.set_path_effects([Stroke(linewidth=_CASING, foreground=self.track.halo), Normal()])
        angles = np.linspace(0, 2 * np.pi, POINTS)
        around = np.column_stack([np.cos(angles), np.sin(angles)])

        def update(moment: float) -> None:
            place = self.track.place_at(moment)
            set_points(line, self.lift(between(self.path, place) + around @ between(self.halves, place)))

        middle, one, other = (grounded(self.path + half, self.lift) for half in (0.0, *self.halves.swapaxes(0, 1)))
        motion = detail_motions.Ellipse(self.track, (middle, one, other), _WIDTH, _CASING, POINTS)
        return Attached((line,), update, motion)
