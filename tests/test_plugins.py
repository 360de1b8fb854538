"""What another package adds by an entry point is found wherever a thing of that kind is asked for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import trajviz as tv
from trajviz.drawing.theme import counterpart
from trajviz.methods import as_optimizer, parse_optimizers

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path(__file__).parent / "plugin_package"
SMALL = ["--size", "640x320", "--steps", "6", "--quiet"]


def trajviz(*typed, cwd, packages=PACKAGE, code=0):
    """Run the command where the package is installed; return what it printed and what it complained of."""
    path = os.pathsep.join(map(str, [ROOT, packages]))
    done = subprocess.run(
        [sys.executable, "-m", "trajviz", *typed],
        cwd=cwd, env=os.environ | {"PYTHONPATH": path, "COLUMNS": "200"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done.stdout, done.stderr


ADDED = {
    "objectives": ["contract_bowl"],
    "optimizers": ["Contract sign", "Contract halving", "Contract search"],
    "views": ["contract-wide"],
    "layers": ["contract-halo", "contract-ring"],
    "details": ["contract_width"],
    "planes": ["contract-ends"],
    "themes": ["contract-sepia", "contract-night"],
    "formats": [".contract"],
}


@pytest.mark.parametrize("kind", ADDED)
def test_each_kind_is_listed(kind, tmp_path):
    listed, _ = trajviz("--list", kind, cwd=tmp_path)
    for name in ADDED[kind]:
        assert any(line.startswith(name) for line in listed.splitlines()), name


def test_help_names_what_an_option_may_be(tmp_path):
    told, _ = trajviz("--help", cwd=tmp_path)
    words = " ".join(told.split())
    names = [name for kind in ("views", "layers", "details", "planes", "themes", "formats") for name in ADDED[kind]]
    assert not [name for name in names if name not in words.replace("- ", "-")]
    assert "--broadness N" in told
    assert "how broad the lines are, in points" in words


@pytest.mark.parametrize("suffix", ["png", "gif", "html", "contract"])
@pytest.mark.parametrize(
    "typed",
    [
        ["contract_bowl", "--methods", "Contract sign(lr=0.5),Contract halving,Contract search"],
        ["contract bowl", "--methods", "GD", "--layers", "contract-halo,contract-ring"],
        ["contract bowl", "--methods", "Contract search", "--details", "contract_width"],
        [
            "camel",
            "--methods",
            "GD",
            "--view",
            "contract-wide,contour",
            "--broadness",
            "9",
            "--theme",
            "contract-sepia",
        ],
    ],
)
def test_what_is_added_is_drawn_and_written(typed, suffix, tmp_path):
    trajviz(*typed, *SMALL, "-o", f"a.{suffix}", cwd=tmp_path)
    assert (tmp_path / f"a.{suffix}").stat().st_size > 0


def test_a_plane_is_chosen_by_name(tmp_path):
    (tmp_path / "deep.py").write_text("def f(x):\n    return (x**2).sum(axis=0)\n")
    trajviz("deep.py:f", "--start", "1,2,3", "--methods", "GD", "--plane", "contract-ends", *SMALL, "-o", "a.png",
            cwd=tmp_path)  # fmt: skip


def test_an_option_of_a_plugins_view_is_checked_by_its_type(tmp_path):
    _, told = trajviz("camel", "--view", "contract-wide", "--broadness", "x", cwd=tmp_path, code=2)
    assert "--broadness must be a whole number" in told


def test_a_range_stands_beside_its_optimizer(tmp_path):
    _, told = trajviz("camel", "--methods", "Contract sign(lr=-1)", cwd=tmp_path, code=2)
    assert "Contract sign: lr must be a finite number at least 0, not -1" in told


def test_a_plugin_that_fails_is_told_and_breaks_nothing(tmp_path):
    listed, told = trajviz("--list", "formats", cwd=tmp_path)
    assert ".contract" in listed
    assert "the plug-in 'broken' of trajviz-contract cannot be used: RuntimeError: made to fail" in told
    assert len(told.splitlines()) == 1


def test_a_plugin_in_an_archive_is_found(tmp_path):
    archive = shutil.make_archive(str(tmp_path / "packed"), "zip", PACKAGE)
    listed, _ = trajviz("--list", "formats", cwd=tmp_path, packages=archive)
    assert ".contract" in listed


def test_a_plugin_in_an_egg_is_found(tmp_path):
    egg = tmp_path / "trajviz_contract-1.0-py3.egg"
    shutil.copytree(PACKAGE / "trajviz_contract-1.0.dist-info", egg / "EGG-INFO")
    shutil.copy(PACKAGE / "trajviz_contract.py", egg)
    listed, _ = trajviz("--list", "formats", cwd=tmp_path, packages=egg)
    assert ".contract" in listed


def test_a_plugin_that_a_finder_of_its_own_knows_is_found():
    code = (
        "import sys; from importlib.machinery import PathFinder\n"
        "from importlib.metadata import DistributionFinder, MetadataPathFinder\n"
        f"elsewhere = [{str(PACKAGE)!r}]\n"
        "class Elsewhere:\n"
        "    def find_spec(self, name, path=None, target=None): return PathFinder.find_spec(name, elsewhere)\n"
        "    def find_distributions(self, context):\n"
        "        return MetadataPathFinder.find_distributions(DistributionFinder.Context(path=elsewhere))\n"
        "sys.meta_path.append(Elsewhere()); import trajviz as tv; assert 'Contract sign' in tv.optimizers"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)


def test_plugins_are_not_looked_for_where_every_name_is_known(tmp_path):
    _, told = trajviz("camel", "--methods", "GD", *SMALL[:4], "-o", "a.png", cwd=tmp_path)
    assert told == ""


def test_what_views_declare_is_read_as_it_is_imported():
    code = (
        "from trajviz.cli import declared as d\n"
        "def told(): return ([(n, k, v, o.help, o.metavar, o.off) for n, (k, v, o) in d.view_options().items()],"
        " d.view_names(), d.theme_names(), d.layer_names())\n"
        "read = told()\nimport sys; assert 'matplotlib' not in sys.modules\nimport trajviz.drawing.views\n"
        "assert read == told(), (read, told())\nassert len(read[0]) > 8 and 'contour' in read[1]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_name_of_data_is_known_to_python_too():
    code = "import trajviz as tv; assert tv.objective('moons').default_view == 'loss'"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_footprints_are_wanted_by_name():
    few = tv.animate("camel", "GD", steps=3)
    more = tv.animate("camel", "GD", steps=3, layers="footprints")
    assert len(more.fig.axes[0].lines) == len(few.fig.axes[0].lines) + 1
    with pytest.raises(tv.UnknownNameError, match="unknown layer 'footprint'; did you mean 'footprints'"):
        tv.animate("camel", "GD", steps=3, layers=["footprint"])


def test_each_registered_theme_has_its_counterpart():
    assert counterpart(tv.themes["light"]) is tv.themes["dark"]
    assert counterpart(tv.themes["dark"]) is tv.themes["light"]


METHOD = """
def walk(objective, x, *, lr=0.1):
    while True:
        x = x - lr * objective.gradient(x)
        yield x

def leap(objective, start, record, *, share=0.5):
    record(share * start)

number = 3
"""


class TestMethodOfAFile:
    @pytest.fixture(autouse=True)
    def file(self, tmp_path, monkeypatch):
        (tmp_path / "mine.py").write_text(METHOD)
        monkeypatch.chdir(tmp_path)

    def test_runs_with_hyperparameters_beside_others(self):
        own, other, module = parse_optimizers("mine.py:walk(lr=0.2), GD, mine:leap(share=0.25)")
        assert [str(own), str(other), str(module)] == ["walk(lr=0.2)", "GD", "leap(share=0.25)"]
        assert tv.trace("sphere", own, [1.0, 2.0], steps=1).path[-1].tolist() == pytest.approx([0.6, 1.2])
        assert tv.trace("sphere", module, [1.0, 2.0], steps=1).path[-1].tolist() == [0.25, 0.5]

    def test_is_named_in_the_table(self, tmp_path):
        told, _ = trajviz("camel", "--methods", "mine.py:walk(lr=0.01),GD", *SMALL[:4], "-o", "a.png", cwd=tmp_path)
        assert told.splitlines()[1].startswith("walk")

    @pytest.mark.parametrize(
        ("spec", "told"),
        [
            ("mine.py:wakl", "mine.py has no function 'wakl'; did you mean 'walk'?"),
            ("gone.py:walk", "there is no file 'gone.py'"),
            ("mine.py:number", "'mine.py:number' is of type int, not a function"),
            ("mine.py:walk(x=1)", "walk has no hyperparameter 'x'"),
            ("mine.py", "'mine.py' names a file without a method; write mine.py:name"),
        ],
    )
    def test_mistakes_are_told(self, spec, told):
        with pytest.raises(tv.TrajvizError) as error:
            as_optimizer(spec)
        assert told in str(error.value)


def test_methods_of_a_plug_in_keep_the_contract():
    path = os.pathsep.join(map(str, [ROOT, PACKAGE]))
    chosen = ["-k", "sign or halving or search", "-W", "ignore:the plug-in 'broken':RuntimeWarning"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen, "tests/test_optimizers.py"],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    # Four for each of three, three more for two that run a batch, and three more for the one that has a rate.
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) >= 21
