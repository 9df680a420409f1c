"""What exceptions carry: they may be said, asked for and raised again, under other names and in containers; nothing else is read."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from tests.right_or_refused import pair_of_tests

X = np.array([0.7, 1.3, -0.6])


class Stop(Exception):
    def __init__(self, v: Any) -> None:
        self.v = v


def work(x: Any, k: float) -> Any:
    if k > 0.1:
        raise Stop(x * k)
    return x


def texts_kept(x: Any) -> Any:
    messages = []
    for k in range(3):
        try:
            y = work(x, float(k))
        except Stop as e:
            messages.append(str(e))
            y = x * 2.0
        x = x + y
    return np.sum(x) * len(messages)


def kept_and_asked_for(x: Any) -> Any:
    last = None
    for k in (0.5, 0.3, 0.0):
        try:
            y = work(x, k)
        except Stop as e:
            last = e
            y = x * 2.0
    if last is not None and isinstance(last, Stop):
        y = y * 3.0
    return np.sum(x * y)


def counted(x: Any) -> Any:
    errors = []
    for k in (0.5, 0.0, 0.3):
        try:
            y = work(x, k)
        except Stop as e:
            errors.append(e)
    return np.sum(y) * len(errors)


def another_name_read(x: Any) -> Any:
    last: Any = None
    try:
        y = work(x, 0.5)
    except Stop as e:
        last = e
        y = x * 2.0
    return np.sum(y * last.v)


def list_of_exceptions_read(x: Any) -> Any:
    errors: Any = []
    try:
        y = work(x, 0.5)
    except Stop as e:
        errors.append(e)
        y = x * 2.0
    return np.sum(y * errors[0].v)


def dict_of_exceptions_read(x: Any) -> Any:
    errors: Any = {}
    try:
        y = work(x, 0.5)
    except Stop as e:
        errors["e"] = e
        y = x * 2.0
    return np.sum(y * errors["e"].v)


def read_in_a_function(x: Any) -> Any:
    log: Any = []

    def note(e: Any) -> None:
        log.append(e.v)

    try:
        y = work(x, 0.5)
    except Stop as e:
        note(e)
        y = x * 2.0
    return np.sum(y * log[0])


def read_by_name(x: Any) -> Any:
    try:
        y = work(x, 0.5)
    except Stop as e:
        y = x * getattr(e, "v")  # noqa: B009
    return np.sum(y)


def read_from_the_one_that_follows(x: Any) -> Any:
    try:
        try:
            y = work(x, 0.5)
        except Stop as e:
            raise ValueError("stopped") from e
    except ValueError as error:
        y = x * error.__cause__.v  # type: ignore[union-attr]
    return np.sum(y)


def read_from_the_system(x: Any) -> Any:
    try:
        y = work(x, 0.5)
    except Stop:
        y = x * sys.exc_info()[1].v  # type: ignore[union-attr]
    return np.sum(y)


def number_of_a_text(x: Any) -> Any:
    texts = []
    try:
        y = work(x[0], 0.5)
    except Stop as e:
        texts.append(f"{e}")
        y = x
    return np.sum(y) * float(texts[0])


RIGHT = (texts_kept, kept_and_asked_for, counted)
REFUSED = (
    another_name_read, list_of_exceptions_read, dict_of_exceptions_read, read_in_a_function, read_by_name,
    read_from_the_one_that_follows, read_from_the_system, number_of_a_text,
)  # fmt: skip

test_right, test_refused = pair_of_tests(RIGHT, REFUSED, X)
