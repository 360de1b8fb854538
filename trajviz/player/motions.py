"""What moves: tracks as points, and the items that follow them.

A layer that says in data how it follows a track (see `trajviz.drawing.layers.layer.Motion`) becomes an item of that
kind, with the looks that its artist has, as long as that draws what the motion says. What any other draws is recorded
at each frame: see `trajviz.player.watching`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Line3D

from trajviz.drawing.layers.layer import Motion, Track, set_points
from trajviz.player.coding import Array, Integers, as_json, is_far, packed, packed_points, plain
from trajviz.player.items import Frame, Item, merged
from trajviz.player.palette import Palette
from trajviz.player.placing import Placed, from_box, in_pixels, limits_in_space
from trajviz.player.recorder import Drawn, Marks, Outline, drawn_by
from trajviz.player.stage import Stage

_IN_VIEW = np.array([[0.5, 0.5], [0.6, 0.6], [0.4, 0.7]])  # fractions of the axes
_NEAR = 0.75  # pixels
_LINES = ("trail", "tangent")


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
        return {"p": packed_points(fractions), **{name: packed(row) for name, row in rows.items() if len(row)}}

    def rows_of(self, track: Track) -> Integers:
        """Return the rows of a track that are kept."""
        rows = self._rows[track.run]
        return rows[rows <= track.last_row]

    def _item(self, track: Track, placed: Placed) -> Item:
        rows = self.rows_of(track)
        item = {"run": track.run, **self.points(track.points[rows], placed)}
        if track.shows is not None:
            item["shows"] = dict(track.shows)
        if track.over_time:
            item["over_steps"] = 1
        if track.depth is not None:
            item["depth"] = plain(np.round(track.depth[rows], 3))
        return item


def moving_item(motion: Motion, look: list[Item], tracks: Tracks, placed: Placed, palette: Palette) -> Item:
    """Return the item of a layer that follows a track, with the looks of its artist."""
    track = motion.track
    assert track is not None
    item: Item = {"k": motion.kind, "look": look, "run": track.run, "track": tracks.place(track, placed)}
    item |= {"color": palette.place(track.color), "halo": palette.place(track.halo or track.color)}
    if motion.way is not None and not _is_track_itself(motion.way[0], track, tracks):
        points, steps = motion.way
        item["way"] = {**tracks.points(points, placed), "step": packed(np.ceil(steps))}
    return item | _details(motion, track, tracks, placed)


def _is_track_itself(points: Array, track: Track, tracks: Tracks) -> bool:
    return len(tracks.rows_of(track)) == len(points) == len(track.points) and np.array_equal(
        points, track.points, equal_nan=True
    )


def _details(motion: Motion, track: Track, tracks: Tracks, placed: Placed) -> Item:
    if motion.kind == "tangent":
        halves, rows = motion.details["halves"], tracks.rows_of(track)
        ends = (track.points - halves)[rows], (track.points + halves)[rows]
        return {"ends": [tracks.points(end, placed) for end in ends]}
    return {name: float(value) for name, value in motion.details.items()}


def follows(artist: Artist, motion: Motion, figure: Figure, agg: RendererAgg) -> bool:
    """Whether an artist draws what its motion says: a straight line through its points, or marks at them.

    It doesn't where a user gave it a transform, a style or a filter of its own, or where axes bend lines.
    """
    if motion.kind == "shapes":
        return False
    if not isinstance(artist, Line2D) or motion.kind == "pointer":
        return artist.axes is not None and artist.axes.name == "rectilinear"
    if motion.kind != "end" and not artist.get_visible():
        return False
    with _in_view(artist) as places:
        drawn = drawn_by(artist.draw, figure, agg)
    return bool(drawn) and all(_goes_through(each, motion.kind, places) for each in drawn)


def _goes_through(drawn: Drawn, kind: str, places: Array) -> bool:
    if kind in _LINES and isinstance(drawn, Outline) and drawn.fill is None and len(drawn.pieces) == 1:
        points = drawn.pieces[0][0]
    elif kind not in _LINES and isinstance(drawn, Marks):
        points = drawn.places
    else:
        return False
    count = len(places)
    ends = np.concatenate([places, np.repeat(places[-1:], max(len(points) - count, 0), axis=0)])  # some repeat the last
    return len(points) >= count and bool(np.abs(points - ends).max() < _NEAR)


def stance(stage: Stage, motion: Motion, artist: Artist, frame: Frame, moment: float) -> str:
    """Return, as text, what a motion takes to be the same at every frame; none if the artist is not where it says."""
    assert artist.axes is not None
    shown = artist.get_visible(), _points_of(artist) if isinstance(artist, Line2D) else None
    for layer in stage.attached:
        if artist in layer.artists:
            layer.update(moment)
    told = artist.get_visible(), _points_of(artist) if isinstance(artist, Line2D) else None
    is_told = shown[0] == told[0] and np.array_equal(shown[1], told[1], equal_nan=True)  # type: ignore[arg-type]
    if not is_told:
        return ""
    look = look_of(artist, frame, stage.figure, stage.agg) if motion.kind not in ("pointer", "arrows") else []
    return as_json([look, plain(shown_by(artist.axes))])


def shown_by(axes: Any) -> Array:
    """Return where some points of axes are, which tells whether they show what they showed before."""
    if isinstance(axes, Axes3D):
        return np.concatenate([in_pixels(axes, limits_in_space(axes).T), axes.bbox.get_points()])
    corners = np.array([axes.get_xlim(), axes.get_ylim()], dtype=float).T
    return np.concatenate([in_pixels(axes, corners), axes.bbox.get_points(), corners])


def look_of(artist: Artist, frame: Frame, figure: Figure, agg: RendererAgg) -> list[Item]:
    """Return what a moving artist draws, without its places."""
    with _in_view(artist):
        drawn = merged(drawn_by(artist.draw, figure, agg))
    return [frame.look(each) for each in drawn if isinstance(each, Outline | Marks)]


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
    axes: Any = line.axes
    assert axes is not None
    if isinstance(line, Line3D):
        assert isinstance(axes, Axes3D)
        points = from_box(axes, np.column_stack([_IN_VIEW, _IN_VIEW[:, 0]]))
    else:
        points = axes.transData.inverted().transform(axes.transAxes.transform(_IN_VIEW))
    set_points(line, points)
    return in_pixels(axes, points)
