"""What the kinds of statements of random programs may use of the generator that they are a part of."""

from __future__ import annotations

import random
from typing import Any


class Statements:
    """The generator's state, and the methods of its other parts."""

    rng: random.Random
    arrays: list[str]
    owned: list[str]
    numbers: list[str]
    indices: list[str]
    grids: list[str]
    owned_grids: list[str]
    bodies: list[str]
    lines: list[str]
    depth: int
    emit: Any
    fresh: Any
    pick: Any
    array: Any
    number: Any
    index: Any
    pair: Any
    part: Any
    test: Any
    inner: Any
    result: Any
    new_number: Any
