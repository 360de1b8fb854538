"""Take the README's picture of the player, in Debian's Chromium: `python examples/player_picture.py`.

The player is that of the scene `explore`, with a ball dropped and the basins of a method shown.
"""

from __future__ import annotations

import io
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from scenes import COMMANDS

GALLERY = Path(__file__).resolve().parents[1] / "gallery"
SIZE = (1120, 520)
QUALITY = 80


def main() -> int:
    """Write `gallery/player.webp`; return 2 where there is no browser."""
    executable = shutil.which("chromium")
    if executable is None:
        print("Chromium is not installed", file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:
        (Path(folder) / "gallery").mkdir()
        subprocess.run([sys.executable, *shlex.split(COMMANDS["explore"][1])[1:]], cwd=folder, check=True)
        drawn = taken(Path(folder) / "gallery" / "explore.html", executable)
    Image.open(io.BytesIO(drawn)).convert("RGB").save(GALLERY / "player.webp", quality=QUALITY, method=6)
    return 0


def taken(path: Path, executable: str) -> bytes:
    """Return a picture of a page whose reader has dropped a ball and asked for the basins of a method."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--hide-scrollbars"])
        width, height = SIZE
        page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        page.goto(path.as_uri())
        page.get_by_label("basins").select_option("GD")
        panel = page.locator(".panel[tabindex]").first
        box = panel.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 0.72 * box["width"], box["y"] + 0.35 * box["height"])
        page.locator(".slider").fill("60")
        page.mouse.move(box["x"] + 0.62 * box["width"], box["y"] + 0.28 * box["height"])  # beside a path
        page.wait_for_timeout(200)
        drawn = page.screenshot()
        browser.close()
    return drawn


if __name__ == "__main__":
    sys.exit(main())
