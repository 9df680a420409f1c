"""Containers of a user's own: how they are taken apart and put together again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Container:
    """What a class is registered with: `flatten(obj)` gives `(children, aux)`, `unflatten(aux, children)` an object."""

    flatten: Callable[[Any], tuple[Mapping[str, Any], Any]]
    unflatten: Callable[[Any, dict[str, Any]], Any]


class Hidden:
    """What stands for an attribute that is not among the children."""

    __slots__ = ()


HIDDEN = Hidden()
REGISTERED: dict[type, Container] = {}


def like_container(x: Any, children: Mapping[str, Any]) -> Any:
    """An object like `x`, a registered container, with other children; what else is given does not matter."""
    container = REGISTERED[type(x)]
    held, aux = container.flatten(x)
    return container.unflatten(aux, {name: children.get(name, child) for name, child in held.items()})
