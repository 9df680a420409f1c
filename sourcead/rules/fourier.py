"""Rules of Fourier and cosine transforms."""

from sourcead.rules.forms import Rule

RULES: tuple[Rule, ...] = ()
