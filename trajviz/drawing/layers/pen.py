"""What artists that draw by themselves, without Matplotlib's lines and patches, draw with."""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_rgba
from matplotlib.typing import ColorType


def new_pen(
    artist: Artist, renderer: RendererBase, color: ColorType | None = None, points: float = 0
) -> GraphicsContextBase:
    """Return a pen that is cut off where `artist` is, of a colour and a width in points; `restore` it in the end."""
    pen = renderer.new_gc()
    if artist.get_clip_on():
        if artist.get_clip_box() is not None:
            pen.set_clip_rectangle(artist.get_clip_box())
        pen.set_clip_path(artist.get_clip_path())  # type: ignore[arg-type]  # it is transformed when it is set
    pen.set_linewidth(points)
    if color is not None:
        pen.set_foreground(to_rgba(color), isRGBA=True)
    return pen


def in_pixels(renderer: RendererBase, points: float) -> float:
    """Return a length, given in points, in pixels."""
    return float(renderer.points_to_pixels(points))  # type: ignore[arg-type]  # it takes arrays as well
