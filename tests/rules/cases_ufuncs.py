"""Methods of universal functions. Names as in `cases`."""

from __future__ import annotations

from sourcead.definitions.ufuncs import PAIRS

FLAT = ("floor_divide", "ldexp", "nextafter", "heaviside", "equal", "not_equal", "greater", "greater_equal", "less", "less_equal")
WHOLE = ("logical_and", "logical_or", "logical_xor", "bitwise_and", "bitwise_or", "bitwise_xor", "ldexp")


def outers() -> dict[str, tuple[str, ...]]:
    """Outer operations; those of whole numbers beside what is differentiated."""
    found = {}
    for name in PAIRS:
        given = ("i", "[1, 2]") if name in WHOLE else ("v", "s"), ("x", "w") if name not in WHOLE else ("i", "i")
        calls = tuple(f"np.{name}.outer({', '.join(pair)})" for pair in given)
        found[f"np.{name}.outer"] = tuple(f"x[0, 0] * {c}" for c in calls) if name in (*FLAT, *WHOLE) else calls
    return found


def reduced(name: str) -> dict[str, tuple[str, ...]]:
    """Reductions, along the first axis where none is named."""
    forms = ("x", "v", "x, 1", "x, axis=None", "x, axis=-1, keepdims=True")
    return {f"np.{name}.reduce": tuple(f"np.{name}.reduce({form})" for form in forms)}


def running(name: str) -> dict[str, tuple[str, ...]]:
    """Running reductions, along the first axis where none is named."""
    return {f"np.{name}.accumulate": tuple(f"np.{name}.accumulate({form})" for form in ("x", "v", "x, 1", "z, axis=-1"))}


RULES: dict[str, tuple[str, ...]] = {}

DEFINITIONS: dict[str, tuple[str, ...]] = {
    **outers(),
    **reduced("add"),
    **reduced("multiply"),
    **reduced("maximum"),
    **reduced("minimum"),
    **running("add"),
    **running("multiply"),
}
