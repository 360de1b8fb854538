"""Docstrings that are put together: what a class takes besides is told by the class that it is derived from."""

from __future__ import annotations

import inspect
import re
from typing import TypeVar

AnyClass = TypeVar("AnyClass", bound=type)

_PARAMETERS = "Parameters\n----------\n"
_SECTION = re.compile(r"\n\n(?=[A-Z][a-z]+\n-{4})")


def with_inherited_parameters(cls: AnyClass) -> AnyClass:
    """Write the parameters of the class that one is derived from before its own, as `help` shows them.

    Parameters
    ----------
    cls : type
        Derived from a class whose docstring has a section of parameters.

    Returns
    -------
    type
        The same class.

    Examples
    --------
    >>> class Dot:
    ...     '''A dot.
    ...
    ...     Parameters
    ...     ----------
    ...     x : float
    ...         Where it is.
    ...     '''
    >>> @with_inherited_parameters
    ... class Disk(Dot):
    ...     '''A disk.
    ...
    ...     Parameters
    ...     ----------
    ...     radius : float
    ...         How large it is.
    ...     '''
    >>> [line for line in Disk.__doc__.splitlines() if " : " in line]
    ['x : float', 'radius : float']
    """
    if not cls.__doc__ or not cls.__base__.__doc__:  # as under python -OO
        return cls
    inherited = inspect.cleandoc(cls.__base__.__doc__).partition(_PARAMETERS)[2].partition("\n\n")[0]
    own = inspect.cleandoc(cls.__doc__) + "\n"
    if _PARAMETERS in own:
        cls.__doc__ = own.replace(_PARAMETERS, f"{_PARAMETERS}{inherited}\n", 1)
    else:
        head = _SECTION.split(own, maxsplit=1)[0]
        cls.__doc__ = f"{head}\n\n{_PARAMETERS}{inherited}{own[len(head) :]}"
    return cls
