"""ESLint and TypeScript over the script of the player, joined as it is in a page, but with its comments.

`python tests/script_checks.py` prints what they find, each with its file and line; `npm ci` in `tests/script` installs
them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

from trajviz.player.document import SCRIPTS, VERSION

TOOLS = Path(__file__).parent / "script"
SOURCES = Path(__file__).parent.parent / "trajviz" / "player" / "script"

_BEGIN, _END = f'(() => {{\n"use strict";\nconst STYLE = "";\nconst VERSION = {VERSION};\n', "})();\n"


def sources(names=SCRIPTS):
    """Return the text of each of the script's files, by its name."""
    return {f"{name}.js": (SOURCES / f"{name}.js").read_text(encoding="ascii") for name in names}


def with_comments(files):
    """Return files as one script."""
    return "".join([_BEGIN, *files.values(), _END])


def findings(files):
    """Return what ESLint and TypeScript say about files as one script, each as "file:line: message"."""
    return lint(files) + types(files)


def lint(files):
    """Return what ESLint says about files as one script."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "joined.js").write_text(with_comments(files), encoding="ascii")
        arguments = ["--config", TOOLS / "eslint.config.js", "--format", "json", "joined.js"]
        process = node("node_modules/eslint/bin/eslint.js", *arguments, cwd=folder)
    assert process.stdout, process.stderr
    (told,) = json.loads(process.stdout)
    return [f"{_place(files, each['line'])}: {each['message']} ({each['ruleId']})" for each in told["messages"]]


def types(files):
    """Return what TypeScript says about files as one script."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "joined.js").write_text(with_comments(files), encoding="ascii")
        project = {"extends": str(TOOLS / "tsconfig.json"), "files": ["joined.js", str(SOURCES / "types.d.ts")]}
        (Path(folder) / "tsconfig.json").write_text(json.dumps(project), encoding="utf-8")
        process = node("node_modules/typescript/bin/tsc", "--project", folder, "--pretty", "false", cwd=folder)
    told = re.findall(r"^(\S+?)\((\d+),\d+\): error (.*)", process.stdout, re.MULTILINE)
    assert bool(told) == bool(process.returncode), process.stdout + process.stderr
    return [
        f"{_place(files, int(line)) if name == 'joined.js' else f'{Path(name).name}:{line}'}: {message}"
        for name, line, message in told
    ]


def node(program, *arguments, cwd=TOOLS):
    """Run a program of `tests/script`."""
    command = ["node", TOOLS / program, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)


def _place(files, line):
    """Return in which file, and where in it, a line of the joined script is."""
    counts = accumulate((text.count("\n") for text in files.values()), initial=_BEGIN.count("\n"))
    name, before = [(name, before) for name, before in zip(files, counts, strict=False) if before < line][-1]
    return f"{name}:{line - before}"


if __name__ == "__main__":
    found = findings(sources())
    print("\n".join(found) or "nothing found")
    sys.exit(bool(found))
