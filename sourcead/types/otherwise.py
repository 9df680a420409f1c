"""The type of a result where no stand-in can be made, since numbers that a program computes decide how long it is.

Guarantee: the rank and the dtype hold whatever these numbers are; nothing is said of lengths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sourcead.rules import registry
from sourcead.types import probe
from sourcead.types.values import Array, Dim, Fixed, ListOf, Number, Static, Type, Unknown


def _array(dtype: str, rank: int) -> Type:
    return Array(dtype, (Dim(None, None),) * rank)


def _of_rank(more: int, dtype: Callable[[np.dtype[Any]], Any]) -> Callable[[Array], Type]:
    """An array of the rank of the first one, or of `more` dimensions."""
    return lambda first: (
        Unknown() if first.dims is None else _array(np.dtype(dtype(np.dtype(first.dtype))).name, len(first.dims) + more)
    )


def _same(dtype: np.dtype[Any]) -> Any:
    return dtype


def _complex(dtype: np.dtype[Any]) -> Any:
    return np.result_type(dtype, np.complex64)


def _real(dtype: np.dtype[Any]) -> Any:
    return np.zeros(0, np.result_type(dtype, np.complex64)).real.dtype


FIRST: dict[str, Callable[[Array], Type]] = {  # by the first argument
    **dict.fromkeys(("pad", "section", "placed", "with_gaps", "without_gaps", "sosfilt_zi"), _of_rank(0, _same)),
    **dict.fromkeys(("fft", "ifft", "rfft"), _of_rank(0, _complex)),
    "irfft": _of_rank(0, _real),
    "frames": _of_rank(1, _same),
    "windows": _of_rank(1, _same),
    "overlapped": _of_rank(-1, _same),
    "unwindows": _of_rank(-1, _same),
}
RANKS = {  # of arrays of `float64`, whatever is given
    "get_window": 1, "firwin": 1, "savgol_coeffs": 1, "sides": 1, "analytic": 1, "resampling": 1, "rfftfreq": 1, "fftfreq": 1,
}  # fmt: skip


COUNTS = {  # helpers that give so many integers
    "edge": 1, "section_taps": 1, "filled_up": 1, "lateness": 1, "segmentation": 3, "inverse_segmentation": 3, "polyphase": 4,
}  # fmt: skip
FILTERS = {  # by name: which parameter has the rank of the result
    "lfilter": 2, "sosfilt": 1, "upfirdn": 1, "convolve": 0, "correlate": 0, "fftconvolve": 0, "oaconvolve": 0, "convolve2d": 0,
    "correlate2d": 0,
}  # fmt: skip
SOLVED = {"float32", "float64", "complex64", "complex128"}


def _filtered(place: int, args: Sequence[Type]) -> Type:
    """A signal that was filtered, without a state: of the common dtype of all arrays."""
    kinds = [a.dtype for a in args if isinstance(a, (Array, Number)) and np.dtype(a.dtype).kind in "fc"]
    signal = args[place] if len(args) > place else None
    if not isinstance(signal, Array) or signal.dims is None or any(isinstance(a, (Unknown, ListOf)) for a in args) or not kinds:
        return Unknown()
    kinds += ["float64"] * any(isinstance(a, (Fixed, Number)) for a in args[:place])
    return _array(np.result_type(*kinds).name, len(signal.dims))


def _is_flat(value: Type) -> bool:
    """Whether a value is a list or tuple of numbers."""
    held = value.elements if isinstance(value, Fixed) else [value.element] if isinstance(value, ListOf) else [None]
    return all(isinstance(e, Number) for e in held)


def _rank_and_kinds(value: Type) -> tuple[int, set[str]] | None:
    """The rank of what an element of a display is taken for, and the dtypes in it."""
    if isinstance(value, Number):
        return 0, {value.dtype}
    if isinstance(value, Array):
        return None if value.dims is None else (len(value.dims), {value.dtype})
    held = value.elements if isinstance(value, Fixed) else (value.element,) if isinstance(value, ListOf) else ()
    found = [_rank_and_kinds(e) for e in held if e is not None]
    if not found or None in found or len({f[0] for f in found if f is not None}) > 1:
        return None
    return found[0][0] + 1, {kind for f in found if f is not None for kind in f[1]}  # type: ignore[index]


def _of_display(value: Type) -> Type:
    """The array of a display, if its elements have one rank: NumPy makes none of others."""
    found = _rank_and_kinds(value)
    return Unknown() if found is None else _array(np.result_type(*sorted(found[1])).name, found[0])


def otherwise(function: Any, args: Sequence[Type], keywords: Mapping[str, Type]) -> Type:
    """What is known of the result of a function of NumPy, SciPy or of `runtime`."""
    name = getattr(function, "__name__", "")
    if registry.home(function) not in ("numpy", "scipy", "sourcead"):
        return Unknown()
    if name in COUNTS:
        count = Number("int64")
        return count if COUNTS[name] == 1 else Fixed("tuple", (count,) * COUNTS[name])
    if keywords.get("output") == Static("sos"):
        return _array("float64", 2)
    if name in RANKS:
        return _array("float64", RANKS[name])
    if name == "lfilter_zi":
        kinds = [a.dtype if isinstance(a, (Array, Number)) else "float64" if isinstance(a, Fixed) else "object" for a in args]
        return _array("float64", 1) if kinds and set(kinds) <= {"float64", "int64"} else Unknown()
    place = probe.STATES.get(name)
    if place is not None and isinstance(args[place] if len(args) > place else keywords.get("zi"), Array):
        return Fixed("tuple", (Unknown(), Unknown()))
    if name in FILTERS and registry.home(function) == "scipy":
        return _filtered(FILTERS[name], args)
    if name == "solve_banded" and len(args) == 3 and isinstance(args[1], Array) and isinstance(args[2], Array):
        both = {args[1].dtype, args[2].dtype}  # the shape is that of the right-hand side
        return Array(np.result_type(*both).name, args[2].dims) if both <= SOLVED else Unknown()
    first = args[0] if args else None
    if name in ("array", "asarray") and len(args) == 1 and not keywords and isinstance(first, Fixed):
        return _of_display(first)
    if name == "take" and isinstance(first, Array) and first.dims is not None and len(args) == 2 and keywords.keys() <= {"mode"}:
        return _array(first.dtype, 1) if _is_flat(args[1]) else Unknown()
    if name in FIRST and isinstance(first, Array) and np.dtype(first.dtype).kind in "fc":
        return FIRST[name](first)
    return Unknown()
