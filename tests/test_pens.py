"""Lines that are drawn with kept pens, beside what `Line2D.draw` draws, pixel for pixel and call for call."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patheffects import Normal, SimpleLineShadow, Stroke
from matplotlib.transforms import Affine2D, ScaledTranslation

from trajviz.frames.pens import Pens

RIM = {"linewidth": 5, "foreground": "yellow"}
LOOKS = {
    "linestyle": ["-", "--", ":", "none", (0, (3, 1, 1, 1))],
    "linewidth": [0, 0.4, 2.0, np.float64(3)],
    "color": ["C1", (0.1, 0.2, 0.9), (1, 0, 0, 0.4), np.array([0.3, 0.6, 0.2]), "none"],
    "alpha": [None, 0.5],
    "marker": ["None", "o", "s", ",", "x", "*", "^", MarkerStyle("D", "left"), (3, 0, 20)],
    "markersize": [0, 3, 9.5],
    "markerfacecolor": ["auto", "none", "w", (0, 1, 0, 0.3)],
    "markeredgecolor": ["auto", "none", "k"],
    "markeredgewidth": [0, 1, 2.5],
    "fillstyle": ["full", "none", "top"],
    "markevery": [None, 2],
    "drawstyle": ["default", "steps-mid"],
    "gapcolor": [None, "y"],
    "antialiased": [True, False],
    "solid_capstyle": ["butt", "round", "projecting"],
    "dash_joinstyle": ["miter", "bevel"],
    "visible": [True, True, True, False],
    "clip_on": [True, False],
    "snap": [None, True, False],
    "sketch_params": [None, 1.0],
    "path_effects": [
        None,
        [Stroke(**RIM), Normal()],
        [Stroke((2, 1), **RIM), Normal()],
        [SimpleLineShadow(), Normal()],
    ],
}
PATHS = [
    [[0.1, 0.2], [0.9, 0.7], [0.4, 0.9], [0.4, 0.1]],
    [[0.2, 0.2], [np.nan, 0.3], [0.6, 0.6], [1.4, 0.2]],
    [[0.5, 0.5]],
    np.random.default_rng(0).uniform(size=(300, 2)),
    np.column_stack([np.linspace(-1, 2, 1500), np.linspace(0.1, 0.9, 1500)]),
    np.zeros((0, 2)),
]
looks = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in LOOKS.items()})
states = st.lists(st.tuples(looks, st.sampled_from(range(len(PATHS)))), min_size=1, max_size=4)


def empty_axes(scale="linear"):
    """Return axes of a small figure with an Agg canvas, and what draws on it."""
    figure = Figure(figsize=(2, 1.5), dpi=80)
    axes = figure.add_subplot(xscale=scale, xlim=(0.1, 1), ylim=(0, 1))
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    renderer.clear()
    return axes, renderer


def drawn(states, draw, scale="linear"):
    """Return the picture after each of the states of one line."""
    axes, renderer = empty_axes(scale)
    line = Line2D([], [])
    axes.add_line(line)
    pictures = []
    for look, path in states:
        line.set(**look)
        line.set_data(*np.array(PATHS[path]).T)
        renderer.clear()
        draw(line, renderer)
        pictures.append(np.array(renderer.buffer_rgba()))
        assert not line.stale or not line.get_visible()
        assert np.array_equal(line.get_xydata(), np.array(PATHS[path]), equal_nan=True)
    return pictures


@settings(max_examples=100, deadline=None)
@given(states, st.sampled_from(["linear", "log"]))
def test_lines_of_all_looks_are_drawn_as_matplotlib_draws_them(states, scale):
    """While a line goes from one look to another, on axes of either scale."""
    ours, theirs = drawn(states, Pens().draw, scale), drawn(states, lambda line, on: line.draw(on), scale)
    assert all(map(np.array_equal, ours, theirs))


def moved(line):
    """Move a line by a transform that is changed in place."""
    line.axes.transData.get_affine()
    line.get_transform().translate(5, 3)


CHANGES = {
    "an attribute": lambda line: setattr(line, "_linewidth", 6.0),
    "an effect": lambda line: line.get_path_effects()[0]._gc.update(linewidth=12),
    "data written into, which no setter tells": lambda line: line._xorig.__setitem__(0, 0.9),
    "limits": lambda line: line.axes.set_xlim(0, 3),
    "resolution": lambda line: setattr(line.get_figure(), "dpi", 40),
    "a transform": lambda line: line.set_transform(
        line.axes.transData + ScaledTranslation(0.1, 0.2, line.get_figure().dpi_scale_trans)
    ),
    "a transform in place": moved,
    "the clip box": lambda line: line.set_clip_box(line.axes.bbox.shrunk(0.5, 0.5)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_any_kind_is_seen(change):
    """Whatever is changed between two drawings shows as it does in Matplotlib."""

    def pictures(draw):
        axes, renderer = empty_axes()
        line = Line2D([], [], path_effects=[Stroke(linewidth=5, foreground="y"), Normal()], clip_on=True)
        axes.add_line(line)
        line.set_data(*np.array(PATHS[0]).T)
        if change == "a transform in place":
            line.set_transform(Affine2D(axes.transData.get_matrix()))
        for _ in range(2):
            draw(line, renderer)
        CHANGES[change](line)
        draw(line, renderer)
        return np.array(renderer.buffer_rgba())

    assert np.array_equal(pictures(Pens().draw), pictures(lambda line, on: line.draw(on)))


def test_a_line_that_draws_itself_does_so():
    """A class or a line with a drawing of its own is left alone."""
    calls = []

    class Own(Line2D):
        def draw(self, _):
            calls.append("class")

    axes, renderer = empty_axes()
    own, plain = Own([0, 1], [0, 1]), Line2D([0, 1], [0, 1])
    plain.draw = lambda _: calls.append("line")
    for line in (own, plain):
        axes.add_line(line)
        Pens().draw(line, renderer)
    assert calls == ["class", "line"]
