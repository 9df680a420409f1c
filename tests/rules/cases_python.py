"""Functions of Python's own library, and conversions of numbers. Names as in `cases`."""

from __future__ import annotations

RULES: dict[str, tuple[str, ...]] = {
    "np.float64(x)": ("np.float64(s)", "np.float64(x)"),
    "np.float32(x)": ("float(np.float32(s)) * 0 + s",),
    "np.complex128(x)": ("np.real(np.complex128(x) * (1 + 2j))",),
}
DEFINITIONS: dict[str, tuple[str, ...]] = {
    "complex": ("abs(complex(s, t))", "abs(complex(s, 0.5) * x)"),
    "collections.defaultdict": ("collections.defaultdict(float, {0: s})[0]",),
    "math.prod": ("math.prod([s, t])", "math.prod((s, t, 2), start=s)", "math.prod(q * t for q in [s, t])"),
    "math.dist": ("math.dist([s, t], [1, 2])", "math.dist((s, t), (t, 0.3))"),
    "iter": ("next(iter([s, t]))", "next(iter([x, 2 * x]))"),
    "collections.deque": ("collections.deque([s, t])[1]", "collections.deque(v, maxlen=2)[0]"),
    "copy.copy": ("copy.copy(x)", "copy.copy([s, t])[1]"),
    "copy.deepcopy": ("copy.deepcopy(x)", "copy.deepcopy({'a': x, 'b': s})['a'] * s"),
}
