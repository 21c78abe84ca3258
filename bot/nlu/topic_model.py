"""Which fact a text speaks of, or none: the other half of an answer, free of yes and no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

NOTHING = "—"
_DROP = 2e-3
_SHARPNESS = 4.0  # turns margins into odds; by cross-validation


@dataclass(frozen=True)
class TopicModel:
    """One column of weights per fact, and one for texts that answer nothing."""

    topics: tuple[str, ...]
    weights: csr_matrix
    bias: np.ndarray

    @classmethod
    def fit(cls, rows: csr_matrix, topics: Sequence[str]) -> TopicModel:
        fitted = LinearSVC(C=0.5, random_state=0).fit(rows, np.array(topics))
        weights = fitted.coef_.T.astype(np.float32)
        weights[np.abs(weights) < _DROP] = 0
        return cls(tuple(map(str, fitted.classes_)), csr_matrix(weights), fitted.intercept_.astype(np.float32))

    def scores(self, rows: csr_matrix) -> np.ndarray:
        """Log odds, one column for each topic."""
        return _SHARPNESS * ((rows @ self.weights).toarray() + self.bias)

    def stored(self) -> dict[str, Any]:
        return {"topics": np.array(self.topics), "topic_bias": self.bias, "topic_data": self.weights.data,
                "topic_indices": self.weights.indices, "topic_indptr": self.weights.indptr}

    @classmethod
    def restored(cls, arrays: Mapping[str, Any], width: int) -> TopicModel:
        topics = tuple(map(str, arrays["topics"]))
        weights = csr_matrix((arrays["topic_data"], arrays["topic_indices"], arrays["topic_indptr"]),
                             shape=(width, len(topics)))
        return cls(topics, weights, arrays["topic_bias"])
