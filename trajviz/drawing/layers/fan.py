"""Where heads stand when they have arrived: beside each other, and beside the minimum, so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trajviz.drawing.layers.layer import Array

PANEL = (500.0, 330.0)
"""About the size of a panel, in reference pixels."""

NEAR = 12.0
"""Reference pixels between ends of which one would cover the other."""

APART, AROUND_STAR = 5.4, 11.0
"""Half the distance of two heads that have arrived, and how far a head is from a minimum, in points."""

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
    ends = _on_panel(np.array([path[-1] for path in paths]), domain)
    stars = _on_panel(minima, domain)
    asides = [(0.0, 0.0)] * len(paths)
    for group in _groups(ends):
        middle = ends[group].mean(axis=0)
        has_star = bool(len(stars)) and float(np.hypot(*(stars - middle).T).min()) < NEAR
        if len(group) == 1 and not has_star:
            continue
        radius = max(AROUND_STAR if has_star else 0.0, APART / np.sin(np.pi / max(len(group), 2)))
        wanted = np.array([_direction(_on_panel(paths[k], domain), middle) for k in group])
        for k, angle in zip(group, _spread(wanted), strict=True):
            asides[k] = (float(radius * np.cos(angle)), float(radius * np.sin(angle)))
    return asides


def _on_panel(points: Array, domain: Sequence[tuple[float, float]]) -> Array:
    """Return about where points are on a panel, shape (n, 2), in reference pixels."""
    low, high = np.array(domain, dtype=float).T
    with np.errstate(all="ignore"):
        shares = (np.asarray(points, dtype=float).reshape(-1, len(low)) - low) / (high - low)
    both = np.zeros((len(shares), 2))
    both[:, : len(low)] = np.clip(shares[:, :2], -FAR_OUT, FAR_OUT)
    return np.asarray(both * PANEL)


def _groups(ends: Array) -> list[list[int]]:
    """Return the ends, by number, in groups of those that are near each other; those out of the picture in none."""
    inside = [k for k, end in enumerate(ends) if (end >= 0).all() and (end <= PANEL).all()]
    groups: list[list[int]] = []
    for k in inside:
        near = [group for group in groups if any(np.hypot(*(ends[k] - ends[other])) < NEAR for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(other for group in near for other in group), k])
    return groups


def _direction(path: Array, middle: Array) -> float:
    """Return the direction, in radians, in which a path was when it last was not near the middle of a group."""
    away = path - middle
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
