"""The embedded dialogue: a Rasa agent in this process, one conversation a case, bounded however long it runs."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot.quiet import hush

hush()  # before anything loads Rasa: it logs and phones home from the first import on

from rasa.core.agent import Agent  # noqa: E402
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage  # noqa: E402
from rasa.core.tracker_store import TrackerStore  # noqa: E402
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402

from actions.session import FORM  # noqa: E402
from actions.state import State  # noqa: E402
from bot import patches  # noqa: E402
from bot.buttons import Buttons  # noqa: E402
from bot.endpoint import InProcessActions  # noqa: E402
from bot.screen import screen  # noqa: E402

LONGEST_TRACKER = 80
APOLOGY = "刚才出了点问题，这句没有记下，前面说的都还在。请再说一遍。"


@dataclass(frozen=True)
class Message:
    """One message to the person; `document` is long text behind 展开, if any."""

    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    document: str | None = None


@dataclass(frozen=True)
class Turn:
    """What came of one message: the replies and the state of the case after it."""

    messages: list[Message]
    state: State

    def as_json(self) -> dict[str, Any]:
        """The line `bot converse` prints."""
        found = self.state.assessment()
        asked = (self.state.asked or {}).get("facts") or None
        return {"messages": [{"text": each.text, "buttons": each.buttons, "document": each.document}
                             for each in self.messages],
                "asked": asked, "facts": dict(self.state.facts), "place": self.state.place, "read": self.state.read,
                "assessment": found.as_json() if found else None}


class LiveTrackers(TrackerStore):
    """Keeps trackers as they are: nothing is written, nothing is replayed."""

    def __init__(self, domain: Any) -> None:
        super().__init__(domain)
        self._live: dict[str, DialogueStateTracker] = {}

    async def save(self, tracker: DialogueStateTracker) -> None:
        self._live[tracker.sender_id] = tracker

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        return self._live.get(sender_id)

    async def delete(self, sender_id: str) -> None:
        self._live.pop(sender_id, None)

    async def keys(self) -> list[str]:
        return list(self._live)


class Conversations:
    """All conversations of one process."""

    def __init__(self, model: Path) -> None:
        patches.apply()
        self._agent = Agent.load(str(model), action_endpoint=InProcessActions())
        self._trackers = LiveTrackers(self._agent.domain)
        self._agent.tracker_store = self._agent.processor.tracker_store = self._trackers
        self._buttons: dict[str, Buttons] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        gc.collect()
        gc.freeze()

    async def say(self, sender: str, typed: str, today: date) -> Turn:
        """One message of one person; messages of the same person wait for each other."""
        async with self._locks.setdefault(sender, asyncio.Lock()):
            payload = self._offered(sender).resolve(typed)
            if payload is not None:
                return await self._handle(sender, payload, today)
            screened = screen(typed)
            if screened.refusal is not None:
                return await self._refused(sender, screened.refusal)
            return await self._handle(sender, screened.text, today)

    def _offered(self, sender: str) -> Buttons:
        return self._buttons.setdefault(sender, Buttons())

    async def _refused(self, sender: str, line: str) -> Turn:
        return Turn([Message(line)], await self._state(sender))

    async def _handle(self, sender: str, text: str, today: date) -> Turn:
        await self._bound(sender)
        channel = CollectingOutputChannel()
        message = UserMessage(text, channel, sender, metadata={"today": today.isoformat()})
        try:
            await self._agent.handle_message(message)
        except Exception:
            return await self._refused(sender, APOLOGY)
        return Turn([self._message(sender, each) for each in channel.messages], await self._state(sender, today))

    def _message(self, sender: str, sent: dict[str, Any]) -> Message:
        return Message(sent.get("text") or "", self._offered(sender).offer(sent.get("buttons") or []))

    async def _state(self, sender: str, today: date | None = None) -> State:
        tracker = await self._trackers.retrieve(sender)
        state = State(**((tracker.get_slot("case") if tracker else None) or {}))
        state.today = (today or date.today()).isoformat() if today or not state.today else state.today
        return state

    async def _bound(self, sender: str) -> None:
        """Past a number of events the same case goes on in a fresh tracker, with its facts."""
        tracker = await self._trackers.retrieve(sender)
        if tracker is None or len(tracker.events) < LONGEST_TRACKER:
            return
        fresh = DialogueStateTracker(sender, self._agent.domain.slots)
        fresh.update_with_events([SlotSet("case", tracker.get_slot("case")), ActiveLoop(FORM),
                                  SlotSet("requested_slot", "answer"), ActionExecuted("action_listen")],
                                 self._agent.domain)
        await self._trackers.save(fresh)
