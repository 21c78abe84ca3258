"""YAML read with line numbers, so that every complaint can name its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Hashable

import yaml

from rules.errors import RuleError, suggest


class Located(dict):
    """A YAML mapping that remembers its file and the line of each key."""

    path: Path
    line: int
    lines: dict[Hashable, int]

    def error(self, key: Hashable, what: str, mend: str) -> RuleError:
        """A RuleError at the line of `key`, or of the mapping itself."""
        return RuleError(self.path, self.lines.get(key, self.line), what, mend)

    def only(self, required: set[str], optional: set[str] = frozenset()) -> None:  # type: ignore[assignment]
        """Raises RuleError on a key that is not known or on one that is missing."""
        for key in self:
            if key not in required | optional:
                hint = suggest(str(key), sorted(required | optional))
                raise self.error(key, f"不认识的键“{key}”", hint)
        for key in sorted(required - set(self)):
            raise self.error(key, f"缺少“{key}”", f"请在这一节补上“{key}: …”")


class _Loader(yaml.CSafeLoader):
    path: Path


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Located:
    found = Located()
    found.path, found.line, found.lines = loader.path, node.start_mark.line + 1, {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in found:
            line = key_node.start_mark.line + 1
            raise RuleError(loader.path, line, f"键“{key}”写了两次", "请删去一个或者改名")
        found[key] = loader.construct_object(value_node, deep=True)
        found.lines[key] = key_node.start_mark.line + 1
    return found


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_yaml(path: Path) -> Located:
    """The mapping in `path`. Raises RuleError if it is not YAML or not a mapping."""
    try:
        return _load(path)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(path, line, "不是合法的 YAML", "请检查缩进、冒号和引号") from error
    except UnicodeDecodeError as error:
        raise RuleError(path, 1, "不是 UTF-8 文本", "请另存为 UTF-8 编码") from error


def _load(path: Path) -> Located:
    loader = _Loader(path.read_text(encoding="utf-8"))
    loader.path = path
    try:
        found: Any = loader.get_single_data()
    finally:
        loader.dispose()
    if not isinstance(found, Located):
        raise RuleError(path, 1, "文件不是“键: 值”的结构", "请对照别的规则文件")
    return found
