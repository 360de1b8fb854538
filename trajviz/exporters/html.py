"""HTML: the page that an animation tells of itself, or Matplotlib's player of its frames.

An animation that can be told in data brings its page along (`Frames.page`). Frames alone are played by Matplotlib's
player, without its limit of size: it has buttons for speed and repetition, and no pause at the end.
"""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO

from trajviz.errors import UnknownNameError
from trajviz.exporters.exporter import Frame, Frames, exporter
from trajviz.exporters.png_format import png_bytes
from trajviz.registry import did_you_mean

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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


@exporter(".html", ".htm")
def html(frames: Frames, path: Path, *, fps: float, hold: float, loop: int) -> None:
    """Write a page that plays the animation."""
    page = _page_of_pictures(frames, fps, loop) if frames.page is None else frames.page(frames.still(-1), fps, hold)
    path.write_text(page, encoding="utf-8")


def _page_of_pictures(frames: Frames, fps: float, loop: int) -> str:
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
    current: Any = _CurrentFrame(frames.figure)
    options: Any = {"fps": fps, "codec": "png", "embed_limit": float("inf")}
    writer: Any = HTMLWriter(embed_frames=True, default_mode=default_mode, **options)
    writer.frame_format = "png"
    with TemporaryDirectory() as folder:
        page = Path(folder, "player.html")
        with writer.saving(current, page, frames.dpi):
            for current.frame in frames:
                writer.grab_frame()
        return page.read_text()


class _CurrentFrame:
    """Stands in for the figure where matplotlib's writer would draw it for every frame."""

    frame: Frame

    def __init__(self, figure: Figure) -> None:
        self.get_size_inches = figure.get_size_inches

    def savefig(self, file: BinaryIO, **_options: object) -> None:
        file.write(png_bytes(self.frame))
