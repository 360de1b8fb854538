"""Whether artists have changed without telling Matplotlib.

Matplotlib marks a figure stale when a setter is called. It does not when an attribute is assigned (`annotation.xy`,
`_offsets3d`), when an array or a path is written into, when a transform or a font is changed in place, nor by
`Collection.set_array`; a full drawing shows all of these. So the attributes of the artists are compared: they are
the same objects as before, and what can be written into holds what it held.

What drawing itself changes, such as caches, is no change: take a `Watch` after a drawing, ask before the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from operator import is_

import numpy as np
from matplotlib.artist import Artist
from matplotlib.cbook import CallbackRegistry
from matplotlib.path import Path
from matplotlib.transforms import BboxBase, Transform, TransformNode
from numpy.typing import NDArray

_DEEPEST = 4  # how far lists, and the objects of Matplotlib that artists are made of, are gone into
_FOUND_ANEW = ("_parents", "_transformed_path", "_transformed_points")  # by transforms, from all else


class Watch:
    """What artists look like now.

    Parameters
    ----------
    artists : iterable of Artist
        What is watched, each for itself: parts that are artists have to be among them.
    """

    def __init__(self, artists: Iterable[Artist]) -> None:
        self._attributes: list[dict[str, object]] = []
        self._lists: list[list[object] | dict[object, object]] = []
        self._arrays: list[NDArray[np.generic]] = []
        self._transforms: list[Transform] = []
        self._boxes: list[BboxBase] = []
        seen: set[int] = set()
        for artist in artists:
            self._attributes.append(vars(artist))
            for value in vars(artist).values():
                self._enter(value, seen, 0)
        self._values = list(self._all_values())
        self._contents = list(self._all_contents())

    def sees_a_change(self) -> bool:
        """Whether anything is not as it was."""
        values = list(self._all_values())
        if len(values) != len(self._values) or not all(map(is_, values, self._values)):
            return True
        return any(now != before for now, before in zip(self._all_contents(), self._contents, strict=True))

    def _enter(self, value: object, seen: set[int], depth: int) -> None:
        """Enter what can be changed in place into what is compared."""
        if isinstance(value, str | int | float | bool | None | Artist) or id(value) in seen or depth > _DEEPEST:
            return
        seen.add(id(value))
        if isinstance(value, np.ndarray):
            self._arrays.append(value)
        elif isinstance(value, BboxBase):
            self._boxes.append(value)
        elif isinstance(value, Transform) and value.is_affine:
            self._transforms.append(value)
        elif isinstance(value, TransformNode):
            for name, part in vars(value).items():
                if name not in _FOUND_ANEW:
                    self._enter(part, seen, 0)  # they may be deeply nested, and are few
        elif isinstance(value, list | tuple | dict):
            if not isinstance(value, tuple):
                self._lists.append(value)
            for item in value.values() if isinstance(value, dict) else value:
                self._enter(item, seen, depth + 1)
        elif isinstance(value, Path) or _is_part_of_an_artist(value):
            self._attributes.append(vars(value))
            for item in vars(value).values():
                self._enter(item, seen, depth + 1)

    def _all_values(self) -> Iterator[object]:
        attributes = chain.from_iterable(map(dict.values, self._attributes))
        lists = (each.values() if isinstance(each, dict) else each for each in self._lists)
        return chain(attributes, chain.from_iterable(lists))

    def _all_contents(self) -> Iterator[bytes]:
        for array in self._arrays:
            yield array.tobytes()
        for transform in self._transforms:
            yield transform.get_matrix().tobytes()
        for box in self._boxes:
            yield box.get_points().tobytes()


def _is_part_of_an_artist(value: object) -> bool:
    """Whether `value` is one of Matplotlib's objects that say how an artist looks, such as a font."""
    made_by = type(value).__module__.split(".", 1)[0]
    return (
        made_by in ("matplotlib", "mpl_toolkits")
        and hasattr(value, "__dict__")
        and not isinstance(value, CallbackRegistry)
    )
