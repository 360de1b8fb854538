"""Matplotlib's settings under which a figure is built and drawn.

A user's `rcParams` are made for figures of the user's own. On one that is laid out here most of them would wreck what
they were not thought of for, such as markers on every line or a layout engine. So the defaults hold, and of a user's
settings those pass that say how letters look and how files hold them. Much is read when a figure is drawn, not when it
is built: whoever builds a figure keeps its settings and draws under them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatch
from typing import Any, cast

import matplotlib as mpl

# A setting may be of any type.
_RC = cast(dict[str, Any], mpl.rcParams)
_DEFAULTS = cast(dict[str, Any], mpl.rcParamsDefault)

PASSING = (
    "font.*",
    "mathtext.*",
    "axes.unicode_minus",
    "axes.formatter.use_locale",
    "text.antialiased",
    "text.hinting*",
    "text.kerning_factor",
    "pdf.*",
    "ps.*",
    "svg.*",
)
"""What a user sets for all figures, ours included."""

_OF_THE_PROCESS = (
    "backend*",
    "interactive",
    "toolbar",
    "timezone",
    "keymap.*",
    "webagg.*",
    "animation.*",
    "docstring.*",
)
"""What is no matter of figures."""


def settings_with(own: Mapping[str, object]) -> dict[str, object]:
    """Return the settings for a figure: Matplotlib's defaults, what passes of the user's, and `own`."""
    defaults = {
        name: value
        for name, value in dict.items(_DEFAULTS)
        if not any(fnmatch(name, pattern) for pattern in (*PASSING, *_OF_THE_PROCESS))
    }
    with drawn_under(defaults):
        _RC.update(own)
        return {
            name: value
            for name, value in dict.items(_RC)
            if not any(fnmatch(name, pattern) for pattern in _OF_THE_PROCESS)
        }


def font_scale() -> float:
    """Return how much larger than Matplotlib's default a user's `font.size` is."""
    return float(_RC["font.size"] / _DEFAULTS["font.size"])


def font_sizes() -> dict[str, float]:
    """Return the sizes of titles, labels and ticks, in points, as far as a user has set others than the defaults."""
    from matplotlib.font_manager import FontProperties

    named = {"title": "axes.titlesize", "label": "axes.labelsize", "tick": "xtick.labelsize"}
    return {
        use: FontProperties(size=_RC[name]).get_size_in_points()
        for use, name in named.items()
        if _RC[name] != _DEFAULTS[name]
    }


@contextmanager
def drawn_under(settings: Mapping[str, object]) -> Iterator[None]:
    """Put settings into force that were once checked: in 10 µs, where `rc_context`, which checks them, takes 1 ms."""
    if not settings:
        yield
        return
    before = dict(dict.items(_RC))
    before.pop("backend")  # may be chosen meanwhile
    dict.update(_RC, settings)
    try:
        yield
    finally:
        dict.update(_RC, before)
