"""Every article of every document is accounted for, with the reason."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Iterator

from rules.document import Article, Document
from rules.rulebook import Rulebook

_NUMBERED = re.compile(r"^(?:第[一二三四五六七八九十]+条\s|\d+\.)", re.M)
OPERATIVE = ("规则", "程序", "后果")


def report(book: Rulebook) -> Iterator[str]:
    """One line an article: what it is, how many clauses carry it, why."""
    for document in book.documents.values():
        yield f"{document.title}（{len(document.articles)}条）"
        for article in document.articles:
            yield f"  {article.number:<5}{article.kind}  {len(article.clauses):>2}款  {article.title}：{article.reason}"


def gaps(book: Rulebook, sources: Path | None) -> Iterator[str]:
    """One line for each article that is missing, or said to be operative and not encoded."""
    for document in book.documents.values():
        yield from (gap for article in document.articles for gap in _article(document, article))
    if sources is not None:
        yield from _missing(book, sources)


def _article(document: Document, article: Article) -> Iterator[str]:
    if not article.reason or article.reason == "待定":
        yield f"{document.key}/{article.number}：没有写归类的理由"
    if article.kind in OPERATIVE and not article.clauses:
        yield f"{document.key}/{article.number}：归为“{article.kind}”却没有条款"


def _missing(book: Rulebook, sources: Path) -> Iterator[str]:
    for name in sorted({document.source for document in book.documents.values() if not document.reported}):
        text = (sources / name).read_text("utf-8")
        covered = [article.text for document in book.documents.values() if document.source == name
                   for article in document.articles]
        for start in (match.start() for match in _NUMBERED.finditer(text)):
            line = text[start:].split("\n", 1)[0]
            if not any(line in each for each in covered):
                yield f"{name}：“{line[:24]}…”没有着落"
