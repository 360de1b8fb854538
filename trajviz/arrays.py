"""The kinds of arrays that are handed from room to room, and the functions of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Coordinates, values and derivatives."""

Integers = NDArray[np.int_]
"""Rows, steps and counts."""

Pixels = NDArray[np.uint8]
"""A picture, shape (height, width, 3), or (height, width, 4) with alpha."""

Numbers = NDArray[Any]
"""An array of numbers of any kind, as a file, a table or a function of a user's gives it."""

Traced = Any
"""An array or a number, or one of the boxes in which autograd hands these through a formula: they share no type."""

Function = Callable[[Traced], Traced]
"""What is minimised, or a derivative of it: takes shape (d, ...)."""
