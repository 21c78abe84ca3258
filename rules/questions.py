"""Which question next: the cheapest expected way to a settled outcome.

A question asks all facts of one group that can still matter; its price is one turn
plus a little for each option to read. Residual diagrams are canonical, so answers that
leave the same residual are one state: the states are few, expected prices are exact
sums over them, and the cheapest plan is found by dynamic programming. Where too much
is open to solve in time, the ratio rule (price over what the answers are expected to
close) chooses the first question, and the exact plan takes over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from rules.condition import Facts
from rules.diagram import Node
from rules.facts import UNKNOWN, Vocabulary
from rules.outcome import Outcome, Residual

TURN = 1.0
READING = 0.02
Prior = Mapping[int, list[float]]
State = frozenset[Node]  # of the labels that are still open; which way the others fell costs nothing more
SOLVABLE = 28  # open facts up to which the exact plan is found in a fraction of a second
REMEMBERED = 100_000  # steps of plans kept for one outcome, some 40 MB; a first plan takes about 5,000


@dataclass(frozen=True)
class Question:
    """The open facts of one group, asked together."""

    group: str
    facts: tuple[str, ...]


class Planner:
    """Plans over one outcome function; all its memory is keyed by canonical states."""

    def __init__(self, outcome: Outcome, vocabulary: Vocabulary, prior: Prior | None = None) -> None:
        self._diagram = outcome.diagram
        self._group = [vocabulary.facts[fact].group for fact in outcome.facts]
        self._prior = prior or {number: outcome.prior(number) for number in range(len(outcome.facts))}
        self._best: dict[tuple[State, frozenset[int]], tuple[float, str]] = {}
        self._answered: dict[tuple[State, int], dict[State, float]] = {}

    def __len__(self) -> int:
        """How much is remembered."""
        return len(self._best) + len(self._answered)

    def next_group(self, state: State, unknown: frozenset[int]) -> str | None:
        """The group to ask in `state`, or None when nothing that can be asked matters."""
        groups = self.askable(state, unknown)
        if len(groups) <= 1:
            return next(iter(groups), None)
        if len(self._support(state) - unknown) <= SOLVABLE:
            return self.optimum(state, unknown)[1]
        return min(groups, key=lambda group: self._ratio(state, groups[group]))

    def optimum(self, state: State, unknown: frozenset[int] = frozenset()) -> tuple[float, str]:
        """The least expected price from `state`, and the first group of a cheapest plan."""
        unknown &= self._support(state)
        key = (state, unknown)
        found = self._best.get(key)
        if found is None:
            plans = ((self._expected(state, members, unknown), group)
                     for group, members in self.askable(state, unknown).items())
            found = self._best[key] = min(plans, key=lambda plan: plan[0], default=(0.0, ""))
        return found

    def _ratio(self, state: State, members: tuple[int, ...]) -> float:
        """Price over the number of open facts the answers are expected to close."""
        left = sum(chance * len(self._support(child)) for child, chance in self.spread(state, members).items())
        return self.price(members) / (len(self._support(state)) - left)

    def expected_price(self, state: State) -> float:
        """The exact expected price of this planner's own questions until nothing more need be asked."""
        return self._policy(state, self.price, {})

    def expected_turns(self, state: State) -> float:
        """The exact expected number of those questions."""
        return self._policy(state, lambda members: 1.0, {})

    def _policy(self, state: State, price: Callable[[tuple[int, ...]], float], memo: dict[State, float]) -> float:
        if state not in memo:
            group = self.next_group(state, frozenset())
            if group is None:
                return 0.0
            members = self.askable(state, frozenset())[group]
            memo[state] = price(members) + sum(chance * self._policy(child, price, memo)
                                               for child, chance in self.spread(state, members).items())
        return memo[state]

    def askable(self, state: State, unknown: frozenset[int]) -> dict[str, tuple[int, ...]]:
        """The open facts that are not known to be unknowable, by group."""
        groups: dict[str, list[int]] = {}
        for number in sorted(self._support(state) - unknown):
            groups.setdefault(self._group[number], []).append(number)
        return {group: tuple(members) for group, members in groups.items()}

    def _support(self, state: State) -> frozenset[int]:
        return frozenset().union(*map(self._diagram.support, state))

    def price(self, members: tuple[int, ...]) -> float:
        options = sum(len(self._prior[number]) - 1 for number in members)
        return TURN + READING * options

    def spread(self, state: State, members: tuple[int, ...]) -> dict[State, float]:
        """Where the answers to `members` lead, with the chance of each."""
        found = {state: 1.0}
        for number in members:
            found = self._reveal(found, number)
        return found

    def _reveal(self, before: dict[State, float], number: int) -> dict[State, float]:
        after: dict[State, float] = {}
        for state, chance in before.items():
            for child, prior in self._answers(state, number).items():
                after[child] = after.get(child, 0.0) + chance * prior
        return after

    def _answers(self, state: State, number: int) -> dict[State, float]:
        """Where the answers to one fact lead."""
        key = (state, number)
        found = self._answered.get(key)
        if found is None:
            found = self._answered[key] = self._answer(state, number)
        return found

    def _answer(self, state: State, number: int) -> dict[State, float]:
        """Only the labels that depend on the fact are touched."""
        support, restrict, is_terminal = self._diagram.support, self._diagram.restrict, self._diagram.is_terminal
        touched = [node for node in state if number in support(node)]
        if not touched:
            return {state: 1.0}
        rest = state.difference(touched)
        found: dict[State, float] = {}
        for value, prior in enumerate(self._prior[number]):
            restricted = [restrict(node, number, value) for node in touched]
            key = rest.union([node for node in restricted if not is_terminal(node)])
            found[key] = found.get(key, 0.0) + prior
        return found

    def _expected(self, state: State, members: tuple[int, ...], unknown: frozenset[int]) -> float:
        return self.price(members) + sum(chance * self.optimum(child, unknown)[0]
                                         for child, chance in self.spread(state, members).items())


def next_question(residual: Residual, vocabulary: Vocabulary, facts: Facts) -> Question | None:
    """What to ask next, or None. Facts answered 不清楚 are not asked again."""
    outcome = residual.outcome
    planner = _planner(outcome, vocabulary)
    unknown = frozenset(outcome.number[fact] for fact, value in facts.items()
                        if value == UNKNOWN and fact in outcome.number)
    group = planner.next_group(residual.target, unknown)
    if group is None:
        return None
    members = planner.askable(residual.target, unknown)[group]
    return Question(group, tuple(outcome.names(members)))


_planners: WeakKeyDictionary[Outcome, Planner] = WeakKeyDictionary()


def _planner(outcome: Outcome, vocabulary: Vocabulary) -> Planner:
    """The planner of the outcome, freed with it; a new one where the last has too much to remember."""
    planner = _planners.get(outcome)
    if planner is None or len(planner) > REMEMBERED:
        planner = _planners[outcome] = Planner(outcome, vocabulary)
    return planner
