"""Locating the node of a function in its file, exactly.

Each candidate's body is moved to a range of lines of its own, the module is compiled, and the candidates' code objects are read
back by their first line and compared with the function's. So lambdas on one line, decorated functions, methods and nested
functions are told apart, and a file that changed since it was imported is noticed.

Guarantee: the node found has the function's bytecode; otherwise `SourceNotFoundError`.
"""

from __future__ import annotations
import __future__

import ast
import functools
import linecache
import sys
import threading
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gast

from sourcead import nodes
from sourcead.errors import Location, SourceNotFoundError, UnsupportedSyntaxError

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
FUTURE = functools.reduce(lambda flags, name: flags | getattr(__future__, name).compiler_flag, __future__.all_feature_names, 0)
MARK = 1 << 18  # more than any line number
WAY_OUT = "Put the function into a file (or a notebook cell) and import it from there."

_lock = threading.RLock()
_trees: dict[str, tuple[str, ast.Module]] = {}


@dataclass(frozen=True)
class Located:
    """A function's node, and the file that it stands in; `called_at`: where what it defines is called, for errors.

    `imported`: names of functions that are no longer in the node (see `normalize.imported`).
    """

    node: Any
    filename: str
    lines: tuple[str, ...]
    function: types.FunctionType
    called_at: Location | None = None
    imported: tuple[str, ...] = ()

    def place(self, node: Any) -> Location:
        """Where a node stands: its first line, in characters."""
        if self.called_at is not None:
            return self.called_at
        text = self.lines[node.lineno - 1] if 0 < node.lineno <= len(self.lines) else ""
        one_line = getattr(node, "end_lineno", None) == node.lineno
        start = _characters(text, node.col_offset)
        end = _characters(text, node.end_col_offset) if one_line else len(text.rstrip("\n"))
        return Location(self.filename, node.lineno, start, end, text)


def _characters(text: str, offset: int) -> int:
    """An offset in bytes, as `ast` counts, in characters."""
    return len(text.encode()[:offset].decode(errors="ignore"))


def locate(function: Any) -> Located:
    """The node of a function, method or partial application.

    Raises `SourceNotFoundError` where there is no text, or where the text is not what the function was compiled from.
    """
    plain = _plain(function)
    code = plain.__code__
    with _lock:
        lines = _lines(plain)
        node = _found(code, _tree(code.co_filename, "".join(lines)))
    if isinstance(node, gast.AsyncFunctionDef):
        place = Location(code.co_filename, node.lineno, node.col_offset, node.col_offset + 5, lines[node.lineno - 1])
        raise UnsupportedSyntaxError("an asynchronous function is not differentiated", way_out="Differentiate a plain function.",
                                     location=place)  # fmt: skip
    return Located(nodes.copy(node), code.co_filename, tuple(lines), plain)


@functools.lru_cache(maxsize=256)
def _found(code: types.CodeType, tree: ast.Module) -> Any:
    return gast.ast_to_gast(_find(code, tree))


def _plain(function: Any) -> types.FunctionType:
    """The Python function behind a partial application, a method or a static method."""
    while True:
        if isinstance(function, functools.partial):
            function = function.func
        elif isinstance(function, (staticmethod, classmethod, types.MethodType)):
            function = function.__func__
        elif isinstance(function, types.FunctionType):
            return function
        else:
            raise no_source(function)


def no_source(function: object) -> SourceNotFoundError:
    """The error for what is not written in Python."""
    reason = f"{function!r} is not a Python function: it has no source"
    return SourceNotFoundError(reason, way_out="Wrap it in a Python function.")


def _lines(function: types.FunctionType) -> list[str]:
    filename = function.__code__.co_filename
    linecache.checkcache(filename)
    lines = linecache.getlines(filename, function.__globals__)
    if not lines:
        raise _no_text(function.__qualname__, filename)
    return lines


def _no_text(name: str, filename: str) -> SourceNotFoundError:
    return SourceNotFoundError(f"there is no source text for {name!r} ({filename})", way_out=WAY_OUT)


def _tree(filename: str, text: str) -> ast.Module:
    """The parsed file, kept until its text changes."""
    held = _trees.get(filename)
    if held is None or held[0] != text:
        try:
            held = (text, ast.parse(text, filename))
        except SyntaxError as error:
            raise SourceNotFoundError(f"{filename} is not Python text any more: {error}", way_out=WAY_OUT) from error
        _trees[filename] = held
    return held[1]


def _first_line(node: Any) -> int:
    decorators = getattr(node, "decorator_list", None)
    return decorators[0].lineno if decorators else node.lineno  # type: ignore[no-any-return]


def _find(code: types.CodeType, tree: ast.Module) -> Any:
    near = [n for n in tree.body if _first_line(n) <= code.co_firstlineno <= (n.end_lineno or 0)]
    candidates = [
        n for statement in near for n in ast.walk(statement)
        if isinstance(n, FUNCTIONS) and _first_line(n) == code.co_firstlineno and getattr(n, "name", "<lambda>") == code.co_name
    ]  # fmt: skip
    if not candidates:
        raise _changed(code)
    hit = _matching(code, candidates, _without_others(near, tree)) or _matching(code, candidates, tree)
    if hit is None and any(name.startswith("@py") for name in code.co_names + code.co_varnames):  # pytest rewrote the assertions
        hit = _by_columns(code, candidates) or (candidates[0] if len(candidates) == 1 else None)
    if hit is None:
        raise _changed(code)
    return hit


def _without_others(near: list[ast.stmt], tree: ast.Module) -> ast.Module:
    """The module without the definitions beside some statements: they rarely have a part in these statements' bytecode.

    What is imported has: CPython calls attributes of modules another way than methods.
    """
    return ast.Module([n for n in tree.body if n in near or not isinstance(n, (*FUNCTIONS, ast.ClassDef))], tree.type_ignores)


def _matching(code: types.CodeType, candidates: list[Any], tree: ast.Module) -> Any:
    """The candidate that compiles to a function's code, if one does; by its columns too, where two are equal otherwise."""
    compiled = _compiled_candidates(candidates, tree, code)
    for columns in (True, False):
        wanted = _key(code, columns)
        hits = [n for n, found in compiled if _key(found, columns) == wanted]
        if hits:
            return hits[0]
    return None


def _changed(code: types.CodeType) -> SourceNotFoundError:
    if code.co_filename.startswith("<"):  # no file: another text goes by the same name, such as the one after `python -c`
        return _no_text(code.co_name, code.co_filename)
    return SourceNotFoundError(
        f"the text at {code.co_filename}:{code.co_firstlineno} is not what {code.co_name!r} was compiled from: "
        "the file has changed since it was imported",
        way_out="Import the module again.",
    )


def _compiled_candidates(candidates: list[Any], tree: ast.Module, code: types.CodeType) -> list[tuple[Any, types.CodeType]]:
    """Each candidate with its code object, compiled in its place; nested ones are compiled apart."""
    depths = _depths(candidates, tree)
    found: list[tuple[Any, types.CodeType]] = []
    for depth in sorted(set(depths)):
        group = [i for i, d in enumerate(depths) if d == depth]
        top = _compile_moved(tree, {i: candidates[i] for i in group}, code)
        seen = set()
        for item in _codes(top):
            index, line = divmod(item.co_firstlineno, MARK)
            if index and line == code.co_firstlineno and item.co_name == code.co_name and index not in seen:
                seen.add(index)
                found.append((candidates[index - 1], item))
    return found


def _depths(candidates: list[Any], tree: ast.Module) -> list[int]:
    """How many other candidates' bodies each candidate is inside of."""
    position = {id(n): i for i, n in enumerate(candidates)}
    depths = [0] * len(candidates)
    todo: list[tuple[ast.AST, int]] = [(tree, 0)]
    while todo:
        node, depth = todo.pop()
        body: set[int] = set()
        if id(node) in position:
            depths[position[id(node)]] = depth
            inner = node.body  # type: ignore[attr-defined]
            body = {id(n) for n in (inner if isinstance(inner, list) else [inner])}
        todo += [(child, depth + (id(child) in body)) for child in ast.iter_child_nodes(node)]
    return depths


def _compile_moved(tree: ast.Module, group: dict[int, Any], code: types.CodeType) -> types.CodeType:
    """The module compiled with each candidate's header and body moved to lines of its own."""
    saved: list[tuple[Any, int, int]] = []
    for index, node in group.items():
        body = node.body if isinstance(node.body, list) else [node.body]
        decorators = getattr(node, "decorator_list", [])
        moved = [node, *decorators, *(n for part in body for n in ast.walk(part))]
        for item in moved:
            if hasattr(item, "lineno"):
                saved.append((item, item.lineno, item.end_lineno))
                item.lineno += (index + 1) * MARK
                item.end_lineno += (index + 1) * MARK
    try:
        return compile(tree, code.co_filename, "exec", flags=code.co_flags & FUTURE, dont_inherit=True)  # type: ignore[no-any-return]
    finally:
        for item, line, end_line in saved:
            item.lineno, item.end_lineno = line, end_line


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant
            yield from _codes(constant)


def _key(code: types.CodeType, columns: bool) -> tuple[Any, ...]:
    """What two code objects of one function have in common; `columns`: with their places in the lines (Python 3.11 and later)."""
    constants = tuple(_key(c, columns) if isinstance(c, types.CodeType) else _constant_key(c, code) for c in code.co_consts)
    found: tuple[Any, ...] = (
        code.co_name, code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, code.co_argcount,
        code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags & ~FUTURE, constants,
    )  # fmt: skip
    if columns and sys.version_info >= (3, 11):
        found += (tuple(p[2:] for p in code.co_positions()),)
    return found


def _constant_key(value: Any, code: types.CodeType) -> tuple[Any, ...]:
    if isinstance(value, frozenset):
        return type(value), frozenset(map(repr, value))
    if type(value) is int and "__firstlineno__" in code.co_names:
        value %= MARK
    return type(value), repr(value)


def _by_columns(code: types.CodeType, candidates: list[Any]) -> Any:
    """The innermost candidate whose body holds every place of the code."""
    if sys.version_info < (3, 11):
        return None
    places = [p for p in code.co_positions() if None not in p and p[3] and (p[0], p[2]) != (code.co_firstlineno, 0)]
    if not places:
        return None
    low, high = min((p[0], p[2]) for p in places), max((p[1], p[3]) for p in places)  # type: ignore[type-var]
    best = None
    for node in candidates:
        body = node.body if isinstance(node.body, list) else [node.body]
        start = (body[0].lineno, body[0].col_offset)
        end = (body[-1].end_lineno, body[-1].end_col_offset)
        if start <= low and high <= end and (best is None or start >= (best.lineno, best.col_offset)):
            best = node
    return best
