"""A multilayer perceptron whose parameters are a list of dicts: the gradient has the same structure.

It learns two intertwined spirals by gradient descent with momentum.
"""

from itertools import pairwise

import numpy as np

from sourcead import value_and_grad


@value_and_grad
def loss(params, x, y):
    """Mean squared error of the last layer's two units, one a spiral, against -1 and 1."""
    h = x
    for layer in params:
        h = np.tanh(h @ layer["w"] + layer["b"])
    return np.mean((h - y) ** 2)


def predict(params, x):
    """The number of the spiral that each point is on."""
    h = x
    for layer in params:
        h = np.tanh(h @ layer["w"] + layer["b"])
    return np.argmax(h, axis=1)


def spirals(n, rng):
    """2 n points on two spirals, and the number of each point's spiral."""
    angle = np.sqrt(rng.uniform(0.05, 1, n)) * 2 * np.pi
    arm = np.stack([angle * np.cos(angle), angle * np.sin(angle)], axis=1) / 3
    noise = 0.03 * rng.standard_normal((2 * n, 2))
    return np.concatenate([arm, -arm]) + noise, np.repeat([0, 1], n)


def initial(sizes, rng):
    """Weights of variance 1 / inputs; biases spread the units over the plane."""
    return [{"w": rng.standard_normal((m, n)) / np.sqrt(m), "b": 0.5 * rng.standard_normal(n)} for m, n in pairwise(sizes)]


def main():
    rng = np.random.default_rng(0)
    x, labels = spirals(100, rng)
    y = np.where(labels[:, np.newaxis] == np.arange(2), 1.0, -1.0)
    params = initial([2, 24, 24, 2], rng)
    velocity = [{name: np.zeros_like(value) for name, value in layer.items()} for layer in params]

    start, _ = loss(params, x, y)
    print(loss.source)
    for step in range(2501):
        value, params_bar = loss(params, x, y)
        if step % 500 == 0:
            print(f"step {step:4}: loss {value:.4f}, right {np.mean(predict(params, x) == labels):.1%}")
        for layer, moving, layer_bar in zip(params, velocity, params_bar, strict=True):
            for name in layer:
                moving[name] = 0.9 * moving[name] - 0.05 * layer_bar[name]
                layer[name] = layer[name] + moving[name]

    assert value < start / 4
    assert np.mean(predict(params, x) == labels) > 0.95


if __name__ == "__main__":
    main()
