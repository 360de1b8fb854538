"""The registry of layers that are wanted by name, and the decorator that enters one.

Such a layer is made of a track alone, and views that show the space of the variables attach it to each of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from trajviz.drawing.layers.layer import Layer, Track
from trajviz.registry import Registry

Make = TypeVar("Make", bound=Callable[[Track], Layer])

layers: Registry[Callable[[Track], Layer]] = Registry("layer")


def layer(name: str) -> Callable[[Make], Make]:
    """Register the decorated class, of which a track alone makes a layer, under `name`."""

    def register(make: Make) -> Make:
        layers.register(name, make)
        return make

    return register


def layers_on(tracks: Sequence[Track], names: str | Sequence[str]) -> list[Layer]:
    """Return the layers of those names, separated by commas in a text, for each track.

    Raises
    ------
    UnknownNameError
        If there is none of such a name.
    """
    wanted = [name.strip() for name in names.split(",") if name.strip()] if isinstance(names, str) else names
    return [layers[name](track) for name in wanted for track in tracks]
