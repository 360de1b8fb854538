"""The landscape: the objective as a translucent surface in three dimensions, with the paths lying on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal, get_args

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LightSource, Normalize
from matplotlib.ticker import MaxNLocator
from mpl_toolkits.mplot3d import Axes3D

from trajviz.errors import TrajvizError
from trajviz.landscape import Landscape, landscape
from trajviz.layers.layer import MOST_POINTS, Array, Attached, Layer, Way, attach_all
from trajviz.layers.marks import End, Minima, Starts
from trajviz.layers.orbit import Orbit
from trajviz.layers.trail import Head, Trail
from trajviz.style import Theme, counterpart
from trajviz.text import drawable
from trajviz.views.colormaps import as_colormap
from trajviz.views.heights import HeightScale, height_scale, short
from trajviz.views.view import Scene, view

Style = Literal["surface", "wireframe"]

_WIRES = 30  # about how many lines a wireframe has in each direction
_FURTHEST_BASE = 1e6  # in ranges of the heights
_PIECES = 80  # how many straight pieces a line across the domain is made of, to follow the surface


@view("surface", aliases=["3d"])
@dataclass(frozen=True, eq=False)
class SurfaceView:
    """A translucent surface with the paths on it, always visible.

    Parameters
    ----------
    scene : Scene
        What is shown; its objective has two variables.
    log : bool, optional
        Whether heights are logarithmic; by default chosen from the function's range.
    elev, azim : float
        The camera's height above the floor and its direction, in degrees, as in Matplotlib.
    resolution : int
        The number of grid points along each axis.
    style : {"surface", "wireframe"}
        A translucent surface, or its mesh alone.
    base : {"floor", "ceiling"} or float, optional
        Where the contours are projected: below the surface, above it, or at a height.
    orbit : float
        By how many degrees the camera turns in the course of the animation. Then every frame is drawn in full.
    colormap : Colormap or str, optional
        By default the theme's.
    """

    scene: Scene
    log: bool | None = None
    elev: float = 38.0
    azim: float = -60.0
    resolution: int = 60
    style: Style = "surface"
    base: str | float | None = None
    orbit: float = 0.0
    colormap: Colormap | str | None = None

    projection: ClassVar[str | None] = "3d"
    variables: ClassVar[int | None] = 2
    aspect: ClassVar[float] = 1.4

    def __post_init__(self) -> None:
        if self.style not in get_args(Style):
            raise TrajvizError(f"style must be one of {', '.join(get_args(Style))}, not {self.style!r}")
        for name in ("elev", "azim", "orbit"):
            if not np.isfinite(getattr(self, name)):
                raise TrajvizError(f"{name} must be an angle in degrees, not {getattr(self, name)!r}")
        if not isinstance(self.resolution, int | np.integer) or self.resolution < 2:
            raise TrajvizError(f"resolution must be a whole number of at least 2, not {self.resolution!r}")

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the surface on `axes` and attach the paths."""
        assert isinstance(axes, Axes3D)
        objective, theme = self.scene.objective, self.scene.theme
        if objective is None:
            raise TrajvizError("a surface needs an objective; these paths come without one")
        ground = landscape(objective, (self.resolution, self.resolution))
        scale = height_scale(ground.values, objective.minimum, self.log)
        heights = scale.height(ground.values)
        base = self._base(heights)
        self._dress(axes, scale, np.append(heights.ravel(), base if base is not None else []))
        if base is not None:
            self._draw_base(axes, ground, scale, base)
        attached = [
            self._draw_wireframe(axes, ground, heights)
            if self.style == "wireframe"
            else self._draw_surface(axes, ground, heights)
        ]

        def on_surface(points: Array) -> Array:
            """Lift points, shape (n, 2), onto the surface; those outside the domain are not on it."""
            low, high = np.array(objective.domain).T
            inside = ((points >= low) & (points <= high)).all(axis=1)
            lifted = np.column_stack([points, scale.height(objective(points.T))])
            return np.where(inside[:, None], lifted, np.nan)

        layers: list[Layer] = [Starts(on_surface(self.scene.starts), theme.foreground, theme.halo)]
        layers.append(Minima(on_surface(self.scene.minima), theme.star, theme.halo))
        longest = float(np.linalg.norm(np.ptp(np.array(objective.domain), axis=1))) / _PIECES
        tracks = self.scene.tracks(lambda run: on_surface(run.path), {"of": "surface"})
        for track, run in zip(tracks, self.scene.runs, strict=True):
            points, passed = subdivided(run.path, longest)
            draped = replace(track, way=(on_surface(points), passed))
            layers += [Trail(draped, width=2.2), End(track), Head(track)]
        if self.orbit:
            layers.append(Orbit(self.azim, self.orbit, max(run.steps for run in self.scene.runs)))
        return attached + attach_all(layers, axes)

    def _draw_surface(self, axes: Axes3D, ground: Landscape, heights: Array) -> Attached:
        surface = axes.plot_surface(
            *np.meshgrid(ground.x, ground.y),
            heights,
            rstride=1,
            cstride=1,
            facecolors=self._lit(heights, self.scene.theme),
            shade=False,
            alpha=0.78,
            linewidth=0,
            antialiased=True,
        )
        other = self._lit(heights, counterpart(self.scene.theme) or self.scene.theme)
        # A face has the colour of the first of its corners.
        return Attached((), lambda _: None, recolored={surface: other[:-1, :-1].reshape(-1, 4)})

    def _draw_wireframe(self, axes: Axes3D, ground: Landscape, heights: Array) -> Attached:
        stride = max(1, self.resolution // _WIRES)
        axes.plot_wireframe(
            *np.meshgrid(ground.x, ground.y),
            heights,
            rstride=stride,
            cstride=stride,
            color=self.scene.theme.muted,
            linewidth=0.8,
        )
        return Attached((), lambda _: None)

    def _base(self, heights: Array) -> float | None:
        """Return the height at which contours are projected: below the surface, above it, or where the user says."""
        low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
        if self.base is None or self.base == "floor":
            return None if self.base is None else low - 0.45 * (high - low)
        if self.base == "ceiling":
            return high + 0.45 * (high - low)
        try:
            base = float(self.base)
        except (TypeError, ValueError, OverflowError):
            raise TrajvizError(f'base must be "floor", "ceiling" or a height, not {self.base!r}') from None
        if not abs(base - low) <= _FURTHEST_BASE * max(high - low, 1.0):
            raise TrajvizError(f"base must lie nearer to the heights from {low:g} to {high:g} than {base:g}")
        return base

    def _draw_base(self, axes: Axes3D, ground: Landscape, scale: HeightScale, base: float) -> None:
        """Draw the contours on a plane below or above the surface."""
        levels = scale.height(scale.levels())
        if len(levels):
            axes.contour(
                *np.meshgrid(ground.x, ground.y),
                scale.height(ground.values),
                levels=levels,
                zdir="z",
                offset=base,
                colors=as_colormap(self.colormap or self.scene.theme.surface)(np.linspace(0, 0.8, len(levels))),
                linewidths=1.0,
                linestyles="solid",
            )

    def _lit(self, heights: Array, theme: Theme) -> Array:
        """Return the colours of a surface in soft light, shape (n, n, 4)."""
        colormap = as_colormap(self.colormap or theme.surface)
        low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
        spread = high - low if high > low else 1.0
        light = LightSource(azdeg=self.azim + 150, altdeg=50)
        return light.shade(
            np.nan_to_num(heights, nan=low), colormap, Normalize(low, low + spread), blend_mode="soft",
            vert_exag=0.35 * self.resolution / spread,
        )  # fmt: skip

    def _dress(self, axes: Axes3D, scale: HeightScale, heights: Array) -> None:
        """Set the camera, the limits, the labels and quiet walls."""
        assert self.scene.objective is not None
        theme = self.scene.theme
        axes.view_init(elev=self.elev, azim=self.azim)
        axes.set_box_aspect((1.25, 1.25, 0.8), zoom=1.16)
        x, y = self.scene.objective.domain
        axes.set(xlim=x, ylim=y, zlabel="f")
        axes.set(**dict(zip(("xlabel", "ylabel"), map(drawable, self.scene.axis_names), strict=True)))
        low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
        axes.set_zlim(low, high if high > low else low + (abs(low) or 1))
        for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
            axis.label.set_fontstyle("italic")
            axis.set_major_locator(MaxNLocator(5, integer=scale.is_log and axis is axes.zaxis))
            axis.set_pane_color((0, 0, 0, 0))
            axis.line.set_color(theme.muted)
            axis._axinfo["grid"].update(color=theme.grid, linewidth=0.6)
        if scale.is_log:
            axes.zaxis.set_major_formatter(lambda height, _: short(float(scale.value(height))))


def subdivided(path: Array, longest: float) -> Way:
    """Return a path, shape (n, d), with points added such that no piece is longer than `longest`, and their steps.

    A path of more points than a line shows is returned as it is.
    """
    steps = np.arange(len(path), dtype=float)
    if not 2 <= len(path) <= MOST_POINTS:
        return path, steps
    with np.errstate(over="ignore"):
        lengths = np.linalg.norm(np.diff(path, axis=0), axis=1)
    pieces = np.clip(np.ceil(lengths / longest), 1, _PIECES).astype(int)
    passed = np.concatenate([k + np.arange(n) / n for k, n in enumerate(pieces)] + [steps[-1:]])
    return np.column_stack([np.interp(passed, steps, coordinate) for coordinate in path.T]), passed
