"""One small registry: a mapping from names and aliases that forgives case, spaces, dots, hyphens and underscores.

Whatever a user asks for by name lives in one. An unknown name is answered with the nearest known, after the plug-ins of
other packages have been looked for; a registry that is listed has them as well.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import cleandoc
from itertools import accumulate
from types import MappingProxyType
from typing import Generic, TypeVar

from trajviz.checks import shown
from trajviz.discovery import find_plugins
from trajviz.errors import UnknownNameError

Entry = TypeVar("Entry")


_LONGEST_LIST = 180  # characters
_LONGEST_NAME = 100  # of which the nearest is looked for
_MOST_ALIKE = 6
_FEWEST_LETTERS = 3  # that tell which names begin with them


def normalized(name: str) -> str:
    """Return `name` as the registry compares it: without case, accents, spaces, dots, quotes, underscores and dashes.

    Examples
    --------
    >>> normalized("Goldstein–Price"), normalized("Hölder’s table")
    ('goldsteinprice', 'holderstable')
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if not (c in " _.'" or unicodedata.category(c) in _NOT_COMPARED))


_NOT_COMPARED = {"Mn", "Pd", "Pi", "Pf"}
"""Unicode's categories of accents, dashes and quotation marks."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `"did you mean 'Adam'?"` for the nearest of `known`, or a list where none is near."""
    spellings = {normalized(candidate): candidate for candidate in known}
    nearest = difflib.get_close_matches(normalized(name[:_LONGEST_NAME]), spellings, n=1, cutoff=0.55)
    if nearest:
        return f"did you mean {spellings[nearest[0]]!r}?"
    ends = accumulate(len(candidate) + 2 for candidate in spellings.values())
    listed = [each for each, end in zip(spellings.values(), ends, strict=True) if end <= _LONGEST_LIST]
    more = f" and {len(spellings) - len(listed)} more" if len(spellings) > len(listed) else ""
    return f"known are {', '.join(listed)}{more}"


class Registry(Mapping[str, Entry], Generic[Entry]):
    """A mapping from names to entries.

    Parameters
    ----------
    kind : str
        What the entries are, for the error message, such as `"objective"`.
    spelled : callable
        Returns a name as it is compared; by default as `normalized` does.
    about : str
        What is said of it where its documentation is asked for; by default that of all registries.

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

    def __init__(self, kind: str, spelled: Callable[[str], str] = normalized, about: str = "") -> None:
        if about:
            self.__doc__ = cleandoc(about) + "\n"
        self._kind = kind
        self._spelled = spelled
        self._entries: dict[str, Entry] = {}
        self._spellings: dict[str, str] = {}
        self._known: list[str] = []
        self._shared: list[tuple[str, str]] = []

    def register(self, name: str, entry: Entry, aliases: Iterable[str] = (), shared: Iterable[str] = ()) -> None:
        """Add `entry` under `name` and every alias; names that it shares with others are answered with all of them.

        Raises
        ------
        ValueError
            If one of the names is taken.
        """
        spellings = {self._spelled(spelling) for spelling in (name, *aliases)}
        taken = spellings & self._spellings.keys()
        if taken:
            raise ValueError(f"{self._kind} name taken: {', '.join(sorted(taken))}")
        self._entries[name] = entry
        self._spellings.update(dict.fromkeys(spellings, name))
        self._known += [name, *aliases]
        self._shared += [(self._spelled(spelling), name) for spelling in shared]

    @property
    def entered(self) -> Mapping[str, Entry]:
        """What has been registered so far; no plug-ins are looked for."""
        return MappingProxyType(self._entries)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every name and alias as it was registered."""
        find_plugins()
        return tuple(self._known)

    def __getitem__(self, name: str) -> Entry:
        if not isinstance(name, str):
            raise UnknownNameError(f"the name of a {self._kind} is a text, not {shown(name)}")
        spelling = self._spelled(name)
        if spelling not in self._spellings:
            find_plugins()
        if spelling not in self._spellings:
            raise UnknownNameError(f"unknown {self._kind} {name!r}; {self.hint(name)}")
        return self._entries[self._spellings[spelling]]

    def hint(self, name: str, also: Iterable[str] = ()) -> str:
        """Return what to say of a name that is not known: which begin with it, share it, or are near; `also` others."""
        plain = self._spelled(name)
        if len(plain) >= _FEWEST_LETTERS:
            spellings = [*self._shared, *self._spellings.items()]
            alike = list(dict.fromkeys(known for spelling, known in spellings if spelling.startswith(plain)))
            if 1 < len(alike) <= _MOST_ALIKE:
                return f"did you mean {', '.join(map(repr, alike[:-1]))} or {alike[-1]!r}?"
            if len(alike) == 1 and plain not in dict(self._shared):
                return f"did you mean {next(each for each in self._known if self._spelled(each).startswith(plain))!r}?"
        return did_you_mean(plain, [*self._entries, *self._known, *also])

    def __iter__(self) -> Iterator[str]:
        find_plugins()
        return iter(self._entries)

    def __len__(self) -> int:
        find_plugins()
        return len(self._entries)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._entries)

    def __repr__(self) -> str:
        return f"<{len(self)} {self._kind}s: {', '.join(self)}>"
