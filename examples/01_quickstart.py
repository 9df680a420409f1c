"""Decorate a function, call its gradient, print the adjoint, check it, and descend along it."""

import numpy as np

from sourcead import check_grads, grad


@grad(argnums=(0, 1))
def loss(w, b, x, y):
    """Mean negative log-likelihood of logistic regression."""
    z = x @ w + b
    p = 1 / (1 + np.exp(-z))
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


# Hours of study and of sleep, and whether the exam was passed.
x = np.array([[0.5, 7.0], [0.8, 6.5], [1.0, 8.0], [1.2, 5.0], [1.8, 6.0], [2.0, 7.5], [2.2, 4.5], [2.5, 8.0], [3.0, 6.0],
              [3.1, 7.0], [3.6, 5.5], [4.0, 8.0], [4.2, 6.5], [4.5, 7.0], [5.0, 6.0], [5.5, 7.5]])  # fmt: skip
y = np.array([0.0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1])
x = (x - x.mean(axis=0)) / x.std(axis=0)
w, b = np.zeros(2), 0.0

w_bar, b_bar = loss(w, b, x, y)
print("gradient at the start:", w_bar, b_bar)
print("\nthe adjoint that computed it:\n")
print(loss.source)

check_grads(loss.primal, (w, b, x, y), argnums=(0, 1))
print("it agrees with central differences\n")

for step in range(500):
    w_bar, b_bar = loss(w, b, x, y)
    w -= 0.5 * w_bar
    b -= 0.5 * b_bar
    if step % 100 == 0:
        print(f"step {step:3d}: loss {loss.primal(w, b, x, y):.4f}")

right = np.mean((x @ w + b > 0) == (y > 0.5))
print(f"\nweights {w}, bias {b:.3f}: {100 * right:.0f} % of the exams are classified rightly")
assert right >= 0.85
