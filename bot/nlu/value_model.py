"""Which value of a fact a text states, if it speaks of that fact at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from rules.facts import NO, YES, Vocabulary

_OWN = 2.5  # weight of what is particular to one value, against what its kind shares; by cross-validation
_DROP = 1e-3
_KINDS = 3


@dataclass(frozen=True)
class ValueModel:
    """A pair (fact, value) scores by its own weights and by those all pairs of its kind share.

    Sharing is what lets polarity learnt on one fact serve another: every 是/否
    fact is one pair (its 否 is the opposite), “没有……” values are a kind, the rest another.
    """

    pairs: tuple[tuple[str, str], ...]
    shared: np.ndarray
    own: csr_matrix
    bias: float

    @classmethod
    def fit(cls, rows: csr_matrix, labels: Sequence[tuple[str, str]], vocabulary: Vocabulary) -> ValueModel:
        pairs = tuple((fact, value) for fact in sorted({fact for fact, _ in labels})
                      for value in _scored(vocabulary, fact))
        place = {pair: at for at, pair in enumerate(pairs)}
        sources, targets, truth = _cases(labels, vocabulary, place)
        kinds = np.array([_kind(value) for _, value in pairs])
        table = hstack([_placed(rows[sources], kinds[targets], _KINDS),
                        _placed(rows[sources] * _OWN, targets, len(pairs))]).tocsr()
        fitted = LogisticRegression(C=10, solver="liblinear", dual=True, max_iter=60, random_state=0).fit(table, truth)
        return cls._from_weights(pairs, fitted.coef_[0], float(fitted.intercept_[0]), rows.shape[1])

    @classmethod
    def _from_weights(cls, pairs: tuple[tuple[str, str], ...], weights: np.ndarray, bias: float, width: int) -> ValueModel:
        shared = weights[:_KINDS * width].reshape(_KINDS, width).astype(np.float32)
        own = weights[_KINDS * width:].reshape(len(pairs), width).T * _OWN
        own[np.abs(own) < _DROP] = 0
        return cls(pairs, shared.T.copy(), csr_matrix(own.astype(np.float32)), bias)

    def log_odds(self, rows: csr_matrix, facts: Sequence[str]) -> dict[str, dict[str, np.ndarray]]:
        """For each fact, the log probability of each value, one for each row."""
        kinds, own = np.asarray(rows @ self.shared), (rows @ self.own).toarray()
        scores: dict[str, dict[str, np.ndarray]] = {}
        for column, (fact, value) in enumerate(self.pairs):
            if fact in facts:
                scores.setdefault(fact, {})[value] = own[:, column] + kinds[:, _kind(value)] + self.bias
        return {fact: _normalised(values) for fact, values in scores.items()}

    def stored(self) -> dict[str, Any]:
        return {"pairs": np.array(["\t".join(pair) for pair in self.pairs]), "shared": self.shared, "bias": self.bias,
                "own_data": self.own.data, "own_indices": self.own.indices, "own_indptr": self.own.indptr}

    @classmethod
    def restored(cls, arrays: Mapping[str, Any]) -> ValueModel:
        pairs = tuple((fact, value) for fact, _, value in (str(each).partition("\t") for each in arrays["pairs"]))
        own = csr_matrix((arrays["own_data"], arrays["own_indices"], arrays["own_indptr"]),
                         shape=(arrays["shared"].shape[0], len(pairs)))
        return cls(pairs, arrays["shared"], own, float(arrays["bias"]))


def _scored(vocabulary: Vocabulary, fact: str) -> list[str]:
    return [YES] if vocabulary.facts[fact].is_binary else list(vocabulary.facts[fact].options)


def _kind(value: str) -> int:
    if value == YES:
        return 0
    return 1 if value[0] in "没不未无都" and value != "不一致" else 2


def _cases(labels: Sequence[tuple[str, str]], vocabulary: Vocabulary,
           place: Mapping[tuple[str, str], int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each text against every value of its fact: row, pair, whether it states it."""
    cases = [(row, place[fact, value], value == said) for row, (fact, said) in enumerate(labels)
             for value in _scored(vocabulary, fact)]
    sources, targets, truth = zip(*cases)
    return np.array(sources), np.array(targets), np.array(truth)


def _placed(rows: csr_matrix, slots: np.ndarray, count: int) -> csr_matrix:
    """Each row moved to the columns of its slot."""
    found = rows.tocoo()
    columns = slots[found.row].astype(np.int64) * rows.shape[1] + found.col
    return csr_matrix((found.data, (found.row, columns)), shape=(rows.shape[0], rows.shape[1] * count))


def _normalised(scores: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    if set(scores) == {YES}:
        scores = {YES: scores[YES], NO: np.zeros_like(scores[YES])}
    total = np.logaddexp.reduce(list(scores.values()))
    return {value: score - total for value, score in scores.items()}
