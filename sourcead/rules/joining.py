"""Rules of splitting, joining, inserting, of interpolation and polynomials."""

from sourcead.rules.forms import Rule

RULES: tuple[Rule, ...] = ()
