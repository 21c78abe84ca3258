"""The engine against brute force, in every jurisdiction: never premature, never late, exactly the possible set."""

from __future__ import annotations

import numpy as np
import pytest

from rules.outcome import Outcome, outcome_of, residual_of
from rules.rulebook import Rulebook
from tests.rules.brute_force import BruteForce

CASES = 20_000
BATCH = 200
WIDTH = 400
JURISDICTIONS = ("hohhot", "yueyang", "shangzhou", "zhejiang", "yunnan")


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
@pytest.mark.parametrize("scope", ["容错", "全部"])
def test_agrees_with_brute_force_on_half_known_cases(book: Rulebook, jurisdiction: str, scope: str) -> None:
    """10 × 10,000 partial cases: settled, possible and certain are what trying every completion says."""
    random = np.random.default_rng(20261121)
    tracks = ("容错",) if scope == "容错" else tuple(book.terms.tracks)
    oracle = BruteForce(book, jurisdiction, tracks)
    outcome = outcome_of(book, jurisdiction, tracks, {})
    settled = sum(_compare_batch(oracle, outcome, random) for _ in range(CASES // 2 // BATCH))
    assert 0 < settled < CASES // 2, "the sample must hold settled and unsettled cases"


def _open_facts(oracle: BruteForce, outcome: Outcome, random: np.random.Generator) -> list[str]:
    """Up to ten relevant facts left open, as many as keep the completions countable."""
    chosen: list[str] = []
    size = 1
    for fact in map(str, random.permutation(outcome.facts)[:random.integers(0, 11)]):
        size *= len(oracle.options[fact])
        if size > WIDTH:
            break
        chosen.append(fact)
    return chosen


def _compare_batch(oracle: BruteForce, outcome: Outcome, random: np.random.Generator) -> int:
    open_facts = _open_facts(oracle, outcome, random)
    cases = oracle.random_cases(random, BATCH)
    table, grid = oracle.completions(cases, open_facts)
    truth = np.broadcast_to(oracle.labels(table), (BATCH, len(grid)))
    return sum(_compare(oracle, outcome, oracle.known(case, open_facts), bits) for case, bits in zip(cases, truth, strict=True))


def _compare(oracle: BruteForce, outcome: Outcome, known: dict[str, str], bits: np.ndarray) -> bool:
    residual = residual_of(outcome, known)
    conclusions = bits & ~oracle.effect_bits
    every, some = np.bitwise_and.reduce(bits), np.bitwise_or.reduce(bits)
    assert residual.settled == bool((conclusions == conclusions[0]).all()), known
    assert residual.possible == oracle.named(some, effects=False), known
    assert residual.certain == oracle.named(every, effects=False), known
    assert residual.certain_effects == oracle.named(every, effects=True), known
    return residual.settled


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_support_is_exact(book: Rulebook, jurisdiction: str) -> None:
    """A fact is open exactly if two completions that differ in it alone differ in outcome."""
    random = np.random.default_rng(7)
    tracks = tuple(book.terms.tracks)
    oracle = BruteForce(book, jurisdiction, tracks)
    outcome = outcome_of(book, jurisdiction, tracks, {})
    for _ in range(100):
        open_facts = _open_facts(oracle, outcome, random)
        case = oracle.random_cases(random, 1)
        table, grid = oracle.completions(case, open_facts)
        truth, = oracle.labels(table)
        found = residual_of(outcome, oracle.known(case[0], open_facts)).open_facts
        assert set(found) == _that_matter(open_facts, grid, truth)


def _that_matter(open_facts: list[str], grid: np.ndarray, truth: np.ndarray) -> set[str]:
    found = set()
    for position, fact in enumerate(open_facts):
        by_rest: dict[tuple[int, ...], set[int]] = {}
        for values, labels in zip(np.delete(grid, position, axis=1), truth, strict=True):
            by_rest.setdefault(tuple(values), set()).add(int(labels))
        if any(len(each) > 1 for each in by_rest.values()):
            found.add(fact)
    return found
