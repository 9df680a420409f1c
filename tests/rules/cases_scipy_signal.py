"""Convolutions and filters of SciPy. Names as in `cases`."""

from __future__ import annotations

from tests.rules.cases_signals import spectrum

S = "scipy.signal"
SHAPES = ("x, y", "v, w[:2]", "z, z[:1, :2, :2]", "x[:1], y[:, :2]")
MODES = ("", ", 'same'", ", mode='valid'")
VALID = ("x[:, :2], y", "v, w[:2]", "z[:1, :2], z")
POLES = "np.array([1.5, -0.4, 0.3]) * s"
CALLS = f"{S}.lfilter(v, np.concatenate([w[:1] + 1, w[1:] / 3]), {{}})"


def convolution(name: str, extra: str = "") -> tuple[str, ...]:
    """Calls of a convolution of any shapes."""
    return (
        *(f"{S}.{name}({a}{m})" for a in SHAPES[:3] for m in MODES[:2]),
        f"{S}.{name}(v[:2], w, 'same')",
        *(f"{S}.{name}({a}, mode='valid')" for a in VALID),
        *(spectrum(f"{S}.{name}({a})") for a in ("x * (1 + 2j), y", "v, w * (2 - 1j), 'same'", "x * 1j, y * (1 - 1j), 'valid'")),
        f"{S}.{name}(in2=x, in1=y{extra})",
    )


def image(name: str) -> tuple[str, ...]:
    """Calls of a convolution of images, with zeros around them."""
    return (
        *(f"{S}.{name}({a}{m})" for a in ("a, x", "z[0], b[:2, :2]", "x, z[1]") for m in MODES[:2]),
        f"{S}.{name}(a, x, 'valid')",
        f"{S}.{name}(x, a, mode='valid')",
        *(spectrum(f"{S}.{name}({a})") for a in ("x * (1 + 2j), y", "a, b[:2, :2] * (2 - 1j), 'same'", "x * 1j, y * (1 - 1j)")),
    )


def bordered(name: str) -> tuple[str, ...]:
    """Calls of a convolution of images that are continued."""
    return (
        f"{S}.{name}(a, x[:, :2], 'same', 'wrap')",
        f"{S}.{name}(a, b, mode='same', boundary='symm')",
        f"{S}.{name}(x, a, boundary='symm')",
        f"{S}.{name}(a, x, 'full', 'wrap')",
        f"{S}.{name}(a, x, 'same', fillvalue=1.5)",
        f"{S}.{name}(x, b[:2, :2], fillvalue=-2)",
        f"{S}.{name}(a, x, 'valid', 'wrap')",
    )


def by_transforms(name: str) -> tuple[str, ...]:
    """Calls of a convolution that knows axes."""
    return (
        *convolution(name),
        f"{S}.{name}(x, y, axes=1)",
        f"{S}.{name}(x, y[:1], 'same', axes=(-1,))",
        f"{S}.{name}(z, z[:1, :, :2], 'valid', axes=[2])",
        f"{S}.{name}(x[:, :1], y, 'same', axes=0)",
        f"{S}.{name}(z, z[::-1], axes=(0, 2))",
    )


_CONVOLVE = f"{S}.convolve(in1, in2, mode='full', method='auto')"
RULES: dict[str, tuple[str, ...]] = {
    _CONVOLVE: (*convolution("convolve", ", method='fft'"), f"{S}.convolve(z, z[:1], 'same', 'direct')"),
    _CONVOLVE.replace("convolve", "correlate"): (
        *convolution("correlate", ", method='direct'"), f"{S}.correlate(z, z[:1], 'same', 'fft')",
    ),
    f"{S}.convolve2d(in1, in2, mode='full')": image("convolve2d"),
    f"{S}.correlate2d(in1, in2, mode='full')": image("correlate2d"),
    **{f"{S}.{n}(in1, in2, mode='full', axes=None)": by_transforms(n) for n in ("fftconvolve", "oaconvolve")},
    f"{S}.lfilter(b, a, x, axis=-1)": (
        *(CALLS.format(c) for c in ("x", "z", "x, 0", "z, axis=1", "v", "x * (1 - 2j) if False else y")),
        f"{S}.lfilter(v, 1.0, x)", f"{S}.lfilter(v, [1.0, -0.5], w)", f"{S}.lfilter([1.0], v + 1, x[0])",
        f"{S}.lfilter(x[0], s + 1, np.ravel(z))", spectrum(f"{S}.lfilter(v, w[:2], x * (1 - 2j))"),
    ),
    f"{S}.lfilter(b, a, x, axis=-1, zi=None)": (
        f"{S}.lfilter([0.3, 0.2, 0.5], [2.0, 0.5], np.ravel(x), zi=v[:2])[0]",
        f"{S}.lfilter([0.3, 0.2, 0.5], [2.0, 0.5], np.ravel(x), zi=v[:2])[1]",
        f"{S}.lfilter([0.3], [2.0, 0.5, -0.2], z, 1, z[:, :2])[1] ** 2",
        f"{S}.lfilter([0.3, 0.1], [1.0], x, axis=0, zi=y[:1])[0]", f"{S}.lfilter([0.3, 0.1], 1.0, x, axis=-1, zi=y[:1, :1])[0]",
    ),
    f"{S}.sosfilt(sos, x, axis=-1)": tuple(
        f"{S}.sosfilt([[1.0, 0.2, 0.1, 1.0, -0.3, 0.2], [0.5, 0.1, 0, 1.0, 0.4, 0.1]], {c})" for c in ("x", "v", "z, 1", "z, axis=0")
    ),
    f"{S}.upfirdn(h, x, up=1, down=1, axis=-1)": tuple(
        f"{S}.upfirdn({c})" for c in ("v, np.ravel(z)", "v, np.ravel(z), 2", "v, x, 1, 2", "np.ravel(x), z, up=3, down=2, axis=1",
        "v[:1], np.ravel(z), down=3", "np.ravel(x), np.ravel(z), 4, 3", "v[:2], z, 5, 3, 0")
    ),
    "rt.in_whole(x, one, other, mode, axes=None, late=False)": (
        "rt.in_whole(x, (2, 3), (4, 2), 'same')", "rt.in_whole(x, (2, 3), (4, 2), 'same', None, True)",
        "rt.in_whole(x, (3, 5), (2, 3), 'valid')", "rt.in_whole(x, (2, 1), (1, 3), 'full', 0)",
    ),
    "rt.of_whole(x, shape, one, other, mode, axes=None, late=False)": (
        "rt.of_whole(a, (1, 2), (1, 2), (3, 2), 'same')", "rt.of_whole(a, (1, 2), (2, 3), (2, 2), 'valid', 0)",
    ),
    "rt.section(x, start, shape, axis)": ("rt.section(x, 1, (2, 3), 1)", "rt.section(z, -1, (2, 2, 4), -2)", "rt.section(v, 0, (2,), 0)"),
    "rt.with_gaps(x, factor, axis, length=None)": ("rt.with_gaps(x, 3, 1)", "rt.with_gaps(z, 2, 1, 4)", "rt.with_gaps(v, 3, 0, 9)"),
    "rt.without_gaps(x, factor, axis)": ("rt.without_gaps(x, 2, 1)", "rt.without_gaps(z, 3, -1)"),
    "rt.placed(x, start, shape, axis)": ("rt.placed(x, 1, (2, 5), 1)", "rt.placed(z, -1, (2, 3, 4), -2)"),
    "rt.frames(x, length, step)": ("rt.frames(x, 2, 1)", "rt.frames(np.ravel(z), 5, 3)"),
    "rt.overlapped(x, length, step)": ("rt.overlapped(x, 5, 2)", "rt.overlapped(z, 9, 1)"),
    "rt.windows(x, sizes)": ("rt.windows(x, (1, 3))", "rt.windows(v, (3,))"),
    "rt.unwindows(x, shape, sizes)": ("rt.unwindows(x, (2,), (3,))", "rt.unwindows(z[..., :3], (2, 3), (1, 3))"),
    "rt.lagged(v, x, shape, axis)": ("rt.lagged(x, y, (2,), 1)", "rt.lagged(z, z ** 2, (4,), 1)", "rt.lagged(x, y, (), 0)"),
}  # fmt: skip

LONG = "np.ravel(z)"
ROWS = "np.concatenate([x, y, x * y, y**2], 1)"  # (2, 12)
SOS = "np.array([[1.0, 0.2, 0.1, 1.0, -0.3, 0.2], [0.5, 0.1, 0, 1.0, 0.4, 0.1]])"


DEFINITIONS: dict[str, tuple[str, ...]] = {
    f"{S}.convolve2d": bordered("convolve2d"),
    f"{S}.correlate2d": bordered("correlate2d"),
    f"{S}.detrend": tuple(f"{S}.detrend({c})" for c in (LONG, "z, 1", "x, type='constant'", f"{ROWS}, -1, 'linear', 5", f"{ROWS}.T, axis=0, bp=[3, 7]")),
    f"{S}.welch": tuple(
        f"{S}.welch({c})[1]" for c in (f"{LONG}, nperseg=8", f"{ROWS}, 2.0, 'boxcar', 4, 1, 5", f"{ROWS}.T, window=v, axis=0, detrend=False",
        f"{ROWS}, nperseg=5, average='median', scaling='spectrum'", f"{LONG} * (1 + 2j), nperseg=6, detrend='linear'",
        f"{LONG}, fs=s, nperseg=7, return_onesided=False")
    ),
    f"{S}.csd": (
        *(spectrum(f"{S}.csd({c})[1]") for c in (f"{LONG}, {LONG} ** 2, nperseg=8", f"{ROWS}, {ROWS}[:, 3:], 2.0, 'boxcar', 4, 1, 5",
          f"{ROWS}.T, {ROWS}.T ** 2, axis=0, nperseg=4, average='median'", f"{LONG} * (1 + 2j), {LONG} * 1j, nperseg=6")),
    ),
    f"{S}.periodogram": tuple(f"{S}.periodogram({c})[1]" for c in (LONG, f"{ROWS}, 3.0, 'hann', 8", f"{ROWS}.T, nfft=15, axis=0, detrend='linear'")),
    f"{S}.coherence": (f"{S}.coherence({LONG}, np.sqrt({LONG}) * np.arange(24), nperseg=8)[1][1:]",),
    f"{S}.spectrogram": (
        *(f"{S}.spectrogram({c})[2]" for c in (f"{LONG}, nperseg=8", f"{ROWS}, nperseg=4, noverlap=2, axis=1, mode='magnitude', detrend=False",
          f"{ROWS}.T, 2.0, 'hann', 4, axis=0", f"{LONG}, nperseg=8, mode='angle', detrend=False")),
        spectrum(f"{S}.spectrogram({LONG}, nperseg=8, mode='complex')[2]"),
    ),
    f"{S}.stft": tuple(
        spectrum(f"{S}.stft({c})[2]") for c in (f"{LONG}, nperseg=8", f"{ROWS}, 2.0, 'boxcar', 4, 1, 6, axis=1, boundary='odd'",
        f"{ROWS}.T, window=v, nperseg=3, axis=0, boundary=None, padded=False", f"{LONG}, nperseg=6, boundary='even', scaling='psd'",
        f"{LONG} * (1 + 2j), nperseg=6, boundary='constant', padded=False, detrend='constant', return_onesided=False")
    ),
    f"{S}.istft": (
        f"{S}.istft(z * (1 + 2j) + z[::-1], window='boxcar', boundary=False)[1]", f"{S}.istft({S}.stft({LONG}, nperseg=8)[2] ** 2, nperseg=8)[1]",
        f"{S}.istft(z * (1 + 2j), time_axis=1, freq_axis=2, nperseg=6, scaling='psd')[1]",
        spectrum(f"{S}.istft(z * (1 + 2j), 2.0, 'boxcar', input_onesided=False, boundary=False)[1]"),
    ),
    f"{S}.hilbert": tuple(spectrum(f"{S}.hilbert({c})") for c in (LONG, "x", "z, axis=1", "x, 5", "x, N=2")),
    f"{S}.sosfilt": (
        f"{S}.sosfilt({SOS}, x)", f"{S}.sosfilt({SOS}, v, zi=x[:, :2])[0]", f"{S}.sosfilt({SOS}, x, 1, np.stack([y[:, :2], x[:, 1:]]))[1]",
    ),
    f"{S}.filtfilt": tuple(
        f"{S}.filtfilt([0.3, 0.2, 0.1], [1.0, -0.4, 0.2], {c})" for c in (LONG, f"{ROWS}, padlen=4", f"{ROWS}.T, 0, 'even'",
        f"{LONG}, padtype='constant', padlen=5", f"{LONG}, padtype=None")
    ),
    f"{S}.sosfiltfilt": tuple(f"{S}.sosfiltfilt({SOS}, {c})" for c in (f"np.concatenate([{LONG}, v])", f"{ROWS}.T, 0, 'even', 4", f"{ROWS}, padtype=None")),
    f"{S}.savgol_filter": tuple(
        f"{S}.savgol_filter({c})" for c in (f"{LONG}, 5, 2", f"{ROWS}, 5, 2, 1, 0.5", f"{ROWS}.T, 7, 3, axis=0, mode='mirror'",
        f"{LONG}, 3, 1, mode='constant', cval=0.5", "z, 3, 1, mode='wrap', axis=1", f"{LONG}, 5, 1, mode='nearest'")
    ),
    f"{S}.resample": (
        *(f"{S}.resample({c})" for c in (f"{LONG}, 10", f"{LONG}, 33", "z, 5, axis=1", f"{ROWS}, 7, axis=-1, window='hann'", f"{LONG}, 24")),
        f"{S}.resample({LONG}, 10, t=np.arange(24) * 0.1)[0]",
    ),
    f"{S}.resample_poly": tuple(
        f"{S}.resample_poly({c})" for c in (f"{LONG}, 3, 2", f"{ROWS}, 2, 4, axis=1", f"{LONG}, 1, 3, window=v", "z, 5, 5",
        f"{LONG}, 2, 3, padtype='mean'", f"{ROWS}, 3, 1, 1, 'hamming', padtype='minimum'")
    ),
    f"{S}.decimate": tuple(
        f"{S}.decimate({c})" for c in (f"np.tile({LONG}, 3), 2", f"{LONG}, 3, ftype='fir'", f"{ROWS}, 2, 4, zero_phase=False",
        f"{ROWS}, 2, 6, 'fir', 1, False")
    ),
    f"{S}.medfilt": tuple(f"{S}.medfilt({c})" for c in (LONG, f"{LONG}, 5", "z, (1, 3, 3)", f"{ROWS}, [1, 3]")),
    f"{S}.medfilt2d": (f"{S}.medfilt2d({ROWS}.T, (3, 1))", f"{S}.medfilt2d(np.concatenate([z[0], z[1]]))"),
    f"{S}.wiener": (f"{S}.wiener({ROWS})", f"{S}.wiener({LONG}, 5)", f"{S}.wiener({ROWS}, (2, 3), 0.01)"),
}  # fmt: skip
