"""Exported files, read back by decoders that are not ours."""

from __future__ import annotations

import base64
import io
import os
import re
import resource
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import imageio.v3 as iio
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

import trajviz.formats  # noqa: F401 # enters every format
from trajviz import TrajectoryAnimation
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.exporters import check_target, exporters, jshtml
from trajviz.exporters import write as write_what
from trajviz.exporters.exporter import exporter
from trajviz.exporters.timing import delays
from trajviz.registry import Registry

ANIMATIONS = [".gif", ".apng", ".webp"]
LOSSLESS = [".apng", ".webp"]
VIDEOS = [".mp4", ".m4v", ".mov", ".webm"]


class ArrayFrames:
    """Frames that are an array, lent as the compositor does: in a buffer that the next frame overwrites."""

    def __init__(self, array, fails_at=None, error=RuntimeError):
        self.array = np.asarray(array, np.uint8)
        self.fails_at = fails_at
        self.error = error
        self.dpi = 50.0
        self.colours = np.zeros((0, 3), np.uint8)

    def __len__(self):
        return len(self.array)

    def __getitem__(self, index):
        return self.array[index].copy()

    def __iter__(self):
        buffer = np.empty_like(self.array[0])
        for number, frame in enumerate(self.array):
            if number == self.fails_at:
                raise self.error("no more")
            buffer[...] = frame
            yield buffer

    def still(self, index):
        return self.array[index].copy()


class Composed:
    """What a page is written from where time runs backwards: frames, whatever is asked of them."""

    timeline = SimpleNamespace(runs_forward=False)

    def __init__(self, frames):
        self.frames = lambda: frames


def figure_of(frames):
    """Return a figure of the frames' size with a line that ends where there are as many."""
    figure = Figure((frames.array.shape[2] / 50, frames.array.shape[1] / 50), dpi=50)
    FigureCanvasAgg(figure)
    figure.add_axes((0, 0, 1, 1)).plot([0, len(frames) - 1], [0, len(frames) - 1])
    return figure


def write(frames, path, **options):
    """Write frames, or what stands for them where a format takes something else."""
    given = {"frames": lambda it: it, "figure": figure_of, "composition": Composed}
    suffix = Path(path).suffix.lower()
    taken = exporters[suffix].takes if suffix in exporters.spellings else "frames"
    write_what(given[taken](frames), path, **options)


def random_frames(count, height, width, colours=None, seed=0):
    """Frames in which some pixels change at random to one of so many colours, or to any."""
    random = np.random.default_rng(seed)
    palette = random.integers(0, 256, (colours or 1 << 12, 3), np.uint8)
    frames = np.empty((count, height, width, 3), np.uint8)
    frames[0] = palette[random.integers(0, len(palette), (height, width))]
    for before, frame in pairwise(frames):
        new = palette[random.integers(0, len(palette), (height, width))]
        frame[...] = np.where(random.random((height, width, 1)) < random.random() ** 3, new, before)
    return ArrayFrames(frames)


def growing_line(count=30, height=61, width=80):
    """A blue line that grows by a pixel per frame on white, and stands still in the middle."""
    frames = np.full((count, height, width, 3), 255, np.uint8)
    for number in range(count):
        frames[number, height // 2, : number if number < count // 2 else number - 1] = (0, 114, 178)
    return ArrayFrames(frames)


def read_animation(path):
    """Return the frames as Pillow shows them, their durations in ms, and how often they repeat."""
    with Image.open(path) as image:
        frames, durations = [], []
        for number in range(image.n_frames):
            image.seek(number)
            frames.append(np.asarray(image.convert("RGB")))
            durations.append(image.info["duration"])
        return np.array(frames), durations, image.info["loop"]


def bt709(path):
    """Return a video's frames as RGB, from its planes by the formula of ITU-R BT.709, not by FFmpeg's."""
    planes = iio.imread(path, plugin="pyav", format="yuv444p").astype(float)
    luma, blue, red = np.moveaxis((planes - [[[16]], [[128]], [[128]]]) / [[[219]], [[224]], [[224]]], 1, 0)
    r, b = luma + 1.5748 * red, luma + 1.8556 * blue
    g = (luma - 0.2126 * r - 0.0722 * b) / 0.7152
    return np.clip(np.stack([r, g, b], axis=-1) * 255, 0, 255)


@pytest.mark.parametrize("suffix", ANIMATIONS)
def test_an_animation_is_exact_and_takes_its_time(suffix, tmp_path):
    frames = growing_line()
    write(frames, tmp_path / f"line{suffix}", fps=20, hold=2)
    read, durations, repetitions = read_animation(tmp_path / f"line{suffix}")
    np.testing.assert_array_equal(read, frames.array)
    assert durations == [50] * (len(frames) - 1) + [2000]
    assert repetitions == 0  # for ever


@pytest.mark.parametrize("suffix", ANIMATIONS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    count=st.integers(1, 12),
    height=st.integers(1, 20),
    width=st.integers(1, 20),
    colours=st.integers(1, 255),
    seed=st.integers(0, 1000),
)
def test_random_frames_of_at_most_255_colours_are_exact(tmp_path, suffix, count, height, width, colours, seed):
    frames = random_frames(count, height, width, colours, seed)
    write(frames, tmp_path / f"random{suffix}", fps=25)
    # A single frame has no time to be shown for, and Pillow tells none.
    if count == 1:
        with Image.open(tmp_path / f"random{suffix}") as image:
            read = np.asarray(image.convert("RGB"))[np.newaxis]
    else:
        read = read_animation(tmp_path / f"random{suffix}")[0]
    np.testing.assert_array_equal(read, frames.array)


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_lossless_formats_hold_any_number_of_colours(suffix, tmp_path):
    frames = random_frames(5, 70, 90)
    write(frames, tmp_path / f"many{suffix}", fps=25)
    np.testing.assert_array_equal(read_animation(tmp_path / f"many{suffix}")[0], frames.array)


def test_a_gif_finds_colours_between_the_sampled_frames(tmp_path):
    array = np.zeros((100, 4, 4, 3), np.uint8)
    array[:, 1, 2] = np.arange(1, 101)[:, np.newaxis] * (1, 2, 0)
    write(ArrayFrames(array), tmp_path / "a.gif", fps=10)
    np.testing.assert_array_equal(read_animation(tmp_path / "a.gif")[0], array)


def test_a_gif_of_many_colours_keeps_the_frequent_ones_and_comes_near_the_rest(tmp_path):
    figure = Figure((4, 3), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    heights = np.hypot(*np.mgrid[-1:1:40j, -1:1:40j])
    axes.contourf(heights, levels=30)
    axes.contour(heights, levels=20, colors="white", linewidths=0.7)
    lines = [axes.plot([], [], lw=3, color=color)[0] for color in ("#0072B2", "#E69F00", "#CC79A7")]
    array = []
    for number in range(8):
        for offset, line in enumerate(lines):
            line.set_data(np.arange(number + 1) * 2, np.sin(np.arange(number + 1) / 3) * 8 + 10 + 8 * offset)
        canvas.draw()
        array.append(np.array(canvas.buffer_rgba())[..., :3])
    array = np.array(array)
    assert len(np.unique(array.astype(np.uint32) @ (1 << 16, 1 << 8, 1))) > 1000
    write(ArrayFrames(array), tmp_path / "a.gif", fps=10)
    read = read_animation(tmp_path / "a.gif")[0]
    error = np.abs(read.astype(int) - array)
    assert error.mean() < 1
    for color in [(0, 114, 178), (230, 159, 0), (204, 121, 167), (255, 255, 255), (0, 0, 0)]:
        body = (array == color).all(axis=-1)
        assert body.any()
        assert not error[body].any()
    still = (array == array[0]).all(axis=(0, 3))
    assert (read[:, still] == read[0, still]).all()


@pytest.mark.parametrize(("fps", "count"), [(50, 101), (60, 51), (100, 51), (101, 34)])
def test_a_gif_shows_at_most_fifty_frames_a_second_and_the_last_one(fps, count, tmp_path):
    array = np.arange(101, dtype=np.uint8)[:, np.newaxis, np.newaxis, np.newaxis] + np.zeros((1, 3, 3, 3), np.uint8)
    write(ArrayFrames(array), tmp_path / "fast.gif", fps=fps)
    read, durations, _ = read_animation(tmp_path / "fast.gif")
    stride = -(-fps // 50)
    expected = sorted({*range(0, 101, stride), 100})
    assert read[:, 0, 0, 0].tolist() == expected
    assert len(read) == count + (0 if 100 % stride == 0 else 1)
    assert min(durations) >= 20
    assert sum(durations) == pytest.approx(len(expected) * 1000 * stride / fps, abs=10)


@pytest.mark.parametrize("suffix", ANIMATIONS)
def test_delays_do_not_drift_and_long_ones_are_kept(suffix, tmp_path):
    frames = growing_line(count=20)
    write(frames, tmp_path / f"slow{suffix}", fps=30, hold=600)
    _, durations, _ = read_animation(tmp_path / f"slow{suffix}")
    assert sum(durations[:-1]) == pytest.approx(19 * 1000 / 30, abs=10)
    assert durations[-1] == 600_000


def test_delays_are_at_least_an_interval_for_the_last_frame():
    assert delays(3, fps=4, hold=0, units=100) == [25, 25, 25]
    assert delays(1, fps=4, hold=1, units=1000) == [1000]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", VIDEOS)
def test_a_video_has_even_size_its_frames_and_the_hold(suffix, tmp_path):
    frames = growing_line(count=20, height=61, width=83)
    write(frames, tmp_path / f"line{suffix}", fps=12.5, hold=2)
    read = iio.imread(tmp_path / f"line{suffix}", plugin="pyav")
    meta = iio.immeta(tmp_path / f"line{suffix}", plugin="pyav")
    assert read.shape == (20 - 1 + 25, 62, 84, 3)
    assert meta["fps"] == 12.5
    assert meta["video_format"] == "yuv420p"
    assert np.abs(read[19:].astype(int) - read[-1]).max() <= 12


@pytest.mark.slow
@pytest.mark.parametrize("suffix", VIDEOS)
def test_flat_colours_survive_a_video(suffix, tmp_path):
    colours = [
        (255, 255, 255),
        (0, 0, 0),
        (0, 114, 178),
        (230, 159, 0),
        (0, 158, 115),
        (204, 121, 167),
        (128, 128, 128),
    ]
    array = np.repeat(np.repeat(np.array(colours, np.uint8)[np.newaxis, np.newaxis], 64, axis=1), 32, axis=2)
    write(ArrayFrames(np.repeat(array, 5, axis=0)), tmp_path / f"flat{suffix}", fps=10)
    read = bt709(tmp_path / f"flat{suffix}")
    middles = read[:, 32, 16::32]
    np.testing.assert_allclose(middles, np.broadcast_to(colours, middles.shape), atol=3)


@pytest.mark.parametrize("suffix", VIDEOS)
def test_a_video_says_that_its_colours_are_bt709(suffix, tmp_path):
    import av
    from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

    write(growing_line(), tmp_path / f"line{suffix}", fps=10)
    with av.open(tmp_path / f"line{suffix}") as video:
        context = video.streams.video[0].codec_context
        assert context.colorspace == Colorspace.ITU709
        assert context.color_range == ColorRange.MPEG
        assert context.color_primaries == ColorPrimaries.BT709
        assert context.color_trc == ColorTrc.BT709


def test_an_mp4_plays_while_it_loads(tmp_path):
    write(growing_line(), tmp_path / "line.mp4", fps=10)
    content = (tmp_path / "line.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".jpeg"])
def test_a_picture_is_the_last_frame(suffix, tmp_path):
    frames = growing_line()
    write(frames, tmp_path / f"last{suffix}", fps=10)
    with Image.open(tmp_path / f"last{suffix}") as image:
        read = np.asarray(image).astype(int)
        assert image.info["dpi"] == pytest.approx((50, 50), abs=0.1)
    tolerance = 0 if suffix == ".png" else 12
    assert np.abs(read - frames.array[-1]).max() <= tolerance


def test_an_svg_draws_the_last_frame(tmp_path):
    animation = TrajectoryAnimation([[[0, 0], [1, 2], [3, 3]]])
    line = animation.ax.lines[0]
    with animation.composition.given("figure") as figure:
        assert line.get_xydata()[-1].tolist() == [3, 3]
        exporters[".svg"].export(figure, tmp_path / "last.svg", fps=10, hold=0, loop=0)
    root = ET.parse(tmp_path / "last.svg").getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not root.findall(".//{http://purl.org/dc/elements/1.1/}date")


def test_a_pdf_is_one_page_of_the_figures_size(tmp_path):
    write(growing_line(height=100, width=200), tmp_path / "last.pdf", fps=10)
    content = (tmp_path / "last.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    assert re.search(rb"/MediaBox \[ ?0 0 288 144 ?\]", content)  # 200×100 pixels at 50 dpi, in points
    assert b"CreationDate" not in content


def embedded_frames(page):
    """Return the pictures in a player, by number."""
    found = re.findall(r'frames\[(\d+)\] = "data:image/png;base64,([^"]*)"', page)
    return {
        int(number): np.asarray(Image.open(io.BytesIO(base64.b64decode(data.replace("\\\n", "")))))
        for number, data in found
    }


def test_a_page_holds_every_frame_exactly(tmp_path):
    frames = random_frames(30, 70, 90)
    write(frames, tmp_path / "page.html", fps=10)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert '<meta charset="utf-8">' in page
    assert page.rstrip().endswith("</html>")
    read = embedded_frames(page)
    assert list(read) == list(range(len(frames)))
    np.testing.assert_array_equal(np.array([*read.values()]), frames.array)


def test_a_player_knows_no_limit_of_size():
    import matplotlib

    frames = random_frames(5, 70, 90)
    with matplotlib.rc_context({"animation.embed_limit": 1e-3, "animation.frame_format": "jpeg"}):
        assert len(embedded_frames(jshtml(frames, fps=10))) == 5


@pytest.mark.parametrize("mode", ["loop", "once", "reflect"])
def test_a_player_starts_in_the_mode_asked_for(mode):
    player = jshtml(growing_line(count=2), fps=10, default_mode=mode)
    checked = re.findall(r'value="(\w+)"[^>]*\bchecked\b', player)
    assert checked == [mode]


def test_players_in_one_notebook_do_not_share_names_and_unknown_modes_are_refused():
    frames = growing_line(count=2)
    assert jshtml(frames, fps=10) != jshtml(frames, fps=10)
    with pytest.raises(UnknownNameError, match=r"unknown mode 'lop'; did you mean 'loop'\?"):
        jshtml(frames, fps=10, default_mode="lop")


@pytest.mark.slow
@pytest.mark.parametrize("suffix", exporters)
@pytest.mark.parametrize(("height", "width"), [(1, 1), (2, 1), (1, 3), (33, 47)])
def test_every_format_takes_one_frame_of_any_size(suffix, height, width, tmp_path):
    frames = random_frames(1, height, width)
    path = tmp_path / f"one{suffix}"
    write(frames, path, fps=10, hold=0.3)
    if suffix in VIDEOS:
        read = iio.imread(path, plugin="pyav")
        assert read.shape == (3, height + height % 2, width + width % 2, 3)
    elif suffix in (*ANIMATIONS, ".png", ".jpg"):
        with Image.open(path) as image:
            assert image.size == (width, height)
    else:
        assert path.stat().st_size > 0


@pytest.mark.parametrize("suffix", exporters)
@pytest.mark.parametrize(("count", "height", "width"), [(1, 33, 47), (40, 100, 120)])
def test_the_same_frames_give_the_same_bytes(suffix, count, height, width, tmp_path):
    for name in ("once", "again"):
        write(random_frames(count, height, width), tmp_path / f"{name}{suffix}", fps=10, hold=1)
    assert (tmp_path / f"once{suffix}").read_bytes() == (tmp_path / f"again{suffix}").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [*ANIMATIONS, *VIDEOS])
def test_three_hundred_frames_arrive(suffix, tmp_path):
    frames = growing_line(count=300, height=20, width=320)
    write(frames, tmp_path / f"long{suffix}", fps=50)
    if suffix in VIDEOS:
        assert len(iio.imread(tmp_path / f"long{suffix}", plugin="pyav")) == 300
    else:
        read, durations, _ = read_animation(tmp_path / f"long{suffix}")
        np.testing.assert_array_equal(read[[0, 149, 299]], frames.array[[0, 149, 299]])
        assert durations == [20] * 300


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
@pytest.mark.parametrize("suffix", [*ANIMATIONS, *VIDEOS, ".html"])
@pytest.mark.parametrize("old", [None, b"what stood there"])
def test_a_failure_leaves_what_stood_there_and_nothing_else(suffix, error, old, tmp_path):
    target = tmp_path / f"a{suffix}"
    if old:
        target.write_bytes(old)
    with pytest.raises(error, match="no more"):
        write(ArrayFrames(growing_line().array, fails_at=7, error=error), target, fps=10)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == ([old] if old else [])


@pytest.mark.parametrize("suffix", exporters)
def test_a_full_disk_is_told_and_leaves_what_stood_there(suffix, tmp_path):
    target = tmp_path / f"a{suffix}"
    target.write_bytes(b"old")
    frames = random_frames(30, 100, 100)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, hard))  # no file may grow beyond 200 bytes
    try:
        with pytest.raises(TrajvizError, match=re.escape(f"cannot write {str(target)!r}: ")):
            write(frames, target, fps=10)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"old"]


def test_a_new_file_has_usual_permissions_and_a_replaced_one_keeps_its_own(tmp_path):
    (tmp_path / "usual").touch()
    write(growing_line(), tmp_path / "a.png", fps=10)
    assert (tmp_path / "a.png").stat().st_mode == (tmp_path / "usual").stat().st_mode
    (tmp_path / "a.png").chmod(0o640)
    write(growing_line(), tmp_path / "a.png", fps=10)
    assert (tmp_path / "a.png").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_and_its_target_is_replaced(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "real.png").write_bytes(b"old")
    (tmp_path / "link.png").symlink_to(tmp_path / "folder" / "real.png")
    write(growing_line(), tmp_path / "link.png", fps=10)
    assert (tmp_path / "link.png").is_symlink()
    assert (tmp_path / "folder" / "real.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("suffix", exporters)
def test_odd_names_are_just_names(suffix, tmp_path, monkeypatch):
    (tmp_path / "data:x").mkdir()
    monkeypatch.chdir(tmp_path)
    write(growing_line(count=3), f"data:x/%d ü #1{suffix.upper()}", fps=10)
    assert [file.name for file in Path("data:x").iterdir()] == [f"%d ü #1{suffix.upper()}"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a.gfi", r"unknown file format '\.gfi'; did you mean '\.gif'\?"),
        ("a", r"'.*a' has no suffix to say the file format; known are .*\.gif"),
        (".gif", r"'.*\.gif' has no suffix"),
        ("none/a.gif", r"cannot write '.*a\.gif': there is no folder '.*none'"),
        ("file/a.gif", r"cannot write '.*a\.gif': '.*file' is not a folder"),
        ("folder.gif", r"cannot write '.*folder\.gif': it is a folder"),
        ("a" * 300 + ".gif", r"cannot write '.*\.gif': File name too long"),
        ("a\0.gif", r"cannot write '.*\.gif': .*embedded null"),  # which Python 3.13 says more of
    ],
)
def test_a_target_that_cannot_be_written_is_told_beforehand(name, sentence, tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "folder.gif").mkdir()
    before = sorted(tmp_path.iterdir())
    for act in (check_target, lambda path: write(growing_line(), path, fps=10)):
        with pytest.raises(TrajvizError, match=sentence):
            act(tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("protected", ["folder", "file"])
def test_write_protection_is_told_beforehand(protected, tmp_path, monkeypatch):
    (tmp_path / "a.gif").touch()
    target = tmp_path if protected == "folder" else tmp_path / "a.gif"
    # Root may write everywhere, so the system's answer is given for it.
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != target)
    with pytest.raises(TrajvizError, match=r"write-protected"):
        check_target(tmp_path / "a.gif")


def test_a_good_target_passes(tmp_path):
    (tmp_path / "a.gif").touch()
    check_target(tmp_path / "a.gif")
    check_target(str(tmp_path / "B.MP4"))
    assert [file.name for file in tmp_path.iterdir()] == ["a.gif"]


@pytest.mark.parametrize(
    ("timing", "sentence"),
    [
        ({"fps": 0}, "fps must lie between 0.01 and 1000, not 0"),
        ({"fps": float("nan")}, "fps must lie"),
        ({"fps": 1e9}, "fps must lie"),
        ({"fps": 10, "hold": -1}, "hold must lie between 0 and 600 seconds, not -1"),
        ({"fps": 10, "hold": float("inf")}, "hold must lie"),
    ],
)
def test_impossible_times_are_refused(timing, sentence, tmp_path):
    with pytest.raises(TrajvizError, match=re.escape(sentence)):
        write(growing_line(), tmp_path / "a.gif", **timing)


def test_no_frames_and_too_large_frames_are_refused(tmp_path):
    with pytest.raises(TrajvizError, match="there are no frames"):
        write(ArrayFrames(np.zeros((0, 4, 4, 3))), tmp_path / "a.gif", fps=10)
    wide = ArrayFrames(np.zeros((1, 1, 20_000, 3)))
    with pytest.raises(TrajvizError, match="WebP holds at most 16383 pixels a side, the picture has 20000×1"):
        write(wide, tmp_path / "a.webp", fps=10)
    with pytest.raises(TrajvizError, match="libx264 cannot encode pictures of 20000×2 pixels"):
        write(wide, tmp_path / "a.mp4", fps=10)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("terminal", "quiet", "shown"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_progress_is_shown_on_a_terminal_only(terminal, quiet, shown, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    write(growing_line(), tmp_path / "line.gif", fps=10, quiet=quiet)
    printed = capsys.readouterr()
    assert ("line.gif" in printed.err and "/30" in printed.err) == shown
    assert printed.out == ""


def test_a_format_is_one_function(tmp_path, monkeypatch):
    own = Registry("file format")
    monkeypatch.setattr(sys.modules[exporter.__module__], "exporters", own)

    @exporter(".sizes", ".size")
    def sizes(frames, path, *, fps, hold, loop):
        path.write_text(f"{len(frames)} {fps} {hold} {loop}")

    assert own[".SIZE"].takes == "frames"
    own[".SIZE"].export(growing_line(), tmp_path / "a", fps=1, hold=2, loop=3)
    assert (tmp_path / "a").read_text() == "30 1 2 3"


def test_the_package_imports_no_encoder():
    heavy = {"PIL", "av", "imageio", "matplotlib", "scipy", "tqdm"}
    script = f"import sys, trajviz.exporters; print(*({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "\n"


def transparent_frames(count=9, height=22, width=31):
    """A dot that goes over nothing, with a half transparent rim, and beside it a bar that grows and stays."""
    array = np.zeros((count, height, width, 4), np.uint8)
    for number, frame in enumerate(array):
        frame[3:8, 2 * number : 2 * number + 6] = (200, 30, 40, 100)
        frame[4:7, 2 * number + 1 : 2 * number + 5] = (200, 30, 40, 255)
        frame[15, : 3 * number] = (0, 90, 180, 255)
    return ArrayFrames(array)


def read_rgba(path):
    """Return the frames as Pillow shows them, with alpha."""
    with Image.open(path) as image:
        frames = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frames.append(np.asarray(image.convert("RGBA")))
        return np.array(frames)


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_transparent_animations_are_exact(suffix, tmp_path):
    frames = transparent_frames()
    write(frames, tmp_path / f"a{suffix}", fps=10)
    read = read_rgba(tmp_path / f"a{suffix}")
    np.testing.assert_array_equal(read[..., 3], frames.array[..., 3])
    seen = frames.array[..., 3] > 0
    np.testing.assert_array_equal(read[seen], frames.array[seen])


def test_a_transparent_gif_draws_thin_strokes_of_letters_too(tmp_path):
    frames = transparent_frames()
    write(frames, tmp_path / "a.gif", fps=10)
    read = read_rgba(tmp_path / "a.gif")
    solid = frames.array[..., 3] >= 72
    np.testing.assert_array_equal(read[..., 3], np.where(solid, 255, 0))
    np.testing.assert_array_equal(read[solid][:, :3], frames.array[solid][:, :3])


@pytest.mark.parametrize("suffix", LOSSLESS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(2, 9), height=st.integers(1, 20), width=st.integers(1, 20), seed=st.integers(0, 1000))
def test_random_transparent_frames_are_exact(tmp_path, suffix, count, height, width, seed):
    colours, alphas = (random_frames(count, height, width, 9, seed + shift).array for shift in (0, 1))
    array = np.concatenate([colours, alphas[..., :1] // 85 * 85], axis=-1)
    array[array[..., 3] == 0] = 0
    write(ArrayFrames(array), tmp_path / f"a{suffix}", fps=10)
    np.testing.assert_array_equal(read_rgba(tmp_path / f"a{suffix}") * (array[..., 3:] > 0), array)


def test_a_transparent_picture_keeps_its_alpha(tmp_path):
    frames = transparent_frames()
    write(frames, tmp_path / "a.png", fps=10)
    np.testing.assert_array_equal(read_rgba(tmp_path / "a.png")[0], frames.array[-1])


@pytest.mark.parametrize("suffix", exporters)
def test_formats_without_transparency_say_so(suffix, tmp_path):
    if suffix in (".gif", ".apng", ".webp", ".png"):
        check_target(tmp_path / f"a{suffix.upper()}", transparent=True)
    else:
        sentence = rf"\{suffix} files are never transparent; those that can be are \.apng, \.gif, \.png, \.webp"
        with pytest.raises(TrajvizError, match=sentence):
            check_target(tmp_path / f"a{suffix}", transparent=True)


@pytest.mark.parametrize("suffix", ANIMATIONS)
@pytest.mark.parametrize("loop", [0, 1, 2, 7])
def test_how_often_an_animation_plays(suffix, loop, tmp_path):
    write(growing_line(), tmp_path / f"a{suffix}", fps=10, loop=loop)
    with Image.open(tmp_path / f"a{suffix}") as image:
        told = image.info.get("loop")
    # GIF counts how often it is played again, and one that is played once says nothing.
    assert told == ({0: 0, 1: None, 2: 1, 7: 6}[loop] if suffix == ".gif" else loop)


@pytest.mark.parametrize("suffix", [".mp4", ".html", ".png"])
def test_other_formats_leave_that_to_the_player(suffix, tmp_path):
    write(growing_line(count=3), tmp_path / f"a{suffix}", fps=10, loop=1)
    if suffix == ".html":
        assert re.findall(r'value="(\w+)"[^>]*\bchecked\b', (tmp_path / "a.html").read_text()) == ["once"]


@pytest.mark.parametrize("loop", [-1, 65536, 1.5, "2", None, True])
def test_impossible_loops_are_refused(loop, tmp_path):
    with pytest.raises(
        TrajvizError, match=re.escape(f"loop must be a whole number from 0, for ever, to 65535, not {loop!r}")
    ):
        write(growing_line(), tmp_path / "a.gif", fps=10, loop=loop)


@pytest.mark.parametrize("suffix", ANIMATIONS)
@pytest.mark.parametrize("channel", [0, 1, 2])
def test_changes_by_one_level_of_one_channel_in_whole_rows_and_columns_arrive(suffix, channel, tmp_path):
    array = np.full((60, 7, 9, 3), 100, np.uint8)
    for number in range(1, len(array)):
        array[number] = array[number - 1]
        lines = [np.s_[number % 7], np.s_[:, number % 9], np.s_[0, 0], np.s_[-1, -1], np.s_[:, -1], np.s_[-1]]
        array[number][lines[number % len(lines)]] += np.eye(3, dtype=np.uint8)[channel]
    write(ArrayFrames(array), tmp_path / f"a{suffix}", fps=10)
    np.testing.assert_array_equal(read_animation(tmp_path / f"a{suffix}")[0], array)


class TestColoursThatMeanSomething:
    def test_rare_ones_survive_among_thousands(self, tmp_path):
        array = np.random.default_rng(1).integers(0, 256, (6, 60, 60, 3), np.uint8)
        wanted = np.array([(206, 45, 29), (31, 94, 233), (4, 163, 184), (34, 38, 46)], np.uint8)
        array[1:, 5, 5:9] = wanted  # one pixel each
        frames = ArrayFrames(array)
        frames.colours = wanted
        write(frames, tmp_path / "a.gif", fps=10)
        np.testing.assert_array_equal(read_animation(tmp_path / "a.gif")[0][1:, 5, 5:9], array[1:, 5, 5:9])

    def test_the_first_of_more_than_fit(self, tmp_path):
        array = np.random.default_rng(2).integers(0, 256, (2, 60, 60, 3), np.uint8)
        frames = ArrayFrames(array)
        frames.colours = array[1].reshape(-1, 3)[:2000]
        write(frames, tmp_path / "a.gif", fps=10)
        first = read_animation(tmp_path / "a.gif")[0][1].reshape(-1, 3)[:100]
        np.testing.assert_array_equal(first, frames.colours[:100])

    def test_one_that_is_off_by_rounding_is_taken_as_it_is_seen(self, tmp_path):
        array = np.random.default_rng(3).integers(0, 256, (2, 60, 60, 3), np.uint8)
        array[:, 7, 7] = (101, 99, 100)
        frames = ArrayFrames(array)
        frames.colours = np.array([(100, 100, 100)], np.uint8)
        write(frames, tmp_path / "a.gif", fps=10)
        assert read_animation(tmp_path / "a.gif")[0][1, 7, 7].tolist() == [101, 99, 100]
