"""Fonts for the letters of a text: those of Matplotlib's settings, and others that are installed where these lack some.

Matplotlib draws a letter in the first of a text's families that has it. Here families are named that are installed, so
that no line about a missing one is written at every drawing, and a font that has a missing letter is looked for among
all that are installed, also since Matplotlib last took stock of them. A text in Latin or Greek costs next to nothing.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

import matplotlib as mpl
from matplotlib.cbook import is_math_text
from matplotlib.figure import Figure, SubFigure
from matplotlib.font_manager import FontProperties, findSystemFonts, fontManager, get_font
from matplotlib.text import Text

SHIPPED = "DejaVu Sans"  # with Matplotlib
_BOXES_ONLY = "Last Resort"  # a font that draws a box for every letter
_GENERIC = {"sans": "sans-serif", "sans serif": "sans-serif"}
_GENERIC |= {name: name for name in ("serif", "sans-serif", "cursive", "fantasy", "monospace")}
_STAND_IN = "□"
_MOST_TOLD = 8  # letters in a sentence
# Default_Ignorable_Code_Point of the Unicode Character Database: they shape others, or nothing, and are not drawn.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_lent: set[str] = set()


def seen(text: str) -> str:
    """Return a text without the letters that are not drawn, but shape others."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def families() -> tuple[str, ...]:
    """Return the families that Matplotlib's settings name, as far as they are installed, and one that is always there.

    Examples
    --------
    >>> with mpl.rc_context({"font.sans-serif": ["No Such Font"]}):
    ...     families()
    ('DejaVu Sans',)
    """
    named: list[str] = []
    settings: Mapping[Any, Any] = mpl.rcParams  # a key that is put together is none of the literals of its type
    for family in settings["font.family"]:
        generic = _GENERIC.get(family.lower())
        named += [family] if generic is None else settings[f"font.{generic}"]
    installed = _names(len(fontManager.ttflist))
    return tuple(dict.fromkeys([*(name for name in named if name in installed), SHIPPED]))


@lru_cache(1)
def _names(_count: int) -> frozenset[str]:
    """Return the names of all fonts; anew when there are more of them."""
    return frozenset(font.name for font in fontManager.ttflist)


@lru_cache(4096)
def fitted(text: str, base: tuple[str, ...]) -> tuple[str, tuple[str, ...], str]:
    """Return a text as it can be drawn, the families that have its letters, and the letters that none has.

    Parameters
    ----------
    text : str
        As Matplotlib takes it.
    base : tuple of str
        The families that it is drawn in where they suffice.

    Examples
    --------
    >>> fitted("naïve α", ("DejaVu Sans",))
    ('naïve α', ('DejaVu Sans',), '')
    """
    if text.isascii():
        return text, base, ""
    if is_math_text(text):  # it is drawn in the first family alone
        base = (min(_with_others(text, base), key=lambda family: len(lacking_letters(text, (family,)))),)
    else:
        base = _with_others(text, base)
    lost = lacking_letters(text, base)
    drawn = text.translate({ord(letter): " " if letter.isspace() else _STAND_IN for letter in lost})
    return drawn, base, "".join(lost.split())


def _with_others(text: str, base: tuple[str, ...]) -> tuple[str, ...]:
    """Return the families with others that have what these lack, as far as any has."""
    others = [family for letter in lacking_letters(text, base) if (family := _family_having(letter))]
    _lend(others)
    return tuple(dict.fromkeys([*base, *others]))


def lend_fonts(figure: Figure | SubFigure) -> None:
    """Give every text of a figure fonts that have its letters; warn once of those that no installed font has."""
    base = families()
    lost = ""
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        written = text.get_text()
        if not written.isascii():
            drawn, own, missing = fitted(written, base)
            lost += missing
            if own != base:
                text.set_fontfamily(list(own))
            if missing:
                text.set_text(drawn)
    if lost:
        letters = list(dict.fromkeys(lost))
        more = f" and {len(letters) - _MOST_TOLD} more" if len(letters) > _MOST_TOLD else ""
        warnings.warn(
            f"found no installed font for the letters {' '.join(letters[:_MOST_TOLD])}{more};"
            " install one, such as Noto Sans CJK",
            stacklevel=2,
        )


@lru_cache(1024)
def lacking_letters(text: str, base: tuple[str, ...]) -> str:
    """Return the letters, each once, that none of the families has; those that are not seen are not missed."""
    if text.isascii():
        return ""
    fonts = [get_font(fontManager.findfont(FontProperties(family=family))) for family in base]
    return "".join(
        letter
        for letter in dict.fromkeys(text)
        if letter != "\n" and not any(font.get_char_index(ord(letter)) for font in fonts) and not _UNSEEN.match(letter)
    )


@cache
def _family_having(letter: str) -> str | None:
    """Return a family that has a letter, an upright one if there is one."""
    _take_stock()
    upright_first = sorted(fontManager.ttflist, key=lambda font: font.style != "normal")
    having = dict.fromkeys(font.name for font in upright_first if _can_draw(font.fname, letter))
    return next((name for name in having if _is_in_every_weight(name, letter)), None)


def _is_in_every_weight(family: str, letter: str) -> bool:
    """Whether a letter is in the faces that Matplotlib takes for plain text and for titles."""
    _lend([family])
    faces = [FontProperties(family=family, weight=weight) for weight in ("normal", "bold")]
    return all(_can_draw(fontManager.findfont(face), letter) for face in faces)


@cache
def _take_stock() -> None:
    """Tell Matplotlib of the fonts that were installed since it last looked."""
    known = {font.fname for font in fontManager.ttflist}
    for path in sorted(findSystemFonts()):
        if path not in known:
            try:
                fontManager.addfont(path)
            except Exception:  # whatever stands in a folder of fonts
                continue


def _can_draw(path: str, letter: str) -> bool:
    """Whether a font has an outline for a letter; those of coloured pictures have none."""
    try:
        font = get_font(path)
        if font.family_name.startswith(_BOXES_ONLY) or not font.get_char_index(ord(letter)):
            return False
        font.load_char(ord(letter))
        return letter.isspace() or len(font.get_path()[0]) > 0
    except Exception:  # FreeType refuses what it can't read in many ways
        return False


def _lend(names: Iterable[str]) -> None:
    """Remember the families, and keep Matplotlib from writing that they have no bold face: any face will do."""
    if not _lent:
        logging.getLogger("matplotlib.font_manager").addFilter(_is_no_complaint_of_weight)
    _lent.update(names)


def _is_no_complaint_of_weight(record: logging.LogRecord) -> bool:
    about_weight = str(record.msg).startswith("findfont: Failed to find font weight")
    return not (about_weight and isinstance(record.args, tuple) and _lent.intersection(map(str, record.args)))
