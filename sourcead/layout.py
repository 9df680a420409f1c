"""Laying out one logical line: break it inside brackets so that it fits, as Black does.

Guarantee: lines are at most `width` columns where a bracket allows a break, and breaking changes nothing but white space,
trailing commas and parentheses round a right-hand side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union


@dataclass(frozen=True)
class Mark:
    """A place in a line: a blank that may break (`blank`), a bracket that opens or closes.

    `weight` of a blank: the lowest breaks first. `text`: parentheses that are printed only if the group is broken. `comma`: a
    trailing comma is allowed before the bracket that closes.
    """

    kind: str
    weight: int = 0
    text: str = ""
    comma: bool = False


Piece = Union[str, Mark]
OPEN, CLOSE, CLOSE_COMMA = Mark("open"), Mark("close"), Mark("close", comma=True)
HIDDEN_OPEN, HIDDEN_CLOSE = Mark("open", text="("), Mark("close", text=")")
STEP = 4


def blank(weight: int) -> Mark:
    """A blank that may become a line break."""
    return Mark("blank", weight)


def flat(pieces: list[Piece]) -> str:
    """The line without breaks."""
    return "".join(p if isinstance(p, str) else " " if p.kind == "blank" else "" for p in pieces)


def lay_out(pieces: list[Piece], indent: int, width: int, *, inside: bool = False) -> list[str]:
    """The lines of a logical line; `inside`: between brackets, where a blank may break."""
    text = flat(pieces)
    if indent + len(text) <= width or "\n" in text:
        return [" " * indent + text]
    groups, blanks = _structure(pieces)
    if inside and blanks:
        return _at_blanks(pieces, blanks, indent, width)
    groups = [g for g in groups if g[1] > g[0] + 1]
    for start, end in groups:
        bare = _without_hidden(pieces, start, end, indent, width)
        if bare is not None:
            return lay_out(bare, indent, width, inside=inside)
    if not groups:
        return [" " * indent + text]
    best = max(groups, key=lambda g: len(flat(pieces[g[0] : g[1]])))
    if indent + len(flat(pieces[: best[0]])) > width:
        best = groups[0]
    return _exploded(pieces, best, indent, width, inside=inside)


def _structure(pieces: list[Piece]) -> tuple[list[tuple[int, int]], list[int]]:
    """The outermost bracket groups and the blanks outside them."""
    depth, start = 0, 0
    groups, blanks = [], []
    for position, piece in enumerate(pieces):
        if isinstance(piece, str):
            continue
        if piece.kind == "open":
            if depth == 0:
                start = position
            depth += 1
        elif piece.kind == "close":
            depth -= 1
            if depth == 0:
                groups.append((start, position))
        elif depth == 0:
            blanks.append(position)
    return groups, blanks


def _at_blanks(pieces: list[Piece], blanks: list[int], indent: int, width: int) -> list[str]:
    """The line broken at all its blanks of lowest weight."""
    weights = {i: p.weight for i in blanks if isinstance(p := pieces[i], Mark)}
    lowest = min(weights.values())
    out, last = [], 0
    for position in [i for i in blanks if weights[i] == lowest] + [len(pieces)]:
        out += lay_out(pieces[last:position], indent, width, inside=True)
        last = position + 1
    return out


def _without_hidden(pieces: list[Piece], start: int, end: int, indent: int, width: int) -> list[Piece] | None:
    """The line without a hidden pair of parentheses that would hold nothing but one bracketed thing."""
    if pieces[start] is not HIDDEN_OPEN:
        return None
    inner = pieces[start + 1 : end]
    groups, blanks = _structure(inner)
    if blanks:
        return None
    body = flat(inner)
    if not groups and width >= indent + STEP + len(body) + 1 and body[:1] not in "\"'":
        return None
    return pieces[:start] + inner + pieces[end + 1 :]


def _exploded(pieces: list[Piece], group: tuple[int, int], indent: int, width: int, *, inside: bool) -> list[str]:
    """The line with one bracket group on lines of its own."""
    start, end = group
    opening, closing = pieces[start], pieces[end]
    assert isinstance(opening, Mark) and isinstance(closing, Mark)
    body = pieces[start + 1 : end]
    out = [" " * indent + flat(pieces[:start]) + opening.text]
    if indent + STEP + len(flat(body)) <= width:
        out.append(" " * (indent + STEP) + flat(body))
    else:
        out += lay_out(body, indent + STEP, width, inside=True)
        if closing.comma and len(out) > 2 and not out[-1].endswith(","):
            out[-1] += ","
    return out + lay_out([closing.text, *pieces[end + 1 :]], indent, width, inside=inside)
