"""`python -m bench.assess`: assessments per second against zen-engine, and the wait for the next question.

Everything is measured in one run, in turns, so that what else the machine does falls on all alike,
and in CPU time, since the machine is shared. Cases are drawn with the priors of facts.yml: of uniform
ones nine in ten are excluded by a single fact, which would flatter a diagram.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from random import Random
from statistics import median, quantiles
from time import process_time
from typing import Any as Anything

import zen

from rules import outcome as outcomes
from rules.assessment import assess
from rules.case import Case
from rules.clause import Clause
from rules.condition import All, Atom, Facts, Term
from rules.facts import INAPPLICABLE, UNKNOWN
from rules.outcome import Outcome, Residual, outcome_of, residual_of
from rules.rulebook import Rulebook, load_rulebook
from rules.standing import Finding, Findings, Standing
from rules.terms import NOTHING_WRITTEN

JURISDICTION, TRACKS, TODAY = "shangzhou", ("容错",), date(2026, 11, 21)
CASES, FULL, REPETITIONS, TURNS = 2_000, 200, 7, 10
DIALOGUES, QUESTION_REPETITIONS, P95_MARK = 500, 5, 20.0
UNSURE, NOT_APPLICABLE = 0.05, 0.01

Labels = frozenset[str]
Row = dict[str, frozenset[str]]


@dataclass(frozen=True)
class Table:
    """The clauses with a conclusion, as a zen decision table: a row for each way to meet a clause.

    Exclusions are rows of their own and strike afterwards: written into the rows they defeat,
    they make the table three times as long and zen slower by a third.
    """

    book: Rulebook
    outcome: Outcome

    @cached_property
    def clauses(self) -> list[Clause]:
        return [clause for clause in self.outcome.clauses if clause.conclusion and not clause.catch_all]

    @cached_property
    def labels(self) -> dict[str, str]:
        return {clause.id: str(clause.conclusion) for clause in self.clauses}

    @cached_property
    def defeaters(self) -> dict[str, tuple[str, ...]]:
        return {clause.id: clause.defeaters for clause in self.clauses}

    @cached_property
    def fields(self) -> dict[str, str]:
        """Names for the facts: zen's expressions know ASCII identifiers only."""
        read = {atom.fact for clause in self.clauses for atom in clause.condition.atoms()}
        return {fact: f"f{number}" for number, fact in enumerate(self.outcome.facts) if fact in read}

    def rows(self, term: Term) -> list[Row]:
        """The rows that together say that `term` is met."""
        if isinstance(term, Atom):
            return [{term.fact: term.holds}]
        inner = [self.rows(each) for each in term.terms]
        return _joined(inner) if isinstance(term, All) else [row for rows in inner for row in rows]

    def decision(self) -> zen.ZenDecision:
        rules = [{"_id": f"{clause.id}-{number}", "clause": _cell([clause.id]),
                  **{field: _cell(row.get(fact, ())) for fact, field in self.fields.items()}}
                 for clause in self.clauses for number, row in enumerate(self.rows(clause.condition))]
        content = {"hitPolicy": "collect", "inputs": [_column(field) for field in self.fields.values()],
                   "outputs": [_column("clause")], "rules": rules}
        nodes = [_node("in", "inputNode", {}), _node("table", "decisionTableNode", content), _node("out", "outputNode", {})]
        graph = {"nodes": nodes, "edges": [_edge("in", "table"), _edge("table", "out")]}
        return zen.ZenEngine().create_decision(json.dumps(graph, ensure_ascii=False))


def _joined(alternatives: Iterable[list[Row]]) -> list[Row]:
    """Every choice of one row from each list, merged; a clause reads each fact once (lint checks it)."""
    return [{fact: values for row in choice for fact, values in row.items()} for choice in product(*alternatives)]


def _cell(values: Iterable[str]) -> str:
    return ", ".join(json.dumps(value, ensure_ascii=False) for value in sorted(values))


def _column(field: str) -> dict[str, str]:
    return {"id": field, "field": field, "name": field}


def _node(key: str, kind: str, content: dict[str, Anything]) -> dict[str, Anything]:
    return {"id": key, "name": key, "type": kind, "content": content}


def _edge(source: str, target: str) -> dict[str, str]:
    return {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}


@dataclass(frozen=True)
class Engines:
    """What is compared; each takes the facts as a plain dict."""

    book: Rulebook
    outcome: Outcome
    table: Table
    decision: zen.ZenDecision

    def zen_verdict(self, facts: dict[str, str]) -> Labels:
        met = {row["clause"] for row in self.decision.evaluate(facts)["result"]}
        concluded = frozenset(self.table.labels[clause] for clause in met if self._stands(clause, met))
        return concluded or frozenset([NOTHING_WRITTEN])

    def _stands(self, clause: str, met: set[str]) -> bool:
        return not any(other in met and self._stands(other, met) for other in self.table.defeaters[clause])

    def residual_verdict(self, facts: Facts) -> tuple[bool, Labels, Labels]:
        residual: Residual = residual_of(self.outcome, facts)
        return residual.settled, residual.certain, residual.possible

    def reasons(self, facts: Facts) -> list[Finding]:
        return Findings(facts, self.book).of(self.table.labels)

    def full(self, facts: dict[str, str]) -> dict[str, Anything]:
        return assess(self.book, JURISDICTION, Case(facts), TODAY, TRACKS).as_json()


@dataclass(frozen=True)
class Contender:
    """`mark` is how many times as fast as zen it should be."""

    name: str
    run: Callable[[Anything], object]
    cases: Sequence[object]
    mark: float | None = None


def _engines(book: Rulebook) -> Engines:
    outcome = outcome_of(book, JURISDICTION, TRACKS, {})
    table = Table(book, outcome)
    return Engines(book, outcome, table, table.decision())


def _cases(engines: Engines, random: Random) -> list[dict[str, str]]:
    """Every fact of the scope known."""
    return [{fact: _drawn(engines.book, fact, random) for fact in engines.outcome.facts} for _ in range(CASES)]


def _drawn(book: Rulebook, fact: str, random: Random) -> str:
    prior = book.vocabulary.facts[fact].prior
    return random.choices(list(prior), list(prior.values()))[0]


def contenders(engines: Engines) -> list[Contender]:
    """zen first. Raises AssertionError unless all say the same of every case."""
    random = Random(20261121)
    whole = _cases(engines, random)
    read = [{fact: case[fact] for fact in engines.table.fields} for case in whole]
    named = [{field: case[fact] for fact, field in engines.table.fields.items()} for case in whole]
    _verify(engines, whole, read, named)
    half = [{fact: value for fact, value in case.items() if random.random() < 0.5} for case in read]
    return [
        Contender("zen-engine：决策表", engines.zen_verdict, named),
        Contender("本项目：只要结论", engines.outcome.conclude, read, 20.0),
        Contender("本项目：连同每条、每个条件的状态", engines.reasons, read, 5.0),
        Contender("本项目：assess(…).as_json()", engines.full, whole[:FULL]),
        Contender("本项目，事实只知一半：只要结论", engines.residual_verdict, half),
        Contender("本项目，事实只知一半：连同状态", engines.reasons, half),
        Contender("本项目，事实只知一半：assess(…).as_json()", engines.full, half[:FULL]),
    ]


def _verify(engines: Engines, whole: list[dict[str, str]], read: list[dict[str, str]], named: list[dict[str, str]]) -> None:
    for facts, inputs in zip(read, named, strict=True):
        verdict = engines.zen_verdict(inputs)
        assert engines.outcome.conclude(facts) == verdict, facts
        assert engines.residual_verdict(facts) == (True, verdict, verdict), facts
        assert _concluded(engines, facts) == verdict - {NOTHING_WRITTEN}, facts
    for facts in whole[:FULL]:
        assert set(engines.full(facts)["conclusions"]) == engines.outcome.conclude(facts), facts


def _concluded(engines: Engines, facts: Facts) -> Labels:
    return frozenset(str(found.clause.conclusion) for found in engines.reasons(facts) if found.standing is Standing.MET)


def measure(field: list[Contender]) -> list[list[float]]:
    """Seconds a case, one row a repetition, one column a contender; a tenth of the cases at a turn."""
    return [[spent / len(each.cases) for each, spent in zip(field, _repetition(field), strict=True)] for _ in range(REPETITIONS)]


def _repetition(field: list[Contender]) -> list[float]:
    spent = [0.0] * len(field)
    for turn in range(TURNS):
        for index, each in enumerate(field):
            spent[index] += _spent(each, turn)
    return spent


def _spent(each: Contender, turn: int) -> float:
    run, cases = each.run, each.cases[turn::TURNS]
    start = process_time()
    for case in cases:
        run(case)
    return process_time() - start


def _rate_lines(field: list[Contender], rows: list[list[float]]) -> Iterator[str]:
    yield "| 评估 | 每次（微秒） | 每秒次数 | zen 的倍数 | 指标 |"
    yield "|---|---:|---:|---:|---|"
    for index, each in enumerate(field):
        seconds = median(row[index] for row in rows)
        times = median(row[0] / row[index] for row in rows)
        mark = f"≥ {each.mark:g} 倍：{_reached(times >= each.mark)}" if each.mark else ""
        yield f"| {each.name} | {seconds * 1e6:.1f} | {1 / seconds:,.0f} | {times:.1f} | {mark} |"


def _reached(reached: bool) -> str:
    return "达到" if reached else "未达到"


def waits(book: Rulebook) -> dict[str, list[float]]:
    """Milliseconds to each question of the dialogues, by jurisdiction; nothing compiled or planned beforehand."""
    outcomes._place.cache_clear()
    random, keys = Random(7), list(book.jurisdictions)
    found: dict[str, list[float]] = {key: [] for key in keys}
    for number in range(DIALOGUES):
        key = keys[number % len(keys)]
        found[key].extend(_dialogue(book, key, random))
    return found


def _dialogue(book: Rulebook, jurisdiction: str, random: Random) -> Iterator[float]:
    """A person with one concern, or none but 容错, who answers until nothing is asked any more."""
    concern = random.choice([None, *book.terms.tracks])
    tracks = (*TRACKS, concern) if concern else None
    case = Case()
    while True:
        start = process_time()
        question = assess(book, jurisdiction, case, TODAY, tracks).next_question
        spent = process_time() - start
        if question is None:
            return
        yield spent * 1e3
        case = case.told({fact: _answer(book, fact, random) for fact in question.facts})


def _answer(book: Rulebook, fact: str, random: Random) -> str:
    chance = random.random()
    if chance < UNSURE:
        return UNKNOWN
    return INAPPLICABLE if chance < UNSURE + NOT_APPLICABLE else _drawn(book, fact, random)


def _wait_lines(book: Rulebook, runs: list[dict[str, list[float]]]) -> Iterator[str]:
    yield "| 下一问 | 问题数 | p50（毫秒） | p95（毫秒） | 最慢（毫秒） | 指标 |"
    yield "|---|---:|---:|---:|---:|---|"
    for key in book.jurisdictions:
        yield _wait_line(book.jurisdiction(key).name, [run[key] for run in runs])
    yield _wait_line("合计", [[each for found in run.values() for each in found] for run in runs])


def _wait_line(name: str, runs: list[list[float]]) -> str:
    points = [quantiles(run, n=100, method="inclusive") for run in runs]
    p50, p95 = median(each[49] for each in points), median(each[94] for each in points)
    mark = f"p95 ≤ {P95_MARK:g}：{_reached(p95 <= P95_MARK)}"
    return f"| {name} | {len(runs[0])} | {p50:.2f} | {p95:.2f} | {median(map(max, runs)):.0f} | {mark} |"


def main() -> int:
    """Prints both tables; 1 if zen and the rules do not agree. A missed mark is reported, not an error."""
    book = load_rulebook()
    engines = _engines(book)
    try:
        field = contenders(engines)
    except AssertionError as error:
        print(f"两边的结论不一致，没有计时：{error}", file=sys.stderr)
        return 1
    rows = sum(len(engines.table.rows(clause.condition)) for clause in engines.table.clauses)
    print(f"商州，容错：{len(engines.table.clauses)}个有结论的条款，{len(engines.table.fields)}个事实，zen 决策表{rows}行；"
          f"{CASES:,}个案例两边结论全部相同（assess 取前{FULL}个）；{REPETITIONS}轮交替，取中位数，按 CPU 时间。\n")
    print("\n".join(_rate_lines(field, measure(field))))
    runs = [waits(book) for _ in range(QUESTION_REPETITIONS)]
    print(f"\n{DIALOGUES}个模拟对话，每轮都从没有编译、没有规划的状态开始；"
          f"{UNSURE:.0%}答不清楚，{NOT_APPLICABLE:.0%}答不适用；{QUESTION_REPETITIONS}轮取中位数。\n")
    print("\n".join(_wait_lines(book, runs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
