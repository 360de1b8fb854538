"""The panels of a figure: what stays and what moves on each of its axes, from bottom to top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox
from mpl_toolkits.mplot3d import Axes3D

from trajviz.drawing.layers.motions import Following
from trajviz.player.coding import rounded
from trajviz.player.items import Frame, Item, condensed
from trajviz.player.motions import Tracks, belonging, look_of, moving_item
from trajviz.player.placing import Placed, in_pixels
from trajviz.player.space import is_space, space
from trajviz.player.stage import Stage
from trajviz.player.watching import Slot, slots


def panels(stage: Stage) -> list[Item]:
    """Return the panels, from bottom to top: one for each of the axes or, where axes lie on each other, for these.

    What belongs to the figure and to no axes makes panels of its own, below, between and above the others; the figure's
    own patch is the ground that the player stands on.
    """
    axes_shown = [axes for axes in stage.figure.axes if axes.get_visible() and axes not in stage.left_out]
    groups = [list(_with_insets(group)) for group in _overlapping(axes_shown)]
    around = stage.frame(stage.figure.bbox)
    frames = [stage.frame(group[0].bbox) for group in groups]
    frame_on: dict[Any, Frame] = {axes: frame for group, frame in zip(groups, frames, strict=True) for axes in group}
    frame_with: dict[Artist, Frame] = {axes.patch: frame for axes, frame in frame_on.items()}  # it knows no axes

    def frame_of(artist: Artist) -> Frame:
        return frame_with.get(artist) or frame_on.get(artist.axes, around)

    told: list[Item] = []
    placed: list[Frame] = []
    every = slots(stage, frame_of)
    for frame, run in groupby(every, key=lambda slot: slot.frame):
        if frame is around:
            told += _loose(stage, run, around)
        elif frame not in placed:
            placed.append(frame)
            own = [slot for slot in every if slot.frame is frame]
            told.append(_panel(stage, groups[frames.index(frame)], own, frame))
    return told


def _panel(stage: Stage, group: Sequence[Axes], own: Sequence[Slot], frame: Frame) -> Item:
    """Return the panel of axes: one that can be turned, where everything in it can be told so."""
    axes = group[0]
    if (
        isinstance(axes, Axes3D)
        and is_space(axes, stage.followed, stage.recorded)
        and (not stage.anything_may_change or all(_is_as_told(stage, slot) for slot in own))
    ):
        return _outlines(stage, group, frame) | space(stage, axes)
    return _flat(stage, group, own, frame)


def _is_as_told(stage: Stage, slot: Slot) -> bool:
    count = len(stage.rows)
    return slot.is_still(count) or (slot.artist in stage.followed and slot.is_steady(count))


def _loose(stage: Stage, slots: Iterable[Slot], around: Frame) -> list[Item]:
    """Return a panel of what belongs to the figure and to no axes, if there is any."""
    items = [item for slot in slots for item in slot.items(len(stage.rows))]
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


def _flat(stage: Stage, group: Sequence[Axes], own: Iterable[Slot], frame: Frame) -> Item:
    """Return a panel that is seen from straight above."""
    tracks = Tracks(stage.kept)
    items: list[Item] = []
    for slot in own:
        items += _items(stage, slot, frame, tracks)
    panel = {**_outlines(stage, group, frame), "clips": frame.clips, "tracks": tracks.items, "items": condensed(items)}
    return panel | _limits(group[0])


def _items(stage: Stage, slot: Slot, frame: Frame, tracks: Tracks) -> list[Item]:
    """Return the items of an artist; the track that its layer follows can be read, whether or not it does."""
    artist, motion, count = slot.artist, stage.motion_of(slot.artist), len(stage.rows)
    if motion is None:
        return slot.items(count)
    if isinstance(motion, Following):
        placed = _placing(artist.axes, frame)
        if artist in stage.followed and slot.is_steady(count):
            look = look_of(artist, frame, stage.figure, stage.agg)
            return [moving_item(motion, look, tracks, placed, stage.palette)]
        if not stage.anything_may_change:
            tracks.place(motion.track, placed)
    return [item | belonging(motion) for item in slot.items(count)]


def _outlines(stage: Stage, group: Sequence[Axes], frame: Frame) -> Item:
    """Return where axes that lie on each other are, and how far what is drawn on them reaches."""
    boxes = [box for axes in group if (box := axes.get_tightbbox(stage.agg)) is not None]
    if not stage.left_out and frame.reach is not None:
        boxes.append(Bbox.intersection(frame.reach, stage.figure.bbox) or boxes[0])
    return _place(stage, Bbox.from_extents(*group[0].bbox.extents), Bbox.union(boxes))


def _placing(axes: Any, frame: Frame) -> Placed:
    """Return what takes points in data units to fractions of the axes."""
    return lambda points: frame.fractions(in_pixels(axes, points))


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
