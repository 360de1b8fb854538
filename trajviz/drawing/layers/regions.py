"""The regions of the plane that a classifier gives to each class, and the lines between them.

Matplotlib's own contours can't be changed once they are drawn, so the outlines are found with contourpy, which is what
finds Matplotlib's, and put into patches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from contourpy import ContourGenerator, FillType, LineType, contour_generator
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, Track

_LEVELS = (0.0, 0.5)  # the margins from which on a tint is deeper; four make a GIF half as large again
_TINTS = (0.2, 0.36)  # how much of the class's colour is in it

_NOTHING = Path(np.empty((0, 2)))


@dataclass(frozen=True, eq=False)
class Regions:
    """Tinted regions, deeper where the classifier is surer, and a line where two classes tie.

    Parameters
    ----------
    track : Track
        Of the run that is shown.
    x, y : ndarray of shape (n,) and (m,)
        The grid.
    margins : callable
        Takes a row of the track and returns by how much each class leads the next best at the points of the grid, shape
        (classes, m, n): from 0 to 1 where it leads, and negative where it doesn't.
    colors : sequence of str
        The colours of the classes.
    background, line : str
        The colour that the tints are mixed with, and that of the lines.
    other_colors, other_ground : sequence of str, str
        What the tints are mixed of in the theme's counterpart.
    """

    track: Track
    x: Array
    y: Array
    margins: Callable[[int], Array]
    colors: Sequence[str]
    background: str
    line: str
    other_colors: Sequence[str]
    other_ground: str

    def attach(self, axes: Axes) -> Attached:
        """Prepare the regions and the lines on `axes`."""
        regions = [
            [PathPatch(_NOTHING, facecolor=_mixed(color, self.background, tint), linewidth=0) for tint in _TINTS]
            for color in self.colors
        ]
        # The last class has no border that is not another's.
        lines = [PathPatch(_NOTHING, fill=False, edgecolor=self.line, linewidth=1.8) for _ in self.colors[:-1]]
        patches = (*(patch for tints in regions for patch in tints), *lines)
        for patch in patches:
            patch.set_zorder(ABOVE)
            axes.add_artist(patch)

        def update(moment: float) -> None:
            row = int(self.track.place_at(moment))
            outlines = [_outlines_of(self.x, self.y, margin) for margin in self.margins(row)]
            for outline, tints in zip(outlines, regions, strict=True):
                for level, patch in zip(_LEVELS, tints, strict=True):
                    patch.set_path(_joined(*outline.filled(level, np.inf)))
            for outline, line in zip(outlines, lines, strict=False):
                line.set_path(_joined(*outline.lines(0.0)))

        def recolored() -> dict[Artist, Array]:
            return {
                patch: np.array([(*_mixed(color, self.other_ground, tint), 1.0)])
                for color, tints in zip(self.other_colors, regions, strict=True)
                for tint, patch in zip(_TINTS, tints, strict=True)
            }

        return Attached(patches, update, motions.Recorded(self.track), recolored)


def _outlines_of(x: Array, y: Array, margin: Array) -> ContourGenerator:
    return contour_generator(x, y, margin, fill_type=FillType.OuterCode, line_type=LineType.SeparateCode)


def _joined(points: list[Array], codes: list[Array]) -> Path:
    return Path(np.concatenate(points), np.concatenate(codes)) if points else _NOTHING


def _mixed(color: str, background: str, share: float) -> tuple[float, ...]:
    return tuple(share * np.array(to_rgb(color)) + (1 - share) * np.array(to_rgb(background)))
