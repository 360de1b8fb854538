"""Where points in data units lie: in pixels on their axes, and in the box of 3-D axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axis import Axis
from mpl_toolkits.mplot3d import Axes3D, proj3d

from trajviz.player.coding import Array

Placed = Callable[[Array], Array]
"""Takes points in data units to fractions of the axes, or of the box of 3-D axes."""

AnyAxes = Any
"""Axes also where Matplotlib's types have a base class without their methods, as of an artist and of insets."""


def in_pixels(axes: AnyAxes, points: Array) -> Array:
    """Return points in pixels, those of 3-D axes as their camera stands."""
    with np.errstate(all="ignore"):
        if isinstance(axes, Axes3D):
            points = np.column_stack(proj3d.proj_transform(*scaled(axes, points).T, axes.M)[:2])
        return np.asarray(axes.transData.transform(points), dtype=float)


def in_box(axes: Axes3D) -> Placed:
    """Return what takes points in data units to fractions of the box."""
    low, high = scaled(axes, limits_in_space(axes).T)

    def placed(points: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray((scaled(axes, points) - low) / (high - low))

    return placed


def from_box(axes: Axes3D, fractions: Array) -> Array:
    """Return points in data units that lie at fractions of the box."""
    low, high = scaled(axes, limits_in_space(axes).T)
    columns = zip(_sides(axes), (low + fractions * (high - low)).T, strict=True)
    return np.column_stack([side.get_transform().inverted().transform(column) for side, column in columns])


def scaled(axes: Axes3D, points: Array) -> Array:
    """Return points, shape (..., 3), as their axes' scales transform them, which is what is projected."""
    columns = zip(_sides(axes), np.moveaxis(np.asarray(points, dtype=float), -1, 0), strict=True)
    with np.errstate(all="ignore"):
        return np.stack([side.get_transform().transform(c.ravel()).reshape(c.shape) for side, c in columns], axis=-1)


def limits_in_space(axes: Axes3D) -> Array:
    """Return the limits of 3-D axes, shape (3, 2)."""
    return np.array([axes.get_xlim(), axes.get_ylim(), axes.get_zlim()], dtype=float)


def _sides(axes: Axes3D) -> tuple[Axis, Axis, Axis]:
    return axes.xaxis, axes.yaxis, axes.zaxis
