"""Bridges to the optimizers of other libraries: named in a spec by where they live, or given as they are.

Their own steps are run; nothing is implemented anew. A bridge is a function that makes an `Optimizer` of a library's
class or factory, registered under the modules that a spec may name, such as `torch.optim` in `torch.optim.Adam`. The
library is imported when a spec names it, so that nobody else pays for it, and one that is missing is told with what
installs it. What is given as it is can only be a library's that has been imported already.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol, TypeVar

from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.methods.hyperparameters import Rule
from trajviz.methods.optimizer import Optimizer
from trajviz.registry import Registry, did_you_mean

_LONGEST = 200  # letters of a library's message


class Make(Protocol):
    """A bridge."""

    def __call__(self, thing: Any, name: str) -> Optimizer | None:
        """Return the optimizer that a thing makes, called `name`; None if it is nothing of the library's."""


class Bridge(NamedTuple):
    """How to get to a library's optimizers."""

    make: Make
    library: str
    install: str


AnyMake = TypeVar("AnyMake", bound=Make)

bridges: Registry[Bridge] = Registry("library of optimizers", spelled=str)


def bridge(*modules: str, library: str, install: str) -> Callable[[AnyMake], AnyMake]:
    """Register a function that makes optimizers of what a library has in these modules.

    Parameters
    ----------
    *modules : str
        As a spec names them.
    library : str
        What messages call it.
    install : str
        What `pip install` takes, where it is missing.

    Returns
    -------
    callable
        The decorator; it returns what it decorates as it is.

    Examples
    --------
    >>> @bridge("mylib.optimizers", library="My library", install="mylib")
    ... def of_my_library(thing, name):
    ...     return None
    >>> bridges["mylib.optimizers"].library
    'My library'
    """

    def register(make: AnyMake) -> AnyMake:
        for module in modules:
            bridges.register(module, Bridge(make, library, install))
        return make

    return register


def of_spec(name: str) -> Optimizer | None:
    """Return the optimizer of a dotted name such as `torch.optim.Adam`; None if no library's module begins it.

    Raises
    ------
    TrajvizError
        If the library is not installed, or has no such optimizer.
    """
    module, _, attribute = name.rpartition(".")
    if not module:
        return None
    if module not in bridges:
        near = [known for known in bridges if known.partition(".")[0] == module.partition(".")[0]]
        if near:
            raise UnknownNameError(f"unknown optimizer {name!r}; did you mean {near[0]}.{attribute}?")
        return None
    make, library, install = bridges[module]
    try:
        place = importlib.import_module(module)
    except ImportError as error:
        raise TrajvizError(f"{name} needs {library}: pip install {install!r} ({one_line(error)})") from None
    thing = getattr(place, attribute, None)
    made = None if thing is None else make(thing, name)
    if made is None:
        known = [each for each in dir(place) if each[0] != "_" and make(getattr(place, each), each) is not None]
        raise UnknownNameError(f"{module} has no optimizer {attribute!r}; {did_you_mean(attribute, known)}")
    return made


def of_thing(thing: Any, name: str) -> Optimizer | None:
    """Return the optimizer that a library's class, factory or transformation makes; None if it is none of these."""
    known = bridges.entered if inspect.isfunction(thing) else bridges  # no plug-ins are looked for at each function
    makes = dict.fromkeys(bridge.make for bridge in known.values())
    return next((made for make in makes if (made := make(thing, name)) is not None), None)


def place_of(thing: Any, make: Make) -> str:
    """Return the name by which a spec would find a class or function, such as `torch.optim.Adam`; else its own."""
    name: str = thing.__name__
    for module, other in bridges.items():
        if other.make is make and getattr(sys.modules.get(module), name, None) is thing:
            return f"{module}.{name}"
    return name


def hyperparameters_of(parameters: list[inspect.Parameter]) -> tuple[dict[str, Any], dict[str, Rule]]:
    """Return the defaults of a factory's parameters, None where one must be given, and what numbers may be.

    A whole number as a default is a number like others where the factory does not say `int`: many write 0 for 0.0.
    """
    named = [each for each in parameters if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]
    defaults = {each.name: None if each.default is each.empty else each.default for each in named}
    whole = {each.name for each in named if each.annotation in (int, "int")}
    numbers = {
        name: ANY_NUMBER
        for name, default in defaults.items()
        if isinstance(default, int | float) and not isinstance(default, bool) and name not in whole
    }
    return defaults, numbers


def _is_any(_value: float) -> bool:
    return True


ANY_NUMBER: Rule = ("a finite number", _is_any)
"""What a library takes of numbers it says itself."""


def given(hyperparameters: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Return the hyperparameters that are not as a factory has them by itself."""
    return {name: value for name, value in hyperparameters.items() if value is not defaults.get(name)}


@contextmanager
def told_as(name: str) -> Iterator[None]:
    """Tell in one sentence what a library raises of its own."""
    try:
        yield
    except TrajvizError:
        raise
    except Exception as error:  # there is no end to what libraries raise
        raise TrajvizError(f"{name} can not run so: {one_line(error)}") from error


def one_line(error: BaseException) -> str:
    """Return the message of an error on one line of bearable length."""
    message = " ".join(str(error).split()) or type(error).__name__
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
