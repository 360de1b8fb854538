"""The one way for every format: a composition is made, taken whole, and each format is given what it says it takes."""

from __future__ import annotations

import inspect
import subprocess
import sys
from dataclasses import FrozenInstanceError, fields, replace
from itertools import chain

import pytest
from matplotlib.figure import Figure

import trajviz as tv
import trajviz.formats  # enters every format
from trajviz import exporters, files
from trajviz.cli import main
from trajviz.compose import compose
from trajviz.composition import Composition
from trajviz.drawing.theme import as_theme
from trajviz.drawing.timeline import even
from trajviz.drawing.views import Scene, views
from trajviz.exporters.exporter import exporter
from trajviz.frames.frames import Frames
from trajviz.player.encode import encode_composition

PATH = [[0, 0], [1, 2], [3, 3]]
TAKES = {
    "composition": [".html"],
    "figure": [".svg", ".pdf"],
    "frames": [".gif", ".apng", ".webp", ".mp4", ".mov", ".mkv", ".webm", ".png", ".jpg"],
}
KINDS = {"composition": Composition, "figure": Figure, "frames": Frames}


def composed():
    run = tv.trace("camel", "GD", steps=4)
    scene = Scene(run.objective, (run,), as_theme("light"))
    return compose(scene, [views["contour"]], {}, lambda _: even(range(len(run))))


@pytest.fixture
def composition():
    return composed()


@pytest.mark.slow
class TestComposition:
    @pytest.mark.parametrize("name", [each.name for each in fields(Composition)])
    def test_is_frozen(self, composition, name):
        with pytest.raises(FrozenInstanceError):
            setattr(composition, name, None)

    def test_is_taken_whole_by_the_animation(self, composition):
        animation = tv.TrajectoryAnimation.from_composition(composition)
        assert animation.composition is composition
        assert (animation.fig, animation.ax, animation.timeline) == (
            composition.figure,
            composition.axes,
            composition.timeline,
        )

    def test_is_taken_whole_by_the_player(self):
        assert list(inspect.signature(encode_composition).parameters) == ["composition"]

    def test_the_animation_is_told_nothing_that_only_the_player_asks(self):
        parameters = inspect.signature(tv.TrajectoryAnimation).parameters
        assert not {"attached", "timeline", "heading", "exploration", "settings"} & set(parameters)
        assert list(parameters)[:8] == ["paths", "labels", "fig", "ax", "frames", "interval", "repeat_delay", "blit"]

    def test_animate_is_compose_and_an_animation(self, tmp_path):
        tv.animate("camel", "GD", steps=4, pace="even").save(tmp_path / "a.html")
        tv.TrajectoryAnimation.from_composition(composed()).save(tmp_path / "b.html")
        assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()

    def test_says_where_its_header_is(self):
        composition = composed()
        told = encode_composition(composition).data
        composition.header_axes.set_label("called otherwise")
        assert encode_composition(composition).data == told

    def test_of_paths_on_axes(self):
        axes = Figure().add_subplot()
        composition = tv.TrajectoryAnimation([PATH], ax=axes, repeat=False).composition
        assert (composition.figure, composition.axes, composition.repeats) == (axes.figure, axes, False)
        assert composition.heading is composition.header_axes is composition.exploration is None
        assert composition.runs[0].path.tolist() == PATH

    def test_of_a_subclass_is_shown_by_it(self):
        class Own(tv.TrajectoryAnimation):
            def show(self, frame):
                moved = super().show(frame)
                self.ax.set_title(f"at {frame}")
                return moved

        animation = Own([PATH])
        animation.composition.show(2)
        assert animation.ax.get_title() == "at 2"
        assert not animation.composition.changes_its_artists_alone
        assert tv.TrajectoryAnimation([PATH]).composition.changes_its_artists_alone

    def test_lends_the_figure_at_its_last_moment_and_takes_it_back(self, composition):
        figure = composition.figure
        before = figure.canvas, figure.dpi
        with composition.at_resolution(37).last_moment() as lent:
            assert (lent, figure.dpi) == (figure, 37)
            at_the_end = composition.moving[0].get_xydata().copy()
        assert (figure.canvas, figure.dpi) == before
        composition.show(len(composition.timeline) - 1)
        assert composition.moving[0].get_xydata().tolist() == at_the_end.tolist()


class TestFormats:
    def test_every_one_says_what_it_takes(self):
        assert sorted(exporters.exporters) == sorted(chain.from_iterable(TAKES.values()))
        for takes, suffixes in TAKES.items():
            assert {exporters.exporters[suffix].takes for suffix in suffixes} == {takes}

    def test_are_listed_in_the_order_of_old(self, capsys):
        main(["--list", "formats"])
        listed = ".html .apng .gif .png .jpg .svg .pdf .mp4 .mov .mkv .webm .webp"
        assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == listed.split()

    @pytest.mark.usefixtures("own_formats")
    @pytest.mark.parametrize("takes", KINDS)
    def test_are_given_that_and_nothing_else(self, takes, composition, tmp_path):
        given = []

        @exporter(".own", takes=takes)
        def own(what, _path, *, fps, hold, loop):
            given.append((what, fps, hold, loop))

        animation = tv.TrajectoryAnimation.from_composition(composition)
        animation.save(tmp_path / "a.own", fps=7, hold=2, loop=3, quiet=True)
        ((what, *rest),) = given
        assert type(what) is KINDS[takes]
        assert rest == [7, 2, 3]
        if takes != "frames":
            assert what is (composition if takes == "composition" else composition.figure)

    def test_take_nothing_unknown(self):
        with pytest.raises(ValueError, match="a format takes one of frames, figure, composition, not 'page'"):
            exporter(".own", takes="page")

    @pytest.mark.usefixtures("own_formats")
    def test_of_pictures_that_are_see_through_are_given_no_other(self, composition, tmp_path):
        channels = []

        @exporter(".own", transparent=True)
        def own(frames, _path, **_):
            channels.append(frames[0].shape[2])

        for transparent in (False, True):
            tv.TrajectoryAnimation.from_composition(composition).save(tmp_path / "a.own", transparent=transparent)
        assert channels == [3, 4]

    def test_that_write_pictures_know_of_nothing_that_draws(self):
        code = (
            "import sys, pkgutil, importlib, trajviz.exporters as e\n"
            "for each in pkgutil.iter_modules(e.__path__): importlib.import_module(f'{e.__name__}.{each.name}')\n"
            "print(*[name for name in sys.modules if name.startswith('trajviz.')])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        rooms = {name.split(".")[1] for name in done.stdout.split()}
        assert not {"drawing", "player", "composition", "animation", "frames"} & rooms
        assert "exporters" in rooms


@pytest.fixture
def own_formats(monkeypatch):
    """Let formats be registered for the time of a test."""
    registry = exporters.exporters
    for name in ("_entries", "_spellings"):
        monkeypatch.setattr(registry, name, dict(getattr(registry, name)))
    monkeypatch.setattr(registry, "_known", list(registry._known))


def test_frames_are_a_sequence_of_pictures_and_nothing_else():
    public = {name for name in {*vars(Frames), *vars(tv.TrajectoryAnimation([PATH]).frames())} if name[0] != "_"}
    assert public == {"changes", "colours", "dpi", "lent", "still"}


class TestTargets:
    @pytest.fixture
    def looked_at(self, monkeypatch):
        """Return the files that were looked at, one by one."""
        seen = []
        problem = files._problem
        monkeypatch.setattr(files, "_problem", lambda target: (seen.append(target.name), problem(target))[1])
        return seen

    def test_are_checked_once_by_the_animation(self, composition, looked_at, tmp_path):
        animation = tv.TrajectoryAnimation.from_composition(composition)
        animation.save([tmp_path / "a.png", tmp_path / "b.svg", tmp_path / "c.html"])
        assert looked_at == ["a.png", "b.svg", "c.html"]

    def test_are_checked_once_by_the_command(self, looked_at, tmp_path):
        assert main(["camel", "--steps", "2", "-o", f"{tmp_path}/a.png", "-o", f"{tmp_path}/b.png"]) in (None, 0)
        assert looked_at == ["a.png", "b.png"]

    def test_are_checked_once_by_storage(self, looked_at, tmp_path):
        tv.trace("camel", "GD", steps=2).save(tmp_path / "a.csv")
        assert looked_at == ["a.csv"]

    def test_that_were_checked_are_still_asked_whether_they_can_be_see_through(self, composition, tmp_path):
        target = exporters.check_target(tmp_path / "a.jpg")
        with pytest.raises(tv.TrajvizError, match=r"\.jpg files are never transparent"):
            tv.TrajectoryAnimation.from_composition(composition).save(target, transparent=True)


@pytest.mark.slow
@pytest.mark.parametrize("dpi", [None, 60])
def test_a_page_has_the_resolution_asked_for_in_its_picture_alone(composition, dpi):
    page = encode_composition(composition.at_resolution(dpi))
    scale = 1 if dpi is None else dpi / composition.figure.dpi
    width, height = page.size
    assert page.picture.shape == (round(height * scale), round(width * scale), 3)
    assert page.data == encode_composition(replace(composition, dpi=None)).data
