"""A broken rule base is rejected with one line: which file, which line, what is wrong, how to mend it.

Each `bad/NAME.yml` describes an edit of the shipped rules and `bad/NAME.txt` the line
the editor must then read; NAME is the assertion. In the .yml: 文件, 改 (the text to be
replaced), 为 (what stands there instead), 行 (a text on the line the complaint must
name; default: the first line of 为) and 编码 (the file is rewritten in it). 改为 holds
further pairs for the same file. `{行}` in the .txt is the number of that line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.deadline import CALENDAR
from rules.errors import RuleError
from rules.rulebook import Rulebook, load_rulebook
from rules.source import read_yaml
from rules.workdays import load_workdays
from tests.rules.copies import copy_rules, edited

BAD = sorted((Path(__file__).parent / "bad").glob("*.yml"))


@pytest.mark.parametrize("case", BAD, ids=lambda path: path.stem)
def test_broken_rules_are_rejected_in_one_line(case: Path, tmp_path: Path) -> None:
    """The whole message is as expected: the named line is the one to mend."""
    edit = yaml.safe_load(case.read_text("utf-8"))
    home = copy_rules(tmp_path)
    line = _break(home / edit["文件"], edit)
    with pytest.raises(RuleError) as error:
        load_rulebook(home)
    expected = case.with_suffix(".txt").read_text("utf-8").strip().replace("{行}", str(line))
    assert str(error.value) == expected
    assert "\n" not in str(error.value)


def _break(path: Path, edit: dict[str, Any]) -> int:
    text = path.read_text("utf-8")
    for old, new in [(edit["改"], edit["为"]), *edit.get("改为", [])]:
        text = edited(text, old, new)
    path.write_text(text, edit.get("编码", "utf-8"))
    marked = edit.get("行", edit["为"].strip("\n").split("\n")[0])
    assert marked in text, f"样例里的“行”不在文件里：{marked}"
    return text[:text.index(marked)].count("\n") + 1


def test_an_unedited_copy_is_accepted(book: Rulebook, tmp_path: Path) -> None:
    """The rejections are due to the edits: the copy itself loads, and is the same rulebook."""
    assert load_rulebook(copy_rules(tmp_path)).version == book.version


def test_the_version_changes_with_every_rule_file(book: Rulebook, tmp_path: Path) -> None:
    """A record can tell the rules it was made with: any edited file gives another version."""
    home = copy_rules(tmp_path)
    path = home / "readings.yml"
    path.write_text(path.read_text("utf-8") + "# 改过\n", "utf-8")
    assert load_rulebook(home).version != book.version


@pytest.mark.parametrize("text", ["键: \x07响铃", "? [甲]\n: 乙", "日子: 2026-13-45", "- 甲", "", "甲: *没有"])
def test_no_text_escapes_as_another_error(text: str, tmp_path: Path) -> None:
    """Whatever an editor saves, reading it ends in a RuleError that names the file."""
    path = tmp_path / "坏.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(RuleError, match=r"^坏\.yml:"):
        read_yaml(path)


@pytest.mark.parametrize("file, old, new", [
    ("terms.yml", "  函询: {题: 收到了函询，怎么说明, 进入组: [函询], 进入: {阶段: [收到函询]}}", "  函询: 收到了函询"),
    ("facts.yml", "  背景: {问: 事情是在什么情况下发生的？符合的都请选上。}", "  背景: 事情是在什么情况下发生的？"),
    ("facts.yml", "    概率: {是: 0.25}", "    概率: 0.25"),
    ("facts.yml", "    选项: {是: 在推进改革、体制机制创新中主动做的}", "    选项: [是]"),
    ("documents/hohhot.yml", "        事项: 函询", "        事项: [函询]"),
    ("documents/hohhot.yml", "    关键词: [政治监督, 两个维护, 三大攻坚战, 营商环境]\n    条款: []",
     "    关键词: [政治监督]\n    条款: 没有"),
    ("documents/hohhot.yml", "    关键词: [政治监督, 两个维护, 三大攻坚战, 营商环境]", "    关键词: 7"),
    ("documents/hohhot.yml", "        例:\n          - {得: 成立}", "        例:\n          - 成立"),
    ("documents/hohhot.yml", "期限: {数: 1, 单位: 月, 自: 收到说明日期}", "期限: {数: true, 单位: 月, 自: 收到说明日期}"),
    ("documents/hohhot.yml", "        题: ", "        题:\n        说明: "),
    ("documents/shangzhou.yml", "          - 容错认定结果: [免责, 减责]", "          - 容错认定结果: []"),
    ("documents/shangzhou.yml", "          - 容错认定结果: [免责, 减责]", "          - 任一: []"),
    ("documents/shangzhou.yml", "          - 容错认定结果: [免责, 减责]", "          - 容错认定结果: [[免责]]"),
    ("terms.yml", "  - [不纳入容错, 可予容错（免责）]", "  - [不纳入容错, [可予容错（免责）]]"),
    ("terms.yml", "  - [不纳入容错, 可予容错（免责）]", "  - [不纳入容错]"),
    ("facts.yml", "    概率: {是: 0.25}", "    概率: {是: .nan}"),
    ("places.yml", "    文件: [hohhot]", "    文件: {hohhot: 1}"),
    ("places.yml", "歧义: ", "歧义: [西湖区]\n别的: "),
    ("places.yml", "  [成都市, 云县,", "  [成都市, 雾县,"),
])
def test_a_value_of_the_wrong_shape_is_a_rule_error(file: str, old: str, new: str, tmp_path: Path) -> None:
    """Text where a mapping belongs, a list where a word belongs: still one line with file and line."""
    home = copy_rules(tmp_path)
    path = home / file
    path.write_text(edited(path.read_text("utf-8"), old, new), "utf-8")
    with pytest.raises(RuleError, match=f"^{path.name}:\\d+："):
        load_rulebook(home)


@pytest.mark.parametrize("old, new", [
    ("公布: {}", "公布: [2027]"), ("公布: {}", "公布: {2027: 放假}"), ("公布: {}", "公布: {二〇二七: {放假: [2027-01-01]}}"),
    ("公布: {}", "公布: {2027: {放假: [2027-01-01 08:00:00]}}"), ("元旦: 2027-01-01", "元旦: 一月一日"),
    ("元旦: 2027-01-01", "新年: 2027-01-01"), ("  元旦: {法定: [0, 0], 最多: [2, 2]}", "  元旦: {法定: [0], 最多: [2, 2]}"),
    ("  元旦: {法定: [0, 0], 最多: [2, 2]}", "  元旦: 当天"),
])
def test_a_calendar_of_the_wrong_shape_is_a_rule_error(old: str, new: str, tmp_path: Path) -> None:
    """The calendar is the one file an operator edits every year."""
    path = tmp_path / "calendar.yml"
    path.write_text(edited(CALENDAR.read_text("utf-8"), old, new), "utf-8")
    with pytest.raises(RuleError, match=r"^calendar\.yml:\d+："):
        load_workdays(path)
