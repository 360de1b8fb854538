"""Which scenes there are, read from the tables of `examples/README.md`, and run all of them into a folder."""

from __future__ import annotations

import html
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

EXAMPLES = Path(__file__).resolve().parent
COMMANDS = {
    "race": (
        "Four methods in an elongated bowl",
        'python -m trajviz elongated --methods "GD(lr=0.95),Momentum(lr=0.1),Adagrad(lr=1.5),Adam(lr=0.3)" --steps 30'
        " --theme dark -o gallery/race.gif gallery/race.html",
    ),
    "camel": (
        "Two methods on the six-hump camel",
        "python -m trajviz camel --methods BFGS,GD -o gallery/camel.gif gallery/camel.html",
    ),
    "explore": (
        "Click to start: the same from any of a thousand starts, with the basins of the minima",
        'python -m trajviz camel --methods "BFGS,GD,Momentum" --steps 100 --view contour,surface --explore'
        " -o gallery/explore.html gallery/explore.png",
    ),
}
"""The scenes that a command makes, by name: what each shows, and the command."""


class Scene(NamedTuple):
    """One scene: the name of its files, and what it shows."""

    name: str
    shows: str


class Script(NamedTuple):
    """A script of `examples/`, without its suffix, and the scenes that it makes, by the rows of its table."""

    name: str
    scenes: list[Scene]


class Group(NamedTuple):
    """The scripts under one heading."""

    heading: str
    scripts: list[Script]


def groups() -> list[Group]:
    """Return what `examples/README.md` lists, in its order."""
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## (.+?)$(.+?)(?=^## |\Z)", readme, re.MULTILINE | re.DOTALL)
    return [Group(heading, _scripts(table)) for heading, table in sections]


def _scripts(table: str) -> list[Script]:
    scripts: list[Script] = []
    for script, shows, picture in re.findall(
        r"^\| (?:\[\w+\]\((\w+)\.py\))? ?\| ([^|]+?) \| !\[\]\((.+?)\)", table, re.MULTILINE
    ):
        if script:
            scripts.append(Script(script, []))
        scripts[-1].scenes.append(Scene(Path(picture).stem, shows))
    return scripts


def unlisted(script: Script, gallery: Path) -> list[Scene]:
    """Return the scenes of a script that have a player in a folder, but no row; their pages tell the titles."""
    listed = {scene.name for scene in script.scenes}
    pages = sorted(gallery.glob(f"{script.name}*.html"))
    return [Scene(page.stem, _title(page)) for page in pages if page.stem not in listed]


def _title(page: Path) -> str:
    found = re.search(r"<title>(.*?)</title>", page.read_text(encoding="utf-8"))
    assert found is not None
    return html.unescape(found[1])


def picture_of(scene: str, gallery: Path) -> Path:
    """Return the picture of a scene in a folder where all have been made."""
    return next(path for suffix in (".gif", ".png") if (path := gallery / f"{scene}{suffix}").exists())


def make(folder: Path) -> bool:
    """Run all scenes as processes of their own, as many at a time as there are processors, in a folder.

    Their pictures and players come into `gallery` below it. Each says how long it took.

    Returns
    -------
    bool
        Whether all did.
    """
    (folder / "gallery").mkdir(parents=True, exist_ok=True)
    commands = [shlex.split(command)[1:] for _, command in COMMANDS.values()]
    scripts = [[str(path)] for path in sorted(EXAMPLES.glob("[a-z][0-9]*_*.py"))]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return all(list(pool.map(partial(_run, folder), [*commands, *scripts])))


def _run(folder: Path, arguments: Sequence[str]) -> bool:
    """Run Python in a folder, print what it printed, and return whether it went well."""
    began = time.perf_counter()
    environment = {**os.environ, "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    name = " ".join([Path(arguments[0]).name, *arguments[1:]])
    print(f"{name}: {time.perf_counter() - began:.1f} s\n{done.stdout}{done.stderr}", flush=True)
    return done.returncode == 0
