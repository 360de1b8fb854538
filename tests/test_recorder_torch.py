"""Loops of PyTorch's and optax's are recorded as they stand."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import trajviz as tv
from trajviz.cli import main
from trajviz.runs.flattening import flat

torch = pytest.importorskip("torch")

# Muon takes matrices alone, SparseAdam gradients of another kind; LBFGS has a test of its own.
DENSE = sorted(
    name
    for name, each in vars(torch.optim).items()
    if inspect.isclass(each) and issubclass(each, torch.optim.Optimizer)
    if name not in ("Optimizer", "Muon", "SparseAdam", "LBFGS")
)


@pytest.fixture
def net():
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))


@pytest.fixture
def data():
    random = torch.Generator().manual_seed(1)
    inputs = torch.randn(20, 3, generator=random)
    return inputs, inputs.sum(dim=1, keepdim=True).sin()


def loss_of(net, data):
    inputs, targets = data
    return torch.nn.functional.mse_loss(net(inputs), targets)


def copied(net):
    return np.concatenate([each.detach().numpy().copy().ravel() for each in net.parameters()])


@pytest.mark.parametrize("name", DENSE)
def test_a_loop_is_recorded_without_an_edit(name, net, data):
    optimizer = getattr(torch.optim, name)(net.parameters(), lr=0.01)
    rec, path, losses = tv.Recorder(label=name), [copied(net)], []
    with rec.following(optimizer):
        for _ in range(12):
            optimizer.zero_grad()
            loss = loss_of(net, data)
            loss.backward()
            optimizer.step()
            path.append(copied(net))
            losses.append(loss.item())
    run = rec.trajectory
    np.testing.assert_array_equal(run.path, path)
    np.testing.assert_array_equal(run.values, [*losses, np.nan])
    assert run.path.dtype == np.float32
    assert run.steps == 12


def test_a_closure_gives_the_loss_that_its_step_begins_with(net, data):
    optimizer = torch.optim.LBFGS(net.parameters(), max_iter=5)
    rec, losses = tv.Recorder(), []

    def closure():
        optimizer.zero_grad()
        loss = loss_of(net, data)
        loss.backward()
        return loss

    with rec.following(optimizer):
        for _ in range(4):
            losses.append(loss_of(net, data).item())
            optimizer.step(closure)
    np.testing.assert_array_equal(rec.trajectory.values, [*losses, np.nan])


@pytest.mark.parametrize("set_to_none", [True, False])
def test_losses_that_are_accumulated_are_summed(net, data, set_to_none):
    inputs, targets = data
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    rec, losses = tv.Recorder(), []
    with rec.following(optimizer):
        for _ in range(3):
            whole = 0.0
            for half in (slice(0, 10), slice(10, 20)):
                loss = loss_of(net, (inputs[half], targets[half])) / 2
                loss.backward()
                whole += loss.item()
            optimizer.step()
            optimizer.zero_grad(set_to_none=set_to_none)
            losses.append(whole)
    np.testing.assert_allclose(rec.trajectory.values[:-1], losses, rtol=1e-12)


def test_two_optimizers_have_each_its_own_loss():
    """As of a game of two networks, in which the loss of one reaches the parameters of both."""
    a, b = (torch.nn.Parameter(torch.tensor([start])) for start in (1.0, 2.0))
    of_a, of_b = torch.optim.SGD([a], lr=0.1), torch.optim.SGD([b], lr=0.1)
    first, second, losses = tv.Recorder(), tv.Recorder(), []
    with first.following(of_a), second.following(of_b):
        for _ in range(4):
            of_a.zero_grad()
            loss = (a * b).sum() + (a**2).sum()
            loss.backward()
            of_a.step()
            of_b.zero_grad()
            other = -(a * b).sum() + (b**2).sum()
            other.backward()
            of_b.step()
            losses.append((loss.item(), other.item()))
    np.testing.assert_array_equal(first.trajectory.values[:-1], [pair[0] for pair in losses])
    np.testing.assert_array_equal(second.trajectory.values[:-1], [pair[1] for pair in losses])


def test_a_run_goes_on_where_it_is_followed_again(net, data):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    rec = tv.Recorder(label="in parts")
    for _ in range(3):
        with rec.following(optimizer):
            for _ in range(2):
                optimizer.zero_grad()
                loss_of(net, data).backward()
                optimizer.step()
    assert rec.trajectory.steps == 6
    assert rec.trajectory.accepted.all()
    assert np.isfinite(rec.trajectory.values[:-1]).all()
    assert repr(rec) == "<Recorder 'in parts': 6 steps in 21 dimensions>"


@pytest.mark.parametrize("in_turn", [True, False])
def test_pytorch_is_left_as_it_was(net, data, in_turn):
    backward = torch.Tensor.backward
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    one, other = tv.Recorder().following(optimizer), tv.Recorder().following(optimizer)
    one.__enter__()
    other.__enter__()
    for each in (other, one) if in_turn else (one, other):
        each.__exit__(None, None, None)
    if in_turn:
        assert torch.Tensor.backward is backward
    loss_of(net, data).backward()
    optimizer.step()
    torch.Tensor.backward = backward


def test_a_loop_that_breaks_off_is_recorded_up_to_there(net, data):
    backward = torch.Tensor.backward
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    rec = tv.Recorder(every=4)

    def train():
        for step in range(7):
            if step == 6:
                raise ZeroDivisionError("no data")
            loss_of(net, data).backward()
            optimizer.step()

    with pytest.raises(ZeroDivisionError), rec.following(optimizer):
        train()
    assert rec.trajectory.step_of_row.tolist() == [0, 4, 6]
    assert (rec.trajectory.outcome, rec.trajectory.message) == ("failed", "ZeroDivisionError: no data")
    np.testing.assert_array_equal(rec.trajectory.path[-1], copied(net))
    assert torch.Tensor.backward is backward


def test_a_module_and_its_state_are_the_same_vector(net, data):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    rec, told = tv.Recorder(), tv.Recorder(start=net)
    with rec.following(optimizer):
        for _ in range(3):
            optimizer.zero_grad()
            loss_of(net, data).backward()
            optimizer.step()
            told(net, value=loss_of(net, data))
    np.testing.assert_array_equal(told.trajectory.path, rec.trajectory.path)
    np.testing.assert_array_equal(told.trajectory.values[1:-1], rec.trajectory.values[1:-1])
    for same in (net.parameters(), list(net.parameters()), net.state_dict(), dict(enumerate(net.parameters()))):
        np.testing.assert_array_equal(flat(same), copied(net))
    assert flat(net.double()).dtype == np.float64
    assert flat(net.bfloat16()).dtype == np.float32


def test_a_loop_of_optax_is_recorded():
    optax, jax = pytest.importorskip("optax"), pytest.importorskip("jax")
    jnp = jax.numpy
    parameters = {"w": jnp.arange(3.0), "b": (jnp.ones(()), None)}

    def loss_of(parameters):
        return (parameters["w"] ** 2).sum() + parameters["b"][0] ** 2

    solver = optax.adam(0.1)
    state = solver.init(parameters)
    rec, path, values = tv.Recorder(start=parameters), [], []
    for _ in range(5):
        leaves = jax.tree_util.tree_leaves(parameters)
        path.append(np.concatenate([np.ravel(leaf) for leaf in leaves]))
        loss, gradient = jax.value_and_grad(loss_of)(parameters)
        updates, state = solver.update(gradient, state)
        parameters = optax.apply_updates(parameters, updates)
        rec(parameters, loss_of(parameters))
        values.append(float(loss))
    np.testing.assert_array_equal(rec.trajectory.path[:-1], path)
    np.testing.assert_allclose(rec.trajectory.values[1:-1], values[1:], rtol=1e-6)
    assert flat(jnp.ones(2, jnp.bfloat16)).tolist() == [1, 1]


def test_trees_of_jax_are_taken_as_jax_takes_them():
    jax = pytest.importorskip("jax")
    tree = {"b": [1.0, (2.0, {"z": np.ones(2), "a": 3.0})], "a": np.arange(4.0).reshape(2, 2), "c": None}
    expected = np.concatenate([np.ravel(leaf) for leaf in jax.tree_util.tree_leaves(tree)])
    np.testing.assert_array_equal(flat(tree), expected)


def saved(folder, net, optimizer, data, every, what):
    """Train, and keep checkpoints of some kind; return the path and the losses."""
    path, losses = [], []
    for step in range(1, 13):
        optimizer.zero_grad()
        loss = loss_of(net, data)
        loss.backward()
        optimizer.step()
        if step % every == 0:
            name, held = what(step, net, optimizer, loss.item())
            (folder / name).parent.mkdir(exist_ok=True)
            torch.save(held, folder / name)
            path.append(copied(net))
            losses.append(loss.item())
    return np.array(path), losses


CHECKPOINTS = {
    "state": lambda step, net, *_: (f"net-{step}.pt", net.state_dict()),
    "wrapped": lambda step, net, optimizer, loss: (
        f"{'abcdefghijkl'[12 - step]}.pth",
        {"step": step, "model_state_dict": net.state_dict(), "optimizer": optimizer.state_dict(), "loss": loss},
    ),
    "folders": lambda step, net, *_: (f"checkpoint-{step}/model.bin", {"state_dict": net.state_dict(), "version": "1"}),
}


@pytest.mark.parametrize("kind", CHECKPOINTS)
@pytest.mark.parametrize("with_model", [True, False])
def test_checkpoints_make_a_path(net, data, kind, with_model, tmp_path):
    net = torch.nn.Sequential(net[0], torch.nn.BatchNorm1d(4), *net[1:])
    optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
    folder = tmp_path / "train"
    folder.mkdir()
    path, losses = saved(folder, net, optimizer, data, 2, CHECKPOINTS[kind])
    if kind != "state":
        torch.save(optimizer.state_dict(), folder / "optimizer.pt")
    run = tv.Trajectory.from_checkpoints(folder, model=net if with_model else None)
    np.testing.assert_array_equal(run.path, path)
    np.testing.assert_array_equal(run.values, losses if kind == "wrapped" else [np.nan] * 6)
    assert run.step_of_row.tolist() == [2, 4, 6, 8, 10, 12]
    assert run.label == "train"
    assert run.path.dtype == np.float32
    run.save(tmp_path / "run.npz")
    np.testing.assert_array_equal(tv.Trajectory.load(tmp_path / "run.npz").step_of_row, run.step_of_row)


def test_checkpoints_are_shown_from_the_shell(net, data, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train").mkdir()
    saved(tmp_path / "train", net, torch.optim.Adam(net.parameters()), data, 1, CHECKPOINTS["wrapped"])
    assert main(["train/", "--view", "contour,convergence", "-o", "a.png"]) == 0
    assert (tmp_path / "a.png").stat().st_size > 1000
    assert capsys.readouterr().out.splitlines()[1].startswith("train")


class Harmful:
    def __reduce__(self):
        return print, ("run",)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "has no checkpoints, files such as step-100.pt with a state dict"),
        ({"a.pt": {"note": "nothing"}}, "has no checkpoints"),
        ({"a.pt": Harmful()}, "as tensors and plain values"),
        ({"1.pt": {"w": torch.ones(2)}, "2.pt": {"w": torch.ones(3)}}, "has 3 parameters, the one before 2"),
        ({"1.pt": {"w": torch.ones(2)}, "2.pt": {"v": torch.ones(2)}}, "has no parameter 'w'"),
    ],
)
def test_folders_that_hold_no_run_are_told(files, told, tmp_path, capsys):
    for name, held in files.items():
        torch.save(held, tmp_path / name)
    with pytest.raises(tv.TrajvizError) as error:
        tv.Trajectory.from_checkpoints(tmp_path)
    assert told in str(error.value)
    assert capsys.readouterr().out == ""
    with pytest.raises(tv.TrajvizError, match="there is no folder"):
        tv.Trajectory.from_checkpoints(tmp_path / "nowhere")
