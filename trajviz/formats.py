"""Every format: importing this module enters them, those that `trajviz.exporters` writes and the player's page."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import trajviz.player.format  # noqa: F401
from trajviz import exporters

for _module in iter_modules(exporters.__path__):
    import_module(f"{exporters.__name__}.{_module.name}")
