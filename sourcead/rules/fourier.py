"""Rules of Fourier transforms. A discrete Fourier transform is its own transpose."""

from sourcead.rules.forms import Rule, linear, rule


def _along_one(name: str) -> tuple[Rule, ...]:
    """A transform along one axis; `n` cuts the array or fills it up with zeros."""
    pattern = f"np.fft.{name}(a, n=None, axis=-1, norm=None)"
    whole = f"np.fft.{name}(g, axis=axis, norm=norm)"
    return linear(pattern, when={"n": "none"}, a=whole), linear(pattern, a=f"rt.fitted({whole}, np.shape(a), axis)")


def _along_several(name: str, axes: str) -> tuple[Rule, ...]:
    """A transform along several axes."""
    pattern = f"np.fft.{name}(a, s=None, axes={axes}, norm=None)"
    whole = f"np.fft.{name}(g, axes=axes, norm=norm)"
    cut = f"np.fft.{name}(g, s, axes=axes, norm=norm)"  # without axes, `s` says how many of the last ones
    return linear(pattern, when={"s": "none"}, a=whole), linear(pattern, a=f"rt.fitted({cut}, np.shape(a), axes)")


RULES = (
    *_along_one("fft"),
    *_along_one("ifft"),
    *_along_several("fft2", "(-2, -1)"),
    *_along_several("ifft2", "(-2, -1)"),
    *_along_several("fftn", "None"),
    *_along_several("ifftn", "None"),
    linear("np.fft.rfft(a, n=None, axis=-1, norm=None)", when={"n": "none"},
           a="np.fft.fft(g, np.shape(a)[axis], axis=axis, norm=norm)"),
    linear("np.fft.rfft(a, n=None, axis=-1, norm=None)",
           a="rt.fitted(np.fft.fft(g, n, axis=axis, norm=norm), np.shape(a), axis)"),
    linear("np.fft.irfft(a, n=None, axis=-1, norm=None)", when={"a": "real"},
           a="np.real(rt.unirfft(g, np.shape(a), axis, norm))"),
    linear("np.fft.irfft(a, n=None, axis=-1, norm=None)", when={"a": "complex"}, a="rt.unirfft(g, np.shape(a), axis, norm)"),
    linear("np.fft.fftshift(x, axes=None)", x="np.fft.ifftshift(g, axes)"),
    linear("np.fft.ifftshift(x, axes=None)", x="np.fft.fftshift(g, axes)"),
    linear("rt.fitted(x, shape, axes)", x="rt.fitted(g, np.shape(x), axes)", shape="0"),
    linear("rt.unirfft(g_bar, shape, axis, norm)", g_bar="np.fft.irfft(g, np.shape(g_bar)[axis], axis, norm)", shape="0"),
    rule("np.fft.fftfreq(n, d=1.0)", d="-np.sum(g * out) / d", dd="-out * dd / d"),
    rule("np.fft.rfftfreq(n, d=1.0)", d="-np.sum(g * out) / d", dd="-out * dd / d"),
)  # fmt: skip
