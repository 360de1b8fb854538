"""Functions from a user's own file or module: `bowl.py:f` and `package.module:f`.

The code is imported, that is run, as `python bowl.py` would run it; only what the user names is loaded.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.registry import did_you_mean


def names_a_place(spec: str) -> bool:
    """Whether a text is a place in a file or module, such as `bowl.py:f`, whether or not that is there."""
    return re.fullmatch(r"(.*\.py|[\w.]*):\w*", spec) is not None


def load_callable(spec: str) -> Callable[..., object]:
    """Return what `file.py:name` or `module:name` names.

    Raises
    ------
    TrajvizError
        If the file or module is missing or cannot be imported, or the name is missing or not a function.

    Examples
    --------
    >>> load_callable("math:hypot")(3, 4)
    5.0
    >>> load_callable("math:hypto")
    Traceback (most recent call last):
    trajviz.errors.UnknownNameError: math has no function 'hypto'; did you mean 'hypot'?
    """
    location, _, name = spec.rpartition(":")
    if not location or not name:
        raise TrajvizError(f"{spec!r} does not name a function; write file.py:name or module:name")
    module = _load_file(Path(location)) if location.endswith(".py") else _load_module(location)
    if not hasattr(module, name):
        functions = [each for each, value in vars(module).items() if callable(value) and not each.startswith("_")]
        hint = did_you_mean(name, functions) if functions else "it defines no function"
        raise UnknownNameError(f"{location} has no function {name!r}; {hint}")
    function: Callable[..., object] = getattr(module, name)
    if not callable(function):
        raise TrajvizError(f"{spec!r} is of type {type(function).__name__}, not a function")
    return function


def _load_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise TrajvizError(f"there is no file {str(path)!r}")
    # A name of its own, so that a user's random.py does not replace Python's.
    name = f"_trajviz_user_{path.stem}"
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module  # dataclasses, among others, look up the module that defines them
    with _importing(str(path), path.parent):
        exec(compile(path.read_bytes(), str(path), "exec"), module.__dict__)
    return module


def _load_module(name: str) -> ModuleType:
    if not all(part.isidentifier() for part in name.split(".")):
        raise TrajvizError(f"{name!r} is neither a file that ends in .py nor the name of a module")
    with _importing(name, Path.cwd()):
        return importlib.import_module(name)


@contextmanager
def _importing(location: str, directory: Path) -> Iterator[None]:
    """Let modules beside the imported one be found, and tell any error of its code in one sentence."""
    entry = str(directory.resolve())
    sys.path.insert(0, entry)
    importlib.invalidate_caches()
    try:
        yield
    except ModuleNotFoundError as error:
        missing = error.name or location
        if location == missing or location.startswith(f"{missing}."):
            raise TrajvizError(f"there is no module {missing!r}") from None
        raise TrajvizError(f"{location} imports the module {missing!r}, which is not installed") from error
    except (Exception, SystemExit) as error:
        first_line = next(iter(str(error).splitlines()), "")
        raise TrajvizError(f"{location} cannot be imported: {type(error).__name__}: {first_line}") from error
    finally:
        if entry in sys.path:
            sys.path.remove(entry)
