"""Cuts a text into the pieces the encoder was trained on: the likeliest cut of a unigram model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_START, _END, _STRANGE = 0, 2, 3
_SPACE = "▁"
_LONGEST = 8
_PENALTY = 10.0  # below the rarest piece, as SentencePiece does


@dataclass(frozen=True)
class Pieces:
    """Pieces by their text; the first four ids are start, padding, end and a strange character."""

    known: dict[str, tuple[int, float]]
    strange: float

    @classmethod
    def restored(cls, pieces: str, scores: np.ndarray) -> Pieces:
        known = {piece: (at, float(score)) for at, (piece, score) in enumerate(zip(pieces.split("\n"), scores))}
        return cls(known, float(scores.min()) - _PENALTY)

    def ids(self, text: str) -> np.ndarray:
        """The ids of the likeliest cut, between start and end."""
        text = _SPACE + text.replace(" ", _SPACE)
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
        for end in range(1, len(text) + 1):
            best.append(max(self._last(text, start, end, best) for start in range(max(0, end - _LONGEST), end)))
        return np.array([_START, *_backwards(best), _END])

    def _last(self, text: str, start: int, end: int, best: list[tuple[float, int, int]]) -> tuple[float, int, int]:
        found = self.known.get(text[start:end])
        if found is None:
            score = self.strange if end - start == 1 else -np.inf
            return best[start][0] + score, start, _STRANGE
        return best[start][0] + found[1], start, found[0]


def _backwards(best: list[tuple[float, int, int]]) -> list[int]:
    ids, at = [], len(best) - 1
    while at > 0:
        _, at, piece = best[at]
        ids.append(piece)
    return ids[::-1]
