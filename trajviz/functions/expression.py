"""Functions from arithmetic that a user types, such as `x**2 + sin(3*y)`.

An expression can come from a command line or a web page, so nothing of it is ever executed. It is parsed into
Python's syntax tree, and a whitelist turns each node into a function over `autograd.numpy`: what is not on it
does not exist. Numbers become floats, so that `9**9**9` is infinity at once, and length, size and nesting are
bounded, so that reading an expression takes a moment whatever it says.
"""

from __future__ import annotations

import ast
import inspect
import operator
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial, reduce
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from autograd import numpy as anp

from trajviz.arrays import Function, Traced
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions.expression_latex import latex_of
from trajviz.registry import did_you_mean

MAX_CHARACTERS = 1000
MAX_NODES = 1000
MAX_NESTING = 100
MAX_DIMENSION = 100


@dataclass(frozen=True)
class Variable:
    """A coordinate, and the notation in which it is written, such as `"x1, x2, ..."`."""

    notation: str
    index: int


LETTERS = {letter: Variable("x, y, z", index) for index, letter in enumerate("xyz")}

CONSTANTS = {"pi": np.float64(np.pi), "e": np.float64(np.e)}

BINARY: dict[type[ast.operator], Callable[[Traced, Traced], Traced]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}

UNARY: dict[type[ast.unaryop], Function] = {ast.UAdd: lambda value: value, ast.USub: operator.neg}

FUNCTIONS_OF_ONE: dict[str, Function] = {
    "sin": anp.sin,
    "cos": anp.cos,
    "tan": anp.tan,
    "arcsin": anp.arcsin,
    "arccos": anp.arccos,
    "arctan": anp.arctan,
    "asin": anp.arcsin,
    "acos": anp.arccos,
    "atan": anp.arctan,
    "sinh": anp.sinh,
    "cosh": anp.cosh,
    "tanh": anp.tanh,
    "exp": anp.exp,
    "expm1": anp.expm1,
    "log": anp.log,
    "ln": anp.log,
    "log2": anp.log2,
    "log10": anp.log10,
    "log1p": anp.log1p,
    "sqrt": anp.sqrt,
    "abs": anp.abs,
    "sign": anp.sign,
}

FUNCTIONS_OF_TWO: dict[str, Callable[[Traced, Traced], Traced]] = {
    "atan2": anp.arctan2,
    "arctan2": anp.arctan2,
    "hypot": anp.hypot,
}

FUNCTIONS_OF_MANY: dict[str, Callable[[Traced, Traced], Traced]] = {"min": anp.minimum, "max": anp.maximum}

FUNCTIONS = [*FUNCTIONS_OF_ONE, *FUNCTIONS_OF_TWO, *FUNCTIONS_OF_MANY]

TYPOGRAPHY = {"²": "**2 ", "³": "**3 ", "·": "*", "×": "*", "−": "-", "π": "pi"}


class Formula(NamedTuple):
    """An expression that has been read.

    Attributes
    ----------
    text : str
        The expression in plain characters.
    function : callable
        Takes shape (d, ...) and returns (...), or a number where no coordinate is used.
    dimension : int
        How many coordinates it uses.
    latex : str
        The formula without dollar signs, or nothing where that would be too much to show.
    """

    text: str
    function: Function
    dimension: int
    latex: str

    def check_fits(self, dimension: int) -> None:
        """Raise TrajvizError if the expression uses more coordinates than there are."""
        if self.dimension > dimension:
            raise TrajvizError(
                f"expression {_short(self.text)} uses {self.dimension} coordinates, more than the {dimension} asked for"
            )


def read_formula(text: str) -> Formula:
    """Return the function that an arithmetic expression describes; see `parse_expression` for what it may hold.

    Raises
    ------
    TrajvizError
        If the text is anything but arithmetic, or is too large.

    Examples
    --------
    >>> read_formula("x + 2*y").function(np.array([1.0, 3.0])).item()
    7.0
    """
    text = _plain(text)
    tree = _syntax_tree(text)
    variables: set[Variable] = set()
    function = _Read(text, _Compiler(text, variables).function(tree))
    return Formula(text, function, _used_dimension(text, variables), latex_of(tree))


class _Read:
    """The function of an expression, which is sent to another process as its text and read there."""

    def __init__(self, text: str, function: Function) -> None:
        self._text, self._function = text, function

    def __call__(self, x: Traced) -> Traced:
        return self._function(x)

    def __reduce__(self) -> tuple[Callable[[str], Function], tuple[str]]:
        return _read_anew, (self._text,)


def _read_anew(text: str) -> Function:
    return read_formula(text).function


def parse_formula(
    text: str, letter: str, more: Mapping[str, Callable[..., Traced]] = MappingProxyType({})
) -> tuple[Function, bool]:
    """Return the function of one number that arithmetic describes, and whether it looks at that number at all.

    Parameters
    ----------
    text : str
        As for `parse_expression`.
    letter : str
        What the number is called.
    more : mapping
        Functions that may be used besides, which take the number and then what stands in their parentheses.

    Raises
    ------
    TrajvizError
        If the text is anything but arithmetic, or is too large.

    Examples
    --------
    >>> formula, looks = parse_formula("2**t + shifted(1)", "t", {"shifted": lambda t, by: t + by})
    >>> float(formula(3.0)), looks
    (12.0, True)
    """
    text = _plain(text)
    variables: set[Variable] = set()
    formula = _Compiler(text, variables, {letter: Variable(letter, 0)}, more).function(_syntax_tree(text))
    return lambda number: formula([number]), bool(variables)


def _plain(text: str) -> str:
    """Return `text` in plain characters on one line."""
    for character, spelling in TYPOGRAPHY.items():
        text = text.replace(character, spelling)
    text = " ".join(text.split())
    if not text:
        raise TrajvizError("the expression is empty")
    if len(text) > MAX_CHARACTERS:
        raise TrajvizError(f"the expression has {len(text)} characters; {MAX_CHARACTERS} is the limit")
    strange = next((c for c in text if not c.isascii() or not c.isprintable() or c == "#"), None)
    if strange:
        raise TrajvizError(f"expression {_short(text)} is not arithmetic: it contains {strange!a}")
    return text


def _syntax_tree(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python comments on code that is refused afterwards
            tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise TrajvizError(f"expression {_short(text)} is not arithmetic: {_reason(text, error)}") from None
    except (ValueError, RecursionError, MemoryError):
        raise TrajvizError(f"expression {_short(text)} is too large to read") from None
    _check_size(text, tree)
    return tree


def _reason(text: str, error: SyntaxError) -> str:
    """Return what is wrong with the syntax, in the terms of arithmetic where Python's own would mislead."""
    product_without_sign = re.search(r"\d *(?!e[-+\d])[a-z(]|\) *[\w(]|\b[xyz] +[\w(]", text)
    if error.msg.startswith("invalid") and product_without_sign:
        return f"{product_without_sign[0]!r} is not understood, a product is written with *"
    return error.msg


def _check_size(text: str, tree: ast.AST) -> None:
    """Refuse a tree with too many nodes or levels; it is walked by levels, as recursion has a limit too."""
    nodes, nesting, level = 0, 0, [tree]
    while level:
        nodes += len(level)
        nesting += 1
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if nodes > MAX_NODES:
        raise TrajvizError(f"expression {_short(text)} has {nodes} parts; {MAX_NODES} is the limit")
    if nesting > MAX_NESTING:
        raise TrajvizError(f"expression {_short(text)} nests {nesting} deep; {MAX_NESTING} is the limit")


def _used_dimension(text: str, variables: set[Variable]) -> int:
    notations = sorted({variable.notation for variable in variables})
    if len(notations) > 1:
        raise TrajvizError(f"expression {_short(text)} mixes the variables {' with '.join(notations)}")
    dimension = max((variable.index + 1 for variable in variables), default=0)
    if dimension > MAX_DIMENSION:
        raise TrajvizError(f"expression {_short(text)} has more than {MAX_DIMENSION} coordinates")
    return dimension


@dataclass(frozen=True)
class _Compiler:
    """Turns nodes of the syntax tree into functions of `x`, and collects the variables that it meets."""

    text: str
    variables: set[Variable]
    letters: Mapping[str, Variable] = field(default_factory=lambda: LETTERS)
    more: Mapping[str, Callable[..., Traced]] = field(default_factory=dict)
    """Functions that take the first variable before their arguments."""

    def function(self, node: ast.expr) -> Function:
        """Return the function of `x` that `node` stands for."""
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                # As NumPy's floats they overflow to infinity where Python's raise; so do long integers.
                return _constant(np.float64(str(value)))
            case ast.Name(name):
                return self.named(name)
            case ast.Subscript(ast.Name("x"), ast.Constant(value=int() as index)) if (
                not isinstance(index, bool) and "x" in self.letters
            ):
                return self.coordinate(Variable("x[0], x[1], ...", index))
            case ast.UnaryOp(sign, operand) if type(sign) in UNARY:
                return _composed(UNARY[type(sign)], [self.function(operand)])
            case ast.BinOp(left, sign, right) if type(sign) in BINARY:
                return _composed(BINARY[type(sign)], [self.function(left), self.function(right)])
            case ast.Call(ast.Name(name), arguments, []) if name in self.more:
                return self.of_more(name, arguments)
            case ast.Call(ast.Name(name), arguments, []):
                return _composed(self.called(name, len(arguments)), [self.function(each) for each in arguments])
        raise self.refusal(node)

    def named(self, name: str) -> Function:
        """Return what a bare name stands for: a constant or a variable."""
        if name in CONSTANTS:
            return _constant(CONSTANTS[name])
        if name in self.letters:
            return self.coordinate(self.letters[name])
        if re.fullmatch(r"x[1-9]\d*", name) and "x" in self.letters:
            return self.coordinate(Variable("x1, x2, ...", int(name[1:]) - 1))
        if name in FUNCTIONS or name in self.more:
            raise self.error(f"is not complete: write {name}(...) for the function {name}")
        numbered = ["x1", "x2"] if "x" in self.letters else []
        raise UnknownNameError(
            f"expression {_short(self.text)} has an unknown name {_short(name)};"
            f" {did_you_mean(name, [*self.letters, *numbered, *CONSTANTS, *FUNCTIONS, *self.more])}"
        )

    def coordinate(self, variable: Variable) -> Function:
        """Return the function that picks one coordinate, and note that it is used."""
        self.variables.add(variable)
        return lambda x: x[variable.index]

    def of_more(self, name: str, arguments: list[ast.expr]) -> Function:
        """Return a call of one of the functions that look at the first variable themselves."""
        (first,) = self.letters.values()
        most = len(inspect.signature(self.more[name]).parameters) - 1
        fewest = most - len(getattr(self.more[name], "__defaults__", None) or ())
        if not fewest <= len(arguments) <= most:
            takes = f"{most} argument{'s' * (most > 1)}" if fewest == most else f"{fewest} to {most} arguments"
            raise self.error(f"gives {name} {len(arguments)} arguments; it takes {takes}")
        return _composed(self.more[name], [self.coordinate(first), *map(self.function, arguments)])

    def called(self, name: str, arguments: int) -> Callable[..., Traced]:
        """Return the function called `name`, which must take that many arguments."""
        if name in FUNCTIONS_OF_MANY and arguments >= 2:
            pairwise = FUNCTIONS_OF_MANY[name]
            return lambda *values: reduce(pairwise, values)
        if name in FUNCTIONS_OF_ONE and arguments == 1:
            return FUNCTIONS_OF_ONE[name]
        if name in FUNCTIONS_OF_TWO and arguments == 2:
            return FUNCTIONS_OF_TWO[name]
        if name in FUNCTIONS:
            takes = "1 argument" if name in FUNCTIONS_OF_ONE else "2 arguments"
            takes += " or more" if name in FUNCTIONS_OF_MANY else ""
            raise self.error(f"gives {name} {arguments} arguments; it takes {takes}")
        if name in self.letters or name in CONSTANTS:
            raise self.error(f"calls {name} like a function; write {name}*(...) for a product")
        raise UnknownNameError(
            f"expression {_short(self.text)} has an unknown function {_short(name)};"
            f" {did_you_mean(name, [*FUNCTIONS, *self.more])}"
        )

    def refusal(self, node: ast.expr) -> TrajvizError:
        """Return the error for a node that is not on the whitelist, with a hint where one is due."""
        source = _short(ast.get_source_segment(self.text, node) or self.text)
        match node:
            case ast.BinOp(op=ast.BitXor()):
                return self.error("has ^; write ** for a power")
            case ast.Attribute(attr=name) | ast.Call(ast.Attribute(attr=name)) if name in FUNCTIONS:
                return self.error(f"is not arithmetic: write {name} alone, without what stands before the dot")
            case ast.Call(ast.Name(name)) if name in FUNCTIONS:
                return self.error(f"is not arithmetic: {name} takes plain arguments only")
        return self.error(f"is not arithmetic: {source} is not understood")

    def error(self, what: str) -> TrajvizError:
        """Return the error that says `what` of the expression."""
        return TrajvizError(f"expression {_short(self.text)} {what}")


def _constant(value: Traced) -> Function:
    return lambda _: value


def _composed(outer: Callable[..., Traced], inner: list[Function]) -> Function:
    return partial(_called_with, outer, inner)


def _called_with(outer: Callable[..., Traced], inner: list[Function], x: Traced) -> Traced:
    return outer(*[function(x) for function in inner])


def _short(text: str) -> str:
    """Return `text` quoted, cut where it is too long for a sentence."""
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
