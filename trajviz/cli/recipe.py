"""`trajviz --recipe F`: a command that looks good for a function, found by running it."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Sequence

from trajviz.cli.inputs import objective_of
from trajviz.cli.parser import parser
from trajviz.errors import TrajvizError
from trajviz.functions.registration import data_objectives

_TAKEN = ("domain", "start", "constraint", "bounds")


def recipe_command(arguments: argparse.Namespace) -> str:
    """Return the command for the function that was typed.

    Raises
    ------
    TrajvizError
        If it is made of data, or something was typed that a recipe finds by itself.
    """
    _check(arguments)
    arguments.objective = arguments.recipe
    objective = objective_of(arguments)
    if arguments.bounds is not None:
        objective = objective.bounded(arguments.bounds)
    words = ["trajviz", arguments.recipe]
    for name in _TAKEN:
        words += _words(name, getattr(arguments, name))
    if arguments.start is not None:
        from trajviz.functions import as_objective

        objective = as_objective(objective, start=arguments.start[0])

    from trajviz.runs.recipes import recipe_for

    found = recipe_for(objective)
    words += ["--methods", ",".join(str(method) for method in found.methods), "--steps", str(found.steps)]
    if len(found.views) > 1:
        words += ["--view", ",".join(found.views)]
    return " ".join(map(_quoted, words))


def _check(arguments: argparse.Namespace) -> None:
    """Refuse what a recipe is not for."""
    name = arguments.recipe
    if arguments.objective is not None:
        raise TrajvizError(f"--recipe is for one function; {arguments.objective!r} is too much")
    if name in data_objectives:
        raise TrajvizError(
            f"--recipe runs a function thousands of times, and {name} is data to learn; "
            f"try: trajviz {name} --methods GD,Adam --tune"
        )
    made = parser()
    taken = {*_TAKEN, "recipe", "objective", "files", "sweeps", "quiet"}
    for option in vars(arguments).keys() - taken:
        if getattr(arguments, option) != made.get_default(option):
            typed = ", ".join(f"--{each}" for each in _TAKEN)
            raise TrajvizError(f"--recipe takes no --{option.replace('_', '-')}, but {typed}")
    if arguments.start is not None and (len(arguments.start) > 1 or not isinstance(arguments.start[0], list)):
        raise TrajvizError("--recipe takes one --start, such as --start -1,0.5")


def _words(name: str, value: object) -> list[str]:
    """Return an option as it is typed again."""
    if value is None:
        return []
    if name == "constraint":
        assert isinstance(value, list)
        return [word for each in value for word in ("--constraint", each)]
    return [f"--{name}", value if isinstance(value, str) else ",".join(f"{number:g}" for number in _flat(value))]


def _flat(value: object) -> Sequence[float]:
    """Return the numbers of pairs, in their order."""
    if isinstance(value, list | tuple):
        return [number for each in value for number in _flat(each)]
    assert isinstance(value, float)
    return [value]


def _quoted(word: str) -> str:
    """Return a word as a shell takes it, in double quotes where they will do."""
    if re.fullmatch(r"[\w.,:/=+-]+", word):
        return word
    return shlex.quote(word) if re.search(r'["$`\\!]', word) else f'"{word}"'
