"""Reads a typed answer to the question the assistant has just asked."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Iterator, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from rules.facts import Vocabulary

SURE = 0.9
FLOOR = 0.3
_CLAUSE = re.compile(r"[^，。；、！？,;!?\s]+")


@dataclass(frozen=True)
class AnswerReading:
    """One fact read from a message, and the span of the text that carried it."""

    fact: str
    value: str
    confidence: float
    start: int
    end: int


@dataclass(frozen=True)
class AnswerModel:
    """One linear scorer over every value of every fact."""

    classes: tuple[tuple[str, str], ...]
    terms: dict[str, int]
    idf: np.ndarray
    weights: np.ndarray

    @classmethod
    def fit(cls, examples: Iterable[tuple[str, str, str]], vocabulary: Vocabulary) -> "AnswerModel":
        """Learns from (fact, value, text); deterministic."""
        rows = list(examples)
        rows += [(fact.id, value, text) for fact in vocabulary.facts.values() for value, text in fact.options.items()]
        classes = tuple(sorted({(fact, value) for fact, value, _ in rows}))
        vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
        table = vectorizer.fit_transform([text for _, _, text in rows])
        weights = np.zeros((len(classes), table.shape[1] + 1), dtype=np.float32)
        for fact in {fact for fact, _, _ in rows}:
            _fit_fact(fact, rows, table, classes, weights)
        return cls(classes, dict(vectorizer.vocabulary_), vectorizer.idf_.astype(np.float32), weights)

    def read(self, text: str, asked: Sequence[str]) -> list[AnswerReading]:
        """Every reading the model is at all sure of, best first; at most one value a fact."""
        best: dict[str, AnswerReading] = {}
        for start, end in _spans(text):
            for reading in self._read_span(text[start:end], start, asked):
                if reading.fact not in best or reading.confidence > best[reading.fact].confidence:
                    best[reading.fact] = reading
        return sorted(best.values(), key=lambda each: -each.confidence)

    def _read_span(self, text: str, start: int, asked: Sequence[str]) -> Iterator[AnswerReading]:
        vector = self._vector(text)
        for fact in asked:
            rows = [row for row, each in enumerate(self.classes) if each[0] == fact]
            if not rows:
                continue
            scores = self.weights[rows] @ vector
            odds = np.exp(scores - scores.max())
            confidence = float(odds.max() / odds.sum()) / max(1, len(asked)) ** 0.5
            if confidence >= FLOOR:
                yield AnswerReading(fact, self.classes[rows[int(odds.argmax())]][1], confidence, start, start + len(text))

    def _vector(self, text: str) -> np.ndarray:
        found = np.zeros(len(self.idf) + 1, dtype=np.float32)
        for size in (1, 2, 3):
            for at in range(len(text) - size + 1):
                index = self.terms.get(text[at:at + size])
                if index is not None:
                    found[index] += 1
        seen = found > 0
        found[seen] = (1 + np.log(found[seen])) * self.idf[np.nonzero(seen)[0]]
        found /= np.linalg.norm(found) or 1
        found[-1] = 1
        return found

    def save(self, path: Path) -> None:
        np.savez_compressed(path, classes=json.dumps(self.classes), terms=json.dumps(self.terms),
                            idf=self.idf, weights=self.weights)

    @classmethod
    def load(cls, path: Path) -> "AnswerModel":
        with np.load(path, allow_pickle=False) as stored:
            classes = tuple((fact, value) for fact, value in json.loads(str(stored["classes"])))
            return cls(classes, json.loads(str(stored["terms"])), stored["idf"], stored["weights"])


def _spans(text: str) -> list[tuple[int, int]]:
    """The whole message and each of its clauses."""
    clauses = [match.span() for match in _CLAUSE.finditer(text)]
    return clauses[:20] if len(clauses) > 4 else [(0, len(text))]


def _fit_fact(fact: str, rows: list[tuple[str, str, str]], table, classes, weights: np.ndarray) -> None:  # type: ignore[no-untyped-def]
    own = [at for at, row in enumerate(rows) if row[0] == fact]
    model = LogisticRegression(C=20, max_iter=200).fit(table[own], [rows[at][1] for at in own])
    signs = [-1, 1] if len(model.classes_) == 2 else [1] * len(model.classes_)
    for position, (value, sign) in enumerate(zip(model.classes_, signs)):
        source = 0 if len(model.classes_) == 2 else position
        weights[classes.index((fact, value))] = sign * 0.5 ** (sign == -1 or len(model.classes_) == 2) * np.append(model.coef_[source], model.intercept_[source])
