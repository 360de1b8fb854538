"""MP4, MOV and WebM.

Video stores brightness and colour, in the ranges and with the matrix of ITU-R BT.709; the conversion and the
tags that tell players of it must agree, or the colours shift. Most players want one colour sample for four
pixels (yuv420p), and so even sizes: an odd picture gets its last row or column twice.

One thread, because the bytes that x264 writes depend on their number, and more were no faster. Of pictures two
pixels high or wide its bytes were seen to differ from run to run, given the same pixels; of larger ones not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from trajviz.exporters.changes import changes
from trajviz.exporters.encoding import encode
from trajviz.exporters.exporter import Frames, exporter
from trajviz.exporters.yuv import Yuv

if TYPE_CHECKING:
    from av import VideoFrame

TAGS = {"colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709", "color_range": "tv"}
# A whole picture costs as much as a hundred differences; seeking without many is still fast.
KEYFRAMES = {"g": "500"}
# Of x264's presets, veryfast gave the smallest file, and takes three quarters of the time of fast. What a few growing
# lines have no use for is left out. What is left out of a search for what has moved, and of weighing coefficients, adds
# a fiftieth to the file; to look ahead less, or not at all, would double it.
H264 = {
    **TAGS,
    **KEYFRAMES,
    "threads": "1",
    "preset": "veryfast",
    "tune": "animation",
    "crf": "20",
    "x264-params": "bframes=0:weightp=0:scenecut=0:subme=0:me=dia:merange=4:ref=1:trellis=0",
}
# The setting that is as fast as H.264; the slower ones cost seven times as much and save a fifth.
VP9 = {
    **TAGS,
    **KEYFRAMES,
    "threads": "1",
    "deadline": "realtime",
    "cpu-used": "8",
    "crf": "20",
    "b": "0",
}


@exporter(".mp4", ".m4v", takes="frames", opening=True, in_order=True)
def mp4(frames: Frames, path: Path, *, fps: float, hold: float, opening: float = 0.0, **_loop: int) -> None:
    """Write H.264 in MP4, with its index at the front so that it plays while it loads."""
    _video(frames, path, fps, hold, opening, "mp4", "libx264", H264, {"movflags": "+faststart"})


@exporter(".mov", takes="frames", opening=True, in_order=True)
def mov(frames: Frames, path: Path, *, fps: float, hold: float, opening: float = 0.0, **_loop: int) -> None:
    """Write H.264 in a QuickTime file."""
    _video(frames, path, fps, hold, opening, "mov", "libx264", H264, {"movflags": "+faststart"})


@exporter(".mkv", takes="frames", opening=True, in_order=True)
def mkv(frames: Frames, path: Path, *, fps: float, hold: float, opening: float = 0.0, **_loop: int) -> None:
    """Write H.264 in Matroska."""
    _video(frames, path, fps, hold, opening, "matroska", "libx264", H264, {"fflags": "+bitexact"})


@exporter(".webm", takes="frames", opening=True, in_order=True)
def webm(frames: Frames, path: Path, *, fps: float, hold: float, opening: float = 0.0, **_loop: int) -> None:
    """Write VP9 in WebM."""
    _video(frames, path, fps, hold, opening, "webm", "libvpx-vp9", VP9, {"fflags": "+bitexact"})


def _video(
    frames: Frames,
    path: Path,
    fps: float,
    hold: float,
    opening: float,
    container: str,
    codec: str,
    codec_options: Mapping[str, str],
    container_options: Mapping[str, str],
) -> None:
    height, width, _ = frames[0].shape
    repeats = max(round(opening * fps), 1) - 1, max(round(hold * fps), 1) - 1
    encode(
        enumerate(_pictures(frames, Yuv(height, width), repeats)),
        path,
        size=(width + width % 2, height + height % 2),
        rate=Fraction(fps).limit_denominator(1000),
        pixel_format="yuv420p",
        container=container,
        codec=codec,
        container_options=container_options,
        codec_options=codec_options,
    )


def _pictures(frames: Frames, yuv: Yuv, repeats: tuple[int, int]) -> Iterator[VideoFrame]:
    """Yield the frames in the colours of `yuv`, the first and the last one so many times more."""
    from av import VideoFrame
    from av.video.reformatter import ColorRange, Colorspace

    def picture() -> VideoFrame:
        of_video = VideoFrame.from_ndarray(yuv.planes, format="yuv420p")
        of_video.colorspace, of_video.color_range = Colorspace.ITU709, ColorRange.MPEG
        return of_video

    for number, (frame, pixels) in enumerate(changes(frames)):
        yuv.change(frame, pixels)
        for _ in range(1 + repeats[0] * (number == 0)):
            yield picture()
    for _ in range(repeats[1]):
        yield picture()
