"""Signals, filters and transforms."""

from __future__ import annotations

from types import FunctionType

DEFINITIONS: dict[str, FunctionType] = {}
