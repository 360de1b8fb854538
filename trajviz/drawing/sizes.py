"""How large a picture is, and by how much all in it is scaled: fonts, lines, marks and margins follow the picture.

Everything is laid out on a page of reference pixels, 100 to an inch, and the figure's resolution says how many pixels
one of them takes. So a picture of 1920×1080 pixels is that of 960×540, doubled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure

from trajviz.errors import TrajvizError
from trajviz.memory import BYTES_A_PIXEL, check_memory

AnyFigure = Figure | SubFigure
"""A figure, or a part of one."""

DPI = 100
"""The resolution at which a reference pixel is a pixel."""

_SMALLEST = (240, 180)
_LARGEST = 10_000
_TRIED = 50  # resolutions next to the one that is wanted
_SCALES = (0.1, 50.0)
_SHRINKING = 0.35  # the power by which what is written in a picture smaller than usual shrinks: letters stay legible


def unit_of(figure: AnyFigure) -> float:
    """Return how many pixels of a figure, or of a part of one, a reference pixel takes."""
    return float(figure.dpi) / DPI


def page_of(figure: AnyFigure) -> tuple[float, float]:
    """Return the width and height of a figure, or of a part of one, in reference pixels."""
    unit = unit_of(figure)
    return figure.bbox.width / unit, figure.bbox.height / unit


@dataclass(frozen=True)
class Sizing:
    """What is said of a picture's size.

    Parameters
    ----------
    pixels : (int, int), optional
        Its width and height; by default what its content likes, scaled.
    scale : float, optional
        How many pixels a reference pixel takes; by default what suits the picture.
    """

    pixels: tuple[int, int] | None = None
    scale: float | None = None

    def scale_for(self, natural: tuple[float, float]) -> float:
        """Return the scale of a picture whose content likes a size of `natural` reference pixels.

        It grows with the picture; in one that is smaller, letters shrink more slowly than all else.
        """
        if self.scale is not None:
            return self.scale
        if self.pixels is None:
            return 1.0
        share = min(self.pixels[0] / natural[0], self.pixels[1] / natural[1])
        return float(share if share >= 1 else share**_SHRINKING)

    def page(self, scale: float) -> tuple[float, float] | None:
        """Return the width and height in reference pixels, where they are given."""
        return None if self.pixels is None else (self.pixels[0] / scale, self.pixels[1] / scale)


def sizing(
    size: tuple[int, int] | None,
    figsize: tuple[float, float] | None,
    dpi: float | None,
    scale: float | None,
) -> Sizing:
    """Return what is said of a picture's size in pixels, in inches, by its resolution or by a scale.

    Raises
    ------
    TrajvizError
        If two of them say the same, or one is out of range.
    """
    if dpi is not None and scale is not None:
        raise TrajvizError("dpi and scale say the same, 100 dpi being scale 1; give one of them")
    if size is not None and figsize is not None:
        raise TrajvizError("size is in pixels and figsize in inches; give one of them")
    for name, value, factor in (("dpi", dpi, DPI), ("scale", scale, 1)):
        low, high = (factor * end for end in _SCALES)
        if value is not None and not low <= value <= high:
            raise TrajvizError(f"{name} must be a number from {low:g} to {high:g}, not {value!r}")
    chosen = dpi / DPI if dpi is not None else scale
    if figsize is not None:
        chosen = 1.0 if chosen is None else chosen
        return Sizing(checked_size(_in_pixels(figsize, chosen * DPI)), chosen)
    return Sizing(None if size is None else checked_size(size), chosen)


def checked_size(size: tuple[int, int]) -> tuple[int, int]:
    """Return a size in pixels if a figure can have it.

    Raises
    ------
    TrajvizError
        If it is not two whole numbers, or too small or too large to draw.
    """
    try:
        width, height = size
        whole = int(width) == width and int(height) == height
    except (TypeError, ValueError, OverflowError):
        whole = False
    if not whole:
        raise TrajvizError(f"size must be (width, height) in whole pixels, not {size!r}")
    if width < _SMALLEST[0] or height < _SMALLEST[1] or max(width, height) > _LARGEST:
        raise TrajvizError(
            f"size must lie between {_SMALLEST[0]}×{_SMALLEST[1]} and {_LARGEST}×{_LARGEST} pixels,"
            f" not {width}×{height}"
        )
    check_memory(width * height * BYTES_A_PIXEL, f"pictures of {width}×{height} pixels")
    return int(width), int(height)


def _in_pixels(figsize: tuple[float, float], dpi: float) -> tuple[int, int]:
    try:
        width, height = (round(float(side) * dpi) for side in figsize)
    except (TypeError, ValueError, OverflowError):
        raise TrajvizError(f"figsize must be (width, height) in inches, not {figsize!r}") from None
    return width, height


def blank_figure(page: tuple[float, float], scale: float) -> Figure:
    """Return a figure of a size in reference pixels, with a canvas that can measure texts."""
    inches, dpi = _exactly([round(side * scale) for side in page], DPI * scale)
    figure = Figure(figsize=(inches[0], inches[1]), dpi=dpi)
    FigureCanvasAgg(figure)
    return figure


def _exactly(pixels: Sequence[int], dpi: float) -> tuple[list[float], float]:
    """Return lengths in inches and the resolution, or one next to it, that make whole pixels in spite of rounding."""
    for near in _next_to(dpi, _TRIED):
        inches = [
            next((inches for inches in _next_to(side / near, 1) if inches * near == side), None) for side in pixels
        ]
        if None not in inches:
            return [each for each in inches if each is not None], near
    return [float(np.nextafter(side / dpi, np.inf)) for side in pixels], dpi


def _next_to(number: float, count: int) -> Iterator[float]:
    """Yield a number and those next to it, so many on each side, the nearest first."""
    yield number
    below = above = number
    for _ in range(count):
        below, above = float(np.nextafter(below, 0)), float(np.nextafter(above, np.inf))
        yield below
        yield above
