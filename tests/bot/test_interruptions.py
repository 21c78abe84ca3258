"""At any question a person may do anything; the open question always comes back."""

from __future__ import annotations

import pytest

from tests.bot.conftest import asked, text_of

OPENING = ("我在商州", "正在被调查")
COMMANDS = ("为什么问这个", "商州第五条第七项怎么说", "几个地方比一比", "你都记了些什么", "现在什么结果", "展开", "你能做什么",
            "今天天气怎么样", "你是真人吗", "谢谢你", "最晚什么时候交", "你好")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_open_question_returns(say, command) -> None:
    before = say(*OPENING)
    after = say(command)
    assert asked(after) == asked(before) and asked(after)
    assert after.messages[-1].text == before.messages[-1].text
    assert after.state.facts == before.state.facts


def test_why_names_the_clauses_the_question_decides(say) -> None:
    say(*OPENING)
    assert "第五条" in text_of(say("为什么问这个"))


def test_going_back_asks_the_answered_question_again(say) -> None:
    question = say(*OPENING)
    say("1")
    back = say("上一步")
    assert asked(back) == asked(question)
    assert back.state.facts == question.state.facts


def test_a_correction_replaces_the_answer(say) -> None:
    say(*OPENING)
    turn = say("改一下，其实是已经收到处理决定了")
    assert turn.state.facts["阶段"] == "已收到决定"
    assert "改过来了" in text_of(turn)


def test_an_unclear_correction_is_asked_back_and_changes_nothing(say) -> None:
    say(*OPENING)
    turn = say("改一下")
    assert turn.state.facts["阶段"] == "调查中"
    assert "要改哪一条" in text_of(turn)


def test_a_supposition_changes_nothing(say) -> None:
    before = say(*OPENING)
    turn = say("如果当时是集体研究的，有会议记录，会怎样")
    assert turn.state.facts == before.state.facts
    assert "假设" in text_of(turn)


def test_another_place_applies_its_own_rules(say) -> None:
    turn = say(*OPENING, "换成云南的规定呢")
    assert turn.state.place == "yunnan"
    assert turn.as_json()["assessment"]["jurisdiction"] == "yunnan"


def test_starting_over_forgets_everything(say) -> None:
    turn = say(*OPENING, "重新开始")
    assert turn.state.facts == {} and turn.state.place is None
    assert (turn.state.asked or {})["kind"] == "place"


def test_an_uncovered_place_is_said_honestly(say) -> None:
    turn = say("我在西安")
    assert turn.state.place is None
    assert "没有收录" in text_of(turn) and "参考" in text_of(turn)


@pytest.mark.parametrize(("typed", "place"), [("岳阳县", "yueyang"), ("景宁的", "zhejiang"), ("昆明", "yunnan"), ("岳扬", "yueyang")])
def test_place_names_lead_to_documents(say, typed, place) -> None:
    assert say(typed).state.place == place


def test_not_knowing_is_an_answer(say) -> None:
    question = say(*OPENING)
    turn = say("不清楚")
    assert all(turn.state.facts[fact] == "不清楚" for fact in asked(question))
    assert not set(asked(turn)) & set(asked(question))


def test_a_date_is_asked_and_computed(say) -> None:
    turn = say("岳阳", "已经收到问责决定了")
    while (turn.state.asked or {}).get("kind") == "facts":
        turn = say("不清楚")
    assert (turn.state.asked or {})["kind"] == "date"
    turn = say("10月12号收到的")
    assert turn.state.facts["收到决定日期"] == "2026-10-12"
    assert any(step["due"] and step["due"]["date"] == "2026-10-27" for step in turn.as_json()["assessment"]["steps"])
