"""From a figure that moves to exact RGB frames, fast.

Matplotlib draws every frame of a saved animation from nothing. Here what never changes is drawn once; for each frame
that background is put back and only the moving artists, and whatever lies above them, are drawn, in Matplotlib's own
order. A frame is therefore identical, pixel for pixel, to a full redraw.

Two rules keep that exact. Which artists are drawn per frame is found in `trajviz.painting`. And whatever a frame
changes beside the moving artists (limits, a camera, a title) is noticed, most of it because Matplotlib marks the figure
stale, and such a frame is drawn in full. So is every frame of a figure that can't be taken apart, such as one that
sorts what moves by its depth.

Nothing here knows of optimization.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import overload

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.typing import ColorType
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import NDArray

from trajviz.painting import hot_artists, inside, moves_others, painted_apart, patches

Pixels = NDArray[np.uint8]


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
    page : callable, optional
        `page(picture, fps, hold)` tells the animation as an HTML page; `picture` is its last frame.

    Notes
    -----
    The background is kept for the life of the object, so one object serves one occasion, such as one `save`; between
    two frames nothing but `draw` may change the figure.
    """

    def __init__(
        self,
        figure: Figure,
        update: Callable[[int], object],
        moving: Iterable[Artist],
        count: int,
        dpi: float | None = None,
        page: Callable[[Pixels, float, float], str] | None = None,
    ) -> None:
        self.figure = figure
        self.dpi = float(dpi or figure.dpi)
        self.page = page
        self._update = update
        self._moving = list(moving)
        self._count = count
        self._apart: list[Artist] = []
        self._hot: list[Artist] = []
        self._arrangement: list[object] = []
        self._background: Pixels | None = None

    def __len__(self) -> int:
        return self._count

    def draw(self, index: int) -> None:
        """Put the figure's artists at frame `index`, for formats that save the figure itself."""
        self._background = None
        self._update(range(self._count)[index])

    def still(self, index: int) -> Pixels:
        """Return frame `index`, of shape (height, width, 3), drawn in full: for one picture nothing pays to be kept."""
        with self._agg_canvas() as canvas:
            self._background = None
            self._update(range(self._count)[index])
            return _rgb(self._draw_in_full(canvas))

    @overload
    def __getitem__(self, index: int) -> Pixels: ...
    @overload
    def __getitem__(self, index: slice) -> list[Pixels]: ...
    def __getitem__(self, index: int | slice) -> Pixels | list[Pixels]:
        """Return frame `index` as an array of shape (height, width, 3), or a list of them."""
        with self._agg_canvas() as canvas:
            if isinstance(index, slice):
                return [_rgb(self._paint(canvas, i)) for i in range(self._count)[index]]
            return _rgb(self._paint(canvas, range(self._count)[index]))

    def __iter__(self) -> Iterator[Pixels]:
        """Yield each frame, of shape (height, width, 3), in a buffer that the next frame overwrites."""
        with self._agg_canvas() as canvas:
            if not self._count:
                return
            shown = self._paint(canvas, 0).copy()
            frame = _rgb(shown)
            yield frame
            for index in range(1, self._count):
                rgba = self._paint(canvas, index)
                changed = (rgba.view(np.uint32) != shown.view(np.uint32)).any(axis=(1, 2))
                shown[changed] = rgba[changed]
                frame[changed] = _rgb(rgba[changed])
                yield frame

    def _paint(self, canvas: FigureCanvasAgg, index: int) -> Pixels:
        """Draw frame `index` and return the canvas's own pixels, shape (height, width, 4)."""
        self._update(index)
        renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
        pixels = np.asarray(renderer.buffer_rgba())
        if self._has_changed_elsewhere():
            self._background = None
        elif self._background is None:
            self._background = self._draw_background(canvas)
        if self._background is None:
            self._draw_in_full(canvas)
        else:
            np.copyto(pixels, self._background)
            for artist in self._hot:
                if hasattr(artist, "do_3d_projection"):
                    artist.do_3d_projection()
                artist.draw(renderer)
        self.figure.stale = False
        return pixels

    def _draw_in_full(self, canvas: FigureCanvasAgg) -> Pixels:
        """Draw the whole figure and return the canvas's own pixels, shape (height, width, 4)."""
        with _flagged(self._apart, animated=False):
            canvas.draw()  # type: ignore[no-untyped-call]
        return np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]

    def _has_changed_elsewhere(self) -> bool:
        """Whether anything has changed since the last frame that can't be put right by drawing the moving artists."""
        before, self._arrangement = self._arrangement, _arrangement(self.figure, self._apart)
        return self.figure.stale or self._arrangement != before

    def _draw_background(self, canvas: FigureCanvasAgg) -> Pixels | None:
        """Draw what no frame changes and find what has to be drawn on top of it; return None where that can't be."""
        if any(moves_others(artist) for artist in self._apart):
            return None
        canvas.draw()  # type: ignore[no-untyped-call]
        renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
        hot = hot_artists(self.figure, self._apart, renderer)
        if hot is None:
            return None
        self._hot = hot
        covering = set(hot).difference(self._apart)
        if covering:
            covering_patches = covering & patches(self.figure)
            with _without_layout(self.figure), _flagged(covering, animated=True), _hidden(covering_patches):
                canvas.draw()  # type: ignore[no-untyped-call]
        return np.array(renderer.buffer_rgba())

    @contextmanager
    def _agg_canvas(self) -> Iterator[FigureCanvasAgg]:
        """Lend the figure an Agg canvas at the wanted resolution, and give everything back as it was."""
        figure, canvas, callback = self.figure, self.figure.canvas, self.figure.stale_callback
        dpi, facecolor = figure.dpi, figure.get_facecolor()
        figure.stale_callback = None  # pyplot's would draw the whole figure at every change
        agg_canvas = FigureCanvasAgg(figure)
        try:
            figure.dpi = self.dpi
            figure.set_facecolor(over_white(facecolor))
            self._apart = painted_apart(figure, self._moving)
            # Drawing must not start a FuncAnimation's timer. An animated artist is left out of the background, and its
            # changes don't make the figure stale.
            with agg_canvas.callbacks.blocked(), _flagged(self._apart, animated=True), _watched(figure, self._apart):
                self._arrangement = _arrangement(figure, self._apart)
                figure.stale = False
                yield agg_canvas
        finally:
            figure.set_facecolor(facecolor)
            figure.dpi = dpi
            figure.set_canvas(canvas)
            figure.stale_callback = callback


def _arrangement(figure: Figure, moving: Iterable[Artist]) -> list[object]:
    """Return what may change without marking the figure stale: cameras, and the order of the moving artists."""
    for axes in figure.axes:
        axes.get_xlim()  # limits that were asked for with `autoscale` are found now, and do mark the figure stale
    cameras = [axes.get_proj().tobytes() for axes in figure.axes if isinstance(axes, Axes3D)]
    return [*cameras, *((artist.get_zorder(), artist.get_clip_on()) for artist in moving)]


@contextmanager
def _watched(figure: Figure, apart: Iterable[Artist]) -> Iterator[None]:
    """Let the figure learn of changes inside artists, such as a legend's texts, that Matplotlib keeps to itself."""

    def mark(_artist: Artist, _stale: bool) -> None:
        figure.stale = True

    known = {part for artist in apart for part in inside(artist)}
    unwatched = [part for part in inside(figure) if part.stale_callback is None and part not in known]
    try:
        for artist in unwatched:
            artist.stale_callback = mark
        yield
    finally:
        for artist in unwatched:
            artist.stale_callback = None


@contextmanager
def _flagged(artists: Iterable[Artist], *, animated: bool) -> Iterator[None]:
    """Flag `artists` as animated, which keeps them out of a canvas's `draw`, or as not."""
    before = [(artist, artist.get_animated()) for artist in artists]
    try:
        for artist, _ in before:
            artist.set_animated(animated)
        yield
    finally:
        for artist, was_animated in before:
            artist.set_animated(was_animated)


@contextmanager
def _hidden(artists: Iterable[Artist]) -> Iterator[None]:
    """Make visible `artists` invisible."""
    visible = list(artists)
    try:
        for artist in visible:
            artist.set_visible(False)
        yield
    finally:
        for artist in visible:
            artist.set_visible(True)


@contextmanager
def _without_layout(figure: Figure) -> Iterator[None]:
    """Keep the layout of `figure` as it is."""
    engine = figure.get_layout_engine()
    if engine is None:
        yield
        return
    figure.set_layout_engine("none")
    try:
        yield
    finally:
        figure.set_layout_engine(engine)


def _rgb(rgba: Pixels) -> Pixels:
    rgb = np.empty((*rgba.shape[:-1], 3), dtype=np.uint8)
    for channel in range(3):  # four times as fast as one copy of a slice
        rgb[..., channel] = rgba[..., channel]
    return rgb


def over_white(color: ColorType) -> tuple[float, float, float]:
    """Return the opaque colour that `color` shows on white, as Matplotlib does for formats without transparency."""
    red, green, blue, alpha = to_rgba(color)
    return (alpha * red + 1 - alpha, alpha * green + 1 - alpha, alpha * blue + 1 - alpha)
