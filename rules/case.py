"""A case as told: facts with their four states, and the dates deadlines start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rules.errors import InputError, suggest
from rules.facts import INAPPLICABLE, UNKNOWN, Vocabulary


@dataclass(frozen=True)
class Case:
    """`facts` holds what was answered (a value, 不清楚 or 不适用); what is absent was not asked."""

    facts: dict[str, str] = field(default_factory=dict)
    dates: dict[str, date] = field(default_factory=dict)

    def told(self, facts: Mapping[str, str], dates: Mapping[str, date] | None = None) -> Case:
        """The case once these answers are added; a later answer replaces an earlier one."""
        return Case({**self.facts, **facts}, {**self.dates, **(dates or {})})

    def without(self, names: set[str]) -> Case:
        """The case as if these had never been answered."""
        return Case({key: value for key, value in self.facts.items() if key not in names},
                    {key: value for key, value in self.dates.items() if key not in names})

    def as_json(self) -> dict[str, str]:
        return {**self.facts, **{key: day.isoformat() for key, day in self.dates.items()}}


def read_case(raw: Any, vocabulary: Vocabulary) -> Case:
    """A case from a mapping of fact ids to values. Raises InputError on anything else."""
    if not isinstance(raw, dict):
        raise InputError("事实要写成 {事实: 取值} 的 JSON 对象")
    facts: dict[str, str] = {}
    dates: dict[str, date] = {}
    for key, value in raw.items():
        if key in vocabulary.dates:
            if value not in (None, UNKNOWN):
                dates[key] = _date(key, value)
        else:
            facts[key] = _value(key, value, vocabulary)
    return Case(facts, dates)


def _date(key: str, value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise InputError(f"“{key}”不是日期：{value}。请写成 2026-10-12 这样") from error


def _value(key: str, value: Any, vocabulary: Vocabulary) -> str:
    if key not in vocabulary.facts:
        raise InputError(f"词表里没有事实“{key}”。{suggest(key, [*vocabulary.facts, *vocabulary.dates])}")
    value = UNKNOWN if value is None else value
    options = vocabulary.facts[key].options
    if not isinstance(value, str) or value not in (*options, UNKNOWN, INAPPLICABLE):
        raise InputError(f"“{key}”没有取值“{value}”。可以写：{'、'.join((*options, UNKNOWN, INAPPLICABLE))}")
    return value
