"""What is public says what it takes, returns and raises, and shows it: by the rules of numpydoc, which are not ours."""

from __future__ import annotations

import importlib
import inspect
import warnings
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from hostile import CALLS, VALUES, parameters_of

import trajviz as tv
from trajviz.drawing.views import views

EXCUSED = {
    "ES01": "a summary that says all needs no more",
    "SA01": "what belongs together is named in the text, where it is said why",
}
EXCUSED_OF_AN_ATTRIBUTE = {"EX01": "the example of its class shows it"}

MODULES = ("trajviz", "trajviz.learning", "trajviz.planes", "trajviz.plugins")


def public():
    """Yield the full name of everything that is public and can have a docstring of its own."""
    for module in map(importlib.import_module, MODULES):
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.ismodule(thing) or isinstance(thing, str):
                continue
            yield f"{module.__name__}.{name}"
            if inspect.isclass(thing) and not issubclass(thing, Exception):
                yield from (f"{module.__name__}.{name}.{member}" for member in members_of(thing))


def members_of(cls):
    """Yield the names of the public methods and properties that are ours, those that are inherited among them."""
    for name in dir(cls):
        ours = any(name in vars(each) and each.__module__.startswith("trajviz") for each in cls.__mro__)
        if not name.startswith("_") and ours and (is_attribute(cls, name) or callable(getattr(cls, name))):
            yield name


def is_attribute(cls, name):
    return isinstance(inspect.getattr_static(cls, name), property) or hasattr(inspect.getattr_static(cls, name), "func")


def thing_of(full_name):
    """Return the class that something belongs to, if any, and the thing."""
    module = max((each for each in MODULES if full_name.startswith(f"{each}.")), key=len)
    owner, thing = None, importlib.import_module(module)
    for part in full_name.removeprefix(f"{module}.").split("."):
        owner, thing = thing, getattr(thing, part)
    return owner, thing


@pytest.mark.parametrize("name", list(public()))
def test_its_docstring_is_complete_by_the_rules_of_numpydoc(name):
    validate = pytest.importorskip("numpydoc.validate").validate
    excused = dict(EXCUSED)
    owner, _ = thing_of(name)
    if inspect.isclass(owner) and is_attribute(owner, name.rpartition(".")[2]):
        excused |= EXCUSED_OF_AN_ATTRIBUTE
    assert [error for error in validate(name)["errors"] if error[0] not in excused] == []


def test_what_is_excused_occurs():
    validate = pytest.importorskip("numpydoc.validate").validate
    codes = {code for name in public() for code, _ in validate(name)["errors"]}
    assert codes == EXCUSED.keys() | EXCUSED_OF_AN_ATTRIBUTE.keys()


def raises(name):
    """Return a sentence with which a public function refuses one of the hostile values; none if it takes them all."""
    function, base = CALLS[name]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for parameter in parameters_of(name):
            for value in VALUES.values():
                try:
                    function(**{**base, parameter: value})
                except tv.TrajvizError as error:
                    return str(error)
                except Exception:  # a function of the user's that goes wrong when it is called later
                    continue
    return ""


@pytest.mark.slow
@pytest.mark.parametrize("name", list(CALLS))
def test_what_refuses_something_says_that_it_raises(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own = name.removesuffix("[]").replace("()", ".__call__")
    _, thing = thing_of(f"trajviz.{own}")
    assert not raises(name) or "Raises\n------\n" in inspect.getdoc(thing)


def test_the_help_of_animate_names_every_option_of_every_view():
    told = inspect.getdoc(tv.animate)
    options = {each.name for view in views.values() if is_dataclass(view) for each in fields(view)}
    assert len(options) > 10
    own = {"scene", *inspect.signature(tv.animate).parameters}
    assert [name for name in options - own if f"\n    {name} : " not in told] == []
