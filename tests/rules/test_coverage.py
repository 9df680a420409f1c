"""Which functions of the list in `tests/benchmarks` have a derivative, and that a test compares each with differences."""

from __future__ import annotations

from tests.benchmarks.coverage import called, entries, is_supported, is_tested


def test_each_has_a_derivative_but_one() -> None:
    assert [f"{e.module}.{e.name}" for e in entries() if not is_supported(e)] == ["numpy.ndarray.byteswap"]


def test_each_is_tested() -> None:
    tests = called()
    assert [f"{e.module}.{e.name}" for e in entries() if is_supported(e) and not is_tested(e, tests)] == []
