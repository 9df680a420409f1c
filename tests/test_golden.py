"""The generated texts that are kept are, byte for byte, what is generated; and the hand-written adjoints are right."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from tests.benchmarks.gold import leaves, relative_error
from tests.benchmarks.gold_functions import GOLD, Gold
from tests.golden import FOLDER, Golden, generated, goldens, stored

GOLDENS = goldens()

each_gold = pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold.name)
each_golden = pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.name)


@each_golden
def test_text(golden: Golden) -> None:
    path = stored(golden)
    assert path.exists(), f"{path.name} is missing: python -m tests.golden --update"
    assert generated(golden).encode() == path.read_bytes(), "if the change is wanted: python -m tests.golden --update"


def test_no_stray_files() -> None:
    known = {stored(golden).name for golden in GOLDENS}
    assert {path.name for path in FOLDER.glob("[a-z]*.py")} <= known


@pytest.mark.parametrize("name", ["heat", "rnn_jvp"])
def test_the_readme_shows_what_is_generated(name: str) -> None:
    readme = (FOLDER.parent.parent / "README.md").read_text(encoding="utf-8")
    assert (FOLDER / f"{name}.py").read_text(encoding="utf-8") in readme


@each_golden
def test_same_text_each_time(golden: Golden) -> None:
    assert generated(golden) == generated(golden)


@each_gold
def test_stored_text_is_the_adjoint(gold: Gold) -> None:
    """What is stored runs on its own, and is the hand-written adjoint to rounding."""
    names = {"np": np}
    path = FOLDER / f"{gold.name}.py"
    exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), names)
    function = names[f"{gold.name}_grad"]
    for large in (False, True):
        assert relative_error(function(*gold.args(large)), gold.adjoint(*gold.args(large))) <= 1e-12


@each_gold
def test_hand_written_adjoint(gold: Gold) -> None:
    """Against central differences, along a random direction in each argument."""
    args = gold.args()
    single = isinstance(gold.argnums, int)
    positions = (gold.argnums,) if single else gold.argnums
    bars = gold.adjoint(*args)
    for position, bar in zip(positions, (bars,) if single else bars, strict=True):
        direction = _direction(args[position], np.random.default_rng(position))
        slope = (_moved(gold, args, position, direction, 1e-6) - _moved(gold, args, position, direction, -1e-6)) / 2e-6
        found = sum(float(np.sum(a * b)) for a, b in zip(leaves(bar), leaves(direction), strict=True))
        assert found == pytest.approx(slope, rel=1e-6, abs=1e-7)


def _direction(tree, rng):
    if isinstance(tree, dict):
        return {key: _direction(value, rng) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_direction(value, rng) for value in tree]
    return rng.standard_normal(np.shape(tree))


def _moved(gold, args, position, direction, step):
    args = copy.deepcopy(args)
    return float(gold.primal(*args[:position], _sum(args[position], direction, step), *args[position + 1 :]))


def _sum(tree, direction, step):
    if isinstance(tree, dict):
        return {key: _sum(value, direction[key], step) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_sum(value, d, step) for value, d in zip(tree, direction, strict=True)]
    return tree + step * direction
