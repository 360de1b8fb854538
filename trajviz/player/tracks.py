"""What moves: tracks as points, and the items that follow them.

A layer that says in data how it follows a track (see `trajviz.drawing.layers.motions`) becomes an item of that kind,
with the looks that its artist has, as long as that draws what the motion says. What any other draws is recorded at each
frame: see `trajviz.player.shapes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Line3D

from trajviz.checks import shown
from trajviz.drawing.layers.layer import Motion, Track, Way, set_points
from trajviz.drawing.layers.motions import Draws, Following, motions
from trajviz.errors import TrajvizError
from trajviz.player.coding import Array, Integers, as_json, deltas, is_far, plain, point_deltas, rounded
from trajviz.player.color_table import ColorTable
from trajviz.player.context import HUNDREDTHS, EncodingContext
from trajviz.player.placing import AnyAxes, Placed, from_box, in_pixels, limits_in_space
from trajviz.player.primitives import Item, Placement, merged
from trajviz.player.renderer import Drawn, Marks, Outline, drawn_by

_IN_VIEW = np.array([[0.5, 0.5], [0.6, 0.6], [0.4, 0.7]])  # fractions of the axes
_NEAR = 0.75  # pixels
_OF_EACH = {"k", "look", "run", "track", "clip"}  # what is in each item, and not for a motion to say


class Tracks:
    """The tracks of a panel, each told once, however many layers follow it.

    Parameters
    ----------
    rows : sequence of ndarray of int
        The rows that are kept, of each run.
    """

    def __init__(self, rows: Sequence[Integers]) -> None:
        self.items: list[Item] = []
        self._rows = rows
        self._places: dict[int, int] = {}
        self._kept_alive: list[Track] = []  # whose arrays the keys of `_places` stand for

    def place(self, track: Track, placed: Placed) -> int:
        """Return the number of a track, whose points are where `placed` takes them."""
        key = id(track.points)
        if key not in self._places:
            self._places[key] = len(self.items)
            self._kept_alive.append(track)
            self.items.append(self._item(track, placed))
        return self._places[key]

    def points(self, points: Array, placed: Placed) -> Item:
        """Return points, with the rows that are missing, which lie where the one before does, or too far off."""
        fractions = placed(points)
        gone = ~np.isfinite(fractions).all(axis=1)
        before = np.maximum.accumulate(np.where(gone, 0, np.arange(len(points))))
        fractions = np.nan_to_num(fractions[before], posinf=0.0, neginf=0.0)
        rows = {"gone": np.flatnonzero(gone), "far": np.flatnonzero(is_far(fractions))}
        return {
            "p": point_deltas(fractions),
            **{name: deltas(row) for name, row in rows.items() if len(row)},
        }

    def rows_of(self, track: Track) -> Integers:
        """Return the rows of a track that are kept."""
        rows = self._rows[track.run]
        return rows[rows <= track.last_row]

    def _item(self, track: Track, placed: Placed) -> Item:
        rows = self.rows_of(track)
        item = {"run": track.run, **self.points(track.points[rows], placed)}
        if track.shows is not None:
            item["shows"] = track.shows.encode()
        if track.over_time:
            item["over_steps"] = 1
        if track.depth is not None:
            item["depth"] = plain(np.round(track.depth[rows], 3))
        return item


@dataclass(frozen=True, eq=False)
class _Encoder:
    """What a motion is offered to encode itself with: see `trajviz.drawing.layers.motions.Encoder`."""

    track: Track
    tracks: Tracks
    placed: Placed
    palette: ColorTable

    def way(self, way: Way | None) -> Item:
        if way is None or self._is_track_itself(way[0]):
            return {}
        points, rows = way
        return {"way": {**self.tracks.points(points, self.placed), "step": deltas(np.ceil(rows))}}

    def at_rows(self, points: Array) -> Item:
        return self.tracks.points(points[self.tracks.rows_of(self.track)], self.placed)

    def color(self, color: str) -> int:
        return self.palette.place(color)

    def length(self, points: float) -> float:
        return rounded([points * HUNDREDTHS / 72])[0]

    def _is_track_itself(self, points: Array) -> bool:
        own = self.track.points
        return len(self.tracks.rows_of(self.track)) == len(points) == len(own) and np.array_equal(
            points, own, equal_nan=True
        )


def moving_item(motion: Following, look: list[Item], tracks: Tracks, placed: Placed, palette: ColorTable) -> Item:
    """Return the item of a layer that follows a track, with the looks of its artist."""
    track = motion.track
    item: Item = {"k": motion.kind, "look": look, "run": track.run, "track": tracks.place(track, placed)}
    return item | checked_entries(motion.kind, motion.encode(_Encoder(track, tracks, placed, palette)))


def checked_entries(kind: str, entries: Mapping[str, object]) -> Item:
    """Return what a motion has encoded, if that can stand in the data block."""
    if not isinstance(entries, Mapping):
        raise TrajvizError(f"what the motion {kind!r} encodes must be a mapping, not {shown(entries)}")
    taken = _OF_EACH & entries.keys()
    if taken:
        raise TrajvizError(f"the motion {kind!r} must not encode {min(taken)!r}, which each item has")
    for name, value in entries.items():
        try:
            as_json(value)
        except (TypeError, ValueError):
            raise TrajvizError(
                f"what the motion {kind!r} encodes as {name!r} must be finite numbers, texts and lists of them,"
                f" not {shown(value)}"
            ) from None
    return dict(entries)


def belonging(motion: Motion) -> Item:
    """Return what is said of each thing that the artist of a layer draws: what it is, and whose."""
    role = {} if motion.role is None else {"role": motion.role}
    return role if motion.track is None else {**role, "run": motion.track.run}


def foreign_kinds(panels: Iterable[Item]) -> list[str]:
    """Return the kinds of motion on panels that bring their own functions for the player."""
    items = [item for panel in panels for item in [*panel["items"], panel.get("camera", {}).get("motion", {})]]
    kinds = {item["k"] for item in items if "k" in item}
    return sorted(kind for kind in kinds & set(motions) if motions[kind].script)


def follows(artist: Artist, motion: Following, figure: Figure, agg: RendererAgg) -> bool:
    """Whether an artist draws what its motion says: a straight line through its points, or marks at them.

    It doesn't where a user gave it a transform, a style or a filter of its own, or where axes bend lines.
    """
    if motion.draws is Draws.OTHERWISE:
        return artist.axes is not None and artist.axes.name in ["rectilinear", *["3d"] * motion.in_space]
    if not isinstance(artist, Line2D) or not (artist.get_visible() or motion.comes_and_goes):
        return False
    with _in_view(artist) as places:
        drawn = drawn_by(artist.draw, figure, agg)
    aside = motion.track.moved_aside(motion.track.last_row) * figure.dpi / 72 if motion.moves_aside else 0.0
    return bool(drawn) and any(
        all(_goes_through(each, motion.draws, moved) for each in drawn) for moved in (places, places + aside)
    )


def _goes_through(drawn: Drawn, draws: Draws, places: Array) -> bool:
    if draws is Draws.LINE and isinstance(drawn, Outline) and drawn.fill is None and len(drawn.pieces) == 1:
        points = drawn.pieces[0][0]
    elif draws is Draws.MARKS and isinstance(drawn, Marks):
        points = drawn.places
    else:
        return False
    count = len(places)
    ends = np.concatenate([places, np.repeat(places[-1:], max(len(points) - count, 0), axis=0)])  # some repeat the last
    return len(points) >= count and bool(np.abs(points - ends).max() < _NEAR)


def stance(context: EncodingContext, motion: Following, artist: Artist, placement: Placement, moment: float) -> str:
    """Return, as text, what a motion takes to be the same at every frame; none if the artist is not where it says."""
    assert artist.axes is not None
    before = artist.get_visible(), _points_of(artist) if isinstance(artist, Line2D) else None
    for layer in context.attached:
        if artist in layer.artists:
            layer.update(moment)
    told = artist.get_visible(), _points_of(artist) if isinstance(artist, Line2D) else None
    if before[0] != told[0]:
        return ""
    if not np.array_equal(before[1], told[1], equal_nan=True):  # type: ignore[arg-type]  # None equals None
        return ""
    look = [] if motion.draws is Draws.OTHERWISE else look_of(artist, placement, context.figure, context.agg)
    return as_json([look, plain(shown_by(artist.axes))])


def shown_by(axes: AnyAxes) -> Array:
    """Return where some points of axes are, which tells whether they show what they showed before."""
    if isinstance(axes, Axes3D):
        return np.concatenate([in_pixels(axes, limits_in_space(axes).T), axes.bbox.get_points()])
    corners = np.array([axes.get_xlim(), axes.get_ylim()], dtype=float).T
    return np.concatenate([in_pixels(axes, corners), axes.bbox.get_points(), corners])


def look_of(artist: Artist, placement: Placement, figure: Figure, agg: RendererAgg) -> list[Item]:
    """Return what a moving artist draws, without its places."""
    with _in_view(artist):
        drawn = merged(drawn_by(artist.draw, figure, agg))
    return [placement.look(each) for each in drawn if isinstance(each, Outline | Marks)]


@contextmanager
def _in_view(artist: Artist) -> Iterator[Array]:
    """Make an artist visible, and put it where it surely draws something: yield where, in pixels."""
    was_visible = artist.get_visible()
    artist.set_visible(True)
    points = _points_of(artist) if isinstance(artist, Line2D) else None
    try:
        yield _put_in_view(artist) if isinstance(artist, Line2D) else np.empty((0, 2))
    finally:
        artist.set_visible(was_visible)
        if isinstance(artist, Line2D) and points is not None:
            set_points(artist, points)


def _points_of(line: Line2D) -> Array:
    columns = line.get_data_3d() if isinstance(line, Line3D) else line.get_data()
    return np.column_stack(columns)


def _put_in_view(line: Line2D) -> Array:
    axes: AnyAxes = line.axes
    assert axes is not None
    if isinstance(line, Line3D):
        assert isinstance(axes, Axes3D)
        points = from_box(axes, np.column_stack([_IN_VIEW, _IN_VIEW[:, 0]]))
    else:
        points = axes.transData.inverted().transform(axes.transAxes.transform(_IN_VIEW))
    set_points(line, points)
    return in_pixels(axes, points)
