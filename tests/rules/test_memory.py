"""What is remembered: the same answers as without it, and no more than a bound however many cases come."""

from __future__ import annotations

import gc
from weakref import ref

import numpy as np
import pytest

from rules import outcome as outcomes
from rules import questions, standing
from rules.assessment import assess
from rules.case import Case
from rules.facts import UNKNOWN
from rules.outcome import Outcome, Residual, outcome_of, residual_of
from rules.questions import Planner, next_question
from rules.rulebook import Rulebook
from rules.standing import Finding, Findings
from tests.rules.cases import JURISDICTIONS, TODAY, TOLERANCE, random_facts

LIMIT, CASES = 1_000, 800


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_concluding_says_what_the_residual_says(book: Rulebook, jurisdiction: str) -> None:
    """Every fact known: the same conclusions, with effects' facts or without. Some open or 不清楚: the same or None."""
    random = np.random.default_rng(1)
    outcome = outcome_of(book, jurisdiction, TOLERANCE, {})
    for _ in range(200):
        facts = random_facts(book, random, jurisdiction, 1.0)
        assert outcome.conclude(facts) == residual_of(outcome, facts).certain
        half = {fact: value if random.random() < 0.8 else UNKNOWN for fact, value in facts.items() if random.random() < 0.9}
        residual, found = residual_of(outcome, half), outcome.conclude(half)
        assert found is None or (residual.settled and found == residual.certain)


def test_nothing_known_concludes_nothing(book: Rulebook) -> None:
    """None, not an empty set: that would read as “no conclusion applies”."""
    assert outcome_of(book, "shangzhou", TOLERANCE, {}).conclude({}) is None


def _findings(book: Rulebook, jurisdiction: str, facts: dict[str, str]) -> list[Finding]:
    return Findings(facts, book).of(clause.id for clause in book.clauses_of(jurisdiction))


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_remembered_findings_are_those_worked_out_anew(book: Rulebook, jurisdiction: str) -> None:
    """In whatever order the cases come; and what one case asks is kept for no other."""
    random = np.random.default_rng(2)
    cases = [random_facts(book, random, jurisdiction, share) for share in (0.0, 0.3, 0.7, 1.0) for _ in range(15)]
    warm = [_findings(book, jurisdiction, facts) for facts in cases + cases[::-1]]
    for facts, first, again in zip(cases, warm, warm[::-1], strict=False):
        standing._weighings.cache_clear()
        assert first == again == _findings(book, jurisdiction, facts)


def _seen(residual: Residual) -> tuple[object, ...]:
    return residual.settled, residual.certain, residual.possible, residual.certain_effects, residual.open_facts


def _half_known(book: Rulebook, random: np.random.Generator, outcome: Outcome) -> dict[str, str]:
    priors = {fact: book.vocabulary.facts[fact].prior for fact in outcome.facts if random.random() < 0.5}
    return {fact: str(random.choice(list(prior), p=list(prior.values()))) for fact, prior in priors.items()}


def test_the_diagram_stays_bounded(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Random half-known cases, drawn from the priors: no diagram passes the limit by more than one case adds."""
    monkeypatch.setattr(outcomes, "NODES", LIMIT)
    random = np.random.default_rng(3)
    used = set()
    for _ in range(CASES):
        outcome = outcome_of(book, "hohhot", TOLERANCE, {})
        residual_of(outcome, _half_known(book, random, outcome))
        used.add(outcome)
        assert len(outcome.diagram) < 3 * LIMIT
    assert len(used) > 10, "the cases must be too many for one diagram"


def test_a_residual_outlives_the_outcome_it_came_from(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled anew under its feet, a residual in use answers as before and can be asked further."""
    facts = random_facts(book, np.random.default_rng(4), "hohhot", 0.3)
    held = residual_of(outcome_of(book, "hohhot", TOLERANCE, {}), facts)
    before = _seen(held)
    monkeypatch.setattr(outcomes, "NODES", 0)
    anew = residual_of(outcome_of(book, "hohhot", TOLERANCE, {}), facts)
    assert anew.outcome is not held.outcome and _seen(held) == before == _seen(anew)
    fact = held.open_facts[0]
    for value in held.outcome.values(fact):
        assert _seen(held.given(fact, value)) == _seen(anew.given(fact, value))
    assert next_question(held, book.vocabulary, facts) == next_question(anew, book.vocabulary, facts)


def test_a_dropped_outcome_is_freed_with_its_planner(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once nobody holds a residual of it."""
    old = outcome_of(book, "yueyang", TOLERANCE, {})
    assert next_question(residual_of(old, {}), book.vocabulary, {})
    outcome, planner = ref(old), ref(questions._planners[old])
    monkeypatch.setattr(outcomes, "NODES", 0)
    outcome_of(book, "yueyang", TOLERANCE, {})
    del old
    gc.collect()
    assert outcome() is None and planner() is None


def test_a_planner_forgets(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past its limit a new one takes over and asks the same."""
    first = assess(book, "shangzhou", Case(), TODAY, TOLERANCE)
    asked = first.next_question
    planner: Planner = questions._planners[first.residual.outcome]
    monkeypatch.setattr(questions, "REMEMBERED", 0)
    assert assess(book, "shangzhou", Case(), TODAY, TOLERANCE).next_question == asked
    assert questions._planners[first.residual.outcome] is not planner
