"""When a period ends: the unit counts, the first day does not, and an unannounced year says so."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.clause import Deadline
from rules.deadline import CALENDAR, Due, due
from rules.errors import InputError
from rules.workdays import Workdays, load_workdays
from tests.rules.copies import edited

START = "收到决定日期"
UNITS = ("日", "工作日", "月", "年")


def _due(number: int, unit: str, start: date, least: int | None = None) -> Due:
    return due(Deadline(number, unit, START, least), start)


@pytest.mark.parametrize("number, unit, start, end", [
    (15, "日", date(2026, 11, 2), date(2026, 11, 17)),
    (15, "工作日", date(2026, 11, 2), date(2026, 11, 23)),
    (15, "日", date(2026, 9, 28), date(2026, 10, 13)),
    (15, "工作日", date(2026, 9, 28), date(2026, 10, 23)),
    (1, "工作日", date(2026, 9, 30), date(2026, 10, 8)),
    (3, "工作日", date(2026, 9, 30), date(2026, 10, 10)),
    (1, "工作日", date(2026, 9, 18), date(2026, 9, 20)),
    (5, "工作日", date(2026, 10, 1), date(2026, 10, 13)),
])
def test_working_days_are_not_calendar_days(number: int, unit: str, start: date, end: date) -> None:
    """国庆 2026: 1–7 October are off, 20 September and 10 October are worked."""
    found = _due(number, unit, start)
    assert (found.date, found.earliest, found.latest, found.provisional) == (end, end, end, False)


@pytest.mark.parametrize("number, unit, start, end", [
    (1, "月", date(2026, 1, 31), date(2026, 2, 28)),
    (1, "月", date(2028, 1, 31), date(2028, 2, 29)),
    (3, "月", date(2026, 8, 31), date(2026, 11, 30)),
    (6, "月", date(2026, 8, 31), date(2027, 2, 28)),
    (1, "月", date(2026, 2, 28), date(2026, 3, 28)),
    (1, "月", date(2026, 12, 31), date(2027, 1, 31)),
    (12, "月", date(2026, 12, 15), date(2027, 12, 15)),
    (1, "年", date(2028, 2, 29), date(2029, 2, 28)),
    (2, "年", date(2026, 6, 30), date(2028, 6, 30)),
])
def test_months_end_on_the_same_day_or_the_last(number: int, unit: str, start: date, end: date) -> None:
    """READINGS 4: where the month has no such day, its last day."""
    assert _due(number, unit, start).date == end


def test_a_last_day_off_is_not_moved() -> None:
    """READINGS 2: 15 days from 16 September 2026 end on 国庆, and stay there."""
    assert _due(15, "日", date(2026, 9, 16)).date == date(2026, 10, 1)


def test_a_window_opens_and_closes() -> None:
    """7至15个工作日: the seventh working day is the earliest, the fifteenth the date and the latest."""
    found = _due(15, "工作日", date(2026, 11, 2), least=7)
    assert (found.earliest, found.date, found.latest) == (date(2026, 11, 11), date(2026, 11, 23), date(2026, 11, 23))
    assert not found.provisional
    assert found.basis == "自2026-11-02起7至15个工作日（当日不计）"


def test_a_window_of_calendar_units() -> None:
    """The same for 日 and 月."""
    assert _due(30, "日", date(2026, 11, 2), least=10).earliest == date(2026, 11, 12)
    assert _due(3, "月", date(2026, 11, 30), least=1).earliest == date(2026, 12, 30)


@pytest.mark.parametrize("unit", ["日", "月", "年"])
def test_calendar_units_are_firm_in_any_year(unit: str) -> None:
    """READINGS 3: only 工作日 depend on an announcement."""
    for year in (2026, 2027, 2035):
        found = _due(2, unit, date(year, 12, 30))
        assert not found.provisional and found.earliest == found.date == found.latest


def test_working_days_that_reach_2027_are_provisional() -> None:
    """15 working days from 25 December 2026: a likely date between an earliest and a latest."""
    found = _due(15, "工作日", date(2026, 12, 25))
    assert found.provisional
    assert found.earliest <= found.date <= found.latest
    assert found.earliest < found.latest


def test_working_days_that_end_in_2026_are_firm() -> None:
    """The unannounced year matters only to periods that reach it."""
    assert not _due(4, "工作日", date(2026, 12, 25)).provisional
    assert _due(4, "工作日", date(2026, 12, 25)).date == date(2026, 12, 31)


ANNOUNCED = "公布:\n  2027: {放假: [2027-01-01, 2027-01-04], 上班: [2027-01-10]}\n"


def test_an_announced_year_is_firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator who writes the year into calendar.yml gets firm dates, counted by it."""
    start = date(2026, 12, 28)
    assert _due(8, "工作日", start).provisional
    path = tmp_path / "calendar.yml"
    path.write_text(edited(CALENDAR.read_text("utf-8"), "公布: {}\n", ANNOUNCED), "utf-8")
    monkeypatch.setattr("rules.deadline.CALENDAR", path)
    found = _due(8, "工作日", start)
    assert (found.date, found.earliest, found.latest, found.provisional) == (
        date(2027, 1, 10), date(2027, 1, 10), date(2027, 1, 10), False)


@pytest.mark.parametrize("start", [date(2035, 3, 1), date(2003, 3, 3), date(2029, 12, 20)])
def test_a_year_without_a_calendar_is_refused(start: date) -> None:
    """No calendar, no working days: one line that says how to mend it."""
    with pytest.raises(InputError, match=r"没有20\d\d年的工作日历.*calendar\.yml") as error:
        _due(15, "工作日", start)
    assert "\n" not in str(error.value)


@given(st.dates(date(2004, 1, 1), date(2026, 6, 30)), st.integers(1, 60))
@settings(max_examples=300, deadline=None)
def test_exactly_n_working_days_after_the_start(start: date, number: int) -> None:
    """(start, end] holds n official working days and end is one of them; start is not counted."""
    end = _due(number, "工作日", start).date
    days = [start + timedelta(days=offset) for offset in range(1, (end - start).days + 1)]
    assert sum(map(chinese_calendar.is_workday, days)) == number
    assert chinese_calendar.is_workday(end)


@given(st.dates(date(2026, 9, 1), date(2029, 6, 30)), st.integers(1, 60), st.sampled_from(UNITS))
@settings(max_examples=300, deadline=None)
def test_bounds_enclose_the_date(start: date, number: int, unit: str) -> None:
    """Whatever the unit and the year: start < earliest ≤ likely ≤ latest, and firm means one day."""
    found = _due(number, unit, start)
    assert start < found.earliest <= found.date <= found.latest
    assert found.provisional or found.earliest == found.date == found.latest


FESTIVALS = """
  2018: {元旦: 2018-01-01, 春节: 2018-02-16, 清明节: 2018-04-05, 劳动节: 2018-05-01, 端午节: 2018-06-18, 中秋节: 2018-09-24, 国庆节: 2018-10-01}
  2019: {元旦: 2019-01-01, 春节: 2019-02-05, 清明节: 2019-04-05, 劳动节: 2019-05-01, 端午节: 2019-06-07, 中秋节: 2019-09-13, 国庆节: 2019-10-01}
  2021: {元旦: 2021-01-01, 春节: 2021-02-12, 清明节: 2021-04-04, 劳动节: 2021-05-01, 端午节: 2021-06-14, 中秋节: 2021-09-21, 国庆节: 2021-10-01}
  2022: {元旦: 2022-01-01, 春节: 2022-02-01, 清明节: 2022-04-05, 劳动节: 2022-05-01, 端午节: 2022-06-03, 中秋节: 2022-09-10, 国庆节: 2022-10-01}
  2023: {元旦: 2023-01-01, 春节: 2023-01-22, 清明节: 2023-04-05, 劳动节: 2023-05-01, 端午节: 2023-06-22, 中秋节: 2023-09-29, 国庆节: 2023-10-01}
  2024: {元旦: 2024-01-01, 春节: 2024-02-10, 清明节: 2024-04-04, 劳动节: 2024-05-01, 端午节: 2024-06-10, 中秋节: 2024-09-17, 国庆节: 2024-10-01}
  2025: {元旦: 2025-01-01, 春节: 2025-01-29, 清明节: 2025-04-04, 劳动节: 2025-05-01, 端午节: 2025-05-31, 中秋节: 2025-10-06, 国庆节: 2025-10-01}
  2026: {元旦: 2026-01-01, 春节: 2026-02-17, 清明节: 2026-04-05, 劳动节: 2026-05-01, 端午节: 2026-06-19, 中秋节: 2026-09-25, 国庆节: 2026-10-01}
"""


def _as_if_unannounced(folder: Path) -> Workdays:
    path = folder / "calendar.yml"
    path.write_text(edited(CALENDAR.read_text("utf-8"), "节日:\n", "节日:" + FESTIVALS), "utf-8")
    return load_workdays(path)


@pytest.mark.parametrize("year", [2018, 2019, 2021, 2022, 2023, 2024, 2025, 2026])
def test_bounds_would_have_held_in_past_years(year: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Had the year not been announced: what is sure was worked, and (since 2025, when the holidays
    of today's law came into force) what was worked was possible. 2020 was extraordinary."""
    monkeypatch.setattr(Workdays, "_library", lambda self, day: None)
    days = _as_if_unannounced(tmp_path)
    wrong = []
    for offset in range((date(year + 1, 1, 1) - date(year, 1, 1)).days):
        day = date(year, 1, 1) + timedelta(days=offset)
        worked = chinese_calendar.is_workday(day)
        if (days.surely(day) and not worked) or (worked and year >= 2025 and not days.possibly(day)):
            wrong.append(day.isoformat())
    assert wrong == []


def test_a_break_reaches_back_over_the_turn_of_the_year() -> None:
    """元旦 can take days of December (calendar.yml: 最多前2天): none of them is surely worked."""
    days = load_workdays(CALENDAR)
    assert not days.surely(date(2027, 12, 31))
    assert not days.surely(date(2027, 12, 30))


def test_nothing_is_sure_where_an_unknown_year_may_reach() -> None:
    """元旦 of 2030 is in no table: the last days of 2029 may be taken by it, and a weekend before made up for it."""
    days = load_workdays(CALENDAR)
    assert days.surely(date(2029, 12, 28)) and not days.surely(date(2029, 12, 31))
    assert days.likely(date(2029, 12, 31)) and days.possibly(date(2029, 12, 29))


def test_an_announced_year_may_take_days_of_the_one_before(tmp_path: Path) -> None:
    """The notice for 2028 gives 2027-12-31 off: that day is certain, the rest of 2027 is not."""
    path = tmp_path / "calendar.yml"
    path.write_text(edited(CALENDAR.read_text("utf-8"), "公布: {}\n", "公布:\n  2028: {放假: [2027-12-31]}\n"), "utf-8")
    days = load_workdays(path)
    assert days.is_certain(date(2027, 12, 31)) and not days.likely(date(2027, 12, 31))
    assert not days.is_certain(date(2027, 12, 30)) and days.surely(date(2028, 5, 1))


@pytest.mark.parametrize("unit", UNITS)
def test_an_end_beyond_all_dates_is_refused(unit: str) -> None:
    """A mistyped year is one line, not a crash."""
    with pytest.raises(InputError):
        _due(15, unit, date(9999, 12, 30))
