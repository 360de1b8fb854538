"""What may be typed after `trajviz`, read and checked, so that the command itself sees nothing but values it can use.

A mistake is answered with one sentence that names the option, the value and what was expected.
"""

from __future__ import annotations

import argparse
import math
import re
import reprlib
from collections.abc import Callable, Sequence
from typing import Literal, NoReturn

import trajviz.formats  # noqa: F401 # enters every format
from trajviz import exporters
from trajviz.errors import TrajvizError
from trajviz.registry import did_you_mean
from trajviz.words import in_our_words

MOST_STEPS = 10_000_000
MOST_RUNS = 100
MOST_NOISE = 1e6
MOST_DEGREES = 36_000.0
MOST_LEVELS = 500
LONGEST = 3600.0  # seconds
CLOCKS = ("steps", "evaluations")
LISTS = ("objectives", "optimizers", "views", "themes", "formats")

Start = list[float] | Literal["random"]

_EXAMPLES = """\
examples:
  trajviz camel --methods BFGS,GD
  trajviz beale --methods GD,Newton --start -1,-0.5 --start 2,2 --log
  trajviz rosenbrock --methods "Adam(lr=0.05),Nesterov" -o race.gif race.mp4
  trajviz "x**2 + 3*sin(y)**2" --start 2,-1 --view contour,surface
  trajviz mine.py:loss --methods L-BFGS-B --view contour,convergence
  trajviz saddle --methods "Momentum(lr=0.01)" --noise 0.01 --start 10,0
  trajviz "x*cos(pi*x)" --domain -1,2 --methods GD
  trajviz digits --methods SGD,Momentum,Adagrad,Adam --view loss,plane
  trajviz camel --methods BFGS,GD --explore -o camel.html
  trajviz --list objectives
"""


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return what was typed, as values.

    Raises
    ------
    TrajvizError
        If something is unknown, missing, or not what its option takes.
    """
    arguments = parser().parse_args([_shielded(argument) for argument in argv])
    is_question = arguments.help or arguments.version or arguments.list
    if arguments.objective is None and not is_question:
        where = "before -o FILE" if arguments.output else "to minimise"
        raise TrajvizError(f"name a function {where}, as in: trajviz camel --methods BFGS,GD (--help tells more)")
    return arguments


def _shielded(argument: str) -> str:
    """Return an argument with a space before it if it is a negative number or expression, and so no option.

    Argparse takes whatever begins with a minus sign for an option, unless there is a space in it.
    """
    return f" {argument}" if re.match(r"-(?!o)([\d.(]|inf|nan|\w+[(*/+,-])", argument) else argument


def parser() -> argparse.ArgumentParser:
    """Return the parser of all options."""
    parser = _Parser(
        prog="trajviz",
        usage="trajviz OBJECTIVE [--methods A,B,...] [option ...]",
        description="Show how optimizers move: run them on a function and animate their paths.",
        epilog=_EXAMPLES,
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    add = parser.add_argument_group("the function").add_argument
    add(
        "objective", metavar="OBJECTIVE", nargs="?",
        help="a name, an expression in x and y, file.py:function or module:function, or data to learn: digits, moons",
    )  # fmt: skip
    add("--domain", metavar="X0,X1,Y0,Y1", type=_domain, help="what is shown; X0,X1 serves x and y")
    add("--data", metavar="FILE", help="a local mnist.npz, for digits")
    add = parser.add_argument_group("what is run").add_argument
    add("--methods", metavar="A,B,...", help='such as "GD,Adam(lr=0.1)" (BFGS,GD; data: GD,Adam)')
    add("--start", metavar="X,Y", type=_start, action="append", help="a start, or random; more give more paths")
    add("--bounds", metavar="X0,X1,Y0,Y1", type=_bounds, help="bind the methods that can be bound; or: domain")
    add("--steps", metavar="N", type=_whole(1, MOST_STEPS), default=200, help="steps at the most (%(default)s)")
    add("--every", metavar="N", type=_whole(1, MOST_STEPS), help="keep one step in N (all, as far as memory allows)")
    add("--noise", metavar="SCALE", type=_number(0, MOST_NOISE), help="add normal noise to the gradients")
    add("--batch-size", metavar="N", type=_whole(1, MOST_STEPS), help="samples of the data per gradient (all)")
    add("--runs", metavar="N", type=_whole(1, MOST_RUNS), default=1, help="repeat with N seeds: a bundle of thin paths")
    add("--seed", metavar="N", type=_whole(0, 2**32 - 1), default=0, help="of all that is random (%(default)s)")
    add = parser.add_argument_group("what is shown").add_argument
    add(
        "--view", metavar="V,...",
        help="contour, surface, plane, curve, convergence, loss, accuracy, boundary, fit, or several side by side",
    )  # fmt: skip
    add("--grid", action="store_true", help="a panel for each method")
    add("--plane", metavar="P", type=_plane, help="through many dimensions: principal, random or I,J")
    add("--levels", metavar="N", type=_whole(1, MOST_LEVELS), help="about how many contour levels")
    add("--log", action="store_true", default=None, help="logarithmic heights (where they tell more)")
    add("--no-log", dest="log", action="store_false", help="heights as they are")
    add("--field", action="store_true", default=None, help="arrows along the negative gradient")
    add("--arrows", action="store_true", default=None, help="an arrow per step instead of a line")
    add("--style", metavar="S", help="how a surface is drawn: surface or wireframe")
    add("--base", metavar="B", type=_base, help="contours of a surface on floor, ceiling or a height")
    add(
        "--orbit", metavar="DEGREES", type=_number(-MOST_DEGREES, MOST_DEGREES), help="turn the camera around a surface"
    )
    add("--chord", metavar="A,B", type=_chord, help="a chord between two points of a curve")
    add("--compare", metavar="F", help="another function beside a curve")
    add("--smooth", metavar="N", type=_odd, help="smooth the loss over N steps, an odd number")
    add("--theme", metavar="NAME", default="light", help="light or dark (%(default)s)")
    add("--title", metavar="T", help="by default the name of the function")
    add("--size", metavar="WxH", type=_size, help="in pixels (800x500 for one view)")
    add = parser.add_argument_group("at what pace").add_argument
    add("--clock", metavar="C", type=_clock, default="steps", help="count time in steps or evaluations (%(default)s)")
    add("--fps", metavar="N", type=_number(*exporters.FPS_RANGE), help="frames per second")
    add("--seconds", metavar="S", type=_number(0.01, LONGEST), help="how long the steps take")
    add(
        "--hold", metavar="S", type=_number(0, exporters.LONGEST_HOLD), default=1.5,
        help="how long the last frame stays (%(default)s)",
    )  # fmt: skip
    add(
        "--loop", metavar="N", type=_whole(0, exporters.MOST_LOOPS), default=0,
        help="how often a GIF, APNG or WebP plays, 0 for ever (%(default)s)",
    )  # fmt: skip
    add = parser.add_argument_group("what is written").add_argument
    add(
        "-o", "--output", metavar="FILE", nargs="+", action="extend",
        help=f"files, by suffix: {' '.join(exporters.exporters)} (by default OBJECTIVE.gif)",
    )  # fmt: skip
    add("--transparent", action="store_true", help="no ground behind the picture (GIF, APNG, WebP, PNG)")
    add("--explore", action="store_true", help="let a reader of the HTML start anywhere: paths from 1000 starts")
    add("--quiet", action="store_true", help="print nothing but errors")
    add = parser.add_argument_group("what is told").add_argument
    add("--list", metavar="KIND", type=_kind, help=f"list {', '.join(LISTS)}")
    add("--version", action="store_true", help="tell the version")
    add("-h", "--help", action="store_true", help="tell all this")
    return parser


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Puts a value's placeholder behind the last spelling of an option alone, and aligns what follows."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=24, width=80)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if not action.option_strings:
            return "OBJECTIVE"
        value = f" {action.metavar}" if action.metavar else ""
        if action.nargs == "+":
            value += " ..."
        return ", ".join(action.option_strings) + value


class _Parser(argparse.ArgumentParser):
    """A parser that answers a mistake with one sentence."""

    def error(self, message: str) -> NoReturn:
        raise TrajvizError(self._plainer(message))

    def _plainer(self, message: str) -> str:
        """Return argparse's message without its jargon."""
        if unknown := re.fullmatch(r"unrecognized arguments: (.*)", message, re.DOTALL):
            option = unknown[1].split()[0].partition("=")[0]
            if not option.startswith("-"):
                return f"there is one function at a time; {unknown[1]!r} is too much"
            known = [name for action in self._actions for name in action.option_strings]
            spelled = {name.lstrip("-").replace("-", "_"): name for name in known}
            return f"unknown option {option!r}; {in_our_words(option, spelled) or did_you_mean(option, known)}"
        about = re.fullmatch(r"argument (?:-\w/)?(\S+): (.*)", message, re.DOTALL)
        if not about:
            return message
        option, problem = about.groups()
        if problem.startswith("expected"):
            return f"{option} needs a value"
        if problem.startswith("ignored explicit argument"):
            return f"{option} takes no value"
        return f"{option} {problem}"


def _start(text: str) -> Start:
    if text.strip().lower() == "random":
        return "random"
    return _numbers(text, "numbers separated by commas, such as -1,0.5, or random")


def _plane(text: str) -> str | tuple[int, int]:
    if text in ("principal", "random"):
        return text
    match = re.fullmatch(r"\s*(\d{1,9})\s*,\s*(\d{1,9})\s*", text)
    if not match:
        raise argparse.ArgumentTypeError(
            f"must be principal, random or two coordinates, such as 0,1, not {_quoted(text)}"
        )
    return int(match[1]), int(match[2])


def _base(text: str) -> str | float:
    if text in ("floor", "ceiling"):
        return text
    (height,) = _so_many_numbers(1, text, "floor, ceiling or a height")
    return height


def _chord(text: str) -> tuple[float, ...]:
    return _so_many_numbers(2, text, "two numbers separated by a comma, such as -1.5,1")


def _domain(text: str) -> list[tuple[float, float]] | tuple[float, float]:
    """Return a pair that serves every coordinate, or a pair for each."""
    return _pairs(text, "a low and a high end, such as -2,2, or such a pair for each coordinate", math.isfinite)


def _bounds(text: str) -> list[tuple[float, float]] | tuple[float, float] | str:
    """Return the word domain, or a pair that serves every coordinate, or a pair for each."""
    if text.strip().lower() == "domain":
        return "domain"
    expected = "domain, or a low and a high bound, such as -2,2 or 0,inf, or such a pair for each coordinate"
    return _pairs(text, expected, lambda bound: not math.isnan(bound))


def _pairs(
    text: str, expected: str, allows: Callable[[float], bool]
) -> list[tuple[float, float]] | tuple[float, float]:
    bounds = _numbers(text, expected, allows)
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
    if len(bounds) % 2 or any(low >= high for low, high in pairs):
        raise argparse.ArgumentTypeError(f"must be {expected}, not {_quoted(text)}")
    return pairs[0] if len(pairs) == 1 else pairs


def _so_many_numbers(count: int, text: str, expected: str) -> tuple[float, ...]:
    numbers = _numbers(text, expected)
    if len(numbers) != count:
        raise argparse.ArgumentTypeError(f"must be {expected}, not {_quoted(text)}")
    return tuple(numbers)


def _numbers(text: str, expected: str, allows: Callable[[float], bool] = math.isfinite) -> list[float]:
    try:
        numbers = [float(number) for number in text.split(",")]
    except ValueError:
        numbers = [math.nan]
    if not all(map(allows, numbers)):
        raise argparse.ArgumentTypeError(f"must be {expected}, not {_quoted(text)}")
    return numbers


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"\s*(\d{1,6})\s*[xX×]\s*(\d{1,6})\s*", text)
    if not match:
        raise argparse.ArgumentTypeError(f"must be width x height in pixels, such as 800x500, not {_quoted(text)}")
    return int(match[1]), int(match[2])


def _clock(text: str) -> str:
    if text not in CLOCKS:
        raise argparse.ArgumentTypeError(f"must be {' or '.join(CLOCKS)}, not {_quoted(text)}")
    return text


def _kind(text: str) -> str:
    if text not in LISTS:
        raise argparse.ArgumentTypeError(f"knows no {_quoted(text)}; {did_you_mean(text, LISTS)}")
    return text


def _quoted(text: str) -> str:
    return reprlib.repr(text.removeprefix(" "))


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    """Return what reads a whole number in a range."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = lowest - 1
        if not lowest <= number <= highest:
            raise argparse.ArgumentTypeError(f"must be a whole number from {lowest} to {highest}, not {_quoted(text)}")
        return number

    return read


def _odd(text: str) -> int:
    number = _whole(1, MOST_STEPS)(text)
    if number % 2 == 0:
        raise argparse.ArgumentTypeError(f"must be odd, so that there is a middle, not {_quoted(text)}")
    return number


def _number(lowest: float, highest: float) -> Callable[[str], float]:
    """Return what reads a number in a range."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not lowest <= number <= highest:
            raise argparse.ArgumentTypeError(f"must be a number from {lowest:g} to {highest:g}, not {_quoted(text)}")
        return number

    return read
