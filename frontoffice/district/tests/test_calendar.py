"""Promise dates on the calendar: breaks, weekends, daylight saving, snow, a district that never opens."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from frontoffice.district.calendar import Calendar

ZONE = ZoneInfo("America/Chicago")
HOURS = {weekday: (time(8), time(16)) for weekday in range(5)}


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("written", "goal", "due"),
    [
        ("2026-11-24 10:00", "4h", "2026-11-24 14:00"),
        ("2026-11-24 14:00", "4h", "2026-11-25 10:00"),
        ("2026-11-24 10:00", "0d", "2026-11-24 16:00"),
        ("2026-11-24 10:00", "1d", "2026-11-25 16:00"),
        ("2026-11-24 17:00", "0d", "2026-11-25 16:00"),
        ("2026-11-27 10:00", "1d", "2026-11-30 16:00"),  # over a weekend
        ("2026-11-28 10:00", "1h", "2026-11-30 09:00"),
        ("2026-10-30 15:00", "2h", "2026-11-02 09:00"),  # clocks went back between
        ("2027-03-12 15:00", "2h", "2027-03-15 09:00"),  # clocks went forward between
    ],
)
def test_a_promise_counts_only_while_the_district_is_open(written: str, goal: str, due: str) -> None:
    assert Calendar(ZONE, HOURS).promise(at(written), goal) == at(due)


def test_a_break_and_a_snow_day_move_the_promise() -> None:
    week = {date(2026, 12, day): "Winter break" for day in range(21, 32)}
    assert Calendar(ZONE, HOURS, week).promise(at("2026-12-18 10:00"), "1d") == at("2027-01-01 16:00")
    snow = {date(2026, 11, 25): "Snow day"}
    assert Calendar(ZONE, HOURS, snow).promise(at("2026-11-24 10:00"), "1d") == at("2026-11-26 16:00")


def test_a_calendar_that_never_opens_still_promises() -> None:
    assert Calendar(ZONE, {}).promise(at("2026-11-24 10:00"), "0d") == at("2026-11-24 17:00")


def test_business_minutes_leave_out_nights_and_weekends() -> None:
    calendar = Calendar(ZONE, HOURS)
    assert calendar.business_minutes(at("2026-11-27 15:00"), at("2026-11-30 09:00")) == 120
    assert calendar.business_minutes(at("2026-11-30 09:00"), at("2026-11-27 15:00")) == 0
