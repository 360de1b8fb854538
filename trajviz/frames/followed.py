"""Exact frames of a figure that somebody else moves, without being told what.

A stranger's animation may change anything, and what it draws may depend on what was drawn before. So its frames are
drawn once, in order, each as `savefig` would, after the same calls that Matplotlib makes. After each drawing it is
taken down what every artist looks like, and before the next it is seen which of them have changed: these move. What
does not is drawn once, and put back under what moves, as in `trajviz.frames.frames`.

In full, by `savefig` itself, is drawn whatever changes for a whole axes or the figure: limits, places, cameras, sizes,
settings. And whatever reads more than can be watched, such as an artist of a user's own class, counts as moving
always.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.transforms import BboxBase
from mpl_toolkits.mplot3d.axis3d import Axis as Axis3D
from numpy.typing import NDArray

from trajviz.frames.containers import Containers, reason_against, settings_now, settle
from trajviz.frames.plain import draws_alike_twice, reads_more
from trajviz.frames.redraw import background_patches, bottom_to_top, inside, moves_others, reach_of, room_of
from trajviz.frames.titles import TitlePlaces, titles_above
from trajviz.frames.watching import Watch

Pixels = NDArray[np.uint8]

_LONGEST_REST = 16  # frames


class Followed:
    """A figure that is drawn frame by frame as `savefig` would draw it.

    Parameters
    ----------
    figure : Figure
        What is drawn.
    dpi : float
        Pixels per inch of what is saved.
    savefig_kwargs : mapping
        More that `savefig` is told.
    draw : callable, optional
        The figure's own `savefig`, if it is replaced meanwhile.

    Attributes
    ----------
    kept, in_full : int
        How many frames were drawn on a background that was kept, and how many in full.
    reasons : Counter of str
        Why those in full were.
    """

    def __init__(
        self,
        figure: Figure,
        dpi: float,
        savefig_kwargs: Mapping[str, object],
        draw: Callable[..., object] | None = None,
    ) -> None:
        self.kept = self.in_full = 0
        self.reasons: Counter[str] = Counter()
        self._figure, self._dpi = figure, dpi
        self._how: dict[str, Any] = {**savefig_kwargs, "format": "rgba", "dpi": dpi}
        self._savefig = draw or figure.savefig
        self._is_transparent = bool(savefig_kwargs.get("transparent", mpl.rcParams["savefig.transparent"]))
        self._size = tuple(figure.get_size_inches())
        self._renderer: RendererAgg | None = None
        self._background: Pixels | None = None
        self._on_background: list[Artist] = []
        self._watches: dict[Artist, Watch] = {}
        self._watched: set[Artist] = set()  # together, by one watch
        self._watch: Watch | None = None
        self._containers: Containers | None = None
        self._settings: list[object] = []
        self._order: list[Artist] = []
        self._moving: set[Artist] = set()
        self._hot: list[Artist] = []
        self._reaches: dict[Artist, BboxBase] = {}
        self._titles = TitlePlaces()
        self._failures = self._rest = 0
        self._reason = ""

    @property
    def moving(self) -> set[Artist]:
        """What has been seen to move."""
        return self._moving

    def draw(self) -> Pixels:
        """Return the figure as it is now, shape (height, width, 4), in memory that the next drawing overwrites."""
        if tuple(self._figure.get_size_inches()) != self._size:
            self._figure.set_size_inches(self._size)  # frames are of one size
        if self._rest:
            self._rest -= 1
            return self._draw_in_full()
        with self._at_dpi():
            reason = self._why_in_full()
        if reason:
            self._reason = reason
            self._failures += self._containers is not None
            self._rest = min(2**self._failures // 4, _LONGEST_REST)
            return self._draw_in_full()
        self._failures = 0
        self._draw_idly()
        with self._at_dpi():
            if self._background is None:
                self._draw_background()
            self.kept += 1
            return self._draw_on_background()

    # ---- what has changed

    def _why_in_full(self) -> str:
        """Return why this frame has to be drawn in full; nothing if it has not, and then find what is hot."""
        figure, renderer = self._figure, self._renderer
        if self._containers is None or renderer is None:
            return "nothing was drawn before"
        if why := reason_against(figure):
            return why
        settle(figure, renderer)
        settings = settings_now()
        if any(new is not old for new, old in zip(settings, self._settings, strict=True)):
            return "settings of Matplotlib change"
        if self._containers.sees_a_change():
            return "limits, places or cameras of axes change"
        order = _drawn(figure)
        changed = {artist for artist, watch in self._suspects().items() if watch.sees_a_change()}
        known = self._watches.keys() | self._moving
        moving = {artist for artist in order if artist in self._moving or artist in changed or artist not in known}
        for axis in [artist for artist in moving if isinstance(artist, Axis)]:
            moving.update(titles_above(axis))
        grounds = background_patches(figure)
        if (moving | changed) & grounds:
            return "the ground of axes changes"
        if any(isinstance(artist, Axis3D) for artist in moving) or any(map(moves_others, moving)):
            return "what moves takes part in the layout or is sorted by its depth"
        self._titles.put(moving, renderer)
        is_anew = self._background is None or order != self._order or moving != self._moving or changed
        if is_anew or self._is_beyond_its_room(renderer):
            self._order, self._moving = order, moving
            self._watches = {artist: watch for artist, watch in self._watches.items() if artist not in moving}
            for artist in changed:
                self._reaches.pop(artist, None)
            self._find_hot(renderer)
        if not self._is_background_right(changed):
            self._background = None
        dressed = grounds if self._is_transparent else set()  # by `savefig` alone
        if any(isinstance(artist, Axis3D) or artist in dressed for artist in self._hot):
            return "what moves lies below the axes"
        return ""

    def _suspects(self) -> Mapping[Artist, Watch]:
        """Return the watches of all that may have changed: of what is on the background nothing has, in most frames."""
        if self._watch is None or self._watch.sees_a_change():
            return self._watches
        return {artist: watch for artist, watch in self._watches.items() if artist not in self._watched}

    def _find_hot(self, renderer: RendererAgg) -> None:
        """Find, from bottom to top, what moves, and what may share a pixel with something hot below it."""
        self._hot = []
        reaches: list[BboxBase] = []
        for artist in self._order:
            moves = artist in self._moving
            if not moves and not reaches:
                continue  # below all that moves
            if moves:
                self._reaches[artist] = room_of(artist, renderer)
            elif artist not in self._reaches:
                self._reaches[artist] = reach_of(artist, renderer, moves=False)
            reach = self._reaches[artist]
            if moves or any(reach.overlaps(other) for other in reaches):
                self._hot.append(artist)
                reaches.append(reach)

    def _is_beyond_its_room(self, renderer: RendererAgg) -> bool:
        """Whether something that moves may leave a trace beyond where it was expected."""
        return any(not _holds(self._reaches[artist], room_of(artist, renderer, margin=0)) for artist in self._moving)

    def _is_background_right(self, changed: set[Artist]) -> bool:
        """Whether the background shows all that is not hot, as it is now, and nothing else."""
        if self._background is None:
            return False
        hot = set(self._hot)
        return not changed.intersection(self._on_background) and self._on_background == [
            artist for artist in self._order if artist not in hot
        ]

    # ---- drawing

    def _draw_in_full(self) -> Pixels:
        """Draw by `savefig` alone, and take down what all is like then if the next frame may be compared."""
        self.in_full += 1
        self.reasons[self._reason] += 1
        if _draws_at_once(self._figure.canvas):
            self._figure.canvas.draw_idle()
        pixels = self._saved()
        self._background = None
        if not self._rest:
            with self._at_dpi():
                self._take_down()
        return pixels

    def _take_down(self) -> None:
        """Take down what all is like that was just drawn."""
        if self._renderer is None:
            self._renderer = _renderer(self._figure)
        settle(self._figure, self._renderer)
        self._reaches = {}
        self._titles.note(self._figure, self._renderer)
        self._order = _drawn(self._figure)
        self._moving.intersection_update(self._order)
        self._moving.update(artist for artist in self._order if artist not in self._moving and reads_more(artist))
        self._look()

    def _look(self) -> None:
        resting = [self._figure.patch, *(artist for artist in self._order if artist not in self._moving)]
        parts = {artist: (artist, *inside(artist)) for artist in resting}
        self._watches = {artist: Watch(own) for artist, own in parts.items()}
        self._watched = parts.keys() - set(self._hot)
        self._watch = Watch(part for artist in resting if artist in self._watched for part in parts[artist])
        self._containers = Containers(self._figure)
        self._settings = settings_now()

    def _draw_background(self) -> None:
        """Draw what is not hot."""
        hot = set(self._hot)
        with _silent(hot):
            self._background = self._saved()
        self._on_background = [artist for artist in self._order if artist not in hot]
        assert self._renderer is not None
        self._titles.note(self._figure, self._renderer)
        self._titles.put(self._moving, self._renderer)
        self._look()

    def _draw_on_background(self) -> Pixels:
        """Put the background back and draw on it what is hot."""
        renderer, background = self._renderer, self._background
        assert renderer is not None
        assert background is not None
        pixels = np.asarray(renderer.buffer_rgba())
        np.copyto(pixels, background)
        for artist in self._hot:
            if hasattr(artist, "do_3d_projection"):
                artist.do_3d_projection()
            artist.draw(renderer)
        for artist in self._hot:
            watch = self._watches.get(artist)
            if watch is not None and watch.sees_a_change():  # which the drawing itself has made
                self._watches[artist] = Watch((artist, *inside(artist)))
        return pixels

    def _draw_idly(self) -> None:
        """Draw, for nobody to see, what may look another way when it is drawn again, as Matplotlib draws it twice."""
        noticing = [artist for artist in self._hot if not draws_alike_twice(artist)]
        if noticing and _draws_at_once(self._figure.canvas):
            scratch = _renderer(self._figure)
            for artist in noticing:
                artist.draw(scratch)

    def _saved(self) -> Pixels:
        """Return what `savefig` draws."""
        sink: Any = _Sink()
        self._savefig(sink, **self._how)
        pixels: Pixels = sink.pixels
        return pixels

    @contextmanager
    def _at_dpi(self) -> Iterator[None]:
        """Give the figure the resolution that it is saved at."""
        figure, before = self._figure, self._figure.dpi
        figure.dpi = self._dpi
        try:
            yield
        finally:
            figure.dpi = before


class _Sink(io.RawIOBase):
    """What `savefig` writes to."""

    pixels: Pixels | None = None

    def write(self, rgba: Any) -> int:  # an array, where files take bytes
        self.pixels = np.array(rgba)
        return self.pixels.size


def _renderer(figure: Figure) -> RendererAgg:
    """Return what a canvas would draw with: of the same size to the pixel, which rounding makes another easily."""
    return RendererAgg(*figure.canvas.get_width_height(physical=True), figure.dpi)


def _drawn(figure: Figure) -> list[Artist]:
    """Return, from bottom to top, the artists that are drawn when the figure is saved."""
    return [artist for artist in bottom_to_top(figure) if artist.axes is not None or not artist.get_animated()]


def _draws_at_once(canvas: FigureCanvasBase) -> bool:
    """Whether a canvas that is told to draw when there is time draws now."""
    return type(canvas).draw_idle is FigureCanvasBase.draw_idle and type(canvas).draw is not FigureCanvasBase.draw


@contextmanager
def _silent(artists: Iterable[Artist]) -> Iterator[None]:
    """Keep `artists` from drawing themselves; all else takes them to be there."""
    silent: list[Any] = list(artists)
    own = {artist: vars(artist)["draw"] for artist in silent if "draw" in vars(artist)}
    for artist in silent:
        artist.draw = lambda _renderer: None
    try:
        yield
    finally:
        for artist in silent:
            del artist.draw
        for artist, draw in own.items():
            artist.draw = draw


def _holds(room: BboxBase, reach: BboxBase) -> bool:
    return room.x0 <= reach.x0 and room.y0 <= reach.y0 and reach.x1 <= room.x1 and reach.y1 <= room.y1
