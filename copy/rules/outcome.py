"""The outcome function of a jurisdiction: from facts to conclusions and effects, as one decision diagram."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Hashable, Iterable

from rules.clause import Clause
from rules.condition import All, Any, Atom, Facts, Term
from rules.diagram import Diagram, Node
from rules.facts import INAPPLICABLE, UNKNOWN
from rules.rulebook import Rulebook
from rules.terms import NOTHING_WRITTEN

Labels = frozenset[str]


def scope_of(book: Rulebook, jurisdiction: str, facts: Facts, tracks: Iterable[str] | None = None) -> tuple[str, ...]:
    """The tracks in question, in the order of terms.yml: the given ones, or those the facts enter."""
    wanted = set(tracks) if tracks is not None else None
    return tuple(key for key, track in book.terms.tracks.items()
                 if (key in wanted if wanted is not None else track.is_entered(facts, book.vocabulary)))


class Outcome:
    """The compiled function of one jurisdiction and scope.

    A clause speaks when its condition is met and none of its defeaters' is; a fact
    answered 不适用 satisfies no condition. `verdict` ends in sets of conclusions,
    `effects` in sets of effects. Where no clause speaks, 无明文 does (READINGS 8).
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
        self.effects = self._labels({clause.id: clause.effect for clause in self.clauses})
        self.verdict = self._verdict()

    def _reachable(self) -> list[Clause]:
        found = {clause.id: clause for clause in self.clauses}
        waiting = list(found.values())
        while waiting:
            for other in waiting.pop().defeaters:
                if other not in found:
                    found[other] = self._every[other]
                    waiting.append(self._every[other])
        return sorted(found.values(), key=lambda clause: bool(clause.defeaters))

    def _verdict(self) -> Node:
        labels = self._labels({clause.id: clause.conclusion for clause in self.clauses})
        if not any(clause.conclusion for clause in self.clauses):
            return labels
        silence: Labels = frozenset((NOTHING_WRITTEN,))
        return self.diagram.combine("silence", lambda found, default: found or default, labels, self.diagram.leaf(silence))

    def _labels(self, label_of: dict[str, str | None]) -> Node:
        speaking: dict[str, Node] = {}
        for clause in self.clauses:
            label = label_of[clause.id]
            if label is not None and not clause.catch_all:
                speaks = self.speaks(clause)
                speaking[label] = self._or(speaking[label], speaks) if label in speaking else speaks
        result = self.diagram.leaf(frozenset())
        for label, node in speaking.items():
            result = self.diagram.combine(("add", label), lambda found, on, label=label: found | {label} if on else found,
                                          result, node)
        return result

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
            return self.diagram.leaf(False)
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
    """What the known facts leave of the outcome function."""

    outcome: Outcome
    verdict: Node
    effects: Node

    @property
    def settled(self) -> bool:
        """Whether every completion of the open facts gives the same conclusions."""
        return self.outcome.diagram.is_terminal(self.verdict)

    @property
    def conclusion_sets(self) -> frozenset[Hashable]:
        return self.outcome.diagram.terminals(self.verdict)

    @property
    def effect_sets(self) -> frozenset[Hashable]:
        return self.outcome.diagram.terminals(self.effects)

    @property
    def target(self) -> Node:
        """What questions work towards: the conclusions, and once they are settled the effects."""
        return self.effects if self.settled else self.verdict

    @property
    def open_facts(self) -> list[str]:
        """The exact support: a fact is in it only if some completion turns on it."""
        diagram = self.outcome.diagram
        return self.outcome.names(diagram.support(self.verdict) | diagram.support(self.effects))


def outcome_of(book: Rulebook, jurisdiction: str, tracks: tuple[str, ...], facts: Facts) -> Outcome:
    """The compiled function for these tracks; compiled once for each jurisdiction and scope."""
    inapplicable = frozenset(fact for fact, value in facts.items() if value == INAPPLICABLE)
    return _compiled(_Key(book), jurisdiction, tracks, inapplicable)


def residual_of(outcome: Outcome, facts: Facts) -> Residual:
    known = outcome.encode({fact: value for fact, value in facts.items() if value != UNKNOWN})
    restrict = outcome.diagram.restrict_all
    return Residual(outcome, restrict(outcome.verdict, known), restrict(outcome.effects, known))


class _Key:
    """A rulebook as a cache key: by version, since its content is a function of it."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book

    def __hash__(self) -> int:
        return hash(self.book.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.book.version == self.book.version


@lru_cache(maxsize=64)
def _compiled(key: _Key, jurisdiction: str, tracks: tuple[str, ...], inapplicable: frozenset[str]) -> Outcome:
    return Outcome(key.book, jurisdiction, tracks, inapplicable)


__all__ = ["Any", "Outcome", "Residual", "outcome_of", "residual_of", "scope_of"]
