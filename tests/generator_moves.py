"""Statements of random programs about moves: arrays and rows that are taken out of containers, put into others, and changed between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.generator_base import Statements


class MoveStatements(Statements):
    """The kinds of statements of a generator."""

    def move_kinds(self) -> list[Any]:
        """What can be written now."""
        return [self.moves] * 4

    def moves(self) -> None:
        """A few containers of arrays, or of lists of numbers, whose elements go about."""
        rows = self.rng.random() < 0.35
        xs, other, table, one, total = self.fresh("xs"), self.fresh("vs"), self.fresh("d"), self.fresh("u"), self.fresh("t")
        make = (lambda: f"[{self.number(0)}, {self.number(1)}]") if rows else (lambda: f"{self.array(1)} * {self.number(0)}")
        kind = self.rng.choice(["[{}, {}, {}]", "[{}, {}, {}]", "[{}, {}, {}]", "collections.deque([{}, {}, {}])"])
        self.emit(f"{xs} = {kind.format(make(), make(), make())}")
        self.emit(f"{other}, {table}, {total} = [{make()}], {{'a': {make()}}}, 0.0")
        self.emit(f"{one} = {self.rng.choice([make(), f'{xs}[0]', f'{other}[0]'])}")
        places = [xs, other, table]
        for _ in range(self.rng.choice([1, 1, 2, 2, 3, 4])):
            form = self.rng.choice(["{}", "{}", "{}", "for _ in range(2):\n{}", f"if {self.test()}:\n{{}}"])
            steps = [self._step(rows, places, one, total, make) for _ in range(self.rng.choice([1, 1, 2]))]
            inner = "    " if "\n" in form else ""
            for line in form.format("\n".join(inner + step for step in steps)).split("\n"):
                self.emit(line)
        read = "sum({})" if rows else "np.sum({} * {})"
        for part in (f"{xs}[0]", f"{xs}[-1]", f"{other}[-1]", f"{table}['a']", one):
            self.emit(f"{total} = {total} + {read.format(part, self.rng.choice(self.arrays))}")
        self.numbers.append(total)

    def _step(self, rows: bool, places: list[str], one: str, total: str, make: Callable[[], str]) -> str:
        xs, other, table = places
        place = self.rng.choice([f"{xs}[0]", f"{xs}[-1]", f"{other}[-1]", f"{table}['a']"])
        step = self.rng.choice([self._taken, self._put, self._written, self._written, self._swapped, self._read])
        return str(step(rows, xs, other, table, one, place, total, make))

    def _taken(self, rows: bool, xs: str, other: str, table: str, one: str, place: str, total: str, make: Any) -> str:
        return str(self.rng.choice([
            f"{one} = {xs}.pop(); {xs}.append({make()})", f"{one} = {place}", f"{one} = {place}", f"{one} = {table}.pop('a'); {table}['a'] = {make()}",
            f"{one} = {other}.pop(); {other}.append({make()})", f"{one} = {make()}", f"{one} = {xs}.pop(); {xs}.append({one})", f"{one}, *_ = {xs}",
        ]))  # fmt: skip

    def _put(self, rows: bool, xs: str, other: str, table: str, one: str, place: str, total: str, make: Any) -> str:
        return str(self.rng.choice([
            f"{xs}.append({one})", f"{place} = {one}", f"{place} = {one}", f"{other}.append({one})", f"{other} += [{one}]", f"{other} = [*{other}, {one}]",
            f"{other}.extend([{one}, {make()}])", f"{other}.insert(0, {one})", f"{table} = {{'a': {one}}}", f"{table}.update(a={one})", f"{other} = [{one}]",
        ]))  # fmt: skip

    def _written(self, rows: bool, xs: str, other: str, table: str, one: str, place: str, total: str, make: Any) -> str:
        goal, k = self.rng.choice([one, one, place]), self.number(1)
        if rows:
            return str(
                self.rng.choice([f"{goal}[0] = {k}", f"{goal}.append({k})", f"{goal}[1] += {k}", f"{goal}[0] = {one}[1] * {k}"])
            )
        return str(self.rng.choice([
            f"{goal}[{self.index()}] = {k}", f"{goal} *= {k}", f"{goal}[1:] += {k}", f"{goal}[0] = {one}[1] * {k}", f"{goal}[...] = {make()}",
            f"scale_in_place({goal}, {k})", f"np.add.at({goal}, [0, 0, 2], {k})", f"{goal}[{goal} > 0.3] = {k}",
        ]))  # fmt: skip

    def _swapped(self, rows: bool, xs: str, other: str, table: str, one: str, place: str, total: str, make: Any) -> str:
        return str(self.rng.choice([
            f"{xs}[0], {xs}[1] = {xs}[1], {xs}[0]", f"{xs}.append({xs}.pop())", f"{other}.append({xs}.pop()); {xs}.append({make()})",
            f"{xs}[0], {table}['a'] = {table}['a'], {xs}[0]", f"{one}, {other}[-1] = {other}[-1], {one}",
        ]))  # fmt: skip

    def _read(self, rows: bool, xs: str, other: str, table: str, one: str, place: str, total: str, make: Any) -> str:
        return f"{total} = {total} + {one}[0] * {place}[1]"
