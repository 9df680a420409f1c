"""Splitting, joining, inserting, interpolation, polynomials and differences."""

from __future__ import annotations

from types import FunctionType

DEFINITIONS: dict[str, FunctionType] = {}
