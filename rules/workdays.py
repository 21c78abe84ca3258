"""Official working days (工作日 with 调休), and what is certain about years not announced yet."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from pathlib import Path

import chinese_calendar

from rules.errors import InputError
from rules.source import Located, read_yaml

_SWAP = 8  # days around a break in which a weekend has been made a working day
_REACH = 2  # days of December that a break of the next January can take: 元旦, as it is the first


@dataclass(frozen=True)
class Span:
    first: date
    last: date

    def has(self, day: date, margin: int = 0) -> bool:
        return self.first - timedelta(margin) <= day <= self.last + timedelta(margin)


@dataclass(frozen=True)
class Workdays:
    """Whether a day is worked: likely, surely, possibly. Raises InputError for a year nothing is known of.

    `off` and `on` are the days of the `announced` years; of the `expected` ones only the festivals
    are known, as `statutory` holidays and as the `longest` breaks that may be made of them. Spans
    are held together, not by year: a break does not end with the year.
    """

    announced: frozenset[int]
    off: frozenset[date]
    on: frozenset[date]
    expected: frozenset[int]
    statutory: tuple[Span, ...]
    longest: tuple[Span, ...]

    def is_certain(self, day: date) -> bool:
        """Whether the official calendar of that day is known."""
        return self._known(day) is not None

    def likely(self, day: date) -> bool:
        return self._worked(day, lambda: day.weekday() < 5 and not self._statutory(day))

    def surely(self, day: date) -> bool:
        """Worked under every calendar that could still be announced."""
        return self._worked(day, lambda: day.weekday() < 5 and not self._break(day))

    def possibly(self, day: date) -> bool:
        """Worked under some calendar that could still be announced."""
        return self._worked(day, lambda: (day.weekday() < 5 or self._break(day, _SWAP)) and not self._statutory(day))

    def _worked(self, day: date, expected: Callable[[], bool]) -> bool:
        known = self._known(day)
        if known is None and day.year not in self.expected:
            raise InputError(f"没有{day.year}年的工作日历，算不出工作日期限；请在 rules/calendar.yml 里补上这一年")
        return expected() if known is None else known

    def _known(self, day: date) -> bool | None:
        if day in self.on or day in self.off:
            return day in self.on
        return day.weekday() < 5 if day.year in self.announced else self._library(day)

    def _library(self, day: date) -> bool | None:
        return _official(day)

    def _statutory(self, day: date) -> bool:
        return any(span.has(day) for span in self.statutory)

    def _break(self, day: date, margin: int = 0) -> bool:
        """Whether a break may reach the day, be it one of a year whose festivals are not known."""
        ahead = (day + timedelta(_REACH + margin)).year
        return ahead not in self.announced | self.expected or any(span.has(day, margin) for span in self.longest)


@lru_cache(maxsize=10_000)
def _official(day: date) -> bool | None:
    """What the library says, kept: a period asks for each of its days several times."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


@lru_cache(maxsize=2)
def load_workdays(path: Path) -> Workdays:
    """Raises RuleError."""
    root = read_yaml(path)
    root.only({"公布", "节日", "放假跨度"})
    announced = _years(root, "公布")
    festivals = {year: node for year, node in _years(root, "节日").items() if year not in announced}
    statutory, longest = (_spans(root.mapping("放假跨度"), festivals, kind) for kind in ("法定", "最多"))
    return Workdays(frozenset(announced), _days(announced, "放假"), _days(announced, "上班"),
                    frozenset(festivals), statutory, longest)


def _years(root: Located, key: str) -> dict[int, Located]:
    inner = root.mapping(key, int)
    return {year: inner.mapping(year) for year in inner if isinstance(year, int)}


def _days(announced: dict[int, Located], key: str) -> frozenset[date]:
    for node in announced.values():
        node.only(set(), {"放假", "上班"})
    return frozenset(chain.from_iterable(node.many(key, date) for node in announced.values()))


def _spans(breaks: Located, festivals: dict[int, Located], kind: str) -> tuple[Span, ...]:
    return tuple(_span(node, name, _reach(breaks, node, name, kind)) for node in festivals.values() for name in node)


def _span(festivals: Located, name: Hashable, reach: tuple[int, int]) -> Span:
    day = festivals.one(name, date)
    return Span(day - timedelta(reach[0]), day + timedelta(reach[1]))


def _reach(breaks: Located, festivals: Located, name: Hashable, kind: str) -> tuple[int, int]:
    if name not in breaks:
        raise festivals.error(name, f"“放假跨度”里没有“{name}”", "请在“放假跨度”里补上这个节日")
    days = breaks.mapping(name).many(kind, int)
    if len(days) != 2:
        raise breaks.error(name, f"“{name}”的“{kind}”不是前后两个天数", f"请写成 {kind}: [0, 2]")
    return days[0], days[1]
