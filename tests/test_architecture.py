"""The house has floors: imports go down, and what draws or solves is imported when it is needed."""

import ast
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "trajviz"
MODULES = sorted(PACKAGE.rglob("*.py"))

FLOORS = [
    {"errors", "registry", "version", "files", "words", "checks", "memory", "progress"},
    {"objectives", "learning"},
    {"optimizers"},
    {
        "paths",
        "tables",
        "trajectory",
        "tracing",
        "recording",
        "judging",
        "kinds",
        "landscape",
        "storage",
        "stationary",
        "plane",
        "exploration",
        "rates",
    },
    {"timeline", "style", "text", "fonts", "settings", "compositor", "painting", "watching", "colours", "exporters"},
    {"layers", "views"},
    {"header", "layout", "projection"},
    {"player"},
    {"animation", "animation_inputs"},
    {"compose"},
    {"cli", "arguments", "interrupts", "__main__", "__init__"},
]
FLOOR_OF = {room: number for number, floor in enumerate(FLOORS) for room in floor}
HEAVY = {"scipy", "matplotlib", "mpl_toolkits", "imageio", "av", "PIL", "tqdm", "sklearn", "joblib"}


def name_of(path):
    return ".".join(("trajviz", *path.relative_to(PACKAGE).with_suffix("").parts))


def room_of(module):
    return [*module.split("."), "__init__"][1]


def imported(tree):
    """Yield the modules that a syntax tree imports, each with the statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from trajviz import exporters` imports a module of the package.
            names = [f"trajviz.{alias.name}" for alias in node.names] if node.module == "trajviz" else [node.module]
            yield from ((name, node) for name in names)


def for_types_alone(tree):
    """Return the statements under `if TYPE_CHECKING`."""
    guards = [n for n in ast.walk(tree) if isinstance(n, ast.If) and getattr(n.test, "id", "") == "TYPE_CHECKING"]
    return set(chain.from_iterable(ast.walk(guard) for guard in guards))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_down(path):
    tree = ast.parse(path.read_text())
    own_room = room_of(name_of(path))
    for module, node in imported(tree):
        if module.split(".")[0] == "trajviz" and node not in for_types_alone(tree):
            room = room_of(module)
            assert FLOOR_OF[room] <= FLOOR_OF[own_room], f"{name_of(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_pyplot_is_nowhere(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert node.module != "matplotlib.pyplot"
            assert node.module != "matplotlib" or all(alias.name != "pyplot" for alias in node.names)
        elif isinstance(node, ast.Import):
            assert all(alias.name != "matplotlib.pyplot" for alias in node.names)


LIGHT = [
    path
    for path in MODULES
    if FLOOR_OF.get(room_of(name_of(path)), 0) <= 3 or room_of(name_of(path)) in FLOORS[-1] | {"exporters"}
]


@pytest.mark.parametrize("path", LIGHT, ids=name_of)
def test_what_a_list_needs_imports_nothing_heavy(path):
    tree = ast.parse(path.read_text())
    excused = for_types_alone(tree)
    for node in tree.body:
        for module, statement in imported(ast.Module([node], [])):
            inside_function = isinstance(node, ast.FunctionDef | ast.ClassDef)
            assert module.split(".")[0] not in HEAVY or inside_function or statement in excused, module


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


def test_every_room_has_a_floor():
    assert {room_of(name_of(path)) for path in MODULES} <= set(FLOOR_OF)
