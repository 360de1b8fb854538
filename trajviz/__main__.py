"""Run trajviz from a shell: `python -m trajviz`."""

import gc
import sys

_SELDOM = 50_000, 20, 100  # new objects before those are looked through, and how often before older ones are


def run() -> int:
    """Run the command and return its exit code, for a process that ends with it.

    Most of what is imported and drawn lives until the end: to look for garbage among it, on the way and at the end,
    took a tenth of the time.
    """
    gc.set_threshold(*_SELDOM)
    from trajviz.cli import main

    try:
        return main()
    finally:
        gc.freeze()


if __name__ == "__main__":
    sys.exit(run())
