"""The velocity of a momentum method as an arrow: where the gradients that it remembers push it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from mpl_toolkits.mplot3d import Axes3D

from trajviz.drawing.layers import detail_motions
from trajviz.drawing.layers.ground import grounded
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, Layer, Track, add_line, between, set_points
from trajviz.drawing.layers.registration import Lift, Seen, detail

LONGEST = 0.16
"""How long the longest arrow of a track is, as a share of the axes' width."""

_WIDTH, _RIM = 2.2, 2.0  # points
_HEAD_WIDTH, _HEAD_LENGTH, _HEAD_AXIS_LENGTH, _LEAST_LENGTH = 3.6, 4.5, 4.0, 0.1  # in widths of the shaft


@detail("velocity")
def velocity(track: Track, seen: Seen, lift: Lift) -> Sequence[Layer]:
    """Show the velocity as an arrow; the longest of a run is a sixth of the width."""
    return [Velocity(track, seen["path"], -seen["velocity"], lift)] if "velocity" in seen else []


@dataclass(frozen=True, eq=False)
class Velocity:
    """An arrow from a track that is as long as the vector there, to a scale.

    Parameters
    ----------
    track : Track
        Where the arrow begins.
    path : ndarray of shape (rows, 2)
        The same on the plane.
    vectors : ndarray of shape (rows, 2)
        Nan where there is none.
    lift : callable
        Puts points of the plane on the axes.
    """

    track: Track
    path: Array
    vectors: Array
    lift: Lift

    def attach(self, axes: Axes) -> Attached:
        """Prepare the arrow on `axes`."""
        tips = self.path + self._scale(axes) * self.vectors
        motion = detail_motions.Velocity(
            self.track,
            grounded(tips, self.lift),
            _WIDTH,
            _RIM,
            _HEAD_WIDTH,
            _HEAD_LENGTH,
            _HEAD_AXIS_LENGTH,
            _LEAST_LENGTH,
        )
        if isinstance(axes, Axes3D):
            line = add_line(axes, color=self.track.color, linewidth=_WIDTH, zorder=ABOVE + 1)

            def update_line(moment: float) -> None:
                place = self.track.place_at(moment)
                foot, tip = between(self.path, place), between(tips, place)
                set_points(line, self.lift(foot + np.linspace(0, 1, 13)[:, None] * (tip - foot)))

            return Attached((line,), update_line, motion)
        halo = self.track.halo or self.track.color
        arrow = axes.quiver(
            [0.0], [0.0], [0.0], [0.0], angles="xy", scale_units="xy", scale=1, units="inches", width=_WIDTH / 72,
            headwidth=_HEAD_WIDTH, headlength=_HEAD_LENGTH, headaxislength=_HEAD_AXIS_LENGTH, minlength=_LEAST_LENGTH,
            facecolor=self.track.color, edgecolor=halo, linewidths=(_RIM / 2,), zorder=ABOVE + 1,
        )  # fmt: skip

        def update(moment: float) -> None:
            place = self.track.place_at(moment)
            foot, tip = between(self.path, place), between(tips, place)
            arrow.set_offsets(foot[None])
            arrow.set_UVC(*(tip - foot)[:, None])

        return Attached((arrow,), update, motion)

    def _scale(self, axes: Axes) -> float:
        """Return what makes the longest vector as long as it should be, seen on axes of any aspect."""
        low, high = np.transpose([axes.get_xlim(), axes.get_ylim()])
        with np.errstate(all="ignore"):
            lengths = np.linalg.norm(self.vectors / (high - low), axis=1)
        longest = float(np.max(lengths[np.isfinite(lengths)], initial=0.0))
        return LONGEST / longest if longest > 0 else 0.0
