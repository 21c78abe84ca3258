"""What a person may do at any point: ask why, go back, correct, suppose. The form then asks on."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.form import confirm
from actions.state import State
from actions.understanding import first, understand
from actions.wording import listed, shown_back, told, told_lines
from rules.assessment import Assessment
from rules.explain import why_asked
from rules.facts import UNKNOWN
from rules.questions import Question
from rules.rulebook import load_rulebook

_SHOWN = 5


class ActionWhy(Action):
    """Why the open question is asked: which clauses it decides."""

    def name(self) -> str:
        return "action_why"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        dispatcher.utter_message(text=_why(State.of(tracker)))
        return []


def _why(state: State) -> str:
    asked = state.asked or {}
    found = state.assessment()
    if asked.get("kind") == "place" or found is None:
        return "各地的规定不一样，不能混着用，所以先要知道按哪里的规定看。"
    if asked.get("kind") == "date":
        return "期限要从这一天起算，知道了才能告诉您最后是哪一天。"
    facts = tuple(asked.get("facts") or ())
    clauses = why_asked(load_rulebook(), found.residual, Question("", facts), found.case.facts)
    if not clauses:
        return "知道事情走到哪一步，才能说清下一步找谁、用什么形式、什么时候以前办。"
    cites = list(dict.fromkeys(f"{clause.cite}（{clause.title}）" for clause in clauses))
    more = f"等{len(cites)}处" if len(cites) > _SHOWN else ""
    return f"这一问决定{clauses[0].document}下面的规定能不能用：" + listed(cites[:_SHOWN]) + more + "。"


class ActionGoBack(Action):
    """Undoes the last answer."""

    def name(self) -> str:
        return "action_go_back"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        state = State.of(tracker)
        undone = state.take_back()
        state.asked = None
        dispatcher.utter_message(text="退回上一步，重新问：" if undone else "已经是第一步了。")
        return [state.slot()]


class ActionCorrect(Action):
    """Changes an earlier answer from the person's own words, or offers the answers to choose from."""

    def name(self) -> str:
        return "action_correct"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        state = State.of(tracker)
        state.read = []
        said = understand(tracker.latest_message, state)
        facts = dict(said.facts)
        facts.update(_dated(tracker.latest_message, state))
        changed = {fact: value for fact, value in facts.items() if state.facts.get(fact) != value}
        if said.place is not None and said.place["value"]:
            state.place = said.place["value"]
            dispatcher.utter_message(text=f"好，改按{said.place['name']}所在的规定看。")
        elif changed:
            state.tell(changed, said.read or None)
            dispatcher.utter_message(text="改过来了。" + shown_back(changed) + "\n不对的话再说一遍。")
        elif said.likely is not None and said.likely["fact"] in state.facts:
            state.asked = confirm(said.likely).as_slot()
        else:
            _offer(state, dispatcher)
        return [state.slot()]


def _dated(message: dict[str, Any], state: State) -> dict[str, str]:
    """A date in a correction means the date told last."""
    told_dates = [name for name in state.facts if name in load_rulebook().vocabulary.dates]
    mentioned = first(message.get("entities") or [], "date")
    return {told_dates[-1]: str(mentioned["value"])} if told_dates and mentioned else {}


def _offer(state: State, dispatcher: CollectingDispatcher) -> None:
    """The recent answers, each with a button that opens its question again."""
    recent = [fact for fact in reversed(state.facts) if fact in load_rulebook().vocabulary.facts][:8]
    if not recent:
        dispatcher.utter_message(text="前面还没有记下什么，不用改。")
        return
    titles = [{"title": told(fact, state.facts[fact])[:24], "payload": f'/reopen{{"choice": "{fact}"}}'} for fact in recent]
    dispatcher.utter_message(text="要改哪一条？点一下，或者说完整一点，比如“改一下，损失是一定损失”。", buttons=titles)


class ActionReopen(Action):
    """Opens one answered question again."""

    def name(self) -> str:
        return "action_reopen"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        state = State.of(tracker)
        choice = first(tracker.latest_message.get("entities") or [], "choice")
        fact = str(choice["value"]) if choice else ""
        if fact in state.facts and fact in load_rulebook().vocabulary.facts:
            state.history = [*state.history, {fact: state.facts.pop(fact)}]
            state.asked = {"kind": "reopen", "facts": [fact], "options": []}
        return [state.slot()]


class ActionWhatIf(Action):
    """What the outcome would be if a fact were established otherwise. Nothing is recorded."""

    def name(self) -> str:
        return "action_what_if"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        state = State.of(tracker)
        said = understand(tracker.latest_message, state)
        supposed = said.facts or ({said.likely["fact"]: said.likely["value"]} if said.likely else {})
        supposed = {fact: value for fact, value in supposed.items() if value != UNKNOWN}
        dispatcher.utter_message(text=_what_if(state, supposed))
        return []


def _what_if(state: State, supposed: dict[str, str]) -> str:
    now = state.assessment()
    if now is None:
        return "先告诉我在哪个地方，才能说假设的结果。"
    if not supposed:
        return "没看懂假设的是哪一点。请说具体些，比如“如果当时有会议记录，会怎样”。"
    then = state.assessment(facts=supposed)
    assert then is not None
    head = "假设（只是推演，没有改您的记录）：\n" + "\n".join(told_lines(supposed))
    if (now.conclusions, now.possible, now.effects) == (then.conclusions, then.possible, then.effects):
        return f"{head}\n{_unchanged(now, then)}事实以查明的为准，请据实说明。"
    possible = "" if then.settled else f"（可能：{listed(then.possible)}）"
    return (f"{head}\n现在：{_outcome(now)}\n那样的话：{_outcome(then)}{possible}\n"
            "事实以查明的为准，请据实说明；确有这方面的材料，请找出来。")


def _outcome(found: Assessment) -> str:
    return listed([*found.conclusions, *found.effects]) or "没有结论，只有程序"


def _unchanged(now: Assessment, then: Assessment) -> str:
    before = {each.step.text for each in now.steps}
    fresh = [each.step.text for each in then.steps if each.step.text not in before]
    if fresh:
        return f"结论不变，步骤多了：{listed(fresh)}。"
    return f"结果不变：{_outcome(then)}。"
