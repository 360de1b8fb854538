"""What value a hyperparameter may have, found from its default and its name.

The default tells the type. The few names that mean the same in every method have a range as well, the one
that PyTorch enforces; a value that is allowed but unwise gives a path that diverges, which is something to
show.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable
from typing import Any

import numpy as np

from trajviz.errors import TrajvizError

Rule = tuple[str, Callable[[float], bool]]

_AT_LEAST_0: Rule = ("a finite number at least 0", lambda value: value >= 0)
_ABOVE_0: Rule = ("a finite number above 0", lambda value: value > 0)
_UP_TO_1: Rule = ("a number from 0 to 1", lambda value: 0 <= value <= 1)
_BELOW_1: Rule = ("a number from 0 to below 1", lambda value: 0 <= value < 1)

# Limits of SciPy's methods, None by default: SciPy then chooses one for the number of dimensions.
_LIMITS = {"maxiter", "maxfev", "maxfun", "subproblem_maxiter"}

_RANGES: dict[str, Rule] = {
    "lr": _AT_LEAST_0,
    "lr_decay": _AT_LEAST_0,
    "momentum": _AT_LEAST_0,
    "momentum_decay": _AT_LEAST_0,
    "weight_decay": _AT_LEAST_0,
    "dampening": _AT_LEAST_0,
    "eps": _AT_LEAST_0,
    "alpha": _AT_LEAST_0,
    "rho": _UP_TO_1,
    "beta1": _BELOW_1,
    "beta2": _BELOW_1,
    "min_curvature": _ABOVE_0,
}


def checked_hyperparameter(method: str, name: str, value: Any, default: Any) -> Any:
    """Return `value` as plain Python, or raise if it is not what `name` of `method` can be.

    Raises
    ------
    TrajvizError
        If the type is not the default's, or the value is out of the range that the name implies.

    Examples
    --------
    >>> checked_hyperparameter("Adam", "lr", np.float64(0.5), default=0.001)
    0.5
    >>> checked_hyperparameter("Adam", "lr", -1, default=0.001)
    Traceback (most recent call last):
    trajviz.errors.TrajvizError: Adam: lr must be a finite number at least 0, not -1
    """
    plain = value.item() if isinstance(value, np.generic) else value
    expected, allows = _rule(name, default)
    if not allows(plain):
        raise TrajvizError(f"{method}: {name} must be {expected}, not {reprlib.repr(plain)}")
    return plain


def _rule(name: str, default: Any) -> tuple[str, Callable[[Any], bool]]:
    """Return what is expected, in words and as a predicate on any value."""
    if isinstance(default, bool):
        return "True or False", lambda value: isinstance(value, bool)
    if isinstance(default, str):
        return "a string", lambda value: isinstance(value, str)
    if default is None and name in _LIMITS:
        return "a positive integer or None", lambda value: value is None or (_is_integer(value) and value > 0)
    if isinstance(default, (int, float)) and name in _RANGES:
        expected, in_range = _RANGES[name]
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
