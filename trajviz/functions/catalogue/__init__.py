"""The test functions, a file per family; each module here that registers one is found by itself."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

_names = [module.name for module in iter_modules(__path__)]

for _name in sorted(_names, key=lambda name: (name.startswith("bbob"), name)):  # first what is known by its name
    import_module(f"{__name__}.{_name}")
