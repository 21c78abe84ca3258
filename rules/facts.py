"""The fact vocabulary: what the assistant can ask about a case (`facts.yml`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rules.source import Located, read_yaml

UNKNOWN = "不清楚"
INAPPLICABLE = "不适用"
YES, NO = "是", "否"


@dataclass(frozen=True)
class Fact:
    """One thing that is either so or so in a case.

    `options` maps each value to its plain wording; `default` is the value an
    unticked fact takes in a multi-select (None: it must be picked); `prior` weighs questions, never verdicts;
    `alike` are pairs of values the law treats alike but people tell apart.
    """

    id: str
    dimension: str
    group: str
    question: str
    options: dict[str, str]
    default: str | None
    help: str
    evidence: str
    prior: dict[str, float]
    alike: tuple[frozenset[str], ...] = ()

    @property
    def is_binary(self) -> bool:
        return tuple(self.options) == (YES, NO)

    @property
    def choices(self) -> dict[str, str]:
        """The values a person ticks: all but the default."""
        return {value: text for value, text in self.options.items() if value != self.default}


@dataclass(frozen=True)
class Group:
    """Facts that can be asked in one turn."""

    id: str
    question: str


@dataclass(frozen=True)
class DateFact:
    """A date a deadline can start from."""

    id: str
    question: str
    help: str


@dataclass(frozen=True)
class Vocabulary:
    facts: dict[str, Fact]
    groups: dict[str, Group]
    dates: dict[str, DateFact]

    def members(self, group: str) -> list[Fact]:
        return [fact for fact in self.facts.values() if fact.group == group]


_DIMENSIONS = ("动机态度", "客观条件", "程序方法", "性质程度", "后果影响", "挽回损失", "时点阶段", "主体")


def load_vocabulary(path: Path) -> Vocabulary:
    """Raises RuleError where the file is not a sound vocabulary."""
    root = read_yaml(path)
    root.only({"组", "事实", "日期"})
    groups = {key: _group(key, node) for key, node in root.each("组", Located).items()}
    facts = {key: _fact(key, node, groups) for key, node in root.each("事实", Located).items()}
    dates = {key: _date(key, node) for key, node in root.each("日期", Located).items()}
    return Vocabulary(facts, groups, dates)


def _group(key: str, node: Located) -> Group:
    node.only({"问"})
    return Group(key, node.one("问", str))


def _date(key: str, node: Located) -> DateFact:
    node.only({"问", "说明"})
    return DateFact(key, node.one("问", str), node.one("说明", str))


def _fact(key: str, node: Located, groups: dict[str, Group]) -> Fact:
    node.only({"维度", "组", "问", "选项", "说明", "证据", "概率"}, {"默认", "并列"})
    dimension, group, options = node.one("维度", str), node.one("组", str), _options(node)
    if dimension not in _DIMENSIONS:
        raise node.error("维度", f"没有“{dimension}”这个维度", "可以写：" + "、".join(_DIMENSIONS))
    if group not in groups:
        raise node.error("组", f"没有“{group}”这个组", "可以写：" + "、".join(groups))
    return Fact(key, dimension, group, node.one("问", str), options, _default(node, options),
                node.one("说明", str), node.one("证据", str), _prior(node, options), _alike(node, options))


def _options(node: Located) -> dict[str, str]:
    options = node.each("选项", str)
    if tuple(options) == (YES,):
        options[NO] = f"不是“{options[YES]}”"
    if len(options) < 2:
        raise node.error("选项", "只有一个取值", "请至少写两个取值，或者只写“是: …”")
    return options


def _alike(node: Located, options: dict[str, str]) -> tuple[frozenset[str], ...]:
    values = node.many("并列", str)
    for value in values:
        if value not in options:
            raise node.error("并列", f"“{value}”不在选项里", "可以写：" + "、".join(options))
    return tuple(frozenset((one, other)) for one in values for other in values if one != other)


def _default(node: Located, options: dict[str, str]) -> str | None:
    default = node.maybe("默认", str) if "默认" in node else NO if tuple(options) == (YES, NO) else None
    if default is not None and default not in options:
        raise node.error("默认", f"默认值“{default}”不在选项里", "可以写：" + "、".join(options))
    return default


def _prior(node: Located, options: dict[str, str]) -> dict[str, float]:
    prior = node.each("概率", float)
    if tuple(prior) == (YES,):
        prior[NO] = 1 - prior[YES]
    if set(prior) != set(options) or not abs(sum(prior.values()) - 1) < 1e-9 or min(prior.values()) <= 0:
        raise node.error("概率", "概率没有覆盖每个取值，或者合计不是 1", "请为每个取值写一个大于 0 的概率，合计为 1")
    return prior
