"""Functions of matrices by others."""

from __future__ import annotations

from types import FunctionType

DEFINITIONS: dict[str, FunctionType] = {}
