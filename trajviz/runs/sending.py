"""Whether what runs start by start can be run in another process, as joblib's workers are."""

from __future__ import annotations

import pickle

_MOST_WORKERS = 2


def most_workers(*things: object) -> int:
    """Return how many workers can be asked: one where another process could not import what `things` are made of.

    Joblib would send copies of functions of the main program. Autograd does not differentiate copies of its own.
    """
    try:
        return 1 if b"__main__" in pickle.dumps(things) else _MOST_WORKERS
    except (pickle.PicklingError, AttributeError, TypeError):
        return 1
