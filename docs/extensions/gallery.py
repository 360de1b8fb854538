"""The gallery's pages: each example with its players, its picture, its code and the command that runs it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from sphinx.application import Sphinx
from sphinx.util import logging

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples"))
from scenes import COMMANDS, Scene, Script, groups, make, picture_of, unlisted  # noqa: E402  # they are no package

THUMBNAIL = (360, 225)
QUALITY = 60
_PLAYER = re.compile(r"<trajviz-player.*?</trajviz-player>", re.DOTALL)


def setup(app: Sphinx) -> dict[str, Any]:
    """Make all scenes and write their pages before pages are read."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _write(app: Sphinx) -> None:
    pages = Path(app.srcdir) / "gallery"
    made = pages / "made"
    if not (made / "done").exists():  # delete the folder to have all made anew
        logging.getLogger(__name__).info("making all scenes of the gallery, which takes some minutes")
        if not make(made):
            raise RuntimeError("a scene of the gallery could not be made")
        (made / "done").touch()
    scenes = made / "gallery"
    for name, (shows, command) in COMMANDS.items():
        parts = [f"# {shows}", *_shown(Scene(name, shows), scenes), "```sh", command.replace("gallery/", ""), "```"]
        (pages / f"{name}.md").write_text("\n".join(parts), encoding="utf-8")
    for _, scripts in groups():
        for script in scripts:
            (pages / f"{script.name}.md").write_text("\n".join(_page(script, scenes)), encoding="utf-8")
    (pages / "index.md").write_text("\n".join(_index()), encoding="utf-8")


def _page(script: Script, scenes: Path) -> Iterator[str]:
    first, *others = script.scenes
    yield f"# {first.shows}"
    yield from _shown(first, scenes)
    for scene in [*others, *unlisted(script, scenes)]:
        yield f"\n## {scene.shows}"
        yield from _shown(scene, scenes)
    yield "\n## The code\n"
    yield f"```sh\npython examples/{script.name}.py\n```\n"
    yield f"```{{literalinclude}} ../../examples/{script.name}.py\n:language: python\n```"


def _shown(scene: Scene, scenes: Path) -> Iterator[str]:
    """Yield the player of a scene, and its picture; only its picture where it has none."""
    page, picture = scenes / f"{scene.name}.html", picture_of(scene.name, scenes)
    still, thumbnail = scenes / f"{scene.name}.still.webp", scenes / f"{scene.name}.thumbnail.webp"
    with Image.open(picture) as image:
        image.seek(getattr(image, "n_frames", 1) - 1)
        frame = image.convert("RGB")
    frame.save(still, "WEBP", quality=QUALITY, method=6)
    frame.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
    frame.save(thumbnail, "WEBP", quality=QUALITY, method=6)
    shown = f"```{{image}} made/gallery/{still.name}\n:alt: {scene.shows}\n```"
    player = _PLAYER.search(page.read_text(encoding="utf-8")) if page.exists() else None
    if player is None:  # a stranger's animation, or a sweep's page
        yield f"\n{shown}\n"
        return
    fragment = scenes / f"{scene.name}.player"
    fragment.write_text(f"<div>\n{player[0].replace(' data-fill=window', '')}\n</div>\n", encoding="utf-8")
    yield f"\n```{{raw}} html\n:file: made/gallery/{fragment.name}\n```\n"
    yield f":::{{dropdown}} As a picture\n{shown}\n:::\n"


def _index() -> Iterator[str]:
    yield "# Gallery\n\nEvery example: what it shows, as a player to take hold of and as a picture, and its code.\n"
    yield from _cards("In one command", [(name, name, shows) for name, (shows, _) in COMMANDS.items()])
    for heading, scripts in groups():
        cards = [(script.name, script.scenes[0].name, script.scenes[0].shows) for script in scripts]
        yield from _cards(re.sub(r"^[A-Z]\. ", "", heading), cards)
    yield "```{toctree}\n:hidden:\n"
    yield from COMMANDS
    yield from (script.name for _, scripts in groups() for script in scripts)
    yield "```"


def _cards(heading: str, cards: list[tuple[str, str, str]]) -> Iterator[str]:
    yield f"\n## {heading}\n\n::::{{grid}} 1 2 3 3\n:gutter: 3\n"
    for page, scene, shows in cards:
        yield f":::{{grid-item-card}} {shows}\n:img-top: made/gallery/{scene}.thumbnail.webp\n:img-alt: {shows}"
        yield f":link: {page}\n:link-type: doc\n:::\n"
    yield "::::\n"
