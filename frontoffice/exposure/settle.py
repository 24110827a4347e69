"""What a scan changes: new lines open, lines not seen any more on a page that was read again close,
and lines that came back reopen. Doing it twice changes nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import now

from frontoffice.district import history
from frontoffice.district.models import Event
from frontoffice.exposure.judging import Roster, judge
from frontoffice.exposure.models import Finding, State, Tally
from frontoffice.exposure.roster import read_roster
from frontoffice.website.models import Page, Scan, Seen

BATCH_PAGES = 200
BATCH_LINES = 1_000
SEEN_AGAIN = [
    "last_scan",
    "last_seen_at",
    "where",
    "evidence",
    "fixed_at",
    "came_back_at",
    "kind",
    "person",
    "role_link",
]
SEEN_AGAIN += ["person_name", "role_text"]


@dataclass
class Counted:
    """What settling one scan did."""

    opened: int = 0
    closed: int = 0
    returned: list[int] = field(default_factory=list)


def settle(scan: Scan) -> Tally | None:
    """The findings of the scan's site agree with what the scan saw; None when it has not finished.

    A page that the scan could not read closes nothing; a scan that is not the site's newest changes nothing.
    """
    if scan.finished_at is None:
        return None
    known = Tally.objects.filter(scan=scan).first()
    if known is not None or _overtaken(scan):
        return known
    roster, counted = read_roster(), Counted()
    for pages in _batches(scan):
        _see(scan, pages, roster, counted)
    _close_unseen(scan, counted)
    return _tally(scan, counted)


def settle_all() -> int:
    """Every finished scan that was not settled yet is, oldest first; how many."""
    waiting = Scan.objects.finished().filter(tally=None).select_related("site").order_by("id")
    return sum(settle(scan) is not None for scan in waiting)


def _overtaken(scan: Scan) -> bool:
    return Tally.objects.filter(scan__site=scan.site, scan__gt=scan.pk).exists()


def _batches(scan: Scan) -> Iterator[list[Page]]:
    pages = Page.objects.read_in(scan).showing().order_by("id").iterator(chunk_size=BATCH_PAGES)
    while batch := list(islice(pages, BATCH_PAGES)):
        yield batch


@transaction.atomic
def _see(scan: Scan, pages: list[Page], roster: Roster, counted: Counted) -> None:
    seen = {one.key: (one, page) for page in pages for one in page.seen()}
    known = Finding.objects.filter(site=scan.site, key__in=seen).select_for_update()
    before = {row.key: row for row in known}
    rows = [_line(scan, one, page, roster, before.get(one.key)) for one, page in seen.values()]
    Finding.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["site", "key"],
        update_fields=SEEN_AGAIN,
        batch_size=BATCH_LINES,
    )
    returned = [row.pk for row in before.values() if row.fixed_at is not None]
    counted.opened += len(rows) - len(before)
    counted.returned += returned
    history.record_all([_event("exposure.finding_reopened", before_id, scan) for before_id in returned])


def _line(scan: Scan, one: Seen, page: Page, roster: Roster, before: Finding | None) -> Finding:
    name = one.person or (before.person_name if before else "")
    judged = judge(one.address, name, roster)
    came_back = before.came_back_at if before else None
    if before is not None and before.fixed_at is not None:
        came_back = page.read_at
    return Finding(
        site=scan.site,
        key=one.key,
        page_url=one.page_url,
        document=page.kind == Page.Kind.DOCUMENT,
        address=one.address,
        technique=one.technique,
        where=one.where,
        evidence=one.evidence,
        kind=judged.kind,
        person_id=judged.person or (before.person_id if before and not judged.role else None),
        role_link_id=judged.role,
        person_name=name,
        role_text=one.role or (before.role_text if before else ""),
        first_seen_at=page.read_at,
        last_seen_at=page.read_at,
        last_scan=scan,
        came_back_at=came_back,
        owner=scan.site.owner,
    )


@transaction.atomic
def _close_unseen(scan: Scan, counted: Counted) -> None:
    read_again = Page.objects.filter(site=scan.site, scan=scan, url=OuterRef("page_url"))
    unseen = (
        Finding.objects.filter(site=scan.site).showing().exclude(last_scan=scan).filter(Exists(read_again))
    )
    ids = list(unseen.values_list("pk", flat=True))
    moment = scan.finished_at or now()
    for start in range(0, len(ids), BATCH_LINES):
        some = ids[start : start + BATCH_LINES]
        Finding.objects.filter(pk__in=some).update(fixed_at=moment, came_back_at=None)
        history.record_all([_event("exposure.finding_closed", one, scan) for one in some])
    counted.closed += len(ids)


def _event(name: str, finding_id: int, scan: Scan) -> Event:
    return history.event(name, Finding(pk=finding_id), None, scan=scan.pk)


def _tally(scan: Scan, counted: Counted) -> Tally:
    showing = Finding.objects.filter(site=scan.site).exposed().showing()
    judged = showing.exclude(decision="")
    open_lines = showing.in_state(State.OPEN)
    shown = showing.values("address").distinct().count()
    lawful = judged.exclude(address__in=open_lines.values("address")).values("address").distinct().count()
    tally, _ = Tally.objects.get_or_create(
        scan=scan,
        defaults={
            "at": scan.finished_at or now(),
            "shown": shown,
            "lawful": lawful,
            "opened": counted.opened,
            "closed": counted.closed,
            "returned": len(counted.returned),
        },
    )
    return tally


def record_past_tally(scan: Scan, *, shown: int, lawful: int = 0) -> Tally:
    """What a scan of the past showed, for a history brought from elsewhere or a demonstration."""
    assert scan.finished_at is not None
    return Tally.objects.create(scan=scan, at=scan.finished_at, shown=shown, lawful=lawful)
