"""Which pieces of a message are read as one: several facts may be answered in it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.nlu.clauses import Span, clauses

_CUT = -0.2  # what a piece costs, in log odds; below zero, for a whole that speaks of two facts is unsure of both
_RUN = 4
_MANY = 8
_SHORT_RUN = 2


def candidates(text: str, alone: bool) -> list[Span]:
    """Runs of neighbouring clauses; the whole of a short answer to a single question."""
    found = clauses(text)
    if not found or (alone and len(found) <= _RUN):
        return [(0, len(text))]
    longest = _RUN if len(found) <= _MANY else _SHORT_RUN
    return [(found[first][0], found[last][1]) for first in range(len(found))
            for last in range(first, min(first + longest, len(found)))]


def best_cut(spans: Sequence[Span], confidences: Sequence[float]) -> list[int]:
    """The indices of the spans that together cover the message best, each once."""
    ends = sorted({end for _, end in spans})
    starts = sorted({start for start, _ in spans})
    best: dict[int, tuple[float, list[int]]] = {starts[0]: (0.0, [])}
    for at, (start, end) in sorted(enumerate(spans), key=lambda each: each[1]):
        if start in best:
            _offer(best, _next(starts, end, ends[-1]), at, best[start], confidences[at])
    return best[ends[-1]][1]


def _next(starts: Sequence[int], end: int, last: int) -> int:
    return last if end == last else min(start for start in starts if start >= end)


def _offer(best: dict[int, tuple[float, list[int]]], end: int, at: int, before: tuple[float, list[int]],
           confidence: float) -> None:
    score = before[0] + math.log(max(confidence, 1e-3)) - _CUT
    if end not in best or score > best[end][0]:
        best[end] = (score, [*before[1], at])
