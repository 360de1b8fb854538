"""What a surface looks like: its colours in a light from the left of the viewer, and the lines that lie on it."""

from __future__ import annotations

import contourpy
import numpy as np
from matplotlib.colors import Colormap

from trajviz.drawing.layers.layer import Array
from trajviz.drawing.views.mesh import Mesh

_LIGHT = (-58.0, 48.0)  # degrees: left of the camera, above the floor
_SHADOW, _SUN = 0.54, 1.04  # what a colour is multiplied by where no light falls, and where all of it does
_RELIEF = 0.9  # how steep slopes look to the light, in those of the box


def lit(mesh: Mesh, colormap: Colormap, box: tuple[float, float, float], azim: float) -> Array:
    """Return the colours of the cells of a mesh, shape (ny - 1, nx - 1, 4).

    Parameters
    ----------
    mesh : Mesh
        What is lit.
    colormap : Colormap
        From the lowest height to the highest.
    box : (float, float, float)
        How long the sides are that it is shown with.
    azim : float
        The direction of the camera, in degrees.
    """
    heights = mesh.heights
    low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
    spread = high - low if high > low else 1.0
    corners = [heights[:-1, :-1], heights[:-1, 1:], heights[1:, :-1], heights[1:, 1:]]
    with np.errstate(all="ignore"):
        colors = colormap((np.mean(corners, axis=0) - low) / spread)
        rise = _RELIEF * box[2] / spread / 2
        across = rise * (corners[1] + corners[3] - corners[0] - corners[2]) / (box[0] / (len(mesh.x) - 1))
        along = rise * (corners[2] + corners[3] - corners[0] - corners[1]) / (box[1] / (len(mesh.y) - 1))
        turned, up = np.deg2rad([azim + _LIGHT[0], _LIGHT[1]])
        light = np.cos(up) * np.cos(turned), np.cos(up) * np.sin(turned), np.sin(up)
        falls = (light[2] - across * light[0] - along * light[1]) / np.sqrt(1 + across**2 + along**2)
    bright = _SHADOW + (_SUN - _SHADOW) * np.clip(np.nan_to_num(falls), 0, 1)
    colors[..., :3] = np.clip(colors[..., :3] * bright[..., None], 0, 1)
    return np.asarray(colors)


def contours(mesh: Mesh, levels: Array) -> Array:
    """Return the contour lines of a mesh at some heights, as segments, shape (n, 2, 3), each within a cell."""
    lines = contourpy.contour_generator(mesh.x, mesh.y, np.ma.masked_invalid(mesh.heights))
    pieces = [np.empty((0, 2, 3))]
    for level in levels:
        for line in map(np.asarray, lines.lines(float(level))):  # of which there are other forms
            points = np.column_stack([line, np.full(len(line), level)])
            pieces.append(np.stack([points[:-1], points[1:]], axis=1))
    return np.concatenate(pieces)


def rim(mesh: Mesh) -> Array:
    """Return the edge of a mesh, as segments, shape (n, 2, 3), each along a cell."""
    columns, rows = np.meshgrid(mesh.x, mesh.y)
    points = np.stack([columns, rows, mesh.heights], axis=-1)
    return _segments([points[0], points[:, -1], points[-1], points[:, 0]])


def wires(mesh: Mesh, count: int) -> Array:
    """Return about `count` lines along each axis of a mesh, as segments, shape (n, 2, 3), each along a cell."""
    columns, rows = np.meshgrid(mesh.x, mesh.y)
    points = np.stack([columns, rows, mesh.heights], axis=-1)
    along, across = (np.unique(np.linspace(0, n - 1, count).round().astype(int)) for n in mesh.heights.shape)
    return _segments([*points[along], *points.transpose(1, 0, 2)[across]])


def _segments(lines: list[Array]) -> Array:
    segments = np.concatenate([np.stack([line[:-1], line[1:]], axis=1) for line in lines])
    return np.asarray(segments[np.isfinite(segments).all(axis=(1, 2))])
