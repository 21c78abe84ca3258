"""A source document: its head, its articles in full, and the clauses encoded from each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.clause import Clause

REPORT = "报道"


@dataclass(frozen=True)
class Article:
    """One article: its exact text (or, for a report, a restatement) and how it is accounted for."""

    document: str
    key: str
    number: str
    title: str
    kind: str
    reason: str
    text: str
    keywords: tuple[str, ...]
    clauses: tuple[Clause, ...]
    reported: bool = False

    @property
    def citation(self) -> str:
        return f"{self.document}{self.number}"


@dataclass(frozen=True)
class Document:
    """One YAML file of `documents/`; `outside` are the first words of each line of its source that is in no article."""

    key: str
    title: str
    jurisdiction: str
    nature: str
    source: str
    notes: tuple[str, ...]
    articles: tuple[Article, ...]
    outside: tuple[str, ...] = ()

    @property
    def reported(self) -> bool:
        return self.nature == REPORT

    def clauses(self) -> Iterator[Clause]:
        for article in self.articles:
            yield from article.clauses
