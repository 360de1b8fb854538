"""Rates that change with the steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import trajviz as tv
from trajviz.cli import main
from trajviz.methods import optimizers
from trajviz.methods.schedules import parse_schedule

BY_HAND = [name for name, each in optimizers.items() if each.batched]
NUMBERS = [
    (name, hyperparameter)
    for name in BY_HAND
    for hyperparameter, default in optimizers[name].defaults.items()
    if isinstance(default, float) and np.isfinite(default)
]


def path_of(optimizer, objective="beale", steps=40):
    return tv.trace(objective, optimizer, start=(1.0, 0.5), steps=steps, tolerance=0).path


@pytest.mark.parametrize(("name", "hyperparameter"), NUMBERS)
def test_a_schedule_that_does_not_change_is_a_number(name, hyperparameter):
    value = optimizers[name].defaults[hyperparameter] or 1e-3
    fixed = optimizers[name].with_hyperparameters(**{hyperparameter: value})
    scheduled = optimizers[name].with_hyperparameters(**{hyperparameter: f"{value!r} + 0*t"})
    np.testing.assert_allclose(path_of(fixed), path_of(scheduled), rtol=1e-12)


def test_gradient_descent_takes_each_rate_in_its_step():
    path = tv.trace("x**2 + y**2", "GD(lr=0.4*0.9**t)", start=(1, 2), steps=30, tolerance=0).path
    shrunk = np.cumprod(1 - 2 * 0.4 * 0.9 ** np.arange(30))
    np.testing.assert_allclose(path[1:], np.outer(shrunk, [1, 2]), rtol=1e-12)


def test_many_starts_follow_the_same_schedule():
    starts = np.array([[1.0, 2.0], [0.5, -0.5]])
    together = tv.trace("beale", "Adam(lr=0.1*cosine(30))", start=starts, steps=30, tolerance=0).path
    for i, start in enumerate(starts.T):
        alone = tv.trace("beale", "Adam(lr=0.1*cosine(30))", start=start, steps=30, tolerance=0).path
        np.testing.assert_allclose(together[:, :, i], alone, rtol=1e-9)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("GD(lr=0.01*0.9**t)", "torch.optim.SGD(lr=0.01*0.9**t)"),
        ("Adam(lr=0.1*warmup(5)*cosine(20, 5))", "torch.optim.Adam(lr=0.1*warmup(5)*cosine(20, 5))"),
        ("RMSprop(lr=0.01/(1+t))", "torch.optim.RMSprop(lr=0.01/(1+t))"),
        ("SGD(lr=0.01, momentum=0.9*warmup(9))", "torch.optim.SGD(lr=0.01, momentum=0.9*warmup(9))"),
        ("GD(lr=0.01*0.9**t)", "optax.sgd(learning_rate=0.01*0.9**t)"),
        ("Adam(lr=0.1*cosine(30))", "optax.adam(learning_rate=0.1*cosine(30))"),
    ],
)
def test_others_follow_it_too(ours, theirs):
    pytest.importorskip(theirs.partition(".")[0])
    np.testing.assert_allclose(path_of(ours), path_of(theirs), rtol=1e-9)


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW", "NAdam", "Adamax", "Adagrad", "RMSprop", "Adadelta"])
def test_it_is_what_a_scheduler_of_pytorch_does(name):
    torch = pytest.importorskip("torch")
    objective = tv.objective("beale")
    x = torch.tensor([1.0, 0.5], dtype=torch.float64, requires_grad=True)
    optimizer = getattr(torch.optim, name)([x], lr=0.02)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=40)
    path = [x.detach().numpy().copy()]
    for _ in range(40):
        x.grad = torch.tensor(objective.gradient(x.detach().numpy()))
        optimizer.step()
        scheduler.step()
        path.append(x.detach().numpy().copy())
    np.testing.assert_allclose(path_of(f"torch.optim.{name}(lr=0.02*cosine(40))"), path, rtol=1e-9)
    np.testing.assert_allclose(path_of(f"{name.replace('NAdam', 'Nadam')}(lr=0.02*cosine(40))"), path, rtol=1e-7)


def test_names_mean_what_optax_means():
    optax = pytest.importorskip("optax")
    steps = np.arange(250)
    for ours, theirs in [
        ("0.1*cosine(200)", optax.cosine_decay_schedule(0.1, 200)),
        ("0.1*min(t/20,1)*cosine(180, 20)", optax.warmup_cosine_decay_schedule(0.0, 0.1, 20, 200)),
        ("0.1*0.5**floor(t/30)", optax.exponential_decay(0.1, 30, 0.5, staircase=True)),
    ]:
        np.testing.assert_allclose(parse_schedule(ours).at(steps), theirs(steps), rtol=1e-4, atol=1e-8)
    rises = optax.linear_schedule(0.0, 1.0, 20)
    np.testing.assert_allclose(parse_schedule("warmup(20)").at(steps), rises(steps + 1), rtol=1e-6)


@given(st.floats(1e-3, 1), st.floats(0.5, 1), st.integers(0, 300))
def test_arithmetic_is_that_of_python(rate, factor, t):
    assert parse_schedule(f"{rate!r}*{factor!r}**t")(t) == pytest.approx(rate * factor**t, rel=1e-12)


def test_a_spec_is_written_as_it_is_read():
    for spec in ("GD(lr=0.1*0.95**t)", "Adam(lr=0.1*warmup(20)*cosine(180, 20), beta1=0.8)"):
        optimizer = tv.optimizer(spec)
        assert str(optimizer) == spec
        assert optimizer == tv.optimizer(str(optimizer))


def test_functions_of_the_step_are_schedules():
    halves = tv.optimizer("GD").with_hyperparameters(lr=lambda t: 0.01 * 0.5**t)
    np.testing.assert_allclose(path_of(halves), path_of("GD(lr=0.01*0.5**t)"), rtol=1e-12)


def test_a_run_tells_its_schedule_and_keeps_it(tmp_path):
    run = tv.trace("beale", "GD(lr=0.01*0.95**t)", steps=5)
    assert run.optimizer == "GD(lr=0.01*0.95**t)"
    run.save(tmp_path / "run.npz")
    assert tv.Trajectory.load(tmp_path / "run.npz").hyperparameters["lr"] == "0.01*0.95**t"


def test_schedules_are_typed_in_the_shell(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["beale", "--methods", "GD(lr=0.01),GD(lr=0.02*cosine(200)),GD(lr=9*0.95**t)", "-o", "a.png"]) == 0
    assert "GD(lr=0.02*cosine(200))" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("GD(lr=1+1)", "a quoted string or a schedule in t: '1+1' does not depend on the step t"),
        ("GD(lr=0.1*t*foo)", "or a schedule in t: expression '0.1*t*foo' has an unknown name 'foo'"),
        ("GD(lr=0.1*0.95**k)", "or a schedule in t: expression '0.1*0.95**k' has an unknown name 'k'; known are t,"),
        ("GD(lr=0.1*x*t)", "has an unknown name 'x'"),
        ("GD(lr=x1*t)", "has an unknown name 'x1'"),
        ("GD(lr=x[0]*t)", "is not arithmetic: 'x[0]' is not understood"),
        ("GD(lr=t.real)", "is not arithmetic: 't.real' is not understood"),
        ("GD(lr=t*cosine())", "gives cosine 0 arguments; it takes 1 to 2 arguments"),
        ("GD(lr=t*floor)", "write floor(...) for the function floor"),
        ("GD(lr=-0.1*t-1)", "GD: lr must be a finite number at least 0, not -1.0 in the first step of -0.1*t-1"),
        ("GD(lr=1/t)", "GD: lr must be a finite number at least 0, not inf in the first step of 1/t"),
        ("GD(lr='0.1*t*foo')", "GD: lr is no schedule in the step t: expression '0.1*t*foo' has an unknown name 'foo'"),
        ("GD(lr='fast')", "GD: lr must be a finite number at least 0, not 'fast'"),
        ("SGD(nesterov=t)", "SGD: nesterov must be True or False, not t"),
        ("BFGS(gtol=0.1*t)", "BFGS: gtol must be a finite number, not 0.1*t"),
        ("GD(lr=__import__('os').system('ls'))", "lr must be a number, True, False"),
    ],
)
def test_mistakes_are_told_in_a_sentence(spec, told):
    with pytest.raises(tv.TrajvizError) as error:
        tv.optimizer(spec)
    assert told in str(error.value)
    assert "\n" not in str(error.value)
