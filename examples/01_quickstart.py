"""Decorate a function, call its gradient, read the generated adjoint, check it, and descend along it.

The function is the mean logistic loss of a linear classifier; the data are two clouds of points in the plane.
"""

import numpy as np

from sourcead import check_grads, grad


@grad(argnums=("w", "b"))
def loss(w, b, x, y):
    """Mean logistic loss of the labels `y` (0 or 1) given the points `x`."""
    z = x @ w + b
    p = 1 / (1 + np.exp(-z))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def clouds(n):
    """2 n points around (-1, 0) and (1, 1), and their labels."""
    rng = np.random.default_rng(0)
    centres = np.repeat([[-1.0, 0.0], [1.0, 1.0]], n, axis=0)
    return centres + rng.standard_normal((2 * n, 2)), np.repeat([0.0, 1.0], n)


def main():
    x, y = clouds(200)
    w, b = np.zeros(2), 0.0

    print("The gradient at zero, by w and b:")
    print(*loss(w, b, x, y))

    print("\nThe adjoint that was generated for it:")
    print(loss.source)

    value = loss.primal  # the function as it was written
    check_grads(value, (w, b, x, y), argnums=(0, 1))
    print("It agrees with central differences.\n")

    for step in range(201):
        if step % 50 == 0:
            print(f"step {step:3}: loss {value(w, b, x, y):.4f}, w {w}, b {b:.4f}")
        w_bar, b_bar = loss(w, b, x, y)
        w, b = w - 0.5 * w_bar, b - 0.5 * b_bar

    right = np.mean((x @ w + b > 0) == (y == 1))
    print(f"\n{right:.1%} of the points are on their side of the line.")

    w_bar, b_bar = loss(w, b, x, y)
    assert right > 0.85
    assert value(w, b, x, y) < value(np.zeros(2), 0.0, x, y) / 2
    assert np.linalg.norm(w_bar) < 0.01 and abs(b_bar) < 0.01


if __name__ == "__main__":
    main()
