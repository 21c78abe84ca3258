"""From a place name as people type it to the jurisdiction whose rules apply (`places.yml`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Mapping

from rapidfuzz.distance import Hamming

from rules.source import Located, read_yaml

_SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "省", "市", "州", "县", "区", "旗", "盟")

_BEFORE = r"(?:^|[在是到从按换成自，。,、：:\s市省州])"
_AFTER = r"(?:$|[的这那人市县区，。,、？?！!\s]|干部|官员|规定|办法)"


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
        """The place named in `text`: full names anywhere, short ones where the words around them
        name a place (“文山会海” is not 文山), then one-letter slips in a message that is just a name."""
        return self._named(text) or self._fuzzy(text)

    def _named(self, text: str) -> PlaceMatch | None:
        hits = [alias for alias in self._aliases if alias in text and self._is_place(alias, text)]
        if not hits:
            return None
        best = max(hits, key=lambda alias: (self._covered(alias), len(alias)))
        best = max((alias for alias in hits if best in alias), key=len)
        full, key = self._aliases[best]
        return PlaceMatch(best, full, key, True, self._rivals(full, text))

    def _covered(self, alias: str) -> bool:
        return self._aliases[alias][1] is not None

    def _is_place(self, alias: str, text: str) -> bool:
        full, key = self._aliases[alias]
        if alias == full or (key is not None and alias in self._short_names):
            return True
        return re.search(_BEFORE + re.escape(alias) + _AFTER, text) is not None

    @cached_property
    def _short_names(self) -> set[str]:
        return {_stem(each.name) for each in self.jurisdictions.values()} | {"呼和浩特", "岳阳", "商州", "浙江", "云南"}

    def _rivals(self, full: str, text: str) -> tuple[str, ...]:
        parents = self.ambiguous.get(full, ())
        return () if any(_stem(parent) in text for parent in parents) else parents

    def _fuzzy(self, text: str) -> PlaceMatch | None:
        word = re.sub(r"^(?:我们?|咱们?)?(?:这里|这边)?(?:在|是|属于?)?|[的了呢啊。，！？,.!?\s]+$", "", text.strip())
        if not 2 <= len(word) <= 6:
            return None
        near = [alias for alias in self._aliases if len(alias) == len(word) and _differ(alias, word) == 1]
        near = [alias for alias in near if len(word) > 2 or alias in self._short_names]
        if not near:
            return None
        best = max(near, key=self._covered)
        full, key = self._aliases[best]
        return PlaceMatch(word, full, key, False)

    @cached_property
    def _aliases(self) -> dict[str, tuple[str, str | None]]:
        aliases: dict[str, tuple[str, str | None]] = {}
        for name, key in self.names.items():
            aliases.setdefault(name, (name, key))
            if len(_stem(name)) >= 2:
                aliases.setdefault(_stem(name), (name, key))
        return aliases


def _differ(one: str, other: str) -> int:
    """In how many characters two names of the same length differ."""
    return int(Hamming.distance(one, other))


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
