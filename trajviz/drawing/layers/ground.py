"""Outlines on the ground of axes: on flat ones as they are, on a surface lying on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trajviz.drawing.layers.layer import Array
from trajviz.drawing.layers.registration import Lift

PIECES = 12
"""Into how many pieces each side of an outline is cut, so that it can lie on a surface."""


def draped(outlines: Sequence[Array], lift: Lift) -> Array:
    """Return closed outlines, each of shape (n, 2), as one line on a surface, with gaps of nan between them."""
    shares = np.arange(PIECES) / PIECES
    parts = []
    for outline in outlines:
        sides = np.roll(outline, -1, axis=0) - outline
        along = (outline[:, None] + shares[:, None] * sides[:, None]).reshape(-1, 2)
        parts.append(lift(np.concatenate([along, outline[:1]])))
        parts.append(np.full((1, parts[-1].shape[1]), np.nan))
    return np.concatenate(parts[:-1])
