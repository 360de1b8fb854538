"""Memory is asked for before it is taken, and what takes long shows that it lives."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from itertools import chain, repeat
from pathlib import Path

import numpy as np
import pytest

import trajviz as tv
from trajviz import memory
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.memory import check_memory, free_memory
from trajviz.progress import Line, _keep_drawing, is_terminal, progress

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
GIB = 2**30


@pytest.fixture
def free(monkeypatch):
    """Return what says how many bytes are free."""
    return lambda size: monkeypatch.setattr(memory, "free_memory", lambda: size)


# Memory


def test_what_is_free_is_what_linux_reckons(tmp_path):
    (tmp_path / "meminfo").write_text("MemTotal: 99 kB\nMemFree: 1 kB\nMemAvailable:    2048 kB\n")
    assert free_memory(tmp_path, tmp_path / "none") == 2048 * 1024


@pytest.mark.parametrize(
    ("limit", "use"),
    [("memory.max", "memory.current"), ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes")],
)
def test_a_containers_limit_counts(tmp_path, limit, use):
    (tmp_path / "memory").mkdir()
    (tmp_path / "meminfo").write_text("MemAvailable: 4096 kB\n")
    (tmp_path / limit).write_text("3000000\n")
    (tmp_path / use).write_text("1000000\n")
    assert free_memory(tmp_path, tmp_path) == 2_000_000
    (tmp_path / limit).write_text("max\n")
    assert free_memory(tmp_path, tmp_path) == 4096 * 1024


def test_the_limit_of_ulimit_counts():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**32, 2**32));"
        "from trajviz.memory import free_memory; print(free_memory())"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert 0 < int(done.stdout) < 2**32


def test_more_than_is_free_is_refused_and_less_is_not(free):
    free(10 * GIB)
    check_memory(8.9 * GIB, "this")
    with pytest.raises(TrajvizError, match=r"this would take 9\.5 GiB of memory, and 10\.0 GiB are free"):
        check_memory(9.5 * GIB, "this")
    free(None)  # a system that does not say
    check_memory(1e30, "this")


DENSE = [
    "BFGS",
    "Newton",
    "trust-exact",
    "dogleg",
    "trust-ncg",
    "trust-krylov",
    "SLSQP",
    "Newton-CG",
    "COBYLA",
    "COBYQA",
]


@pytest.mark.parametrize("method", DENSE)
def test_matrices_of_a_method(method, free):
    """With d variables, a matrix takes 8 d² bytes, and each of these methods keeps some."""
    big = tv.Objective(lambda x: (x**2).sum(axis=0), "big", domain=[(-1, 1)] * 20_000)
    free(6 * GIB)
    with pytest.raises(TrajvizError, match=rf"{method} on the 20000 variables of big would take [\d.]+ GiB"):
        tv.trace(big, method, steps=1)


@pytest.mark.parametrize("method", ["GD", "Adam", "CG", "L-BFGS-B"])
def test_methods_without_matrices_take_many_variables(method, free):
    big = tv.Objective(lambda x: (x**2).sum(axis=0), "big", domain=[(-1, 1)] * 20_000)
    free(GIB)
    assert tv.trace(big, method, steps=2).steps >= 1


@pytest.mark.parametrize("method", [name for name, each in tv.optimizers.items() if each.matrices])
def test_a_method_keeps_as_many_matrices_as_it_says(method):
    import tracemalloc

    d = 60 if method in ("COBYLA", "COBYQA", "Nelder-Mead", "Powell") else 400
    weights = np.linspace(1, 2, d)
    bowl = tv.Objective(
        lambda x: np.tensordot(weights, x**2, 1), "bowl", domain=[(-5, 5)] * d, start=np.linspace(1, 4, d),
        gradient_function=lambda x: 2 * (weights * x.T).T, hessian_function=lambda _: np.diag(2 * weights),
        residual_function=lambda x: np.sqrt(weights) * x,
    )  # fmt: skip
    tv.trace("rosenbrock", method, steps=1)  # what it imports is no matrix
    tracemalloc.start()
    try:
        tv.trace(bowl, method, steps=2, progress=lambda _: None)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= 1.5 * 8 * d * d * tv.optimizers[method].matrices + 2**20


@pytest.mark.parametrize(
    "ask",
    [
        lambda: tv.trace("sphere", "GD", steps=10**8),
        lambda: tv.animate("camel", "GD", steps=2, size=(10_000, 10_000)),
        lambda: tv.animate("camel", "GD", steps=2).frames(dpi=3000),
        lambda: tv.animate("camel", "GD", steps=2, view="surface", resolution=10**5),
        lambda: tv.objective("sphere", dimension=10**8),
        lambda: tv.learning.curve(10**8),
    ],
    ids=["rows", "pixels", "dots", "grid", "dimensions", "samples"],
)
def test_what_is_asked_for_beforehand(ask, free):
    free(2 * GIB)
    with pytest.raises(TrajvizError, match=r"would take [\d.]+ GiB of memory, and 2\.0 GiB are free"):
        ask()


# Messages


@pytest.mark.parametrize("kind", [TrajvizError, UnknownNameError])
@pytest.mark.parametrize("text", ["x" * 10_000, "\x00" * 500, "\n" * 500, "\udcff" * 1000, "中" * 1000, "a\x1b[31mb"])
def test_messages_are_short_lines(kind, text):
    message = str(kind(f"{text} must be a number, not {text!r}, as expected"))
    assert len(message) <= 300
    assert message.isprintable()
    assert message.endswith("as expected")


LONG = ["x" * 10_000, "9" * 10_000, "\x1b" * 10_000, "中" * 10_000, "-" * 10_000, ",".join("1" * 5000), "(" * 10_000]
TAKING_VALUES = [
    "--domain", "--data", "--methods", "--start", "--steps", "--every", "--noise", "--batch-size", "--runs", "--seed",
    "--view", "--plane", "--levels", "--style", "--base", "--orbit", "--chord", "--compare", "--smooth", "--theme",
    "--size",
    "--fps", "--seconds", "--hold", "--list", "-o", "--nope",
]  # fmt: skip


@pytest.mark.parametrize("option", ["", *TAKING_VALUES])
def test_any_option_answers_a_long_value_shortly(option, capsys, tmp_path, monkeypatch):
    from trajviz.cli import main

    monkeypatch.chdir(tmp_path)
    objective = "x**2" if option in ("--chord", "--compare") else "camel"
    view = {"--chord": "curve", "--compare": "curve", "--style": "surface", "--base": "surface", "--smooth": "loss"}
    for value in LONG:
        words = [objective, "--view", view.get(option, "contour"), option, value] if option else [value]
        assert main(words) == 2, words
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("trajviz: ")
        assert len(err) <= 310
        assert err[:-1].isprintable()
    assert not list(tmp_path.iterdir())


# Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown(monkeypatch, *, term="xterm", columns=80, waits=3, done=0):
    """Return what a terminal shows while something is not finished at so many looks, by a clock of its own."""
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((columns, 24)))
    monkeypatch.setattr(Terminal, "fileno", lambda _: 2)
    terminal, seconds = Terminal(), iter(range(100))
    answers = chain(repeat(False, waits), repeat(True))
    asked = []
    line = Line(terminal, 50, "BFGS", "step")
    _keep_drawing(line, [done], lambda wait: asked.append(wait) or next(answers), lambda: next(seconds), 1.0)
    return terminal.getvalue(), asked, line


def test_a_single_long_step_shows_life(monkeypatch):
    text, asked, _ = shown(monkeypatch)
    drawn = text.split("\r")[1:]
    assert len(drawn) == 3
    assert len({each.strip() for each in drawn}) == 3  # the seconds go on though no step ends
    assert all("BFGS" in each and "0/50" in each for each in drawn)
    assert asked[0] == 1.0  # nothing is shown before


def test_what_is_soon_done_shows_nothing(monkeypatch):
    assert shown(monkeypatch, waits=0)[0] == ""


@pytest.mark.parametrize("columns", [0, 1, 5, 20, 80, 500])
def test_a_line_fits_into_the_terminal(columns, monkeypatch):
    text, _, _ = shown(monkeypatch, columns=columns)
    assert max(map(len, text.split("\r"))) < max(columns or 80, 10)


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_a_terminal_that_can_only_add_lines(term, monkeypatch):
    text, asked, line = shown(monkeypatch, term=term)
    assert "\r" not in text
    assert text.count("\n") == 3
    assert min(asked[1:]) > 10  # now and then
    line.erase()


def test_the_line_is_erased(monkeypatch):
    _, _, line = shown(monkeypatch)
    terminal = line._stream
    line.erase()
    *_, last, end = terminal.getvalue().split("\r")
    assert (last.strip(), end) == ("", "")


class Gone(Terminal):
    def write(self, _text):
        raise OSError(5, "Input/output error")


def test_a_terminal_that_has_gone_is_no_error(monkeypatch):
    monkeypatch.setattr("sys.stderr", Gone())
    with progress(3, "a.gif", "frame") as tell:
        tell(1)
    assert tv.trace("quadratic", "GD", steps=3).steps == 3


def test_a_stream_that_is_closed_is_no_terminal():
    stream = io.StringIO()
    assert not is_terminal(None)
    assert not is_terminal(stream)
    stream.close()
    assert not is_terminal(stream)


# Workers

WITH_WORKERS = """
import os, sys, time, joblib
from pathlib import Path
import trajviz as tv
from trajviz import parallel
from trajviz.planes import coordinate_plane, slice_objective
def value(x):
    Path(sys.argv[1], str(os.getpid())).touch()
    time.sleep(0.2)
    return (x**2).sum(axis=0)
if __name__ == "__main__":
    parallel.WORTH_WORKERS = 0
    f = tv.Objective(value, "f", domain=[(-1, 1)] * 3)
    with joblib.parallel_config(n_jobs=2):
        slice_objective(f, coordinate_plane([0.0] * 3, 0, 1)).sampled((200, 200))
"""


def is_alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(what):
    """Wait until something is so, looking at it as often as a process can be started."""
    for _ in range(1000):
        if what():
            return True
        subprocess.run([sys.executable, "-c", ""], check=True)
    return False


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_their_parent(number, tmp_path):
    script, seen = tmp_path / "workers.py", tmp_path / "seen"
    script.write_text(WITH_WORKERS)
    seen.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(script), str(seen)], env=environment, stderr=subprocess.DEVNULL
    ) as parent:
        workers = lambda: {int(each.name) for each in seen.iterdir()} - {parent.pid}  # noqa: E731
        assert until(lambda: workers() or parent.poll() is not None)
        found = workers()
        assert found
        parent.send_signal(number)
        parent.wait(60)
    assert until(lambda: not any(map(is_alive, found)))
