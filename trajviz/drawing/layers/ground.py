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


def grounded(points: Array, lift: Lift) -> Array:
    """Return points of the plane, shape (n, 2), on the axes; beside a surface they are at the height of its lowest."""
    lifted = lift(points)
    if lifted.shape[1] == 2:
        return lifted
    heights = lifted[:, 2]
    lowest = float(np.min(heights[np.isfinite(heights)], initial=np.inf))
    beside = np.isnan(heights) & np.isfinite(lowest)
    lifted[beside] = np.column_stack([points[beside], np.full(int(beside.sum()), lowest)])
    return lifted
