"""Train a small network whose parameters are a list of dicts: the gradient has the same structure."""

from itertools import pairwise

import numpy as np

from sourcead import value_and_grad


@value_and_grad
def loss(params, x, y):
    """Mean squared error of a network with tanh layers."""
    h = x
    for layer in params:
        h = np.tanh(h @ layer["w"] + layer["b"])
    return np.mean((h - y) ** 2)


rng = np.random.default_rng(0)
sizes = [2, 12, 12, 1]
params = [{"w": rng.standard_normal((m, n)) / np.sqrt(m), "b": np.zeros(n)} for m, n in pairwise(sizes)]
x = rng.uniform(-1, 1, (200, 2))
y = np.sign(x[:, :1] * x[:, 1:]) * 0.8
first = loss(params, x, y)[0]
for step in range(1500):
    value, gradient = loss(params, x, y)
    for layer, slope in zip(params, gradient):
        for name in layer:
            layer[name] -= 0.3 * slope[name]
    if step % 300 == 0:
        print(f"step {step:4d}: loss {value:.4f}")
print(loss.source)
assert value < 0.3 * first
