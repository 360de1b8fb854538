"""A `<video>` tag that holds an animation as MP4, such as notebooks show."""

from __future__ import annotations

import base64
import logging
from pathlib import Path
from tempfile import TemporaryDirectory

from trajviz.exporters.exporter import Frames
from trajviz.exporters.writing import write

_TAG = """<video width="{width}" height="{height}" controls autoplay{loop}>
  <source type="video/mp4" src="data:video/mp4;base64,{video}">
  Your browser does not support the video tag.
</video>"""


def video_tag(frames: Frames, *, fps: float, hold: float, opening: float = 0.0, repeat: bool, limit: float) -> str:
    """Return the tag, or, as Matplotlib does, "Video too large to embed." where it would take more than `limit` MB.

    Parameters
    ----------
    frames : Frames
        What is played.
    fps, hold, opening : float
        Frames per second, and the seconds for which the last one and the first one stay.
    repeat : bool
        Whether it begins anew at the end.
    limit : float
        In MB.
    """
    height, width, _ = frames.still(0).shape
    with TemporaryDirectory() as folder:
        path = Path(folder, "animation.mp4")
        write(frames, path, fps=fps, hold=hold, opening=opening, quiet=True)
        video = base64.encodebytes(path.read_bytes()).decode("ascii")
    size = len(video) / 1024**2
    if size >= limit:
        logging.getLogger(__name__).warning("the video takes %.1f MB, more than the embed_limit of %g", size, limit)
        return "Video too large to embed."
    return _TAG.format(width=width, height=height, loop=" loop" if repeat else "", video=video)
