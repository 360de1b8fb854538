"""Layers: one thing drawn on axes, each in a file of its own.

A layer is a frozen dataclass that says what is drawn. `attach(axes)` draws it once and returns an `Attached`: the
artists that move and the function that puts them at a moment. Importing this package enters every layer that is wanted
by name: each module here that registers one is found by itself.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
