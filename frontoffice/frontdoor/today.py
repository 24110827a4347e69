"""What a family wants to know of today: whether school is on, and which day off comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from frontoffice.district.calendar import current_calendar
from frontoffice.district.models import ClosedDay

SOON_DAYS = 21


@dataclass(frozen=True)
class Today:
    """`closed` is why the schools are closed today, `weekend` when it is only the day of the week."""

    on: date
    closed: ClosedDay | None
    weekend: bool
    next_closed: ClosedDay | None


def today(on: date) -> Today:
    """The day `on` in the district's own time zone, and the next day off within SOON_DAYS."""
    days = list(
        ClosedDay.objects.filter(on__gte=on, on__lte=on + timedelta(days=SOON_DAYS)).order_by("on")[:2]
    )
    closed = next((day for day in days if day.on == on), None)
    upcoming = next((day for day in days if day.on > on), None)
    return Today(on, closed, on.weekday() not in current_calendar().hours, upcoming)
