"""Rules of the special functions of SciPy."""

from sourcead.rules.forms import elementwise

RULES = (
    elementwise("scipy.special.erf(z)", z="g * 2 / np.sqrt(np.pi) * np.exp(-(z**2))"),
    elementwise("scipy.special.erfc(x)", x="-g * 2 / np.sqrt(np.pi) * np.exp(-(x**2))"),
    elementwise("scipy.special.ndtr(x)", x="g * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)"),
    elementwise("scipy.special.gammaln(x)", x="g * scipy.special.psi(x)"),
    elementwise("scipy.special.psi(z)", z="g * scipy.special.polygamma(1, z)"),
    elementwise("scipy.special.polygamma(n, x)", x="g * scipy.special.polygamma(n + 1, x)"),
)
