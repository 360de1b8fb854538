"""Where heads stand when they have arrived: beside each other, and beside the minimum, so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trajviz.drawing.layers.layer import Array

PANEL = (500.0, 330.0)
"""About the size of a panel, in reference pixels."""

NEAR = 12.0
"""Reference pixels between an end and a star, or a group and a path, at which they are in one place."""

APART, AROUND_STAR = 5.4, 11.0
"""Half the distance of two heads that have arrived, and how far a head is from a minimum, in points."""

POINT = 100 / 72
"""A point, in reference pixels."""

FAR_OUT = 1e6
"""Panels, beyond which it does not matter where an end is."""


def fanned(paths: Sequence[Array], minima: Array, domain: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return for each path how far its head stands from its end, to the right and up, in points.

    Parameters
    ----------
    paths : sequence of ndarray of shape (rows, d)
        Of one coordinate or two.
    minima : ndarray of shape (n, d)
        Where stars are.
    domain : sequence of (low, high)
        What is shown.
    """
    shown = [_on_panel(path, domain) for path in paths]
    ends, stars = np.array([path[-1] for path in shown]), _on_panel(minima, domain)
    is_inside = ((ends >= 0) & (ends <= PANEL)).all(axis=1)
    groups = np.arange(len(paths))
    while True:
        asides = np.zeros((len(paths), 2))
        for group in np.unique(groups[is_inside]):
            asides[groups == group] = _around([shown[k] for k in np.flatnonzero(groups == group)], stars)
        heads = ends + asides * POINT
        apart = np.hypot(*(heads[:, None] - heads).T)
        touching = (apart < 2 * APART * POINT) & (groups[:, None] != groups) & np.outer(is_inside, is_inside)
        if not touching.any():
            return [(float(right), float(up)) for right, up in asides]
        for one, other in np.argwhere(touching):
            groups[groups == groups[other]] = groups[one]


def _on_panel(points: Array, domain: Sequence[tuple[float, float]]) -> Array:
    """Return about where points are on a panel, shape (n, 2), in reference pixels."""
    low, high = np.array(domain, dtype=float).T
    with np.errstate(all="ignore"):
        shares = (np.asarray(points, dtype=float).reshape(-1, len(low)) - low) / (high - low)
    both = np.zeros((len(shares), 2))
    both[:, : len(low)] = np.clip(shares[:, :2], -FAR_OUT, FAR_OUT)
    return np.asarray(both * PANEL)


def _around(paths: Sequence[Array], stars: Array) -> Array:
    """Return how far the heads of a group stand from their ends, in points: around a star, or around their middle."""
    ends = np.array([path[-1] for path in paths])
    middle = ends.mean(axis=0)
    star = min(stars, key=lambda star: float(np.hypot(*(star - middle))), default=None)
    if star is None or (np.hypot(*(star - ends).T) >= NEAR).all():
        center, radius = middle, APART / np.sin(np.pi / len(ends)) if len(ends) > 1 else 0.0
    else:
        center, radius = star, max(AROUND_STAR, APART / np.sin(np.pi / max(len(ends), 2)))
    angles = _spread(np.array([_direction(path, center) for path in paths]))
    return np.asarray((center - ends) / POINT + radius * np.column_stack([np.cos(angles), np.sin(angles)]))


def _direction(path: Array, center: Array) -> float:
    """Return the direction, in radians, in which a path was when it last was not near the center of a group."""
    away = path - center
    far = np.flatnonzero(np.hypot(*away.T) > NEAR)
    right, up = away[far[-1]] if len(far) else (-1.0, 0.0)
    return float(np.arctan2(up, right))


def _spread(wanted: Array) -> NDArray[np.float64]:
    """Return directions in the order of the wanted ones, in even steps around the circle, as near to them as can be."""
    order = np.argsort(wanted, kind="stable")
    even = np.arange(len(wanted)) * 2 * np.pi / len(wanted)
    turn = np.angle(np.exp(1j * (wanted[order] - even)).sum() + 1e-9)
    angles = np.empty(len(wanted))
    angles[order] = even + turn
    return angles
