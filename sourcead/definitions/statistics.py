"""Statistics, what ignores NaN, sorting and searching."""

from __future__ import annotations

from types import FunctionType

DEFINITIONS: dict[str, FunctionType] = {}
