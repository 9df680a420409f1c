"""The node that is found is the one that the function was compiled from."""

from __future__ import annotations

import functools
import linecache
import subprocess
import sys
from pathlib import Path
from typing import Any

import gast
import pytest

from sourcead import SourceNotFoundError, UnsupportedSyntaxError, grad
from sourcead.locate import locate
from tests.sources import module_from

TEXT = """import functools

def twice(f):
    @functools.wraps(f)
    def call(*args):
        return f(*args)
    return call

def plain(x):
    return x + 1

@twice
@twice
def decorated(
    x,
):
    return x + 2

class A:
    def method(self, x):
        return x + 3
    @staticmethod
    def static(x):
        return x + 4
    @classmethod
    def of_class(cls, x):
        return x + 5

def outer(k):
    def inner(x):
        return x * k
    return inner

pair = (lambda x: x + 6), (lambda x: x + 7)
same = [lambda x: x * 2, lambda x: x * 2, lambda y: y * 2]
if True:
    def again(x): return x + 8
else:
    def again(x): return x + 9
partial = functools.partial(lambda a, x: a * x, 3)
nested = (lambda f: lambda x: f(x) + 10)(plain)
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return module_from(TEXT, tmp_path_factory.mktemp("located"))


def line(function: Any) -> int:
    return int(locate(function).node.lineno)


def at(text: str) -> int:
    return TEXT.splitlines().index(text) + 1


def test_functions(module: Any) -> None:
    assert line(module.plain) == at("def plain(x):")
    assert line(module.decorated.__wrapped__.__wrapped__) == at("def decorated(")
    assert line(module.A.method) == line(module.A().method) == at("    def method(self, x):")
    assert line(module.A.static) == at("    def static(x):")
    assert line(module.A.of_class) == at("    def of_class(cls, x):")
    assert line(module.outer(3)) == at("    def inner(x):")
    assert line(module.again) == at("    def again(x): return x + 8")
    assert isinstance(locate(module.partial).node, gast.Lambda)


def test_lambdas_on_one_line(module: Any) -> None:
    constants = [locate(f).node.body.right.value for f in module.pair]
    assert constants == [6, 7]
    assert isinstance(locate(module.nested).node.body, gast.BinOp)
    columns = [locate(f).node.col_offset for f in module.same]
    assert len(set(columns)) >= 2  # equal code may be told apart by its columns, or it does not matter which it is
    assert locate(module.same[2]).node.args.args[0].id == "y"


def test_places_in_a_notebook_cell() -> None:
    name, text = "<ipython-input-1>", "def f(x):\n    return x * x * x\n"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    space: dict[str, Any] = {}
    exec(compile(text, name, "exec"), space)
    assert line(space["f"]) == 1
    assert grad(space["f"])(2.0) == 12.0


def test_a_command_line_has_no_text() -> None:
    code = (
        "from sourcead import grad, SourceNotFoundError\n"
        "def f(x):\n    return x * x\n"
        "try:\n    print(grad(f)(3.0))\n"
        "except SourceNotFoundError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parent.parent, check=True
    )
    assert done.stdout.strip() == "6.0" or "Put the function into a file" in done.stdout


def test_a_changed_file(tmp_path: Path) -> None:
    module = module_from("def f(x):\n    return x + 1\n", tmp_path)
    Path(module.__file__).write_text("def f(x):\n    return x + 2\n")
    with pytest.raises(SourceNotFoundError, match="changed"):
        locate(module.f)
    Path(module.__file__).write_text("def f(x:\n")
    with pytest.raises(SourceNotFoundError, match="not Python text"):
        locate(module.f)


def test_not_a_plain_function(tmp_path: Path) -> None:
    module = module_from("async def f(x):\n    return x\n", tmp_path)
    with pytest.raises(UnsupportedSyntaxError, match="asynchronous"):
        locate(module.f)
    with pytest.raises(SourceNotFoundError, match="not a Python function"):
        locate(functools.partial(len))


def test_text_of_the_same_name_is_not_taken_for_an_executed_one() -> None:
    """Since Python 3.13 `linecache` has the text after `python -c` under the name that `exec` gives too."""
    space: dict[str, Any] = {}
    exec("def g(v): return v * v", space)
    linecache.cache["<string>"] = (10, None, ["import sys\n"], "<string>")
    try:
        with pytest.raises(SourceNotFoundError, match="no source text"):
            locate(space["g"])
    finally:
        del linecache.cache["<string>"]
