"""Random cases over the shipped vocabulary, for properties and simulated dialogues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from hypothesis import strategies as st

from rules.assessment import Assessment, assess
from rules.case import Case
from rules.facts import INAPPLICABLE, UNKNOWN
from rules.outcome import outcome_of
from rules.questions import Question
from rules.rulebook import Rulebook, load_rulebook

JURISDICTIONS = ("hohhot", "yueyang", "shangzhou", "zhejiang", "yunnan")
TODAY = date(2026, 11, 20)
TOLERANCE = ("容错",)


def facts_of(book: Rulebook, jurisdiction: str) -> tuple[str, ...]:
    """The facts some clause of the jurisdiction reads."""
    return outcome_of(book, jurisdiction, tuple(book.terms.tracks), {}).facts


@st.composite
def told_cases(draw: st.DrawFn, states: tuple[str, ...] = (UNKNOWN, INAPPLICABLE)) -> tuple[str, dict[str, str]]:
    """A jurisdiction and up to twelve answers, of known values and of `states`."""
    book = load_rulebook()
    jurisdiction = draw(st.sampled_from(JURISDICTIONS))
    names = draw(st.lists(st.sampled_from(facts_of(book, jurisdiction)), unique=True, max_size=12))
    return jurisdiction, {name: draw(st.sampled_from([*book.vocabulary.facts[name].options, *states])) for name in names}


def random_facts(book: Rulebook, random: np.random.Generator, jurisdiction: str, share: float) -> dict[str, str]:
    """Known values, uniformly drawn, for about `share` of the facts the jurisdiction reads."""
    return {fact: str(random.choice(list(book.vocabulary.facts[fact].options)))
            for fact in facts_of(book, jurisdiction) if random.random() < share}


@dataclass(frozen=True)
class Dialogue:
    """What was asked, in turn, and where it ended."""

    turns: list[Question]
    end: Assessment


class Answers:
    """A person whose case is drawn from the shipped priors; `unsure` is how often they answer 不清楚."""

    def __init__(self, book: Rulebook, random: np.random.Generator, unsure: float = 0.0) -> None:
        self._book, self._random, self._unsure = book, random, unsure

    def to(self, question: Question) -> dict[str, str]:
        return {fact: self._value(fact) for fact in question.facts}

    def _value(self, fact: str) -> str:
        if self._random.random() < self._unsure:
            return UNKNOWN
        left = self._random.random()
        for value, chance in self._book.vocabulary.facts[fact].prior.items():
            left -= chance
            if left < 0:
                return value
        return value


@lru_cache(maxsize=10_000)
def _assessed(jurisdiction: str, facts: frozenset[tuple[str, str]]) -> Assessment:
    """By the set of answers: dialogues that begin alike are assessed once (test_order.py says that they may)."""
    return assess(load_rulebook(), jurisdiction, Case(dict(facts)), TODAY, TOLERANCE)


def dialogue(jurisdiction: str, answers: Answers) -> Dialogue:
    """Asks until nothing more need be asked. Fails on a question that is idle or asked before."""
    case, turns = Case(), []
    while True:
        found = _assessed(jurisdiction, frozenset(case.facts.items()))
        question = found.next_question
        if question is None:
            return Dialogue(turns, found)
        assert question.facts and set(question.facts) <= set(found.residual.open_facts), (case.facts, question)
        assert not set(question.facts) & set(case.facts), (case.facts, question)
        case = case.told(answers.to(question))
        turns.append(question)
