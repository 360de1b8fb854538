"""Views: the kinds of axes that show trajectories, each in a file of its own.

Importing this package enters every view: each module here that registers one is found by itself.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from trajviz.drawing.views.view import Scene, View, views

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["Scene", "View", "views"]
