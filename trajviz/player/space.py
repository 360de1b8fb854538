"""3-D axes, told such that a reader can turn them: surfaces, lines, marks and texts in the box of the axes.

Places are in units of the box along each axis. The player projects them as Matplotlib does; `camera` tells it from
where. Matplotlib has no public way to ask an artist for its three coordinates, so they are taken from where it keeps
them; axes with anything that can't be told so are drawn flat, as their camera stands.
"""

from __future__ import annotations

from collections.abc import Container
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba_array
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Line3D, Poly3DCollection, Text3D
from mpl_toolkits.mplot3d.axis3d import Axis as Axis3D
from numpy.typing import ArrayLike, NDArray

from trajviz.drawing.layers.box import Box
from trajviz.drawing.layers.motions import Following, Turning, Unseen
from trajviz.drawing.layers.sheet import Sheet
from trajviz.player.boxes import boxed
from trajviz.player.coding import Array, deflated, deltas, in_units, plain, rounded
from trajviz.player.context import EncodingContext
from trajviz.player.lettering import in_hundredths, text_look, written
from trajviz.player.placing import Placed, in_box, limits_in_space
from trajviz.player.primitives import Item, Placement
from trajviz.player.renderer import Drawn, drawn_by
from trajviz.player.surfaces import surface
from trajviz.player.tracks import Tracks, belonging, checked_entries, look_of, moving_item

_OfLines = Any
"""A collection of lines of Matplotlib's toolkit for space, which has no types and keeps them under private names."""


def is_space(axes: object, followed: Container[Artist], recorded: Container[Artist]) -> bool:
    """Whether everything on these axes can be told in three dimensions; what is recorded can't."""
    if not isinstance(axes, Axes3D):
        return False
    stands_upright = getattr(axes, "_vertical_axis", 2) == 2
    return stands_upright and all(_is_told(artist, followed, recorded) for artist in _contents(axes))


def space(context: EncodingContext, axes: Axes3D) -> Item:
    """Return the panel of 3-D axes."""
    placement = context.placement(axes.bbox)
    placed = in_box(axes)
    tracks = Tracks(context.kept)
    items: list[Item] = []
    for artist in _contents(axes):
        motion = context.motion_of(artist)
        if isinstance(motion, Unseen) or isinstance(artist, Box):
            continue
        if isinstance(motion, Following):
            look = look_of(artist, placement, context.figure, context.agg)
            items.append(moving_item(motion, look, tracks, placed, context.palette))
        else:
            own = {} if motion is None else belonging(motion)
            items += [item | own for item in _still(context, artist, placement, placed)]
    return {
        "camera": _camera(axes) | _turn(context, axes),
        **_around(context, axes),
        "behind": [placement.item(drawn) for drawn in _behind(context, axes)],
        "clips": placement.clips,
        "tracks": tracks.items,
        "items": items,
        "limits": limits_in_space(axes).tolist(),
        "names": [axes.get_xlabel(), axes.get_ylabel(), axes.get_zlabel()],
        "title": axes.get_title(),
    }


def _contents(axes: Axes3D) -> list[Artist]:
    """Return what lies in the box, from bottom to top."""
    around = {axes.patch, axes.xaxis, axes.yaxis, axes.zaxis, axes.title, *axes.spines.values()}
    around |= {axes._left_title, axes._right_title}
    around |= {text for text in axes.texts if not isinstance(text, Text3D)}  # flat, as the title is
    inside = [artist for artist in axes.get_children() if artist not in around and artist.get_visible()]
    return sorted(inside, key=Artist.get_zorder)


def _is_told(artist: Artist, followed: Container[Artist], recorded: Container[Artist]) -> bool:
    if artist in followed or artist in recorded:
        return artist in followed
    if isinstance(artist, Sheet | Box):
        return True
    if isinstance(artist, Poly3DCollection):
        return hasattr(artist, "_faces")
    is_collection_of_lines = hasattr(artist, "_segments3d") or hasattr(artist, "_3dverts_codes")
    return isinstance(artist, Line3D | Text3D) or (is_collection_of_lines and len(_edge_colors(artist)) > 0)


def _edge_colors(artist: _OfLines) -> Array:
    return np.asarray(to_rgba_array(artist.get_edgecolor()))


def _camera(axes: Axes3D) -> Item:
    """Return from where the box is seen, and how large: see `Axes3D.get_proj`."""
    left, right = axes.viewLim.intervalx
    low, high = axes.viewLim.intervaly
    focal = float(axes._focal_length)
    return {
        "elev": float(axes.elev),
        "azim": float(axes.azim),
        "roll": float(axes.roll),
        "aspect": plain(axes._box_aspect),
        "distance": float(axes._dist),
        "focal": focal if np.isfinite(focal) else None,
        "view": plain([left, right, low, high]),
    }


def _turn(context: EncodingContext, axes: Axes3D) -> Item:
    """Return how a layer moves the camera, if one does."""
    for layer in context.attached:
        motion = layer.motion
        if isinstance(motion, Turning) and motion.axes is axes:
            return {"motion": {"k": motion.kind, **checked_entries(motion.kind, motion.encode())}}
    return {}


def _behind(context: EncodingContext, axes: Axes3D) -> list[Drawn]:
    """Return what is drawn flat behind the box: the background and the title."""
    shown = [axes.patch, axes.title, *axes.texts]
    return [
        drawn
        for artist in shown
        if artist.get_visible() and not isinstance(artist, Text3D)
        for drawn in drawn_by(artist.draw, context.figure, context.agg)
    ]


def _around(context: EncodingContext, axes: Axes3D) -> Item:
    """Return what is around the box: axes as Matplotlib draws them, or those of a surface."""
    box = next((child for child in axes.get_children() if isinstance(child, Box) and child.get_visible()), None)
    if box is not None:
        return boxed(context, box)
    return {"axes": _axes(context, axes) if axes._axis3don else []}


def _axes(context: EncodingContext, axes: Axes3D) -> list[Item]:
    """Return the walls, grid lines, ticks and labels of the three axes."""
    told = []
    axis: Axis3D
    for axis, limits in zip((axes.xaxis, axes.yaxis, axes.zaxis), limits_in_space(axes), strict=True):
        ticks = [tick for tick in axis._update_ticks() if limits.min() <= tick.get_loc() <= limits.max()]
        low, high, *places = axis.get_transform().transform([*limits, *(tick.get_loc() for tick in ticks)])
        info = axis._axinfo
        sample = axis.get_major_ticks(1)[0]
        number = context.palette.place
        offset = f" ({axis.offsetText.get_text()})" if axis.offsetText.get_text() else ""
        told.append(
            {
                "ticks": plain([(place - low) / (high - low) for place in places]),
                "labels": [written(tick.label1.get_text(), float(tick.label1.get_fontsize())) for tick in ticks],
                "text": text_look(context, sample.label1),
                "pad": float(sample.get_pad()),
                "name": {
                    **text_look(context, axis.label),
                    "t": axis.label.get_text() + (f" ({offset})" if offset else ""),
                },
                "name_pad": float(axis.labelpad),
                "line": [number(axis.line.get_color()), *in_hundredths(axis.line.get_linewidth())],
                "tick": [number(sample.tick1line.get_color()), *in_hundredths(info["tick"]["linewidth"][True])],
                "reach": [info["tick"]["inward_factor"], info["tick"]["outward_factor"]],
                "grid": [number(info["grid"]["color"]), *in_hundredths(info["grid"]["linewidth"])]
                if axes._draw_grid
                else None,
                "wall": [number(axis.pane.get_facecolor()), number(axis.pane.get_edgecolor())],
            }
        )
    return told


def _still(context: EncodingContext, artist: Artist, placement: Placement, placed: Placed) -> list[Item]:
    """Return what an artist in the box draws that stays."""
    if isinstance(artist, Sheet):
        return [surface(context, artist, placed)]
    if isinstance(artist, Poly3DCollection):
        return _mesh(context, artist, placed)
    if isinstance(artist, Text3D):
        (at,) = in_units(placed(np.array([artist.get_position_3d()])))
        return [{"k": "text", "t": artist.get_text(), "at": at.tolist(), **text_look(context, artist)}]
    if isinstance(artist, Line3D):
        points = np.column_stack(artist.get_data_3d()).astype(float)
        return _line(context, artist, placement, placed(points))
    return _lines(context, artist, placed)


def _line(context: EncodingContext, artist: Line3D, placement: Placement, points: Array) -> list[Item]:
    """Return a line, and the marks along it."""
    shown = np.isfinite(points).all(axis=1)
    if not shown.any():
        return []
    cuts = np.flatnonzero(np.diff(shown)) + 1
    pieces = [piece for piece in np.split(shown, cuts) if piece[0]]
    counts = {"n": [len(piece) for piece in pieces]}
    items = look_of(artist, placement, context.figure, context.agg)
    return [item | _places(points[shown]) | (counts if item["k"] == "path" else {}) for item in items]


def _lines(context: EncodingContext, artist: _OfLines, placed: Placed) -> list[Item]:
    """Return the lines of a collection, neighbours of one look together."""
    if hasattr(artist, "_segments3d"):
        parts = [[np.asarray(line, dtype=float)] for line in artist._segments3d]
    else:
        parts = [_split(vertices, codes) for vertices, codes in artist._3dverts_codes]
    colors = _edge_colors(artist)
    widths = np.atleast_1d(artist.get_linewidth())
    told: list[tuple[Item, Array]] = []
    for number, pieces in enumerate(parts):
        for line in map(placed, pieces):
            if np.isfinite(line).all():
                color, width = colors[number % len(colors)], widths[number % len(widths)]
                told.append(({"s": context.palette.place(tuple(color)), "w": in_hundredths(width)[0]}, line))
    items: list[Item] = []
    for look, group in groupby(told, key=itemgetter(0)):
        lines = [line for _, line in group]
        items.append({"k": "path", **look, **_places(np.concatenate(lines)), "n": [len(line) for line in lines]})
    return items


def _split(vertices: Array, codes: object) -> list[Array]:
    """Return the pieces of a path."""
    if codes is None:
        return [vertices]
    starts = np.flatnonzero(np.asarray(codes) == 1)
    return [piece for piece in np.split(vertices, starts[1:]) if len(piece)]


def _mesh(context: EncodingContext, artist: Poly3DCollection, placed: Placed) -> list[Item]:
    """Return faces with their corners, each corner told once."""
    corners = placed(np.asarray(artist._faces, dtype=float))
    valid = np.isfinite(corners).all(axis=(1, 2)) & ~np.broadcast_to(
        np.asarray(artist._invalid_vertices).any(axis=-1),
        len(corners),
    )
    if not valid.any():
        return []
    units = in_units(corners[valid].reshape(-1, 3))
    points, faces = np.unique(units, axis=0, return_inverse=True)
    colors = _by_face(artist._facecolor3d, valid)
    others = _by_face(context.recolored[artist], valid) if artist in context.recolored else colors
    light, dark = (others, colors) if context.palette.is_dark else (colors, others)
    item: Item = {
        "k": "mesh",
        "sides": corners.shape[1],
        "surface": context.surfaces.place(
            deflated(
                {
                    "p": " ".join(deltas(column) for column in points.T),
                    "faces": deltas(faces),
                    "rgb": [_rgb(light), _rgb(dark)] if others is not colors else [_rgb(light)],
                }
            )
        ),
        "alpha": rounded([float(np.median(colors[:, 3]))], 3)[0],
    }
    widths = np.atleast_1d(artist.get_linewidth())
    edges = to_rgba_array(artist._edgecolor3d)
    if len(edges) and widths.max() > 0 and edges[0, 3] > 0:
        item |= {"s": context.palette.place(tuple(edges[0])), "w": in_hundredths(widths[0])[0]}
    return [item]


def _by_face(colors: ArrayLike, valid: NDArray[np.bool_]) -> Array:
    each = to_rgba_array(colors)
    return np.broadcast_to(each, (len(valid), 4))[valid] if len(each) == 1 else np.asarray(each[valid])


def _rgb(colors: Array) -> str:
    return " ".join(deltas(column) for column in np.rint(colors[:, :3] * 255).astype(int).T)


def _places(points: Array) -> Item:
    return {"p": " ".join(deltas(column) for column in in_units(points).T)}
