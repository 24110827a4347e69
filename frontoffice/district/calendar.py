"""Clocks that run only while the district is open: promise dates and ages in business time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from time import monotonic
from zoneinfo import ZoneInfo

from frontoffice.district.models import ClosedDay, District, OpenHours

FRESH_S = 30
MAX_SEARCH_DAYS = 400
DEFAULT_HOURS = {weekday: (time(7, 30), time(16, 30)) for weekday in range(5)}


@dataclass(frozen=True)
class Calendar:
    """The district's opening hours by weekday (0 is Monday), its closed days, and its time zone."""

    zone: ZoneInfo
    hours: dict[int, tuple[time, time]] = field(default_factory=lambda: dict(DEFAULT_HOURS))
    closed: dict[date, str] = field(default_factory=dict)

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """When `day` opens and closes (aware, local), or None when the district is closed on it."""
        hours = self.hours.get(day.weekday())
        if hours is None or day in self.closed:
            return None
        return tuple(datetime.combine(day, at, self.zone) for at in hours)  # type: ignore[return-value]

    def is_open_on(self, day: date) -> bool:
        return self.span(day) is not None

    def next_span(self, day: date) -> tuple[datetime, datetime]:
        """The first open span from `day` on; the day itself, nine to five, if the calendar never opens."""
        for offset in range(MAX_SEARCH_DAYS):
            if found := self.span(day + timedelta(days=offset)):
                return found
        return (datetime.combine(day, time(9), self.zone), datetime.combine(day, time(17), self.zone))

    def first_open_moment(self, at: datetime) -> datetime:
        """`at` itself when the district is open then, else the next opening."""
        local = at.astimezone(self.zone)
        opens, closes = self.next_span(local.date())
        if local < closes:
            return max(local, opens)
        return self.next_span(local.date() + timedelta(days=1))[0]

    def promise(self, at: datetime, goal: str) -> datetime:
        """When an answer to something written `at` is due under `goal` ("4h", "0d", "2d"), in UTC.

        Hours count only while open. Days count whole business days after the first open moment; the promise
        is the close of the last one ("0d" is the close of the same business day).
        """
        start = self.first_open_moment(at)
        amount, unit = int(goal[:-1]), goal[-1]
        due = self._after_minutes(start, amount * 60) if unit == "h" else self._after_days(start, amount)
        return due.astimezone(ZoneInfo("UTC"))

    def _after_minutes(self, start: datetime, minutes: int) -> datetime:
        left = timedelta(minutes=minutes)
        opens, closes = self.next_span(start.date())
        at = max(start, opens)
        while closes - at < left:
            left -= closes - at
            opens, closes = self.next_span(closes.date() + timedelta(days=1))
            at = opens
        return at + left

    def _after_days(self, start: datetime, days: int) -> datetime:
        closes = self.next_span(start.date())[1]
        for _ in range(days):
            closes = self.next_span(closes.date() + timedelta(days=1))[1]
        return closes

    def business_minutes(self, start: datetime, end: datetime) -> int:
        """Whole open minutes between two moments; 0 when `end` is not after `start`."""
        local, until = start.astimezone(self.zone), end.astimezone(self.zone)
        total = timedelta()
        day = local.date()
        while day <= until.date():
            if span := self.span(day):
                total += max(timedelta(), min(span[1], until) - max(span[0], local))
            day += timedelta(days=1)
        return int(total.total_seconds() // 60)

    def business_days_between(self, first: date, last: date) -> int:
        """How many open days lie after `first` up to and including `last`."""
        days = (last - first).days
        return sum(self.is_open_on(first + timedelta(days=offset)) for offset in range(1, days + 1))


@lru_cache(maxsize=1)
def _calendar(_period: int) -> Calendar:
    hours = {row.weekday: (row.opens_at, row.closes_at) for row in OpenHours.objects.all()}
    closed = dict(ClosedDay.objects.values_list("on", "name"))
    return Calendar(ZoneInfo(District.current().time_zone), hours or dict(DEFAULT_HOURS), closed)


def current_calendar() -> Calendar:
    """The district's calendar, at most FRESH_S seconds old."""
    return _calendar(int(monotonic() // FRESH_S))


def today() -> date:
    """The date in the district's own time zone."""
    return datetime.now(current_calendar().zone).date()


def forget_calendar() -> None:
    """Read the calendar afresh at the next use: for the screens that change it, and for tests."""
    _calendar.cache_clear()
