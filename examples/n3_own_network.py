"""A network of one's own, written in PyTorch, on the plane of its training, with three optimizers on it.

`torch_objective` makes an objective of a model, a loss and data, which every optimizer trains and every view shows. The
map is a plane through hundreds of dimensions: the lines in its corner say how far off it each run is, and what the loss
is there and in truth. The sharpness beside it, the largest curvature along each run, rises to 2/lr and stays there.
"""

import torch

import trajviz as tv
from trajviz.learning import torch_objective
from trajviz.planes import line_between

torch.manual_seed(0)
inputs = torch.randn(200, 2)
targets = (inputs[:, 0] * inputs[:, 1] > 0).long()
model = torch.nn.Sequential(torch.nn.Linear(2, 16), torch.nn.Tanh(), torch.nn.Linear(16, 2))
f = torch_objective(model, torch.nn.CrossEntropyLoss(), (inputs, targets), name="signs of a product")

three = "GD(lr=0.5),Momentum(lr=0.05),Adam(lr=0.02)"
anim = tv.animate(f, three, steps=200, view="contour,loss")
anim.save(["gallery/n3_own_network.gif", "gallery/n3_own_network.html"])
for run in anim.trajectories:
    print(f"{run.label}: {run.values[0]:.3f} -> {run.values[-1]:.4f}")

edge = tv.animate(f, "GD(lr=2),GD(lr=4)", steps=300, view="loss,sharpness")
edge.save(["gallery/n3_own_network_edge.gif", "gallery/n3_own_network_edge.html"])

ends = [run.path[-1] for run in anim.trajectories]
print("between two of them:", [round(float(value), 3) for value in line_between(f, ends[0], ends[2])([[0, 0.5, 1]])])
