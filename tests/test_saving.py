"""`tv.save` and `tv.accelerate`: files of any of Matplotlib's animations, and what is told, refused and given back."""

import logging
import os
import subprocess
import sys

import imageio.v3 as iio
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib import animation as mpl_animation
from matplotlib.animation import Animation, FuncAnimation, PillowWriter
from PIL import Image, ImageSequence
from strange_animations import FRAMES, STRANGE
from test_played import by_matplotlib

import trajviz as tv
import trajviz.formats  # enters every format
from trajviz.exporters import exporters
from trajviz.exporters.recorded import InOrder, Recorded

pytestmark = pytest.mark.filterwarnings("ignore:Animation was deleted")


@pytest.fixture(autouse=True)
def _as_it_was():
    with mpl.rc_context():
        plt.switch_backend("agg")
        yield
        plt.close("all")


def read(path):
    """Return all frames of a file, RGB where nothing is see-through."""
    if path.suffix in (".gif", ".apng", ".webp", ".png"):
        with Image.open(path) as image:
            frames = [np.array(each.convert("RGBA")) for each in ImageSequence.Iterator(image)]
        return np.array(frames)
    return iio.imread(path, plugin="pyav")


def ours(name, path, **how):
    tv.save(STRANGE[name](), path, quiet=True, **how)
    return path


ANIMATED = [suffix for suffix, each in exporters.items() if each.takes == "frames" and not each.still]


@pytest.mark.parametrize("suffix", ANIMATED)
def test_every_animated_format_holds_every_frame(tmp_path, suffix):
    frames = read(ours("title_that_changes", tmp_path / f"x{suffix}", fps=10))
    assert len(frames) == FRAMES
    expected = np.array(by_matplotlib(STRANGE["title_that_changes"]))[..., :3]
    far = np.abs(frames[..., :3].astype(int) - expected).mean()
    assert far < (2.5 if suffix in (".mp4", ".mov", ".mkv", ".webm", ".m4v") else 0.3)


@pytest.mark.slow
@pytest.mark.parametrize("name", STRANGE)
def test_every_kind_is_written_whole_with_a_palette_and_as_a_video(tmp_path, name):
    animation = STRANGE[name]()
    paths = [tmp_path / "x.gif", tmp_path / "x.mp4"]
    with mpl.rc_context():
        tv.save(animation, paths, quiet=True, fps=10, extra_anim=getattr(animation, "others", []))
    gif, video = (len(read(path)) for path in paths)
    assert gif == video > 0


@pytest.mark.parametrize("suffix", [".apng", ".webp"])
@pytest.mark.parametrize("name", ["rain", "quiver_redone", "subfigures"])
def test_a_lossless_file_is_the_same_in_every_pixel(tmp_path, suffix, name):
    frames = read(ours(name, tmp_path / f"x{suffix}"))
    expected = np.array(by_matplotlib(STRANGE[name]))
    assert np.array_equal(frames[..., :3], expected[..., :3])


def test_a_picture_is_the_last_frame(tmp_path):
    path = ours("data_that_accumulate_and_a_view_that_widens", tmp_path / "x.png")
    expected = by_matplotlib(STRANGE["data_that_accumulate_and_a_view_that_widens"])[-1]
    assert np.array_equal(read(path)[0, ..., :3], expected[..., :3])


def test_vectors_and_a_page(tmp_path):
    assert b"<svg" in ours("line", tmp_path / "x.svg").read_bytes()
    page = ours("line", tmp_path / "x.html").read_text()
    assert page.count("data:image/png") == FRAMES


def test_frames_apart(tmp_path):
    ours("line", tmp_path / "%02d.png")
    expected = by_matplotlib(STRANGE["line"])
    for number, frame in enumerate(expected):
        assert np.array_equal(read(tmp_path / f"{number:02}.png")[0, ..., :3], frame[..., :3])


def test_several_files_of_frames_that_are_drawn_once(tmp_path):
    drawn = []
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1])

    def frames():
        for i in range(5):
            drawn.append(i)
            yield i

    animation = FuncAnimation(fig, lambda i: line.set_ydata([0, i]), frames, cache_frame_data=False)
    drawn.clear()
    tv.save(animation, [tmp_path / "x.gif", tmp_path / "x.mp4"])
    # Matplotlib asks for the first frame once more, to draw it before all.
    assert drawn == [0, 0, 1, 2, 3, 4]
    assert len(read(tmp_path / "x.gif")) == len(read(tmp_path / "x.mp4")) == 5


def test_a_see_through_figure_stays_so_where_it_can(tmp_path):
    def make():
        animation = STRANGE["line"]()
        animation._fig.patch.set_alpha(0)
        return animation

    tv.save(make(), tmp_path / "x.apng")
    assert np.array_equal(read(tmp_path / "x.apng"), by_matplotlib(make))
    tv.save(make(), tmp_path / "x.mp4")
    corner = read(tmp_path / "x.mp4")[0, 0, 0]
    assert (corner > 250).all()


def test_what_it_is_told(tmp_path):
    told = []
    path = ours(
        "line", tmp_path / "x.apng", dpi=50, savefig_kwargs={"facecolor": "red"},
        progress_callback=lambda *numbers: told.append(numbers),
    )  # fmt: skip
    frames = read(path)
    expected = by_matplotlib(STRANGE["line"], dpi=50, savefig_kwargs={"facecolor": "red"})
    assert np.array_equal(frames[..., :3], np.array(expected)[..., :3])
    assert told == [(n, FRAMES) for n in range(FRAMES)]


def test_pace_and_loops_of_a_gif(tmp_path):
    path = ours("histogram", tmp_path / "x.gif", hold=2)
    info = iio.immeta(path)
    assert info["duration"] == 200
    assert "loop" not in info  # it was made with repeat=False
    assert iio.immeta(path, index=FRAMES - 1)["duration"] == 2000
    assert iio.immeta(ours("line", tmp_path / "y.gif", fps=50))["loop"] == 0


def test_trajviz_animations_go_their_own_way(tmp_path):
    animation = tv.TrajectoryAnimation([[[0, 0], [1, 2], [3, 3]]])
    tv.save(animation, tmp_path / "x.gif")
    animation.save(tmp_path / "y.gif")
    assert (tmp_path / "x.gif").read_bytes() == (tmp_path / "y.gif").read_bytes()


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"filename": "x.xyz"}, "unknown file format"),
        ({"filename": "missing/x.gif"}, "there is no folder"),
        ({"fps": -1}, "fps must lie between"),
        ({"animation": "anim"}, "animation must be an Animation"),
        ({"loop": 1.5}, "loop must be"),
        ({"filename": "%d.svg"}, "pictures of pixels"),
    ],
)
def test_mistakes_are_told_before_anything_is_drawn(tmp_path, monkeypatch, how, told):
    monkeypatch.chdir(tmp_path)
    fig = plt.figure()
    drawn = []
    given = {"animation": FuncAnimation(fig, drawn.append, frames=3), "filename": "x.gif", **how}
    with pytest.raises(tv.TrajvizError, match=told):
        tv.save(**given)
    assert not drawn
    assert not list(tmp_path.iterdir())


def test_without_frames_nothing_is_written(tmp_path):
    animation = FuncAnimation(plt.figure(), lambda _: None, frames=iter([]), init_func=lambda: None, save_count=3)
    with pytest.raises(tv.TrajvizError, match="no frames"):
        tv.save(animation, tmp_path / "x.gif")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_what_goes_wrong_in_a_frame_leaves_all_as_it_was(tmp_path, suffix, error):
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1])

    def update(i):
        if i == 3:
            raise error
        line.set_ydata([0, i])

    animation = FuncAnimation(fig, update, frames=5)
    path = tmp_path / f"x{suffix}"
    path.write_text("before")
    with pytest.raises(error):
        tv.save(animation, path)
    assert path.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert not fig.canvas.is_saving()
    assert fig.canvas.manager is not None
    assert "_post_draw" not in vars(animation)
    assert not {"draw", "savefig"} & {*vars(line), *vars(fig)}


def test_it_is_said_where_nothing_could_be_kept(tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        ours("line", tmp_path / "x.gif")
        assert not caplog.messages
        ours("limits_that_change", tmp_path / "x.gif")
    assert caplog.messages == [
        "x.gif: 7 of 7 frames were drawn in full, since limits, places or cameras of axes change"
    ]


# ---- accelerate


def test_accelerate_gives_back_what_it_took():
    own = Animation.save
    with tv.accelerate():
        assert Animation.save is not own
        first = tv.accelerate()
        second = tv.accelerate()
        first.undo()
        first.undo()
        assert Animation.save is not own
        second.undo()
        assert Animation.save is not own
    assert Animation.save is own


@pytest.mark.parametrize("writer", [None, "pillow", "ffmpeg"])
def test_an_accelerated_gif_is_ours(tmp_path, writer):
    with tv.accelerate():
        STRANGE["line"]().save(tmp_path / "x.gif", writer=writer, fps=20)
    assert (tmp_path / "x.gif").read_bytes() == ours("line", tmp_path / "y.gif", fps=20).read_bytes()


@pytest.mark.parametrize("name", ["titles_of_several_axes", "limits_that_change", "two_animations_on_a_figure"])
def test_a_writer_of_ones_own_is_handed_the_same_frames(tmp_path, name):
    def saved(path):
        animation = STRANGE[name]()
        others = getattr(animation, "others", None)
        animation.save(path, writer=PillowWriter(fps=7), dpi=60, extra_anim=others, savefig_kwargs={"edgecolor": "k"})
        return path.read_bytes()

    with tv.accelerate():
        fast = saved(tmp_path / "fast.gif")
    assert fast == saved(tmp_path / "slow.gif")


def test_what_needs_matplotlib_is_written_by_it(tmp_path):
    with tv.accelerate():
        STRANGE["line"]().save(tmp_path / "x.gif", writer="pillow", metadata={"title": "mine"})
        STRANGE["line"]().save(tmp_path / "x.html", writer="html")
        with pytest.raises(RuntimeError, match="not supported when writer is an existing"):
            STRANGE["line"]().save(tmp_path / "y.gif", writer=PillowWriter(), fps=3)
        with pytest.raises(ValueError, match="writer"):
            STRANGE["line"]().save(tmp_path / "y.gif", writer="no such writer")
    STRANGE["line"]().save(tmp_path / "slow.gif", writer="pillow", metadata={"title": "mine"})
    assert (tmp_path / "x.gif").read_bytes() == (tmp_path / "slow.gif").read_bytes()
    assert len(list((tmp_path / "x_frames").iterdir())) == FRAMES
    assert not (tmp_path / "y.gif").exists()


def test_pages_of_pictures_are_the_same_when_accelerated(monkeypatch):
    monkeypatch.setattr(mpl_animation.uuid, "uuid4", lambda: type("Name", (), {"hex": "0"}))
    with tv.accelerate():
        fast = STRANGE["title_that_changes"]().to_jshtml()
    assert fast == STRANGE["title_that_changes"]().to_jshtml()


def test_a_figure_is_as_before_when_a_writer_fails(tmp_path):
    class Broken(PillowWriter):
        def finish(self):
            raise OSError("full")

    animation = STRANGE["line"]()
    with tv.accelerate(), pytest.raises(OSError, match="full"):
        animation.save(tmp_path / "x.gif", writer=Broken())
    assert "savefig" not in vars(animation._fig)
    assert "_post_draw" not in vars(animation)


def test_importing_trajviz_alone_accelerates_nothing():
    code = "import trajviz, sys; sys.exit('matplotlib.animation' in sys.modules)"
    assert not subprocess.run([sys.executable, "-c", code], env=os.environ, check=False).returncode


# ---- frames that were drawn once


def drawn_at_random(count, seed=0, alpha=True):
    rng = np.random.default_rng(seed)
    picture = rng.integers(0, 256, (20, 30, 4), dtype=np.uint8)
    for number in range(count):
        if number % 3:
            top, left = rng.integers(0, 15, 2)
            picture[top : top + 5, left : left + 9] = rng.integers(0, 256, (5, 9, 4), dtype=np.uint8)
        if not alpha:
            picture[..., 3] = 255
        yield picture


@pytest.mark.parametrize("alpha", [False, True])
def test_what_was_recorded_comes_back_in_any_order(alpha):
    expected = [frame[..., : 4 if alpha else 3].copy() for frame in drawn_at_random(12, alpha=alpha)]
    drawn = drawn_at_random(12, alpha=alpha)
    with Recorded(drawn, 100.0, lambda: np.empty((0, 3), np.uint8), see_through=True) as frames:
        assert len(frames) == 12
        assert all(np.array_equal(one, other) for one, other in zip(frames, expected, strict=True))
        assert all(np.array_equal(one, other) for one, other in zip(frames[::-4], expected[::-4], strict=True))
        assert np.array_equal(frames[-2], expected[-2])
        assert np.array_equal(frames.still(-1), expected[-1])


def test_frames_in_order_can_be_had_once():
    expected = [frame[..., :3].copy() for frame in drawn_at_random(5, alpha=False)]
    frames = InOrder(drawn_at_random(5, alpha=False), 100.0, lambda: np.empty((0, 3), np.uint8))
    assert np.array_equal(frames[0], expected[0])
    assert all(np.array_equal(one, other) for one, other in zip(frames, expected, strict=True))
    assert np.array_equal(frames.still(-1), expected[-1])
