"""What solvers tell of how they found something: none of it is differentiated."""

from __future__ import annotations

from typing import Any


def told(name: str, what: str) -> Any:
    """An attribute of what the library found, as it is there."""
    return property(lambda self: getattr(self.found, name), doc=what)


class Report:
    """What the results of solvers have in common; `found` is the library's own."""

    found: Any

    success = told("success", "Whether it was found, or the end was reached.")
    status = told("status", "Why the solver stopped, as a number.")
    message = told("message", "Why the solver stopped.")
    nfev = told("nfev", "How often the function was called.")
    njev = told("njev", "How often its gradient or Jacobian was called.")
