"""Exporters: frames become files.

An exporter knows pixels and times, and nothing of optimization. Importing this package enters every format:
each module here that registers one is found by itself. The libraries that encode are imported when a file is
written.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from trajviz.exporters.exporter import Frames, exporters
from trajviz.exporters.html import jshtml
from trajviz.exporters.png_format import png_bytes
from trajviz.exporters.video_tag import video_tag
from trajviz.exporters.writing import FPS_RANGE, LONGEST_HOLD, MOST_LOOPS, check_loop, check_pace, check_target, write

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = [
    "FPS_RANGE",
    "LONGEST_HOLD",
    "MOST_LOOPS",
    "Frames",
    "check_loop",
    "check_pace",
    "check_target",
    "exporters",
    "jshtml",
    "png_bytes",
    "video_tag",
    "write",
]
