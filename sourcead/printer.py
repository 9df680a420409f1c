"""Printing: the text of a tree, with minimal parentheses, comments and lines that fit.

Guarantee: parsing the text gives the tree back (comments aside). A statement's `comment` attribute is printed above it. No other
module makes text.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import gast
from astunparse.unparser import INFSTR, Unparser

from sourcead.layout import CLOSE, CLOSE_COMMA, HIDDEN_CLOSE, HIDDEN_OPEN, OPEN, Piece, blank, lay_out
from sourcead.normalize.marks import is_caught, is_guard, split, with_blocks

WIDTH = 88
(
    NAMED,
    TUPLE,
    YIELD,
    TEST,
    OR,
    AND,
    NOT,
    COMPARE,
    BIT_OR,
    BIT_XOR,
    BIT_AND,
    SHIFT,
    SUM,
    TERM,
    SIGN,
    POWER,
    AWAIT,
    ATOM,
) = range(18)
BINARY = {
    "Add": SUM, "Sub": SUM, "Mult": TERM, "MatMult": TERM, "Div": TERM, "Mod": TERM, "FloorDiv": TERM, "LShift": SHIFT,
    "RShift": SHIFT, "BitOr": BIT_OR, "BitXor": BIT_XOR, "BitAnd": BIT_AND, "Pow": POWER,
}  # fmt: skip
PRECEDENCE = {
    "NamedExpr": NAMED, "Tuple": TUPLE, "Yield": YIELD, "YieldFrom": YIELD, "IfExp": TEST, "Lambda": TEST, "Compare": COMPARE,
    "Await": AWAIT,
}  # fmt: skip


def to_source(tree: ast.AST | Sequence[ast.stmt], width: int = WIDTH) -> str:
    """The text of a statement, of several, or of an expression, as gast nodes."""
    printer = Printer(width)
    if isinstance(tree, (list, tuple)):
        printer.suite(tree)
    elif isinstance(tree, gast.Module):
        printer.suite(tree.body)
    elif isinstance(tree, ast.stmt):
        printer.suite([tree])
    else:
        printer.start()
        printer.expr(tree)
    return printer.text()


def expression_text(node: ast.AST) -> str:
    """An expression on one line."""
    return to_source(node, width=10**9).rstrip("\n")


class Printer(Unparser):  # type: ignore[misc]
    """Prints gast nodes; the operators' tables and the dispatch by `_Node` methods are astunparse's."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.file = io.StringIO()
        self.depth = 0
        self.line: list[Piece] | None = None
        self.indent = 0

    def text(self) -> str:
        """What has been printed."""
        self.finish()
        return self.file.getvalue()

    # lines

    def start(self, text: str = "") -> None:
        """Begin a logical line."""
        self.finish()
        self.line, self.indent = [text] if text else [], self.depth

    def put(self, *pieces: Piece) -> None:
        """Continue the logical line."""
        assert self.line is not None
        self.line.extend(pieces)

    def finish(self) -> None:
        """Lay the logical line out."""
        if self.line is not None:
            self.file.write("\n".join(lay_out(self.line, 4 * self.indent, self.width)) + "\n")
        self.line = None

    def suite(self, body: Sequence[Any]) -> None:
        """A block of statements."""
        blocks = with_blocks(body)
        for position, statement in enumerate(body):
            if position in blocks:
                statement = blocks[position]
            if statement is None:
                continue
            is_definition = isinstance(statement, gast.FunctionDef)
            if position and (is_definition or isinstance(body[position - 1], gast.FunctionDef)):
                self.finish()
                self.file.write("\n" * (1 if self.depth else 2))
            for line in (getattr(statement, "comment", "") or "").splitlines():
                self.start(f"# {line}".rstrip())
            self.node(statement)

    def block(self, body: Sequence[Any]) -> None:
        """The indented block of a compound statement."""
        self.put(":")
        self.depth += 1
        self.suite(body or [gast.Pass()])
        self.finish()
        self.depth -= 1

    # expressions by precedence

    def node(self, tree: Any) -> None:
        """Print a node by its `_Node` method."""
        method: Callable[[Any], None] | None = getattr(self, f"_{type(tree).__name__}", None)
        if method is None:
            raise NotImplementedError(f"no text for {type(tree).__name__}")
        method(tree)

    def expr(self, tree: Any, least: int = TEST) -> None:
        """An expression, in parentheses if it binds less than `least`."""
        if _precedence(tree) < least:
            self.put("(", OPEN)
            self.node(tree)
            self.put(CLOSE, ")")
        else:
            self.node(tree)

    def bare(self, tree: Any) -> None:
        """An expression where a tuple needs no parentheses."""
        self.expr(tree, TUPLE if isinstance(tree, gast.Tuple) and tree.elts else TEST)

    def right_side(self, tree: Any) -> None:
        """An expression that gets parentheses if it must be broken."""
        self.put(HIDDEN_OPEN)
        self.bare(tree)
        self.put(HIDDEN_CLOSE)

    def items(self, trees: Iterable[Any], show: Callable[[Any], None] | None = None) -> None:
        """Things between commas."""
        for position, tree in enumerate(trees):
            if position:
                self.put(",", blank(0))
            (show or self.expr)(tree)

    def group(self, opening: str, trees: Sequence[Any], closing: str, show: Callable[[Any], None] | None = None) -> None:
        """Things between commas and brackets."""
        self.put(opening, OPEN)
        self.items(trees, show)
        self.put(CLOSE_COMMA if trees else CLOSE, closing)

    # statements

    def _Expr(self, tree: Any) -> None:
        self.start()
        self.right_side(tree.value)

    def _Assign(self, tree: Any) -> None:
        self.start()
        for target in tree.targets:
            self.bare(target)
            self.put(" = ")
        self.right_side(tree.value)

    def _AugAssign(self, tree: Any) -> None:
        self.start()
        self.expr(tree.target)
        self.put(f" {self.binop[type(tree.op).__name__]}= ")
        self.right_side(tree.value)

    def _Return(self, tree: Any) -> None:
        self.start("return")
        if tree.value is not None:
            self.put(" ")
            self.right_side(tree.value)

    def _Pass(self, tree: Any) -> None:
        self.start("pass")

    def _Break(self, tree: Any) -> None:
        self.start("break")

    def _Continue(self, tree: Any) -> None:
        self.start("continue")

    def _Assert(self, tree: Any) -> None:
        self.start("assert ")
        self.right_side(tree.test)
        if tree.msg is not None:
            self.put(", ")
            self.right_side(tree.msg)

    def _Raise(self, tree: Any) -> None:
        self.start("raise")
        for word, part in (("", tree.exc), ("from ", tree.cause)):
            if part is not None:
                self.put(f" {word}")
                self.expr(part)

    def _If(self, tree: Any, word: str = "if") -> None:
        if is_guard(tree):
            self._guard(tree)
            return
        self.start(f"{word} ")
        self.right_side(tree.test)
        self.block(tree.body)
        chained = len(tree.orelse) == 1 and isinstance(tree.orelse[0], gast.If) and not is_guard(tree.orelse[0])
        if chained and not getattr(tree.orelse[0], "comment", None):
            self._If(tree.orelse[0], "elif")
        else:
            self._else(tree)

    def _guard(self, tree: Any) -> None:
        self.start("try")
        body, after = split(tree.body)
        self.block(body)
        classes, handler = tree.test.args, list(tree.orelse)
        self.start("except ")
        self.expr(classes[0] if len(classes) == 1 else gast.Tuple(classes, gast.Load()))
        if handler and is_caught(handler[0]):
            self.put(f" as {handler.pop(0).targets[0].id}")
        self.block(handler)
        if after:
            self.start("else")
            self.block(after)

    def _With(self, tree: Any) -> None:
        for position, item in enumerate(tree.items):
            self.start("with ") if not position else self.put(", ")
            self.expr(item.context_expr)
            if item.optional_vars is not None:
                self.put(" as ")
                self.expr(item.optional_vars)
        self.block(tree.body)

    def _Delete(self, tree: Any) -> None:
        self.start("del ")
        self.items(tree.targets)

    def _While(self, tree: Any) -> None:
        self.start("while ")
        self.right_side(tree.test)
        self.block(tree.body)
        self._else(tree)

    def _else(self, tree: Any) -> None:
        if tree.orelse:
            self.start("else")
            self.block(tree.orelse)

    def _For(self, tree: Any) -> None:
        self.start("for ")
        self.bare(tree.target)
        self.put(" in ")
        self.right_side(tree.iter)
        self.block(tree.body)
        self._else(tree)

    def _FunctionDef(self, tree: Any) -> None:
        self.start(f"def {tree.name}(")
        self.put(OPEN)
        self._arguments(tree.args)
        self.put(CLOSE_COMMA, ")")
        self.block(tree.body)

    # expressions

    def _Constant(self, tree: Any) -> None:
        value = tree.value
        if value is Ellipsis:
            text = "..."
        elif isinstance(value, bool) or value is None:
            text = repr(value)
        elif isinstance(value, float):
            text = f"({INFSTR}-{INFSTR})" if value != value else float.__repr__(value).replace("inf", INFSTR)
        elif isinstance(value, int):
            text = int.__repr__(value)
        elif isinstance(value, complex):
            text = complex.__repr__(value).replace("inf", INFSTR).replace("nan", f"({INFSTR}-{INFSTR})")
        else:
            text = repr(value)
        self.put(text)

    def _Name(self, tree: Any) -> None:
        self.put(tree.id)

    def _JoinedStr(self, tree: Any) -> None:
        self.put(ast.unparse(gast.gast_to_ast(tree)))

    def _NamedExpr(self, tree: Any) -> None:
        self.expr(tree.target)
        self.put(" := ")
        self.expr(tree.value)

    def _Tuple(self, tree: Any) -> None:
        if not tree.elts:
            self.put("()")
            return
        self.items(tree.elts)
        if len(tree.elts) == 1:
            self.put(",")

    def _List(self, tree: Any) -> None:
        self.group("[", tree.elts, "]")

    def _Set(self, tree: Any) -> None:
        self.group("{", tree.elts, "}")

    def _Dict(self, tree: Any) -> None:
        def pair(item: tuple[Any, Any]) -> None:
            if item[0] is None:
                self.put("**")
                self.expr(item[1], BIT_OR)
                return
            self.expr(item[0])
            self.put(": ")
            self.expr(item[1])

        self.group("{", list(zip(tree.keys, tree.values)), "}", pair)

    def _comprehended(self, opening: str, tree: Any, closing: str, *parts: Any) -> None:
        self.put(opening, OPEN)
        for position, part in enumerate(parts):
            if position:
                self.put(": ")
            self.expr(part)
        for generator in tree.generators:
            self.put(blank(1), "for ")
            self.bare(generator.target)
            self.put(" in ")
            self.expr(generator.iter, OR)
            for condition in generator.ifs:
                self.put(blank(1), "if ")
                self.expr(condition, OR)
        self.put(CLOSE, closing)

    def _ListComp(self, tree: Any) -> None:
        self._comprehended("[", tree, "]", tree.elt)

    def _SetComp(self, tree: Any) -> None:
        self._comprehended("{", tree, "}", tree.elt)

    def _DictComp(self, tree: Any) -> None:
        self._comprehended("{", tree, "}", tree.key, tree.value)

    def _GeneratorExp(self, tree: Any) -> None:
        self._comprehended("(", tree, ")", tree.elt)

    def _IfExp(self, tree: Any) -> None:
        self.expr(tree.body, OR)
        self.put(blank(TEST), "if ")
        self.expr(tree.test, OR)
        self.put(blank(TEST), "else ")
        self.expr(tree.orelse)

    def _Lambda(self, tree: Any) -> None:
        empty = not (tree.args.args or tree.args.posonlyargs or tree.args.kwonlyargs or tree.args.vararg or tree.args.kwarg)
        self.put("lambda" if empty else "lambda ")
        self._arguments(tree.args)
        self.put(": ")
        self.expr(tree.body)

    def _UnaryOp(self, tree: Any) -> None:
        if isinstance(tree.op, gast.Not):
            self.put("not ")
            self.expr(tree.operand, NOT)
        else:
            self.put(self.unop[type(tree.op).__name__])
            self.expr(tree.operand, SIGN)

    def _BinOp(self, tree: Any) -> None:
        kind = type(tree.op).__name__
        level = BINARY[kind]
        if kind == "Pow":
            self.expr(tree.left, AWAIT)
            simple = isinstance(tree.left, (gast.Name, gast.Constant)) and isinstance(tree.right, (gast.Name, gast.Constant))
            self.put("**" if simple else " ** ")
            self.expr(tree.right, SIGN)
            return
        self.expr(tree.left, level)
        self.put(blank(level), f"{self.binop[kind]} ")
        self.expr(tree.right, level + 1)

    def _Compare(self, tree: Any) -> None:
        self.expr(tree.left, BIT_OR)
        for op, operand in zip(tree.ops, tree.comparators):
            self.put(blank(COMPARE), f"{self.cmpops[type(op).__name__]} ")
            self.expr(operand, BIT_OR)

    def _BoolOp(self, tree: Any) -> None:
        text, level = ("or", OR) if isinstance(tree.op, gast.Or) else ("and", AND)
        for position, value in enumerate(tree.values):
            if position:
                self.put(blank(level), f"{text} ")
            self.expr(value, level + 1)

    def _Attribute(self, tree: Any) -> None:
        if isinstance(tree.value, gast.Constant) and type(tree.value.value) is int:
            self.put("(")
            self.node(tree.value)
            self.put(f").{tree.attr}")
            return
        self.expr(tree.value, ATOM)
        self.put(f".{tree.attr}")

    def _Call(self, tree: Any) -> None:
        self.expr(tree.func, ATOM)
        if len(tree.args) == 1 and not tree.keywords and isinstance(tree.args[0], gast.GeneratorExp):
            self.expr(tree.args[0])
        else:
            self.group("(", [*tree.args, *tree.keywords], ")", self._argument)

    def _argument(self, tree: Any) -> None:
        if isinstance(tree, gast.keyword):
            self.put("**" if tree.arg is None else f"{tree.arg}=")
            self.expr(tree.value)
        else:
            self.expr(tree)

    def _Subscript(self, tree: Any) -> None:
        self.expr(tree.value, ATOM)
        self.put("[", OPEN)
        starred = isinstance(tree.slice, gast.Tuple) and any(isinstance(e, gast.Starred) for e in tree.slice.elts)
        self.expr(tree.slice) if starred else self.bare(tree.slice)
        self.put(CLOSE, "]")

    def _Starred(self, tree: Any) -> None:
        self.put("*")
        self.expr(tree.value, BIT_OR)

    def _Slice(self, tree: Any) -> None:
        if tree.lower is not None:
            self.expr(tree.lower)
        self.put(":")
        if tree.upper is not None:
            self.expr(tree.upper)
        if tree.step is not None:
            self.put(":")
            self.expr(tree.step)

    def _arguments(self, tree: Any) -> None:
        positional = [*tree.posonlyargs, *tree.args]
        defaults = [None] * (len(positional) - len(tree.defaults)) + list(tree.defaults)
        shown: list[tuple[str, Any, Any]] = []
        for position, (name, default) in enumerate(zip(positional, defaults), 1):
            shown.append(("", name, default))
            if position == len(tree.posonlyargs):
                shown.append(("/", None, None))
        if tree.vararg is not None or tree.kwonlyargs:
            shown.append(("*", tree.vararg, None))
        shown += [("", name, default) for name, default in zip(tree.kwonlyargs, tree.kw_defaults)]
        if tree.kwarg is not None:
            shown.append(("**", tree.kwarg, None))

        def show(item: tuple[str, Any, Any]) -> None:
            self.put(item[0] + ("" if item[1] is None else item[1].id))
            if item[2] is not None:
                self.put("=")
                self.expr(item[2])

        self.items(shown, show)


def _precedence(tree: Any) -> int:
    """How tightly an expression binds."""
    kind = type(tree).__name__
    if kind == "BinOp":
        return BINARY[type(tree.op).__name__]
    if kind == "BoolOp":
        return OR if isinstance(tree.op, gast.Or) else AND
    if kind == "UnaryOp":
        return NOT if isinstance(tree.op, gast.Not) else SIGN
    if kind == "Tuple" and not tree.elts:
        return ATOM
    negative = kind == "Constant" and isinstance(tree.value, (int, float)) and str(tree.value)[0] == "-"
    return SIGN if negative else PRECEDENCE.get(kind, ATOM)
