"""What the law says of a case, found by trying every completion: no diagrams, no residuals.

Written against the clauses alone, so that agreement with the engine means something.
Cases are rows of small integers; a table has a row for each case and a column for each completion,
and numpy judges all of it at once.
"""

from __future__ import annotations

from functools import reduce
from itertools import product

import numpy as np

from rules.clause import Clause
from rules.condition import All, Any, Atom, Term
from rules.rulebook import Rulebook
from rules.terms import NOTHING_WRITTEN

Table = dict[str, np.ndarray]  # for each fact its values: down the rows where it is known, across the columns where not


class BruteForce:
    """Conclusions and effects of tables of complete cases."""

    def __init__(self, book: Rulebook, jurisdiction: str, tracks: tuple[str, ...]) -> None:
        self._clauses = {clause.id: clause for clause in book.clauses_of(jurisdiction)}
        self.clauses = [clause for clause in self._clauses.values() if clause.track in tracks and not clause.catch_all]
        self.facts = sorted({fact for clause in self._clauses.values() for fact in clause.facts})
        self.options = {fact: list(book.vocabulary.facts[fact].options) for fact in self.facts}
        self.names = [NOTHING_WRITTEN, *dict.fromkeys(
            label for clause in self.clauses for label in (clause.conclusion, clause.effect) if label)]
        self.effects = {clause.effect for clause in self.clauses if clause.effect}

    def random_cases(self, random: np.random.Generator, number: int) -> np.ndarray:
        """`number` rows, one column a fact, of option indices."""
        return np.column_stack([random.integers(len(self.options[fact]), size=number) for fact in self.facts])

    def known(self, row: np.ndarray, open_facts: list[str]) -> dict[str, str]:
        return {fact: self.options[fact][code] for fact, code in zip(self.facts, row, strict=True) if fact not in open_facts}

    def completions(self, cases: np.ndarray, open_facts: list[str]) -> tuple[Table, np.ndarray]:
        """All completions of each row, and the grid of values tried."""
        grid = np.array(list(product(*(range(len(self.options[fact])) for fact in open_facts))))
        table = {fact: cases[:, [index]] for index, fact in enumerate(self.facts)}
        return {**table, **{fact: grid[:, index][np.newaxis] for index, fact in enumerate(open_facts)}}, grid

    def labels(self, table: Table) -> np.ndarray:
        """For each row and completion a bit set over `names`."""
        shape = np.broadcast_shapes(*(values.shape for values in table.values()))
        found, concluded = np.zeros(shape, dtype=np.uint64), np.zeros(shape, dtype=bool)
        for clause in self.clauses:
            if clause.conclusion or clause.effect:
                speaks = self._speaks(clause, table)
                for label in filter(None, (clause.conclusion, clause.effect)):
                    found |= speaks.astype(np.uint64) << np.uint64(self.names.index(label))
                if clause.conclusion:
                    concluded |= speaks
        if any(clause.conclusion for clause in self.clauses):
            found |= (~concluded).astype(np.uint64)
        return found

    def named(self, bits: int, effects: bool) -> frozenset[str]:
        return frozenset(name for index, name in enumerate(self.names)
                         if int(bits) >> index & 1 and (name in self.effects) == effects)

    @property
    def effect_bits(self) -> np.uint64:
        return np.uint64(sum(1 << index for index, name in enumerate(self.names) if name in self.effects))

    def _speaks(self, clause: Clause, table: Table) -> np.ndarray:
        speaks = self._holds(clause.condition, table)
        for other in clause.defeaters:
            speaks = speaks & ~self._speaks(self._clauses[other], table)
        return speaks

    def _holds(self, term: Term, table: Table) -> np.ndarray:
        if isinstance(term, Atom):
            holds = np.array([value in term.holds for value in self.options[term.fact]])
            return holds[table[term.fact]]
        inner = [self._holds(each, table) for each in term.terms]
        if isinstance(term, Any):
            return reduce(np.logical_or, inner, np.zeros((1, 1), dtype=bool))
        assert isinstance(term, All)
        return reduce(np.logical_and, inner, np.ones((1, 1), dtype=bool))
