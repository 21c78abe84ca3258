"""The shipped rule base is sound, and each check of the lint notices the defect it is for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rules.__main__ import SOURCES
from rules.facts import Fact
from rules.lint import DIGESTS, lint
from rules.rulebook import Rulebook
from tests.rules.copies import with_document

needs_sources = pytest.mark.skipif(not SOURCES.is_dir(), reason="旁边没有来源文本（../shared/sources）")


def test_the_shipped_rule_base_is_clean(book: Rulebook) -> None:
    """No finding, with the source texts beside it or with the digests alone."""
    assert list(lint(book, SOURCES if SOURCES.is_dir() else None)) == []
    assert list(lint(book, None)) == []


EDITS = {
    "例子与条件不符": (
        "shangzhou", "{得: 成立, 事实: {履职尽责: 否}}", "{得: 成立, 事实: {履职尽责: 是}}",
        "shangzhou-2-x2（第", "例子写“成立”，实际是“不成立”"),
    "缺少不成立的例子": (
        "shangzhou", "          - {得: 不成立, 事实: {履职尽责: 是}}\n", "",
        "shangzhou-2-x2：", "没有“不成立”的例子"),
    "总被排除": (
        "shangzhou", "败于: [shangzhou-2-x1,", "败于: [shangzhou-3-1, shangzhou-2-x1,",
        "shangzhou-5-1：", "无论什么情况都不会成立"),
    "一个事实写了两次": (
        "shangzhou", "          - 落实上级部署: 是\n          - 集体决策",
        "          - 落实上级部署: 是\n          - 任一:\n              - 落实上级部署: 否\n              - 明令禁止: 未禁止\n          - 集体决策",
        "shangzhou-5-1：", "条件里“落实上级部署”出现两次"),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_defect_in_a_clause_is_found(book: Rulebook, tmp_path: Path, name: str) -> None:
    """The finding names the clause and the defect; the unedited rules have no such finding."""
    key, old, new, where, what = EDITS[name]
    _assert_found(list(lint(with_document(book, tmp_path, key, old, new), None)), where, what)


def _assert_found(lines: list[str], where: str, what: str) -> None:
    assert any(line.startswith(where) and what in line for line in lines), lines
    assert all("。" in line and "\n" not in line for line in lines), "每一条都要说怎么改，写成一行"


def test_a_clause_with_defeaters_needs_an_example_of_defeat(book: Rulebook, tmp_path: Path) -> None:
    """成立、不成立、未定 are not enough where the clause can be excluded."""
    excluded = ("          - {得: 被排除, 事实: {落实上级部署: 是, 集体决策: 有书证, 补救: 有效, 谋取私利: 没有, "
                "履职尽责: 否, 违反规定: 没有}}\n")
    altered = with_document(book, tmp_path, "shangzhou", excluded, "")
    _assert_found(list(lint(altered, None)), "shangzhou-5-1：", "没有“被排除”的例子")


def test_a_condition_no_example_turns_on_is_found(book: Rulebook, tmp_path: Path) -> None:
    """A condition added without an example that hangs on it is not vouched for."""
    altered = with_document(book, tmp_path, "shangzhou", "        当:\n          - 履职尽责: 否\n",
                            "        当:\n          - 履职尽责: 否\n          - 任一: [{难以预见: 是}, {不可抗力: 否}]\n")
    _assert_found(list(lint(altered, None)), "shangzhou-2-x2：", "没有例子显示“难以预见”起决定作用")


def test_conclusions_that_exclude_each_other_need_a_precedence(book: Rulebook, tmp_path: Path) -> None:
    """A tolerance that no longer yields to the exclusions, and shows no reading, collides with them."""
    first = with_document(book, tmp_path, "shangzhou", "        读法: [8, 31]\n        例:\n          - {得: 成立, 事实: {履职尽责: 否}}",
                          "        例:\n          - {得: 成立, 事实: {履职尽责: 否}}")
    clause = book.clauses["shangzhou-5-1"]
    bare = replace(clause, readings=(), defeaters=())
    lines = list(lint(_with_clause(first, bare), None))
    _assert_found(lines, "shangzhou-", "可能同时得出“不纳入容错”和“可予容错（免责）”")
    assert any("shangzhou-2-x2" in line and "shangzhou-5-1" in line for line in lines)


def _with_clause(book: Rulebook, clause: object) -> Rulebook:
    document = book.documents["shangzhou"]
    articles = tuple(replace(article, clauses=tuple(clause if each.id == clause.id else each for each in article.clauses))
                     for article in document.articles)
    return replace(book, version=f"{book.version}/{clause.id}",
                   documents={**book.documents, "shangzhou": replace(document, articles=articles)})


def _with_fact(book: Rulebook, fact: Fact) -> Rulebook:
    facts = {**book.vocabulary.facts, fact.id: fact}
    return replace(book, version=f"{book.version}/{fact.id}", vocabulary=replace(book.vocabulary, facts=facts))


def test_a_fact_no_clause_reads_is_found(book: Rulebook) -> None:
    """Nobody is asked in vain: a fact of the vocabulary that no clause reads is a finding."""
    spare = replace(book.vocabulary.facts["履职尽责"], id="无人过问")
    _assert_found(list(lint(_with_fact(book, spare), None)), "facts.yml：", "没有条款用到“无人过问”")


def test_an_option_no_clause_tells_apart_is_found(book: Rulebook) -> None:
    """Values that every clause treats alike are a finding, unless 并列 says that it is on purpose."""
    fact = book.vocabulary.facts["上级文件批示"]
    assert list(lint(_with_fact(book, fact), None)) == []
    lines = list(lint(_with_fact(book, replace(fact, alike=())), None))
    _assert_found(lines, "facts.yml：", "“上级文件批示”的“只有文件”和“只有批示”没有条款区分")
    assert len(lines) == 1


def test_a_further_option_no_clause_names_is_found(book: Rulebook) -> None:
    """An option nobody reads is a finding for each option it is treated like."""
    fact = book.vocabulary.facts["上级文件批示"]
    wider = replace(fact, options={**fact.options, "口头要求": "只是口头要求"}, prior={**fact.prior, "口头要求": 0.01})
    _assert_found(list(lint(_with_fact(book, wider), None)), "facts.yml：", "“口头要求”没有条款区分")


def test_a_dropped_digest_is_found(book: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article whose text nobody registered is a finding, and only that article."""
    lines = DIGESTS.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.endswith("  shangzhou/第五条")]
    assert len(kept) == len(lines) - 1
    shorter = tmp_path / "quotes.sha256"
    shorter.write_text("\n".join(kept), "utf-8")
    monkeypatch.setattr("rules.lint.DIGESTS", shorter)
    assert [line.split("：")[0] for line in lint(book, None)] == ["shangzhou/第五条"]


def test_without_digests_every_article_is_found(book: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing register is no licence."""
    monkeypatch.setattr("rules.lint.DIGESTS", tmp_path / "没有")
    assert sum("与登记的摘要不符" in line for line in lint(book, None)) == len(book.articles)


REWORDED = ("对一般性工作失误或轻微违纪违法行为，未造成实际损失", "对一般性工作失误或轻微违纪违法行为，没造成实际损失")


def test_a_reworded_article_is_found_without_the_sources(book: Rulebook, tmp_path: Path) -> None:
    """One character of the law changed: the digest no longer agrees."""
    text = book.documents["hohhot"].articles[8].text
    assert REWORDED[0] in text
    altered = _with_text(book, "hohhot", 8, text.replace(*REWORDED))
    assert [line for line in lint(altered, None) if "摘要" in line and line.startswith("hohhot/第九条")]


@needs_sources
def test_a_reworded_article_is_found_against_the_sources(book: Rulebook) -> None:
    """The same edit against the source text itself: the finding names the file to copy from."""
    text = book.documents["hohhot"].articles[8].text
    altered = _with_text(book, "hohhot", 8, text.replace(*REWORDED))
    _assert_found(list(lint(altered, SOURCES)), "hohhot/第九条：", "请从 hohhot.txt 逐字复制")


def _with_text(book: Rulebook, key: str, index: int, text: str) -> Rulebook:
    document = book.documents[key]
    articles = list(document.articles)
    articles[index] = replace(articles[index], text=text)
    return replace(book, documents={**book.documents, key: replace(document, articles=tuple(articles))})


def test_one_document_can_be_checked_alone(book: Rulebook, tmp_path: Path) -> None:
    """`--document` reports that document's defects and no other's."""
    key, old, new, *_ = EDITS["例子与条件不符"]
    altered = with_document(book, tmp_path, key, old, new)
    assert list(lint(altered, None, "hohhot")) == []
    assert list(lint(altered, None, "shangzhou")) != []
