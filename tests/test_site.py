"""The built site: every link in it leads somewhere, nothing is left out, and a reader can use it in a browser.

`.ci/run` builds it and says where it lies in `TRAJVIZ_SITE`; without it these tests are skipped.
"""

from __future__ import annotations

import html
import os
import re
import shlex
from collections import defaultdict
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from test_contract import public

import trajviz as tv
from trajviz.cli.parser import parse
from trajviz.methods import parse_optimizers

if "TRAJVIZ_SITE" not in os.environ:
    pytest.skip("the site has not been built: TRAJVIZ_SITE says where it lies", allow_module_level=True)

pytestmark = pytest.mark.slow

SITE = Path(os.environ["TRAJVIZ_SITE"]).resolve()
ROOT = Path(__file__).resolve().parents[1]
FILES = [path for path in SITE.rglob("*") if path.is_file() and ".doctrees" not in path.parts]
PAGES = sorted(
    path.relative_to(SITE).as_posix() for path in FILES if path.suffix == ".html" and "_static" not in path.parts
)
A_PAGE_OF_EACH_KIND = [
    "index.html", "start/blog.html", "guides/style.html", "tutorials/gradient_descent.html", "gallery/index.html",
    "gallery/a2_surface.html", "catalogue/functions/index.html", "catalogue/functions/camel.html",
    "catalogue/methods/Adam.html", "reference/animations.html", "exact_and_fast.html", "start/a_notebook.html",
]  # fmt: skip
LARGEST = 32_000_000
"""Bytes of the whole site."""


class Links(HTMLParser):
    """The links of a page, and the places in it that links can name."""

    def __init__(self):
        super().__init__()
        self.links, self.places = set(), set()

    def handle_starttag(self, _, attributes):
        given = dict(attributes)
        self.places |= {given[name] for name in ("id", "name") if given.get(name)}
        self.links |= {given[name] for name in ("href", "src") if given.get(name)}


@cache
def links_of(page):
    parser = Links()
    parser.feed((SITE / page).read_text(encoding="utf-8"))
    return parser


def text_of(page):
    return (SITE / page).read_text(encoding="utf-8")


# ---- files


def test_every_link_inside_leads_somewhere():
    lost = defaultdict(set)
    for page in PAGES:
        for link in links_of(page).links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (SITE / page).parent / unquote(parts.path) if parts.path else SITE / page
            if not target.exists():
                lost[page].add(link)
            elif parts.fragment and target.suffix == ".html":
                name = target.resolve().relative_to(SITE).as_posix()
                if unquote(parts.fragment) not in links_of(name).places | {"top"}:
                    lost[page].add(link)
    assert not lost


def test_nothing_is_fetched_from_elsewhere():
    fetched = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=\"(?:https?:)?//", re.IGNORECASE)
    assert [page for page in PAGES if fetched.search(text_of(page))] == []


def test_it_is_small_and_has_the_player_once():
    assert sum(path.stat().st_size for path in FILES) < LARGEST
    assert [page for page in PAGES if "const STYLE" in text_of(page)] == []
    assert "const STYLE" in (SITE / "_static" / "trajviz-player.js").read_text(encoding="utf-8")
    for page in PAGES:
        assert ("<trajviz-player" in text_of(page)) == ("trajviz-player.js" in text_of(page)), page


@pytest.mark.parametrize(
    ("folder", "entries"), [("functions", tv.objectives), ("methods", tv.optimizers)], ids=["functions", "methods"]
)
def test_every_entry_has_a_page_with_picture_formula_and_command(folder, entries):
    for name, entry in entries.items():
        page = text_of(f"catalogue/{folder}/{name.replace(' ', '-')}.html")
        assert "trajviz " in page
        assert "<img " in page, name
        assert ("<math" in page) == bool(entry.latex), name
        assert entry.reference.split(",")[0].split(" and ")[0].replace("'", "’") in page.replace("'", "’"), name


def test_every_command_of_the_catalogue_is_one():
    pages = [page for page in PAGES if re.match("catalogue/(functions|methods)/(?!index)", page)]
    for page in pages:
        written = [
            html.unescape(re.sub("<.*?>", "", block)) for block in re.findall("<pre>(.*?)</pre>", text_of(page), re.S)
        ]
        commands = [line for block in written for line in block.splitlines() if line.startswith("trajviz ")]
        assert commands, page
        for command in commands:
            typed = parse(shlex.split(command)[1:])
            assert typed.objective in tv.objectives
            assert parse_optimizers(typed.methods), command


def test_every_example_has_a_page_with_its_code():
    for script in (ROOT / "examples").glob("[a-z][0-9]*_*.py"):
        page = text_of(f"gallery/{script.stem}.html")
        assert "<trajviz-player" in page or ".still.webp" in page
        written = [html.unescape(re.sub("<.*?>", "", block)) for block in re.findall("<pre>(.*?)</pre>", page, re.S)]
        assert [block.strip() for block in written] == [
            f"python examples/{script.name}", script.read_text(encoding="utf-8").strip(),
        ]  # fmt: skip


def test_every_public_name_is_in_the_reference():
    places = set().union(*(links_of(page).places for page in PAGES if page.startswith("reference/")))
    names = {f"trajviz.{name}" for name in public()} | {"trajviz.TrajvizError", "trajviz.UnknownNameError"}
    assert names - places == set()


def test_every_lesson_can_be_had_as_a_notebook():
    lessons = [page for page in PAGES if page.startswith("tutorials/") and page != "tutorials/index.html"]
    assert len(lessons) == 5
    for lesson in lessons:
        assert any(link.endswith(f"{Path(lesson).stem}.ipynb") for link in links_of(lesson).links), lesson
        assert text_of(lesson).count("<trajviz-player") >= 3


# ---- in a browser


class Visitor:
    """Someone who reads the site from files."""

    def __init__(self, browser, **context):
        self.complaints, self.requests = [], []
        self.context = browser.new_context(reduced_motion="reduce", **context)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def open(self, page):
        self.page.goto((SITE / page).as_uri(), wait_until="load")
        return self.page


@pytest.fixture
def visit(chromium):
    visitors = []

    def visit_(**context):
        visitors.append(Visitor(chromium, **context))
        return visitors[-1]

    yield visit_
    for visitor in visitors:
        visitor.context.close()
        assert visitor.complaints == []
        assert [url for url in visitor.requests if not url.startswith(("file:", "data:", "blob:"))] == []


def test_a_reader_clicks_from_the_first_page_to_a_lesson_and_plays_it(visit):
    page = visit(viewport={"width": 1280, "height": 900}).open("index.html")
    page.get_by_role("navigation").get_by_role("link", name="Tutorials", exact=True).first.click()
    page.locator("article").get_by_role("link", name="Gradient descent and its variants").first.click()
    player = page.locator("trajviz-player").first
    player.scroll_into_view_if_needed()
    player.locator("canvas").first.wait_for()
    slider = player.locator(".slider")
    slider.fill("0")
    player.get_by_role("button", name="a step forward").first.click()
    assert float(slider.input_value()) > 0


def test_a_reader_finds_a_function_by_the_search_from_the_keyboard(visit):
    visitor = visit(viewport={"width": 1280, "height": 900})
    page = visitor.open("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("himmelblau")
    page.keyboard.press("Enter")
    found = page.locator("#search-results").get_by_role("link", name="Himmelblau", exact=True).first
    found.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/himmelblau.html*")
    # From files Sphinx lists what it finds, and may not fetch the lines around it.
    visitor.complaints[:] = [
        text for text in visitor.complaints if not re.search("CORS|ERR_FAILED|Failed to fetch", text)
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", A_PAGE_OF_EACH_KIND)
def test_nothing_keeps_people_out(visit, name, scheme):
    page = visit(viewport={"width": 1280, "height": 900}, color_scheme=scheme).open(name)
    page.wait_for_timeout(300)
    found = Axe().run(page, options={"preload": False}).response["violations"]  # what is preloaded is fetched
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in serious] == []


@pytest.mark.parametrize("name", A_PAGE_OF_EACH_KIND)
def test_a_page_fits_on_a_phone(visit, name):
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).open(name)
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_players_are_dark_where_the_reader_wants_the_site_dark(visit):
    page = visit(viewport={"width": 1280, "height": 900}, color_scheme="dark").open("index.html")
    player = page.locator("trajviz-player").first
    player.locator("canvas").first.wait_for()
    ground = player.evaluate("each => getComputedStyle(each.shadowRoot.firstElementChild).backgroundColor")
    red, green, blue = map(int, re.findall(r"\d+", ground)[:3])
    assert max(red, green, blue) < 80, ground
