"""The outcome function of a jurisdiction: from facts to conclusions and effects, as one decision diagram."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rules.clause import Clause
from rules.condition import All, Atom, Facts, Term, as_if
from rules.diagram import Diagram, Node
from rules.facts import INAPPLICABLE, UNKNOWN
from rules.rulebook import Rulebook
from rules.terms import NOTHING_WRITTEN

Labels = frozenset[str]
Test = bool | tuple[str, dict[str, "Test"]]
NODES = 20_000  # some 10 MB; a first compilation takes about 500, and four hundred dialogues about 8,000


def scope_of(book: Rulebook, jurisdiction: str, facts: Facts, tracks: Iterable[str] | None = None) -> tuple[str, ...]:
    """The tracks in question, in the order of terms.yml: the given ones, or those the facts enter."""
    wanted = set(tracks) if tracks is not None else None
    return tuple(key for key, track in book.terms.tracks.items()
                 if (key in wanted if wanted is not None else track.is_entered(facts, book.vocabulary)))


class Outcome:
    """The compiled function of one jurisdiction and scope: for each label, when it is concluded.

    A clause speaks when its condition is met and none of its defeaters speaks; a fact
    answered 不适用 counts as 否. A label holds when one of its clauses speaks.
    The labels' diagrams together are canonical for the whole outcome, and each is small:
    a product of them would not be.
    """

    def __init__(self, book: Rulebook, jurisdiction: str, tracks: tuple[str, ...], inapplicable: frozenset[str]) -> None:
        self._book = book
        self._inapplicable = inapplicable
        self._every = {clause.id: clause for clause in book.clauses_of(jurisdiction)}
        self.clauses = [clause for clause in self._every.values() if clause.track in tracks]
        self.facts = _in_order(self._reachable())
        self.number = {fact: index for index, fact in enumerate(self.facts)}
        self._values = [list(book.vocabulary.facts[fact].options) for fact in self.facts]
        self.diagram = Diagram([len(values) for values in self._values])
        self._code = {fact: {value: index for index, value in enumerate(self._values[self.number[fact]])}
                      for fact in self.facts}
        self.conclusions = self._labels({clause.id: clause.conclusion for clause in self.clauses})
        self._otherwise = frozenset([NOTHING_WRITTEN] if self.conclusions else ())
        self.effects = self._labels({clause.id: clause.effect for clause in self.clauses})

    def _reachable(self) -> list[Clause]:
        found = {clause.id: clause for clause in self.clauses}
        waiting = list(found.values())
        while waiting:
            for other in waiting.pop().defeaters:
                if other not in found:
                    found[other] = self._every[other]
                    waiting.append(self._every[other])
        return sorted(found.values(), key=lambda clause: bool(clause.defeaters))

    def _labels(self, label_of: dict[str, str | None]) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for clause in self.clauses:
            label = label_of[clause.id]
            if label is not None and not clause.catch_all:
                speaks = self.speaks(clause)
                found[label] = self._or(found[label], speaks) if label in found else speaks
        return found

    def conclude(self, facts: Facts) -> Labels | None:
        """The conclusions, by nothing but following the facts; None where the way leads past one that
        is not known, even if the others would settle the case (`residual_of` can tell)."""
        found = []
        try:
            for label, test in self._tests:
                while isinstance(test, tuple):
                    fact, following = test
                    test = following[facts[fact]]
                if test:
                    found.append(label)
        except KeyError:
            return None
        return frozenset(found) or self._otherwise

    @cached_property
    def _tests(self) -> list[tuple[str, Test]]:
        spelled: dict[Node, Test] = {}
        return [(label, self._spell(node, spelled)) for label, node in self.conclusions.items()]

    def _spell(self, node: Node, spelled: dict[Node, Test]) -> Test:
        """The diagram below `node` in the words of the facts."""
        if self.diagram.is_terminal(node):
            return bool(self.diagram.value(node))
        if node not in spelled:
            number, children = self.diagram.test(node)
            following = (self._spell(child, spelled) for child in children)
            spelled[node] = self.facts[number], dict(zip(self._values[number], following, strict=True))
        return spelled[node]

    def is_silent(self, conclusions: Iterable[Node]) -> Node:
        """When no conclusion is reached, from the (residual) diagrams of all of them."""
        anything = self.diagram.leaf(False)
        for node in conclusions:
            anything = self._or(anything, node)
        return self._and_not(self.diagram.leaf(True), anything)

    def speaks(self, clause: Clause) -> Node:
        """The Boolean function that says when the clause is met and undefeated."""
        node = self._term(clause.condition)
        for other in clause.defeaters:
            node = self._and_not(node, self.speaks(self._every[other]))
        return node

    def _term(self, term: Term) -> Node:
        if isinstance(term, Atom):
            return self._atom(term)
        result = self.diagram.leaf(isinstance(term, All))
        for inner in term.terms:
            node = self._term(inner)
            result = self._and(result, node) if isinstance(term, All) else self._or(result, node)
        return result

    def _atom(self, atom: Atom) -> Node:
        if atom.fact in self._inapplicable:
            return self.diagram.leaf(as_if(INAPPLICABLE) in atom.holds)
        number = self.number[atom.fact]
        return self.diagram.node(number, tuple(self.diagram.leaf(value in atom.holds) for value in self._values[number]))

    def _and(self, left: Node, right: Node) -> Node:
        return self.diagram.combine("and", lambda one, two: one and two, left, right)

    def _or(self, left: Node, right: Node) -> Node:
        return self.diagram.combine("or", lambda one, two: one or two, left, right)

    def _and_not(self, left: Node, right: Node) -> Node:
        return self.diagram.combine("and not", lambda one, two: one and not two, left, right)

    def can_both_speak(self, one: Clause, other: Clause) -> bool:
        """Whether some case makes both clauses speak."""
        return True in self.diagram.terminals(self._and(self.speaks(one), self.speaks(other)))

    def encode(self, facts: Facts) -> dict[int, int]:
        """Known facts by number; facts this function does not read are left out."""
        return {self.number[fact]: self._code[fact][value] for fact, value in facts.items()
                if fact in self.number and value in self._code[fact]}

    def prior(self, number: int) -> list[float]:
        fact = self._book.vocabulary.facts[self.facts[number]]
        return [fact.prior[value] for value in self._values[number]]

    def values(self, fact: str) -> list[str]:
        return self._values[self.number[fact]]

    def code(self, fact: str, value: str) -> int:
        return self._code[fact][value]

    def names(self, numbers: Iterable[int]) -> list[str]:
        """Fact ids in the order of the diagram."""
        return [self.facts[number] for number in sorted(numbers)]


def _in_order(clauses: list[Clause]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for clause in clauses for fact in clause.facts))


@dataclass(frozen=True)
class Residual:
    """What the known facts leave of the outcome function: a residual diagram for each label."""

    outcome: Outcome
    conclusions: dict[str, Node]
    effects: dict[str, Node]

    @property
    def settled(self) -> bool:
        """Whether every completion of the open facts gives the same conclusions."""
        return all(self.outcome.diagram.is_terminal(node) for node in self.conclusions.values())

    @cached_property
    def certain(self) -> Labels:
        """The conclusions of every completion. Where no clause speaks, 无明文 does (READINGS 8)."""
        return self._every(self.conclusions) | ({NOTHING_WRITTEN} if self._silence == {True} else frozenset())

    @cached_property
    def possible(self) -> Labels:
        """The conclusions of some completion."""
        return self._some(self.conclusions) | ({NOTHING_WRITTEN} if True in self._silence else frozenset())

    @property
    def certain_effects(self) -> Labels:
        return self._every(self.effects)

    @cached_property
    def _silence(self) -> frozenset[Hashable]:
        if not self.conclusions:
            return frozenset()
        return self.outcome.diagram.terminals(self.outcome.is_silent(self.conclusions.values()))

    def _every(self, labels: dict[str, Node]) -> Labels:
        return frozenset(label for label, node in labels.items() if self.outcome.diagram.terminals(node) == {True})

    def _some(self, labels: dict[str, Node]) -> Labels:
        return frozenset(label for label, node in labels.items() if True in self.outcome.diagram.terminals(node))

    @property
    def target(self) -> frozenset[Node]:
        """What questions work towards: the conclusions still open, and once all are settled the effects."""
        nodes = (self.effects if self.settled else self.conclusions).values()
        return frozenset(node for node in nodes if not self.outcome.diagram.is_terminal(node))

    @property
    def open_facts(self) -> list[str]:
        """The exact support: a fact is in it only if some completion turns on it."""
        support = self.outcome.diagram.support
        return self.outcome.names(frozenset().union(
            *(support(node) for node in (*self.conclusions.values(), *self.effects.values()))))

    def given(self, fact: str, value: str) -> Residual:
        """The residual once one more fact is known."""
        number, code = self.outcome.number[fact], self.outcome.code(fact, value)
        restrict = self.outcome.diagram.restrict
        return Residual(self.outcome, {label: restrict(node, number, code) for label, node in self.conclusions.items()},
                        {label: restrict(node, number, code) for label, node in self.effects.items()})


def outcome_of(book: Rulebook, jurisdiction: str, tracks: tuple[str, ...], facts: Facts) -> Outcome:
    """The compiled function for these tracks; compiled once for each jurisdiction and scope, and
    again once its diagram has grown too large. Residuals of the old one stay valid: they hold it."""
    scope = book, jurisdiction, tracks, frozenset(fact for fact, value in facts.items() if value == INAPPLICABLE)
    place = _place(*scope)
    if not place or len(place[0].diagram) > NODES:
        place[:] = [Outcome(*scope)]
    return place[0]


@lru_cache(maxsize=64)
def _place(*scope: Hashable) -> list[Outcome]:
    """Where the outcome compiled for this scope is kept."""
    return []


def residual_of(outcome: Outcome, facts: Facts) -> Residual:
    known = outcome.encode({fact: value for fact, value in facts.items() if value != UNKNOWN})
    restrict = outcome.diagram.restrict_all
    return Residual(outcome, {label: restrict(node, known) for label, node in outcome.conclusions.items()},
                    {label: restrict(node, known) for label, node in outcome.effects.items()})
