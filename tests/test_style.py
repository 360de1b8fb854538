"""Colours are measured: apart for every reader, visible on both backgrounds, even in lightness."""

from dataclasses import replace
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from cycler import cycler
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

import trajviz as tv
from trajviz.drawing.theme import as_theme, counterpart, readable_on, theme_of_a_sweep, themes
from trajviz.errors import TrajvizError
from trajviz.player.encode import encode_composition

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
    is_dark = contrast(theme.background, "black") < 3
    for color in [*theme.lines, *theme.sequence(np.linspace(0, 1, 9))]:
        for ground in (theme.background, theme.panel, theme.halo):
            assert contrast(color, ground) >= (6 if is_dark else 3)
    assert contrast(theme.foreground, theme.background) >= 7
    assert contrast(theme.muted, theme.background) >= 3
    for height in np.linspace(0, 1, 33):  # a star is told from what it lies on by itself or by its rim
        assert max(contrast(color, theme.heights(height)) for color in (theme.star, theme.halo)) >= 4


@pytest.mark.parametrize("theme", themes.values(), ids=themes)
def test_maps_span_from_dark_valleys_to_light_heights(theme):
    low, high = theme.heights(0.0), theme.heights(1.0)
    assert contrast(low, high) >= 4.5
    assert XYZ[1] @ linear(low) < XYZ[1] @ linear(high)
    assert low[2] > max(low[:2])  # valleys are blue


@pytest.mark.parametrize("name", ["light", "dark"])
def test_what_is_written_on_a_map_can_be_read_on_both_bands(name):
    theme = themes[name]
    bands = theme.heights(np.linspace(0, 1, 15))
    for k in range(14):
        color = readable_on(bands[k : k + 2], theme)
        if color:
            assert min(contrast(color, bands[k]), contrast(color, bands[k + 1])) >= 4.5
    assert all(readable_on(np.full((1, 4), gray), theme) for gray in np.linspace(0, 1, 257))


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


def test_more_methods_than_colours_differ_by_dash():
    theme = themes["light"]
    looks = [(theme.color(i), theme.dash(i)) for i in range(32)]
    assert len(set(looks)) == 32
    assert {theme.dash(i) for i in range(8)} == {()}


TEN = [tv.Trajectory.from_path([[0, 0], [k, 1], [k, 2]], f"run {k}") for k in range(10)]


class TestDashes:
    def test_the_ninth_line_is_dashed_in_a_solid_casing(self):
        axes = tv.animate(TEN, frames=3).fig.axes[0]
        trails = [line for line in axes.lines if line.get_path_effects()]
        assert [line.is_dashed() for line in trails] == [False] * 8 + [True] * 2
        rim, _ = trails[8].get_path_effects()
        assert rim._gc["dashes"] == {"dash_offset": 0, "dash_list": None}

    def test_on_axes_of_ones_own_too(self):
        axes = tv.TrajectoryAnimation([run.path for run in TEN]).ax
        assert sum(line.is_dashed() for line in axes.lines) == 2

    def test_in_a_page_and_its_legend(self):
        data = encode_composition(tv.animate(TEN, frames=3).composition).data
        assert [bool(entry.get("dash")) for entry in data["legend"]] == [False] * 8 + [True] * 2
        trails = [item["look"] for item in data["panels"][0]["items"] if item["k"] == "trail"]
        dashed = [["dash" in look for look in looks] for looks in trails]
        assert dashed == [[False, False]] * 8 + [[False, True]] * 2


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("count", [3, 5, 8])
def test_a_sweep_is_a_sequence_of_one_hue(name, count):
    theme = theme_of_a_sweep(themes[name], np.geomspace(1, 0.001, count).tolist())
    colors = [lab(color) for color in reversed(theme.lines)]  # from the smallest value to the largest
    hues = np.degrees([np.arctan2(b, a) for _, a, b in colors])
    assert np.ptp(hues) < 40
    steps = np.diff([lightness for lightness, _, _ in colors])
    assert (steps < -3).all() if name == "light" else (steps > 3).all()
    twins = theme_of_a_sweep(themes["dark" if name == "light" else "light"], range(count, 0, -1)).lines
    for color, twin in zip(counterpart(theme).lines, twins, strict=True):
        assert np.abs(np.subtract(to_rgb(color), to_rgb(twin))).max() < 2 / 255


def test_lines_of_a_users_own_stay_in_the_counterpart():
    theme = replace(themes["light"], lines=("#123456", "#654321"))
    assert counterpart(theme) == replace(themes["dark"], lines=theme.lines)
    assert counterpart(themes["light"]) is themes["dark"]


def test_which_runs_are_a_sweep():
    def lines(*methods):
        header = tv.animate("sphere", list(methods), steps=2)._composition.heading
        return [track.color for track, _ in header.entries]

    own = list(themes["light"].lines)
    by_rate = lines("GD(lr=0.3)", "GD(lr=0.01)", "GD(lr=0.1)")
    assert by_rate == list(theme_of_a_sweep(themes["light"], [0.3, 0.01, 0.1]).lines)
    darkest, lightest, between = (lab(color)[0] for color in by_rate)
    assert darkest < between < lightest
    assert lines("GD(lr=0.3)", "GD(lr=0.01)") == own[:2]
    assert lines("GD(lr=0.3)", "GD(lr=0.01)", "Adam(lr=0.1)") == own[:3]
    assert lines("Momentum(lr=0.3)", "Momentum(lr=0.01)", "Momentum(lr=0.1, momentum=0.5)") == own[:3]
    assert lines("Newton", "Newton(modified=True)") == own[:2]


def test_themes_by_name():
    assert as_theme("Dark") is themes["dark"]
    assert as_theme(themes["light"]) is themes["light"]
    with pytest.raises(TrajvizError, match="did you mean 'dark'"):
        as_theme("drak")
    with pytest.raises(TrajvizError, match="theme must be a name"):
        as_theme(3)


HOSTILE = {
    "agg.path.chunksize": 20,
    "axes.formatter.limits": (-1, 1),
    "axes.grid": True,
    "axes.labelpad": 40,
    "axes.linewidth": 9,
    "axes.prop_cycle": cycler(color=["pink"]),
    "axes.spines.left": False,
    "axes.titlelocation": "left",
    "axes.titley": 0.3,
    "axes.xmargin": 0.4,
    "axes3d.grid": False,
    "axes3d.xaxis.panecolor": "red",
    "contour.linewidth": 7,
    "figure.autolayout": True,
    "figure.dpi": 37,
    "figure.facecolor": "red",
    "figure.frameon": False,
    "grid.linestyle": ":",
    "image.cmap": "gray",
    "legend.loc": "center",
    "lines.antialiased": False,
    "lines.linestyle": "--",
    "lines.marker": "o",
    "lines.markeredgewidth": 5,
    "lines.solid_capstyle": "butt",
    "markers.fillstyle": "none",
    "patch.force_edgecolor": True,
    "patch.linewidth": 8,
    "path.simplify": False,
    "path.sketch": (5, 20, 10),
    "savefig.bbox": "tight",
    "savefig.dpi": 30,
    "savefig.facecolor": "green",
    "savefig.transparent": True,
    "text.color": "yellow",
    "text.usetex": True,
    "xtick.direction": "in",
    "xtick.major.size": 25,
    "xtick.minor.visible": True,
    "ytick.left": False,
    "ytick.right": True,
}


def pictures_of_all_kinds():
    runs = [tv.trace("camel", "GD", steps=4)]
    animation = tv.animate(runs, view=["contour", "surface", "convergence"], frames=3, size=(900, 300))
    return [frame.copy() for frame in animation.frames()], animation


@pytest.fixture(scope="module")
def plain():
    return pictures_of_all_kinds()[0]


@pytest.mark.slow
class TestAUsersSettings:
    @pytest.mark.parametrize("drawn_too", [True, False])
    def test_what_would_wreck_a_figure_does_not_reach_it(self, plain, drawn_too, tmp_path):
        with mpl.rc_context(HOSTILE):
            before = dict.copy(mpl.rcParams)
            pictures, animation = pictures_of_all_kinds()
            animation.save(tmp_path / "under.svg")
            assert dict.copy(mpl.rcParams) == before
        if not drawn_too:
            pictures = animation.frames()[:]
        np.testing.assert_array_equal(pictures, plain)
        pictures_of_all_kinds()[1].save(tmp_path / "plain.svg")
        assert (tmp_path / "under.svg").read_bytes() == (tmp_path / "plain.svg").read_bytes()

    @pytest.mark.slow
    @settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sets(st.sampled_from(sorted(HOSTILE)), min_size=1, max_size=6))
    def test_whatever_is_set(self, plain, chosen):
        with mpl.rc_context({name: HOSTILE[name] for name in chosen}):
            pictures, _ = pictures_of_all_kinds()
        np.testing.assert_array_equal(pictures, plain)

    def test_a_page_is_told_alike(self):
        page = pictures_of_all_kinds()[1].to_html()
        with mpl.rc_context(HOSTILE):
            assert pictures_of_all_kinds()[1].to_html() == page

    @pytest.mark.parametrize(
        "fonts", [{"font.family": "monospace"}, {"font.size": 12}, {"axes.labelsize": 12}, {"xtick.labelsize": "large"}]
    )
    def test_fonts_pass(self, plain, fonts):
        with mpl.rc_context(fonts):
            pictures, animation = pictures_of_all_kinds()
        assert not np.array_equal(pictures[0], plain[0])
        np.testing.assert_array_equal(animation.frames()[0], pictures[0])  # drawn later, they are still the same

    @pytest.mark.parametrize("size", [6, 15, 20])
    def test_sizes_of_fonts_pass(self, size):
        scale = size / 10
        sizes = themes["light"].fonts
        with mpl.rc_context({"font.size": size}):
            figure = pictures_of_all_kinds()[1].fig
        for axes in figure.axes[:3]:
            assert axes.xaxis.label.get_fontsize() == pytest.approx(sizes["label"] * scale)
            assert axes.xaxis.get_major_ticks()[0].label1.get_fontsize() == pytest.approx(sizes["tick"] * scale)
        title = next(text for text in figure.findobj(Text) if text.get_text() == "Six-hump camel")
        assert title.get_fontsize() == pytest.approx(sizes["title"] * scale)

    def test_the_other_theme_is_found_for_larger_fonts(self):
        larger = themes["light"].with_larger_fonts(1.5)
        assert counterpart(larger) is themes["dark"]
        assert counterpart(replace(larger, background="#EEEEEE")) is None

    def test_the_minus_passes(self):
        texts = []
        for unicode_minus in (True, False):
            with mpl.rc_context({"axes.unicode_minus": unicode_minus}):
                axes = pictures_of_all_kinds()[1].fig.axes[0]
                texts.append("".join(label.get_text() for label in axes.get_xticklabels()))
        assert "\N{MINUS SIGN}" in texts[0]
        assert texts[1] == texts[0].replace("\N{MINUS SIGN}", "-")

    @pytest.mark.parametrize("projection", [None, "3d"])
    def test_trails_on_a_users_own_axes_are_plain_lines(self, projection):
        points = [[0.0, 0, 0], [1, 1, 1], [2, 0, 1]]
        with mpl.rc_context({"lines.marker": "o", "lines.linestyle": "--", "markers.fillstyle": "none"}):
            axes = Figure().add_subplot(projection=projection)
            tv.TrajectoryAnimation([np.array(points)[:, : 3 if projection else 2]], ax=axes)
        trail, head = axes.lines
        assert (trail.get_linestyle(), trail.get_marker()) == ("-", "None")
        assert (head.get_linestyle(), head.get_fillstyle()) == ("None", "full")
