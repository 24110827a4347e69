"""When an answer is due, in the words staff use. On the district's calendar, never in elapsed hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.dateformat import format as in_format
from django.utils.translation import gettext

from frontoffice.conversations.vocabulary import NOTHING_DUE
from frontoffice.district.calendar import Calendar
from frontoffice.ui.templatetags.staff import hour

SOON = timedelta(hours=1)
NEAR_BUSINESS_DAYS = 5
WEEKDAY_READS_FOR_DAYS = 6


@dataclass(frozen=True)
class Age:
    """`word` says when; `weight` is late, soon, still (no clock runs) or empty."""

    word: str
    weight: str = ""


@dataclass(frozen=True)
class Moment:
    """One reading of the clock, for a whole page."""

    at: datetime
    calendar: Calendar

    @property
    def today(self) -> date:
        return self.at.astimezone(self.calendar.zone).date()

    @property
    def next_business_day(self) -> date:
        return self.calendar.next_span(self.today + timedelta(days=1))[0].date()


def near_day(on: date, today: date) -> str:
    """ "Wed" within six days either way, else "Oct 6", with the year when it is another."""
    if abs((on - today).days) <= WEEKDAY_READS_FOR_DAYS:
        return in_format(on, "D")
    return in_format(on, "M j" if on.year == today.year else "M j, Y")


def since(at: datetime, moment: Moment) -> str:
    """A moment that has gone by: "9 am" today, else its day."""
    local = at.astimezone(moment.calendar.zone)
    return hour(local) if local.date() == moment.today else near_day(local.date(), moment.today)


def when(at: datetime, moment: Moment) -> str:
    """A moment in a thread: "Today 7:31 am", "Wed 8:30 am", "Oct 6, 8:30 am"."""
    local = at.astimezone(moment.calendar.zone)
    if local.date() == moment.today:
        return gettext("Today %(hour)s") % {"hour": hour(local)}
    return f"{near_day(local.date(), moment.today)} {hour(local)}"


def due(at: datetime, moment: Moment) -> Age:
    """When an owed answer is due."""
    if at <= moment.at:
        return Age(gettext("past due since %(when)s") % {"when": since(at, moment)}, "late")
    if at - moment.at < SOON:
        minutes = max(1, round((at - moment.at).total_seconds() / 60))
        return Age(gettext("due in %(minutes)s min") % {"minutes": minutes}, "soon")
    local = at.astimezone(moment.calendar.zone)
    if local.date() == moment.today:
        return Age(gettext("due today %(hour)s") % {"hour": hour(local)}, "soon")
    return Age(_later(local, moment))


def _later(local: datetime, moment: Moment) -> str:
    day, today = local.date(), moment.today
    if day == today + timedelta(days=1):
        return gettext("due tomorrow %(hour)s") % {"hour": hour(local)}
    near = (day - today).days <= WEEKDAY_READS_FOR_DAYS + NEAR_BUSINESS_DAYS
    if near and moment.calendar.business_days_between(today, day) <= NEAR_BUSINESS_DAYS:
        return gettext("due %(day)s %(hour)s") % {"day": in_format(day, "D"), "hour": hour(local)}
    return gettext("due %(day)s") % {"day": in_format(day, "M j" if day.year == today.year else "M j, Y")}


def age(facts: Any, moment: Moment) -> Age:
    """The age of one conversation, from its facts (a Conversation, or a row with the same names)."""
    if facts.closed_at:
        return Age(gettext("closed %(when)s") % {"when": since(facts.closed_at, moment)}, "still")
    if facts.pending_since:
        return Age(gettext("waiting since %(when)s") % {"when": since(facts.pending_since, moment)}, "still")
    if facts.due_at < NOTHING_DUE:
        return due(facts.due_at, moment)
    if facts.last_outbound_at:
        return Age(gettext("answered %(when)s") % {"when": since(facts.last_outbound_at, moment)}, "still")
    return Age(gettext("nothing due"), "still")


def group(facts: Any, moment: Moment) -> str:
    """The heading a conversation stands under in a list: when it is due, soonest first."""
    if facts.closed_at:
        return _closed_group(facts.closed_at, moment)
    if facts.due_at >= NOTHING_DUE:
        return gettext("Nothing owed")
    if facts.due_at <= moment.at:
        return gettext("Past due")
    day = facts.due_at.astimezone(moment.calendar.zone).date()
    if day == moment.today:
        return gettext("Due today")
    if day > moment.next_business_day:
        return gettext("Later")
    if day == moment.today + timedelta(days=1):
        return gettext("Due tomorrow")
    return gettext("Due %(day)s") % {"day": in_format(day, "l")}


def _closed_group(at: datetime, moment: Moment) -> str:
    day = at.astimezone(moment.calendar.zone).date()
    if day == moment.today:
        return gettext("Closed today")
    return gettext("Closed this week") if (moment.today - day).days < 7 else gettext("Earlier")
