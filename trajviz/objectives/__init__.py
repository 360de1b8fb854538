"""Objectives: what is minimised.

Importing this package enters every test function: each module here that registers one is found by itself.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from trajviz.objectives.catalogue import objectives
from trajviz.objectives.objective import Objective
from trajviz.objectives.resolve import as_objective

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["Objective", "as_objective", "objectives"]
