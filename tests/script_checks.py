"""ESLint and TypeScript over the script of the player, joined as it is in a page, but with its comments.

`python tests/script_checks.py` prints what they find, each with the file and line it is in; `npm ci` in `tests/script`
installs them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from itertools import accumulate
from pathlib import Path

from trajviz.player.document import _SCRIPTS

TOOLS = Path(__file__).parent / "script"
SOURCES = Path(__file__).parent.parent / "trajviz" / "player" / "script"
TYPES = "types.d.ts"

_BEGIN, _END = '(() => {\n"use strict";\nconst STYLE = "";\n', "})();\n"
_OPTIONAL = "/* global makeSpace, inflateMeshes, makeExplorer, KEYS_IN_SPACE, KEYS_OF_EXPLORER */"


def sources(names):
    """Return the text of each of the script's files, by its name."""
    return {f"{name}.js": (SOURCES / f"{name}.js").read_text(encoding="ascii") for name in names}


def findings(files):
    """Return what ESLint and TypeScript say about files that are joined, as "file:line: message"."""
    with tempfile.TemporaryDirectory() as folder:
        joined = Path(folder) / "joined.js"
        joined.write_text("".join([_BEGIN, *files.values(), _END]), encoding="ascii")
        return [f"{_place(files, line)}: {message}" for line, message in [*_eslint(joined), *_tsc(joined)]]


def undefined(files):
    """Return what files use that none of them defines, beside what the player asks for before it uses it."""
    with tempfile.TemporaryDirectory() as folder:
        joined = Path(folder) / "joined.js"
        joined.write_text("".join([_BEGIN, *files.values(), _END]), encoding="ascii")
        return _eslint(joined)


def _place(files, line):
    """Return in which file, and where in it, a line of the joined script is."""
    first = _BEGIN.count("\n") + 1
    ends = accumulate((text.count("\n") for text in files.values()), initial=first)
    starts = list(zip(files, ends, strict=False))
    name, start = max((place for place in starts if place[1] <= line), key=lambda place: place[1], default=("joined.js", 1))
    return f"{name}:{line - start + 1}"


def _eslint(joined):
    process = _node("eslint/bin/eslint.js", "--config", TOOLS / "eslint.config.js", "--format", "json", joined.name, cwd=joined.parent)
    assert process.returncode < 2, process.stderr
    (told,) = json.loads(process.stdout)
    return [(each["line"], f"{each['message']} ({each['ruleId']})") for each in told["messages"]]


def _tsc(joined):
    project = {"extends": str(TOOLS / "tsconfig.json"), "files": [str(joined), str(SOURCES / TYPES)]}
    (joined.parent / "tsconfig.json").write_text(json.dumps(project), encoding="utf-8")
    process = _node("typescript/bin/tsc", "--project", joined.parent, "--pretty", "false", cwd=joined.parent)
    told = re.findall(r"^(\S+?)\((\d+),\d+\): error (.*(?:\n .*)*)", process.stdout, re.MULTILINE)
    assert bool(told) == bool(process.returncode), process.stdout + process.stderr
    return [(int(line), f"{'' if name == joined.name else name + ': '}{message}") for name, line, message in told]


def _node(program, *arguments, cwd):
    command = ["node", TOOLS / "node_modules" / program, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    found = findings(sources(_SCRIPTS))
    print(*found, sep="\n")
    sys.exit(bool(found))
