"""Exporters: pictures, or a figure, become files.

An exporter knows pixels and times, and nothing of optimization. Each module here that registers a format is found by
`trajviz.formats`, whose import enters every format. The libraries that encode are imported when a file is written.
"""

from __future__ import annotations

from trajviz.exporters.apart import frames_apart
from trajviz.exporters.embedded_video import video_tag
from trajviz.exporters.exporter import Format, Frames, exporters
from trajviz.exporters.page_of_pictures import jshtml, pictures_page
from trajviz.exporters.palette_png import small_png
from trajviz.exporters.writing import (
    FPS_RANGE,
    LONGEST_HOLD,
    MOST_LOOPS,
    Target,
    check_loop,
    check_pace,
    check_target,
    write,
    write_apart,
)

__all__ = [
    "FPS_RANGE",
    "LONGEST_HOLD",
    "MOST_LOOPS",
    "Format",
    "Frames",
    "Target",
    "check_loop",
    "check_pace",
    "check_target",
    "exporters",
    "frames_apart",
    "jshtml",
    "pictures_page",
    "small_png",
    "video_tag",
    "write",
    "write_apart",
]
