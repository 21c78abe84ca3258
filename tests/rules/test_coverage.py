"""Every article of every document is accounted for, and a gap does not pass."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rules.__main__ import SOURCES
from rules.coverage import OPERATIVE, gaps, report
from rules.document import Article
from rules.rulebook import Rulebook

needs_sources = pytest.mark.skipif(not SOURCES.is_dir(), reason="旁边没有来源文本（../shared/sources）")
OFFICIAL = ("hohhot", "shangzhou", "yueyang-accountability", "yueyang-incentive", "yueyang-supervision", "yunnan")
UNNUMBERED = "第四部分"


def _with_articles(book: Rulebook, key: str, articles: tuple[Article, ...]) -> Rulebook:
    document = replace(book.documents[key], articles=articles)
    return replace(book, documents={**book.documents, key: document})


def test_the_shipped_rules_have_no_gap(book: Rulebook) -> None:
    """Not by the rules alone, nor against the sources where they are at hand."""
    assert list(gaps(book, None)) == []
    assert list(gaps(book, SOURCES if SOURCES.is_dir() else None)) == []


@needs_sources
@pytest.mark.parametrize("key", OFFICIAL)
def test_every_dropped_article_is_a_gap(book: Rulebook, key: str) -> None:
    """Whichever article of an official document is left out, exactly one gap names its first words."""
    articles = book.documents[key].articles
    for position, article in enumerate(articles):
        if article.number == UNNUMBERED:
            continue
        shorter = _with_articles(book, key, articles[:position] + articles[position + 1:])
        found = list(gaps(shorter, SOURCES))
        assert len(found) == 1 and book.documents[key].source in found[0], (article.citation, found)
        assert article.text.strip()[:8] in found[0], (article.citation, found)


@needs_sources
def test_a_dropped_part_without_a_number_is_a_gap(book: Rulebook) -> None:
    """云南第四部分 (三个区分开来) stands under a heading, not under a number: it counts all the same."""
    articles = tuple(article for article in book.documents["yunnan"].articles if article.number != UNNUMBERED)
    assert len(list(gaps(_with_articles(book, "yunnan", articles), SOURCES))) == 1


@needs_sources
def test_a_dropped_paragraph_is_a_gap(book: Rulebook) -> None:
    """An article cut short is not covered: each of its paragraphs in the source must stand somewhere."""
    articles = book.documents["yueyang-accountability"].articles
    long = next(article for article in articles if article.number == "第十条")
    first = long.text.split("\n", 1)[0]
    assert first != long.text
    cut = tuple(replace(article, text=first) if article is long else article for article in articles)
    assert list(gaps(_with_articles(book, "yueyang-accountability", cut), SOURCES)) != []


@needs_sources
def test_what_is_outside_of_the_articles_must_stand_in_the_source(book: Rulebook) -> None:
    """条外 excuses the lines it names and no others: not one that is not there, not many at once."""
    document = book.documents["yunnan"]
    for words in ("一、没有这一章", "…"):
        other = replace(document, outside=(*document.outside, words))
        found = list(gaps(replace(book, documents={**book.documents, "yunnan": other}), SOURCES))
        assert len(found) == 1 and f"“{words}”" in found[0]
    bare = replace(document, outside=())
    assert len(list(gaps(replace(book, documents={**book.documents, "yunnan": bare}), SOURCES))) >= 7


@pytest.mark.parametrize("key", [*OFFICIAL, "zhejiang"])
def test_an_operative_article_without_clauses_is_a_gap(book: Rulebook, key: str) -> None:
    """Dropping the clauses of any 规则, 程序 or 后果 article is a gap that names it."""
    articles = book.documents[key].articles
    operative = [article for article in articles if article.kind in OPERATIVE]
    assert operative
    for article in operative:
        bare = tuple(replace(each, clauses=()) if each is article else each for each in articles)
        found = list(gaps(_with_articles(book, key, bare), None))
        assert found == [f"{key}/{article.number}：归为“{article.kind}”却没有条款"]


@pytest.mark.parametrize("reason", ["", "待定"])
def test_an_article_without_a_reason_is_a_gap(book: Rulebook, reason: str) -> None:
    """An article is accounted for by a reason, not by being listed."""
    articles = book.documents["shangzhou"].articles
    bare = (replace(articles[0], reason=reason), *articles[1:])
    assert list(gaps(_with_articles(book, "shangzhou", bare), None)) == ["shangzhou/第一条：没有写归类的理由"]


def test_the_report_has_a_line_for_every_article(book: Rulebook) -> None:
    """With its kind, the number of its clauses and the reason."""
    lines = list(report(book))
    assert len(lines) == len(book.documents) + len(book.articles)
    for article in book.articles:
        assert any(article.number in line and article.reason in line and f"{len(article.clauses)}款" in line
                   for line in lines)


def test_sources_elsewhere_are_read(book: Rulebook, tmp_path: Path) -> None:
    """An article that only the source text has is a gap, by its first words."""
    for document in book.documents.values():
        text = "\n".join(article.text for article in document.articles)
        (tmp_path / document.source).write_text(f"{text}\n第二十六条 本条是后来加的。\n", "utf-8")
    found = [gap for gap in gaps(book, tmp_path) if "第二十六条" in gap]
    assert len(found) == len({document.source for document in book.documents.values() if not document.reported})
