"""What JAX cannot trace as it stands, or only by unrolling, with JAX's own control flow (imported where JAX is installed)."""

from __future__ import annotations

import jax.numpy as jnp
from jax import lax


def branch(x, k):
    y = lax.cond(x > 1, lambda: k * x**2, lambda: lax.cond(x > 0, lambda: jnp.sin(x) * k, lambda: 0.1 * x))
    return y * x


def rnn(w, u, xs):
    h, _ = lax.scan(lambda h, x: (jnp.tanh(w @ h + u @ x), None), jnp.zeros(w.shape[0]), xs)
    return jnp.sum(h**2)


def heat(u0, steps):
    def step(u, _):
        return u.at[1:-1].add(0.2 * (u[2:] - 2 * u[1:-1] + u[:-2])), None

    return jnp.sum(lax.scan(step, u0, length=steps)[0])


def burgers(u0, nu, steps):
    def step(u, _):
        new = u[1:-1] - 0.1 * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
        return u.at[1:-1].set(new), None

    return jnp.sum(lax.scan(step, u0, length=steps)[0] ** 2)


def recurrence(x, steps):
    return lax.scan(lambda y, _: (y + 0.001 * (x - y * y), None), x, length=steps)[0]
