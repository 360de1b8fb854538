"""Which paths lie on the same line, so that each of them can be seen: they share it in dashes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trajviz.drawing.layers.layer import Array

_POINTS = 120  # of a path that are looked at
_NEAR = 0.004  # shares of the picture between two paths that can't be told apart
_SHARE = 0.8  # of a path that must lie on another
_MOST = 40  # paths that are compared


def shared_lines(paths: Sequence[Array], domain: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """Return for each path its place among those on the same line, the longest first, and how many these are.

    Parameters
    ----------
    paths : sequence of ndarray of shape (rows, d)
        Of one coordinate or more.
    domain : sequence of (low, high)
        What is shown.
    """
    alone = [(0, 1)] * len(paths)
    if not 2 <= len(paths) <= _MOST:
        return alone
    low, high = np.array(domain, dtype=float).T
    with np.errstate(all="ignore"):
        shares = [(path - low) / (high - low) for path in paths]
    lines = [_evenly(points[np.isfinite(points).all(axis=1) & (np.abs(points) < 10).all(axis=1)]) for points in shares]
    lengths = [float(np.hypot.reduce(np.diff(line, axis=0), axis=1).sum()) for line in lines]
    by_length = sorted(range(len(paths)), key=lambda k: -lengths[k])
    groups: list[list[int]] = []
    for k in by_length:
        group = next(
            (group for group in groups if lengths[k] > 5 * _NEAR and _lies_on(lines[k], lines[group[0]])), None
        )
        if group is None:
            groups.append([k])
        else:
            group.append(k)
    for group in groups:
        for place, k in enumerate(group):
            alone[k] = (place, len(group))
    return alone


def shared_curves(curves: Sequence[Array]) -> list[tuple[int, int]]:
    """Return for each curve, shape (rows, 2), its place among those that are the same, and how many these are."""
    groups: list[list[int]] = []
    for k, curve in enumerate(curves):
        same = (group for group in groups if _are_alike(curve, curves[group[0]]))
        group = next(same, None)
        if group is None:
            groups.append([k])
        else:
            group.append(k)
    places = {k: (place, len(group)) for group in groups for place, k in enumerate(group)}
    return [places[k] for k in range(len(curves))]


def _are_alike(curve: Array, other: Array) -> bool:
    return curve.shape == other.shape and np.allclose(curve, other, rtol=1e-6, atol=0, equal_nan=True)


def _evenly(points: Array) -> Array:
    """Return points at even distances along a line."""
    if len(points) < 2:
        return points.reshape(-1, points.shape[1])
    along = np.append(0, np.cumsum(np.hypot.reduce(np.diff(points, axis=0), axis=1)))
    wanted = np.linspace(0, along[-1], _POINTS)
    return np.column_stack([np.interp(wanted, along, column) for column in points.T])


def _lies_on(line: Array, other: Array) -> bool:
    """Whether most of a line can't be told from another, which is not shorter."""
    if len(line) < 2 or len(other) < 2:
        return False
    starts, ways = other[:-1], np.diff(other, axis=0)
    squares = np.maximum((ways**2).sum(axis=1), 1e-300)
    shares = np.clip(((line[:, None] - starts) * ways).sum(axis=2) / squares, 0, 1)
    gaps = line[:, None] - (starts + shares[..., None] * ways)
    return bool((np.hypot.reduce(gaps, axis=2).min(axis=1) < _NEAR).mean() >= _SHARE)
