"""The simplex of Nelder and Mead: the corners that it has now, what is left of it, and the name of its move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.patheffects import Normal, Stroke
from mpl_toolkits.mplot3d import Axes3D

from trajviz.arrays import in_their_places
from trajviz.drawing.layers import detail_motions
from trajviz.drawing.layers.ground import draped, grounded
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, Layer, Track, add_line, between, set_points
from trajviz.drawing.layers.registration import Lift, Seen, detail
from trajviz.drawing.layers.word import Word

_WIDTH, _CASING, _PAST_WIDTH = 2.0, 4.4, 0.9  # points
_FILL, _PAST = 0.3, 0.6  # how opaque the face is, and the lines of what has been


@detail("simplex")
def simplex(track: Track, seen: Seen, lift: Lift) -> Sequence[Layer]:
    """Show Nelder and Mead's simplex, with the name of its move."""
    if "simplex" not in seen:
        return []
    corners = followed(seen["simplex"])
    named = [Word(track, seen["move"])] if "move" in seen else []
    return [Simplex(track, corners, lift), *named]


def followed(corners: Array) -> Array:
    """Return the corners of simplices, shape (rows, n, d), each in one place from row to row."""
    ordered = corners.copy()
    for row in range(1, len(ordered)):
        if np.isfinite(ordered[row - 1 : row + 1]).all():
            ordered[row] = in_their_places(ordered[row - 1], ordered[row])
    return ordered


@dataclass(frozen=True, eq=False)
class Simplex:
    """The edges between corners as they are now, with thin lines where they were at each row.

    Parameters
    ----------
    track : Track
        Whose they are.
    corners : ndarray of shape (rows, n, 2)
        Each in one place from row to row.
    lift : callable
        Puts points of the plane on the axes.
    """

    track: Track
    corners: Array
    lift: Lift

    @property
    def faces(self) -> list[tuple[int, ...]]:
        """The corners of what is drawn closed: the triangle, or the edges of a simplex that is seen on a plane."""
        count = self.corners.shape[1]
        return [(0, 1, 2)] if count == 3 else list(combinations(range(count), 2))

    def attach(self, axes: Axes) -> Attached:
        """Prepare the simplex on `axes`."""
        lifted = [grounded(corner, self.lift) for corner in self.corners.swapaxes(0, 1)]
        motion = detail_motions.Simplex(
            self.track, tuple(lifted), tuple(self.faces), _WIDTH, _CASING, _PAST_WIDTH, _FILL, _PAST
        )
        if isinstance(axes, Axes3D):
            return self._attach_in_space(axes, motion)
        color, halo = self.track.color, self.track.halo or self.track.color
        drawn = PolyCollection([], closed=True, joinstyle="round", zorder=ABOVE + 0.4)
        axes.add_collection(drawn, autolim=False)
        looks = {
            "past": ("none", to_rgba(color, _PAST), _PAST_WIDTH),
            "casing": (to_rgba(color, _FILL), halo, _CASING),
            "now": ("none", color, _WIDTH),
        }

        def update(moment: float) -> None:
            place = self.track.place_at(moment)
            now = between(self.corners, place)
            shown = [("past", corners) for corners in self.corners[: int(np.ceil(place))]]
            shown += [("casing", now), ("now", now)]
            shapes = [(look, corners[list(face)]) for look, corners in shown for face in self.faces]
            shapes = [(look, shape) for look, shape in shapes if np.isfinite(shape).all()]
            drawn.set_verts([shape for _, shape in shapes])
            faces, edges, widths = zip(*(looks[look] for look, _ in shapes), strict=True) if shapes else ([], [], [])
            drawn.set(facecolors=faces, edgecolors=edges, linewidths=widths)

        return Attached((drawn,), update, motion)

    def _attach_in_space(self, axes: Axes3D, motion: detail_motions.Simplex) -> Attached:
        line = add_line(
            axes, color=self.track.color, linewidth=_WIDTH, solid_joinstyle="round", solid_capstyle="round",
            zorder=ABOVE + 0.4,
        )  # fmt: skip
        if self.track.halo is not None:
            line.set_path_effects([Stroke(linewidth=_CASING, foreground=self.track.halo), Normal()])
        past = add_line(axes, color=self.track.color, linewidth=_PAST_WIDTH, alpha=_PAST, zorder=ABOVE + 0.3)
        been = [self._draped(corners) for corners in self.corners[:-1]]
        ends = np.cumsum([0, *map(len, been)])
        whole = np.concatenate(been) if been else np.empty((0, 3))

        def update(moment: float) -> None:
            place = self.track.place_at(moment)
            set_points(past, whole[: ends[min(int(np.ceil(place)), len(been))]])
            set_points(line, self._draped(between(self.corners, place)))

        return Attached((past, line), update, motion)

    def _draped(self, corners: Array) -> Array:
        """Return a simplex as a line on the surface, with a gap at its end."""
        line = draped([corners[list(face)] for face in self.faces], self.lift)
        return np.concatenate([line, np.full((1, 3), np.nan)])
