"""How a clause stands on known facts, its exclusions included."""

from __future__ import annotations

from enum import Enum

from rules.clause import Clause
from rules.condition import Facts, Status
from rules.rulebook import Rulebook


class Standing(str, Enum):
    """As the answer reports it: a clause in doubt or with an open exclusion is open."""

    MET = "met"
    FAILED = "failed"
    OPEN = "open"
    DEFEATED = "defeated"


def standing(clause: Clause, facts: Facts, book: Rulebook) -> Standing:
    """The clause with its defeaters: met only if every one of them fails for certain."""
    own = clause.status(facts)
    if own is Status.FAILED:
        return Standing.FAILED
    against = [standing(book.clauses[other], facts, book) for other in clause.defeaters]
    if Standing.MET in against:
        return Standing.DEFEATED
    if own is not Status.MET:
        return Standing.OPEN
    undecided = [other for other in clause.defeaters if _may_speak(book.clauses[other], facts, book)]
    return Standing.OPEN if undecided else Standing.MET


def _may_speak(clause: Clause, facts: Facts, book: Rulebook) -> bool:
    """Whether some completion makes the clause speak; one that the text leaves in doubt never does."""
    return clause.status(facts) is Status.OPEN and standing(clause, facts, book) is Standing.OPEN


def defeaters_met(clause: Clause, facts: Facts, book: Rulebook) -> list[Clause]:
    """The exclusions that strike the clause on these facts."""
    return [book.clauses[other] for other in clause.defeaters
            if standing(book.clauses[other], facts, book) is Standing.MET]
