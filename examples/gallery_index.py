"""Write `gallery/index.html`: every scene as a player and as a picture, with the command or script that makes it.

What a scene shows is told once, in the tables of `examples/README.md`; what they don't list is told by its page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "gallery"
BAR = 60  # CSS pixels of controls below a player

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>trajviz: the gallery</title>
<style>
:root {{ color-scheme: light dark;
  --text: #22262e; --quiet: #6b7280; --line: #dde0e5; --ground: #fff; --code: #f4f5f7 }}
@media (prefers-color-scheme: dark) {{
  :root {{ --text: #e6e8ec; --quiet: #9aa1ad; --line: #2c323c; --ground: #14171d; --code: #1c2028 }}
}}
body {{ margin: 0 auto; max-width: 1280px; padding: 1.5rem; background: var(--ground); color: var(--text);
  font: 16px/1.5 "DejaVu Sans", Verdana, "Noto Sans", system-ui, sans-serif }}
h1 {{ margin: 0 }}
h2 {{ margin: 3rem 0 0; padding-top: 1rem; border-top: 1px solid var(--line) }}
h3 {{ margin: 2rem 0 0.4rem; font-size: 1.05rem }}
p {{ color: var(--quiet); margin: 0.3rem 0 }}
a {{ color: inherit }}
.scene {{ display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 1fr); gap: 1rem; align-items: start }}
iframe {{ width: 100%; border: 1px solid var(--line); border-radius: 6px; background: var(--ground) }}
img {{ width: 100%; height: auto; border: 1px solid var(--line); border-radius: 6px }}
pre {{ overflow-x: auto; margin: 0.5rem 0; padding: 0.6rem 0.8rem; border-radius: 6px; background: var(--code);
  font: 13px/1.5 "DejaVu Sans Mono", ui-monospace, monospace }}
summary {{ cursor: pointer; font-size: 0.9rem; color: var(--quiet) }}
@media (max-width: 760px) {{ .scene {{ grid-template-columns: minmax(0, 1fr) }} body {{ padding: 0.8rem }} }}
</style>
</head>
<body>
<h1>trajviz: the gallery</h1>
<p>Each scene as a player, drawn from data, that you can take hold of, and as a picture. Play, scrub and step; point at
a path to read it; hide methods by their names; turn surfaces. Made by <code>python examples/make_gallery.py</code>.</p>
{sections}
</body>
</html>
"""

SCENE = """<h3 id="{name}"><a href="#{name}">{shows}</a></h3>
<div class="scene">
<iframe src="{name}.html" title="{shows}" loading="lazy" height="{height}"></iframe>
<div><a href="{picture}"><img src="{picture}" alt="{shows}" width="{width}" loading="lazy"></a>
<p><a href="{name}.html">the player alone</a></p></div>
</div>
{maker}
"""


class Scene(NamedTuple):
    """What one scene shows, and what makes it: a command or a script."""

    name: str
    shows: str
    maker: str


def write_index(commands: Mapping[str, tuple[str, str]]) -> None:
    """Write the page.

    Parameters
    ----------
    commands : mapping
        For each scene that a command makes, what it shows and the command.
    """
    sections = [
        "<h2>In one command</h2>",
        *(
            _as_html(Scene(name, shows, f"<pre>{html.escape(command)}</pre>"))
            for name, (shows, command) in commands.items()
        ),
    ]
    readme = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    for heading, table in re.findall(r"^## (.+?)$(.+?)(?=^## |\Z)", readme, re.MULTILINE | re.DOTALL):
        sections += [f"<h2>{html.escape(heading)}</h2>", *map(_as_html, _scenes(table))]
    (GALLERY / "index.html").write_text(PAGE.format(sections="\n".join(sections)), encoding="utf-8")


def _scenes(table: str) -> Iterator[Scene]:
    """Yield the scenes of a table of the README, and after each script's those of its players that have no row."""
    shown_of = {
        Path(picture).stem: shows.strip() for shows, picture in re.findall(r"\| ([^|]+) \| !\[\]\((.+?)\)", table)
    }
    for script in re.findall(r"\]\((\w+\.py)\)", table):
        source = (ROOT / "examples" / script).read_text(encoding="utf-8")
        maker = f"<details><summary>examples/{script}</summary><pre>{html.escape(source.strip())}</pre></details>"
        for player in sorted(GALLERY.glob(f"{script.removesuffix('.py')}*.html")):
            yield Scene(player.stem, shown_of.get(player.stem) or _title(player), maker)


def _title(player: Path) -> str:
    found = re.search(r"<title>(.*?)</title>", player.read_text(encoding="utf-8"))
    assert found is not None
    return html.unescape(found[1])


def _as_html(scene: Scene) -> str:
    picture = next(path for suffix in (".gif", ".png") if (path := GALLERY / f"{scene.name}{suffix}").exists())
    with Image.open(picture) as image:
        width, height = image.size
    shown_at = 800 / width  # about as wide as the frame is on a large window
    return SCENE.format(
        name=scene.name,
        shows=html.escape(scene.shows),
        picture=picture.name,
        width=width,
        height=round(height * min(shown_at, 1)) + BAR,
        maker=scene.maker,
    )
