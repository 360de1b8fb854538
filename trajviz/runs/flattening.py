"""What any library calls its parameters, as one vector: arrays and tensors, trees of them, modules.

The order is stated once, here, and is the same for every row of a run. Arrays are taken row by row, as `ravel` does.
Lists and tuples are taken in their order, a dictionary in the order of its sorted keys, as JAX takes it, one that
remembers an order of its own (an `OrderedDict`, such as PyTorch's state dicts) in that. A module of PyTorch gives its
`parameters()` in their order. What JAX knows as a tree otherwise, such as Equinox's modules, it takes apart itself.
Whatever is no number in a tree, such as a function or None, is left out.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from trajviz.arrays import Array, Numbers
from trajviz.checks import shown
from trajviz.errors import TrajvizError
from trajviz.functions.tensors import as_array


def flat(parameters: object) -> Array:
    """Return parameters as one vector of shape (d,), a copy of them; float32 and float64 stay what they are.

    Raises
    ------
    TrajvizError
        If there are no real numbers in them.

    Examples
    --------
    >>> flat({"w": [[1.0, 2.0], [3.0, 4.0]], "b": [0.5]}).tolist()
    [0.5, 1.0, 2.0, 3.0, 4.0]
    >>> flat([np.float32(1), np.ones(2, np.float32)]).dtype.name
    'float32'
    """
    parts = list(_parts(parameters))
    if not sum(part.size for part in parts):
        raise TrajvizError(f"parameters must be real numbers, an array or a tree of them, not {shown(parameters)}")
    return np.concatenate(parts) if len(parts) > 1 else parts[0].copy()


def _parts(tree: Any) -> Iterator[Numbers]:
    """Yield the arrays of a tree, flattened, in order."""
    if tree is None or isinstance(tree, str | bytes):
        return
    if isinstance(tree, Mapping):
        in_order = isinstance(tree, OrderedDict)
        for key in tree if in_order else sorted(tree, key=str):
            yield from _parts(tree[key])
    elif _is_module(tree):
        yield from _parts(list(tree.parameters()))
    elif _is_array(tree):
        yield _numbers(tree)
    elif isinstance(tree, list | tuple) and any(_is_tree(each) for each in tree):
        for each in tree:
            yield from _parts(each)
    elif isinstance(tree, Iterable) and not isinstance(tree, list | tuple):
        yield from _parts(list(tree))
    elif (leaves := _leaves_of_jax(tree)) is not None:
        for leaf in leaves:
            yield from _parts(leaf)
    elif not callable(tree):
        yield _numbers(tree)


def _is_module(thing: Any) -> bool:
    return callable(getattr(thing, "parameters", None)) and callable(getattr(thing, "state_dict", None))


def _is_array(thing: Any) -> bool:
    return hasattr(thing, "__array__") or _is_tensor(thing)


def _is_tensor(thing: Any) -> bool:
    return hasattr(thing, "detach")


def _is_tree(thing: Any) -> bool:
    """Whether something is more than a number, or the numbers of a row of a list."""
    if isinstance(thing, list | tuple):
        return any(_is_tree(each) for each in thing)
    return not isinstance(thing, int | float | complex)


def _leaves_of_jax(tree: Any) -> list[Any] | None:
    """Return the leaves of what JAX knows as a tree; None where it does not, or nobody has imported it."""
    if "jax" not in sys.modules or isinstance(tree, list | tuple):
        return None
    leaves: list[Any] = sys.modules["jax"].tree_util.tree_leaves(tree)
    return None if len(leaves) == 1 and leaves[0] is tree else leaves


def _numbers(leaf: Any) -> Numbers:
    try:
        # The short floats of accelerators are none of NumPy's.
        array = as_array(leaf.float() if "bfloat16" in str(getattr(leaf, "dtype", "")) and _is_tensor(leaf) else leaf)
        if array.dtype.kind == "c":
            raise TypeError
        if array.dtype.kind not in "biuf":
            array = array.astype(np.float32 if "bfloat16" in str(array.dtype) else float)
    except (TypeError, ValueError, OverflowError):
        raise TrajvizError(f"parameters must be real numbers, not {shown(leaf)}") from None
    narrow = array.dtype in (np.float32, np.float16)
    return array.astype(np.float32 if narrow else np.float64, copy=False).ravel()
