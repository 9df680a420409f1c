"""Statistics of samples of `scipy.stats`. Names as in `cases`."""

from __future__ import annotations

S = "scipy.stats"


def calls(name: str, *forms: str) -> tuple[str, ...]:
    return tuple(f"{S}.{name}({form})" for form in forms)


RULES: dict[str, tuple[str, ...]] = {}

DEFINITIONS: dict[str, tuple[str, ...]] = {
    f"{S}.zscore": calls("zscore", "x", "z, axis=1, ddof=1", "z, None", "[s, t, 0.9]"),
    f"{S}.zmap": calls("zmap", "x, y", "v, z, axis=None", "x, y, 1, ddof=1"),
    f"{S}.skew": calls("skew", "v", "z, axis=1, bias=False", "z, None", "z, axis=-1, keepdims=True"),
    f"{S}.kurtosis": calls("kurtosis", "v", "z, axis=2, bias=False", "z, None, False", "z, axis=1, keepdims=True"),
    f"{S}.moment": calls("moment", "x, 2", "z, order=3, axis=1", "x, 1, axis=None", "x, 3, center=s", "z, 4, -1, keepdims=True"),
    f"{S}.gmean": calls("gmean", "x", "z, axis=1", "x, weights=y, axis=1", "z, None, keepdims=True"),
    f"{S}.hmean": calls("hmean", "x", "z, axis=None", "x, 1, weights=y", "z, axis=2, keepdims=True"),
    f"{S}.pmean": calls("pmean", "x, 3", "z, -1.5, axis=1", "x, 0", "x, 2, weights=y, axis=1", "z, 2, axis=None, keepdims=True"),
    f"{S}.gstd": calls("gstd", "x", "z, axis=1, ddof=0", "z, None", "z, 2, keepdims=True"),
    f"{S}.variation": calls("variation", "x", "z, axis=1, ddof=1", "z, None", "z, -1, keepdims=True"),
    f"{S}.iqr": calls("iqr", "x", "z, axis=1, rng=(60, 10)", "z, 2, scale='normal', keepdims=True", "v, scale=2.0, interpolation='midpoint'"),
    f"{S}.entropy": calls("entropy", "v", "x, y", "z, axis=1, base=2", "x, qk=y, axis=None", "z, axis=-1, keepdims=True"),
    f"{S}.pearsonr": (
        f"{S}.pearsonr(v, w)[0]", f"{S}.pearsonr(z[0, 0], z[1, 1]).pvalue", f"{S}.pearsonr(z[0, 0], z[1, 2])[1]",
        f"{S}.pearsonr(v, [s, t, 0.9]).statistic",
    ),
    f"{S}.linregress": (
        f"{S}.linregress(v, w).slope", f"{S}.linregress(z[0, 0], z[1, 1])[1]", f"{S}.linregress(z[0, 0], z[1, 1]).intercept_stderr",
        f"{S}.linregress(z[0, 0], z[1, 2])[3]", f"{S}.linregress(v, [s, t, 0.9]).rvalue",
    ),
}  # fmt: skip
