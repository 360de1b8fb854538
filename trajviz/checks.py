"""What public functions ask of what they are given: the types that their signatures name.

A type is written once, in the signature, and checked at the door: a value of another is answered with a sentence. What
takes anything (`object`, array-likes) and what depends on values (ranges, shapes) is checked where it is read.
"""

from __future__ import annotations

import inspect
import math
import os
import reprlib
import sys
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache, wraps
from typing import Any, Literal, ParamSpec, TypeGuard, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajviz.errors import TrajvizError

P = ParamSpec("P")
Result = TypeVar("Result")
Class = TypeVar("Class", bound=type)
Rule = tuple[str, Callable[[object], bool]]
"""What is expected, in words, and whether a value is that."""

_ANYTHING: Rule = ("anything", lambda _: True)
_OF_ARRAYS = set(get_args(getattr(ArrayLike, "__value__", ArrayLike)))
_LARGEST = 2**63 - 1  # that NumPy's whole numbers hold


def checked(function: Callable[P, Result]) -> Callable[P, Result]:
    """Check the types of what a function is called with against its signature.

    Examples
    --------
    >>> @checked
    ... def pace(fps: float, label: str | None = None) -> float:
    ...     return 1 / fps
    >>> pace(4), pace(0.5, label=None)
    (0.25, 2.0)
    >>> pace("fast")
    Traceback (most recent call last):
    trajviz.errors.TrajvizError: fps must be a finite number, not 'fast'
    """
    signature = inspect.signature(function)

    @wraps(function)
    def checking(*args: P.args, **kwargs: P.kwargs) -> Result:
        try:
            given = signature.bind(*args, **kwargs)
        except TypeError:
            return function(*args, **kwargs)  # Python says best which argument is missing or too many
        rules = _rules(function)
        for name, value in given.arguments.items():
            expected, allows = rules.get(name, _ANYTHING)
            if not allows(value):
                raise TrajvizError(f"{name} must be {expected}, not {shown(value)}")
        return function(*args, **kwargs)

    return checking


def checked_fields(cls: Class) -> Class:
    """Check the types of what an instance of a dataclass is made of."""
    cls.__init__.made_of = cls  # type: ignore[misc]  # whose bases are of modules that name other types
    cls.__init__ = checked(cls.__init__)  # type: ignore[misc]  # of a class, where mypy thinks of instances
    return cls


def as_real_array(name: str, values: object) -> NDArray[np.float64]:
    """Return an array-like of real numbers as an array, not copied if it is one.

    Raises
    ------
    TrajvizError
        If it is none.
    """
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise TrajvizError(f"{name} must be an array of real numbers, not {shown(values)}") from None


def shown(value: object) -> str:
    """Return how a value is shown in a message, in a few words, whatever it is."""
    try:
        return " ".join(reprlib.repr(value).split())[:80]
    except Exception:  # a user's class may have a `__repr__` that raises
        return f"a {type(value).__name__}"


@cache
def _rules(function: Callable[..., object]) -> dict[str, Rule]:
    """Return a rule for each parameter whose annotation says something."""
    plain = inspect.unwrap(function)
    parameters = inspect.signature(plain).parameters.values()
    named = [each for each in parameters if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]
    rules = {}
    for parameter in named:
        expected, allows = _rule(_resolved(parameter.annotation, plain))
        if parameter.default is None or not allows(parameter.default):  # a default is always allowed
            allows = _or_default(allows, parameter.default)
        rules[parameter.name] = (expected, allows)
    return rules


def _or_default(allows: Callable[[object], bool], default: object) -> Callable[[object], bool]:
    return lambda value: value is default or allows(value)


def _resolved(annotation: object, function: Callable[..., object]) -> object:
    """Return what an annotation stands for; what is imported for type checkers alone stands for anything."""
    if not isinstance(annotation, str):
        return annotation
    named = types.SimpleNamespace(__annotations__={"it": annotation})
    bases = getattr(function, "made_of", object).__mro__
    for names in [getattr(function, "__globals__", {}), *(vars(sys.modules[base.__module__]) for base in bases)]:
        with suppress(NameError):
            return get_type_hints(named, names)["it"]
    return Any


def _rule(hint: object) -> Rule:
    """Return the rule that an annotation makes."""
    hint = _spelled_out(hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        if set(arguments) >= _OF_ARRAYS:
            return _ANYTHING
        return _any_of([_rule(each) for each in arguments if each is not type(None)], type(None) in arguments)
    if origin is Literal:
        return " or ".join(map(repr, arguments)), lambda value: isinstance(value, str | int) and value in arguments
    if origin is tuple and Ellipsis not in arguments:
        return _tuple_of([_rule(each) for each in arguments])
    if origin is np.ndarray:
        return _array_of(get_args(arguments[1])[0])
    if origin is Sequence and arguments and _is_object(arguments[0]):
        return _sequence_of(_rule(arguments[0]))
    kind = origin or hint
    if kind in _KINDS:
        return _KINDS[kind]
    if isinstance(kind, type) and kind is not inspect.Parameter.empty:
        return f"{'an' if kind.__name__[0] in 'AEIO' else 'a'} {kind.__name__}", lambda value: isinstance(value, kind)
    return _ANYTHING


def _spelled_out(hint: object) -> object:
    """Return what a `type` statement gave a name to, as NumPy's `ArrayLike` and `NDArray` are from 2.5 on."""
    meant: Any = getattr(get_origin(hint) or hint, "__value__", None)
    if meant is None:
        return hint
    return meant[get_args(hint)] if get_args(hint) else meant


def _any_of(rules: Sequence[Rule], or_none: bool) -> Rule:
    if _ANYTHING in rules or any(rule[0] == _ANYTHING[0] for rule in rules):
        return _ANYTHING
    expected = " or ".join(dict.fromkeys(expected for expected, _ in rules))
    return expected, lambda value: (or_none and value is None) or any(allows(value) for _, allows in rules)


def _is_object(hint: object) -> bool:
    """Whether each of a sequence is looked at: objects and paths are few, numbers may be many."""
    each = get_args(hint) or (hint,)
    return hint not in (Any, object) and all(
        isinstance(get_origin(one) or one, type) and one not in (int, float, bool) for one in each
    )


def _sequence_of(rule: Rule) -> Rule:
    expected, allows = rule
    return f"a sequence, each {expected}", lambda value: _is_sequence(value) and all(map(allows, value))


def _array_of(kind: object) -> Rule:
    numbers = "iu" if isinstance(kind, type) and issubclass(kind, np.integer) else "iuf" if kind is np.float64 else ""
    expected = {"iu": "an array of whole numbers", "iuf": "an array of real numbers"}.get(numbers, "an array")
    return expected, lambda value: isinstance(value, np.ndarray) and (not numbers or value.dtype.kind in numbers)


def _tuple_of(rules: Sequence[Rule]) -> Rule:
    def allows(value: object) -> bool:
        if not _is_sequence(value) or len(value) != len(rules):
            return False
        return all(allows_each(each) for (_, allows_each), each in zip(rules, value, strict=True))

    names = {expected.partition(" ")[2] for expected, _ in rules}
    kind = f"{names.pop()}s" if len(names) == 1 else "values"
    return f"{len(rules)} {kind}", allows


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a value is a whole number that NumPy can hold."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        return False
    return -_LARGEST <= int(value) <= _LARGEST


def check_whole(name: str, value: object, least: int) -> None:
    """Raise TrajvizError unless a value is a whole number of at least `least`."""
    if not is_whole(value) or value < least:
        raise TrajvizError(f"{name} must be a whole number of at least {least}, not {value!r}")


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a finite real number that a float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _is_sequence(value: object) -> TypeGuard[Sequence[object]]:
    if isinstance(value, np.ndarray):
        return value.ndim > 0
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


_PLAIN: dict[object, Rule] = {
    Any: _ANYTHING,
    object: _ANYTHING,
    bool: ("True or False", lambda value: isinstance(value, bool | np.bool_)),
    int: ("a whole number", is_whole),
    float: ("a finite number", is_number),
    str: ("a text", lambda value: isinstance(value, str)),
}
_KINDS: dict[object, Rule] = {
    os.PathLike: ("a path", lambda value: isinstance(value, os.PathLike)),
    Callable: ("a function", callable),
    Mapping: ("a mapping", lambda value: isinstance(value, Mapping)),
    Sequence: ("a sequence", _is_sequence),
    Iterable: ("a sequence", lambda value: isinstance(value, Iterable) and not isinstance(value, str | bytes)),
    tuple: ("a sequence", _is_sequence),
}
