"""Transforms, convolutions and filters. Names as in `cases`."""

from __future__ import annotations

RULES: dict[str, tuple[str, ...]] = {}

DEFINITIONS: dict[str, tuple[str, ...]] = {}
