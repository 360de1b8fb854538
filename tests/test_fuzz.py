"""A small dose of what `fuzz.py` does at length; a case that goes wrong is named by its kind and seed."""

import fuzz
import pytest

DOSES = {"commands": 40, "expressions": 400, "calls": 80}


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("kind", DOSES)
def test_nothing_goes_wrong(kind, part, capsys):
    dose = DOSES[kind] // 4
    assert fuzz.fuzz(kind, range(part * dose, (part + 1) * dose)) == [], capsys.readouterr().out


def test_what_goes_wrong_is_told_by_its_seed(monkeypatch, capsys):
    def wrong(seed):
        if seed % 3 == 0:
            raise KeyError("odd")

    monkeypatch.setitem(fuzz.KINDS, "calls", wrong)
    assert fuzz.fuzz("calls", range(5)) == [0, 3]
    assert [line.split(":")[:2] for line in capsys.readouterr().out.splitlines()] == [["calls", "0"], ["calls", "3"]]
