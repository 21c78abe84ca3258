"""The answer itself: on one screen, traceable, conditional where something is unknown."""

from __future__ import annotations

from actions.answer import brief, full
from actions.state import State

SOLID = {"先行先试缺乏经验": "是", "改革创新": "是", "谋取私利": "没有", "履职尽责": "是", "违反规定": "没有", "阶段": "调查中",
         "拒不改错": "否", "确需追究": "否", "深刻检讨改正": "否", "补救": "没有补救", "事发当时规定": "应当追究"}


def _found(place: str, facts: dict[str, str]):
    return State(place=place, facts=facts, today="2026-11-02").assessment()


def test_it_begins_with_the_conclusion_and_cites_the_item() -> None:
    text = brief(_found("shangzhou", SOLID))
    assert text.splitlines()[0] == "【初步判断】可予容错（免责）"
    assert "第五条第（二）项" in text and "书面" in text and "不是认定" in text


def test_it_fits_a_phone_screen() -> None:
    assert len(brief(_found("shangzhou", SOLID))) <= 900


def test_what_is_unknown_is_named_with_what_it_would_change() -> None:
    facts = {**SOLID, "违反规定": "不清楚"}
    text = brief(_found("shangzhou", facts))
    assert "还没弄清：违反规定" in text and "如果查明" in text


def test_the_full_answer_quotes_and_marks_every_condition() -> None:
    pages = "\n".join(full(_found("shangzhou", SOLID)))
    assert "因缺乏经验，先行先试出现探索性失误" in pages
    assert "✓" in pages and "规则版本" in pages and "假定" in pages


def test_a_report_is_never_shown_as_a_clause() -> None:
    pages = "\n".join(full(_found("zhejiang", {"形象工程政绩工程": "是"})))
    assert "报道转述，不是条文" in pages


def test_an_exclusion_is_said_first() -> None:
    text = brief(_found("shangzhou", {**SOLID, "谋取私利": "为他人"}))
    assert text.splitlines()[0].startswith("【初步判断】不纳入容错")
