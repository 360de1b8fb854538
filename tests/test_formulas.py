"""Every method and every test function has a formula, which other people's renderers of LaTeX understand."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from matplotlib.mathtext import MathTextParser

from trajviz import objectives, optimizers

FORMULAS = {f"{kind}: {name}": thing.latex for kind, registry in (("method", optimizers), ("function", objectives))
            for name, thing in registry.entered.items() if not name.startswith("Contract")}  # fmt: skip
GREEK = re.compile(r"(alpha|beta|eta|rho|sigma)(\d?)")


def as_written(name):
    """Return how a hyperparameter stands in a formula."""
    greek = GREEK.fullmatch(name)
    if greek is None:
        return r"\mathrm{" + name.replace("_", r"\_") + "}"
    return rf"\{greek[1]}_{greek[2]}" if greek[2] else rf"\{greek[1]}"


@pytest.mark.parametrize("name", optimizers.entered)
def test_every_method_has_a_formula_and_a_reference(name):
    optimizer = optimizers[name]
    assert optimizer.latex.strip()
    assert re.search(r"\d{4}", optimizer.reference)


@pytest.mark.parametrize("name", optimizers.entered)
def test_what_is_upright_is_a_hyperparameter(name):
    upright = re.findall(r"\\mathrm\{[^}]*\}", optimizers[name].latex)
    assert set(upright) <= {as_written(each) for each in optimizers[name].defaults}


@pytest.mark.parametrize("name", [name for name, each in optimizers.entered.items() if not each.stops])
def test_a_method_that_is_written_here_shows_every_number_that_it_takes(name):
    optimizer = optimizers[name]
    numbers = [each for each, value in optimizer.defaults.items() if not isinstance(value, bool | str)]
    assert [each for each in numbers if as_written(each) not in optimizer.latex] == []


@pytest.mark.parametrize("name", [name for name, each in optimizers.entered.items() if not each.stops])
def test_a_method_that_is_written_here_tells_the_range_of_every_number(name):
    optimizer = optimizers[name]
    numbers = {each for each, value in optimizer.defaults.items() if not isinstance(value, bool | str)}
    assert numbers <= set(optimizer.ranges)


@pytest.mark.parametrize("name", FORMULAS)
def test_it_becomes_mathml(name):
    convert = pytest.importorskip("latex2mathml.converter").convert
    mathml = convert(FORMULAS[name])
    texts = list(ElementTree.fromstring(mathml).itertext())
    assert "".join(texts).strip()
    assert not [text for text in texts if "\\" in text or "&" in text]


@pytest.mark.parametrize("name", FORMULAS)
def test_each_of_its_rows_is_drawn_by_matplotlib(name):
    whole = re.fullmatch(r"\\begin\{split\}\n(.*)\n\\end\{split\}", FORMULAS[name], re.DOTALL)
    rows = whole[1].split(" \\\\\n") if whole else [FORMULAS[name]]
    assert len(rows) <= 6
    for row in rows:
        assert row.count("&") == (whole is not None)
        width, *_ = MathTextParser("path").parse(f"${row.replace('&', '')}$")
        assert width > 10
