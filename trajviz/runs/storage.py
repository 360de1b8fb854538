"""Trajectories in files: `.npz` for programs, `.csv` for spreadsheets and for other languages, `.npy` that grows.

The first two carry the same header, a JSON text with all that is not a column of numbers, and give every number back to
the last bit. A `.csv` file without that header is a table of anybody's, read by the names of its columns (see
`trajviz.runs.tables`). A `.npy` file has bare rows, as a `Recorder` writes them one by one, or a bare path. Reading a
file runs nothing that stands in it: no pickles, and an objective, which is stored by its name, comes back only if that
is the name of a test function or an expression and has the values that are stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import Any, get_args
from zipfile import is_zipfile

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Numbers
from trajviz.errors import TrajvizError
from trajviz.files import check_writable, replacing
from trajviz.functions.bounds import Pairs, checked_bounds
from trajviz.functions.expression_objective import parse_expression
from trajviz.functions.kinds import Kind
from trajviz.functions.objective import Objective
from trajviz.functions.resolve import catalogued
from trajviz.registry import Registry
from trajviz.runs.judging import Outcome
from trajviz.runs.paths import GivenPath, checked_counts, given_path, path_of_columns, points_of
from trajviz.runs.rows import columns_of, row_type
from trajviz.runs.tables import read_table

FORMAT = "trajviz trajectory"
VERSION = 1

_TEXTS = ("label", "outcome", "message", "optimizer", "kind")
_COUNTS = ("nfev", "njev", "nhev")
_COLUMNS = ("path", "values", "evaluations", "step_of_row")
_OUTCOMES = "outcomes"  # of many starts, in an archive
_DETAIL = "details."  # before the name of one, in an archive


Fields = Mapping[str, Any]
"""The fields of a trajectory by their names, each of its own type."""


def write_fields(fields: Fields, path: str | PathLike[str]) -> None:
    """Write the fields of a trajectory to a `.npz` or `.csv` file.

    Parameters
    ----------
    fields : mapping
        For `.csv`, of a run from a single start.
    path : str or path-like
        The file; one that exists is replaced.

    Raises
    ------
    TrajvizError
        If the suffix is another one, the file cannot be written, or `.csv` cannot hold the trajectory.
    """
    write, _ = _format_of(path)
    check_writable(path)
    write(fields, path)


def read_fields(path: str | PathLike[str]) -> Fields:
    """Read back what `write_fields` wrote.

    Parameters
    ----------
    path : str or path-like
        The file.

    Returns
    -------
    mapping
        The objective is None where the name that is stored is not enough to find it again. A table that
        `write_fields` has not written is named after its file.

    Raises
    ------
    TrajvizError
        If the file cannot be read, or is neither one that `write_fields` wrote nor a table with named columns.
    """
    _, read = _format_of(path)
    name = fspath(path)
    try:
        return read(path)
    except TrajvizError as error:
        raise TrajvizError(f"{name!r} holds no trajectory: {error}") from None
    except OSError as error:
        raise TrajvizError(f"cannot read {name!r}: {error.strerror or error}") from error
    except Exception as error:  # there is no end to the ways in which a file can be broken
        raise TrajvizError(f"{name!r} holds no trajectory, or a damaged one") from error


Columns = Mapping[str, Numbers]
Write = Callable[[Fields, str | PathLike[str]], None]
Read = Callable[[str | PathLike[str]], Fields]

_formats: Registry[tuple[Write, Read]] = Registry("file format for trajectories")


def _format_of(path: str | PathLike[str]) -> tuple[Write, Read]:
    suffix = Path(path).suffix
    if not suffix:
        known = ", ".join(_formats)
        raise TrajvizError(f"{fspath(path)!r} has no suffix to say the file format; known are {known}")
    return _formats[suffix]


def _write_npz(fields: Fields, path: str | PathLike[str]) -> None:
    columns = {name: fields[name] for name in _COLUMNS}
    if fields["outcomes"].size:
        columns[_OUTCOMES] = fields["outcomes"]
    columns |= {f"{_DETAIL}{name}": array for name, array in fields["details"].items()}
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.savez(file, allow_pickle=False, header=np.array(_header(fields)), **columns)


def _read_npz(path: str | PathLike[str]) -> Fields:
    Path(path).stat()  # raises where there is no file
    if not is_zipfile(path):
        raise TrajvizError("it is not an archive of arrays, or cut off")
    with open(path, "rb") as file:
        archive = np.load(file, allow_pickle=False)
        fields = _fields(str(archive["header"]), {name: archive[name] for name in _COLUMNS})
        told = [name for name in archive.files if name.startswith(_DETAIL)]
        if _OUTCOMES in archive.files:
            fields = {**fields, _OUTCOMES: archive[_OUTCOMES]}
        return {**fields, "details": {name.removeprefix(_DETAIL): _detail(archive[name], fields) for name in told}}


def _detail(array: Numbers, fields: Fields) -> Numbers:
    if array.dtype.kind not in "fU" or array.shape[:1] != fields["path"].shape[:1]:
        raise TrajvizError("its details are not numbers or words for each row of its path")
    return array


def _write_csv(fields: Fields, path: str | PathLike[str]) -> None:
    points, values, evaluations, step_of_row = (fields[name] for name in _COLUMNS)
    if points.ndim != 2:
        raise TrajvizError("a .csv file holds a run from a single start; use .npz for many")
    coordinates = {f"x{i + 1}": column for i, column in enumerate(points.T)}
    counted = {"evaluations": evaluations} if evaluations.size else {}
    table = {"step": step_of_row, **counted, **coordinates, "value": values}
    with replacing(path) as temporary, temporary.open("w", encoding="ascii", newline="\n") as file:
        print("#", _header(fields), file=file)
        print(",".join(table), file=file)
        for row in zip(*(column.tolist() for column in table.values()), strict=True):
            print(",".join(map(repr, row)), file=file)


def _read_csv(path: str | PathLike[str]) -> Fields:
    content = Path(path).read_bytes()
    if not content.startswith(b"# {"):
        return _of_table(read_table(content.decode("utf-8-sig")), Path(path).stem)
    comment, names, *lines = content.decode("ascii").split("\n")
    if lines.pop() != "" or not lines:  # the last line ends, too
        raise TrajvizError("it is cut off")
    given = path_of_columns(read_table("\n".join([names, *lines])), "it")
    if given.values is None or given.steps is None:
        raise TrajvizError("it has no column for the values or for the steps")
    return _fields(
        comment[2:],
        {
            "path": given.numbers,
            "values": given.values,
            "evaluations": np.zeros(0) if given.evaluations is None else given.evaluations,
            "step_of_row": given.steps,
        },
    )


def _write_npy(fields: Fields, path: str | PathLike[str]) -> None:
    points, values, evaluations, steps = (fields[name] for name in _COLUMNS)
    if points.ndim != 2:
        raise TrajvizError("a .npy file holds a run from a single start; use .npz for many")
    records = np.zeros(len(points), row_type(points.shape[1], points.dtype))
    records["step"], records["value"], records["x"] = steps, values, points
    records["evaluations"] = evaluations if evaluations.size else steps
    with replacing(path) as temporary, temporary.open("wb") as file:
        np.save(file, records, allow_pickle=False)


def _read_npy(path: str | PathLike[str]) -> Fields:
    """Return what a file of rows holds, or a bare path; the points stay in the file until they are looked at."""
    stored = np.load(path, mmap_mode="r", allow_pickle=False)
    if stored.dtype.names is None:
        (points,) = points_of([given_path(stored, "its array")], ["its array"], None)
        return _of_points(GivenPath(points), Path(path).stem)
    if stored.dtype.names != ("step", "evaluations", "value", "x") or not len(stored):
        raise TrajvizError("its records are not rows with step, evaluations, value and x")
    rows = columns_of(stored)
    if rows.path.ndim != 2 or rows.path.dtype.kind != "f":
        raise TrajvizError(f"its points have shape {rows.path.shape}")
    return {
        "path": rows.path,
        "values": rows.values,
        "label": Path(path).stem,
        "evaluations": checked_counts(rows.evaluations.astype(float), "its evaluations", ascending=False),
        "step_of_row": checked_counts(rows.steps.astype(float), "its steps", ascending=True),
    }


def _of_table(table: Mapping[str, NDArray[np.float64]], label: str) -> Fields:
    """Return what a table of anybody's holds."""
    return _of_points(path_of_columns(table, "it"), label)


def _of_points(given: GivenPath, label: str) -> Fields:
    """Return what is known of a run of which others tell no more than its points, perhaps with values and counts."""
    rows = len(given.numbers)
    steps = checked_counts(given.steps, "its steps", ascending=True)
    evaluations = checked_counts(given.evaluations, "its evaluations", ascending=False)
    return {
        "path": given.numbers,
        "values": np.full(rows, np.nan) if given.values is None else given.values,
        "label": label,
        "evaluations": np.arange(rows) if evaluations is None else evaluations,
        "step_of_row": np.arange(rows) if steps is None else steps,
    }


_formats.register(".npz", (_write_npz, _read_npz))
_formats.register(".csv", (_write_csv, _read_csv))
_formats.register(".npy", (_write_npy, _read_npy))


def names_a_run(path: str) -> bool:
    """Whether a text names a file that may hold a run, by its suffix, or, with a slash behind it, a folder."""
    return path.lower().endswith((*_formats.entered, "/"))


def _header(fields: Fields) -> str:
    """Return everything but the columns as a line of JSON."""
    objective: Objective | None = fields["objective"]
    bounds: Pairs | None = fields["bounds"]
    header = {
        "format": FORMAT,
        "version": VERSION,
        "steps": len(fields["path"]) - 1,
        **{name: fields[name] for name in (*_TEXTS, *_COUNTS)},
        "hyperparameters": dict(fields["hyperparameters"]),
        "objective": None if objective is None else {"name": objective.name, "domain": objective.domain},
        "bounds": None if bounds is None else [[_finite(side) for side in pair] for pair in bounds],
        "free": fields["free"],
    }
    if fields["constraints"]:
        typed = () if objective is None else objective.constraints
        header |= {"constraints": fields["constraints"], "arithmetic": [each.text for each in typed if each.text]}
    return json.dumps(header, default=_plain)


def _finite(side: float) -> float | None:
    """Return a side of the bounds, None where it is infinite, which JSON can't hold."""
    return side if np.isfinite(side) else None


def _plain(value: object) -> object:
    """Return what JSON can hold of a value of NumPy's or of any other kind."""
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else repr(value)


def _fields(header_text: str, columns: Columns) -> Fields:
    """Return what a header and its columns hold; raise TrajvizError, or anything, if that is no trajectory."""
    header = json.loads(header_text)
    _check_header(header)
    path, values, evaluations, step_of_row = (columns[name] for name in _COLUMNS)
    if any(columns[name].dtype.kind not in "fiu" for name in _COLUMNS):
        raise TrajvizError("its columns are not numbers")
    path, values = path if path.dtype == np.float32 else path.astype(float), values.astype(float)
    whole, numbers = _whole("evaluations", evaluations), _whole("steps", step_of_row)
    if path.ndim < 2 or path.size == 0 or len(path) != header["steps"] + 1:
        raise TrajvizError(f"its path has shape {path.shape} for {header['steps']} steps")
    if values.shape != path.shape[:1] + path.shape[2:]:
        raise TrajvizError(f"its values have shape {values.shape}, its path {path.shape}")
    if whole.shape not in ((0,), values.shape):
        raise TrajvizError(f"its evaluations have shape {whole.shape}, its path {path.shape}")
    if numbers.shape != path.shape[:1] or numbers[0] < 0 or not (np.diff(numbers) > 0).all():
        raise TrajvizError("its steps are not counts that ascend, one number for each row of its path")
    objective, bounds = _found_again(header["objective"], path, values), _bounds(header, path.shape[1])
    return {
        "path": path,
        "values": values,
        "evaluations": whole,
        "hyperparameters": header["hyperparameters"],
        "objective": objective if objective is None else _with_limits(objective, bounds, header),
        "step_of_row": numbers,
        "bounds": bounds,
        "free": bool(header.get("free", False)),
        "constraints": tuple(map(str, header.get("constraints", []))),
        **{name: header[name] for name in (*_TEXTS, *_COUNTS)},
    }


def _with_limits(objective: Objective, bounds: Pairs | None, header: Mapping[str, Any]) -> Objective:
    """Return an objective with its bounds, and with the constraints that were typed and that it does not have."""
    known = {each.text for each in objective.constraints}
    more = [text for text in map(str, header.get("arithmetic", [])) if text not in known]
    return objective.bounded(bounds).constrained(*more) if more else objective.bounded(bounds)


def _whole(name: str, numbers: Numbers) -> NDArray[np.int_]:
    with np.errstate(invalid="ignore"):
        whole = numbers.astype(int)
    if not np.array_equal(whole, numbers):
        raise TrajvizError(f"its {name} are not whole numbers")
    return whole


def _check_header(header: object) -> None:
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise TrajvizError("it was not written by trajviz")
    header.setdefault("kind", "")  # which earlier files don't tell
    if header.get("version") != VERSION:
        raise TrajvizError(f"its version is {header.get('version')!r:.80}, and {VERSION} is known")
    kinds = {**dict.fromkeys(_TEXTS, str), **dict.fromkeys((*_COUNTS, "steps"), int), "hyperparameters": dict}
    for name, kind in kinds.items():
        if not isinstance(header.get(name), kind):
            raise TrajvizError(f"its {name} is {header.get(name)!r:.80}")
    if header["outcome"] not in get_args(Outcome):
        raise TrajvizError(f"its outcome is {header['outcome']!r:.80}")
    if header["kind"] not in get_args(Kind):
        raise TrajvizError(f"its kind is {header['kind']!r:.80}")


def _bounds(header: Mapping[str, object], dimension: int) -> Pairs | None:
    """Return the bounds that were stored; files of earlier versions tell of none."""
    stored = header.get("bounds")
    return None if stored is None else checked_bounds(stored, [(-1.0, 1.0)] * dimension)


def _found_again(
    stored: Mapping[str, Any] | None,  # as JSON held it
    path: NDArray[np.float64],
    values: NDArray[np.float64],
) -> Objective | None:
    """Return the objective of that name if it is known and has these values along the path."""
    if stored is None:
        return None
    name, domain = str(stored["name"]), [(float(low), float(high)) for low, high in stored["domain"]]
    try:
        known = catalogued(name)
        if known is not None:
            objective = known.in_dimensions(path.shape[1]).on_domain(domain)
        else:
            objective = parse_expression(name, domain=domain, dimension=path.shape[1])
        again = objective(np.moveaxis(path, 1, 0))
    except TrajvizError:
        return None
    return objective if np.allclose(again, values, rtol=1e-6, atol=1e-12, equal_nan=True) else None
