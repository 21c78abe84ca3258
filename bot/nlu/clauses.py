"""Where the clauses of a message are."""

from __future__ import annotations

import re
from itertools import pairwise

Span = tuple[int, int]

_CLAUSE = re.compile(r"[^，。；、！？,;!?\s…]+")
_SENTENCE = re.compile(r"[^。；！？;!?\n]+")
_MARK = re.compile(r"[，。；、！？,;!?：:\s…—“”\"'（）()]+")
_TURN = re.compile(r"(?<=.{3})(?=但是|不过|而且|同时|另外|还有|然后|可是|只是|就是|后来|并且|但)")


def clauses(text: str) -> list[Span]:
    """The spans between marks and before turning words."""
    return [span for match in _CLAUSE.finditer(text) for span in _at_turns(text, *match.span())]


def marks(text: str) -> list[str]:
    """The pieces between marks, quotation marks too."""
    return [piece for piece in _MARK.split(text) if piece]


def sentences(text: str) -> list[Span]:
    """The spans between full stops."""
    return [match.span() for match in _SENTENCE.finditer(text)]


def _at_turns(text: str, start: int, end: int) -> list[Span]:
    cuts = [start, *(start + match.start() for match in _TURN.finditer(text[start:end])), end]
    return [(one, other) for one, other in pairwise(cuts) if one < other]
