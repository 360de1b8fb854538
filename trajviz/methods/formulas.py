r"""How the formula of a method is written: the rule of one step, in LaTeX, beside the method itself.

Vectors are multiplied, divided and compared by coordinate; what is upright is a hyperparameter under its own name, and
one that is named after a Greek letter is that letter, such as `\beta_1` for `beta1`. A quantity that a method keeps is
set anew by an arrow; of the step before is what is marked "last".
"""

from __future__ import annotations


def in_rows(*rows: str) -> str:
    r"""Return a formula of several rows, which are aligned where each has its `&`.

    The environment is `split`, which stands within an equation as `aligned` does, and which more renderers know.

    Examples
    --------
    >>> print(in_rows(r"v &\leftarrow \mathrm{momentum}\, v + g", r"x &\leftarrow x - \mathrm{lr}\, v"))
    \begin{split}
    v &\leftarrow \mathrm{momentum}\, v + g \\
    x &\leftarrow x - \mathrm{lr}\, v
    \end{split}
    """
    return "\n".join([r"\begin{split}", " \\\\\n".join(rows), r"\end{split}"])
