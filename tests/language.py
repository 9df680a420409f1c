"""README.md's table of the language that is supported, made from the programs that show it.

`python -m tests.language` tells whether the table is up to date, `--update` writes it.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

from tests.programs.cases import CASES

README = Path(__file__).parent.parent / "README.md"
GROUPS = {
    "control flow": "tests.programs.language_control",
    "data": "tests.programs.language_data",
    "functions": "tests.programs.language_functions",
    "arrays in place": "tests.programs.language_arrays",
}
BETWEEN = re.compile(r"(?<=<!-- language: made by tests/language.py -->\n).*?(?=<!-- end -->)", re.DOTALL)


def table() -> str:
    """The table: a row for each group of constructs."""
    rows = ["| | supported |", "|---|---|"]
    for title, module in GROUPS.items():
        importlib.import_module(module)
        shown = [case.function.__doc__ or "" for case in CASES if case.function.__module__ == module]
        rows.append(f"| {title} | {'; '.join(shown)} |")
    return "\n".join(rows) + "\n"


def updated(text: str) -> str:
    """README.md with the table as it is now."""
    return BETWEEN.sub(lambda _: table(), text)


def main() -> int:
    """Compare, or write."""
    text = README.read_text(encoding="utf-8")
    if "--update" in sys.argv:
        README.write_text(updated(text), encoding="utf-8")
    elif updated(text) != text:
        print("README.md's table of the language is not up to date: python -m tests.language --update")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
