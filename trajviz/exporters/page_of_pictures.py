"""Matplotlib's HTML player of pictures, every frame in it, and a page with it.

It has no limit of size, buttons for speed and repetition, and no pause at the end.
"""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from trajviz.errors import UnknownNameError
from trajviz.exporters.exporter import Frames, Pixels
from trajviz.exporters.png_format import png_bytes
from trajviz.registry import did_you_mean

MODES = ("loop", "once", "reflect")
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Animation</title>
</head>
<body>
{player}
</body>
</html>
"""


def pictures_page(frames: Frames, *, fps: float, loop: int) -> str:
    """Return a page that plays all frames, once if `loop` is 1 and for ever otherwise."""
    player = jshtml(frames, fps=fps, default_mode="once" if loop == 1 else "loop")
    # Players that share a notebook need names of their own; alone on its page, each can have the same.
    random_name = re.search(r"_anim_img([0-9a-f]{32})", player)
    if random_name:
        player = player.replace(random_name[1], "0")
    return PAGE.format(player=player)


def jshtml(frames: Frames, *, fps: float, default_mode: str = "loop") -> str:
    """Return the HTML of a player of all frames, for a notebook or a page.

    Parameters
    ----------
    frames : Frames
        What is played.
    fps : float
        Frames per second.
    default_mode : {"loop", "once", "reflect"}
        What the player does at the end.

    Raises
    ------
    UnknownNameError
        If `default_mode` is none of these.
    """
    from matplotlib.animation import HTMLWriter

    if default_mode not in MODES:
        raise UnknownNameError(f"unknown mode {default_mode!r}; {did_you_mean(default_mode, MODES)}")
    # Matplotlib's types ask for a figure, and for whole megabytes.
    current: Any = _CurrentFrame()
    options: Any = {"fps": fps, "codec": "png", "embed_limit": float("inf")}
    writer: Any = HTMLWriter(embed_frames=True, default_mode=default_mode, **options)
    writer.frame_format = "png"
    with TemporaryDirectory() as folder:
        page = Path(folder, "player.html")
        try:
            with writer.saving(current, page, frames.dpi):
                for current.frame in frames:
                    writer.grab_frame()
        finally:
            writer.__del__()  # clears its folder, which it leaves behind where the page can't be written
        return page.read_text()


class _CurrentFrame:
    """Stands in for the figure where matplotlib's writer would draw it for every frame."""

    frame: Pixels

    def get_size_inches(self) -> tuple[float, float]:
        return 1.0, 1.0  # which the writer asks for, and its page does not depend on

    def savefig(self, file: BinaryIO, **_options: object) -> None:
        file.write(png_bytes(self.frame))
