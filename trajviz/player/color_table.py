"""The colours of a picture, each in a light and a dark version.

A figure in one of trajviz's two themes can be shown in the other: what has a part in the theme (text, panel, the ramp
of heights…) takes the colour that has the same part there. A figure of the user's own keeps its colours.
"""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from matplotlib.colors import Colormap, to_hex, to_rgba
from matplotlib.typing import ColorType

from trajviz.drawing.theme import Theme, counterpart
from trajviz.player.coding import Numbered

RGBA = tuple[float, float, float, float]


class ColorTable:
    """Gives each colour a number, and remembers its versions.

    Parameters
    ----------
    theme : Theme, optional
        That the figure is drawn in.
    """

    def __init__(self, theme: Theme | None) -> None:
        other = None if theme is None else counterpart(theme)
        self.themed = other is not None
        self.is_dark = theme is not None and other is not None and _lightness(theme.panel) < _lightness(other.panel)
        self._other: dict[str, str] = {} if theme is None or other is None else _counterparts(theme, other)
        self._pairs = Numbered()

    def place(self, color: ColorType, other: ColorType | None = None) -> int:
        """Return the number of a colour; `other` is its version in the other theme, by default that of its part."""
        own = to_hex(color, keep_alpha=True)
        twin = self._other.get(own[:7], own[:7]) + own[7:] if other is None else to_hex(other, keep_alpha=True)
        pair = (twin, own) if self.is_dark else (own, twin)
        return self._pairs.place(pair)

    def learn(self, own: ColorType, other: ColorType) -> None:
        """Take `other` for the version of a colour in the other theme."""
        self._other[to_hex(own)] = to_hex(other)

    @property
    def colors(self) -> list[list[str]]:
        """The colours by number, `#rrggbbaa`, each in the light and in the dark scheme."""
        return [[_shorter(light), _shorter(dark)] for light, dark in self._pairs.things]


def _shorter(color: str) -> str:
    return color[:7] if color.endswith("ff") else color


def _lightness(color: str) -> float:
    return float(np.dot(to_rgba(color)[:3], (0.3, 0.6, 0.1)))


def _counterparts(theme: Theme, other: Theme) -> dict[str, str]:
    """Return for each colour of `theme` the one that has the same part in `other`."""
    pairs: dict[str, str] = {}
    for field in reversed(fields(theme)):  # the first parts win where parts share a colour
        own, twin = getattr(theme, field.name), getattr(other, field.name)
        if isinstance(own, Colormap):
            steps = np.arange(own.N)
            pairs |= {to_hex(a): to_hex(b) for a, b in zip(own(steps), twin(steps), strict=True)}
        elif isinstance(own, str):
            pairs[to_hex(own)] = to_hex(twin)
        elif isinstance(own, tuple):
            pairs |= {to_hex(a): to_hex(b) for a, b in zip(own, twin, strict=False)}
    return pairs
