"""What a program may call to act on its own derivative."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sourcead.errors import InputTypeError
from sourcead.runtime.trees import copy, rebuilt, zeros_like

REAL = (np.ndarray, np.number, float, int)


def stop_gradient(x: Any) -> Any:
    """A copy of `x` that counts as a constant: its derivative is zero, in either mode.

    `x` is an array, a number, or lists, tuples and dicts of them.
    """
    return copy(x)


def adjoint_hook(x: Any, hook: Callable[[Any], Any]) -> Any:
    """A copy of `x`, whose cotangent is passed through `hook` in the reverse sweep: to print, clip, reverse or stop at it.

    `hook` is called once, with the whole cotangent of what this function gave; its result, of the same shape, takes the place of
    the cotangent, and None leaves it as it is. Forward mode does not call it.
    """
    return copy(x)


@contextlib.contextmanager
def insert_grad_of(x: Any) -> Iterator[Any]:
    """The manager of a block that runs in the reverse sweep, where its target is the cotangent of `x` at this point.

    ```python
    def loss(w, x):
        y = np.tanh(w @ x)
        with insert_grad_of(y) as y_bar:
            print("norm", np.linalg.norm(y_bar))
            y_bar = np.clip(y_bar, -1.0, 1.0)
        return np.sum(y**2)
    ```
    The block may read what the function holds at this point, and change `y_bar` in place or bind it anew: what it is bound to at
    the end, of the same shape, goes on. Other names that it binds are its own. It runs once each time control has passed it, the
    last time first; not where the value has no part in the derivative, and not in forward mode. Where the function itself is
    called, and no derivative of it, the block runs where it stands, with zeros, and nothing comes of what it makes of them.

    `x` is a variable of the function: an array, a number, or lists, tuples and dicts of them.
    """
    yield zeros_like(x)


def inserted(x: Any, block: Callable[..., Any], read: tuple[Any, ...]) -> Any:
    """A copy of `x`, whose cotangent is passed through the block of an `insert_grad_of`, which reads these values."""
    return copy(x)


def kept(x: Any) -> Any:
    """A copy of `x`, as what is called later must see it."""
    return copy(x)


def hooked(hook: Callable[..., Any], bar: Any, x: Any, read: tuple[Any, ...] = ()) -> Any:
    """The cotangent `bar` of `x` after `hook`, in memory of its own; `ValueError` where that has another shape.

    Arrays in `read`, what the hook is given besides, cannot be changed by it.
    """
    whole = np.broadcast_to(bar, np.shape(x)).copy() if isinstance(x, np.ndarray) else bar
    found = hook(whole, *map(_locked, read))
    if found is None:
        found = whole
    if np.shape(found) != np.shape(x):
        raise ValueError(f"the hook gave a cotangent of shape {np.shape(found)} for a value of shape {np.shape(x)}")
    return copy(found)  # the hook may have kept it


def _locked(tree: Any) -> Any:
    """A structure whose arrays cannot be written; its lists and dicts are others."""
    if isinstance(tree, dict):
        return {k: _locked(v) for k, v in tree.items()}
    if isinstance(tree, (list, tuple)):
        return rebuilt(tree, map(_locked, tree))
    if not isinstance(tree, np.ndarray):
        return tree
    view = tree.view()
    view.flags.writeable = False
    return view


def checked(bar: Any, x: Any) -> Any:
    """What a user's rule gave as the cotangent or tangent of `x`, in its dtype and in memory of its own; None counts as zeros.

    Raises `ValueError` where it has another structure or shape, or is complex where `x` is real.
    """
    if bar is None:
        return zeros_like(x)
    if isinstance(x, dict):
        _check_form(isinstance(bar, dict) and bar.keys() == x.keys(), bar, x)
        return {k: checked(bar[k], v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        _check_form(isinstance(bar, (list, tuple)) and len(bar) == len(x), bar, x)
        return rebuilt(x, [checked(b, v) for b, v in zip(bar, x)])
    dtype = np.asarray(x).dtype
    if dtype.kind not in "fciub":
        return None
    if np.shape(bar) != np.shape(x):
        raise ValueError(f"a rule gave a derivative of shape {np.shape(bar)} for a value of shape {np.shape(x)}")
    if np.iscomplexobj(bar) and dtype.kind != "c":
        raise ValueError("a rule gave a complex derivative for a real value")
    found = np.array(bar, dtype if dtype.kind in "fc" else np.float64)
    if isinstance(x, np.ndarray):
        return found
    return found[()] if isinstance(x, np.generic) else found.item()


def apart(x: Any, others: tuple[Any, ...]) -> Any:
    """`x`, or a copy of it where it may share memory with one of `others`."""
    shares = any(np.may_share_memory(a, b) for a in _arrays(x) for other in others for b in _arrays(other))
    return copy(x) if shares else x


def units(x: Any, by: Any = 0.0) -> np.ndarray:
    """The unit arrays of the shape of `x`, one for each of its elements.

    Raises `InputTypeError` where `x`, or `by`, of which a Jacobian has the shape, is no real array or number.
    """
    lost = next((v for v in (x, by) if not isinstance(v, REAL) or np.asarray(v).dtype.kind not in "fiu"), None)
    if lost is not None:
        raise InputTypeError(
            f"a Jacobian is taken inside a function of a real array or number, and by one, not of or by {type(lost).__name__}",
            way_out="Pass the arrays of a structure one by one, or make the Jacobian outside.",
        )
    return np.eye(np.size(x)).reshape((np.size(x), *np.shape(x)))


def shaped(flat: Any, x: Any) -> Any:
    """The elements of a vector as an array of the shape of `x`, or the number that `x` is."""
    if isinstance(x, np.ndarray):
        return np.reshape(flat, np.shape(x))
    return flat[0].item() if type(x) is float else flat[0]


def _arrays(tree: Any) -> list[np.ndarray]:
    if isinstance(tree, dict):
        return [a for part in tree.values() for a in _arrays(part)]
    if isinstance(tree, (list, tuple)):
        return [a for part in tree for a in _arrays(part)]
    return [tree] if isinstance(tree, np.ndarray) else []


def _check_form(same: bool, bar: Any, x: Any) -> None:
    if not same:
        raise ValueError(f"a rule gave {type(bar).__name__} of another form for a {type(x).__name__}")
