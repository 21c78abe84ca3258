"""The one form: its required slot is whatever the rules ask next."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import brief, checklist
from actions.asking import Ask, buttons, facts_ask, next_ask
from actions.state import State
from actions.understanding import Said, understand
from actions.wording import shown_back, told
from rules.rulebook import load_rulebook

MISUNDERSTOOD = "这句我没有看懂。"


class ValidateCaseForm(FormValidationAction):
    """Takes each message as an answer to the open question; the form itself stays open."""

    def name(self) -> str:
        return "validate_case_form"

    async def validate_answer(self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker,
                              domain: dict[str, Any]) -> dict[str, Any]:
        """Always leaves `answer` empty, so that Rasa asks on; what was understood goes into `case`."""
        state = State.of(tracker)
        state.read = []
        take(understand(tracker.latest_message, state), state, dispatcher)
        return {"answer": None, "case": state.slot()["value"]}


def take(said: Said, state: State, dispatcher: CollectingDispatcher) -> None:
    """Records what was said and shows it back; says so when nothing was understood."""
    if said.is_empty:
        state.failures += 1
        dispatcher.utter_message(text=_help(state))
        return
    state.failures = 0
    if said.track and said.track not in state.tracks:
        state.tracks.append(said.track)
    if said.place is not None:
        settle_place(said.place, state, dispatcher)
    _take_date(said, state, dispatcher)
    if said.facts:
        state.tell(said.facts, said.read or None)
        dispatcher.utter_message(text=shown_back(said.facts))
    if said.likely is not None and not said.facts and said.likely["fact"] in ((state.asked or {}).get("facts") or []):
        state.asked = confirm(said.likely).as_slot()


def settle_place(place: dict[str, Any], state: State, dispatcher: CollectingDispatcher) -> None:
    name = place["name"]
    if place["rivals"]:
        dispatcher.utter_message(text=f"有几个地方都叫“{name}”（{'、'.join(place['rivals'])}），请连省市一起说，比如“{place['rivals'][0]}{name}”。")
    elif not place["value"]:
        covered = "、".join(each.name for each in load_rulebook().jurisdictions.values())
        dispatcher.utter_message(text=f"我还没有收录{name}的规定，不能替您判断。可以参照别的地方（{covered}）的规定看看，但只能作参考：请告诉我想参照哪里。")
    else:
        state.place = place["value"]
        known = load_rulebook().jurisdictions[state.place]
        sure = "" if place["exact"] else "（不对请直接说地名）"
        dispatcher.utter_message(text=f"好，按{known.name}的规定看{sure}。")


def _take_date(said: Said, state: State, dispatcher: CollectingDispatcher) -> None:
    asked = state.asked or {}
    if asked.get("kind") != "date":
        return
    name = asked["facts"][0]
    if said.date:
        state.tell({name: said.date})
        dispatcher.utter_message(text="记下了：" + told(name, said.date))
    elif said.skip:
        state.skipped.append(name)


def confirm(reading: dict[str, Any]) -> Ask:
    """The likely answer, offered as a question and never assumed."""
    return Ask("confirm", "", (reading["fact"],), ((reading["fact"], reading["value"]),))


def _help(state: State) -> str:
    """After a second failure, what counts as an answer."""
    facts = (state.asked or {}).get("facts") or []
    known = load_rulebook().vocabulary.facts
    if state.failures >= 2 and facts and facts[0] in known:
        return f"{MISUNDERSTOOD}{known[facts[0]].help}点下面的按钮或者回复编号最稳妥；不知道就说“不清楚”。"
    return f"{MISUNDERSTOOD}请换个说法，或者点下面的按钮。"


class ActionAskAnswer(Action):
    """Puts the next question; where none is left, gives the answer."""

    def name(self) -> str:
        return "action_ask_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        state = State.of(tracker)
        asked = state.asked or {}
        if asked.get("kind") == "confirm":
            ask = _as_question(asked)
            state.asked = {**ask.as_slot(), "likely": asked["options"][0][1]}
            dispatcher.utter_message(text=ask.text, buttons=buttons(ask))
        else:
            ask_next(state, dispatcher)
        return [state.slot()]


def _as_question(asked: dict[str, Any]) -> Ask:
    (fact, value), = asked["options"]
    known = load_rulebook().vocabulary.facts[fact]
    ask = facts_ask((fact,))
    return Ask("facts", f"您的意思是“{known.options[value]}”，对吗？\n{ask.text}", ask.facts, ask.options)


def ask_next(state: State, dispatcher: CollectingDispatcher) -> None:
    """Utters the next question, or the answer when there is none."""
    ask = next_ask(state)
    if ask is not None:
        state.asked = ask.as_slot()
        dispatcher.utter_message(text=ask.text, buttons=buttons(ask))
        return
    found = state.assessment()
    assert found is not None
    state.asked = {"kind": "done", "facts": [], "options": []}
    text = checklist(found) + "\n" + brief(found) if "事前" in found.tracks else brief(found)
    dispatcher.utter_message(text=text, buttons=_AFTERWARDS)


_AFTERWARDS = [{"title": "展开", "payload": "/expand"}, {"title": "记录了什么", "payload": "/show_facts"},
               {"title": "几个地方比一比", "payload": "/compare_places"}, {"title": "重新开始", "payload": "/restart_case"}]
