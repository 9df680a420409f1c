"""The rules of the house that can be measured: layers, cycles, sizes, docstrings, annotations, folders."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "sourcead"

# From top to bottom: a module imports from its own layer or from lower ones. `runtime` is below them all.
LAYERS = (
    ("tools", "jacobians", "sparse"),
    ("sweeps",),
    ("flows",),
    ("solutions",),
    ("api",),
    ("steady",),
    ("again", "loops"),
    ("kept", "transposed", "turned"),
    ("custom", "extend", "rerun", "several", "shown"),
    ("derivative", "directions", "domains", "trees"),
    ("dispatch", "apart", "identity", "signatures", "sparsity", "wanted"),
    ("pipeline",),
    ("spelling",),
    ("backends", "compile", "cache", "assemble"),
    ("printer", "layout"),
    ("batch",),
    ("optimize",),
    ("differentiate",),
    ("analysis",),
    ("types",),
    ("normalize",),
    ("locate",),
    ("definitions",),
    ("rules",),
    ("algebra", "nodes", "revolve"),
    ("runtime",),
    ("errors",),
)
LEVEL = {unit: -k for k, layer in enumerate(LAYERS) for unit in layer}
FOLDERS = {"sourcead", "tests", "examples"}
BUILT = {"build", "dist", "__pycache__"}
REQUIRED = {"numpy", "gast", "astunparse"}
OPTIONAL = {"numba", "scipy", "jax", "cupy"}

MAX_FILE, MAX_FUNCTION, LONG_FUNCTION, SHORT_SHARE = 500, 60, 25, 0.9

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules() -> dict[str, Path]:
    """Dotted names of the package's modules and their files."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()
WRITTEN = [
    p for folder in sorted(FOLDERS) for p in sorted((ROOT / folder).rglob("*.py")) if not re.search(r"golden/[a-z]", p.as_posix())
]
each_module = pytest.mark.parametrize("name", MODULES)


def imported(name: str) -> Iterator[tuple[str, ast.stmt]]:
    """The full names that a module imports, at whatever depth, with the statements."""
    path = MODULES[name]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
            stem = base[: len(base) - node.level + 1] if node.level else []
            parent = ".".join([*stem, *filter(None, [node.module])])
            yield from ((f"{parent}.{alias.name}", node) for alias in node.names)


def module_of(target: str) -> str | None:
    """The module of the package that an imported name is, or is defined in."""
    if target in MODULES:
        return target
    parent = target.rpartition(".")[0]
    return parent if parent in MODULES else None


def edges(name: str) -> set[str]:
    found = {module_of(target) for target, _ in imported(name)}
    return {module for module in found if module is not None and module != name}


def unit(module: str) -> str:
    """The part of the package that a module belongs to: `sourcead.types.infer` to `types`."""
    return (module.split(".") + [""])[1]


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def place(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if isinstance(node, (ast.stmt, ast.expr)) else ""
    return f"{path.relative_to(ROOT).as_posix()}{line}"


def test_every_part_has_a_layer() -> None:
    assert {unit(name) for name in MODULES} - {""} <= set(LEVEL)


@each_module
def test_imports_go_down(name: str) -> None:
    """The package's face imports what it shows; nothing imports the face."""
    if name == "sourcead":
        return
    wrong = [f"{name} imports {other}" for other in edges(name) if not unit(other) or LEVEL[unit(other)] > LEVEL[unit(name)]]
    assert not wrong


@each_module
def test_no_import_inside_a_function(name: str) -> None:
    """What is imported late is the optional dependencies."""
    late = [
        f"{place(MODULES[name], node)}: {target}"
        for target, node in imported(name)
        if node.col_offset and not _guarded(name, node) and target.split(".")[0] not in OPTIONAL
    ]
    assert not late


def _guarded(name: str, node: ast.stmt) -> bool:
    """Whether an import stands under `if TYPE_CHECKING:` at the top."""
    return any(
        isinstance(top, ast.If) and ast.unparse(top.test).endswith("TYPE_CHECKING") and node in top.body
        for top in tree(MODULES[name]).body
    )


def test_no_cycles() -> None:
    """Take away modules that import nothing that is left; what stays is a cycle or rests on one."""
    left = {name: edges(name) for name in MODULES}
    while free := [name for name, others in left.items() if not others & left.keys() - {name}]:
        for name in free:
            del left[name]
    cyclic = {name: sorted(others & left.keys()) for name, others in left.items()}
    assert not cyclic


@each_module
def test_dependencies(name: str) -> None:
    """`runtime` needs NumPy alone, but for factors of matrices of SciPy; the text is made in one place."""
    outside = {target.split(".")[0] for target, _ in imported(name)} - {"sourcead"} - set(sys.stdlib_module_names)
    assert outside <= REQUIRED | OPTIONAL
    if unit(name) == "runtime":
        assert outside <= ({"numpy", "scipy"} if name == "sourcead.runtime.entries" else {"numpy"})
    if unit(name) not in ("printer", "layout"):
        assert "astunparse" not in outside


def test_sizes() -> None:
    files = [place(p) for p in WRITTEN if p.read_text(encoding="utf-8").count("\n") > MAX_FILE]
    long = [f"{place(p, f)}: {f.name}, {length(f)} lines" for p in WRITTEN for f in functions(p) if length(f) > MAX_FUNCTION]
    assert not files + long


def test_most_functions_are_short() -> None:
    lengths = [length(f) for path in MODULES.values() for f in functions(path)]
    assert sum(n <= LONG_FUNCTION for n in lengths) >= SHORT_SHARE * len(lengths)


def test_module_docstrings() -> None:
    assert not [place(p) for p in WRITTEN if tree(p).body and not ast.get_docstring(tree(p))]


@each_module
def test_public_docstrings(name: str) -> None:
    bare = []
    for node in tree(MODULES[name]).body:
        members = [node, *(node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [])]
        for member in members:
            if not isinstance(member, (ast.ClassDef, *Function.__args__)) or member.name.startswith("_"):
                continue
            if not ast.get_docstring(member) and "overload" not in {ast.unparse(d) for d in member.decorator_list}:
                bare.append(f"{place(MODULES[name], member)}: {member.name}")
    assert not bare


@each_module
def test_annotations(name: str) -> None:
    bare = []
    for node in functions(MODULES[name]):
        spec = node.args
        named = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *filter(None, [spec.vararg, spec.kwarg])]
        missing = [a.arg for k, a in enumerate(named) if a.annotation is None and not (k == 0 and a.arg in ("self", "cls"))]
        if missing or node.returns is None:
            bare.append(f"{place(MODULES[name], node)}: {node.name} {missing or 'result'}")
    assert not bare


def test_no_markers() -> None:
    marker = re.compile(r"#\s*(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
    assert not [place(p) for p in WRITTEN if marker.search(p.read_text(encoding="utf-8"))]


def test_folders() -> None:
    found = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".") and p.suffix != ".egg-info"}
    assert found - BUILT == FOLDERS
