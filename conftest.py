"""What the examples in docstrings register is gone after each of them, so that no test sees it."""

from __future__ import annotations

import copy
import sys

import pytest

from trajviz.registry import Registry


@pytest.fixture(autouse=True)
def _registries_as_they_were(request):
    if not isinstance(request.node, pytest.DoctestItem):
        yield
        return
    modules = [module for name, module in sys.modules.items() if name.partition(".")[0] == "trajviz"]
    registries = {id(each): each for module in modules for each in vars(module).values() if isinstance(each, Registry)}
    before = {key: {name: copy.copy(held) for name, held in vars(each).items()} for key, each in registries.items()}
    yield
    for key, each in registries.items():
        vars(each).update(before[key])
