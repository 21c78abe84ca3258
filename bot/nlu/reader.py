"""The graph component that reads a message in the light of the open question.

It sees the tracker, so it knows what was asked: option numbers, dates, place names,
citations and facts come out as entities with their span; a message that plainly
answers the question is an `inform`, whatever its wording resembles. A bare 没有 or
不清楚 carries no fact by itself: it is an intent, and means something to the form.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import answers
from bot.nlu.answer_model import SURE, AnswerModel
from bot.nlu.dates import find_date
from bot.nlu.numerals import option_numbers
from rules import lookup
from rules.rulebook import HOME, load_rulebook

COMMANDS = frozenset({"ask_why", "go_back", "hypothetical", "switch_place", "compare_places", "lookup", "restart_case",
                      "expand", "show_facts", "show_result", "ask_due", "help"})
_COMMAND_SURE = 0.6
_FILE, _BARE_FILE = "answers.npz", "bare.json"
_FIRST = ("阶段",)
_BARE = ("affirm", "deny", "unknown")
_CORRECTION = re.compile("改一下|更正|刚才说错|我说错|说错了")
_PUNCTUATION = re.compile(r"[\s，。！？、,.!?~～…]+")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class FactReader(GraphComponent):
    """Trained from `data/answers`, the held-out fifth apart: one folder a hand, one file a group,
    {fact: {value: [sentences]}}."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    @classmethod
    def required_packages(cls) -> list[str]:
        return ["sklearn"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The data outside Rasa's own training files, so that a change of it trains again."""
        seen = hashlib.sha256((HOME / "facts.yml").read_bytes())
        for path in sorted((answers.HOME / "answers").glob("*/*.yml")):
            seen.update(path.read_bytes())
        return seen.hexdigest()

    def __init__(self, storage: ModelStorage, resource: Resource,
                 model: AnswerModel | None = None, bare: dict[str, str] | None = None) -> None:
        self._storage, self._resource = storage, resource
        self._model, self._bare = model, bare or {}

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
               execution_context: ExecutionContext) -> FactReader:
        return cls(model_storage, resource)

    @classmethod
    def load(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
             execution_context: ExecutionContext, **kwargs: Any) -> FactReader:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, AnswerModel.load(folder / _FILE),
                       json.loads((folder / _BARE_FILE).read_text("utf-8")))

    def train(self, training_data: TrainingData) -> Resource:
        learnt = [answer.example for answer in answers.written_answers() if not answer.is_held_out]
        self._model = AnswerModel.fit(learnt, load_rulebook().vocabulary)
        self._bare = {_plain(example.get("text")): example.get("intent") for example in training_data.intent_examples
                      if example.get("intent") in _BARE}
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder / _FILE)
            (folder / _BARE_FILE).write_text(json.dumps(self._bare, ensure_ascii=False), "utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        state = (tracker.get_slot("case") if tracker else None) or {}
        for message in messages:
            if not str(message.get("text") or "").startswith("/"):
                self._read(message, state)
        return messages

    def _read(self, message: Message, state: dict[str, Any]) -> None:
        text = message.get("text") or ""
        bare = self._bare.get(_plain(text))
        if bare is not None:
            message.set("intent", {"name": bare, "confidence": 1.0}, add_to_output=True)
            return
        if _CORRECTION.match(text):
            message.set("intent", {"name": "correct", "confidence": 1.0}, add_to_output=True)
        found = [*self._place(text), *self._citation(text), *self._date(text, state), *self._options(text, state)]
        facts = list(self._facts(message, text, state))
        message.set("entities", [*message.get("entities", []), *found, *facts], add_to_output=True)
        if self._answers_question(message, state, found, facts):
            message.set("intent", {"name": "inform", "confidence": 1.0}, add_to_output=True)

    def _answers_question(self, message: Message, state: dict[str, Any], found: list[Any], facts: list[Any]) -> bool:
        asked = state.get("asked") or {}
        kinds = {entity["entity"] for entity in found}
        if "options" in kinds or (asked.get("kind") == "date" and "date" in kinds):
            return True
        intent = message.get("intent") or {}
        if intent.get("name") in (COMMANDS | {"correct"}) and intent.get("confidence", 0) >= _COMMAND_SURE:
            return False
        return any(entity["sure"] for entity in facts if entity["asked"])

    def _place(self, text: str) -> Iterator[dict[str, Any]]:
        match = load_rulebook().gazetteer.find(text)
        if match is not None:
            start = max(text.find(match.typed), 0)
            yield {**_entity("place", match.key or "", start, start + len(match.typed)),
                   "name": match.name, "exact": match.exact, "rivals": list(match.rivals)}

    def _citation(self, text: str) -> Iterator[dict[str, Any]]:
        if lookup.parse(text).article is not None:
            yield _entity("citation", text, 0, len(text))

    def _date(self, text: str, state: dict[str, Any]) -> Iterator[dict[str, Any]]:
        found = find_date(text, date.fromisoformat(state["today"]) if state.get("today") else date.today())
        if found is not None:
            yield _entity("date", found.day.isoformat(), found.start, found.end)

    def _options(self, text: str, state: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if (state.get("asked") or {}).get("options"):
            numbers = option_numbers(text)
            if numbers:
                yield _entity("options", numbers, 0, len(text))

    def _facts(self, message: Message, text: str, state: dict[str, Any]) -> Iterator[dict[str, Any]]:
        asked = (state.get("asked") or {}).get("facts") or []
        wanted = self._in_question(message, state, asked)
        if self._model is None or not wanted:
            return
        for reading in self._model.read(text, wanted):
            yield {**_entity("fact", reading.value, reading.start, reading.end), "fact": reading.fact,
                   "confidence_entity": round(float(reading.confidence), 4), "sure": reading.confidence >= SURE,
                   "asked": reading.fact in asked}

    def _in_question(self, message: Message, state: dict[str, Any], asked: list[str]) -> list[str]:
        """What the message can speak of: the open question (at the outset the stage), and for a
        correction or a supposition what was answered too."""
        intent = (message.get("intent") or {}).get("name")
        if intent not in ("correct", "hypothetical"):
            return asked or [fact for fact in _FIRST if fact not in (state.get("facts") or {})]
        book = load_rulebook()
        place = state.get("place") if intent == "hypothetical" else None
        scope = book.facts_of(place) if place else ()
        return [fact for fact in dict.fromkeys([*(state.get("facts") or {}), *asked, *scope]) if fact in book.vocabulary.facts]


def _plain(text: str) -> str:
    """A bare reply without its punctuation."""
    return _PUNCTUATION.sub("", text)


def _entity(kind: str, value: Any, start: int, end: int) -> dict[str, Any]:
    return {"entity": kind, "value": value, "start": start, "end": end, "extractor": "FactReader"}
