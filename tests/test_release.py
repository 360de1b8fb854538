"""What is released: versions, extras, Pythons and links agree wherever they are named, and GitHub's files are valid."""

import re
import runpy
import subprocess
import sys
from configparser import RawConfigParser
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import pytest
from markdown_it import MarkdownIt

from trajviz.version import __version__

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
CITATION = ROOT / "CITATION.cff"


def text_of(*place):
    return ROOT.joinpath(*place).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def config():
    parser = RawConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


class TestVersion:
    def test_is_that_of_the_newest_entry_of_the_changelog(self):
        headings = re.findall(r"^## \[(.+?)\]", text_of("CHANGELOG.md"), re.MULTILINE)
        assert headings[:2] == ["Unreleased", __version__]

    def test_is_cited_with_the_date_of_the_changelog(self):
        (date,) = re.findall(rf"^## \[{re.escape(__version__)}\] - (.+)$", text_of("CHANGELOG.md"), re.MULTILINE)
        cited = re.findall(r"^(version|date-released): (.+)$", CITATION.read_text(encoding="utf-8"), re.MULTILINE)
        assert dict(cited) == {"version": __version__, "date-released": date}


class TestExtras:
    SOURCES = sorted(
        chain(
            *((ROOT / folder).rglob("*.py") for folder in ("trajviz", "examples", "benchmarks")),
            ROOT.glob("*.md"),
            (ROOT / "docs").rglob("*.md"),
        )
    )

    def test_what_is_told_to_install_is_the_distribution_with_an_extra_that_it_has(self, config):
        told = {
            (name, extra)
            for path in self.SOURCES
            for name, extras in re.findall(r"\b(\w+)\[([a-z,]+)\]['\"]", path.read_text(encoding="utf-8"))
            if "trajviz" in name
            for extra in extras.split(",")
        }
        assert {("optrajviz", "torch"), ("optrajviz", "cma")} <= told  # so that the search finds what is there
        assert told <= {(config["metadata"]["name"], extra) for extra in config["options.extras_require"]}

    def test_extras_that_others_contain_are_there(self, config):
        extras = config["options.extras_require"]
        assert set(re.findall(r"%\((\w+)\)s", "".join(extras.values()))) <= set(extras)

    def test_every_dependency_has_a_lowest_version(self, config):
        extras = config["options.extras_require"]
        needed = [config["options"]["install_requires"], *(each for name, each in extras.items() if name != "dev")]
        lines = [line for line in "\n".join(needed).split() if not line.startswith("%(")]
        assert [line for line in lines if not re.fullmatch(r"[\w.-]+(\[\w+\])?>=[\d.]+", line)] == []


class TestPythons:
    def test_those_that_are_tested_are_those_that_are_named(self, config):
        yaml = pytest.importorskip("yaml")
        matrix = yaml.safe_load(text_of(".github", "workflows", "tests.yml"))["jobs"]["matrix"]["strategy"]["matrix"]
        assert len(matrix["os"]) == 3
        named = re.findall(r"Python :: (3\.\d+)$", config["metadata"]["classifiers"], re.MULTILINE)
        assert matrix["python"] == named
        assert config["options"]["python_requires"] == f">={named[0]}"


class TestGitHubsFiles:
    @pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
    def test_a_workflow_may_write_only_where_it_publishes(self, path):
        yaml = pytest.importorskip("yaml")
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert set(workflow["permissions"].values()) <= {"read"}
        writing = {name for name, job in workflow["jobs"].items() if "write" in job.get("permissions", {}).values()}
        assert writing == {"docs": {"deploy"}, "release": {"upload"}}.get(path.stem, set())

    @pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
    def test_what_a_workflow_runs_is_there(self, path):
        scripts = re.findall(r"(?<![\w/])\.ci/\w+", path.read_text(encoding="utf-8"))
        assert [script for script in scripts if not (ROOT / script).is_file()] == []

    @pytest.mark.parametrize(
        ("schema", "paths"),
        [
            ("github-workflows", WORKFLOWS),
            ("github-issue-forms", [path for path in FORMS if path.stem != "config"]),
            ("github-issue-config", [path for path in FORMS if path.stem == "config"]),
            ("citation-file-format", [CITATION]),
        ],
    )
    def test_they_follow_their_schemas(self, schema, paths):
        pytest.importorskip("check_jsonschema")
        assert paths
        options = ["--builtin-schema", f"vendor.{schema}", "--force-filetype", "yaml"]
        result = run("check_jsonschema", *options, *map(str, paths))
        assert result.returncode == 0, result.stdout

    @pytest.mark.skipif(find_spec("yamllint") is None, reason="needs yamllint")
    def test_they_are_tidy(self):
        result = run("yamllint", "--strict", *map(str, [*WORKFLOWS, *FORMS, CITATION]))
        assert result.returncode == 0, result.stdout


def run(module, *arguments):
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


class TestLongDescription:
    @pytest.fixture
    def set_up(self, monkeypatch):
        """Return a function that returns what `setup.py` hands to setuptools."""

        def run_setup():
            given = []
            monkeypatch.setitem(sys.modules, "setuptools", SimpleNamespace(setup=lambda **more: given.append(more)))
            runpy.run_path(str(ROOT / "setup.py"))
            (options,) = given
            return options

        return run_setup

    @staticmethod
    def links(text):
        """Return the addresses of pictures and of links in what another program makes of the text."""
        page = MarkdownIt("commonmark").enable("table").render(text)
        return re.findall(r'<img [^>]*src="([^"]+)"', page), re.findall(r'<a [^>]*href="([^"]+)"', page)

    def test_where_the_repository_is_not_known_setup_cfg_says_all(self, set_up, monkeypatch):
        monkeypatch.delenv("REPOSITORY", raising=False)
        assert set_up() == {}

    def test_where_it_is_known_each_link_leads_there(self, set_up, monkeypatch):
        monkeypatch.setenv("REPOSITORY", "https://forge.example/us/ours")
        pictures, links = self.links(set_up()["long_description"])
        before = self.links(text_of("README.md"))
        relative = [[each for each in kind if not each.startswith(("https://", "http://", "#"))] for kind in before]
        assert [len(pictures), len(links)] == [len(kind) for kind in before]
        for kind, place, found in zip(relative, ("raw", "blob"), (pictures, links), strict=True):
            whole = {f"https://forge.example/us/ours/{place}/v{__version__}/{each}" for each in kind}
            assert whole == {each for each in found if "forge.example" in each}
            assert all(each.startswith(("https://", "http://", "#")) for each in found)
