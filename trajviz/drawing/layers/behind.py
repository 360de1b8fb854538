"""Layers on a surface that is not see-through: what a hill hides is drawn faint, and lines dashed as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Line3D
from numpy.typing import NDArray

from trajviz.drawing.layers import motions
from trajviz.drawing.layers.layer import Array, Attached, Layer, add_line, set_points
from trajviz.drawing.layers.sight import Sight

FAINT = 0.5
"""How much is seen of what lies behind a surface."""

DASHES = (2.2, 1.6)
"""Those of lines behind a surface, in widths of the line."""

BEHIND = "behind"
"""The `gid` of what is drawn of lines and marks behind a surface, each after those of its layer."""

_THINNER = 0.75  # than where it is seen

Flags = NDArray[np.bool_]


def attach_on_surface(layer: Layer, axes: Axes, sight: Sight, way: Array | None = None) -> list[Attached]:
    """Attach a layer such that what the surface hides of its lines and marks is seen through it.

    Parameters
    ----------
    layer : Layer
        Draws lines or marks in three dimensions.
    axes : Axes3D
        Where.
    sight : Sight
        The surface.
    way : ndarray of shape (n, 3), optional
        The points of a line that grows along them; its last point lies between two of them. By default the layer draws
        marks.
    """
    assert isinstance(axes, Axes3D)
    before = set(axes.lines)
    inner = layer.attach(axes)
    pairs = [_Pair(line, _twin(axes, line)) for line in axes.lines if line not in before]
    hidden = _remembered(sight, axes)

    def update(moment: float) -> None:
        inner.update(moment)
        for pair in pairs:
            if not pair.line.get_visible():
                pair.twin.set_visible(False)
                continue
            points = pair.points()
            if way is not None:
                flags = hidden(way)[: len(points) - 1]
                pair.divide(points, *_along(np.append(flags, flags[-1:])), dashed=True)
            elif pair.is_line:
                pair.divide(points, *_along(hidden(points)), dashed=True)
            else:
                flags = hidden(points)
                pair.divide(points, flags, ~flags)

    twins = tuple(pair.twin for pair in pairs)
    own = tuple(pair.line for pair in pairs)  # what stands still is divided anew where the camera turns
    attached = replace(inner, artists=inner.artists or own, update=update)
    return [attached, Attached(twins, lambda _: None, motions.Unseen())]


class _Pair:
    """A line or marks of a layer, and a twin of that for what is hidden."""

    def __init__(self, line: Line3D, twin: Line3D) -> None:
        self.line, self.twin = line, twin
        self._whole = self._left = self._points()

    @property
    def is_line(self) -> bool:
        """Whether it is a line, and no marks."""
        return bool(self.line.get_linestyle() != "None")

    def points(self) -> Array:
        """Return the points that the layer has put, whether or not they have been divided since."""
        points = self._points()
        if points.tobytes() != self._left.tobytes():
            self._whole = points
        return self._whole

    def divide(self, points: Array, behind: Flags, seen: Flags, *, dashed: bool = False) -> None:
        """Draw those points that are seen, and those that are not faint."""
        self._left = np.where(seen[:, None], points, np.nan)
        if (
            self._left.tobytes() != self._points().tobytes()
        ):  # else nothing has changed, which is not to look as if it had
            set_points(self.line, self._left)
        self.twin.set_visible(bool(behind.any()) and self.line.get_visible())
        if not self.twin.get_visible():
            return
        self.twin.update_from(self.line)
        self.twin.set_alpha(FAINT * (1.0 if self.line.get_alpha() is None else self.line.get_alpha()))
        if dashed:
            self.twin.set(linestyle=(0, DASHES), linewidth=_THINNER * self.line.get_linewidth(), path_effects=[])
        set_points(self.twin, np.where(behind[:, None], points, np.nan))

    def _points(self) -> Array:
        return np.column_stack(self.line.get_data_3d()).astype(float).reshape(-1, 3)


def _twin(axes: Axes3D, line: Line2D) -> Line3D:
    twin = add_line(axes, zorder=line.get_zorder() - 0.01, gid=BEHIND)
    assert isinstance(twin, Line3D)
    return twin


def _remembered(sight: Sight, axes: Axes3D) -> Callable[[Array], Flags]:
    """Return what tells which points are hidden, and does not look again while nothing has changed."""
    known: tuple[object, Flags] = (None, np.zeros(0, dtype=bool))

    def hidden(points: Array) -> Flags:
        nonlocal known
        now = (axes.elev, axes.azim, axes._dist, points.tobytes())
        if known[0] != now:
            known = (now, sight.hidden(axes, points))
        return known[1]

    return hidden


def _along(hidden: Flags) -> tuple[Flags, Flags]:
    """Return which points of a line are drawn of its hidden part, and which of the part that is seen.

    A piece is hidden if both of its ends are; the two parts meet.
    """
    piece = hidden[1:] & hidden[:-1]
    behind, seen = (np.zeros(len(hidden), dtype=bool) for _ in range(2))
    behind[1:] |= piece
    behind[:-1] |= piece
    seen[1:] |= ~piece
    seen[:-1] |= ~piece
    return behind, seen | (len(hidden) == 1)
