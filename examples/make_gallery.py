"""Make the pictures of `gallery/` and its index anew: `python examples/make_gallery.py`.

All scenes are run in a folder beside it. The repository keeps one picture of each: some as they move, the others as a
small still of their last frame. The players, and every scene with its code, are on the site, which makes them itself.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from scenes import COMMANDS, groups, make, picture_of

GALLERY = Path(__file__).resolve().parents[1] / "gallery"
MOVING = {
    "race", "camel", "a2_surface", "a6_scipy_methods", "c1_four_optimizers", "d2_curves_waves", "f1_nelder_mead",
    "i2_newtons_basins",
}  # fmt: skip
QUALITY = 80

INDEX = """\
# The gallery

One picture of each scene; the last frame where it does not move. The site has them all as players, with the code.
`python examples/make_gallery.py` makes these pictures.
"""


def keep(made: Path) -> Iterator[str]:
    """Keep one picture of each scene of a folder, and yield the lines of the index."""
    yield INDEX
    yield "## In one command\n"
    for name, (shows, command) in COMMANDS.items():
        yield f"{shows}:\n\n    {command}\n\n![{shows}]({_kept(name, made)})\n"
    for heading, scripts in groups():
        yield f"## {heading}\n"
        for script in scripts:
            for scene in script.scenes:
                yield f"[{scene.shows}](../examples/{script.name}.py)\n\n![{scene.shows}]({_kept(scene.name, made)})\n"


def _kept(scene: str, made: Path) -> str:
    """Copy the picture of a scene into the gallery, and return its name there."""
    picture = picture_of(scene, made)
    if scene in MOVING:
        shutil.copyfile(picture, GALLERY / picture.name)
        return picture.name
    still(picture, GALLERY / f"{scene}.webp")
    return f"{scene}.webp"


def still(picture: Path, path: Path) -> None:
    """Write the last frame of a picture as a WebP."""
    with Image.open(picture) as image:
        image.seek(getattr(image, "n_frames", 1) - 1)
        image.convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)


def main() -> int:
    """Make all pictures; return 1 if any failed, and leave the gallery as it was then."""
    with TemporaryDirectory() as folder:
        if not make(Path(folder)):
            return 1
        index = "\n".join(keep(Path(folder) / "gallery"))
    (GALLERY / "README.md").write_text(index, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
