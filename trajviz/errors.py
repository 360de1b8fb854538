"""The errors that a user sees.

Each is one sentence that names the value, what was expected and, for a name, the nearest one. The command line
turns them into exit code 2. A run that diverges or meets NaN is not an error: it is data to show.
"""

from __future__ import annotations


class TrajvizError(ValueError):
    """A mistake in what the user asked for, told in one sentence."""


class UnknownNameError(TrajvizError, KeyError):
    """A name that no registry entry, hyperparameter or option has."""

    # KeyError prints the repr of its argument; the sentence is meant to be read as it is.
    __str__ = ValueError.__str__
