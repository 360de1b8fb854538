"""A camera that turns around 3-D axes."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from mpl_toolkits.mplot3d import Axes3D

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import Array, Attached, place_at


@dataclass(frozen=True, eq=False)
class Orbit:
    """The camera goes around the vertical axis at an even pace.

    Parameters
    ----------
    azim : float
        Its direction at the start, in degrees.
    angle : float
        By how many degrees it turns in all.
    times : ndarray of shape (n,)
        The times on the clock between which it turns by the same angle each, ascending.
    """

    azim: float
    angle: float
    times: Array

    def attach(self, axes: Axes) -> Attached:
        """Take hold of the camera of `axes`."""
        assert isinstance(axes, Axes3D)

        def update(moment: float) -> None:
            turned = self.angle * place_at(self.times, moment) / max(len(self.times) - 1, 1)
            axes.view_init(elev=axes.elev, azim=self.azim + turned)

        return Attached((), update, motions.Orbit(axes, self.azim, self.angle))
