"""The constructs of the language that are supported: each with what tells that a program has it.

What tells is a question about the program's text (`tests.programs.syntax`).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from tests.programs.syntax import Code, base_of, dotted, inside, is_call, is_slice, parameters

Test = Callable[[Code], bool]
LOOPS = (ast.For, ast.While)
FUNCTIONS = (ast.FunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def has(*kinds: type[ast.AST]) -> Test:
    """A node of one of these kinds."""
    return lambda code: any(True for _ in code.of(*kinds))


def node(kind: type[ast.AST], test: Callable[..., object]) -> Test:
    """A node of this kind of which something holds."""
    return lambda code: any(test(n) for n in code.of(kind))


def calls(*names: str) -> Test:
    """A call of a function of one of these names."""
    return lambda code: code.calls(*names)


def method(*names: str) -> Test:
    """A call of a method of one of these names."""
    return lambda code: any(True for _ in code.methods(*names))


def operator(kind: type[ast.operator], which: str) -> Test:
    """A binary operator one side of which is a list or a dict."""
    return lambda code: any(
        isinstance(n.op, kind)
        and any(getattr(code, f"is_{which}")(s) for s in (getattr(n, "left", None), getattr(n, "right", n)) if s)
        for n in code.of(ast.BinOp)
    )


def keyword(name: str) -> Test:
    """A keyword argument of this name."""
    return node(ast.keyword, lambda n: n.arg == name)


def within(outer: type[ast.AST] | tuple[type[ast.AST], ...], inner: type[ast.AST] | tuple[type[ast.AST], ...]) -> Test:
    """A node of one kind inside one of another kind."""
    return lambda code: any(True for n in code.nodes if isinstance(n, outer) for _ in inside(n, inner))


def _returns_from_nested_loops(code: Code) -> bool:
    return any(True for n in code.of(*LOOPS) for m in inside(n, LOOPS) for _ in inside(m, ast.Return))


def _managers(code: Code) -> Iterator[ast.With]:
    """`with` statements whose manager is a class or a function of the module, or an object that one of them made."""
    for statement in code.of(ast.With):
        for item in statement.items:
            made = item.context_expr
            name = dotted(made.func) if isinstance(made, ast.Call) else base_of(made)
            if name in code.names or code.is_made_by(name, lambda v: isinstance(v, ast.Call) and dotted(v.func) in code.names):
                yield statement


def _runs_over(test: Callable[[Code, ast.expr], bool]) -> Test:
    """A loop or a comprehension over something of which this holds."""
    return lambda code: any(test(code, n.iter) for n in code.of(ast.For, ast.comprehension))


def _is_generator(code: Code, made: ast.expr) -> bool:
    if isinstance(made, ast.Call) and made.args and dotted(made.func) in ("enumerate", "list", "map", "zip"):
        return any(_is_generator(code, a) for a in made.args)
    name = (
        made.func.attr
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute)
        else dotted(getattr(made, "func", made))
    )
    held = code.is_made_by(name, lambda v: isinstance(v, ast.GeneratorExp) or dotted(getattr(v, "func", v)) in code.generators)
    return isinstance(made, ast.GeneratorExp) or name in code.generators or held


def _is_text(code: Code, made: ast.expr) -> bool:
    if is_call(made, "enumerate", "zip", "reversed"):
        return any(_is_text(code, a) for a in made.args)  # type: ignore[attr-defined]
    constant = isinstance(made, ast.Constant) and isinstance(made.value, str)
    return constant or (isinstance(made, ast.Name) and code.is_made_by(made.id, lambda v: _is_text(code, v)))


def _is_constants(code: Code, made: ast.expr) -> bool:
    if isinstance(made, ast.Name):
        return code.is_made_by(made.id, lambda v: _is_constants(code, v))
    return isinstance(made, (ast.Tuple, ast.List)) and bool(made.elts) and all(map(_is_literal, made.elts))


def _is_literal(part: ast.expr) -> bool:
    try:
        ast.literal_eval(part)
    except ValueError:
        return False
    return True


CONTROL_FLOW: dict[str, Test] = {
    "for ... else": node(ast.For, lambda n: n.orelse),
    "while ... else": node(ast.While, lambda n: n.orelse),
    "break": has(ast.Break),
    "continue": has(ast.Continue),
    "return inside nested loops": _returns_from_nested_loops,
    "match: a value": has(ast.MatchValue),
    "match: or": has(ast.MatchOr),
    "match: a sequence": has(ast.MatchSequence),
    "match: a star": has(ast.MatchStar),
    "match: a mapping": has(ast.MatchMapping),
    "match: a class": has(ast.MatchClass),
    "match: a capture": node(ast.MatchAs, lambda n: n.pattern is None and n.name is not None),
    "match: as": node(ast.MatchAs, lambda n: n.pattern is not None),
    "match: a guard": node(ast.match_case, lambda n: n.guard is not None),
    "match: a singleton": has(ast.MatchSingleton),
    "conditional expression": has(ast.IfExp),
    "and": has(ast.And),
    "or": has(ast.Or),
    "not": has(ast.Not),
    "chained comparison": node(ast.Compare, lambda n: len(n.ops) > 1),
    "walrus": has(ast.NamedExpr),
    "assert": has(ast.Assert),
    "raise": has(ast.Raise),
    "try ... except": node(ast.Try, lambda n: n.handlers),
    "try ... else": node(ast.Try, lambda n: n.orelse),
    "try ... finally": node(ast.Try, lambda n: n.finalbody),
    "with np.errstate": node(ast.withitem, lambda n: is_call(n.context_expr, "np.errstate")),
    "with: a manager of one's own": lambda code: any(True for _ in _managers(code)),
    "with: several at once": node(ast.With, lambda n: len(n.items) > 1),
    "del": has(ast.Delete),
    "pass": has(ast.Pass),
    "a loop over a generator": _runs_over(_is_generator),
    "a loop over a view of a dict": _runs_over(lambda _, n: isinstance(n, ast.Call) and getattr(n.func, "attr", "") in ("items", "keys", "values")),
    "a loop over a string": _runs_over(_is_text),
    "a loop over constants": _runs_over(_is_constants),
}  # fmt: skip


def _decorated(word: str) -> Callable[[ast.AST], bool]:
    """Whether a function or class has a decorator whose name ends so."""
    return lambda n: any(dotted(getattr(d, "func", d)).rpartition(".")[2] == word for d in getattr(n, "decorator_list", []))


def _is_frozen(cls: ast.ClassDef) -> bool:
    given = [k for d in cls.decorator_list for k in getattr(d, "keywords", []) if k.arg == "frozen"]
    return any(isinstance(k.value, ast.Constant) and k.value.value is True for k in given)


def _has_method(name: str) -> Test:
    return lambda code: any(isinstance(m, ast.FunctionDef) and m.name == name for c in code.of(ast.ClassDef) for m in c.body)


def _is_named_tuple(code: Code) -> bool:
    classes = any(dotted(b).rpartition(".")[2] == "NamedTuple" for c in code.of(ast.ClassDef) for b in c.bases)
    return classes or code.calls("namedtuple", "collections.namedtuple")


def _list_method(*names: str) -> Test:
    return lambda code: any(code.is_list(c.func.value) for c in code.methods(*names))


def _of_list(test: Callable[[ast.Subscript], bool]) -> Test:
    return lambda code: any(code.is_list(n.value) and test(n) for n in code.of(ast.Subscript))


def _made_inside(code: Code) -> bool:
    classes = {c.name for c in code.of(ast.ClassDef)}
    own = [] if code.own is None else [n for n in ast.walk(code.own) if isinstance(n, ast.Call)]
    return any(dotted(n.func) in classes for n in own)


DATA: dict[str, Test] = {
    "tuples": node(ast.Assign, lambda n: isinstance(n.value, ast.Tuple) and isinstance(n.targets[0], ast.Name)),
    "named tuples": _is_named_tuple,
    "list: append": _list_method("append"),
    "list: extend": _list_method("extend"),
    "list: pop": _list_method("pop"),
    "list: insert": _list_method("insert"),
    "list: an element assigned": _of_list(lambda n: isinstance(n.ctx, ast.Store) and not is_slice(n)),
    "list: slices": _of_list(is_slice),
    "list: +": operator(ast.Add, "list"),
    "list: *": operator(ast.Mult, "list"),
    "list: sorted in place": _list_method("sort"),
    "dict: a display": node(ast.Dict, lambda n: n.keys),
    "dict: items": method("items"),
    "dict: get": method("get"),
    "dict: update": method("update"),
    "dict: |": lambda code: any(isinstance(n.op, ast.BitOr) and code.is_dict(getattr(n, "left", getattr(n, "target", n))) for n in code.of(ast.BinOp, ast.AugAssign)),
    "dict: a comprehension": has(ast.DictComp),
    "sets": lambda code: has(ast.Set, ast.SetComp)(code) or code.calls("set", "frozenset"),
    "dataclasses": node(ast.ClassDef, lambda n: _decorated("dataclass")(n) and not _is_frozen(n)),
    "frozen dataclasses": node(ast.ClassDef, _is_frozen),
    "objects: attributes read": within(ast.ClassDef, ast.Attribute),
    "objects: attributes written": node(ast.Attribute, lambda n: isinstance(n.ctx, ast.Store)),
    "objects: made inside": _made_inside,
    "objects: __call__": _has_method("__call__"),
    "objects: property": node(ast.FunctionDef, _decorated("property")),
    "objects: staticmethod": node(ast.FunctionDef, _decorated("staticmethod")),
    "objects: classmethod": node(ast.FunctionDef, _decorated("classmethod")),
    "objects: super()": calls("super"),
    "functools.partial": calls("functools.partial", "partial"),
    "functools.reduce": calls("functools.reduce", "reduce"),
    "operator.*": node(ast.Attribute, lambda n: dotted(n).startswith("operator.")),
    **{name: calls(name) for name in (
        "map", "filter", "zip", "enumerate", "reversed", "sorted", "sum", "min", "max", "abs", "pow", "round", "divmod", "any", "all",
        "len", "isinstance", "getattr", "print",
    )},
    "a list comprehension": has(ast.ListComp),
    "a set comprehension": has(ast.SetComp),
    "a generator expression": has(ast.GeneratorExp),
    "a comprehension with conditions": node(ast.comprehension, lambda n: n.ifs),
    "a comprehension of several loops": lambda code: any(len(n.generators) > 1 for n in code.of(*COMPREHENSIONS)),
    "a generator function consumed by a loop": lambda code: bool(code.generators) and _runs_over(_is_generator)(code),
    "f-strings": has(ast.JoinedStr),
    "stars in calls": node(ast.Call, lambda n: any(isinstance(a, ast.Starred) for a in n.args)),
    "stars in assignments": node(ast.Starred, lambda n: isinstance(n.ctx, ast.Store)),
    "nested unpacking": node(ast.Tuple, lambda n: isinstance(n.ctx, ast.Store) and any(isinstance(e, ast.Tuple) for e in n.elts)),
}  # fmt: skip


def _inner(code: Code) -> Iterator[tuple[ast.FunctionDef, ast.FunctionDef | ast.Lambda]]:
    """Functions inside functions, each with the one around it."""
    return ((outer, f) for outer in code.of(ast.FunctionDef) for f in inside(outer, FUNCTIONS))


def _outer_names(outer: ast.FunctionDef, function: ast.FunctionDef | ast.Lambda) -> set[str]:
    """The variables of the function around it that a function reads."""
    own = {n.id for n in inside(function, ast.Name) if isinstance(n.ctx, ast.Store)} | parameters(function)
    made = {n.id for n in inside(outer, ast.Name) if isinstance(n.ctx, ast.Store)} | parameters(outer)
    return {n.id for n in inside(function, ast.Name) if isinstance(n.ctx, ast.Load)} & (made - own)


def _closes_over(code: Code) -> bool:
    return any(_outer_names(outer, f) for outer, f in _inner(code))


def _made_in_loop(code: Code) -> bool:
    return any(
        _outer_names(outer, f)
        for outer, f in _inner(code)
        if any(f is g for loop in inside(outer, LOOPS) for g in inside(loop, FUNCTIONS))
    )


def _is_function(code: Code, part: ast.expr) -> bool:
    return isinstance(part, ast.Lambda) or (isinstance(part, ast.Name) and part.id in code.functions)


def _passes_function(code: Code) -> bool:
    known = {"map", "filter", "functools.reduce", "sorted", "min", "max"}
    found = (n for n in code.of(ast.Call) if dotted(n.func) not in known)
    return any(_is_function(code, a) for n in found for a in [*n.args, *(k.value for k in n.keywords)])


def _graph(code: Code) -> dict[str, set[str]]:
    """Which functions each function calls."""
    return {n: {dotted(c.func) for c in inside(f, ast.Call)} & set(code.functions) for n, f in code.functions.items()}


def _is_mutual(code: Code) -> bool:
    graph = _graph(code)
    return any(a in graph.get(b, ()) for a, called in graph.items() for b in called if a != b)


def _calls_elsewhere(code: Code) -> bool:
    """Whether a function is called that another module of the tests defines."""
    scope = getattr(code.case.function, "__globals__", {})
    found = [scope.get(base_of(part)) for n in code.of(ast.Call) for part in (n.func, *n.args)]
    homes = [getattr(f, "__module__", None) or "" for f in found]
    return any(h.startswith("tests.") and h != code.case.function.__module__ and not h.endswith(".cases") for h in homes)


CALLABLES: dict[str, Test] = {
    "defaults": node(ast.arguments, lambda n: n.defaults),
    "keyword-only parameters": node(ast.arguments, lambda n: n.kwonlyargs),
    "positional-only parameters": node(ast.arguments, lambda n: n.posonlyargs),
    "*args": node(ast.arguments, lambda n: n.vararg),
    "**kwargs": node(ast.arguments, lambda n: n.kwarg),
    "a function inside": within(ast.FunctionDef, ast.FunctionDef),
    "closures": _closes_over,
    "closures made in loops": _made_in_loop,
    "nonlocal": has(ast.Nonlocal),
    "lambdas in containers": within((ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.DictComp), ast.Lambda),
    "functions as arguments": _passes_function,
    "functions returned": lambda code: any(n.value is not None and _is_function(code, n.value) for n in code.of(ast.Return)),
    "recursion": lambda code: any(n in called for n, called in _graph(code).items()),
    "mutual recursion": _is_mutual,
    "functools.wraps": node(ast.FunctionDef, _decorated("wraps")),
    "functools.lru_cache": node(ast.FunctionDef, lambda n: _decorated("lru_cache")(n) or _decorated("cache")(n)),
    "contextlib.contextmanager": node(ast.FunctionDef, _decorated("contextmanager")),
    "callees in other modules": _calls_elsewhere,
}  # fmt: skip
