"""What a Matplotlib user changes: colours, widths, names, limits, figures and axes of one's own, windows, suffixes."""

import inspect
from dataclasses import fields
from typing import ClassVar

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline
from PIL import Image

import trajviz as tv
from trajviz import window
from trajviz.cli.command import main
from trajviz.drawing.layers.fan import fanned
from trajviz.drawing.layers.layer import ABOVE
from trajviz.drawing.views import views
from trajviz.drawing.views.same_line import shared_curves, shared_lines

RUNS = [
    tv.Trajectory.from_path(np.linspace((-4, 3), (1, 3), 6), "one", objective="booth"),
    tv.Trajectory.from_path(np.linspace((4, -4), (1, 3), 9), "two", objective="booth"),
]


def animated(**options):
    return tv.animate(RUNS, **{"level_format": "", **options})


def opened(path):
    with Image.open(path) as picture:
        return picture.copy()


def line_of(anim, label):
    return next(line for line in anim.ax.lines if line.get_label() == label)


def head_of(anim, marker):
    """Return the mark on the map, and not that in the legend."""
    return next(line for line in anim.ax.lines if line.get_marker() == marker and line.get_zorder() == ABOVE + 2)


class TestColors:
    @pytest.mark.parametrize(
        "colors", ["red,tab:blue", ["red", "tab:blue"], [(1, 0, 0), "C0"], {"two": "tab:blue", "one": "r"}]
    )
    def test_are_those_of_the_methods(self, colors):
        anim = animated(colors=colors)
        assert [mpl.colors.to_hex(line_of(anim, name).get_color()) for name in ("one", "two")] == ["#ff0000", "#1f77b4"]

    def test_of_some_methods_leave_the_others_theirs(self):
        usual, anim = animated(), animated(colors={"two": "k"})
        assert line_of(anim, "two").get_color() == "#000000"
        assert line_of(anim, "one").get_color() == line_of(usual, "one").get_color()

    @pytest.mark.parametrize(
        ("colors", "said"), [("no such", "such as red"), ([], "empty"), ({"three": "red"}, "no method 'three'")]
    )
    def test_that_are_none_are_refused(self, colors, said):
        with pytest.raises(tv.TrajvizError, match=said):
            animated(colors=colors)

    @pytest.mark.parametrize("name", ["cmap", "colormap"])
    def test_of_heights_have_matplotlibs_name_and_ours(self, name):
        greys = animated(**{name: "gray"}).frames().still(0)[250:400, 300:600].astype(int)
        plain = np.ptp(greys, axis=2) == 0
        assert plain.mean() > 0.8

    def test_a_bar_says_which_height_has_which(self):
        anim = animated(colorbar=True)
        (bar,) = anim.ax.child_axes
        anim.fig.draw_without_rendering()
        assert bar.bbox.x0 > anim.ax.bbox.x1
        assert bar.get_tightbbox().x1 <= anim.fig.bbox.x1
        assert [tick.get_text() for tick in bar.get_yticklabels() if tick.get_text()]


class TestWidths:
    def test_of_lines_and_marks(self):
        anim = animated(linewidth=5, markersize=20)
        assert line_of(anim, "one").get_linewidth() == 5
        assert head_of(anim, "o").get_markersize() == 20

    @pytest.mark.parametrize("name", ["linewidth", "markersize"])
    def test_that_are_none_are_refused(self, name):
        with pytest.raises(tv.TrajvizError, match=name):
            animated(**{name: -1})

    def test_of_letters(self):
        assert animated(fontsize=20).ax.xaxis.label.get_fontsize() == 2 * animated().ax.xaxis.label.get_fontsize()

    def test_of_letters_follow_a_style_sheet(self):
        with plt.style.context({"font.size": 15, "axes.labelsize": 21}):
            anim = animated()
        assert anim.ax.xaxis.label.get_fontsize() == 21
        assert anim.ax.get_xticklabels()[0].get_fontsize() == pytest.approx(1.5 * 8.5)


class TestNamesAndLimits:
    def test_names(self):
        anim = animated(xlabel="east", ylabel="how far north", labels=["first", "second"], title="Mine")
        assert (anim.ax.get_xlabel(), anim.ax.get_ylabel()) == ("east", "how far north")
        assert [run.label for run in anim.trajectories] == ["first", "second"]
        assert anim.composition.heading.title == "Mine"

    def test_labels_by_name(self):
        assert [run.label for run in animated(labels={"two": "zwei"}).trajectories] == ["one", "zwei"]

    @pytest.mark.parametrize("labels", [["a"], ["a", "b", "c"], {"three": "c"}])
    def test_labels_that_do_not_fit_are_refused(self, labels):
        with pytest.raises(tv.TrajvizError, match="labels"):
            animated(labels=labels)

    def test_limits_of_a_map_draw_it_anew(self):
        anim = animated(xlim=(-5, 2), ylim=(0, 4))
        assert (anim.ax.get_xlim(), anim.ax.get_ylim()) == ((-5, 2), (0, 4))

    def test_limits_and_names_of_the_view_that_is_named(self):
        anim = animated(view="contour,convergence", ylim={"convergence": (1e-3, 1e3)}, xlabel={"convergence": "k"})
        contour, convergence = (axes for axes in anim.fig.axes if axes.get_label() != "header")
        assert convergence.get_ylim() == (1e-3, 1e3)
        assert (contour.get_xlabel(), convergence.get_xlabel()) == ("x", "k")

    @pytest.mark.parametrize(
        ("said", "complaint"), [({"xlim": 3}, "xlim"), ({"ylim": (1, 0)}, "ylim"), ({"xlabel": {"no": "x"}}, "no")]
    )
    def test_that_are_none_are_refused(self, said, complaint):
        with pytest.raises(tv.TrajvizError, match=complaint):
            animated(**said)

    def test_no_legend(self):
        anim = animated(legend=False)
        assert not anim.composition.heading.entries

    @pytest.mark.parametrize("view", ["contour", "surface", "convergence"])
    def test_a_clean_picture_has_no_axes_and_no_numbers(self, view):
        anim = tv.animate(RUNS, view=view, clean=True)
        header = next(axes for axes in anim.fig.axes if axes.get_label() == "header")
        assert not anim.ax.axison
        written = [text.get_text() for text in header.texts if text.get_visible()]
        assert set(written) <= {"Booth", "one", "two"}
        assert not any(text.get_visible() and text.get_text() for text in anim.ax.texts)


class TestOnesOwnFigure:
    def test_axes(self):
        figure, (left, right) = plt.subplots(1, 2)
        anim = animated(ax=right)
        assert anim.fig is figure
        assert not left.lines
        assert line_of(anim, "one").axes is right
        assert right.get_title() == "Booth"
        assert [text.get_text() for text in right.get_legend().get_texts()] == ["one", "two"]
        self.assert_exact(anim)

    def test_a_part_of_a_figure(self):
        figure = plt.figure(figsize=(12, 5))
        left, right = figure.subfigures(1, 2)
        left.subplots().plot([1, 2])
        anim = animated(fig=right)
        figure.draw_without_rendering()
        assert anim.fig is figure
        assert all(axes.get_tightbbox().x0 >= right.bbox.x0 for axes in right.axes)
        self.assert_exact(anim)

    def test_a_figure(self):
        figure = plt.figure(figsize=(8, 5), dpi=150)
        anim = animated(fig=figure, view="contour,convergence")
        assert anim.fig is figure
        assert len(figure.axes) == 3
        self.assert_exact(anim)

    def assert_exact(self, anim):
        frames = [frame.copy() for frame in anim.frames()]
        for frame in (0, len(frames) // 2, len(frames) - 1):
            anim.show(frame)
            FigureCanvasAgg(anim.fig).draw()
            np.testing.assert_array_equal(frames[frame], np.asarray(anim.fig.canvas.buffer_rgba())[..., :3])

    @pytest.mark.parametrize(
        ("options", "said"),
        [({"size": (800, 500)}, "size already"), ({"grid": True}, "one view"), ({"view": "surface"}, "in space")],
    )
    def test_what_does_not_fit_is_refused(self, options, said):
        with pytest.raises(tv.TrajvizError, match=said):
            tv.animate(RUNS, ax=Figure().add_subplot(), **options)

    def test_several_views_need_a_figure(self):
        with pytest.raises(tv.TrajvizError, match="room for one view"):
            animated(ax=Figure().add_subplot(), view="contour,convergence")

    def test_old_animations_take_looks_as_well(self):
        anim = tv.TrajectoryAnimation([[0, 0], [1, 1]], colors="red", linewidth=4, markersize=11)
        assert anim.ax.lines[0].get_color() == "#ff0000"
        assert [line.get_linewidth() for line in anim.ax.lines[:1]] == [4]


class _Manager(FigureManagerBase):
    shown: ClassVar[list[object]] = []

    def show(self):
        self.shown.append(self.canvas.figure)

    @classmethod
    def start_main_loop(cls):
        cls.shown.append("loop")


class _Canvas(FigureCanvasAgg):
    required_interactive_framework = "tk"
    manager_class = _Manager


class TestWindows:
    @pytest.fixture
    def windows(self, monkeypatch):
        monkeypatch.setattr(window, "_canvas_of_backend", lambda: _Canvas)
        _Manager.shown.clear()
        yield _Manager.shown
        Gcf.destroy_all()

    def test_without_a_frame_it_is_shown_in_one(self, windows):
        anim = animated()
        anim.show()
        assert windows == [anim.fig, "loop"]

    @pytest.mark.usefixtures("windows")
    def test_it_is_where_pyplot_finds_what_it_shows(self):
        anim = animated()
        assert anim.fig in [manager.canvas.figure for manager in Gcf.get_all_fig_managers()]

    def test_where_there_are_none_that_is_said(self):
        with pytest.warns(UserWarning, match="no window"):
            animated().show()
        assert not Gcf.get_all_fig_managers()

    def test_a_screen_that_is_not_there_is_no_window(self, monkeypatch):
        def new_manager(*_):
            raise RuntimeError("no display")

        monkeypatch.setattr(
            window, "_canvas_of_backend", lambda: type("Broken", (_Canvas,), {"new_manager": new_manager})
        )
        anim = animated()
        assert anim.fig.canvas.manager is None


class TestHelp:
    def test_lists_every_option_with_its_type(self):
        said = inspect.getdoc(tv.animate)
        for view_class in views.values():
            for each in fields(view_class):
                if each.name not in ("scene", "run", "ylim"):
                    assert f"\n{each.name} : " in said.replace("\n    ", "\n")

    def test_every_parameter_is_documented(self):
        said = inspect.getdoc(tv.animate)
        for name in inspect.signature(tv.animate).parameters:
            assert name in said


class TestFiles:
    @pytest.mark.parametrize("suffix", [".avi", ".mkv", ".wmv"])
    def test_videos_of_imageio(self, suffix, tmp_path):
        import imageio.v3 as iio

        anim = animated(frames=6, fps=10, hold=0)
        anim.save(tmp_path / f"a{suffix}")
        frames = iio.imread(tmp_path / f"a{suffix}", plugin="pyav")
        assert frames.shape[1:] == (500, 800, 3)
        last = anim.frames().still(-1).astype(float)
        assert np.abs(frames[-1] - last).mean() < 6

    @pytest.mark.parametrize("suffix", [".tiff", ".bmp", ".TIF"])
    def test_pictures_of_imageio(self, suffix, tmp_path):
        anim = animated()
        anim.save(tmp_path / f"a{suffix}")
        np.testing.assert_array_equal(np.asarray(opened(tmp_path / f"a{suffix}")), anim.frames().still(-1))

    def test_frames_apart(self, tmp_path):
        anim = animated(frames=4)
        anim.save(tmp_path / "%03d.png")
        assert sorted(path.name for path in tmp_path.iterdir()) == [f"{number:03}.png" for number in range(4)]
        for number, frame in enumerate(anim.frames()):
            np.testing.assert_array_equal(np.asarray(opened(tmp_path / f"{number:03}.png")), frame)

    def test_vectors_apart(self, tmp_path):
        animated(frames=3).save(tmp_path / "f%d.pdf")
        assert [(tmp_path / f"f{number}.pdf").read_bytes()[:5] for number in range(3)] == [b"%PDF-"] * 3

    def test_the_command_tells_how_many(self, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)
        assert (
            main(["booth", "--methods", "GD", "--steps", "3", "--dpi", "50", "--colors", "red", "-o", "%02d.png"]) == 0
        )
        count = len(list(tmp_path.iterdir()))
        assert f"%02d.png  {count} files, " in capsys.readouterr().out
        with Image.open(tmp_path / "00.png") as picture:
            assert picture.size == (400, 250)

    def test_of_a_missing_folder_nothing_is_written(self, tmp_path):
        with pytest.raises(tv.TrajvizError, match="no folder"):
            animated().save(tmp_path / "missing" / "%03d.png")


class TestMarks:
    def test_the_star_lies_above_the_heads(self):
        anim = animated()
        (star,) = [line for line in anim.ax.lines if line.get_marker() == "*"]
        assert star in anim.moving
        assert star.get_zorder() > head_of(anim, "o").get_zorder()

    @pytest.mark.parametrize("count", range(1, 13))
    def test_heads_that_have_arrived_cover_neither_each_other_nor_the_star(self, count):
        angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
        paths = [np.linspace((np.cos(angle), np.sin(angle)), (0, 0), 8) for angle in angles]
        places = np.array(fanned(paths, np.zeros((1, 2)), [(-2, 2), (-1, 1)]))
        assert np.hypot(*places.T).min() > 8
        apart = np.hypot(*(places[:, None] - places[None]).T)[~np.eye(count, dtype=bool)]
        assert apart.min(initial=np.inf) > 8

    @given(st.lists(st.tuples(st.floats(-2, 2), st.floats(-1, 1)), min_size=1, max_size=9), st.booleans())
    def test_heads_cover_neither_each_other_nor_the_star_wherever_they_end(self, ends, has_star):
        paths = [np.linspace((-1.5, 0.7), end, 8) for end in ends]
        minima = np.zeros((1, 2)) if has_star else np.empty((0, 2))
        asides = np.array(fanned(paths, minima, [(-2, 2), (-1, 1)]))
        points = np.array(ends) * (500 / 4, 330 / 2) * 72 / 100 + asides
        assert not has_star or np.hypot(*points.T).min() > 8
        apart = np.hypot(*(points[:, None] - points[None]).T)[~np.eye(len(ends), dtype=bool)]
        assert apart.min(initial=np.inf) > 5

    def test_a_head_that_is_alone_stays_where_it_ended(self):
        paths = [np.array([(0, 0), (1, 0.5)]), np.array([(0, 0), (-1, 0.5)])]
        assert fanned(paths, np.empty((0, 2)), [(-2, 2), (-1, 1)]) == [(0, 0), (0, 0)]

    def test_heads_in_a_picture_stand_apart(self):
        anim = animated()
        anim.show(len(anim.timeline) - 1)
        anim.fig.draw_without_rendering()
        places = [
            head.get_transform().transform(np.column_stack(head.get_data()))[0]
            for head in (head_of(anim, "o"), head_of(anim, "s"))
        ]
        assert np.hypot(*(places[0] - places[1])) > 10

    def test_lines_on_each_other_are_dashes_of_each(self):
        path = np.linspace((0, 0), (1, 1), 9)
        domain = [(-2, 2), (-2, 2)]
        assert shared_lines([path, path, path[:7]], domain) == [(0, 3), (1, 3), (2, 3)]
        assert shared_lines([path, path + 0.5], domain) == [(0, 1), (0, 1)]
        assert shared_curves([path, path, 2 * path]) == [(0, 2), (1, 2), (0, 1)]
        crossing = np.linspace((0, 1), (1, 0), 9)
        assert shared_lines([path, crossing], domain) == [(0, 1), (0, 1)]

    def test_both_of_two_methods_on_one_line_are_seen(self):
        anim = tv.animate("booth", "GD(lr=0.02),SGD(lr=0.02)", steps=30, level_format="", markersize=1)
        picture = anim.frames().still(-1).astype(int)
        for label in ("GD", "SGD"):
            color = np.array(mpl.colors.to_rgb(line_of(anim, label).get_color())) * 255
            on_map = picture[int(anim.fig.bbox.height - anim.ax.bbox.y1) :]
            assert (np.abs(on_map - color).max(axis=2) < 3).sum() > 60

    def test_the_curve_is_not_cut_into_dashes(self):
        anim = tv.animate(tv.objective("x**2", domain=(-2, 2)), "GD(lr=0.02)", start=(1.8,), steps=60)
        dots = [line for line in anim.ax.lines if line.get_marker() == "o" and line.get_markersize() == 4.5]
        assert dots
        assert all(line.get_markeredgecolor() == line.get_color() for line in dots)

    def test_names_of_a_chord_lie_on_none_of_its_lines(self):
        for formula in ("0.5*x**2", "cos(pi*x)", "exp(0.5*x)"):
            anim = tv.animate(tv.objective(formula, domain=(-2, 2)), "GD", start=(1.8,), steps=2, chord=(-1.5, 1))
            anim.fig.draw_without_rendering()
            named = [text for text in anim.ax.texts if "mean" in text.get_text()]
            chords = [
                line for line in anim.ax.lines if len(line.get_xdata()) == 2 and line.get_linestyle() in ("-", ":")
            ]
            for text in named:
                box = text.get_window_extent()
                for line in chords:
                    ends = anim.ax.transData.transform(np.column_stack(line.get_data()))
                    assert not Outline(ends).intersects_bbox(box, filled=False), (formula, text.get_text())
