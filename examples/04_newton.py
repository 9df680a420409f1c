"""Differentiate through a `while` loop: a square root by Newton's iteration."""

from sourcead import grad


@grad
def root(a):
    """The square root of `a`."""
    x = a
    while abs(x * x - a) > 1e-12 * a:
        x = 0.5 * (x + a / x)
    return x


for a in (0.5, 2.0, 3.7):
    slope, exact = root(a), 0.5 / a**0.5
    print(f"a = {a}: derivative {slope:.12f}, exactly {exact:.12f}")
    assert abs(slope - exact) < 1e-9
print(root.source)
