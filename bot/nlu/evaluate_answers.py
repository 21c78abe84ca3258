"""`python -m bot.nlu.evaluate_answers [--inside] [--sample N]`: how often a typed answer is read rightly.

By default trains on the training part and reports the held-out part. `--inside` never looks at
it: it trains on three quarters of the training part and reports the fourth that the encoder was
not tuned on, which is what every constant was chosen by.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.nlu.answer_model import SURE, AnswerModel
from bot.nlu.answers import Answer, not_answers, written_answers
from rules.facts import Vocabulary
from rules.rulebook import load_rulebook

GOAL = 0.97


@dataclass(frozen=True)
class Outcome:
    """What was read of one message: how sure, and whether it is right."""

    confidence: float
    right: bool


def split(inside: bool) -> tuple[list[Answer], list[Answer]]:
    """What is trained on, and what is measured."""
    written = written_answers()
    learnt = [each for each in written if not each.is_held_out]
    if not inside:
        return learnt, [each for each in written if each.is_held_out]
    return [each for each in learnt if each.quarter], [each for each in learnt if not each.quarter]


def outcomes(model: AnswerModel, answers: Sequence[Answer], asked: Callable[[Answer], Sequence[str]]) -> list[Outcome]:
    """Each answer read as the answer to `asked`, best reading only."""
    return [_outcome(model, each, asked(each)) for each in answers]


def _outcome(model: AnswerModel, answer: Answer, asked: Sequence[str]) -> Outcome:
    found = model.read(answer.text, asked)
    if not found:
        return Outcome(0.0, False)
    return Outcome(found[0].confidence, (found[0].fact, found[0].value) == (answer.fact, answer.value))


def coverage(found: Sequence[Outcome], goal: float = GOAL) -> tuple[float, float]:
    """The largest share of messages that can be trusted with `goal` right, and the confidence it takes."""
    ordered = sorted(found, key=lambda each: -each.confidence)
    right = np.cumsum([each.right for each in ordered]) / np.arange(1, len(ordered) + 1)
    enough = np.nonzero(right >= goal)[0]
    return ((enough[-1] + 1) / len(ordered), ordered[enough[-1]].confidence) if len(enough) else (0.0, 1.0)


def report(name: str, found: Sequence[Outcome]) -> str:
    """One line of the table."""
    share, at = coverage(found)
    sure = [each for each in found if each.confidence >= SURE]
    right = np.mean([each.right for each in found])
    precise = np.mean([each.right for each in sure]) if sure else 1.0
    return (f"{name}：{len(found)}句，读对{right:.1%}；高于SURE的占{len(sure) / len(found):.1%}，其中对{precise:.1%}；"
            f"要对{GOAL:.0%}可覆盖{share:.1%}（阈值{at:.2f}）")


def pairs(answers: Sequence[Answer], vocabulary: Vocabulary, count: int = 500) -> list[tuple[Answer, Answer]]:
    """Two answers to two questions of one group, to be said in one message."""
    random = np.random.default_rng(5)
    found: list[tuple[Answer, Answer]] = []
    while len(found) < count:
        one, other = (answers[at] for at in random.integers(0, len(answers), 2))
        if one.fact != other.fact and vocabulary.facts[one.fact].group == vocabulary.facts[other.fact].group:
            found.append((one, other))
    return found


def both(model: AnswerModel, vocabulary: Vocabulary, said: Sequence[tuple[Answer, Answer]]) -> str:
    """How many facts of double messages are read, and how many of the sure readings are right."""
    read, right, sure = 0, 0, 0
    for one, other in said:
        truth = {(one.fact, one.value), (other.fact, other.value)}
        found = model.read(f"{one.text}，{other.text}", _group(vocabulary, one))
        trusted = {(each.fact, each.value) for each in found if each.confidence >= SURE}
        read += len(truth & {(each.fact, each.value) for each in found})
        right, sure = right + len(truth & trusted), sure + len(trusted)
    return f"一句话答两项：读出{read / 2 / len(said):.1%}；高于SURE的读出{right / 2 / len(said):.1%}，其中对{right / max(1, sure):.1%}"


def _group(vocabulary: Vocabulary, answer: Answer) -> list[str]:
    return [fact.id for fact in vocabulary.members(vocabulary.facts[answer.fact].group)]


def silence(model: AnswerModel, vocabulary: Vocabulary, texts: Sequence[str]) -> str:
    """The share of messages that answer nothing and are read as nothing sure."""
    random, facts = np.random.default_rng(7), list(vocabulary.facts)
    questions: list[list[str]] = [[fact] for fact in facts]
    questions += [[fact.id for fact in vocabulary.members(group)] for group in vocabulary.groups]
    asked = [(text, questions[at]) for text in texts for at in random.integers(0, len(questions), 3)]
    quiet = [not any(each.confidence >= SURE for each in model.read(text, facts)) for text, facts in asked]
    return f"什么也没答的话：{len(asked)}次提问，没有高于SURE的读数{np.mean(quiet):.1%}"


def speed(model: AnswerModel, answers: Sequence[Answer]) -> str:
    """Milliseconds for short answers, and for a long message put together from them."""
    short = _milliseconds(lambda text: model.read(text, ["集体决策"]), [each.text for each in answers[:200]])
    group = ["集体决策", "履职尽责", "请示报告", "职责范围内"]
    long = "。".join(each.text for each in answers[:80])[:500]
    return f"速度：短句{short:.1f}毫秒，500字{_milliseconds(lambda text: model.read(text, group), [long] * 5):.1f}毫秒"


def _milliseconds(act: Callable[[str], object], texts: Sequence[str]) -> float:
    taken = []
    for text in texts:
        before = time.perf_counter()
        act(text)
        taken.append(time.perf_counter() - before)
    return float(np.median(taken)) * 1000


def main(arguments: list[str] | None = None) -> int:
    """Trains, reads, prints."""
    parser = argparse.ArgumentParser(prog="python -m bot.nlu.evaluate_answers", description="作答理解的检验")
    parser.add_argument("--inside", action="store_true", help="只在训练部分之内检验")
    parser.add_argument("--sample", type=int, default=1000, help="最多读多少句（0 表示全部）")
    options = parser.parse_args(arguments)
    learnt, measured = split(options.inside)
    measured = measured[::max(1, len(measured) // options.sample)] if options.sample else measured
    vocabulary, nothing = load_rulebook().vocabulary, not_answers()
    before = time.perf_counter()
    others = [text for at, text in enumerate(nothing) if at % 4]
    model = AnswerModel.fit([each.example for each in learnt], vocabulary, others)
    print(f"训练：{len(learnt)}句，{time.perf_counter() - before:.0f}秒")
    for hand in sorted({each.hand for each in measured}):
        print(report(f"只问一项（{hand}）", outcomes(model, [each for each in measured if each.hand == hand], lambda each: [each.fact])))
    print(report("只问一项", outcomes(model, measured, lambda each: [each.fact])))
    print(report("问一组", outcomes(model, measured, lambda each: _group(vocabulary, each))))
    print(both(model, vocabulary, pairs(measured, vocabulary)))
    print(silence(model, vocabulary, nothing[::4]))
    print(speed(model, measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
