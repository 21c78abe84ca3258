"""The assessment is a pure function of the facts: order, detours and replay change nothing, and 不清楚 is not 否."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.assessment import Assessment, assess
from rules.case import Case, read_case
from rules.condition import Status
from rules.facts import INAPPLICABLE, NO, UNKNOWN
from rules.outcome import outcome_of
from rules.rulebook import Rulebook
from rules.standing import Standing
from rules.terms import NOTHING_WRITTEN
from tests.rules.cases import JURISDICTIONS, TODAY, TOLERANCE, facts_of, told_cases

quick = settings(max_examples=40, deadline=None, suppress_health_check=[
    HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large])


def _assess(book: Rulebook, jurisdiction: str, facts: dict[str, str]) -> Assessment:
    return assess(book, jurisdiction, Case(facts), TODAY, TOLERANCE)


def _told_in_turn(answers: list[tuple[str, str]]) -> dict[str, str]:
    case = Case()
    for fact, value in answers:
        case = case.told({fact: value})
    return case.facts


@given(told_cases(), st.data())
@quick
def test_the_order_of_telling_does_not_matter(book: Rulebook, told: tuple[str, dict[str, str]], data: st.DataObject) -> None:
    """Any permutation of the answers gives the identical machine answer."""
    jurisdiction, facts = told
    shuffled = _told_in_turn(data.draw(st.permutations(list(facts.items()))))
    assert _assess(book, jurisdiction, shuffled).as_json() == _assess(book, jurisdiction, facts).as_json()


@given(told_cases(), st.data())
@quick
def test_a_corrected_answer_leaves_no_trace(book: Rulebook, told: tuple[str, dict[str, str]], data: st.DataObject) -> None:
    """A detour through any wrong answers, corrected at any later moment, ends in the identical answer."""
    jurisdiction, facts = told
    wrong = [(fact, data.draw(st.sampled_from([*book.vocabulary.facts[fact].options, UNKNOWN, INAPPLICABLE])))
             for fact in facts if data.draw(st.booleans())]
    detour = _told_in_turn([*wrong, *data.draw(st.permutations(list(facts.items())))])
    assert _assess(book, jurisdiction, detour).as_json() == _assess(book, jurisdiction, facts).as_json()


@given(told_cases(), st.data())
@quick
def test_a_withdrawn_answer_leaves_no_trace(book: Rulebook, told: tuple[str, dict[str, str]], data: st.DataObject) -> None:
    """An answer that is told and taken back was never told."""
    jurisdiction, facts = told
    extra = data.draw(st.sampled_from(sorted(set(outcome_of(book, jurisdiction, TOLERANCE, {}).facts) - set(facts)) or [""]))
    case = Case(facts).told({extra: UNKNOWN}).without({extra})
    assert assess(book, jurisdiction, case, TODAY, TOLERANCE).as_json() == _assess(book, jurisdiction, facts).as_json()


@given(told_cases())
@settings(quick, max_examples=30)
def test_a_record_replays_to_the_identical_assessment(book: Rulebook, told: tuple[str, dict[str, str]]) -> None:
    """The record alone, through JSON and back, with every track the facts enter and a date."""
    jurisdiction, facts = told
    case = Case(facts, {"收到决定日期": date(2026, 11, 2)})
    first = assess(book, jurisdiction, case, TODAY)
    assert _without_question(_replayed(book, first).as_json()) == _without_question(first.as_json())


def _replayed(book: Rulebook, first: Assessment) -> Assessment:
    record: dict[str, Any] = json.loads(json.dumps(first.record(), ensure_ascii=False))
    assert record["rules_version"] == book.version
    return assess(book, record["jurisdiction"], read_case(record["facts"], book.vocabulary),
                  date.fromisoformat(record["today"]), record["tracks"])


def _without_question(answer: dict[str, Any]) -> dict[str, Any]:
    """The next question follows from the rest, and planning it over all tracks is slow."""
    return {key: value for key, value in answer.items() if key != "next_question"}


@given(told_cases(), st.data())
@quick
def test_not_known_is_not_no(book: Rulebook, told: tuple[str, dict[str, str]], data: st.DataObject) -> None:
    """不清楚 leaves everything as open as not having asked: conclusions, possible outcomes and every clause."""
    jurisdiction, facts = told
    spare = sorted(set(outcome_of(book, jurisdiction, TOLERANCE, {}).facts) - set(facts))
    unknown = data.draw(st.lists(st.sampled_from(spare), unique=True, max_size=6)) if spare else []
    with_unknown = _assess(book, jurisdiction, {**facts, **dict.fromkeys(unknown, UNKNOWN)})
    without = _assess(book, jurisdiction, facts)
    assert with_unknown.conclusions == without.conclusions and with_unknown.settled == without.settled
    assert with_unknown.possible == without.possible and with_unknown.open_facts == without.open_facts
    assert [each.standing for each in with_unknown.findings] == [each.standing for each in without.findings]


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_a_clause_known_but_for_one_fact_stays_open(book: Rulebook, jurisdiction: str) -> None:
    """In every clause's own 成立 example, 不清楚 for a deciding fact is open where 否 or another value fails."""
    for clause in book.clauses_of(jurisdiction):
        for example in (each for each in clause.examples if each.expected == "成立"):
            for fact in set(clause.facts) & set(example.facts):
                status = clause.status({**example.facts, fact: UNKNOWN})
                assert status in (Status.OPEN, Status.MET), (clause.id, fact)
                assert status is clause.status({key: value for key, value in example.facts.items() if key != fact})


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_inapplicable_satisfies_no_condition_but_not_so(book: Rulebook, jurisdiction: str) -> None:
    """What does not apply is not so: 不适用 meets a condition only where 否 does, and leaves nothing to ask."""
    facts = dict.fromkeys(facts_of(book, jurisdiction), INAPPLICABLE)
    found = assess(book, jurisdiction, Case(facts), TODAY, tuple(book.terms.tracks))
    assert found.settled and found.open_facts == [] and found.next_question is None
    for finding in found.findings:
        for atom in finding.clause.condition.atoms():
            assert (atom.status(facts) is Status.MET) == (NO in atom.holds), (finding.clause.id, atom)
            assert atom.status(facts) in (Status.MET, Status.FAILED)


@given(told_cases())
@quick
def test_inapplicable_is_as_good_as_no(book: Rulebook, told: tuple[str, dict[str, str]]) -> None:
    """For a 是／否 fact 不适用 and 否 give the same conclusions, effects and standings."""
    jurisdiction, facts = told
    binary = {fact for fact in facts if book.vocabulary.facts[fact].is_binary}
    no, inapplicable = ({**facts, **dict.fromkeys(binary, value)} for value in (NO, INAPPLICABLE))
    one, other = _assess(book, jurisdiction, no), _assess(book, jurisdiction, inapplicable)
    assert (one.conclusions, one.effects, one.possible, one.open_facts) == (
        other.conclusions, other.effects, other.possible, other.open_facts)
    assert [each.standing for each in one.findings] == [each.standing for each in other.findings]


@given(told_cases())
@settings(quick, max_examples=100)
def test_clauses_and_conclusions_tell_the_same(book: Rulebook, told: tuple[str, dict[str, str]]) -> None:
    """A met clause's conclusion is certain; on a settled case every conclusion but 无明文 has its possible clause."""
    jurisdiction, facts = told
    found = assess(book, jurisdiction, Case(facts), TODAY, tuple(book.terms.tracks))
    standing = {each.clause.conclusion: each.standing for each in found.findings if each.standing is Standing.MET}
    assert set(standing) - {None} <= found.residual.certain, facts
    alive = {each.clause.conclusion for each in found.findings if each.standing in (Standing.MET, Standing.OPEN)}
    assert found.residual.possible - {NOTHING_WRITTEN} <= alive, facts
