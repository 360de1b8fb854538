"""Trajectories in files: all that is written comes back, and what is not ours is refused."""

from __future__ import annotations

import csv
import io
import json
import os
import pickle
import zipfile
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import trajviz as tv
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.runs.tables import read_table
from trajviz.runs.trajectory import Trajectory

SUFFIXES = [".npz", ".csv"]

texts = st.text(st.characters(), max_size=20)  # line ends, NUL and lone surrogates among them
numbers = st.floats(allow_nan=True, allow_infinity=True, allow_subnormal=True)
plain = st.none() | st.booleans() | st.integers() | numbers | texts


@st.composite
def trajectories(draw):
    rows, dimension = draw(st.integers(1, 6)), draw(st.integers(1, 12))
    counted = st.integers(0, 2**53)
    return Trajectory(
        draw(arrays(float, (rows, dimension), elements=numbers)),
        draw(arrays(float, rows, elements=numbers)),
        draw(texts),
        draw(st.sampled_from(["converged", "completed", "diverged", "failed"])),
        draw(texts),
        draw(arrays(int, rows, elements=counted) | st.just(np.zeros(0, int))),
        draw(counted),
        draw(counted),
        draw(counted),
        draw(texts),
        draw(st.dictionaries(texts, plain | st.lists(plain, max_size=3), max_size=3)),
    )


def same(one, other):
    """Whether two values are the same, down to the sign of zero."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and repr(one.tolist()) == repr(other.tolist())
    return repr(one) == repr(other)


def assert_same(one, other):
    for field in fields(Trajectory):
        if field.name != "objective":
            assert same(getattr(one, field.name), getattr(other, field.name)), field.name


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(run=trajectories())
def test_all_comes_back_to_the_last_bit(run, suffix, tmp_path):
    path = tmp_path / f"run{suffix}"
    run.save(path)
    assert_same(Trajectory.load(path), run)
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("objective", ["camel", "x**2 + sin(3*y)"])
def test_objective_comes_back_by_name(objective, suffix, tmp_path):
    run = tv.trace(tv.objective(objective, domain=(-3, 2)), "Adam(lr=0.05)", steps=7)
    run.save(tmp_path / f"run{suffix}")
    back = Trajectory.load(str(tmp_path / f"run{suffix}"))
    assert_same(back, run)
    assert (back.objective.name, back.objective.domain) == (run.objective.name, ((-3, 2), (-3, 2)))
    assert np.array_equal(back.objective(run.path.T), run.values)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_objective_in_more_dimensions_comes_back(suffix, tmp_path):
    tv.trace("rosenbrock", "GD", start=[0.5, 0.5, 0.5], steps=3).save(tmp_path / f"run{suffix}")
    assert Trajectory.load(tmp_path / f"run{suffix}").objective.dimension == 3


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_objective_that_only_bears_a_known_name_does_not_come_back(suffix, tmp_path):
    def camel(x):
        return x[0] ** 2 + x[1] ** 2

    tv.trace(camel, "GD", steps=3).save(tmp_path / f"run{suffix}")
    assert Trajectory.load(tmp_path / f"run{suffix}").objective is None


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", ["evil.py:f", "evil:f", "__import__('os').system('touch ran')", "nobody"])
def test_loading_runs_nothing_that_stands_in_the_file(name, suffix, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "evil.py").write_text("open('ran', 'w').close()\ndef f(x): return x[0]\n")
    objective = tv.Objective(lambda x: x[0] + x[1], name, domain=[(-1, 1)] * 2)
    Trajectory.from_path([[1, 2], [0, 0]], objective=objective).save(f"run{suffix}")
    assert Trajectory.load(f"run{suffix}").objective is None
    assert sorted(os.listdir()) == ["evil.py", f"run{suffix}"]


def test_npz_holds_many_starts(tmp_path):
    run = tv.trace("camel", "GD", start=[[-1, 1.5, 0], [0.5, 0.7, 0.1]], steps=5)
    run.save(tmp_path / "run.npz")
    back = Trajectory.load(tmp_path / "run.npz")
    assert_same(back, run)
    assert back.path.shape == (6, 2, 3)
    assert back.objective.name == "camel"


def test_csv_refuses_many_starts(tmp_path):
    run = tv.trace("camel", "GD", start=[[-1, 1.5], [0.5, 0.7]], steps=5)
    with pytest.raises(TrajvizError, match=r"single start; use \.npz"):
        run.save(tmp_path / "run.csv")
    assert not os.listdir(tmp_path)


def test_csv_is_read_by_others(tmp_path):
    run = tv.trace("quadratic", "GD(lr=0.1)", start=(-4, 4), steps=30)
    run.save(tmp_path / "run.csv")
    comment, *table = (tmp_path / "run.csv").read_text().splitlines()
    header = json.loads(comment.removeprefix("# "))
    assert header["format"] == "trajviz trajectory"
    assert header["hyperparameters"]["lr"] == 0.1
    rows = list(csv.DictReader(table))
    assert list(rows[0]) == ["step", "evaluations", "x1", "x2", "value"]
    assert [float(row["x2"]) for row in rows] == run.path[:, 1].tolist()
    assert [int(row["step"]) for row in rows] == list(range(31))
    assert np.array_equal(np.genfromtxt(table[1:], delimiter=",")[:, -1], run.values)


def test_npz_is_read_by_others(tmp_path):
    run = tv.trace("quadratic", "GD(lr=0.1)", start=(-4, 4), steps=30)
    run.save(tmp_path / "run.npz")
    with np.load(tmp_path / "run.npz", allow_pickle=False) as archive:
        assert np.array_equal(archive["path"], run.path)
        assert json.loads(str(archive["header"]))["version"] == 1


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_saving_twice_gives_the_same_bytes(suffix, tmp_path):
    run = tv.trace("camel", "BFGS")
    run.save(tmp_path / f"a{suffix}")
    Trajectory.load(tmp_path / f"a{suffix}").save(tmp_path / f"b{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_hyperparameters_that_json_does_not_know_are_told_as_text(suffix, tmp_path):
    values = {"a": np.float64(0.5), "b": np.arange(2), "c": print, "d": (1, 2)}
    run = Trajectory(np.zeros((1, 2)), np.zeros(1), hyperparameters=values)
    run.save(tmp_path / f"run{suffix}")
    back = Trajectory.load(tmp_path / f"run{suffix}").hyperparameters
    assert back == {"a": 0.5, "b": [0, 1], "c": "<built-in function print>", "d": [1, 2]}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_failure_leaves_what_stood_there(suffix, tmp_path, monkeypatch):
    path = tmp_path / f"run{suffix}"
    path.write_text("old")
    run = tv.trace("camel", "GD", steps=3)
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(TrajvizError, match=r"cannot write .*: No space left"):
        run.save(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("run.npx", r"unknown file format for trajectories '\.npx'; did you mean '\.npz'"),
        ("run", "has no suffix"),
        ("nowhere/run.npz", "there is no folder"),
        ("folder.npz", "it is a folder"),
        ("n\0l.csv", "null byte|null character"),
    ],
)
def test_bad_targets(name, sentence, tmp_path):
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(TrajvizError, match=sentence):
        tv.trace("camel", "GD", steps=3).save(tmp_path / name)
    assert os.listdir(tmp_path) == ["folder.npz"]


def bomb():
    class Bomb:
        def __reduce__(self):
            return os.mkdir, ("ran",)

    return Bomb()


def saved(suffix):
    tv.trace("camel", "GD", steps=3).save(f"good{suffix}")
    return Path(f"good{suffix}").read_bytes()


def rewritten(change):
    """Write a good archive again with some arrays changed."""
    saved(".npz")
    with np.load("good.npz") as archive:
        arrays = dict(archive)
    arrays.update(change(arrays))
    np.savez("run.npz", **{name: array for name, array in arrays.items() if array is not None})


def with_header(**changes):
    def change(arrays):
        header = json.loads(str(arrays["header"]))
        header.update(changes)
        return {"header": np.array(json.dumps({k: v for k, v in header.items() if v is not ...}))}

    rewritten(change)


def as_npy(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def as_zip(name, content):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, content)
    return stream.getvalue()


HOSTILE = {
    "empty.npz": lambda: b"",
    "empty.csv": lambda: b"",
    "text.npz": lambda: b"step,x1\n0,1\n",
    "binary.csv": lambda: bytes(range(256)),
    "repeated.csv": lambda: b"x,y,x\n0,1,2\n",
    "repeated_of_ours.csv": lambda: saved(".csv").replace(b",x2,", b",x1,"),
    "out_of_step.csv": lambda: b"step,x,y\n0,1,2\n0,1,2\n",
    "out_of_step_of_ours.csv": lambda: saved(".csv").replace(b"\n2,", b"\n1,"),
    "backwards.csv": lambda: b"x,y,step\n0,1,2\n0,1,1\n",
    "same_meaning.csv": lambda: b"x,y,f,loss\n0,1,2,3\n",
    "no_names.csv": lambda: b"0,1,2\n3,4,5\n",
    "no_rows.csv": lambda: b"x,y\n",
    "no_coordinates.csv": lambda: b"step,value\n0,1\n",
    "uneven.csv": lambda: b"x,y\n0,1\n0,1,2\n",
    "decimal_commas.csv": lambda: b"x,y\n0,5,1,5\n",
    "letters.csv": lambda: b"x;y\n0;one\n",
    "latin.csv": lambda: b"x;y\n0;\xe9\n",
    "half_evaluations.csv": lambda: b"x,y,nfev\n0,1,1.5\n",
    "comment.csv": lambda: b"# {}\nstep,x1,value\n0,1,2\n",
    "not_json.csv": lambda: b"# {what}\nstep,x1,value\n0,1,2\n",
    "deep.csv": lambda: b"# {" + b'"a":[' * 100_000 + b"\nstep,x1\n0,1\n",
    "pickle.npz": lambda: pickle.dumps(bomb()),
    "array.npz": lambda: as_npy(np.zeros(3)),
    "zip.npz": lambda: as_zip("a.txt", b"a"),
    "foreign.npz": lambda: as_zip("x.npy", as_npy(np.zeros(3))),
    "huge.npz": lambda: as_zip("header.npy", as_npy(np.zeros(3)).replace(b"(3,), } ", b"(9000000000000000,), }")),
    "cut.npz": lambda: saved(".npz")[:-30],
    "cut_in_number.csv": lambda: saved(".csv")[:-4],
    "cut_at_line.csv": lambda: saved(".csv").rpartition(b"\n3,")[0] + b"\n",
    "cut_rows.csv": lambda: b"".join(saved(".csv").splitlines(True)[:2]),
    "ragged.csv": lambda: saved(".csv") + b"4,5\n",
    "words.csv": lambda: saved(".csv").replace(b"\n2,", b"\ntwo,"),
    "half_count.csv": lambda: saved(".csv").replace(b"\n2,", b"\n2,0.5"),
    "a_column_more.csv": lambda: saved(".csv").replace(b",value", b",x3,value"),
}
HOSTILE_NPZ = {
    "an object array": lambda: rewritten(lambda _: {"path": np.array([bomb(), None], object)}),
    "an object header": lambda: rewritten(lambda _: {"header": np.array(bomb(), object)}),
    "a path of text": lambda: rewritten(lambda _: {"path": np.full((4, 2), "x")}),
    "a complex path": lambda: rewritten(lambda a: {"path": a["path"] * 1j}),
    "a flat path": lambda: rewritten(lambda a: {"path": a["path"][:, 0]}),
    "an empty path": lambda: rewritten(lambda a: {"path": a["path"][:0], "values": a["values"][:0]}),
    "a longer path": lambda: rewritten(lambda a: {"path": np.tile(a["path"], (2, 1))}),
    "fewer values": lambda: rewritten(lambda a: {"values": a["values"][:2]}),
    "nan evaluations": lambda: rewritten(lambda _: {"evaluations": np.full(4, np.nan)}),
    "fewer evaluations": lambda: rewritten(lambda a: {"evaluations": a["evaluations"][:2]}),
    "no values": lambda: rewritten(lambda _: {"values": None}),
    "no header": lambda: rewritten(lambda _: {"header": None}),
    "a header that is a list": lambda: rewritten(lambda _: {"header": np.array("[1]")}),
    "a header that is a number": lambda: rewritten(lambda _: {"header": np.array(3.0)}),
    "a later version": lambda: with_header(version=2),
    "no version": lambda: with_header(version=...),
    "another format": lambda: with_header(format="other"),
    "an unknown outcome": lambda: with_header(outcome="won"),
    "a label that is a number": lambda: with_header(label=3),
    "no label": lambda: with_header(label=...),
    "hyperparameters that are text": lambda: with_header(hyperparameters="lr"),
    "an objective that is a number": lambda: with_header(objective=3),
    "an objective without a domain": lambda: with_header(objective={"name": "camel"}),
    "a domain of text": lambda: with_header(objective={"name": "camel", "domain": ["ab"]}),
}


def assert_refused(name):
    before = sorted(os.listdir())
    with pytest.raises(TrajvizError) as caught:
        Trajectory.load(name)
    sentence = str(caught.value)
    assert repr(name)[:100] in sentence
    assert "\n" not in sentence
    assert len(sentence) <= 300
    assert sorted(os.listdir()) == before  # no bomb went off


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(HOSTILE[name]())
    assert_refused(name)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_file(suffix, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkdir(f"folder{suffix}")
    for name in (f"missing{suffix}", f"folder{suffix}", f"n\0l{suffix}", "a" * 300 + suffix):
        assert_refused(name)


@pytest.mark.parametrize("case", HOSTILE_NPZ)
def test_archives_that_are_not_trajectories(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    HOSTILE_NPZ[case]()
    assert_refused("run.npz")


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_is_noticed_or_harmless(suffix, data, tmp_path):
    """A file with some bytes changed is refused in a sentence, or read as a trajectory of the right form."""
    path = tmp_path / f"run{suffix}"
    tv.trace("camel", "GD", steps=3).save(path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    try:
        run = Trajectory.load(path)
    except TrajvizError:
        return
    assert run.values.shape == (len(run.path),)


def test_unknown_suffix_on_load(tmp_path):
    with pytest.raises(UnknownNameError, match=r"did you mean '\.csv'"):
        Trajectory.load(tmp_path / "run.cvs")


TABLES = {
    "commas": "x,y,f\n1.5,2,3\n-4,5,6e-3\n",
    "semicolons and decimal commas": "x;y;f\n1,5;2;3\n-4;5,0;6e-3\n",
    "semicolons and decimal points": "x;y;f\n1.5;2;3\n-4;5;0.006\n",
    "tabs": "x\ty\tf\n1.5\t2\t3\n-4\t5\t6e-3\n",
    "tabs and decimal commas": "x\ty\tf\n1,5\t2\t3\n-4\t5\t0,006\n",
    "spaces": "  x   y f\n1.5 2 3\n -4 5 6e-3\n",
    "another order": "f,y,x\n3,2,1.5\n0.006,5,-4\n",
    "other names": "Loss, x2, x1\n3, 2, 1.5\n0.006, 5, -4\n",
    "from 0": "x0,x1,fun\n1.5,2,3\n-4,5,6e-3\n",
    "what pandas writes": ",x,y,value\n0,1.5,2.0,3.0\n1,-4.0,5.0,0.006\n",
    "quoted": '"x","y","f"\n"1.5","2","3"\n"-4","5","0.006"\n',
    "what NumPy writes": "# x y f\n1.5e+00 2.0e+00 3.0e+00\n-4.0e+00 5.0e+00 6.0e-03\n",
    "a byte order mark, other line ends and comments": "\ufeff# mine\r\nx,y,f\r\n1.5,2,3\r\n\r\n# then\r\n-4,5,6e-3",
    "names of their own": "lon,lat,f\n1.5,2,3\n-4,5,6e-3\n",
    "other columns": "x,lr,y,f\n1.5,9,2,3\n-4,9,5,6e-3\n",
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_anybodys_is_read_by_its_names(name, tmp_path):
    (tmp_path / "mine.csv").write_bytes(TABLES[name].encode())
    run = Trajectory.load(tmp_path / "mine.csv")
    np.testing.assert_array_equal(run.path, [[1.5, 2], [-4, 5]])
    np.testing.assert_array_equal(run.values, [3, 0.006])
    assert (run.label, run.outcome, run.objective) == ("mine", "completed", None)
    assert (run.step_of_row.tolist(), run.evaluations.tolist()) == ([0, 1], [0, 1])


def test_a_table_tells_its_steps_evaluations_and_gaps(tmp_path):
    (tmp_path / "mine.csv").write_text("epoch,nfev,x,y\n10,20,1,2\n20,45,,nan\n30,60,3,4\n")
    run = Trajectory.load(tmp_path / "mine.csv")
    assert (run.step_of_row.tolist(), run.evaluations.tolist()) == ([10, 20, 30], [20, 45, 60])
    np.testing.assert_array_equal(run.path, [[1, 2], [np.nan, np.nan], [3, 4]])
    assert np.isnan(run.values).all()
    tv.animate(run).frames()[-1]


@settings(deadline=None, max_examples=60)
@given(
    rows=arrays(float, st.tuples(st.integers(1, 5), st.just(3)), elements=st.floats(allow_nan=False)),
    separator=st.sampled_from([";", "\t", ",", " "]),
    comma=st.booleans(),
)
def test_every_number_of_a_table_is_read_to_the_last_bit(rows, separator, comma):
    lines = [separator.join("yfx"), *(separator.join(map(repr, row)) for row in rows.tolist())]
    text = "\n".join(lines)
    if comma and separator != ",":
        text = text.replace(".", ",")
    table = read_table(text)
    np.testing.assert_array_equal(np.column_stack([table["y"], table["f"], table["x"]]), rows)
