"""The panels of a figure: what stays and what moves on each of its axes, from bottom to top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox
from mpl_toolkits.mplot3d import Axes3D

from trajviz.drawing.layers.motions import Following
from trajviz.player.coding import rounded
from trajviz.player.context import EncodingContext
from trajviz.player.placing import AnyAxes, Placed, in_pixels
from trajviz.player.primitives import Item, Placement, condensed
from trajviz.player.shapes import Slot, slots
from trajviz.player.space import is_space, space
from trajviz.player.tracks import Tracks, belonging, look_of, moving_item


def panels(context: EncodingContext) -> list[Item]:
    """Return the panels, from bottom to top: one for each of the axes or, where axes lie on each other, for these.

    What belongs to the figure and to no axes makes panels of its own, below, between and above the others; the figure's
    own patch is the background of the player.
    """
    axes_shown = [axes for axes in context.figure.axes if axes.get_visible() and axes not in context.left_out]
    groups = [list(_with_insets(group)) for group in _overlapping(axes_shown)]
    around = context.placement(context.figure.bbox)
    placements = [context.placement(group[0].bbox) for group in groups]
    placement_on: dict[object, Placement] = {
        axes: placement for group, placement in zip(groups, placements, strict=True) for axes in group
    }
    # A patch knows no axes.
    placement_with: dict[Artist, Placement] = {
        axes.patch: placement for group, placement in zip(groups, placements, strict=True) for axes in group
    }

    def placement_of(artist: Artist) -> Placement:
        return placement_with.get(artist) or placement_on.get(artist.axes, around)

    told: list[Item] = []
    placed: list[Placement] = []
    every = slots(context, placement_of)
    for placement, run in groupby(every, key=lambda slot: slot.placement):
        if placement is around:
            told += _loose(context, run, around)
        elif placement not in placed:
            placed.append(placement)
            own = [slot for slot in every if slot.placement is placement]
            told.append(_panel(context, groups[placements.index(placement)], own, placement))
    return told


def _panel(context: EncodingContext, group: Sequence[Axes], own: Sequence[Slot], placement: Placement) -> Item:
    """Return the panel of axes: one that can be turned, where everything in it can be told so."""
    axes = group[0]
    if (
        isinstance(axes, Axes3D)
        and is_space(axes, context.followed, context.recorded)
        and (not context.anything_may_change or all(_is_as_told(context, slot) for slot in own))
    ):
        return _outlines(context, group, placement) | space(context, axes)
    return _flat(context, group, own, placement)


def _is_as_told(context: EncodingContext, slot: Slot) -> bool:
    count = len(context.rows)
    return slot.is_still(count) or (slot.artist in context.followed and slot.is_steady(count))


def _loose(context: EncodingContext, slots: Iterable[Slot], around: Placement) -> list[Item]:
    """Return a panel of what belongs to the figure and to no axes, if there is any."""
    items = [item for slot in slots for item in slot.items(len(context.rows))]
    whole = _place(context, Bbox(around.box), Bbox(around.box))
    return [{**whole, "clips": around.clips, "items": condensed(items)}] if items else []


def _with_insets(all_axes: Iterable[AnyAxes]) -> Iterator[Axes]:
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


def _flat(context: EncodingContext, group: Sequence[Axes], own: Iterable[Slot], placement: Placement) -> Item:
    """Return a panel that is seen from straight above."""
    tracks = Tracks(context.kept)
    items: list[Item] = []
    for slot in own:
        items += _items(context, slot, placement, tracks)
    panel = {
        **_outlines(context, group, placement),
        "clips": placement.clips,
        "tracks": tracks.items,
        "items": condensed(items),
    }
    return panel | _limits(group[0])


def _items(context: EncodingContext, slot: Slot, placement: Placement, tracks: Tracks) -> list[Item]:
    """Return the items of an artist; the track that its layer follows can be read, whether or not it does."""
    artist, motion, count = slot.artist, context.motion_of(slot.artist), len(context.rows)
    if motion is None:
        return slot.items(count)
    if isinstance(motion, Following):
        placed = _placing(artist.axes, placement)
        if artist in context.followed and slot.is_steady(count):
            look = look_of(artist, placement, context.figure, context.agg)
            return [moving_item(motion, look, tracks, placed, context.palette)]
        if not context.anything_may_change:
            tracks.place(motion.track, placed)
    return [item | belonging(motion) for item in slot.items(count)]


def _outlines(context: EncodingContext, group: Sequence[Axes], placement: Placement) -> Item:
    """Return where axes that lie on each other are, and how far what is drawn on them reaches."""
    boxes = [box for axes in group if (box := axes.get_tightbbox(context.agg)) is not None]
    if not context.left_out and placement.reach is not None:
        boxes.append(Bbox.intersection(placement.reach, context.figure.bbox) or boxes[0])
    return _place(context, Bbox.from_extents(*group[0].bbox.extents), Bbox.union(boxes))


def _placing(axes: AnyAxes, placement: Placement) -> Placed:
    """Return what takes points in data units to fractions of the axes."""
    return lambda points: placement.fractions(in_pixels(axes, points))


def _place(context: EncodingContext, box: Bbox, outer: Bbox) -> Item:
    """Return where axes are, without and with their labels: left, top, width and height."""
    scale, height = 100 / context.figure.dpi, context.figure.bbox.height

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
