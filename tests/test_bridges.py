"""Optimizers of other libraries run as they run there, under the names that they have there."""

from __future__ import annotations

import functools
import inspect
import math
import pickle
import sys
import warnings

import numpy as np
import pytest

import trajviz as tv
from trajviz.methods.bridges import bridges

torch = pytest.importorskip("torch")
pytorch_optimizer = pytest.importorskip("pytorch_optimizer")
jax = pytest.importorskip("jax")
optax = pytest.importorskip("optax")
pytest.importorskip("optax.contrib")

OBJECTIVE = tv.objective("0.1*x**2 + 0.05*y**2 + 0.02*x*y + 0.1*sin(x + y)")
START = np.array([1.5, -0.5])
STEPS = 12

# What takes more than a gradient, or none of a vector: a Hessian's product, sparse gradients, matrices, a model.
NOT_FOR_GRADIENTS = {
    "torch.optim": {"Muon", "SparseAdam"},
    "pytorch_optimizer": {
        "AdaGO", "AdaHessian", "AdaLOMO", "AdaMuon", "AdamMini", "DeMo", "DistributedMuon", "GSAM", "LOMO", "Muon",
        "MuonClip", "NorMuon", "PCGrad", "SafeFP16Optimizer", "SophiaH", "SpectralSphere", "Ranger21", "WSAM",
    },
    "optax": set(), "optax.contrib": {"sophia", "schedule_free"},
}  # fmt: skip
NEEDED = {
    **dict.fromkeys(["SAM", "FriendlySAM", "LookSAM"], "base_optimizer='torch.optim.SGD', lr=0.01"),
    **dict.fromkeys(
        ["Lookahead", "Magma", "OrthoGrad", "ScheduleFreeWrapper", "TRAC"], "optimizer='torch.optim.SGD', lr=0.01"
    ),
    "BSAM": "num_data=100",
}


def classes_of(module):
    return [
        name
        for name, each in sorted(vars(module).items())
        if inspect.isclass(each) and issubclass(each, torch.optim.Optimizer) and each is not torch.optim.Optimizer
    ]


def factories_of(module):
    return [
        name
        for name, each in sorted(vars(module).items())
        if inspect.isfunction(each) and "learning_rate" in inspect.signature(each).parameters
        if not name.startswith(("_", "scale_by"))
    ]


TORCH = [("torch.optim", name) for name in classes_of(torch.optim)]
TORCH += [("pytorch_optimizer", name) for name in classes_of(pytorch_optimizer)]
OPTAX = [("optax", name) for name in factories_of(optax)]
OPTAX += [("optax.contrib", name) for name in factories_of(optax.contrib)]


def path_of(optimizer, steps=STEPS, start=START):
    run = tv.trace(OBJECTIVE, optimizer, start=start, steps=steps, tolerance=0)
    assert run.steps == steps
    return run.path


def path_of_torch(make, dtype):
    """Return the path of a loop as one writes it in PyTorch."""
    with torch.random.fork_rng(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.manual_seed(0)
        x = torch.tensor(START, dtype=dtype, requires_grad=True)
        optimizer, path = make(x), [START]
        getattr(optimizer, "train", lambda: None)()

        def closure():
            x.grad = torch.tensor(OBJECTIVE.gradient(x.detach().numpy().astype(float)), dtype=dtype)
            return torch.tensor(OBJECTIVE(x.detach().numpy()).item(), dtype=dtype)

        for _ in range(STEPS):
            try:
                closure()
                optimizer.step()
            except Exception:
                optimizer.step(closure)
            path.append(x.detach().numpy().copy())
    return np.array(path, dtype=float)


@pytest.mark.slow
@pytest.mark.parametrize(("module", "name"), TORCH)
def test_torch_optimizers_take_their_own_steps(module, name):
    if name in NOT_FOR_GRADIENTS[module]:
        with pytest.raises(tv.TrajvizError, match=f"^{module}.{name} (can not run so|needs)[^\n]*$"):
            tv.optimizer(f"{module}.{name}")
        return
    spec = f"{module}.{name}({NEEDED.get(name, '')})"
    optimizer = tv.optimizer(spec)
    cls = getattr(sys.modules[module], name)
    more = {"lr": 0.01} if "lr=" in spec else {"num_data": 100} if "num_data" in spec else {}
    wraps = {each: torch.optim.SGD for each in ("base_optimizer", "optimizer") if f"({each}=" in spec}
    by_name = "params" not in inspect.signature(cls).parameters and wraps
    dtype = torch.float32 if name == "FAdam" else torch.float64
    expected = path_of_torch(
        lambda x: cls(params=[x], **wraps, **more) if by_name else cls([x], **wraps, **more), dtype
    )
    np.testing.assert_array_equal(path_of(optimizer), expected)
    np.testing.assert_array_equal(path_of(optimizer), expected)  # also where something in it is random
    assert optimizer == tv.optimizer(str(optimizer))


@pytest.mark.slow
@pytest.mark.parametrize(("module", "name"), OPTAX)
def test_optax_optimizers_take_their_own_steps(module, name):
    factory = getattr(sys.modules[module], name)
    needs_rate = inspect.signature(factory).parameters["learning_rate"].default is inspect.Parameter.empty
    spec = f"{module}.{name}(learning_rate=0.01)" if needs_rate else f"{module}.{name}"
    if name in NOT_FOR_GRADIENTS[module] or name in ("dpsgd", "_deprecated_dpsgd"):
        with pytest.raises(tv.TrajvizError, match=f"^{module}.{name} (can not run so|needs)[^\n]*$"):
            tv.optimizer(spec)
        return
    optimizer = tv.optimizer(spec)
    with jax.enable_x64(True), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        x = jax.numpy.asarray(START)
        solver = factory(learning_rate=0.01) if needs_rate else factory()
        value_and_gradient = jax.value_and_grad(formula)
        state, path = solver.init(x), [START]
        for _ in range(STEPS):
            value, gradient = value_and_gradient(x)
            try:
                updates, state = solver.update(gradient, state, x)
            except TypeError:
                updates, state = solver.update(gradient, state, x, value=value, grad=gradient, value_fn=formula)
            x = optax.apply_updates(x, updates)
            path.append(np.array(x))
    np.testing.assert_allclose(path_of(optimizer), path, rtol=1e-7, atol=1e-9)
    assert optimizer == tv.optimizer(str(optimizer))


def test_optax_optimizers_ask_for_what_they_use():
    run = tv.trace("camel", "optax.lion(learning_rate=0.1)", steps=7)
    assert (run.nfev, run.njev) == (0, 7)
    assert tv.trace("camel", "optax.contrib.momo", steps=7).nfev == 7


def formula(x):
    x, y = x
    return 0.1 * x**2 + 0.05 * y**2 + 0.02 * x * y + 0.1 * jax.numpy.sin(x + y)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Adam(lr=0.1, beta1=0.8)", "torch.optim.Adam(lr=0.1, betas=(0.8, 0.999))"),
        ("AMSGrad(lr=0.1)", "torch.optim.Adam(lr=0.1, amsgrad=True)"),
        ("SGD(lr=0.01, momentum=0.9)", "torch.optim.SGD(lr=0.01, momentum=0.9)"),
        ("GD(lr=0.01)", "optax.sgd(learning_rate=0.01)"),
        ("Adam(lr=0.1)", "optax.adam(learning_rate=0.1)"),
    ],
)
def test_the_same_method_goes_the_same_way(ours, theirs):
    np.testing.assert_allclose(path_of(ours), path_of(theirs), rtol=1e-10)


@pytest.mark.parametrize(
    ("thing", "spec"),
    [
        (torch.optim.Adam, "torch.optim.Adam"),
        (functools.partial(torch.optim.SGD, lr=0.01), "torch.optim.SGD(lr=0.01)"),
        (functools.partial(optax.sgd, 0.01, momentum=0.9), "optax.sgd(learning_rate=0.01, momentum=0.9)"),
        (pytorch_optimizer.Lion, "pytorch_optimizer.Lion"),
    ],
)
def test_classes_and_factories_are_taken_as_they_are(thing, spec):
    assert tv.optimizer(thing) == tv.optimizer(spec)
    assert str(tv.optimizer(thing)) == spec
    assert pickle.loads(pickle.dumps(tv.optimizer(spec))) == tv.optimizer(spec)


@pytest.mark.parametrize(
    ("thing", "spec"),
    [
        (lambda params: torch.optim.SGD(params, lr=0.01), "torch.optim.SGD(lr=0.01)"),
        (optax.sgd(0.01), "optax.sgd(learning_rate=0.01)"),
        (lambda rate=0.01: optax.chain(optax.scale(-rate)), "optax.sgd(learning_rate=0.01)"),
    ],
)
def test_what_makes_an_optimizer_is_one(thing, spec):
    np.testing.assert_array_equal(path_of(thing), path_of(spec))
    assert len(tv.animate("beale", [thing], steps=3).trajectories) == 1


def test_a_file_may_hold_a_class(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text("import torch\n\nclass Slow(torch.optim.SGD):\n    pass\n")
    np.testing.assert_array_equal(path_of("own.py:Slow(lr=0.01)"), path_of("torch.optim.SGD(lr=0.01)"))


def test_counts_are_those_of_the_optimizer():
    run = tv.trace(OBJECTIVE, "torch.optim.Adam", steps=10)
    assert (run.nfev, run.njev) == (0, 10)
    run = tv.trace(OBJECTIVE, "torch.optim.LBFGS(max_iter=3)", steps=4, tolerance=0)
    assert run.nfev == run.njev > 4
    run = tv.trace(OBJECTIVE, "optax.contrib.momo", steps=5)
    assert (run.nfev, run.njev) == (5, 5)


def test_a_run_rests_where_the_gradient_vanishes():
    run = tv.trace("quadratic", "torch.optim.SGD(lr=0.5)", steps=500)
    assert run.outcome == "converged"
    assert run.steps < 100
    assert run.message == "at rest at the global minimum"


def test_many_starts_go_each_its_own_way():
    starts = np.array([[1.0, 2.0, -1.0], [0.5, -0.5, 1.0]])
    run = tv.trace(OBJECTIVE, "torch.optim.Adam(lr=0.1)", start=starts, steps=5)
    for i, start in enumerate(starts.T):
        np.testing.assert_array_equal(run.path[:, :, i], path_of("torch.optim.Adam(lr=0.1)", 5, start))


def test_libraries_are_left_as_they_were():
    torch.manual_seed(5)
    before = torch.random.get_rng_state()
    path_of("pytorch_optimizer.Kron")
    path_of("optax.noisy_sgd(learning_rate=0.01)")
    assert torch.equal(before, torch.random.get_rng_state())
    assert jax.numpy.ones(1).dtype == np.float32


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("torch.optim.Adm", "torch.optim has no optimizer 'Adm'; did you mean 'Adam'?"),
        ("torch.optim.Optimizer", "torch.optim has no optimizer 'Optimizer'"),
        ("torch.optim.lr_scheduler", "torch.optim has no optimizer 'lr_scheduler'"),
        ("torch.optim.Adam(lr=-1)", "torch.optim.Adam can not run so: Invalid learning rate: -1"),
        ("torch.optim.Adam(lr='a')", "torch.optim.Adam: lr must be a finite number, not 'a'"),
        ("torch.optim.Adam(rate=1)", "torch.optim.Adam has no hyperparameter 'rate'"),
        ("torch.optim.Muon", "torch.optim.Muon can not run so: Muon only supports 2D parameters"),
        ("pytorch_optimizer.SAM", "pytorch_optimizer.SAM needs base_optimizer, as in"),
        ("pytorch_optimizer.SAM(base_optimizer='GD')", "base_optimizer must be such as 'torch.optim.SGD', not 'GD'"),
        ("optax.adam", "optax.adam needs learning_rate, as in optax.adam(learning_rate=0.1)"),
        ("optax.adam(lr=0.1)", "optax.adam has no hyperparameter 'lr'; its rate is called 'learning_rate'"),
        ("torch.Adam(lr=0.1)", "unknown optimizer 'torch.Adam'; did you mean torch.optim.Adam"),
        ("optax.clip", "optax has no optimizer 'clip'"),
        ("optax.contrib.sophia(learning_rate=0.1)", "optax.contrib.sophia can not run so: obj_fn must be provided"),
        ("os.system('ls')", "unknown optimizer 'os.system'"),
        ("os.system", "unknown optimizer 'os.system'"),
    ],
)
def test_mistakes_are_told_in_a_sentence(spec, told):
    with pytest.raises(tv.TrajvizError) as error:
        tv.optimizer(spec)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_an_optimizer_that_has_its_parameters_is_refused():
    with pytest.raises(tv.TrajvizError, match=r"this SGD has its parameters already; give the class SGD"):
        tv.optimizer(torch.optim.SGD([torch.ones(2)]))


@pytest.mark.parametrize("spec", ["torch.optim.Adam", "pytorch_optimizer.Lion", "optax.lion(learning_rate=0.1)"])
def test_a_library_that_is_missing_is_named(spec, monkeypatch):
    module = spec.partition("(")[0].rpartition(".")[0]
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(
        tv.TrajvizError, match=rf"needs .*: pip install '{bridges[module].install}'".replace("[", r"\[")
    ):
        tv.optimizer(spec)


def test_another_package_adds_a_bridge(monkeypatch):
    """As a plug-in does: a function that makes an optimizer of what its library has, under the module's name."""
    from trajviz.methods.optimizer import from_generator
    from trajviz.plugins import bridge

    monkeypatch.setattr(bridges, "_entries", dict(bridges.entered))
    monkeypatch.setattr(bridges, "_spellings", dict(bridges._spellings))

    @bridge("math", library="math", install="python")
    def of_math(thing, name):
        def steps(objective, x, *, lr=0.1):
            while True:
                x = x - lr * objective.gradient(x) / thing(2.0)
                yield x

        return from_generator(steps, name) if thing is math.exp else None

    np.testing.assert_allclose(path_of("math.exp(lr=0.1)"), path_of(f"GD(lr={0.1 / math.exp(2)})"), rtol=1e-9)
    with pytest.raises(tv.UnknownNameError, match="math has no optimizer 'ex'; did you mean 'exp'"):
        tv.optimizer("math.ex")
    assert tv.optimizer(math.exp).name == "exp"
