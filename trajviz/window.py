"""Windows of Matplotlib's, for figures that its state machine did not make.

Such a figure is entered where `plt.show()` looks for what it shows, if the backend has windows.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from typing import Any

import matplotlib as mpl
from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.figure import Figure

_WITH_WINDOWS = {"qt", "gtk3", "gtk4", "wx", "tk", "macosx"}


def enter(figure: Figure) -> bool:
    """Enter a figure where `plt.show()` finds it, and return whether it has a window there."""
    if figure.canvas.manager is not None:
        return _has_windows(type(figure.canvas))
    own = figure.canvas
    try:
        canvas = _canvas_of_backend()
        if not _has_windows(canvas):
            return False
        number = max(Gcf.figs, default=0) + 1
        Gcf._set_new_active_manager(canvas.new_manager(figure, number))
    except Exception:  # each of the frameworks has its own for a screen that is not there
        figure.set_canvas(own)
        return False
    return True


def enter_beside_others(figure: Figure) -> bool:
    """Do so if a program uses Matplotlib's state machine, so that its `plt.show()` shows this figure as well."""
    return "matplotlib.pyplot" in sys.modules and enter(figure)


def show(figure: Figure) -> None:
    """Show a figure, and all others that have windows, until they are closed; warn where there are no windows."""
    if not enter(figure):
        name = mpl.get_backend()
        warnings.warn(
            f"there is no window to show the animation in, with Matplotlib's backend {name}; save it, or let a notebook"
            " play it as the last line of a cell",
            stacklevel=3,
        )
        return
    manager: Any = type(figure.canvas).manager_class  # its types say too little
    manager.pyplot_show()


def _has_windows(canvas: type[FigureCanvasBase]) -> bool:
    return getattr(canvas, "required_interactive_framework", None) in _WITH_WINDOWS


def _canvas_of_backend() -> type[FigureCanvasBase]:
    """Return the canvas of Matplotlib's backend, which is chosen now if it was not before."""
    name = mpl.get_backend()
    if name.startswith("module://"):
        module = importlib.import_module(name.removeprefix("module://"))
    else:
        module = importlib.import_module(f"matplotlib.backends.backend_{name.lower()}")
    return getattr(module, "FigureCanvas", FigureCanvasBase)
