"""Random command lines, expressions and calls: none may end in a traceback, a lost, a partial or a stray file.

    python tests/fuzz.py --commands 3000 --expressions 10000 --calls 2000 [--seed 0]

Each case is drawn from its own seed, which is printed if it goes wrong: `--only KIND:SEED` runs it again. A small dose
of each is part of the suite (`test_fuzz.py`).
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import sys
import tempfile
import traceback
import warnings
from pathlib import Path

import hostile
import numpy as np

import trajviz as tv
from trajviz.cli import main
from trajviz.drawing.views import views

USER_FILE = """
import math
import numpy as np
def good(x): return x[0]**2 + x[1]**2
def point(x, y): return math.hypot(x, y)
def nans(x): return np.where(x[0] < 0, np.nan, x[0]**2 + x[1]**2)
def raises(x): raise RuntimeError("bang\\x1b" * 100)
def text(x): return "a"
def leaves(x): raise SystemExit(3)
def none(x): return None
number = 3
"""
TEXTS = [
    "", " ", "x", "a b", "é", "中文", "😀", "\x01", "\n", "\udcff", "$", "$$", "$x^2$", "$" + "{" * 60 + "$",
    "US$5 to US$6", "a" * 10_000, "\u202eabc", "-", "--", "%s", "{}", "'", '"', "\\", "../x", "\x1b[31m", "&<>",
]  # fmt: skip
NUMBERS = [
    "0",
    "1",
    "2",
    "3",
    "7",
    "-1",
    "0.5",
    "1e-3",
    "1e9",
    "1e400",
    "nan",
    "inf",
    "-inf",
    "",
    "x",
    "٣",
    "0x10",
    "1_0",
]
SUFFIXES = [".gif", ".png", ".html", ".svg", ".apng", ".webp", ".mp4", ".pdf", ".jpg"]
LEAVES = ["x", "y", "x", "y", "1", "2", "0.5", "pi", "e", "1e308", "0", "z", "x1", "t", "i", "1j", "None", "True", "''"]
FUNCTIONS = ["sin", "cos", "exp", "log", "sqrt", "abs", "tanh", "max", "min", "sum", "open", "eval", "arctan2", "nope"]
OPERATORS = [" + ", " - ", "*", "/", "**", "^", "//", "%", "@", "<", " and ", " if ", ",", "=", ":", ".", "<<", "|"]


def expression(draw: random.Random, depth: int = 3) -> str:
    """Return an expression that is mostly arithmetic, and sometimes broken."""
    if depth == 0 or draw.random() < 0.25:
        return draw.choice(LEAVES[:8] if draw.random() < 0.8 else LEAVES + TEXTS)
    kind = draw.random()
    if kind < 0.45:
        operator = draw.choice(OPERATORS[:5] if draw.random() < 0.9 else OPERATORS)
        return f"{expression(draw, depth - 1)}{operator}{expression(draw, depth - 1)}"
    if kind < 0.75:
        name = draw.choice(FUNCTIONS[:7] if draw.random() < 0.85 else FUNCTIONS)
        return f"{name}({expression(draw, depth - 1)})"
    if kind < 0.9:
        return f"({expression(draw, depth - 1)})"
    text = expression(draw, depth - 1)
    place = draw.randrange(len(text) + 1)
    return text[:place] + draw.choice(["", "(", ")", "[", "]", "**", ".", "#", ";", "\0", "9" * 30]) + text[place + 1 :]


def _spec(draw: random.Random) -> str:
    name = draw.choice([*tv.optimizers] if draw.random() < 0.9 else ["GDD", "", "(", *TEXTS])
    if draw.random() < 0.7:
        return name
    key = draw.choice(["lr", "lr", "momentum", "beta1", "gtol", "maxiter", "bounded", "nope", ""])
    return f"{name}({key}={draw.choice([*NUMBERS, 'True', 'None', '[]', '(1,2)', 'a', '__import__'])})"


def _numbers(draw: random.Random) -> str:
    count = draw.choice([1, 2, 2, 2, 2, 3, 4])
    good = draw.random() < 0.7
    return ",".join(f"{draw.uniform(-2, 2):.3g}" if good else draw.choice(NUMBERS) for _ in range(count))


def _number(*good: str):
    return lambda draw: draw.choice(good) if draw.random() < 0.7 else draw.choice(NUMBERS + TEXTS)


def _choice(*good: str):
    return lambda draw: draw.choice(good) if draw.random() < 0.75 else draw.choice(TEXTS)


def _output(draw: random.Random) -> str:
    if draw.random() < 0.85:
        return draw.choice("abc") + draw.choice(SUFFIXES)
    return draw.choice(
        ["folder", "folder/a.gif", "folder.gif", "gone/a.gif", "old.gif", "a", ".gif", "a.GIF", "x.exe", *TEXTS]
    )


OPTIONS = {
    "--methods": lambda draw: ",".join(_spec(draw) for _ in range(draw.choice([1, 1, 2, 3]))),
    "--start": lambda draw: "random" if draw.random() < 0.15 else _numbers(draw),
    "--domain": lambda draw: _numbers(draw) if draw.random() < 0.5 else draw.choice(["-2,2", "-1,3,-2,2", "0,1e-9"]),
    "--every": _number("1", "2", "5"),
    "--noise": _number("0", "0.1", "2"),
    "--batch-size": _number("1", "10"),
    "--runs": _number("1", "2"),
    "--seed": _number("0", "3"),
    "--view": lambda draw: ",".join(_choice(*views)(draw) for _ in range(draw.choice([1, 1, 1, 2]))),
    "--plane": _choice("principal", "random", "0,1", "0,9"),
    "--levels": _number("1", "5", "20"),
    "--style": _choice("surface", "wireframe"),
    "--base": _choice("floor", "ceiling", "-1"),
    "--orbit": _number("0", "45", "-90"),
    "--chord": _numbers,
    "--compare": lambda draw: expression(draw, 2),
    "--smooth": _number("1", "3", "9"),
    "--theme": _choice("light", "dark"),
    "--title": lambda draw: draw.choice(TEXTS),
    "--fps": _number("5", "10"),
    "--seconds": _number("0.2", "0.5"),
    "--hold": _number("0", "0.5"),
    "--data": _choice("mine.py", "gone.npz"),
    "--list": _choice("objectives", "optimizers", "formats"),
}
FLAGS = ["--grid", "--log", "--field", "--arrows", "--quiet", "--quiet", "--explore", "--version", "--help", "-x"]


def command_line(draw: random.Random) -> list[str]:
    """Return the arguments of a command, mostly sensible ones."""
    functions = [f"mine.py:{name}" for name in ("good", "point", "nans", "raises", "leaves", "none", "text", "gone")]
    named = draw.choice([*tv.objectives])
    objective = draw.choice(
        [named, named, named, expression(draw), "camel", "x**2", *functions, "gone.py:f", draw.choice(TEXTS)]
    )
    words = [objective]
    if draw.random() < 0.8:
        words += ["--methods", ",".join(draw.sample(["GD", "Adam(lr=0.1)", "BFGS", "Momentum", "Nelder-Mead"], 1))]
    for _ in range(draw.choice([0, 1, 1, 2, 2, 3])):
        option = draw.choice([*OPTIONS])
        words += [f"{option}={OPTIONS[option](draw)}"] if draw.random() < 0.3 else [option, OPTIONS[option](draw)]
    if draw.random() < 0.25:
        words.append(draw.choice(FLAGS))
    words += [
        "--steps",
        draw.choice(["1", "3", "6"]),
        "--size",
        "300x260" if draw.random() < 0.95 else draw.choice(NUMBERS),
    ]
    words += ["-o", *[_output(draw) for _ in range(draw.choice([1, 1, 1, 2]))]]
    if draw.random() < 0.05:
        draw.shuffle(words)
    return words


def listing(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its content."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def is_whole(name: str, content: bytes) -> bool:
    """Whether a file is what its suffix says, to its end."""
    suffix = os.path.splitext(name)[1].lower()
    if suffix in (".gif", ".png", ".apng", ".webp", ".jpg", ".jpeg"):
        from PIL import Image

        with Image.open(io.BytesIO(content)) as image:
            for frame in range(getattr(image, "n_frames", 1)):
                image.seek(frame)
                image.load()
        return True
    if suffix == ".svg":
        import xml.dom.minidom

        xml.dom.minidom.parseString(content)
        return True
    if suffix == ".pdf":
        return content.rstrip().endswith(b"%%EOF")
    return content.rstrip().endswith(b"</html>") if suffix in (".html", ".htm") else len(content) > 100


def run_command(seed: int) -> None:
    """Run a random command in a folder of its own; raise if anything is not as it should be."""
    words = command_line(random.Random(seed))
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        folder = Path(name)
        Path("mine.py").write_text(USER_FILE)
        Path("old.gif").write_text("old")
        os.mkdir("folder.gif")
        os.mkdir("folder")
        before = listing(folder)
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(words)
        after = listing(folder)
        sys.modules.pop("mine", None)
        changed = {path: content for path, content in after.items() if before.get(path) != content}
        assert code in (0, 2), f"exit {code} of {words}"
        assert set(before) <= set(after), f"lost {set(before) - set(after)} by {words}"
        if code == 2:
            assert not changed, f"{list(changed)} of a refused {words}"
            sentence = err.getvalue().splitlines()[-1]
            assert err.getvalue().endswith("\n"), words
            assert len(sentence) < 330, f"{sentence!r} of {words}"
            assert sentence.startswith("trajviz: "), f"{sentence!r} of {words}"
        assert all(not os.path.basename(path).startswith(".") or path in words for path in changed), (
            f"{words} left {changed.keys()}"
        )
        for path, content in changed.items():
            assert is_whole(path, content), f"{path} of {words} is not whole"


def run_expression(seed: int) -> None:
    """Read a random expression and, if it is one, evaluate it and its gradient."""
    draw = random.Random(seed)
    text = expression(draw, draw.choice([1, 2, 3, 4, 5]))
    try:
        objective = tv.objective(text)
    except tv.TrajvizError as error:
        refused = str(error)
    else:
        refused = ""
    if refused:
        assert len(refused) <= 300, text
        assert refused.isprintable(), text
        return
    points = np.random.default_rng(seed).normal(0, 2, (objective.dimension, 5))
    assert objective(points).shape == (5,), text
    assert objective.gradient(points).shape == points.shape, text


def run_call(seed: int) -> None:
    """Call a public function with one or two values that may be anything."""
    draw = random.Random(seed)
    name = draw.choice([*hostile.CALLS])
    function, base = hostile.CALLS[name]
    parameters = [each for each in hostile.parameters_of(name) if each != "progress"]
    chosen = draw.sample(parameters, min(len(parameters), draw.choice([1, 2])))
    arguments = {**base, **{each: value(draw) for each in chosen}}
    with np.errstate(all="ignore"), contextlib.suppress(tv.TrajvizError):
        try:
            function(**arguments)
        except tv.TrajvizError:
            raise
        except Exception as error:
            given = {each: hostile_repr(arguments[each]) for each in chosen}
            raise AssertionError(f"{type(error).__name__}: {error!s:.150} from {name} with {given}") from error


def value(draw: random.Random):
    """Return one of the hostile values, or an array of any shape and kind."""
    if draw.random() < 0.5:
        return draw.choice([*hostile.VALUES.values()])
    random_numbers = np.random.default_rng(draw.randrange(2**32))
    shape = tuple(draw.choice([0, 1, 2, 3, 5]) for _ in range(draw.choice([0, 1, 1, 2, 2, 3])))
    array = random_numbers.normal(0, draw.choice([1e-300, 1, 1e300]), shape)
    if draw.random() < 0.2 and array.size:
        array.flat[0] = draw.choice([np.nan, np.inf, -np.inf])
    kind = draw.choice(["f8", "f4", "i8", "c16", "O", "U5", "?"])
    with np.errstate(all="ignore"):
        array = array.astype(kind)
    return array.tolist() if draw.random() < 0.4 else array


def hostile_repr(thing: object) -> str:
    return f"{thing!r:.100}"


KINDS = {"commands": run_command, "expressions": run_expression, "calls": run_call}


def fuzz(kind: str, seeds: range) -> list[int]:
    """Run cases; print those that go wrong and return their seeds."""
    failed = []
    for seed in seeds:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                KINDS[kind](seed)
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                failed.append(seed)
                where = traceback.extract_tb((error.__cause__ or error).__traceback__)[-1]
                print(
                    f"{kind}:{seed}: {type(error).__name__}: {error!s:.500} ({where.filename}:{where.lineno})",
                    flush=True,
                )
    return failed


def run() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    for kind in KINDS:
        parser.add_argument(f"--{kind}", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0, help="of the first case of each kind")
    parser.add_argument("--only", metavar="KIND:SEED", help="run one case again")
    arguments = parser.parse_args()
    if arguments.only:
        kind, _, seed = arguments.only.partition(":")
        KINDS[kind](int(seed))
        return 0
    failures = 0
    for kind in KINDS:
        count = getattr(arguments, kind)
        failed = fuzz(kind, range(arguments.seed, arguments.seed + count))
        failures += len(failed)
        print(f"{count} {kind}: {len(failed)} went wrong", flush=True)
    return bool(failures)


if __name__ == "__main__":
    sys.exit(run())
