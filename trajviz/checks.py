"""What public functions ask of what they are given: a sentence names the value and what was expected."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from trajviz.errors import TrajvizError


def checked_number(name: str, value: Any, low: float = -math.inf, high: float = math.inf) -> float:
    """Return a finite number from `low` to `high` as a float.

    Raises
    ------
    TrajvizError
        If it is none.

    Examples
    --------
    >>> checked_number("fps", np.float32(0.5), 0)
    0.5
    >>> checked_number("fps", "fast", 0)
    Traceback (most recent call last):
    trajviz.errors.TrajvizError: fps must be a finite number from 0 up, not 'fast'
    """
    number = _as_float(value)
    if math.isfinite(number) and low <= number <= high:
        return number
    raise TrajvizError(f"{name} must be a finite number{_span(low, high)}, not {shown(value)}")


def checked_positive(name: str, value: Any) -> float:
    """Return a finite number above 0 as a float, or raise `TrajvizError`."""
    number = _as_float(value)
    if math.isfinite(number) and number > 0:
        return number
    raise TrajvizError(f"{name} must be a positive number, not {shown(value)}")


def checked_whole(name: str, value: Any, low: int = 1, high: int | None = None) -> int:
    """Return a whole number from `low` to `high` as an int, or raise `TrajvizError`."""
    is_whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if is_whole and low <= value and (high is None or value <= high):
        return int(value)
    span = f"of at least {low}" if high is None else f"from {low} to {high}"
    raise TrajvizError(f"{name} must be a whole number {span}, not {shown(value)}")


def checked_text(name: str, value: Any) -> str:
    """Return a text, or raise `TrajvizError`."""
    if isinstance(value, str):
        return value
    raise TrajvizError(f"{name} must be a text, not {shown(value)}")


def checked_flag(name: str, value: Any) -> bool:
    """Return True or False, or raise `TrajvizError`."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    raise TrajvizError(f"{name} must be True or False, not {shown(value)}")


def checked_type(name: str, value: Any, kind: type, expected: str) -> None:
    """Raise `TrajvizError` if a value is not of a kind."""
    if not isinstance(value, kind):
        raise TrajvizError(f"{name} must be {expected}, not {shown(value)}")


def checked_callable(name: str, value: Any, *, optional: bool = False) -> None:
    """Raise `TrajvizError` if a value is no function."""
    if not (callable(value) or (optional and value is None)):
        raise TrajvizError(f"{name} must be a function, not {shown(value)}")


def checked_mapping(name: str, value: Any) -> None:
    """Raise `TrajvizError` if a value is no mapping from names."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise TrajvizError(f"{name} must be a mapping from names, not {shown(value)}")


def shown(value: Any) -> str:
    """Return how a value is shown in a message, in a few words, whatever it is."""
    try:
        return " ".join(reprlib.repr(value).split())[:80]
    except Exception:  # a user's class may have a `__repr__` that raises
        return f"a {type(value).__name__}"


def _as_float(value: Any) -> float:
    """Return a number as a float; nan for what is none, or too large for one."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number | np.ndarray):
        return math.nan
    if isinstance(value, np.ndarray) and (value.shape != () or value.dtype.kind not in "iuf"):
        return math.nan
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def _span(low: float, high: float) -> str:
    if math.isinf(high):
        return "" if math.isinf(low) else f" from {low:g} up"
    return f" from {low:g} to {high:g}"
