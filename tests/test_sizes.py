"""Pictures of every size read alike: letters, lines, marks and margins follow, and the header leaves room."""

import numpy as np
import pytest
from PIL import Image

import trajviz as tv
from trajviz.drawing.header import ending
from trajviz.drawing.layers.readout import written
from trajviz.drawing.sizes import Sizing, checked_size, sizing

TWELVE = "BFGS,GD,Adam,SGD,Momentum(lr=0.01),Nesterov,RMSprop,Adagrad,AdaMax,Newton,L-BFGS-B,Nelder-Mead"


def lengths_of(anim):
    """Return what is as large as the picture: fonts, lines and marks in pixels, and places in shares of the figure."""
    figure = anim.fig
    figure.draw_without_rendering()
    unit = figure.dpi / 72
    header = next(axes for axes in figure.axes if axes.get_label() == "header")
    panel = next(axes for axes in figure.axes if axes is not header)
    sizes = [text.get_fontsize() * unit for text in [*header.texts, panel.xaxis.label, *panel.get_xticklabels()]]
    lines = [(line.get_linewidth() * unit, line.get_markersize() * unit) for line in [*header.lines, *panel.lines]]
    return np.array(sizes), np.array(lines), panel.get_position().extents


class TestSize:
    def test_a_picture_of_twice_the_size_is_the_same_twice_as_large(self):
        small = tv.animate("camel", "BFGS,GD", steps=20, size=(960, 540))
        large = tv.animate("camel", "BFGS,GD", steps=20, size=(1920, 1080))
        for one, other in zip(lengths_of(small)[:2], lengths_of(large)[:2], strict=True):
            np.testing.assert_allclose(2 * one, other)
        np.testing.assert_allclose(lengths_of(small)[2], lengths_of(large)[2], atol=4e-3)

    def test_it_shows_the_same(self):
        pictures = [
            Image.fromarray(tv.animate("booth", "BFGS,GD", steps=20, size=size, level_format="").frames()[0])
            for size in ((960, 540), (1920, 1080))
        ]
        shrunk = np.asarray(pictures[1].resize((960, 540), Image.Resampling.BOX), dtype=float)
        assert np.abs(shrunk - np.asarray(pictures[0], dtype=float)).mean() < 3

    @pytest.mark.parametrize("said", [{"scale": 2}, {"dpi": 200}])
    def test_a_scale_and_a_resolution_say_it(self, said):
        anim = tv.animate("booth", "GD", steps=3, **said)
        assert tuple(anim.fig.bbox.size) == (1600, 1000)
        usual = tv.animate("booth", "GD", steps=3)
        for one, other in zip(lengths_of(usual)[:2], lengths_of(anim)[:2], strict=True):
            np.testing.assert_allclose(2 * one, other)

    def test_of_a_given_size_they_say_how_large_what_is_in_it_is(self):
        anim = tv.animate("booth", "GD", steps=3, size=(1200, 900), dpi=150)
        assert tuple(anim.fig.bbox.size) == (1200, 900)
        assert anim.fig.dpi == 150

    def test_inches_are_those_of_matplotlib(self):
        anim = tv.animate("booth", "GD", steps=3, figsize=(8, 4.5), dpi=120)
        assert tuple(anim.fig.bbox.size) == (960, 540)
        assert anim.fig.axes[0].xaxis.label.get_fontsize() == pytest.approx(9.5)

    @pytest.mark.parametrize("size", [(400, 300), (600, 600), (500, 900), (1600, 400), (2560, 1440), (803, 501)])
    def test_letters_can_be_read(self, size):
        anim = tv.animate("camel", "BFGS,GD", steps=20, size=size)
        assert anim.frames().still(0).shape == (size[1], size[0], 3)
        letters, _, _ = lengths_of(anim)
        assert letters.min() >= 9  # pixels

    @pytest.mark.parametrize("view", ["contour", "contour,surface,convergence"])
    def test_every_panel_has_its_share_of_the_width(self, view):
        anim = tv.animate("camel", "BFGS,GD", steps=20, view=view)
        anim.fig.draw_without_rendering()
        panels = [axes for axes in anim.fig.axes if axes.get_label() != "header"]
        widths = [axes.get_tightbbox().width for axes in panels if axes.name != "3d"]
        assert min(widths) > 0.24 * anim.fig.bbox.width * (1 if len(panels) > 1 else 3)

    @pytest.mark.parametrize(
        ("said", "complaint"),
        [
            ({"dpi": 100, "scale": 1}, "dpi and scale"),
            ({"size": (800, 500), "figsize": (8, 5)}, "size is in pixels"),
            ({"dpi": 3}, "dpi must be a number from 10"),
            ({"scale": 1000}, "scale must be a number from 0.1 to 50"),
            ({"figsize": ("a", 3)}, "figsize"),
        ],
    )
    def test_what_says_two_things_or_nothing_is_refused(self, said, complaint):
        with pytest.raises(tv.TrajvizError, match=complaint):
            tv.animate("booth", "GD", steps=3, **said)

    def test_the_scale_grows_with_the_picture_and_shrinks_more_slowly(self):
        scales = [Sizing((width, width // 2)).scale_for((800, 400)) for width in (400, 600, 800, 1600, 3200)]
        assert scales[2:] == [1, 2, 4]
        assert 0.5 < scales[0] < scales[1] < 1
        assert sizing(None, None, None, None) == Sizing()
        assert checked_size((800, 500)) == (800, 500)


class TestHeader:
    @pytest.mark.parametrize("size", [None, (800, 500), (960, 540), (1920, 1080)])
    def test_twelve_methods_take_less_than_a_fifth(self, size):
        anim = tv.animate("camel", TWELVE, steps=20, size=size)
        page = anim.fig.get_size_inches() * 100
        assert anim.composition.heading.height(page[0]) < page[1] / 5
        assert len(anim.composition.heading.entries) == 12

    @pytest.mark.parametrize("count", range(1, 13))
    def test_no_row_is_wasted(self, count):
        anim = tv.animate("camel", ",".join(TWELVE.split(",")[:count]), steps=20)
        heading = anim.composition.heading
        columns = heading.columns
        assert columns >= min(2, count)
        over = count % columns
        assert count <= columns or not over or over >= max(columns / 2, 2)

    @pytest.mark.parametrize(
        ("value", "text"),
        {
            1.234e-8: "1.2×10⁻⁸",
            -1.0316284: "−1.0316",
            0.0: "0",
            123456.0: "1.2×10⁵",
            0.00123456: "0.00123",
            np.inf: "inf",
        }.items(),
    )
    def test_numbers_are_short(self, value, text):
        assert written(value) == text

    def test_they_never_take_more_than_a_column(self):
        random = np.random.default_rng(0)
        for value in 10 ** random.uniform(-12, 12, 2000) * random.choice([-1, 1], 2000):
            told = written(float(value))
            assert len(told) <= 10
            number = told.replace("−", "-").replace("×10", "e").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
            assert float(number) == pytest.approx(value, rel=0.06)


class TestEndings:
    @pytest.mark.parametrize(
        ("objective", "method", "options", "word"),
        [
            ("camel", "BFGS", {}, "converged"),
            ("camel", "GD", {"steps": 5}, "out of steps"),
            ("himmelblau", "Nelder-Mead", {}, "stopped"),
            ("himmelblau", "Powell(maxfev=5)", {}, "stopped"),
            ("rosenbrock", "GD", {}, "diverged"),
            (tv.objective("x**2 - y**2", domain=(-1, 1)), "GD(lr=0.01)", {"start": (0.9, 0.5), "steps": 100}, "left"),
        ],
    )
    def test_are_told_in_words(self, objective, method, options, word):
        run = tv.animate(objective, method, **options).trajectories[0]
        assert ending([run]) == word

    def test_of_paths_from_elsewhere_nothing_is_said(self):
        assert ending([tv.Trajectory.from_path([(0, 0), (1, 1)], "mine")]) == ""

    def test_of_several_runs_the_share_that_converged_is_told(self):
        runs = [tv.trace("camel", "BFGS"), tv.trace("camel", "GD", steps=3)]
        assert ending(runs) == "1/2 converged"

    def test_the_legend_says_so_when_it_is_so(self):
        anim = tv.animate("camel", "BFGS,GD", steps=50)
        readouts = [readout for _, readout in anim.composition.heading.entries]
        first, last = anim.timeline.moments[[0, -1]]
        words = ("converged", "out of steps")
        assert not any(word in readout.text(first) for word, readout in zip(words, readouts, strict=True))
        assert all(word in readout.text(last) for word, readout in zip(words, readouts, strict=True))
