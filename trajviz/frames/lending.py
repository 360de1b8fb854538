"""What a figure is lent while it is drawn, and what it gets back as it was: a canvas, a patch_of_figure, flags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.typing import ColorType

from trajviz.frames.redraw import background_patches, inside


@contextmanager
def agg_canvas(figure: Figure, dpi: float) -> Iterator[FigureCanvasAgg]:
    """Lend `figure` an Agg canvas at a resolution: one of a window would change the window's size."""
    canvas, callback, before = figure.canvas, figure.stale_callback, figure.dpi
    figure.stale_callback = None  # pyplot's would draw the whole figure at every change
    try:
        lent = FigureCanvasAgg(figure)
        figure.dpi = dpi
        yield lent
    finally:
        figure.dpi = before
        figure.set_canvas(canvas)
        figure.stale_callback = callback


@contextmanager
def on_saved_facecolors(figure: Figure, settings: Mapping[str, object], *, transparent: bool) -> Iterator[None]:
    """Give `figure` the facecolors that Matplotlib gives to what it saves.

    Without transparency this is the colour that it shows on white; with it there is none, nor any of axes and
    subfigures.
    """
    wanted: dict[str, Any] = {  # a setting may be of any type
        "savefig.facecolor": mpl.rcParams["savefig.facecolor"],
        "savefig.edgecolor": mpl.rcParams["savefig.edgecolor"],
        "savefig.transparent": mpl.rcParams["savefig.transparent"],
        **settings,
    }
    own_patch = figure.patch
    bare: set[Patch] = background_patches(figure) if transparent or wanted["savefig.transparent"] else set()
    patches: set[Any] = {own_patch, *bare}  # they return RGBA, Matplotlib's types allow any form of colour
    before = [(p, p.get_facecolor(), p.get_edgecolor(), p.get_alpha(), p.get_visible()) for p in patches]
    try:
        for patch in bare:
            patch.set_facecolor("none")
            patch.set_edgecolor("none")
        if not transparent:
            face = _shown_facecolor(figure, wanted["savefig.facecolor"]) if not bare else "white"
            edge = wanted["savefig.edgecolor"]
            own_patch.set_alpha(None)
            own_patch.set_facecolor(face)
            own_patch.set_edgecolor(figure.get_edgecolor() if edge == "auto" else edge)
            own_patch.set_visible(True)
        yield
    finally:
        for patch, face, edge, alpha, visible in before:
            patch.set_facecolor(face if face[3] else "none")  # an alpha of the patch's own leaves "none" alone
            patch.set_edgecolor(edge if edge[3] else "none")
            patch.set_alpha(alpha)
            patch.set_visible(visible)


def _shown_facecolor(figure: Figure, wanted: ColorType) -> ColorType:
    """Return the opaque colour of the figure's patch, on white."""
    if not figure.patch.get_visible():
        return "white"
    return over_white(figure.get_facecolor() if wanted == "auto" else to_rgba(wanted, figure.patch.get_alpha()))


@contextmanager
def watched(figure: Figure, apart: Iterable[Artist]) -> Iterator[None]:
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
def flagged(artists: Iterable[Artist], *, animated: bool) -> Iterator[None]:
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
def muted(figure: Figure) -> Iterator[None]:
    """Let nothing that is connected to `figure` hear of an event.

    Matplotlib's own `blocked` takes the list of what is connected away; an animation that is collected meanwhile looks
    for itself there, and raises.
    """
    registry = figure.canvas.callbacks
    connected = registry.callbacks
    silent = {signal: dict.fromkeys(references, _nobody) for signal, references in connected.items()}
    registry.callbacks = silent
    try:
        yield
    finally:
        registry.callbacks = {
            signal: {number: each for number, each in references.items() if number in silent[signal]}
            for signal, references in connected.items()
            if signal in silent
        }


def _nobody() -> None:
    """Stand for a reference to what is gone, which Matplotlib passes over."""


@contextmanager
def hidden(artists: Iterable[Artist]) -> Iterator[None]:
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
def without_layout(figure: Figure) -> Iterator[None]:
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


def over_white(color: ColorType) -> tuple[float, float, float]:
    """Return the opaque colour that `color` shows on white, as Matplotlib does for formats without transparency."""
    red, green, blue, alpha = to_rgba(color)
    return (alpha * red + 1 - alpha, alpha * green + 1 - alpha, alpha * blue + 1 - alpha)
