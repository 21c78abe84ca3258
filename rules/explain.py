"""Why a question is asked, why a clause stands or falls, what would change the answer: read off the clauses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.clause import Clause
from rules.condition import Atom, Facts, Status, Term
from rules.facts import UNKNOWN, Vocabulary
from rules.outcome import Outcome, Residual, residual_of
from rules.questions import Question
from rules.rulebook import Rulebook
from rules.standing import Standing, standing


@dataclass(frozen=True)
class Change:
    """If the facts were established so, these would be the conclusions."""

    facts: dict[str, str]
    conclusions: frozenset[str]


def wording(vocabulary: Vocabulary, fact: str, value: str) -> str:
    """A fact and its value as a person would say it."""
    known = vocabulary.facts.get(fact)
    if known is None or value == UNKNOWN:
        return f"{fact}：{value}"
    return known.options.get(value, f"{fact}：{value}")


def demanded(vocabulary: Vocabulary, atom: Atom) -> str:
    """What a condition asks for, in plain words."""
    options = vocabulary.facts[atom.fact].options
    wanted = [value for value in options if value in atom.holds]
    return "或者".join(wording(vocabulary, atom.fact, value) for value in wanted)


def why_asked(book: Rulebook, residual: Residual, question: Question, facts: Facts) -> list[Clause]:
    """The clauses that read one of the question's facts and on which it still turns whether they speak."""
    asked = set(question.facts)
    return [clause for clause in residual.outcome.clauses
            if standing(clause, facts, book) is Standing.OPEN and clause.status(facts) is Status.OPEN
            and asked & set(clause.facts) & _deciding(residual.outcome, clause, facts)]


def _deciding(outcome: Outcome, clause: Clause, facts: Facts) -> set[str]:
    """The open facts that can still make the clause speak or keep it silent: not those of an alternative
    that another fact has met already."""
    left = outcome.diagram.restrict_all(outcome.speaks(clause), outcome.encode(facts))
    return set(outcome.names(outcome.diagram.support(left)))


def failed_condition(clause: Clause, facts: Facts) -> Atom | None:
    """The first condition of the clause that does not hold."""
    return next(_failing(clause.condition, facts), None)


def _failing(term: Term, facts: Facts) -> Iterator[Atom]:
    if term.status(facts) is not Status.FAILED:
        return
    if isinstance(term, Atom):
        yield term
    else:
        for inner in term.terms:
            yield from _failing(inner, facts)


def near_misses(residual: Residual, facts: Facts) -> list[Clause]:
    """Clauses that fail on exactly one condition while another one is met: nearest first."""
    found = []
    for clause in residual.outcome.clauses:
        statuses = [term.status(facts) for term in clause.condition.terms]
        if clause.conclusion and statuses.count(Status.FAILED) == 1 and Status.MET in statuses:
            found.append((statuses.count(Status.OPEN), -statuses.count(Status.MET), clause))
    return [clause for *_, clause in sorted(found, key=lambda each: each[:2])]


def open_conditions(clause: Clause, facts: Facts) -> list[Atom]:
    """The conditions of the clause that are not known yet."""
    return [atom for term in clause.condition.terms if term.status(facts) is Status.OPEN
            for atom in term.atoms() if atom.status(facts) is Status.OPEN]


def changes(residual: Residual, facts: Facts) -> list[Change]:
    """The smallest change to each other outcome: of the open facts, or of one known fact if all is settled."""
    found = _by_open(residual) if not residual.settled else _by_known(residual, facts)
    least: dict[frozenset[str], Change] = {}
    for change in found:
        held = least.get(change.conclusions)
        if held is None or len(change.facts) < len(held.facts):
            least[change.conclusions] = change
    return list(least.values())


def _by_open(residual: Residual) -> Iterator[Change]:
    for fact in residual.open_facts:
        for value in residual.outcome.values(fact):
            then = residual.given(fact, value)
            if then.settled:
                yield Change({fact: value}, then.certain)


def _by_known(residual: Residual, facts: Facts) -> Iterator[Change]:
    outcome = residual.outcome
    for fact, value in facts.items():
        if fact not in outcome.number or value == UNKNOWN:
            continue
        for other in outcome.values(fact):
            then = residual_of(outcome, {**facts, fact: other})
            if other != value and then.settled and then.certain != residual.certain:
                yield Change({fact: other}, then.certain)
