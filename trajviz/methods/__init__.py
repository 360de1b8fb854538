"""Optimizers: how it is minimised.

Importing this package enters every optimizer: each module here that registers one is found by itself.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from trajviz.methods.optimizer import Ending, Optimizer, optimizers
from trajviz.methods.spec import as_optimizer, parse_combinations, parse_optimizer, parse_optimizers

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = [
    "Ending",
    "Optimizer",
    "as_optimizer",
    "optimizers",
    "parse_combinations",
    "parse_optimizer",
    "parse_optimizers",
]
