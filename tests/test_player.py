"""What a player's file holds: data that can be read back, nothing but data, and not much of it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import trajviz as tv
import trajviz.formats  # enters every format
from trajviz.drawing.views import views
from trajviz.exporters import exporters
from trajviz.methods import parse_optimizers
from trajviz.player.coding import UNIT, as_json, deltas, in_units, plain
from trajviz.runs.exploration import explore

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
FAR_APART = {
    "Adam(lr=0.05)": (-4.2, 3.8),
    "RMSprop(lr=0.03)": (4.2, 4.0),
    "Nadam(lr=0.05)": (-3.5, -4.0),
    "Adagrad(lr=0.4)": (4.2, -3.6),
}


@cache
def four_runs():
    return tuple(
        tv.trace("beale", method, start, steps=199, tolerance=0, label=method) for method, start in FAR_APART.items()
    )


@cache
def camel():
    return tv.animate("camel", "BFGS,GD", steps=60, view=["contour", "convergence"])


def data_of(text):
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', text, re.DOTALL)[1])


def unpacked(text):
    """Read whole numbers as the data block's own description says they are written."""
    numbers, doubled, shift, total = [], 0, 0, 0
    for letter in text:
        digit = DIGITS.index(letter)
        doubled += (digit & 31) << shift
        shift += 5
        if not digit & 32:
            total += -(doubled >> 1) if doubled & 1 else doubled >> 1
            numbers.append(total)
            doubled = shift = 0
    return numbers


def column(values, rows):
    """Return a column of a run as numbers: a single number n counts 0, 1, … n."""
    if isinstance(values, int):
        return np.arange(values + 1)
    assert len(values) == rows
    return np.array([np.nan if value is None else float(value) for value in values])


class TestDataBlock:
    def test_says_what_it_is(self):
        data = data_of(camel().to_html())
        assert (data["format"], data["version"]) == ("trajviz player", 2)
        assert data["made_by"] == f"trajviz {tv.__version__}"
        for word in ("step", "evaluations", "f", "gradient_norm", "'runs'", "1/8192", "base-64"):
            assert word in data["about"]

    def test_runs_can_be_read_back(self):
        data = data_of(camel().to_html())
        assert [run["label"] for run in data["runs"]] == ["BFGS", "GD"]
        for told, run in zip(data["runs"], camel().trajectories, strict=True):
            rows = len(run.path)
            assert (told["rows"], told["outcome"], told["message"]) == (rows, run.outcome, run.message)
            np.testing.assert_array_equal(column(told["step"], rows), run.step_of_row)
            np.testing.assert_array_equal(column(told["evaluations"], rows), run.evaluations)
            for axis in (0, 1):
                np.testing.assert_allclose(column(told["x"][axis], rows), run.path[:, axis], rtol=5e-6)
            np.testing.assert_allclose(column(told["f"], rows), run.values, rtol=5e-6)
            norms = np.linalg.norm(run.objective.gradient(run.path.T), axis=0)
            np.testing.assert_allclose(column(told["gradient_norm"], rows), norms, rtol=5e-4)

    @pytest.mark.slow
    def test_tracks_lie_where_the_points_are_on_the_axes(self):
        animation = camel()
        panel = next(panel for panel in data_of(animation.to_html())["panels"] if panel.get("tracks"))
        for track in panel["tracks"]:
            places = np.array([unpacked(text) for text in track["p"].split(" ")]) / UNIT
            path = animation.trajectories[track["run"]].path
            np.testing.assert_allclose(places.T, (path - [-2, -1]) / [4, 2], atol=0.6 / UNIT)

    def test_no_number_breaks_it(self):
        path = np.array([[0.0, 0.0], [1.0, np.nan], [np.inf, 1e300], [-np.inf, 2.0], [1e-320, 3.0]])
        animation = tv.TrajectoryAnimation([path], labels=["wild"])
        (run,) = data_of(animation.to_html())["runs"]
        assert run["x"] == [[0, 1, "Infinity", "-Infinity", 9.99989e-321], [0, None, 1e300, 2, 3]]

    def test_long_paths_are_thinned_to_what_a_screen_shows_and_say_so(self):
        angle = np.linspace(0, 40, 1_000_000)
        spiral = np.column_stack([angle * np.cos(angle), angle * np.sin(angle)])
        animation = tv.TrajectoryAnimation([spiral], labels=["long"])
        text = animation.to_html()
        assert len(text) < 250_000
        (run,) = data_of(text)["runs"]
        assert run["rows"] == 1_000_000
        assert re.fullmatch(r"\d+ of 1000000 rows, as many as a screen can show", run["thinned"])
        rows = np.array(run["row"])
        assert (rows[0], rows[-1]) == (0, 999_999)
        assert len(rows) <= 1100
        assert set(animation.timeline.moments.tolist()) <= set(rows.tolist())
        np.testing.assert_allclose(np.transpose(run["x"]), spiral[rows], rtol=1e-5, atol=1e-12)

    def test_networks_tell_a_few_of_their_coordinates(self):
        moons = tv.objective("moons").minibatch(100, seed=0)
        run = tv.trace(moons, "Adam(lr=0.02)", steps=5)
        (told,) = data_of(tv.animate(run, view="loss").to_html())["runs"]
        assert told["dimension"] == run.dimension > 6
        assert len(told["x"]) == 6
        assert "gradient_norm" not in told


class TestCoding:
    @given(arrays(np.int64, st.integers(0, 50), elements=st.integers(-(2**30), 2**30)))
    def test_whole_numbers_come_back(self, numbers):
        assert unpacked(deltas(numbers)) == numbers.tolist()

    @given(arrays(float, (7, 2), elements=st.floats(allow_nan=False, allow_infinity=False)))
    def test_what_is_beyond_the_axes_stays_there(self, fractions):
        units = in_units(fractions)
        assert (np.abs(units) < 2**31).all()
        assert ((units > UNIT) == (fractions > 1))[(fractions < 1) | (fractions > 1 + 1 / UNIT)].all()
        assert ((units < 0) == (fractions < 0))[(fractions > 0) | (fractions < -1 / UNIT)].all()
        near = (np.abs(fractions - 0.5).max(axis=1) < 1e4) & (fractions >= 0).all(axis=1) & (fractions <= 1).all(axis=1)
        np.testing.assert_allclose(units[near] / UNIT, fractions[near], atol=0.51 / UNIT)

    @given(st.lists(st.floats(width=32)))
    def test_decimal_numbers_come_back(self, numbers):
        back = [np.nan if number is None else float(number) for number in json.loads(as_json(plain(numbers)))]
        np.testing.assert_allclose(back, numbers, rtol=1e-5)

    @given(st.text())
    def test_texts_come_back_and_open_no_element(self, text):
        written = as_json({"label": text})
        assert "<" not in written
        assert written.isascii()
        assert json.loads(written) == {"label": text}


class Elements(HTMLParser):
    """What a page is made of."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


class TestFile:
    @pytest.fixture(scope="class", params=["contour", "surface", "exploring"])
    @staticmethod
    def page(request, tmp_path_factory):
        options = {"explore": (4, 3)} if request.param == "exploring" else {"view": request.param}
        path = tmp_path_factory.mktemp("page") / "x.html"
        tv.animate("camel", "BFGS,GD", steps=20, **options).save(path)
        return path.read_text(encoding="utf-8")

    @pytest.mark.slow
    def test_is_one_file_that_fetches_nothing(self, page):
        elements = Elements(page).found
        kinds = {tag for tag, _ in elements}
        assert kinds == {
            *["html", "head", "meta", "title", "style", "body", "main", "h1", "div", "trajviz-player", "img", "script"]
        }
        addresses = [attributes[name] for _, attributes in elements for name in ("src", "href") if name in attributes]
        assert [address.partition(",")[0] for address in addresses] == ["data:image/webp;base64"]
        assert set(re.findall(r"https?://[^\"'\s]+", page)) == {"http://www.w3.org/2000/svg"}  # a name, no address
        assert not re.search(r"\b(eval|Function|innerHTML|insertAdjacentHTML|document\.write|fetch|import)\(", page)

    def test_lets_nothing_but_its_own_script_run(self, page):
        (policy,) = [attributes["content"] for _, attributes in Elements(page).found if "http-equiv" in attributes]
        assert policy.startswith("default-src 'none'; img-src data:;")
        for kind, content in [("script", page.rpartition("<script>")[2].partition("</script>")[0]),
                              ("style", page.partition("<style>")[2].partition("</style>")[0])]:  # fmt: skip
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            assert f"{kind}-src 'sha256-{digest}'" in policy

    def test_is_plain_text_for_any_server(self, page):
        assert page.isascii()
        assert page.startswith("<!DOCTYPE html>")
        assert "<title>Six-hump camel</title>" in page

    def test_has_what_it_needs_and_no_more(self, page):
        data = data_of(page)
        assert ("function makeSpace" in page) == any("camera" in panel for panel in data["panels"])
        assert ("function makeExplorer" in page) == ("exploration" in data)

    @pytest.mark.slow
    def test_the_same_animation_gives_the_same_bytes(self, tmp_path):
        for name in "ab":
            tv.animate("camel", "BFGS,GD", steps=20, explore=(3, 3)).save(tmp_path / f"{name}.html")
        assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()

    def test_names_are_no_markup(self):
        name = "</script><script>alert(1)</script><!--"
        run = tv.Trajectory.from_path([[0, 0], [1, 1]], name)
        page = tv.animate([run], title=name).to_html()
        assert page.count("<script") == page.count("</script>") == 2
        assert "<!--" not in page
        assert data_of(page)["runs"][0]["label"] == name


class TestSize:
    @pytest.mark.slow
    @pytest.mark.parametrize(("view", "most"), [("contour", 150_000), ("surface", 300_000)])
    def test_of_four_paths_of_two_hundred_frames(self, view, most, tmp_path):
        animation = tv.animate(four_runs(), view=view, frames=200)
        assert len(animation.timeline) == 200
        assert animation.fig.bbox.size.tolist() == [800, 500]
        animation.save(tmp_path / "x.html")
        assert (tmp_path / "x.html").stat().st_size <= most

    @pytest.mark.slow
    def test_of_a_thousand_starts(self, tmp_path):
        tv.animate("camel", "GD,Momentum,BFGS", steps=60, explore=True).save(tmp_path / "x.html")
        assert (tmp_path / "x.html").stat().st_size <= 1_500_000


class TestFigureIsLeftAlone:
    @pytest.mark.slow
    @pytest.mark.parametrize("view", [name for name in views if name in ("contour", "surface", "convergence")])
    def test_frames_are_the_same_afterwards(self, view):
        animation = tv.animate("camel", "BFGS,GD", steps=20, view=view)
        before = [frame.copy() for frame in animation.frames()]
        animation.to_html()
        np.testing.assert_array_equal(before, [frame.copy() for frame in animation.frames()])

    def test_other_formats_after_it_are_what_they_would_be(self, tmp_path):
        one, other = (tv.animate("camel", "BFGS,GD", steps=20) for _ in range(2))
        one.save([tmp_path / "a.html", tmp_path / "a.png"])
        other.save(tmp_path / "b.png")
        assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()

    def test_a_failure_leaves_what_stood_there(self, tmp_path, monkeypatch):
        animation = tv.animate("camel", "GD", steps=5)
        (tmp_path / "x.html").write_text("what stood there")
        monkeypatch.setattr("trajviz.player.document.Document.page", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            animation.save(tmp_path / "x.html")
        assert [path.name for path in tmp_path.iterdir()] == ["x.html"]
        assert (tmp_path / "x.html").read_text() == "what stood there"


class TestPace:
    def test_frames_per_second_and_hold_are_those_asked_for(self, tmp_path):
        animation = tv.animate("camel", "GD", steps=9)
        animation.save(tmp_path / "x.html", fps=5, hold=3)
        clock = data_of((tmp_path / "x.html").read_text())["clock"]
        assert (clock["rows"], clock["seconds"], clock["hold"]) == (9, round(len(animation.timeline) / 5, 3), 3)

    @pytest.mark.slow
    @pytest.mark.parametrize("view", ["contour", "contour,surface,convergence"])
    def test_each_step_of_a_run_can_be_shown_if_all_are_kept(self, view):
        animation = tv.animate("camel", "GD,BFGS", steps=900, tolerance=0, view=view)
        assert len(animation.timeline) <= 150
        assert data_of(animation.to_html())["clock"]["rows"] == 900

    def test_long_runs_show_the_rows_of_their_frames(self):
        animation = tv.animate("camel", "GD", steps=1000, tolerance=0)
        assert data_of(animation.to_html())["clock"]["rows"] == np.unique(animation.timeline.moments // 1).tolist()


@pytest.mark.slow
class TestNotebook:
    def test_is_an_element_with_a_picture_and_its_data(self):
        html = camel()._repr_html_()
        kinds = [tag for tag, _ in Elements(html).found]
        assert kinds == ["div", "trajviz-player", "img", "script", "script"]
        assert data_of(html)["title"] == {"t": "Six-hump camel"}

    def test_matplotlibs_own_choice_comes_first(self):
        with mpl.rc_context({"animation.html": "jshtml"}):
            assert "_anim_img" in camel()._repr_html_()

    def test_matplotlibs_player_stays_what_it_is(self):
        animation = tv.TrajectoryAnimation([[[0, 0], [1, 1], [2, 0]]])
        player = animation.to_jshtml()
        assert player.count("data:image/png;base64,") == 3
        assert "trajviz" not in player


@cache
def found_by_exploring():
    methods = parse_optimizers("GD,BFGS,Momentum(lr=0.4)")
    return explore(tv.objective("camel"), methods, ["GD", "BFGS", "Momentum"], grid=(7, 5), steps=40)


@pytest.mark.slow
class TestExploration:
    def told(self):
        runs = [tv.trace("camel", name, steps=40) for name in ("GD", "BFGS", "Momentum")]
        animation = tv.animate(runs)
        composition = replace(animation.composition, exploration=found_by_exploring())
        return data_of(tv.TrajectoryAnimation.from_composition(composition).to_html())["exploration"]

    @pytest.mark.parametrize("i", range(3))
    def test_paths_come_back(self, i):
        told, found = self.told(), found_by_exploring()
        method, paths = told["methods"][i], found.paths[i]
        octets = np.frombuffer(zlib.decompress(base64.b64decode(method["block"])), dtype=np.uint8).astype(np.int64)
        rows, size = len(paths), paths[:, 0].size
        np.testing.assert_array_equal(column(method["step"], rows), found.steps[i])

        low, high = octets[: 4 * size].reshape(2, -1)
        differences = (low | (high << 8)).astype(np.int16).reshape(paths.shape)
        units = np.cumsum(differences, axis=0, dtype=np.int16).astype(float)
        lows, widths = np.array([-2.0, -1.0])[:, None, None], np.array([4.0, 2.0])[:, None, None]
        back = lows + widths * (units / told["unit"] + 0.5)
        gone = units == told["lost"]
        np.testing.assert_array_equal(gone, ~np.isfinite(paths))
        inside = (~gone) & (np.abs((paths - lows) / widths - 0.5) < 1.49)
        np.testing.assert_allclose(back[inside], paths[inside], atol=4 / told["unit"])

        a, b, c = octets[4 * size : 7 * size].reshape(3, -1)
        gaps = ((c << 24) | (b << 16) | (a << 8)).astype(np.uint32).view(np.float32).reshape(paths[:, 0].shape)
        expected = found.values[i] - told["base"]
        expected = np.where(np.abs(expected) > 3.4e38, np.copysign(np.inf, expected), expected)
        np.testing.assert_allclose(gaps, expected, rtol=2e-5, atol=1e-5)  # of the base, six digits are told

        counted = octets[7 * size :]
        if len(counted):
            spent = (counted.reshape(4, -1) * 256 ** np.arange(4)[:, None]).sum(axis=0).reshape(gaps.shape)
            np.testing.assert_array_equal(np.cumsum(spent, axis=0), found.evaluations[i])
        else:
            np.testing.assert_array_equal(
                found.evaluations[i], np.broadcast_to(found.steps[i][:, None, None], gaps.shape)
            )
        np.testing.assert_array_equal(unpacked(method["basins"]), found.basins[i].ravel())

    def test_finer_basins(self):
        animation = tv.animate("himmelblau", "GD,BFGS", steps=30, explore=(4, 3))
        of_gd, of_bfgs = data_of(animation.to_html())["exploration"]["methods"]
        assert "fine" not in of_bfgs
        cells = np.frombuffer(zlib.decompress(base64.b64decode(of_gd["fine"]["block"])), "<i2")
        (nx, ny), expected = of_gd["fine"]["grid"], animation.composition.exploration.fine[0]
        np.testing.assert_array_equal(cells.reshape(ny, nx), expected)
        assert nx * ny > 100 * 12

    def test_minima_and_starts(self):
        told, found = self.told(), found_by_exploring()
        np.testing.assert_allclose(told["minima"], found.minima, atol=1e-5)
        assert (told["grid"], told["domain"]) == ([7, 5], [[-2, 2], [-1, 1]])
        assert [method["run"] for method in told["methods"]] == [0, 1, 2]

    def test_paths_that_are_lost_are_told_without_a_word(self):
        slope = tv.Objective(lambda x: -x[0] - x[1], "slope", domain=[(0, 1e-3), (0, 1e-3)])
        animation = tv.animate(slope, "GD(lr=1e306)", steps=80, explore=(2, 2))
        (method,) = data_of(animation.to_html())["exploration"]["methods"]
        assert len(method["step"]) > 2

    def test_says_what_is_in_it(self):
        for word in ("block", "zlib", "int16", "unit", "lost", "base", "float32", "uint32", "basins", "minima"):
            assert word in self.told()["about"]

    def test_refuses_runs_and_other_dimensions(self):
        run = tv.trace("camel", "GD", steps=3)
        with pytest.raises(tv.TrajvizError, match="give an objective and methods, not runs"):
            tv.animate(run, explore=True)
        with pytest.raises(tv.TrajvizError, match=r"a function of two variables; .* has 1"):
            tv.animate("x**2", "GD", steps=3, explore=True)
        with pytest.raises(tv.TrajvizError, match="add the view contour or surface"):
            tv.animate("camel", "GD", steps=3, view="convergence", explore=True)
        with pytest.raises(tv.TrajvizError, match="from 2 to 200"):
            tv.animate("camel", "GD", steps=3, explore=(1, 5))


def test_figures_of_the_users_own_are_told_with_their_legend():
    figure = Figure(figsize=(4, 3))
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(xlabel="a", ylabel="b")
    axes.plot([0, 1], [0, 1], label="a line")
    animation = tv.TrajectoryAnimation([[[0, 0], [1, 2]], [[1, 0], [0, 2]]], labels=["first"], ax=axes)
    axes.legend()
    data = data_of(animation.to_html())
    assert [entry["t"] for entry in data["legend"]] == ["first", "path 2"]
    texts = [line[0] for panel in data["panels"] for item in panel["items"] for line in item.get("lines", [])]
    assert {"a", "b", "a line", "first"} <= set(texts)
    assert data["themed"] is None


def test_html_is_one_of_the_formats():
    assert ".html" in exporters
    assert exporters[".htm"] is exporters[".html"]
