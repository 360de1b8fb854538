"""A user's PyTorch model as an objective: its values, gradients and curvatures are PyTorch's own."""

from __future__ import annotations

import numpy as np
import pytest

import trajviz as tv
from trajviz.errors import TrajvizError
from trajviz.functions.curvature import leading_curvatures
from trajviz.learning import torch_objective
from trajviz.planes import filter_plane, hessian_plane, line_between, plane_through

torch = pytest.importorskip("torch")
torch.set_num_threads(1)


def data(samples=40, classes=False):
    generator = torch.Generator().manual_seed(1)
    inputs = torch.randn(samples, 2, generator=generator)
    product = inputs[:, 0] * inputs[:, 1]
    return inputs, (product > 0).long() if classes else product[:, None]


def perceptron(outputs=1):
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(2, 6), torch.nn.Tanh(), torch.nn.Linear(6, outputs))


def picture_network():
    torch.manual_seed(0)
    return torch.nn.Sequential(
        torch.nn.Conv2d(1, 3, 3), torch.nn.BatchNorm2d(3), torch.nn.ReLU(), torch.nn.Dropout(0.5),
        torch.nn.Flatten(), torch.nn.Linear(3 * 4 * 4, 2),
    )  # fmt: skip


class Recurrent(torch.nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.cell = torch.nn.GRU(1, 4, batch_first=True)
        self.head = torch.nn.Linear(4, 1)

    def forward(self, x):
        return self.head(self.cell(x[:, :, None])[0][:, -1])


def objectives():
    pictures = torch.randn(12, 1, 6, 6, generator=torch.Generator().manual_seed(2))
    return {
        "perceptron": torch_objective(perceptron(), torch.nn.MSELoss(), data()),
        "classifier": torch_objective(perceptron(2), torch.nn.CrossEntropyLoss(), data(classes=True)),
        "pictures": torch_objective(
            picture_network(), torch.nn.CrossEntropyLoss(), (pictures, torch.arange(12) % 2), name="pictures"
        ),
        "recurrent": torch_objective(Recurrent(), torch.nn.MSELoss(), data()),
        "decayed": torch_objective(perceptron(), torch.nn.MSELoss(), data(), weight_decay=0.1),
    }


OBJECTIVES = objectives()
NAMES = list(OBJECTIVES)


@pytest.mark.parametrize("name", NAMES)
def test_a_point_is_what_pytorch_makes_of_the_parameters(name):
    f = OBJECTIVES[name]
    vector = torch.nn.utils.parameters_to_vector(f.tensor_of(np.array(f.start)))
    assert f.dimension == len(f.start) == len(vector)
    assert sum(np.prod(shape) for shape in f.shapes) == f.dimension


def test_values_and_gradients_are_those_of_a_training_loop():
    f, (inputs, targets), model = OBJECTIVES["perceptron"], data(), perceptron().double()
    x = np.array(f.start) + 0.1
    torch.nn.utils.vector_to_parameters(torch.tensor(x), model.parameters())
    loss = torch.nn.functional.mse_loss(model(inputs.double()), targets.double())
    loss.backward()
    gradient = torch.cat([parameter.grad.reshape(-1) for parameter in model.parameters()]).numpy()
    assert f(x) == pytest.approx(loss.item(), rel=1e-13)
    np.testing.assert_allclose(f.gradient(x), gradient, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_batches_equal_single_points(name):
    f = OBJECTIVES[name]
    points = np.array(f.start)[:, None, None] + np.random.default_rng(0).normal(0, 0.1, (f.dimension, 2, 3))
    for method in (f, f.gradient):
        batch = method(points)
        for place in np.ndindex(2, 3):
            np.testing.assert_allclose(batch[..., *place], method(points[:, *place]), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_gradients_and_curvatures_are_slopes(name):
    f, rng = OBJECTIVES[name], np.random.default_rng(1)
    x, direction = np.array(f.start), rng.normal(size=f.dimension)
    step = 1e-5 * direction
    assert (f(x + step) - f(x - step)) / 2e-5 == pytest.approx(f.gradient(x) @ direction, rel=1e-4, abs=1e-7)
    bend = (f.gradient(x + step) - f.gradient(x - step)) / 2e-5
    np.testing.assert_allclose(f.hessian_product(x, direction), bend, rtol=1e-3, atol=1e-5)


def test_many_points_are_evaluated_together_where_pytorch_can():
    assert OBJECTIVES["perceptron"].together
    assert OBJECTIVES["pictures"].together
    assert {f.together for f in OBJECTIVES.values()} <= {True, False}


def test_the_users_model_stays_as_it_is():
    model = perceptron()
    before = [parameter.clone() for parameter in model.parameters()]
    f = torch_objective(model, torch.nn.MSELoss(), data())
    tv.trace(f, "GD(lr=0.1)", steps=3)
    assert model.training
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))
    assert all(parameter.dtype == torch.float32 for parameter in model.parameters())


def test_our_descent_is_pytorchs():
    f, (inputs, targets), model = OBJECTIVES["perceptron"], data(), perceptron().double()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    for _ in range(20):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(inputs.double()), targets.double()).backward()
        optimizer.step()
    run = tv.trace(f, "GD(lr=0.2)", steps=20)
    np.testing.assert_allclose(run.path[-1], f.point_of(model), rtol=1e-9, atol=1e-12)


def test_minibatches_are_means_over_their_samples():
    f = OBJECTIVES["perceptron"]
    x = np.array(f.start)
    halves = [f.sample_gradient(x, np.arange(20)), f.sample_gradient(x, np.arange(20, 40))]
    np.testing.assert_allclose(np.mean(halves, axis=0), f.gradient(x), rtol=1e-12, atol=1e-14)
    assert tv.trace(f.minibatch(10), "GD(lr=0.1)", steps=5).steps == 5


def test_data_may_be_arrays_a_dataset_or_a_loader():
    inputs, targets = data()
    dataset = torch.utils.data.TensorDataset(inputs, targets)
    expected = OBJECTIVES["perceptron"](OBJECTIVES["perceptron"].start)
    for given in (
        (inputs.numpy(), targets.numpy()),
        dataset,
        torch.utils.data.DataLoader(dataset, batch_size=7),
    ):
        f = torch_objective(perceptron(), torch.nn.MSELoss(), given)
        assert f(f.start) == pytest.approx(expected, rel=1e-6)


def test_frozen_parameters_are_constants():
    model = perceptron()
    model[0].requires_grad_(False)
    f = torch_objective(model, torch.nn.MSELoss(), data())
    assert f.names == ("2.weight", "2.bias")
    assert f.dimension == 7


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: torch_objective(3, torch.nn.MSELoss(), data()), "model must be a torch.nn.Module, not 3"),
        (lambda: torch_objective(torch.nn.Tanh(), torch.nn.MSELoss(), data()), "nothing to train"),
        (
            lambda: torch_objective(perceptron(), torch.nn.MSELoss(reduction="none"), data()),
            "the loss must be a number",
        ),
        (lambda: torch_objective(perceptron(), torch.nn.MSELoss(), (torch.ones(3, 5), torch.ones(3, 1))), "evaluated"),
        (lambda: torch_objective(perceptron(), torch.nn.MSELoss(), 7), "data must be"),
        (lambda: OBJECTIVES["perceptron"].point_of(perceptron(2)), "has other parameters"),
    ],
)
def test_mistakes_are_told_in_a_sentence(make, said):
    with pytest.raises(TrajvizError, match=said):
        make()


def test_filters_keep_their_lengths_and_biases_stay():
    f = OBJECTIVES["pictures"]
    origin = np.array(f.start)
    plane = filter_plane(f, origin, seed=3)
    parts = dict(zip(f.names, np.split(plane.directions, np.cumsum([np.prod(s) for s in f.shapes])[:-1]), strict=True))
    weights = dict(zip(f.names, np.split(origin, np.cumsum([np.prod(s) for s in f.shapes])[:-1]), strict=True))
    for name, shape in zip(f.names, f.shapes, strict=True):
        if len(shape) == 1:
            assert not parts[name].any()  # biases and normalizations
            continue
        for direction in parts[name].T:
            per_filter = np.linalg.norm(direction.reshape(shape[0], -1), axis=1)
            expected = np.linalg.norm(weights[name].reshape(shape[0], -1), axis=1)
            np.testing.assert_allclose(per_filter, expected, rtol=1e-12)


def test_filters_of_our_own_networks_are_columns_of_their_weights():
    net = tv.learning.network((3, 4, 2), np.eye(3), [0, 1, 0])
    plane = filter_plane(net)
    for (weights, biases), (moved, still) in zip(
        net.unpack(net.start), net.unpack(plane.directions[:, 0]), strict=True
    ):
        np.testing.assert_allclose(np.linalg.norm(moved, axis=0), np.linalg.norm(weights, axis=0))
        assert not still.any()
        assert not biases.any()


def test_curvatures_are_those_of_the_whole_hessian():
    torch.manual_seed(4)
    net = torch.nn.Sequential(torch.nn.Linear(2, 14), torch.nn.Tanh(), torch.nn.Linear(14, 1))
    f = torch_objective(net, torch.nn.MSELoss(), data())
    x = np.array(f.start)
    whole = np.linalg.eigvalsh(f.hessian(x))[::-1]
    curvatures, directions = leading_curvatures(f, x, 2)  # of more variables than a Hessian is made of
    np.testing.assert_allclose(curvatures, whole[:2], rtol=1e-3)
    plane = hessian_plane(f, x)
    np.testing.assert_allclose(np.abs((plane.directions * directions).sum(axis=0)), 1, rtol=1e-6)


def test_lines_and_planes_go_through_models():
    f = OBJECTIVES["perceptron"]
    points = [tv.trace(f, method, steps=15).path[-1] for method in ("GD(lr=0.1)", "Adam(lr=0.1)", "Momentum(lr=0.1)")]
    plane = plane_through(*points)
    np.testing.assert_allclose(plane.distance(points), 0, atol=1e-9)
    line = line_between(f, *points[:2])
    np.testing.assert_allclose(line([[0.0, 1.0]]), [f(points[0]), f(points[1])], rtol=1e-12)
    t = 0.3
    assert (line([t + 1e-6]) - line([t - 1e-6])) / 2e-6 == pytest.approx(line.gradient([t])[0], rel=1e-5)
    tv.animate(line, "GD(lr=0.01)", steps=3)


@pytest.mark.parametrize("plane", ["principal", "random", "filters", "hessian"])
def test_a_training_is_shown_on_its_planes(plane):
    f = OBJECTIVES["perceptron"]
    anim = tv.animate(f, "GD(lr=0.2),Adam(lr=0.05)", steps=10, view="contour", plane=plane)
    assert [len(run) for run in anim.trajectories] == [11, 11]
