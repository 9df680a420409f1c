"""Rules of statistics, of what ignores NaN, of sorting and searching."""

from sourcead.rules.forms import Rule

RULES: tuple[Rule, ...] = ()
