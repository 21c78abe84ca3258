"""What to ask next, and how it reads on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actions.state import State
from rules.facts import Fact
from rules.rulebook import load_rulebook

STAGE = "阶段"
NOTHING = "都没有"
UNSURE = "不清楚"
_NUMBERED_FROM = 1


@dataclass(frozen=True)
class Ask:
    """One open question. `options` are numbered from 1: fact and value each."""

    kind: str
    text: str
    facts: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()

    def as_slot(self) -> dict[str, Any]:
        return {"kind": self.kind, "facts": list(self.facts), "options": [list(option) for option in self.options]}


def next_ask(state: State) -> Ask | None:
    """Place, stage, the rules' own questions, then the dates of the steps shown and what else the
    steps hang on; None when all is asked."""
    if state.place is None:
        return Ask("place", "您在哪个地方工作？请告诉我省、市或者区县，比如“岳阳县”“昆明”“景宁”。")
    if STAGE not in state.facts:
        return facts_ask((STAGE,))
    assessment = state.assessment()
    assert assessment is not None
    question = assessment.next_question
    if question is not None:
        return facts_ask(question.facts, question.group)
    dates = [name for name in assessment.missing_dates if name not in state.skipped]
    if dates:
        return _date_ask(dates[0])
    rest = assessment.step_question
    return facts_ask(rest.facts, rest.group) if rest else None


def _date_ask(name: str) -> Ask:
    known = load_rulebook().vocabulary.dates[name]
    return Ask("date", f"{known.question}（{known.help}不清楚可以直说。）", (name,))


def facts_ask(facts: tuple[str, ...], group: str | None = None) -> Ask:
    """The question for one fact, or for several of a group in one turn."""
    vocabulary = load_rulebook().vocabulary
    asked = [vocabulary.facts[fact] for fact in facts]
    if len(asked) == 1:
        return _single(asked[0])
    options: list[tuple[str, str]] = []
    lines = [_line(fact, options) for fact in asked]
    head = vocabulary.groups[group or asked[0].group].question
    return Ask("facts", "\n".join([head, *lines, _how_to_reply(asked)]), facts, tuple(options))


def _single(fact: Fact) -> Ask:
    if fact.is_binary:
        return Ask("facts", f"{fact.question}\n（{fact.help}）", (fact.id,))
    options = tuple((fact.id, value) for value in fact.options)
    lines = [f"{number}. {fact.options[value]}" for number, (_, value) in enumerate(options, _NUMBERED_FROM)]
    return Ask("facts", "\n".join([fact.question, *lines, f"（{fact.help}）"]), (fact.id,), options)


def _line(fact: Fact, options: list[tuple[str, str]]) -> str:
    """The fact's own line; its options continue the numbering of the question."""
    first = len(options) + _NUMBERED_FROM
    options.extend((fact.id, value) for value in fact.choices)
    if len(fact.choices) == 1:
        return f"{first}. {next(iter(fact.choices.values()))}"
    return f"{fact.id}：" + "　".join(f"{number}. {value}" for number, value in enumerate(fact.choices, first))


def _how_to_reply(asked: list[Fact]) -> str:
    must = "、".join(fact.id for fact in asked if fact.default is None)
    picked = f"（{must}请各选一个）" if must else ""
    return f"请回复编号，比如“1 3”{picked}，没选的按没有算；一项都不沾就回“{NOTHING}”，也可以用自己的话说。"


def buttons(ask: Ask) -> list[dict[str, str]]:
    """One button an option, then the ways out. Payloads are intents of ours, never shown to people."""
    titles = [_button(_title(fact, value, ask), f"{fact}={value}") for fact, value in ask.options]
    if ask.kind == "facts":
        if len(ask.facts) == 1 and not ask.options:
            titles = [_button("是", f"{ask.facts[0]}=是"), _button("不是", f"{ask.facts[0]}=否")]
        elif len(ask.facts) > 1:
            titles.append(_button(f"{NOTHING}（其余）", "none"))
    if ask.kind == "place":
        return [_button(place.name, f"place={key}") for key, place in load_rulebook().jurisdictions.items()]
    return [*titles, _button(UNSURE, "unknown"), {"title": "为什么问这个", "payload": "/ask_why"},
            {"title": "上一步", "payload": "/go_back"}]


def _title(fact: str, value: str, ask: Ask) -> str:
    known = load_rulebook().vocabulary.facts[fact]
    if len(known.choices) > 1 and len(ask.facts) > 1:
        return f"{fact}：{value}"
    return known.options[value]


def _button(title: str, choice: str) -> dict[str, str]:
    return {"title": title, "payload": f'/choose{{"choice": "{choice}"}}'}
