"""Spec strings: what was written is read back; what is wrong is refused with a sentence and never run."""

from __future__ import annotations

import math
import pickle
import sys
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.methods import as_optimizer, optimizers, parse_optimizer, parse_optimizers

NUMBERS_BELOW_1 = st.floats(0, 1, exclude_min=True, exclude_max=True)


def values_like(default):
    """Return values that are of the default's type and in every range that a name implies."""
    match default:
        case bool():
            return st.booleans()
        case int():
            return st.integers(1, 10**6)
        case float() if math.isinf(default):
            return st.sampled_from([math.inf, -math.inf, 2.0])
        case float():
            return NUMBERS_BELOW_1
        case str():
            return st.text(max_size=20)
    return st.none() | st.integers(1, 10**9)  # most of those whose default is None are limits


@st.composite
def changed_optimizers(draw):
    optimizer = optimizers[draw(st.sampled_from(list(optimizers)))]
    defaults = sorted(optimizer.defaults)
    names = draw(st.lists(st.sampled_from(defaults), unique=True, max_size=4)) if defaults else []
    return optimizer.with_hyperparameters(**{name: draw(values_like(optimizer.defaults[name])) for name in names})


class TestRoundTrip:
    @pytest.mark.slow
    @given(changed_optimizers())
    def test_a_printed_optimizer_is_read_back(self, optimizer):
        assert parse_optimizer(str(optimizer)) == optimizer

    @pytest.mark.slow
    @given(st.lists(changed_optimizers(), min_size=1, max_size=5, unique_by=str))
    def test_a_printed_list_is_read_back(self, listed):
        assert parse_optimizers(",".join(map(str, listed))) == listed

    @pytest.mark.parametrize("name", optimizers)
    def test_every_name_is_read_in_any_case(self, name):
        assert parse_optimizer(f" {name.upper()} ").name == name
        assert parse_optimizer(name.lower()).name == name


class TestWhatIsRead:
    @pytest.mark.parametrize(
        ("spec", "name", "changed"),
        [
            ("GD", "GD", {}),
            ("sgd", "SGD", {}),
            ("gradient descent", "GD", {}),
            ("nag", "Nesterov", {}),
            ("NAdam", "Nadam", {}),
            ("Adam()", "Adam", {}),
            ("Adam( )", "Adam", {}),
            ("GD (lr = 1e-1)", "GD", {"lr": 0.1}),
            ("  Adam(\n lr=0.05,\n beta1=0.8,\n) ", "Adam", {"lr": 0.05, "beta1": 0.8}),
            ("GD(lr=1_000)", "GD", {"lr": 1000}),
            ("GD(lr=.5)", "GD", {"lr": 0.5}),
        ],
    )
    def test_spellings(self, spec, name, changed):
        optimizer = parse_optimizer(spec)
        assert (optimizer.name, dict(optimizer.changed)) == (name, changed)

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("True", True),
            ("false", False),
            ("None", None),
            ("-3", -3),
            ("inf", math.inf),
            ("-inf", -math.inf),
            ("'a, (b)'", "a, (b)"),
            ('"x"', "x"),
            ("[1, -inf]", [1, -math.inf]),
            ("(1, 'x')", (1, "x")),
        ],
    )
    def test_values(self, text, value):
        read = parse_optimizers(f"Adam, trust-constr(factorization_method={text}), GD")
        assert [optimizer.name for optimizer in read] == ["Adam", "trust-constr", "GD"]
        assert read[1].changed["factorization_method"] == value

    def test_a_list_splits_at_outer_commas(self):
        read = parse_optimizers(" BFGS,GD, Adam(lr=0.1, beta1=0.8) ")
        assert [str(optimizer) for optimizer in read] == ["BFGS", "GD", "Adam(lr=0.1, beta1=0.8)"]

    def test_as_optimizer_reads_a_spec(self):
        assert as_optimizer("gd(lr=0.5)") == optimizers["GD"].with_hyperparameters(lr=0.5)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("spec", "sentence"),
        [
            ("", "spec is empty"),
            ("  ", "spec is empty"),
            ("Adem", "unknown optimizer 'Adem'; did you mean 'Adam'"),
            ("Adam(0.1)", "write values with their names, as in 'Adam\\(lr=0.05\\)'"),
            ("Adam(*[1])", "write values with their names"),
            ("Adam(lr)", "write values with their names"),
            ("Adam(learning_rate=0.1)", "Adam has no hyperparameter 'learning_rate'"),
            ("Adam(bata=0.1)", "Adam has no hyperparameter 'bata'; did you mean 'beta"),
            ("Adam(beta=0.1)", "Adam has no hyperparameter 'beta'; that is 'beta1' here"),
            ("Adam(self=1)", "Adam has no hyperparameter 'self'"),
            ("Adam(lr=-1)", "Adam: lr must be a finite number at least 0, not -1"),
            ("Adam(lr=inf)", "Adam: lr must be a finite number at least 0, not inf"),
            ("Adam(lr=1e999)", "Adam: lr must be a finite number at least 0, not inf"),
            ("Adam(lr=True)", "Adam: lr must be a finite number at least 0, not True"),
            ("Adam(lr='0.1')", "Adam: lr must be a finite number at least 0, not '0.1'"),
            ("Adam(lr=0.1", "parentheses do not match"),
            ("Adam lr=0.1)", "parentheses do not match"),
            ("Adam((lr=0.1)", "can not be read"),
            ("Adam(lr=0.1))", "can not be read"),
            ("Adam(lr=0.1)(lr=0.2)", "parentheses do not match"),
            ("Adam(lr=0.1) x", "parentheses do not match"),
            ("(lr=0.1)", "no name stands before the parentheses"),
            ("Adam(lr=0.1, lr=0.2)", "lr is set twice"),
            ("Adam(lr=)", "can not be read"),
            ("Adam(lr=0.1 beta1=0.2)", "can not be read"),
            ("Adam(lr:0.1)", "can not be read"),
            ("Adam(**{'lr': 1})", r"\*\* is not allowed"),
            ("Adam(lr=fast)", "lr must be a number, True, False, None or a quoted string"),
            ("Adam(lr=1+1)", "lr must be a number"),
            ("Adam(lr=2j)", "lr must be a number"),
            ("Adam(lr=b'x')", "lr must be a number"),
            ("Adam(lr=...)", "lr must be a number"),
        ],
    )
    def test_mistakes(self, spec, sentence):
        with pytest.raises(TrajvizError, match=sentence) as error:
            parse_optimizer(spec)
        assert "\n" not in str(error.value)

    @pytest.mark.parametrize(
        ("specs", "sentence"),
        [
            ("", "spec is empty"),
            ("GD,", "spec is empty"),
            ("GD,,Adam", "spec is empty"),
            ("GD, Adam, gd", "GD stands twice"),
            ("Adam(lr=0.1,GD", "parentheses do not match"),
            ("GD),Adam", "parentheses do not match"),
        ],
    )
    def test_mistakes_in_lists(self, specs, sentence):
        with pytest.raises(TrajvizError, match=sentence):
            parse_optimizers(specs)

    @pytest.mark.parametrize(
        "value",
        [
            "__import__('sys').modules.__setitem__('hacked', 1)",
            "exec('import sys; sys.modules[\"hacked\"] = 1')",
            "[sys for sys in [__import__('sys')] if sys.modules.update(hacked=1)]",
            "(lambda: __import__('sys').modules.update(hacked=1))()",
            "f'{__import__(\"sys\").modules.update(hacked=1)}'",
            "(x := 1)",
            "9**9**9",
            "9" * 900,
            "-" * 900 + "1",
            "(" * 450 + "1" + ")" * 450,
            "[" * 150 + "]" * 150,
            "{" * 450,
            "1" + "+1" * 450,
            "a" + ".a" * 450,
            "0x1for x in ()",
            "'\\d'",
            "'a\\",
            "1 #",
            "\0",
            "\ud800",
            "1\n\n;",
        ],
        ids=lambda value: ascii(value[:20]),
    )
    def test_hostile_values_are_refused_and_nothing_runs(self, value):
        for read in (parse_optimizer, parse_optimizers):
            with pytest.raises(TrajvizError):
                read(f"GD(lr={value})")
        assert "hacked" not in sys.modules

    @pytest.mark.parametrize("value", ["0x1for x in ()", "'\\d'", "1is 1"])
    def test_the_parser_never_warns(self, value):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            with pytest.raises(TrajvizError):
                parse_optimizer(f"GD(lr={value})")
        assert not caught

    @pytest.mark.parametrize("length", [1001, 10**6])
    def test_long_specs_are_refused(self, length):
        with pytest.raises(TrajvizError, match=f"at most 1000 characters, not {length}"):
            parse_optimizer("G" * length)

    @given(st.text(max_size=60) | st.text("GDAdam(lr=0.1,)[]{}'\"\\*-: \n", max_size=60).map("Adam(lr={})".format))
    def test_any_text_is_read_or_refused(self, text):
        try:
            optimizer = parse_optimizer(text)
        except TrajvizError:
            return
        assert parse_optimizer(str(optimizer)) == optimizer

    def test_unknown_names_are_key_errors_too(self):
        with pytest.raises(UnknownNameError):
            parse_optimizer("nothing like it")


@pytest.mark.parametrize("name", [name for name, entry in optimizers.items() if not entry.batched])
def test_what_runs_one_start_at_a_time_can_be_sent_to_another_process(name):
    assert str(pickle.loads(pickle.dumps(as_optimizer(name)))) == str(as_optimizer(name))
