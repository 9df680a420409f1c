"""Through a loop whose length depends on the data: the derivative of a root that Newton's method finds.

Kepler's equation `E - e sin(E) = M` gives a planet's eccentric anomaly E for a mean anomaly M and an eccentricity e.
The derivative of the loop is compared with the one of the implicit function theorem, and then used to find the
eccentricity from an observation.
"""

import math

import numpy as np

from sourcead import check_grads, grad


@grad(argnums=("mean", "eccentricity"))
def anomaly(mean, eccentricity):
    """The eccentric anomaly (radians), by Newton's method."""
    x = mean
    while abs(x - eccentricity * np.sin(x) - mean) > 1e-13:
        x = x - (x - eccentricity * np.sin(x) - mean) / (1 - eccentricity * np.cos(x))
    return x


def main():
    mean, eccentricity = 1.2, 0.6
    x = anomaly.primal(mean, eccentricity)
    mean_bar, eccentricity_bar = anomaly(mean, eccentricity)
    print(anomaly.source)
    print(f"E = {x:.6f}, dE/dM = {mean_bar:.10f}, dE/de = {eccentricity_bar:.10f}")

    slope = 1 / (1 - eccentricity * math.cos(x))
    print(f"by the implicit function theorem: {slope:.10f}, {math.sin(x) * slope:.10f}")
    assert np.isclose(mean_bar, slope, rtol=1e-9)
    assert np.isclose(eccentricity_bar, math.sin(x) * slope, rtol=1e-9)
    check_grads(anomaly.primal, (mean, eccentricity))

    print("\nWhich eccentricity puts the planet at E = 1.9?")
    guess = 0.3
    for step in range(20):
        distance = anomaly.primal(mean, guess) - 1.9
        print(f"step {step}: e = {guess:.12f}, distance {distance:.1e}")
        if abs(distance) < 1e-12:
            break
        guess = guess - distance / anomaly(mean, guess)[1]
    assert np.isclose(guess, (1.9 - mean) / math.sin(1.9), rtol=1e-10)


if __name__ == "__main__":
    main()
