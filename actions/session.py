"""Opening a case and starting over."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.state import State

FORM = "case_form"


class ActionSessionStart(Action):
    """Opens the form at once: from the first word on, every message meets an open question."""

    def name(self) -> str:
        return "action_session_start"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        return [SessionStarted(), SlotSet("case", tracker.get_slot("case")), ActiveLoop(FORM),
                SlotSet("requested_slot", "answer"), ActionExecuted("action_listen")]


class ActionRestartCase(Action):
    """Forgets the case and begins again."""

    def name(self) -> str:
        return "action_restart_case"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        dispatcher.utter_message(text="好，前面说的都清掉了，从头来。")
        return [State().slot()]
