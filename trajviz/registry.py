"""One small registry: a mapping from names and aliases that forgives case, spaces, dots, hyphens and underscores.

Objectives, optimizers, views and export formats each live in one. An unknown name is answered with the nearest known.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from trajviz.checks import shown
from trajviz.errors import UnknownNameError

Entry = TypeVar("Entry")


_MOST_LISTED = 12
_LONGEST_NAME = 100  # of which the nearest is looked for


def normalized(name: str) -> str:
    """Return `name` as the registry compares it: case, spaces, dots, hyphens and underscores do not count."""
    return "".join(c for c in name.casefold() if c not in " -_.'")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `"did you mean 'Adam'?"` for the nearest of `known`, or a list where none is near."""
    spellings = {normalized(candidate): candidate for candidate in known}
    nearest = difflib.get_close_matches(normalized(name[:_LONGEST_NAME]), spellings, n=1, cutoff=0.55)
    if nearest:
        return f"did you mean {spellings[nearest[0]]!r}?"
    listed = list(spellings.values())[:_MOST_LISTED]
    more = f" and {len(spellings) - len(listed)} more" if len(spellings) > len(listed) else ""
    return f"known are {', '.join(listed)}{more}"


class Registry(Mapping[str, Entry], Generic[Entry]):
    """A mapping from names to entries.

    Parameters
    ----------
    kind : str
        What the entries are, for the error message, such as `"objective"`.

    Examples
    --------
    >>> colours = Registry("colour")
    >>> colours.register("sky blue", "#56B4E9", aliases=["azure"])
    >>> colours["Sky-Blue"], colours["AZURE"], list(colours)
    ('#56B4E9', '#56B4E9', ['sky blue'])
    >>> colours["skyblu"]
    Traceback (most recent call last):
    trajviz.errors.UnknownNameError: unknown colour 'skyblu'; did you mean 'sky blue'?
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._entries: dict[str, Entry] = {}
        self._spellings: dict[str, str] = {}
        self._known: list[str] = []

    def register(self, name: str, entry: Entry, aliases: Iterable[str] = ()) -> None:
        """Add `entry` under `name` and every alias.

        Raises
        ------
        ValueError
            If one of the names is taken.
        """
        spellings = {normalized(spelling) for spelling in (name, *aliases)}
        taken = spellings & self._spellings.keys()
        if taken:
            raise ValueError(f"{self._kind} name taken: {', '.join(sorted(taken))}")
        self._entries[name] = entry
        self._spellings.update(dict.fromkeys(spellings, name))
        self._known += [name, *aliases]

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every name and alias as it was registered."""
        return tuple(self._known)

    def __getitem__(self, name: str) -> Entry:
        if not isinstance(name, str):
            raise UnknownNameError(f"the name of a {self._kind} is a text, not {shown(name)}")
        try:
            return self._entries[self._spellings[normalized(name)]]
        except KeyError:
            raise UnknownNameError(f"unknown {self._kind} {name!r}; {did_you_mean(name, self._known)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._entries)

    def __repr__(self) -> str:
        return f"<{len(self)} {self._kind}s: {', '.join(self)}>"
