"""Pictures of the last frame: PNG and JPEG from its pixels, SVG and PDF drawn anew as vectors.

They are made in memory and written in one go: given a file, Pillow's JPEG encoder does not notice a full
disk, and matplotlib's PDF backend stumbles over it.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from trajviz.exporters.exporter import Frames, exporter

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FINER = 2.5  # than the figure is what stands in vectors as pixels, such as a surface of many thousand faces
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")  # what XML forbids, in UTF-8


@exporter(".png", takes="frames", transparent=True, still=True)
def png(frames: Frames, path: Path, **_timing: float) -> None:
    """Write the last frame as PNG."""
    path.write_bytes(_last_picture(frames, "png", dpi=(frames.dpi, frames.dpi)))


@exporter(".jpg", ".jpeg", takes="frames", still=True)
def jpeg(frames: Frames, path: Path, **_timing: float) -> None:
    """Write the last frame as JPEG, in full colour resolution because of its thin lines."""
    whole_dpi = (round(frames.dpi), round(frames.dpi))
    path.write_bytes(_last_picture(frames, "jpeg", quality=95, subsampling=0, dpi=whole_dpi))


@exporter(".svg", takes="figure")
def svg(figure: Figure, path: Path, **_timing: float) -> None:
    """Write the figure as SVG."""
    path.write_bytes(_NO_XML.sub(b"", _drawn(figure, "svg", {"Date": None})))


@exporter(".pdf", takes="figure")
def pdf(figure: Figure, path: Path, **_timing: float) -> None:
    """Write the figure as PDF."""
    path.write_bytes(_drawn(figure, "pdf", {"CreationDate": None}))


def _last_picture(frames: Frames, file_format: str, **options: object) -> bytes:
    from PIL import Image

    content = io.BytesIO()
    Image.fromarray(frames.still(-1)).save(content, file_format, **options)
    return content.getvalue()


def _drawn(figure: Figure, file_format: str, metadata: dict[str, None]) -> bytes:
    from matplotlib import rc_context

    content = io.BytesIO()
    # A fixed salt and no date give the same bytes every time; no setting of the user's crops the figure.
    with rc_context({"svg.hashsalt": "trajviz", "savefig.bbox": None}):
        figure.savefig(content, format=file_format, dpi=_FINER * figure.dpi, metadata=metadata)
    return content.getvalue()
