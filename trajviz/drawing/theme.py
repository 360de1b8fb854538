"""Colours, markers, dashes and themes, as values.

The eight line colours of a theme are chosen so that they stay apart for readers with each kind of colour blindness and
stand out from its ground; each also has a marker of its own, and methods beyond the eighth are dashed. Colour maps go
in even steps of perceived lightness (Oklab) from the valleys to the heights. On a map of so wide a span no colour
stands out everywhere, so lines lie in an opaque casing, the halo, against which each has a contrast of at least 3.
`tests/test_style.py` measures all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.typing import ColorType
from numpy.typing import NDArray

from trajviz.checks import checked, checked_fields
from trajviz.errors import TrajvizError
from trajviz.registry import Registry

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p")

Dash = tuple[float, ...]
"""The lengths of dashes and gaps, in widths of the line; none for a solid line."""

DASHES: tuple[Dash, ...] = ((), (3.5, 1.5), (1.2, 1.0), (5.0, 1.2, 1.2, 1.2))

_READABLE = 4.5  # the contrast that text needs
_SIZES = {"title": 13.0, "label": 9.5, "tick": 8.5, "readout": 8.0, "level": 7.0}


@checked_fields
@dataclass(frozen=True)
class Theme:
    """The colours of a figure.

    Parameters
    ----------
    background, panel, foreground, muted : str
        Colours of the figure, of the axes, of text, and of what should stay behind.
    lines : tuple of str
        Colours of the methods, in order.
    halo : str
        The colour around lines and marks that sets them off from what lies below.
    grid : str
        The colour of grid lines.
    heights, surface : LinearSegmentedColormap
        The colour maps from the lowest value to the highest, of maps and of surfaces.
    star : str
        The colour of the minima.
    sequence : LinearSegmentedColormap, optional
        The colours of methods that differ in one number, from the smallest to the largest; by default those of "light".
    fonts : mapping from str to float
        The sizes of texts in points, of those that are to be others: `title`, `label`, `tick`, `readout`, `level`.

    Raises
    ------
    TrajvizError
        If anything is not of its kind.

    Examples
    --------
    >>> from dataclasses import replace
    >>> mine = replace(themes["light"], background="#FFF8E7", fonts={"title": 16.0})
    >>> mine.rc["figure.facecolor"], mine.fonts["title"], mine.fonts["tick"]
    ('#FFF8E7', 16.0, 8.5)
    """

    background: str
    panel: str
    foreground: str
    muted: str
    lines: tuple[str, ...]
    halo: str
    grid: str
    heights: LinearSegmentedColormap
    surface: LinearSegmentedColormap
    star: str
    sequence: LinearSegmentedColormap = field(default_factory=lambda: _ORANGE_ON_LIGHT)
    fonts: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fonts", {**_SIZES, **self.fonts})

    @checked
    def color(self, index: int) -> str:
        """Return the colour of the method number `index`.

        Parameters
        ----------
        index : int
            The number of the method, counted from 0.

        Returns
        -------
        str
            Its colour; after the last they begin anew.

        Raises
        ------
        TrajvizError
            If the number is not a whole one.

        Examples
        --------
        >>> themes["light"].color(0) == themes["light"].color(8)
        True
        """
        return self.lines[index % len(self.lines)]

    @checked
    def marker(self, index: int) -> str:
        """Return the marker of the method number `index`.

        After a full turn of colours the pairing shifts.

        Parameters
        ----------
        index : int
            The number of the method, counted from 0.

        Returns
        -------
        str
            Its marker, as Matplotlib takes it.

        Raises
        ------
        TrajvizError
            If the number is not a whole one.

        Examples
        --------
        >>> [themes["light"].marker(index) for index in (0, 1, 8)]
        ['o', 's', 's']
        """
        return MARKERS[(index + index // len(self.lines)) % len(MARKERS)]

    @checked
    def dash(self, index: int) -> Dash:
        """Return the dashes of the method number `index`.

        The first eight are solid; others have dashes, another for each eight further.

        Parameters
        ----------
        index : int
            The number of the method, counted from 0.

        Returns
        -------
        tuple of float
            The lengths of dashes and gaps, in widths of the line; none for a solid line.

        Raises
        ------
        TrajvizError
            If the number is not a whole one.

        Examples
        --------
        >>> [themes["light"].dash(index) for index in (0, 8)]
        [(), (3.5, 1.5)]
        """
        return DASHES[index // min(len(self.lines), len(MARKERS)) % len(DASHES)]

    @checked
    def with_larger_fonts(self, scale: float) -> Theme:
        """Return the theme with all of its fonts enlarged.

        Parameters
        ----------
        scale : float
            How many times as large they are.

        Returns
        -------
        Theme
            This one, if that is once.

        Raises
        ------
        TrajvizError
            If the scale is not positive.

        Examples
        --------
        >>> themes["light"].with_larger_fonts(2).fonts["title"]
        26.0
        """
        if scale <= 0:
            raise TrajvizError(f"scale must be a positive number, not {scale!r}")
        return self if scale == 1 else replace(self, fonts={use: scale * size for use, size in self.fonts.items()})

    @property
    def rc(self) -> dict[Any, Any]:  # Matplotlib takes literals as names, and values of any type
        """Matplotlib's settings under which a figure of this theme is built."""
        return {
            "figure.facecolor": self.background,
            "axes.facecolor": self.panel,
            "axes.edgecolor": self.muted,
            "axes.linewidth": 0.8,
            "axes.labelcolor": self.foreground,
            "axes.labelsize": self.fonts["label"],
            "text.color": self.foreground,
            "text.usetex": False,
            "xtick.color": self.muted,
            "ytick.color": self.muted,
            "xtick.labelcolor": self.foreground,
            "ytick.labelcolor": self.foreground,
            "xtick.labelsize": self.fonts["tick"],
            "ytick.labelsize": self.fonts["tick"],
            "grid.color": self.grid,
            "grid.linewidth": 0.6,
        }


def contrast(one: ColorType, other: ColorType) -> float:
    """Return the contrast ratio of two colours, from 1 to 21.

    References
    ----------
    Web Content Accessibility Guidelines 2.2, relative luminance and contrast ratio.
    """
    low, high = sorted(float(_linear(np.array(to_rgb(color))) @ _LUMINANCE) + 0.05 for color in (one, other))
    return high / low


def readable_on(grounds: NDArray[np.float64], theme: Theme) -> str:
    """Return a colour for texts that can be read on all of `grounds`, shape (n, 4); empty if there is none.

    It is that of the theme's texts, white or black, whichever is the first to have a contrast of 4.5 with each of them.
    On a single ground there always is one.
    """
    for color in (theme.foreground, "#FFFFFF", "#000000"):
        if min(contrast(color, ground) for ground in grounds) >= _READABLE:
            return color
    return ""


def theme_of_a_sweep(theme: Theme, values: Sequence[float]) -> Theme:
    """Return a theme whose lines, for methods of which one number alone differs, have the colours of its sequence.

    Parameters
    ----------
    theme : Theme
        That has the sequence.
    values : sequence of float
        That number of each method; the larger, the further is its colour from the background.
    """
    ranks = np.argsort(np.argsort(values, kind="stable"))
    shades = theme.sequence(ranks / max(len(values) - 1, 1))
    return replace(theme, lines=tuple(to_hex(shade).upper() for shade in shades))


def lightness_ramp(name: str, *colors: str) -> LinearSegmentedColormap:
    """Return a colour map through `colors`, which grow lighter or darker, in even steps of lightness (Oklab).

    References
    ----------
    Björn Ottosson, A perceptual color space for image processing, 2020.
    """
    stops = _oklab(np.array([to_rgb(color) for color in colors]))
    lightness = np.linspace(stops[0, 0], stops[-1, 0], 256)
    growing = stops[np.argsort(stops[:, 0])].T
    way = np.stack([np.interp(lightness, growing[0], channel) for channel in growing], axis=-1)
    return LinearSegmentedColormap.from_list(name, _srgb(way))


_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def _linear(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _oklab(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.cbrt(_linear(srgb) @ _LMS.T) @ _LAB.T)


def _srgb(oklab: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = (oklab @ np.linalg.inv(_LAB).T) ** 3 @ np.linalg.inv(_LMS).T
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


_ON_LIGHT = ("#C31028", "#444BEC", "#0BA0C6", "#C22883", "#C98705", "#9240C9", "#1D7F38", "#B48B64")
_ON_DARK = ("#FD8D7C", "#4FB4FF", "#0CF4FA", "#DF9BB9", "#EBD875", "#C8A1DC", "#9AF00C", "#F7A939")

_ORANGE_ON_LIGHT: LinearSegmentedColormap = lightness_ramp("trajviz-light-sequence", "#E87045", "#541500")
_ORANGE_ON_DARK = lightness_ramp("trajviz-dark-sequence", "#E28247", "#FFE6D1")

themes: Registry[Theme] = Registry(
    "theme",
    about="""
    Every theme by its name.

    Raises
    ------
    UnknownNameError
        If none has that name; the message names the nearest.

    Examples
    --------
    >>> import trajviz as tv
    >>> tv.themes["light"].background, sorted(tv.themes)[:2]
    ('#FFFFFF', ['dark', 'light'])
    """,
)

_counterparts: dict[str, str] = {}  # the names of themes, by name
_summaries: dict[str, str] = {}  # what they look like, by name


def theme(name: str, *, counterpart: str | None = None) -> Callable[[Callable[[], Theme]], Callable[[], Theme]]:
    """Register the theme that the decorated function returns.

    An HTML page shows a dark theme's counterpart to readers who want it light, and the other way round. What the first
    line of the function's docstring says is listed.

    Parameters
    ----------
    name : str
        The name.
    counterpart : str, optional
        The name of the theme for the other half of the day.

    Returns
    -------
    callable
        The decorator; it returns the function as it is.

    Examples
    --------
    >>> from dataclasses import replace
    >>> @theme("cream", counterpart="dark")
    ... def cream():
    ...     return replace(themes["light"], background="#FFF8E7")
    >>> themes["cream"].background
    '#FFF8E7'
    """

    def register(make: Callable[[], Theme]) -> Callable[[], Theme]:
        themes.register(name, make())
        _summaries[name] = (make.__doc__ or "").partition("\n")[0]
        if counterpart is not None:
            _counterparts[name] = counterpart
        return make

    return register


def summary_of(name: str) -> str:
    """Return what a theme looks like, in half a line; empty where nobody has said."""
    return _summaries.get(name, "")


@theme("light", counterpart="dark")
def _light() -> Theme:
    """Dark lines and texts on white, for pages and print."""
    return Theme(
        background="#FFFFFF",
        panel="#FFFFFF",
        foreground="#22262E",
        muted="#8A909C",
        lines=_ON_LIGHT,
        halo="#FFFFFF",
        grid="#DDE0E5",
        heights=lightness_ramp("trajviz-light", "#2F6DA8", "#7FB6CF", "#C9E0CF", "#FBF4DC"),
        surface=lightness_ramp("trajviz-light-surface", "#356BB0", "#D8D3C4"),
        star="#15181E",
    )


@theme("dark", counterpart="light")
def _dark() -> Theme:
    """Light lines and texts on near black, for slides and dark pages."""
    return Theme(
        background="#14171D",
        panel="#14171D",
        foreground="#E6E8EC",
        muted="#7C8492",
        lines=_ON_DARK,
        halo="#14171D",
        grid="#2C323C",
        heights=lightness_ramp("trajviz-dark", "#0C1A35", "#1D466C", "#426F7E", "#7F8E7C"),
        surface=lightness_ramp("trajviz-dark-surface", "#26405F", "#A9B7C9"),
        star="#F4F1E8",
        sequence=_ORANGE_ON_DARK,
    )


def as_theme(theme: str | Theme) -> Theme:
    """Return the theme of that name, or `theme` itself.

    Raises
    ------
    TrajvizError
        If there is none of that name.
    """
    if isinstance(theme, Theme):
        return theme
    if not isinstance(theme, str):
        raise TrajvizError(f"theme must be a name, one of {', '.join(themes)}, or a Theme, not {theme!r}")
    return themes[theme]


def counterpart(theme: Theme) -> Theme | None:
    """Return the theme that a registered one names as its counterpart; None for others, or where it names none.

    Where lines have other colours than the theme's own, those of a sequence are told apart from a user's, which stay.
    """
    for name, other in _counterparts.items():
        own = themes[name]
        if replace(theme, fonts=own.fonts, lines=own.lines) == own:
            twin = themes[other]
            return twin if theme.lines == own.lines else replace(twin, lines=_lines_in(twin, own, theme.lines))
    return None


def _lines_in(twin: Theme, own: Theme, lines: Sequence[str]) -> tuple[str, ...]:
    """Return what stands in `twin` for lines of the sequence of `own`; others stay as they are."""
    steps = np.arange(own.sequence.N)
    shades = {
        to_hex(shade): to_hex(other) for shade, other in zip(own.sequence(steps), twin.sequence(steps), strict=True)
    }
    return tuple(shades.get(to_hex(line), line).upper() for line in lines)
