"""Closed days as a person thinks of them: a break from its first day to its last, not a row for each day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from frontoffice.district.models import ClosedDay

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Break:
    """Closed days of one name and kind with no open day between; `days` counts those written down.

    `others` are their names in other languages, as (code, name).
    """

    first: date
    last: date
    name: str
    kind: str
    days: int
    others: tuple[tuple[str, str], ...] = ()


def breaks(closed: Iterable[ClosedDay], open_weekdays: set[int]) -> list[Break]:
    """The closed days (in their order) put together; weekdays that are never open part no break."""
    found: list[Break] = []
    for day in closed:
        kind = str(day.get_kind_display())
        others = tuple(
            sorted((code, words["name"]) for code, words in day.translations.items() if "name" in words)
        )
        before = found[-1] if found else None
        if (
            before
            and (before.name, before.kind, before.others) == (day.name, kind, others)
            and not _open_between(before, day, open_weekdays)
        ):
            found[-1] = Break(before.first, day.on, day.name, kind, before.days + 1, others)
        else:
            found.append(Break(day.on, day.on, day.name, kind, 1, others))
    return found


def _open_between(before: Break, day: ClosedDay, open_weekdays: set[int]) -> bool:
    between = before.last + ONE_DAY
    while between < day.on:
        if between.weekday() in open_weekdays:
            return True
        between += ONE_DAY
    return False
