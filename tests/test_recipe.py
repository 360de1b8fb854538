"""`--recipe` prints a command that runs as it is, in which every method gets near a minimum or clearly descends."""

from __future__ import annotations

import shlex
from pathlib import Path

import numpy as np
import pytest

import trajviz as tv
from trajviz.cli import main
from trajviz.cli.parser import parse
from trajviz.functions.registration import data_objectives
from trajviz.methods import parse_optimizers
from trajviz.runs.rates import rate_of

PLANAR = [name for name, objective in tv.objectives.items() if objective.dimension == 2]
SAMPLE = ["camel", "beale", "rosenbrock", "rastrigin", "bukin_6", "easom", "goldstein_price", "bbob_7", "saddle"]


def printed(capsys, *typed):
    """Return the words of the command that is printed, without its name."""
    assert main(["--recipe", *typed]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    (line,) = out.splitlines()
    first, *words = shlex.split(line)
    assert first == "trajviz"
    return words


def check(objective, words):
    """Run the methods of a command and see where they end."""
    arguments = parse(words)
    methods = parse_optimizers(arguments.methods)
    assert 1 <= len(methods) <= 4
    low, high = np.array(objective.domain).T
    for method in methods:
        if named := rate_of(method):
            assert named[1] == float(f"{named[1]:.0e}")
        run = tv.trace(objective, method, steps=arguments.steps)
        end = run.path[-1]
        assert run.outcome in ("converged", "completed"), method
        assert objective.violation(end) <= 1e-5
        assert (np.abs(end - (low + high) / 2) <= 0.56 * (high - low)).all()
        assert run.values[-1] < run.values[0]
        is_near = objective.score(end) <= 0.05 * np.linalg.norm(high - low)
        is_at_rest = run.outcome == "converged" and "minimum" in run.kind
        if not is_near and not is_at_rest:
            lowest = objective.minimum
            if lowest is None:
                grid = np.stack(np.meshgrid(*np.linspace(low, high, 41).T)).reshape(2, -1)
                lowest = np.nanmin(objective(grid))
            assert run.values[0] - run.values[-1] >= 0.45 * (run.values[0] - lowest), method


@pytest.mark.parametrize("name", SAMPLE)
def test_every_method_gets_somewhere(name, capsys):
    check(tv.objective(name), printed(capsys, name))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(PLANAR) - set(SAMPLE)))
def test_every_method_gets_somewhere_on_every_function(name, capsys):
    check(tv.objective(name), printed(capsys, name))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["camel", "rosenbrock_disk", "x**2 + 3*sin(y)**2", "gramacy_lee_2012", "shekel"])
def test_the_command_runs_as_it_is(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([*printed(capsys, name), "--size", "640x320", "--seconds", "0.2", "-o", "a.gif"]) == 0
    out, err = capsys.readouterr()
    assert err == ""  # nor does a better rate come to mind
    assert "diverged" not in out
    assert Path("a.gif").stat().st_size


def test_a_function_of_ones_own(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("mine.py").write_text("import math\n\ndef loss(x):\n    return (x[0] - 1) ** 2 + 3 * math.cosh(x[1])\n")
    words = printed(capsys, "mine.py:loss", "--start", "-3,2")
    assert words[:3] == ["mine.py:loss", "--start", "-3,2"]
    check(tv.objective("mine.py:loss", start=(-3, 2)), words)


def test_what_is_typed_with_it_is_kept(capsys):
    words = printed(capsys, "beale", "--domain", "-2,4", "--start", "1,1.5", "--constraint", "x + y <= 4")
    assert words[:7] == ["beale", "--domain", "-2,4", "--start", "1,1.5", "--constraint", "x + y <= 4"]
    check(tv.objective("beale", domain=(-2, 4), start=(1, 1.5)).constrained("x + y <= 4"), words)


REFUSED = {
    "camle": "unknown objective 'camle'; did you mean 'camel'?",
    "beale --steps 30": "--recipe takes no --steps, but --domain, --start, --constraint, --bounds",
    "beale --start random:30": "--recipe takes one --start, such as --start -1,0.5",
    "beale --start 1,1 --start 2,2": "--recipe takes one --start, such as --start -1,0.5",
    "quadratic --start 0,0": "no method gets anywhere on quadratic from 0,0; try another --start",
} | {
    name: f"--recipe runs a function thousands of times, and {name} is data to learn; "
    f"try: trajviz {name} --methods GD,Adam --tune"
    for name in data_objectives
}


@pytest.mark.parametrize("typed", REFUSED)
def test_is_refused(typed, capsys):
    assert main(["--recipe", *typed.split()]) == 2
    assert capsys.readouterr() == ("", f"trajviz: {REFUSED[typed]}\n")


def test_one_function_at_a_time(capsys):
    assert main(["camel", "--recipe", "beale"]) == 2
    assert capsys.readouterr().err == "trajviz: --recipe is for one function; 'camel' is too much\n"
