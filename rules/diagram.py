"""Reduced multi-valued decision diagrams: one canonical node per function.

Hash-consing makes equality a comparison of integers, so "every completion gives the
same conclusions" is `is_terminal`, the possible outcomes are the reachable terminals,
and the facts that can still matter are the variables of the reduced diagram: exact,
not estimated. Variables are numbered; a node's children follow the variable's values.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

Node = int
_LEAF = 1 << 30


class Diagram:
    """A forest over the variables 0…n-1, whose sizes are `sizes`. Grows only; whoever keeps one watches its length."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._sizes = tuple(sizes)
        self._variable: list[int] = []
        self._children: list[tuple[Node, ...]] = []
        self._values: list[Hashable] = []
        self._unique: dict[tuple[int, tuple[Node, ...]], Node] = {}
        self._leaves: dict[Hashable, Node] = {}
        self._memo: dict[tuple[Hashable, Node, Node], Node] = {}
        self._restricted: dict[tuple[Node, int, int], Node] = {}
        self._supports: dict[Node, frozenset[int]] = {}
        self._terminals: dict[Node, frozenset[Hashable]] = {}

    def leaf(self, value: Hashable) -> Node:
        """The terminal that stands for `value`."""
        if value not in self._leaves:
            self._leaves[value] = self._add(_LEAF, (), value)
        return self._leaves[value]

    def node(self, variable: int, children: tuple[Node, ...]) -> Node:
        """The reduced node: a test whose answers all lead to one place is no test."""
        first = children[0]
        if all(child == first for child in children):
            return first
        key = (variable, children)
        found = self._unique.get(key)
        if found is None:
            found = self._unique[key] = self._add(variable, children, None)
        return found

    def _add(self, variable: int, children: tuple[Node, ...], value: Hashable) -> Node:
        self._variable.append(variable)
        self._children.append(children)
        self._values.append(value)
        return len(self._variable) - 1

    def is_terminal(self, node: Node) -> bool:
        return self._variable[node] == _LEAF

    def test(self, node: Node) -> tuple[int, tuple[Node, ...]]:
        """The variable a node tests, and where each of its values leads."""
        return self._variable[node], self._children[node]

    def value(self, node: Node) -> Hashable:
        """The value of a terminal."""
        return self._values[node]

    def combine(self, name: Hashable, operation: Callable[[Hashable, Hashable], Hashable], left: Node, right: Node) -> Node:
        """The node of `operation(left, right)`, pointwise; `name` identifies the operation in the memo."""
        key = (name, left, right)
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = self._combine(name, operation, left, right)
        return found

    def _combine(self, name: Hashable, operation: Callable[[Hashable, Hashable], Hashable], left: Node, right: Node) -> Node:
        top = min(self._variable[left], self._variable[right])
        if top == _LEAF:
            return self.leaf(operation(self._values[left], self._values[right]))
        children = tuple(
            self.combine(name, operation, self._child(left, top, value), self._child(right, top, value))
            for value in range(self._sizes[top]))
        return self.node(top, children)

    def _child(self, node: Node, variable: int, value: int) -> Node:
        return self._children[node][value] if self._variable[node] == variable else node

    def restrict(self, node: Node, variable: int, value: int) -> Node:
        """The node once `variable` is known to have its `value`-th value."""
        if self._variable[node] > variable:
            return node
        if self._variable[node] == variable:
            return self._children[node][value]
        key = (node, variable, value)
        found = self._restricted.get(key)
        if found is None:
            children = tuple(self.restrict(child, variable, value) for child in self._children[node])
            found = self._restricted[key] = self.node(self._variable[node], children)
        return found

    def restrict_all(self, node: Node, known: Mapping[int, int]) -> Node:
        """The node once every variable in `known` has its value, in one pass."""
        return self._restrict_all(node, known, {})

    def _restrict_all(self, node: Node, known: Mapping[int, int], done: dict[Node, Node]) -> Node:
        variable = self._variable[node]
        if variable == _LEAF:
            return node
        if node not in done:
            value = known.get(variable)
            if value is None:
                children = tuple(self._restrict_all(child, known, done) for child in self._children[node])
                done[node] = self.node(variable, children)
            else:
                done[node] = self._restrict_all(self._children[node][value], known, done)
        return done[node]

    def support(self, node: Node) -> frozenset[int]:
        """The variables the function really depends on."""
        found = self._supports.get(node)
        if found is None:
            inner: Iterable[frozenset[int]] = (self.support(child) for child in set(self._children[node]))
            own = () if self.is_terminal(node) else (self._variable[node],)
            found = self._supports[node] = frozenset(own).union(*inner)
        return found

    def terminals(self, node: Node) -> frozenset[Hashable]:
        """The values some completion leads to."""
        found = self._terminals.get(node)
        if found is None:
            if self.is_terminal(node):
                found = frozenset((self._values[node],))
            else:
                found = frozenset().union(*(self.terminals(child) for child in set(self._children[node])))
            self._terminals[node] = found
        return found

    def __len__(self) -> int:
        return len(self._variable)
