"""Methods that change the container that they are called on; functions that may give a view of what they are given."""

CHANGING = frozenset(
    ["add", "append", "appendleft", "clear", "difference_update", "discard", "extend", "extendleft", "insert",
     "intersection_update", "move_to_end", "pop", "popitem", "popleft", "remove", "reverse", "rotate", "setdefault", "sort",
     "symmetric_difference_update", "update"]
)  # fmt: skip
TAKING = frozenset(["pop", "popitem", "popleft", "setdefault"])  # those of them that give a value
# Functions and methods whose result may be a view of their first argument, depending on layout, dtype or flags.
LAID_OUT = frozenset(
    ["reshape", "ravel", "squeeze", "transpose", "swapaxes", "moveaxis", "rollaxis", "expand_dims", "asarray", "asanyarray",
     "require", "ascontiguousarray", "asfortranarray", "atleast_1d", "atleast_2d", "atleast_3d", "broadcast_to",
     "broadcast_arrays", "diagonal", "diag", "flip", "fliplr", "flipud", "rot90", "split", "array_split", "hsplit", "vsplit",
     "dsplit", "view", "astype", "nan_to_num", "array", "real", "imag", "matrix_transpose", "permute_dims", "unstack",
     "conj", "conjugate", "einsum", "meshgrid", "ix_", "mT", "trim_zeros", "getfield", "asarray_chkfinite", "frombuffer",
     "from_dlpack", "matrix_power", "real_if_close", "copy_if", "partition", "as_strided", "sliding_window_view"]
)  # fmt: skip
# And those whose result may be, or hold, what is in a container.
MAY_VIEW = LAID_OUT | frozenset(
    ["sequence", "pop", "get", "setdefault", "values", "items", "keys", "iter", "reversed", "zip", "enumerate", "list", "tuple",
     "dict", "map", "filter", "sorted"]
)  # fmt: skip
