"""Containers in containers: lists of lists, dicts of lists, queues, tuples, each with one name, changed in every way."""

from __future__ import annotations

from tests.dense.base import Family

SCALARS = (
    "s", "t", "x[0]", "x[1]", "x[2]", "l[0]", "l[-1]", "sum(l)", "max(l)", 'd["a"]', 'd.get("z", 0.3)', "sum(d.values())", 'dl["p"][0]',
    'dl["p"][-1]', 'sum(dl["q"])', 'ld[0]["a"]', 'ld[-1]["a"]', "ll[0][0]", "ll[-1][-1]", "sum(ll[0])", "tp[0]", "tp[1][0]", "dq[0]",
    "dq[-1]", "len(l) * 0.1", "len(d) * 0.1", 'dd["m"]', "0.4", "np.sum(rows[0])", "rows[-1][0]", "dn[1]", "dn.get(5, 0.2)",
    "sorted(l)[0]", "min(d.values())",
)  # fmt: skip


class Containers(Family):
    """One of each."""

    HEAD = "from collections import defaultdict, deque\n"
    MOST = 10

    def start(self) -> list[str]:
        return [
            "s = x[0] * x[1]", "t = x[2] ** 2", "l = [x[2], 0.4, s]", 'd = {"a": x[0], "b": t}', 'dl = {"p": [x[1], 0.2], "q": [t]}',
            'ld = [{"a": x[1]}, {"a": 0.5}]', "ll = [[x[0], 0.3], [t, s]]", "tp = (x[2], [s, t])", "dq = deque([x[0], x[1], 0.2])",
            "dd = defaultdict(float)", 'dd["m"] = x[1]', "rows = [x * 0.5, np.sin(x)]", "dn = {1: x[0], 2: 0.5}",
        ]  # fmt: skip

    def scalar(self) -> str:
        return self.one(*SCALARS)

    def statement(self, depth: int) -> list[str]:
        a, b, c = self.scalar(), self.scalar(), self.scalar()
        kind = self.rng.randrange(30)
        if kind < 3 and depth < 2:
            return [self.one("for j in range(2):", "for j in range(3):"), *self.inner(3, depth), "    s = s + t * 0.1"]
        if kind < 5 and depth < 2:
            return [f"if {a} > 0.5:", *self.inner(2, depth), "else:", *self.inner(2, depth)]
        return self.rng.choice((self.lists, self.lists, self.dicts, self.loops))(a, b, c)

    def lists(self, a: str, b: str, c: str) -> list[str]:
        place, end, update = self.one("0", "1", "-1"), self.one("", "0", "-1"), self.one("=", "+=", "*=")
        return self.rng.choice(
            (
                [f"s = s + {a} * {b} * 0.3"],
                [f"t = np.tanh({a}) * {b}"],
                [f"l[{place}] = {a} * 0.6"],
                [f"l.append({a} * 0.4)"],
                [f"ll[{place}].append({a} * 0.2)"],
                [f"ll.append([{a} * 0.2, {b}])"],
                [f"ll[-1] = ll[-1] + [{a}]"],
                [f"ll[0][0] {update} {a} * 0.5"],
                [f"tp = ({a}, [{b}, {c}])"],
                ["a, (b, *c) = tp", "s = s + a * b * 0.2 + sum(c) * 0.1"],
                [f"dq.append({a} * 0.3)", "dq.popleft()"],
                [f"dq.appendleft({a} * 0.3)"],
                [f"l = [v * {a} * 0.5 for v in l if v > 0.2] + [0.3]"],
                [self.one("l = l[::-1]", "l = sorted(l)")],
                [f"l[1:] = [{a} * 0.3, {b} * 0.2]"],
                [f"q = l.pop({end})", "s = s + q * 0.2", "l.insert(0, q * 0.9)"],
                [f"rows.append(x * {a})"],
                [f"rows[{self.one('0', '-1')}][{self.one('0', '1')}] {update} {b}"],
                [f"s = s + np.sum(np.array(l[:2]) * {a}) * 0.2"],
                ["del l[-1]", f"l.append({a} * 0.3)"],
                [f"l.extend([{a} * 0.2, {b} * 0.1])"],
                [f"l, m = [{a}, *l], l", "s = s + sum(m) * 0.1"],
            )
        )

    def dicts(self, a: str, b: str, c: str) -> list[str]:
        return self.rng.choice(
            (
                [f'd["{self.one("a", "b", "z")}"] = {a} * 0.5'],
                [f'd["a"] += {a} * 0.2'],
                [f'dl["{self.one("p", "q")}"].append({a} * 0.3)'],
                [f'dl["{self.one("p", "q")}"][0] = {a} * 0.3'],
                [f'ld.append({{"a": {a} * 0.3}})'],
                [f'ld[0]["a"] = {a} * 0.7'],
                [f'dd["{self.one("m", "n")}"] += {a} * 0.3'],
                [f"d = {{n: v * {a} * 0.5 for n, v in d.items()}}"],
                [f'd = {{**d, "y": {a} * 0.3}}'],
                [f"d.update(z={a} * 0.3)"],
                [f'd.setdefault("w", {a} * 0.3)'],
                [f's = s + d.pop("z", {a} * 0.2) * 0.3'],
                [f"dn[{self.one('1', '2', '5')}] = {a} * 0.4"],
                [f'd["a"], d["b"] = d["b"], {a}'],
            )
        )

    def loops(self, a: str, b: str, c: str) -> list[str]:
        return self.rng.choice(
            (
                ["for n, v in d.items():", f"    s = s + v * {a} * 0.1"],
                ["for i, v in enumerate(l):", "    s = s + v * i * 0.1", f"    t = t + v * {a} * 0.05"],
                ["for v, w in zip(l, reversed(l)):", "    s = s + v * w * 0.1"],
                ["for e in ld:", f'    e["a"] = e["a"] * {a} * 0.5', '    s = s + e["a"] * 0.2'],
                ["for r in ll:", f"    s = s + sum(r) * {a} * 0.1"],
                ["for n in list(d):", f"    d[n] = d[n] * {a} * 0.6"],
                ["s = s + sum(v * w for v, w in zip(l, l[1:])) * 0.2"],
            )
        )

    def last(self) -> str:
        scalar = self.scalar()
        return f'return s + t * {scalar} + sum(l) * d["a"] + dl["p"][0] * ld[0]["a"] + ll[0][0] * tp[0] + dq[0] * dd["m"] + dn[1] * rows[0][0]'
