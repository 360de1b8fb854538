"""Titles of functions as encyclopaedias, papers and libraries write them, told from the words around the name."""

from __future__ import annotations

import re
import unicodedata

from trajviz.registry import normalized

_NUMBER = re.compile(r"\b(?:n|no|nr|number|f)\b\W*(?=\d)|(?<=[a-z])\W+n(?=\d)|\b0+(?=\d)|(?<=[a-z])0+(?=\d)")
_POSSESSIVE = re.compile(r"['’`]s?\b")
_WORDS = re.compile(r"\b(?:the|and|test|functions?|fcn)\b|[&,()\[\]]")


def plain_title(title: str) -> str:
    """Return a title as the catalogue compares it: "function", "the", "and", "'s" and "N." do not count.

    Examples
    --------
    >>> {plain_title(each) for each in ("Lévi function N.13", "Levi No. 13", "levi 13", "Levi13", "levi_n13")}
    {'levi13'}
    >>> plain_title("The Himmelblau’s function"), plain_title("Dixon & Price"), plain_title("Perm Function 0, d, β")
    ('himmelblau', 'dixonprice', 'perm0dbeta')
    """
    text = unicodedata.normalize("NFKD", title.casefold()).replace("β", "beta").replace("_", " ")
    text = "".join(c for c in text if unicodedata.category(c) != "Mn")
    text = _WORDS.sub(" ", _POSSESSIVE.sub(" ", text))
    return normalized(_NUMBER.sub(" ", text))
