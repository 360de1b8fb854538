"""The player as a page among pages: sizes, themes, paper, no scripts, hostile names, neighbours, notebooks."""

from __future__ import annotations

import base64
import io
import json
import re
import zlib
from functools import cache

import numpy as np
import pytest
from browser import difference, has_color, number
from PIL import Image

import trajviz as tv
from trajviz.drawing.theme import as_theme

pytestmark = pytest.mark.slow

HOSTILE = [
    "</script><script>alert('x')</script>",
    "<img src=x onerror=alert(1)>",
    "\"><b onmouseover='alert(2)'>bold</b>",
    "<!-- <script>",
    "${alert(3)}`alert(4)`",
    "&lt;i&gt; & \u2028 é",
]


@cache
def camel(**options):
    return tv.animate("camel", "BFGS,GD,Momentum", steps=60, **options)


@cache
def several():
    return tv.animate("camel", "BFGS,GD", steps=40, view=["contour", "surface", "convergence"])


@cache
def explorable():
    return tv.animate("camel", "GD,BFGS,Momentum", steps=60, view=["contour", "convergence"], explore=(12, 8))


class TestSizes:
    @pytest.mark.parametrize(("width", "beside_map"), [(1000, 0.918), (600, 0.91), (390, 0.86)])
    def test_a_colour_bar_has_its_colours(self, open_player, width, beside_map):
        reader = open_player(camel(colorbar=True), width, 700)
        reader.go(reader.last)
        beside = reader.picture()[100:, int(beside_map * width) :].astype(int)  # where nothing else is coloured
        spread = np.ptp(beside, axis=2) > 12
        columns = [beside[colored, place] for place, colored in enumerate(spread.T) if colored.sum() > 60]
        assert len(columns) >= 5
        assert max(len(np.unique(column, axis=0)) for column in columns) >= 8

    @pytest.mark.parametrize("make", [camel, several], ids=["one panel", "three panels"])
    @pytest.mark.parametrize(
        ("width", "height", "density"), [(320, 640, 3), (360, 740, 2), (768, 1024, 2), (1920, 1080, 1)]
    )
    def test_fits_the_window_and_stays_sharp(self, open_player, make, width, height, density):
        reader = open_player(make(), width, height, device_scale_factor=density)
        reader.go(reader.last)
        sizes = reader.page.evaluate(
            """() => {
                const root = document.querySelector('.trajviz-player').shadowRoot;
                const canvases = [...root.querySelectorAll('.panel[tabindex] canvas')].map((canvas) => {
                    const box = canvas.getBoundingClientRect();
                    return [box.left, box.right, box.width, canvas.width];
                });
                const texts = [...root.querySelectorAll('.name, .readout, .moment')]
                    .map((e) => parseFloat(getComputedStyle(e).fontSize));
                const overflows = [...root.querySelectorAll('.entry, .bar > *, .heading > *')].filter((e) => {
                    const box = e.getBoundingClientRect();
                    return box.left < -1 || box.right > innerWidth + 1;
                });
                return { canvases, texts, overflows: overflows.length, scroll: document.documentElement.scrollWidth };
            }"""
        )
        assert sizes["scroll"] <= width
        assert sizes["overflows"] == 0
        assert min(sizes["texts"]) >= 9.5
        for left, right, shown, drawn in sizes["canvases"]:
            assert left >= -12
            assert right <= width + 12  # marks may reach over the edge
            assert drawn == pytest.approx(shown * density, abs=2)
        if width >= 1920:
            bar = reader.find(".bar").bounding_box()
            assert bar["y"] + bar["height"] <= height
            widest = sum(right - left for left, right, _, _ in sizes["canvases"])
            assert widest > 0.7 * width

    def test_panels_stand_in_a_column_on_a_phone(self, open_player):
        reader = open_player(several(), 360, 740)
        boxes = [panel.bounding_box() for panel in reader.page.locator(".panel[tabindex]").all()]
        tops = [box["y"] for box in boxes]
        assert tops == sorted(tops)
        assert all(box["width"] > 300 for box in boxes)
        map_alone = reader.picture(".panel[tabindex] >> nth=0")
        drawn = np.flatnonzero((map_alone != 255).any(axis=(0, 2)))
        assert drawn[-1] - drawn[0] > 300  # a neighbour's margins are its own

    @pytest.mark.parametrize("width", [360, 520, 760])
    @pytest.mark.parametrize("count", [4, 5, 9])
    def test_small_multiples_stay_equal(self, open_player, count, width):
        methods = ",".join(["GD", "Momentum", "Adam", "BFGS", "RMSprop", "Adagrad", "Nadam", "Nesterov", "CG"][:count])
        reader = open_player(tv.animate("elongated", methods, grid=True, steps=5), width, 740, reduced_motion="reduce")
        sizes = []
        for i in range(count):
            picture = reader.picture(f".panel[tabindex] >> nth={i}").astype(int)
            ground = picture.min(axis=2) < 240  # the map, from the sea to the sand, on a white page
            sizes.append([(ground.sum(axis) > ground.sum(axis).max() / 2).sum() for axis in (0, 1)])
        assert np.ptp(sizes, axis=0).max() <= 2
        assert np.min(sizes) > 80

    def test_follows_its_container_when_that_changes(self, open_player):
        reader = open_player(camel(), 1000, 720)
        wide = reader.find(".picture").bounding_box()["width"]
        reader.page.set_viewport_size({"width": 500, "height": 720})
        reader.wait()
        assert reader.find(".picture").bounding_box()["width"] <= 500 < wide
        assert reader.page.evaluate("() => document.documentElement.scrollWidth") <= 500


class TestPreferences:
    def test_follows_light_and_dark(self, open_player):
        reader = open_player(camel(), color_scheme="dark")
        reader.go(30)
        dark = reader.picture("body")
        assert tuple(dark[2, 2]) == (0x14, 0x17, 0x1D)
        reader.page.emulate_media(color_scheme="light")
        light = reader.picture("body")
        assert tuple(light[2, 2]) == (255, 255, 255)
        for place in (0, 1):  # a method is the same place in the colours of either ground
            on_dark, on_light = (as_theme(name).color(place) for name in ("dark", "light"))
            assert has_color(dark, on_dark)
            assert has_color(light, on_light)
        reader.button("light or dark").click()
        reader.page.mouse.move(1, 1)
        assert tuple(reader.picture("body")[2, 2]) == (0x14, 0x17, 0x1D)

    def test_a_dark_figure_opens_dark_and_turns_light_when_it_is_told_to(self, open_player):
        light, dark = (open_player(camel(theme=theme), color_scheme="light") for theme in ("light", "dark"))
        for reader in (light, dark):
            reader.go(30)
        assert tuple(dark.picture("body")[2, 2]) == (0x14, 0x17, 0x1D)
        dark.button("light or dark").click()
        dark.page.mouse.move(1, 1)
        assert difference(light.picture(), dark.picture()).max() < 12

    @pytest.mark.parametrize(("ground", "color"), [("dark", (0x14, 0x17, 0x1D)), ("light", (255, 255, 255))])
    def test_a_page_may_say_which_of_them(self, open_player, ground, color):
        other = {"dark": "light", "light": "dark"}[ground]
        page = f'<!DOCTYPE html><body data-ground="{ground}">{camel().to_html()}</body>'
        reader = open_player(page, color_scheme=other)
        assert tuple(reader.picture(".player")[2, 2]) == color

    def test_a_figure_of_the_users_own_keeps_its_colours(self, open_player):
        path = np.array([[0, 0], [1, 1], [2, 0.5]])
        reader = open_player(tv.TrajectoryAnimation([path], labels=["mine"]), color_scheme="dark")
        assert tuple(reader.picture("body")[2, 2]) == (255, 255, 255)
        assert not reader.button("light or dark").is_visible()

    def test_stands_still_on_the_last_frame_if_motion_is_to_be_reduced(self, open_player):
        reader = open_player(camel(), reduced_motion="reduce")
        assert not reader.is_playing
        assert reader.place == reader.last
        reader.wait(frames=20)
        assert reader.place == reader.last
        reader.button("play").click()
        assert reader.is_playing


class TestPaper:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_prints_its_last_frame(self, open_player, scheme):
        animation = camel()
        frames = animation.frames()
        height, width = frames[0].shape[:2]
        reader = open_player(animation, width, height + 300, color_scheme=scheme)
        reader.go(0)
        reader.page.emulate_media(media="print")
        assert not reader.find(".bar").is_visible()
        printed = reader.picture("img")
        assert printed.shape == frames[0].shape
        assert difference(printed, frames[-1]).mean() < 2.0
        document = reader.page.pdf()
        assert document.startswith(b"%PDF")
        assert document.count(b"/Type /Page\n") + document.count(b"/Type /Page ") <= 1

    def test_shows_its_last_frame_without_scripts(self, open_player):
        animation = camel()
        frames = animation.frames()
        height, width = frames[0].shape[:2]
        reader = open_player(animation, width, height, java_script_enabled=False)
        picture = reader.page.get_by_role("img")
        described = picture.get_attribute("alt")
        assert described.startswith("Six-hump camel: an animation of 3 paths")
        for run in animation.trajectories:
            assert f"{run.label}: {run.outcome} after {run.steps} steps at" in described
        shown = np.asarray(Image.open(io.BytesIO(picture.screenshot())).convert("RGB"))
        assert difference(shown, frames[-1]).mean() < 2.0

    def test_tells_those_who_see_nothing_what_it_shows(self, open_player):
        reader = open_player(several())
        player = reader.page.get_by_role("group", name="Six-hump camel")
        described = player.evaluate(
            "(e) => e.getRootNode().getElementById(e.getAttribute('aria-describedby')).textContent"
        )
        assert "x from -2 to 2" in described
        assert "a surface that can be turned" in described
        assert "BFGS: converged after 8 steps at (0.08984, -0.7127), f = -1.03163" in described
        unnamed = reader.page.evaluate(
            """() => [...document.querySelector('.trajviz-player').shadowRoot
                    .querySelectorAll('button, input, select, [tabindex]')]
                .filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim())).length"""
        )
        assert unnamed == 0

    def test_a_dark_one_prints_its_end_on_white(self, open_player):
        reader, light = (open_player(camel(theme=theme), 1000, 900) for theme in ("dark", "light"))
        reader.go(7)
        light.go(light.last)
        before = reader.picture("body")
        reader.page.emulate_media(media="print")
        reader.wait()
        assert not reader.find(".bar").is_visible()
        assert not reader.page.locator("img").is_visible()
        sheet = reader.picture("body")
        assert tuple(sheet[2, 2]) == (255, 255, 255)
        width = reader.find(".picture").bounding_box()["width"]
        assert width <= 680  # fits onto paper
        assert reader.readouts == light.readouts
        for place in (0, 1):
            assert has_color(reader.picture(), as_theme("light").color(place))
        reader.page.emulate_media(media="screen")
        reader.wait()
        assert reader.place == 7
        assert difference(reader.picture("body"), before).max() < 3
        assert reader.page.pdf().startswith(b"%PDF")
        assert reader.place == 7


AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class TestAccessibility:
    """Nothing is found by axe, which knows the rules of the WCAG."""

    def complaints(self, reader):
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(reader.page, options=AXE).response["violations"]
        return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("make", [camel, several, explorable], ids=["one", "three", "explored"])
    def test_a_page(self, open_player, make, scheme):
        reader = open_player(make(), 1200, 900, color_scheme=scheme, reduced_motion="reduce")
        assert self.complaints(reader) == []
        reader.button("keys").click()
        reader.page.get_by_role("button", name="BFGS").click()
        reader.find(".panel[tabindex]").focus()
        reader.press("m", "Shift+ArrowRight")
        assert self.complaints(reader) == []

    def test_a_narrow_page_without_names(self, open_player):
        reader = open_player(tv.TrajectoryAnimation([[[0, 0], [1, 1]]]), 360, 640, reduced_motion="reduce")
        assert self.complaints(reader) == []

    def test_a_page_without_scripts_has_a_heading_and_a_main_part(self, open_player):
        reader = open_player(camel(), java_script_enabled=False)
        assert reader.page.get_by_role("main").get_by_role("img").count() == 1
        assert reader.page.get_by_role("heading", level=1).inner_text() == "Six-hump camel"


class TestHostileNames:
    def test_names_are_text_wherever_they_are_shown(self, open_player):
        path = np.array([[0.0, 0.0], [1.0, 0.5], [2.0, 0.2]])
        runs = [tv.Trajectory.from_path(path + k / 10, name) for k, name in enumerate(HOSTILE)]
        reader = open_player(tv.animate(runs, title=HOSTILE[0] + HOSTILE[1]), 1200, 900)
        reader.go(reader.last)
        names = [each.inner_text() for each in reader.page.locator(".name").all()]
        assert [name.split() for name in names[:5]] == [name.split() for name in HOSTILE[:5]]
        assert HOSTILE[0] in reader.find(".title").inner_text()
        reader.find(".panel[tabindex]").focus()
        reader.press("m")
        assert reader.tip["of"].split() == HOSTILE[0].split()
        assert reader.page.locator("b[onmouseover], img[onerror]").count() == 0

    def test_names_of_axes_and_notes_too(self, open_player):
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=(6, 4))
        FigureCanvasAgg(figure)
        axes = figure.add_subplot(xlabel=HOSTILE[0], ylabel=HOSTILE[1], title=HOSTILE[2])
        axes.text(0.5, 0.5, HOSTILE[3])
        open_player(tv.TrajectoryAnimation([[[0, 0], [1, 1]]], labels=[HOSTILE[0]], ax=axes))

    def test_mathematics_is_drawn_and_told(self, open_player):
        runs = [tv.Trajectory.from_path([[0, 0], [1, 1]], r"$\alpha = 10^{-2}$")]
        reader = open_player(tv.animate(runs, title=r"$f(x) = \|x\|^2$"))
        assert reader.find(".name svg.written").bounding_box()["width"] > 20
        assert reader.find(".title svg.written").bounding_box()["height"] > 8
        assert r"$\alpha = 10^{-2}$" in reader.find(".name").inner_text()


class TestNeighbours:
    def test_two_on_a_page_do_not_disturb_each_other_or_the_page(self, open_player):
        one, two = camel().to_html(), several().to_html()
        page = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><style>
            body {{ font: 20px serif; color: rgb(1, 2, 3) }} button {{ display: none }} .panel, .bar {{ opacity: 0 }}
        </style></head><body><p id="before">before</p><div style="width: 700px">{one}</div><p>between</p>{two}
        <p class="title">after</p></body></html>"""
        reader = open_player(page, 1200, 1400)
        first, second = (reader.page.locator(".trajviz-player").nth(i) for i in (0, 1))
        assert first.bounding_box()["width"] == 700
        for player in (first, second):
            player.get_by_role("button", name="pause").click()
            player.locator(".slider").fill("5")
        first.locator(".slider").fill("20")
        first.get_by_role("button", name="BFGS").click()
        assert first.locator(".moment").inner_text().startswith("step 20 / 60")
        assert second.get_by_role("button", name="BFGS").get_attribute("aria-pressed") == "true"
        assert second.locator(".bar").evaluate("(e) => getComputedStyle(e).opacity") == "1"
        after = reader.page.locator("body > .title")
        assert after.evaluate("(e) => getComputedStyle(e).fontSize") == "20px"
        assert (
            reader.page.evaluate("() => Object.keys(window).filter((name) => /trajviz|player|clock/i.test(name))") == []
        )

    def test_takes_no_keys_that_are_meant_for_the_page(self, open_player):
        reader = open_player(f"<!DOCTYPE html><body><textarea></textarea>{camel().to_html()}", 900, 900)
        reader.go(10)
        reader.page.locator("textarea").fill("")
        reader.page.locator("textarea").focus()
        reader.press("l", "e", "Space", "ArrowLeft")
        assert reader.page.locator("textarea").input_value() == "le "
        assert (reader.place, reader.is_playing) == (10, False)

    def test_a_page_that_is_a_player_takes_keys_at_once(self, open_player):
        reader = open_player(camel())
        assert reader.is_playing
        reader.press("Space")
        assert not reader.is_playing


class TestNotebook:
    def test_a_cell_shows_the_player(self):
        bundle = camel()._repr_mimebundle_()
        assert set(bundle) == {"text/html", "image/png", "text/plain"}
        assert bundle["text/html"] == camel()._repr_html_() == camel().to_html(script="packed")

    def test_a_packed_script_is_the_script(self):
        own, packed = (camel().to_html(script=script).split("</trajviz-player>")[1] for script in ("own", "packed"))
        inside = re.search(r'\}\)\("([^"]+)"\)', packed)[1]
        assert f"<script>{zlib.decompress(base64.b64decode(inside)).decode('ascii')}</script>" in own
        assert len(packed) < len(own) / 2

    def test_ten_in_a_notebook_are_no_burden(self):
        bundle = camel()._repr_mimebundle_()
        picture = base64.b64encode(bundle.pop("image/png")).decode("ascii")  # as a notebook's file holds it
        assert 10 * len(json.dumps({**bundle, "image/png": picture})) < 1_500_000

    def test_has_the_last_frame_for_places_that_strip_scripts(self):
        animation = camel()
        picture = np.asarray(Image.open(io.BytesIO(animation._repr_mimebundle_()["image/png"])).convert("RGB"))
        frames = animation.frames()
        exact = frames[-1]
        difference = np.abs(picture.astype(int) - exact).max(axis=2)
        assert difference.mean() < 1
        assert (difference > 16).mean() < 0.005  # shades on the edges of letters
        meant = (exact[:, :, None] == frames.colours).all(axis=3).any(axis=2)  # lines, marks, text, ground
        assert meant.sum() > 10_000
        assert not difference[meant].any()


class TestExploring:
    @pytest.fixture
    def reader(self, open_player):
        reader = open_player(explorable(), 1200, 760)
        reader.find(".exploring").wait_for()
        return reader

    def drop(self, reader, fx=0.3, fy=0.3):
        reader.page.mouse.click(*reader.at(0, fx, fy))
        reader.page.mouse.move(1, 1)
        reader.wait()

    def start(self, reader):
        """Return where the paths start: the middle of the cell that the hint tells."""
        text = reader.find(".hint").inner_text()
        assert text.startswith("from (")
        x, y = (number(x) for x in text.removeprefix("from (").removesuffix(")").split(", "))
        exact = [(round((x + 2) * 3 - 0.5) + 0.5) / 3 - 2, (round((y + 1) * 4 - 0.5) + 0.5) / 4 - 1]
        assert exact == pytest.approx([x, y], abs=1e-3)
        return exact

    def test_a_click_runs_every_method_from_there(self, reader):
        assert reader.find(".hint").inner_text().startswith("Click to start anywhere else")
        self.drop(reader)
        assert reader.is_playing
        start = self.start(reader)
        reader.go(reader.last)
        for label in ("GD", "BFGS", "Momentum"):
            run = tv.trace("camel", label, start, 60)
            step, f = reader.readouts[label].split()[1::2][:2]
            assert int(step) == run.steps
            assert number(f) == pytest.approx(run.values[-1], rel=1e-4)
        reader.find(".panel[tabindex]").focus()
        reader.press("m", *["PageUp"] * 50)
        tip, run = reader.tip, tv.trace("camel", "GD", start, 60)
        assert (tip["of"], tip["step"]) == ("GD", "10")
        assert number(tip["f"]) == pytest.approx(run.values[10], rel=1e-4)
        assert [number(tip[name]) for name in "xy"] == pytest.approx(run.path[10], abs=4 / 20_000 + 1e-4)

    @pytest.mark.parametrize("place", [(0.3, 0.3), (0.6, 0.3), (0.55, 0.7), (0.9, 0.5)])  # to ends apart, and at stars
    def test_it_draws_what_an_animation_from_there_draws(self, open_player, place):
        # Levels of its own would go by the start.
        shown = {"steps": 60, "view": ["contour", "convergence"], "levels": (-0.5, 0, 1, 2, 3)}
        reader = open_player(tv.animate("camel", "GD,BFGS,Momentum", explore=(12, 8), **shown), 1200, 760)
        reader.find(".exploring").wait_for()
        self.drop(reader, *place)
        reader.go(reader.last)
        own = tv.animate("camel", "GD,BFGS,Momentum", start=self.start(reader), **shown)
        other = open_player(own, 1200, 760)
        other.go(other.last)
        here, there = (each.picture(".panel[tabindex]") for each in (reader, other))
        assert (difference(here, there) > 25).mean() < 0.002

    def test_another_start_and_back_to_the_authors(self, reader):
        reader.go(reader.last)
        author = reader.picture()
        back = reader.button("author\u2019s start")
        assert not back.is_visible()
        self.drop(reader, 0.3, 0.3)
        first = self.start(reader)
        self.drop(reader, 0.8, 0.6)
        assert self.start(reader) != first
        back.click()
        reader.go(reader.last)
        assert not back.is_visible()
        reader.page.mouse.move(1, 1)
        assert difference(reader.picture(), author).max() < 3

    def test_by_keys(self, reader):
        reader.pause()
        reader.find(".panel[tabindex]").focus()
        reader.press("Shift+ArrowRight")
        x, y = self.start(reader)
        cells = np.floor((explorable().trajectories[0].path[0] - [-2, -1]) * [3, 4])
        cells[0] += 1  # beside the author's
        assert [x, y] == pytest.approx((cells + 0.5) / [3, 4] - [2, 1], abs=1e-3)
        reader.press("Shift+ArrowRight", "Shift+ArrowUp")
        assert self.start(reader) == pytest.approx([x + 4 / 12, y + 2 / 8], abs=1e-3)
        reader.press("Escape")
        assert reader.find(".hint").inner_text().startswith("Click to start")

    def test_basins_tint_the_map(self, reader):
        reader.go(0)
        plain = reader.picture(".panel[tabindex]")
        choice = reader.page.get_by_label("basins")
        assert choice.locator("option").all_inner_texts() == ["none", "GD", "BFGS", "Momentum"]
        choice.select_option("GD")
        reader.page.mouse.move(1, 1)
        tinted = reader.picture(".panel[tabindex]")
        assert (difference(tinted, plain) > 15).mean() > 0.3
        choice.select_option("none")
        assert difference(reader.picture(".panel[tabindex]"), plain).max() < 3

    def test_basins_are_as_fine_as_they_are_told(self, open_player):
        animation = tv.animate("himmelblau", "GD", steps=100, explore=(4, 3))
        reader = open_player(animation)
        reader.find(".exploring").wait_for()
        reader.go(0)
        plain = reader.picture(".panel[tabindex]").astype(int)
        reader.page.get_by_label("basins").select_option("GD")
        reader.page.mouse.move(1, 1)
        tint = reader.picture(".panel[tabindex]") - plain
        rows, columns = (np.flatnonzero((np.abs(tint).sum(axis=2) > 9).mean(axis=axis) > 0.5) for axis in (1, 0))
        colors = (plain + tint / 0.38)[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]  # so dense is the tint
        (fine,), (height, width) = animation.composition.exploration.fine, colors.shape[:2]
        seen = {}
        for row, column in np.random.default_rng(1).integers(fine.shape, size=(400, 2)):
            near = fine[max(row - 3, 0) : row + 4, max(column - 3, 0) : column + 4]
            x, y = width * (column + 0.5) / fine.shape[1], height * (1 - (row + 0.5) / fine.shape[0])
            if (near == near[0, 0]).all():
                seen.setdefault(int(near[0, 0]), []).append(colors[int(y), int(x)])
        assert len(seen) >= 4
        middles = {basin: np.median(tints, axis=0) for basin, tints in seen.items()}
        for basin, tints in seen.items():  # most are of the colour of their own basin, by far
            apart = {other: np.abs(np.array(tints) - middle).sum(axis=1) for other, middle in middles.items()}
            nearest = np.array(list(apart))[np.argmin(list(apart.values()), axis=0)]
            assert (nearest == basin).mean() > 0.8

    def test_the_clock_of_evaluations_counts_there_too(self, reader):
        self.drop(reader)
        start = self.start(reader)
        reader.page.get_by_label("what the clock counts").select_option("evaluations")
        reader.go(reader.last)
        runs = [tv.trace("camel", label, start, 60) for label in ("GD", "BFGS", "Momentum")]
        most = max(int(run.evaluations[-1]) for run in runs)
        assert reader.moment == f"evaluation {most} / {most}"

    @pytest.mark.parametrize("kind", ["steps", "evaluations"])
    def test_is_where_it_would_be_whatever_clock_the_author_has(self, open_player, kind):
        pictures = []
        for clock in ("steps", "evaluations"):
            views = ["convergence", "contour"]
            animation = tv.animate("camel", "GD,BFGS", steps=60, view=views, explore=(12, 8), clock=clock)
            reader = open_player(animation)
            assert reader.page.get_by_label("what the clock counts").input_value() == clock
            reader.find(".exploring").wait_for()
            reader.page.mouse.click(*reader.at(1, 0.3, 0.4))
            self.start(reader)
            reader.page.get_by_label("what the clock counts").select_option(kind)
            reader.go(reader.last)
            pictures.append(reader.picture(".panel[tabindex]"))
        height, width = np.min([picture.shape[:2] for picture in pictures], axis=0)
        one, other = (picture[:height, :width] for picture in pictures)
        assert (difference(one, other) > 25).mean() < 0.004

    def test_on_a_surface(self, open_player):
        animation = tv.animate("camel", "GD,BFGS", steps=60, view="surface", explore=(12, 8))
        reader = open_player(animation)
        reader.find(".exploring").wait_for()
        reader.go(reader.last)
        plain = reader.picture()
        reader.page.get_by_label("basins").select_option("GD")
        assert (difference(reader.picture(), plain) > 15).mean() > 0.1
        reader.page.mouse.click(*reader.at(0, 0.5, 0.5))
        start = self.start(reader)
        reader.go(reader.last)
        run = tv.trace("camel", "GD", start, 60)
        assert number(reader.readouts["GD"].split()[3]) == pytest.approx(run.values[-1], rel=1e-4)
        reader.drag(reader.at(0, 0.5, 0.5), reader.at(0, 0.6, 0.5))  # turning drops no ball
        assert self.start(reader) == start
        reader.page.mouse.dblclick(*reader.at(0, 0.5, 0.6))  # drops one, and leaves the camera where it is
        assert self.start(reader) != start
        assert reader.button("the author's camera").is_visible()


def test_the_picture_without_scripts_is_a_part_of_the_page():
    page = camel().to_html()
    encoded = page.partition('src="data:image/webp;base64,')[2].partition('"')[0]
    assert Image.open(io.BytesIO(base64.b64decode(encoded))).size == (800, 500)
