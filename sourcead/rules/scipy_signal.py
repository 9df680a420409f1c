"""Rules of `scipy.signal`: the transpose of a convolution is a correlation, that of a filter runs backwards."""

from __future__ import annotations

from sourcead.rules.forms import Rule, linear, multilinear, nondifferentiable

S = "scipy.signal"
REAL = {"in1": "real", "in2": "real"}
LATE = {"convolve": "", "correlate": "", "convolve2d": "", "correlate2d": ", None, True"}  # where the centre of an even length is


def _in_whole(late: str = "") -> str:
    return f"rt.in_whole(g, np.shape(in1), np.shape(in2), mode{late})"


def _convolution(name: str, correlate: str, g: str, method: str, when: dict[str, str]) -> tuple[Rule, Rule]:
    """Rules of a convolution of real arrays, and of others."""
    pattern = f"{S}.{name}(in1, in2, mode='full'{method})"
    given = ", method" if "method" in method and "method" not in when else ""
    call = f"{S}.{correlate}({g}, {{}}, 'valid'{given})"
    return (
        multilinear(pattern, when={**when, **REAL}, in1=call.format("in2"), in2=call.format("in1")),
        multilinear(
            pattern, when=when, in1=call.format("np.conjugate(in2)"), in2=call.format("np.conjugate(in1)"),
        ),
    )  # fmt: skip


def _correlation(name: str, convolve: str, correlate: str, g: str, method: str, when: dict[str, str]) -> tuple[Rule, Rule]:
    """Rules of a correlation with real arrays, and with others."""
    pattern = f"{S}.{name}(in1, in2, mode='full'{method})"
    given = ", method" if "method" in method and "method" not in when else ""
    first = f"{S}.{convolve}({g}, {{}}, 'valid'{given})"
    second = f"np.flip({S}.{correlate}({g}, {{}}, 'valid'{given}))"
    return (
        multilinear(pattern, when={**when, **REAL}, in1=first.format("in2"), in2=second.format("in1")),
        multilinear(
            pattern, when=when, in1=first.format("np.conjugate(in2)"), in2=f"np.conjugate({second.format('np.conjugate(in1)')})",
        ),
    )  # fmt: skip


def _of_two(kind: str) -> tuple[Rule, ...]:
    """Convolution and correlation: the short forms first."""
    found: list[Rule] = []
    method = "" if kind else ", method='auto'"
    for by in ({"method": "in auto"}, {}) if method else ({},):
        for mode in ({"mode": "in full"}, {}):
            when = {**by, **mode}
            late = LATE[f"correlate{kind}"]
            found += _convolution(f"convolve{kind}", f"correlate{kind}", "g" if mode else _in_whole(), method, when)
            found += _correlation(f"correlate{kind}", f"convolve{kind}", f"correlate{kind}", "g" if mode else _in_whole(late),
                                  method, when)  # fmt: skip
    return tuple(found)


def _by_transforms(name: str) -> tuple[Rule, ...]:
    """Rules of a convolution that broadcasts along the axes that it does not convolve."""
    pattern = f"{S}.{name}(in1, in2, mode='full', axes=None)"
    call = f"{S}.{name}({{}}, np.flip({{}}), 'valid')"
    whole = _in_whole(", axes")
    along = f"rt.unbroadcast({S}.{name}({whole}, np.flip({{}}, axes), 'valid', axes), {{}})"
    return (
        multilinear(pattern, when={"mode": "in full", "axes": "none"}, in1=call.format("g", "in2"), in2=call.format("g", "in1")),
        multilinear(
            pattern, when={"axes": "none"}, in1=call.format(_in_whole(), "in2"), in2=call.format(_in_whole(), "in1"),
        ),
        multilinear(pattern, in1=along.format("in2", "in1"), in2=along.format("in1", "in2")),
    )  # fmt: skip


def _backwards(call: str, g: str = "g") -> str:
    """A filter that runs from the end to the beginning."""
    return f"np.flip({call.format(f'np.flip({g}, axis)')}, axis)"


FILTERED = f"{S}.lfilter(b, a, {{}}, axis)"
POLES = _backwards(f"{S}.lfilter(1.0, a, {{}}, axis)")
BEFORE = f"np.concatenate(({S}.lfilter(rt.monic(a), 1.0, np.flip(g[1], axis), axis), np.flip(g[0], axis)), axis)"
STARTED = f"{S}.lfilter(rt.leading(a), a, {BEFORE}, axis)"
GAPS = "rt.with_gaps(g, down, axis), rt.with_gaps(x, up, axis, (np.shape(g)[axis] - 1) * down + 1)"
SAMPLED = f"{S}.upfirdn(rt.turned_filter(h, up), g, down, up, axis)"

RULES: tuple[Rule, ...] = (
    *_of_two(""),
    *_of_two("2d"),
    *_by_transforms("fftconvolve"),
    *_by_transforms("oaconvolve"),
    Rule(
        f"{S}.lfilter(b, a, x, axis=-1)", "rule",
        {
            "b": f"rt.lagged({POLES}, x, np.shape(b), axis)", "a": f"-rt.lagged({POLES}, out, np.shape(a), axis)",
            "x": _backwards(FILTERED), "db": f"{S}.lfilter(db, a, x, axis)",
            "da": f"-{S}.lfilter(1.0, a, {S}.lfilter(da, 1.0, out, axis), axis)", "dx": FILTERED.format("dx"),
        },
    ),
    linear(
        f"{S}.lfilter(b, a, x, axis=-1, zi=None)",
        x=f"rt.section(np.flip({FILTERED.format(BEFORE)}, axis), 0, np.shape(x), axis)",
        zi=f"rt.unbroadcast(rt.section(np.flip({STARTED}, axis), 0, np.shape(g[1]), axis), zi)",
    ),
    linear(f"{S}.sosfilt(sos, x, axis=-1)", x=_backwards(f"{S}.sosfilt(sos, {{}}, axis)")),
    multilinear(
        f"{S}.upfirdn(h, x, up=1, down=1, axis=-1)",
        h=f"rt.lagged({GAPS}, np.shape(h), axis)",
        x=f"rt.section({SAMPLED}, rt.lateness(h, up), np.shape(x), axis)",
    ),
    linear(
        "rt.in_whole(x, one, other, mode, axes=None, late=False)",
        x="rt.of_whole(g, np.shape(x), one, other, mode, axes, late)",
    ),
    linear("rt.of_whole(x, shape, one, other, mode, axes=None, late=False)", x="rt.in_whole(g, one, other, mode, axes, late)"),
    linear(
        "rt.with_gaps(x, factor, axis, length=None)", x="rt.section(rt.without_gaps(g, factor, axis), 0, np.shape(x), axis)",
    ),
    linear("rt.without_gaps(x, factor, axis)", x="rt.with_gaps(g, factor, axis, np.shape(x)[axis])"),
    linear("rt.section(x, start, shape, axis)", x="rt.placed(g, start, np.shape(x), axis)"),
    linear("rt.placed(x, start, shape, axis)", x="rt.section(g, start, np.shape(x), axis)"),
    multilinear(
        "rt.lagged(v, x, shape, axis)", v=f"{S}.lfilter(g, 1.0, x, axis)",
        x=_backwards(f"{S}.lfilter(g, 1.0, {{}}, axis)", "v"), shape="0",
    ),
    linear("rt.frames(x, length, step)", x="rt.overlapped(g, np.shape(x)[-1], step)"),
    linear("rt.overlapped(x, length, step)", x="rt.frames(g, np.shape(x)[-1], step)[..., : np.shape(x)[-2], :]"),
    linear("rt.windows(x, sizes)", x="rt.unwindows(g, np.shape(x), sizes)"),
    linear("rt.unwindows(x, shape, sizes)", x="rt.windows(g, sizes)"),
    *nondifferentiable(
        "rt.lateness", "rt.segmentation", "rt.inverse_segmentation", "rt.filled_up", "rt.sides", "rt.analytic", "rt.trend",
        "rt.edge_fit", "rt.edge", "rt.section_taps", "rt.polyphase", "rt.resampling", "rt.box", "rt.kernel", "rt.median_bias",
    ),
)  # fmt: skip
