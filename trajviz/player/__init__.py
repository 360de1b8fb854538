"""The HTML player: a figure told as data, and the script that lets a reader take hold of it.

The Python half turns a drawn figure into a data block (`panels`, `space`, `items`, `runs`); the JavaScript half, the
files beside it, draws from that block.
"""

from __future__ import annotations

from trajviz.player.document import Document
from trajviz.player.telling import player

__all__ = ["Document", "player"]
