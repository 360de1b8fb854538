"""`TrajectoryAnimation` on axes of the user's own, as notebooks use it."""

import base64
import functools
import gc
import itertools
import re
import time
import tracemalloc
import warnings

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.animation import FuncAnimation
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d.art3d import Line3D
from PIL import Image

import trajviz as tv
from trajviz import Trajectory, TrajectoryAnimation, TrajvizError
from trajviz.composition import Composition
from trajviz.drawing.layers.layer import Attached
from trajviz.drawing.timeline import timeline

SLOW = np.array([[-4.0, 4.0], [-3.2, 3.6], [-2.56, 3.24], [-2.048, 2.916], [-1.6, 2.6]])
FAST = np.array([[-4.0, 4.0], [0.5, 0.2], [0.0, 0.0]])
LABELS = ["slow", "fast"]


@pytest.fixture
def plt(monkeypatch):
    """Return pyplot, as a notebook has it, and close its figures."""
    monkeypatch.setenv("MPLBACKEND", "agg")
    import matplotlib.pyplot as plt

    plt.switch_backend("agg")
    yield plt
    plt.close("all")


def axes_with_contours():
    """Return axes as the notebooks have them."""
    figure = Figure(figsize=(3, 2), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    x, y = np.meshgrid(np.linspace(-5, 5, 20), np.linspace(-5, 5, 20))
    axes.clabel(axes.contour(x, y, x**2 + 0.5 * y**2, 5))
    return axes


@pytest.fixture
def ax():
    return axes_with_contours()


@pytest.fixture
def ax_3d():
    figure = Figure(figsize=(3, 2), dpi=100)
    FigureCanvasAgg(figure)
    return figure.add_subplot(projection="3d")


def trails(axes):
    """Return the trails on axes, in the order in which they were added."""
    return [line for line in axes.lines if line.get_linestyle() == "-"]


def heads(axes):
    return [line for line in axes.lines if line.get_marker() != "None"]


def points(line):
    data = line.get_data_3d() if isinstance(line, Line3D) else line.get_data()
    return np.column_stack([np.asarray(column) for column in data])


def window_extents(legend, anim):
    """Return where a legend lies at each frame."""
    extents = []
    for frame in range(len(anim.timeline)):
        anim.show(frame)
        legend.figure.draw_without_rendering()
        extents.append(legend.get_window_extent().extents)
    return np.array(extents)


class TestNotebook:
    """What notebooks do, unchanged."""

    @pytest.mark.parametrize("columns", [False, True])
    def test_the_notebook_of_old(self, plt, columns):
        minima = np.array([[0.0], [0.0]])
        fig, ax = plt.subplots(figsize=(3, 2))
        x, y = np.meshgrid(np.linspace(-5, 5, 20), np.linspace(-5, 5, 20))
        ax.contour(x, y, x**2 + 0.5 * y**2, levels=10, cmap="jet")
        ax.plot(*minima, "r*", markersize=18)
        ax.set_xlim((-5, 5))
        ax.set_ylim((-5, 5))
        paths = [path.T if columns else path for path in (SLOW, FAST)]
        anim = TrajectoryAnimation(paths, labels=LABELS, ax=ax)
        legend = ax.legend(loc="upper left")
        assert isinstance(anim, FuncAnimation)
        assert anim.fig is fig
        assert [text.get_text() for text in legend.get_texts()] == LABELS
        assert anim.to_jshtml().count("data:image/png;base64,") == 5
        assert ax.get_xlim() == ax.get_ylim() == (-5, 5)

    def test_many_frames_beyond_the_limit_of_matplotlib(self, ax):
        anim = TrajectoryAnimation([np.random.default_rng(0).normal(size=(30, 2))], ax=ax)
        with mpl.rc_context({"animation.embed_limit": 0.001}):
            assert anim.to_jshtml().count("data:image/png;base64,") == 30

    def test_gif_through_a_writer_of_matplotlib(self, ax, tmp_path):
        TrajectoryAnimation([SLOW, FAST], ax=ax).save(tmp_path / "x.gif", writer="pillow", fps=10)
        with Image.open(tmp_path / "x.gif") as gif:
            assert gif.n_frames == 5
            assert gif.size == (300, 200)

    def test_gif(self, ax, tmp_path):
        TrajectoryAnimation([SLOW, FAST], ax=ax).save(tmp_path / "x.gif")
        with Image.open(tmp_path / "x.gif") as gif:
            assert gif.n_frames == 5

    def test_video_at_a_pace(self, ax, tmp_path):
        import av

        TrajectoryAnimation([SLOW, FAST], ax=ax).save(tmp_path / "x.mp4", fps=7, hold=0, dpi=50)
        with av.open(str(tmp_path / "x.mp4")) as video:
            stream = video.streams.video[0]
            assert (stream.width, stream.height, stream.average_rate) == (150, 100, 7)
            assert sum(1 for _ in video.decode(stream)) == 5

    def test_several_files_of_one_animation(self, ax, tmp_path):
        names = [tmp_path / "x.gif", tmp_path / "x.png", tmp_path / "x.svg"]
        TrajectoryAnimation([SLOW], ax=ax).save(names, quiet=True)
        assert all(name.stat().st_size for name in names)

    def test_nothing_is_written_where_one_file_can_not_be(self, ax, tmp_path):
        with pytest.raises(TrajvizError):
            TrajectoryAnimation([SLOW], ax=ax).save([tmp_path / "x.gif", tmp_path / "x.unknown"])
        assert not list(tmp_path.iterdir())

    def test_heights_on_axes_in_space(self, ax_3d):
        heights = [path[:, 0] ** 2 + 0.5 * path[:, 1] ** 2 for path in (SLOW, FAST)]
        anim = TrajectoryAnimation([SLOW.T, FAST.T], zpaths=heights, labels=LABELS, ax=ax_3d)
        anim.show(4)
        for line, path, z in zip(trails(ax_3d), (SLOW, FAST), heights, strict=True):
            np.testing.assert_array_equal(points(line)[: len(path)], np.column_stack([path, z]))
        assert anim.to_jshtml().count("data:image/png;base64,") == 5

    def test_without_axes(self):
        anim = TrajectoryAnimation([SLOW])
        assert anim.frames()[-1].shape == (480, 640, 3)
        low, high = np.transpose([anim.ax.get_xlim(), anim.ax.get_ylim()])
        assert (low < SLOW.min(axis=0)).all()
        assert (high > SLOW.max(axis=0)).all()


class TestWhatIsShown:
    @pytest.mark.parametrize(
        "paths",
        [
            [SLOW, FAST],
            (SLOW.tolist(), FAST.tolist()),
            [SLOW.T, FAST],
            [Trajectory.from_path(SLOW), Trajectory.from_path(FAST)],
            {"slow": SLOW, "fast": FAST},
        ],
        ids=["arrays", "lists", "columns", "trajectories", "mapping"],
    )
    def test_the_first_frame_shows_the_starts_and_the_last_the_last_iterates(self, ax, paths):
        anim = TrajectoryAnimation(paths, ax=ax)
        anim.show(0)
        for line in heads(ax):
            np.testing.assert_array_equal(points(line), [[-4, 4]])
        for line in trails(ax):
            np.testing.assert_array_equal(np.unique(points(line), axis=0), [[-4, 4]])
        anim.show(len(anim.timeline) - 1)
        for line, head, path in zip(trails(ax), heads(ax), (SLOW, FAST), strict=True):
            np.testing.assert_array_equal(points(head), path[-1:])
            np.testing.assert_array_equal(points(line)[: len(path)], path)
            np.testing.assert_array_equal(points(line)[-1], path[-1])

    @pytest.mark.parametrize("frame", range(5))
    def test_each_frame_shows_its_step(self, ax, frame):
        anim = TrajectoryAnimation([SLOW, FAST], ax=ax)
        anim.show(4)  # frames come in any order
        anim.show(frame)
        for head, path in zip(heads(ax), (SLOW, FAST), strict=True):
            np.testing.assert_array_equal(points(head), path[[min(frame, len(path) - 1)]])

    def test_fewer_frames_than_steps(self, ax):
        anim = TrajectoryAnimation([np.arange(2002.0).reshape(-1, 2)], ax=ax, frames=11)
        assert len(anim.timeline) == 11
        assert anim.timeline.moments.tolist() == list(range(0, 1001, 100))

    def test_labels(self, ax):
        TrajectoryAnimation([SLOW, FAST, SLOW], labels=LABELS, ax=ax)
        assert ax.get_legend_handles_labels()[1] == LABELS

    def test_labels_of_a_mapping(self, ax):
        TrajectoryAnimation({"slow": SLOW, "fast": FAST}, ax=ax)
        assert ax.get_legend_handles_labels()[1] == LABELS

    def test_labels_that_are_no_mathematics(self, ax):
        TrajectoryAnimation([SLOW, FAST], labels=["5 $ a step", r"$\frac{$"], ax=ax)
        ax.legend()
        ax.figure.draw_without_rendering()

    def test_a_single_path_stands_for_itself(self, ax):
        TrajectoryAnimation(SLOW, ax=ax)
        assert len(trails(ax)) == 1

    @pytest.mark.parametrize("square", [[[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]])
    def test_rows_are_points_where_it_could_be_either(self, ax, square):
        anim = TrajectoryAnimation([square], ax=ax)
        np.testing.assert_array_equal(anim.trajectories[0].path, square)

    def test_a_path_of_one_point(self, ax, tmp_path):
        anim = TrajectoryAnimation([[[1.0, 2.0]]], ax=ax)
        assert len(anim.timeline) == 1
        anim.save(tmp_path / "x.gif")
        with Image.open(tmp_path / "x.gif") as gif:
            assert getattr(gif, "n_frames", 1) == 1

    def test_rows_of_nan_are_left_out(self, ax):
        path = SLOW.copy()
        path[2] = np.nan
        frames = TrajectoryAnimation([path], ax=ax).frames()
        assert len(list(frames)) == 5

    def test_a_million_points(self, ax):
        path = np.cumsum(np.random.default_rng(0).normal(size=(1_000_000, 2)), axis=0)
        tracemalloc.start()
        begin = time.process_time()
        anim = TrajectoryAnimation([path], ax=ax)
        last = anim.frames()[-1]
        took, (_, peak) = time.process_time() - begin, tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert last.any()
        assert took < 10
        assert peak < 20 * path.nbytes
        assert len(points(trails(ax)[0])) < 10_000
        np.testing.assert_array_equal(points(trails(ax)[0])[-1], path[-1])
        assert len(anim.timeline) <= 200


class TestUnknownLayers:
    def test_a_layer_that_says_not_how_it_moves_may_change_anything(self, ax):
        shades = np.zeros(2)
        dots = ax.scatter([0.2, 0.8], [0.2, 0.8], c=shades, vmin=0, vmax=4, s=300)

        def update(step):
            dots.get_array()[:] = step  # which marks nothing stale

        run = Trajectory.from_path(SLOW)
        composition = Composition(ax.figure, ax, (Attached((), update),), (run,), timeline(range(len(run))))
        anim = TrajectoryAnimation.from_composition(composition)
        together = [frame.copy() for frame in anim.frames()]
        for frame, pixels in enumerate(together):
            np.testing.assert_array_equal(pixels, anim.frames().still(frame))
        assert (together[0] != together[-1]).any()


@pytest.mark.slow
class TestLeavesTheRestAlone:
    def test_limits_colours_and_settings(self, ax):
        limits, settings = (ax.get_xlim(), ax.get_ylim()), dict(mpl.rcParams)
        anim = TrajectoryAnimation([100 * SLOW, FAST], ax=ax)
        anim.frames()[-1]
        assert (ax.get_xlim(), ax.get_ylim()) == limits
        assert dict(mpl.rcParams) == settings
        assert ax.plot([0, 1], [0, 1])[0].get_color() == settings["axes.prop_cycle"].by_key()["color"][0]

    def test_saving_changes_nothing_in_the_figure(self, ax, tmp_path):
        canvas, dpi = ax.figure.canvas, ax.figure.dpi
        anim = TrajectoryAnimation([SLOW, FAST], ax=ax)
        flags = [line.get_animated() for line in ax.lines]
        anim.save(tmp_path / "x.gif", dpi=40)
        anim.to_jshtml()
        assert (ax.figure.canvas, ax.figure.dpi) == (canvas, dpi)
        assert [line.get_animated() for line in ax.lines] == flags

    USES = (
        lambda anim: anim.frames()[0],
        lambda anim: anim.to_jshtml(),
        lambda anim: anim.to_html(),
        lambda anim: anim.to_html5_video(),
        lambda anim: anim.fig.canvas.draw(),
    )

    @staticmethod
    def warned(make, use):
        """Return what is warned of when an animation is made, used and deleted."""
        gc.collect()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            anim = make()
            use(anim)
            del anim
            gc.collect()
        return [str(each.message).partition(".")[0] for each in caught]

    def test_an_animation_that_nobody_keeps_warns_as_matplotlibs_does(self, ax, plt):
        def matplotlibs():
            return FuncAnimation(ax.figure, lambda _: [], frames=3)

        expected = self.warned(matplotlibs, lambda _: None)
        assert expected == ["Animation was deleted without rendering anything"]
        for blit in (True, False):
            make = functools.partial(TrajectoryAnimation, [SLOW], blit=blit)
            assert self.warned(lambda make=make: make(ax=ax), lambda _: None) == expected
            # Preparing one in pyplot's figure draws it.
            assert self.warned(lambda make=make: make(ax=plt.figure().gca()), lambda _: None) == expected

    @pytest.mark.parametrize("use", USES)
    def test_an_animation_that_was_drawn_goes_without_a_warning(self, ax, plt, use):
        assert not self.warned(lambda: TrajectoryAnimation([SLOW], ax=ax), use)
        assert not self.warned(lambda: TrajectoryAnimation([SLOW], ax=plt.figure().gca()), use)

    @pytest.mark.parametrize("suffix", [".gif", ".png"])
    def test_an_animation_that_was_saved_goes_without_a_warning(self, ax, suffix, tmp_path):
        assert not self.warned(
            lambda: TrajectoryAnimation([SLOW], ax=ax), lambda anim: anim.save(tmp_path / f"x{suffix}")
        )

    def test_an_animation_on_a_figure_of_its_own_is_nothing_to_warn_of(self):
        assert not self.warned(lambda: TrajectoryAnimation([SLOW]), lambda _: None)
        assert not self.warned(lambda: tv.animate("camel", "GD", steps=3), lambda _: None)

    def test_axes_that_are_empty_get_limits(self):
        axes = Figure().add_subplot()
        TrajectoryAnimation([SLOW], ax=axes)
        assert axes.get_xlim()[0] < -4 < -1.6 < axes.get_xlim()[1]

    def test_empty_axes_in_space_get_limits(self, ax_3d):
        TrajectoryAnimation([SLOW], zpaths=[np.arange(5) * 100.0], ax=ax_3d)
        limits = np.array([ax_3d.get_xlim(), ax_3d.get_ylim(), ax_3d.get_zlim()])
        lifted = np.column_stack([SLOW, np.arange(5) * 100.0])
        assert (limits[:, 0] <= lifted.min(axis=0)).all()
        assert (limits[:, 1] >= lifted.max(axis=0)).all()


def told(anim):
    """Return what an animation has understood: its paths, labels and steps."""
    return [run.path.tolist() for run in anim.trajectories], [run.label for run in anim.trajectories], anim.ax


class TestForms:
    """The two forms of the class that people copy from notebook to notebook."""

    @pytest.mark.parametrize("columns", [False, True])
    def test_the_paths_one_by_one_or_together(self, ax, columns):
        a, b = (path.T if columns else path for path in (SLOW, FAST))
        expected = ([SLOW.tolist(), FAST.tolist()], LABELS, ax)
        assert told(TrajectoryAnimation([a, b], LABELS, None, ax)) == expected
        assert told(TrajectoryAnimation([a, b], LABELS, ax.figure)) == expected
        assert told(TrajectoryAnimation(a, b, labels=LABELS, ax=ax)) == expected
        assert told(TrajectoryAnimation(*[a, b], labels=LABELS, fig=ax.figure)) == expected
        assert told(TrajectoryAnimation(a.tolist(), b.tolist(), labels=LABELS, ax=ax)) == expected
        assert told(TrajectoryAnimation(paths=[a, b], labels=LABELS, ax=ax)) == expected
        assert told(TrajectoryAnimation((each for each in (a, b)), labels=LABELS, ax=ax)) == expected
        assert told(TrajectoryAnimation({"slow": a, "fast": b}, ax=ax)) == expected
        assert told(TrajectoryAnimation(Trajectory.from_path(a, "slow"), b, labels=["", "fast"], ax=ax)) == expected

    def test_everything_in_order(self, ax):
        anim = TrajectoryAnimation([SLOW, FAST], LABELS, ax.figure, ax, 3, 50, 7, False)
        assert (told(anim)[1], anim.fig, len(anim.timeline), anim.timeline.fps) == (LABELS, ax.figure, 3, 20)
        assert (anim._interval, anim._repeat_delay, anim._blit) == (50, 7, False)
        with pytest.raises(TrajvizError, match="there are 9 arguments in order"):
            TrajectoryAnimation([SLOW, FAST], LABELS, ax.figure, ax, 3, 50, 7, False, None)

    @pytest.mark.parametrize(
        ("labels", "texts"),
        [
            ({"BFGS": 1, "CG": 2}.keys(), ["BFGS", "CG"]),
            ({"BFGS": 1, "CG": 2}, ["BFGS", "CG"]),
            ([0.1, 0.01], ["0.1", "0.01"]),
            (np.array([0.1, 0.01]), ["0.1", "0.01"]),
            (np.array(["a", "b"]), ["a", "b"]),
            ((f"lr={lr}" for lr in (1, 2)), ["lr=1", "lr=2"]),
            (("a", None), ["a", ""]),
            (["a"], ["a", ""]),
            ([("GD", 0.1), ("GD", 0.2)], ["('GD', 0.1)", "('GD', 0.2)"]),
            (range(2), ["0", "1"]),
            (None, ["", ""]),
        ],
    )
    def test_labels_of_anything(self, ax, labels, texts):
        anim = TrajectoryAnimation([SLOW, FAST], labels=labels, ax=ax)
        assert [run.label for run in anim.trajectories] == texts
        assert ax.get_legend_handles_labels()[1] == [text for text in texts if text]

    def test_in_space(self, ax_3d):
        heights = [SLOW[:, 0] ** 2, FAST[:, 0].tolist()]
        anim = tv.TrajectoryAnimation3D(SLOW.T, FAST.T, zpaths=heights, labels=LABELS, ax=ax_3d)
        assert told(anim) == ([SLOW.tolist(), FAST.tolist()], LABELS, ax_3d)
        anim.show(4)
        np.testing.assert_array_equal(points(trails(ax_3d)[0])[:5], np.column_stack([SLOW, SLOW[:, 0] ** 2]))
        assert isinstance(anim, TrajectoryAnimation)

    def test_axes_in_space_are_made_where_there_are_none(self):
        in_space = np.column_stack([SLOW, SLOW[:, 0]])
        for fig in (None, Figure()):
            assert tv.TrajectoryAnimation3D(SLOW.T, zpaths=SLOW[:, 0], fig=fig).ax.name == "3d"
        anim = tv.TrajectoryAnimation3D({"a": in_space, "b": in_space.T})
        assert anim.trajectories[1].path.tolist() == in_space.tolist()

    def test_axes_that_are_not_in_space_are_refused(self, ax):
        for where in ({"ax": ax}, {"fig": ax.figure}):
            with pytest.raises(TrajvizError, match="the axes must be in space"):
                tv.TrajectoryAnimation3D(SLOW, zpaths=[SLOW[:, 0]], **where)


class TestFramesAsSteps:
    @pytest.mark.parametrize(
        ("frames", "steps"),
        [
            (range(0, 5, 2), [0, 2, 4]),
            ([4, 0, 99, 2], [4, 0, 4, 2]),
            (np.arange(3.0), [0, 1, 2]),
            (iter([1, 1]), [1, 1]),
            (lambda: iter((0, 3)), [0, 3]),
            (3, [0, 2, 4]),
            (3.0, [0, 2, 4]),
            (np.int64(1), [4]),
        ],
    )
    def test_show_these_steps(self, ax, frames, steps, tmp_path):
        anim = TrajectoryAnimation([SLOW, FAST], ax=ax, frames=frames, interval=100)
        assert (anim.timeline.moments.tolist(), anim.timeline.fps) == (steps, 10)
        for frame, step in enumerate(steps):
            anim.show(frame)
            np.testing.assert_array_equal(points(heads(ax)[0]), SLOW[[step]])
        anim.save(tmp_path / "x.gif", hold=0)
        with Image.open(tmp_path / "x.gif") as gif:
            moves = 1 + np.count_nonzero(np.diff(steps))
            assert getattr(gif, "n_frames", 1) in (len(steps), moves)

    def test_for_ever(self, ax):
        anim = TrajectoryAnimation([SLOW], ax=ax, frames=itertools.cycle((0, 1)), save_count=3)
        assert anim.timeline.moments.tolist() == [0, 1, 0]
        with pytest.raises(TrajvizError, match="save_count says how many"):
            TrajectoryAnimation([SLOW], ax=ax, frames=itertools.count())

    def test_a_page_of_time_that_runs_backwards_is_one_of_pictures(self, ax, tmp_path):
        anim = TrajectoryAnimation([SLOW], ax=ax, frames=range(4, -1, -1))
        anim.save(tmp_path / "x.html")
        for page in ((tmp_path / "x.html").read_text(), anim.to_html(), anim._repr_html_()):
            assert page.count("data:image/png;base64,") == 5

    @pytest.mark.parametrize("frames", ["x", [], 0, -1, 2.5, [-0.5], ["a"], True, np.nan, [np.nan], [10**400], {}])
    def test_refused(self, ax, frames):
        with pytest.raises(TrajvizError, match="frames must be") as caught:
            TrajectoryAnimation([SLOW], ax=ax, frames=frames)
        assert len(str(caught.value)) < 200


class TestRepeat:
    @pytest.mark.parametrize("repeat", [True, False])
    def test_is_kept_and_told(self, ax, repeat):
        anim = TrajectoryAnimation([SLOW], ax=ax, repeat=repeat)
        assert anim._repeat is repeat
        assert (" loop>" in anim.to_html5_video()) is repeat
        assert (_checked_mode(anim.to_jshtml()) == "loop") is repeat


def _checked_mode(page):
    """Return the mode that is chosen in Matplotlib's HTML player."""
    return re.search(r'value="(\w+)"[^>]*?\bchecked', page)[1]


class TestVideoTag:
    def test_holds_the_frames_without_another_program(self, ax, monkeypatch, tmp_path):
        import av

        monkeypatch.setenv("PATH", "")
        with mpl.rc_context({"animation.ffmpeg_path": "nowhere"}):
            tag = TrajectoryAnimation([SLOW, FAST], ax=ax, interval=200).to_html5_video()
        assert tag.startswith('<video width="300" height="200" controls autoplay loop>')
        video = base64.b64decode(re.search(r"base64,([^\"]*)\"", tag)[1])
        (tmp_path / "x.mp4").write_bytes(video)
        with av.open(str(tmp_path / "x.mp4")) as file:
            pictures = [picture.to_ndarray(format="rgb24") for picture in file.decode(video=0)]
            assert file.streams.video[0].average_rate == 5
        frames = [frame.astype(int) for frame in TrajectoryAnimation([SLOW, FAST], ax=axes_with_contours()).frames()]
        assert len(pictures) >= len(frames)
        assert np.abs(pictures[-1] - frames[-1]).mean() < np.abs(pictures[-1] - frames[0]).mean() + 3
        assert np.abs(pictures[0] - frames[0]).mean() < 3

    def test_is_what_a_notebook_shows_if_matplotlib_says_so(self, ax):
        anim = TrajectoryAnimation([SLOW], ax=ax)
        with mpl.rc_context({"animation.html": "html5"}):
            assert anim._repr_html_().startswith("<video")

    def test_that_is_too_large(self, ax, caplog):
        anim = TrajectoryAnimation([SLOW], ax=ax)
        assert anim.to_html5_video(embed_limit=0.0001) == "Video too large to embed."
        with mpl.rc_context({"animation.embed_limit": 0.0001}):
            assert anim.to_html5_video() == "Video too large to embed."
        assert "embed_limit" in caplog.text
        for limit in ("x", 0, -1, float("nan")):
            with pytest.raises(TrajvizError, match="embed_limit must be"):
                anim.to_html5_video(limit)


class TestLegend:
    def test_a_legend_that_looks_for_the_best_place_stays_there(self, ax):
        corner = np.array([[-4.0, -4.0], [4.0, 4.0], [4.0, -4.0], [3.0, 3.5], [4.5, 4.5]])
        anim = TrajectoryAnimation([corner], labels=["wanderer"], ax=ax)
        legend = ax.legend(loc="best")
        assert np.ptp(window_extents(legend, anim), axis=0).any(), "this one would wander"
        anim.frames()
        assert not np.ptp(window_extents(legend, anim), axis=0).any()

    def test_a_legend_with_a_place_keeps_it(self, ax):
        anim = TrajectoryAnimation([SLOW], labels=["slow"], ax=ax)
        legend = ax.legend(loc="lower right")
        before = window_extents(legend, anim)
        anim.frames()
        np.testing.assert_array_equal(window_extents(legend, anim), before)


class TestInAWindow:
    """Agg's canvas with FuncAnimation's own machinery, which is what a window runs."""

    @pytest.mark.parametrize("blit", [True, False])
    def test_a_window_shows_the_frames(self, ax, blit):
        def animation(axes):
            anim = TrajectoryAnimation([SLOW, FAST], labels=LABELS, ax=axes, blit=blit)
            axes.legend(loc="upper left")
            return anim

        anim, frames = animation(ax), animation(axes_with_contours()).frames()
        canvas = ax.figure.canvas
        canvas.draw()  # the first drawing starts the animation
        for frame in [0, 1, 2, 3, 4, 4, 0]:  # between two rounds it pauses
            anim._step()
            np.testing.assert_array_equal(np.asarray(canvas.buffer_rgba())[..., :3], frames[frame])

    def test_frames_may_be_taken_while_a_window_runs(self, ax):
        anim = TrajectoryAnimation([SLOW, FAST], ax=ax)
        before = anim.frames()[2]
        ax.figure.canvas.draw()
        anim._step()
        np.testing.assert_array_equal(anim.frames()[2], before)


class TestRefuses:
    @pytest.mark.parametrize(
        ("paths", "sentence"),
        [
            ([], "there is no path"),
            ({}, "there is no path"),
            (None, "paths must be"),
            (7, "paths must be"),
            ("paths", "paths must be"),
            ([[]], "at least one row"),
            ([np.zeros((0, 2))], "at least one row"),
            ([np.zeros((3, 4, 2))], "must have shape"),
            ([np.zeros((5, 3))], "has 3 coordinates, its axes have 2"),
            ([np.zeros((5, 1))], "has 1 coordinates, its axes have 2"),
            ([[["a", "b"]]], "must be an array of numbers"),
            ([[[1, 2], [3]]], "must be an array of numbers"),
            ([SLOW + 1j], "must be an array of numbers"),
        ],
    )
    def test_paths(self, ax, paths, sentence):
        with pytest.raises(TrajvizError, match=sentence):
            TrajectoryAnimation(paths, ax=ax)

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            ({"interval": "x"}, "interval must be"),
            ({"interval": None}, "interval must be"),
            ({"interval": 0}, "interval must be"),
            ({"interval": np.nan}, "interval must be"),
            ({"repeat_delay": -1}, "repeat_delay must be"),
            ({"repeat_delay": "x"}, "repeat_delay must be"),
            ({"repeat": "no"}, "repeat must be True or False"),
            ({"blit": None}, "blit must be True or False"),
            ({"fig": 3}, "fig must be a"),
            ({"ax": [1]}, "ax must be an"),
            ({"save_count": "x", "frames": range(3)}, "save_count must be"),
            ({"fargs": (1,)}, "fargs is not taken"),
            ({"init_func": print}, "init_func is not taken"),
            ({"label": ["a"]}, "no argument 'label'; did you mean 'labels'"),
        ],
    )
    def test_other_arguments(self, ax, arguments, sentence):
        with pytest.raises(TrajvizError, match=sentence):
            TrajectoryAnimation([SLOW, FAST], **{"ax": ax, **arguments})

    def test_what_changes_nothing_is_taken(self, ax):
        TrajectoryAnimation([SLOW], ax=ax, fargs=None, init_func=None, cache_frame_data=True, repeat_delay=None)

    @pytest.mark.parametrize("labels", [["a", "b", "c"], "ab", 3, itertools.count()])
    def test_labels(self, ax, labels):
        with pytest.raises(TrajvizError, match="labels must be"):
            TrajectoryAnimation([SLOW, FAST], labels=labels, ax=ax)

    @pytest.mark.parametrize(
        ("zpaths", "sentence"),
        [
            ([np.zeros(5)], "zpaths has 1 entries for 2 paths"),
            ([np.zeros(5), np.zeros(4)], r"must have shape \(3,\)"),
            ([np.zeros((5, 1)), np.zeros(3)], r"must have shape \(5,\)"),
            ([["a"] * 5, np.zeros(3)], "numbers"),
            (5, "zpaths"),
        ],
    )
    def test_heights(self, ax_3d, zpaths, sentence):
        with pytest.raises(TrajvizError, match=sentence):
            TrajectoryAnimation([SLOW, FAST], zpaths=zpaths, ax=ax_3d)

    def test_paths_without_heights_in_space(self, ax_3d):
        with pytest.raises(TrajvizError, match="give their heights as zpaths"):
            TrajectoryAnimation([SLOW], ax=ax_3d)

    def test_heights_on_a_plane(self, ax):
        with pytest.raises(TrajvizError, match="has 3 coordinates, its axes have 2"):
            TrajectoryAnimation([SLOW], zpaths=[np.zeros(5)], ax=ax)

    @pytest.mark.parametrize("settings", [{"frames": 0}, {"frames": -1}, {"interval": 0}, {"interval": np.nan}])
    def test_a_pace(self, ax, settings):
        with pytest.raises(TrajvizError, match=next(iter(settings))):
            TrajectoryAnimation([SLOW], ax=ax, **settings)

    @pytest.mark.parametrize("dpi", [0, -5, np.nan, np.inf])
    def test_a_resolution(self, ax, dpi):
        with pytest.raises(TrajvizError, match=r"dpi must be a (finite )?number"):
            TrajectoryAnimation([SLOW], ax=ax).frames(dpi)


@pytest.mark.slow
class TestFilesAndTheirGround:
    PATH = ((0, 0), (1, 2), (3, 3))

    @pytest.mark.parametrize(
        ("repeat", "loop", "told"), [(True, None, 0), (False, None, None), (False, 3, 2), (True, 1, None)]
    )
    def test_how_often_a_file_plays(self, repeat, loop, told, tmp_path):
        TrajectoryAnimation([self.PATH], repeat=repeat).save(tmp_path / "a.gif", loop=loop)
        with Image.open(tmp_path / "a.gif") as image:
            assert image.info.get("loop") == told

    @pytest.mark.parametrize("projection", [None, "3d"])
    def test_transparent_files_hold_what_savefig_draws(self, projection, tmp_path):
        axes = Figure((3, 2)).add_subplot(projection=projection)
        animation = TrajectoryAnimation([self.PATH], zpaths=[[0, 1, 2]] if projection else None, ax=axes)
        animation.save([tmp_path / f"a.{suffix}" for suffix in ("webp", "apng", "png", "gif")], transparent=True)
        animation.show(2)
        animation.fig.savefig(tmp_path / "expected.png", transparent=True, dpi=100)
        expected = np.asarray(Image.open(tmp_path / "expected.png"))
        assert (expected[..., 3] == 0).any()
        for suffix in ("webp", "apng", "png", "gif"):
            with Image.open(tmp_path / f"a.{suffix}") as image:
                image.seek(getattr(image, "n_frames", 1) - 1)
                read = np.asarray(image.convert("RGBA"))
            seen = expected[..., 3] >= 72 if suffix == "gif" else expected[..., 3] > 0
            np.testing.assert_array_equal(read[..., 3], 255 * seen if suffix == "gif" else expected[..., 3])
            if suffix != "gif":
                np.testing.assert_array_equal(read[seen], expected[seen])

    def test_formats_that_are_never_transparent_are_told_before_anything_is_written(self, tmp_path):
        with pytest.raises(TrajvizError, match=r"\.mp4 files are never transparent"):
            TrajectoryAnimation([self.PATH]).save([tmp_path / "a.gif", tmp_path / "a.mp4"], transparent=True)
        with pytest.raises(TrajvizError, match="loop must be a whole number"):
            TrajectoryAnimation([self.PATH]).save(tmp_path / "a.gif", loop=-1)
        with pytest.raises(TrajvizError, match="leave out the writer"):
            TrajectoryAnimation([self.PATH]).save(tmp_path / "a.gif", writer="pillow", loop=2)
        assert not list(tmp_path.iterdir())

    def test_saving_twice_gives_the_same_bytes_though_the_layout_rests_late(self, tmp_path):
        figure = Figure(layout="constrained")
        axes = figure.add_subplot()
        animation = TrajectoryAnimation([self.PATH], labels=["a longer name"], ax=axes)
        axes.legend(loc="upper left", bbox_to_anchor=(1.5, 1))
        for name in ("one", "two"):
            animation.save(tmp_path / f"{name}.gif")
        assert (tmp_path / "one.gif").read_bytes() == (tmp_path / "two.gif").read_bytes()

    def test_a_figure_that_is_drawn_stays_at_its_frame(self):
        figure = Figure((3, 2))
        canvas = FigureCanvasAgg(figure)
        animation = TrajectoryAnimation([self.PATH], fig=figure)
        last = animation.frames()[-1]
        animation.show(2)
        for _ in range(2):
            canvas.draw()
            np.testing.assert_array_equal(np.asarray(canvas.buffer_rgba())[..., :3], last)

    @pytest.mark.parametrize("view", ["contour,surface", "surface", "convergence"])
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_colours_that_mean_something_are_in_the_file(self, view, theme, tmp_path):
        animation = tv.animate("camel", "CG,BFGS,GD", view=view, theme=theme, steps=20, frames=9)
        animation.save(tmp_path / "a.gif")
        look = tv.themes[theme]
        wanted = [look.color(0), look.color(1), look.color(2), look.foreground, look.background]
        last = animation.frames()[-1]
        with Image.open(tmp_path / "a.gif") as image:
            image.seek(image.n_frames - 1)
            read = np.asarray(image.convert("RGB"))
        for colour in wanted:
            here = (last == np.rint(255 * np.array(to_rgb(colour)))).all(axis=2)
            assert here.any()
            np.testing.assert_array_equal(read[here], last[here])
