"""How a clause stands on known facts, its exclusions included, and why.

A finding is a function of the values the clause reads and of which of its exclusions speak: few
combinations, even over many cases. Each is worked out once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from rules.clause import Clause, doubts
from rules.condition import Atom, Facts, Status
from rules.rulebook import Rulebook

REMEMBERED = 1024  # findings kept for each clause


class Standing(str, Enum):
    """As the answer reports it: a clause in doubt or with an open exclusion is open."""

    MET = "met"
    FAILED = "failed"
    OPEN = "open"
    DEFEATED = "defeated"


class Condition(NamedTuple):
    """One atom of a clause on a case: what was told, what is required, and whether it is met, failed or open."""

    fact: str
    value: str | None
    status: str
    required: tuple[str, ...]
    unsettled_by_text: bool


class Finding(NamedTuple):
    """One clause, how it stands, and why: its conditions, the readings in doubt, what strikes it.
    `may_speak`: whether some completion makes it speak; one that the text leaves in doubt never does."""

    clause: Clause
    standing: Standing
    may_speak: bool
    conditions: tuple[Condition, ...]
    doubts: tuple[int, ...]
    defeated_by: tuple[Clause, ...]


class Exclusions(NamedTuple):
    """Which of a clause's exclusions speak, and whether another one may."""

    met: tuple[str, ...]
    undecided: bool


class Findings(dict[Any, Any]):
    """How the clauses of a rulebook stand on one case. Holds what a finding turns on: the value of each
    fact, None if it was not told, and, for each list of exclusions, how they stand."""

    def __init__(self, facts: Facts, book: Rulebook) -> None:
        super().__init__(facts)
        self._weighings = _weighings(book)

    def of(self, clauses: Iterable[str]) -> list[Finding]:
        """How these clauses, given by their ids, stand."""
        weighings = self._weighings
        return [weigh(*read(self)) for read, weigh in [weighings[clause] for clause in clauses]]

    def __missing__(self, key: str | tuple[str, ...]) -> Exclusions | None:
        found = self[key] = None if isinstance(key, str) else self._exclusions(key)
        return found

    def _exclusions(self, defeaters: tuple[str, ...]) -> Exclusions:
        met, found = Standing.MET, self.of(defeaters)
        return Exclusions(tuple([each.clause.id for each in found if each.standing is met]),
                          any(each.may_speak for each in found))


def _standing(own: Status, exclusions: Exclusions) -> Standing:
    """Met only if every exclusion fails for certain."""
    if own is Status.FAILED:
        return Standing.FAILED
    if exclusions.met:
        return Standing.DEFEATED
    return Standing.MET if own is Status.MET and not exclusions.undecided else Standing.OPEN


def standing(clause: Clause, facts: Facts, book: Rulebook) -> Standing:
    """The clause, which must be one of the book's, with its exclusions."""
    return Findings(facts, book).of([clause.id])[0].standing


def _condition(atom: Atom, facts: Facts, book: Rulebook) -> Condition:
    status, options = atom.status(facts), book.vocabulary.facts[atom.fact].options
    return Condition(atom.fact, facts.get(atom.fact), (Status.OPEN if status is Status.DOUBT else status).value,
                     tuple(value for value in options if value in atom.holds), status is Status.DOUBT)


_Read = Callable[[Findings], tuple[Any, ...]]
_Weigh = Callable[..., Finding]


@lru_cache(maxsize=4)
def _weighings(book: Rulebook) -> dict[str, tuple[_Read, _Weigh]]:
    """For each clause what to read of a case, and what follows from that."""
    return {clause.id: _weighing(clause, book) for clause in book.clauses.values()}


def _weighing(clause: Clause, book: Rulebook) -> tuple[_Read, _Weigh]:
    names = clause.facts

    @lru_cache(maxsize=REMEMBERED)
    def weigh(exclusions: Exclusions, *values: str | None) -> Finding:
        facts = {name: value for name, value in zip(names, values, strict=False) if value is not None}
        own = clause.status(facts)
        how = _standing(own, exclusions)
        return Finding(clause, how, how is Standing.OPEN and own is Status.OPEN,
                       tuple(_condition(atom, facts, book) for atom in clause.condition.atoms()),
                       tuple(doubts(clause.condition, facts)), tuple(book.clauses[other] for other in exclusions.met))

    # Two keys at least: for one alone, itemgetter gives no tuple.
    return itemgetter(clause.defeaters, *(names or [()])), weigh
