"""The demo's website as it was read before today: weekly scans, the lines that they found and those now gone."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F

from frontoffice.crawler import Page as Read
from frontoffice.crawler import Sighting, sightings
from frontoffice.district.models import Member
from frontoffice.exposure.models import Finding
from frontoffice.exposure.settle import record_past_tally, settle
from frontoffice.operate.demo.conversations import ZONE
from frontoffice.operate.demo.people import CONTENT, MAIL_DOMAIN, plain
from frontoffice.operate.demo.site.whole import File, Site
from frontoffice.website.models import Page, Scan
from frontoffice.website.models import Site as Watched
from frontoffice.website.reading import record_past_pages, record_past_scan

FIRST_DAYS, EVERY_DAYS, LAST_DAYS = 111, 14, 1
AT = time(3, 10)
OLD_LIST = "staff/last-year/"


@dataclass(frozen=True)
class Former:
    """Someone whose address is gone from the website since `days_ago`."""

    name: str
    role: str
    days_ago: int

    @property
    def address(self) -> str:
        first, last = self.name.split()
        return f"{plain(first)[0]}.{plain(last)}@{MAIL_DOMAIN}"


def file_past_scans(today: date, asked_by: Member, address: str) -> None:
    """The site is watched and was scanned every two weeks; its lines are open since the first scan."""
    site = Watched.objects.create(
        name="District website", start_url=address, rate_per_s=0, nightly=True, owner=asked_by
    )
    former, first = _former(), _moment(today, FIRST_DAYS)
    scan = record_past_scan(site, first, pages=0, documents=0)
    read = list(_pages(Site(today), address, first))
    record_past_pages(scan, [*read, _old_list(former, address, first)])
    tally = settle(scan)
    assert tally is not None
    _take_down(former, today)
    pages, documents = sum(one.kind == "page" for one in read), sum(one.kind == "document" for one in read)
    last = scan
    for days in [*range(FIRST_DAYS - EVERY_DAYS, LAST_DAYS, -EVERY_DAYS), LAST_DAYS]:
        last = record_past_scan(site, _moment(today, days), pages=pages, documents=documents)
        record_past_tally(last, shown=tally.shown - sum(one.days_ago >= days for one in former))
    _seen_last_in(last)


def _moment(today: date, days_ago: int) -> datetime:
    return datetime.combine(today - timedelta(days=days_ago), AT, ZONE)


def _former() -> list[Former]:
    lines = (CONTENT / "former.txt").read_text(encoding="utf-8").splitlines()
    fields = [[part.strip() for part in line.split("|")] for line in lines if not line.startswith("#")]
    return [Former(name, role, int(days)) for name, role, days in fields]


def _pages(site: Site, address: str, at: datetime) -> Iterator[Read]:
    """Every page and document of the demo's site, with the addresses that our own reader finds in it."""
    for path in site.paths():
        file = site.file(path)
        if file is not None:
            found = sightings(file.body, file.content_type, path)
            yield _read(address.rstrip("/") + path, file, at, found)


def _read(url: str, file: File, at: datetime, found: list[Sighting]) -> Read:
    html = file.content_type.startswith("text/html")
    return Read(
        url=url,
        status=200,
        kind="page" if html else "document",
        content_type=file.content_type,
        title="",
        size_bytes=len(file.body),
        sha256=hashlib.sha256(file.body).hexdigest(),
        fetched_at=at.isoformat(),
        sightings=tuple(found),
    )


def _old_list(former: list[Former], address: str, at: datetime) -> Read:
    """Last year's staff list, which stood there when the first scan was made."""
    url = address + OLD_LIST
    found = [
        Sighting(one.address, "mailto", url, "link", f'href="mailto:{one.address}"', one.name, one.role)
        for one in former
    ]
    return _read(url, File(b"<title>Staff</title>", "text/html", ()), at, found)


def _take_down(former: list[Former], today: date) -> None:
    gone_at = _moment(today, min(one.days_ago for one in former))
    Page.objects.filter(url__endswith=OLD_LIST).update(sightings=[], shows=0, status=404, gone_at=gone_at)
    for one in former:
        Finding.objects.filter(address=one.address).update(fixed_at=_moment(today, one.days_ago))


def _seen_last_in(scan: Scan) -> None:
    """What still shows was read again by the last scan."""
    Page.objects.filter(site=scan.site, gone_at=None).update(scan=scan, read_at=scan.finished_at)
    showing = Finding.objects.filter(site=scan.site).showing()
    showing.update(last_scan=scan, last_seen_at=scan.finished_at or F("last_seen_at"))
