"""What may be typed after `trajviz`, read and checked, so that the command itself sees nothing but values it can use.

A mistake is answered with one sentence that names the option, the value and what was expected.
"""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import trajviz.formats  # noqa: F401 # enters every format
from trajviz import exporters
from trajviz.cli.declared import detail_names, layer_names, plane_names, theme_names, view_names, view_options
from trajviz.cli.listing import ALL, KINDS
from trajviz.discovery import find_plugins
from trajviz.errors import TrajvizError
from trajviz.functions.registration import data_objectives
from trajviz.functions.resolve import catalogued
from trajviz.options import MOST, Option, number, numbers, quoted, whole
from trajviz.registry import did_you_mean
from trajviz.runs.starts import EXPECTED, Spread, spread_of
from trajviz.runs.storage import names_a_run
from trajviz.words import in_our_words

MOST_RUNS = 100
MOST_NOISE = 1e6
LONGEST = 3600.0  # seconds
SCALE_RANGE = (0.1, 50.0)
DPI_RANGE = (10.0, 5000.0)
CLOCKS = ("steps", "evaluations")
SWEEP = "sweep"
SWEEP_VIEWS = ("lines", "heatmap", "panels")
PACES = ("story", "even")
SHELLS = ("bash", "zsh", "fish")

Start = list[float] | Spread

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
  trajviz run.npz other.csv --objective beale -o race.gif
  trajviz checkpoints/ --view contour,convergence
  trajviz beale --methods "GD(lr=0.02*cosine(200)),torch.optim.Adam(lr=0.1)"
  trajviz --list objectives
"""

_SWEEP_EXAMPLES = """\
examples:
  trajviz sweep camel --methods "GD(lr=1e-4..1:20),Adam(lr=1e-3..1:20)" --starts 10
  trajviz sweep rosenbrock --methods "Momentum(lr=1e-5..1e-1:13,momentum=[0,0.5,0.9])" -o m.csv m.png
  trajviz sweep saddle --methods "GD(lr=[0.01,0.1])" --noise 0.1 --seeds 20 --view panels
"""
_SHARED = (
    ("the function", "objective domain data"),
    ("what is run", "methods start bounds constraint noise batch_size seed"),
    ("what is shown", "theme title size dpi scale"),
    ("what is written", "quiet"),
    ("what is told", "help"),
)
"""The options that a sweep has in common with an animation, by their groups."""


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return what was typed, as values.

    Raises
    ------
    TrajvizError
        If something is unknown, missing, or not what its option takes.
    """
    shielded = [_shielded(argument) for argument in argv]
    if shielded[:1] == [SWEEP] and not _animates(shielded):
        arguments = sweep_parser().parse_args(shielded[1:])
        if arguments.objective is None and not arguments.help:
            raise TrajvizError(f"name a function to sweep on, as in: {_SWEEP_EXAMPLES.splitlines()[1].strip()}")
        return arguments
    arguments, unknown = parser().parse_known_args(shielded)
    if any(argument.startswith("-") for argument in unknown):  # it may be an option of a plug-in's view
        find_plugins()
        arguments, unknown = parser().parse_known_args(shielded)
    named = [arguments.objective, *unknown]
    arguments.files = named if named[0] is not None and all(map(names_a_run, named)) else []
    if unknown and not arguments.files:
        arguments = parser().parse_args(shielded)
    if arguments.of is not None and not arguments.files:
        raise TrajvizError(f"--objective is for runs that were kept, as in: trajviz run.npz --objective {arguments.of}")
    questions = ("help", "version", "list", "recipe", "completion", "man")
    if arguments.objective is None and not any(
        getattr(arguments, question) not in (None, False) for question in questions
    ):
        where = "before -o FILE" if arguments.output else "to minimise"
        raise TrajvizError(f"name a function {where}, as in: trajviz camel --methods BFGS,GD (--help tells more)")
    return arguments


def _animates(shielded: Sequence[str]) -> bool:
    """Whether a function of that name is meant: the command for sweeps has another word, the function, behind it."""
    return not parser().parse_known_args(shielded)[1] and catalogued(SWEEP) is not None


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
        description="Show how optimizers move: run them on a function and animate their paths.\n"
        f"trajviz {SWEEP} compares their settings: see trajviz {SWEEP} --help.",
        epilog=_EXAMPLES,
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    parser.set_defaults(sweeps=False)
    add = parser.add_argument_group("the function").add_argument
    add(
        "objective", metavar="OBJECTIVE", nargs="?",
        help="a name, an expression in x and y, file.py:function or module:function, data to learn: "
        f"{', '.join(data_objectives.entered)}, or files of runs that were kept (.npz .npy .csv) and "
        "folders of checkpoints (FOLDER/)",
    )  # fmt: skip
    add("--objective", metavar="F", dest="of", help="the function of runs that were kept (as they say)")
    add("--domain", metavar="X0,X1,Y0,Y1", type=_domain, help="what is shown; X0,X1 serves x and y")
    add("--data", metavar="FILE", help="a local mnist.npz, for digits")
    add = parser.add_argument_group("what is run").add_argument
    add(
        "--methods", metavar="A,B,...",
        help='such as "GD,Adam(lr=0.1)" (BFGS,GD; data: GD,Adam); several values are as many methods: '
        '"GD(lr=[0.1,0.3])", "Adam(lr=1e-3..1:5)"; others by where they live: '
        '"torch.optim.Adam(lr=0.1)", "optax.lion(learning_rate=0.1)"; a rate may follow a schedule in the step t: '
        '"GD(lr=0.1*0.95**t)", "Adam(lr=0.1*warmup(20)*cosine(180,20))"',
    )  # fmt: skip
    add(
        "--start",
        metavar="X,Y",
        type=_start,
        action="append",
        help="a start, or random; more give more paths; random:500, grid:40x25: a swarm",
    )
    add("--tune", action="store_true", help="each method at the best of 19 rates, which the legend says")
    add("--budget", metavar="N", type=whole(1, MOST), help="evaluations of each rate that --tune tries (as --steps)")
    add("--bounds", metavar="X0,X1,Y0,Y1", type=_bounds, help="bind the methods that can be bound; or: domain")
    add(
        "--constraint", metavar="C", action="append",
        help='such as "x + y <= 1", once or more: binds SLSQP, COBYQA, trust-constr and others that can be bound',
    )  # fmt: skip
    add("--steps", metavar="N", type=whole(1, MOST), default=200, help="steps at the most (%(default)s)")
    add("--every", metavar="N", type=whole(1, MOST), help="keep one step in N (all, as far as memory allows)")
    add("--noise", metavar="SCALE", type=number(0, MOST_NOISE), help="add normal noise to the gradients")
    add("--batch-size", metavar="N", type=whole(1, MOST), help="samples of the data per gradient (all)")
    add("--runs", metavar="N", type=whole(1, MOST_RUNS), default=1, help="repeat with N seeds: a bundle of thin paths")
    add("--seed", metavar="N", type=whole(0, 2**32 - 1), default=0, help="of all that is random (%(default)s)")
    add = parser.add_argument_group("what is shown").add_argument
    add(
        "--view", metavar="V,...",
        help=f"{', '.join(view_names())}, or several side by side",
    )  # fmt: skip
    add("--grid", action="store_true", help="a panel for each method")
    add("--plane", metavar="P", type=_plane, help=f"through many dimensions: {', '.join(plane_names())} or I,J")
    for name, (kind, default, option) in view_options().items():
        _add_view_option(parser, add, name, kind, default, option)
    add("--theme", metavar="NAME", default="light", help=f"{' or '.join(theme_names())} (%(default)s)")
    add("--title", metavar="T", help="by default the name of the function")
    add("--colors", metavar="C,...", type=_colors, help="of the methods, such as red,#1f77b4")
    add("--size", metavar="WxH", type=_size, help="in pixels (800x500 for one view); all in it follows")
    add("--dpi", metavar="N", type=number(*DPI_RANGE), help="pixels an inch, 100 being usual: 200 doubles all")
    add("--scale", metavar="X", type=number(*SCALE_RANGE), help="the same as a factor")
    add("--clean", action="store_true", help="leave axes and numbers out")
    add = parser.add_argument_group("at what pace").add_argument
    add("--clock", metavar="C", type=_clock, default="steps", help="count time in steps or evaluations (%(default)s)")
    add(
        "--pace", metavar="P", type=_pace, default="story",
        help="slower where more is seen to move (%(default)s), or even: each step the same time",
    )  # fmt: skip
    add("--fps", metavar="N", type=number(*exporters.FPS_RANGE), help="frames per second")
    add("--seconds", metavar="S", type=number(0.01, LONGEST), help="how long the steps take")
    add(
        "--hold", metavar="S", type=number(0, exporters.LONGEST_HOLD), default=2.0,
        help="how long the last frame stays (%(default)s)",
    )  # fmt: skip
    add(
        "--loop", metavar="N", type=whole(0, exporters.MOST_LOOPS), default=0,
        help="how often a GIF, APNG or WebP plays, 0 for ever (%(default)s)",
    )  # fmt: skip
    add = parser.add_argument_group("what is written").add_argument
    add(
        "-o", "--output", metavar="FILE", nargs="+", action="extend",
        help=f"files, by suffix: {' '.join(exporters.exporters.entered)} and others of imageio's, such as .avi; "
        "%%03d.png: a file for each frame (by default OBJECTIVE.gif)",
    )  # fmt: skip
    add("--transparent", action="store_true", help="no background behind the picture (GIF, APNG, WebP, PNG)")
    add("--explore", action="store_true", help="let a reader of the HTML start anywhere: paths from 1000 starts")
    add("--quiet", action="store_true", help="print nothing but errors")
    add = parser.add_argument_group("what is told").add_argument
    add(
        "--list", metavar="KIND", nargs="?", const=ALL, type=_kind,
        help=f"list {', '.join(KINDS)}, or all: what each is, in half a line",
    )  # fmt: skip
    add(
        "--recipe", metavar="F",
        help="print a command that looks good for a function, with rates that were found by running it",
    )  # fmt: skip
    add(
        "--completion", metavar="SHELL", type=_shell,
        help=f"print a script that has a shell complete all this: {', '.join(SHELLS)}",
    )  # fmt: skip
    add("--man", action="store_true", help="print the manual page, as in: trajviz --man | man -l -")
    add("--version", action="store_true", help="tell the version")
    add("-h", "--help", action="store_true", help="tell all this")
    return parser


def sweep_parser() -> argparse.ArgumentParser:
    """Return the parser of the options of a sweep, of which many are those of an animation."""
    made = _Parser(
        prog=f"trajviz {SWEEP}",
        usage=f"trajviz {SWEEP} OBJECTIVE --methods A,B,... [option ...]",
        description="Compare many settings of optimizers, each run with the same budget of evaluations.",
        epilog=_SWEEP_EXAMPLES,
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    made.set_defaults(sweeps=True)
    known = {action.dest: action for action in parser()._actions}
    groups = {}
    for title, names in _SHARED:
        groups[title] = made.add_argument_group(title)
        for name in names.split():
            groups[title]._add_action(known[name])
    add = groups["what is run"].add_argument
    add("--starts", metavar="N", type=whole(1, MOST), help="so many starts, drawn at random from the domain")
    add("--seeds", metavar="N", type=whole(1, MOST), default=1, help="repeat what is random with N seeds (%(default)s)")
    add(
        "--budget", metavar="N", type=whole(1, MOST), default=200,
        help="evaluations of values, gradients and Hessians together that each run may spend (%(default)s)",
    )  # fmt: skip
    groups["what is shown"].add_argument(
        "--view", metavar="V", type=_sweep_view,
        help=f"{', '.join(SWEEP_VIEWS)}: over a hyperparameter, over two, or over the evaluations",
    )  # fmt: skip
    groups["what is written"].add_argument(
        "-o", "--output", metavar="FILE", nargs="+", action="extend",
        help="a table (.csv), a page (.html), pictures (.png .svg .pdf .jpg); by default the first three",
    )  # fmt: skip
    return made


def _sweep_view(text: str) -> str:
    if text not in SWEEP_VIEWS:
        raise argparse.ArgumentTypeError(f"must be {', '.join(SWEEP_VIEWS)}, not {quoted(text)}")
    return text


def _add_view_option(
    parser: argparse.ArgumentParser, add: Callable[..., Any], name: str, kind: str, default: Any, option: Option
) -> None:
    """Add what a view declares; a name that the command has for something else stays for Python alone."""
    flag = f"--{name.replace('_', '-')}"
    if flag in parser._option_string_actions:
        return
    text = option.help.replace("%", "%%")
    if name == "layers":
        text = f"more of each path: {', '.join(layer_names())}"
    if name == "details":
        text = f"what a method saw: {', '.join(detail_names())}, or none (what tells its story)"
    may_be = {part.strip() for part in kind.split("|")}
    if "bool" in may_be and option.reads is None:
        switches = [(flag, "store_true", text)] if default is not True else []
        if default is True or option.off:
            switches.append((f"--no-{name.replace('_', '-')}", "store_false", option.off or text))
        for spelled, action, told in switches:
            add(spelled, dest=name, action=action, default=None, help=told)
        return
    reads: Callable[[str], Any] = str
    if "int" in may_be:
        reads = whole(-MOST, MOST)
    elif "float" in may_be:
        reads = number(-math.inf, math.inf)
    add(flag, dest=name, metavar=option.metavar or name[0].upper(), type=option.reads or reads, help=text)


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
            if re.fullmatch(r"[-+]?\.?\d[\d.e,+-]*", option):
                return f"{option!r} stands alone; numbers are joined by commas, as in --start -1,0.5"
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
    return spread_of(text) or numbers(text, f"numbers separated by commas, such as -1,0.5, or {EXPECTED}")


def _plane(text: str) -> str | tuple[int, int]:
    from trajviz.planes.registration import planes

    if text in planes:
        return text
    match = re.fullmatch(r"\s*(\d{1,9})\s*,\s*(\d{1,9})\s*", text)
    if not match:
        raise argparse.ArgumentTypeError(
            f"must be {', '.join(planes)} or two coordinates, such as 0,1, not {quoted(text)}"
        )
    return int(match[1]), int(match[2])


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
    bounds = numbers(text, expected, allows)
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
    if len(bounds) % 2 or any(low >= high for low, high in pairs):
        raise argparse.ArgumentTypeError(f"must be {expected}, not {quoted(text)}")
    return pairs[0] if len(pairs) == 1 else pairs


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"\s*(\d{1,6})\s*[xX×]\s*(\d{1,6})\s*", text)
    if not match:
        raise argparse.ArgumentTypeError(f"must be width x height in pixels, such as 800x500, not {quoted(text)}")
    return int(match[1]), int(match[2])


def _colors(text: str) -> str:
    from matplotlib.colors import is_color_like

    for color in text.split(","):
        if not is_color_like(color.strip()):
            raise argparse.ArgumentTypeError(f"must be colours such as red or #1f77b4, not {quoted(color)}")
    return text


def _clock(text: str) -> str:
    if text not in CLOCKS:
        raise argparse.ArgumentTypeError(f"must be {' or '.join(CLOCKS)}, not {quoted(text)}")
    return text


def _pace(text: str) -> str:
    if text not in PACES:
        raise argparse.ArgumentTypeError(f"must be {' or '.join(PACES)}, not {quoted(text)}")
    return text


def _shell(text: str) -> str:
    if text not in SHELLS:
        raise argparse.ArgumentTypeError(f"must be {', '.join(SHELLS)}, not {quoted(text)}")
    return text


def _kind(text: str) -> str:
    if text not in (*KINDS, ALL):
        raise argparse.ArgumentTypeError(f"knows no {quoted(text)}; {did_you_mean(text, KINDS)}")
    return text
