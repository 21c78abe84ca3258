"""The answer model on sentences that are in none of its lists: what is said, of which fact, and where."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.answer_model import SURE, AnswerModel, AnswerReading
from bot.nlu.answers import Answer, not_answers, written_answers
from bot.nlu.clauses import clauses
from bot.nlu.encoder import load_encoder
from bot.nlu.normal import normal
from bot.nlu.pieces import Pieces
from bot.nlu.segments import best_cut, candidates
from rules.rulebook import load_rulebook

GROUPS = ("做法", "善后")


def _learnt() -> list[Answer]:
    facts = load_rulebook().vocabulary.facts
    return [each for each in written_answers() if not each.is_held_out and facts[each.fact].group in GROUPS]


def _asked(group: str) -> list[str]:
    return [fact.id for fact in load_rulebook().vocabulary.members(group)]


@pytest.fixture(scope="module")
def model() -> AnswerModel:
    examples = [each.example for each in _learnt()]
    return AnswerModel.fit(examples, load_rulebook().vocabulary, not_answers()[::2])


def _best(model: AnswerModel, text: str, *asked: str) -> tuple[str, str]:
    found = model.read(text, asked)
    return (found[0].fact, found[0].value) if found else ("", "")


@pytest.mark.parametrize(("text", "fact", "value"), [
    ("班子会上研究过，纪要都存着档", "集体决策", "有书证"),
    ("会是开了，可没人做记录", "集体决策", "无书证"),
    ("没有上会，是我自己拍的板", "集体决策", "没有"),
    ("不是没请示，请示了，批复也有", "请示报告", "是"),
    ("没有请示，先干了再说", "请示报告", "否"),
    ("沒有向上級報告過", "请示报告", "否"),
    ("不在我的职责范围里", "职责范围内", "否"),
    ("这本来就是我们单位职责以内的事", "职责范围内", "是"),
    ("调查组认定是重大损失", "损失", "重大损失"),
    ("没有造成什么损失", "损失", "没有损失"),
    ("一直积极配合调查，要什么材料就交什么材料", "配合调查", "积极配合"),
])
def test_reads_what_is_said(model: AnswerModel, text: str, fact: str, value: str) -> None:
    """Statements, negations, double negations and traditional characters, to the question they answer."""
    assert _best(model, text, fact) == (fact, value)


def test_finds_the_fact_within_a_group(model: AnswerModel) -> None:
    """Asked for a whole group, the answer is put to the fact it speaks of."""
    assert _best(model, "没有请示过上级", *_asked("做法")) == ("请示报告", "否")
    assert _best(model, "调查组认定损失较大", *_asked("善后")) == ("损失", "较大损失")


def test_reads_two_answers_in_one_message(model: AnswerModel) -> None:
    """Each of two facts is read from its own clauses."""
    text = "班子开会集体研究的，有会议纪要。事前没有向上级请示报告"
    found = {each.fact: each for each in model.read(text, _asked("做法"))}
    assert (found["集体决策"].value, found["请示报告"].value) == ("有书证", "否")
    assert found["集体决策"].end <= found["请示报告"].start


@pytest.mark.parametrize("text", ["你好", "今天天气怎么样", "你是机器人吗", "第五条是怎么写的", "", "  ", "……", "？！"])
def test_is_never_sure_of_what_answers_nothing(model: AnswerModel, text: str) -> None:
    """Small talk, questions and blanks give no sure reading, whatever was asked."""
    for asked in (["集体决策"], _asked("做法"), _asked("善后")):
        assert not [each for each in model.read(text, asked) if each.confidence >= SURE]


def test_readings_keep_the_contract(model: AnswerModel) -> None:
    """Only asked facts, known values, one each, best first, spans inside the text; on written answers."""
    facts = load_rulebook().vocabulary.facts
    for answer in _learnt()[::100]:
        asked = _asked(facts[answer.fact].group)
        found = model.read(answer.text, asked)
        assert [each.confidence for each in found] == sorted((each.confidence for each in found), reverse=True)
        assert len({each.fact for each in found}) == len(found)
        assert all(_is_sound(each, answer.text, asked) for each in found)


def _is_sound(reading: AnswerReading, text: str, asked: list[str]) -> bool:
    options = load_rulebook().vocabulary.facts[reading.fact].options
    return (reading.fact in asked and reading.value in options and 0 < reading.confidence <= 1
            and 0 <= reading.start < reading.end <= len(text))


def test_reads_the_same_after_saving(model: AnswerModel, tmp_path: Path) -> None:
    """A loaded model gives exactly the readings of the one that was saved."""
    model.save(tmp_path / "answers.npz")
    loaded = AnswerModel.load(tmp_path / "answers.npz")
    for answer in _learnt()[::300]:
        assert loaded.read(answer.text, _asked("做法")) == model.read(answer.text, _asked("做法"))


def test_learns_the_same_twice() -> None:
    """Fitting is deterministic."""
    examples = [each.example for each in _learnt()[::8]]
    one, other = (AnswerModel.fit(examples, load_rulebook().vocabulary, ["你好", "再见"]) for _ in range(2))
    assert np.array_equal(one.values.shared, other.values.shared)
    assert np.array_equal(one.topics.weights.data, other.topics.weights.data)


def test_reads_without_the_encoder(model: AnswerModel) -> None:
    """The linear models read alone where the weights of the encoder are not there."""
    alone = AnswerModel(model.tfidf, model.topics, model.values, None)
    assert _best(alone, "没有请示，先干了再说", "请示报告") == ("请示报告", "否")


def test_a_fact_nobody_wrote_answers_for_is_not_read(model: AnswerModel) -> None:
    """A fact without examples gives no reading instead of a guess or an error."""
    assert model.read("没有请示，先干了再说", ["谋取私利"]) == []


def test_a_long_message_is_read_in_bounded_time(model: AnswerModel) -> None:
    """Ten thousand characters take no longer than a second (they take far less)."""
    before = time.perf_counter()
    model.read("开会研究过，有纪要。" * 1000, _asked("做法"))
    assert time.perf_counter() - before < 1


def test_normal_text_is_as_long_as_the_original() -> None:
    """Spans of the normal text are spans of the original, whatever is typed."""
    for text in ("ＡＢｃ１２３", "沒請示，㈱㎏ﬁ", "頭髮裡面乾淨", "😀好", "Ǆ"):
        assert len(normal(text)) == len(text)
    assert normal("沒請示Ａ12") == "没请示a00"


def test_clauses_are_cut_at_marks_and_turns() -> None:
    """Punctuation, blanks and turning words end a clause; marks belong to none."""
    text = "开了会，没记录 但是大家都同意；就这样"
    assert [text[start:end] for start, end in clauses(text)] == ["开了会", "没记录", "但是大家都同意", "就这样"]


def test_the_best_cut_covers_the_message_once() -> None:
    """Two sure clauses beat one unsure whole; an unsure cut loses to a sure whole."""
    spans = candidates("甲乙丙，丁戊己", alone=False)
    assert spans == [(0, 3), (0, 7), (4, 7)]
    assert best_cut(spans, [0.95, 0.4, 0.95]) == [0, 2]
    assert best_cut(spans, [0.7, 0.9, 0.7]) == [1]


def test_pieces_are_the_likeliest_cut() -> None:
    """The cut with the best total wins, and a strange character is one piece."""
    pieces = Pieces({"▁": (4, -1.0), "没": (5, -3.0), "有": (6, -3.0), "没有": (7, -4.0)}, -20.0)
    assert pieces.ids("没有").tolist() == [0, 4, 7, 2]
    assert pieces.ids("有没").tolist() == [0, 4, 6, 5, 2]
    assert pieces.ids("☃").tolist() == [0, 4, 3, 2]


@pytest.mark.skipif(load_encoder() is None, reason="the encoder's weights are not in this copy")
def test_the_encoder_reads_each_text_by_itself() -> None:
    """A text scores the same alone and among others."""
    encoder = load_encoder()
    assert encoder is not None
    texts = ["没有请示", "开会研究过，有纪要，大家都签了字", ""]
    together = encoder.log_odds(texts)
    for row, text in zip(together, texts):
        assert np.allclose(encoder.log_odds([text])[0], row, atol=1e-3)
