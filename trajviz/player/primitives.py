"""What is drawn, as the items of a player's data block: each a small mapping with the key `k` for its kind.

Places are in units of the axes (see `trajviz.player.coding`), lengths in hundredths of an inch, colours are numbers in
the palette. Keys that have their usual value are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from matplotlib.transforms import Bbox, BboxBase

from trajviz.player.coding import UNIT, Array, Numbered, data_url, point_deltas, rounded
from trajviz.player.color_table import ColorTable
from trajviz.player.renderer import Clip, Drawn, Marks, Outline, Picture, Writing

Item = dict[str, Any]
"""What JSON can hold, by its key: numbers, texts, and lists and mappings of them."""

_SHORTEST_LINE = 3  # of a text: what is written, and where
_FAR = 40.0  # widths of the axes; a clip that wide cuts nothing off
_INSIDE = 1.0  # pixels by which the clip of what belongs to the axes may lie within them


@dataclass(eq=False)
class Placement:
    """The axes that items are placed in.

    Parameters
    ----------
    box : BboxBase
        The axes, in pixels.
    scale : float
        Hundredths of an inch per pixel.
    palette : ColorTable
        Of the whole picture.
    outlines : Numbered
        The shapes of marks and of mathematics in the whole picture.
    clips : list
        What items are cut off at, each a list: boxes around the axes, by how much they reach over their left, bottom,
        right and top, and the insides of paths, other boxes among them, as points `p` of pieces of `n` points.
    reach : Bbox, optional
        How far that reaches, in pixels, which was not cut off.
    """

    box: BboxBase
    scale: float
    palette: ColorTable
    outlines: Numbered
    clips: list[list[object]] = field(default_factory=list)
    reach: Bbox | None = None

    def fractions(self, pixels: Array) -> Array:
        """Return points, shape (n, 2), as fractions of the axes."""
        return np.asarray((pixels - self.box.p0) / self.box.size)

    def item(self, drawn: Drawn) -> Item:
        """Return what was drawn as an item."""
        self._reach_to(drawn)
        if isinstance(drawn, Outline):
            return {**self.look(drawn), **self._pieces(drawn.pieces)}
        if isinstance(drawn, Marks):
            return {**self.look(drawn), "p": point_deltas(self.fractions(drawn.places))}
        if isinstance(drawn, Writing):
            return self._writing(drawn)
        return self._picture(drawn)

    def _reach_to(self, drawn: Drawn) -> None:
        if (drawn.shape if isinstance(drawn, Marks) else drawn).clip is None:
            box = _extent(drawn)
            self.reach = box if self.reach is None else Bbox.union([self.reach, box])

    def look(self, drawn: Outline | Marks) -> Item:
        """Return an item without its places."""
        if isinstance(drawn, Marks):
            return {"k": "marks", **self._stroke(drawn.shape), "shape": self._outline(drawn.shape.pieces)}
        return {"k": "path", **self._stroke(drawn)}

    def _outline(self, pieces: Iterable[tuple[Array, bool]]) -> int:
        """Return the number of a shape, whose pieces begin with whether they are closed."""
        told = ((int(closed), *rounded((points * self.scale).ravel(), 1)) for points, closed in pieces)
        return self.outlines.place(tuple(told))

    def _stroke(self, drawn: Outline) -> Item:
        item: Item = {}
        if drawn.fill:
            item["f"] = self.palette.place(drawn.fill)
        if drawn.stroke:
            item["s"] = self.palette.place(drawn.stroke)
            (item["w"],) = rounded([drawn.width * self.scale])
            if drawn.cap != "butt":
                item["cap"] = drawn.cap
            if drawn.join == "miter":
                item["miter"] = rounded([max(drawn.miter, 1)])[0]
            elif drawn.join != "round":
                item["join"] = drawn.join
            if len(drawn.dashes):
                item["dash"] = rounded(length * self.scale for length in drawn.dashes)
                if drawn.dash_offset:
                    (item["skip"],) = rounded([drawn.dash_offset * self.scale])
        if drawn.abuts:
            item["abuts"] = 1
        return item | self._clip(drawn.clip)

    def _pieces(self, pieces: Sequence[tuple[Array, bool]]) -> Item:
        points = np.concatenate([points for points, _ in pieces])
        lengths = [-len(points) if closed else len(points) for points, closed in pieces]
        return {"p": point_deltas(self.fractions(points)), "n": lengths}

    def _writing(self, drawn: Writing) -> Item:
        """Return a text: it stands at a point of the axes, or, if it is outside, so far from their nearest point."""
        (place,) = self.fractions(np.array([drawn.place]))
        anchor = np.clip(place, 0, 1)
        away = (place - anchor) * self.box.size * self.scale
        text = self._outline((points, True) for points in drawn.outlines) if drawn.outlines else drawn.text
        line = [text, *np.rint(anchor * UNIT).astype(int).tolist(), *rounded([drawn.angle, *away], 1)]
        while line[-1] == 0 and len(line) > _SHORTEST_LINE:
            line.pop()
        item: Item = {"k": "text", "f": self.palette.place(drawn.color), "size": rounded([drawn.size * self.scale])[0]}
        if drawn.align != "left":
            item["align"] = drawn.align
        font = " ".join(["italic"] * drawn.italic + ["bold"] * drawn.bold)
        if font:
            item["font"] = font
        if drawn.family != "sans-serif":
            item["family"] = drawn.family
        return item | self._clip(drawn.clip) | {"lines": [line]}

    def _picture(self, drawn: Picture) -> Item:
        left, bottom, width, height = drawn.box
        low, high = self.fractions(np.array([[left, bottom], [left + width, bottom + height]]))
        box = np.rint(np.append(low, high - low) * UNIT).astype(int).tolist()
        return {"k": "image", "box": box, "src": data_url("image/png", drawn.png), **self._clip(drawn.clip)}

    def _clip(self, clip: Clip | None) -> Item:
        parts: list[object] = []
        if clip is not None and clip.box is not None:
            reach = np.append(np.subtract(self.box.p0, clip.box[:2]), np.subtract(clip.box[2:], self.box.p1))
            if (reach < -_INSIDE).any():  # of other axes, such as a colour bar, which are stretched with these
                parts.append(self._pieces([(_corners(clip.box), True)]))
            elif (reach < _FAR * np.max(self.box.size)).all():
                parts.append(rounded(reach * self.scale, 1))
        if clip is not None and clip.pieces:
            parts.append(self._pieces([(np.array(points), True) for points in clip.pieces]))
        if not parts:
            return {}
        if parts not in self.clips:
            self.clips.append(parts)
        return {"clip": self.clips.index(parts)}


def _corners(box: Sequence[float]) -> Array:
    """Return the corners of a box that is told by its left, bottom, right and top, shape (4, 2)."""
    left, bottom, right, top = box
    return np.array([(left, bottom), (right, bottom), (right, top), (left, top)])


def _extent(drawn: Drawn) -> Bbox:
    """Return a box around what was drawn, in pixels; that around a text is wide enough for any."""
    if isinstance(drawn, Picture):
        return Bbox.from_bounds(*drawn.box)
    if isinstance(drawn, Writing):
        points, margin = np.array([drawn.place]), (1 + len(drawn.text)) * drawn.size
    elif isinstance(drawn, Marks):
        points = drawn.places
        margin = drawn.shape.width + max((np.abs(piece).max() for piece, _ in drawn.shape.pieces), default=0)
    else:
        points = np.concatenate([piece for piece, _ in drawn.pieces])
        margin = drawn.width * (drawn.miter if drawn.join == "miter" else 1)
    return Bbox([points.min(axis=0) - margin, points.max(axis=0) + margin])


def merged(drawn: Iterable[Drawn]) -> list[Drawn]:
    """Return what was drawn with marks of one shape, and opaque lines of one look, brought together."""
    groups: dict[object, list[Drawn]] = {}
    for each in drawn:
        groups.setdefault(_kinship(each), []).append(each)
    return [_together(group) for group in groups.values()]


def _kinship(drawn: Drawn) -> object:
    """Return what is equal for things that can be drawn together."""
    outline = drawn.shape if isinstance(drawn, Marks) else drawn
    if not isinstance(outline, Outline) or (isinstance(drawn, Outline) and drawn.fill):
        return id(drawn)
    look = (
        outline.fill,
        outline.stroke,
        outline.width,
        (*outline.dashes, outline.dash_offset),
        outline.cap,
        outline.join,
        outline.clip,
    )
    shape = [points.tobytes() for points, _ in outline.pieces] if isinstance(drawn, Marks) else []
    return (type(drawn).__name__, *look, *shape)


def _together(group: list[Drawn]) -> Drawn:
    first = group[0]
    if isinstance(first, Marks):
        return Marks(first.shape, np.concatenate([each.places for each in group if isinstance(each, Marks)]))
    if isinstance(first, Outline) and len(group) > 1:
        return replace(first, pieces=[piece for each in group if isinstance(each, Outline) for piece in each.pieces])
    return first


def condensed(items: Iterable[Item]) -> list[Item]:
    """Return items with neighbouring texts of one look brought together."""
    brought: list[Item] = []
    for item in items:
        if brought and item["k"] == brought[-1]["k"] == "text" and _look(item) == _look(brought[-1]):
            brought[-1]["lines"] += item["lines"]
        else:
            brought.append(item)
    return brought


def _look(item: Item) -> Item:
    return {name: value for name, value in item.items() if name != "lines"}
