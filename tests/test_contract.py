"""Whatever a public function is given, it returns what it should or raises `TrajvizError`: nothing else comes out."""

from __future__ import annotations

import inspect
import warnings

import numpy as np
import pytest
from hostile import CALLS, VALUES, animate_view, parameters_of, view_options

import trajviz as tv


def refused_or_right(call):
    """Call, and return the sentence of a mistake that is told."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what a valid value warns of is not the matter here
        try:
            call()
        except tv.TrajvizError as error:
            return str(error)
    return "right"


def wrong_answers(call):
    """Call with each of the values; return what came out that should not."""
    wrong = {}
    for kind, value in VALUES.items():
        try:
            sentence = refused_or_right(lambda value=value: call(value))
        except Exception as error:
            wrong[kind] = f"{type(error).__name__}: {error!s:.150}"
        else:
            if not 0 < len(sentence) <= 300 or not sentence.isprintable():
                wrong[kind] = sentence
    return wrong


# A function of the user's that goes wrong when it is called later goes wrong in its own words.
CALLED_LATER = {"progress"}
PARAMETERS = [(name, each) for name in CALLS for each in parameters_of(name) if each not in CALLED_LATER]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "parameter"), PARAMETERS, ids=lambda each: each)
def test_any_value_of_a_parameter(name, parameter, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    function, base = CALLS[name]
    assert not wrong_answers(lambda value: function(**{**base, parameter: value}))
    assert parameter == "file" or not list(tmp_path.iterdir())  # where a sweep keeps what is done


@pytest.mark.slow
@pytest.mark.parametrize(("view", "option"), list(view_options()), ids=lambda each: each)
def test_any_value_of_an_option_of_a_view(view, option):
    assert not wrong_answers(lambda value: animate_view(view, option, value))


def public():
    """Yield the name of every public function and method."""
    places = [("", tv)] + [
        (f"{name}.", getattr(tv, name)) for name in tv.__all__ if inspect.ismodule(getattr(tv, name))
    ]
    for prefix, module in places:
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isclass(thing) and not issubclass(thing, Exception):
                yield from (f"{prefix}{name}{rest}" for rest in ("", *_methods(thing)))
            elif inspect.isfunction(thing):
                yield f"{prefix}{name}"


def _methods(cls):
    own = {name: member for name, member in vars(cls).items() if not name.startswith("_")}
    return [f".{name}" for name, member in own.items() if callable(getattr(cls, name)) and takes_something(member)]


def takes_something(member):
    function = getattr(member, "__func__", member)
    return inspect.isfunction(function) and len(inspect.signature(function).parameters) > 1


# Made by the package alone, or called by it alone.
NOT_CALLED_BY_USERS = {
    "Optimizer", "Optimizer.is_free", "Optimizer.suits", "Optimizer.minimize", "Sweep", "Theme",
    "planes.SlicedObjective", "learning.NetworkObjective",
    "learning.NetworkObjective.accuracy", "learning.NetworkObjective.predict", "learning.NetworkObjective.score",
    "learning.NetworkObjective.unpack", "learning.TorchObjective", "learning.TorchObjective.hessian_product",
    "learning.TorchObjective.point_of",
}  # fmt: skip


def test_every_public_function_is_among_them():
    assert set(public()) - set(CALLS) == NOT_CALLED_BY_USERS
