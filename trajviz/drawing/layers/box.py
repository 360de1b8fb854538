"""The box around a surface: its floor, and ticks at its edges whose numbers never lie on one another.

Matplotlib's own axes in three dimensions take longer to draw than a surface does, and write numbers on numbers where
the box is small or seen from its side. Here the axes tell what is written, as ever, and this artist where: at the
lowest edges of the floor and at one side. Of the numbers of an axis every second, third... is written, and of those of
different axes the earlier ones, as far as there is room.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, product
from typing import NamedTuple

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import Collection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Bbox, IdentityTransform, TransformNode
from matplotlib.typing import ColorType
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.axis3d import Axis

from trajviz.drawing.layers.layer import Array
from trajviz.drawing.layers.pen import in_pixels, new_pen
from trajviz.drawing.layers.sheet import placed
from trajviz.drawing.theme import Theme

LINE, FLOOR = 0.8, 0.6
"""How wide the axes and the lines on the floor are, in points."""

TICK, GAP, APART = 3.5, 3.0, 2.5
"""How long ticks are, how far numbers and names are from what they stand beside, and from each other, in points."""

PLACES = (0.5, 0.38, 0.62, 0.26, 0.74)
"""Where along its axis the name may stand, the best place first."""

LONG = 4
"""How many letters a name may have that stands upright; longer ones go along their axis."""

_CORNERS = np.array(list(product((0.0, 1.0), repeat=3)))
_AS_IT_IS = IdentityTransform()


class Edge(NamedTuple):
    """An edge of the box that is an axis, in pixels."""

    axis: int
    start: Array
    end: Array
    outwards: Array

    def at(self, share: float) -> Array:
        """Return the point at a share of its length."""
        return np.asarray(self.start + share * (self.end - self.start))


@dataclass(frozen=True, eq=False)
class Label:
    """A text around the box, and where its middle is, in pixels."""

    text: str
    font: FontProperties
    color: ColorType
    middle: Array
    radians: float
    reach: float
    extent: tuple[float, float, float, float]


@dataclass(eq=False)
class Ticks:
    """The ticks of an axis, as shares of it, with their numbers."""

    key: object = None
    shares: list[float] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


class Box(Collection):
    """The box of 3-D axes whose own axes are off.

    Parameters
    ----------
    axes : Axes3D
        Say what is written.
    theme : Theme
        The looks.
    azimuths : sequence of float
        The directions that the camera will have, in degrees.
    has_lid : bool
        Whether something is shown at its top.
    """

    def __init__(self, axes: Axes3D, theme: Theme, azimuths: Sequence[float], *, has_lid: bool = False) -> None:
        super().__init__(facecolors="none", edgecolors="none", linewidths=0, zorder=0)
        self._planes = _CORNERS if has_lid else _CORNERS[_CORNERS[:, 2] == 0]
        self.azimuths = azimuths
        self.theme = theme
        self._ticks = [Ticks(), Ticks(), Ticks()]
        self._sizes: dict[object, tuple[float, float]] = {}
        self._paths: dict[object, Path] = {}
        axes.set_axis_off()
        for axis in axes._axis_map.values():
            axis.set_visible(False)
        axes.add_artist(self)

    def get_window_extent(self, renderer: RendererBase | None = None) -> Bbox:
        """Return the box around all that it draws, in pixels."""
        floor = placed(self._space, self._data(self._planes))
        return Bbox.union([Bbox([floor.min(axis=0), floor.max(axis=0)]), *self.taken(renderer)])

    def taken(self, renderer: RendererBase | None = None) -> list[Bbox]:
        """Return the boxes around its edges that are axes, but for those of the floor, and around what is written."""
        renderer = renderer or self._whole._get_renderer()  # type: ignore[attr-defined]  # it has no public name
        edges = self.edges()
        upright = np.array([edges[-1].start, edges[-1].end])
        labels = [Bbox.from_extents(*label.extent) for label in self.labels(renderer, edges)]
        return [Bbox([upright.min(axis=0), upright.max(axis=0)]), *labels]

    def do_3d_projection(self) -> float:
        """Return how far away it is, for axes that sort what they hold: behind everything."""
        return np.inf

    def get_datalim(self, _: TransformNode) -> Bbox:
        """Return nothing: it does not ask for limits."""
        return Bbox.null()

    def get_tightbbox(self, renderer: RendererBase | None = None) -> Bbox:
        """Return the box around all that it draws, in pixels."""
        return self.get_window_extent(renderer)

    def draw(self, renderer: RendererBase) -> None:
        """Draw it as the camera of its axes sees it."""
        if not self.get_visible():
            return
        renderer.open_group("box", self.get_gid())
        self._stroke(renderer, self._grid(), self.theme.grid, FLOOR)
        edges = self.edges()
        ticks = [
            (point, point + edge.outwards * in_pixels(renderer, TICK))
            for edge in edges
            for point in map(edge.at, self.ticks(edge.axis).shares)
        ]
        self._stroke(renderer, [*((edge.start, edge.end) for edge in edges), *ticks], self.theme.muted, LINE)
        for label in self.labels(renderer, edges):
            self._write(renderer, label)
        renderer.close_group("box")
        self.stale = False

    def _write(self, renderer: RendererBase, label: Label) -> None:
        """Write a label: for pixels as its outlines, which are found once."""
        if isinstance(renderer, RendererAgg):
            brush = new_pen(self, renderer)
            turned = Affine2D().rotate(label.radians).translate(*label.middle)
            renderer.draw_path(brush, self._outlines(label, renderer), turned, to_rgba(label.color))
            brush.restore()
            return
        text = Text(
            label.middle[0], label.middle[1], label.text, color=label.color, fontproperties=label.font,
            ha="center", va="center", rotation=np.degrees(label.radians),
        )  # fmt: skip
        text.set_figure(self._whole)
        text.draw(renderer)

    def _outlines(self, label: Label, renderer: RendererBase) -> Path:
        """Return the outlines of a text around its middle, in pixels."""
        size = in_pixels(renderer, label.font.get_size_in_points())
        key = (label.text, hash(label.font), size)
        if key not in self._paths:
            outlines = TextPath((0, 0), label.text, size=size, prop=label.font)
            box = outlines.get_extents()
            self._paths[key] = Path(outlines.vertices - (box.p0 + box.p1) / 2, outlines.codes)
        return self._paths[key]

    @property
    def _space(self) -> Axes3D:
        """The axes."""
        axes = self.axes
        assert isinstance(axes, Axes3D)
        return axes

    @property
    def _whole(self) -> Figure:
        """The figure."""
        figure = self.get_figure(root=True)
        assert figure is not None
        return figure

    def _stroke(self, renderer: RendererBase, lines: Iterable[Iterable[Array]], color: str, width: float) -> None:
        """Draw lines, each from its one end to the other."""
        points = [point for line in lines for point in line]
        codes = np.tile([Path.MOVETO, Path.LINETO], len(points) // 2)
        pen = new_pen(self, renderer, color, width)
        renderer.draw_path(pen, Path(np.array(points).reshape(-1, 2), codes), _AS_IT_IS)
        pen.restore()

    def _data(self, shares: Array) -> Array:
        """Return points given in shares of the box, shape (n, 3), in data units."""
        low, high = np.transpose([self._space.get_xlim(), self._space.get_ylim(), self._space.get_zlim()])
        return np.asarray(low + shares * (high - low))

    def axis(self, number: int) -> Axis:
        """Return the axis of that number, which says what is written."""
        return self._space._axis_map["xyz"[number]]

    def sample(self, number: int) -> Text:
        """Return a text that looks as the numbers of an axis do."""
        text = self.axis(number).get_major_ticks(1)[0].label1
        assert isinstance(text, Text)
        return text

    def name(self, number: int) -> str:
        """Return the name of an axis, and what its numbers are multiplied by."""
        axis = self.axis(number)
        offset = axis.get_major_formatter().get_offset()
        return str(axis.label.get_text()) + (f" ({offset})" if offset else "")

    def ticks(self, number: int) -> Ticks:
        """Return the ticks of an axis; they are looked for again only if something of it has changed."""
        axis = self.axis(number)
        known = self._ticks[number]
        key = (tuple(axis.get_view_interval()), axis.get_major_locator(), axis.get_major_formatter())
        if known.key != key:
            low, high = key[0]
            places = np.asarray(axis.get_majorticklocs(), dtype=float)
            labels = axis.get_major_formatter().format_ticks(places)
            margin = 1e-9 * abs(high - low)
            inside = (places >= min(low, high) - margin) & (places <= max(low, high) + margin)
            known.key = key
            known.shares = ((places[inside] - low) / (high - low)).tolist()
            known.labels = [label for label, shown in zip(labels, inside, strict=True) if shown]
        return known

    def edges(self) -> list[Edge]:
        """Return the edges that are axes: the lowest of the floor, and one at the side."""
        cube = placed(self._space, self._data(_CORNERS)).reshape(2, 2, 2, 2)
        center = cube.mean(axis=(0, 1, 2))
        sides = [
            [(cube[0, k, 0], cube[1, k, 0]) for k in (0, 1)],
            [(cube[k, 0, 0], cube[k, 1, 0]) for k in (0, 1)],
        ]
        # The lower one; of two that are as low the one to the right.
        floor = [
            min(side, key=lambda ends: round(ends[0][1] + ends[1][1]) - 1e-3 * (ends[0][0] + ends[1][0]))
            for side in sides
        ]
        away = [(ends[0] + ends[1])[0] / 2 - center[0] for ends in floor]
        is_left = away[int(abs(away[1]) > abs(away[0]))] > 0
        uprights = [(cube[i, j, 0], cube[i, j, 1]) for i, j in product((0, 1), repeat=2)]
        upright = min(uprights, key=lambda ends: (ends[0] + ends[1])[0] * (1 if is_left else -1))
        return [Edge(axis, *ends, _outwards(*ends, center)) for axis, ends in enumerate([*floor, upright])]

    def _grid(self) -> list[Array]:
        """Return the lines of the ticks on the floor, and its edges."""
        lines = []
        for axis in (0, 1):
            for share in [0.0, 1.0, *self.ticks(axis).shares]:
                ends = np.zeros((2, 3))
                ends[:, axis], ends[1, 1 - axis] = share, 1
                lines.append(ends)
        return list(placed(self._space, self._data(np.array(lines).reshape(-1, 3))).reshape(-1, 2, 2))

    def labels(self, renderer: RendererBase, edges: Sequence[Edge]) -> list[Label]:
        """Return what is written around the box, nothing on anything else."""
        unit = in_pixels(renderer, 1)
        taken: list[Label] = []
        reaches = []
        for edge in edges:
            numbers = [label for label in self._numbers(renderer, edge, unit) if _is_free(label, taken, APART * unit)]
            taken += numbers
            reaches.append(max((label.reach for label in numbers), default=0.0))
        for edge, reach in zip(edges, reaches, strict=True):
            if self.name(edge.axis):
                taken.append(self._named(renderer, edge, unit * (TICK + 2 * GAP) + reach, taken))
        return taken

    def _numbers(self, renderer: RendererBase, edge: Edge, unit: float) -> list[Label]:
        """Return as many of the numbers of an axis as have room, evenly spread."""
        ticks = self.ticks(edge.axis)
        sample = self.sample(edge.axis)
        all_of_them = [
            self._beside(renderer, text, sample, edge.at(share), edge.outwards, unit * (TICK + GAP))
            for share, text in zip(ticks.shares, ticks.labels, strict=True)
            if text
        ]
        for stride in range(1, len(all_of_them)):
            some = all_of_them[::stride]
            if all(_is_free(label, [before], APART * unit) for before, label in pairwise(some)):
                return some
        return all_of_them[:1]

    def _named(self, renderer: RendererBase, edge: Edge, distance: float, taken: Sequence[Label]) -> Label:
        """Return the name of an axis at the best of its places that is free, or else at the best."""
        look, text = self.axis(edge.axis).label, self.name(edge.axis)
        along = edge.end - edge.start
        radians = _readable(float(np.arctan2(along[1], along[0]))) if len(text) > LONG else 0.0
        names = (self._beside(renderer, text, look, edge.at(at), edge.outwards, distance, radians) for at in PLACES)
        best = next(names)
        apart = APART * in_pixels(renderer, 1)
        return next((name for name in chain([best], names) if _is_free(name, taken, apart)), best)

    def _beside(
        self, renderer: RendererBase, text: str, look: Text, point: Array, outwards: Array, distance: float,
        radians: float = 0.0,
    ) -> Label:  # fmt: skip
        font = look.get_fontproperties()
        key = (text, hash(font), in_pixels(renderer, 1))
        if key not in self._sizes:
            drawn = Text(0, 0, text, fontproperties=font)
            drawn.set_figure(self._whole)
            box = drawn.get_window_extent(renderer)
            self._sizes[key] = (float(box.width), float(box.height))
        width, height = self._sizes[key]
        cos, sin = abs(np.cos(radians)), abs(np.sin(radians))
        size = np.array([width * cos + height * sin, width * sin + height * cos])
        across = abs(outwards @ [np.cos(radians), np.sin(radians)]), abs(outwards @ [-np.sin(radians), np.cos(radians)])
        reach = float(across[0] * width + across[1] * height)  # away from the edge
        middle = point + outwards * (distance + 0.5 * reach)
        return Label(text, font, look.get_color(), middle, radians, reach, (*(middle - size / 2), *(middle + size / 2)))


def _outwards(start: Array, end: Array, center: Array) -> Array:
    """Return the direction across an edge that leads away from the middle."""
    along = end - start
    across = np.array([along[1], -along[0]]) / max(float(np.hypot(*along)), 1e-9)
    return np.asarray(across if across @ ((start + end) / 2 - center) >= 0 else -across)


def _readable(radians: float) -> float:
    """Return an angle at which text is not upside down."""
    return radians - np.pi if radians > np.pi / 2 else radians + np.pi if radians < -np.pi / 2 else radians


def _is_free(label: Label, taken: Iterable[Label], apart: float) -> bool:
    """Whether a label is that far, in pixels, from others."""
    left, bottom, right, top = label.extent
    left, bottom, right, top = left - apart, bottom - apart, right + apart, top + apart
    extents = (other.extent for other in taken)
    return not any(x0 < right and x1 > left and y0 < top and y1 > bottom for x0, y0, x1, y1 in extents)
