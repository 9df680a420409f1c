"""Rules of decompositions and functions of matrices."""

from sourcead.rules.forms import Rule

RULES: tuple[Rule, ...] = ()
