"""Colour maps by name."""

from __future__ import annotations

from matplotlib.colors import Colormap

from trajviz.errors import TrajvizError


def as_colormap(colormap: object) -> Colormap:
    """Return Matplotlib's colour map of that name, or `colormap` itself.

    Raises
    ------
    TrajvizError
        If there is none of that name.
    """
    if isinstance(colormap, Colormap):
        return colormap
    from matplotlib import colormaps

    try:
        return colormaps[colormap]  # type: ignore[index]  # what is no name is refused
    except (KeyError, TypeError):
        raise TrajvizError(f"unknown colour map {colormap!r}; matplotlib.colormaps lists what there is") from None
