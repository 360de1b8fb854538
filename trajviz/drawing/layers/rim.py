"""An arrow head at the edge of a surface, towards a track that has left it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from mpl_toolkits.mplot3d import Axes3D

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, Track, add_line, between, set_points
from trajviz.drawing.layers.markers import POINTER_RIM, POINTER_SIZE
from trajviz.drawing.layers.sheet import placed

_AHEAD = 0.05  # of the sides of the domain: how far outside lies what the arrow head points to


@dataclass(frozen=True, eq=False)
class Rim:
    """An arrow head where a path is nearest to while it is beside a surface.

    Parameters
    ----------
    track : Track
        What is followed.
    path : ndarray of shape (rows, 2)
        Where it is, on the surface or beside it.
    domain : ndarray of shape (2, 2)
        The lower left and the upper right corner of the surface.
    lift : callable
        Takes points, shape (n, 2), and returns them on the surface, shape (n, 3).
    """

    track: Track
    path: Array
    domain: Array
    lift: Callable[[Array], Array]

    def attach(self, axes: Axes) -> Attached:
        """Prepare the arrow head on `axes`."""
        assert isinstance(axes, Axes3D)
        pointer = add_line(
            axes,
            linestyle="none",
            markersize=POINTER_SIZE,
            color=self.track.color,
            marker=(3, 0, 0),
            markeredgecolor=self.track.halo or self.track.color,
            markeredgewidth=POINTER_RIM,
            zorder=ABOVE + 3,
        )

        def update(moment: float) -> None:
            foot, tip = self.ends(between(self.path, self.track.place_at(moment))[None])
            pointer.set_visible(bool(np.isfinite(foot).all()))
            if pointer.get_visible():
                right, up = np.diff(placed(axes, np.concatenate([foot, tip])), axis=0)[0]
                pointer.set_marker((3, 0, np.degrees(np.arctan2(up, right)) - 90))
                set_points(pointer, foot)

        return Attached((pointer,), update, motions.Rim(self.track, POINTER_SIZE, POINTER_RIM, self.ends(self.path)))

    def ends(self, points: Array) -> tuple[Array, Array]:
        """Return for points, shape (n, 2), the nearest on the edge and what lies outside of it; nan for those on it."""
        low, high = self.domain
        finite = np.isfinite(points).all(axis=1)
        at_edge = np.clip(np.nan_to_num(points), low, high)
        outside = finite & (at_edge != points).any(axis=1)
        foot = np.full((len(points), 3), np.nan)
        if outside.any():
            foot[outside] = self.lift(at_edge[outside])
        ahead = np.sign(np.nan_to_num(points) - at_edge) * _AHEAD * (high - low)
        return foot, foot + np.column_stack([ahead, np.zeros(len(points))])
