"""Methods that change the container that they are called on."""

CHANGING = frozenset(
    ["add", "append", "appendleft", "clear", "difference_update", "discard", "extend", "extendleft", "insert",
     "intersection_update", "move_to_end", "pop", "popitem", "popleft", "remove", "reverse", "rotate", "setdefault", "sort",
     "symmetric_difference_update", "update"]
)  # fmt: skip
TAKING = frozenset(["pop", "popitem", "popleft", "setdefault"])  # those of them that give a value
