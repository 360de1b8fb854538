"""Words of SciPy and other libraries are answered with ours at every door, and never stand in the way of our own."""

from __future__ import annotations

import inspect
from dataclasses import fields

import pytest

import trajviz as tv
from trajviz.cli.parser import parse, parser
from trajviz.drawing.views import views
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions.resolve import OF_CALLABLES
from trajviz.methods import optimizers
from trajviz.words import _ANSWERS, _TABLE, answers_other_words, in_our_words

OPTIONS = {each.name for view in views.values() for each in fields(view)} - {"scene"}
PARAMETERS = [name for name in inspect.signature(tv.animate).parameters if name != "options"]
TRACES = list(inspect.signature(tv.trace).parameters)
COMMANDS = [name.lstrip("-").replace("-", "_") for action in parser()._actions for name in action.option_strings]
HYPERPARAMETERS = {name for method in optimizers.values() for name in method.defaults}


def refused(function, /, *arguments, **keywords):
    with pytest.raises(TrajvizError) as caught:
        function(*arguments, **keywords)
    return str(caught.value)


@pytest.mark.parametrize(
    ("word", "ours"),
    {
        "method": "methods",
        "optimizer": "methods",
        "optimizers": "methods",
        "algorithm": "methods",
        "x0": "start",
        "n_steps": "steps",
        "maxiter": "steps",
        "iterations": "steps",
        "epochs": "steps",
        "tol": "tolerance",
        "colour": "colors",
        "lw": "linewidth",
        "width": "size",
        "func": "objective",
        "fn": "objective",
        "function": "objective",
    }.items(),
)
def test_animate_answers_a_word_with_ours(word, ours):
    given = {"methods": "GD", word: 1} if ours != "objective" else {word: "camel"}
    said = refused(tv.animate, *(["camel"] if ours != "objective" else []), **given)
    assert f"{word!r}" in said
    assert said.endswith(f"; that is {ours!r} here")


@pytest.mark.parametrize(
    ("word", "said"),
    {
        "learning_rate": "write it with the method, as in 'GD(lr=0.1)'",
        "lr": "write it with the method, as in 'GD(lr=0.1)'",
        "linestyle": "looks belong to a theme",
        "noise": "objective.noisy(0.1)",
        "save": "animate(...).save('camel.gif')",
        "filename": "animate(...).save('camel.gif')",
        "xrange": "domain",
        "extent": "domain",
    }.items(),
)
def test_animate_tells_what_it_has_no_word_for(word, said):
    assert said in refused(tv.animate, "camel", "GD", **{word: 1})


@pytest.mark.parametrize(
    ("word", "ours"),
    {"method": "optimizer", "x0": "start", "maxiter": "steps", "tol": "tolerance", "fun": "objective"}.items(),
)
def test_trace_answers_a_word_with_ours(word, ours):
    assert refused(tv.trace, **{word: 1}) == f"trace has no parameter {word!r}; that is {ours!r} here"


def test_what_is_no_word_of_anybody_is_answered_with_the_nearest():
    assert refused(tv.trace, "camel", "GD", stpes=3) == "trace has no parameter 'stpes'; did you mean 'steps'?"
    assert refused(tv.animate, "camel", "GD", thme="dark").endswith("did you mean 'theme'?")


@pytest.mark.parametrize("function", [tv.trace, tv.animate])
def test_a_missing_argument_is_told_in_a_sentence(function):
    assert (
        refused(function)
        == f"{function.__name__} can not be called like this: missing a required argument: 'objective'"
    )


@pytest.mark.parametrize(
    ("spec", "said"),
    {
        "GD(learning_rate=0.1)": "GD has no hyperparameter 'learning_rate'; that is 'lr' here",
        "GD(step_size=0.1)": "that is 'lr' here",
        "Adam(alpha=0.1)": "that is 'lr' here",
        "Momentum(beta=0.9)": "that is 'momentum' here",
        "Momentum(beta1=0.9)": "that is 'momentum' here",
        "RMSprop(rho=0.9)": "that is 'alpha' here",
        "Adam(beta_1=0.9)": "that is 'beta1' here",
        "Adam(epsilon=1e-8)": "that is 'eps' here",
        "GD(maxiter=5)": "steps=200, or --steps 200",
        "GD(momentum=0.9)": "Momentum, Nesterov, SGD",
        "BFGS(tol=1e-3)": "that is 'gtol' here",
        "BFGS(max_iter=3)": "that is 'maxiter' here",
        "BFGS(learning_rate=0.1)": "known are gtol",
    }.items(),
)
def test_a_spec_answers_a_word_with_ours(spec, said):
    assert said in refused(tv.optimizer, spec)


@pytest.mark.parametrize(
    ("option", "said"),
    {
        "--method": "that is '--methods' here",
        "--optimizer": "that is '--methods' here",
        "--output-file": "that is '--output' here",
        "--iterations": "that is '--steps' here",
        "--max-iter": "that is '--steps' here",
        "--x0": "that is '--start' here",
        "--lr": "write it with the method, as in 'GD(lr=0.1)'",
        "--learning-rate": "write it with the method",
        "--figsize": "that is '--size' here",
        "--cmap": "that is '--colormap' here",
        "--linewidth": "in Python, animate(..., linewidth=3)",
        "--tol": "in Python, trace and animate take tolerance",
        "--xlim": "that is '--domain' here",
        "--stpes": "did you mean '--steps'?",
    }.items(),
)
def test_the_command_answers_a_word_with_ours(option, said):
    for typed in ([option, "3"], [f"{option}=3"]):
        assert refused(parse, ["camel", *typed]).startswith(f"unknown option {option!r}; {said}")


def test_no_word_of_the_table_hides_one_of_ours():
    """A word that a place takes is never looked up there, and what the table calls ours is taken somewhere."""
    ours = {*PARAMETERS, *TRACES, *OPTIONS, *COMMANDS, *HYPERPARAMETERS, *OF_CALLABLES, "label"}
    assert {each for _, names, _ in _TABLE for each in names} <= ours
    words = [word for words, _, _ in _TABLE for word in words.split()]
    assert len(words) == len(_ANSWERS)


@pytest.mark.parametrize("place", [PARAMETERS, TRACES, COMMANDS, *(list(m.defaults) for m in optimizers.values())])
def test_every_answer_is_a_word_that_the_place_takes(place):
    for word in _ANSWERS:
        said = in_our_words(word, place)
        assert not said.startswith("that is ") or said.removeprefix("that is '").removesuffix("' here") in place


def test_a_type_error_from_inside_is_not_taken_for_a_wrong_call():
    @answers_other_words
    def broken(x):
        return x + "y"

    with pytest.raises(TypeError, match="unsupported operand"):
        broken(1)
    with pytest.raises(UnknownNameError, match="known are x"):
        broken(w=1)


@pytest.mark.parametrize("function", [tv.trace, tv.animate])
def test_the_doors_keep_their_signatures(function):
    assert next(iter(inspect.signature(function).parameters)) == "objective"
    assert "Parameters" in function.__doc__
