"""How many addresses showed after each scan: the numbers, and where they stand in a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from frontoffice.exposure.models import Tally

MOST_POINTS = 400
SHOWN_DAYS = 400
LEFT, RIGHT, TOP, BOTTOM = 36.0, 700.0, 21.0, 162.0
LABELS_ACROSS = 5


@dataclass(frozen=True)
class Point:
    """After a scan at `at`, `shown` addresses still showed on all sites together; `returned` lines
    came back.
    """

    at: datetime
    shown: int
    returned: int = 0


@dataclass(frozen=True)
class Label:
    x: str
    y: str
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Chart:
    """A step line: paths and labels on a 760 by 190 grid; `says` is the whole in a sentence."""

    says: str
    line: str
    area: str
    across: tuple[Label, ...]
    up: tuple[Label, ...]
    came_back: tuple[Label, ...]
    last: Label


def points(since: datetime) -> list[Point]:
    """The trend of all watched sites from `since` on, oldest first; a site counts with its newest
    scan so far.
    """
    tallies = (
        Tally.objects.filter(scan__site__retired_at=None, at__gte=since)
        .order_by("-at", "-id")
        .values_list("at", "shown", "returned", "scan__site_id")[:MOST_POINTS]
    )
    shown: dict[int, int] = {}
    found: list[Point] = []
    for at, count, returned, site in reversed(tallies):
        shown[site] = count
        found.append(Point(at, sum(shown.values()), returned))
    return found


def since_when(now: datetime) -> datetime:
    """The oldest scan a trend shows: a school year and its summer."""
    return now - timedelta(days=SHOWN_DAYS)


def chart(trend: list[Point]) -> Chart | None:
    """The drawing; None with fewer than two scans, which make no trend."""
    if len(trend) < 2 or trend[0].at == trend[-1].at:
        return None
    top = nice_top(max(point.shown for point in trend))
    spots = [(_x(point.at, trend), _y(point.shown, top)) for point in trend]
    line = f"M{spots[0][0]:.1f} {spots[0][1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in spots[1:])
    first, last = trend[0], trend[-1]
    says = _("Addresses still shown, by scan: %(first)s on %(start)s, %(last)s on %(end)s.") % {
        "first": first.shown,
        "start": day(first.at),
        "last": last.shown,
        "end": day(last.at),
    }
    x, y = spots[-1]
    return Chart(
        says=says,
        line=line,
        area=f"{line}V{BOTTOM:.0f}H{LEFT:.0f}Z",
        across=_across(trend),
        up=_up(top),
        came_back=_came_back(trend, spots),
        last=Label(f"{x:.1f}", f"{y:.1f}", _("%(count)s left") % {"count": last.shown}, "start"),
    )


def nice_top(most: int) -> int:
    """A round number at or above `most` that two or three round steps reach."""
    for scale in (1, 10, 100, 1_000, 10_000, 100_000):
        for step in (1, 2, 5):
            if step * scale * 3 >= most:
                return step * scale * (2 if step * scale * 2 >= most else 3)
    return most


def day(at: datetime) -> str:
    return date_format(localtime(at), "M j")


def _x(at: datetime, trend: list[Point]) -> float:
    whole = (trend[-1].at - trend[0].at).total_seconds()
    return LEFT + (RIGHT - LEFT) * (at - trend[0].at).total_seconds() / whole


def _y(shown: int, top: int) -> float:
    return BOTTOM - (BOTTOM - TOP) * shown / max(top, 1)


def _up(top: int) -> tuple[Label, ...]:
    steps = 3 if top % 3 == 0 else 2
    values = [top * part // steps for part in range(steps + 1)]
    return tuple(Label(f"{LEFT - 8:.0f}", f"{_y(value, top):.1f}", str(value), "end") for value in values)


def _across(trend: list[Point]) -> tuple[Label, ...]:
    """The days of up to LABELS_ACROSS moments, evenly spread; the same day is named once."""
    first, whole = trend[0].at, trend[-1].at - trend[0].at
    count = min(LABELS_ACROSS, max(2, whole.days + 1))
    labels: dict[str, Label] = {}
    for part in range(count):
        share = part / (count - 1)
        anchor = "start" if part == 0 else "end" if part == count - 1 else "middle"
        text = day(first + whole * share)
        labels.setdefault(text, Label(f"{LEFT + (RIGHT - LEFT) * share:.1f}", "184", text, anchor))
    return tuple(labels.values())


def _came_back(trend: list[Point], spots: list[tuple[float, float]]) -> tuple[Label, ...]:
    """The newest scan that saw lines come back, when there is room to say so."""
    back = [
        (point, spot) for point, spot in zip(trend, spots, strict=True) if point.returned and spot[1] > 60
    ]
    return tuple(
        Label(f"{min(max(x, 90), 620):.1f}", f"{y:.1f}", _("%(count)s came back") % {"count": point.returned})
        for point, (x, y) in back[-1:]
    )
