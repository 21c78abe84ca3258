"""The written answers the model learns from, and how they are split."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

HOME = Path(__file__).resolve().parents[2] / "data"
NOT_ANSWERS = frozenset({
    "greet", "goodbye", "help", "ask_why", "go_back", "switch_place", "compare_places", "lookup", "restart_case",
    "expand", "show_facts", "show_result", "ask_due", "give_place", "out_of_scope", "chitchat_bot",
})


@dataclass(frozen=True)
class Answer:
    """One written answer, and which hand wrote it.

    The held-out fifth of every list is never trained on. Of the rest, quarter 0 is
    what the encoder was not tuned on: constants are chosen there.
    """

    fact: str
    value: str
    text: str
    hand: str
    is_held_out: bool
    quarter: int

    @property
    def example(self) -> tuple[str, str, str]:
        return self.fact, self.value, self.text


def written_answers(home: Path = HOME) -> list[Answer]:
    """Every answer of every hand, in a fixed order, the held-out part among them wherever it lies."""
    moved = home / "held_out" / "answers"
    inside = [answer for path in sorted((home / "answers").glob("*/*.yml"))
              for answer in _answers(path, _every_fifth if not moved.is_dir() else _none)]
    return inside + [answer for path in sorted(moved.glob("*/*.yml")) for answer in _answers(path, _all)]


def _every_fifth(place: int) -> bool:
    return place % 5 == 4


def _none(place: int) -> bool:
    return False


def _all(place: int) -> bool:
    return True


def _answers(path: Path, is_held_out: Callable[[int], bool]) -> Iterator[Answer]:
    content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    for fact, values in content.items():
        for value, texts in values.items():
            learnt = 0
            for place, text in enumerate(texts):
                yield Answer(fact, value, str(text), path.parent.name, is_held_out(place), learnt % 4)
                learnt += not is_held_out(place)


def not_answers(path: Path = HOME / "nlu" / "intents.yml") -> list[str]:
    """Messages that answer no question, whatever was asked."""
    content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return [text for node in content["nlu"] if node.get("intent") in NOT_ANSWERS
            for text in _examples(node["examples"])]


def _examples(block: str) -> list[str]:
    return [line.removeprefix("- ").strip() for line in block.splitlines() if line.strip()]
