"""Rules of SciPy's Fourier, cosine and sine transforms.

A transform of Fourier is its own transpose. The transpose of one of cosines or sines is of another type, 3 for 2, and has weights
at the ends, where it is not made orthogonal (Makhoul, "A fast cosine transform in one and two dimensions", IEEE Trans. ASSP 28,
1980).
"""

from collections.abc import Iterator

from sourcead.rules.forms import Rule, linear, nondifferentiable, rule

TRIGONOMETRIC = ("dct", "idct", "dst", "idst", "dctn", "idctn", "dstn", "idstn")
PARTNER = {1: 1, 2: 3, 3: 2, 4: 4}
ENDS = {  # the weights of the first and the last element, before the transform and after it
    ("dct", 1): ("2, 2", "0.5, 0.5"), ("dct", 2): ("2", ""), ("dct", 3): ("", "0.5"),
    ("dst", 2): ("1, 2", ""), ("dst", 3): ("", "1, 0.5"),
}  # fmt: skip


def _along_one(name: str) -> Iterator[Rule]:
    """A transform along one axis; `n` cuts the array or fills it up with zeros."""
    pattern = f"scipy.fft.{name}(x, n=None, axis=-1, norm=None, workers=None)"
    whole = f"scipy.fft.{name}(g, axis=axis, norm=norm, workers=workers)"
    yield linear(pattern, when={"n": "none"}, x=whole)
    yield linear(pattern, x=f"rt.fitted({whole}, np.shape(x), axis)")


def _along_several(name: str, axes: str) -> Iterator[Rule]:
    """A transform along several axes."""
    pattern = f"scipy.fft.{name}(x, s=None, axes={axes}, norm=None, workers=None)"
    yield linear(pattern, when={"s": "none"}, x=f"scipy.fft.{name}(g, axes=axes, norm=norm, workers=workers)")
    yield linear(pattern, x=f"rt.fitted(scipy.fft.{name}(g, s, axes=axes, norm=norm, workers=workers), np.shape(x), axes)")


def _real(name: str, axes: str) -> Iterator[Rule]:
    """A transform of real arrays along several axes, the last of which is halved, and the one back."""
    pattern = f"scipy.fft.rfft{name}(x, s=None, axes={axes}, norm=None, workers=None)"
    rest = "axes=axes, norm=norm, workers=workers"
    if axes == "None":
        yield linear(pattern, when={"s": "none", "axes": "none"}, x=f"scipy.fft.fftn(g, np.shape(x), {rest})")
    else:
        short = "norm=None, workers=None"
        yield linear(f"scipy.fft.rfft2(x, {short})", x="scipy.fft.fft2(g, np.shape(x)[-2:], norm=norm, workers=workers)")
    yield linear(pattern, when={"s": "none"}, x=f"scipy.fft.fftn(g, rt.lengths(np.shape(x), s, axes), {rest})")
    yield linear(pattern, x=f"rt.fitted(scipy.fft.fftn(g, s, {rest}), np.shape(x), axes)")
    pattern, back = f"scipy.fft.irfft{name}(x, s=None, axes={axes}, norm=None)", "rt.unirfftn(g, np.shape(x), s, axes, norm)"
    yield linear(pattern, when={"x": "real"}, x=f"np.real({back})")
    yield linear(pattern, when={"x": "complex"}, x=back)


def _trigonometric(name: str, kind: int) -> Iterator[Rule]:
    """`dct`, `idct`, `dst`, `idst` of a type, or those along several axes."""
    family, many = name.lstrip("i").rstrip("n"), name.endswith("n")
    size, where = ("s", "axes") if many else ("n", "axis")
    pattern = f"scipy.fft.{name}(x, type=2, {size}=None, {where}={None if many else -1}, norm=None, orthogonalize=None)"
    inverse, partner = name[1:] if name[0] == "i" else f"i{name}", PARTNER[kind]
    before, after = ENDS.get((family, partner if name[0] == "i" else kind), ("", ""))
    for whole in (True, False):
        lengths, along = ("s=s, ", "rt.last_axes(s, axes)") if many and not whole else ("", where)
        rest = f"{lengths}{where}={where}, norm=norm"
        g = f"rt.weighted_ends(g, {along}, {before})" if before else "g"
        plain = f"scipy.fft.{name}({g}, {partner}, {rest}, orthogonalize=orthogonalize)"
        plain = f"rt.weighted_ends({plain}, {along}, {after})" if after else plain
        forms = (
            ({"norm": "in ortho", "orthogonalize": "none"}, f"scipy.fft.{inverse}(g, type, {rest})"),
            ({"orthogonalize": "none"}, plain),
            ({"orthogonalize": "true", "x": "real"}, f"scipy.fft.{name}(g, {partner}, {rest}, orthogonalize=orthogonalize)"),
            ({"orthogonalize": "false", "x": "real"}, plain),
        )
        when = {"type": f"in {kind}", **({size: "none"} if whole else {})}
        for more, text in forms:
            yield linear(pattern, when={**when, **more}, x=text if whole else f"rt.fitted({text}, np.shape(x), {where})")


RULES = (
    *_along_one("fft"),
    *_along_one("ifft"),
    *_along_several("fft2", "(-2, -1)"),
    *_along_several("ifft2", "(-2, -1)"),
    *_along_several("fftn", "None"),
    *_along_several("ifftn", "None"),
    linear("scipy.fft.rfft(x, n=None, axis=-1, norm=None, workers=None)", when={"n": "none"},
           x="scipy.fft.fft(g, np.shape(x)[axis], axis=axis, norm=norm, workers=workers)"),
    linear("scipy.fft.rfft(x, n=None, axis=-1, norm=None, workers=None)",
           x="rt.fitted(scipy.fft.fft(g, n, axis=axis, norm=norm, workers=workers), np.shape(x), axis)"),
    linear("scipy.fft.irfft(x, n=None, axis=-1, norm=None)", when={"x": "real"},
           x="np.real(rt.unirfft(g, np.shape(x), axis, norm))"),
    linear("scipy.fft.irfft(x, n=None, axis=-1, norm=None)", when={"x": "complex"}, x="rt.unirfft(g, np.shape(x), axis, norm)"),
    *_real("2", "(-2, -1)"),
    *_real("n", "None"),
    *(r for name in TRIGONOMETRIC for kind in PARTNER for r in _trigonometric(name, kind)),
    linear("scipy.fft.fftshift(x, axes=None)", x="scipy.fft.ifftshift(g, axes)"),
    linear("scipy.fft.ifftshift(x, axes=None)", x="scipy.fft.fftshift(g, axes)"),
    linear(
        "rt.unirfftn(g_bar, shape, s, axes, norm)", shape="0",
        g_bar="scipy.fft.irfftn(g, rt.lengths(np.shape(g_bar), s, axes), axes, norm)",
    ),
    linear("rt.weighted_ends(x, axes, first, last=1)", x="rt.weighted_ends(g, axes, first, last)"),
    rule("scipy.fft.fftfreq(n, d=1.0)", d="-np.sum(g * out) / d", dd="-out * dd / d"),
    rule("scipy.fft.rfftfreq(n, d=1.0)", d="-np.sum(g * out) / d", dd="-out * dd / d"),
    *nondifferentiable("scipy.fft.next_fast_len", "scipy.fft.prev_fast_len", "rt.last_axes", "rt.lengths"),
)  # fmt: skip
