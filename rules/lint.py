"""Is the rule base sound? Every check is exact: over all cases, not over a sample."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from rules.clause import Clause, Example
from rules.condition import Status
from rules.document import Article, Document
from rules.facts import INAPPLICABLE
from rules.outcome import Outcome, outcome_of
from rules.rulebook import Rulebook
from rules.standing import Standing, standing

DIGESTS = Path(__file__).parent / "documents" / "quotes.sha256"
_NAMES = {Standing.MET: "成立", Standing.FAILED: "不成立", Standing.OPEN: "未定", Standing.DEFEATED: "被排除"}


def lint(book: Rulebook, sources: Path | None, only: str | None = None) -> Iterator[str]:
    """One line for each defect; none means sound. `sources` is the folder of the texts, if there is one."""
    documents = [document for key, document in book.documents.items() if only in (None, key)]
    digests = read_digests()
    for document in documents:
        yield from _quotes(document, sources, digests)
        for clause in document.clauses():
            yield from _clause(clause, book)
    if only is None:
        for jurisdiction in book.jurisdictions:
            yield from _reachability(book, jurisdiction)
            yield from _collisions(book, jurisdiction)
        yield from _vocabulary(book)


def read_digests() -> dict[str, str]:
    if not DIGESTS.exists():
        return {}
    return dict(line.split(maxsplit=1)[::-1] for line in DIGESTS.read_text("utf-8").splitlines())


def digest(article: Article) -> str:
    return hashlib.sha256(article.text.encode()).hexdigest()


def address(document: Document, article: Article) -> str:
    return f"{document.key}/{article.number}"


def _quotes(document: Document, sources: Path | None, digests: dict[str, str]) -> Iterator[str]:
    path = sources / document.source if sources else None
    original = path.read_text("utf-8") if path and path.exists() else None
    for article in document.articles:
        where = address(document, article)
        if not document.reported and original is not None and article.text not in original:
            yield f"{where}：原文与来源文本不一致。请从 {document.source} 逐字复制"
        if digests.get(where) != digest(article):
            yield f"{where}：文本与登记的摘要不符。核对来源无误后运行 python -m rules digest"


def _clause(clause: Clause, book: Rulebook) -> Iterator[str]:
    atoms = [atom.fact for atom in clause.condition.atoms()]
    for fact in sorted({fact for fact in atoms if atoms.count(fact) > 1}):
        yield f"{clause.id}：条件里“{fact}”出现两次。请合并成一个条件"
    if not clause.catch_all:
        yield from _examples(clause, book)


def _examples(clause: Clause, book: Rulebook) -> Iterator[str]:
    seen = {example.expected for example in clause.examples}
    needed = {"成立"} | ({"不成立", "未定"} if clause.facts else set()) | ({"被排除"} if clause.defeaters else set())
    for missing in sorted(needed - seen):
        yield f"{clause.id}：没有“{missing}”的例子。请在“例”里补一个"
    for example in clause.examples:
        found = _NAMES[standing(clause, example.facts, book)]
        if found != example.expected:
            yield f"{clause.id}（第{example.line}行）：例子写“{example.expected}”，实际是“{found}”。请改例子或者条件"
    for fact in clause.facts:
        if not any(_decides(clause, example, fact) for example in clause.examples):
            yield f"{clause.id}：没有例子显示“{fact}”起决定作用。请补一个去掉它结果就变的例子"


def _decides(clause: Clause, example: Example, fact: str) -> bool:
    without = {key: value for key, value in example.facts.items() if key != fact}
    return clause.status(example.facts) is not clause.status(without)


def _reachability(book: Rulebook, jurisdiction: str) -> Iterator[str]:
    outcome = _whole(book, jurisdiction)
    for clause in outcome.clauses:
        if not clause.catch_all and True not in outcome.diagram.terminals(outcome.speaks(clause)):
            yield f"{clause.id}：无论什么情况都不会成立（总被排除或者条件互相矛盾）。请检查“当”和“败于”"


def _collisions(book: Rulebook, jurisdiction: str) -> Iterator[str]:
    outcome = _whole(book, jurisdiction)
    for pair in book.terms.exclusive:
        for one, other in _unread_pairs(outcome, *sorted(pair)):
            yield (f"{one.id}、{other.id}：可能同时得出“{one.conclusion}”和“{other.conclusion}”，"
                   "条款没有写先后。请写“败于”或“读法”")


def _unread_pairs(outcome: Outcome, label: str, against: str) -> Iterator[tuple[Clause, Clause]]:
    """Clauses that can both speak for labels that exclude each other, with no reading shown."""
    one, other = ([clause for clause in outcome.clauses if clause.conclusion == each] for each in (label, against))
    return ((left, right) for left in one for right in other
            if not left.readings and not right.readings and outcome.can_both_speak(left, right))


def _whole(book: Rulebook, jurisdiction: str) -> Outcome:
    return outcome_of(book, jurisdiction, tuple(book.terms.tracks), {})


def _vocabulary(book: Rulebook) -> Iterator[str]:
    atoms: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = {}
    for clause in book.clauses.values():
        for atom in clause.condition.atoms():
            atoms.setdefault(atom.fact, []).append((atom.holds, atom.doubtful))
    for fact in book.vocabulary.facts.values():
        if fact.id not in atoms:
            yield f"facts.yml：没有条款用到“{fact.id}”。请删去，或者补上用它的条款"
            continue
        for one, other in combinations(fact.options, 2):
            if not any(_tells_apart(atom, one, other) for atom in atoms[fact.id]) and {one, other} not in fact.alike:
                yield f"facts.yml：“{fact.id}”的“{one}”和“{other}”没有条款区分。请合并，或者写进“并列”并说明"


def _tells_apart(atom: tuple[frozenset[str], frozenset[str]], one: str, other: str) -> bool:
    return any((one in values) != (other in values) for values in atom)


__all__ = ["DIGESTS", "INAPPLICABLE", "Status", "address", "digest", "lint", "read_digests"]
