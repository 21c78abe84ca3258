"""Dates as people write them: 10月12号, 2026年10月12日, 上个月12号, 昨天, 三天前."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import cn2an

_N = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:(\d{4}|今|去|前|本)年)?"
_FULL = re.compile(r"(\d{4})[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})[日号]?")
_MONTH_DAY = re.compile(rf"{_YEAR}\s*{_N}\s*月\s*{_N}\s*[日号]?")
_RELATIVE_MONTH = re.compile(rf"(上个?月|这个?月|本月)\s*{_N}\s*[日号]")
_AGO = re.compile(rf"{_N}\s*(天|日|周|个?星期)(?:之?前|以前)")
_WORDS = {"大前天": 3, "前天": 2, "昨天": 1, "昨日": 1, "今天": 0, "今日": 0}


@dataclass(frozen=True)
class DateMention:
    day: date
    start: int
    end: int


def find_date(text: str, today: date) -> DateMention | None:
    """The first date in `text`; a month and day without a year is the latest that is not after `today`."""
    for reader in (_full, _relative_month, _month_day, _ago, _word):
        found = reader(text, today)
        if found:
            return found
    return None


def _full(text: str, today: date) -> DateMention | None:
    match = _FULL.search(text)
    return _mention(match, *map(int, match.groups())) if match else None


def _month_day(text: str, today: date) -> DateMention | None:
    match = _MONTH_DAY.search(text)
    if not match:
        return None
    named, month, day = match.group(1), _number(match.group(2)), _number(match.group(3))
    year = _year(named, today)
    found = _mention(match, year, month, day)
    if found and named is None and found.day > today:
        return _mention(match, year - 1, month, day)
    return found


def _year(named: str | None, today: date) -> int:
    offsets = {None: 0, "今": 0, "本": 0, "去": -1, "前": -2}
    return today.year + offsets[named] if named in offsets else int(str(named))


def _relative_month(text: str, today: date) -> DateMention | None:
    match = _RELATIVE_MONTH.search(text)
    if not match:
        return None
    back = match.group(1).startswith("上")
    first = today.replace(day=1) - timedelta(days=1) if back else today
    return _mention(match, first.year, first.month, _number(match.group(2)))


def _ago(text: str, today: date) -> DateMention | None:
    match = _AGO.search(text)
    if not match:
        return None
    days = _number(match.group(1)) * (1 if match.group(2) in "天日" else 7)
    return DateMention(today - timedelta(days=days), match.start(), match.end())


def _word(text: str, today: date) -> DateMention | None:
    for word, days in _WORDS.items():
        if word in text:
            return DateMention(today - timedelta(days=days), text.index(word), text.index(word) + len(word))
    return None


def _number(text: str) -> int:
    return int(cn2an.cn2an(text, "smart"))


def _mention(match: re.Match[str], year: int, month: int, day: int) -> DateMention | None:
    try:
        return DateMention(date(year, month, day), match.start(), match.end())
    except ValueError:
        return None
