"""The map: contours of the objective, seen from above, with the paths on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap

from trajviz.drawing.layers.arrows import Arrows
from trajviz.drawing.layers.bounds import Bounds
from trajviz.drawing.layers.field import LENGTHS, Field
from trajviz.drawing.layers.layer import Array, Attached, Layer, Track, attach_all
from trajviz.drawing.layers.markers import End, Minima, Outside, Starts
from trajviz.drawing.layers.registration import layers_on
from trajviz.drawing.layers.shown import PathOnPlane
from trajviz.drawing.layers.trail import Head, Trail
from trajviz.drawing.views.caption import write_caption
from trajviz.drawing.views.colormaps import as_colormap
from trajviz.drawing.views.levels import HeightScale, height_scale, short
from trajviz.drawing.views.view import Scene, name_axes, view
from trajviz.errors import TrajvizError
from trajviz.functions.landscape import Landscape, is_coarse, landscape
from trajviz.options import option, whole

Contours = Literal["both", "lines", "filled"]

_FURTHEST = 1e300  # that limits can be; ticks beyond overflow
_MOST_LEVELS_WRITTEN = 14
_MOST_HEIGHTS_WRITTEN = 70  # the pieces of contours that a height is written on


@view("contour", aliases=["contours", "map", "plane"])
@dataclass(frozen=True, eq=False)
class ContourView:
    """Contours with the paths on them.

    Parameters
    ----------
    scene : Scene
        What is shown; its objective has two variables.
    levels : int or sequence of float, optional
        About how many levels, or the levels themselves, in values.
    log : bool, optional
        Whether the levels are logarithmic; by default chosen from the function's range.
    contours : {"both", "lines", "filled"}
        Lines with heights written on them, filled bands, or both.
    level_format : str, optional
        A %-format for the heights, such as `"%.2f"`, or `""` for none.
    field : bool
        Whether arrows show the field of −∇f.
    arrows : bool
        Whether each step is an arrow instead of a piece of a line.
    colormap : Colormap or str, optional
        By default the theme's.
    layers : str or sequence of str
        Layers that each path has besides, by name, such as "footprints".
    """

    scene: Scene
    levels: int | tuple[float, ...] | None = option(
        None, "about how many contour levels", metavar="N", reads=whole(1, 500)
    )
    log: bool | None = option(None, "logarithmic heights (where they tell more)", off="heights as they are")
    contours: Contours = "both"
    level_format: str | None = None
    field: bool = option(False, "arrows along the negative gradient")
    arrows: bool = option(False, "an arrow per step instead of a line")
    colormap: Colormap | str | None = None
    layers: str | Sequence[str] = option((), "more of each path, such as footprints", metavar="L,...")

    projection: ClassVar[str | None] = None
    variables: ClassVar[int | None] = 2
    aspect: ClassVar[float] = 1.6

    def __post_init__(self) -> None:
        if self.contours not in get_args(Contours):
            raise TrajvizError(f"contours must be one of {', '.join(get_args(Contours))}, not {self.contours!r}")

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the map on `axes` and attach the paths."""
        theme, objective = self.scene.theme, self.scene.objective
        grid = landscape(objective) if objective is not None else None
        limits = self._limits()
        axes.set(xlim=limits[0], ylim=limits[1])
        name_axes(axes, self.scene.axis_names)
        layers: list[Layer] = []
        if objective is not None and grid is not None:
            scale = height_scale(grid.values, objective.minimum, self.log)
            self._draw_contours(axes, grid, scale)
            write_caption(axes, self._caption(grid, scale), theme)
            if objective.bounds is not None:
                layers.append(Bounds(objective.bounds, limits, theme))
            layers.append(Minima(self.scene.minima, theme.star, theme.halo))
            if self.field:
                layers.append(Field(objective, theme.foreground))
        layers.append(Starts(self.scene.starts, theme.foreground, theme.halo))
        tracks = self.scene.tracks(lambda run: run.path, PathOnPlane())
        layers += layers_on(tracks, self.layers)
        for track in tracks:
            layers += [self._way(track), End(track), Head(track), Outside(track, limits)]
        return attach_all(layers, axes)

    def _way(self, track: Track) -> Layer:
        return Arrows(track) if self.arrows else Trail(track)

    def _limits(self) -> tuple[tuple[float, float], ...]:
        """Return the domain, or where no objective is known the extent of the paths with a margin."""
        if self.scene.objective is not None:
            return tuple(self.scene.objective.domain)
        points = np.concatenate([run.path for run in self.scene.runs])
        if points.shape[1] != 2:
            raise TrajvizError(f"a map needs paths in two dimensions, not {points.shape[1]}")
        points = np.clip(points[np.isfinite(points).all(axis=1)], -_FURTHEST, _FURTHEST)
        if not len(points):  # a path of gaps alone
            points = np.zeros((1, 2))
        low, high = points.min(axis=0), points.max(axis=0)
        size = np.maximum(np.abs(low), np.abs(high))
        alike = high - low <= np.maximum(1e-12 * size, 1e-290)  # too near each other for limits
        margin = 0.08 * np.where(alike, np.maximum(size, 12.5), high - low)
        return tuple(zip((low - margin).tolist(), (high + margin).tolist(), strict=True))

    def _caption(self, grid: Landscape, scale: HeightScale) -> list[str]:
        """Return what a reader could not know: what the levels and the arrows go by, and what the grid can't show."""
        parts = [f"levels {scale.caption}"] if scale.is_log and self._are_levels_chosen else []
        if self.field:
            parts.append(f"arrows along −∇f, {LENGTHS}")
        if is_coarse(scale.height(grid.values)):
            parts.append(f"a {len(grid.x)}×{len(grid.y)} grid is too coarse for this function")
        return parts

    @property
    def _are_levels_chosen(self) -> bool:
        """Whether the levels are not the user's own."""
        return self.levels is None or isinstance(self.levels, int | np.integer)

    def _draw_contours(self, axes: Axes, grid: Landscape, scale: HeightScale) -> None:
        theme = self.scene.theme
        levels = self._chosen_levels(scale)
        if len(levels) == 0:  # a constant function has no contours
            return
        heights = np.ma.masked_invalid(scale.height(grid.values))
        at = np.unique(scale.height(levels))
        colors = as_colormap(self.colormap or theme.heights)(np.linspace(0, 1, len(at) + 1))
        if self.contours != "lines" and len(at) > 1:
            axes.contourf(grid.x, grid.y, heights, levels=at, colors=colors, extend="both", zorder=0.5)
        at = at[(at > heights.min()) & (at < heights.max())]
        if self.contours != "filled" and len(at):
            lines = axes.contour(
                grid.x,
                grid.y,
                heights,
                levels=at,
                colors=theme.foreground,
                alpha=0.38 if self.contours == "both" else 0.6,
                linewidths=0.7,
                linestyles="solid",
                zorder=0.6,
            )
            labelled = self._labelled(at, [len(pieces) for pieces in lines.allsegs])
            texts = {height: self._written(float(scale.value(height))) for height in labelled}
            if texts:
                axes.clabel(lines, labelled, fmt=texts, fontsize=theme.fonts["level"], inline_spacing=3)

    def _chosen_levels(self, scale: HeightScale) -> Array:
        """Return the user's levels, or about as many round ones as the user wants."""
        if self._are_levels_chosen:
            return scale.levels(self.levels, self._lowest_start())  # type: ignore[arg-type]  # asked just above
        try:
            levels = np.array(self.levels, dtype=float)
        except (TypeError, ValueError, OverflowError):
            levels = np.array(np.nan)
        if levels.ndim != 1 or not np.isfinite(levels).all():
            raise TrajvizError(f"levels must be a whole number or a sequence of numbers, not {self.levels!r}")
        return np.unique(levels)

    def _lowest_start(self) -> float:
        """Return the value at the lowest start."""
        values = np.array([run.values[0] for run in self.scene.runs])
        return float(values[np.isfinite(values)].min(initial=np.inf))

    def _labelled(self, levels: Array, pieces: Sequence[int]) -> Array:
        """Return the levels whose heights are written: every second, third… or none, where all would be a crowd."""
        if self.level_format == "":
            return levels[:0]
        for stride in range(-(-len(levels) // _MOST_LEVELS_WRITTEN), len(levels) + 1):
            if sum(pieces[::stride]) <= _MOST_HEIGHTS_WRITTEN:
                return levels[::stride]
        return levels[:0]

    def _written(self, value: float) -> str:
        """Return a height as it is written on its contour."""
        if self.level_format is None:
            return short(value)
        try:
            return self.level_format % value
        except (TypeError, ValueError, OverflowError):
            raise TrajvizError(f"level_format must be a %-format for a number, not {self.level_format!r}") from None
