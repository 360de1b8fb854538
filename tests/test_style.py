"""Colours are measured: apart for every reader, visible on both backgrounds, even in lightness."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from trajviz.errors import TrajvizError
from trajviz.style import as_theme, themes

# What dichromats see of linear RGB: Machado, Oliveira and Fernandes, IEEE TVCG 15, 2009, severity 1.
VISION = {
    "full colour": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def linear(color):
    srgb = np.array(to_rgb(color))
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def lab(color, vision="full colour"):
    """Return CIE 1976 L*a*b* of a colour as it is seen."""
    xyz = XYZ @ np.clip(VISION[vision] @ linear(color), 0, 1) / (XYZ @ np.ones(3))
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one, other):
    """Return the contrast ratio of WCAG 2."""
    low, high = sorted(XYZ[1] @ linear(color) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", themes.values(), ids=themes)
@pytest.mark.parametrize("vision", VISION)
def test_line_colours_stay_apart(theme, vision):
    # The first five, which most pictures need, by clearly more than a just noticeable difference of 2.3.
    for one, other in combinations(theme.lines[:5], 2):
        assert np.linalg.norm(lab(one, vision) - lab(other, vision)) > 20, (one, other)
    for one, other in combinations(theme.lines, 2):
        assert np.linalg.norm(lab(one, vision) - lab(other, vision)) > 11, (one, other)


@pytest.mark.parametrize("theme", themes.values(), ids=themes)
def test_lines_and_texts_stand_out(theme):
    for color in theme.lines:
        assert contrast(color, theme.background) >= 2.5
    assert contrast(theme.foreground, theme.background) >= 7
    assert contrast(theme.muted, theme.background) >= 3
    for height in (0.0, 0.5, 1.0):
        assert contrast(theme.star, theme.heights(height)) >= 4


@pytest.mark.parametrize("name", ["heights", "surface"])
@pytest.mark.parametrize("theme", themes.values(), ids=themes)
def test_colour_maps_go_evenly_from_dark_to_light_or_back(theme, name):
    lightness = np.array([lab(getattr(theme, name)(x)[:3])[0] for x in np.linspace(0, 1, 33)])
    steps = np.diff(lightness)
    assert (steps > 0).all() or (steps < 0).all()
    assert np.abs(steps).max() < 2 * np.abs(steps).min()


def test_each_of_many_methods_has_its_own_pair_of_colour_and_marker():
    theme = themes["light"]
    pairs = [(theme.color(i), theme.marker(i)) for i in range(40)]
    assert len(set(pairs)) == 40
    assert len({theme.marker(i) for i in range(8)}) == 8


def test_themes_by_name():
    assert as_theme("Dark") is themes["dark"]
    assert as_theme(themes["light"]) is themes["light"]
    with pytest.raises(TrajvizError, match="did you mean 'dark'"):
        as_theme("drak")
    with pytest.raises(TrajvizError, match="theme must be a name"):
        as_theme(3)
