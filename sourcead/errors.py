"""Errors that name the place: `file:line:column`, the line with a caret, the reason and the way out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Location:
    """A stretch of one line of a user's file. `column` and `end_column` count from 0, as `ast` counts them."""

    filename: str
    line: int
    column: int
    end_column: int
    text: str

    def __str__(self) -> str:
        return f"{self.filename}:{self.line}:{self.column + 1}"

    def caret(self) -> str:
        """The source line with a caret under each character of the stretch."""
        line = self.text.rstrip("\n")
        body = line.lstrip()
        indent = len(line) - len(body)
        start = max(self.column - indent, 0)
        width = max(min(self.end_column, len(line)) - max(self.column, indent), 1)
        return f"    {body}\n    {' ' * start}{'^' * width}"


class SourceADError(Exception):
    """Base of every error of sourcead: what is wrong, where, and what to do instead."""

    def __init__(self, reason: str, *, way_out: str = "", location: Location | None = None) -> None:
        self.reason = reason
        self.way_out = way_out
        self.location = location
        super().__init__(reason)

    def __str__(self) -> str:
        lines = [] if self.location is None else [str(self.location), self.location.caret()]
        lines.append(self.reason)
        if self.way_out:
            lines.append(self.way_out)
        return "\n".join(lines)


class UnsupportedSyntaxError(SourceADError):
    """A construct of Python that sourcead does not differentiate."""


class MissingRuleError(SourceADError):
    """A function is called on an active value and no derivative rule is known for it."""


class SourceNotFoundError(SourceADError):
    """The source text of a function is not available, or is not what the function was compiled from."""


class InputTypeError(SourceADError, TypeError):
    """An argument or an output has a type or a shape that has no gradient."""


class AliasError(SourceADError):
    """Two names may share memory, one of them is written, and what a gradient would be cannot be decided."""


class CacheError(SourceADError):
    """A stored derivative cannot be read or written."""


REFUSED = (AliasError, MissingRuleError, UnsupportedSyntaxError)  # what a program is, that may not be in another form
