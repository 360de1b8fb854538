"""Basins: to which minimum each start leads, as a colour, and how soon, as a shade."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from trajviz.drawing.layers.layer import Array, Attached, Layer, attach_all
from trajviz.drawing.layers.markers import End, Minima, Outside, Starts
from trajviz.drawing.layers.shades import Shades
from trajviz.drawing.layers.shown import PathOnPlane
from trajviz.drawing.layers.trail import Head, Trail
from trajviz.drawing.theme import Theme
from trajviz.drawing.views.caption import write_caption
from trajviz.drawing.views.one_run import place_of_run
from trajviz.drawing.views.swarms import colors_of_minima, swarm_layers
from trajviz.drawing.views.view import Scene, name_axes, view
from trajviz.errors import TrajvizError
from trajviz.options import option, sides

if TYPE_CHECKING:
    from trajviz.runs.basins import Basin

_SOONEST, _LATEST = 2.0, 98.0  # percent of the arrivals between which shades differ
_LIGHT, _DARK = 0.62, 0.72  # how near the shades of the soonest are to white, and those of the latest to black
_NOWHERE = 0.55  # how near what leads to no minimum is to the ground


@view("basins")
@dataclass(frozen=True, eq=False)
class BasinsView:
    """The basins of the minima, a colour each, darker where a path takes longer.

    Parameters
    ----------
    scene : Scene
        What is shown; its basins are those of all methods.
    run : str or int
        Which of the runs is shown, by label or by place; by default there is a panel for each method.
    resolution : (nx, ny), optional
        From how many starts along each side the method is run; see `trajviz.runs.basins.basins`.
    """

    scene: Scene
    run: str | int = 0
    resolution: tuple[int, int] | None = option(
        None, "starts along the sides of basins (480x300; SciPy's: 80x50)", metavar="NXxNY", reads=sides
    )

    projection: ClassVar[str | None] = None
    variables: ClassVar[int | None] = 2
    aspect: ClassVar[float] = 1.6

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the basins on `axes` and attach the paths of the method."""
        scene, theme = self.scene, self.scene.theme
        place = place_of_run(scene.runs, self.run)
        run = scene.runs[place]
        if scene.basins is None or scene.objective is None or run.label not in scene.basins.labels:
            raise TrajvizError("basins start methods anew; give an objective of two variables and methods, not runs")
        basin = scene.basins.methods[scene.basins.labels.index(run.label)]
        minima = scene.basins.minima
        limits = tuple(scene.objective.domain)
        axes.set(xlim=limits[0], ylim=limits[1])
        name_axes(axes, scene.axis_names)
        if len(scene.labels) > 1:
            axes.set_title(run.label, fontsize=theme.fonts["label"], color=theme.foreground, loc="left")
        colors = colors_of_minima(len(minima), theme)
        soon, late = _range_of(basin.arrivals[basin.reached >= 0])
        write_caption(axes, [_told(basin, soon, late)], theme)
        layers: list[Layer] = [Shades(_shaded(basin, colors, theme, soon, late), limits)]
        layers += [Minima(at[None], color, theme.halo) for at, color in zip(minima, colors, strict=True)]
        own = [k for k, each in enumerate(scene.runs) if each.label == run.label]
        tracks = scene.tracks(lambda each: each.path, PathOnPlane())
        starts = [scene.runs[k].path[0] for k in own if scene.swarm(k) is None]
        if starts:
            layers.append(Starts(np.unique(starts, axis=0), theme.foreground, theme.halo))
        for k in own:
            swarm = scene.swarm(k)
            if swarm is not None:
                layers += swarm_layers(tracks[k], swarm, swarm.path[0, 0].size * len(own), None)
                continue
            # A line in the colour of its method would not be seen on a basin of that colour.
            track = replace(tracks[k], color=theme.foreground, shared=(0, 1), dash=())
            layers += [End(tracks[k]), Head(tracks[k]), Trail(track, 1.6), Outside(tracks[k], limits)]
        return attach_all(layers, axes)


def _range_of(arrivals: Array) -> tuple[float, float]:
    """Return the steps between which shades differ."""
    known = arrivals[np.isfinite(arrivals)]
    if not known.size:
        return 0.0, 1.0
    soon, late = np.percentile(known, [_SOONEST, _LATEST]).tolist()
    return soon, max(late, soon + 1e-9)


def _shaded(basin: Basin, colors: list[str], theme: Theme, soon: float, late: float) -> NDArray[np.uint8]:
    """Return the colour of each start, shape (ny, nx, 3): that of its minimum, the darker the later it is there."""
    ground = np.array(to_rgb(theme.panel))
    nowhere = _NOWHERE * ground + (1 - _NOWHERE) * np.array(to_rgb(theme.muted))
    with np.errstate(all="ignore"):
        share = np.log1p(basin.arrivals - soon) / np.log1p(late - soon)
    share = np.clip(np.nan_to_num(share), 0, 1)
    steps = np.linspace(-1, 1, 256)[:, None]
    tables = [nowhere[None].repeat(256, axis=0)]
    for color in colors:
        own = np.array(to_rgb(color))
        lighter, darker = own + _LIGHT * np.maximum(-steps, 0) * (1 - own), own * (1 - _DARK * np.maximum(steps, 0))
        tables.append(np.where(steps < 0, lighter, darker))
    table = (np.stack(tables) * 255).round().astype(np.uint8)
    return np.asarray(table[basin.reached + 1, (share * 255).astype(np.uint8)])


def _told(basin: Basin, soon: float, late: float) -> str:
    """Return in a line what colours and shades say."""
    none = float((basin.reached < 0).mean())
    text = f"colour: which minimum; light to dark: there after {soon:.0f} to {late:.0f} steps"
    if not none:
        return text
    return f"{text}; grey: none" if none < 1 else "grey: no start leads to a minimum in these steps"
