"""What shells complete: the scripts are sourced by bash, zsh and fish, and keys are pressed.

Where a shell is missing its tests are skipped, unless `TRAJVIZ_SHELLS` says that it must be there.
"""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import time
from functools import cache

import pytest

import trajviz as tv
from trajviz.cli import main
from trajviz.cli.completion import completion
from trajviz.cli.parser import SHELLS, SWEEP_VIEWS, parser, sweep_parser
from trajviz.drawing.views import views
from trajviz.functions.registration import data_objectives
from trajviz.methods import parse_optimizers

PATIENCE = 20.0  # seconds


@cache
def program(shell):
    """Return where a shell is."""
    found = shutil.which(shell)
    if found is None and not os.environ.get("TRAJVIZ_SHELLS"):
        pytest.skip(f"{shell} is not installed")
    assert found, f"{shell} is not installed"
    return found


def ready(name, folder):
    """Return a shell by its name and a folder with some files and its script."""
    program(name)
    for file in ("mine.py", "run.npz", "notes.txt", "old.gif"):
        (folder / file).touch()
    (folder / "folder").mkdir()
    (folder / "script").write_text(script(name), encoding="utf-8")
    return name, folder


@cache
def script(name):
    return completion(name) + "\n"


@pytest.fixture(params=["bash", "fish"])
def asking(request, tmp_path):
    """A shell that says what it offers; zsh does not to who presses no key."""
    return ready(request.param, tmp_path)


@pytest.fixture(params=["bash", "zsh"])
def pressing(request, tmp_path):
    """A shell at a terminal."""
    return ready(request.param, tmp_path)


# What is offered


ASKED = """
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_trajviz trajviz "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf "%s\\n" "${COMPREPLY[@]}"
"""


def offered(shell, typed):
    """Return what a shell offers for the last of the words that were typed."""
    name, folder = shell
    if name == "bash":
        words = [part for word in typed.split(" ") for part in re.findall(r"=|[^=]+|^$", word)]  # as readline does
        command = ["bash", "--norc", "-c", f"source ./script; {ASKED}", "bash", *words]
    else:
        command = ["fish", "--no-config", "-c", "source script; complete -C $argv[1]", typed]
    done = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert done.stderr == ""
    return [line.partition("\t")[0] for line in done.stdout.splitlines() if line]


def environment(folder):
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm", "LC_ALL": "C.UTF-8", "PS1": "ready> "}


FOR_ADA = {"GD,Adadelta", "GD,Adagrad", "GD,Adam", "GD,AdamW", "GD,Adamax", "GD,Adan", "GD,AdaBelief"}
OFFERED = {
    "trajviz camel --methods GD,Ada": FOR_ADA,
    "trajviz sweep camel --methods GD,Ada": FOR_ADA,
    "trajviz camel --methods torch": {"torch.optim."},
    "trajviz ca": {"camel", "carrom_table"},
    "trajviz --theme dark ca": {"camel", "carrom_table"},
    "trajviz --theme=dark ca": {"camel", "carrom_table"},
    "trajviz --start -1,0 --grid ca": {"camel", "carrom_table"},
    "trajviz sweep ca": {"camel", "carrom_table"},
    "trajviz camel --theme ": set(tv.themes),
    "trajviz camel --view ": set(views),
    "trajviz camel --view contour,sur": {"contour,surface"},
    "trajviz sweep camel --view ": set(SWEEP_VIEWS),
    "trajviz camel --clock ": {"steps", "evaluations"},
    "trajviz camel --pace ": {"story", "even"},
    "trajviz camel --layers foot": {"footprints"},
    "trajviz camel --details probes,rad": {"probes,radius"},
    "trajviz camel --plane pr": {"principal"},
    "trajviz camel --style ": {"surface", "wireframe"},
    "trajviz camel --base ": {"floor", "ceiling"},
    "trajviz camel --color-by ": {"method", "minimum"},
    "trajviz camel --colormap virid": {"viridis"},
    "trajviz camel --bounds ": {"domain"},
    "trajviz --list th": {"themes"},
    "trajviz --completion ": {"bash", "zsh", "fish"},
    "trajviz run.npz --objective bea": {"beale"},
    "trajviz camel --st": {"--start", "--stationary", "--steps", "--style"},
    "trajviz sweep camel --see": {"--seed", "--seeds"},
}  # fmt: skip


@pytest.mark.parametrize("typed", OFFERED)
def test_is_offered(asking, typed):
    assert set(offered(asking, typed)) == OFFERED[typed]


def test_functions_come_first_with_files_that_hold_some(asking):
    found = set(offered(asking, "trajviz "))
    functions = {*tv.objectives, *data_objectives, "sweep"}
    assert functions | {"mine.py", "run.npz", "folder/"} <= found
    assert "sweep" not in offered(asking, "trajviz sweep ")


def test_a_number_is_not_completed(asking):
    assert offered(asking, "trajviz camel --steps ") == []
    assert offered(asking, "trajviz camel --title ") == []


@pytest.mark.parametrize("command", ["trajviz", "trajviz sweep"])
def test_every_option_is_offered(asking, command):
    made = parser() if command == "trajviz" else sweep_parser()
    spelled = {each for action in made._actions for each in action.option_strings}
    assert spelled <= {*offered(asking, f"{command} camel --"), *offered(asking, f"{command} camel -")}


def test_every_name_of_a_method_can_be_used(asking):
    names = offered(asking, "trajviz camel --methods ")
    own = [name for name in names if not name.endswith(".")]
    assert {parse_optimizers(name)[0].name for name in own} == set(tv.optimizers)


# What a key makes of it


def completed(shell, typed):
    """Return the words of a command to whose line a tabulator has been typed."""
    name, folder = shell
    setup = "trajviz() { printf '<%s>' \"$@\"; echo '|'; }; . ./script; echo so''urced\n"
    options = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}
    if name == "zsh":
        setup = f"autoload -U compinit; compinit -u; {setup}"
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execve(program(name), [name, *options[name]], environment(folder))
    try:
        read_until(terminal, "ready> ")
        os.write(terminal, setup.encode())
        read_until(terminal, "sourced\r")
        os.write(terminal, f"{typed}\t".encode())
        time.sleep(0.5)
        os.write(terminal, b"\n")
        return re.findall("<(.*?)>", read_until(terminal, "|\r").rpartition("\n")[2])
    finally:
        os.kill(process, signal.SIGKILL)
        os.close(terminal)
        os.waitpid(process, 0)


def read_until(terminal, end):
    """Return what a terminal shows up to some text."""
    seen, limit = "", time.monotonic() + PATIENCE
    while end not in seen:
        assert time.monotonic() < limit, seen
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 65536).decode(errors="replace")
    return seen[: seen.index(end)]


COMPLETED = {
    "trajviz came": ["camel"],
    "trajviz sw": ["sweep"],
    "trajviz sweep came": ["sweep", "camel"],
    "trajviz mine": ["mine.py"],
    "trajviz camel --pac": ["camel", "--pace"],
    "trajviz sweep camel --bud": ["sweep", "camel", "--budget"],
    "trajviz camel --theme da": ["camel", "--theme", "dark"],
    "trajviz camel --theme=da": ["camel", "--theme=dark"],
    "trajviz camel --methods Mom": ["camel", "--methods", "Momentum"],
    "trajviz camel --methods GD,Mom": ["camel", "--methods", "GD,Momentum"],
    "trajviz camel --methods GD,Differ": ["camel", "--methods", "GD,Differential-evolution"],
    "trajviz camel --view contour,conv": ["camel", "--view", "contour,convergence"],
    "trajviz sweep camel --view heat": ["sweep", "camel", "--view", "heatmap"],
    "trajviz camel -o ol": ["camel", "-o", "old.gif"],
    "trajviz camel --output ol": ["camel", "--output", "old.gif"],
    "trajviz camel --steps ol": ["camel", "--steps", "ol"],
    "trajviz --list plan": ["--list", "planes"],
}


@pytest.mark.slow
@pytest.mark.parametrize("typed", COMPLETED)
def test_is_completed(pressing, typed):
    assert completed(pressing, typed) == COMPLETED[typed]


@pytest.mark.slow
def test_is_completed_within_quotes(pressing):
    """Bash closes the quote, zsh leaves that to who has opened it."""
    closing = '\t"' if pressing[0] == "zsh" else ""
    words = completed(pressing, f'trajviz camel --methods "GD(lr=0.1),Mom{closing}')
    assert words == ["camel", "--methods", "GD(lr=0.1),Momentum"]


# The command


@pytest.mark.parametrize("name", SHELLS)
def test_the_command_prints_the_script(name, capsys):
    assert main(["--completion", name]) == 0
    assert capsys.readouterr().out == completion(name) + "\n"


def test_other_shells_are_refused(capsys):
    assert main(["--completion", "tcsh"]) == 2
    assert capsys.readouterr().err == "trajviz: --completion must be bash, zsh, fish, not 'tcsh'\n"
