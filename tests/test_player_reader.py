"""What a reader can do with a player, in a real browser: every control, by mouse, touch and keyboard."""

from __future__ import annotations

import base64
import io
import json
import re
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from browser import difference, has_color, number
from PIL import Image

import trajviz as tv
from trajviz.drawing.theme import as_theme

pytestmark = pytest.mark.slow

RED, BLUE = as_theme("light").lines[:2]


@cache
def camel():
    return tv.animate("camel", "BFGS,GD", steps=60)


@cache
def three_panels():
    return tv.animate("camel", "BFGS,GD", steps=60, view=["contour", "surface", "convergence"])


@cache
def surface():
    return tv.animate("camel", "BFGS,GD", steps=60, view="surface")


def run_of(animation, label):
    (run,) = [run for run in animation.trajectories if run.label == label]
    return run


@pytest.fixture
def reader(open_player):
    return open_player(camel())


class TestTime:
    def test_plays_by_itself_and_again_from_the_start(self, open_player):
        reader = open_player(tv.animate("camel", "BFGS", steps=4, seconds=0.3, hold=0))
        assert reader.is_playing
        seen = reader.page.evaluate(
            """async () => {
                const slider = document.querySelector('.trajviz-player').shadowRoot.querySelector('.slider');
                const seen = [];
                while (!(seen.includes(slider.max) && seen.at(-1) === '0')) {
                    await new Promise(requestAnimationFrame);
                    if (seen.at(-1) !== slider.value) seen.push(slider.value);
                }
                return seen.map(Number);
            }"""
        )
        last = reader.last
        assert last in seen
        assert seen[seen.index(last) + 1] == 0
        assert all(after > before or (before, after) == (last, 0) for before, after in pairwise(seen))

    @pytest.mark.parametrize("how", ["mouse", "key"])
    def test_pauses_and_plays(self, reader, how):
        def toggle():
            if how == "mouse":
                reader.button("pause" if reader.is_playing else "play").click()
            else:
                reader.press("Space")

        reader.find(".panel[tabindex]").focus()
        assert reader.is_playing
        toggle()
        assert not reader.is_playing
        place = reader.place
        reader.wait(frames=20)
        assert reader.place == place
        toggle()
        assert reader.is_playing
        reader.wait_for_place(f"!= {place}")

    def test_steps_by_mouse(self, reader):
        reader.go(10)
        reader.button("a step forward").click()
        assert reader.place == 11
        reader.button("a step back").click(click_count=2)
        assert reader.place == 9

    def test_steps_by_keys_from_anywhere(self, reader):
        reader.go(10)
        for selector in (".name", ".slider", ".button"):
            reader.find(selector).focus()
            before = reader.place
            reader.press("ArrowRight")
            assert reader.place == before + 1
        reader.find(".name").focus()
        reader.press("ArrowLeft", "ArrowLeft")
        assert reader.place == 11
        reader.press("End")
        assert reader.place == reader.last == 60
        reader.press("ArrowRight")
        assert reader.place == 60
        reader.press("Home")
        assert reader.place == 0
        assert reader.moment == "step 0 / 60"

    def test_the_slider_stays_in_the_hand_and_goes_on_when_let_go(self, reader):
        box = reader.find(".slider").bounding_box()
        reader.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        reader.page.mouse.down()
        held = reader.place
        reader.wait(frames=20)
        assert reader.place == held
        reader.page.mouse.up()
        assert reader.is_playing

    def test_scrubs_with_the_mouse(self, reader):
        reader.pause()
        box = reader.find(".slider").bounding_box()
        y = box["y"] + box["height"] / 2
        reader.drag((box["x"] + 2, y), (box["x"] + box["width"] / 2, y))
        assert abs(reader.place - reader.last / 2) <= 2
        assert reader.moment.partition(" ×")[0] == f"step {reader.place} / 60"

    def test_speed(self, open_player):
        reader = open_player(tv.animate("camel", "GD", steps=60, seconds=30))
        speed = reader.page.get_by_label("speed")

        def places_per_second(places):
            return reader.page.evaluate(
                """async (places) => {
                    const slider = document.querySelector('.trajviz-player').shadowRoot.querySelector('.slider');
                    const next = async () => {
                        const before = slider.value;
                        for (;;) {
                            const now = await new Promise(requestAnimationFrame);
                            if (slider.value !== before) return [now, Number(slider.value)];
                        }
                    };
                    const [began, first] = await next();
                    let [now, place] = [began, first];
                    while (place < first + places) [now, place] = await next();
                    return (place - first) / (now - began) * 1000;
                }""",
                places,
            )

        slow = places_per_second(2)
        speed.select_option("4")
        assert places_per_second(12) == pytest.approx(4 * slow, rel=0.4)
        reader.find(".name").focus()
        reader.press("-", "-", "-", "-", "-", "-")
        assert speed.input_value() == "0.25"
        reader.press("+")
        assert speed.input_value() == "0.5"

    @pytest.mark.parametrize("how", ["mouse", "key"])
    def test_stops_at_the_end_unless_it_repeats(self, open_player, how):
        reader = open_player(tv.animate("camel", "BFGS", steps=4, seconds=0.2, hold=0))
        loop = reader.button("repeat")
        assert loop.get_attribute("aria-pressed") == "true"
        if how == "mouse":
            loop.click()
        else:
            reader.find(".name").focus()
            reader.press("l")
        assert loop.get_attribute("aria-pressed") == "false"
        reader.button("play").wait_for()
        assert reader.place == reader.last
        reader.button("play").click()  # begins anew
        reader.button("play").wait_for()
        assert reader.place == reader.last

    def test_clock_of_evaluations(self, open_player):
        animation = tv.animate("camel", "BFGS,GD", steps=60, view=["contour", "convergence"])
        reader = open_player(animation, 1200, 760)
        reader.go(5)
        by_steps = reader.picture()
        axis = "() => document.querySelector('.trajviz-player').shadowRoot.querySelectorAll('.panel[tabindex]')[1]"
        pixels = f"{axis}.querySelector('canvas').toDataURL()"
        over_steps = reader.page.evaluate(pixels)
        reader.page.get_by_label("what the clock counts").select_option("evaluations")
        reader.wait()
        assert reader.page.evaluate(pixels) != over_steps  # the axis says what it counts
        bfgs, gd = (run_of(animation, name) for name in ("BFGS", "GD"))
        counts = sorted({*bfgs.evaluations.tolist(), *gd.evaluations.tolist()})
        assert reader.last == len(counts) - 1
        spent = 9
        reader.go(counts.index(spent))
        assert reader.moment == f"evaluation {spent} / {counts[-1]}"
        for run in (bfgs, gd):
            row = int(np.searchsorted(run.evaluations, spent, side="right")) - 1
            assert f"step {row} " in reader.readouts[run.label] + " "
        assert difference(reader.picture(), by_steps).max() > 40
        reader.find(".name").focus()
        reader.press("e")
        assert reader.moment.startswith("step")

    @pytest.mark.parametrize("view", ["contour", "surface", "convergence"])
    def test_begins_on_the_clock_that_was_asked_for_and_can_be_switched(self, open_player, view):
        by_evaluations, by_steps = (
            tv.animate("camel", "BFGS,GD", steps=60, view=view, clock=clock, pace="even", frames=61)
            for clock in ("evaluations", "steps")
        )
        bfgs, gd = (run_of(by_evaluations, name) for name in ("BFGS", "GD"))
        assert gd.evaluations.tolist() == by_evaluations.timeline.moments.tolist() == list(range(61))
        height, width = by_evaluations.frames()[0].shape[:2]
        reader = open_player(by_evaluations, width, height + 400)
        choice = reader.page.get_by_label("what the clock counts")

        def shows(animation, moment):
            reader.go(moment)
            shown = reader.picture()
            apart = difference(shown, np.ascontiguousarray(animation.frames()[moment][-len(shown) :, : shown.shape[1]]))
            most = {"mean": 3.2, "share": 0.012} if view == "surface" else {"mean": 1.6, "share": 0.004}
            return apart.mean() < most["mean"] and (apart > 40).mean() < most["share"]

        def still():
            panel = "document.querySelector('.trajviz-player').shadowRoot.querySelector('.panel[tabindex]')"
            address = reader.page.evaluate(f"() => {panel}.querySelector('canvas').toDataURL()")
            return np.asarray(Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))).convert("RGBA"))

        assert choice.input_value() == "evaluations"
        assert reader.last == 60
        for spent in (0, int(bfgs.evaluations[3]), 60):  # here both have just taken a step
            assert shows(by_evaluations, spent)
            assert reader.moment == f"evaluation {spent} / 60"
        drawn = still()
        choice.select_option("steps")
        reader.wait()
        # The axis says what it counts; Chromium draws the same a second time to within a few levels.
        assert (np.abs(still().astype(int) - drawn).max() > 40) == (view == "convergence")
        for step in (0, 3, 60):
            assert shows(by_steps, step)
            assert reader.moment == f"step {step} / 60"

    def test_an_authors_clock_that_counts_the_same_is_that_of_steps(self, open_player):
        reader = open_player(tv.animate("camel", "GD,Momentum", steps=5, view="convergence", clock="evaluations"))
        reader.go(3)
        assert reader.moment == "step 3 / 5"
        assert reader.page.get_by_label("what the clock counts").input_value() == "steps"

    def test_there_is_no_other_clock_where_all_spend_alike(self, open_player):
        reader = open_player(tv.animate("camel", "GD,Momentum", steps=20))
        assert not reader.page.get_by_label("what the clock counts").is_visible()


class TestLegend:
    @pytest.mark.parametrize("how", ["mouse", "key"])
    def test_hides_and_shows_a_method_in_every_panel(self, open_player, how):
        reader = open_player(three_panels(), 1600, 760)
        reader.go(reader.last)
        name = reader.page.get_by_role("button", name="BFGS")

        def toggle():
            if how == "mouse":
                name.click()
                reader.page.mouse.move(1, 1)
            else:
                name.focus()
                reader.press("Enter")

        def panels_with(color):
            return [has_color(reader.picture(f".panel[tabindex] >> nth={i}"), color) for i in range(3)]

        assert panels_with(RED) == panels_with(BLUE) == [True] * 3
        toggle()
        assert name.get_attribute("aria-pressed") == "false"
        assert panels_with(RED) == [False] * 3
        assert panels_with(BLUE) == [True] * 3
        toggle()
        assert name.get_attribute("aria-pressed") == "true"
        assert panels_with(RED) == [True] * 3

    def test_tells_where_each_method_is(self, reader):
        for place in (0, 3, 60):
            reader.go(place)
            for run in camel().trajectories:
                row = min(place, run.steps)
                step, f, end = re.fullmatch(r"step (\S+) f (\S+) (.+)", reader.readouts[run.label]).groups()
                assert int(step) == row
                assert number(f) == pytest.approx(run.values[row], rel=1e-4)
                if row == run.steps:
                    assert end == {"BFGS": "converged", "GD": "out of steps"}[run.label]
                else:
                    gradient = np.linalg.norm(run.objective.gradient(run.path[row]))
                    assert number(end.removeprefix("|∇f| ")) == pytest.approx(gradient, rel=0.06)

    def test_runs_of_one_method_share_an_entry(self, open_player):
        animation = tv.animate("himmelblau", "GD,BFGS", start=[(-1, -0.5), (2, -2)], steps=20)
        reader = open_player(animation)
        reader.go(reader.last)
        assert list(reader.readouts) == ["GD", "BFGS"]
        lowest = min(run.values[-1] for run in animation.trajectories if run.label == "BFGS")
        assert number(re.search(r"lowest f (\S+)", reader.readouts["BFGS"])[1]) == pytest.approx(lowest, rel=1e-4)


def point_on_stage(reader, animation, point, panel=0):
    """Return where a point in data units is on the page, by the data block itself."""
    data = data_of(animation)
    shown = [each for each in data["panels"] if "limits" in each][panel]
    element = reader.page.locator(".picture").bounding_box()
    left, top, width, height = shown["box"]
    outer_width, outer_height = data["figure"]["size"]
    scale = element["width"] / outer_width
    above = outer_height - element["height"] / scale
    fractions = [(x - low) / (high - low) for x, (low, high) in zip(point, shown["limits"], strict=True)]
    x = element["x"] + scale * (left + fractions[0] * width)
    y = element["y"] + scale * (top - above + (1 - fractions[1]) * height)
    return x, y


def data_of(animation):
    html = animation.to_html()
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)[1])


class TestReading:
    def test_pointing_at_a_path_reads_its_nearest_point(self, reader):
        reader.go(reader.last)
        run = run_of(camel(), "GD")
        reader.page.mouse.move(*point_on_stage(reader, camel(), run.path[4]))
        reader.wait()
        tip = reader.tip
        assert (tip["of"], tip["step"], tip["evaluations"]) == ("GD", "4", "4")
        assert number(tip["f"]) == pytest.approx(run.values[4], rel=1e-5)
        assert [number(tip[name]) for name in "xy"] == pytest.approx(run.path[4], rel=1e-4)
        assert number(tip["|∇f|"]) == pytest.approx(np.linalg.norm(run.objective.gradient(run.path[4])), rel=0.006)
        reader.page.mouse.move(5, 5)
        assert reader.tip is None

    @pytest.mark.parametrize("view", ["contour", "surface"])
    def test_pointing_at_a_line_between_two_points_reads_the_nearer(self, open_player, view):
        path = np.array([[-1.5, -0.8], [1.5, -0.8], [1.5, 0.8]])
        run = tv.Trajectory.from_path(
            path, "long steps", objective=tv.objective("x**2 + y**2", domain=[(-2, 2), (-1, 1)])
        )
        animation = tv.animate(run, view=view, **({"azim": -90, "elev": 85} if view == "surface" else {}))
        reader = open_player(animation)
        reader.go(reader.last)
        panel = reader.find(".panel[tabindex]")
        box = panel.bounding_box()
        shown = reader.picture(".panel[tabindex]").astype(int)
        red = np.argwhere(np.abs(shown - [0xCE, 0x2D, 0x1D]).max(axis=2) < 40)
        left, right = int(red[:, 1].min()), int(red[:, 1].max())
        told = {}
        for share in (0.3, 0.42, 0.58, 0.7):  # of the long lower line
            x = round(left + share * (right - left))
            y = int(red[red[:, 1] == x][:, 0].max())
            reader.page.mouse.move(box["x"] + x, box["y"] + y)
            reader.wait()
            told[share] = reader.tip and reader.tip["step"]
        assert told == {0.3: "0", 0.42: "0", 0.58: "1", 0.7: "1"}
        reader.go(0)
        reader.page.mouse.move(box["x"] + (left + right) / 2, box["y"] + y)
        assert reader.tip is None  # the line is not there yet

    def test_points_that_are_not_reached_yet_are_not_read(self, reader):
        reader.go(2)
        run = run_of(camel(), "GD")
        reader.page.mouse.move(*point_on_stage(reader, camel(), run.path[60]))
        assert reader.tip is None

    def test_tapping_reads_too(self, open_player):
        reader = open_player(camel(), 400, 800, has_touch=True, is_mobile=True)
        reader.go(reader.last)
        x, y = reader.at(0, 0.5, 0.86)
        reader.page.touchscreen.tap(x, y)
        reader.wait()
        assert reader.tip["of"] in ("BFGS", "GD")

    def test_keys_read_every_point_of_every_method(self, reader):
        reader.go(reader.last)
        reader.find(".panel[tabindex]").focus()
        reader.press("m")
        assert (reader.tip["of"], reader.tip["step"]) == ("BFGS", "8")
        reader.press("PageUp")
        run = run_of(camel(), "BFGS")
        assert reader.tip["step"] == "7"
        assert number(reader.tip["f"]) == pytest.approx(run.values[7], rel=1e-5)
        spoken = reader.page.get_by_role("status").first.inner_text()
        assert spoken.startswith("BFGS: step 7, ")
        reader.press("m")
        assert (reader.tip["of"], reader.tip["step"]) == ("GD", "60")
        reader.press("PageUp", "PageUp", "PageDown")
        assert reader.tip["step"] == "59"

    def test_nothing_is_read_where_nothing_is_shown(self, reader):
        reader.go(reader.last)
        for name in reader.page.locator(".name").all():
            name.click()
        reader.find(".panel[tabindex]").focus()
        reader.press("PageDown", "PageUp", "m")
        assert reader.tip is None

    def test_escape_and_a_turn_of_the_surface(self, open_player):
        reader = open_player(surface())
        reader.go(reader.last)
        reader.find(".panel[tabindex]").focus()
        reader.press("m")
        before = reader.find(".tip").bounding_box()
        reader.press(*["ArrowLeft"] * 8)
        assert reader.find(".tip").bounding_box() != before  # it stays with its point
        reader.press("Escape")
        assert reader.tip is None

    def test_in_every_panel(self, open_player):
        reader = open_player(three_panels(), 1600, 760)
        reader.go(reader.last)
        for panel in reader.page.locator(".panel[tabindex]").all():
            panel.focus()
            reader.press("m")
            assert (reader.tip["of"], reader.tip["step"]) == ("BFGS", "8")
            box, tip = reader.find(".picture").bounding_box(), reader.find(".tip").bounding_box()
            assert box["x"] <= tip["x"]
            assert tip["x"] + tip["width"] <= box["x"] + box["width"] + 1

    def test_what_is_no_number_is_told(self, open_player):
        animation = tv.animate("x**4 + y**4", "GD(lr=1)", start=(1.5, 1), steps=12)
        assert animation.trajectories[0].outcome == "diverged"
        reader = open_player(animation)
        reader.go(reader.last)
        reader.find(".panel[tabindex]").focus()
        reader.press("m")
        assert reader.tip is not None


class TestSpace:
    @pytest.fixture
    def reader(self, open_player):
        reader = open_player(surface())
        reader.go(reader.last)
        return reader

    @pytest.fixture
    def author(self, reader):
        return reader.picture()

    def is_as_author_left_it(self, reader, author):
        return difference(reader.picture(), author).max() < 3

    def test_turns_and_tilts_with_the_mouse(self, reader, author):
        assert not reader.button("the author's camera").is_visible()
        reader.drag(reader.at(0, 0.5, 0.5), reader.at(0, 0.65, 0.5))
        turned = reader.picture()
        assert difference(turned, author).mean() > 3
        reader.drag(reader.at(0, 0.5, 0.5), reader.at(0, 0.5, 0.65))
        assert difference(reader.picture(), turned).mean() > 3
        reader.button("the author's camera").click()
        reader.page.mouse.move(1, 1)
        assert self.is_as_author_left_it(reader, author)

    def test_turns_tilts_and_zooms_with_keys(self, reader, author):
        reader.find(".panel[tabindex]").focus()
        reader.press("ArrowLeft", "ArrowRight")
        before = reader.place
        for there, back in [("ArrowLeft", "ArrowRight"), ("ArrowUp", "ArrowDown"), ("+", "-")]:
            plain = reader.picture(".panel[tabindex]")
            reader.press(there)
            assert difference(reader.picture(".panel[tabindex]"), plain).mean() > 2
            reader.press(back)
            assert difference(reader.picture(".panel[tabindex]"), plain).max() < 3
        assert reader.place == before  # the keys of the clock mean the surface here
        reader.press("ArrowLeft", "+", "0")
        reader.find(".name").focus()
        assert self.is_as_author_left_it(reader, author)

    def test_the_wheel_zooms_once_the_surface_is_held(self, reader, author):
        x, y = reader.at(0, 0.5, 0.5)
        reader.page.mouse.move(x, y)
        reader.page.mouse.wheel(0, -200)
        reader.page.mouse.move(1, 1)
        assert self.is_as_author_left_it(reader, author)
        reader.page.mouse.click(x, y)
        reader.page.mouse.wheel(0, -200)
        reader.page.mouse.move(1, 1)
        assert difference(reader.picture(), author).mean() > 3

    def test_turns_and_zooms_by_touch(self, open_player):
        reader = open_player(surface(), 500, 800, has_touch=True, is_mobile=True)
        reader.go(reader.last)
        session = reader.context.new_cdp_session(reader.page)

        def touch(kind, *points):
            points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
            session.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

        author = reader.picture()
        x, y = reader.at(0, 0.5, 0.5)
        reader.page.touchscreen.tap(*reader.at(0, 0.1, 0.1))  # takes hold of it
        touch("Start", (x, y))
        for i in range(1, 6):
            touch("Move", (x + 12 * i, y + 4 * i))
        touch("End")
        turned = reader.picture()
        assert difference(turned, author).mean() > 2
        reader.wait(frames=30)  # a tap that follows a swipe at once is taken for its end
        reader.button("the author's camera").tap()
        assert self.is_as_author_left_it(reader, author)
        touch("Start", (x - 20, y), (x + 20, y))
        for i in range(1, 6):
            touch("Move", (x - 20 - 10 * i, y), (x + 20 + 10 * i, y))
        touch("End")
        assert difference(reader.picture(), author).mean() > 2

    def test_a_swipe_scrolls_the_page_until_the_surface_was_tapped(self, open_player):
        body = f'<body>{surface().to_html()}<p style="height: 3000px">'
        page = f'<!DOCTYPE html><meta name="viewport" content="width=device-width">{body}'
        reader = open_player(page, 500, 700, has_touch=True, is_mobile=True, reduced_motion="reduce")
        session = reader.context.new_cdp_session(reader.page)
        x, y = reader.at(0, 0.5, 0.7)

        def swipe():
            for i in range(10):
                kind, at = (
                    ("touchMove", [{"x": x, "y": y - 15 * i, "id": 0}])
                    if i
                    else ("touchStart", [{"x": x, "y": y, "id": 0}])
                )
                session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})
            session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

        author = reader.picture()
        reader.page.evaluate("() => addEventListener('scrollend', () => { window.ended = true }, { once: true })")
        swipe()
        reader.wait_until("window.ended")
        assert reader.page.evaluate("scrollY") > 60
        reader.page.evaluate("scrollTo(0, 0)")
        assert self.is_as_author_left_it(reader, author)
        reader.page.touchscreen.tap(x, y)
        swipe()
        assert not self.is_as_author_left_it(reader, author)  # it has been turned
        assert reader.page.evaluate("scrollY") == 0
        reader.find(".title").tap()  # lets go of it
        swipe()
        reader.wait_until("scrollY > 60")

    def test_the_wheel_is_the_pages_again_when_the_pointer_has_left(self, open_player):
        reader = open_player(f"<!DOCTYPE html><body>{surface().to_html()}<p style='height: 3000px'>", 900, 700)
        reader.pause()
        x, y = reader.at(0, 0.5, 0.5)
        reader.page.mouse.click(x, y)
        reader.page.mouse.wheel(0, 200)
        reader.wait()
        assert reader.page.evaluate("scrollY") == 0
        zoomed = reader.picture()
        reader.page.mouse.move(x, 690)
        reader.page.mouse.move(x, y)
        reader.page.mouse.wheel(0, 100)
        reader.wait_until("scrollY > 50")
        reader.page.evaluate("scrollTo(0, 0)")
        reader.page.mouse.move(1, 1)
        assert difference(reader.picture(), zoomed).max() < 30  # but for the ring of what was read

    def test_double_clicking_returns_to_the_authors_camera(self, reader, author):
        reader.drag(reader.at(0, 0.5, 0.5), reader.at(0, 0.7, 0.6))
        reader.page.mouse.dblclick(*reader.at(0, 0.2, 0.2))
        reader.page.mouse.move(1, 1)
        reader.find(".name").focus()
        assert self.is_as_author_left_it(reader, author)

    def test_paths_behind_a_hill_are_fainter(self, open_player):
        hill = tv.objective("exp(-x**2 - y**2)", domain=[(-2, 2), (-2, 2)])
        runs = [
            tv.Trajectory.from_path([(-1.8, y), (1.8, y)], label, objective=hill)
            for y, label in [(1.2, "behind"), (-1.2, "before")]
        ]
        animation = tv.animate(runs, view="surface", log=False, elev=6, azim=-90, readout=False)
        reader = open_player(animation)
        reader.go(reader.last)
        picture = reader.picture()
        behind, before = (has_color(picture, color, 40) for color in (RED, BLUE))
        assert before
        middle = picture[:, picture.shape[1] // 2 - 30 : picture.shape[1] // 2 + 30]
        assert not has_color(middle, RED, 40)
        assert has_color(middle, BLUE, 40)
        assert behind  # beside the hill it is seen as it is

    def test_the_authors_orbit_goes_on_until_a_reader_turns(self, open_player):
        reader = open_player(tv.animate("camel", "GD", steps=30, view="surface", orbit=90))
        reader.go(0)
        first = reader.picture()
        reader.go(30)
        assert difference(reader.picture(), first).mean() > 3
        reader.drag(reader.at(0, 0.5, 0.5), reader.at(0, 0.6, 0.5))
        held = reader.picture()
        reader.go(29)
        reader.go(30)
        assert difference(reader.picture(), held).max() < 3


class TestHelp:
    def test_keys_are_listed(self, reader):
        keys = reader.find(".keys")
        assert not keys.is_visible()
        reader.button("keys").click()
        assert "play, pause" in keys.inner_text()
        assert reader.button("keys").get_attribute("aria-expanded") == "true"
        reader.press("?")
        assert not keys.is_visible()

    def test_all_is_reached_with_the_tab_key_and_shows_its_focus(self, open_player):
        reader = open_player(surface())
        reader.pause()
        reader.page.mouse.click(2, 2)
        reached = []
        for _ in range(15):
            reader.press("Tab")
            kind, ring = reader.page.evaluate(
                """() => {
                    const element = document.querySelector('.trajviz-player').shadowRoot.activeElement;
                    if (!element) return ['', ''];
                    const style = getComputedStyle(element);
                    const name = element.getAttribute('aria-label') || element.textContent.trim();
                    return [name, style.outlineStyle + style.boxShadow];
                }"""
            )
            reached.append(kind)
            assert not kind or ring != "nonenone"
        for name in ("BFGS", "GD", "play", "a step back", "a step forward", "moment", "speed", "repeat", "keys"):
            assert name in reached
        assert any("surface" in name for name in reached)


PLACES = """() => [...document.querySelector('trajviz-player').shadowRoot
    .querySelectorAll('.title, .legend, .entry, .picture, .panel, .bar, .slider, .group, .hint, .choice, .moment')]
    .map((element) => {
        const box = element.getBoundingClientRect();
        return [element.className, box.x, box.y, box.width, box.height].join(' ');
    })"""


class TestNothingJumps:
    @pytest.mark.parametrize("width", [320, 360, 520, 700, 1200])
    @pytest.mark.parametrize("methods", ["GD,Momentum", "GD,BFGS,Momentum"])
    def test_when_a_ball_is_dropped_or_keys_are_listed(self, open_player, methods, width):
        animation = tv.animate("camel", methods, steps=20, view=["contour", "convergence"], explore=(12, 8))
        reader = open_player(animation, width, 760, reduced_motion="reduce")
        reader.find(".exploring .choice").wait_for()
        before = reader.page.evaluate(PLACES)
        reader.page.mouse.click(*reader.at(0, 0.5, 0.5))
        reader.wait()
        assert reader.button("author\u2019s start").is_visible()
        assert reader.page.evaluate(PLACES) == before
        reader.press("?")
        assert reader.find(".keys").is_visible()
        assert reader.page.evaluate(PLACES) == before
        reader.page.mouse.move(1, 1)
        reader.find(".panel[tabindex]").focus()
        reader.press("Escape")
        assert not reader.button("author\u2019s start").is_visible()
        assert reader.page.evaluate(PLACES) == before
