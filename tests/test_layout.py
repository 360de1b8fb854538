"""Nothing overlaps and nothing is cut off, whatever the size, the number of methods and the length of names."""

from itertools import combinations, product

import numpy as np
import pytest
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from mpl_toolkits.mplot3d import Axes3D

import trajviz as tv
from trajviz.drawing.layers.box import Box
from trajviz.drawing.sizes import checked_size

pytestmark = pytest.mark.slow

VIEWS = ["contour", "surface", "convergence"]
NAMES = ["GD", "BFGS", "Adam", "Momentum", "trust-constr", "L-BFGS-B", "Adam(lr=0.1, beta1=0.8)", "Nelder-Mead"]
LONG = [
    "RMSprop(lr=0.01, alpha=0.95, eps=1e-09)",
    "一个很长的名字" * 4,
    "a name that somebody has typed without an end" * 3,
]
SLACK = 1.0  # pixels


def runs(names):
    """Return trajectories of those names on the camel."""
    path = np.linspace((-1.5, 0.5), (0.0898, -0.7126), 12)
    return [tv.Trajectory.from_path(path + 0.05 * i, name, objective="camel") for i, name in enumerate(names)]


def header_of(figure):
    (axes,) = [axes for axes in figure.axes if axes.get_label() == "header"]
    return axes


def boxes_of_header(figure):
    """Return the texts, readouts and samples of the header with their boxes in pixels."""
    axes = header_of(figure)
    parts = [*axes.texts, *(patch for patch in axes.patches if isinstance(patch, PathPatch)), *axes.lines]
    boxes = [(part, part.get_window_extent()) for part in parts]
    return [(part, box) for part, box in boxes if box.width > 0]


def panels_of(figure):
    return [axes for axes in figure.axes if axes is not header_of(figure)]


def box_of_panel(axes):
    """Return the box of axes with all that is written around it."""
    if not isinstance(axes, Axes3D):
        return axes.get_tightbbox()
    return Bbox.union([artist.get_window_extent() for artist in axes.get_children() if isinstance(artist, Box)])


def parts_of_panel(axes):
    """Return axes and each text around them, with their boxes in pixels."""
    if isinstance(axes, Axes3D):
        return [(axes, box_of_panel(axes))]
    ticks = []
    for along, axis in enumerate((axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        ticks += [tick for tick in axis.get_majorticklabels() if low <= tick.get_position()[along] <= high]
    shown = [text for text in (*ticks, axes.xaxis.label, axes.yaxis.label, axes.title) if text.get_visible()]
    return [(axes, axes.bbox), *((text, text.get_window_extent()) for text in shown)]


def assert_tidy(anim):
    figure = anim.fig
    figure.draw_without_rendering()
    whole = figure.bbox.padded(SLACK)
    panels = [(axes, box_of_panel(axes)) for axes in panels_of(figure)]
    for frame in (0, len(anim.timeline) - 1):
        anim.show(frame)
        named = boxes_of_header(figure)
        for what, box in [*named, *panels]:
            inside = whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0 and box.y1 <= whole.y1
            assert inside, f"{what} at {box.extents.round()} is cut off"
            if isinstance(what, Text) and (room := what.get_clip_box()) is not None and what.get_clip_on():
                (left, bottom, right, top), (low, high) = room.extents, box.intervaly
                assert left < right, f"{what} is cut off whole"
                assert bottom - SLACK <= low < high <= top + SLACK, f"{what} at {box.extents.round()} is cut off"
        at_foot = [each for each in named if each[1].y1 < 30]  # beside the names of the lowest axes, not below them
        pairs = [*combinations([*(each for each in named if each not in at_foot), *panels], 2)]
        pairs += product(at_foot, [part for axes, _ in panels for part in parts_of_panel(axes)])
        for (one, box), (other, other_box) in pairs:
            assert not touch(box, other_box), f"{one} at {box.extents.round()}, {other} at {other_box.extents.round()}"


def touch(box, other):
    overlap = Bbox.intersection(box, other)
    return overlap is not None and overlap.width > SLACK and overlap.height > SLACK


def animated(names, views, **options):
    if "contour" in views:  # heights within the panel don't touch what is tested here, and take their time
        options.setdefault("level_format", "")
    return tv.animate(runs(names), view=views, **options)


class TestNothingOverlaps:
    @pytest.mark.parametrize("views", [VIEWS[:1], VIEWS[1:2], VIEWS[::2], VIEWS], ids=",".join)
    @pytest.mark.parametrize("count", [1, 2, 5, 8])
    def test_by_default(self, count, views):
        assert_tidy(animated(NAMES[:count], views))

    @pytest.mark.parametrize("theme", list(tv.themes))
    def test_in_every_theme(self, theme):
        assert_tidy(animated(NAMES[:3], VIEWS, theme=theme))

    @pytest.mark.parametrize("size", [(480, 360), (640, 480), (1000, 400), (1600, 900)])
    @pytest.mark.parametrize("views", [VIEWS[:1], VIEWS[::2], VIEWS], ids=",".join)
    @pytest.mark.parametrize("count", [1, 8])
    def test_at_any_size_that_is_not_refused(self, size, views, count):
        try:
            anim = animated(NAMES[:count], views, size=size)
        except tv.TrajvizError:
            assert len(views) > 1 or count > 1, "there is room for this"
            assert size < (900, 401)
            return
        assert tuple(anim.fig.bbox.size) == size
        assert_tidy(anim)

    def test_small_figures_go_with_short_readouts_or_none(self):
        anim = animated(NAMES[4:7], ["contour"], size=(300, 300))
        readouts = [readout for _, readout in anim.composition.heading.entries if readout is not None]
        assert all(readout.form == "short" for readout in readouts)
        assert_tidy(anim)

    @pytest.mark.filterwarnings("ignore:Glyph")
    @pytest.mark.parametrize("size", [None, (480, 480), (1600, 900)])
    @pytest.mark.parametrize("count", [1, 2, 3])
    def test_long_names(self, size, count):
        assert_tidy(animated(LONG[:count], ["contour"], size=size))

    @pytest.mark.parametrize("readout", [True, False])
    @pytest.mark.parametrize(
        "title",
        [
            "",
            "A title",
            "W" * 300,
            "line\nbreak",
            r"$\frac{x^2}{1 + \sqrt{y}}$",
            r"$\frac{$ no mathematics",
            "5 $ a step",
        ],
    )
    def test_titles(self, title, readout):
        for size in (None, (480, 360)):
            assert_tidy(animated(NAMES[:2], ["contour"], title=title, readout=readout, size=size))

    def test_names_that_are_mathematics_or_not(self):
        assert_tidy(animated([r"$\alpha = 0.1$", "100 $", r"$\oops$", "two\nlines"], ["contour"]))

    @pytest.mark.parametrize("formula", ["1e-9*(x**2 + y**2)", "1e12*(x**2 + y**2)", "x**2 + y**2 - 123456789"])
    def test_wide_ticks_and_readouts(self, formula):
        anim = tv.animate(formula, "GD(lr=0.1),BFGS", view=VIEWS, steps=3)
        assert_tidy(anim)

    @pytest.mark.parametrize("steps", [5, 1_000_000])
    def test_readouts_of_long_runs(self, steps):
        path = np.zeros((steps + 1, 2))
        assert_tidy(tv.animate([tv.Trajectory.from_path(path, n, objective="camel") for n in NAMES[:3]], frames=3))

    @pytest.mark.parametrize("name", list(tv.objectives))
    def test_every_objective(self, name):
        objective = tv.objective(name)
        view = "contour" if objective.dimension == 2 else "convergence"
        run = tv.Trajectory.from_path([objective.start], "still", objective=objective)
        assert_tidy(tv.animate(run, view=view, **({"level_format": ""} if view == "contour" else {})))


def test_runs_without_names_have_no_header():
    anim = tv.animate(tv.Trajectory.from_path([[0, 0], [1, 1]]), title="")
    assert not [part for part, _ in boxes_of_header(anim.fig) if isinstance(part, Text)]
    assert_tidy(anim)


def test_every_method_is_named_once_with_its_looks():
    anim = animated(["GD", "BFGS", "GD"], ["contour"])
    named = [text.get_text() for text in header_of(anim.fig).texts]
    assert [named.count(name) for name in ("GD", "BFGS")] == [1, 1]
    samples = [line for line in header_of(anim.fig).lines if len(line.get_xdata()) == 3]
    trails = [line for line in anim.ax.lines if line.get_path_effects()]
    assert [(s.get_color()) for s in samples] == [trails[0].get_color(), trails[1].get_color()]
    assert trails[0].get_color() == trails[2].get_color()


def test_a_theme_leaves_matplotlib_as_it_was():
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    animated(NAMES[:2], VIEWS, theme="dark").frames()[-1]
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("size", [(240, 180), (800, 500), (10_000, 10_000), (np.int64(640), 480.0)])
def test_sizes(size):
    assert checked_size(size) == tuple(size)


@pytest.mark.parametrize(
    "size", [None, 5, (1,), (1, 2, 3), ("a", "b"), (800.5, 500), (np.nan, 500), (np.inf, 500), (0, 500), (800, -1)]
)
def test_sizes_that_can_not_be(size):
    with pytest.raises(tv.TrajvizError, match="size must"):
        checked_size(size)


@pytest.mark.parametrize("size", [(239, 500), (800, 179), (10_001, 500), (300, 200)])
def test_sizes_that_are_too_small_or_too_large(size):
    with pytest.raises(tv.TrajvizError, match="size must"):
        animated(NAMES[:2], VIEWS, size=size)
