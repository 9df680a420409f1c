"""The optimizer: small passes over a generated function, each from statements to statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sourcead.nodes import Stmt
from sourcead.optimize.apart import copy_overlapping
from sourcead.optimize.common import name_common, reuse_forward
from sourcead.optimize.context import Context
from sourcead.optimize.dead import remove_dead
from sourcead.optimize.fold import fold
from sourcead.optimize.inplace import accumulate_in_place, assign_first
from sourcead.optimize.inserted import without_places
from sourcead.optimize.modules import as_attributes
from sourcead.optimize.polish import collect, renumber
from sourcead.optimize.results import name_results
from sourcead.optimize.squares import multiply_out
from sourcead.optimize.transposes import cancel_transposes
from sourcead.optimize.unpack import unpack

__all__ = ["Context", "optimize"]


def optimize(body: Sequence[Stmt], context: Context, fixed: Iterable[str] = ()) -> list[Stmt]:
    """The statements of a function, optimised."""
    live = remove_dead(cancel_transposes(without_places(body, context), context), context)
    folded = fold(reuse_forward(live, context), context)
    shared = name_common(folded, context)
    done = collect(fold(accumulate_in_place(remove_dead(shared, context), context), context), context)
    done = multiply_out(done, context)
    done = renumber(copy_overlapping(assign_first(done, context), context), context, set(fixed))
    return as_attributes(name_results(unpack(done, context), context), context)
