"""From YAML to documents. Every defect is a RuleError: file, line, what, how to mend it."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

from rules.clause import Clause, Deadline, Example, Step
from rules.condition import All, Any, Atom, Term
from rules.document import REPORT, Article, Document
from rules.errors import suggest
from rules.facts import INAPPLICABLE, UNKNOWN, Vocabulary
from rules.source import Located, read_yaml
from rules.terms import Terms

_CLAUSE_KEYS = {"结论", "效果", "说明", "措施", "步骤", "当", "败于", "败因", "读法", "例", "兜底", "随", "原文", "转述"}
_OUTPUTS = ("结论", "效果", "步骤", "措施", "说明", "兜底")
_STEP_KEYS = {"谁", "向", "形式", "材料", "期限", "之后"}
_UNITS = ("日", "工作日", "月", "年")
EXPECTED = ("成立", "不成立", "未定", "被排除")


class DocumentLoader:
    """Reads documents against one vocabulary and one set of terms."""

    def __init__(self, vocabulary: Vocabulary, terms: Terms, readings: frozenset[int]) -> None:
        self._vocabulary, self._terms, self._readings = vocabulary, terms, readings

    def load(self, path: Path) -> Document:
        """The document in `path`. Raises RuleError."""
        root = read_yaml(path)
        root.only({"文件", "键", "辖区", "性质", "来源", "条文"}, {"提示", "发布", "施行", "条外"})
        nature = root.one("性质", str)
        if nature not in ("正式文件", REPORT):
            raise root.error("性质", f"没有“{nature}”这种性质", "可以写：正式文件、报道")
        articles = tuple(self._article(node, root) for node in root.many("条文", Located))
        return Document(root.one("键", str), root.one("文件", str), root.one("辖区", str), nature, root.one("来源", str),
                        root.many("提示", str), articles, root.many("条外", str))

    def _article(self, node: Located, root: Located) -> Article:
        reported = root["性质"] == REPORT
        words = "转述" if reported else "原文"
        node.only({"条", "题", "类", "理由", words}, {"关键词", "条款"})
        number, kind, text = node.one("条", str), node.one("类", str), node.one(words, str)
        if kind not in self._terms.kinds:
            raise node.error("类", f"没有“{kind}”这一类", suggest(kind, self._terms.kinds))
        clauses = tuple(self._clause(inner, root, number, text) for inner in node.many("条款", Located))
        return Article(root.one("文件", str), root.one("键", str), number, node.one("题", str), kind,
                       node.one("理由", str), text, node.many("关键词", str), clauses, reported)

    def _clause(self, node: Located, root: Located, article: str, text: str) -> Clause:
        node.only({"id", "引", "题", "语气", "事项"}, _CLAUSE_KEYS)
        reported = root["性质"] == REPORT
        self._check_terms(node)
        return Clause(
            id=node.one("id", str), document=root.one("文件", str), jurisdiction=root.one("辖区", str), article=article,
            cite=node.one("引", str), title=node.one("题", str), quote=_quote(node, text, reported),
            modality=node.one("语气", str), track=node.one("事项", str), condition=All(self._term_list(node, "当")),
            conclusion=node.maybe("结论", str), effect=node.maybe("效果", str), note=node.maybe("说明", str) or "",
            measures=node.many("措施", str), steps=tuple(map(self._step, node.many("步骤", Located))),
            defeaters=node.many("败于", str), defeat_basis=node.maybe("败因", str) or "",
            readings=self._readings_of(node), follows=node.maybe("随", str), catch_all=bool(node.maybe("兜底", bool)),
            reported=reported, examples=tuple(map(self._example, node.many("例", Located))), line=node.line)

    def _check_terms(self, node: Located) -> None:
        closed = {"结论": self._terms.conclusions, "效果": self._terms.effects,
                  "随": self._terms.conclusions, "语气": self._terms.modalities, "事项": self._terms.tracks}
        for key, words in closed.items():
            word = node.maybe(key, str)
            if word is not None and word not in words:
                raise node.error(key, f"{key}“{word}”不在术语表里", suggest(word, words))
        if not any(node.get(key) for key in _OUTPUTS):
            raise node.error("id", "条款没有任何输出", "请写结论、效果、步骤、措施或说明之一")

    def _term_list(self, node: Located, key: str) -> tuple[Term, ...]:
        terms = tuple(self._term(item) for item in node.many(key, Located))
        if not terms and key != "当":
            raise node.error(key, f"“{key}”里没有条件", "请至少写一个 - 事实: 取值")
        return terms

    def _term(self, item: Located) -> Term:
        if "任一" in item:
            item.only({"任一"}, {"存疑", "读法"})
            doubtful = bool(item.maybe("存疑", bool))
            return Any(self._term_list(item, "任一"), doubtful, self._basis(item, doubtful))
        if "全部" in item:
            item.only({"全部"})
            return All(self._term_list(item, "全部"))
        if len(item) != 1:
            raise item.error("当", "一个条件里写了几个事实", "请每个事实单独写一行 - 事实: 取值")
        return self._atom(item)

    def _atom(self, item: Located) -> Atom:
        fact = self._known_fact(item, next(iter(item)))
        if isinstance(item[fact], Located):
            node = item.mapping(fact)
            node.only({"是"}, {"存疑", "读法"})
            doubtful = self._values(node, "存疑", fact)
            atom = Atom(fact, self._values(node, "是", fact), doubtful, self._basis(node, bool(doubtful)))
        else:
            atom = Atom(fact, self._values(item, fact, fact))
        if not atom.holds | atom.doubtful:
            raise item.error(fact, f"“{fact}”没有写取值", f"请写成 - {fact}: 取值")
        return atom

    def _known_fact(self, node: Located, fact: Hashable) -> str:
        if fact not in self._vocabulary.facts:
            raise node.error(fact, f"词表里没有事实“{fact}”", suggest(str(fact), self._vocabulary.facts))
        return str(fact)

    def _values(self, node: Located, key: str, fact: str, further: tuple[str, ...] = ()) -> frozenset[str]:
        values, options = node.many(key, str), self._vocabulary.facts[fact].options
        for each in values:
            if each not in (*options, *further):
                raise node.error(key, f"“{fact}”没有取值“{each}”", "可以写：" + "、".join(options))
        return frozenset(values)

    def _basis(self, node: Located, doubtful: bool) -> int | None:
        numbers = self._readings_of(node)
        if len(numbers) > 1:
            raise node.error("读法", "这里写了几条读法", "请只写一个编号")
        if doubtful and not numbers:
            raise node.error("存疑", "存疑的取值没有写依据", "请补上“读法: 编号”")
        return numbers[0] if numbers else None

    def _readings_of(self, node: Located) -> tuple[int, ...]:
        numbers = node.many("读法", int)
        for number in numbers:
            if number not in self._readings:
                raise node.error("读法", f"readings.yml 里没有第 {number} 条读法", "请改成已有的编号，或者先补上这条读法")
        return numbers

    def _step(self, node: Located) -> Step:
        node.only({"做"}, _STEP_KEYS)
        actor, body, form, after = (node.maybe(key, str) or "" for key in ("谁", "向", "形式", "之后"))
        return Step(node.one("做", str), actor, body, form, node.many("材料", str),
                    self._deadline(node.maybe("期限", Located)), after)

    def _deadline(self, node: Located | None) -> Deadline | None:
        if node is None:
            return None
        node.only({"数", "单位", "自"}, {"最少"})
        unit, start = node.one("单位", str), node.one("自", str)
        if unit not in _UNITS:
            raise node.error("单位", f"没有“{unit}”这个单位", "可以写：" + "、".join(_UNITS))
        if start not in self._vocabulary.dates:
            raise node.error("自", f"词表里没有日期“{start}”", suggest(start, self._vocabulary.dates))
        return Deadline(_positive(node, "数"), unit, start, _positive(node, "最少") if "最少" in node else None)

    def _example(self, node: Located) -> Example:
        node.only({"得"}, {"事实"})
        expected, facts = node.one("得", str), node.mapping("事实")
        if expected not in EXPECTED:
            raise node.error("得", f"没有“{expected}”这种结果", "可以写：" + "、".join(EXPECTED))
        for fact in facts:
            known = self._known_fact(facts, fact)
            self._values(facts, known, known, (UNKNOWN, INAPPLICABLE))
        return Example(expected, node.each("事实", str), node.line)


def _positive(node: Located, key: str) -> int:
    number = node[key]
    if type(number) is not int or number <= 0:
        raise node.error(key, "期限不是正整数", f"请写成 {key}: 15")
    return number


def _quote(node: Located, text: str, reported: bool) -> tuple[str, ...]:
    key = "转述" if reported else "原文"
    quote = node.many(key, str)
    if not any(quote):
        raise node.error("id", f"条款没有{key}", f"请写“{key}: …”")
    for part in quote:
        if not reported and part not in text:
            raise node.error(key, f"引文与本条原文不一致：“{part[:20]}…”", "请从本条“原文”里逐字复制")
    return quote
