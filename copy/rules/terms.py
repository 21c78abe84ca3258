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
    tracks = {key: _track(key, node, vocabulary) for key, node in root["事项"].items()}
    return Terms(dict(root["结论"]), tuple(root["效果"]), tuple(root["语气"]), tracks, dict(root["类别"]),
                 tuple(frozenset(pair) for pair in root["相斥"]))


def _track(key: str, node: Located, vocabulary: Vocabulary) -> Track:
    node.only({"题"}, {"默认", "进入组", "进入"})
    for group in node.get("进入组", []):
        if group not in vocabulary.groups:
            raise node.error("进入组", f"没有“{group}”这个组", suggest(group, vocabulary.groups))
    for fact in node.get("进入", {}):
        if fact not in vocabulary.facts:
            raise node.error("进入", f"词表里没有事实“{fact}”", suggest(fact, vocabulary.facts))
    enters = {fact: tuple(values) for fact, values in node.get("进入", {}).items()}
    return Track(key, node["题"], bool(node.get("默认")), tuple(node.get("进入组", ())), enters)
