"""The registry forgives spelling and answers an unknown name with the nearest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.registry import Registry, did_you_mean, normalized

NAMES = st.text(alphabet="abcXYZ 019-_.'", min_size=1).filter(normalized)


@given(st.lists(NAMES, unique_by=normalized, min_size=1))
def test_every_name_finds_its_entry_however_it_is_spelled(names):
    registry = Registry("thing")
    for number, name in enumerate(names):
        registry.register(name, number)
    assert list(registry) == names
    for number, name in enumerate(names):
        assert registry[name] == registry[name.upper()] == registry[f" {name}-"] == number
        assert name.swapcase() in registry


def test_aliases_are_found_but_not_listed():
    registry = Registry("thing")
    registry.register("steepest descent", 1, aliases=["GD"])
    assert registry["gd"] == 1
    assert list(registry) == ["steepest descent"]
    assert len(registry) == 1


@pytest.mark.parametrize("taken", ["steepest-descent", "GD"])
def test_a_name_can_not_be_taken_twice(taken):
    registry = Registry("thing")
    registry.register("steepest descent", 1, aliases=["gd"])
    with pytest.raises(ValueError, match="taken"):
        registry.register(taken, 2)
    assert registry[taken] == 1


def test_an_unknown_name_is_answered_with_the_nearest_name_or_alias():
    registry = Registry("thing")
    registry.register("rosenbrock", 1, aliases=["banana"])
    registry.register("beale", 2)
    with pytest.raises(UnknownNameError, match=r"^unknown thing 'bannana'; did you mean 'banana'\?$"):
        registry["bannana"]
    with pytest.raises(KeyError):
        registry["bannana"]
    with pytest.raises(TrajvizError, match="known are rosenbrock, beale, banana"):
        registry["quite another thing"]
    assert registry.get("bannana") is None


def test_did_you_mean_of_nothing_known():
    assert did_you_mean("x", []) == "known are "


def test_what_begins_alike_or_is_shared_is_answered_with_all_of_it():
    registry = Registry("thing")
    registry.register("wave 1", 1, shared=["ripple"])
    registry.register("wave 2", 2, aliases=["wave two"], shared=["ripple"])
    registry.register("hill", 3)
    for typed in ("wave", "ripple"):
        with pytest.raises(UnknownNameError, match=rf"^unknown thing '{typed}'; did you mean 'wave 1' or 'wave 2'\?$"):
            registry[typed]
    with pytest.raises(UnknownNameError, match=r"did you mean 'hill'\?$"):
        registry["hil"]


@given(st.text("abc -"), st.lists(st.text("abc -", min_size=1), max_size=300))
def test_an_answer_is_short_however_many_names_are_known(name, known):
    assert len(did_you_mean(name, known)) <= 250 + max(map(len, known), default=0)


def test_accents_and_all_kinds_of_dashes_and_quotes_are_forgiven():
    registry = Registry("thing")
    registry.register("Hölder's goldstein-price", 1)
    assert registry["Holder’s Goldstein–Price"] == registry["HÖLDERS GOLDSTEIN—PRICE"] == 1
