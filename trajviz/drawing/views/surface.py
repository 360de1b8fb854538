"""The landscape: the objective as a lit surface in three dimensions, with contour lines and the paths lying on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, get_args

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, to_rgb, to_rgba
from matplotlib.ticker import MaxNLocator
from mpl_toolkits.mplot3d import Axes3D

from trajviz.checks import check_whole
from trajviz.drawing.layers import motions
from trajviz.drawing.layers.behind import attach_on_surface
from trajviz.drawing.layers.bounds import BoundsOnSurface
from trajviz.drawing.layers.box import Box
from trajviz.drawing.layers.infeasible import SHADE, BorderOnSurface, is_infeasible
from trajviz.drawing.layers.layer import Array, Attached, Layer, Track, attach_all, figure_of, thinned
from trajviz.drawing.layers.markers import End, Minima, Starts
from trajviz.drawing.layers.orbit import Orbit
from trajviz.drawing.layers.population import hides_trail
from trajviz.drawing.layers.raw_trail import RawTrail
from trajviz.drawing.layers.registration import details_on, details_wanted, layers_on
from trajviz.drawing.layers.rim import Rim
from trajviz.drawing.layers.sheet import Lines, Sheet
from trajviz.drawing.layers.shown import PathOnSurface
from trajviz.drawing.layers.sight import Sight
from trajviz.drawing.layers.trail import Head, Trail
from trajviz.drawing.text import drawable
from trajviz.drawing.theme import Theme, counterpart
from trajviz.drawing.views.camera import Camera, best_camera
from trajviz.drawing.views.caption import write_caption
from trajviz.drawing.views.colormaps import as_colormap
from trajviz.drawing.views.levels import short
from trajviz.drawing.views.mesh import Mesh, mesh_of
from trajviz.drawing.views.relief import contours, lit, rim, wires
from trajviz.drawing.views.view import Scene, view
from trajviz.errors import TrajvizError
from trajviz.options import number, option, word_or_number

Style = Literal["surface", "wireframe"]

_CELL = 600.0  # pixels that a mesh is wide, about
_CROWDED, _FAINTEST = 9.0, 0.4  # pixels between contours below which they fade, and to what share
_CONTOURS = 0.5  # how much is seen of lines on a surface
_BELOW, _ABOVE = 0.5, 2  # the zorders of contours below and above the surface
_UNDER_A_CEILING = 18.0  # degrees, at which contours above a surface do not cover it
_TURNS = 19  # cameras on a turn for all of which there is room
_HEADER = 90  # about how many pixels of the figure are not for panels
_WIRES = 31  # about how many lines a wireframe has in each direction
_FURTHEST_BASE = 1e6  # in ranges of the heights


@view("surface", aliases=["3d"])
@dataclass(frozen=True, eq=False)
class SurfaceView:
    """A lit surface with contour lines and the paths on it, faint where a hill hides them.

    Parameters
    ----------
    scene : Scene
        What is shown; its objective has two variables.
    log : bool, optional
        Whether heights are logarithmic; by default chosen from the function's range.
    elev, azim : float, optional
        The camera's height above the floor and its direction, in degrees, as in Matplotlib; by default such that paths
        and minima are seen.
    alpha : float
        How opaque the surface is, from 0 to 1.
    resolution : int, optional
        The number of grid points along each axis; by default 121, 181 or 241, as many as the function needs. Where that
        is too few, the picture says so.
    style : {"surface", "wireframe"}
        The surface, or its mesh alone, which hides what is behind it, too.
    base : {"floor", "ceiling"} or float, optional
        Where the contours are projected: below the surface, above it, or at a height.
    orbit : float
        By how many degrees the camera turns in the course of the animation. Then the surface is drawn at every frame.
    colormap : Colormap or str, optional
        By default the theme's.
    layers : str or sequence of str
        Layers that each path has besides, by name, such as "footprints".
    details : str or sequence of str, optional
        What the methods saw, by name, such as "simplex"; "none" shows nothing. By default a simplex, or a population
        and its ellipse, of the methods that have one.
    """

    scene: Scene
    log: bool | None = None
    elev: float | None = None
    azim: float | None = None
    alpha: float = 1.0
    resolution: int | None = None
    style: Style = option(  # noqa: RUF009
        "surface", "how a surface is drawn: surface or wireframe", metavar="S", words=("surface", "wireframe")
    )
    base: str | float | None = option(
        None,
        "contours of a surface on floor, ceiling or a height",
        metavar="B",
        reads=word_or_number(("floor", "ceiling"), "floor, ceiling or a height"),
        words=("floor", "ceiling"),
    )
    orbit: float = option(0.0, "turn the camera around a surface", metavar="DEGREES", reads=number(-36_000, 36_000))
    colormap: Colormap | str | None = None
    layers: str | Sequence[str] = ()
    details: str | Sequence[str] | None = None

    projection: ClassVar[str | None] = "3d"
    variables: ClassVar[int | None] = 2
    aspect: ClassVar[float] = 1.4

    def __post_init__(self) -> None:
        if self.style not in get_args(Style):
            raise TrajvizError(f"style must be one of {', '.join(get_args(Style))}, not {self.style!r}")
        for name in ("elev", "azim", "orbit"):
            angle = getattr(self, name)
            if angle is not None and not np.isfinite(angle):
                raise TrajvizError(f"{name} must be an angle in degrees, not {angle!r}")
        if not 0 < self.alpha <= 1:
            raise TrajvizError(f"alpha must be a number above 0 and up to 1, not {self.alpha!r}")
        if self.resolution is not None:
            check_whole("resolution", self.resolution, 2)

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the surface on `axes` and attach the paths."""
        assert isinstance(axes, Axes3D)
        self.scene.check_single("a surface")
        objective, theme = self.scene.objective, self.scene.theme
        if objective is None:
            raise TrajvizError("a surface needs an objective; these paths come without one")
        mesh = mesh_of(objective, self.resolution, self.log)
        sight = Sight(mesh.x, mesh.y, mesh.heights)
        base = self._base(mesh.heights)
        camera = self._camera(axes, mesh, sight, base)
        self._dress(axes, mesh, camera, np.append(mesh.heights.ravel(), base if base is not None else []))
        turned = np.linspace(0, self.orbit, _TURNS) if self.orbit else [0.0]
        has_lid = base is not None and base > float(np.nanmax(mesh.heights))
        seen: list[Artist] = [Box(axes, theme, [camera.azim + angle for angle in turned], has_lid=has_lid)]
        if base is not None:
            seen += self._draw_base(axes, mesh, base)
        sheet = self._draw_sheet(axes, mesh, camera)
        attached = [self._recolored(sheet, mesh, camera)]
        if self.orbit:  # then all is drawn anew, whatever the camera sees
            attached.append(Attached((*seen, sheet), lambda _: None, motions.Still()))
        if objective.bounds is not None:
            bounds = BoundsOnSurface(objective.bounds, objective.domain, lambda path: mesh.drape(path)[0], theme)
            attached += attach_on_surface(bounds, axes, sight)
        if objective.constraints:
            border = BorderOnSurface(objective.constraints, mesh.x, mesh.y, theme, mesh.lift)
            attached += attach_on_surface(border, axes, sight)
        starts = Starts(mesh.lift(self.scene.starts), theme.foreground, theme.halo)
        minima = Minima(mesh.lift(self.scene.minima), theme.star, theme.halo)
        tracks = self.scene.tracks(lambda run: mesh.lift(run.path), PathOnSurface())
        attached += [*attach_on_surface(starts, axes, sight), *attach_on_surface(minima, axes, sight)]
        attached += attach_all(layers_on(tracks, self.layers), axes)
        for track, run in zip(tracks, self.scene.runs, strict=True):
            for layer in details_on(track, {**run.details, "path": run.path}, mesh.lift, self.details):
                attached += attach_on_surface(layer, axes, sight)
            thin = hides_trail(run.details, details_wanted(self.details))
            draped = replace(track, way=mesh.drape(run.path))
            trail = RawTrail(draped) if thin else Trail(draped, width=2.4)
            attached += self._attach_track(draped, trail, axes, sight)
            domain = np.array(objective.domain, dtype=float).T
            attached.append(Rim(track, np.asarray(run.path, dtype=float), domain, mesh.lift).attach(axes))
        if self.orbit:
            turning = Orbit(camera.azim, self.orbit, self._times_of_turns())
            attached.insert(0, turning.attach(axes))  # what is hidden depends on where the camera is
        return attached

    def _attach_track(self, track: Track, trail: Layer, axes: Axes3D, sight: Sight) -> list[Attached]:
        assert track.way is not None
        line, _ = thinned(*track.way)
        return [
            *attach_on_surface(trail, axes, sight, line),
            *attach_on_surface(End(track), axes, sight),
            *attach_on_surface(Head(track), axes, sight),
        ]

    def _camera(self, axes: Axes3D, mesh: Mesh, sight: Sight, base: float | None) -> Camera:
        """Return the camera: the user's, or the one that shows most of what all panels of the figure hold."""
        runs = self.scene.together or self.scene.runs
        width, height = figure_of(axes).bbox.size
        columns, rows = (len(figure_of(axes).axes), 1)
        if self.scene.together:
            columns = math.ceil(math.sqrt(len(self.scene.names)))
            rows = -(-len(self.scene.names) // columns)
        low, high = float(np.nanmin(mesh.heights)), float(np.nanmax(mesh.heights))
        is_below = base is not None and base > high  # contours above the surface
        return best_camera(
            sight,
            [mesh.lift(run.path) for run in runs],
            mesh.lift(self.scene.minima),
            (float(width) / columns, (float(height) - _HEADER) / rows),
            _UNDER_A_CEILING if is_below and self.elev is None else self.elev,
            self.azim,
            height=1.0 if base is None else float(np.ptp([low, high, base])) / (high - low or 1.0),
            turns=bool(self.orbit),
        )

    def _times_of_turns(self) -> Array:
        """Return the times between which the camera turns."""
        return np.array([0.0, max(self.scene.times_of(run)[-1] for run in self.scene.runs)])

    def _draw_sheet(self, axes: Axes3D, mesh: Mesh, camera: Camera) -> Sheet:
        """Draw the surface, or its wires on a ground that hides those behind."""
        theme = self.scene.theme
        sheet = Sheet(mesh.x, mesh.y, mesh.heights, self._colors(mesh, theme, camera), self._lines(mesh), self.alpha)
        axes.add_collection3d(sheet, autolim=False)
        return sheet

    def _recolored(self, sheet: Sheet, mesh: Mesh, camera: Camera) -> Attached:
        def recolored() -> dict[Artist, Array]:
            other = self._colors(mesh, counterpart(self.scene.theme) or self.scene.theme, camera)
            return {sheet: other.reshape(-1, 4)}

        return Attached((), lambda _: None, motions.Still(), recolored)

    def _lines(self, mesh: Mesh) -> list[Lines]:
        """Return what lies on the surface: its contours and its edge, or its wires."""
        theme = self.scene.theme
        if self.style == "wireframe":
            return [Lines(wires(mesh, _WIRES), to_rgba(theme.muted), 0.8, on_both_sides=True)]
        levels = np.asarray(mesh.scale.height(mesh.scale.levels()))
        along = contours(mesh, levels)
        apart = _CELL / len(mesh.x) * np.prod(mesh.heights.shape) / max(len(along), 1)  # pixels, on the average
        alpha = _CONTOURS * float(np.clip(apart / _CROWDED, _FAINTEST, 1))
        # Of one look, for each look costs a stroke on every band.
        return [Lines(np.concatenate([along, rim(mesh)]), to_rgba(theme.foreground, alpha), 0.75)]

    def _colors(self, mesh: Mesh, theme: Theme, camera: Camera) -> Array:
        """Return the colours of the cells of a surface, shape (ny - 1, nx - 1, 4)."""
        if self.style == "wireframe":
            colors = np.tile(to_rgba(theme.background), (len(mesh.y) - 1, len(mesh.x) - 1, 1))
        else:
            colors = lit(mesh, as_colormap(self.colormap or theme.heights), camera.box, camera.azim)
        objective = self.scene.objective
        if objective is not None and objective.constraints:
            middles = [(ends[1:] + ends[:-1]) / 2 for ends in (mesh.x, mesh.y)]
            infeasible = is_infeasible(objective.constraints, *middles)
            colors[infeasible, :3] = (1 - SHADE) * colors[infeasible, :3] + SHADE * np.array(to_rgb(theme.foreground))
        return colors

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

    def _draw_base(self, axes: Axes3D, mesh: Mesh, base: float) -> list[Artist]:
        """Draw the contours on a plane below or above the surface."""
        levels = mesh.scale.height(mesh.scale.levels())
        if not len(levels):
            return []
        return [
            axes.contour(
                *np.meshgrid(mesh.x, mesh.y),
                mesh.heights,
                levels=levels,
                zdir="z",
                offset=base,
                colors=as_colormap(self.colormap or self.scene.theme.heights)(np.linspace(0, 0.8, len(levels))),
                linewidths=1.0,
                linestyles="solid",
                zorder=_BELOW if base <= float(np.nanmin(mesh.heights)) else _ABOVE,
            )
        ]

    def _dress(self, axes: Axes3D, mesh: Mesh, camera: Camera, heights: Array) -> None:
        """Set the camera, the limits, the labels and quiet walls."""
        assert self.scene.objective is not None
        theme, scale = self.scene.theme, mesh.scale
        axes.view_init(elev=camera.elev, azim=camera.azim)
        axes.set_box_aspect(camera.box)
        axes.computed_zorder = False  # what lies below and above the surface is known
        x, y = self.scene.objective.domain
        axes.set(xlim=x, ylim=y, zlabel="f")
        axes.set(**dict(zip(("xlabel", "ylabel"), map(drawable, self.scene.axis_names), strict=True)))
        low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
        axes.set_zlim(low, high if high > low else low + (abs(low) or 1))
        for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
            axis.label.set_fontstyle("italic")
            axis.set_major_locator(MaxNLocator(5, integer=scale.is_log and axis is axes.zaxis))
        if scale.is_log:
            axes.zaxis.set_major_formatter(lambda height, _: short(float(scale.value(height))))
        parts = [f"heights {scale.caption}"] if scale.is_log else []
        if mesh.coarse:
            parts.append(f"a {len(mesh.x)}×{len(mesh.y)} mesh is too coarse for this function")
        write_caption(axes, parts, theme)
