"""A reader in a real browser: Debian's Chromium, driven by Playwright, with a player open in front of it."""

from __future__ import annotations

import io
import re

import numpy as np
from PIL import Image, ImageFilter


class Reader:
    """Someone who has opened a page with a player in it."""

    def __init__(self, browser, path, width, height, context):
        self.url = path.resolve().as_uri()
        self.complaints, self.requests = [], []
        self.context = browser.new_context(viewport={"width": width, "height": height}, **context)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self._note(request.url))
        self.page.goto(self.url)
        if context.get("java_script_enabled", True):
            self.page.locator(".picture canvas, iframe").first.wait_for()
            self.wait()

    def _note(self, url):
        if not url.startswith(("data:", "blob:", "about:")):
            self.requests.append(url)

    def wait(self, frames=2):
        """Wait until everything that was asked for has been drawn, or longer."""
        self.page.evaluate(
            "async (frames) => { for (let i = 0; i < frames; i++) await new Promise(requestAnimationFrame) }", frames
        )

    def wait_for_place(self, condition):
        """Wait until the place of the slider fulfils a condition, as "> 7"."""
        slider = "document.querySelector('.trajviz-player').shadowRoot.querySelector('.slider')"
        self.wait_until(f"Number({slider}.value) {condition}")

    def wait_until(self, condition, frames=1200):
        """Wait until a condition holds on the page, which may forbid `eval`."""
        holds = self.page.evaluate(
            f"""async (frames) => {{
                for (let i = 0; i < frames && !({condition}); i++) await new Promise(requestAnimationFrame);
                return Boolean({condition});
            }}""",
            frames,
        )
        assert holds, condition

    def find(self, selector):
        return self.page.locator(selector).first

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True).first

    @property
    def is_playing(self):
        return self.button("pause").is_visible()

    def pause(self):
        if self.is_playing:
            self.button("pause").click()

    @property
    def place(self):
        """The place of the slider."""
        return int(self.find(".slider").input_value())

    @property
    def last(self):
        return int(self.find(".slider").get_attribute("max"))

    @property
    def moment(self):
        """What the clock tells, without its speed."""
        return self.find(".moment").inner_text().partition(" ×")[0]

    def go(self, place):
        """Pause and move the slider."""
        self.pause()
        self.find(".slider").fill(str(place))
        self.wait()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.wait()

    @property
    def readouts(self):
        """What the legend tells of each method: names to texts."""
        entries = self.page.locator(".entry").all()
        return {
            entry.locator(".name").inner_text().strip(): " ".join(entry.locator(".readout").inner_text().split())
            for entry in entries
        }

    @property
    def tip(self):
        """What is read off, as a mapping from names to texts, with the method under `"of"`; None if nothing is."""
        tip = self.find(".tip")
        if not tip.is_visible():
            return None
        names = [each.inner_text() for each in tip.locator("dt").all()]
        values = [each.inner_text() for each in tip.locator("dd").all()]
        return {"of": tip.locator("b").inner_text(), **dict(zip(names, values, strict=True))}

    def picture(self, selector=".picture"):
        """Return what is seen of an element, shape (height, width, 3)."""
        self.wait()
        return np.asarray(Image.open(io.BytesIO(self.find(selector).screenshot())).convert("RGB"))

    def at(self, panel, fx, fy):
        """Return where a share of a panel is on the page."""
        box = self.page.locator(".panel:not(.around)").nth(panel).bounding_box()
        return box["x"] + fx * box["width"], box["y"] + fy * box["height"]

    def drag(self, start, end):
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(*end, steps=5)
        mouse.up()
        self.wait()


def number(text):
    """Return a number as it is read off: with a true minus sign, thin spaces, a power of ten or a sign for infinity."""
    plain = re.sub("[\u2009 ]", "", text.replace("\u2212", "-")).replace("\u221e", "inf").replace("×10", "e")
    return float(plain.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))


def has_color(picture, color, tolerance=30):
    """Whether a picture has pixels of a colour, given as #rrggbb."""
    rgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)])
    return bool((np.abs(picture.astype(int) - rgb).max(axis=2) <= tolerance).any())


def difference(one, other):
    """Return how far two pictures are apart at each pixel, from 0 to 255, after a blur for other antialiasing."""

    def blurred(picture):
        return np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(2)), dtype=float)

    return np.abs(blurred(one) - blurred(other)).max(axis=2)
