"""Rules of filters of images.

A linear filter beyond whose borders there are zeros, or that goes round, has the filter with its weights turned round for its
transpose; for other borders the cotangent is filtered as far as they reach, and what lies beyond them is folded back. A filter
that chooses one element under its window gives that one the cotangent; equal ones share it evenly.
"""

from collections.abc import Iterator, Mapping

from sourcead.rules.forms import Rule, linear, multilinear, nondifferentiable, rule

ROUND, ZEROS, MIRRORS = "in wrap grid-wrap", "in constant grid-constant", "in reflect grid-mirror"
FOLDED = "in reflect grid-mirror mirror nearest"
ALL = f"{FOLDED} wrap grid-wrap constant grid-constant"
NONE = {"output": "none"}


def _modes(
    pattern: str, when: Mapping[str, str], call: str, back: str, border: str, alike: Mapping[str, str] | None
) -> Iterator[Rule]:
    """The rules of a linear filter, from its call and its transpose without borders, with `{x}` and `{mode}` in them.

    `alike`: when it is its own transpose between mirrors that repeat the element at the border.
    """
    once, dot = back.format(x="g", mode="mode"), call.format(x="dinput", mode="mode")
    framed = "np.pad(g, 1)" if border == "1" else f"rt.bordered(g, {border}, 'constant')"
    folded = f"rt.folded({back.format(x=framed, mode=repr('constant'))}, np.shape(input), {border}, mode=mode)"
    yield linear(pattern, when={**when, "mode": ROUND}, input=once)
    yield linear(pattern, when={**when, "mode": ZEROS, "cval": "zero"}, input=once)
    yield rule(pattern, when={**when, "mode": ZEROS}, input=once, dinput=dot)
    if alike is not None:
        yield linear(pattern, when={**when, **alike, "mode": MIRRORS}, input=call.format(x="g", mode="mode"))
    yield linear(pattern, when={**when, "mode": FOLDED}, input=folded)
    several = {"axes": "none"} if "axes=None" in pattern else {}
    if "1d" not in pattern:
        yield rule(pattern, when={**when, **several, "mode": "fixed"}, input=folded, dinput=dot)


def _weighted(name: str, other: str) -> Iterator[Rule]:
    """`correlate` and `convolve`, and those along one axis: linear in the weights too."""
    along = "axis" if name.endswith("1d") else "axes"
    pattern = {
        "axis": f"scipy.ndimage.{name}(input, weights, axis=-1, output=None, mode='reflect', cval=0.0, origin=0)",
        "axes": f"scipy.ndimage.{name}(input, weights, output=None, mode='reflect', cval=0.0, origin=0, axes=None)",
    }[along]
    text = "scipy.ndimage.{}({}, {}, {}={}, mode={}, origin=origin)"
    helper = f"rt.{name.removesuffix('1d')}_w"
    weights = f"{helper}(g, input, np.shape(weights), mode=mode, cval=cval, origin=origin, axes={along})"
    once = text.format(other, "g", "weights", along, along, "mode")
    border = f"rt.border(np.ndim(input), np.shape(weights), axes={along})"
    whole = text.format(other, f"rt.bordered(g, {border}, 'constant')", "weights", along, along, "'constant'")
    folded = f"rt.folded({whole}, np.shape(input), {border}, mode=mode)"
    when = {**NONE, "input": "real", "weights": "real"}
    yield multilinear(pattern, when={**when, "mode": ROUND}, input=once, weights=weights)
    yield multilinear(pattern, when={**when, "mode": ZEROS, "cval": "zero"}, input=once, weights=weights)
    yield multilinear(pattern, when={**when, "mode": FOLDED}, input=folded, weights=weights)
    yield rule(
        pattern, when={**when, "mode": ZEROS}, input=once, weights=weights,
        dinput=text.format(name, "dinput", "weights", along, along, "mode"),
        dweights=text.format(name, "input", "dweights", along, along, "mode, cval=cval"),
    )  # fmt: skip


def _of_weights(name: str, other: str) -> Rule:
    """The cotangent of weights: bilinear, but for what lies beyond the borders."""
    border = "rt.border(np.ndim(input), shape, axes)"
    framed = f"rt.bordered(np.broadcast_to(bar, np.shape(input)), {border}, 'constant')"
    whole = f"scipy.ndimage.{other}({framed}, g, mode='constant', origin=origin, axes=axes)"
    return rule(
        f"rt.{name}_w(bar, input, shape, mode='reflect', cval=0.0, origin=0, axes=None)",
        bar=f"scipy.ndimage.{name}(input, g, mode=mode, cval=cval, origin=origin, axes=axes)",
        input=f"rt.folded({whole}, np.shape(input), {border}, mode)",
        dbar=f"rt.{name}_w(dbar, input, shape, mode, cval, origin, axes)",
        dinput=f"rt.{name}_w(bar, dinput, shape, mode, 0.0, origin, axes)",
    )


def _uniform() -> Iterator[Rule]:
    """Means under a window."""
    forms = {
        "scipy.ndimage.uniform_filter1d(input, size, axis=-1, output=None, mode='reflect', cval=0.0, origin=0)": ("1d", "axis"),
        "scipy.ndimage.uniform_filter(input, size=3, output=None, mode='reflect', cval=0.0, origin=0, axes=None)": ("", "axes"),
    }
    for pattern, (one, along) in forms.items():
        call = f"scipy.ndimage.uniform_filter{one}({{x}}, size, {along}={along}, mode={{mode}}, origin=origin)"
        back = call.replace("origin=origin", "origin=rt.mirrored(origin, size)")
        border = f"rt.border(np.ndim(input), size, axes={along})"
        centred = {**NONE, "size": "odd", "origin": "zero"}
        yield from _modes(pattern, centred, call, call, border, {})
        yield from _modes(pattern, NONE, call, back, border, None)


def _gaussian() -> Iterator[Rule]:
    """Gaussian filters and their derivatives: an odd one changes its sign when it is turned round."""
    forms = {
        "axis": (
            "gaussian_filter1d(input, sigma, axis=-1, order=0, output=None, mode='reflect', cval=0.0, truncate=4.0, radius=None)"
        ),
        "axes": (
            "gaussian_filter(input, sigma, order=0, output=None, mode='reflect', cval=0.0, truncate=4.0, radius=None, axes=None)"
        ),
    }
    for along, text in forms.items():
        name = text.partition("(")[0]
        call = (
            f"scipy.ndimage.{name}({{x}}, sigma, {along}={along}, order=order, mode={{mode}}, truncate=truncate, radius=radius)"
        )
        border = f"rt.gaussian_border(np.ndim(input), sigma, axes={along}, truncate=truncate, radius=radius)"
        even = {**NONE, "order": "in 0 2 4"}
        yield from _modes(f"scipy.ndimage.{text}", even, call, call, border, {})
        if along == "axis":
            yield from _modes(f"scipy.ndimage.{text}", {**NONE, "order": "in 1 3"}, call, f"-{call}", border, None)
        turned = f"rt.sign(np.ndim(input), order, axes={along}) * {call}"
        yield from _modes(f"scipy.ndimage.{text}", NONE, call, turned, border, None)


def _differences() -> Iterator[Rule]:
    """Derivatives by differences of neighbours: those of first order change their sign when they are turned round."""
    for name in ("sobel", "prewitt"):
        call = f"scipy.ndimage.{name}({{x}}, axis=axis, mode={{mode}})"
        pattern = f"scipy.ndimage.{name}(input, axis=-1, output=None, mode='reflect', cval=0.0)"
        yield from _modes(pattern, NONE, call, f"-{call}", "1", None)
    pattern = "scipy.ndimage.laplace(input, output=None, mode='reflect', cval=0.0, axes=None)"
    call = "scipy.ndimage.laplace({x}, mode={mode}, axes=axes)"
    yield from _modes(pattern, NONE, call, call, "1", {})
    pattern = "scipy.ndimage.gaussian_laplace(input, sigma, output=None, mode='reflect', cval=0.0, axes=None{})"
    call = "scipy.ndimage.gaussian_laplace({{x}}, sigma, mode={{mode}}, axes=axes{})"
    border = "rt.gaussian_border(np.ndim(input), sigma, axes=axes{})"
    yield from _modes(pattern.format(""), NONE, call.format(""), call.format(""), border.format(""), {})
    for more, default in (("truncate", "4.0"), ("radius", "None")):
        passed = f", {more}={more}"
        text, whole = pattern.format(f", {more}={default}"), call.format(passed)
        yield from _modes(text, NONE, whole, whole, border.format(passed), {})


def _choosing() -> Iterator[Rule]:
    """Filters that give one of the elements under their window."""
    rest = "mode='reflect', cval=0.0, origin=0"
    size = "rt.window(np.ndim(input), size=size, footprint=footprint, origin=origin, axes=axes)"
    line = "rt.window(np.ndim(input), size=size, origin=origin, axes=axis)"
    forms = {
        **{f"{n}imum_filter(input, size=None, footprint=None, output=None, {rest}, axes=None)": size for n in ("min", "max")},
        **{f"{n}imum_filter1d(input, size, axis=-1, output=None, {rest})": line for n in ("min", "max")},
        f"median_filter(input, size=None, footprint=None, output=None, {rest}, axes=None)": size,
        f"rank_filter(input, rank, size=None, footprint=None, output=None, {rest}, axes=None)": size,
        f"percentile_filter(input, percentile, size=None, footprint=None, output=None, {rest}, axes=None)": size,
        f"grey_erosion(input, size=None, footprint=None, structure=None, output=None, {rest}, axes=None)": size,
        f"grey_dilation(input, size=None, footprint=None, structure=None, output=None, {rest}, axes=None)":
            size.replace("axes)", "axes, flipped=True)"),
    }  # fmt: skip
    for text, window in forms.items():
        when = {**NONE, **({"structure": "none"} if "structure" in text else {})}
        for more in ({"mode": ALL}, {"mode": "fixed", **({"axes": "none"} if "axes" in text else {})}):
            if "1d" in text and more["mode"] == "fixed":
                continue
            known = f"input, out, {window}, mode=mode, cval=cval"
            flat = {"percentile": "0"} if "percentile" in text else {}
            yield rule(
                f"scipy.ndimage.{text}", when={**when, **more}, input=f"rt.unselected(g, {known})",
                dinput=f"rt.selected_dot(dinput, {known})", **flat,
            )  # fmt: skip
    for name, flipped in (("grey_erosion", False), ("grey_dilation", True)):
        window = f"rt.window(np.ndim(input), np.shape(structure), footprint=footprint, origin=origin, flipped={flipped})"
        heights = f"rt.heights(structure, footprint=footprint, minus={not flipped})"
        known = f"input, out, {window}, mode, cval, {heights}"
        yield rule(
            f"scipy.ndimage.{name}(input, size=None, footprint=None, structure=None, output=None, {rest})",
            when={**NONE, "mode": ALL}, input=f"rt.unselected(g, {known})", dinput=f"rt.selected_dot(dinput, {known})",
            structure=f"rt.unheights(rt.unadded(g, {known}), structure, footprint, {not flipped})",
            dstructure=f"rt.added_dot(rt.heights(dstructure, footprint, {not flipped}), {known})",
        )  # fmt: skip


RULES = (
    *_weighted("correlate1d", "convolve1d"),
    *_weighted("convolve1d", "correlate1d"),
    *_weighted("correlate", "convolve"),
    *_weighted("convolve", "correlate"),
    _of_weights("correlate", "convolve"),
    _of_weights("convolve", "correlate"),
    *_uniform(),
    *_gaussian(),
    *_differences(),
    *_choosing(),
    linear("rt.folded(bar, shape, width, mode='reflect')", bar="rt.bordered(g, width, mode)", shape="0"),
    linear("rt.bordered(x, width, mode='reflect')", x="rt.folded(g, np.shape(x), width, mode)"),
    linear(
        "rt.unselected(bar, input, found, places, mode='reflect', cval=0.0, added=None)", input="0", found="0", added="0",
        bar="rt.selected_dot(g, input, found, places, mode, cval, added)",
    ),
    linear(
        "rt.selected_dot(bar, input, found, places, mode='reflect', cval=0.0, added=None)", input="0", found="0", added="0",
        bar="rt.unselected(g, input, found, places, mode, cval, added)",
    ),
    linear(
        "rt.unadded(bar, input, found, places, mode, cval, added)", input="0", found="0", added="0",
        bar="rt.added_dot(g, input, found, places, mode, cval, added)",
    ),
    linear(
        "rt.added_dot(d, input, found, places, mode, cval, added)", input="0", found="0", added="0",
        d="rt.unadded(g, input, found, places, mode, cval, added)",
    ),
    linear("rt.heights(structure, footprint=None, minus=False)", structure="rt.unheights(g, structure, footprint, minus)"),
    linear("rt.unheights(bar, structure, footprint=None, minus=False)", structure="0", bar="rt.heights(g, footprint, minus)"),
    *nondifferentiable("rt.border", "rt.gaussian_border", "rt.sign", "rt.mirrored", "rt.window"),
)  # fmt: skip
