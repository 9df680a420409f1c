"""Walks from object to object: linked lists, trees, stacks and queues of objects, whose structure is known before the function runs."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.programs.cases import program

X = np.array([1.5, -0.7, 2.2])


class Node:
    """A value, and the object after it."""

    def __init__(self, value: Any, after: Any = None) -> None:
        self.value, self.after = value, after


@dataclass
class Tree:
    """A value, and two trees below it."""

    v: Any
    left: Any = None
    right: Any = None


class Chain:
    """A linked list."""

    def __init__(self) -> None:
        self.head: Any = None
        self.n = 0

    def push(self, v: Any) -> None:
        self.head = Node(v, self.head)
        self.n += 1

    def append(self, v: Any) -> None:
        if self.head is None:
            self.head = Node(v)
            return
        node = self.head
        while node.after is not None:
            node = node.after
        node.after = Node(v)

    def __iter__(self) -> Any:
        node = self.head
        while node is not None:
            yield node.value
            node = node.after

    def reverse(self) -> None:
        before, node = None, self.head
        while node:
            after = node.after
            node.after = before
            before = node
            node = after
        self.head = before

    def map(self, function: Any) -> Any:
        node = self.head
        while node is not None:
            node.value = function(node.value)
            node = node.after
        return self


@program(X, analytic=True)
def a_list_built_in_a_loop(x):
    head = None
    for i in range(3):
        head = Node(x[i], head)
    total = 0.0
    node = head
    while node is not None:
        total = total * 2 + node.value**2
        node = node.after
    return total


@program(X, analytic=True)
def a_list_of_the_length_of_an_array(x):
    head = None
    for v in x:
        head = Node(v, head)
    total, node = 0.0, head
    while node:
        total = total * 0.5 + node.value**2
        node = node.after
    return total


@program(X, analytic=True)
def values_written_on_the_way(x):
    head = Node(x[0], Node(x[1], Node(x[2])))
    total = 0.0
    for k in range(2):
        node = head
        while node.after is not None:
            node.after.value += node.value * (k + 1)
            node = node.after
        total += node.value**2
    return total


@program(X)
def a_chain_with_methods(x):
    chain = Chain()
    for i in range(3):
        chain.push(x[i] * x[i])
    chain.append(x[0])
    chain.reverse()
    chain.map(np.sin).map(lambda t: t * x[0])
    total = 0.0
    for v in chain:
        total = total * 2 + v
    while chain.head is not None:
        total = total * 0.5 + chain.head.value
        chain.head = chain.head.after
    return total + chain.n


@program(X)
def a_walk_that_is_left(x):
    head = Node(x[0], Node(x[1], Node(x[2])))
    node, total, i = head, 0.0, 0
    while True:
        total += node.value**2
        if node.after is None:
            break
        node = node.after
    node = head
    while node is not None and i < 2:
        total += node.value * x[2]
        node = node.after
        i += 1
    best, node = head.value, head
    while node.after is not None:
        node = node.after
        if node.value > best:
            best = node.value
    return total * best


@program(X, analytic=True)
def two_lists_side_by_side(x):
    a, b, total = Node(x[0], Node(x[2])), Node(x[1]), 0.0
    while a is not None or b is not None:
        if a is not None:
            total += a.value**2
            a = a.after
        if b is not None:
            total *= b.value
            b = b.after
    return total


@program(X, analytic=True)
def a_ring(x):
    head = Node(x[0], Node(x[1], Node(x[2])))
    head.after.after.after = head
    node, total = head, 0.0
    for _ in range(5):
        total = total * 0.5 + node.value
        node = node.after
    p, q = Node(x[0]), Node(x[1])
    for _ in range(4):
        p, q = q, p
        p.value = p.value * x[2] + q.value
    return total * (p.value - q.value)


@program(X, analytic=True)
def a_tree_by_a_stack_and_by_a_queue(x):
    root = Tree(x[0], Tree(x[1]), Tree(x[2], Tree(x[0])))
    stack, total = [root], 0.0
    while stack:
        tree = stack.pop()
        total = total * 1.5 + tree.v**2
        if tree.left is not None:
            stack.append(tree.left)
        if tree.right is not None:
            stack.append(tree.right)
    queue = deque([root])
    while queue:
        tree = queue.popleft()
        total = total * 0.5 + tree.v
        for below in (tree.left, tree.right):
            if below is not None:
                queue.append(below)
    return total


@program(X, analytic=True)
def objects_in_turn(x):
    states = [Node(x[0]), Node(x[1])]
    now = states[0]
    for k in range(3):
        now.value = now.value * x[2]
        now = states[(k + 1) % 2]
    return states[0].value + states[1].value ** 2


@program(Node(1.5, Node(-0.7, Node(2.0))))
def a_list_that_is_an_argument(node):
    total, w = 0.0, 1.0
    while node is not None:
        total += w * node.value**2
        w *= 2.0
        node = node.after
    return total


@program(0.7, analytic=True)
def a_walk_whose_test_changes_something(x):
    """What is asked before the end is asked once more at the end."""
    node = Node(x, Node(x * x, Node(2 * x)))
    asked = 0.0

    def ask() -> float:
        nonlocal asked
        asked += 1.0
        return asked

    total = 0.0
    while ask() < 10 and node is not None:
        total += node.value * asked
        node = node.after
    return total * asked + x
