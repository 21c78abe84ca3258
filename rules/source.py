"""YAML read with line numbers and declared types, so that every complaint can name its line."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
import yaml.reader

from rules.errors import RuleError, suggest

T = TypeVar("T")


class Located(dict[Hashable, Any]):
    """A YAML mapping that remembers its file and the line of each key.

    Values are taken out by type with `one`, `maybe`, `many`, `each` and `mapping`: whatever an
    editor wrote is of that type, or a RuleError says at which line it is not. The type is exact:
    `true` is no whole number, a time of day is no date.
    """

    path: Path
    line: int
    lines: dict[Hashable, int]

    def error(self, key: Hashable, what: str, mend: str) -> RuleError:
        """A RuleError at the line of `key`, or of the mapping itself."""
        return RuleError(self.path, self.lines.get(key, self.line), what, mend)

    def only(self, required: set[str], optional: set[str] | frozenset[str] = frozenset()) -> None:
        """Raises RuleError on a key that is not known or on one that is missing."""
        for key in self:
            if key not in required | optional:
                hint = suggest(str(key), sorted(required | optional))
                raise self.error(key, f"不认识的键“{key}”", hint)
        for key in sorted(required - set(self)):
            raise self.error(key, f"缺少“{key}”", f"请在这一节补上“{key}: …”")

    def one(self, key: Hashable, kind: type[T]) -> T:
        """The value of `key`."""
        found = self.maybe(key, kind)
        if found is None:
            raise self.error(key, f"“{key}”没有写内容", f"请写成 {key}: {_FORMS[kind]}")
        return found

    def maybe(self, key: Hashable, kind: type[T]) -> T | None:
        """The value of `key`, or None where nothing is written."""
        return None if self.get(key) is None else self._checked(key, self[key], kind)

    def many(self, key: Hashable, kind: type[T]) -> tuple[T, ...]:
        """The values listed under `key`; one value needs no list, and nothing is an empty list."""
        found = self.get(key, [])
        values = found if isinstance(found, list) else [] if found is None else [found]
        return tuple(self._checked(key, value, kind) for value in values)

    def mapping(self, key: Hashable, names: type[Hashable] = str) -> Located:
        """The mapping under `key`, its keys of the type `names`; empty where nothing is written."""
        found = self.maybe(key, Located)
        if found is None:
            return _located(self.path, self.lines.get(key, self.line))
        for name in found:
            found._checked(name, name, names)
        return found

    def each(self, key: Hashable, kind: type[T]) -> dict[str, T]:
        """The mapping under `key` as plain names and values."""
        inner = self.mapping(key)
        return {str(name): inner.one(name, kind) for name in inner}

    def _checked(self, key: Hashable, value: Any, kind: type[T]) -> T:
        if type(value) is not kind and not (kind is float and type(value) is int):
            raise self.error(key, f"“{key}”的内容不是{_KINDS[kind]}", f"请写成 {key}: {_FORMS[kind]}")
        return cast(T, value)


_KINDS: dict[type, str] = {str: "文字", int: "整数", float: "数", bool: "是非值", date: "日期", list: "列表",
                           Located: "“键: 值”的结构"}
_FORMS: dict[type, str] = {str: "文字（像数字、日期的要加引号）", int: "1", float: "0.5", bool: "true", date: "2027-01-01",
                           list: "[…, …]", Located: "{键: 值}"}


def _located(path: Path, line: int) -> Located:
    found = Located()
    found.path, found.line, found.lines = path, line, {}
    return found


class _Loader(yaml.CSafeLoader):
    path: Path

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except RuleError:
            raise
        except (ValueError, ArithmeticError, LookupError, AttributeError) as error:
            raise RuleError(self.path, node.start_mark.line + 1, f"“{node.value}”不是合法的值",
                            "请改正这个数或者日期，文字请加引号") from error


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Located:
    found = _located(loader.path, node.start_mark.line + 1)
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise RuleError(loader.path, line, "键是一个列表或者“键: 值”", "请改成一个词")
        if key in found:
            raise RuleError(loader.path, line, f"键“{key}”写了两次", "请删去一个或者改名")
        found[key] = loader.construct_object(value_node, deep=True)
        found.lines[key] = line
    return found


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_yaml(path: Path) -> Located:
    """The mapping in `path`. Raises RuleError if it cannot be read, is not YAML or not a mapping."""
    try:
        return _load(path)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(path, line, "不是合法的 YAML", "请检查缩进、冒号和引号") from error
    except yaml.reader.ReaderError as error:
        line = path.read_bytes()[:error.position].count(b"\n") + 1
        raise RuleError(path, line, "文件里有不能显示的控制字符", "请把它删去，再另存为 UTF-8 文本") from error
    except UnicodeDecodeError as error:
        raise RuleError(path, 1, "不是 UTF-8 文本", "请另存为 UTF-8 编码") from error
    except RecursionError as error:
        raise RuleError(path, 1, "嵌套得太深", "请减少层次") from error
    except OSError as error:
        raise RuleError(path, 1, "读不了这个文件", "请检查它在不在、能不能打开") from error


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
