"""Functions that call themselves: plain, mutual, inner, with functions as arguments, on slices and on structures."""

from __future__ import annotations

import numpy as np

from tests.programs.cases import numbers, program


def power(x, n):
    """By squaring."""
    if n == 0:
        return 1.0
    if n % 2:
        return x * power(x, n - 1)
    half = power(x, n // 2)
    return half * half


@program(0.7, 5)
def of_power(x, n):
    return 3.0 * power(np.sin(x), n)


@program(0.7, 6)
def fibonacci(x, n):
    return x if n < 2 else fibonacci(x, n - 1) + fibonacci(x, n - 2) * x


@program(0.7, 6)
def on_even(x, n):
    return 1.0 if n == 0 else x * on_odd(x, n - 1)


def on_odd(x, n):
    return x if n == 0 else np.sin(x) * on_even(x, n - 1)


@program(numbers(5))
def halves(v):
    if v.size == 1:
        return v[0] ** 2
    m = v.size // 2
    return halves(v[:m]) * 2.0 + np.sin(halves(v[m:]))


@program(0.7, 6)
def power_in_a_loop(x, n):
    s = 0.1
    for i in range(n):
        s = s + power(x, i) * s + x
    return s


@program(0.7, 3)
def result_is_the_argument(x, n):
    for i in range(n):
        x = power(x, i) + x
    return x


def fft(re, im):
    n = re.shape[0]
    if n == 1:
        return re, im
    even_re, even_im = fft(re[0::2], im[0::2])
    odd_re, odd_im = fft(re[1::2], im[1::2])
    angle = -2.0 * np.pi * np.arange(n // 2) / n
    c, s = np.cos(angle), np.sin(angle)
    t_re = c * odd_re - s * odd_im
    t_im = c * odd_im + s * odd_re
    return np.concatenate([even_re + t_re, even_re - t_re]), np.concatenate([even_im + t_im, even_im - t_im])


@program(numbers(8))
def spectrum(x):
    re, im = fft(x, np.zeros_like(x))
    return np.sum((re**2 + im**2) * np.arange(x.size))


def tree(t):
    if len(t) == 1:
        return t[0] ** 2
    return np.sin(tree(t[0])) * tree(t[1])


@program(numbers(3))
def over_a_tree(x):
    return tree((((x[0],), (x[1],)), (x[2],)))


def legendre(n, x):
    if n == 0:
        return 1.0
    if n == 1:
        return x
    return ((2 * n - 1) * x * legendre(n - 1, x) - (n - 1) * legendre(n - 2, x)) / n


@program(numbers(3))
def legendre_of_an_array(x):
    return np.sum(legendre(4, x) * np.arange(x.size))


@program(0.3, 2, 2)
def like_ackermann(x, m, n):
    if m == 0:
        return x * (n + 1)
    if n == 0:
        return like_ackermann(x, m - 1, 1)
    return like_ackermann(x, m - 1, 1 + n % 2) * 0.5 + like_ackermann(x, m, n - 1)


def quadrature(f, a, b, fa, fb, tolerance, depth):
    """Simpson's rule, adaptive."""
    m = 0.5 * (a + b)
    fm = f(m)
    whole = (b - a) / 6.0 * (fa + 4.0 * fm + fb)
    fine = (b - a) / 12.0 * (fa + 4.0 * f(0.5 * (a + m)) + 2.0 * fm + 4.0 * f(0.5 * (m + b)) + fb)
    if depth == 0 or abs(fine - whole) < 15.0 * tolerance:
        return fine
    left = quadrature(f, a, m, fa, fm, tolerance / 2.0, depth - 1)
    return left + quadrature(f, m, b, fm, fb, tolerance / 2.0, depth - 1)


@program(1.3, 4)
def integral_of_a_lambda(x, n):
    f = lambda t: np.sin(x * t) / (1.0 + x * x)  # noqa: E731
    return quadrature(f, 0.0, x, f(0.0), f(x), 1e-5, n)


@program(1.3, 4)
def integral_of_sin(x, n):
    return quadrature(np.sin, 0.0, x, np.sin(0.0), np.sin(x), 1e-5, n)


@program(0.7, 4)
def inner_with_closure(x, n):
    def go(k, product):
        if k == 0:
            return product
        return go(k - 1, product * np.sin(x))

    return go(n, 1.0)


@program(0.7, 3)
def inner_mutual(x, n):
    y = x * 3.0

    def even(k):
        return x if k == 0 else np.sin(odd(k - 1)) * x

    def odd(k):
        return x * x if k == 0 else even(k - 1) + even(k - 1) * y

    return even(n)


def scaled_in_a_copy(x, n):
    if n == 0:
        return np.sum(x)
    x = x.copy()
    x[0] = x[1] * x[0]
    return scaled_in_a_copy(x, n - 1) * x[0]


@program(numbers(3))
def written_after_the_call(x):
    """Each pullback must read the array as it was when the function was called."""
    work = np.zeros(3)
    s = 0.0
    for i in range(3):
        work[i] = x[i] * 2.0
        s = s + scaled_in_a_copy(work, 2) * x[i] + s * 0.5
    return s


class Chain:
    """A method that calls itself."""

    def __init__(self, rate):
        self.rate = rate

    def value(self, x, n):
        return x if n == 0 else self.rate * np.sin(self.value(x, n - 1)) + x


chain = Chain(1.5)


@program(0.4, 4)
def method(x, n):
    return chain.value(x, n) * 2.0


def halved(v, k):
    return v * 0.7 if k <= 0 else halved(np.cos(v), k - 1)


@program(numbers(5), 2)
def the_mean_of_an_array_that_was_overwritten(x, n):
    """The cotangent of every element is one number that a pullback gave; they are summed where one element was stored in all."""
    u = np.tanh(x) * 0.9
    u[:] = x[:1]
    return np.tanh(halved(np.mean(u), n))


@program(numbers(4), 1)
def the_sum_of_rows_that_were_overwritten(x, n):
    u = np.outer(x, x)
    u[...] = x[:1]
    v = u * 1.0
    v[1:] = x[2] * u[:1]
    return halved(np.sum(v), n) * np.sum(u)
