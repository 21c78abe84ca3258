"""From YAML to documents. Every defect is a RuleError: file, line, what, how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import Any as Anything

from rules.clause import Clause, Deadline, Example, Step
from rules.condition import All, Any, Atom, Term
from rules.document import REPORT, Article, Document
from rules.errors import suggest
from rules.facts import INAPPLICABLE, UNKNOWN, Vocabulary
from rules.source import Located, read_yaml
from rules.terms import Terms

_CLAUSE_KEYS = {"结论", "效果", "说明", "措施", "步骤", "当", "败于", "败因", "读法", "例", "兜底", "原文", "转述"}
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
        root.only({"文件", "键", "辖区", "性质", "来源", "条文"}, {"提示", "发布", "施行"})
        if root["性质"] not in ("正式文件", REPORT):
            raise root.error("性质", f"没有“{root['性质']}”这种性质", "可以写：正式文件、报道")
        articles = tuple(self._article(node, root) for node in root["条文"])
        return Document(root["键"], root["文件"], root["辖区"], root["性质"], root["来源"],
                        _texts(root, "提示"), articles)

    def _article(self, node: Located, root: Located) -> Article:
        reported = root["性质"] == REPORT
        words = "转述" if reported else "原文"
        node.only({"条", "题", "类", "理由", words}, {"关键词", "条款"})
        if node["类"] not in self._terms.kinds:
            raise node.error("类", f"没有“{node['类']}”这一类", suggest(node["类"], self._terms.kinds))
        text = str(node[words])
        clauses = tuple(self._clause(inner, root, node["条"], text) for inner in node.get("条款") or ())
        return Article(root["文件"], root["键"], node["条"], node["题"], node["类"], node["理由"],
                       text, _texts(node, "关键词"), clauses, reported)

    def _clause(self, node: Located, root: Located, article: str, text: str) -> Clause:
        node.only({"id", "引", "题", "语气", "事项"}, _CLAUSE_KEYS)
        reported = root["性质"] == REPORT
        self._check_terms(node)
        condition = All(tuple(self._term(item, node, "当") for item in node.get("当") or ()))
        return Clause(
            id=node["id"], document=root["文件"], jurisdiction=root["辖区"], article=article,
            cite=node["引"], title=node["题"], quote=_quote(node, text, reported),
            modality=node["语气"], track=node["事项"], condition=condition,
            conclusion=node.get("结论"), effect=node.get("效果"), note=node.get("说明", ""),
            measures=_texts(node, "措施"), steps=self._steps(node),
            defeaters=_texts(node, "败于"), defeat_basis=node.get("败因", ""),
            readings=self._reading_list(node), catch_all=bool(node.get("兜底")),
            reported=reported, examples=self._examples(node), line=node.line)

    def _check_terms(self, node: Located) -> None:
        closed = {"结论": self._terms.conclusions, "效果": self._terms.effects,
                  "语气": self._terms.modalities, "事项": self._terms.tracks}
        for key, words in closed.items():
            if key in node and node[key] not in words:
                raise node.error(key, f"{key}“{node[key]}”不在术语表里", suggest(node[key], words))
        outputs = {"结论", "效果", "步骤", "措施", "说明", "兜底"} & set(node)
        if not outputs:
            raise node.error("id", "条款没有任何输出", "请写结论、效果、步骤、措施或说明之一")

    def _term(self, item: Anything, node: Located, key: str) -> Term:
        if not isinstance(item, Located):
            raise node.error(key, f"条件“{item}”不是“事实: 取值”", "请写成 - 事实: 取值")
        if "任一" in item:
            item.only({"任一"}, {"存疑", "读法"})
            return Any(tuple(self._term(inner, item, "任一") for inner in item["任一"]),
                       bool(item.get("存疑")), self._reading(item))
        if "全部" in item:
            item.only({"全部"})
            return All(tuple(self._term(inner, item, "全部") for inner in item["全部"]))
        if len(item) != 1:
            raise item.error(key, "一个条件里写了几个事实", "请每个事实单独写一行 - 事实: 取值")
        return self._atom(item)

    def _atom(self, item: Located) -> Atom:
        (fact, value), = item.items()
        self._known_fact(item, fact)
        if not isinstance(value, Located):
            return Atom(fact, self._values(item, fact, value))
        value.only({"是"}, {"存疑", "读法"})
        doubtful = self._values(value, fact, value.get("存疑", []))
        if doubtful and "读法" not in value:
            raise value.error("存疑", "存疑的取值没有写依据", "请补上“读法: 编号”")
        return Atom(fact, self._values(value, fact, value["是"]), doubtful, self._reading(value))

    def _known_fact(self, node: Located, fact: str) -> None:
        if fact not in self._vocabulary.facts:
            raise node.error(fact, f"词表里没有事实“{fact}”", suggest(fact, self._vocabulary.facts))

    def _values(self, node: Located, fact: str, value: Anything) -> frozenset[str]:
        values = value if isinstance(value, list) else [value]
        options = self._vocabulary.facts[fact].options
        for each in values:
            if each not in options:
                raise node.error(fact, f"“{fact}”没有取值“{each}”", "可以写：" + "、".join(options))
        return frozenset(values)

    def _reading(self, node: Located) -> int | None:
        number = node.get("读法")
        if number is not None and number not in self._readings:
            raise node.error("读法", f"readings.yml 里没有第 {number} 条读法", "请改成已有的编号，或者先补上这条读法")
        return number

    def _reading_list(self, node: Located) -> tuple[int, ...]:
        value = node.get("读法", [])
        numbers = value if isinstance(value, list) else [value]
        for number in numbers:
            if number not in self._readings:
                raise node.error("读法", f"readings.yml 里没有第 {number} 条读法", "请改成已有的编号，或者先补上这条读法")
        return tuple(numbers)

    def _steps(self, node: Located) -> tuple[Step, ...]:
        value = node.get("步骤") or []
        return tuple(self._step(each) for each in (value if isinstance(value, list) else [value]))

    def _step(self, node: Located) -> Step:
        node.only({"做"}, _STEP_KEYS)
        return Step(node["做"], node.get("谁", ""), node.get("向", ""), node.get("形式", ""),
                    _texts(node, "材料"), self._deadline(node.get("期限")), node.get("之后", ""))

    def _deadline(self, node: Located | None) -> Deadline | None:
        if node is None:
            return None
        node.only({"数", "单位", "自"}, {"最少"})
        if node["单位"] not in _UNITS:
            raise node.error("单位", f"没有“{node['单位']}”这个单位", "可以写：" + "、".join(_UNITS))
        if not isinstance(node["数"], int) or node["数"] <= 0:
            raise node.error("数", "期限不是正整数", "请写成 数: 15")
        if node["自"] not in self._vocabulary.dates:
            raise node.error("自", f"词表里没有日期“{node['自']}”", suggest(node["自"], self._vocabulary.dates))
        return Deadline(node["数"], node["单位"], node["自"], node.get("最少"))

    def _examples(self, node: Located) -> tuple[Example, ...]:
        return tuple(self._example(each) for each in node.get("例") or ())

    def _example(self, node: Located) -> Example:
        node.only({"得"}, {"事实"})
        if node["得"] not in EXPECTED:
            raise node.error("得", f"没有“{node['得']}”这种结果", "可以写：" + "、".join(EXPECTED))
        facts = node.get("事实") or {}
        for fact, value in facts.items():
            self._known_fact(facts, fact)
            if value not in (UNKNOWN, INAPPLICABLE):
                self._values(facts, fact, value)
        return Example(node["得"], dict(facts), node.line)


def _texts(node: Located, key: str) -> tuple[str, ...]:
    value = node.get(key) or ()
    return (str(value),) if isinstance(value, str) else tuple(str(each) for each in value)


def _quote(node: Located, text: str, reported: bool) -> tuple[str, ...]:
    key = "转述" if reported else "原文"
    if not node.get(key):
        raise node.error("id", f"条款没有{key}", f"请写“{key}: …”")
    quote = _texts(node, key)
    for part in quote:
        if not reported and part not in text:
            raise node.error(key, f"引文与本条原文不一致：“{part[:20]}…”", "请从本条“原文”里逐字复制")
    return quote
