"""The field of steepest descent, as arrows on 2-D axes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import Attached
from trajviz.functions.landscape import gradient_grid
from trajviz.functions.objective import Objective

LENGTHS = "their length as |∇f|^¼"
"""What is said of the arrows' lengths: gradients of a function commonly span many magnitudes."""

_POWER = 0.25


@dataclass(frozen=True)
class Field:
    """Arrows along −∇f on a grid over the domain.

    The direction is that of −∇f in data units. Gradients of a function commonly span many magnitudes, so an arrow's
    length goes with the fourth root of the gradient's norm.

    Parameters
    ----------
    objective : Objective
        Of two variables.
    color : str
        The colour of the arrows.
    resolution : (nx, ny)
        How many arrows along each axis.
    """

    objective: Objective
    color: str
    resolution: tuple[int, int] = (25, 17)

    def attach(self, axes: Axes) -> Attached:
        """Draw the arrows on `axes`."""
        points, gradients = gradient_grid(self.objective, self.resolution)
        norms = np.sqrt((gradients**2).sum(axis=0))
        drawable = np.isfinite(norms) & (norms > 0)
        if drawable.any():
            points, norms = points[:, drawable], norms[drawable]
            # angles="xy" takes the direction from the data and, without scale_units, the length from the screen.
            downhill = -gradients[:, drawable] / norms * (norms / norms.max()) ** _POWER
            axes.quiver(
                *points,
                *downhill,
                angles="xy",
                pivot="mid",
                scale=1.15 * max(self.resolution),
                width=0.0022,
                headwidth=4,
                headlength=4.5,
                headaxislength=4,
                color=self.color,
                alpha=0.5,
                zorder=0.7,  # above the contours, below the heights that are written on them
            )
        return Attached((), lambda _: None, motions.Still())
