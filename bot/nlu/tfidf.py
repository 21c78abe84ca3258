"""Texts as sparse rows: how often a gram occurs, weighed by how rare it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.grams import grams

_ONCE = 1  # a gram seen in one text alone teaches nothing about others


@dataclass(frozen=True)
class Tfidf:
    """Sublinear counts times idf, each row of length one."""

    terms: dict[str, int]
    idf: np.ndarray

    @classmethod
    def fit(cls, texts: Sequence[str]) -> Tfidf:
        seen: Counter[str] = Counter()
        for text in texts:
            seen.update(set(grams(text)))
        kept = sorted(gram for gram, count in seen.items() if count > _ONCE)
        counts = np.array([seen[gram] for gram in kept], dtype=np.float32)
        return cls({gram: at for at, gram in enumerate(kept)}, np.log((1 + len(texts)) / (1 + counts)) + 1)

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """One row a text."""
        found = [self._row(text) for text in texts]
        bounds = np.cumsum([0, *(len(columns) for columns, _ in found)])
        columns = np.concatenate([columns for columns, _ in found])
        values = np.concatenate([values for _, values in found])
        return csr_matrix((values, columns, bounds), shape=(len(found), len(self.terms)))

    def _row(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        counts = Counter(self.terms[gram] for gram in grams(text) if gram in self.terms)
        columns = np.fromiter(counts.keys(), dtype=np.int32, count=len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * self.idf[columns]
        return columns, values / (np.linalg.norm(values) or 1)

    def stored(self) -> dict[str, Any]:
        """What `restored` needs, as arrays."""
        return {"terms": np.array("\n".join(self.terms)), "idf": self.idf}

    @classmethod
    def restored(cls, arrays: Any) -> Tfidf:
        terms = str(arrays["terms"]).split("\n")
        return cls({gram: at for at, gram in enumerate(terms)}, arrays["idf"])
