"""The words of SciPy, PyTorch, Keras, Matplotlib and others, and what trajviz calls the same: one table for all doors.

A word is answered with those of ours that the place knows where it was used; `learning_rate` is `lr` to a method, while
the command, which has no `--lr`, is told to write it with the method.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Container, Iterable, Mapping
from functools import wraps
from typing import ParamSpec, TypeVar

from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.registry import did_you_mean, normalized

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")

OF_A_METHOD = "write it with the method, as in 'GD(lr=0.1)'"
"""What is said of a hyperparameter where no method is spoken of."""

_TOLERANCE = "in Python, trace and animate take tolerance; SciPy's methods have their own, as in 'BFGS(gtol=1e-8)'"
_LABELS = "a legend has the names of the methods, and in Python those of the runs, as in trace(..., label='mine')"

# Words of others, ours in order of preference, and what to say where none of these is known.
_TABLE: list[tuple[str, tuple[str, ...], str]] = [
    (
        "method optimizer optimizers optimiser optimisers algorithm algorithms algo solver solvers",
        ("methods", "optimizer"),
        "name a method, such as 'GD'",
    ),
    (
        "fn func fun f function functions problem target cost loss_fn criterion",
        ("objective",),
        "the function comes first, as in: trajviz camel --methods GD",
    ),
    ("x0 x_init init initial initial_guess guess starts starting_point p0 w0 theta0", ("start",), ""),
    (
        "n_steps num_steps n_iter n_iters num_iter iter iters iterations n_iterations num_iterations maxiter"
        " max_iters max_steps max_iterations epochs n_epochs num_epochs maxfev maxfun max_evals",
        ("maxiter", "maxfun", "maxfev", "steps"),
        "how many steps are taken is said for all methods: steps=200, or --steps 200",
    ),
    (
        "tol atol rtol eps_tol tolerance",
        ("tolerance", "tol", "gtol", "final_tr_radius", "xtol", "xatol"),
        _TOLERANCE,
    ),
    ("gtol ftol xtol xatol fatol", ("tolerance", "gtol", "ftol", "xtol", "tol"), _TOLERANCE),
    (
        "lr learning_rate learn_rate step_size step_length eta eta0 rate alpha",
        ("lr",),
        OF_A_METHOD,
    ),
    ("gamma", ("alpha", "momentum", "lr"), OF_A_METHOD),
    ("beta", ("alpha", "momentum", "beta1", "rho"), OF_A_METHOD),
    ("mu momentum_coefficient nu", ("momentum",), OF_A_METHOD),
    ("betas", ("beta1",), OF_A_METHOD),
    ("rho decay_rate smoothing", ("alpha", "rho", "momentum"), OF_A_METHOD),
    ("epsilon", ("eps",), OF_A_METHOD),
    ("decay", ("lr_decay", "weight_decay", "momentum_decay"), OF_A_METHOD),
    ("l2 wd", ("weight_decay",), OF_A_METHOD),
    ("momentum", ("beta1",), OF_A_METHOD),
    ("beta1 b1", ("beta1", "momentum", "alpha", "rho"), OF_A_METHOD),
    ("beta2 b2", ("beta2", "alpha", "rho"), OF_A_METHOD),
    ("weight_decay", (), OF_A_METHOD),
    ("constraint bound bnds box lb ub lower upper", ("bounds",), "bounds=(low, high), or --bounds LOW,HIGH"),
    ("domain", ("domain",), "a function's domain is what is shown: objective(f, domain=[(-2, 2), (-1, 1)])"),
    (
        "xlim ylim xrange yrange lims limits extent range ranges",
        ("domain",),
        "the function's domain is what is shown: objective(..., domain=[(-2, 2), (-1, 1)]), or --domain -2,2,-1,1",
    ),
    ("cmap color_map colourmap palette", ("colormap",), "in Python, animate(..., colormap='viridis')"),
    ("figsize figure_size width height", ("size",), "size=(800, 500), in pixels, or --size 800x500"),
    ("dots_per_inch ppi", ("dpi",), "dpi=200, or --dpi 200"),
    ("color colour colours", ("colors",), "colors=['tab:red', 'tab:blue'], or --colors red,blue"),
    ("linewidth lw linewidths", ("linewidth",), "in Python, animate(..., linewidth=3)"),
    ("markersize ms", ("markersize",), "in Python, animate(..., markersize=10)"),
    ("fontsize", ("fontsize",), "in Python, animate(..., fontsize=12)"),
    ("axes axis", ("ax",), "in Python, animate(..., ax=ax) draws on axes of yours"),
    ("figure subfigure", ("fig",), "in Python, animate(..., fig=fig) draws on a figure of yours"),
    ("linestyle ls marker markers style_sheet", (), "looks belong to a theme: themes['light'] is one to start from"),
    ("label names name", ("labels", "label"), _LABELS),
    ("labels legend", ("label",), _LABELS),
    ("n_levels num_levels", ("levels",), "levels=30, or --levels 30"),
    ("plot kind plots views panel panels", ("view",), "view='contour', or --view contour"),
    ("grad_field quiver vectors", ("field",), "field=True, or --field"),
    ("logscale norm", ("log",), "log=True, or --log"),
    ("dark dark_mode mode", ("theme",), "theme='dark', or --theme dark"),
    ("heading suptitle caption", ("title",), ""),
    (
        "save filename file outfile output_file out fname path save_path savefig output format",
        ("output",),
        "an animation is saved afterwards: animate(...).save('camel.gif')",
    ),
    ("duration length time", ("seconds",), "seconds=5, or --seconds 5"),
    ("frame_rate interval", ("fps",), "fps=25, or --fps 25"),
    ("n_frames num_frames", ("frames", "seconds"), "frames=100"),
    ("random_state rng random_seed seed", ("seed",), "what is random takes it: objective.noisy(0.1, seed=1)"),
    ("batch batchsize minibatch", ("batch_size",), "objective.minibatch(32)"),
    ("sigma std noise_scale noise", ("noise",), "objective.noisy(0.1)"),
    ("verbose silent disp", ("quiet", "progress"), ""),
    ("callback callbacks", ("progress",), ""),
    ("jac grad gradient", ("gradient",), "an objective brings its gradient: objective(f, gradient=...)"),
    ("hess hessian", ("hessian",), "an objective brings its Hessian: objective(f, hessian=...)"),
    ("args params", ("args",), "a function takes them in objective(f, args=(...))"),
]

_ANSWERS = {normalized(word): (ours, otherwise) for words, ours, otherwise in _TABLE for word in words.split()}


def in_our_words(word: str, known: Iterable[str] | Mapping[str, str]) -> str:
    """Return what to say instead of a word that another library uses; empty if it is no such word.

    Parameters
    ----------
    word : str
        What was written.
    known : iterable of str, or mapping from str to str
        Our words that the place takes; a mapping says how they are spelled there.

    Examples
    --------
    >>> in_our_words("learning_rate", ["lr", "momentum"])
    "that is 'lr' here"
    >>> in_our_words("--max-iter", {"steps": "--steps", "start": "--start"})
    "that is '--steps' here"
    >>> in_our_words("learning_rate", ["start", "steps"])
    "write it with the method, as in 'GD(lr=0.1)'"
    >>> in_our_words("stpes", ["start", "steps"])
    ''
    """
    spelled = known if isinstance(known, Mapping) else {each: each for each in known}
    chosen = our_word(word, spelled)
    if chosen is not None:
        return f"that is {spelled[chosen]!r} here"
    return _ANSWERS.get(normalized(word), ((), ""))[1]


def our_word(word: str, known: Container[str]) -> str | None:
    """Return which of our words that a place knows another library's word stands for, or None."""
    ours, _ = _ANSWERS.get(normalized(word), ((), ""))
    return next((each for each in ours if each in known), None)


def answers_other_words(function: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
    """Make a function answer, in one sentence, words that it does not take and arguments that are missing.

    Examples
    --------
    >>> @answers_other_words
    ... def walk(start, steps=1):
    ...     return start + steps
    >>> walk(x0=1)
    Traceback (most recent call last):
    trajviz.errors.UnknownNameError: walk has no parameter 'x0'; that is 'start' here
    >>> walk()
    Traceback (most recent call last):
    trajviz.errors.TrajvizError: walk can not be called like this: missing a required argument: 'start'
    """
    signature = inspect.signature(function)
    known = [p.name for p in signature.parameters.values() if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]

    @wraps(function)
    def answering(*arguments: Parameters.args, **keywords: Parameters.kwargs) -> Answer:
        try:
            signature.bind(*arguments, **keywords)
        except TypeError as error:
            for word in keywords:
                if word not in known:
                    hint = in_our_words(word, known) or did_you_mean(word, known)
                    raise UnknownNameError(f"{function.__name__} has no parameter {word!r}; {hint}") from None
            raise TrajvizError(f"{function.__name__} can not be called like this: {error}") from None
        return function(*arguments, **keywords)

    return answering
