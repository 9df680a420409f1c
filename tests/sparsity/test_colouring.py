"""Star colourings: neighbours differ, and no path of four has two colours."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import sparse

from sourcead import sparse_hessian
from sourcead.sparsity.colouring import stars


def is_star_colouring(pattern: np.ndarray, colours: np.ndarray) -> bool:
    size = len(pattern)
    near = [[w for w in range(size) if pattern[v, w] and v != w] for v in range(size)]
    if any(colours[v] == colours[w] for v in range(size) for w in near[v]):
        return False
    paths = ((a, b, c, d) for b in range(size) for a, c in itertools.permutations(near[b], 2) for d in near[c] if d not in (a, b))
    return all(len({colours[k] for k in path}) > 2 for path in paths)


@pytest.mark.parametrize("seed", range(40))
def test_random_patterns(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 12))
    half = rng.uniform(size=(size, size)) < rng.uniform()
    pattern = half | half.T
    colours = stars(sparse.csr_array(pattern.astype(np.int8)))
    assert is_star_colouring(pattern, colours)


def test_full_and_arrow_patterns_are_quick() -> None:
    assert stars(sparse.csr_array(np.ones((600, 600), np.int8))).tolist() == list(range(600))
    arrow = sparse.eye_array(20000, format="lil", dtype=np.int8)
    arrow[0, :] = arrow[:, 0] = 1
    assert stars(arrow.tocsr()).max() == 1


def test_a_full_hessian() -> None:
    x = np.linspace(1.0, 2.0, 40)
    found = sparse_hessian(lambda x: np.sum(x) ** 2 * x[0])(x).toarray()
    expected = np.full((40, 40), 2 * x[0])
    expected[0] += 2 * np.sum(x)
    expected[:, 0] += 2 * np.sum(x)
    np.testing.assert_allclose(found, expected)
