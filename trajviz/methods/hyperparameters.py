"""What value a hyperparameter may have.

The default tells the type. A method may give a range besides, one of those here; a value that is allowed but unwise
gives a path that diverges, which is something to show.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable
from typing import Any

import numpy as np

from trajviz.errors import TrajvizError

Rule = tuple[str, Callable[[Any], bool]]


# Functions with names, since an optimizer is sent to other processes with its ranges.
def _is_at_least_0(value: float) -> bool:
    return value >= 0


def _is_above_0(value: float) -> bool:
    return value > 0


def _is_up_to_1(value: float) -> bool:
    return 0 <= value <= 1


def _is_below_1(value: float) -> bool:
    return 0 <= value < 1


def _is_count_or_none(value: Any) -> bool:
    return value is None or (_is_integer(value) and value > 0)


def _is_number_or_none(value: Any) -> bool:
    return value is None or _is_finite(value)


def _is_count(value: Any) -> bool:
    return _is_integer(value) and value > 0


def _is_seed(value: Any) -> bool:
    return _is_integer(value) and 0 <= value < 2**32


def _is_size_or_none(value: Any) -> bool:
    return value is None or (_is_finite(value) and value > 0)


COUNT: Rule = ("a positive integer", _is_count)
SEED: Rule = (f"an integer from 0 to {2**32 - 1}", _is_seed)
AT_LEAST_0: Rule = ("a finite number at least 0", _is_at_least_0)
ABOVE_0: Rule = ("a finite number above 0", _is_above_0)
UP_TO_1: Rule = ("a number from 0 to 1", _is_up_to_1)
BELOW_1: Rule = ("a number from 0 to below 1", _is_below_1)
NUMBER_OR_NONE: Rule = ("a finite number or None", _is_number_or_none)
COUNT_OR_NONE: Rule = ("a positive integer or None", _is_count_or_none)
"""A limit that SciPy chooses for the number of dimensions where it is None."""

SIZE_OR_NONE: Rule = ("a positive number or None", _is_size_or_none)
"""A length that SciPy chooses where it is None."""


def checked_hyperparameter(method: str, name: str, value: Any, default: Any, allowed: Rule | None = None) -> Any:
    """Return `value` as plain Python, or raise if it is not what `name` of `method` can be.

    Raises
    ------
    TrajvizError
        If the type is not the default's, or the value is not in the range that is allowed.

    Examples
    --------
    >>> checked_hyperparameter("Adam", "lr", np.float64(0.5), default=0.001)
    0.5
    >>> checked_hyperparameter("Adam", "lr", -1, default=0.001, allowed=AT_LEAST_0)
    Traceback (most recent call last):
    trajviz.errors.TrajvizError: Adam: lr must be a finite number at least 0, not -1
    """
    plain = value.item() if isinstance(value, np.generic) else value
    expected, allows = _rule(default, allowed)
    if not allows(plain):
        raise TrajvizError(f"{method}: {name} must be {expected}, not {reprlib.repr(plain)}")
    return plain


def takes_whole_numbers_alone(default: Any, allowed: Rule | None = None) -> bool:
    """Return whether a hyperparameter is a number that can't be a fraction.

    Examples
    --------
    >>> takes_whole_numbers_alone(3), takes_whole_numbers_alone(None, COUNT_OR_NONE), takes_whole_numbers_alone(0.1)
    (True, True, False)
    """
    _, allows = _rule(default, allowed)
    return isinstance(default, int | None) and not isinstance(default, bool) and allows(1) and not allows(1.5)


def _rule(default: Any, allowed: Rule | None) -> tuple[str, Callable[[Any], bool]]:
    """Return what is expected, in words and as a predicate on any value."""
    if isinstance(default, bool):
        return "True or False", lambda value: isinstance(value, bool)
    if isinstance(default, str):
        return "a string", lambda value: isinstance(value, str)
    if allowed is not None and default is None:
        return allowed
    if allowed is not None:
        expected, in_range = allowed
        return expected, lambda value: _is_finite(value) and in_range(value)
    if isinstance(default, int):
        return "an integer", _is_integer
    if isinstance(default, float) and math.isfinite(default):
        return "a finite number", _is_finite
    if isinstance(default, float):
        return "a number", lambda value: _is_finite(value) or value in (math.inf, -math.inf)
    return "any value", lambda _: True


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_finite(value: Any) -> bool:
    """Return whether `value` is a number, no bool, that a float can hold."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
