"""The contract of the compositor: its frames are those of full redraws, in every pixel."""

import gc
import io
import subprocess
import sys
import weakref

import matplotlib
import numpy as np
import pytest
import random_scenes as scenes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.animation import FuncAnimation
from matplotlib.backend_bases import TimerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from random_scenes import FRAMES, Recipe

import trajviz as tv
from trajviz.composition import Composition
from trajviz.drawing.layers.layer import Attached
from trajviz.drawing.layers.motions import Still
from trajviz.drawing.timeline import timeline
from trajviz.frames.frames import Frames

ORDER = [0, 3, 3, 1, 4]

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def full_redraw(figure, update, index, dpi):
    """Return what Matplotlib's own animations save: the figure, drawn from nothing on an opaque ground."""
    update(index)
    patch = figure.patch
    alpha, visible = patch.get_alpha(), patch.get_visible()
    ground = on_white(figure.get_facecolor()) if visible else "white"
    patch.set(alpha=None, visible=True)
    try:
        settled(figure, dpi)
        return saved(figure, dpi, facecolor=ground)[..., :3]
    finally:
        patch.set(alpha=alpha, visible=visible)


def on_white(color):
    red, green, blue, alpha = to_rgba(color)
    return (alpha * red + 1 - alpha, alpha * green + 1 - alpha, alpha * blue + 1 - alpha)


def saved(figure, dpi, **options):
    """Return the pixels that `savefig` writes."""
    file = io.BytesIO()
    figure.savefig(file, format="rgba", dpi=dpi, **options)
    width = int(figure.get_figwidth() * dpi + 1e-9)
    return np.frombuffer(file.getvalue(), np.uint8).reshape(-1, width, 4)


def settled(figure, dpi):
    """Draw until what looks for its place while it is drawn, such as a layout, has found it."""
    for _ in range(50 if figure.get_layout_engine() else 1):
        before = [axes.get_position().bounds for axes in figure.axes]
        figure.savefig(io.BytesIO(), format="rgba", dpi=dpi)
        if np.allclose([axes.get_position().bounds for axes in figure.axes], before, rtol=0, atol=1e-10):
            break


def assert_frames_are_full_redraws(recipe, dpi=100, order=ORDER):
    figure, update, _ = recipe.build()
    settled(figure, dpi)
    expected = [full_redraw(figure, update, index, dpi) for index in order]
    figure, update, moving = recipe.build()
    settled(figure, dpi)
    frames = Frames(figure, lambda place: update(order[place]), moving, len(order), dpi=dpi)
    for index, frame, pixels in zip(order, frames, expected, strict=True):
        np.testing.assert_array_equal(frame, pixels, err_msg=f"frame {index} of {recipe}")
    for place in (0, -1):
        np.testing.assert_array_equal(
            frames[place], expected[place], err_msg=f"frame {order[place]} of {recipe}, again"
        )


@pytest.mark.slow
class TestEveryPixel:
    @pytest.mark.parametrize("ingredient", scenes.STATIC, ids=lambda ingredient: ingredient.__name__)
    def test_what_lies_above_the_trails(self, ingredient):
        moving = [(scenes.trail, 2.0), (scenes.head, 2.5), (scenes.counter, 3.0)]
        assert_frames_are_full_redraws(Recipe("one", 1, [(ingredient, 11.0)], moving), order=[0, 4])

    @pytest.mark.parametrize("ingredient", scenes.MOVING, ids=lambda ingredient: ingredient.__name__)
    def test_what_moves(self, ingredient):
        static = [(scenes.contours, 1.0), (scenes.boxed_text, 5.0), (scenes.unclipped_line, 2.5)]
        assert_frames_are_full_redraws(Recipe("one", 2, static, [(ingredient, 3.0)]))

    @pytest.mark.parametrize("layout", scenes.LAYOUTS)
    def test_kinds_of_axes(self, layout):
        static = [(scenes.dots, 1.0), (scenes.annotation, 5.0), (scenes.titles, 11.0)]
        moving = [(scenes.trail, 3.0), (scenes.swarm, 3.0)]
        on_figure = frozenset(["text", "legend", "patch"])
        recipe = Recipe(layout, 4, static, moving, on_figure=on_figure, facecolor=(0.2, 0.4, 0.8, 0.4))
        assert_frames_are_full_redraws(recipe, order=[2, 4])

    @pytest.mark.parametrize("change", scenes.CHANGES, ids=lambda change: change.__name__)
    def test_what_an_update_changes_beside_the_moving_artists(self, change):
        recipe = Recipe("side_by_side", 3, [(scenes.contours, 1.0)], [(scenes.trail, 3.0)], change)
        assert_frames_are_full_redraws(recipe, order=[0, 1, 2, 4, 3, 0])

    @pytest.mark.parametrize("change", scenes.CHANGES_3D, ids=lambda change: change.__name__)
    @pytest.mark.parametrize("layout", ["space", "map_and_space"])
    def test_cameras(self, layout, change):
        recipe = Recipe(layout, 3, [(scenes.surface, 1.0)], [(scenes.trail_3d, 3.0)], change)
        assert_frames_are_full_redraws(recipe, order=[0, 1, 2, 4])

    @pytest.mark.parametrize("moving", scenes.MOVING_3D, ids=lambda ingredient: ingredient.__name__)
    @pytest.mark.parametrize("static", scenes.STATIC_3D, ids=lambda ingredient: ingredient.__name__)
    def test_in_three_dimensions(self, static, moving):
        assert_frames_are_full_redraws(Recipe("space", 5, [(static, 4.0)], [(moving, 2.0)]), order=[0, 4])

    @pytest.mark.filterwarnings("ignore")
    @settings(PATIENT, max_examples=15)
    @given(
        scenes.recipes, st.sampled_from([100, 60, 133.3]), st.lists(st.integers(0, FRAMES - 1), min_size=2, max_size=4)
    )
    def test_random_scenes(self, recipe, dpi, order):
        assert_frames_are_full_redraws(recipe, dpi, order)

    @pytest.mark.slow
    @pytest.mark.filterwarnings("ignore")
    @settings(PATIENT, max_examples=8)
    @given(scenes.recipes_3d.filter(lambda r: "map" in r.layout or all(m in scenes.MOVING_3D for m, _ in r.moving)))
    def test_random_scenes_in_three_dimensions(self, recipe):
        assert_frames_are_full_redraws(recipe)

    @pytest.mark.parametrize("layout", scenes.LAYOUTS_3D)
    def test_kinds_of_axes_in_three_dimensions(self, layout):
        assert_frames_are_full_redraws(Recipe(layout, 4, [(scenes.wires, 4.0)], [(scenes.trail_3d, 10.0)]))

    @pytest.mark.parametrize("look", ["see-through", "translucent", "unseen", "without axes' ground"])
    def test_what_shows_through_is_what_shows_on_white(self, look):
        """Matplotlib's own transparent picture, laid on white by the formula, up to its rounding at each stroke."""
        recipe = Recipe("one", 3, [(scenes.contours, 1.0), (scenes.boxed_text, 5.0)], [(scenes.head, 3.0)])
        figure, update, moving = recipe.build()
        scenes.GROUNDS[look](figure)
        update(2)
        rgba = saved(figure, 100).astype(float)
        alpha = rgba[..., 3:] / 255
        shown = alpha * rgba[..., :3] + (1 - alpha) * 255
        assert (alpha < 1).any()
        frames = Frames(figure, update, moving, FRAMES)
        for frame in (frames.still(2), frames[2]):
            assert np.abs(frame - shown).max() <= 4

    def test_the_ground_that_a_user_saves_on(self):
        with matplotlib.rc_context({"savefig.facecolor": (0, 0, 1, 0.4)}):
            figure, axes = figure_and_axes(facecolor="none")
            line, update = line_that_grows(axes)
            (corner, *_), *_ = Frames(figure, update, [line], FRAMES)[0]
            assert corner.tolist() == [153, 153, 255]
        assert figure.get_facecolor() == (1, 1, 1, 1)

    @pytest.mark.parametrize("layout", ["one", "inset", "nested_figures", "space"])
    def test_transparent_frames_are_those_of_savefig(self, layout):
        static, moving = [(scenes.boxed_text, 5.0), (scenes.bands, 1.0)], [(scenes.trail, 3.0), (scenes.head, 3.0)]
        if layout == "space":
            static, moving = [(scenes.wires, 4.0)], [(scenes.trail_3d, 10.0)]
        figure, update, moving = Recipe(layout, 3, static, moving, facecolor=(0.2, 0.4, 0.8)).build()
        settled(figure, 100)
        expected = []
        for index in range(FRAMES):
            update(index)
            expected.append(saved(figure, 100, transparent=True))
        frames = Frames(figure, update, moving, FRAMES, transparent=True)
        for frame, pixels in zip(frames, expected, strict=True):
            np.testing.assert_array_equal(frame, pixels)
        np.testing.assert_array_equal(frames.still(1), expected[1])
        with matplotlib.rc_context({"savefig.transparent": True}):
            on_white = Frames(figure, update, moving, FRAMES)[1]
        clear = expected[1][..., 3] == 0
        assert clear.any()
        assert (on_white[clear] == 255).all()

    @pytest.mark.parametrize("horizontal", [True, False])
    def test_whole_rows_and_columns_that_change(self, horizontal):
        """A band from edge to edge that goes through the picture, and one whose colour changes by a single level."""

        def build():
            figure = Figure(figsize=(0.4, 0.3), dpi=100)
            axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 40), ylim=(0, 30))
            axes.set_axis_off()
            band = axes.add_patch(Rectangle((0, 0), 40 if horizontal else 1, 1 if horizontal else 30, lw=0))
            shade = axes.add_patch(Rectangle((10, 10), 3, 3, lw=0))

            def update(i):
                band.set_y(i) if horizontal else band.set_x(i)
                shade.set_facecolor((0, 0.5, i / 255))

            return figure, update, [band, shade]

        count = 30 if horizontal else 40
        figure, update, _ = build()
        expected = [full_redraw(figure, update, i, 100) for i in range(count)]
        assert len({frame.tobytes() for frame in expected}) == count
        figure, update, moving = build()
        for frame, pixels in zip(Frames(figure, update, moving, count), expected, strict=True):
            np.testing.assert_array_equal(frame, pixels)

    def test_a_static_artist_that_changes_between_a_drawing_and_the_next_frames(self):
        """A figure is handed out between two files; whatever was done to it, marked or not, the next frames show it."""
        figure, axes = figure_and_axes()
        note = axes.annotate("note", (0.2, 0.2), (0.6, 0.6), arrowprops={})
        line, update = line_that_grows(axes)
        composition = Composition(figure, axes, (Attached((line,), update, Still()),), (), timeline(range(FRAMES)))
        assert composition.changes_its_artists_alone
        composition.frames()[:2]
        for change in (lambda: note.set_text("other"), lambda: setattr(note, "xy", (0.9, 0.1))):
            with composition.last_moment():
                change()
                figure.savefig(io.BytesIO(), format="svg")  # upon which Matplotlib takes the figure for drawn
            np.testing.assert_array_equal(composition.frames()[2], full_redraw(figure, update, 2, 100))

    def test_settings_are_those_that_were_given(self):
        figure, axes = figure_and_axes(title="title")
        line, update = line_that_grows(axes)
        frames = Frames(figure, update, [line], FRAMES, settings={"path.simplify": False, "font.family": ["serif"]})
        expected = frames[1]
        before = dict.copy(matplotlib.rcParams)
        with matplotlib.rc_context({"font.family": "monospace", "path.simplify": True}):
            np.testing.assert_array_equal(frames[1], expected)
            for number, _ in enumerate(frames):
                assert matplotlib.rcParams["font.family"] == ["monospace"], number
        assert dict.copy(matplotlib.rcParams) == before

    @pytest.mark.parametrize("engine", ["constrained", "tight"])
    def test_layouts_that_follow_a_text(self, engine):
        """A text that moves out of the axes takes room from them."""

        def build():
            figure, axes = figure_and_axes(layout=engine, xticks=[0, 0.5, 1])
            text = axes.text(0.5, 0.5, "far out")
            return figure, text, lambda i: text.set_x(0.5 + 0.2 * i)

        figure, text, update = build()
        expected = [full_redraw(figure, update, i, 100) for i in ORDER]
        figure, text, update = build()
        frames = Frames(figure, update, [text], FRAMES)
        for i, pixels in zip(ORDER, expected, strict=True):
            np.testing.assert_array_equal(frames[i], pixels)

    def test_a_layout_that_never_rests_is_the_same_each_time(self):
        """A tick that needs room which it has only while it is not there makes a tight layout swing."""
        figure, axes = figure_and_axes(layout="tight")
        text = axes.text(0.5, 0.5, "far out")
        widths = []
        for _ in range(9):
            figure.savefig(io.BytesIO())
            widths.append(axes.get_position().width)
        assert widths[-1] == widths[-3] != widths[-2]
        frames = Frames(figure, lambda i: text.set_x(0.5 + 0.2 * i), [text], FRAMES)
        expected = [frame.copy() for frame in frames]
        for i in ORDER:
            np.testing.assert_array_equal(frames[i], expected[i])

    def test_layouts_stay_where_nothing_takes_room(self):
        def build():
            figure, axes = figure_and_axes(layout="constrained", title="title", xlabel="x")
            return figure, *line_that_grows(axes)

        figure, _, update = build()
        settled(figure, 100)
        figure.set_layout_engine("none")
        expected = [full_redraw(figure, update, i, 100) for i in ORDER]
        figure, line, update = build()
        frames = Frames(figure, update, [line], FRAMES)
        for i, pixels in zip(ORDER, expected, strict=True):
            np.testing.assert_array_equal(frames[i], pixels)
        assert type(figure.get_layout_engine()).__name__ == "ConstrainedLayoutEngine"

    def test_a_redraw_by_others_between_two_frames(self):
        figure, axes = figure_and_axes()
        line, update = line_that_grows(axes)
        frames = Frames(figure, update, [line], FRAMES, dpi=50)
        before = frames[1]
        update(3)
        figure.savefig(io.BytesIO(), format="svg")
        np.testing.assert_array_equal(frames[1], before)


class TestSpeed:
    """The point of it all: what stands still is drawn once."""

    @pytest.fixture
    def drawings(self, monkeypatch):
        count = []
        draw = FigureCanvasAgg.draw
        monkeypatch.setattr(FigureCanvasAgg, "draw", lambda self: (count.append(self), draw(self)))
        return count

    def test_the_static_picture_is_drawn_once(self, drawings):
        figure, axes = figure_and_axes()
        line, update = line_that_grows(axes, zorder=10)
        assert len(list(Frames(figure, update, [line], FRAMES))) == FRAMES
        assert len(drawings) == 1

    def test_and_once_more_where_something_lies_above(self, drawings):
        figure, axes = figure_and_axes()
        axes.text(0.5, 0.5, "above", zorder=20)
        line, update = line_that_grows(axes, zorder=10)
        list(Frames(figure, update, [line], FRAMES))
        assert len(drawings) == 2

    def test_a_turning_camera_costs_one_drawing_per_frame(self, drawings):
        recipe = Recipe("space", 1, [], [(scenes.trail_3d, 3.0)], lambda ax: lambda i: setattr(ax, "azim", i))
        figure, update, moving = recipe.build()
        list(Frames(figure, update, moving, FRAMES))
        assert len(drawings) == FRAMES

    def test_axes_side_by_side_leave_each_other_alone(self, drawings, monkeypatch):
        figure = Figure(figsize=(4, 1.6))
        left, right = figure.subplots(1, 2, sharey=True)
        far = right.text(0.5, 0.5, "far away")
        line, update = line_that_grows(left, zorder=10)
        frames = Frames(figure, update, [line], FRAMES)
        frames[0]
        monkeypatch.setattr(far, "draw", lambda *_: pytest.fail("drawn again"))
        frames[1]
        assert len(drawings) == 1


class TestSequence:
    @pytest.fixture
    def frames(self):
        figure, axes = figure_and_axes()
        line, update = line_that_grows(axes)
        return Frames(figure, update, [line], FRAMES)

    def test_iteration_and_indices_agree(self, frames):
        listed = [frame.copy() for frame in frames]
        assert len(listed) == len(frames) == FRAMES
        for index, frame in enumerate(listed):
            np.testing.assert_array_equal(frames[index], frame)
            np.testing.assert_array_equal(frames[index - FRAMES], frame)
        assert not np.array_equal(listed[0], listed[-1])
        np.testing.assert_array_equal(np.stack(frames[::2]), np.stack(listed[::2]))

    def test_what_changes_is_told(self, frames):
        listed = [frame.copy() for frame in frames]
        told = [(frame.copy(), pixels) for frame, pixels in frames.changes()]
        np.testing.assert_array_equal([frame for frame, _ in told], listed)
        np.testing.assert_array_equal(told[0][1], np.arange(160 * 240))
        for before, now, (_, pixels) in zip(listed, listed[1:], told[1:], strict=False):
            np.testing.assert_array_equal(pixels, np.flatnonzero((now != before).any(axis=2)))

    def test_a_still_is_the_frame_of_that_number(self, frames):
        listed = [frame.copy() for frame in frames]
        for index in (0, FRAMES // 2, -1):
            np.testing.assert_array_equal(frames.still(index), listed[index])
            np.testing.assert_array_equal(frames[index], listed[index])
        with pytest.raises(IndexError):
            frames.still(FRAMES)

    def test_iterations_may_be_nested(self, frames):
        listed = [frame.copy() for frame in frames]
        for outer, frame in enumerate(frames):
            np.testing.assert_array_equal(frames[0], listed[0])
            np.testing.assert_array_equal(frame, listed[outer])

    @pytest.mark.parametrize("index", [FRAMES, -FRAMES - 1])
    def test_beyond_the_end(self, frames, index):
        with pytest.raises(IndexError):
            frames[index]

    def test_a_frame_is_rgb_in_rows(self, frames):
        for frame in (frames[0], next(iter(frames))):
            assert frame.shape == (160, 240, 3)
            assert frame.dtype == np.uint8
            assert frame.flags.c_contiguous

    @pytest.mark.parametrize(("dpi", "shape"), [(50, (80, 120, 3)), (133.3, (213, 319, 3))])
    def test_other_resolutions(self, frames, dpi, shape):
        other = Frames(frames._figure, frames._update, [], FRAMES, dpi=dpi)
        assert other[0].shape == shape
        assert other.dpi == dpi

    def test_no_frames(self, frames):
        assert list(Frames(frames._figure, frames._update, [], 0)) == []


class TestGivesTheFigureBack:
    @pytest.fixture
    def lent(self):
        """Return a figure on a canvas that is not Agg's, with a line that moves and what its state is."""
        figure = Figure(figsize=(2.4, 1.6), dpi=73, facecolor=(0.1, 0.2, 0.3, 0.5), layout="constrained")
        FigureCanvasSVG(figure)
        figure.stale_callback = lambda *_: None
        axes = figure.add_subplot()
        axes.text(0.5, 0.5, "flagged", animated=True, zorder=20)
        axes.plot([0, 1], [1, 0], zorder=20)
        legend = figure.legend([Line2D([], [])], ["entry"])
        line, update = line_that_grows(axes)

        def state():
            parts = figure.findobj()
            return (
                figure.canvas,
                figure.dpi,
                tuple(figure.get_size_inches()),
                figure.get_facecolor(),
                figure.stale_callback,
                figure.get_layout_engine(),
                {part: (part.get_animated(), part.get_visible()) for part in (*axes.get_children(), *figure.legends)},
                {part: part.stale_callback for part in legend.findobj() if part in parts},
            )

        return figure, update, line, state

    def test_after_frames(self, lent):
        figure, update, line, state = lent
        before = state()
        frames = Frames(figure, update, [line], FRAMES, dpi=50)
        list(frames)
        assert state() == before
        frames[3]
        assert state() == before

    def test_after_an_update_that_raises(self, lent):
        figure, update, line, state = lent
        before = state()

        def faulty(index):
            update(index)
            if index == 2:
                raise ZeroDivisionError

        frames = Frames(figure, faulty, [line], FRAMES, dpi=50)
        with pytest.raises(ZeroDivisionError):
            list(frames)
        assert state() == before
        with pytest.raises(ZeroDivisionError):
            frames[2]
        assert state() == before

    def test_after_an_iteration_that_is_given_up(self, lent):
        figure, update, line, state = lent
        before = state()
        iteration = iter(Frames(figure, update, [line], FRAMES, dpi=50))
        next(iteration)
        assert state() != before
        iteration.close()
        assert state() == before

    def test_nobody_is_asked_to_draw(self, lent):
        figure, update, line, _ = lent
        figure.stale_callback = lambda *_: pytest.fail("a pyplot figure would be drawn in full")
        list(Frames(figure, update, [line], FRAMES))


def test_no_timer_is_started(monkeypatch):
    figure, axes = figure_and_axes()
    line, update = line_that_grows(axes)
    animation = FuncAnimation(figure, lambda i: (update(i), [line])[1], frames=FRAMES, blit=True)
    monkeypatch.setattr(TimerBase, "start", lambda *_: pytest.fail("started"))
    list(Frames(figure, update, [line], FRAMES))
    animation._draw_was_started = True  # or its deletion warns


def test_an_animation_that_is_collected_while_another_draws_goes_quietly():
    figure = Figure()
    axes = figure.subplots()
    old = [tv.TrajectoryAnimation([[[0, 0], [1, 1]]], ax=axes)]
    old[0].frames()[0]
    reference = weakref.ref(old[0])
    new = tv.TrajectoryAnimation([[[0, 1], [1, 0]]], ax=axes)

    def let_go(_renderer):
        old.clear()
        gc.collect()

    axes.add_line(line := Line2D([0, 1], [0, 1]))
    line.draw = let_go
    frames = new.frames()
    frames[0]
    assert reference() is None
    assert figure.canvas.callbacks.callbacks.keys() >= {"draw_event"}


@pytest.mark.slow
def test_pyplot_is_never_imported():
    script = """
import sys
import trajviz as tv
anim = tv.animate("camel", methods="BFGS,GD", view=["contour", "surface", "convergence"], steps=3)
anim.frames()[-1]
anim.to_jshtml()
assert "matplotlib.pyplot" not in sys.modules
"""
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True)


def figure_and_axes(layout=None, **settings):
    figure = Figure(figsize=(2.4, 1.6), dpi=100, layout=layout)
    return figure, figure.add_subplot(xlim=(0, 1), ylim=(0, 1), **settings)


def line_that_grows(axes, zorder=2):
    line = Line2D([], [], lw=3, zorder=zorder)
    axes.add_line(line)
    return line, lambda i: line.set_data([0.1, 0.2 + 0.15 * i], [0.1, 0.9])
