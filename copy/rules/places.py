"""From a place name as people type it to the jurisdiction whose rules apply (`places.yml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Mapping

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from rules.source import Located, read_yaml

_SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "省", "市", "州", "县", "区", "旗", "盟")


@dataclass(frozen=True)
class Jurisdiction:
    """A place with rules of its own; its documents are never merged with another's."""

    key: str
    name: str
    documents: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class PlaceMatch:
    """What a name led to. `key` is None for a place no document covers; `rivals` are equally good readings."""

    typed: str
    name: str
    key: str | None
    exact: bool
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gazetteer:
    jurisdictions: dict[str, Jurisdiction]
    names: dict[str, str | None]
    ambiguous: dict[str, tuple[str, ...]]

    def find(self, text: str) -> PlaceMatch | None:
        """The place named in `text`: exact names first (the most specific), then one-letter slips."""
        exact = self._exact(text)
        return exact or self._fuzzy(text)

    def _exact(self, text: str) -> PlaceMatch | None:
        hits = [name for name in self._aliases if name in text]
        if not hits:
            return None
        covered = [name for name in hits if self._aliases[name][1] is not None]
        best = max(covered or hits, key=len)
        full, key = self._aliases[best]
        longer = [name for name in hits if best in name and len(name) > len(best)]
        if longer:
            best = max(longer, key=len)
            full, key = self._aliases[best]
        return PlaceMatch(best, full, key, True, self._rivals(full, text))

    def _rivals(self, full: str, text: str) -> tuple[str, ...]:
        parents = self.ambiguous.get(full, ())
        named = [parent for parent in parents if _stem(parent) in text]
        return () if named else parents

    def _fuzzy(self, text: str) -> PlaceMatch | None:
        word = text.strip("，。！？,.!? 我们在的是这里")
        if not 2 <= len(word) <= 6:
            return None
        found = process.extractOne(word, list(self._aliases), scorer=fuzz.ratio, score_cutoff=60)
        if found is None or DamerauLevenshtein.distance(word, found[0]) > 1 or len(found[0]) < 2:
            return None
        if len(word) == 2 and word[0] != found[0][0]:
            return None
        full, key = self._aliases[found[0]]
        return PlaceMatch(word, full, key, False)

    @cached_property
    def _aliases(self) -> dict[str, tuple[str, str | None]]:
        aliases: dict[str, tuple[str, str | None]] = {}
        for name, key in self.names.items():
            aliases.setdefault(name, (name, key))
            if len(_stem(name)) >= 2:
                aliases.setdefault(_stem(name), (name, key))
        return aliases


def _stem(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


def load_places(path: Path, documents: Mapping[str, object]) -> Gazetteer:
    """Raises RuleError where a jurisdiction names a document that does not exist."""
    root = read_yaml(path)
    root.only({"辖区", "未收录"}, {"歧义"})
    places = {key: _jurisdiction(key, node, documents) for key, node in root["辖区"].items()}
    names: dict[str, str | None] = {}
    for key, node in root["辖区"].items():
        for name in (node["名"], *node["地名"]):
            names.setdefault(name, key)
    for name in root["未收录"]:
        names.setdefault(name, None)
    ambiguous = {name: tuple(parents) for name, parents in (root.get("歧义") or {}).items()}
    return Gazetteer(places, names, ambiguous)


def _jurisdiction(key: str, node: Located, documents: Mapping[str, object]) -> Jurisdiction:
    node.only({"名", "文件", "地名"}, {"提示"})
    for document in node["文件"]:
        if document not in documents:
            raise node.error("文件", f"没有键为“{document}”的文件", "可以写：" + "、".join(documents))
    notes = node.get("提示") or ()
    return Jurisdiction(key, node["名"], tuple(node["文件"]), (notes,) if isinstance(notes, str) else tuple(notes))
