"""The panels of a figure: what stays and what moves on each of its axes, from bottom to top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from mpl_toolkits.mplot3d import Axes3D, proj3d
from mpl_toolkits.mplot3d.axis3d import Axis as Axis3D

from trajviz.layers.layer import Attached
from trajviz.painting import bottom_to_top, patches
from trajviz.player.coding import Array, rounded
from trajviz.player.items import Frame, Item, condensed, merged
from trajviz.player.motions import Placed, Tracks, look_of, moving_item, recorded
from trajviz.player.recorder import Outline, Picture, Writing, drawn_by
from trajviz.player.space import is_space, space
from trajviz.player.stage import Stage


def panels(stage: Stage) -> list[Item]:
    """Return the panels: one for each of the axes or, where axes lie on each other, for these together.

    What belongs to the figure and to no axes makes panels of its own, below and above the others; the figure's own
    patch is the ground that the player stands on.
    """
    axes_shown = [axes for axes in stage.figure.axes if axes.get_visible() and axes not in stage.left_out]
    groups = [list(_with_insets(group)) for group in _overlapping(axes_shown)]
    around = stage.frame(stage.figure.bbox)
    frame_of: dict[Any, Frame] = {None: around}
    for group in groups:
        frame_of |= dict.fromkeys(group, stage.frame(group[0].bbox))
    axes_with = {axes.patch: axes for group in groups for axes in group}  # a patch does not know its axes

    def axes_of(artist: Artist) -> Any:
        return axes_with.get(artist, artist.axes)  # type: ignore[call-overload]

    layer_of = {artist: layer for layer in stage.attached for artist in layer.artists}
    shapes = recorded(stage, frame_of)
    order = [artist for artist in bottom_to_top(stage.figure) if artist is not stage.figure.patch]
    told = [
        _outlines(stage, group) | space(stage, group[0], layer_of)
        if len(group) == 1 and is_space(group[0], layer_of)
        else _flat(stage, group, [artist for artist in order if axes_of(artist) in group], frame_of, layer_of, shapes)
        for group in groups
    ]
    first = next((place for place, artist in enumerate(order) if axes_of(artist) is not None), len(order))
    loose = [artist for artist in order if axes_of(artist) is None]
    grounds = {*order[:first], *patches(stage.figure)}
    below = _loose(stage, [artist for artist in loose if artist in grounds], around, shapes)
    above = _loose(stage, [artist for artist in loose if artist not in grounds], around, shapes)
    return [*below, *told, *above]


def _loose(stage: Stage, artists: Iterable[Artist], around: Frame, shapes: Mapping[Artist, Item]) -> list[Item]:
    """Return a panel of what belongs to the figure and to no axes, if there is any."""
    items: list[Item] = []
    for artist in artists:
        items += [shapes[artist]] if artist in shapes else _still(stage, artist, around)
    whole = _place(stage, Bbox(around.box), Bbox(around.box))
    return [{**whole, "clips": around.clips, "items": condensed(items)}] if items else []


def _with_insets(all_axes: Iterable[Any]) -> Iterator[Axes]:
    for axes in all_axes:
        yield axes
        yield from _with_insets(axes.child_axes)


def _overlapping(all_axes: Iterable[Axes]) -> list[list[Axes]]:
    """Return the axes in groups of those that share room, such as twins and insets; 3-D axes have room around them."""
    groups: list[list[Axes]] = []
    for axes in all_axes:
        together = [
            group
            for group in groups
            if any(_share_room(axes, other) for other in group)
        ]  # fmt: skip
        for group in together:
            groups.remove(group)
        groups.append([*(other for group in together for other in group), axes])
    return groups


def _share_room(one: Axes, other: Axes) -> bool:
    if isinstance(one, Axes3D) or isinstance(other, Axes3D):
        return False
    common = Bbox.intersection(one.bbox, other.bbox)
    return common is not None and common.width > 1 and common.height > 1


def _flat(
    stage: Stage,
    group: Sequence[Axes],
    artists: Iterable[Artist],
    frame_of: Mapping[Any, Frame],
    layer_of: Mapping[Artist, Attached],
    shapes: Mapping[Artist, Item],
) -> Item:
    """Return a panel that is seen from straight above."""
    frame = frame_of[group[0]]
    tracks = Tracks(stage.kept, _placing(group[0], frame))
    in_space = {axes.patch: axes for axes in group if isinstance(axes, Axes3D)}
    items: list[Item] = []
    for artist in artists:
        layer = layer_of.get(artist)
        if artist in shapes:
            items.append(shapes[artist])
        elif layer is not None and layer.motion is not None and layer.motion.track is not None:
            look = look_of(artist, frame, stage.figure, stage.agg)
            items.append(moving_item(layer.motion, look, tracks, stage.palette))
        else:
            role = {} if layer is None or layer.motion is None else {"role": layer.motion.kind}
            items += [item | role for item in _still(stage, artist, frame)]
        if artist in in_space:
            items += _walls(stage, in_space[artist], frame)
    panel = {**_outlines(stage, group), "clips": frame.clips, "tracks": tracks.items, "items": condensed(items)}
    return panel | _limits(group[0])


def _walls(stage: Stage, axes: Axes3D, frame: Frame) -> list[Item]:
    """Return the walls and grid lines of 3-D axes, which `Axes3D.draw` draws right after their patch."""
    if not axes._axis3don:
        return []
    sides: tuple[Axis3D, ...] = (axes.xaxis, axes.yaxis, axes.zaxis)
    draws = [side.draw_pane for side in sides] + [side.draw_grid for side in sides if axes._draw_grid]
    return [frame.item(drawn) for draw in draws for drawn in drawn_by(draw, stage.figure, stage.agg)]


def _outlines(stage: Stage, group: Sequence[Axes]) -> Item:
    """Return where axes that lie on each other are."""
    outer = Bbox.union([box for axes in group if (box := axes.get_tightbbox(stage.agg)) is not None])
    return _place(stage, Bbox.from_extents(*group[0].bbox.extents), outer)


def _placing(axes: Axes, frame: Frame) -> Placed:
    """Return what takes points in data units to fractions of the axes, 3-D ones as their camera stands."""

    def placed(points: Array) -> Array:
        with np.errstate(all="ignore"):
            if isinstance(axes, Axes3D):
                points = np.column_stack(proj3d.proj_transform(*points.T, axes.M)[:2])
            return frame.fractions(axes.transData.transform(points))

    return placed


def _place(stage: Stage, box: Bbox, outer: Bbox) -> Item:
    """Return where axes are, without and with their labels: left, top, width and height."""
    scale, height = 100 / stage.figure.dpi, stage.figure.bbox.height

    def told(box: Bbox) -> list[float | int]:
        return rounded(scale * np.array([box.x0, height - box.y1, box.width, box.height]))

    return {"box": told(box), "outer": told(outer)}


def _limits(axes: Axes) -> Item:
    """Return what the axes show, in data units, and what is written at them."""
    return {
        "limits": [[float(end) for end in axes.get_xlim()], [float(end) for end in axes.get_ylim()]],
        "scales": [axes.get_xscale(), axes.get_yscale()],
        "names": [axes.get_xlabel(), axes.get_ylabel()],
        "title": axes.get_title(),
        "fixed_aspect": axes.get_aspect() != "auto",
    }


def _still(stage: Stage, artist: Artist, frame: Frame) -> list[Item]:
    """Return what an artist draws that stays; the parts of an axis are marked, for ticks may have to be others."""
    if not artist.get_visible():
        return []
    drawn = merged(drawn_by(artist.draw, stage.figure, stage.agg))
    if not isinstance(artist, Axis):
        part = {"part": "written"} if isinstance(artist, Text) and artist.get_clip_on() else {}
        return [frame.item(each) | part for each in drawn]
    name = artist.axis_name  # type: ignore[attr-defined]
    lines = [each for each in drawn if isinstance(each, Outline | Picture)]
    others = [each for each in drawn if not isinstance(each, Outline | Picture)]
    label = artist.label.get_text()
    return [
        frame.item(each)
        | {"part": f"{name} label" if isinstance(each, Writing) and each.text == label else f"{name} ticks"}
        for each in [*lines, *others]
    ]
