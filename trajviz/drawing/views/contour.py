"""The map: contours of the objective, seen from above, with the paths on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import Colormap, to_hex, to_rgba

from trajviz.drawing.layers.arrows import arrows_set_off
from trajviz.drawing.layers.bounds import Bounds
from trajviz.drawing.layers.contour_lines import ContourLines, LevelText
from trajviz.drawing.layers.contour_shapes import Heights
from trajviz.drawing.layers.field import LENGTHS, Field
from trajviz.drawing.layers.infeasible import SHADE, Infeasible, borders
from trajviz.drawing.layers.layer import Array, Attached, Layer, Track, attach_all, figure_of
from trajviz.drawing.layers.markers import End, Minima, Outside, Starts
from trajviz.drawing.layers.off_plane import off_plane_lines
from trajviz.drawing.layers.population import hides_trail
from trajviz.drawing.layers.probes import told_kinds
from trajviz.drawing.layers.raw_trail import RawTrail
from trajviz.drawing.layers.registration import details_on, details_wanted, layers_on
from trajviz.drawing.layers.shown import PathOnPlane
from trajviz.drawing.layers.stationary import Stationary, told
from trajviz.drawing.layers.trail import Head, Trail
from trajviz.drawing.theme import Theme, counterpart, readable_on
from trajviz.drawing.views.caption import write_caption
from trajviz.drawing.views.colorbar import add_colorbar
from trajviz.drawing.views.colormaps import as_colormap
from trajviz.drawing.views.levels import HeightScale, height_scale, short
from trajviz.drawing.views.spread import by_roundness
from trajviz.drawing.views.swarms import COLORED_BY, Basins, swarm_layers
from trajviz.drawing.views.view import Scene, name_axes, view
from trajviz.errors import TrajvizError
from trajviz.functions.landscape import Landscape, is_coarse, landscape
from trajviz.functions.stationary_plane import StationaryPoints, stationary_points_on_plane
from trajviz.options import option, whole
from trajviz.runs.trajectory import Trajectory

Contours = Literal["both", "lines", "filled"]

_FURTHEST = 1e300  # that limits can be; ticks beyond overflow
_PIXELS_A_POINT = 2.5  # of a grid
_FEWEST_AND_MOST = ((240, 960), (160, 640))  # points of a grid in each direction
_ON_BANDS, _ALONE = 0.42, 0.6  # how opaque lines are


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
    colorbar : bool
        Whether a bar beside the map says which height has which colour.
    layers : str or sequence of str
        Layers that each path has besides, by name, such as "footprints".
    details : str or sequence of str, optional
        What the methods saw, by name, such as "simplex"; "none" shows nothing. By default a simplex, or a population
        and its ellipse, of the methods that have one.
    stationary : bool
        Whether all minima, saddle points and maxima of a function of two variables are marked.
    color_by : {"method", "minimum"}, optional
        What the colours of points of many starts tell; by default the minimum that each reaches where the map shows one
        method, and the method where it shows several.
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
    colormap: Colormap | str | None = option(None, "colours by height, such as viridis", metavar="NAME")  # noqa: RUF009
    colorbar: bool = option(False, "a bar that says which height has which colour")
    layers: str | Sequence[str] = option((), "more of each path, such as footprints", metavar="L,...")
    details: str | Sequence[str] | None = option(
        None, "what a method saw (simplex,population)", metavar="D,...", reads=str
    )
    stationary: bool = option(False, "mark all minima, saddle points and maxima of a map")
    color_by: str | None = option(
        None,
        "points of many starts: method, or the minimum that they reach (of one method)",
        metavar="WHAT",
        words=("method", "minimum"),
    )

    projection: ClassVar[str | None] = None
    variables: ClassVar[int | None] = 2
    aspect: ClassVar[float] = 1.6

    def __post_init__(self) -> None:
        if self.contours not in get_args(Contours):
            raise TrajvizError(f"contours must be one of {', '.join(get_args(Contours))}, not {self.contours!r}")
        if self.color_by is not None and self.color_by not in COLORED_BY:
            raise TrajvizError(f"color_by must be {' or '.join(COLORED_BY)}, not {self.color_by!r:.60}")

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the map on `axes` and attach the paths."""
        theme, objective = self.scene.theme, self.scene.objective
        grid = landscape(objective, _resolution(axes)) if objective is not None else None
        limits = self._limits()
        axes.set(xlim=limits[0], ylim=limits[1])
        name_axes(axes, self.scene.axis_names)
        tracks = self.scene.tracks(lambda run: run.path, PathOnPlane())
        layers: list[Layer] = []
        basins = self._basins()
        if objective is not None and grid is not None:
            scale = height_scale(grid.values, objective.minimum, self.log)
            found = self._stationary_points()
            layers += self._contours(axes, grid, scale, [] if self._swarms else tracks)
            write_caption(axes, self._caption(grid, scale, found, basins), theme)
            if found is not None:
                layers.append(Stationary(found, theme))
            if objective.bounds is not None:
                layers.append(Bounds(objective.bounds, limits, theme))
            if objective.constraints:
                layers.append(Infeasible(objective.constraints, grid.x, grid.y, theme))
            layers += [Minima(self.scene.minima, theme.star, theme.halo)] if basins is None else basins.stars(theme)
            if self.field:
                layers.append(Field(objective, theme.foreground))
        layers.append(Starts(self.scene.starts, theme.foreground, theme.halo))
        total = sum(swarm.path[0, 0].size for swarm in self._swarms)
        single = []
        for place, track in enumerate(tracks):
            swarm = self.scene.swarm(place)
            if swarm is None:
                single.append((track, self.scene.runs[place]))
            else:
                layers += swarm_layers(track, swarm, total, basins)
        layers += layers_on([track for track, _ in single], self.layers)
        for track, run in single:
            layers += details_on(track, {**run.details, "path": run.path}, lambda points: points, self.details)
            thin = hides_trail(run.details, details_wanted(self.details))
            way = [RawTrail(track)] if thin else self._way(track)
            layers += [*way, End(track), Head(track), Outside(track, limits)]
        if self.scene.off_plane and not self._swarms:
            values = [run.values for run in self.scene.runs]
            layers += off_plane_lines(tracks, self.scene.off_plane, values, theme, limits)
        return attach_all(layers, axes)

    @property
    def _swarms(self) -> list[Trajectory]:
        return [swarm for swarm in self.scene.swarms if swarm is not None]

    def _basins(self) -> Basins | None:
        """Return the minima that swarms have reached, if these give the colours."""
        objective, swarms = self.scene.objective, self._swarms
        by_minimum = self.color_by == "minimum" if self.color_by else self.scene.is_one_swarm
        if not swarms or not by_minimum or objective is None or self.scene.axis_names != ("x", "y"):
            return None
        return Basins(objective, swarms, self.scene.theme)

    def _way(self, track: Track) -> Sequence[Layer]:
        return arrows_set_off(track) if self.arrows else [Trail(track)]

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

    def _stationary_points(self) -> StationaryPoints | None:
        """Return what is marked of the function, of which a section through more variables has none of its own."""
        objective = self.scene.objective
        if not self.stationary or objective is None:
            return None
        if self.scene.axis_names != ("x", "y"):
            raise TrajvizError("stationary points are marked for functions of two variables, not for a plane")
        return stationary_points_on_plane(objective)

    def _caption(
        self, grid: Landscape, scale: HeightScale, found: StationaryPoints | None, basins: Basins | None
    ) -> list[str]:
        """Return what a reader could not know: what the levels and the arrows go by, and what the grid can't show."""
        parts = [f"levels {scale.caption}"] if scale.is_log and self._are_levels_chosen else []
        if basins is not None:
            parts.append(basins.told(self._swarms))
        if self.field:
            parts.append(f"arrows along −∇f, {LENGTHS}")
        if "probes" in details_wanted(self.details):
            parts.append(told_kinds(run.details["asked"] for run in self.scene.runs if "asked" in run.details))
        if found is not None:
            parts.append(told(found))
        if is_coarse(scale.height(grid.values)):
            parts.append(f"a {len(grid.x)}×{len(grid.y)} grid is too coarse for this function")
        return [part for part in parts if part]

    @property
    def _are_levels_chosen(self) -> bool:
        """Whether the levels are not the user's own."""
        return self.levels is None or isinstance(self.levels, int | np.integer)

    def _contours(self, axes: Axes, grid: Landscape, scale: HeightScale, tracks: Sequence[Track]) -> list[Layer]:
        """Fill the bands between the levels, and return the lines between them."""
        theme = self.scene.theme
        levels = self._chosen_levels(scale)
        heights = scale.height(grid.values)
        at, places = np.unique(scale.height(levels), return_index=True)
        shown = Heights(grid.x, grid.y, heights)
        if self.contours != "lines" and len(at) > 1:
            # Each area lies on those that reach below it, so that no border is told twice and no seam shows.
            areas = shown.areas_above(np.append(-np.inf, at))
            bands = PathCollection(
                areas,
                facecolors=self._bands(theme, len(at)),
                linewidths=0,
                antialiaseds=False,
                transform=axes.transData,
                zorder=0.5,
            )
            axes.add_collection(bands, autolim=False)
            if self.colorbar:
                add_colorbar(axes, self._bands(theme, len(at)), levels[places], theme)
        if self.contours == "filled" or not len(at):  # a constant function has no contours
            return []
        return [
            ContourLines(
                shown,
                at,
                self._texts(levels[places], scale),
                theme.foreground,
                alpha=_ON_BANDS if self.contours == "both" else _ALONE,
                text_size=theme.fonts["level"],
                lines_to_avoid=[*(track.points for track in tracks), *self._borders(grid)],
                points_to_avoid=np.concatenate([self.scene.starts, self.scene.minima]),
            )
        ]

    def _bands(self, theme: Theme, levels: int) -> Array:
        """Return the colours of the bands below, between and above so many levels, shape (levels + 1, 4)."""
        if self.contours == "lines" or levels == 1:
            return np.tile(to_rgba(theme.panel), (levels + 1, 1))
        return np.asarray(as_colormap(self.colormap or theme.heights)(np.linspace(0, 1, levels + 1)))

    def _texts(self, levels: Array, scale: HeightScale) -> list[LevelText]:
        """Return what is written on levels, in values, the roundest first."""
        if self.level_format == "":
            return []
        theme, above = self.scene.theme, levels - (scale.base if scale.is_log else 0)
        other = counterpart(theme) or theme
        bands, other_bands = self._bands(theme, len(levels)), self._bands(other, len(levels))
        texts = []
        for place in by_roundness(above):
            text = self._written(float(levels[place]), float(above[place]), scale)
            both = slice(place, place + 2)  # the bands that it lies on
            color = readable_on(self._perhaps_shaded(bands[both], theme), theme)
            other_color = readable_on(self._perhaps_shaded(other_bands[both], other), other)
            if color and other_color and not self.field:  # whose arrows a ground keeps off
                texts.append(LevelText(place, text, color, other_color))
            else:
                one = slice(place, place + 1)
                readable = readable_on(bands[one], theme), readable_on(other_bands[one], other)
                texts.append(LevelText(place, text, *readable, to_hex(bands[place])))
        return texts

    def _borders(self, grid: Landscape) -> list[Array]:
        """Return the border of the infeasible region, if there is one; nan between its lines."""
        if self.scene.objective is None or not self.scene.objective.constraints:
            return []
        return [borders(self.scene.objective.constraints, grid.x, grid.y)]

    def _perhaps_shaded(self, colors: Array, theme: Theme) -> Array:
        """Return colours, and what they are in the infeasible region if there is one."""
        if self.scene.objective is None or not self.scene.objective.constraints:
            return colors
        return np.concatenate([colors, (1 - SHADE) * colors + SHADE * np.array(to_rgba(theme.foreground))])

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

    def _written(self, value: float, above: float, scale: HeightScale) -> str:
        """Return a height as it is written on its contour: of a logarithmic scale, how much it is above the base."""
        if self.level_format is None:
            return f"+{short(above)}" if scale.is_log and scale.base else short(value)
        try:
            return self.level_format % value
        except (TypeError, ValueError, OverflowError):
            raise TrajvizError(f"level_format must be a %-format for a number, not {self.level_format!r}") from None


def _resolution(axes: Axes) -> tuple[int, int]:
    """Return how many points a grid needs to have one for every two or three pixels of its share of the figure."""
    figure = figure_of(axes)
    width, height = figure.bbox.size
    across = np.clip(width / max(len(figure.axes), 1) / _PIXELS_A_POINT, *_FEWEST_AND_MOST[0])
    along = np.clip(height / _PIXELS_A_POINT, *_FEWEST_AND_MOST[1])
    return 2 * int(across / 2) + 1, 2 * int(along / 2) + 1
