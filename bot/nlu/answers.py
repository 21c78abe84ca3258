"""The written answers the model learns from, and how they are split."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

import yaml

HOME = Path(__file__).resolve().parents[2] / "data"
NOT_ANSWERS = frozenset({
    "greet", "goodbye", "help", "ask_why", "go_back", "switch_place", "compare_places", "lookup", "restart",
    "expand", "show_facts", "show_result", "ask_due", "give_place", "out_of_scope", "chitchat_bot",
})


@dataclass(frozen=True)
class Answer:
    """One written answer; `place` is its index in the list of its value, `hand` who wrote it."""

    fact: str
    value: str
    text: str
    hand: str
    place: int

    @property
    def is_held_out(self) -> bool:
        return self.place % 5 == 4

    @property
    def example(self) -> tuple[str, str, str]:
        return self.fact, self.value, self.text


def written_answers(home: Path = HOME / "answers") -> list[Answer]:
    """Every answer of every hand, in a fixed order."""
    return [answer for path in sorted(home.glob("*/*.yml")) for answer in _answers(path)]


def _answers(path: Path) -> Iterator[Answer]:
    content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    for fact, values in content.items():
        for value, texts in values.items():
            for place, text in enumerate(texts):
                yield Answer(fact, value, str(text), path.parent.name, place)


def not_answers(path: Path = HOME / "nlu" / "intents.yml") -> list[str]:
    """Messages that answer no question, whatever was asked."""
    content = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return [text for node in content["nlu"] if node.get("intent") in NOT_ANSWERS
            for text in _examples(node["examples"])]


def _examples(block: str) -> list[str]:
    return [line.removeprefix("- ").strip() for line in block.splitlines() if line.strip()]
