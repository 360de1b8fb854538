"""What moves: tracks as points, and the items that follow them.

A layer that says in data how it follows a track (see `trajviz.layers.layer.Motion`) becomes an item of that kind, with
the looks that its artist has. What any other layer draws is recorded at each frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from mpl_toolkits.mplot3d.art3d import Line3D

from trajviz.layers.layer import Motion, Track, set_points
from trajviz.player.coding import Array, Integers, is_far, packed, packed_points, plain
from trajviz.player.items import Frame, Item, merged
from trajviz.player.palette import Palette
from trajviz.player.recorder import Marks, Outline, drawn_by
from trajviz.player.stage import Stage

Placed = Callable[[Array], Array]
"""Takes points in data units to fractions of the axes, or of the box of 3-D axes."""


class Tracks:
    """The tracks of a panel, each told once, however many layers follow it.

    Parameters
    ----------
    rows : sequence of ndarray of int
        The rows that are kept, of each run.
    placed : callable
        What takes points to fractions.
    """

    def __init__(self, rows: Sequence[Integers], placed: Placed) -> None:
        self.items: list[Item] = []
        self._rows = rows
        self._placed = placed
        self._places: dict[int, int] = {}
        self._kept_alive: list[Track] = []  # whose arrays the keys of `_places` stand for

    def place(self, track: Track) -> int:
        """Return the number of a track."""
        key = id(track.points)
        if key not in self._places:
            self._places[key] = len(self.items)
            self._kept_alive.append(track)
            self.items.append(self._item(track))
        return self._places[key]

    def points(self, points: Array) -> Item:
        """Return points, with the rows that are missing, which lie where the one before does, or too far off."""
        fractions = self._placed(points)
        gone = ~np.isfinite(fractions).all(axis=1)
        before = np.maximum.accumulate(np.where(gone, 0, np.arange(len(points))))
        fractions = np.nan_to_num(fractions[before], posinf=0.0, neginf=0.0)
        rows = {"gone": np.flatnonzero(gone), "far": np.flatnonzero(is_far(fractions))}
        return {"p": packed_points(fractions), **{name: packed(row) for name, row in rows.items() if len(row)}}

    def rows_of(self, track: Track) -> Integers:
        """Return the rows of a track that are kept."""
        rows = self._rows[track.run]
        return rows[rows <= track.last_step]

    def _item(self, track: Track) -> Item:
        rows = self.rows_of(track)
        item = {"run": track.run, **self.points(track.points[rows])}
        if track.shows is not None:
            item["shows"] = dict(track.shows)
        if track.over_steps:
            item["over_steps"] = 1
        if track.depth is not None:
            item["depth"] = plain(np.round(track.depth[rows], 3))
        return item


def moving_item(motion: Motion, look: list[Item], tracks: Tracks, palette: Palette) -> Item:
    """Return the item of a layer that follows a track, with the looks of its artist."""
    track = motion.track
    assert track is not None
    item: Item = {"k": motion.kind, "look": look, "run": track.run, "track": tracks.place(track)}
    item |= {"color": palette.place(track.color), "halo": palette.place(track.halo or track.color)}
    if motion.way is not None and not _is_track_itself(motion.way[0], track, tracks):
        points, steps = motion.way
        item["way"] = {**tracks.points(points), "step": packed(np.ceil(steps))}
    return item | _details(motion, track, tracks)


def _is_track_itself(points: Array, track: Track, tracks: Tracks) -> bool:
    return len(tracks.rows_of(track)) == len(points) == len(track.points) and np.array_equal(
        points, track.points, equal_nan=True
    )


def _details(motion: Motion, track: Track, tracks: Tracks) -> Item:
    if motion.kind == "tangent":
        halves, rows = motion.details["halves"], tracks.rows_of(track)
        ends = (track.points - halves)[rows], (track.points + halves)[rows]
        return {"ends": [tracks.points(end) for end in ends]}
    return {name: float(value) for name, value in motion.details.items()}


def look_of(artist: Artist, frame: Frame, figure: Figure, agg: RendererAgg) -> list[Item]:
    """Return what a moving artist draws, without its places."""
    with _in_view(artist):
        drawn = merged(drawn_by(artist.draw, figure, agg))
    return [frame.look(each) for each in drawn if isinstance(each, Outline | Marks)]


@contextmanager
def _in_view(artist: Artist) -> Iterator[None]:
    """Make an artist visible, and put it where it surely draws something."""
    was_visible = artist.get_visible()
    artist.set_visible(True)
    points = _points_of(artist) if isinstance(artist, Line2D) else None
    if isinstance(artist, Line2D):
        _put_in_view(artist)
    try:
        yield
    finally:
        artist.set_visible(was_visible)
        if isinstance(artist, Line2D) and points is not None:
            set_points(artist, points)


def _points_of(line: Line2D) -> Array:
    columns = line.get_data_3d() if isinstance(line, Line3D) else line.get_data()
    return np.column_stack(columns)


def _put_in_view(line: Line2D) -> None:
    axes = line.axes
    assert axes is not None
    if isinstance(line, Line3D):
        limits = np.array([axes.get_xlim(), axes.get_ylim(), axes.get_zlim()])  # type: ignore[attr-defined]
        set_points(line, (limits @ [[0.5, 0.4], [0.5, 0.6]]).T)
    else:
        corners = axes.transAxes.transform([[0.5, 0.5], [0.6, 0.6]])
        set_points(line, axes.transData.inverted().transform(corners))


def recorded(stage: Stage, frame_of: Mapping[Any, Frame]) -> dict[Artist, Item]:
    """Return an item for each artist of a layer that says not in data how it moves: what it draws at each row.

    Each shape is told once. `frame_of` holds the frames of the axes that are told, under None that of the figure.
    """
    layers = [layer for layer in stage.attached if layer.motion is None or layer.motion.kind == "shapes"]
    items: dict[Artist, Item] = {}
    for layer in layers:
        track = None if layer.motion is None else layer.motion.track
        look: Item = {"k": "shapes"} if track is None else {"k": "shapes", "run": track.run}
        told = [artist for artist in layer.artists if artist.axes in frame_of]
        items |= {artist: {**look, "shapes": [], "at": []} for artist in told}
    for row in stage.rows if items else ():
        for layer in layers:
            layer.update(row)
        for artist, item in items.items():
            if hasattr(artist, "do_3d_projection"):
                artist.do_3d_projection()
            drawn = merged(drawn_by(artist.draw, stage.figure, stage.agg)) if artist.get_visible() else []
            shape = [frame_of[artist.axes].item(each) for each in drawn]
            if not item["shapes"] or item["shapes"][-1] != shape:
                item["shapes"].append(shape)
            item["at"].append(len(item["shapes"]) - 1)
    return {artist: item | {"at": packed(item["at"])} for artist, item in items.items()}
