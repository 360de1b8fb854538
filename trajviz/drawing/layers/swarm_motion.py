"""How a swarm moves: a motion whose function is in `swarm.js`, in pages that need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.colors import is_color_like

from trajviz.drawing.layers.layer import Array
from trajviz.drawing.layers.motions import Encoder, Following, motion
from trajviz.errors import TrajvizError

FADES = (0.55, 0.35, 0.15)
"""How opaque the pieces of a tail are, from the point on."""

RIM, TAIL_WIDTH = 0.12, 0.42
"""The widths of the line around a point and of its tail, in widths of the point."""

MOST_TAILS = 2000
"""How many points of a swarm have tails at the most; as many are in a page."""

_MOST_FOLLOWED = 60  # by the pace


@motion("swarm", part="swarm")
@dataclass(frozen=True, eq=False)
class Swarm(Following):
    """Points of one colour with tails.

    Parameters
    ----------
    track : Track
        The middle of the swarm, with whose rows they move.
    points : ndarray of shape (rows, 2, n)
        Where they are at each row.
    color : str
        Of all of them.
    size : float
        How wide each is, in points.
    lasts : float
        How much of the clock a tail reaches back.
    """

    points: Array
    color: str
    size: float
    lasts: float

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.points.ndim != 3 or self.points.shape[:2] != self.track.points.shape:
            raise TrajvizError(f"points must be those of a swarm, shape (rows, 2, n), not {self.points.shape}")
        if not is_color_like(self.color):
            raise TrajvizError(f"color must be a colour, not {self.color!r:.60}")

    @property
    def companions(self) -> Sequence[Array]:
        """Some of the points, which tell what is seen of all."""
        apart = max(1, self.points.shape[2] // _MOST_FOLLOWED)
        return [self.points[:, :, i] for i in range(0, self.points.shape[2], apart)]

    def encode(self, encoder: Encoder) -> Mapping[str, object]:
        """Return the points, the colour and the lengths."""
        return {
            "points": [encoder.at_rows(self.points[:, :, i]) for i in range(self.points.shape[2])],
            "color": encoder.color(self.color),
            "halo": encoder.color(self.track.halo or self.color),
            "size": encoder.length(self.size),
            "widths": [encoder.length(RIM * self.size), encoder.length(TAIL_WIDTH * self.size)],
            "lasts": self.lasts * self.track.last_row / max(float(self.track.times[-1]), 1.0),
            "fades": list(FADES),
        }
