"""The command: in this process for most of it, and as a process where signals, pipes and imports matter."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import termios
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PIL import Image

import trajviz as tv
from trajviz import exporters
from trajviz.cli import main
from trajviz.cli.parser import CLOCKS
from trajviz.drawing.layers.registration import details, layers
from trajviz.drawing.timeline import Clock
from trajviz.drawing.views import views
from trajviz.functions.registration import data_objectives
from trajviz.methods.bridges import bridges
from trajviz.planes.registration import planes

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}

USER_FILE = """
import math
import sys

import numpy as np

def nans(x):
    return np.where(x[0] < 0, np.nan, x[0]**2 + x[1]**2)

def infs(x):
    return np.where(x[0] < 0, np.inf, x[0]**2 + x[1]**2)

def complex_there(x):
    return np.sqrt(x[0] + 0j) + x[1]**2

def raises_there(x, y):
    if x < -1:
        raise ZeroDivisionError("not here")
    return math.hypot(x, y)**2

def constant(x):
    return 3.0 + 0 * x[0]

def zero(x):
    return 0 * x[0]

def nearly_nowhere(x):
    return np.where((abs(x[0]) < 0.3) & (abs(x[1]) < 0.3), x[0]**2 + x[1]**2, np.nan)

def steps(x):
    return np.floor(x[0])**2 + np.floor(x[1])**2

def huge(x):
    return 1e300 * (x[0]**2 + x[1]**2)

def tiny(x):
    return 1e-300 * (x[0]**2 + x[1]**2)

def plunges(x):
    return -np.exp(50 * x[0]**2)

def always_raises(x):
    raise RuntimeError("bang\\nsecond line")

def nan_everywhere(x):
    return np.nan * x[0]

def text(x):
    return "a"

def vector(x):
    return x[1] * x

def leaves(x):
    sys.exit(3)

number = 3
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def user_file(folder):
    (folder / "mine.py").write_text(USER_FILE)
    return "mine.py"


def listing():
    """Every file below the folder with its content; bytecode does not count."""
    return {
        str(path): path.read_bytes() if path.is_file() else None
        for path in sorted(Path().rglob("*"))
        if "__pycache__" not in path.parts
    }


def run(capsys, *argv):
    """Run the command and return its output, as lines."""
    assert main([*argv]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out.splitlines()


def process(*argv, **options):
    return subprocess.run(
        [sys.executable, "-m", "trajviz", *argv],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def pixels(name):
    with Image.open(name) as image:
        return np.asarray(image.convert("RGB"))


# What it does


@pytest.mark.slow
def test_main_job_as_a_process(folder):
    done = process("camel", "--methods", "BFGS,GD")
    assert (done.returncode, done.stderr) == (0, "")
    head, bfgs, gd, file = done.stdout.splitlines()
    assert head.split() == ["method", "steps", "evaluations", "final", "f", "to", "minimum", "outcome"]
    assert bfgs.startswith("BFGS ")
    assert gd.startswith("GD ")
    assert re.fullmatch(r"camel\.gif  \d+ KiB", file)
    assert os.listdir(folder) == ["camel.gif"]
    with Image.open("camel.gif") as image:
        assert image.size == (800, 500)
        assert image.n_frames > 50


def test_table_tells_what_trace_finds(capsys):
    rows = run(capsys, "beale", "--methods", "BFGS,Adam(lr=0.05)", "--start", "1,1.5", "--steps", "30", "-o", "a.png")[
        1:-1
    ]
    for row, spec in zip(rows, ["BFGS", "Adam(lr=0.05)"], strict=True):
        trajectory = tv.trace("beale", spec, start=(1, 1.5), steps=30)
        label, steps, evaluations, final, distance, outcome = re.split(r"\s{2,}", row)
        assert label == trajectory.label
        assert int(steps) == trajectory.steps
        assert int(evaluations) == trajectory.nfev + trajectory.njev + trajectory.nhev
        assert float(final) == pytest.approx(trajectory.values[-1], rel=1e-5)
        assert float(distance) == pytest.approx(np.linalg.norm(trajectory.path[-1] - [3, 0.5]), rel=0.1)
        assert outcome == f"{trajectory.outcome}: {trajectory.message}"


@pytest.mark.parametrize(
    ("typed", "extra"),
    [([], None), (["--start", "1,1.5", "--start", "-3,0.25"], "start"), (["--noise", "0.1", "--runs", "2"], "seed")],
)
def test_columns_stand_below_their_names(typed, extra, capsys):
    head, *rows = run(capsys, "beale", "--methods", "GD,Adam(lr=0.05)", "--steps", "12", *typed, "-o", "a.png")[:-1]
    names = ["method", *filter(None, [extra]), "steps", "evaluations", "final f", "to minimum", "outcome"]
    assert re.split(r"\s{2,}", head) == names
    for row in rows:
        cells = re.split(r"\s{2,}", row)
        assert len(cells) == len(names)
        place = 0
        for name, cell in zip(names, cells, strict=True):
            first = row.index(cell, place)
            place = first + len(cell)
            at = head.index(name)
            is_text = name in ("method", "start", "outcome")
            assert first == at if is_text else place == at + len(name), f"{cell!r} is not below {name!r}"


@pytest.mark.parametrize(
    "typed",
    [["--start", "-1,-0.5"], ["--start=-1,-0.5"], ["--start", "-1, -.5"], ["--start", "-1e0,-5e-1"]],
)
def test_negative_start_in_both_spellings(typed, capsys):
    trajectory = tv.trace("camel", "GD", start=(-1, -0.5), steps=5)
    row = run(capsys, "camel", "--methods", "GD", "--steps", "5", *typed, "-o", "a.png")[1]
    assert f"{trajectory.values[-1]:.6g}" in row


def test_several_starts_give_a_row_each(capsys):
    typed = ["--start", "-1,-0.5", "--start=1.5,0.75", "--start", "0,0.25"]
    head, *rows, _ = run(capsys, "camel", "--methods", "GD,BFGS", *typed, "-o", "a.png")
    assert head.split()[:2] == ["method", "start"]
    assert [row.split()[:2] for row in rows] == [
        [method, start] for method in ("GD", "BFGS") for start in ("-1,-0.5", "1.5,0.75", "0,0.25")
    ]


@pytest.mark.slow
def test_random_starts_follow_the_seed(capsys):
    def rows(*typed):
        argv = [
            "camel",
            "--methods",
            "GD",
            "--steps",
            "2",
            "--start",
            "random",
            "--start",
            "random",
            *typed,
            "-o",
            "a.png",
        ]
        return [line.split()[1] for line in run(capsys, *argv)[1:-1]]

    assert rows("--seed", "1") == rows("--seed", "1") != rows("--seed", "2")
    assert rows("--seed", "0") == rows()
    first, second = ([float(x) for x in start.split(",")] for start in rows())
    assert first != second
    assert all(abs(x) <= 2 and abs(y) <= 1 for x, y in (first, second))


def test_steps_and_domain(capsys):
    assert " 7 " in run(capsys, "camel", "--methods", "GD", "--steps", "7", "-o", "a.png")[1]
    lines = run(capsys, "x**2 + y**2", "--domain", "-1,1,-2,2", "--start", "random", "--methods", "GD", "-o", "b.png")
    assert "completed" in lines[1]


@pytest.mark.parametrize(
    "expression", ["-cos(x)-cos(y)", "-x*exp(-x**2-y**2)", "-2*x*y + x**4 + y**4", "(x-1)**2+y**2"]
)
def test_expression_may_begin_with_a_minus_sign(expression, capsys):
    assert run(capsys, expression, "--methods", "GD", "--steps", "3", "-o", "a.png")[1].startswith("GD")


def test_user_functions_by_file_and_module(user_file, capsys):
    assert run(capsys, f"{user_file}:constant", "--methods", "GD", "-o", "a.png") == run(
        capsys, "mine:constant", "--methods", "GD", "-o", "a.png"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed",
    [
        ["--view", "surface"],
        ["--view", "convergence"],
        ["--grid"],
        ["--noise", "1"],
        ["--every", "4"],
        ["--levels", "3"],
        ["--log"],
        ["--field"],
        ["--arrows"],
        ["--theme", "dark"],
        ["--title", "Another title"],
        ["--size", "400x300"],
        ["--methods", "GD(lr=0.02)"],
        ["--start", "0,0.5"],
        ["--domain", "-3,3"],
        ["--steps", "5"],
    ],
    ids=lambda typed: typed[0] + typed[-1],
)
def test_every_option_of_the_picture_changes_it(typed, capsys):
    run(capsys, "camel", "--methods", "GD", "--steps", "9", "-o", "plain.png")
    run(capsys, "camel", "--methods", "GD", "--steps", "9", "-o", "other.png", *typed)
    plain, other = pixels("plain.png"), pixels("other.png")
    assert plain.shape != other.shape or (plain != other).any()


def test_heights_as_they_are_where_a_logarithm_would_be_taken(capsys):
    for output, option in {"chosen.png": [], "log.png": ["--log"], "no-log.png": ["--no-log"]}.items():
        run(capsys, "rosenbrock", "--methods", "GD(lr=0.0001)", "--steps", "3", "-o", output, *option)
    assert (pixels("chosen.png") == pixels("log.png")).all()
    assert (pixels("chosen.png") != pixels("no-log.png")).any()


def test_views_side_by_side(capsys):
    run(capsys, "camel", "--methods", "GD", "--steps", "9", "--view", "contour, surface,convergence", "-o", "a.png")
    with Image.open("a.png") as image:
        assert image.width > 1000


def durations(name):
    """The milliseconds for which a GIF shows each of its frames."""
    with Image.open(name) as image:
        return [image.seek(i) or image.info["duration"] for i in range(image.n_frames)]


@pytest.mark.parametrize(
    ("typed", "moving", "last"),
    [
        ([], 116 * 40, 2000),  # 13 frames a step
        (["--fps", "10"], 45 * 100, 2000),
        (["--seconds", "1"], 23 * 40, 2000),
        (["--fps", "5", "--seconds", "2", "--hold", "0.5"], 8 * 200, 500),
        (["--fps", "10", "--hold", "0"], 45 * 100, 100),
    ],
)
def test_length(typed, moving, last, capsys):
    typed = ["--steps", "9", "--size", "400x300", "--pace", "even", *typed]
    run(capsys, "camel", "--methods", "GD", *typed, "-o", "a.gif")
    first, *between, end = durations("a.gif")
    assert (first, sum(between), end) == (600, moving, last)


@pytest.mark.slow
def test_a_clock_of_evaluations(capsys):
    assert get_args(Clock) == CLOCKS
    typed = ["camel", "--methods", "GD,BFGS", "--steps", "30", "--view", "contour,convergence", "--size", "700x400"]
    run(capsys, *typed, "-o", "plain.gif", "plain.png")
    run(capsys, *typed, "--clock", "steps", "-o", "steps.gif")
    run(capsys, *typed, "--clock", "evaluations", "-o", "evaluations.gif", "evaluations.png", "evaluations.html")
    assert Path("plain.gif").read_bytes() == Path("steps.gif").read_bytes()
    assert (pixels("plain.png") != pixels("evaluations.png")).any()
    animation = tv.animate(
        "camel", "GD,BFGS", steps=30, view="contour,convergence", size=(700, 400), clock="evaluations"
    )
    animation.save("same.gif")
    assert Path("evaluations.gif").read_bytes() == Path("same.gif").read_bytes()
    assert '"kind":"evaluations"' in Path("evaluations.html").read_text()


def test_several_outputs_with_their_sizes(capsys):
    os.mkdir("below")
    names = ["a.png", "below/B.GIF", "c.svg"]
    lines = run(capsys, "camel", "--methods", "GD", "--steps", "3", "-o", names[0], "-o", *names[1:])[-3:]
    for line, name in zip(lines, names, strict=True):
        told, size, unit = line.split()
        assert (told, unit) == (name, "KiB")
        assert abs(int(size) - os.path.getsize(name) / 1024) <= 0.5


@pytest.mark.parametrize(
    ("objective", "name"),
    [("Rosenbrock", "rosenbrock"), ("x**2 + y**2", "x-2-y-2"), ("mine.py:steps", "steps")],
)
@pytest.mark.slow
def test_file_is_named_after_the_objective(objective, name, user_file, capsys):
    assert run(capsys, objective, "--methods", "GD", "--steps", "2")[-1].startswith(f"{name}.gif")
    assert sorted(listing()) == sorted([f"{name}.gif", user_file])


def test_file_that_was_there_is_replaced(capsys):
    Path("a.png").write_text("old")
    run(capsys, "camel", "--methods", "GD", "--steps", "2", "-o", "a.png")
    assert Path("a.png").read_bytes().startswith(b"\x89PNG")
    assert list(listing()) == ["a.png"]


def test_same_command_writes_the_same_bytes(capsys):
    argv = ["camel", "--methods", "GD", "--steps", "5", "--size", "400x300", "--start", "random", "-o"]
    run(capsys, *argv, "a.gif", "a.png")
    run(capsys, *argv, "b.gif", "b.png")
    assert Path("a.gif").read_bytes() == Path("b.gif").read_bytes()
    assert Path("a.png").read_bytes() == Path("b.png").read_bytes()


def test_quiet_is_silent(user_file, capfd):
    assert main([f"{user_file}:raises_there", "--start", "2,2", "--steps", "2", "--quiet", "-o", "a.png"]) == 0
    assert capfd.readouterr() == ("", "")
    assert os.path.getsize("a.png")


def test_notes_go_to_stderr(user_file, capsys):
    assert main([f"{user_file}:raises_there", "--start", "2,2", "--steps", "2", "-o", "a.png"]) == 0
    out, err = capsys.readouterr()
    assert "trajviz: raises_there takes one point at a time" in err
    assert "raises_there" not in out


# What it tells


LISTED = {
    "objectives": [*tv.objectives, *data_objectives],
    "optimizers": [*tv.optimizers, *(f"{module}.NAME" for module in bridges)],
    "views": views,
    "layers": layers,
    "details": details,
    "planes": planes,
    "themes": tv.themes,
    "formats": exporters.exporters,
}


@pytest.mark.parametrize(("kind", "registry"), LISTED.items())
def test_lists_have_a_line_each(kind, registry, capsys):
    lines = run(capsys, "--list", kind)
    assert len(lines) == len(registry)
    assert all(line.split("  ")[0] == name for line, name in zip(lines, registry, strict=True))
    assert not listing()


@pytest.mark.parametrize("kind", LISTED)
def test_each_entry_says_what_it_is_on_one_line_of_a_terminal(kind, capsys):
    for line in run(capsys, "--list", kind):
        name, _, summary = line.partition("  ")
        assert len(summary.strip()) > 15, name
        assert len(line) <= 100, line
        assert not line.endswith("…"), line


def test_a_list_of_no_kind_is_of_all(capsys):
    blocks = "\n".join(run(capsys, "--list")).split("\n\n")
    assert [block.partition(":\n")[0] for block in blocks] == list(LISTED)
    for kind, block in zip(LISTED, blocks, strict=True):
        assert block.splitlines()[1:] == run(capsys, "--list", kind)
    assert run(capsys, "--list", "all") == "\n\n".join(blocks).splitlines()


def test_what_is_said_at_length_is_cut(capsys, monkeypatch):
    long = replace(tv.optimizers["GD"], summary="Step downhill " * 20)
    monkeypatch.setattr("trajviz.cli.listing.optimizers", {"Long": long, **tv.optimizers})
    (line,) = [line for line in run(capsys, "--list", "optimizers") if line.startswith("Long")]
    assert line.startswith("Long                    Step downhill Step")
    assert len(line) <= 100
    assert line.endswith("…")


@pytest.mark.parametrize(
    "typed", [["--list", "objectives"], ["--list", "optimizers"], ["--help"], ["camel", "--steps", "0"]]
)
def test_what_draws_nothing_imports_nothing_that_draws(typed):
    code = (
        "import sys; from trajviz.cli import main; main(sys.argv[1:]);"
        "print(sorted({name.partition('.')[0] for name in sys.modules}"
        " & {'matplotlib', 'scipy', 'PIL', 'imageio', 'av', 'tqdm', 'sklearn'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *typed], env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("typed", "spared"),
    [
        (["--list", "objectives"], {"importlib.metadata", "email"}),
        (["--help"], {"importlib.metadata", "email"}),
        (["camel", "--steps", "0"], {"importlib.metadata", "email", "multiprocessing"}),
        (["camel", "--methods", "GD", "--steps", "2", "-o", "a.gif"], {"importlib.metadata", "multiprocessing"}),
    ],
)
@pytest.mark.slow
def test_what_is_not_needed_is_not_imported(typed, spared, tmp_path):
    code = (
        "import sys; from trajviz.cli import main; main(sys.argv[1:]);"
        f"sys.exit(' '.join({spared!r} & sys.modules.keys()) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *typed], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_help_shows_examples_that_can_be_typed(capsys):
    lines = run(capsys, "--help")
    assert lines[0].startswith("usage: trajviz OBJECTIVE")
    assert max(map(len, lines)) <= 80
    examples = lines[lines.index("examples:") + 1 :]
    assert len(examples) >= 5
    for option in [
        "--methods",
        "--start",
        "--view",
        "--noise",
        "--batch-size",
        "--orbit",
        "--levels",
        "--fps",
        "--size",
        "--list",
        "-o, --output",
        "-h, --help",
    ]:
        assert any(line.startswith(f"  {option}") for line in lines), option


def examples():
    from trajviz.cli.parser import parser

    text = parser().format_help().partition("examples:\n")[2]
    return [line.strip().removeprefix("trajviz ") for line in text.splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("example", examples())
def test_examples_work(example, user_file):
    Path(user_file).write_text("def loss(x):\n    return (x[0] - 1)**2 + x[1]**2\n")
    tv.trace("beale", "GD", steps=5).save("run.npz")
    Path("other.csv").write_text("iteration,x,y\n0,1,1\n1,2,0.5\n")
    if "torch" in example or "checkpoints" in example:
        torch = pytest.importorskip("torch")
        Path("checkpoints").mkdir()
        for step in range(3):
            torch.save({"weight": torch.full((4,), 2.0**step)}, f"checkpoints/{step}.pt")
    argv = shlex.split(example)
    if "--list" not in argv:
        outputs = argv.index("-o") if "-o" in argv else len(argv)
        argv = [*argv[:outputs], "--steps", "5", "-o", "a.html" if "--explore" in argv else "a.png"]
    assert main(argv) == 0


def test_version(capsys):
    assert run(capsys, "--version") == [f"trajviz {tv.__version__}"]


# What the system does to it


LONG_RUN = [
    "camel",
    "--methods",
    "GD",
    "--steps",
    "9000",
    "--fps",
    "20",
    "--seconds",
    "400",
    "--size",
    "1600x1200",
    "-o",
    "a.gif",
]


# Says when the file that is being written stands beside its target.
TELLS_OF_WRITING = """
import sys
from pathlib import Path
touch = Path.touch
def told(path, **options):
    touch(path, **options)
    print("writing", flush=True)
Path.touch = told
from trajviz.cli import main
sys.exit(main())
"""


def default_signals():
    """Undo what the parent had ignored, as shells do for what runs in their background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def interrupted(number, code=TELLS_OF_WRITING):
    """Start a long run, send a signal while it writes, and return how it ended."""
    Path("a.gif").write_text("old")
    running = subprocess.Popen(
        [sys.executable, "-c", code, *LONG_RUN],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=default_signals,
    )
    with running:
        while running.stdout.readline() not in ("writing\n", ""):
            pass
        running.send_signal(number)
        _, err = running.communicate(timeout=60)
    assert listing() == {"a.gif": b"old"}
    return running.returncode, err


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted(number):
    assert interrupted(number) == (130, "trajviz: interrupted; no file was left half-written\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    "becomes", ['raise ValueError("Invalid bounding box")', "raise RuntimeError", "pass", "raise SystemExit(1)"]
)
def test_interruption_that_becomes_something_else(becomes):
    """As in Matplotlib's C++, which makes any error a ValueError, or in a function that catches all."""
    swallowing = f"""
import os, signal
from trajviz.frames.frames import Frames
paint = Frames._paint
def interrupted(frames, canvas, index):
    try:
        if index == 3:
            os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        {becomes}
    return paint(frames, canvas, index)
Frames._paint = interrupted
import sys
from trajviz.cli import main
sys.exit(main())
"""
    Path("b.gif").write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", swallowing, "camel", "--methods", "GD", "--steps", "9", "-o", "a.gif", "b.gif"],
        env=ENVIRONMENT, capture_output=True, text=True, check=False, preexec_fn=default_signals,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "trajviz: interrupted; no file was left half-written\n")
    whole = {"a.gif"} if becomes == "pass" else set()  # it went on to the end of the first file
    assert set(listing()) == {"b.gif"} | whole
    assert Path("b.gif").read_text() == "old"


def test_second_signal_does_not_disturb_the_cleaning():
    from trajviz.cli.interrupts import interruptible

    def clean_up():
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM):
            os.kill(os.getpid(), number)
        cleaned.append(True)

    cleaned = []
    with interruptible() as came:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        except KeyboardInterrupt:
            clean_up()
        with pytest.raises(KeyboardInterrupt):  # what comes later does
            os.kill(os.getpid(), signal.SIGTERM)
    assert cleaned == [True]
    assert came[0] == came[-1] == signal.SIGTERM


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_what_the_parent_ignores_stays_ignored(number):
    from trajviz.cli.interrupts import interruptible

    before = signal.signal(number, signal.SIG_IGN)
    try:
        with interruptible() as came:
            os.kill(os.getpid(), number)
        assert came == []
        assert signal.getsignal(number) == signal.SIG_IGN
    finally:
        signal.signal(number, before)


def test_interrupted_while_it_computes(monkeypatch, capsys):
    def interrupt(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("trajviz.runs.several.trace", interrupt)
    assert main(["camel"]) == 130
    assert capsys.readouterr().err.count("\n") == 1
    assert not listing()


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed", [["--list", "objectives"], ["--help"], ["camel", "--methods", "GD", "--steps", "3", "-o", "a.png"]]
)
def test_pipe_that_closes_early(typed):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "trajviz", *typed],
        env=ENVIRONMENT,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")
    assert ("-o" in typed) == ("a.png" in listing())


STREAMS = [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", "> /dev/full", "2> /dev/full", "> /dev/full 2>&1", "| true"]


@pytest.mark.slow
@pytest.mark.parametrize("streams", STREAMS)
@pytest.mark.parametrize(
    ("typed", "code"), [("camel --methods GD --seconds 0.5 --size 300x260 -o a.gif", 0), ("camle", 2)]
)
def test_streams_that_are_closed_or_full(streams, typed, code):
    command = f"set -o pipefail; '{sys.executable}' -m trajviz {typed} {streams}"
    done = subprocess.run(["bash", "-c", command], env=ENVIRONMENT, check=False, capture_output=True, text=True)
    assert done.returncode == code
    assert "Traceback" not in done.stdout + done.stderr
    assert list(listing()) == ["a.gif"] * (code == 0)
    if code == 0:
        with Image.open("a.gif") as image:
            assert image.n_frames > 4
            image.seek(image.n_frames - 1)
            assert image.info["duration"] == 2000  # as long as the last stays


def test_stderr_that_is_no_terminal_shows_no_progress():
    done = process("camel", "--methods", "GD", "--steps", "3", "--size", "400x300", "-o", "a.gif")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_progress_on_a_terminal():
    for quiet in ([], ["--quiet"]):
        terminal, end = pty.openpty()
        termios.tcsetwinsize(end, (24, 80))
        argv = ["camel", "--methods", "GD", "--steps", "9", "--size", "400x300", "-o", "a.gif", *quiet]
        subprocess.run(
            [sys.executable, "-m", "trajviz", *argv], env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=end, check=True
        )
        os.close(end)
        shown = b""
        with contextlib.suppress(OSError):  # how Linux says that the other end is closed
            while part := os.read(terminal, 4096):
                shown += part
        os.close(terminal)
        assert (b"a.gif" in shown) == (not quiet)


@pytest.mark.slow
def test_output_that_cannot_be_spelled_is_escaped():
    environment = {**ENVIRONMENT, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "trajviz", "camel", "--methods", "GD", "--steps", "2", "-o", b"\xff\xc3\xa9.png"],
        env=environment, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.splitlines()[-1].startswith(rb"\udcff\xe9.png")
    assert os.listdir(b".") == [b"\xff\xc3\xa9.png"]


# What it refuses


MISTAKES = {
    # what is run
    "": "name a function to minimise",
    "-o x.gif": "name a function before -o FILE",
    "camle": "unknown objective 'camle'; did you mean 'camel'?",
    "adam": "'adam' is a method; name a function, as in: camel --methods adam",
    "camel --start -1 -0.5": "'-0.5' stands alone; numbers are joined by commas, as in --start -1,0.5",
    "camel --domain -2,2 -1,1": "'-1,1' stands alone; numbers are joined by commas",
    "camel rosenbrock": "there is one function at a time; 'rosenbrock' is too much",
    "camel --methods BFSG": "unknown optimizer 'BFSG'; did you mean 'BFGS'?",
    "camel --methods Adam(lr=)": "'Adam(lr=)' can not be read",
    "camel --methods Adam(lr=x)": "lr must be a number",
    "camel --methods Adam(lrr=1)": "no hyperparameter 'lrr'; did you mean 'lr'?",
    "camel --methods Adam(lr=-1)": "lr must be a finite number at least 0, not -1",
    "camel --methods Adam(lr=nan)": "lr must be a number",
    "camel --methods Adam(0.1)": "write values with their names",
    "camel --methods =": "'='",
    "camel --methods ,": "spec is empty",
    "camel --methods GD,": "spec is empty",
    "camel --methods GD,gd": "GD stands twice",
    "camel --methods": "--methods needs a value",
    "camel --methods __import__('os')": "__import__",
    "camel --start": "--start needs a value",
    "camel --start 1,2,3": "start [1.0, 2.0, 3.0] has shape (3,), but camel has 2 coordinates",
    "camel --start -1": "start [-1.0] has shape (1,)",
    "camel --start 1,2 --start 1,2,3": "different numbers of coordinates: 2, 3",
    "camel --start nan,1": "such as -1,0.5, or random, random:500 or grid:40x25, not 'nan,1'",
    "camel --start -inf,1": "not '-inf,1'",
    "camel --start 1e400,0": "not '1e400,0'",
    "camel --start -1,a": "not '-1,a'",
    "camel --start 1,,2": "not '1,,2'",
    "camel --start=": "not ''",
    "camel --domain 2,-2": "--domain must be a low and a high end",
    "camel --domain 1,1": "not '1,1'",
    "camel --domain 1": "not '1'",
    "camel --domain -1,1,2": "not '-1,1,2'",
    "camel --domain nan,1": "not 'nan,1'",
    "camel --domain 0,1e400": "not '0,1e400'",
    "camel --domain -1e308,1e308": "domain",
    "camel --domain 0,1,0,1,0,1": "camel is defined in 2 dimensions, not in 3",
    "camel --clock hours": "--clock must be steps or evaluations, not 'hours'",
    "camel --clock": "--clock needs a value",
    "camel --steps 0": "--steps must be a whole number from 1 to 10000000, not '0'",
    "camel --steps -5": "not '-5'",
    "camel --steps 1.5": "not '1.5'",
    "camel --steps many": "not 'many'",
    "camel --steps nan": "not 'nan'",
    "camel --steps 1000000000000": "not '1000000000000'",
    "camel --seed -1": "--seed must be a whole number from 0",
    "camel --seed x": "not 'x'",
    # expressions
    "x**": "'x**' is not arithmetic",
    "x+*y": "not arithmetic",
    "x.real": "not understood",
    "__import__('os').mkdir('ran')": "not understood",
    "open('ran','w')": "unknown function 'open'",
    "[c.for.c.in.x]": "not arithmetic",
    "(lambda:x)()": "not",
    "x+y+w": "w",
    "sinn(x)+y": "sin",
    "9**9**9**9": "has no finite value",
    "9**9**9+0*x*y": "has no finite value",
    "x --view contour": "need a function of two variables; x has 1",
    "x --view surface": "need a function of two variables; x has 1",
    "x+y --view curve": "a curve needs a function of one variable; x+y has 2",
    "rosenbrock --start 1,1,1": "the paths are a single point",
    # a user's own
    "mine.py": "write mine.py:name",
    "mine.py:gone": "mine.py has no function 'gone'",
    "mine.py:constnt": "did you mean 'constant'?",
    "mine.py:number": "not a function",
    "mine.py:always_raises": "RuntimeError: bang",
    "mine.py:nan_everywhere": "has no finite value",
    "mine.py:text": "has no value",
    "mine.py:vector": "array of shape (2,) where one number is expected",
    "mine.py:leaves": "ended the program",
    "yours.py:f": "there is no file 'yours.py'",
    "yours:f": "there is no module 'yours'",
    # what is shown
    "camel --view contuor": "unknown view 'contuor'; did you mean 'contour'?",
    "camel --view ,": "unknown view ''",
    "camel --view=": "unknown view ''",
    "camel --view surface --levels 3": "surface has no option 'levels'; contour has",
    "camel --view convergence --field": "convergence has no option 'field'; contour has",
    "camel --levels 0": "--levels must be a whole number from 1 to 500, not '0'",
    "camel --levels -2": "not '-2'",
    "camel --levels 1e3": "not '1e3'",
    "camel --levels 1000000000": "not '1000000000'",
    "camel --theme drak": "unknown theme 'drak'; did you mean 'dark'?",
    "camel --theme=": "unknown theme ''",
    "camel --size 0x0": "size must",
    "camel --size -1x5": "--size must be width x height in pixels, such as 800x500, not '-1x5'",
    "camel --size 800": "not '800'",
    "camel --size nanxnan": "not 'nanxnan'",
    "camel --size 99999x99999": "size must",
    "camel --size 99999999x1": "--size must be width x height",
    "camel --size 240x180 --view contour,surface": "size must be at least",
    # at what pace
    "camel --fps 0": "--fps must be a number from 0.01 to 1000, not '0'",
    "camel --fps -1": "not '-1'",
    "camel --fps nan": "not 'nan'",
    "camel --fps inf": "not 'inf'",
    "camel --fps 1e9": "not '1e9'",
    "camel --fps fast": "not 'fast'",
    "camel --seconds 0": "--seconds must be a number from 0.01 to 3600, not '0'",
    "camel --seconds nan": "not 'nan'",
    "camel --seconds 1e9": "not '1e9'",
    "camel --fps 1000 --seconds 3600": "3600000 frames are too many",
    "camel --hold -1": "--hold must be a number from 0 to 600, not '-1'",
    "camel --hold nan": "not 'nan'",
    "camel --hold 1e9": "not '1e9'",
    # what is written
    "camel -o": "--output needs a value",
    "camel -o x": "'x' has no suffix to say the file format; known are",
    "camel -o x.gfi": "unknown file format '.gfi'; did you mean '.gif'?",
    "camel -o .gif": "'.gif' has no suffix",
    "camel -o=": "has no suffix",
    "camel -o gone/x.gif": "there is no folder",
    "camel -o mine.py/x.gif": "is not a folder",
    "camel -o folder.gif": "cannot write 'folder.gif': it is a folder",
    "camel -o a.gif a.gif": "'a.gif' and 'a.gif' are the same file",
    "camel -o a.gif -o ./a.gif": "'a.gif' and './a.gif' are the same file",
    "camel -o old.gif link.gif": "'old.gif' and 'link.gif' are the same file",
    "camel -o a.gif b.gfi": "did you mean '.gif'?",
    "camel -o n\0l.gif": "cannot write 'n\\x00l.gif'",
    f"camel -o {'n' * 300}.gif": "name too long",
    # what is asked
    "camel --stpes 3": "unknown option '--stpes'; did you mean '--steps'?",
    "camel --step 3": "unknown option '--step'; did you mean '--steps'?",
    "camel --stpes=3": "unknown option '--stpes'; did you mean '--steps'?",
    "camel -x": "unknown option '-x'",
    "camel --log=3": "--log takes no value",
    "--list optimisers": "--list knows no 'optimisers'; did you mean 'optimizers'?",
}  # fmt: skip


def assert_refused(capsys, argv):
    """Run the command; return the one sentence with which it refuses, having changed nothing."""
    before = listing()
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("trajviz: ")
    assert err.count("\n") == 1
    assert len(err) < 500
    assert listing() == before
    return err


@pytest.mark.slow
@pytest.mark.usefixtures("user_file")
@pytest.mark.parametrize("typed", MISTAKES)
def test_mistakes(typed, capsys):
    os.mkdir("folder.gif")
    Path("old.gif").write_text("old")
    Path("camel.gif").write_text("old")
    os.symlink("old.gif", "link.gif")
    assert MISTAKES[typed].lower() in assert_refused(capsys, typed.split(" ") if typed else []).lower()


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["camel", "--methods", ""], "spec is empty"),
        ([""], "the expression is empty"),
        ([" "], "the expression is empty"),
        (["camel", "-o", ""], "'' has no suffix"),
        (["import os; os.mkdir('ran')"], "not arithmetic"),
        (["(" * 2000], "expression"),
        (["x" + "+x" * 3000], "1000 is the limit"),
        (["\udcff"], "'\\udcff'"),
        (["camel", "--methods", "\udcff"], "'\\udcff'"),
        (["camel", "--start", "1," * 5000], "--start must be numbers"),
        (["x\0y"], "not arithmetic"),
    ],
)
def test_mistakes_that_need_quoting(argv, sentence, capsys):
    assert sentence in assert_refused(capsys, argv)


def test_folder_that_is_write_protected(capsys, monkeypatch):
    os.mkdir("locked")
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "locked" and access(path, mode))
    assert "is write-protected" in assert_refused(capsys, ["camel", "-o", "locked/a.gif"])


def test_failure_to_write_is_told_and_leaves_what_was_there(capsys, monkeypatch):
    Path("a.png").write_text("old")

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert main(["camel", "--methods", "GD", "--steps", "2", "-o", "a.png"]) == 2
    assert capsys.readouterr().err == "trajviz: cannot write 'a.png': No space left on device\n"
    assert listing() == {"a.png": b"old"}


def test_mistake_as_a_process():
    done = process("camle")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "trajviz: unknown objective 'camle'; did you mean 'camel'?\n"


# What it shows all the same


STRANGE = {
    "nans": ["mine.py:nans", "--start", "3,2", "--methods", "GD(lr=1.2),BFGS"],
    "nan at the start": ["mine.py:nans"],
    "infinities": ["mine.py:infs", "--start", "3,2", "--methods", "GD(lr=0.7),BFGS"],
    "complex values": ["mine.py:complex_there", "--start", "3,2"],
    "errors": ["mine.py:raises_there", "--start", "2,2", "--methods", "GD(lr=0.99),Nelder-Mead", "--steps", "20"],
    "a constant": ["mine.py:constant"],
    "zero": ["mine.py:zero"],
    "hardly a value": ["mine.py:nearly_nowhere", "--start", "0.1,0.1"],
    "steps": ["mine.py:steps", "--methods", "BFGS,Nelder-Mead"],
    "huge values": ["mine.py:huge"],
    "tiny values": ["mine.py:tiny"],
    "a plunge": ["mine.py:plunges"],
    "divergence": ["rosenbrock", "--methods", "GD(lr=1),BFGS"],
    "slow divergence": ["x**2 - y**2", "--start", "3,0.2", "--methods", "GD(lr=1.1)"],
    "a start outside": ["camel", "--start", "10,10"],
    "a start far outside": ["camel", "--start", "1e300,1"],
    "one point": ["x**2 + y**2", "--start", "0,0", "--methods", "BFGS"],
    "a domain like a point": ["camel", "--domain", "0,1e-12"],
    "a domain like the universe": ["camel", "--domain", "-1e40,1e40"],
    "a title that is no text": ["camel", "--steps", "2", "--title", "\udcff $x_ \n 2"],
    "a title that is too long": ["camel", "--steps", "2", "--title", "long " * 100],
}


@pytest.mark.slow
@pytest.mark.usefixtures("user_file")
@pytest.mark.parametrize("views", ["contour", "surface,convergence"])
@pytest.mark.parametrize("case", STRANGE)
def test_strange_functions_and_paths_give_a_picture(case, views, capsys):
    assert main([*STRANGE[case], "--view", views, "-o", "a.png"]) == 0
    table = capsys.readouterr().out.splitlines()[1:-1]
    assert all(re.search(r"  (converged|completed|diverged|failed): \w", line) for line in table)
    with Image.open("a.png") as image:
        assert len(image.convert("RGB").getcolors(1 << 24)) > 20


@pytest.mark.usefixtures("user_file")
@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (STRANGE["nans"], "failed: the objective is not a number at step 1"),
        (STRANGE["nan at the start"], "failed: the objective is not a number at the start"),
        (STRANGE["infinities"], "the objective is infinite at step 1"),
        (STRANGE["divergence"], "diverged: the iterate is"),
        (STRANGE["a constant"], "converged: at rest on flat ground"),
    ],
)
def test_table_says_what_happened(argv, sentence, capsys):
    assert main([*argv, "-o", "a.png"]) == 0
    assert sentence in capsys.readouterr().out
