"""The landscape: the objective as a translucent surface in three dimensions, with the paths lying on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, get_args

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LightSource, Normalize
from matplotlib.ticker import MaxNLocator
from mpl_toolkits.mplot3d import Axes3D

from trajviz.checks import check_whole
from trajviz.drawing.layers import motions
from trajviz.drawing.layers.bounds import BoundsOnSurface
from trajviz.drawing.layers.layer import Array, Attached, Layer, attach_all
from trajviz.drawing.layers.markers import End, Minima, Starts
from trajviz.drawing.layers.orbit import Orbit
from trajviz.drawing.layers.registration import layers_on
from trajviz.drawing.layers.shown import PathOnSurface
from trajviz.drawing.layers.trail import Head, Trail
from trajviz.drawing.text import drawable
from trajviz.drawing.theme import Theme, counterpart
from trajviz.drawing.views.caption import write_caption
from trajviz.drawing.views.colormaps import as_colormap
from trajviz.drawing.views.levels import short
from trajviz.drawing.views.mesh import Mesh, mesh_of
from trajviz.drawing.views.view import Scene, view
from trajviz.errors import TrajvizError
from trajviz.options import number, option, word_or_number

Style = Literal["surface", "wireframe"]

_WIRES = 30  # about how many lines a wireframe has in each direction
_FURTHEST_BASE = 1e6  # in ranges of the heights


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
    resolution : int, optional
        The number of grid points along each axis; by default 60, 120 or 180, as many as the function needs. Where that
        is too few, the picture says so.
    style : {"surface", "wireframe"}
        A translucent surface, or its mesh alone.
    base : {"floor", "ceiling"} or float, optional
        Where the contours are projected: below the surface, above it, or at a height.
    orbit : float
        By how many degrees the camera turns in the course of the animation. Then every frame is drawn in full.
    colormap : Colormap or str, optional
        By default the theme's.
    layers : str or sequence of str
        Layers that each path has besides, by name, such as "footprints".
    """

    scene: Scene
    log: bool | None = None
    elev: float = 38.0
    azim: float = -60.0
    resolution: int | None = None
    style: Style = option("surface", "how a surface is drawn: surface or wireframe", metavar="S")  # noqa: RUF009
    base: str | float | None = option(
        None,
        "contours of a surface on floor, ceiling or a height",
        metavar="B",
        reads=word_or_number(("floor", "ceiling"), "floor, ceiling or a height"),
    )
    orbit: float = option(0.0, "turn the camera around a surface", metavar="DEGREES", reads=number(-36_000, 36_000))
    colormap: Colormap | str | None = None
    layers: str | Sequence[str] = ()

    projection: ClassVar[str | None] = "3d"
    variables: ClassVar[int | None] = 2
    aspect: ClassVar[float] = 1.4

    def __post_init__(self) -> None:
        if self.style not in get_args(Style):
            raise TrajvizError(f"style must be one of {', '.join(get_args(Style))}, not {self.style!r}")
        for name in ("elev", "azim", "orbit"):
            if not np.isfinite(getattr(self, name)):
                raise TrajvizError(f"{name} must be an angle in degrees, not {getattr(self, name)!r}")
        if self.resolution is not None:
            check_whole("resolution", self.resolution, 2)

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the surface on `axes` and attach the paths."""
        assert isinstance(axes, Axes3D)
        objective, theme = self.scene.objective, self.scene.theme
        if objective is None:
            raise TrajvizError("a surface needs an objective; these paths come without one")
        mesh = mesh_of(objective, self.resolution, self.log)
        base = self._base(mesh.heights)
        self._dress(axes, mesh, np.append(mesh.heights.ravel(), base if base is not None else []))
        if base is not None:
            self._draw_base(axes, mesh, base)
        attached = [self._draw_wireframe(axes, mesh) if self.style == "wireframe" else self._draw_surface(axes, mesh)]
        layers: list[Layer] = []
        if objective.bounds is not None:
            layers.append(BoundsOnSurface(objective.bounds, objective.domain, lambda path: mesh.drape(path)[0], theme))
        layers.append(Starts(mesh.lift(self.scene.starts), theme.foreground, theme.halo))
        layers.append(Minima(mesh.lift(self.scene.minima), theme.star, theme.halo))
        tracks = self.scene.tracks(lambda run: mesh.lift(run.path), PathOnSurface())
        layers += layers_on(tracks, self.layers)
        for track, run in zip(tracks, self.scene.runs, strict=True):
            on_mesh = replace(track, way=mesh.drape(run.path))
            layers += [Trail(on_mesh, width=2.2), End(on_mesh), Head(on_mesh)]
        if self.orbit:
            layers.append(Orbit(self.azim, self.orbit, self._times_of_turns()))
        return attached + attach_all(layers, axes)

    def _times_of_turns(self) -> Array:
        """Return the times between which the camera turns."""
        return np.array([0.0, max(self.scene.times_of(run)[-1] for run in self.scene.runs)])

    def _draw_surface(self, axes: Axes3D, mesh: Mesh) -> Attached:
        surface = axes.plot_surface(
            *np.meshgrid(mesh.x, mesh.y),
            mesh.heights,
            rstride=1,
            cstride=1,
            facecolors=self._lit(mesh.heights, self.scene.theme),
            shade=False,
            alpha=0.78,
            linewidth=0,
            antialiased=True,
        )

        def recolored() -> dict[Artist, Array]:
            other = self._lit(mesh.heights, counterpart(self.scene.theme) or self.scene.theme)
            return {surface: other[:-1, :-1].reshape(-1, 4)}  # a face has the colour of the first of its corners

        return Attached((), lambda _: None, motions.Still(), recolored)

    def _draw_wireframe(self, axes: Axes3D, mesh: Mesh) -> Attached:
        stride = max(1, len(mesh.x) // _WIRES)
        axes.plot_wireframe(
            *np.meshgrid(mesh.x, mesh.y),
            mesh.heights,
            rstride=stride,
            cstride=stride,
            color=self.scene.theme.muted,
            linewidth=0.8,
        )
        return Attached((), lambda _: None, motions.Still())

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

    def _draw_base(self, axes: Axes3D, mesh: Mesh, base: float) -> None:
        """Draw the contours on a plane below or above the surface."""
        levels = mesh.scale.height(mesh.scale.levels())
        if len(levels):
            axes.contour(
                *np.meshgrid(mesh.x, mesh.y),
                mesh.heights,
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
            vert_exag=0.35 * len(heights) / spread,
        )  # fmt: skip

    def _dress(self, axes: Axes3D, mesh: Mesh, heights: Array) -> None:
        """Set the camera, the limits, the labels and quiet walls."""
        assert self.scene.objective is not None
        theme, scale = self.scene.theme, mesh.scale
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
        parts = [f"heights {scale.caption}"] if scale.is_log else []
        if mesh.coarse:
            parts.append(f"a {len(mesh.x)}×{len(mesh.y)} mesh is too coarse for this function")
        write_caption(axes, parts, theme)
