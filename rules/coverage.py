"""Every article of every document, and every line of its source, is accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from rules.document import Article, Document
from rules.rulebook import Rulebook

OPERATIVE = ("规则", "程序", "后果")


def report(book: Rulebook) -> Iterator[str]:
    """One line an article: what it is, how many clauses carry it, why."""
    for document in book.documents.values():
        yield f"{document.title}（{len(document.articles)}条）"
        for article in document.articles:
            yield f"  {article.number:<5}{article.kind}  {len(article.clauses):>2}款  {article.title}：{article.reason}"


def gaps(book: Rulebook, sources: Path | None) -> Iterator[str]:
    """One line for each part of a source that is in no article, and for each article that is said to be
    operative and not encoded."""
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
    official = [document for document in book.documents.values() if not document.reported]
    for name in sorted({document.source for document in official}):
        lines = [line.strip() for line in (sources / name).read_text("utf-8").split("\n") if line.strip()]
        documents = [document for document in official if document.source == name]
        yield from _unplaced(name, lines, documents)
        yield from (f"{document.key}：“条外”的“{words}”在 {name} 里不是恰好一行，请逐字复制" for document in documents
                    for words in document.outside if sum(_is(words, line) for line in lines) != 1)


def _unplaced(name: str, lines: list[str], documents: list[Document]) -> Iterator[str]:
    """One line for each stretch of the source that is in no article and not said to be outside of them."""
    placed = {line.strip() for document in documents for article in document.articles for line in article.text.split("\n")}
    outside = [words for document in documents for words in document.outside]
    for is_placed, stretch in groupby(lines, lambda line: line in placed or any(_is(words, line) for words in outside)):
        if not is_placed:
            yield f"{name}：“{next(stretch)[:24]}…”没有着落，请写进条文或者“条外”"


def _is(words: str, line: str) -> bool:
    """Whether `words` of 条外 stand for the line: the whole of it, or its beginning and “…”."""
    return line.startswith(words[:-1]) if words.endswith("…") else line == words
