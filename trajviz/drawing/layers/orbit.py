"""A camera that turns around 3-D axes."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from mpl_toolkits.mplot3d import Axes3D

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import Attached


@dataclass(frozen=True)
class Orbit:
    """The camera goes around the vertical axis at an even pace.

    Parameters
    ----------
    azim : float
        Its direction at the start, in degrees.
    angle : float
        By how many degrees it turns until the last step.
    last_step : int
        That step.
    """

    azim: float
    angle: float
    last_step: int

    def attach(self, axes: Axes) -> Attached:
        """Take hold of the camera of `axes`."""
        assert isinstance(axes, Axes3D)

        def update(step: int) -> None:
            axes.view_init(elev=axes.elev, azim=self.azim + self.angle * step / max(self.last_step, 1))

        return Attached((), update, motions.Orbit(axes, self.azim, self.angle, self.last_step))
