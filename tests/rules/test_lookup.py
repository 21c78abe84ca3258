"""An article is found however it is cited, and by what it speaks of, figures included."""

from __future__ import annotations

import pytest

from rules.lookup import find, parse, render
from rules.rulebook import Rulebook


def _found(book: Rulebook, text: str, jurisdiction: str | None = None) -> list[tuple[str, str]]:
    return [(hit.article.key, hit.article.number) for hit in find(book, text, jurisdiction)]


@pytest.mark.parametrize("text, key, article, item", [
    ("商州第五条第七项", "shangzhou", 5, 7),
    ("商州5条(7)", "shangzhou", 5, 7),
    ("商州第5条第7项", "shangzhou", 5, 7),
    ("商州第五条（七）", "shangzhou", 5, 7),
    ("商州 第五条 第（七）项", "shangzhou", 5, 7),
    ("商州办法第五条第十三项怎么说的？", "shangzhou", 5, 13),
    ("请问《商州区党政干部容错纠错实施办法（试行）》第六条第三项", "shangzhou", 6, 3),
    ("岳阳问责办法第十八条第（四）项", "yueyang-accountability", 18, 4),
    ("岳阳问责办法18条（四）", "yueyang-accountability", 18, 4),
    ("岳阳问责暂行办法第18条第四项", "yueyang-accountability", 18, 4),
    ("呼和浩特第十四条第四种情形", "hohhot", 14, 4),
    ("呼市14条第4种情形", "hohhot", 14, 4),
    ("岳阳激励办法第八条", "yueyang-incentive", 8, None),
    ("云南第十条", "yunnan", 10, None),
    ("云南第10条", "yunnan", 10, None),
    ("云南第二十条", "yunnan", 20, None),
])
def test_a_citation_is_found_in_any_spelling(book: Rulebook, text: str, key: str, article: int, item: int | None) -> None:
    """Exactly one article, of the named document; with an item, only that item's clauses, all of them."""
    cited = parse(text)
    assert (cited.documents, cited.article, cited.item) == ((key,), article, item)
    hit, = find(book, text)
    assert hit.article.key == key
    assert bool(hit.clauses) == bool(hit.article.clauses)
    assert all(clause.article == hit.article.number for clause in hit.clauses)
    if item is not None:
        numeral = "零一二三四五六七八九十"[item] if item <= 10 else "十" + "零一二三四五六七八九"[item - 10]
        assert all(f"（{numeral}）" in clause.cite or f"第{numeral}种" in clause.cite for clause in hit.clauses)


def test_spellings_of_one_citation_agree(book: Rulebook) -> None:
    """The same article, the same clauses."""
    spellings = ("商州第五条第七项", "商州5条(7)", "商州第5条第（七）项", "商州第五条（7）")
    assert all(find(book, text) == find(book, spellings[0]) for text in spellings)


def test_every_article_is_found_by_its_own_citation(book: Rulebook) -> None:
    """Each article with a number, in the words of its document's title."""
    for article in book.articles:
        if article.number.endswith("条"):
            assert article in [hit.article for hit in find(book, f"{article.document}{article.number}")], article.citation


def test_every_clause_of_an_item_is_found_by_its_own_citation(book: Rulebook) -> None:
    """Each cited item leads back to the clause that cites it."""
    for clause in book.clauses.values():
        if parse(clause.citation).article is not None:
            assert clause in [found for hit in find(book, clause.citation) for found in hit.clauses], clause.citation


def test_a_place_without_a_document_name_means_all_its_documents(book: Rulebook) -> None:
    """岳阳 has three documents: an article number alone leads to each."""
    assert {key for key, _ in _found(book, "岳阳第七条")} == {
        "yueyang-accountability", "yueyang-incentive", "yueyang-supervision"}


def test_the_place_of_the_talk_fills_in(book: Rulebook) -> None:
    """第五条第七项 alone, in a talk about 商州; but a named place prevails."""
    assert _found(book, "第五条第七项", "shangzhou") == [("shangzhou", "第五条")]
    assert _found(book, "云南第十条", "shangzhou") == [("yunnan", "第十条")]


@pytest.mark.parametrize("text, key, article, quoted", [
    ("嘉奖 800元", "yueyang-incentive", "第六条", "嘉奖标准为800元"),
    ("嘉奖800元", "yueyang-incentive", "第六条", "嘉奖标准为800元"),
    ("嘉奖标准是800元吗", "yueyang-incentive", "第六条", "嘉奖标准为800元"),
    ("乡镇补贴 500元", "yueyang-incentive", "第六条", "每月最高可给予500元"),
    ("乡镇工作补贴", "yueyang-incentive", "第六条", "每月最高可给予500元"),
    ("三等功 1500元", "yueyang-incentive", "第六条", "记三等功标准为1500元"),
    ("体检 每年不少于1次", "yunnan", "第十七条", "每年不少于1次的全面体检"),
])
def test_figures_and_rewards_are_found(book: Rulebook, text: str, key: str, article: str, quoted: str) -> None:
    """The article that states the figure comes first, and its text is shown with the figure."""
    assert _found(book, text)[0] == (key, article)
    assert quoted in render(find(book, text)[0])


def test_a_keyword_leads_to_every_document_that_speaks_of_it(book: Rulebook) -> None:
    """体检 stands in 云南 and in 岳阳."""
    assert {("yunnan", "第十七条"), ("yueyang-incentive", "第十条")} <= set(_found(book, "体检"))
    assert _found(book, "哪些文件提到体检？") == _found(book, "体检")


@pytest.mark.parametrize("text", ["", "？", "量子力学", "商州第九十九条", "商州第五条第二十项", "火星移民补贴标准表", "云南第二十一条"])
def test_what_is_not_there_is_not_found(book: Rulebook, text: str) -> None:
    """No nearest guess: an unknown citation or subject gives nothing."""
    assert find(book, text) == []


def test_a_report_is_marked_as_one(book: Rulebook) -> None:
    """浙江 is never shown as clause text, whether whole or in part."""
    hits = [hit for hit in find(book, "浙江 澄清正名") if hit.article.reported]
    assert hits and all("新闻报道，转述，不是条文" in render(hit) for hit in hits)


def test_an_article_of_the_report_is_found_by_its_number(book: Rulebook) -> None:
    """The citation the assistant itself shows (…报道四) can be looked up."""
    assert _found(book, "浙江报道四") == [("zhejiang", "报道四")]
    assert _found(book, "云南第四部分") == [("yunnan", "第四部分")]


@pytest.mark.parametrize("text", ["有一部分群众反映", "媒体报道三次"])
def test_a_count_in_a_story_is_no_citation(text: str) -> None:
    """一部分 and 报道三次 cite nothing."""
    assert parse(text).article is None
