"""The player in other people's pages: wherever it is put, whatever it inherits, however it got there."""

from __future__ import annotations

from functools import cache
from html import escape

import numpy as np
import pytest
from browser import difference, has_color

import trajviz as tv
from trajviz.drawing.theme import as_theme

pytestmark = pytest.mark.slow

RED = as_theme("light").lines[0]
DARK = (0x14, 0x17, 0x1D)
STILL = {"reduced_motion": "reduce"}  # a player that opens at its end and rests there


@cache
def camel(**options):
    return tv.animate("camel", "BFGS,GD", steps=20, **options)


@cache
def surface():
    return tv.animate("camel", "BFGS,GD", steps=20, view="surface")


@cache
def fragment():
    return camel().to_html()


def page(body, style=""):
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><style>{style}</style></head><body>{body}</body></html>'


class TestPlaces:
    """A player is as wide as its figure, 800, where there is room, and narrower where there is less."""

    @pytest.mark.parametrize(
        ("width", "markup"),
        [
            (600, '<div style="width: 600px">{}</div>'),
            (784, '<div style="display: flex"><p style="flex: none; width: 200px; margin: 0">text</p>{}</div>'),
            (800, '<div style="display: flex; flex-direction: column; align-items: center">{}</div>'),
            (487, '<div style="display: flex; gap: 10px">{0}{0}</div>'),
            (800, '<div style="float: left">{}</div><p>text</p>'),
            (400, '<div style="width: 400px"><div style="float: right">{}</div></div>'),
            (800, '<div style="display: inline-block">{}</div>'),
            (800, '<table style="border-spacing: 0"><tr><td style="padding: 0">{}</td><td>text</td></tr></table>'),
            (490, '<table style="border-spacing: 0"><tr><td style="padding: 0">{0}</td><td>{0}</td></tr></table>'),
            (492, '<div style="display: grid; grid-template-columns: 1fr 1fr">{0}{0}</div>'),
            (800, '<div style="display: inline-grid">{}</div>'),
            (800, '<div style="position: absolute; right: 20px">{}</div>'),
            (800, '<div style="width: fit-content">{}</div>'),
            (300, '<div style="width: min-content; min-width: 300px">{}</div>'),
            (800, '<div style="writing-mode: vertical-rl; height: 700px">{}</div>'),
        ],
    )
    def test_fills_its_place(self, open_player, width, markup):
        reader = open_player(page(markup.format(fragment())), 1000, 900, **STILL)
        assert reader.find(".picture").bounding_box()["width"] == pytest.approx(width, abs=8)
        assert reader.page.evaluate("() => document.documentElement.scrollWidth") <= 1000
        assert has_color(reader.picture(".picture"), RED)

    @pytest.mark.parametrize("around", ["display: flex", "display: table", "float: left", "display: inline-grid"])
    def test_gives_room_back(self, open_player, around):
        reader = open_player(page(f'<div style="{around}"><div>{fragment()}</div></div>'), 1000, 900, **STILL)
        assert reader.find(".picture").bounding_box()["width"] > 700
        reader.page.set_viewport_size({"width": 500, "height": 900})
        reader.page.wait_for_function("document.documentElement.scrollWidth <= 500")
        assert 400 < reader.find(".picture").bounding_box()["width"] <= 500

    def test_waits_where_it_is_not_shown_yet(self, open_player):
        reader = open_player(page(f'<div id="tab">{fragment()}</div>'), **STILL)
        shown = reader.picture(".picture")
        for hide, show in [("display = 'none'", "display = ''"), ("visibility = 'hidden'", "visibility = ''")]:
            reader.page.evaluate(f"() => {{ document.getElementById('tab').style.{hide} }}")
            reader.wait()
            assert not reader.find(".picture").is_visible()
            reader.page.evaluate(f"() => {{ document.getElementById('tab').style.{show} }}")
            reader.wait()
            assert difference(reader.picture(".picture"), shown).max() < 3


INHERITED = {
    "border-collapse": "collapse", "caption-side": "bottom", "color": "rgb(1, 200, 3)", "cursor": "wait",
    "direction": "rtl", "empty-cells": "hide", "font": "italic small-caps 900 40px/3 cursive",
    "font-feature-settings": '"tnum"', "font-kerning": "none", "font-variant-numeric": "oldstyle-nums",
    "hyphens": "auto", "image-rendering": "pixelated", "letter-spacing": "5px", "line-break": "anywhere",
    "list-style": "square inside", "overflow-wrap": "anywhere", "paint-order": "stroke", "quotes": "none",
    "tab-size": "3", "text-align": "right", "text-align-last": "center", "text-emphasis": "dot red",
    "text-indent": "60px", "text-rendering": "geometricPrecision", "text-shadow": "2px 2px red",
    "text-transform": "uppercase", "text-underline-offset": "9px", "text-wrap": "nowrap", "white-space": "pre",
    "word-break": "break-all", "word-spacing": "20px", "-webkit-text-stroke": "2px red", "stroke": "red",
    "fill": "lime", "stroke-width": "9px", "accent-color": "red", "text-orientation": "upright",
}  # fmt: skip
RESETS = """* { margin: 7px; padding: 9px; border: 2px solid red; box-sizing: content-box; letter-spacing: 4px;
    font: 30px serif; text-transform: uppercase; line-height: 4; direction: rtl; color: red; background: none;
    display: block; max-width: 100% }
    script, style, head { display: none } canvas, svg, button, input, select, [class] { opacity: 0.99; height: auto }"""
STYLES_OF_ALL = """() => {
    const root = document.querySelector('trajviz-player').shadowRoot;
    return [...root.querySelectorAll('.player, .player *')].map((element) => {
        const style = getComputedStyle(element);
        const names = [...style].filter((name) => !name.startsWith('--'));
        return names.map((name) => `${name}: ${style.getPropertyValue(name)}`);
    });
}"""


class TestWhatIsAround:
    @pytest.fixture
    def plain(self, open_player):
        return open_player(page(f'<div style="width: 700px">{fragment()}</div>'), **STILL)

    def test_nothing_is_inherited(self, open_player, plain):
        style = "; ".join(f"{name}: {value}" for name, value in INHERITED.items()).replace('"', "'")
        other = open_player(page(f'<div style="{style}"><div style="width: 700px">{fragment()}</div></div>'), **STILL)
        for mine, theirs in zip(*(each.page.evaluate(STYLES_OF_ALL) for each in (plain, other)), strict=True):
            assert set(mine) ^ set(theirs) == set()
        assert difference(other.picture(".player"), plain.picture(".player")).max() < 3

    def test_rules_for_everything_mean_the_page(self, open_player):
        other = open_player(page(f'<div style="width: 760px">{fragment()}</div>', RESETS), **STILL)
        width = other.find(".player").bounding_box()["width"]
        same = open_player(page(f'<div style="width: {width}px">{fragment()}</div>'), **STILL)
        # The element itself is the page's, and a little see-through.
        assert difference(other.picture(".player"), same.picture(".player")).max() < 6

    def test_is_hidden_and_untouchable_where_that_is_said(self, open_player):
        body = '<div style="pointer-events: none">{0}</div><div style="visibility: hidden">{0}</div>'
        reader = open_player(page(body.format(fragment())), 1000, 1600, **STILL)
        untouchable, hidden = reader.page.locator(".picture").all()
        assert not hidden.is_visible()
        assert untouchable.evaluate("(e) => getComputedStyle(e).pointerEvents") == "none"

    def test_keys_that_mean_something_here_mean_nothing_to_the_page(self, open_player):
        reader = open_player(page(fragment()))
        reader.page.evaluate(
            "() => { window.heard = []; document.addEventListener('keydown', (event) => heard.push(event.key)) }"
        )
        reader.find(".slider").focus()
        reader.press("ArrowRight", "Space", "l")
        reader.find(".panel[tabindex]").focus()
        reader.press("m", "PageUp", "Escape")
        reader.press("z", "Tab")
        assert reader.page.evaluate("heard") == ["z", "Tab"]


class TestTransforms:
    """What is read off is what is pointed at, however the player lies on the screen."""

    @pytest.mark.parametrize("make", [camel, surface], ids=["map", "surface"])
    @pytest.mark.parametrize(
        ("style", "place"),
        [
            ("transform: scale(0.5)", lambda fx, fy: (fx, fy)),
            ("transform: scale(1.5, 1.2); transform-origin: 0 0", lambda fx, fy: (fx, fy)),
            ("zoom: 1.3", lambda fx, fy: (fx, fy)),
            ("zoom: 0.6", lambda fx, fy: (fx, fy)),
            ("transform: rotate(90deg)", lambda fx, fy: (1 - fy, fx)),
            ("transform: rotate(180deg)", lambda fx, fy: (1 - fx, 1 - fy)),
            ("transform: scaleX(-1)", lambda fx, fy: (1 - fx, fy)),
            ("translate: 40px 30px; scale: 0.7", lambda fx, fy: (fx, fy)),
        ],
    )
    def test_readings(self, open_player, make, style, place):
        def open_with(style):
            return open_player(page(f'<div style="width: 600px; {style}">{make().to_html()}</div>'), 1000, 900, **STILL)

        plain, other = open_with(""), open_with(style)
        told = []
        for fractions in [(0.32, 0.62), (0.5, 0.8), (0.56, 0.78), (0.75, 0.3)]:
            tips = []
            for reader, (fx, fy) in [(plain, fractions), (other, place(*fractions))]:
                reader.page.mouse.move(*reader.at(0, fx, fy))
                reader.wait()
                tips.append(reader.tip)
            assert tips[0] == tips[1]
            told.append(tips[0])
        assert None in told
        assert any(told)

    def test_is_sharp_when_it_is_enlarged(self, open_player):
        reader = open_player(
            page(f'<div style="width: 500px; transform: scale(2); transform-origin: 0 0">{fragment()}</div>')
        )
        drawn, laid_out = reader.find(".panel[tabindex] canvas").evaluate("(e) => [e.width, e.offsetWidth]")
        assert drawn == pytest.approx(2 * laid_out, abs=2)


class TestArrival:
    """A player starts wherever it is inserted, once a script has said what it is, and is its picture until then."""

    INSERT = (
        "(html) => { const place = document.createElement('div'); document.body.append(place); place.innerHTML = html }"
    )

    def test_as_text_where_there_is_another(self, open_player):
        reader = open_player(page(fragment()), 1000, 1600)
        reader.page.evaluate(self.INSERT, fragment())
        second = reader.page.locator("trajviz-player").nth(1)
        second.locator(".picture canvas").first.wait_for()
        second.get_by_role("button", name="pause").click()
        second.locator(".slider").fill("7")
        reader.wait()
        assert second.locator(".moment").inner_text().startswith("step 7 / 20")

    def test_as_text_where_there_is_none(self, chromium):
        context = chromium.new_context()
        opened = context.new_page()
        opened.set_content(page(""))
        opened.evaluate(self.INSERT, fragment())
        picture = opened.locator("img")
        assert picture.bounding_box()["width"] == 800
        assert picture.evaluate("(e) => e.complete && e.naturalWidth") == 800
        opened.add_script_tag(content=fragment().rpartition("<script>")[2].partition("</script>")[0])
        opened.locator(".picture canvas").first.wait_for()
        assert not picture.is_visible()
        context.close()

    def test_a_flat_script_leaves_a_surface_to_one_that_can_show_it(self, open_player):
        reader = open_player(page(fragment() + surface().to_html() + fragment()), 1000, 2400)
        reader.page.locator(".picture").nth(2).wait_for()
        assert reader.page.locator(".panel.space").count() == 1

    @pytest.mark.parametrize("body", ["{script}{flat}{space}", "{flat}{space}{script}"])
    def test_one_script_shows_all_that_bring_none_even_after_it_has_gone(self, body, open_player):
        flat, space = camel().to_html(script="shared"), surface().to_html(script="shared")
        assert "<script>" not in flat + space
        body = body.format(script=tv.TrajectoryAnimation.html_script(), flat=flat, space=space)
        reader = open_player(page(body), 1000, 1600)
        reader.page.locator(".picture").nth(1).wait_for()
        assert reader.page.locator(".panel.space").count() == 1
        reader.page.evaluate("() => document.querySelectorAll('body > script').forEach((each) => each.remove())")
        reader.page.evaluate(self.INSERT, flat)
        reader.page.locator("trajviz-player").nth(2).locator(".picture canvas").first.wait_for()
        assert not reader.complaints

    def test_far_from_the_window_it_is_its_picture_and_later_holds_no_pixels(self, open_player):
        far = '<div style="height: 9000px"></div>'
        reader = open_player(page(fragment() + far + fragment()), 1000, 800, **STILL)
        first, second = (reader.page.locator("trajviz-player").nth(i) for i in (0, 1))
        before = reader.picture()
        assert not second.evaluate("(e) => e.shadowRoot")
        assert second.locator("img").bounding_box()["width"] == 800
        reader.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        second.locator(".picture canvas").first.wait_for()
        canvases = "(e) => [...e.shadowRoot.querySelectorAll('canvas')].map((each) => each.width * each.height)"
        reader.wait(5)
        assert set(first.evaluate(canvases)) == {1}
        assert max(second.evaluate(canvases)) > 100_000
        reader.page.evaluate("scrollTo(0, 0)")
        reader.wait(5)
        assert np.array_equal(reader.picture(), before)

    def test_piece_by_piece(self, open_player):
        reader = open_player(page(fragment()), 1000, 1600)
        data = fragment().partition('<script type="application/json">')[2].partition("</script>")[0]
        reader.page.evaluate(
            """(data) => {
                const player = document.body.appendChild(document.createElement('trajviz-player'));
                const block = player.appendChild(document.createElement('script'));
                block.type = 'application/json';
                block.append(data.slice(0, 500));
                requestAnimationFrame(() => block.append(data.slice(500)));
            }""",
            data,
        )
        reader.page.locator("trajviz-player").nth(1).locator(".picture canvas").first.wait_for()

    def test_moved_cloned_and_taken_away(self, open_player):
        reader = open_player(page(f'<div id="a">{fragment()}</div><div id="b"></div>'), 1000, 1600)
        reader.go(7)
        reader.page.evaluate("() => { b.append(a.querySelector('trajviz-player')) }")
        reader.wait()
        assert reader.place == 7
        reader.press("ArrowRight")
        reader.page.evaluate("() => { a.append(b.firstChild.cloneNode(true)) }")
        first, second = (reader.page.locator("trajviz-player").nth(i) for i in (0, 1))
        first.locator(".picture canvas").first.wait_for()
        first.locator(".slider").fill("3")
        assert second.locator(".moment").inner_text().startswith("step 7 / 20")
        second.locator(".button").first.click()
        stop = "const player = b.firstChild; player.remove(); return player.shadowRoot.querySelector('.button').title"
        assert reader.page.evaluate(f"() => {{ {stop} }}") == "play"  # at once

    @pytest.mark.parametrize("how", ["CommonMark", "mistune", "Python-Markdown"])
    def test_in_pasted_markdown(self, open_player, how):
        text = f"# Title\n\nIt *moves* and a_b_c:\n\n{fragment()}\nWith **stress**, `code` and $x_1 * y_1$.\n"
        if how == "CommonMark":
            html = pytest.importorskip("markdown_it").MarkdownIt("commonmark").render(text)
        elif how == "mistune":
            html = pytest.importorskip("mistune").create_markdown(escape=False)(text)
        else:
            html = pytest.importorskip("markdown").markdown(text)
        assert fragment().rstrip("\n") in html
        reader = open_player(page(html), **STILL)
        assert has_color(reader.picture(".picture"), RED)
        assert reader.page.locator("body > p").all_inner_texts()[-1] == "With stress, code and $x_1 * y_1$."


class TestGround:
    """It is as dark as what is around, unless somebody has said what it is to be."""

    def ground(self, reader):
        reader.wait()
        return tuple(reader.picture(".player")[2, 2])

    @pytest.mark.parametrize("prefers", ["light", "dark"])
    @pytest.mark.parametrize(
        ("expected", "body"),
        [
            ("light", "{}"),
            ("light", '<div style="background: #eee">{}</div>'),
            ("dark", '<div style="background: #222">{}</div>'),
            ("dark", '<div style="background: color(srgb 0 0 .2)"><div style="background: #fff2">{}</div></div>'),
            ("light", '<div style="background: black"><div style="background: #ffffffe6">{}</div></div>'),
            ("dark", '<style>:root {{ color-scheme: dark }}</style>{}'),
            ("light", '<div data-ground="light" style="background: black">{}</div>'),
            ("dark", '<div data-ground="dark">{}</div>'),
        ],
    )  # fmt: skip
    def test_as_it_is_around(self, open_player, prefers, expected, body):
        reader = open_player(page(body.format(fragment())), color_scheme=prefers, **STILL)
        assert self.ground(reader) == {"light": (255, 255, 255), "dark": DARK}[expected]

    def test_follows_the_page(self, open_player):
        style = "body { background: white } body.night { background: #111 }"
        reader = open_player(page(fragment(), style), **STILL)
        assert self.ground(reader) == (255, 255, 255)
        for night in (True, False):
            reader.page.evaluate("(night) => { document.body.classList.toggle('night', night) }", night)
            assert self.ground(reader) == (DARK if night else (255, 255, 255))
        reader.button("light or dark").click()
        reader.page.evaluate("() => { document.body.title = 'changed' }")
        reader.page.mouse.move(1, 1)
        assert self.ground(reader) == DARK  # as the reader has chosen

    @pytest.mark.parametrize("prefers", ["light", "dark"])
    def test_a_dark_theme_is_dark_everywhere(self, open_player, prefers):
        dark = camel(theme="dark")
        for what in (dark, page(dark.to_html()), page(f'<div style="background: white">{dark.to_html()}</div>')):
            assert self.ground(open_player(what, color_scheme=prefers, **STILL)) == DARK

    @pytest.mark.parametrize(("color", "expected"), [("#111", DARK), ("#fff", (255, 255, 255))])
    def test_in_a_frame_of_its_own(self, open_player, color, expected):
        body = f'<iframe style="border: 0; width: 700px; height: 600px" srcdoc="{escape(fragment())}"></iframe>'
        reader = open_player(page(body, f"body {{ background: {color} }}"), **STILL)
        inside = reader.page.frame_locator("iframe")
        inside.locator(".picture canvas").first.wait_for()
        reader.wait()
        picture = reader.picture("iframe")
        assert tuple(picture[12, 12]) == expected
        assert tuple(picture[2, 2]) == expected  # the margin of the frame is part of it


class TestForcedColors:
    @pytest.mark.parametrize("prefers", ["light", "dark"])
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_the_controls_and_the_picture_are_seen(self, open_player, prefers, theme):
        options = {"forced_colors": "active", "color_scheme": prefers, **STILL}
        reader = open_player(page(camel(theme=theme).to_html()), **options)
        reader.go(10)
        reader.find(".name").focus()
        slider = reader.picture(".slider").astype(int)
        middle = slider[slider.shape[0] // 2]
        ground = slider[1, 1]
        contrast = np.abs(middle - ground).max(axis=1)
        assert (contrast > 60).mean() > 0.95  # the track is seen from end to end
        assert len(np.unique(middle[[3, -4]], axis=0)) == 2  # what has passed, and what has not
        stage = reader.picture(".picture").astype(int)
        texts = stage[:, : stage.shape[1] // 12]  # the numbers beside the map
        assert np.abs(texts - stage[2, 2]).max() > 150
