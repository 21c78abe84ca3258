"""From a place name as people type it to the jurisdiction whose rules apply (`places.yml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz.distance import Hamming

from rules.source import Located, read_yaml

_SUFFIXES = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "省", "市", "州", "县", "区", "旗", "盟")

_GOES_ON = re.compile(r"区[域块划间段]|市场")  # where a name's last character begins another word
_BEFORE = re.compile(r"[^一-龥]|[在是到从按换成自省市州县区]")
_AFTER = re.compile(r"$|[^一-龥]|[的这那人委]|(?!区[域块划间段]|市场)[市县区]|干部|官员|规定|办法|政府|纪委|监委|工作|任职|上班")


@dataclass(frozen=True)
class Jurisdiction:
    """A place with rules of its own; its documents are never merged with another's."""

    key: str
    name: str
    documents: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Token:
    """A name where it stands in a text."""

    alias: str
    start: int
    end: int


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
    mistakable: frozenset[str]

    def find(self, text: str) -> PlaceMatch | None:
        """The place named in `text`: full names anywhere, short and mistakable ones where the words around
        them name a place (“文山会海” is not 文山), then one-letter slips in a message that is just a name."""
        return self._named(text) or self._fuzzy(text)

    def _named(self, text: str) -> PlaceMatch | None:
        tokens = list(self._tokens(text))
        hits = [token.alias for token in tokens if self._is_place(token, text, tokens)]
        if not hits:
            return None
        best = max(hits, key=lambda alias: (self._covered(alias), len(alias)))
        full, key = self._aliases[best]
        parents = self.ambiguous.get(full, ())
        told = [parent for parent in parents if _stem(parent) in text]
        if told and parents[0] not in told:
            return PlaceMatch(best, told[0] + full, None, True)
        return PlaceMatch(best, full, key, True, () if told else parents)

    def _tokens(self, text: str) -> Iterator[_Token]:
        """The names in `text` from left to right, the longest at each place: 云南华宁县 is not 南华."""
        start = 0
        while start < len(text):
            fitting = (alias for alias in self._by_start.get(text[start:start + 2], ())
                       if text.startswith(alias, start) and not _GOES_ON.match(text, start + len(alias) - 1))
            alias = next(fitting, None)
            if alias is not None:
                yield _Token(alias, start, start + len(alias))
            start += len(alias or "一")

    def _covered(self, alias: str) -> bool:
        return self._aliases[alias][1] is not None

    def _is_place(self, token: _Token, text: str, tokens: list[_Token]) -> bool:
        full, _ = self._aliases[token.alias]
        if token.alias in self._short_names or (token.alias == full and full not in self.mistakable):
            return True
        before = token.start == 0 or _BEFORE.match(text, token.start - 1) or token.start in {each.end for each in tokens}
        after = _AFTER.match(text, token.end) or token.end in {each.start for each in tokens}
        return bool(before and after)

    @cached_property
    def _short_names(self) -> set[str]:
        return {_stem(each.name) for each in self.jurisdictions.values()} | {"呼和浩特", "岳阳", "商州", "浙江", "云南"}

    def _fuzzy(self, text: str) -> PlaceMatch | None:
        word = re.sub(r"^(?:我们?|咱们?)?(?:这里|这边)?(?:在|是|属于?)?|[的了呢啊。，！？,.!?\s]+$", "", text.strip())
        if not 2 <= len(word) <= 6:
            return None
        near = [alias for alias in self._aliases if len(alias) == len(word) and _is_slip(word, alias)]
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

    @cached_property
    def _by_start(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for alias in sorted(self._aliases, key=len, reverse=True):
            found.setdefault(alias[:2], []).append(alias)
        return found


def _is_slip(word: str, alias: str) -> bool:
    """Whether they differ in one character of the name itself: 大理石 is no slip of 大理州."""
    return Hamming.distance(word, alias) == 1 and word.startswith(alias[len(_stem(alias)):], len(_stem(alias)))


def _stem(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


def load_places(path: Path, documents: Mapping[str, object]) -> Gazetteer:
    """Raises RuleError where a jurisdiction names a document that does not exist."""
    root = read_yaml(path)
    root.only({"辖区", "未收录"}, {"歧义", "易混"})
    nodes, parents = root.each("辖区", Located), root.mapping("歧义")
    places = {key: _jurisdiction(key, node, documents) for key, node in nodes.items()}
    names: dict[str, str | None] = {}
    for key, node in nodes.items():
        for name in (node.one("名", str), *node.many("地名", str)):
            names.setdefault(name, key)
    for name in root.many("未收录", str):
        names.setdefault(name, None)
    for name in (*parents, *root.many("易混", str)):
        if name not in names:
            raise root.error("易混", f"“{name}”不在地名里", "请先写进“地名”或者“未收录”")
    return Gazetteer(places, names, {str(name): parents.many(name, str) for name in parents},
                     frozenset(root.many("易混", str)))


def _jurisdiction(key: str, node: Located, documents: Mapping[str, object]) -> Jurisdiction:
    node.only({"名", "文件", "地名"}, {"提示"})
    for document in node.many("文件", str):
        if document not in documents:
            raise node.error("文件", f"没有键为“{document}”的文件", "可以写：" + "、".join(documents))
    return Jurisdiction(key, node.one("名", str), node.many("文件", str), node.many("提示", str))
