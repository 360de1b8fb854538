"""A Matplotlib renderer that paints nothing and remembers what it was told to draw, in pixels.

Every artist can draw itself on a renderer, so whatever a figure holds, a legend, a table, an arrow with a text, can be
told to a player as outlines, texts and images. What is more than those (hatches, triangles of blended colours, filters)
raises `PixelsNeededError`, and its caller draws the artist as an image.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform
from matplotlib.typing import ColorType
from numpy.typing import ArrayLike, NDArray

from trajviz.player.coding import Array
from trajviz.player.color_table import RGBA

_MOST_VERTICES = 30_000  # of one artist; beyond, an image is smaller and quicker to draw
_SHARPNESS = 2  # pixels of an image per pixel of the figure
_FAR = 4  # figures away, where lines are cut off


class PixelsNeededError(Exception):
    """An artist draws something that can only be told as an image, of so many pixels per pixel of the figure."""

    def __init__(self, sharpness: int = _SHARPNESS) -> None:
        super().__init__()
        self.sharpness = sharpness


@dataclass(frozen=True)
class Clip:
    """What something is cut off at: a box in pixels, left, bottom, right and top, the inside of a path, or both."""

    box: tuple[float, float, float, float] | None
    pieces: tuple[tuple[tuple[float, float], ...], ...] = ()


@dataclass(frozen=True, eq=False)
class Outline:
    """Lines and areas.

    Parameters
    ----------
    pieces : sequence of (ndarray of shape (n, 2), bool)
        The vertices of each piece, and whether it is closed.
    fill, stroke : RGBA or None
        The colours inside and along it.
    width : float
        Of the stroke.
    dashes : sequence of float
        Lengths of dashes and gaps; empty for a solid line.
    dash_offset : float
        How far into them the line begins.
    cap, join : str
        How the stroke ends and turns, as a canvas calls it.
    miter : float
        How long a mitre may be, in widths of the stroke; Agg takes the width itself for it, in pixels.
    abuts : bool
        Whether areas of this kind lie side by side, so that no seam may show between them.
    clip : Clip or None
        What it is cut off at.
    """

    pieces: Sequence[tuple[Array, bool]]
    fill: RGBA | None
    stroke: RGBA | None
    width: float
    dashes: Sequence[float]
    dash_offset: float
    cap: str
    join: str
    miter: float
    abuts: bool
    clip: Clip | None


@dataclass(frozen=True, eq=False)
class Marks:
    """One shape, an outline around (0, 0), at many places, an ndarray of shape (n, 2)."""

    shape: Outline
    places: Array


@dataclass(frozen=True, eq=False)
class Writing:
    """A line of text; `place` is its point on the baseline that `align` names: left, center or right.

    Mathematics comes as `outlines`, closed pieces around that point.
    """

    text: str
    outlines: Sequence[Array]
    place: tuple[float, float]
    align: str
    angle: float
    size: float
    bold: bool
    italic: bool
    family: str
    color: RGBA
    clip: Clip | None


@dataclass(frozen=True, eq=False)
class Picture:
    """An image, a PNG, and the box that it fills: left, bottom, width and height."""

    png: bytes
    box: tuple[float, float, float, float]
    clip: Clip | None


Drawn = Outline | Marks | Writing | Picture


def drawn_by(draw: Callable[[RendererBase], None], figure: Figure, agg: RendererAgg) -> list[Drawn]:
    """Return what an artist's `draw` draws, from bottom to top, in the pixels of `agg`, which measures its texts."""
    recorder = _PrimitiveRenderer(agg)
    try:
        draw(recorder)
    except PixelsNeededError as error:
        return _as_image(draw, figure, error.sharpness)
    except AttributeError:  # an artist of the user's asks for what Agg's renderer alone has
        return _as_image(draw, figure, _SHARPNESS)
    if recorder.vertices > _MOST_VERTICES:
        return _as_image(draw, figure, _SHARPNESS)
    return recorder.drawn


class _PrimitiveRenderer(RendererBase):
    """Takes down what it is told to draw."""

    def __init__(self, agg: RendererAgg) -> None:
        super().__init__()
        self.drawn: list[Drawn] = []
        self.vertices = 0
        self.dpi = agg.dpi
        self._agg = agg
        width, height = self.get_canvas_width_height()
        self._upside_down = Affine2D().scale(1, -1).translate(0, height)
        self._room = (-_FAR * width, -_FAR * height, (1 + _FAR) * width, (1 + _FAR) * height)

    def flipy(self) -> bool:
        return False

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self._agg.width, self._agg.height

    def points_to_pixels(self, points: Any) -> Any:  # a number for a number, an array for an array
        return points * self.dpi / 72

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: bool | Literal["TeX"]
    ) -> tuple[float, float, float]:
        measured: tuple[float, float, float] = self._agg.get_text_width_height_descent(s, prop, ismath)
        return measured

    def start_filter(self) -> None:
        raise PixelsNeededError(1)  # filters count in pixels

    def draw_gouraud_triangles(self, *_: object, **__: object) -> None:
        raise PixelsNeededError

    def draw_path(
        self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: ColorType | None = None  # noqa: N803
    ) -> None:  # fmt: skip
        outline = self._outline(gc, path, transform, rgbFace, simplify=True)
        if outline.pieces and (outline.fill or outline.stroke):
            self.drawn.append(outline)

    def draw_markers(
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: ColorType | None = None,  # noqa: N803
    ) -> None:
        shape = self._outline(gc, marker_path, marker_trans, rgbFace, simplify=False)
        points = trans.transform(path.vertices)
        left, bottom, right, top = self._room
        near = (points > (left, bottom)).all(axis=1) & (points < (right, top)).all(axis=1)  # nan is not
        if near.any():
            self.vertices += int(near.sum())
            self.drawn.append(Marks(shape, points[near]))

    def draw_image(
        self, gc: GraphicsContextBase, x: float, y: float, im: ArrayLike, transform: Transform | None = None
    ) -> None:
        if transform is not None:
            raise PixelsNeededError
        pixels = np.asarray(im)
        height, width = pixels.shape[:2]
        self.drawn.append(Picture(_png(pixels[::-1]), (x, y, width, height), _clip(gc)))

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: bool | Literal["TeX"] = False,
        mtext: Text | None = None,
    ) -> None:
        outlines: list[Array] = []
        if ismath:
            before, self.drawn = self.drawn, []
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            paths = [each for each in self.drawn if isinstance(each, Outline)]
            outlines = [points - (x, y) for each in paths for points, _ in each.pieces]
            self.drawn = before
        align = "left" if mtext is None or outlines else mtext.get_horizontalalignment()
        width, _, _ = self.get_text_width_height_descent(s, prop, ismath)
        along = {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width
        turned = np.radians(angle)
        weight = prop.get_weight()
        families = " ".join(prop.get_family()).lower()
        self.drawn.append(
            Writing(
                s,
                outlines,
                (x + along * np.cos(turned), y + along * np.sin(turned)),
                align,
                0.0 if outlines else angle,
                self.points_to_pixels(prop.get_size_in_points()),
                weight in ("bold", "semibold", "heavy", "black") or (isinstance(weight, int) and weight >= 600),
                prop.get_style() in ("italic", "oblique"),
                "monospace" if "mono" in families else "serif" if families.startswith("serif") else "sans-serif",
                _with_alpha(gc.get_rgb(), gc),
                _clip(gc, has_path=False),  # Agg cuts texts off at boxes alone
            )
        )

    def _outline(
        self, gc: GraphicsContextBase, path: Path, transform: Transform, face: ColorType | None, *, simplify: bool
    ) -> Outline:
        if gc.get_hatch() is not None:
            raise PixelsNeededError
        fill = None if face is None else _with_alpha(face, gc)
        is_filled = fill is not None and fill[3] > 0
        width = self.points_to_pixels(gc.get_linewidth())
        stroke = _with_alpha(gc.get_rgb(), gc)
        sketch = gc.get_sketch_params()
        if sketch is not None:  # Agg's y points down, and a sketched line strays to its right
            transform = transform + self._upside_down
        is_stroked = width > 0 and stroke[3] > 0
        with np.errstate(all="ignore"):
            clean = path.cleaned(
                transform=transform,
                remove_nans=True,
                clip=None if is_filled or not simplify or sketch is not None or _is_closed(path) else self._room,
                simplify=simplify and sketch is None and not _has_curves(path),  # which Matplotlib takes for lines
                curves=False,
                sketch=sketch,
            )
        if sketch is not None:
            clean = clean.transformed(self._upside_down)
        pieces = _pieces(clean)
        if is_stroked and _is_closed(path):  # which simplifying forgets
            pieces = [(points, closed or (points[0] == points[-1]).all()) for points, closed in pieces]
        self.vertices += sum(len(points) for points, _ in pieces)
        offset, dashes = gc.get_dashes()
        return Outline(
            pieces,
            fill if is_filled else None,
            stroke if is_stroked else None,
            width,
            [] if dashes is None else [self.points_to_pixels(length) for length in np.asarray(dashes)],
            self.points_to_pixels(offset or 0),
            {"projecting": "square"}.get(gc.get_capstyle(), gc.get_capstyle()),
            gc.get_joinstyle(),
            width,
            is_filled and not gc.get_antialiased(),
            _clip(gc),
        )


def _clip(gc: GraphicsContextBase, *, has_path: bool = True) -> Clip | None:
    """Return what `gc` cuts off."""
    box = gc.get_clip_rectangle()
    path, transform = gc.get_clip_path() if has_path else (None, None)
    if box is None and path is None:
        return None
    extents = None if box is None else (float(box.x0), float(box.y0), float(box.x1), float(box.y1))
    pieces = (
        []
        if path is None
        else _pieces(
            path.cleaned(  # type: ignore[attr-defined]  # Matplotlib's types have a TransformedPath here
                transform=transform, remove_nans=True, curves=False
            )
        )
    )
    return Clip(extents, tuple(tuple(map(tuple, points.tolist())) for points, _ in pieces))


def _is_closed(path: Path) -> bool:
    """Whether a path has a piece that is closed, which it is no more once it was cut off."""
    return path.codes is not None and bool((np.asarray(path.codes) == Path.CLOSEPOLY).any())


def _has_curves(path: Path) -> bool:
    return path.codes is not None and bool(np.isin(path.codes, (Path.CURVE3, Path.CURVE4)).any())


def _pieces(path: Path) -> list[tuple[Array, bool]]:
    """Return the pieces of a path that has no curves, each with whether it is closed."""
    codes = np.asarray([] if path.codes is None else path.codes)
    if not len(codes):
        return []
    vertices = np.asarray(path.vertices, dtype=float)
    starts = np.flatnonzero(codes == Path.MOVETO)
    ends = np.append(starts[1:], len(codes))
    pieces = []
    for start, end in zip(starts, ends, strict=True):
        own = codes[start:end]
        drawn = (own == Path.MOVETO) | (own == Path.LINETO)
        points = vertices[start:end][drawn]
        if len(points) and np.isfinite(points).all():
            pieces.append((points, bool((own == Path.CLOSEPOLY).any())))
    return pieces


def _with_alpha(color: ColorType, gc: GraphicsContextBase) -> RGBA:
    """Return a colour with the transparency that `gc` gives it."""
    red, green, blue, alpha = to_rgba(color)
    if gc.get_forced_alpha() or len(color) == 3:
        alpha = float(gc.get_alpha() if gc.get_alpha() is not None else 1.0)
    return (red, green, blue, alpha)


def _as_image(draw: Callable[[RendererBase], None], figure: Figure, sharpness: int) -> list[Drawn]:
    """Draw an artist by itself, with so many pixels per pixel of the figure, and return the image of it."""
    dpi = figure.dpi
    try:
        figure.dpi = sharpness * dpi
        width, height = figure.canvas.get_width_height(physical=True)
        renderer = RendererAgg(width, height, figure.dpi)
        draw(renderer)
    finally:
        figure.dpi = dpi
    pixels = np.asarray(renderer.buffer_rgba())
    rows, columns = (np.flatnonzero(pixels[..., 3].any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return []
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    box = (left, height - bottom, right - left, bottom - top)
    x, y, wide, high = (float(length) / sharpness for length in box)
    return [Picture(_png(pixels[top:bottom, left:right]), (x, y, wide, high), None)]


def _png(pixels: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    content = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(content, "PNG", optimize=True)
    return content.getvalue()
