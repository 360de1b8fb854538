"""The script of the player as ESLint and TypeScript see it, and what a page makes of it.

These need Node and what `tests/script/package.json` names; where that is missing they are skipped, unless
`TRAJVIZ_NODE` is set, as in the check script.
"""

from __future__ import annotations

import os
import re
import shutil

import pytest
from script_checks import SOURCES, TOOLS, findings, lint, node, sources, types, with_comments

from trajviz.player.document import OF_EXPLORER, OF_SPACE, SCRIPTS, joined

pytestmark = pytest.mark.slow

ASKED_FOR = ("makeSpace", "inflateMeshes", "makeExplorer")
"""What the script looks for before it uses it."""

OF_LINT = [
    ("clock.js", "Math.floor(this.place)) + count", "Math.floor(this.place)) + counts", "'counts' is not defined"),
    ("camera.js", "(hasTurned) look", "(hasTurned == true) look", "Expected '===' and instead saw '=='"),
    ("tip.js", "const norm =", "const unused = 0; const norm =", "'unused' is assigned a value but never used"),
    ("near.js", "let best = null;", "let best = null; let least = 0; read(least);", "'least' is never reassigned"),
    ("panel.js", "function addCanvas(parent) {", "function addCanvas(parent) {" + "\nparent;" * 60, "too many lines"),
    ("data.js", "const lastOf =", "const other = () => { return 1 }; const lastOf =", "Missing semicolon"),
]
OF_TYPES = [
    ("clock.js", "countUntil(ascending, number)", 'countUntil(ascending, "number")', "Argument of type 'string'"),
    ("fit.js", "ON_PAPER.matches ?", "ON_PAPER.match ?", "Property 'match' does not exist on type 'MediaQueryList'"),
    ("shown.js", "each.table.step[each.index]", "each.table.steps[each.index]", "'steps' does not exist on type 'Run'"),
    ("flat.js", 'item.k === "marks"', 'item.k === "mark"', "This comparison appears to be unintentional"),
    ("tip.js", "?.t || ", ".t || ", "Object is possibly 'undefined'"),
    ("picture.js", "keepReading() {", "keepOnReading() {", "'keepOnReading' does not exist in type 'Picture'"),
    ("numbers.js", "const numeral = (count) =>", "const numeral = (count, digits) =>", "is not assignable to type"),
    ("life.js", "const follow = () =>", "const follow = (when) =>", "implicitly has an 'any' type"),
]
"""Mistakes: where, what stands there, what would be wrong, and what is said about it."""

needs_node = pytest.mark.skipif(
    (shutil.which("node") is None or not (TOOLS / "node_modules").exists()) and "TRAJVIZ_NODE" not in os.environ,
    reason="Node or the packages of tests/script are not installed",
)


def test_every_file_is_in_the_script():
    assert sorted(SCRIPTS) == sorted(path.stem for path in SOURCES.glob("*.js"))


@needs_node
@pytest.mark.slow
class TestChecks:
    def test_find_nothing(self):
        assert findings(sources()) == []

    @pytest.mark.parametrize("left_out", [OF_SPACE, OF_EXPLORER, OF_SPACE + OF_EXPLORER])
    def test_no_file_uses_what_a_page_may_leave_out(self, left_out):
        found = lint(sources(name for name in SCRIPTS if name not in left_out))
        undefined = [message for message in found if "no-undef" in message]
        assert [message for message in undefined if not any(f"'{name}'" in message for name in ASKED_FOR)] == []

    @pytest.mark.parametrize(("check", "mistakes"), [(lint, OF_LINT), (types, OF_TYPES)])
    def test_find_a_mistake_where_it_is(self, check, mistakes):
        files = sources()
        places = []
        for name, text, mistake, message in mistakes:
            before, found, after = files[name].partition(text)
            assert found, f"{text!r} is not in {name}"
            files[name] = before + mistake + after
            places.append((f"{name}:{before.count(chr(10)) + 1}: ", message))
        told = check(files)
        for place, message in places:
            assert any(each.startswith(place) and message in each for each in told), (place, message, told)


@needs_node
class TestPage:
    def compared(self, tmp_path, lean):
        (tmp_path / "full.js").write_text(with_comments(sources()))
        (tmp_path / "lean.js").write_text(re.sub("const STYLE *= *`[^`]*`", 'const STYLE = ""', lean, count=1))
        process = node("same_tree.js", tmp_path / "full.js", tmp_path / "lean.js")
        return process.stdout or process.stderr

    def test_has_the_script_but_for_comments_and_spaces(self, tmp_path):
        assert self.compared(tmp_path, joined(SCRIPTS)) == "same"

    @pytest.mark.parametrize(
        ("text", "other"),
        [('"a step back"', '"a stepback"'), ("digits=5", "digits=6"), ("value===null", "value!==null")],
    )
    def test_would_tell_another(self, text, other, tmp_path):
        lean = joined(SCRIPTS)
        assert text in lean
        assert self.compared(tmp_path, lean.replace(text, other)) == "different"
