"""How sure a reading is: what the text speaks of, times what it says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import log_softmax, logsumexp

# Chosen inside the training part, on the quarter the encoder was not tuned on.
_ASKED_ALONE = 6.0  # how much likelier a message speaks of the fact just asked, in log odds
_ASKED_IN_GROUP = 4.5
_TOPIC_OF_ENCODER = 0.5
_VALUE_OF_ENCODER = 0.7
_VALUE_OF_LINES = 0.6
_NOTHING_OF_ENCODER = -2.0  # the encoder never saw texts that answer nothing


@dataclass(frozen=True)
class Evidence:
    """The best reading of one text."""

    fact: str
    value: str
    confidence: float


def weigh(topics: Sequence[str], topic_scores: np.ndarray, values: Mapping[str, Mapping[str, np.ndarray]],
          asked: Sequence[str], pairs: Sequence[tuple[str, str]], pair_scores: np.ndarray) -> list[Evidence]:
    """The best asked fact and its value, one for each row of scores; empty `pairs` leave the encoder out."""
    asked = [fact for fact in asked if fact in values]
    if not asked:
        return [Evidence("", "", 0.0)] * len(topic_scores)
    spoken = _spoken_of(topics, topic_scores, asked, pairs, pair_scores)
    place = {pair: at for at, pair in enumerate(pairs)}
    stated = {fact: _stated(fact, values[fact], place, pair_scores) for fact in asked}
    return [_best(row, topics, spoken[row], stated, asked) for row in range(len(topic_scores))]


def _spoken_of(topics: Sequence[str], scores: np.ndarray, asked: Sequence[str],
               pairs: Sequence[tuple[str, str]], pair_scores: np.ndarray) -> np.ndarray:
    """Log probability of every topic, knowing what was asked."""
    prior = _ASKED_ALONE if len(asked) == 1 else _ASKED_IN_GROUP
    total = scores + np.array([prior if topic in asked else 0.0 for topic in topics])
    if pairs:
        total = total + _TOPIC_OF_ENCODER * _encoder_topics(topics, pairs, pair_scores)
    return np.asarray(log_softmax(total, axis=1))


def _encoder_topics(topics: Sequence[str], pairs: Sequence[tuple[str, str]], pair_scores: np.ndarray) -> np.ndarray:
    columns: dict[str, list[int]] = {}
    for at, (fact, _) in enumerate(pairs):
        columns.setdefault(fact, []).append(at)
    missing = np.full(len(pair_scores), _NOTHING_OF_ENCODER)
    return np.stack([logsumexp(pair_scores[:, columns[topic]], axis=1) if topic in columns else missing
                     for topic in topics], axis=1)


def _stated(fact: str, values: Mapping[str, np.ndarray], place: Mapping[tuple[str, str], int],
            pair_scores: np.ndarray) -> tuple[list[str], np.ndarray]:
    """The values and their log probabilities, should the text speak of `fact`."""
    names = list(values)
    lines = np.stack([values[name] for name in names], axis=1)
    if any((fact, name) not in place for name in names):
        return names, lines
    tuned = log_softmax(pair_scores[:, [place[fact, name] for name in names]], axis=1)
    return names, log_softmax(_VALUE_OF_LINES * lines + _VALUE_OF_ENCODER * tuned, axis=1)


def _best(row: int, topics: Sequence[str], spoken: np.ndarray, stated: Mapping[str, tuple[list[str], np.ndarray]],
          asked: Sequence[str]) -> Evidence:
    fact = max(asked, key=lambda each: spoken[topics.index(each)])
    names, scores = stated[fact]
    at = int(scores[row].argmax())
    return Evidence(fact, names[at], float(np.exp(spoken[topics.index(fact)] + scores[row, at])))
