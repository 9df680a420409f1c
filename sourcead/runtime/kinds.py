"""What `match` takes for a sequence, and for a mapping."""

from __future__ import annotations


def is_sequence(value: object) -> bool:
    """Whether a sequence pattern may match: a list, a tuple, …, but no string and no array."""
    match value:
        case [*_]:
            return True
    return False


def is_mapping(value: object) -> bool:
    """Whether a mapping pattern may match: a dict, …."""
    match value:
        case {}:
            return True
    return False
