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

Function = Callable[[Any], Any]
"""What is minimised, or a derivative of it: takes shape (d, ...) and may be given autograd's boxes."""
