"""The programs of `tests/programs`, rewritten so that they compute the same: `python -m tests.rewritten_programs names inner`.

Each rewritten program must have the gradient of the program that it was, or be refused.
"""

from __future__ import annotations

import argparse
import ast
import collections
import importlib
import random
import re
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from sourcead import SourceADError, value_and_grad
from tests.programs.cases import CASES, Case
from tests.programs.test_programs import fresh, leaves
from tests.sources import module_from

NAMES = (
    "list", "range", "len", "rt", "math", "scipy", "x_bar", "x_tape", "a", "a_2", "a_3", "a_2_2", "a_part", "a_0", "a_1", "a_start",
    "n_a", "items", "items_2", "pair", "pair_2", "part", "part_2", "total", "total_2", "result", "result_2", "found", "count", "i_2",
)  # fmt: skip
NAMED = (ast.MatchAs, ast.MatchStar, ast.ExceptHandler, ast.FunctionDef)


def _statements(text: str) -> list[ast.stmt]:
    return ast.parse(text).body


def _parameters(node: ast.FunctionDef) -> list[str]:
    return [a.arg for a in (*node.args.posonlyargs, *node.args.args)]


def _function(name: str, params: str, body: list[ast.stmt]) -> ast.stmt:
    made = _statements(f"def {name}({params}):\n    pass")[0]
    made.body = body  # type: ignore[attr-defined]
    return made


def _within(head: str) -> Callable[[ast.FunctionDef], list[ast.stmt]]:
    """Rewrites a function so that its body stands in a block."""

    def rewrite(node: ast.FunctionDef) -> list[ast.stmt]:
        block = _statements(head)[0]
        block.body = node.body  # type: ignore[attr-defined]
        node.body = [block, *_statements("raise ValueError('no result')")]
        return []

    return rewrite


def _inner(node: ast.FunctionDef) -> list[ast.stmt]:
    params = ", ".join(_parameters(node))
    node.body = [_function("inner_", params, node.body), *_statements(f"return inner_({params})")]
    return []


def _callee(node: ast.FunctionDef) -> list[ast.stmt]:
    params = ", ".join(_parameters(node))
    made = _function(f"callee_of_{node.name}", params, node.body)
    node.body = _statements(f"return callee_of_{node.name}({params})")
    return [made]


def _method(node: ast.FunctionDef) -> list[ast.stmt]:
    params = _parameters(node)
    made = _statements(f"class Of_{node.name}:\n    pass")[0]
    made.body = [_function("run", ", ".join(["self_", *params]), node.body)]  # type: ignore[attr-defined]
    node.body = _statements(f"return Of_{node.name}().run({', '.join(params)})")
    return [made]


def _constants(kind: type) -> Callable[[ast.FunctionDef], list[ast.stmt]]:
    """Rewrites a function so that its numbers are globals."""

    def rewrite(node: ast.FunctionDef) -> list[ast.stmt]:
        found: list[tuple[str, Any]] = []

        class Named(ast.NodeTransformer):
            def visit_Constant(self, part: ast.Constant) -> Any:  # noqa: N802
                if type(part.value) is not kind:
                    return part
                found.append((f"C_{node.name}_{len(found)}", part.value))
                return ast.Name(found[-1][0], ast.Load())

            def visit_JoinedStr(self, part: ast.JoinedStr) -> Any:  # noqa: N802
                return part

            def visit_MatchValue(self, part: ast.MatchValue) -> Any:  # noqa: N802
                return part

        node.body = [Named().visit(s) for s in node.body]
        return [_statements(f"{name} = {value!r}")[0] for name, value in found]

    return rewrite


def _names(node: ast.FunctionDef) -> list[ast.stmt]:
    """Gives variables names that derivatives and their steps like to give."""
    inside = [n for n in ast.walk(node) if n is not node]
    if any(isinstance(n, (ast.ClassDef, ast.Import, ast.ImportFrom)) for n in inside):
        return []
    declared = {name for n in inside if isinstance(n, (ast.Global, ast.Nonlocal)) for name in n.names}
    params = {a.arg for n in ast.walk(node) if isinstance(n, ast.arg) for a in [n]}
    stored = {n.id for n in inside if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    stored |= {str(n.name) for n in inside if isinstance(n, ast.FunctionDef)}
    used = {n.id for n in inside if isinstance(n, ast.Name)}
    free = [n for n in NAMES if n not in used | params | stored]
    random.Random(node.name).shuffle(free)
    names = dict(zip(sorted(stored - declared - params), free))
    for part in inside:
        if isinstance(part, ast.Name):
            part.id = names.get(part.id, part.id)
        elif isinstance(part, NAMED) and part.name is not None:
            part.name = names.get(part.name, part.name)
        elif isinstance(part, ast.MatchMapping) and part.rest is not None:
            part.rest = names.get(part.rest, part.rest)
    return []


WAYS: dict[str, Callable[[ast.FunctionDef], list[ast.stmt]]] = {
    "names": _names, "inner": _inner, "callee": _callee, "method": _method, "floats": _constants(float), "ints": _constants(int),
    "if": _within("if len(str(7)) == 1:\n    pass"), "once": _within("for once_ in range(1):\n    pass"),
    "try": _within("try:\n    pass\nfinally:\n    done_ = 1"), "with": _within("with np.errstate(all='ignore'):\n    pass"),
    "while": _within("while True:\n    pass"), "alias": lambda node: [],
}  # fmt: skip


def rewritten(text: str, way: str) -> str:
    """The text of a module with its programs rewritten."""
    tree, body = ast.parse(text), list[ast.stmt]()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and any("program" in ast.dump(d) for d in node.decorator_list):
            plain = not (node.args.vararg or node.args.kwarg or node.args.kwonlyargs)
            body += WAYS[way](node) if plain else []
        body.append(node)
    tree.body = body
    found = ast.unparse(ast.fix_missing_locations(tree))
    return re.sub(r"\bnp\b", "numerics", found) if way == "alias" else found


def outcome(case: Case, args: tuple[Any, ...], argnums: tuple[int, ...]) -> tuple[str, Any]:
    """(`right`, value and gradients), (`refused`, why) or (`error`, what)."""
    try:
        value, bars = value_and_grad(case.function, argnums)(*fresh(list(args)))
    except SourceADError as error:
        return "refused", error.reason
    except Exception as error:  # whatever it is, it is a defect to be reported
        return "error", f"{type(error).__name__}: {error}"
    return "right", [value, *map(np.asarray, leaves(list(bars)))]


def compare(old: Case, new: Case) -> tuple[str, str]:
    """(`same` | `skipped` | `refused` | `wrong`, why) of a rewritten program."""
    try:
        values = [case.function(*fresh(list(old.args))) for case in (old, new)]
    except Exception:  # the rewritten program is another one
        return "skipped", ""
    if not np.array_equal(*values, equal_nan=True):
        return "skipped", ""
    (before, first), (after, second) = (outcome(case, old.args, old.argnums) for case in (old, new))
    if "refused" in (before, after):
        return "refused", "" if before == after else str(second if after == "refused" else first)
    if "error" in (before, after):
        return ("same", "") if before == after else ("wrong", str(second if after == "error" else first))
    same = all(np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True) for a, b in zip(first, second, strict=True))
    return ("same", "") if same else ("wrong", f"{second}, before {first}")


def run(way: str, module: str, folder: Path) -> list[tuple[str, str, str]]:
    """(name, outcome, why) of each rewritten program of a module."""
    importlib.import_module(f"tests.programs.{module}")
    text = rewritten(Path(str(sys.modules[f"tests.programs.{module}"].__file__)).read_text(encoding="utf-8"), way)
    mark = len(CASES)
    old = {(c.function.__name__, c.number): c for c in CASES if c.function.__module__ == f"tests.programs.{module}"}
    module_from(text, folder, f"{module}_{way}")
    new = CASES[mark:]
    del CASES[mark:]
    pairs = [(old[c.function.__name__, c.number], c) for c in new if (c.function.__name__, c.number) in old]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return [(before.name, *compare(before, after)) for before, after in pairs]


def main() -> int:
    """Run, print every program that is wrong or refused anew, then counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ways", nargs="*", default=list(WAYS), choices=[*WAYS, []])
    parser.add_argument("--modules", nargs="*", help="of `tests/programs`; all without it")
    options = parser.parse_args()
    modules = options.modules or sorted({c.function.__module__.rpartition(".")[2] for c in CASES})
    counts: collections.Counter[tuple[str, str]] = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        for way in options.ways or list(WAYS):
            for module in modules:
                for name, found, why in run(way, module, Path(folder)):
                    counts[way, found] += 1
                    if why:
                        print(f"{way}: {name}: {found}: {why}", flush=True)
    for (way, found), count in counts.items():
        print(f"{way}: {count} {found}")
    return 1 if any(found == "wrong" for _, found in counts) else 0


if __name__ == "__main__":
    sys.exit(main())
