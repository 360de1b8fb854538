"""HTML: the page of a composition. What draws is imported when a page is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from trajviz.exporters.exporter import exporter

if TYPE_CHECKING:
    from trajviz.composition import Composition


@exporter(".html", ".htm", takes="composition")
def html(composition: Composition, path: Path, *, fps: float, hold: float, loop: int) -> None:
    """Write a page with the player, or with Matplotlib's of pictures where time runs backwards."""
    path.write_text(_page(composition, fps, hold, loop), encoding="utf-8")


def _page(composition: Composition, fps: float, hold: float, loop: int) -> str:
    from trajviz.exporters.page_of_pictures import pictures_page

    if not composition.timeline.runs_forward:  # the player knows one direction of time
        return pictures_page(composition.frames(), fps=fps, loop=loop)
    from trajviz.player.encode import encode_composition

    return encode_composition(replace(composition, timeline=replace(composition.timeline, fps=fps, hold=hold))).page()
