"""How layers move, in data: what each class of motion takes, tells and draws, in Python and in the player's script."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from browser import difference, has_color
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D
from test_player import data_of

import trajviz as tv
from trajviz.composition import Composition
from trajviz.drawing.layers import detail_motions, motions, swarm_motion
from trajviz.drawing.layers.layer import Attached, Motion, Track, add_line, set_points
from trajviz.drawing.layers.markers import START_RIM, START_SIZE
from trajviz.drawing.layers.motions import Draws, Following, Turning, motion
from trajviz.drawing.layers.shown import PathOnPlane, PathOnSurface, ValuesAbove
from trajviz.drawing.theme import themes
from trajviz.drawing.timeline import timeline
from trajviz.drawing.views.surface import SurfaceView
from trajviz.drawing.views.view import Scene
from trajviz.errors import TrajvizError
from trajviz.player import coding, encode, primitives
from trajviz.player.document import VERSION, script
from trajviz.player.exploring import _FURTHEST, _UNIT

PLAYER = Path(__file__).resolve().parents[1] / "trajviz" / "player"
APART = sorted(kind for kind, own in motions.motions.items() if own.part)
EVERYTHING = {
    "panels": [{"camera": {}}],
    "exploration": {},
    "motions": APART,
}  # a data block whose script is the whole script

POINTS = np.array([[0.1, 0.9], [0.5, 0.6], [0.4, 0.3], [0.9, 0.1]])
TIMES = np.arange(4.0)
TRACK = Track(POINTS, "mine", "#d00000", "o", depth=np.linspace(0, 1, 4))
SQUARE = """
// A square, larger from step to step.
function square(view, { color, size }, { index, points }) {
  const { context, unit } = view;
  const side = size * (index + 1) * unit;
  context.fillStyle = view.color(color);
  context.fillRect(points.x[index] - side / 2, points.y[index] - side / 2, side, side);
}
"""


def examples():
    """Return a motion of each class."""
    way = POINTS, TIMES
    return [
        motions.Recorded(TRACK),
        motions.Trail(TRACK, way),
        motions.Head(TRACK, 0.5),
        motions.End(TRACK),
        motions.Arrival(TRACK, 14.0, 48.0, 2.6, 16.0),
        motions.Dots(TRACK, way),
        motions.Pointer(TRACK, 12.0, 1.0, 0.02),
        motions.Rim(TRACK, 12.0, 1.0, (POINTS, POINTS)),
        motions.Arrows(TRACK, way, 1.0, 4.0, 5.0, 4.5, 0.1),
        motions.Tangent(TRACK, np.ones_like(POINTS)),
        detail_motions.Probes(TRACK, way),
        detail_motions.Simplex(TRACK, (POINTS, POINTS, POINTS), ((0, 1, 2),), 2.0, 4.0, 1.0, 0.3, 0.6),
        detail_motions.Population(TRACK, (POINTS, POINTS), moves=True),
        detail_motions.Ellipse(TRACK, (POINTS, POINTS + 1, POINTS - 1), 1.5, 3.5, 73),
        detail_motions.Velocity(TRACK, POINTS + 1, 2.0, 2.0, 4.0, 5.0, 4.5, 0.1),
        detail_motions.Word(TRACK, ("", "reflect", "expand", "expand"), 8.5, 3.0, (9.0, 8.0)),
        swarm_motion.Swarm(TRACK, np.stack([POINTS, POINTS + 1], axis=-1), "#0000d0", 4.0, 2.0),
        motions.Orbit(Figure().add_subplot(projection="3d"), 0.0, 90.0),
    ]


@pytest.fixture
def foreign():
    """Return the decorator; what it registers is forgotten afterwards."""
    known = dict(motions.motions._entries), dict(motions.motions._spellings)
    yield motion
    motions.motions._entries, motions.motions._spellings = known


@pytest.fixture
def square(foreign):
    """Return a motion of another package, which draws a square in the colour of its track."""

    @foreign("square", script=SQUARE)
    @dataclass(frozen=True, eq=False)
    class Square(Following):
        size: float

        def encode(self, encoder):
            return {"color": encoder.color(self.track.color), "size": encoder.length(self.size)}

    return Square


def axes_of(projection=None):
    figure = Figure(figsize=(3.6, 2.7), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(projection=projection)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    return axes


def animation_on(axes, layer):
    """Return an animation of a layer on axes."""
    run = tv.Trajectory.from_path(POINTS, "mine")
    return tv.TrajectoryAnimation.from_composition(
        Composition(axes.figure, axes, (layer,), (run,), timeline(range(len(run))))
    )


def animation_of(told, *, axes=None, marker="s"):
    """Return an animation of a layer whose artist is a mark at each point, and that moves as it is told."""
    axes = axes or axes_of()
    artist = add_line(axes, linestyle="none", marker=marker, color=TRACK.color)

    def update(moment):
        set_points(artist, POINTS[[int(moment)]])

    layer = Attached((artist,), update, told)
    return animation_on(axes, layer)


def whole_script():
    return script(EVERYTHING)


@pytest.fixture(scope="module")
def kinds(chromium):
    """Return the names of the functions that the real script has."""
    body, end = whole_script().rsplit("})();", 1)
    assert not end.strip()
    tables = "{ motions: Object.keys(MOTIONS), items: Object.keys(ITEMS), space: Object.keys(ITEMS_IN_SPACE) }"
    page = chromium.new_page()
    yield page.evaluate(f"{body}return {tables};}})()")
    page.close()


@pytest.mark.slow
class TestBothSides:
    def test_each_class_has_a_function_and_each_function_a_class(self, kinds):
        assert sorted(kinds["motions"]) == sorted(motions.motions)

    def test_each_kind_of_item_has_a_function_and_each_function_an_item(self, kinds):
        written = set()
        for path in PLAYER.glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Dict):
                    told = {key.value: value for key, value in zip(node.keys, node.values, strict=True) if key}
                    written |= {told["k"].value} if isinstance(told.get("k"), ast.Constant) else set()
        assert written == {*kinds["items"], *kinds["space"]}

    def test_nothing_but_a_class_knows_its_kind(self):
        for path in PLAYER.glob("*.py"):
            compared = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Compare)]
            told = {each.value for node in compared for each in ast.walk(node) if isinstance(each, ast.Constant)}
            assert not told & {*motions.motions, "still", "start"}, path

    def test_constants_stand_in_the_data_alone(self):
        data = data_of(tv.animate("camel", "GD", steps=3, explore=(3, 3)).to_html())
        numbers = [encode.CONSTANTS["unit"], encode.CONSTANTS["time_margin"], 1 + 2 * 0.03, _FURTHEST, _UNIT]
        numbers += [0.016, 1e-16, 1.39, 1.94, 6.25, 4.5]  # of pointers, gaps, rims, rings and arrow heads
        text = re.sub(r"const STYLE = `.*?`;", "", whole_script(), flags=re.DOTALL)
        for number in numbers:
            assert not re.search(rf"(?<![\w.]){re.escape(repr(number))}(?![\w.])", text), number
        assert encode.CONSTANTS["digits"] not in text
        assert text.count("VERSION =") == 1
        assert data["constants"] == encode.CONSTANTS
        assert data["version"] == VERSION
        assert data["exploration"]["ring"] == [START_SIZE / 2 * 100 / 72, round(START_RIM * 100 / 72, 2)]

    def test_the_player_reads_constants_from_the_data(self, monkeypatch, open_player):
        def shown():
            reader = open_player(tv.animate("camel", "BFGS,GD", steps=8, view=["contour", "convergence"]))
            reader.go(5)
            return reader.picture()

        before = shown()
        digits = coding.DIGITS[::-1]
        monkeypatch.setattr(coding, "_LETTERS", np.frombuffer(digits.encode(), dtype=np.uint8))
        for module in (coding, primitives):
            monkeypatch.setattr(module, "UNIT", 20_000)
        monkeypatch.setitem(encode.CONSTANTS, "digits", digits)
        monkeypatch.setitem(encode.CONSTANTS, "unit", 20_000)
        assert difference(before, shown()).max() < 12

    def test_data_of_other_constants_waits_for_a_script_that_can_read_it(self, open_player):
        own = tv.animate("camel", "GD", steps=5)._repr_html_()
        assert f'"unit":{coding.UNIT}' in own
        other = own.replace(f'"unit":{coding.UNIT}', '"unit":4096')
        reader = open_player(f"<!DOCTYPE html><title>two</title>{own}{other}")
        assert reader.page.locator(".picture").count() == 2
        scripts = reader.page.locator("trajviz-player + script")
        assert scripts.count() == 2  # each showed its own


class TestWrong:
    """What is wrong fails when a layer is attached, in a sentence."""

    @pytest.mark.parametrize("told", ["trail", {"kind": "trail"}, motions.Trail])
    def test_what_is_no_motion(self, told):
        with pytest.raises(TrajvizError, match="motion must be a Motion, not"):
            Attached((), lambda _: None, told)

    def test_what_is_not_registered(self):
        @dataclass(frozen=True, eq=False)
        class Spiral(Following):
            pass

        with pytest.raises(TrajvizError, match="Spiral is not a registered motion"):
            Spiral(TRACK)

    @pytest.mark.parametrize("told", examples(), ids=lambda told: told.kind)
    def test_fields(self, told):
        for each in fields(told):
            if each.init:
                with pytest.raises(TrajvizError, match=f"^{each.name} must be "):
                    replace(told, **{each.name: "no"})

    @pytest.mark.parametrize("kind", ["trail", "dots", "arrows"])
    @pytest.mark.parametrize(
        "way", [(POINTS, TIMES[:3]), (POINTS[:, 0], TIMES), (np.ones((4, 3)), TIMES), (POINTS, TIMES[:, None])]
    )
    def test_ways(self, kind, way):
        (told,) = [each for each in examples() if each.kind == kind]
        with pytest.raises(TrajvizError, match="of a way must be an array of shape"):
            replace(told, way=way)

    @pytest.mark.parametrize("halves", [np.ones(4), np.ones((3, 2)), np.ones((4, 3))])
    def test_halves(self, halves):
        with pytest.raises(TrajvizError, match=r"halves must be an array of shape \(4, 2\), not"):
            motions.Tangent(TRACK, halves)

    @pytest.mark.parametrize("shows", [{"of": "path"}, "path"])
    def test_what_a_track_shows(self, shows):
        with pytest.raises(TrajvizError, match="shows must be "):
            replace(TRACK, shows=shows)

    @pytest.mark.parametrize(
        ("name", "text", "why"),
        [
            ("two words", "function two words() {}", "name of a motion"),
            ("Trail", "function Trail() {}", "name of a motion"),
            ("spiral", "const spiral = 1;", r"must declare function spiral\(view, item, moment\)"),
            ("spiral", "function spiral() { return '</SCRIPT>'; }", "without '</script'"),
            ("spiral", "function spiral() { return '<!--'; }", "without '<!--'"),
            ("spiral", "function spiral() { return '∞'; }", "must be ASCII"),
            ("spiral", "", "must bring JavaScript"),
        ],
    )
    def test_scripts(self, name, text, why, foreign):
        with pytest.raises(TrajvizError, match=why):
            foreign(name, script=text)(type("Spiral", (Following,), {}))
        assert {*motions.motions} == {told.kind for told in examples()}

    def test_what_is_decorated(self, foreign):
        with pytest.raises(TrajvizError, match="must be a subclass of Following or Turning, not"):
            foreign("spiral", script="function spiral() {}")(dict)

    def test_names_that_are_taken(self, foreign):
        with pytest.raises(ValueError, match="motion name taken: trail"):
            foreign("trail", script="function trail() {}")(type("Own", (Following,), {}))
        assert motions.Trail.script == ""

    @pytest.mark.parametrize("value", [np.ones(2), float("nan"), {1, 2}, object()])
    def test_what_is_encoded(self, value, foreign):
        @foreign("spiral", script="function spiral() {}")
        class Spiral(Following):
            def encode(self, _):
                return {"turns": value}

        with pytest.raises(TrajvizError, match="what the motion 'spiral' encodes as 'turns' must be finite numbers"):
            animation_of(Spiral(TRACK)).to_html()

    @pytest.mark.parametrize(("encoded", "why"), [({"track": 3}, "must not encode 'track'"), (3, "must be a mapping")])
    def test_what_each_item_has(self, encoded, why, foreign):
        @foreign("spiral", script="function spiral() {}")
        class Spiral(Following):
            def encode(self, _):
                return encoded

        with pytest.raises(TrajvizError, match=why):
            animation_of(Spiral(TRACK)).to_html()


class TestWhatATrackShows:
    @pytest.mark.parametrize(
        ("shows", "told"),
        [
            (PathOnPlane(), {"of": "path"}),
            (PathOnSurface(), {"of": "surface"}),
            (ValuesAbove(np.float64(2), 1e-9), {"of": "values", "offset": 2.0, "least": 1e-9}),
        ],
    )
    def test_stands_in_the_data(self, shows, told):
        track = replace(TRACK, shows=shows)
        (panel,) = data_of(animation_of(motions.Head(track, 0.0)).to_html())["panels"]
        assert panel["tracks"][0]["shows"] == told


@pytest.mark.slow
class TestForeignMotion:
    def test_is_in_the_pages_that_use_it(self, square):
        page = animation_of(square(TRACK, 5.0)).to_html()
        assert SQUARE in page
        data = data_of(page)
        assert data["motions"] == ["square"]
        (item,) = [item for panel in data["panels"] for item in panel["items"] if item["k"] == "square"]
        assert item["size"] == round(500 / 72, 2)
        other = animation_of(motions.Head(TRACK, 0.0)).to_html()
        assert SQUARE not in other
        assert "motions" not in data_of(other)

    def test_a_reader_sees_it_and_nobody_complains(self, square, open_player):
        reader = open_player(animation_of(square(TRACK, 8.0)))
        sizes = []
        for place in (0, 3):
            reader.go(place)
            picture = reader.picture(".panel:not(.around)")
            sizes.append(int((np.abs(picture.astype(int) - (0xD0, 0, 0)).max(axis=2) < 5).sum()))
        assert sizes[1] > 8 * sizes[0] > 0  # four times as wide

    def test_beside_a_player_that_knows_it_not(self, square, open_player):
        plain = tv.animate("camel", "GD", steps=5)._repr_html_()
        with_square = animation_of(square(TRACK, 20.0))._repr_html_()
        reader = open_player(f"<!DOCTYPE html><title>two</title>{plain}{with_square}")
        assert reader.page.locator(".picture").count() == 2
        element = reader.page.locator(".picture").nth(1)
        assert element.is_visible()
        reader.page.locator(".slider").nth(1).fill("3")
        reader.wait()
        assert has_color(reader.picture("trajviz-player:nth-of-type(1) >> nth=1"), TRACK.color)

    def test_may_draw_with_the_looks_of_its_artist(self, foreign, open_player):
        @foreign("twice", script="function twice(view, item, moment) { MOTIONS.head(view, item, moment); }")
        class Twice(Following):
            draws: ClassVar[Draws] = Draws.MARKS

        animation = animation_of(Twice(replace(TRACK, depth=None)))
        (item,) = [item for item in data_of(animation.to_html())["panels"][0]["items"] if item["k"] == "twice"]
        assert [look["k"] for look in item["look"]] == ["marks"]
        reader = open_player(animation)
        reader.go(2)
        assert has_color(reader.picture(), TRACK.color)

    def test_what_its_artist_does_not_draw_is_recorded(self, foreign):
        @foreign("twice", script="function twice() {}")
        class Twice(Following):
            draws: ClassVar[Draws] = Draws.LINE

        data = data_of(animation_of(Twice(TRACK)).to_html())
        assert "motions" not in data
        assert {item["k"] for panel in data["panels"] for item in panel["items"]} >= {motions.Recorded.kind}

    def test_of_a_camera(self, foreign, open_player):
        @foreign("nod", script="function nod(camera, { by }, { row }) { camera.elev = by * row; }")
        @dataclass(frozen=True, eq=False)
        class Nod(Turning):
            by: float

            def encode(self):
                return {"by": self.by}

        axes = axes_of("3d")
        assert isinstance(axes, Axes3D)

        def update(moment):
            axes.view_init(elev=20.0 * moment)

        animation = animation_on(axes, Attached((), update, Nod(axes, 20.0)))
        data = data_of(animation.to_html())
        assert [panel["camera"]["motion"] for panel in data["panels"]] == [{"k": "nod", "by": 20.0}]
        assert data["motions"] == ["nod"]
        reader = open_player(animation)
        pictures = []
        for place in (0, 3):
            reader.go(place)
            pictures.append(reader.picture())
        assert difference(*pictures).max() > 60


class TestOnlyForThePlayer:
    def test_other_colours_are_asked_for_when_a_page_is_made(self, monkeypatch, tmp_path):
        lit = []
        real = SurfaceView._colors
        monkeypatch.setattr(SurfaceView, "_colors", lambda *args: lit.append(args[2].panel) or real(*args))
        animation = tv.animate("camel", "GD", steps=3, view="surface", theme="dark")
        animation.save(tmp_path / "x.gif")
        assert lit == [themes["dark"].panel]
        animation.save(tmp_path / "x.html")
        assert lit == [themes["dark"].panel, themes["light"].panel]

    def test_not_even_then_where_a_theme_has_no_counterpart(self):
        def recolored():
            pytest.fail("nobody needs them")

        layer = Attached((), lambda _: None, motions.Still(), recolored)
        animation_on(axes_of(), layer).to_html()

    def test_surfaces_have_them_in_both_themes(self):
        scene = Scene(tv.objective("camel"), (tv.trace("camel", "GD", steps=3),), themes["light"])
        attached = SurfaceView(scene).attach(Figure().add_subplot(projection="3d"))
        ((surface, colors),) = [each for layer in attached if layer.recolored for each in layer.recolored().items()]
        assert colors.shape == surface.get_facecolor().shape

    def test_a_still_layer_follows_nothing(self):
        assert (motions.Still().track, motions.Start().track, motions.Start().role) == (None, None, "start")
        assert isinstance(motions.Start(), Motion)
