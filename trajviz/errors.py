"""The errors that a user sees.

Each is one sentence that names the value, what was expected and, for a name, the nearest one. The command line
turns them into exit code 2. A run that diverges or meets NaN is not an error: it is data to show.
"""

from __future__ import annotations

_LONGEST = 300  # characters of a message
_KEPT_AT_THE_END = 120  # where it says what was expected


class TrajvizError(ValueError):
    """A mistake in what the user asked for, told in one sentence, which is short however long the value was.

    Parameters
    ----------
    message : str
        The sentence.

    Examples
    --------
    >>> import trajviz as tv
    >>> try:
    ...     tv.trace("sphere", "GD", steps=0)
    ... except tv.TrajvizError as error:
    ...     print(error)
    steps must be a whole number of at least 1, not 0
    """

    def __init__(self, message: str) -> None:
        super().__init__(_one_short_line(message))


class UnknownNameError(TrajvizError, KeyError):
    """A name that no registry entry, hyperparameter or option has.

    Parameters
    ----------
    message : str
        The sentence.

    Examples
    --------
    >>> import trajviz as tv
    >>> try:
    ...     tv.optimizers["Adamm"]
    ... except tv.UnknownNameError as error:
    ...     print(error)
    unknown optimizer 'Adamm'; did you mean 'Adam'?
    """

    # KeyError prints the repr of its argument; the sentence is meant to be read as it is.
    __str__ = ValueError.__str__


def _one_short_line(message: str) -> str:
    r"""Return a message in one line, what is unprintable escaped, what is too long left out of its middle.

    Examples
    --------
    >>> _one_short_line("no\nname\x1b"), len(_one_short_line("x" * 10**6))
    ('no\\nname\\x1b', 300)
    """
    if len(message) > _LONGEST:
        message = message[:_LONGEST] + message[-_LONGEST:]  # escaping makes it no shorter
    line = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in message)
    if len(line) <= _LONGEST:
        return line
    return f"{line[: _LONGEST - _KEPT_AT_THE_END - 1]}…{line[-_KEPT_AT_THE_END:]}"
