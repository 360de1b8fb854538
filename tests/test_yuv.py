"""The colours of video, beside FFmpeg's own conversion, and changed pixels beside whole pictures."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trajviz.exporters.yuv import Yuv

sizes = st.tuples(st.integers(1, 24), st.integers(1, 24))


def whole(frame):
    """Return the planes of a picture that is converted at once."""
    height, width, _ = frame.shape
    yuv = Yuv(height, width)
    yuv.change(frame, np.arange(height * width))
    return yuv.planes


def by_ffmpeg(frame):
    from av import VideoFrame
    from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

    return (
        VideoReformatter()
        .reformat(
            VideoFrame.from_ndarray(frame, format="rgb24"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.AREA,
        )
        .to_ndarray()
    )


@pytest.mark.parametrize("seed", range(3))
def test_colours_are_ffmpegs_to_one_step(seed):
    """Random pixels, and flat blocks of each corner of the cube of colours."""
    rng = np.random.default_rng(seed)
    frame = rng.integers(0, 256, (64, 96, 3), dtype=np.uint8)
    frame[:32] = np.kron(rng.choice(np.array([0, 255], np.uint8), (4, 12, 3)), np.ones((8, 8, 1), np.uint8))
    assert np.abs(whole(frame).astype(int) - by_ffmpeg(frame)).max() <= 1


@settings(max_examples=60, deadline=None)
@given(sizes, st.integers(0, 2**16))
def test_what_changes_comes_out_as_it_does_in_a_whole_picture(size, seed):
    """Of any size, odd ones included; a picture in which nothing changes as well."""
    rng = np.random.default_rng(seed)
    frame = rng.integers(0, 256, (*size, 3), dtype=np.uint8)
    yuv = Yuv(*size)
    yuv.change(frame, np.arange(frame.shape[0] * frame.shape[1]))
    for share in (0.0, 0.02, 0.4):
        pixels = np.flatnonzero(rng.random(size) < share)
        frame.reshape(-1, 3)[pixels] = rng.integers(0, 256, (len(pixels), 3), dtype=np.uint8)
        yuv.change(frame, pixels)
        assert np.array_equal(yuv.planes, whole(frame))


@given(sizes)
def test_an_odd_picture_has_its_last_row_and_column_twice(size):
    """As if it had been made even before."""
    height, width = size
    frame = np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)
    even = np.pad(frame, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    assert np.array_equal(whole(frame), whole(even))
