"""From a figure that moves to exact RGB frames, fast.

Matplotlib draws every frame of a saved animation from nothing. Here what never changes is drawn once; for each frame
that background is put back and only the moving artists, and whatever lies above them, are drawn, in Matplotlib's own
order. A frame is therefore identical, pixel for pixel, to a full redraw.

Two rules keep that exact. Which artists are drawn per frame is found in `trajviz.frames.redraw`. And whatever a frame
changes beside the moving artists (limits, a camera, a title) is noticed, most of it because Matplotlib marks the figure
stale, the rest by `trajviz.frames.watching`, and such a frame is drawn in full; but for a camera that turns where all
that it sees is said to move. So is every frame of a figure that
can't be taken apart, such as one that sorts what moves by its depth.

A figure with a layout engine is drawn until its axes rest. A see-through figure is drawn on white, as it shows on a
page: Agg's buffer holds unmultiplied colours, which are none without their alpha.

Nothing here knows of optimization.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import overload

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import NDArray

from trajviz.frames.colours import meaningful_colours
from trajviz.frames.lending import agg_canvas, flagged, hidden, muted, on_saved_facecolors, watched, without_layout
from trajviz.frames.pens import Pens
from trajviz.frames.redraw import background_patches, drawn_apart, hot_artists, inside, moves_others, turns
from trajviz.frames.settings import drawn_under
from trajviz.frames.watching import Watch

Pixels = NDArray[np.uint8]
PixelIndices = NDArray[np.intp]

_MOST_DRAWINGS = 50  # until a layout rests; the slowest that was seen halves its way with each
_AT_REST = 1e-9  # in shares of the figure


class Frames(Sequence[Pixels]):
    """The frames of an animation, drawn when they are asked for, in any order.

    Parameters
    ----------
    figure : Figure
        What is drawn.
    update : callable
        `update(i)` puts the figure's artists at frame i; a frame depends on its number alone.
    moving : iterable of Artist
        The artists that `update` changes. Changing others is allowed and costs a full redraw.
    count : int
        How many frames there are.
    dpi : float, optional
        Pixels per inch; by default the figure's own.
    transparent : bool
        Whether frames have a fourth channel, alpha, and the patches of figure and axes are see-through, as with
        `savefig(transparent=True)`.
    moves_alone : bool
        Whether `update` surely changes nothing but `moving`. Otherwise all else is looked over before each frame.
    settings : mapping
        Matplotlib's settings to draw under, from `trajviz.frames.settings`; by default those of the moment.

    Notes
    -----
    The background is kept for the life of the object, so one object serves one occasion, such as one `save`; between
    two frames nothing else may change the figure. Within `lent` the figure is made ready once, and given back at the
    end; otherwise whenever frames are asked for.
    """

    def __init__(
        self,
        figure: Figure,
        update: Callable[[int], object],
        moving: Iterable[Artist],
        count: int,
        dpi: float | None = None,
        *,
        transparent: bool = False,
        moves_alone: bool = False,
        settings: Mapping[str, object] | None = None,
    ) -> None:
        self._figure = figure
        self.dpi = float(dpi or figure.dpi)
        self._transparent = transparent
        self._settings = settings or {}
        self._moves_alone = moves_alone
        self._update = update
        self._moving = list(moving)
        self._count = count
        self._apart: list[Artist] = []
        self._hot: list[Artist] = []
        self._draws_others = False
        self._cameras: dict[Axes3D, bytes] = {}
        self._order: list[tuple[float, bool]] = []
        self._watch: Watch | None = None
        self._background: Pixels | None = None
        self._pens = Pens()
        self._canvas: FigureCanvasAgg | None = None

    def __len__(self) -> int:
        return self._count

    @property
    def colours(self) -> Pixels:
        """The colours of the figure that mean something, shape (n, 3), the most important first."""
        was_stale = self._figure.stale
        found = meaningful_colours(self._figure, self._moving)
        self._figure.stale = was_stale  # the faces of 3-D collections mark it when they are read
        return found

    def still(self, index: int) -> Pixels:
        """Return frame `index` drawn in full: for one picture nothing pays to be kept."""
        with self._agg_canvas() as canvas, drawn_under(self._settings):
            self._background = None
            self._update(range(self._count)[index])
            return self._shown(self._draw_in_full(canvas))

    @overload
    def __getitem__(self, index: int) -> Pixels: ...
    @overload
    def __getitem__(self, index: slice) -> list[Pixels]: ...
    def __getitem__(self, index: int | slice) -> Pixels | list[Pixels]:
        """Return frame `index` as an array of shape (height, width, 3), with alpha 4, or a list of them."""
        with self._agg_canvas() as canvas:
            if isinstance(index, slice):
                return [self._shown(self._paint(canvas, i)) for i in range(self._count)[index]]
            return self._shown(self._paint(canvas, range(self._count)[index]))

    def __iter__(self) -> Iterator[Pixels]:
        """Yield each frame, in a buffer that the next frame overwrites."""
        for frame, _ in self.changes():
            yield frame

    def changes(self) -> Iterator[tuple[Pixels, PixelIndices]]:
        """Yield each frame, in a buffer that the next overwrites, and which of its pixels differ from the one before.

        Those are numbers into the flattened picture, ascending: all of them for the first frame.
        """
        with self._agg_canvas() as canvas:
            if not self._count:
                return
            shown = self._paint(canvas, 0).copy()
            frame = self._shown(shown)
            flat, flat_shown = frame.reshape(-1, frame.shape[2]), shown.view(np.uint32).reshape(-1)
            yield frame, np.arange(len(flat))
            for index in range(1, self._count):
                drawn = self._paint(canvas, index).view(np.uint32).reshape(-1)
                pixels = np.flatnonzero(drawn != flat_shown)
                new = drawn[pixels]
                flat_shown[pixels] = new
                flat[pixels] = self._shown(new.view(np.uint8).reshape(-1, 4))
                yield frame, pixels

    def _paint(self, canvas: FigureCanvasAgg, index: int) -> Pixels:
        """Draw frame `index` and return the canvas's own pixels, shape (height, width, 4)."""
        with drawn_under(self._settings):
            self._update(index)
            if self._has_changed_elsewhere():
                self._background = None
            elif self._background is None:
                self._background = self._draw_background(canvas)
            if self._background is None:
                pixels = self._draw_in_full(canvas)
            else:
                pixels = self._draw_on_background(canvas, self._background)
        self._figure.stale = False
        return pixels

    def _draw_on_background(self, canvas: FigureCanvasAgg, background: Pixels) -> Pixels:
        """Put the background back, draw on it what has to be, and return the canvas's own pixels."""
        renderer = canvas.get_renderer()
        pixels = np.asarray(renderer.buffer_rgba())
        np.copyto(pixels, background)
        for artist in self._hot:
            if hasattr(artist, "do_3d_projection"):
                artist.do_3d_projection()
            self._pens.draw(artist, renderer)
        if self._watch is not None and self._draws_others:
            self._look()
        return pixels

    def _draw_in_full(self, canvas: FigureCanvasAgg) -> Pixels:
        """Draw the whole figure and return the canvas's own pixels, shape (height, width, 4)."""
        with flagged(self._apart, animated=False):
            _draw_until_at_rest(canvas)
        self._look()
        return np.asarray(canvas.buffer_rgba())

    def _shown(self, rgba: Pixels) -> Pixels:
        """Return pixels of the canvas as they are shown, in memory of their own."""
        return np.array(rgba) if self._transparent else _rgb(rgba)

    def _look(self) -> None:
        """Take in how all is that is expected not to change."""
        if self._moves_alone:
            return
        known = {part for artist in self._apart for part in (artist, *inside(artist))}
        self._watch = Watch(part for part in inside(self._figure) if part not in known)

    def _has_changed_elsewhere(self) -> bool:
        """Whether anything has changed since the last frame that can't be put right by drawing the moving artists."""
        cameras, order = self._cameras, self._order
        self._cameras, self._order = _cameras(self._figure), _order(self._apart)
        turned = [axes for axes, camera in self._cameras.items() if camera != cameras.get(axes)]
        if self._figure.stale or self._order != order or any(turns(axes, set(self._apart)) for axes in turned):
            return True
        return self._watch is not None and self._watch.sees_a_change()

    def _draw_background(self, canvas: FigureCanvasAgg) -> Pixels | None:
        """Draw what no frame changes and find what has to be drawn on top of it; return None where that can't be."""
        if any(moves_others(artist) for artist in self._apart):
            return None
        _draw_until_at_rest(canvas)
        renderer = canvas.get_renderer()
        hot = hot_artists(self._figure, self._apart, renderer)
        if hot is None:
            return None
        self._hot = hot
        covering = set(hot).difference(self._apart)
        self._draws_others = bool(covering)
        if covering:
            covering_patches = covering & background_patches(self._figure)
            with without_layout(self._figure), flagged(covering, animated=True), hidden(covering_patches):
                canvas.draw()
        self._look()
        return np.array(renderer.buffer_rgba())

    @contextmanager
    def lent(self) -> Iterator[Frames]:
        """Keep the figure ready to be drawn for as long as the context lasts."""
        with self._agg_canvas() as self._canvas:
            try:
                yield self
            finally:
                self._canvas = None

    @contextmanager
    def _agg_canvas(self) -> Iterator[FigureCanvasAgg]:
        """Lend the figure an Agg canvas and flag its artists, and give everything back as it was."""
        if self._canvas is not None:
            yield self._canvas
            return
        figure = self._figure
        with agg_canvas(figure, self.dpi) as canvas:
            self._apart = drawn_apart(figure, self._moving)
            # Drawing must not start a FuncAnimation's timer. An animated artist is left out of the background, and its
            # changes don't make the figure stale.
            with (
                muted(figure),
                on_saved_facecolors(figure, self._settings, transparent=self._transparent),
                flagged(self._apart, animated=True),
                watched(figure, self._apart),
            ):
                self._cameras, self._order = _cameras(figure), _order(self._apart)
                self._look()
                figure.stale = False
                yield canvas


def _cameras(figure: Figure) -> dict[Axes3D, bytes]:
    """Return what the camera of each of the 3-D axes sees, which may change without marking the figure stale.

    Axes take in their limits and their cameras, as their own drawing has them do.
    """
    cameras = {}
    for axes in figure.axes:
        axes.get_xlim()  # limits that were asked for with `autoscale` are found now, and do mark the figure stale
        if isinstance(axes, Axes3D):
            axes.M = axes.get_proj()
            cameras[axes] = axes.M.tobytes()
    return cameras


def _order(artists: Iterable[Artist]) -> list[tuple[float, bool]]:
    """Return what says in which order artists are drawn, and whether cut off, which does not make a figure stale."""
    return [(artist.get_zorder(), artist.get_clip_on()) for artist in artists]


def _draw_until_at_rest(canvas: FigureCanvasAgg) -> None:
    """Draw, and where a layout engine puts the axes elsewhere while it draws, again until they stay.

    Some swing between two places for ever, such as when a tick comes and goes; then it is always the same of the two.
    """
    figure = canvas.figure
    earlier, before = None, _places(figure)
    for _ in range(_MOST_DRAWINGS):
        canvas.draw()
        now = _places(figure)
        swings = earlier is not None and _is_near(now, earlier) and now.tolist() > before.tolist()
        if figure.get_layout_engine() is None or _is_near(now, before) or swings:
            return
        earlier, before = before, now


def _places(figure: Figure) -> NDArray[np.float64]:
    return np.array([axes.get_position().bounds for axes in figure.axes])


def _is_near(places: NDArray[np.float64], others: NDArray[np.float64]) -> bool:
    return places.shape == others.shape and np.allclose(places, others, rtol=0, atol=_AT_REST)


def _rgb(rgba: Pixels) -> Pixels:
    rgb = np.empty((*rgba.shape[:-1], 3), dtype=np.uint8)
    for channel in range(3):  # four times as fast as one copy of a slice
        rgb[..., channel] = rgba[..., channel]
    return rgb
