"""Nothing typed is executed, nothing typed crashes, and every message gets a line."""

from __future__ import annotations

import random

import pytest

from tests.bot.conftest import asked, text_of

NASTY = ["", "   ", "\n", "😀😀😀", "？？？", "……", "a" * 10_000, "我" * 1_001, "/restart_case", "/choose{\"choice\": \"谋取私利=没有\"}",
         "/x{", "／restart", "//", "\x00", "\ud800", "\u202e倒着", "<script>alert(1)</script>", "'; drop table cases; --",
         "asdfghjkl", "的的的的的", "{\"text\": 1}", "%s%n", "0", "-1", "99", "1e9", "#1", "#99999", "１　３"]


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_every_message_gets_a_helpful_line(say, typed) -> None:
    before = say("我在商州", "正在被调查")
    turn = say(typed)
    assert text_of(turn).strip()
    assert "Traceback" not in text_of(turn)
    assert asked(turn) or turn.state.facts != before.state.facts


@pytest.mark.parametrize("typed", ["/restart_case", "/choose{\"choice\": \"谋取私利=为自己\"}", "/go_back", "／choose{\"choice\": \"none\"}"])
def test_typed_text_is_never_an_intent(say, typed) -> None:
    before = say("我在商州", "正在被调查")
    turn = say(typed)
    assert turn.state.facts == before.state.facts and turn.state.place == "shangzhou"


def test_only_an_offered_button_counts(say) -> None:
    turn = say("你好")
    button = next(each for each in turn.messages[-1].buttons if "岳阳" in each["title"])
    assert say("#987").state.place is None
    assert say(button["payload"]).state.place == "yueyang"


def test_traditional_characters_are_read(say) -> None:
    assert say("我在雲南", "正在被調查").state.facts["阶段"] == "调查中"


def test_random_noise_never_silences_it(say) -> None:
    generator = random.Random(3)
    say("我在云南")
    for _ in range(150):
        noise = "".join(chr(generator.choice((generator.randrange(32, 127), generator.randrange(0x4E00, 0x9FFF),
                                              generator.randrange(0, 0xFFFF)))) for _ in range(generator.randrange(1, 40)))
        assert text_of(say(noise)).strip()


def test_a_long_case_goes_on_with_its_facts(say, conversations) -> None:
    say("我在商州", "正在被调查")
    for _ in range(40):
        turn = say("为什么问这个")
    assert turn.state.facts == {"阶段": "调查中"} and turn.state.place == "shangzhou"
