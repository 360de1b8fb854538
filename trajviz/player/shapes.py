"""What every artist draws at each of the frames that are told, from bottom to top.

As long as all layers say how they move, only those that move are looked at again at each frame. A layer of which
nothing is known, such as what a subclass's `show` does, may change anything: then the whole figure is drawn at each
frame, and every artist is held against what it drew before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.text import Text
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.axis3d import Axis as Axis3D

from trajviz.drawing.layers.motions import Recorded
from trajviz.frames.lending import muted
from trajviz.frames.redraw import bottom_to_top
from trajviz.player.coding import as_json, deltas
from trajviz.player.context import EncodingContext
from trajviz.player.primitives import Item, Placement, merged
from trajviz.player.renderer import Outline, Picture, Writing, drawn_by
from trajviz.player.space import is_space
from trajviz.player.tracks import stance


@dataclass(eq=False)
class Slot:
    """An artist at its place in the order; where the order changes it has several.

    Parameters
    ----------
    artist : Artist
        What is drawn.
    placement : Placement
        What its items are placed in.
    shapes : list of list of Item
        The different things that it draws.
    at : mapping
        From the number of a frame to that of the shape; at other frames nothing is drawn here.
    stances : set of str
        For an artist that follows a track, what its motion takes to be the same at every frame.
    """

    artist: Artist
    placement: Placement
    shapes: list[list[Item]] = field(default_factory=list)
    at: dict[int, int] = field(default_factory=dict)
    stances: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    def add(self, frames: Iterable[int], items: list[Item]) -> None:
        """Take down what is drawn at frames."""
        number = self._numbers.setdefault(as_json(items), len(self.shapes))
        if number == len(self.shapes):
            self.shapes.append(items)
        self.at |= dict.fromkeys(frames, number)

    def is_still(self, count: int) -> bool:
        """Whether the same is drawn at each of `count` frames."""
        return len(self.shapes) == 1 and len(self.at) == count

    def is_steady(self, count: int) -> bool:
        """Whether an artist that follows a track did so at each of `count` frames, and was otherwise the same."""
        return not self.at or (len(self.at) == count and len(self.stances) == 1 and "" not in self.stances)

    def items(self, count: int) -> list[Item]:
        """Return what is drawn at each of `count` frames."""
        if self.is_still(count):
            return self.shapes[0]
        if not any(self.shapes):
            return []
        if len(self.at) < count:
            self.add([frame for frame in range(count) if frame not in self.at], [])
        return [{"k": Recorded.kind, "shapes": self.shapes, "at": deltas([self.at[frame] for frame in range(count)])}]


def slots(context: EncodingContext, placement_of: Callable[[Artist], Placement]) -> list[Slot]:
    """Return what is drawn, from bottom to top; `placement_of(artist)` is what its items are placed in."""
    return _of_all(context, placement_of) if context.anything_may_change else _of_layers(context, placement_of)


def _of_layers(context: EncodingContext, placement_of: Callable[[Artist], Placement]) -> list[Slot]:
    told = [Slot(artist, placement_of(artist)) for artist in _drawn_artists(context)]
    moving = [slot for slot in told if slot.artist in context.recorded]
    layers = [layer for layer in context.attached if any(artist in context.recorded for artist in layer.artists)]
    for number, row in enumerate(context.rows if moving else ()):
        for layer in layers:
            track = None if layer.motion is None else layer.motion.track
            # What follows a track is told at the rows of that.
            layer.update(context.moments[number] if track is None else track.times[min(row, track.last_row)])
        for slot in moving:
            if hasattr(slot.artist, "do_3d_projection"):
                slot.artist.do_3d_projection()
            slot.add([number], drawn_items(context, slot.artist, slot.placement))
    for slot in told:
        is_told_otherwise = slot.artist.axes is not None and is_space(
            slot.artist.axes, context.followed, context.recorded
        )
        if slot not in moving and slot.artist not in context.followed and not is_told_otherwise:
            slot.add(range(len(context.rows)), drawn_items(context, slot.artist, slot.placement))
    return told


def _of_all(context: EncodingContext, placement_of: Callable[[Artist], Placement]) -> list[Slot]:
    told: list[Slot] = []
    for number, (frame, moment) in enumerate(zip(context.frames, context.moments, strict=True)):
        context.show(frame)
        with muted(context.figure):  # drawing must not start a timer
            context.figure.draw(context.agg)
        told, drawn = _with_places_for(_drawn_artists(context), told, placement_of)
        for slot in drawn:
            slot.add([number], drawn_items(context, slot.artist, slot.placement))
            if slot.artist in context.followed:
                slot.stances.add(stance(context, context.followed[slot.artist], slot.artist, slot.placement, moment))
    return told


def _with_places_for(
    artists: list[Artist], told: list[Slot], placement_of: Callable[[Artist], Placement]
) -> tuple[list[Slot], list[Slot]]:
    """Return the slots with new ones for artists that come or change their places, and those of `artists` alone."""
    every: list[Slot] = []
    own: list[Slot] = []
    matcher = SequenceMatcher(None, [slot.artist for slot in told], artists, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        came = [] if kind in ("equal", "delete") else artists[first:last]
        new = [Slot(artist, placement_of(artist)) for artist in came]
        every += [*told[start:end], *new]
        own += told[start:end] if kind == "equal" else new
    return every, own


def _drawn_artists(context: EncodingContext) -> list[Artist]:
    """Return the artists that are told, from bottom to top; those of a figure that are flagged are never drawn."""
    return [
        artist
        for artist in bottom_to_top(context.figure)
        if artist is not context.figure.patch
        and artist.axes not in context.left_out
        and not any(artist is axes.patch for axes in context.left_out)
        and not (artist.get_animated() and artist.axes is None)
    ]


def drawn_items(context: EncodingContext, artist: Artist, placement: Placement) -> list[Item]:
    """Return what an artist draws; the parts of an axis are marked, for ticks may have to be others."""
    if not artist.get_visible() or (isinstance(artist, Axis3D) and not artist.axes._axis3don):
        return []
    drawn = merged(drawn_by(artist.draw, context.figure, context.agg))
    stays_as_it_is = not context.left_out  # a figure without a header keeps its proportions, and with them its ticks
    if isinstance(artist, Axis) and not stays_as_it_is:
        name = artist.axis_name  # type: ignore[attr-defined]  # the base class alone has none
        lines = [each for each in drawn if isinstance(each, Outline | Picture)]
        others = [each for each in drawn if not isinstance(each, Outline | Picture)]
        label = artist.label.get_text()
        return [
            placement.item(each)
            | {"part": f"{name} label" if isinstance(each, Writing) and each.text == label else f"{name} ticks"}
            for each in [*lines, *others]
        ]
    part: Item = {}
    if isinstance(artist, Text) and artist.get_clip_on() and not stays_as_it_is:
        part["part"] = "written"
    if isinstance(artist, Text) and artist in context.recolored:
        part["f"] = context.palette.place(artist.get_color(), tuple(context.recolored[artist][0]))
    in_space = [axes for axes in context.figure.axes if artist is axes.patch and isinstance(axes, Axes3D)]
    return [placement.item(each) | (part if isinstance(each, Writing) else {}) for each in drawn] + [
        item for axes in in_space for item in _walls(context, axes, placement)
    ]


def _walls(context: EncodingContext, axes: Axes3D, placement: Placement) -> list[Item]:
    """Return the walls and grid lines of 3-D axes, which `Axes3D.draw` draws right after their patch."""
    if not axes._axis3don:
        return []
    sides: tuple[Axis3D, ...] = (axes.xaxis, axes.yaxis, axes.zaxis)
    draws = [side.draw_pane for side in sides] + [side.draw_grid for side in sides if axes._draw_grid]
    return [placement.item(drawn) for draw in draws for drawn in drawn_by(draw, context.figure, context.agg)]
