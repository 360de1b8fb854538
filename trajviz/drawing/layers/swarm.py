"""A swarm: many points that flow, each with a short tail that fades.

All points of a colour are one artist. Some thousands are drawn as marks; more are stamped on a picture of the axes,
pixel by pixel, which takes a tenth of the time and looks the same at that size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D

from trajviz.drawing.layers import swarm_motion
from trajviz.drawing.layers.layer import ABOVE, Array, Attached, Track, between
from trajviz.drawing.layers.swarm_motion import FADES, MOST_TAILS, RIM, TAIL_WIDTH

_LARGEST, _SMALLEST, _USUAL = 4.4, 1.2, 400  # points across; so many have that size, more are smaller
_SHRINKS = 0.32  # the power of how many there are
_LASTS = 0.04  # of the clock, which a tail reaches back; at least a step
_LEAST_TAIL = 0.4  # pixels; a shorter piece is not drawn
_MOST_MARKS = 4000  # of more, pixels are stamped


@dataclass(frozen=True, eq=False)
class Swarm:
    """Points of one colour that move from row to row.

    Parameters
    ----------
    track : Track
        Whose they are: the middle of the swarm.
    points : ndarray of shape (rows, 2, n)
        Where they are at each row.
    color : str
        Of all of them.
    total : int
        How many there are on the axes, in all colours, by which they are as large as there is room.
    """

    track: Track
    points: Array
    color: str
    total: int

    def attach(self, axes: Axes) -> Attached:
        """Prepare the points on `axes`."""
        flow = _Flow(axes, self.color, self.track.halo or self.color, self.size)
        lasts = max(1.0, _LASTS * float(self.track.times[-1]))
        tailed = self.points[:, :, _evenly(self.points.shape[2], self.total)]

        def update(moment: float) -> None:
            places = [self.track.place_at(moment - lasts * k / len(FADES)) for k in range(len(FADES) + 1)]
            flow.put(between(self.points, places[0]), np.stack([between(tailed, place) for place in places]))

        told = self.points[:, :, _evenly(self.points.shape[2], self.total)]
        return Attached((flow,), update, swarm_motion.Swarm(self.track, told, self.color, self.size, lasts))

    @property
    def size(self) -> float:
        """The width of a point, in points."""
        size = self.track.markersize or _LARGEST * (_USUAL / max(self.total, _USUAL)) ** _SHRINKS
        return max(size, _SMALLEST)


def _evenly(count: int, total: int) -> Array:
    """Return which of the points of a colour have tails, which at most `MOST_TAILS` of all colours have."""
    most = max(1, count * MOST_TAILS // max(total, MOST_TAILS)) if count else 0
    return np.linspace(0, count - 1, min(count, most)).round().astype(int)


class _Flow(Line2D):
    """The points and their tails, as one artist that is drawn in parts."""

    def __init__(self, axes: Axes, color: str, halo: str, size: float) -> None:
        super().__init__([], [], color=color, zorder=ABOVE + 1)
        axes.add_line(self)
        self._ground = axes
        self._size, self._points, self._are_few = size, np.empty((2, 0)), True
        width = TAIL_WIDTH * size
        self._tails = [self._part(color=color, alpha=fade, linewidth=width, solid_capstyle="butt") for fade in FADES]
        self._heads = self._part(
            color=color, linestyle="none", marker="o", markersize=size,
            markeredgecolor=halo, markeredgewidth=RIM * size,
        )  # fmt: skip

    def _part(self, **looks: object) -> Line2D:
        part = Line2D([], [], **looks)  # type: ignore[arg-type]  # Matplotlib checks them
        part.set_figure(self.get_figure(root=False))  # type: ignore[arg-type]  # it is on one
        part.axes = self._ground
        part.stale_callback = None  # the whole tells that it has changed
        part.set_transform(self._ground.transData)
        part.set_clip_path(self._ground.patch)
        return part

    def put(self, points: Array, tails: Array) -> None:
        """Put points at places, shape (2, n), and tails through others, shape (pieces + 1, 2, m), the latest first."""
        self._points, self._are_few = points, points.shape[1] <= _MOST_MARKS
        if self._are_few:
            self._heads.set_data(*points)
        for part, begins, ends in zip(self._tails, tails[:-1], tails[1:], strict=True):
            part.set_data(*self._pieces(begins, ends))
        self.stale = True

    def _pieces(self, begins: Array, ends: Array) -> Array:
        """Return lines from places to places, shape (2, 3 n), as far as these are so far apart that it is seen."""
        with np.errstate(all="ignore"):
            one, other = (self._ground.transData.transform(places.T) for places in (begins, ends))
            seen = np.hypot(*(one - other).T) > _LEAST_TAIL
        gaps = np.full((2, int(seen.sum())), np.nan)
        return np.stack([begins[:, seen], ends[:, seen], gaps], axis=-1).reshape(2, -1)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the tails, the faintest first, and the points on them."""
        if not self.get_visible():
            return
        for part in reversed(self._tails):
            part.draw(renderer)
        if self._are_few:
            self._heads.draw(renderer)
        else:
            self._stamp(renderer)
        self.stale = False

    def _stamp(self, renderer: RendererBase) -> None:
        """Draw the points as squares of whole pixels."""
        low, high = np.floor(self._ground.bbox.min).astype(int), np.ceil(self._ground.bbox.max).astype(int)
        width, height = high - low
        side = max(1, round(float(np.asarray(renderer.points_to_pixels(self._size)))))
        with np.errstate(all="ignore"):
            corners = self._ground.transData.transform(self._points.T) - low - side / 2
            near = (corners > -side).all(axis=1) & (corners < (width + side, height + side)).all(axis=1)
        columns, rows = np.rint(corners[near]).astype(int).T
        picture = np.zeros((height + 4 * side, width + 4 * side), dtype=np.uint32)  # with room for what is half outside
        flat, wide = picture.ravel(), picture.shape[1]
        first = (rows + 2 * side) * wide + columns + 2 * side
        color = (np.array(to_rgba(self.get_color())) * 255).round().astype(np.uint8).view(np.uint32)[0]
        for row in range(side):
            for column in range(side):
                flat[first + row * wide + column] = color
        inner = np.ascontiguousarray(picture[2 * side : -2 * side, 2 * side : -2 * side])
        context = renderer.new_gc()
        context.set_clip_rectangle(self._ground.bbox)
        renderer.draw_image(context, low[0], low[1], inner.view(np.uint8).reshape(height, width, 4))
        context.restore()
