"""Explanations are read off the clauses, and brute re-assessment bears each of them out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from rules.assessment import Assessment, assess
from rules.case import Case
from rules.clause import Clause
from rules.condition import All, Any, Atom, Status
from rules.explain import Change, changes, failed_condition, near_misses, open_conditions, why_asked
from rules.facts import UNKNOWN
from rules.rulebook import Rulebook
from rules.standing import Standing, standing
from rules.terms import NOT_ENOUGH
from tests.rules.cases import JURISDICTIONS, TODAY, TOLERANCE, random_facts

CASES = 48


def _cases(book: Rulebook, jurisdiction: str, shares: tuple[float, ...]) -> Iterator[Assessment]:
    random = np.random.default_rng(11)
    for number in range(CASES):
        facts = random_facts(book, random, jurisdiction, shares[number % len(shares)])
        yield assess(book, jurisdiction, Case(facts), TODAY, TOLERANCE)


def _with(found: Assessment, facts: dict[str, str]) -> Assessment:
    return assess(found.book, found.jurisdiction, found.case.told(facts), found.today, found.tracks)


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_why_asked_names_only_clauses_the_question_decides(book: Rulebook, jurisdiction: str) -> None:
    """For every named clause some completion speaks or is silent by the asked facts alone."""
    for found in _cases(book, jurisdiction, (0.0, 0.2, 0.4, 0.6)):
        question = found.next_question
        if question is None:
            continue
        for clause in why_asked(book, found.residual, question, found.case.facts):
            assert set(clause.facts) & set(question.facts)
            assert _is_decided(found, clause, set(question.facts)), (clause.id, question.facts, found.case.facts)


def _is_decided(found: Assessment, clause: Clause, asked: set[str]) -> bool:
    diagram, outcome = found.residual.outcome.diagram, found.residual.outcome
    left = diagram.restrict_all(outcome.speaks(clause), outcome.encode(found.case.facts))
    return bool(asked & set(outcome.names(diagram.support(left))))


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_every_question_has_a_reason(book: Rulebook, jurisdiction: str) -> None:
    """Whatever is asked, at least one clause is named for it, and each asked fact is in one of them."""
    for found in _cases(book, jurisdiction, (0.0, 0.2, 0.4, 0.6)):
        question = found.next_question
        if question is not None:
            named = why_asked(book, found.residual, question, found.case.facts)
            read = {fact for clause in named for fact in clause.facts} | _defeating_facts(book, named)
            assert named and set(question.facts) <= read, (question.facts, found.case.facts)


def _defeating_facts(book: Rulebook, clauses: list[Clause]) -> set[str]:
    return {fact for clause in clauses for other in clause.defeaters for fact in book.clauses[other].facts}


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_the_failed_condition_fails(book: Rulebook, jurisdiction: str) -> None:
    """A failed clause has one, it does not hold on the facts, and it is of the first failed term; others have none."""
    for found in _cases(book, jurisdiction, (0.3, 0.6, 1.0)):
        facts = found.case.facts
        for clause in found.residual.outcome.clauses:
            failed = [term for term in clause.condition.terms if term.status(facts) is Status.FAILED]
            atom = failed_condition(clause, facts)
            if failed:
                assert atom in list(failed[0].atoms()) and atom.status(facts) is Status.FAILED, (clause.id, atom, facts)
            else:
                assert atom is None


def test_the_failed_condition_of_a_nested_term_fails(book: Rulebook) -> None:
    """任一 of 全部: the condition that is named is one that does not hold, not merely the first one written."""
    one, two, three = (Atom(fact, frozenset({"是"})) for fact in ("改革创新", "难以预见", "不可抗力"))
    nested = replace(book.clauses["shangzhou-5-1"], condition=All((Any((All((one, two)), three)),)))
    assert failed_condition(nested, {"改革创新": "是", "难以预见": "否", "不可抗力": "否"}) in (two, three)


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_near_misses_hang_on_one_condition(book: Rulebook, jurisdiction: str) -> None:
    """Exactly the concluding clauses that fail by one term while another holds, the least open ones first."""
    for found in _cases(book, jurisdiction, (0.3, 0.6, 1.0)):
        facts = found.case.facts
        near = near_misses(found.residual, facts)
        assert {clause.id for clause in near} == {
            clause.id for clause in found.residual.outcome.clauses if clause.conclusion and _misses_by_one(clause, facts)}
        left = [sum(term.status(facts) is Status.OPEN for term in clause.condition.terms) for clause in near]
        assert left == sorted(left)


def _misses_by_one(clause: Clause, facts: dict[str, str]) -> bool:
    statuses = [term.status(facts) for term in clause.condition.terms]
    return statuses.count(Status.FAILED) == 1 and Status.MET in statuses


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_a_near_miss_no_longer_fails_once_its_condition_holds(book: Rulebook, jurisdiction: str) -> None:
    """Re-assessed with the failed condition's atoms as required, the clause does not fail any more."""
    for found in _cases(book, jurisdiction, (0.6, 1.0)):
        for clause in near_misses(found.residual, found.case.facts):
            term = next(each for each in clause.condition.terms if each.status(found.case.facts) is Status.FAILED)
            mended = {**found.case.facts, **{atom.fact: min(atom.holds) for atom in term.atoms() if atom.holds}}
            assert clause.status(mended) is not Status.FAILED, clause.id


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_open_conditions_are_open(book: Rulebook, jurisdiction: str) -> None:
    """Each is unknown; an open clause has at least one, unless an exclusion keeps it open."""
    for found in _cases(book, jurisdiction, (0.2, 0.6)):
        for clause in found.residual.outcome.clauses:
            atoms = open_conditions(clause, found.case.facts)
            assert all(found.case.facts.get(atom.fact, UNKNOWN) == UNKNOWN for atom in atoms)
            if clause.condition.status(found.case.facts) is Status.OPEN:
                assert atoms, clause.id


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_each_change_leads_where_it_says(book: Rulebook, jurisdiction: str) -> None:
    """Told what the change says, the case is settled with exactly the conclusions it names."""
    for found in _cases(book, jurisdiction, (0.4, 0.7, 0.9, 1.0)):
        for change in changes(found.residual, found.case.facts):
            then = _with(found, change.facts)
            assert then.settled and frozenset(then.conclusions) == change.conclusions, (change, found.case.facts)


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_no_single_change_is_left_out(book: Rulebook, jurisdiction: str) -> None:
    """Trying every value of every fact finds no other outcome than those the changes name."""
    for found in _cases(book, jurisdiction, (0.4, 0.7, 0.9, 1.0)):
        named = {change.conclusions for change in changes(found.residual, found.case.facts)}
        assert named == set(_by_trial(book, found)), found.case.facts


def _by_trial(book: Rulebook, found: Assessment) -> Iterator[frozenset[str]]:
    names = found.open_facts if not found.settled else list(found.case.facts)
    for fact in names:
        for value in book.vocabulary.facts[fact].options:
            then = _with(found, {fact: value})
            if then.settled and (not found.settled or then.conclusions != found.conclusions):
                yield frozenset(then.conclusions)


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_a_change_is_never_to_ignorance(book: Rulebook, jurisdiction: str) -> None:
    """A change is something to establish: one fact, one known value, a conclusion."""
    for found in _cases(book, jurisdiction, (0.4, 1.0)):
        for change in changes(found.residual, found.case.facts):
            assert isinstance(change, Change) and len(change.facts) == 1
            (fact, value), = change.facts.items()
            assert value in book.vocabulary.facts[fact].options and NOT_ENOUGH not in change.conclusions


def test_a_clause_that_stands_is_not_a_near_miss(book: Rulebook) -> None:
    """商州第五条第（七）项 on its own 成立 example: met, no failed condition, not near."""
    clause = book.clauses["shangzhou-5-7"]
    facts = next(example.facts for example in clause.examples if example.expected == "成立")
    found = assess(book, "shangzhou", Case(dict(facts)), TODAY, TOLERANCE)
    assert standing(clause, facts, book) is Standing.MET
    assert failed_condition(clause, facts) is None
    assert clause not in near_misses(found.residual, facts)
