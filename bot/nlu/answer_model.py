"""Reads a typed answer to the question the assistant has just asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import vstack

from bot.nlu.answers import not_answers
from bot.nlu.encoder import Encoder, load_encoder
from bot.nlu.evidence import Evidence, weigh
from bot.nlu.segments import best_cut, candidates
from bot.nlu.tfidf import Tfidf
from bot.nlu.topic_model import NOTHING, TopicModel
from bot.nlu.value_model import ValueModel
from rules.facts import Vocabulary

SURE = 0.82  # 97 % of the readings above it are right, inside the training part
FLOOR = 0.2
_LONGEST = 1000
_RESCORED = 4  # segments the encoder may look at in one message: it is what costs time


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
    """What a text speaks of, times what it says of it; linear models and an encoder together."""

    tfidf: Tfidf
    topics: TopicModel
    values: ValueModel
    encoder: Encoder | None

    @classmethod
    def fit(cls, examples: Iterable[tuple[str, str, str]], vocabulary: Vocabulary,
            others: Sequence[str] | None = None) -> AnswerModel:
        """Learns from (fact, value, text) and from texts that answer nothing (`others`); deterministic."""
        facts, said, texts = zip(*examples)
        nothing = list(not_answers() if others is None else others)
        tfidf = Tfidf.fit([*texts, *nothing])
        rows = tfidf.rows(texts)
        every = vstack([rows, tfidf.rows(nothing)]).tocsr() if nothing else rows
        topics = TopicModel.fit(every, [*facts, *[NOTHING] * len(nothing)])
        return cls(tfidf, topics, ValueModel.fit(rows, list(zip(facts, said)), vocabulary), load_encoder())

    def read(self, text: str, asked: Sequence[str]) -> list[AnswerReading]:
        """Every reading the model is at all sure of, best first; at most one value a fact."""
        text = text[:_LONGEST]
        if not text.strip() or not asked:
            return []
        best: dict[str, AnswerReading] = {}
        for reading in self._readings(text, tuple(asked)):
            if reading.fact not in best or reading.confidence > best[reading.fact].confidence:
                best[reading.fact] = reading
        return sorted(best.values(), key=lambda each: -each.confidence)

    def _readings(self, text: str, asked: tuple[str, ...]) -> Iterator[AnswerReading]:
        spans = candidates(text, alone=len(asked) == 1)
        evidence = self._evidence([text[start:end] for start, end in spans], asked, with_encoder=False)
        chosen = best_cut(spans, [each.confidence for each in evidence])
        chosen = sorted(chosen, key=lambda at: -evidence[at].confidence)[:_RESCORED]
        spans = [spans[at] for at in chosen]
        for (start, end), each in zip(spans, self._evidence([text[a:b] for a, b in spans], asked, with_encoder=True)):
            if each.confidence >= FLOOR:
                yield AnswerReading(each.fact, each.value, each.confidence, start, end)

    def _evidence(self, texts: Sequence[str], asked: tuple[str, ...], with_encoder: bool) -> list[Evidence]:
        rows = self.tfidf.rows(texts)
        tuned = self.encoder if with_encoder else None
        return weigh(self.topics.topics, self.topics.scores(rows), self.values.log_odds(rows, asked), asked,
                     tuned.pairs if tuned else (), tuned.log_odds(texts) if tuned else np.zeros((len(texts), 0)))

    def save(self, path: Path) -> None:
        """Writes one .npz; the encoder is a file of the project and not written again."""
        np.savez_compressed(path, **self.tfidf.stored(), **self.topics.stored(), **self.values.stored())

    @classmethod
    def load(cls, path: Path) -> AnswerModel:
        """Reads what `save` wrote; executes nothing of it."""
        with np.load(path, allow_pickle=False) as stored:
            arrays = dict(stored)
        tfidf = Tfidf.restored(arrays)
        return cls(tfidf, TopicModel.restored(arrays, len(tfidf.terms)), ValueModel.restored(arrays), load_encoder())
