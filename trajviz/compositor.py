"""From a figure that moves to exact RGB frames, fast.

Matplotlib draws every frame of a saved animation from nothing. Here what never changes is drawn once; for each frame
that background is put back and only the moving artists, and whatever lies above them, are drawn, in Matplotlib's own
order. A frame is therefore identical, pixel for pixel, to a full redraw.

Two rules keep that exact. Which artists are drawn per frame is found by `_hot_artists`: the moving ones and, from the
bottom up, every artist that may touch the pixels of one already found below it. And whatever a frame changes beside
the moving artists (limits, a camera, a title) makes Matplotlib mark the figure stale, upon which the background is
drawn anew.

Nothing here knows of optimization.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import overload

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.collections import Collection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import Patch
from matplotlib.spines import Spine
from matplotlib.text import Text
from matplotlib.transforms import Bbox, BboxBase
from matplotlib.typing import ColorType
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

_ANTIALIASING_MARGIN = 4.0  # pixels; strokes and their antialiasing reach beyond an artist's nominal extent


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
    ) -> None:
        self.figure = figure
        self.dpi = float(dpi or figure.dpi)
        self._update = update
        self._moving = list(moving)
        self._reorders = any(_is_sorted_by_depth(artist) for artist in self._moving)
        self._count = count
        self._hot: list[Artist] = []
        self._background: Pixels | None = None

    def __len__(self) -> int:
        return self._count

    def draw(self, index: int) -> None:
        """Put the figure's artists at frame `index`, for formats that save the figure itself."""
        self._background = None
        self._update(range(self._count)[index])

    @overload
    def __getitem__(self, index: int) -> Pixels: ...
    @overload
    def __getitem__(self, index: slice) -> list[Pixels]: ...
    def __getitem__(self, index: int | slice) -> Pixels | list[Pixels]:
        """Return frame `index` as an array of shape (height, width, 3), or a list of them."""
        if isinstance(index, slice):
            return [self[i] for i in range(self._count)[index]]
        with self._agg_canvas() as canvas:
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
        if self._background is None or self._reorders or self.figure.stale:
            self._hot = self._draw_background(canvas)
            self._background = pixels.copy()
        else:
            np.copyto(pixels, self._background)
        for artist in self._hot:
            if hasattr(artist, "do_3d_projection"):
                artist.do_3d_projection()
            artist.draw(renderer)
        self.figure.stale = False
        return pixels

    def _draw_background(self, canvas: FigureCanvasAgg) -> list[Artist]:
        """Draw all that no frame changes, and return what has to be drawn on top of it per frame."""
        canvas.draw()  # type: ignore[no-untyped-call]
        renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
        hot = hot_artists(self.figure, self._moving, renderer)
        covering = [artist for artist in hot if not artist.get_animated()]
        if covering:
            with _animated(covering):
                canvas.draw()  # type: ignore[no-untyped-call]
        return hot

    @contextmanager
    def _agg_canvas(self) -> Iterator[FigureCanvasAgg]:
        """Lend the figure an Agg canvas at the wanted resolution, and give everything back as it was."""
        figure, canvas, callback = self.figure, self.figure.canvas, self.figure.stale_callback
        dpi, facecolor = figure.dpi, figure.get_facecolor()
        figure.stale_callback = None  # pyplot's would draw the whole figure at every change
        agg_canvas = FigureCanvasAgg(figure)
        try:
            figure.dpi = self.dpi
            figure.set_facecolor(_over_white(facecolor))
            # Drawing must not start a FuncAnimation's timer. An animated artist is left out of the background, and its
            # changes don't make the figure stale.
            with agg_canvas.callbacks.blocked(), _animated(self._moving):
                figure.stale = False
                yield agg_canvas
        finally:
            figure.set_facecolor(facecolor)
            figure.dpi = dpi
            figure.set_canvas(canvas)
            figure.stale_callback = callback


def hot_artists(figure: Figure, moving: Iterable[Artist], renderer: RendererAgg) -> list[Artist]:
    """Return, from bottom to top, the artists that must be drawn for every frame.

    These are the moving ones and every artist that may share a pixel with one of them, or with another of these, below
    it.
    """
    moving = set(moving)
    hot: list[Artist] = []
    reaches: list[Bbox] = []
    for artist in _bottom_to_top(figure):
        moves = artist in moving
        if not moves and not _leaves_a_trace(artist):
            continue
        reach = _reach(artist, renderer, moves=moves)
        if moves or any(reach.overlaps(other) for other in reaches):
            hot.append(artist)
            reaches.append(reach)
    return hot


def _leaves_a_trace(artist: Artist) -> bool:
    return artist.get_visible() and not (isinstance(artist, Text) and not artist.get_text())


def _bottom_to_top(container: Figure | SubFigure | Axes) -> Iterator[Artist]:
    """Yield the artists in `container` in the order in which Matplotlib paints them."""
    for child in sorted(_painted_children(container), key=Artist.get_zorder):
        if isinstance(child, Axes | SubFigure):
            if child.get_visible():
                yield from _patch(child)
                yield from _bottom_to_top(child)
        else:
            yield child


def _painted_children(container: Figure | SubFigure | Axes) -> list[Artist]:
    """Return the children that are painted in the order of their zorder: not the patch, nor axes switched off."""
    children = [child for child in container.get_children() if child is not container.patch]
    if (
        isinstance(container, Axes) and not container.axison
    ):  # 3-D axes too: they paint their axes before all else
        children = [child for child in children if not isinstance(child, Axis | Spine)]
    elif isinstance(container, Axes) and not container.get_frame_on():
        children = [child for child in children if not isinstance(child, Spine)]
    return children


def _patch(container: SubFigure | Axes) -> list[Artist]:
    """Return the patch behind `container` if it is painted."""
    hidden = (
        isinstance(container, Axes)
        and not isinstance(container, Axes3D)
        and not (container.axison and container.get_frame_on())
    )
    return [] if hidden else [container.patch]


def _reach(artist: Artist, renderer: RendererAgg, *, moves: bool) -> Bbox:
    """Return a box, in pixels, outside which `artist` surely leaves no trace."""
    figure = artist.get_figure(root=True)
    assert figure is not None
    boxes: list[BboxBase | None]
    clip_box = artist.get_clip_box() if artist.get_clip_on() else None
    if moves or artist.get_path_effects() or isinstance(artist, Collection | Axis | Spine):
        # No extent tells where the artist will be, or how wide its strokes are.
        own = artist.axes.bbox if isinstance(artist, Spine | Axis) else figure.bbox
        boxes = [clip_box or own]
        if isinstance(artist, Axis):
            boxes.append(artist.get_tightbbox(renderer))
    else:
        boxes = [artist.get_tightbbox(renderer)]
        if isinstance(artist, Text) and (frame := artist.get_bbox_patch()) is not None:
            boxes.append(frame.get_window_extent(renderer))
    known = [box for box in boxes if box is not None and np.isfinite(box.extents).all()]
    margin = 1 if known == [clip_box] else _ANTIALIASING_MARGIN
    return Bbox.union(known or [figure.bbox]).padded(margin)


def _is_sorted_by_depth(artist: Artist) -> bool:
    """Whether 3-D axes may give `artist` another zorder at each draw."""
    return isinstance(artist, Collection | Patch) and getattr(artist.axes, "computed_zorder", False)


@contextmanager
def _animated(artists: Iterable[Artist]) -> Iterator[None]:
    """Mark `artists` as animated, which keeps them out of a canvas's `draw`."""
    before = [(artist, artist.get_animated()) for artist in artists]
    try:
        for artist, _ in before:
            artist.set_animated(True)
        yield
    finally:
        for artist, animated in before:
            artist.set_animated(animated)


def _rgb(rgba: Pixels) -> Pixels:
    rgb = np.empty((*rgba.shape[:-1], 3), dtype=np.uint8)
    for channel in range(3):  # four times as fast as one copy of a slice
        rgb[..., channel] = rgba[..., channel]
    return rgb


def _over_white(color: ColorType) -> tuple[float, float, float]:
    """Return the opaque colour that `color` shows on white, as Matplotlib does for formats without transparency."""
    red, green, blue, alpha = to_rgba(color)
    return (alpha * red + 1 - alpha, alpha * green + 1 - alpha, alpha * blue + 1 - alpha)
