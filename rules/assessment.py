"""The preliminary assessment of a case: a pure function of facts, dates, tracks, day and rules version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from rules.case import Case
from rules.clause import Clause, Step
from rules.condition import Status
from rules.deadline import Due, basis, due
from rules.errors import InputError
from rules.explain import wording
from rules.facts import UNKNOWN
from rules.outcome import Residual, outcome_of, residual_of, scope_of
from rules.questions import Question, next_question
from rules.rulebook import Rulebook
from rules.standing import Finding, Findings, Standing
from rules.terms import EXCLUDED, NOT_ENOUGH

AGGRAVATION = "从重问责"
RULING = "这是按条文作的初步判断，不是认定；最终由有权追究责任的机关决定。"


@dataclass(frozen=True)
class StepDue:
    """A step, when it falls due, and (where a clause is still open) on what it hangs."""

    step: Step
    clause: Clause
    due: Due | None
    proviso: str
    note: str


@dataclass(frozen=True)
class Assessment:
    """What can be said of the case today."""

    book: Rulebook
    jurisdiction: str
    tracks: tuple[str, ...]
    case: Case
    today: date
    residual: Residual

    @property
    def settled(self) -> bool:
        return self.residual.settled

    @cached_property
    def conclusions(self) -> list[str]:
        """The conclusions every completion shares; 事实不足 where they share none."""
        if self.residual.certain or self.settled:
            return self.book.terms.in_order(self.residual.certain)
        return [NOT_ENOUGH]

    @cached_property
    def possible(self) -> list[str]:
        """Every conclusion some completion of the open facts leads to."""
        return self.book.terms.in_order(self.residual.possible)

    @cached_property
    def effects(self) -> list[str]:
        """The procedural effects every completion shares."""
        return self.book.terms.in_order(self.residual.certain_effects)

    @cached_property
    def findings(self) -> list[Finding]:
        """Every clause of the scope, in document order."""
        return Findings(self.case.facts, self.book).of(clause.id for clause in self.residual.outcome.clauses)

    def standing_at(self, standing: Standing) -> list[Finding]:
        return [finding for finding in self.findings if finding.standing is standing]

    def standing_at_met(self) -> list[Finding]:
        """The clauses that are met and undefeated."""
        return self.standing_at(Standing.MET)

    @cached_property
    def against(self) -> list[Clause]:
        """Met exclusions and aggravating circumstances."""
        return [finding.clause for finding in self.standing_at(Standing.MET)
                if finding.clause.conclusion in (EXCLUDED, AGGRAVATION)]

    @property
    def open_facts(self) -> list[str]:
        return self.residual.open_facts

    @cached_property
    def next_question(self) -> Question | None:
        return next_question(self.residual, self.book.vocabulary, self.case.facts)

    @cached_property
    def step_question(self) -> Question | None:
        """What is left to ask for the steps alone, once the outcome is asked out: in document order."""
        facts = self.book.vocabulary.facts
        wanted = [fact for finding in self.standing_at(Standing.OPEN) if self._steps_hang_on_facts(finding.clause)
                  for fact in finding.clause.facts if fact not in self.case.facts]
        same = dict.fromkeys(fact for fact in wanted if facts[fact].group == facts[wanted[0]].group)
        return Question(facts[wanted[0]].group, tuple(same)) if wanted else None

    def _steps_hang_on_facts(self, clause: Clause) -> bool:
        """Worth a question: an act of the person's own, or a period that runs."""
        own = any(step.actor == "本人" or step.deadline for step in clause.steps)
        return own and not clause.conclusion and clause.status(self.case.facts) is Status.OPEN

    @cached_property
    def steps(self) -> list[StepDue]:
        """The steps of met clauses, then those that hang on one open procedural fact."""
        met = [self._step(finding.clause, step, "") for finding in self.standing_at(Standing.MET)
               if self._accompanies(finding.clause) for step in finding.clause.steps]
        hanging = [self._step(finding.clause, step, proviso) for finding in self.standing_at(Standing.OPEN)
                   if finding.clause.steps and (proviso := self._proviso(finding.clause)) for step in finding.clause.steps]
        return met + hanging

    def _accompanies(self, clause: Clause) -> bool:
        return clause.follows is None or clause.follows in self.conclusions

    def _proviso(self, clause: Clause) -> str:
        """“若…” where one open fact is all that keeps a purely procedural clause from being met."""
        if clause.conclusion or clause.effect:
            return ""
        facts = self.case.facts
        open_facts = [fact for fact in clause.facts if facts.get(fact, UNKNOWN) == UNKNOWN]
        met = any(atom.status(facts) is Status.MET for atom in clause.condition.atoms())
        if len(open_facts) != 1 or not met:
            return ""
        atom = next(atom for atom in clause.condition.atoms() if atom.fact == open_facts[0])
        values = [value for value in self.book.vocabulary.facts[atom.fact].options if value in atom.holds]
        return "若" + "或".join(wording(self.book.vocabulary, atom.fact, value) for value in values)

    def _step(self, clause: Clause, step: Step, proviso: str) -> StepDue:
        start = self.case.dates.get(step.deadline.start) if step.deadline else None
        if step.deadline is None or start is None:
            return StepDue(step, clause, None, proviso, "")
        try:
            return StepDue(step, clause, due(step.deadline, start), proviso, "")
        except InputError as error:
            return StepDue(step, clause, None, proviso, str(error))

    @property
    def missing_dates(self) -> list[str]:
        """The dates the shown steps start from and nobody has told."""
        starts = [each.step.deadline.start for each in self.steps if each.step.deadline]
        return [start for start in dict.fromkeys(starts) if start not in self.case.dates]

    @cached_property
    def measures(self) -> list[str]:
        """What may accompany the outcome; never a conclusion."""
        found = [measure for finding in self.standing_at(Standing.MET) if self._accompanies(finding.clause)
                 for measure in finding.clause.measures]
        return list(dict.fromkeys(found))

    @cached_property
    def assumptions(self) -> list[str]:
        """The readings that carry a met clause or keep one in doubt, and those behind a shown date."""
        numbers: list[int] = []
        for finding in self.findings:
            if finding.standing is Standing.MET and (finding.clause.conclusion or finding.clause.effect):
                numbers.extend(finding.clause.readings)
            numbers.extend(finding.doubts if finding.standing is Standing.OPEN else ())
        for each in self.steps:
            if each.due is not None:
                numbers.extend((1, 2, *each.clause.readings))
        return [str(self.book.readings[number]) for number in sorted(set(numbers))]

    @cached_property
    def notes(self) -> list[str]:
        """What is always said of these documents, and what the met clauses add."""
        documents = [note for document in self.book.documents_of(self.jurisdiction) for note in document.notes]
        own = [finding.clause.note for finding in self.standing_at(Standing.MET)
               if finding.clause.note and self._accompanies(finding.clause)]
        return list(dict.fromkeys([RULING, *own, *documents, *self.book.jurisdiction(self.jurisdiction).notes]))

    def record(self) -> dict[str, Any]:
        """What is needed to replay this assessment exactly."""
        return {"jurisdiction": self.jurisdiction, "tracks": list(self.tracks), "facts": self.case.as_json(),
                "today": self.today.isoformat(), "rules_version": self.book.version}

    def as_json(self) -> dict[str, Any]:
        """The machine interface of DESIGN.md."""
        return {
            "jurisdiction": self.jurisdiction, "tracks": list(self.tracks),
            "conclusions": self.conclusions, "effects": self.effects, "settled": self.settled,
            "possible": self.possible,
            "clauses": [self._clause_json(finding) for finding in self.findings],
            "against": self._against_json(), "open_facts": self.open_facts,
            "next_question": self._question_json(), "steps": [self._step_json(each) for each in self.steps],
            "measures": self.measures, "assumptions": self.assumptions, "notes": self.notes,
            "record": self.record(), "rules_version": self.book.version,
        }

    def _clause_json(self, finding: Finding) -> dict[str, Any]:
        return {
            **_texts(self.book, finding.clause.id), "status": finding.standing.value,
            "conditions": [{"fact": each.fact, "value": each.value, "status": each.status,
                            "required": list(each.required), "unsettled_by_text": each.unsettled_by_text}
                           for each in finding.conditions],
            "defeated_by": [other.id for other in finding.defeated_by],
            "assumptions": [str(self.book.readings[number]) for number in (*finding.clause.readings, *finding.doubts)],
        }

    def _against_json(self) -> list[dict[str, Any]]:
        met = [{"id": clause.id, "citation": clause.citation, "text": clause.title, "conclusion": clause.conclusion}
               for clause in self.against]
        struck = [{"id": finding.clause.id, "citation": finding.clause.citation, "text": finding.clause.title,
                   "defeated_by": [other.id for other in finding.defeated_by]}
                  for finding in self.standing_at(Standing.DEFEATED)]
        return met + struck

    def _question_json(self) -> dict[str, Any] | None:
        question = self.next_question
        if question is None:
            return None
        vocabulary = self.book.vocabulary
        text = (vocabulary.facts[question.facts[0]].question if len(question.facts) == 1
                else vocabulary.groups[question.group].question)
        options = [{"fact": fact, "value": value, "title": wording(vocabulary, fact, value)}
                   for fact in question.facts for value in vocabulary.facts[fact].options]
        return {"facts": list(question.facts), "text": text, "options": options}

    def _step_json(self, each: StepDue) -> dict[str, Any]:
        step = each.step
        return {"text": step.text, "actor": step.actor, "body": step.body, "form": step.form,
                "evidence": list(step.evidence), "due": _due_json(each), "after": step.after,
                "clause": each.clause.id, "citation": each.clause.citation, "if": each.proviso or None,
                "note": each.note or None}


@lru_cache(maxsize=2048)
def _texts(book: Rulebook, clause_id: str) -> dict[str, Any]:
    """What the answer says of a clause whatever the case."""
    clause = book.clauses[clause_id]
    return {"id": clause.id, "document": clause.document, "article": clause.article, "citation": clause.citation,
            "title": clause.title, "quote": "……".join(clause.quote), "reported": clause.reported,
            "modality": clause.modality, "track": clause.track, "conclusion": clause.conclusion, "effect": clause.effect}


def _due_json(each: StepDue) -> dict[str, Any] | None:
    deadline, found = each.step.deadline, each.due
    if deadline is None:
        return None
    if found is None:
        return {"date": None, "earliest": None, "latest": None, "provisional": False, "unit": deadline.unit,
                "basis": basis(deadline, None)}
    return {"date": found.date.isoformat(), "earliest": found.earliest.isoformat(), "latest": found.latest.isoformat(),
            "provisional": found.provisional, "unit": found.unit, "basis": found.basis}


def assess(book: Rulebook, jurisdiction: str, case: Case, today: date, tracks: Iterable[str] | None = None) -> Assessment:
    """Assesses the case under the rules of one jurisdiction. Raises InputError for an unknown one.

    `tracks` limits what is in question (default: 容错 and whatever the facts enter).
    """
    book.jurisdiction(jurisdiction)
    scope = scope_of(book, jurisdiction, case.facts, tracks)
    outcome = outcome_of(book, jurisdiction, scope, case.facts)
    return Assessment(book, jurisdiction, scope, case, today, residual_of(outcome, case.facts))
