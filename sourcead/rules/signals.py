"""Rules of convolutions, correlations and filters."""

from sourcead.rules.forms import Rule

RULES: tuple[Rule, ...] = ()
