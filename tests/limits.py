"""A limit on how long a piece of code may run."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class OutOfTimeError(BaseException):
    """The limit is over (not an `Exception`, so that nothing on the way takes it for a failure of its own)."""


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raise OutOfTimeError after so many seconds (where the system has alarms)."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(*_: Any) -> None:
        raise OutOfTimeError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
