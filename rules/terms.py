"""The closed vocabularies of the answer: conclusions, effects, modalities, tracks, kinds (`terms.yml`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rules.condition import Facts, is_known
from rules.errors import suggest
from rules.facts import Vocabulary
from rules.source import Located, read_yaml

NOTHING_WRITTEN = "无明文，须一事一议会商"
NOT_ENOUGH = "事实不足，尚不能判断"
EXCLUDED = "不纳入容错"


@dataclass(frozen=True)
class Track:
    """What the person is asking about; it enters an assessment by its own facts."""

    id: str
    title: str
    default: bool
    groups: tuple[str, ...]
    enters: dict[str, tuple[str, ...]]

    def is_entered(self, facts: Facts, vocabulary: Vocabulary) -> bool:
        """Whether the known facts put this track in question."""
        if self.default:
            return True
        if any(facts.get(fact) in values for fact, values in self.enters.items()):
            return True
        return any(is_known(value) and fact in vocabulary.facts and vocabulary.facts[fact].group in self.groups
                   for fact, value in facts.items())


@dataclass(frozen=True)
class Terms:
    conclusions: dict[str, str]
    effects: tuple[str, ...]
    modalities: tuple[str, ...]
    tracks: dict[str, Track]
    kinds: dict[str, str]
    exclusive: tuple[frozenset[str], ...]

    def in_order(self, labels: frozenset[str]) -> list[str]:
        """Labels in the order an answer names them: conclusions, then effects."""
        order = [*self.conclusions, *self.effects]
        return sorted(labels, key=order.index)


def load_terms(path: Path, vocabulary: Vocabulary) -> Terms:
    """Raises RuleError where a track names a fact or a group that does not exist."""
    root = read_yaml(path)
    root.only({"结论", "效果", "语气", "事项", "类别", "相斥"})
    tracks = {key: _track(key, node, vocabulary) for key, node in root.each("事项", Located).items()}
    return Terms(root.each("结论", str), root.many("效果", str), root.many("语气", str), tracks,
                 root.each("类别", str), _exclusive(root))


def _exclusive(root: Located) -> tuple[frozenset[str], ...]:
    conclusions = list(root.mapping("结论"))
    for pair in root.many("相斥", list):
        if len(pair) != 2 or pair[0] == pair[1] or not all(label in conclusions for label in pair):
            raise root.error("相斥", f"{pair}不是两个不同的结论", "请写成 - [结论, 结论]，两个都取自“结论”")
    return tuple(frozenset(pair) for pair in root.many("相斥", list))


def _track(key: str, node: Located, vocabulary: Vocabulary) -> Track:
    node.only({"题"}, {"默认", "进入组", "进入"})
    groups, enters = node.many("进入组", str), node.mapping("进入")
    for group in groups:
        if group not in vocabulary.groups:
            raise node.error("进入组", f"没有“{group}”这个组", suggest(group, vocabulary.groups))
    for fact in enters:
        if fact not in vocabulary.facts:
            raise node.error("进入", f"词表里没有事实“{fact}”", suggest(str(fact), vocabulary.facts))
    return Track(key, node.one("题", str), bool(node.maybe("默认", bool)), groups,
                 {str(fact): enters.many(fact, str) for fact in enters})
