"""From one parsed message to what it says in answer to the open question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from actions.state import State
from rules.facts import NO, UNKNOWN, YES
from rules.rulebook import load_rulebook

TRACK_OF = {"ask_tolerance": "容错", "ask_accountability": "问责", "ask_false_report": "举报", "ask_letter": "函询",
            "ask_decision": "决定", "ask_sanction": "处分", "ask_before_act": "事前"}


@dataclass
class Said:
    """What a message says: facts told for certain, the one worth confirming, a place, dates, a track."""

    facts: dict[str, str] = field(default_factory=dict)
    read: list[dict[str, Any]] = field(default_factory=list)
    likely: dict[str, Any] | None = None
    place: dict[str, Any] | None = None
    date: str | None = None
    track: str | None = None
    skip: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.likely or self.place or self.date or self.track or self.skip)


def understand(message: dict[str, Any], state: State) -> Said:
    """Reads the message against the open question. Nothing is guessed: what is unsure is `likely`."""
    said = Said(track=TRACK_OF.get(_intent(message)))
    entities = message.get("entities") or []
    choice = first(entities, "choice")
    if choice is not None:
        _chosen(str(choice["value"]), state, said)
        return said
    said.place = first(entities, "place")
    _dated(entities, state, said)
    _numbered(entities, state, said)
    _read(entities, message.get("text") or "", said)
    if not said.facts and not said.place:
        _bare(_intent(message), state, said)
    return said


def _intent(message: dict[str, Any]) -> str:
    return str((message.get("intent") or {}).get("name"))


def first(entities: list[dict[str, Any]], kind: str) -> dict[str, Any] | None:
    """The first entity of that kind, if the message has one."""
    return next((entity for entity in entities if entity.get("entity") == kind), None)


def _chosen(choice: str, state: State, said: Said) -> None:
    """A button: `fact=value`, `place=key`, `none` or `unknown`."""
    name, _, value = choice.partition("=")
    vocabulary = load_rulebook().vocabulary
    if name == "place" and value in load_rulebook().jurisdictions:
        said.place = {"value": value, "name": load_rulebook().jurisdictions[value].name, "exact": True, "rivals": []}
    elif choice == "none":
        said.facts = _defaults(state, {})
    elif choice == "unknown":
        _unknown(state, said)
    elif name in vocabulary.facts and value in vocabulary.facts[name].options:
        said.facts = {name: value}


def _asked(state: State) -> list[str]:
    known = load_rulebook().vocabulary.facts
    return [fact for fact in (state.asked or {}).get("facts") or [] if fact in known]


def _defaults(state: State, picked: dict[str, str]) -> dict[str, str]:
    """The picked values, and for every other asked fact that has one its default."""
    facts = load_rulebook().vocabulary.facts
    rest = {fact: facts[fact].default for fact in _asked(state) if fact not in picked}
    return {**picked, **{fact: value for fact, value in rest.items() if value is not None}}


def _numbered(entities: list[dict[str, Any]], state: State, said: Said) -> None:
    entity = first(entities, "options")
    options = (state.asked or {}).get("options") or []
    if entity is None or not options:
        return
    numbers = [number for number in entity["value"] if 1 <= number <= len(options)]
    picked: dict[str, str] = {}
    for fact, value in (options[number - 1] for number in numbers):
        picked.setdefault(fact, value)
    if picked:
        said.facts = _defaults(state, picked)


def _dated(entities: list[dict[str, Any]], state: State, said: Said) -> None:
    entity = first(entities, "date")
    if entity is not None and (state.asked or {}).get("kind") == "date":
        said.date = str(entity["value"])


def _read(entities: list[dict[str, Any]], text: str, said: Said) -> None:
    for entity in entities:
        if entity.get("entity") != "fact" or entity["fact"] in said.facts:
            continue
        reading = {"fact": entity["fact"], "value": entity["value"], "span": [entity["start"], entity["end"]],
                   "text": text[entity["start"]:entity["end"]]}
        if entity["sure"]:
            said.facts[entity["fact"]] = entity["value"]
            said.read.append(reading)
        elif said.likely is None:
            said.likely = reading


def _bare(intent: str, state: State, said: Said) -> None:
    """是的, 没有, 不清楚: they mean something only against the open question."""
    asked = _asked(state)
    facts = load_rulebook().vocabulary.facts
    if intent == "unknown":
        _unknown(state, said)
    elif intent == "affirm" and len(asked) == 1 and (state.asked or {}).get("likely"):
        said.facts = {asked[0]: (state.asked or {})["likely"]}
    elif intent == "deny" and len(asked) == 1 and (state.asked or {}).get("likely") and facts[asked[0]].is_binary:
        said.facts = {asked[0]: YES if (state.asked or {})["likely"] == NO else NO}
    elif intent in ("affirm", "deny") and len(asked) == 1 and facts[asked[0]].is_binary:
        said.facts = {asked[0]: YES if intent == "affirm" else NO}
    elif intent == "deny" and not (state.asked or {}).get("likely"):
        said.facts = _defaults(state, {})


def _unknown(state: State, said: Said) -> None:
    said.facts = dict.fromkeys(_asked(state), UNKNOWN)
    said.skip = not said.facts
