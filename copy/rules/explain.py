"""Why a question is asked, why a clause stands or falls, what would change the answer: read off the clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator

from rules.clause import Clause
from rules.condition import Atom, Facts, Status
from rules.facts import UNKNOWN, Vocabulary
from rules.outcome import Residual, residual_of
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
    if known.is_binary and value == known.default:
        return f"{fact}：否"
    return known.options.get(value, f"{fact}：{value}")


def demanded(vocabulary: Vocabulary, atom: Atom) -> str:
    """What a condition asks for, in plain words."""
    options = vocabulary.facts[atom.fact].options
    wanted = [value for value in options if value in atom.holds]
    return "或者".join(wording(vocabulary, atom.fact, value) for value in wanted)


def why_asked(book: Rulebook, residual: Residual, question: Question, facts: Facts) -> list[Clause]:
    """The clauses that can still speak and that the question's facts decide."""
    asked = set(question.facts)
    return [clause for clause in residual.outcome.clauses
            if asked & set(clause.facts) and standing(clause, facts, book) is Standing.OPEN
            and clause.status(facts) is Status.OPEN]


def failed_condition(clause: Clause, facts: Facts) -> Atom | None:
    """The first condition of the clause that does not hold."""
    for term in clause.condition.terms:
        if term.status(facts) is Status.FAILED:
            return next(iter(term.atoms()))
    return None


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
    found = _by_open(residual, facts) if not residual.settled else _by_known(residual, facts)
    least: dict[frozenset[str], Change] = {}
    for change in found:
        held = least.get(change.conclusions)
        if held is None or len(change.facts) < len(held.facts):
            least[change.conclusions] = change
    return list(least.values())


def _by_open(residual: Residual, facts: Facts) -> Iterator[Change]:
    outcome, diagram = residual.outcome, residual.outcome.diagram
    for fact in outcome.names(diagram.support(residual.verdict)):
        for value in outcome.values(fact):
            verdict = diagram.restrict(residual.verdict, outcome.number[fact], outcome.code(fact, value))
            if diagram.is_terminal(verdict):
                yield Change({fact: value}, diagram.value(verdict))  # type: ignore[arg-type]


def _by_known(residual: Residual, facts: Facts) -> Iterator[Change]:
    outcome = residual.outcome
    now = outcome.diagram.value(residual.verdict)
    for fact, value in facts.items():
        if fact not in outcome.number or value == UNKNOWN:
            continue
        for other in outcome.values(fact):
            then = residual_of(outcome, {**facts, fact: other})
            if other != value and then.settled and outcome.diagram.value(then.verdict) != now:
                yield Change({fact: other}, outcome.diagram.value(then.verdict))  # type: ignore[arg-type]
