"""Objects that refer to objects: trees, lists, expressions, and functions that go down them."""

from __future__ import annotations

import math

import numpy as np

from tests.programs.cases import numbers, program


class Node:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def total(self):
        t = self.value**2
        for child in (self.left, self.right):
            if child is not None:
                t = t + 0.5 * child.total()
        return t


def depth_sum(node, depth=0):
    if node is None:
        return 0.0
    return node.value * (depth + 1) + depth_sum(node.left, depth + 1) + depth_sum(node.right, depth + 1)


@program(numbers(4))
def a_tree(x):
    root = Node(x[0], Node(x[1], Node(x[2])), Node(x[3]))
    root.left.value *= 2.0
    return root.total() * depth_sum(root)


def scale(node, k):
    if node is not None:
        node.value = node.value * k
        scale(node.left, k * 0.5)
        scale(node.right, k * k)


@program(numbers(4), 1.3, argnums=(0, 1))
def a_tree_that_is_changed(x, k):
    root = Node(x[0], Node(x[1]), Node(x[2], Node(x[3])))
    scale(root, k)
    scale(root.right, 2.0)
    return root.total()


@program(Node(0.4, Node(1.2, None, Node(0.3)), Node(-0.7)), 0.8, argnums=(0, 1))
def a_tree_as_an_argument(root, k):
    return root.total() + k * depth_sum(root)


class Expression:
    def __add__(self, other):
        return Sum(self, other if isinstance(other, Expression) else Number(other))

    def __mul__(self, other):
        return Product(self, other if isinstance(other, Expression) else Number(other))


class Number(Expression):
    def __init__(self, value):
        self.value = value

    def at(self, x):
        return self.value


class Variable(Expression):
    def at(self, x):
        return x


class Sum(Expression):
    def __init__(self, left, right):
        self.left, self.right = left, right

    def at(self, x):
        return self.left.at(x) + self.right.at(x)


class Product(Sum):
    def at(self, x):
        return self.left.at(x) * self.right.at(x)


class Sine(Expression):
    def __init__(self, inner):
        self.inner = inner

    def at(self, x):
        return math.sin(self.inner.at(x))


@program(0.7, 1.4, argnums=(0, 1))
def an_expression(x, k):
    v = Variable()
    e = Sine(v * v + k) * (v + 2.0) + Sine(Sine(v * k))
    return e.at(x) + e.at(k)


class Interval:
    def __init__(self, low, high):
        self.low, self.high = low, high

    def __add__(self, other):
        other = other if isinstance(other, Interval) else Interval(other, other)
        return Interval(self.low + other.low, self.high + other.high)

    __radd__ = __add__

    def __mul__(self, other):
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __contains__(self, value):
        return self.low <= value <= self.high


@program(0.5, 1.5, argnums=(0, 1))
def intervals(a, b):
    x, y = Interval(a, b), Interval(b - 3, a)
    z = x * y + 2.0
    w = sum([x, y, z], Interval(0.0, 0.0)) + a
    v = sum([x, y, z])
    return (w.high - w.low) * (1.0 if 0.0 in w else 2.0) + z.low + v.high**2


class Link:
    def __init__(self, length, angle, next_link=None):
        self.length, self.angle, self.next = length, angle, next_link

    def tip(self, heading=0.0):
        heading = heading + self.angle
        here = self.length * np.array([math.cos(heading), math.sin(heading)])
        return here if self.next is None else here + self.next.tip(heading)


@program(numbers(3), np.array([1.0, 0.7, 0.4]), argnums=(0, 1))
def a_chain_of_links(angles, lengths):
    chain = None
    for length, angle in zip(lengths[::-1], angles[::-1]):
        chain = Link(length, angle, chain)
    return np.sum(chain.tip() ** 2) + chain.tip()[0]


@program(numbers(3), np.array([1.0, 0.7, 0.4]), argnums=(0, 1))
def a_chain_of_three_links(angles, lengths):
    chain = Link(lengths[0], angles[0], Link(lengths[1], angles[1], Link(lengths[2], angles[2])))
    return np.sum(chain.tip() ** 2) + chain.tip()[0]
