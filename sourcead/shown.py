"""What shows a Jacobian, a Hessian or the like that is made outside as a program: a text in which it is made inside.

So it can be differentiated again: `jacfwd(jacrev(f))`, `grad(lambda x: jacrev_of_f(x)[0])`.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any

from sourcead.compile import compile_function
from sourcead.differentiate.calls import name_of
from sourcead.errors import UnsupportedSyntaxError
from sourcead.identity import kept, named_after
from sourcead.normalize import ENTRY
from sourcead.signatures import Argnums, parameters_of, signature_of


def shown(
    maker: Callable[..., Any], f: Callable[..., Any], wrapper: Callable[..., Any], argnums: Argnums, holomorphic: bool = False
) -> Callable[..., Any]:
    """The wrapper `maker(f, argnums)`, with the name and the parameters of `f`, and with a text for programs that call it."""
    named_after(f, wrapper)
    signature = signature_of(f)
    wrapper.__signature__ = signature  # type: ignore[attr-defined]
    wrt, single = parameters_of(argnums, tuple(signature.parameters), f)
    held = tuple(id(p.default) for p in signature.parameters.values())  # the entry keeps them
    entry = functools.partial(_refused, maker) if holomorphic else functools.partial(_entry, f, maker, wrt, single, held)
    setattr(wrapper, ENTRY, (functools.cache(entry), wrapper))
    return wrapper


def _refused(maker: Callable[..., Any]) -> Callable[..., Any]:
    raise UnsupportedSyntaxError(
        f"what `{maker.__name__}` gives with `holomorphic` is not differentiated again",
        way_out="Differentiate `grad(f, holomorphic=True)`, or the function inside of another one.",
    )


@kept(256)
def _entry(f: Callable[..., Any], maker: Callable[..., Any], wrt: Sequence[str], single: bool, _: object) -> Callable[..., Any]:
    """A function of the same parameters that makes the derivative and calls it."""
    parameters = signature_of(f).parameters
    if any(p.kind in (p.VAR_KEYWORD, p.VAR_POSITIONAL) for p in parameters.values()):
        raise UnsupportedSyntaxError(
            f"what `{maker.__name__}` gives for a function with `*args` or `**kwargs` is not differentiated again",
            way_out="Give the function parameters of their own names.",
        )
    make, function = _fresh("maker", parameters), _fresh("function", parameters)
    defaults = {n: (_fresh(f"{n}_default", parameters), p.default) for n, p in parameters.items() if p.default is not p.empty}
    listed = ", ".join(parameters)
    passed = ", ".join(f"{n}={n}" if p.kind is p.KEYWORD_ONLY else n for n, p in parameters.items())
    inner = f"lambda {listed}: {function}({passed})"
    made = ", ".join(f"{make}({inner}, {list(parameters).index(n)})({listed})" for n in wrt)
    stated = _stated(parameters, {n: name for n, (name, _) in defaults.items()})
    text = f"def {name_of(f)}({stated}):\n    return {made if single else f'({made},)'}\n"
    return compile_function(text, name_of(f), {make: maker, function: f, **dict(defaults.values())})


def _stated(parameters: Mapping[str, inspect.Parameter], defaults: Mapping[str, str]) -> str:
    """The parameters as a definition states them."""
    stated: list[str] = []
    for n, p in parameters.items():
        if p.kind is p.KEYWORD_ONLY and "*" not in stated:
            stated.append("*")
        stated.append(n + (f"={defaults[n]}" if n in defaults else ""))
    return ", ".join(stated)


def _fresh(wish: str, taken: Container[str]) -> str:
    while wish in taken:
        wish += "_"
    return wish
