"""Official working days (工作日 with 调休), and what is certain about years not announced yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Mapping

import chinese_calendar

from rules.errors import InputError
from rules.source import read_yaml

_SWAP = 8  # days around a break in which a weekend has been made a working day


@dataclass(frozen=True)
class Span:
    first: date
    last: date

    def has(self, day: date, margin: int = 0) -> bool:
        return self.first - timedelta(margin) <= day <= self.last + timedelta(margin)


@dataclass(frozen=True)
class Year:
    """One year outside the library: announced days, or else the festivals alone."""

    off: frozenset[date]
    on: frozenset[date]
    announced: bool
    statutory: tuple[Span, ...] = ()
    longest: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Workdays:
    """Whether a day is worked: likely, surely, possibly. Raises InputError for a year nothing is known of."""

    years: Mapping[int, Year]

    def is_certain(self, day: date) -> bool:
        """Whether the official calendar of that year is known."""
        return self._library(day) is not None or self._year(day).announced

    def likely(self, day: date) -> bool:
        known = self._known(day)
        return known if known is not None else day.weekday() < 5 and not self._statutory(day)

    def surely(self, day: date) -> bool:
        """Worked under every calendar that could still be announced."""
        known = self._known(day)
        return known if known is not None else day.weekday() < 5 and not self._break(day)

    def possibly(self, day: date) -> bool:
        """Worked under some calendar that could still be announced."""
        known = self._known(day)
        swapped = day.weekday() < 5 or self._break(day, _SWAP)
        return known if known is not None else swapped and not self._statutory(day)

    def _known(self, day: date) -> bool | None:
        found = self._library(day)
        if found is not None:
            return found
        year = self._year(day)
        return (day in year.on or (day.weekday() < 5 and day not in year.off)) if year.announced else None

    def _library(self, day: date) -> bool | None:
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return None

    def _year(self, day: date) -> Year:
        if day.year not in self.years:
            raise InputError(f"没有{day.year}年的工作日历，算不出工作日期限；请在 rules/calendar.yml 里补上这一年")
        return self.years[day.year]

    def _statutory(self, day: date) -> bool:
        return any(span.has(day) for span in self._year(day).statutory)

    def _break(self, day: date, margin: int = 0) -> bool:
        return any(span.has(day, margin) for span in self._year(day).longest)


@lru_cache(maxsize=2)
def load_workdays(path: Path) -> Workdays:
    """Raises RuleError."""
    root = read_yaml(path)
    root.only({"公布", "节日", "放假跨度"})
    breaks = root["放假跨度"]
    years = {number: _expected(festivals, breaks) for number, festivals in root["节日"].items()}
    for number, node in root["公布"].items():
        years[number] = Year(frozenset(node.get("放假", ())), frozenset(node.get("上班", ())), True)
    return Workdays(years)


def _expected(festivals: Mapping[str, date], breaks: Mapping[str, Mapping[str, list[int]]]) -> Year:
    def spans(kind: str) -> tuple[Span, ...]:
        return tuple(Span(day - timedelta(breaks[name][kind][0]), day + timedelta(breaks[name][kind][1]))
                     for name, day in festivals.items())
    return Year(frozenset(), frozenset(), False, spans("法定"), spans("最多"))
