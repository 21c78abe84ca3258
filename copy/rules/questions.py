"""Which question next: the cheapest expected way to a settled outcome.

A question asks all facts of one group that can still matter; its price is one turn
plus a little for each option to read. Revealing a group turns the residual diagram
into a distribution over smaller residuals (merged, because nodes are canonical), so
expected costs are exact sums, not samples. Small residuals are solved exactly;
large ones by one-step rollout: try each question, then follow the ratio rule of
Boros and Ünlüyurt (price over the chance to get nearer to an end).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Mapping

from rules.condition import Facts
from rules.diagram import Node
from rules.facts import UNKNOWN, Vocabulary
from rules.outcome import Outcome, Residual

TURN = 1.0
READING = 0.02
EXACT_LIMIT = 400
Prior = Mapping[int, list[float]]


@dataclass(frozen=True)
class Question:
    """The open facts of one group, asked together."""

    group: str
    facts: tuple[str, ...]


class Planner:
    """Plans over one outcome function; all its memory is keyed by canonical nodes."""

    def __init__(self, outcome: Outcome, vocabulary: Vocabulary, prior: Prior | None = None) -> None:
        self._outcome, self._vocabulary = outcome, vocabulary
        self._diagram = outcome.diagram
        self._group = [vocabulary.facts[fact].group for fact in outcome.facts]
        self._prior = prior or {number: outcome.prior(number) for number in range(len(outcome.facts))}
        self._spread: dict[tuple[Node, tuple[int, ...]], dict[Node, float]] = {}
        self._best: dict[tuple[Node, frozenset[int]], tuple[float, str]] = {}
        self._greedy: dict[tuple[Node, frozenset[int]], float] = {}

    def next_group(self, node: Node, unknown: frozenset[int], last: str | None = None) -> str | None:
        """The group to ask from `node`, or None when nothing that can be asked matters."""
        groups = self._askable(node, unknown)
        if not groups:
            return None
        if len(groups) == 1:
            return next(iter(groups))
        if self._is_small(node):
            return self.optimum(node, unknown)[1]
        price = {group: self._rollout(node, members, unknown) for group, members in groups.items()}
        least = min(price.values())
        near = [group for group, cost in price.items() if cost <= least + 1e-9]
        return last if last in near else near[0]

    def optimum(self, node: Node, unknown: frozenset[int]) -> tuple[float, str]:
        """The exact least expected price from `node`, and the first group of a cheapest plan."""
        unknown &= self._diagram.support(node)
        key = (node, unknown)
        if key not in self._best:
            groups = self._askable(node, unknown)
            plans = [(self._expected(node, members, unknown, exact=True), group) for group, members in groups.items()]
            self._best[key] = min(plans, key=lambda plan: plan[0], default=(0.0, ""))
        return self._best[key]

    def expected_cost(self, node: Node, unknown: frozenset[int] = frozenset()) -> float:
        """The exact expected price of this planner's own policy from `node`."""
        return self._policy(node, unknown, {}, priced=True)

    def expected_turns(self, node: Node) -> float:
        """The exact expected number of questions of this planner's own policy from `node`."""
        return self._policy(node, frozenset(), {}, priced=False)

    def _policy(self, node: Node, unknown: frozenset[int], memo: dict[Node, float], priced: bool) -> float:
        if node not in memo:
            group = self.next_group(node, unknown)
            if group is None:
                return 0.0
            members = self._askable(node, unknown)[group]
            price = self._price(members) if priced else 1.0
            memo[node] = price + sum(chance * self._policy(child, unknown, memo, priced)
                                     for child, chance in self.spread(node, members).items())
        return memo[node]

    def _askable(self, node: Node, unknown: frozenset[int]) -> dict[str, tuple[int, ...]]:
        groups: dict[str, list[int]] = {}
        for number in sorted(self._diagram.support(node) - unknown):
            groups.setdefault(self._group[number], []).append(number)
        return {group: tuple(members) for group, members in groups.items()}

    def _price(self, members: tuple[int, ...]) -> float:
        options = sum(len(self._prior[number]) - 1 for number in members)
        return TURN + READING * options

    def spread(self, node: Node, members: tuple[int, ...]) -> dict[Node, float]:
        """Where the answers to `members` lead, with the chance of each."""
        key = (node, members)
        if key not in self._spread:
            found = {node: 1.0}
            for number in members:
                found = self._reveal(found, number)
            self._spread[key] = found
        return self._spread[key]

    def _reveal(self, before: dict[Node, float], number: int) -> dict[Node, float]:
        after: dict[Node, float] = {}
        for node, chance in before.items():
            for value, prior in enumerate(self._prior[number]):
                child = self._diagram.restrict(node, number, value)
                after[child] = after.get(child, 0.0) + chance * prior
        return after

    def _expected(self, node: Node, members: tuple[int, ...], unknown: frozenset[int], exact: bool) -> float:
        rest = self._exact_rest if exact else self._greedy_rest
        return self._price(members) + sum(chance * rest(child, unknown)
                                          for child, chance in self.spread(node, members).items())

    def _exact_rest(self, node: Node, unknown: frozenset[int]) -> float:
        return self.optimum(node, unknown)[0]

    def _rollout(self, node: Node, members: tuple[int, ...], unknown: frozenset[int]) -> float:
        return self._expected(node, members, unknown, exact=False)

    def _greedy_rest(self, node: Node, unknown: frozenset[int]) -> float:
        unknown &= self._diagram.support(node)
        key = (node, unknown)
        if key not in self._greedy:
            groups = self._askable(node, unknown)
            if not groups:
                return 0.0
            members = min(groups.values(), key=lambda each: self._ratio(node, each))
            self._greedy[key] = self._expected(node, members, unknown, exact=False)
        return self._greedy[key]

    def _ratio(self, node: Node, members: tuple[int, ...]) -> float:
        before = len(self._diagram.support(node))
        after = sum(chance * len(self._diagram.support(child)) for child, chance in self.spread(node, members).items())
        return self._price(members) / (before - after)

    def _is_small(self, node: Node) -> bool:
        return len(self._diagram.support(node)) <= 12


def next_question(residual: Residual, vocabulary: Vocabulary, facts: Facts, last: str | None = None) -> Question | None:
    """What to ask next, or None. Facts answered 不清楚 are not asked again."""
    outcome = residual.outcome
    planner = _planner(outcome, _ById(vocabulary))
    unknown = frozenset(outcome.number[fact] for fact, value in facts.items()
                        if value == UNKNOWN and fact in outcome.number)
    group = planner.next_group(residual.target, unknown, last)
    if group is None:
        return None
    open_now = outcome.names(outcome.diagram.support(residual.target) - unknown)
    return Question(group, tuple(fact for fact in open_now if vocabulary.facts[fact].group == group))


class _ById:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __hash__(self) -> int:
        return id(self.vocabulary)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.vocabulary is self.vocabulary


@lru_cache(maxsize=64)
def _planner(outcome: Outcome, key: _ById) -> Planner:
    return Planner(outcome, key.vocabulary)
