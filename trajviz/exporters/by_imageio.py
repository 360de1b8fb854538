"""Formats that imageio can write beside those here: `.avi`, `.mkv`, `.tiff`, `.bmp` and more, by their suffixes.

Videos hold every frame, pictures the last one. They are not listed with the others, for which of them there are depends
on what imageio finds installed.
"""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import numpy as np

from trajviz.errors import TrajvizError
from trajviz.exporters.exporter import Format, Frames, Pixels

_BEST = "libx264"
_OF_FIXED_PACE = ("mpeg1video", "mpeg2video")  # they know a few numbers of frames per second alone


def format_of_imageio(suffix: str) -> Format | None:
    """Return the format of a suffix that imageio knows and can write here; None if there is none."""
    from imageio.config import known_extensions

    suffix = suffix.lower()
    known = known_extensions.get(suffix, [])
    plugins = {plugin for each in known for plugin in each.priority}
    if "pillow" in plugins and _is_saved_by_pillow(suffix):
        return Format(_picture, "frames", still=True)
    if plugins & {"pyav", "FFMPEG"} and (codec := _codec_of(suffix)):
        return Format(partial(_video, codec=codec), "frames", in_order=True)
    return None


def _is_saved_by_pillow(suffix: str) -> bool:
    from PIL import Image

    return Image.registered_extensions().get(suffix) in Image.SAVE


def _codec_of(suffix: str) -> str:
    """Return the codec for files of a suffix: H.264 where they can hold it; empty where no video can be written."""
    import av
    import av.error

    for name in sorted(av.formats_available):
        try:
            is_it = suffix[1:] in av.ContainerFormat(name, "w").extensions
        except ValueError:  # it can be read alone
            continue
        if is_it:
            try:
                with av.open(io.BytesIO(), "w", format=name) as file:
                    codec = _BEST if "h264" in file.supported_codecs else file.default_video_codec
                    return "" if codec in _OF_FIXED_PACE else codec
            except (av.error.FFmpegError, ValueError):
                continue
    return ""


def _picture(frames: Frames, path: Path, **_timing: float) -> None:
    import imageio.v3 as iio

    dpi = (round(frames.dpi), round(frames.dpi))
    iio.imwrite(path, frames.still(-1), plugin="pillow", extension=path.suffix.lower(), dpi=dpi)


def _video(frames: Frames, path: Path, *, codec: str, fps: float, hold: float, **_loop: float) -> None:
    import av.error
    import imageio.v3 as iio

    height, width, _ = frames.still(0).shape
    repeats = max(round(hold * fps), 1) - 1
    try:
        with iio.imopen(path, "w", plugin="pyav") as file:
            file.init_video_stream(codec, fps=fps)
            for frame in frames:
                file.write_frame(_even(frame))
            for _ in range(repeats):
                file.write_frame(_even(frames.still(-1)))
    except (ValueError, av.error.FFmpegError) as error:
        if isinstance(error, OSError):
            raise
        raise TrajvizError(f"{codec} cannot encode pictures of {width}×{height} pixels: {error}") from error


def _even(frame: Pixels) -> Pixels:
    """Return a frame with sides of even length, as most codecs want them."""
    height, width, _ = frame.shape
    return np.pad(frame, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
