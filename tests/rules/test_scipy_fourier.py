"""Transforms of cosines and sines against their transposes, by the dot-product identity: all types, norms, lengths and ends."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy.fft

from sourcead import MissingRuleError, grad, vjp
from tests.generator import make
from tests.rules.test_rules import HEADER

NORMS, ENDS = (None, "backward", "ortho", "forward"), (None, True, False)


def calls(name: str, kind: int) -> list[str]:
    """A transform in all of its forms."""
    many = name.endswith("n")
    lengths = (None, (3, 6)) if many else (None, 3, 7)
    places = "axes=(2, 0)" if many else "axis=1"
    return [
        f"scipy.fft.{name}(x, {kind}, {size}, {places}, norm={norm!r}, orthogonalize={ends})"
        for norm, ends, size in itertools.product(NORMS, ENDS, lengths)
    ]


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
@pytest.mark.parametrize("name", ["dct", "idct", "dst", "idst", "dctn", "idctn", "dstn", "idstn"])
def test_transposes(name: str, kind: int) -> None:
    texts = calls(name, kind)
    f = make(HEADER + "def f(x):\n    return [\n" + "".join(f"        {text},\n" for text in texts) + "    ]\n")
    rng = np.random.default_rng(8)
    x, way = rng.standard_normal((2, 4, 5, 3))
    values, pullback = vjp(f, x)
    zeros = [np.zeros_like(v) for v in values]
    for k, (value, moved, text) in enumerate(zip(values, f(way), texts, strict=True)):
        g = rng.standard_normal(value.shape)
        (bar,) = pullback([*zeros[:k], g, *zeros[k + 1 :]])
        assert np.sum(bar * way) == pytest.approx(np.sum(g * moved), rel=1e-12, abs=1e-12), text


def overwritten(x):
    return np.sum(scipy.fft.dct(x, overwrite_x=True))


def ends_of_complex(x):
    return np.sum(np.abs(scipy.fft.dct(x * 1j, orthogonalize=True)))


@pytest.mark.parametrize("f", [overwritten, ends_of_complex])
def test_refused(f):
    with pytest.raises(MissingRuleError, match="dct"):
        grad(f)(np.ones(4))
