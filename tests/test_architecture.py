"""The house: which room may import which, that nothing goes in circles, and what is imported only when it is needed.

Every import counts: at the top of a file, in a function, for types alone.
"""

import ast
import re
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "trajviz"
MODULES = sorted(PACKAGE.rglob("*.py"))

ROOMS = {
    "__init__": (
        "acceleration animation compose drawing.theme errors functions learning methods planes runs saving sweeping "
        "version"
    ),
    "__main__": ("cli"),
    "acceleration": ("exporters frames saving"),
    "animation": (
        "animation_inputs checks composition docstrings drawing.timeline errors exporters formats frames on_axes "
        "player runs window"
    ),
    "animation_inputs": ("drawing.layers drawing.timeline errors functions registry runs"),
    "arrays": (""),
    "checks": ("errors"),
    "cli": (
        "animation arrays compose discovery drawing.layers drawing.sweeps drawing.theme drawing.views errors exporters "
        "formats functions methods options planes registry runs sweeping version words"
    ),
    "compose": (
        "animation checks composition drawing.fonts drawing.header drawing.layers drawing.layout "
        "drawing.looks drawing.pace drawing.panels drawing.sizes drawing.theme drawing.timeline drawing.views "
        "errors frames functions progress registry runs viewing words"
    ),
    "composition": ("checks drawing.header drawing.layers drawing.timeline errors frames memory runs"),
    "discovery": (""),
    "docstrings": (""),
    "drawing": (""),
    "drawing.fonts": (""),
    "drawing.header": ("drawing.layers drawing.sizes drawing.text drawing.theme drawing.views runs"),
    "drawing.layers": ("arrays checks drawing.text drawing.theme errors functions registry"),
    "drawing.layout": ("drawing.header drawing.layers drawing.sizes drawing.views errors"),
    "drawing.looks": ("checks drawing.text drawing.theme errors registry"),
    "drawing.on_plane": ("drawing.views functions planes runs"),
    "drawing.pace": ("drawing.layers drawing.timeline runs"),
    "drawing.panels": (
        "drawing.fonts drawing.header drawing.layers drawing.layout drawing.looks drawing.sizes drawing.text "
        "drawing.views errors"
    ),
    "drawing.sizes": ("errors memory"),
    "drawing.sweeps": (
        "arrays drawing.fonts drawing.header drawing.layout drawing.sizes drawing.text drawing.theme errors frames "
        "registry runs"
    ),
    "drawing.text": ("drawing.fonts"),
    "drawing.theme": ("checks errors registry"),
    "drawing.timeline": ("checks errors runs"),
    "drawing.views": (
        "checks drawing.layers drawing.text drawing.theme drawing.timeline errors functions learning memory "
        "options registry runs"
    ),
    "errors": (""),
    "exporters": ("errors files progress registry"),
    "files": ("errors"),
    "formats": ("exporters player"),
    "frames": (""),
    "functions": ("arrays checks errors memory registry words"),
    "learning": ("arrays checks docstrings errors functions memory registry"),
    "memory": ("errors"),
    "methods": ("arrays errors functions registry words"),
    "on_axes": (
        "animation_inputs arrays composition drawing.layers drawing.looks drawing.pace drawing.text "
        "drawing.theme drawing.timeline errors runs"
    ),
    "options": (""),
    "parallel": ("errors"),
    "planes": ("arrays checks docstrings errors files functions parallel registry runs"),
    "player": (
        "checks composition drawing.header drawing.layers drawing.pace drawing.text drawing.theme drawing.timeline "
        "errors exporters frames functions runs version"
    ),
    "plugins": ("drawing.layers drawing.theme drawing.views exporters functions methods options planes"),
    "progress": (""),
    "registry": ("checks discovery errors"),
    "runs": ("arrays checks errors files functions memory methods parallel progress registry words"),
    "saving": ("animation checks errors exporters files formats frames progress"),
    "sweep_page": ("drawing.sizes drawing.sweeps drawing.theme frames runs"),
    "sweeping": (
        "checks docstrings drawing.sizes drawing.sweeps drawing.theme errors exporters files formats frames functions "
        "runs sweep_page words"
    ),
    "version": (""),
    "viewing": (
        "drawing.looks drawing.on_plane drawing.panels drawing.theme drawing.views errors functions registry runs words"
    ),
    "window": (""),
    "words": ("errors registry"),
}
HEAVY = {"scipy", "matplotlib", "mpl_toolkits", "imageio", "av", "PIL", "tqdm", "sklearn", "joblib"}


def name_of(path):
    """Return the name of a module, `trajviz.frames` for `trajviz/frames/__init__.py`."""
    name = ".".join(("trajviz", *path.relative_to(PACKAGE).with_suffix("").parts))
    return name.removesuffix(".__init__")


NAMES = {name_of(path): path for path in MODULES}


def room_of(module):
    """Return the room of a module: a folder, a file of its own, or in `drawing` what lies in it."""
    _, *rest = module.split(".")
    return ".".join(rest[: 2 if rest[:1] == ["drawing"] else 1]) or "__init__"


def imported(tree):
    """Yield the modules that a syntax tree imports, each with the statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            modules = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from ((name if name in NAMES else node.module, node) for name in sorted(modules))


def own_imports(module):
    """Return the modules of the package that a module imports, anywhere in it."""
    tree = ast.parse(NAMES[module].read_text())
    return {name for name, _ in imported(tree) if name.split(".")[0] == "trajviz"} - {module}


def for_types_alone(tree):
    """Return the statements under `if TYPE_CHECKING`."""
    guards = [n for n in ast.walk(tree) if isinstance(n, ast.If) and getattr(n.test, "id", "") == "TYPE_CHECKING"]
    return set(chain.from_iterable(ast.walk(guard) for guard in guards))


@cache
def rooms_imported():
    """Return for each room the rooms that it imports."""
    found = {room_of(module): set() for module in NAMES}
    for module in NAMES:
        found[room_of(module)] |= {room_of(name) for name in own_imports(module)} - {room_of(module)}
    return found


@pytest.mark.parametrize("room", sorted({room_of(module) for module in NAMES} | set(ROOMS)))
def test_a_room_imports_exactly_the_rooms_of_its_list(room):
    assert " ".join(sorted(rooms_imported()[room])) == ROOMS[room]


def test_no_room_leads_back_to_itself():
    try:
        TopologicalSorter(rooms_imported()).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_no_module_leads_back_to_itself():
    # A package enters what lies in it, and names it again.
    packages = {name for name, path in NAMES.items() if path.stem == "__init__"}
    graph = {module: own_imports(module) - packages for module in set(NAMES) - packages}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_a_package_is_no_registry():
    code = (
        "import sys, types, importlib\nfor name in sys.argv[1:]:\n    module = importlib.import_module(name)\n"
        "    exec(f'import {name} as seen')\n    assert seen is module is sys.modules[name], name"
    )
    subprocess.run([sys.executable, "-c", code, *sorted(set(NAMES) - {"trajviz.__main__"})], check=True)


SILENCED = re.compile(r"# type: ignore\[[a-z-]+(, [a-z-]+)*\]\s+# \S")
"""A comment that silences mypy: its code, and behind a second # the reason."""


def test_what_silences_mypy_names_its_code_and_a_reason():
    folders = [PACKAGE, PACKAGE.parent / "benchmarks", PACKAGE.parent / "examples"]
    bare = [
        f"{path.relative_to(PACKAGE.parent)}: {line.strip()}"
        for path in chain.from_iterable(folder.rglob("*.py") for folder in folders)
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"#\s*type:\s*ignore", line) and not SILENCED.search(line)
    ]
    assert not bare, "\n".join(bare)


@pytest.mark.parametrize("module", NAMES)
def test_pyplot_is_nowhere(module):
    assert all(not name.startswith("matplotlib.pyplot") for name, _ in imported(ast.parse(NAMES[module].read_text())))


LIGHT_ROOMS = {
    "__init__", "__main__", "checks", "cli", "errors", "exporters", "files", "formats", "functions", "learning",
    "memory", "methods", "planes", "progress", "registry", "runs", "version", "words",
}  # fmt: skip


@pytest.mark.parametrize("module", [module for module in NAMES if room_of(module) in LIGHT_ROOMS])
def test_what_a_list_needs_imports_nothing_heavy(module):
    tree = ast.parse(NAMES[module].read_text())
    excused = for_types_alone(tree)
    for node in tree.body:
        for name, statement in imported(ast.Module([node], [])):
            inside_function = isinstance(node, ast.FunctionDef | ast.ClassDef)
            assert name.split(".")[0] not in HEAVY or inside_function or statement in excused, name


@pytest.mark.parametrize("kind", ["objectives", "optimizers", "formats"])
def test_a_list_is_printed_without_what_draws_or_solves(kind):
    code = (
        "import sys; from trajviz.cli import main; main(['--list', sys.argv[1]]);"
        f"heavy = {HEAVY!r} & {{name.partition('.')[0] for name in sys.modules}};"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, kind], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 5
