"""What does article N say, and which documents speak of X: over every article of every document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import cn2an
from rapidfuzz import fuzz

from rules.clause import Clause
from rules.document import Article
from rules.rulebook import Rulebook

_NUMBER = "[零一二两三四五六七八九十百0-9]+"
_ARTICLE = {
    "条": re.compile(rf"第?\s*({_NUMBER})\s*条"),
    "部分": re.compile(rf"第\s*({_NUMBER})\s*部分"),
    "报道": re.compile(rf"报道\s*({_NUMBER})(?=$|[^一-龥0-9]|[的说讲里中第怎写])"),
}
_ITEM = re.compile(rf"[（(]\s*({_NUMBER})\s*[)）]|第?\s*[（(]?({_NUMBER})[)）]?\s*(?:项|种情形|种|款)")
_DOCUMENTS = {
    "hohhot": ("呼和浩特", "呼市", "青城"),
    "shangzhou": ("商州",),
    "yunnan": ("云南", "滇"),
    "zhejiang": ("浙江", "浙"),
    "yueyang-accountability": ("问责办法", "问责暂行办法", "为官不为", "为官乱为"),
    "yueyang-incentive": ("激励办法", "想事干事成事"),
    "yueyang-supervision": ("监管办法", "监督办法", "监督干部", "管理和监督", "严格管理"),
}
_YUEYANG = ("yueyang-accountability", "yueyang-incentive", "yueyang-supervision")


@dataclass(frozen=True)
class Hit:
    """An article, and the clauses of it that were asked for (all, where no item was named)."""

    article: Article
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Citation:
    """What a typed citation names; `documents` is empty where none is named. `unit` is what
    `article` counts: 条, or the parts of a text that has none (第四部分, 报道四)."""

    documents: tuple[str, ...]
    article: int | None
    item: int | None
    unit: str = "条"


def parse(text: str) -> Citation:
    """Reads "商州第五条第七项", "岳阳问责办法18条（四）" and the like."""
    for unit, pattern in _ARTICLE.items():
        if found := pattern.search(text):
            item = _ITEM.search(text, found.end())
            number = _number(next(filter(None, item.groups()))) if item else None
            return Citation(_documents(text), _number(found.group(1)), number, unit)
    return Citation(_documents(text), None, None)


def find(book: Rulebook, text: str, jurisdiction: str | None = None) -> list[Hit]:
    """The articles cited, or those that speak of the words; best first. `jurisdiction` fills in
    the place where the text names none."""
    citation = parse(text)
    documents = citation.documents or (book.jurisdiction(jurisdiction).documents if jurisdiction else ())
    if citation.article is not None:
        return _cited(book, citation, documents)
    return _about(book, text, documents if citation.documents else ())


@lru_cache(maxsize=1024)
def _own(citation: str) -> Citation:
    """What an article or a clause calls itself."""
    return parse(citation)


def _cited(book: Rulebook, citation: Citation, documents: tuple[str, ...]) -> list[Hit]:
    hits = []
    for article in book.articles:
        own = _own(article.number)
        if (not documents or article.key in documents) and (own.article, own.unit) == (citation.article, citation.unit):
            clauses = [clause for clause in article.clauses if citation.item in (None, _own(clause.cite).item)]
            if clauses or citation.item is None:
                hits.append(Hit(article, tuple(clauses)))
    return hits


def _about(book: Rulebook, text: str, documents: tuple[str, ...]) -> list[Hit]:
    words = _words(text)
    if not words:
        return []
    scored = [(_score(article, words), article) for article in book.articles
              if not documents or article.key in documents]
    best = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])
    return [Hit(article, article.clauses) for score, article in best if score >= 0.6 * best[0][0]][:8]


_NOISE = re.compile(r"哪些|哪个|文件|规定|有没有|怎么|什么|条款|条文|说的|关于|讲了|提到|写了|办法|里面|请问|查一下|查|看看|内容"
                    r"|呼和浩特|呼市|商州|云南|浙江|岳阳|的|吗|呢|了|有|是|说|[，。？！?!,.\s]")


_FIGURE = re.compile(r"(\d[\d.]*[%％]?[一-龥]?)")


def _words(text: str) -> list[str]:
    """The words worth finding; a figure with its unit is one (嘉奖800元 speaks of 嘉奖 and of 800元)."""
    return [word for part in _NOISE.split(text) for word in _FIGURE.split(part) if len(word) >= 2]


def _count(word: str, text: str) -> int:
    """How often the text has the word; 500元 is not in 1500元."""
    return len(re.findall(r"(?<!\d)" + re.escape(word), text)) if word[0].isdigit() else text.count(word)


def _score(article: Article, words: list[str]) -> float:
    total = 0.0
    for word in words:
        if any(word in key or key in word for key in article.keywords):
            total += 3
        if word in article.title:
            total += 2
        if count := _count(word, article.text):
            total += 1 + min(count, 5) / 10
        elif fuzz.partial_ratio(word, article.text) >= 75 and len(word) >= 4:
            total += 0.5
    return total


def _documents(text: str) -> tuple[str, ...]:
    named = [key for key, names in _DOCUMENTS.items() if any(name in text for name in names)]
    if named:
        return tuple(named)
    return _YUEYANG if "岳阳" in text else ()


def _number(text: str) -> int | None:
    try:
        return int(cn2an.cn2an(text, "smart"))
    except ValueError:
        return None


def render(hit: Hit) -> str:
    """The article or the items asked for, quoted and cited; a report is marked as one."""
    article = hit.article
    mark = "（新闻报道，转述，不是条文）" if article.reported else ""
    if hit.clauses and len(hit.clauses) < len(article.clauses):
        cites = list(dict.fromkeys(clause.citation for clause in hit.clauses))
        quotes = list(dict.fromkeys("……".join(clause.quote) for clause in hit.clauses))
        return f"{'、'.join(cites)}{mark}\n" + "\n".join(quotes)
    return f"{article.citation}（{article.title}）{mark}\n{article.text}"
