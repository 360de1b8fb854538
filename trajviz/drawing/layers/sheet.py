"""A surface over a grid that hides what lies behind it, with lines lying on it.

Seen from any place, the cells of a height field can be ordered from far to near by their rows and columns alone: what
is nearer in plan is drawn later. So a band of cells after another is painted, and the lines on each band soon after it;
whatever is behind is covered, and nothing has to be sorted by depth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from matplotlib.artist import allow_rasterization
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.collections import Collection
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform, TransformNode
from matplotlib.typing import ColorType
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import NDArray

from trajviz.drawing.layers.layer import Array
from trajviz.drawing.layers.pen import new_pen

_TOGETHER = 2  # bands that are painted at once; their lines follow after the next ones, which might cover half of them
_NOWHERE = np.zeros((1, 2))
_NO_EDGES = np.zeros((0, 4))
_AS_IT_IS = IdentityTransform()
_FAR = 1e4


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines on a surface, cut into segments none of which leaves a cell.

    Parameters
    ----------
    segments : ndarray of shape (n, 2, 3)
        Their ends, in data units; those that follow each other on a line stand one after the other.
    color : color
        Theirs.
    width : float
        In points.
    on_both_sides : bool
        Whether they are drawn where the surface shows its other side, too. What lies on the edge always is.
    """

    segments: Array
    color: ColorType
    width: float
    on_both_sides: bool = False


class Sheet(Collection):
    """A surface over a grid, with lines on it.

    Parameters
    ----------
    x, y : ndarray of shape (nx,) and (ny,)
        The coordinates of the grid, ascending.
    heights : ndarray of shape (ny, nx)
        Where the surface is; nan where there is none.
    colors : ndarray of shape (ny - 1, nx - 1, 4)
        Those of its cells.
    lines : sequence of Lines
        What lies on it.
    alpha : float
        How opaque all of it is.
    """

    def __init__(
        self, x: Array, y: Array, heights: Array, colors: Array, lines: Sequence[Lines] = (), alpha: float = 1.0
    ) -> None:
        super().__init__(facecolors="none", edgecolors="none", linewidths=0, zorder=1)
        self.set_rasterized(True)  # thousands of faces make a file of vectors large and slow
        self.x, self.y, self.heights, self.lines, self.opacity = x, y, heights, tuple(lines), alpha
        if alpha < 1:  # as a whole: cells that are see-through would show their seams, and what they hide
            self.set_agg_filter(lambda image, _: (np.asarray(image) * [1, 1, 1, alpha], 0, 0))
        known = np.isfinite(heights)
        whole = known[1:, 1:] & known[1:, :-1] & known[:-1, 1:] & known[:-1, :-1]
        self.colors = np.where(whole[..., None], colors, 0.0)
        self.set_facecolor(self.colors.reshape(-1, 4))  # type: ignore[arg-type]  # for those who ask what colours it has
        columns, rows = np.meshgrid(x, y)
        self._corners = np.stack([columns, rows, np.nan_to_num(heights)], axis=-1)
        self._threads = [(_Threads.of(each, y, x, 1), _Threads.of(each, x, y, 0)) for each in self.lines]

    def do_3d_projection(self) -> float:
        """Return how far away it is, for axes that sort what they hold: behind everything."""
        return np.inf

    def get_window_extent(self, _: RendererBase | None = None) -> Bbox:
        """Return the box around it, in pixels."""
        shown = self.pixels()
        return Bbox([shown.min(axis=0), shown.max(axis=0)])

    def pixels(self) -> Array:
        """Return where the points of the grid are seen, shape (n, 2)."""
        return placed(self.axes, self._corners[np.isfinite(self.heights)])

    def get_datalim(self, _: TransformNode) -> Bbox:
        """Return nothing: it does not ask for limits."""
        return Bbox.null()

    @allow_rasterization  # type: ignore[untyped-decorator]  # Matplotlib's own
    def draw(self, renderer: RendererBase) -> None:
        """Draw it as the camera of its axes sees it."""
        if not self.get_visible():
            return
        renderer.open_group("surface", self.get_gid())
        eye = eye_of(self.axes)
        corners, colors = placed(self.axes, self._corners), self.colors
        across, along = (self.y, float(eye[1])), (self.x, float(eye[0]))  # of bands that are rows
        in_columns = self._is_crossed_along_rows(eye)
        if in_columns:
            corners, colors, across, along = corners.transpose(1, 0, 2), colors.transpose(1, 0, 2), along, across
        faces = _facing(corners)
        threads = [
            (each[in_columns].drawn(placed(self.axes, each[in_columns].points), faces), _pen(self, renderer, lines))
            for each, lines in zip(self._threads, self.lines, strict=True)
        ]
        brush = new_pen(self, renderer)
        brush.set_antialiased(False)
        runs = _runs(*along)
        before: range = range(0)
        for bands in _far_first(*across):
            for run in runs:
                _fill(renderer, brush, corners, colors, bands, run)
            _draw_threads(renderer, threads, before)
            before = bands
        _draw_threads(renderer, threads, before)
        for gc in (brush, *(pen for _, pen in threads)):
            gc.restore()
        renderer.close_group("surface")
        self.stale = False

    def _is_crossed_along_rows(self, eye: Array) -> bool:
        """Whether a look crosses more columns than rows, so that few cells of a column hide another of it."""
        crossed = [
            abs(at - ends.mean()) / np.ptp(ends) * len(ends) for at, ends in zip(eye[:2], (self.x, self.y), strict=True)
        ]
        return bool(crossed[0] > crossed[1])


@dataclass(frozen=True, eq=False)
class _Threads:
    """The segments of lines, band after band.

    Parameters
    ----------
    points : ndarray of shape (n, 2, 3)
        Their ends.
    bands, cells : ndarray of shape (n,)
        Which bands they are on, ascending, and which cells of these.
    stay : ndarray of shape (n,)
        Which are drawn on whichever side their cells show.
    continues : ndarray of shape (n,)
        Whether a segment begins where the one before it on the same band ends.
    count : int
        How many bands there are.
    """

    points: Array
    bands: NDArray[np.int_]
    cells: NDArray[np.int_]
    stay: NDArray[np.bool_]
    continues: NDArray[np.bool_]
    count: int

    @classmethod
    def of(cls, lines: Lines, across: Array, along: Array, axis: int) -> _Threads:
        """Sort the segments of lines into bands between the coordinates `across`, which are those of an axis."""
        segments = lines.segments
        middles = segments.mean(axis=1)
        bands, cells = (
            np.clip(ends.searchsorted(middles[:, number]) - 1, 0, len(ends) - 2)
            for ends, number in ((across, axis), (along, 1 - axis))
        )
        order = np.argsort(bands, kind="stable")
        segments, bands = segments[order], bands[order]
        continues = np.zeros(len(order), dtype=bool)
        continues[1:] = (segments[1:, 0] == segments[:-1, 1]).all(axis=1) & (bands[1:] == bands[:-1])
        edges = [[ends[0], ends[-1]] for ends in (across, along)]
        at_edge = [
            np.isin(segments[:, :, number], edge).all(axis=1)
            for edge, number in zip(edges, (axis, 1 - axis), strict=True)
        ]
        stay = np.asarray(at_edge[0] | at_edge[1] | lines.on_both_sides)
        return cls(segments, bands, cells[order], stay, continues, len(across) - 1)

    def drawn(self, pixels: Array, faces: NDArray[np.bool_]) -> _Drawn:
        """Return how they are drawn at `pixels`, shape (n, 2, 2), where only cells that face the camera are seen."""
        seen = faces[self.bands, self.cells] | self.stay
        continues = self.continues & seen
        continues[1:] &= seen[:-1]
        strokes = np.column_stack([seen & ~continues, seen])
        codes = np.broadcast_to(_STROKE, strokes.shape)[strokes]
        begins = np.searchsorted(np.repeat(self.bands, strokes.sum(axis=1)), np.arange(self.count + 1))
        return _Drawn(pixels[strokes], codes, begins.tolist())


class _Drawn(NamedTuple):
    """Where the pen goes, whether it draws on its way, and at which point each band begins."""

    points: Array
    codes: NDArray[np.uint8]
    begins: list[int]


_STROKE = np.array([Path.MOVETO, Path.LINETO], dtype=np.uint8)


def placed(axes: Axes3D, points: Array) -> Array:
    """Return the pixels, shape (..., 2), of points in data units, shape (..., 3), as the camera sees them."""
    matrix = axes.get_proj()
    flat = points.reshape(-1, 3)
    across, up, _, scale = matrix[:, :3] @ flat.T + matrix[:, 3:]
    return np.asarray(axes.transData.transform(np.column_stack([across / scale, up / scale]))).reshape(
        *points.shape[:-1], 2
    )


def eye_of(axes: Axes3D) -> Array:
    """Return where the camera of 3-D axes is, in data units, shape (3,); far away where it sees without perspective."""
    elev, azim = np.deg2rad([axes.elev, axes.azim])
    towards = np.array([np.cos(elev) * np.cos(azim), np.cos(elev) * np.sin(azim), np.sin(elev)])
    focal = axes._focal_length if np.isfinite(axes._focal_length) else _FAR
    box = axes._box_aspect
    low, high = np.transpose([axes.get_xlim(), axes.get_ylim(), axes.get_zlim()])
    return np.asarray(low + (0.5 + axes._dist * focal * towards / box) * (high - low))


def _far_first(ends: Array, eye: float) -> list[range]:
    """Return the bands between coordinates from the farthest from the eye to the nearest, some that adjoin together."""
    count = len(ends) - 1
    below = int(_middles(ends).searchsorted(eye))
    upwards = [range(first, min(first + _TOGETHER, below)) for first in range(0, below, _TOGETHER)]
    downwards = [range(last, max(last - _TOGETHER, below - 1), -1) for last in range(count - 1, below - 1, -_TOGETHER)]
    return upwards + downwards  # where the eye is between them, neither side hides any of the other


def _runs(ends: Array, eye: float) -> list[range]:
    """Return the cells between coordinates in runs towards the eye: from one side or both."""
    below = int(_middles(ends).searchsorted(eye))
    return [run for run in (range(below), range(len(ends) - 2, below - 1, -1)) if run]


def _middles(ends: Array) -> Array:
    return np.asarray((ends[1:] + ends[:-1]) / 2)


def _fill(
    renderer: RendererBase, brush: GraphicsContextBase, corners: Array, colors: Array, bands: range, run: range
) -> None:
    """Paint the cells of some bands in a run."""
    rows, columns = _indices(bands), _indices(run)
    renderer.draw_quad_mesh(
        brush, _AS_IT_IS, len(run), len(bands), corners[rows[1]][:, columns[1]], _NOWHERE, _AS_IT_IS,
        colors[rows[0]][:, columns[0]].reshape(-1, 4), False, _NO_EDGES,  # type: ignore[arg-type]  # arrays, as ever
    )  # fmt: skip


def _indices(cells: range) -> tuple[slice, slice]:
    """Return what takes cells in their order, and what takes the ends of these."""
    if cells.step > 0:
        return slice(cells.start, cells.stop), slice(cells.start, cells.stop + 1)
    low = cells.start - len(cells) + 1
    before = low - 1 if low else None
    return slice(cells.start, before, -1), slice(cells.start + 1, before, -1)


def _pen(sheet: Sheet, renderer: RendererBase, lines: Lines) -> GraphicsContextBase:
    pen = new_pen(sheet, renderer, lines.color, lines.width)
    pen.set_joinstyle("round")
    return pen


def _facing(corners: Array) -> NDArray[np.bool_]:
    """Return which cells show the side that most show, given their corners in pixels, shape (m + 1, n + 1, 2)."""
    one, other = corners[1:, 1:] - corners[:-1, :-1], corners[1:, :-1] - corners[:-1, 1:]
    turns = one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0]
    return np.asarray(turns * np.sign(turns.sum()) > 0)


def _draw_threads(renderer: RendererBase, threads: Sequence[tuple[_Drawn, GraphicsContextBase]], bands: range) -> None:
    """Draw the lines on bands that adjoin."""
    if not bands:
        return
    for (points, codes, begins), pen in threads:
        own = slice(begins[min(bands)], begins[max(bands) + 1])
        if own.stop > own.start:
            renderer.draw_path(pen, Path(points[own], codes[own]), _AS_IT_IS)
