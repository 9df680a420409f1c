"""Find the initial temperature of a rod from its temperature later: gradient descent through an in-place stencil."""

import numpy as np

from sourcead import value_and_grad

STEPS = 60


def diffuse(u0, steps):
    """The temperature after some steps of the heat equation."""
    u = u0.copy()
    for _ in range(steps):
        u[1:-1] += 0.2 * (u[2:] - 2 * u[1:-1] + u[:-2])
    return u


@value_and_grad
def misfit(u0, measured, steps):
    """Squared distance from the measurement, with a little smoothing."""
    u = diffuse(u0, steps)
    return np.sum((u - measured) ** 2) + 1e-4 * np.sum((u0[1:] - u0[:-1]) ** 2)


position = np.linspace(0, 1, 80)
truth = np.exp(-80 * (position - 0.4) ** 2)
measured = diffuse(truth, STEPS)
guess = np.zeros_like(truth)
for step in range(1500):
    value, slope = misfit(guess, measured, STEPS)
    guess -= 0.05 * slope
    if step % 300 == 0:
        print(f"step {step:3d}: misfit {value:.6f}")
print(misfit.source)
error = np.max(np.abs(guess - truth))
print(f"largest error of the initial temperature: {error:.3f}")
assert error < 0.2
