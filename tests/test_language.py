"""README.md says of the language what the programs show."""

from __future__ import annotations

import gast

from sourcead.normalize.flatten import EXPRESSIONS, STATEMENTS
from sourcead.normalize.unsupported import REASONS
from tests.language import BETWEEN, GROUPS, README, table, updated
from tests.programs.cases import CASES

# Kinds of nodes that are parts of others, or that Python 3 does not have.
PARTS = {"expr", "stmt", "Slice", "Suite", "Repr", "Print", "Exec", "FormattedValue", "Interpolation", "Param"}
REWRITTEN = {"Match", "Continue", "TypeAlias", "TemplateStr"}  # before the statements are flattened, or refused by the locator


def test_the_table_is_up_to_date() -> None:
    text = README.read_text(encoding="utf-8")
    assert BETWEEN.search(text) and updated(text) == text
    assert table().count("\n") == len(GROUPS) + 2


def test_each_program_says_what_it_shows() -> None:
    for case in CASES:
        if case.function.__module__ in GROUPS.values():
            assert case.function.__doc__, case.name


def test_each_kind_of_node_is_known_or_refused_for_a_reason() -> None:
    kinds = [k for k in vars(gast).values() if isinstance(k, type) and issubclass(k, (gast.expr, gast.stmt))]
    unknown = {k.__name__ for k in kinds} - PARTS - REWRITTEN - set(EXPRESSIONS) - set(STATEMENTS) - set(REASONS)
    assert not unknown
