"""The clause: the unit of the law, with its citation, its words, its conditions and its examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any as Anything

from rules.condition import All, Any, Atom, Facts, Status, Term


@dataclass(frozen=True)
class Deadline:
    """`number` of `unit` (日 | 工作日 | 月 | 年) from the date fact `start`; `least` opens a window."""

    number: int
    unit: str
    start: str
    least: int | None = None


@dataclass(frozen=True)
class Step:
    """One procedural act: who does what, towards whom, in which form, with what, by when."""

    text: str
    actor: str = ""
    body: str = ""
    form: str = ""
    evidence: tuple[str, ...] = ()
    deadline: Deadline | None = None
    after: str = ""


@dataclass(frozen=True)
class Example:
    """A case the clause's author vouches for: these facts, that status."""

    expected: str
    facts: dict[str, str]
    line: int = 0


@dataclass(frozen=True)
class Clause:
    """An operative sentence. `quote` is exact, or the project's own words where `reported`."""

    id: str
    document: str
    jurisdiction: str
    article: str
    cite: str
    title: str
    quote: tuple[str, ...]
    modality: str
    track: str
    condition: All
    conclusion: str | None = None
    effect: str | None = None
    note: str = ""
    measures: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    defeaters: tuple[str, ...] = ()
    defeat_basis: str = ""
    readings: tuple[int, ...] = ()
    catch_all: bool = False
    reported: bool = False
    examples: tuple[Example, ...] = ()
    line: int = 0

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts the clause reads, in the order of its words."""
        return tuple(dict.fromkeys(atom.fact for atom in self.condition.atoms()))

    @property
    def citation(self) -> str:
        return f"{self.document}{self.cite}"

    def status(self, facts: Facts) -> Status:
        """The clause by itself, before any defeat. A catch-all is never concluded."""
        return Status.DOUBT if self.catch_all else self.condition.status(facts)


def doubts(term: Term, facts: Facts) -> list[int]:
    """The readings that keep `term` in doubt on these facts, in order, each once."""
    found: list[int] = []
    _collect(term, facts, found)
    return list(dict.fromkeys(found))


def _collect(term: Term, facts: Facts, found: list[int]) -> None:
    if term.status(facts) is not Status.DOUBT:
        return
    reading: Anything = getattr(term, "reading", None)
    if reading is not None:
        found.append(reading)
    if isinstance(term, (All, Any)):
        for inner in term.terms:
            _collect(inner, facts, found)


__all__ = ["Atom", "Clause", "Deadline", "Example", "Step", "doubts"]
