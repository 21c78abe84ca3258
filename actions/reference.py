"""Looking things up, and seeing what is behind an answer."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import brief, deadline, full
from actions.form import settle_place
from actions.state import State
from actions.understanding import understand
from actions.wording import listed, told_lines
from rules import lookup
from rules.rulebook import load_rulebook

_LONG = 900


class ActionLookup(Action):
    """The words of an article, or the articles that speak of something."""

    def name(self) -> str:
        return "action_lookup"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        state = State.of(tracker)
        book = load_rulebook()
        hits = lookup.find(book, tracker.latest_message.get("text") or "", state.place)
        if not hits:
            dispatcher.utter_message(text="没有查到。可以说“商州第五条第七项”，或者说一个词，比如“嘉奖”“澄清”。")
        for hit in hits[:2]:
            text = lookup.render(hit)
            dispatcher.utter_message(text=text if len(text) <= _LONG else text[:_LONG] + "……")
        if len(hits) > 2:
            dispatcher.utter_message(text="还有：" + listed(f"{hit.article.citation}（{hit.article.title}）" for hit in hits[2:6]))
        return []


class ActionExpand(Action):
    """The full text behind the answer: clauses, conditions, assumptions, record."""

    def name(self) -> str:
        return "action_expand"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        found = State.of(tracker).assessment()
        if found is None:
            dispatcher.utter_message(text="还没有可以展开的内容，先告诉我在哪个地方。")
        else:
            for page in full(found):
                dispatcher.utter_message(text=page)
        return []


class ActionShowFacts(Action):
    """What has been recorded so far."""

    def name(self) -> str:
        return "action_show_facts"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        state = State.of(tracker)
        place = load_rulebook().jurisdictions[state.place].name if state.place else "还没说"
        lines = told_lines(state.facts) or ["还没有记下什么。"]
        dispatcher.utter_message(text=f"地方：{place}\n" + "\n".join(lines) + "\n哪条不对，直接说“改一下…”。")
        return []


class ActionResult(Action):
    """The assessment as it stands, questions open or not."""

    def name(self) -> str:
        return "action_result"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        found = State.of(tracker).assessment()
        dispatcher.utter_message(text=brief(found) if found else "还不能判断：先告诉我在哪个地方。")
        return []


class ActionDue(Action):
    """The dates of the steps, or what is missing to compute them."""

    def name(self) -> str:
        return "action_due"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        found = State.of(tracker).assessment()
        lines = [f"{each.step.text}：{deadline(each, found.today)}（{each.clause.cite}）" for each in (found.steps if found else [])
                 if each.step.deadline]
        dispatcher.utter_message(text="\n".join(lines) or "就现在知道的，条文没有给这一步写期限；事情到了哪一步，请告诉我。")
        return []


class ActionSwitchPlace(Action):
    """The same case under another place's rules."""

    def name(self) -> str:
        return "action_switch_place"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        state = State.of(tracker)
        said = understand(tracker.latest_message, state)
        if said.place is None:
            state.place = None
            dispatcher.utter_message(text="换成哪个地方？")
        else:
            settle_place(said.place, state, dispatcher)
        state.asked = None
        return [state.slot()]


class ActionCompare(Action):
    """The told facts under every place's rules, side by side; never merged."""

    def name(self) -> str:
        return "action_compare"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        state = State.of(tracker)
        lines = ["同样的情况，按各地自己的规定（只作比较，您的事按所在地的规定办）："]
        for key, place in load_rulebook().jurisdictions.items():
            found = state.assessment(place=key)
            assert found is not None
            more = "" if found.settled else f"（还有{len(found.open_facts)}项事实没定，可能：{listed(found.possible)}）"
            lines.append(f"· {place.name}：{listed(found.conclusions)}{more}")
        dispatcher.utter_message(text="\n".join(lines))
        return []
