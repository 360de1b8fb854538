"""Maps of the whole catalogue: where their levels lie, which lines are drawn, and what is written on them."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.transforms import Bbox
from scipy.spatial import cKDTree
from test_style import contrast

import trajviz as tv
from trajviz.drawing.layers.contour_lines import MOST_WRITTEN, SettledLines
from trajviz.drawing.views.caption import CAPTION
from trajviz.drawing.views.levels import height_scale
from trajviz.drawing.views.spread import by_roundness, spread
from trajviz.functions.landscape import landscape

TWO_DIMENSIONAL = [name for name in tv.objectives if getattr(tv.objectives[name], "dimension", 2) in (2, None)]
FLAT = 0.02  # of the range, that a slope amounts to over the whole map


def chosen(name):
    """Return the objective of that name, its values on a grid, the scale and the levels."""
    objective = tv.objective(name)
    grid = landscape(objective)
    scale = height_scale(grid.values, objective.minimum)
    return objective, grid, scale, scale.levels(start=float(objective(objective.start)))


def significant(number):
    """Return the significant digits of a number, to twelve."""
    return f"{abs(number):.11e}".split("e")[0].replace(".", "").rstrip("0")


def on_map(name, **options):
    """Return the animation of a function with a path, drawn, its axes and its lines."""
    animation = tv.animate(name, "BFGS,GD", steps=40, frames=2, **options)
    animation.fig.draw_without_rendering()
    axes = animation.fig.axes[0]
    (lines,) = (artist for artist in axes.collections if isinstance(artist, SettledLines))
    return animation, axes, lines


def written(axes):
    return [text for text in axes.texts if text.get_gid() != CAPTION and text.get_visible()]


class TestLevels:
    @pytest.mark.parametrize("name", TWO_DIMENSIONAL)
    def test_there_are_some_below_the_start(self, name):
        objective, _, _, levels = chosen(name)
        assert (levels < objective(objective.start)).sum() >= 6

    @pytest.mark.parametrize("name", TWO_DIMENSIONAL)
    def test_no_band_covers_the_map_where_the_function_is_not_flat(self, name):
        _, grid, scale, levels = chosen(name)
        heights = scale.height(grid.values)
        along, across = np.gradient(heights)
        slopes = np.hypot(across * len(grid.x), along * len(grid.y))
        is_flat = ~(slopes >= FLAT * np.ptp(heights[np.isfinite(heights)]))
        shares = np.bincount(np.digitize(heights[~is_flat], scale.height(levels))) / heights.size
        assert shares.max(initial=0) <= 0.35

    @pytest.mark.parametrize("name", TWO_DIMENSIONAL)
    def test_they_are_round_and_neither_few_nor_many(self, name):
        _, _, scale, levels = chosen(name)
        assert 8 <= len(levels) <= 26
        above = levels - scale.base if scale.is_log else levels
        digits = [significant(round(level, 9)) for level in above]
        assert all(len(each) <= 4 for each in digits)
        if scale.is_log:  # 1, 2 and 5, but where a band were too wide
            assert sum(each in ("1", "2", "5") for each in digits) >= len(digits) - 4

    def test_half_are_even_and_half_by_area(self):
        _, grid, _, levels = chosen("muller_brown")
        assert {500, 1000, 1500, 2000, 2500, 3000} <= set(levels)  # which are far from most of the map
        shares = np.diff([np.mean(grid.values < level) for level in levels])
        assert shares.max() < 0.2

    @given(
        st.lists(st.floats(-1e240, 1e240), min_size=2, max_size=50, unique=True),
        st.integers(1, 60),
        st.floats(-1e240, 1e240),
    )
    def test_of_whatever_sample_they_lie_within(self, sample, count, start):
        sample = np.sort(sample)
        levels = spread(sample, 0.0, count, start)
        assert (np.diff(levels) > 0).all()
        assert ((levels > sample[0]) & (levels < sample[-1])).all()
        assert len(levels) <= 2 * count + 20

    @given(st.lists(st.floats(1e-200, 1e200), min_size=2, max_size=50, unique=True), st.integers(1, 60))
    def test_of_a_logarithmic_scale_too(self, sample, count):
        sample = np.sort(sample)
        levels = spread(sample, max(sample[0], 1e-8 * sample[-1]), count)
        assert (np.diff(levels) > 0).all()
        assert ((levels > sample[0]) & (levels < sample[-1])).all()

    @given(st.lists(st.floats(-1e9, 1e9), max_size=40, unique=True))
    def test_every_level_has_a_place_among_the_roundest(self, levels):
        assert sorted(by_roundness(np.sort(levels))) == list(range(len(levels)))


@pytest.mark.slow
class TestWhatIsWritten:
    @pytest.mark.parametrize("name", TWO_DIMENSIONAL)
    def test_few_once_and_away_from_all_else(self, name):
        animation, axes, _ = on_map(name)
        texts = written(axes)
        renderer = animation.fig.canvas.get_renderer()
        boxes = [text.get_window_extent(renderer) for text in texts]
        assert len(texts) <= MOST_WRITTEN == 8
        assert len({text.get_text() for text in texts}) == len(texts)
        for one, other in combinations(boxes, 2):
            assert not one.padded(2).overlaps(other.padded(2))
        inside = axes.bbox.padded(-5)
        runs = [axes.transData.transform(run.path) for run in animation.trajectories]
        marks = axes.transData.transform(np.concatenate([run.path[:1] for run in animation.trajectories]))
        for box in boxes:
            assert Bbox.intersection(inside, box).bounds == pytest.approx(box.bounds)
            assert not box.padded(6).count_contains(marks)
            for path in runs:
                ways = np.linspace(path, np.roll(path, -1, axis=0), 50)[:, : len(path) - 1 or 1].reshape(-1, 2)
                assert not box.count_contains(ways[np.isfinite(ways).all(axis=1)])

    @pytest.mark.parametrize("theme", ["light", "dark"])
    @pytest.mark.parametrize("name", TWO_DIMENSIONAL)
    def test_it_can_be_read(self, name, theme):
        animation, axes, lines = on_map(name, theme=theme)
        texts = written(axes)
        lines.set_visible(False)
        for text in texts:
            text.set_alpha(0)  # which leaves its ground
        animation.fig.canvas.draw()
        picture = np.asarray(animation.fig.canvas.buffer_rgba())[..., :3]
        for text in texts:
            x, y = axes.transData.transform(text.get_position())
            around = picture[int(len(picture) - y) - 2 : int(len(picture) - y) + 3, int(x) - 2 : int(x) + 3]
            for ground in np.unique(around.reshape(-1, 3), axis=0):
                assert contrast(text.get_color(), ground / 255) >= 4.4  # a band's colour is rounded


@pytest.mark.slow
class TestLines:
    @pytest.mark.parametrize("name", [name for name in TWO_DIMENSIONAL if name != "bbob_19"])  # waves below a pixel
    def test_no_two_are_drawn_in_full_nearer_than_four_pixels(self, name):
        animation, axes, lines = on_map(name)
        scale, objective = chosen(name)[2], animation.trajectories[0].objective
        points = {level: [] for level in lines.levels}
        for path in lines.get_paths()[-1:]:
            goes_on = path.codes[1:] == path.LINETO
            middles = ((path.vertices[1:] + path.vertices[:-1]) / 2)[goes_on]
            nearest = np.abs(scale.height(objective(middles.T))[:, None] - lines.levels).argmin(axis=1)
            for place, level in enumerate(lines.levels):
                points[level] = axes.transData.transform(middles[nearest == place])
        close = [
            cKDTree(one).query(other)[0] < 3  # neighbours are reckoned from the slope
            for one, other in combinations([own for own in points.values() if len(own)], 2)
        ]
        assert sum(each.sum() for each in close) <= 12 + 0.01 * sum(len(own) for own in points.values())

    @pytest.mark.parametrize("name", ["camel", "himmelblau", "rosenbrock", "styblinski_tang", "branin", "peaks"])
    def test_they_follow_the_function_at_1920_pixels(self, name):
        """Each piece of a line is where the function has the height of its level, to half a pixel."""
        animation, axes, lines = on_map(name, size=(1920, 1080))
        objective = animation.trajectories[0].objective
        scale, at = chosen(name)[2], lines.levels
        assert animation.fig.bbox.size.tolist() == [1920, 1080]
        for path in lines.get_paths():
            goes_on = path.codes[1:] == path.LINETO
            middles = ((path.vertices[1:] + path.vertices[:-1]) / 2)[goes_on].T
            heights = scale.height(objective(middles))
            off = np.abs(heights[:, None] - at).min(axis=1)
            slopes = np.zeros(len(heights))
            for k, pixel in enumerate(np.diff(axes.transData.inverted().transform([(0, 0), (1, 1)]), axis=0)[0]):
                step = pixel * np.eye(2)[k][:, None]
                slopes = np.hypot(
                    slopes, (scale.height(objective(middles + step)) - scale.height(objective(middles - step))) / 2
                )
            is_crossing = slopes < np.quantile(slopes, 0.02)  # around a saddle a line has no direction
            assert np.quantile((off / slopes)[~is_crossing], 0.99) < 0.5
