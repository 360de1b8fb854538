"""What a sweep found: a record for each run, and for each method its best setting beside its default.

A comparison is fair where every run may spend the same, and where it is said how much was tuned: how many values of
which hyperparameters were tried, between which ends, and whether the best of them lies at an end, beyond which there
may be a better one.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Array, Integers
from trajviz.checks import shown
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.methods.optimizer import Optimizer

LOST = ("diverged", "failed")
"""The outcomes of runs that found nothing that counts."""


@dataclass(frozen=True)
class Setting:
    """A method with one of the settings that are compared.

    Parameters
    ----------
    method : str
        The title of the method, which all of its settings share.
    optimizer : Optimizer
    swept : mapping of str to value
        The values of the hyperparameters that differ between the settings of the method.
    is_default : bool
        Whether these have their defaults.
    is_tried : bool
        Whether it was asked for; otherwise it runs since it is the default.
    """

    method: str
    optimizer: Optimizer
    swept: Mapping[str, Any]
    is_default: bool = False
    is_tried: bool = True

    @property
    def spelled(self) -> str:
        """What is set, such as `lr=0.1`; empty where nothing is swept."""
        return ", ".join(f"{name}={_short(value)}" for name, value in self.swept.items())


def settings_of(optimizers: Sequence[Optimizer]) -> list[Setting]:
    """Return the settings of optimizers, those of a method in a row, its default among them where it is swept."""
    found = []
    for title in dict.fromkeys(optimizer.title for optimizer in optimizers):
        own = [optimizer for optimizer in optimizers if optimizer.title == title]
        known = [optimizer.hyperparameters for optimizer in own]
        names = dict.fromkeys(name for each in known for name in each)
        swept = [name for name in names if any(each.get(name) != known[0].get(name) for each in known)]
        fixed = {name: value for name, value in own[0].changed.items() if name not in swept}
        default = replace(own[0], changed=fixed)
        found += [_setting(title, optimizer, swept, default, is_tried=True) for optimizer in own]
        if swept and not any(each.is_default for each in found if each.method == title):
            found.append(_setting(title, default, swept, default, is_tried=False))
    return found


def _setting(title: str, optimizer: Optimizer, swept: list[str], default: Optimizer, *, is_tried: bool) -> Setting:
    own = optimizer.hyperparameters
    is_default = own == default.hyperparameters
    return Setting(title, optimizer, {name: own.get(name) for name in swept}, is_default, is_tried)


@dataclass(frozen=True)
class Summary:
    """What a sweep says of a method.

    Parameters
    ----------
    method : str
    best, default : Setting or None
        The setting with the lowest median, and that with the defaults; no best where all medians are infinite.
    best_value, default_value : float
        The medians of the objective at the end of their runs.
    tuned : mapping of str to (int, low, high)
        How many values of each hyperparameter were tried, and between which ends, None where they are no numbers.
    edges : tuple of str
        The hyperparameters of which the best lies at an end of what was tried.
    runs, diverged : int
        How many runs there were, and how many of them diverged or failed.
    """

    method: str
    best: Setting | None
    default: Setting | None
    best_value: float
    default_value: float
    tuned: Mapping[str, tuple[int, Any, Any]]
    edges: tuple[str, ...]
    runs: int
    diverged: int

    @property
    def told_tuning(self) -> str:
        """What was tuned and how far, such as `20 lr from 0.001 to 1`."""
        told = [
            f"{count} {name}" + ("" if low is None else f" from {_short(low)} to {_short(high)}")
            for name, (count, low, high) in self.tuned.items()
        ]
        return " × ".join(told) or "nothing"

    @property
    def told_best(self) -> str:
        """What is set in the best setting, and what of it lies at an end of what was tried."""
        if self.best is None:
            return "none: all diverged"
        edges = f" (at the edge of {' and '.join(self.edges)})" if self.edges else ""
        return f"{self.best.spelled or self.best.optimizer}{edges}"


@dataclass(frozen=True, eq=False)
class Swept:
    """All runs of a sweep.

    Parameters
    ----------
    objective : Objective
        What was minimised.
    settings : tuple of Setting
        The methods, each with what is set.
    starts : ndarray of shape (n, d)
        A start per row.
    budget : int
        The evaluations that each run was given.
    setting_of_run, start_of_run, seed_of_run : ndarray of int, shape (runs,)
        Which of the settings and of the starts, and which seed each run had.
    evaluations, steps : ndarray of int, shape (runs,)
        What each run spent, and in how many steps.
    values : ndarray of shape (runs,)
        The objective at the last iterate within the budget.
    outcomes : tuple of str
        How each run ended; see `trace`.
    moments : ndarray of int, shape (k,)
        Numbers of evaluations, from 0 to the budget.
    curves : ndarray of shape (runs, k)
        The objective at the last iterate of each run that was reached within so many evaluations.
    """

    objective: Objective
    settings: tuple[Setting, ...]
    starts: Array
    budget: int
    setting_of_run: Integers
    start_of_run: Integers
    seed_of_run: Integers
    evaluations: Integers
    steps: Integers
    values: Array
    outcomes: tuple[str, ...]
    moments: Integers
    curves: Array

    def __len__(self) -> int:
        """Return the number of runs."""
        return len(self.values)

    def __repr__(self) -> str:
        """Tell the sweep in a line."""
        return f"<Sweep of {len(self.settings)} settings on {self.objective.name:.40}: {len(self)} runs>"

    @property
    def methods(self) -> list[str]:
        """The methods, in order."""
        return list(dict.fromkeys(setting.method for setting in self.settings))

    @property
    def offset(self) -> float:
        """What values are measured from: the known minimum, or 0 where none is."""
        return self.objective.minimum if self.objective.minimum is not None else 0.0

    @cached_property
    def is_lost(self) -> NDArray[np.bool_]:
        """Which runs diverged or failed, shape (runs,)."""
        return np.array([outcome in LOST for outcome in self.outcomes]) | ~np.isfinite(self.values)

    @cached_property
    def quartiles(self) -> Array:
        """The lower quartile, the median and the upper quartile of each setting's values, shape (settings, 3).

        What a run that diverged or failed found is infinite.
        """
        counted = np.where(self.is_lost, np.inf, self.values)
        return np.array([_quartiles(counted[self.setting_of_run == k]) for k in range(len(self.settings))])

    @cached_property
    def median_curves(self) -> Array:
        """The median of each setting's runs after so many evaluations, shape (settings, k)."""
        counted = np.where(np.isfinite(self.curves), self.curves, np.inf)
        return np.array([_quartiles(counted[self.setting_of_run == k])[1] for k in range(len(self.settings))])

    @property
    def table(self) -> list[dict[str, Any]]:
        """A record for each run, as `pandas.DataFrame` and `csv.DictWriter` take them.

        Each has `method`, `optimizer`, a key for each hyperparameter that is swept (None where the method does not
        have it), `default`, `start` (its number), `x1`, `x2`, … of the start for up to 10 variables, `seed`,
        `evaluations`, `steps`, `value` and `outcome`.
        """
        names = list(dict.fromkeys(name for setting in self.settings for name in setting.swept))
        coordinates = self.starts.shape[1] if self.starts.shape[1] <= _MOST_COORDINATES else 0
        return [
            {
                "method": setting.method,
                "optimizer": str(setting.optimizer),
                **{name: _plain(setting.swept.get(name)) for name in names},
                "default": setting.is_default,
                "start": start,
                **{f"x{i + 1}": float(self.starts[start, i]) for i in range(coordinates)},
                "seed": seed,
                "evaluations": evaluations,
                "steps": steps,
                "value": value,
                "outcome": outcome,
            }
            for setting, start, seed, evaluations, steps, value, outcome in zip(
                (self.settings[k] for k in self.setting_of_run),
                self.start_of_run.tolist(),
                self.seed_of_run.tolist(),
                self.evaluations.tolist(),
                self.steps.tolist(),
                self.values.tolist(),
                self.outcomes,
                strict=True,
            )
        ]

    @property
    def csv(self) -> str:
        """The table as text: a line of names, then a line for each run."""
        records = self.table
        text = io.StringIO()
        writer = csv.DictWriter(text, list(records[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
        return text.getvalue()

    @cached_property
    def summary(self) -> list[Summary]:
        """What is said of each method."""
        return [self._summary(method) for method in self.methods]

    def best(self, method: str) -> Optimizer:
        """Return a method with its best setting.

        Parameters
        ----------
        method : str
            Its title, one of `methods`.

        Returns
        -------
        Optimizer
            With the setting whose runs have the lowest median.

        Raises
        ------
        TrajvizError
            If there is no such method, or more than half of the runs with each of its settings diverged.

        Examples
        --------
        >>> from trajviz import sweep
        >>> str(sweep("sphere", "GD(lr=[0.1,0.4])", budget=8).best("GD"))
        'GD(lr=0.4)'
        """
        for each in self.summary:
            if isinstance(method, str) and each.method == method:
                if each.best is None:
                    raise TrajvizError(f"{method} has no best setting: it diverged with each of them")
                return each.best.optimizer
        raise TrajvizError(f"the sweep has no method {shown(method)}; it has {', '.join(self.methods)}")

    def _summary(self, method: str) -> Summary:
        places = [k for k, setting in enumerate(self.settings) if setting.method == method]
        tried = [k for k in places if self.settings[k].is_tried]
        default = next((k for k in places if self.settings[k].is_default), None)
        best = min(tried, key=lambda k: float(self.quartiles[k, 1]))
        has_best = math.isfinite(self.quartiles[best, 1])
        tuned = {
            name: _extent([self.settings[k].swept[name] for k in tried]) for name in self.settings[places[0]].swept
        }
        own = np.isin(self.setting_of_run, places)
        return Summary(
            method,
            best=self.settings[best] if has_best else None,
            default=None if default is None else self.settings[default],
            best_value=float(self.quartiles[best, 1]),
            default_value=math.nan if default is None else float(self.quartiles[default, 1]),
            tuned=tuned,
            edges=tuple(
                name for name, (_, *ends) in tuned.items() if has_best and self.settings[best].swept[name] in ends
            ),
            runs=int(own.sum()),
            diverged=int((own & self.is_lost).sum()),
        )


_MOST_COORDINATES = 10


def _quartiles(values: Array) -> Array:
    """Return the quartiles along the first axis, each one of the values: the mean of two could be infinite."""
    ordered, last = np.sort(values, axis=0), len(values) - 1
    return np.stack([ordered[last // 4], ordered[-(-last // 2)], ordered[last - last // 4]])


def _extent(values: Sequence[Any]) -> tuple[int, Any, Any]:
    """Return how many values there are, and the lowest and the highest if they are numbers."""
    different = list(dict.fromkeys(map(_hashable, values)))
    numbers = [value for value in different if isinstance(value, int | float) and not isinstance(value, bool)]
    return (
        (len(different), min(numbers), max(numbers)) if len(numbers) == len(different) else (len(different), None, None)
    )


def _hashable(value: Any) -> Any:
    return value if isinstance(value, int | float | str | None) else repr(value)


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | float | str | None) else str(value)


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)
