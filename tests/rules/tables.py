"""All cases: by the pattern of a rule, and by the name of what is defined."""

from __future__ import annotations

from tests.rules import (
    cases,
    cases_cotangents,
    cases_decompositions,
    cases_forms,
    cases_joining,
    cases_ndimage,
    cases_python,
    cases_random,
    cases_samples,
    cases_scipy_fourier,
    cases_scipy_interpolate,
    cases_scipy_linalg,
    cases_scipy_signal,
    cases_series,
    cases_signals,
    cases_solvers,
    cases_sparse,
    cases_special,
    cases_statistics,
    cases_ufuncs,
)

FAMILIES = (
    cases_statistics,
    cases_joining,
    cases_decompositions,
    cases_scipy_interpolate,
    cases_scipy_linalg,
    cases_scipy_signal,
    cases_series,
    cases_signals,
    cases_solvers,
    cases_scipy_fourier,
    cases_ndimage,
    cases_sparse,
    cases_special,
    cases_samples,
    cases_ufuncs,
    cases_random,
    cases_python,
    cases_forms,
)
RULES = {**cases.CASES, **cases_cotangents.CASES}
DEFINITIONS: dict[str, tuple[str, ...]] = {}
for _family in FAMILIES:
    RULES |= _family.RULES
    DEFINITIONS |= _family.DEFINITIONS
for _pattern, _calls in cases_sparse.MORE.items():
    RULES[_pattern] += _calls
FLAT = {"zero": cases_statistics.FLAT_CALLS, "forms": cases_forms.CALLS}
WHOLE = cases_solvers.PROGRAMS  # definitions that only whole programs call
