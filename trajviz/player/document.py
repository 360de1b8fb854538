"""The player as HTML: a picture for readers without scripts, the data, and the script that draws from them.

A player is an element of its own, `<trajviz-player>`, which starts wherever it is put once a script has defined it.
Whatever it adds is in a shadow tree, so that players share a page without a name between them. Where scripts are
stripped, the picture is left. It asks no network for anything, and the page of a saved file forbids it to.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from trajviz.drawing.layers.motions import motions
from trajviz.drawing.text import printable
from trajviz.player.coding import as_json, data_url
from trajviz.player.primitives import Item

SCRIPTS = (
    "numbers", "decode", "data", "draw", "flat", "sheet", "space", "box", "camera", "motions", "details", "swarm",
    "rim", "tracks", "near", "panel", "layout", "clock", "elements", "scheme", "heading", "controls", "reading", "tip",
    "grid", "retrace", "fan", "basins", "explore", "shown", "picture", "fit", "life", "player", "host",
)  # fmt: skip
VERSION = 2
"""Of the data block. It counts up when a script for an older one would misread a newer one."""

OF_SPACE, OF_EXPLORER = ("sheet", "space", "box", "camera", "rim"), ("grid", "retrace", "fan", "basins", "explore")
OF_MOTIONS = ("details", "swarm")
"""What the motions whose `part` it is need."""
_SPACED = re.compile(
    r"""(?P<string>"[^"]*"|'[^']*'|`[^`]*`)|[ ](?P<sign>=>|[!=]==|=|&&|[|]{2}|[?:*<>])[ ]|(?<=,)[ ]|(?<=\))[ ](?={)""",
    re.VERBOSE,
)
_SPACED_IN_SCRIPTS = re.compile(
    r"""(?P<string>"[^"]*"|'[^']*'|`[^`]*`)"""
    r"""|(?<![+-])[ ](?P<sign>=>|[!=]==|[<>]=|[?]{2}|[*]{2}|=|&&|[|]{2}|[?:*/<>]|[+-](?=[ ][^+-]))[ ]"""
    r"""|(?<=[,{])[ ]|[ ](?=})|(?<=\))[ ](?=[{a-zA-Z])|(?<=\bif)[ ]|(?<=\bfor)[ ]|(?<=\bwhile)[ ]""",
    re.VERBOSE,
)
_SIGNS = ";,{}()[]>?:&|="  # behind which the end of a line means nothing
_QUALITY = 40  # of the picture without scripts, a WebP

_UNPACK = (
    "(async packed=>{const bytes=Uint8Array.from(atob(packed),letter=>letter.charCodeAt(0));"
    'const stream=new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));'
    'const script=document.createElement("script");script.textContent=await new Response(stream).text();'
    'document.head.append(script);script.remove();})("%s");'
)

_PICTURE_STYLE = "max-width:100%;height:auto"
_OF_PICTURE = f' style="{_PICTURE_STYLE}"'
_PAGE_STYLE = (
    f":root{{color-scheme:light dark}}body{{margin:0}}img{{display:block;margin:0 auto;{_PICTURE_STYLE}}}"
    "h1{position:absolute;clip-path:inset(50%)}"
)


@dataclass(frozen=True, eq=False)
class Document:
    """What a player is made of.

    Parameters
    ----------
    title : str
        Of the page.
    description : str
        What the picture shows and how each method ended, for those who don't see it.
    data : mapping
        The data block; see `docs` in the block itself.
    picture : ndarray of uint8, shape (height, width, 3)
        The last frame.
    size : (width, height)
        In CSS pixels.
    """

    title: str
    description: str
    data: Item
    picture: NDArray[np.uint8]
    size: tuple[int, int]

    def fragment(self) -> str:
        """Return the player as HTML that can stand anywhere on a page, in a notebook or in Markdown."""
        return self._markup("", _OF_PICTURE, script_element(self.data))

    def fragment_with_packed_script(self) -> str:
        """Return the same with a script that takes less space, and a moment more to start."""
        return self._markup("", _OF_PICTURE, packed_script_element(self.data))

    def fragment_without_script(self) -> str:
        """Return the same for a page where something else brings the script."""
        return self._markup("", _OF_PICTURE, "")

    def _markup(self, of_host: str, of_picture: str, with_script: str) -> str:
        """Return the player as HTML, with attributes of its element and of the picture for readers without scripts.

        Markdown takes it as one block of HTML, for it begins with a `div` and has neither a blank line nor an indent.
        """
        width, height = self.size
        picture, text = data_url("image/webp", _webp(self.picture)), _escaped(self.description)
        return (
            "<div>\n"
            f'<trajviz-player class="trajviz-player"{of_host}>\n'
            f'<img width="{width}" height="{height}" alt="{text}" src="{picture}"{of_picture}>\n'
            f'<script type="application/json">{as_json(self.data)}</script>\n'
            "</trajviz-player>\n"
            f"{with_script}"
            "</div>\n"
        )

    def page(self) -> str:
        """Return a page with the player and nothing else, on which nothing else may run or be fetched."""
        policy = (
            f"default-src 'none'; img-src data:; style-src {_source(_PAGE_STYLE)};"
            f" script-src {_source(script(self.data))}"
        )
        title = _escaped(self.title)
        return (
            "<!DOCTYPE html>\n"
            '<html lang="en">\n'
            "<head>\n"
            '<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{title}</title>\n"
            f"<style>{_PAGE_STYLE}</style>\n"
            "</head>\n"
            "<body>\n"
            "<main>\n"
            f"<h1>{title}</h1>\n"
            f"{self._markup(' data-fill=window', '', script_element(self.data))}"
            "</main>\n"
            "</body>\n"
            "</html>\n"
        )


def script_element(data: Item) -> str:
    """Return the script of a player as an element."""
    return f"<script>{script(data)}</script>\n"


def packed_script_element(data: Item) -> str:
    """Return the same as an element that unpacks itself, and then runs."""
    packed = base64.b64encode(zlib.compress(script(data).encode("ascii"), 9)).decode("ascii")
    return f"<script>{_UNPACK % packed}</script>\n"


def shared_script_element() -> str:
    """Return a script for all players of a page as an element: of every part, and every motion that brings its own."""
    foreign = tuple(kind for kind, motion in motions.items() if motion.script)
    return f"<script>{joined(SCRIPTS, foreign)}</script>\n"


def script(data: Item) -> str:
    """Return the script of a player, with its style sheet in it: those of the files beside this one that it needs."""
    in_space = any("camera" in panel for panel in data["panels"])
    kinds = data.get("motions", ())
    parts = {motions[kind].part for kind in kinds}
    left_out = [*([] if in_space else OF_SPACE), *([] if "exploration" in data else OF_EXPLORER)]
    left_out += [name for name in OF_MOTIONS if name not in parts]
    foreign = tuple(kind for kind in kinds if motions[kind].script)
    return joined(tuple(name for name in SCRIPTS if name not in left_out), foreign)


@cache
def joined(names: tuple[str, ...], foreign: tuple[str, ...] = ()) -> str:
    """Return files as one script with nothing outside of it, and the style sheet in it; `foreign` motions as well."""
    style = re.sub(r"\s*([{};,])\s*|(?<=:) ", r"\1", _lean("player.css"))
    own, last = [_lean(f"{name}.js") for name in names[:-1]], _lean(f"{names[-1]}.js")
    others = [f"MOTIONS.{kind} = (() => {{\n{motions[kind].script}\nreturn {kind};\n}})();\n" for kind in foreign]
    beginning = f'(() => {{\n"use strict";\nconst STYLE = `{style}`;\nconst VERSION = {VERSION};\n'
    return "".join([beginning, *own, *others, last, "})();\n"])  # the last file starts what the others declare


def _lean(name: str) -> str:
    """Return a file without what only its readers need: comments, indentation, and most ends of lines and spaces.

    A comment stands on lines of its own or behind a sign. All statements end in a semicolon, which ESLint sees to, so
    that the end of a line means nothing behind a sign.
    """
    text = (resources.files(__package__) / "script" / name).read_text(encoding="ascii")
    text = re.sub(r"/\*.*?\*/ ?", "", text, flags=re.DOTALL)
    lines = (re.sub(r"(?<=[;,{(]) // .*", "", line).strip() for line in text.splitlines())
    kept = (line for line in lines if line and not line.startswith("//"))
    joined = "".join(line if line[-1] in _SIGNS and "//" not in line else f"{line}\n" for line in kept)
    spaced = _SPACED_IN_SCRIPTS if name.endswith(".js") else _SPACED
    return spaced.sub(lambda found: found["string"] or found["sign"] or "", joined)


def _source(content: str) -> str:
    """Return a script or a style sheet as a content security policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode('ascii')}'"


def _escaped(text: str) -> str:
    """Return text as it can stand in HTML, in ASCII."""
    return html.escape(printable(text)).encode("ascii", "xmlcharrefreplace").decode("ascii")


def _webp(pixels: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "WEBP", quality=_QUALITY, method=6)
    return content.getvalue()


def described(title: str, panels: Sequence[Item], sentences: Sequence[str], paths: int) -> str:
    """Return in words what a player shows: so many paths, of which sentences tell."""
    names = [_panel_in_words(panel) for panel in panels if "limits" in panel]
    shown = f"{title or 'Optimization'}: an animation of {paths} {'path' if paths == 1 else 'paths'}"
    return " ".join([f"{shown} on {'; '.join(names)}." if names else f"{shown}.", *sentences])


def _panel_in_words(panel: Item) -> str:
    spans = [
        f"{name or axis} from {low:.4g} to {high:.4g}"
        for axis, name, (low, high) in zip("xyz", panel["names"], panel["limits"], strict=False)
    ]
    kind = "a surface that can be turned" if "camera" in panel else "axes"
    return f"{kind} with {', '.join(spans)}"
