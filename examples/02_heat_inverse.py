"""Where did the heat come from? Find the initial temperature of a rod from its temperature at a later time.

The simulation writes into its array, step by step. Its adjoint runs the stencil backwards in time, and Nesterov's
accelerated descent finds an initial temperature that gives what was measured.
"""

import numpy as np

from sourcead import value_and_grad

POINTS, STEPS = 60, 40
STEP = 0.25  # of the descent


def simulate(u0, steps):
    """The temperature after so many steps of an explicit scheme; both ends are kept."""
    u = u0.copy()
    for _ in range(steps):
        u[1:-1] += 0.25 * (u[2:] - 2 * u[1:-1] + u[:-2])
    return u


@value_and_grad
def misfit(u0, measured, steps):
    """Half the squared distance from the simulated to the measured temperature."""
    return 0.5 * np.sum((simulate(u0, steps) - measured) ** 2)


def main():
    s = np.linspace(0, 1, POINTS)
    truth = np.exp(-200 * (s - 0.3) ** 2) + 0.5 * np.exp(-400 * (s - 0.7) ** 2)
    measured = simulate(truth, STEPS)

    u0 = momentum = measured.copy()
    first, _ = misfit(u0, measured, STEPS)
    print(misfit.source)
    print(f"misfit of the measured temperature itself: {first:.3e}")

    for k in range(1, 401):
        value, u0_bar = misfit(momentum, measured, STEPS)
        ahead = momentum - STEP * u0_bar
        momentum = ahead + k / (k + 3) * (ahead - u0)
        u0 = ahead
        if k % 100 == 0:
            print(f"after {k} steps: {value:.3e}")

    last, _ = misfit(u0, measured, STEPS)
    before, after = np.max(np.abs(measured - truth)), np.max(np.abs(u0 - truth))
    print(f"largest error of the initial temperature: {before:.3f} at the start, {after:.3f} at the end")
    print(f"the warmest point is at {s[np.argmax(u0)]:.2f} (truth: {s[np.argmax(truth)]:.2f})")

    assert last < 1e-4 * first
    assert after < before / 3
    assert abs(s[np.argmax(u0)] - s[np.argmax(truth)]) < 0.04


if __name__ == "__main__":
    main()
