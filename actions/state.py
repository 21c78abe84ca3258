"""What one conversation knows of its case: the single slot `case`."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from rules.assessment import Assessment, assess
from rules.case import Case, read_case
from rules.rulebook import load_rulebook

_REMEMBERED = 20


@dataclass
class State:
    """`facts` holds told values (dates included); `asked` the open question; `history` what
    each answer changed, newest last, so that going back is exact; `read` what this turn read."""

    place: str | None = None
    tracks: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    asked: dict[str, Any] | None = None
    history: list[dict[str, str | None]] = field(default_factory=list)
    read: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failures: int = 0
    today: str = ""

    @classmethod
    def of(cls, tracker: Tracker) -> State:
        """The state in the tracker, on the day the message names (the system's by default)."""
        state = cls(**deepcopy(tracker.get_slot("case") or {}))
        metadata = tracker.latest_message.get("metadata") or {}
        state.today = metadata.get("today") or date.today().isoformat()
        return state

    def slot(self) -> Any:
        return SlotSet("case", asdict(self))

    def tell(self, facts: dict[str, str], read: list[dict[str, Any]] | None = None) -> None:
        """Records answers; what they replace is remembered."""
        changed = {fact: value for fact, value in facts.items() if self.facts.get(fact) != value}
        if changed:
            self.history = [*self.history, {fact: self.facts.get(fact) for fact in changed}][-_REMEMBERED:]
        self.facts.update(changed)
        self.read.extend(read or [{"fact": fact, "value": value, "span": None, "text": None} for fact, value in facts.items()])

    def take_back(self) -> list[str]:
        """Undoes the last answer; names the facts that are open again."""
        if not self.history:
            return []
        before = self.history.pop()
        for fact, value in before.items():
            if value is None:
                self.facts.pop(fact, None)
            else:
                self.facts[fact] = value
        self.skipped = [name for name in self.skipped if name not in before]
        return list(before)

    def assessment(self, place: str | None = None, facts: dict[str, str] | None = None) -> Assessment | None:
        """The assessment under the chosen place's rules (or another's), or None before one is chosen."""
        book = load_rulebook()
        key = place or self.place
        if key is None:
            return None
        case = read_case({**self.facts, **(facts or {})}, book.vocabulary)
        return assess(book, key, case, date.fromisoformat(self.today), self._scope(case))

    def _scope(self, case: Case) -> list[str] | None:
        """The tracks the person is on; none named means what the facts enter."""
        if not self.tracks:
            return None
        book = load_rulebook()
        entered = [key for key, track in book.terms.tracks.items()
                   if not track.default and track.is_entered(case.facts, book.vocabulary)]
        return list(dict.fromkeys([*self.tracks, *entered]))
