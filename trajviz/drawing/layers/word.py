"""A word beside a head that says what is happening there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from mpl_toolkits.mplot3d import Axes3D, proj3d
from numpy.typing import NDArray

from trajviz.drawing.layers import detail_motions
from trajviz.drawing.layers.layer import ABOVE, Attached, Track, point_at

_SIZE, _RIM = 8.5, 3.0  # points
_BESIDE = (9.0, 8.0)  # points to the right of the track and up


@dataclass(frozen=True, eq=False)
class Word:
    """A word for each row of a track, there from the row before it on, until the track ends.

    Parameters
    ----------
    track : Track
        What is followed.
    words : ndarray of str, shape (rows,)
        The words; where they are empty nothing is written.
    """

    track: Track
    words: NDArray[np.str_]

    def attach(self, axes: Axes) -> Attached:
        """Prepare the word on `axes`."""
        halo = self.track.halo or "none"
        text = axes.annotate(
            "", (0, 0), xytext=_BESIDE, textcoords="offset points", fontsize=_SIZE, color=self.track.color,
            zorder=ABOVE + 2.7, annotation_clip=True, path_effects=[withStroke(linewidth=_RIM, foreground=halo)],
        )  # fmt: skip

        def update(moment: float) -> None:
            place = self.track.place_at(moment)
            text.set_text(str(self.words[int(np.ceil(place))]) if place < self.track.last_row else "")
            point = point_at(self.track, place, axes)
            if isinstance(axes, Axes3D):
                point = np.array(proj3d.proj_transform(*point, axes.get_proj())[:2])
            text.set_visible(bool(np.isfinite(point).all()))
            text.xy = tuple(np.nan_to_num(point))

        return Attached(
            (text,), update, detail_motions.Word(self.track, tuple(self.words.tolist()), _SIZE, _RIM, _BESIDE)
        )
