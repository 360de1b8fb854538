"""From where a surface is looked at: such that paths and minima are seen, and the picture is filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from trajviz.drawing.layers.layer import Array
from trajviz.drawing.layers.sight import Sight

Sides = tuple[float, float, float]

_AZIMUTHS = tuple(side + turned for turned in (12.0, -12.0, 24.0, -24.0) for side in (-90.0, 90.0, 0.0, 180.0))
_ELEVATIONS = (36.0, 45.0, 54.0)
_DISTANCE = 10.0  # of the camera, Matplotlib's own, in the units of `_SIZE`
_SIZE = 1.8294640721620434 * 25 / 24  # the diagonal of the box, as Matplotlib scales it
_HEIGHTS = (0.43, 0.28)  # of the box, in its shorter side
_HIGHEST = 1.0
_MOST = 2.15  # that a side of it is longer than the other
_STRETCHES = (0.8, 1.05)  # of the box, in that of the room
_WHILE_TURNING = 1.15
_LABELS = (106.0, 56.0)  # pixels that labels and margins take of the room
_WANTED = 0.358  # of the room that the surface fills
_MOST_MINIMA = 12

_OF_MINIMA, _OF_FILL, _OF_HABIT, _OF_SLANT, _OF_FLATNESS, _OF_SIDE = 0.5, 8.0, 0.04, 0.003, 0.4, 0.2
"""What minima that are seen are worth, what is missing to a filled picture costs, a look that is turned away from the
usual one, one tilted by a degree more, a flatter box, and one whose second side lies across, unlike that of a map;
paths that are seen are worth 1."""


@dataclass(frozen=True)
class Camera:
    """Where the camera stands, and the box that it sees.

    Parameters
    ----------
    elev, azim : float
        Its height above the floor and its direction, in degrees.
    box : (float, float, float)
        How long the sides of the box are.
    """

    elev: float
    azim: float
    box: Sides


def best_camera(
    sight: Sight,
    paths: Sequence[Array],
    minima: Array,
    room: tuple[float, float],
    elev: float | None = None,
    azim: float | None = None,
    *,
    height: float = 1.0,
    turns: bool = False,
) -> Camera:
    """Return the camera that shows most.

    Parameters
    ----------
    sight : Sight
        The surface.
    paths : sequence of ndarray of shape (n, 3)
        What lies on it, nan where it leaves it.
    minima : ndarray of shape (n, 3)
        Those on the surface.
    room : (float, float)
        The width and the height that the picture has, in pixels.
    elev, azim : float, optional
        What is settled.
    height : float
        That of the box, in heights of the surface.
    turns : bool
        Whether the camera goes around, for which neither side of the box should be much the longer.
    """
    points = [_some(path) for path in paths]
    marks = minima[np.isfinite(minima).all(axis=1)][:_MOST_MINIMA]
    together = np.concatenate([*points, marks])
    owners = np.repeat(np.arange(len(points) + 1), [*map(len, points), len(marks)])
    low, spread = _limits(sight)
    stretches = (
        [_WHILE_TURNING] if turns else [float(np.clip(k * room[0] / max(room[1], 1), 1, _MOST)) for k in _STRETCHES]
    )
    corners = (_corners(sight) - low) / spread

    def worth(camera: Camera) -> float:
        seen = ~sight.hidden_from(low + spread * _eye(camera), together) if len(together) else np.zeros(0, dtype=bool)
        shares = [seen[owners == k].mean() for k in range(len(points)) if (owners == k).any()]
        found = seen[owners == len(points)]
        missing = max(0.0, _WANTED - _filled(camera, corners, room)) / _WANTED
        return float(
            (float(np.mean(shares)) if shares else 0.0)
            + (_OF_MINIMA * float(found.mean()) if len(found) else 0.0)
            - _OF_FILL * missing
            - _OF_HABIT * (1 - np.cos(np.deg2rad(camera.azim + 70)))
            - _OF_SLANT * abs(camera.elev - _ELEVATIONS[0])
            - _OF_SIDE * (camera.box[1] > camera.box[0])
            - _OF_FLATNESS * (_HEIGHTS[0] - camera.box[2] / height)
        )

    elevations = _ELEVATIONS if elev is None else (elev,)
    azimuths = _AZIMUTHS if azim is None else (azim,)
    candidates = [
        max(
            (Camera(up, turned, box_for(turned, stretch, min(share * height, _HIGHEST))) for stretch in stretches),
            key=lambda camera: _filled(camera, corners, room),
        )
        for share, turned, up in product(_HEIGHTS, azimuths, elevations)
    ]
    return max(candidates, key=worth)


def box_for(azim: float, stretch: float, height: float) -> Sides:
    """Return the sides of the box: the one that lies across the picture is the longer."""
    across = abs(np.sin(np.deg2rad(azim))) >= np.sqrt(0.5) - 1e-9
    return (stretch, 1.0, height) if across else (1.0, stretch, height)


def _some(path: Array, count: int = 40) -> Array:
    """Return points spread evenly along the part of a path that is on the surface."""
    path = path[np.isfinite(path).all(axis=1)]
    if len(path) < 2:
        return path
    steps = np.linalg.norm(np.diff(path, axis=0) / np.maximum(np.ptp(path, axis=0), 1e-300), axis=1)
    passed = np.concatenate([[0], np.cumsum(steps)])
    at = np.linspace(0, passed[-1], count)
    return np.column_stack([np.interp(at, passed, column) for column in path.T])


def _limits(sight: Sight) -> tuple[Array, Array]:
    """Return the lower corner and the sides of what is shown, in data units."""
    low = np.array([sight.x[0], sight.y[0], np.nanmin(sight.heights)])
    spread = np.array([sight.x[-1], sight.y[-1], np.nanmax(sight.heights)]) - low
    return low, np.where(spread > 0, spread, 1.0)


def _corners(sight: Sight) -> Array:
    """Return some points of the surface, shape (n, 3)."""
    step = max(1, len(sight.x) // 30)
    x, y = np.meshgrid(sight.x[::step], sight.y[::step])
    points = np.column_stack([x.ravel(), y.ravel(), sight.heights[::step, ::step].ravel()])
    return points[np.isfinite(points).all(axis=1)]


def _axes_of(camera: Camera) -> tuple[Array, Array, Array, Array]:
    """Return the sides of the box and where right, up and the eye are, as Matplotlib sees them."""
    elev, azim = np.deg2rad([camera.elev, camera.azim])
    eye = np.array([np.cos(elev) * np.cos(azim), np.cos(elev) * np.sin(azim), np.sin(elev)])
    right = np.array([-np.sin(azim), np.cos(azim), 0.0])
    sides = _SIZE * np.array(camera.box) / np.linalg.norm(camera.box)
    return sides, right, np.cross(eye, right), eye


def _eye(camera: Camera) -> Array:
    """Return where the camera is, in shares of the box."""
    sides, *_, eye = _axes_of(camera)
    return np.asarray(0.5 + _DISTANCE * eye / sides)


_FLOOR = np.array(list(product((0.0, 1.0), (0.0, 1.0), (0.0,))))


def _filled(camera: Camera, points: Array, room: tuple[float, float], columns: int = 48) -> float:
    """Return which share of the room the surface through some points, in shares of the box, will fill."""
    sides, right, up, eye = _axes_of(camera)

    def flat(shares: Array) -> NDArray[np.float64]:
        from_middle = (shares - 0.5) * sides
        return np.asarray(from_middle @ np.stack([right, up], axis=1) / (_DISTANCE - from_middle @ eye)[:, None])

    shown, floor = flat(points), flat(_FLOOR)
    size = np.ptp(np.concatenate([shown, floor]), axis=0)
    scale = float(np.min((np.array(room) - _LABELS) / size))
    left, width = shown[:, 0].min(), np.ptp(shown[:, 0]) or 1.0
    column = np.minimum(((shown[:, 0] - left) / width * columns).astype(int), columns - 1)
    order = np.lexsort([shown[:, 1], column])
    heights, first = shown[order, 1], np.flatnonzero(np.diff(column[order], prepend=-1))
    last = np.append(first[1:], len(order)) - 1
    return float((heights[last] - heights[first]).sum() * width / columns * scale**2 / (room[0] * room[1]))
