"""Conditions of a clause: small frozen terms that compose.

Algebra: a term has one of four statuses. FAILED absorbs in `All`, MET absorbs in
`Any`; DOUBT (the text does not settle a known value, see readings.yml) is weaker
than a refusal and stronger than ignorance. Only MET ever carries a conclusion, so
doubt can delay a "yes" but never produce one. Terms read each fact at most once
(lint checks it), which is what makes the four-valued reading exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from rules.facts import INAPPLICABLE, NO, UNKNOWN

Facts = Mapping[str, str]


class Status(str, Enum):
    MET = "met"
    FAILED = "failed"
    OPEN = "open"
    DOUBT = "doubt"


@dataclass(frozen=True)
class Atom:
    """`fact` has one of the values `holds`; the values `doubtful` are not settled by the text."""

    fact: str
    holds: frozenset[str]
    doubtful: frozenset[str] = frozenset()
    reading: int | None = None

    def status(self, facts: Facts) -> Status:
        value = as_if(facts.get(self.fact, UNKNOWN))
        if value in self.holds:
            return Status.MET
        if value == UNKNOWN:
            return Status.OPEN
        if value in self.doubtful:
            return Status.DOUBT
        return Status.FAILED

    def atoms(self) -> Iterator[Atom]:
        yield self


@dataclass(frozen=True)
class All:
    terms: tuple[Term, ...]

    def status(self, facts: Facts) -> Status:
        found = {term.status(facts) for term in self.terms}
        for status in (Status.FAILED, Status.DOUBT, Status.OPEN):
            if status in found:
                return status
        return Status.MET

    def atoms(self) -> Iterator[Atom]:
        for term in self.terms:
            yield from term.atoms()


@dataclass(frozen=True)
class Any:
    """One of the terms is enough; with `doubtful`, failing all of them is doubt, not failure."""

    terms: tuple[Term, ...]
    doubtful: bool = False
    reading: int | None = None

    def status(self, facts: Facts) -> Status:
        found = {term.status(facts) for term in self.terms}
        for status in (Status.MET, Status.OPEN, Status.DOUBT):
            if status in found:
                return status
        return Status.DOUBT if self.doubtful else Status.FAILED

    def atoms(self) -> Iterator[Atom]:
        for term in self.terms:
            yield from term.atoms()


Term = Atom | All | Any


def as_if(value: str) -> str:
    """What does not apply is not so: 不适用 counts as 否, and as none of the values of other facts."""
    return NO if value == INAPPLICABLE else value


def is_known(value: str) -> bool:
    """Whether a recorded value says something about the case (不清楚 does not)."""
    return value != UNKNOWN
