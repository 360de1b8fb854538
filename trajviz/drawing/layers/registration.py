"""The registries of layers that are wanted by name, and the decorators that enter one.

A layer is made of a track alone, and views that show the space of the variables attach it to each of theirs. What shows
a detail, which a method saw or had beside its iterates, is made of the track, the details of the run, and what puts
points of the plane on the axes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from numpy.typing import NDArray

from trajviz.drawing.layers.layer import Array, Layer, Track
from trajviz.errors import TrajvizError
from trajviz.registry import Registry

Make = TypeVar("Make", bound=Callable[[Track], Layer])

layers: Registry[Callable[[Track], Layer]] = Registry("layer")

Seen = Mapping[str, NDArray[Any]]
"""The details of a run by name, each with an entry for each row, on the plane that is shown."""

Lift = Callable[[Array], Array]
"""Takes points of the plane, shape (n, 2), to those of the axes, shape (n, 2) or (n, 3)."""

MakeDetail = Callable[[Track, Seen, Lift], Sequence[Layer]]
DetailMaker = TypeVar("DetailMaker", bound=MakeDetail)

details: Registry[MakeDetail] = Registry("detail")

TOLD_BY_DEFAULT = ("simplex", "population", "ellipse")
"""The details that are the story of a method, and are shown unless others are wanted."""

NONE = "none"
"""What is said where no detail is wanted."""


def layer(name: str) -> Callable[[Make], Make]:
    """Register the decorated class, of which a track alone makes a layer.

    Parameters
    ----------
    name : str
        The name, as `layers=` of `animate` takes it.

    Returns
    -------
    callable
        The decorator; it returns what it decorates as it is.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> from trajviz.drawing.layers.layer import Attached
    >>> @layer("nothing")
    ... @dataclass(frozen=True)
    ... class Nothing:
    ...     track: Track
    ...     def attach(self, axes):
    ...         return Attached((), lambda moment: None)
    >>> "nothing" in layers
    True
    """

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


def detail(name: str) -> Callable[[DetailMaker], DetailMaker]:
    """Register the decorated function, which returns the layers that show a detail, none if a run has none of it.

    Parameters
    ----------
    name : str
        The name, as `details=` of `animate` takes it.

    Returns
    -------
    callable
        The decorator; it returns what it decorates as it is.

    Examples
    --------
    >>> @detail("nothing")
    ... def nothing(track, seen, lift):
    ...     return []
    >>> details_wanted("nothing")
    ('nothing',)
    """

    def register(make: DetailMaker) -> DetailMaker:
        details.register(name, make)
        return make

    return register


def details_wanted(names: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the names of details, separated by commas in a text; by default those that are the story.

    Raises
    ------
    TrajvizError
        If they are no names.
    UnknownNameError
        If there is none of such a name.
    """
    if names is None:
        return TOLD_BY_DEFAULT
    if not isinstance(names, str | list | tuple) or not all(isinstance(name, str) for name in names):
        raise TrajvizError(f"details must be names, such as 'simplex,population', or 'none', not {names!r:.60}")
    wanted = tuple(name.strip() for name in names.split(",")) if isinstance(names, str) else tuple(names)
    wanted = tuple(filter(None, wanted)) if wanted != (NONE,) else ()
    for name in wanted:
        details[name]
    return wanted


def details_on(track: Track, seen: Seen, lift: Lift, names: str | Sequence[str] | None) -> list[Layer]:
    """Return the layers that show the details of those names, as far as a run has them."""
    return [layer for name in details_wanted(names) for layer in details[name](track, seen, lift)]
