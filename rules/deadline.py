"""When a period ends: 日 are calendar days, 工作日 official working days, 月 and 年 by the calendar (READINGS 1–4)."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from rules.clause import Deadline
from rules.errors import InputError
from rules.workdays import Workdays, load_workdays

CALENDAR = Path(__file__).parent / "calendar.yml"
Day = date  # `Due.date` hides the type's name from the fields after it


@dataclass(frozen=True)
class Due:
    """The last day of a period, with the bounds between which it can fall.

    `earliest` is the opening of a window (7–15工作日) or, like `latest`, what an
    unannounced calendar leaves possible; `provisional` says that it is the calendar.
    """

    date: Day
    earliest: Day
    latest: Day
    provisional: bool
    unit: str
    basis: str


def due(deadline: Deadline, start: date) -> Due:
    """The end of `deadline` counted from `start`. The starting day is not counted (READINGS 1),
    a last day that is a day off is not moved (READINGS 2). Raises InputError for 工作日 in a
    year of which no calendar is known, and for an end after the last year a date can have."""
    try:
        return _working(deadline, start) if deadline.unit == "工作日" else _plain(deadline, start)
    except OverflowError as error:
        raise InputError(f"从{start.isoformat()}起算的期限超出了日历，请核对这个日期") from error


def _plain(deadline: Deadline, start: date) -> Due:
    last = _by_calendar(deadline.number, deadline.unit, start)
    first = _by_calendar(deadline.least, deadline.unit, start) if deadline.least else last
    return Due(last, first, last, False, deadline.unit, basis(deadline, start))


def basis(deadline: Deadline, start: date | None) -> str:
    """How the end is counted, in words."""
    since = start.isoformat() if start else deadline.start
    window = f"{deadline.least}至" if deadline.least else ""
    measure = {"月": "个月", "工作日": "个工作日"}.get(deadline.unit, deadline.unit)
    return f"自{since}起{window}{deadline.number}{measure}（当日不计）"


def _by_calendar(number: int, unit: str, start: date) -> date:
    if unit == "日":
        return start + timedelta(days=number)
    months = number * 12 if unit == "年" else number
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > date.max.year:
        raise OverflowError
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _working(deadline: Deadline, start: date) -> Due:
    days = load_workdays(CALENDAR)
    last = _count(start, deadline.number, days.likely)
    earliest = _count(start, deadline.least or deadline.number, days.possibly)
    latest = _count(start, deadline.number, days.surely)
    return Due(last, earliest, latest, not _is_certain(days, start, latest), deadline.unit, basis(deadline, start))


def _count(start: date, number: int, is_worked: Callable[[date], bool]) -> date:
    day = start
    while number:
        day += timedelta(days=1)
        number -= is_worked(day)
    return day


def _is_certain(days: Workdays, start: date, latest: date) -> bool:
    return all(days.is_certain(start + timedelta(days=offset)) for offset in range(1, (latest - start).days + 1))
