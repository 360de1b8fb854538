"""What a track shows of its run, so that a player can put another run in its place.

Each class encodes itself for the player, which moves such a track in `trajviz/player/script/explore.js`.
"""

from __future__ import annotations

from dataclasses import dataclass

from trajviz.checks import checked_fields


@checked_fields
@dataclass(frozen=True)
class PathOnPlane:
    """The first two coordinates of the path."""

    def encode(self) -> dict[str, str | float]:
        """Return it as it stands in a player's data block."""
        return {"of": "path"}


@checked_fields
@dataclass(frozen=True)
class PathOnSurface:
    """The path lifted onto a surface."""

    def encode(self) -> dict[str, str | float]:
        """Return it as it stands in a player's data block."""
        return {"of": "surface"}


@checked_fields
@dataclass(frozen=True)
class ValuesAbove:
    """The values of the objective above one of them.

    Parameters
    ----------
    offset : float
        That value.
    least : float
        How far above it a point is at the least, where heights are logarithmic.
    """

    offset: float
    least: float

    def encode(self) -> dict[str, str | float]:
        """Return it as it stands in a player's data block."""
        return {"of": "values", "offset": float(self.offset), "least": float(self.least)}


Shown = PathOnPlane | PathOnSurface | ValuesAbove
