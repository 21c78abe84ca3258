"""The dialogue asks only what matters, never twice, ends, and is nearly as short as can be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from rules.facts import UNKNOWN
from rules.outcome import Outcome, outcome_of, residual_of
from rules.questions import Planner
from rules.rulebook import Rulebook, load_rulebook
from tests.rules.cases import JURISDICTIONS, TOLERANCE, Answers, dialogue

DIALOGUES = 2_000
UNSURE = {"hohhot": 15}  # planning around what cannot be known takes longest there
PRIORS = {"yueyang": 20, "shangzhou": 20, "yunnan": 20, "zhejiang": 20, "hohhot": 2}  # each optimum of hohhot takes seconds


@pytest.fixture(autouse=True)
def deep() -> Iterator[None]:
    """Exact plans recurse once for each open fact and each node below it."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    yield
    sys.setrecursionlimit(limit)


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_every_question_matters_and_the_dialogue_ends_settled(book: Rulebook, jurisdiction: str) -> None:
    """2,000 dialogues a place, cases from the shipped priors: every asked fact is open and new, the end is settled."""
    answers = Answers(book, np.random.default_rng(20261120))
    turns = 0
    for _ in range(DIALOGUES):
        held = dialogue(jurisdiction, answers)
        assert held.end.settled and not held.end.open_facts, held.end.case.facts
        turns += len(held.turns)
    assert turns / DIALOGUES <= 4


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_what_is_not_known_is_not_asked_again(book: Rulebook, jurisdiction: str) -> None:
    """With 不清楚 at random the dialogue still ends, and all that is open is what was not known."""
    answers = Answers(book, np.random.default_rng(7), unsure=0.2)
    for _ in range(UNSURE.get(jurisdiction, 150)):
        end = dialogue(jurisdiction, answers).end
        assert all(end.case.facts.get(fact) == UNKNOWN for fact in end.open_facts), end.case.facts
        assert end.settled or end.open_facts


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_a_person_who_knows_nothing_is_let_go(book: Rulebook, jurisdiction: str) -> None:
    """不清楚 to everything: each fact is asked at most once, and nothing is concluded from it."""
    held = dialogue(jurisdiction, Answers(book, np.random.default_rng(1), unsure=1.0))
    assert set(held.end.case.facts.values()) <= {UNKNOWN}
    assert held.end.residual.possible == residual_of(held.end.residual.outcome, {}).possible


@cache
def _shipped(jurisdiction: str) -> tuple[Planner, tuple[int, ...]]:
    return _planner(load_rulebook(), jurisdiction)


def _planner(book: Rulebook, jurisdiction: str, random: np.random.Generator | None = None) -> tuple[Planner, tuple[int, ...]]:
    outcome = outcome_of(book, jurisdiction, TOLERANCE, {})
    return Planner(outcome, book.vocabulary, _drawn(outcome, random)), residual_of(outcome, {}).target


def _drawn(outcome: Outcome, random: np.random.Generator | None) -> dict[int, list[float]] | None:
    if random is None:
        return None
    return {number: [float(chance) for chance in random.dirichlet(np.ones(len(outcome.prior(number))))]
            for number in range(len(outcome.facts))}


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_shipped_priors_give_short_dialogues(jurisdiction: str) -> None:
    """Exact over all cases: at most 2 % above the cheapest plan there is, and at most 4 turns expected."""
    planner, state = _shipped(jurisdiction)
    assert planner.expected_price(state) <= 1.02 * planner.optimum(state)[0]
    assert planner.expected_turns(state) <= 4


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_nearly_optimal_whatever_the_priors(book: Rulebook, jurisdiction: str) -> None:
    """Random priors (Dirichlet): at most 5 % above the optimum, so the plan is not tuned to the shipped ones."""
    random = np.random.default_rng(5)
    for _ in range(PRIORS[jurisdiction]):
        planner, state = _planner(book, jurisdiction, random)
        assert planner.expected_price(state) <= 1.05 * planner.optimum(state)[0]


@pytest.mark.parametrize("jurisdiction", ["yueyang", "shangzhou", "zhejiang", "yunnan"])
def test_the_optimum_is_below_every_single_plan(jurisdiction: str) -> None:
    """`optimum` is a bound to measure against: asking the groups in document order costs no less."""
    planner, state = _shipped(jurisdiction)
    assert planner.optimum(state)[0] <= _in_document_order(planner, state, {}) + 1e-9


def _in_document_order(planner: Planner, state: tuple[int, ...], memo: dict[tuple[int, ...], float]) -> float:
    groups = planner.askable(state, frozenset())
    if groups and state not in memo:
        members = next(iter(groups.values()))
        memo[state] = planner.price(members) + sum(
            chance * _in_document_order(planner, child, memo) for child, chance in planner.spread(state, members).items())
    return memo.get(state, 0.0)
