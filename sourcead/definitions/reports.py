"""What solvers tell of how they found something: none of it is differentiated."""

from __future__ import annotations

from typing import Any


class Report:
    """What the results of solvers have in common; `found` is the library's own."""

    found: Any

    @property
    def success(self) -> Any:
        """Whether it was found, or the end was reached."""
        return self.found.success

    @property
    def status(self) -> Any:
        """Why the solver stopped, as a number."""
        return self.found.status

    @property
    def message(self) -> Any:
        """Why the solver stopped."""
        return self.found.message

    @property
    def nfev(self) -> Any:
        """How often the function was called."""
        return self.found.nfev

    @property
    def njev(self) -> Any:
        """How often its gradient or Jacobian was called."""
        return self.found.njev
