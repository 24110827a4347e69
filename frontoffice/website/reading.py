"""Read a site: run the crawl in its own process and keep what it sees, batch by batch.

The rows are written as the crawl goes, so memory does not grow with the site and what was read before
a crash is
kept. A scan whose process died is marked interrupted; running it again reads the site from the start,
over the same rows.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from time import monotonic

from django.db import connection, transaction
from django.utils.timezone import now

from frontoffice.crawler import Finished, Policy, Sighting, Skipped, crawl
from frontoffice.crawler import Page as Read
from frontoffice.district import history
from frontoffice.website.models import Page, Scan, Seen, Site, key_of
from frontoffice.website.models.site import MOST_NAMED_UNREAD, SILENT

BATCH_PAGES = 100
BATCH_S = 2.0
ASK_AGAIN_PAGES = 500
SAY_EVERY_S = 20
PROOF_S = 60.0
PROOF_BYTES = 1_000
GONE = ("Answered 404.", "Answered 410.")
MAX_URL_CHARS = 2_000
MAX_EVIDENCE_CHARS = 300
MAX_ERROR_CHARS = 500

Value = Read | Skipped | Finished


class NotWaiting(Exception):
    """The scan was already read, or another process reads it."""


def read_site(scan: Scan) -> Scan:
    """The site is read once and its pages are kept; `scan` says how far that went, while it goes on.

    A site that cannot be read is a finished scan that is not complete and says why. Raises NotWaiting
    when the scan is finished or being read by another process.
    """
    _begin(scan)
    with _saying_that_it_lives(scan):
        _look_for_proof(scan.site)
        finished = Finished(0, 0, 0.0, False, ())
        for batch in _batches(crawl([scan.site.start_url], scan.site.policy)):
            _keep(scan, batch)
            finished = next((value for value in batch if isinstance(value, Finished)), finished)
        if finished.pages + finished.documents:
            for urls in _no_longer_linked(scan):
                _ask_again(scan, urls)
    return _end(scan, finished)


def _look_for_proof(site: Site) -> None:
    """A site that serves its proof is proven to be the district's own, from this scan on."""
    if site.on_this_machine or site.proven_at is not None:
        return
    digests = {sha256((site.proof + end).encode()).hexdigest() for end in ("", "\n", "\r\n")}
    once = Policy(max_pages=1, max_depth=0, max_seconds=PROOF_S, max_bytes=PROOF_BYTES)
    for value in crawl([site.proof_url], once):
        if isinstance(value, Read) and value.url == site.proof_url and value.sha256 in digests:
            site.proven_at = now()
            site.save(update_fields=["proven_at"])
            history.record("website.site_changed", site, None, proven=True)


@contextmanager
def _saying_that_it_lives(scan: Scan) -> Iterator[None]:
    """While the site takes its time to answer, the scan is still heard of."""
    done = threading.Event()

    def say() -> None:
        while not done.wait(SAY_EVERY_S):
            Scan.objects.filter(pk=scan.pk).update(heard_at=now())
        connection.close()

    thread = threading.Thread(target=say, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _begin(scan: Scan) -> None:
    moment = now()
    fresh = dict.fromkeys(("pages", "documents", "sightings", "skipped"), 0)
    ready = Scan.objects.filter(pk=scan.pk, finished_at=None).exclude(heard_at__gte=moment - SILENT)
    if not ready.update(
        started_at=moment, heard_at=moment, interrupted_at=None, errors=[], unread=[], complete=False, **fresh
    ):
        raise NotWaiting(f"Scan {scan.pk} is finished or being read.")
    scan.refresh_from_db()


def _batches(values: Iterable[Value]) -> Iterator[list[Value]]:
    """What the crawl says, at most BATCH_PAGES at once, and not held back much longer than BATCH_S."""
    batch: list[Value] = []
    since = monotonic()
    for value in values:
        batch.append(value)
        if len(batch) >= BATCH_PAGES or monotonic() - since >= BATCH_S:
            yield batch
            batch, since = [], monotonic()
    if batch:
        yield batch


@transaction.atomic
def _keep(scan: Scan, batch: list[Value], *, count: bool = True) -> None:
    rows = {row.key: row for value in batch if (row := _row(scan, value)) is not None}
    _store(rows.values())
    if count:
        read = [value for value in batch if isinstance(value, Read)]
        unread = [value for value in batch if isinstance(value, Skipped) and value.reason not in GONE]
        scan.documents += sum(value.kind == Page.Kind.DOCUMENT for value in read)
        scan.pages += sum(value.kind != Page.Kind.DOCUMENT for value in read)
        scan.sightings += sum(row.shows for row in rows.values())
        _note_unread(scan, unread)
    scan.heard_at = now()
    scan.save(update_fields=["pages", "documents", "sightings", "skipped", "unread", "heard_at"])


def _note_unread(scan: Scan, unread: list[Skipped]) -> None:
    scan.skipped += len(unread)
    room = MOST_NAMED_UNREAD - len(scan.unread)
    scan.unread += [{"url": _clean(one.url, 500), "reason": _clean(one.reason, 300)} for one in unread[:room]]


def _row(scan: Scan, value: Value) -> Page | None:
    if isinstance(value, Read):
        return _read_row(scan, value)
    if isinstance(value, Skipped) and value.reason in GONE:
        return _gone_row(scan, value.url)
    return None


def _read_row(scan: Scan, read: Read) -> Page:
    url, moment = _clean(read.url, MAX_URL_CHARS), now()
    sightings = list({(one.address, one.technique): one for one in reversed(read.sightings)}.values())[::-1]
    return Page(
        site=scan.site,
        scan=scan,
        key=key_of(url),
        url=url,
        title=_clean(read.title, 300),
        kind=Page.Kind.DOCUMENT if read.kind == Page.Kind.DOCUMENT else Page.Kind.PAGE,
        content_type=_clean(read.content_type, 120),
        status=read.status,
        size_bytes=read.size_bytes,
        sha256=read.sha256,
        first_read_at=moment,
        read_at=moment,
        sightings=[_seen(url, one).as_json() for one in sightings],
        shows=len(sightings),
    )


def _gone_row(scan: Scan, url: str) -> Page:
    url, moment = _clean(url, MAX_URL_CHARS), now()
    return Page(
        site=scan.site,
        scan=scan,
        key=key_of(url),
        url=url,
        status=404,
        first_read_at=moment,
        read_at=moment,
        gone_at=moment,
    )


def _seen(url: str, one: Sighting) -> Seen:
    return Seen(
        page_url=url,
        address=_clean(one.address, 254).lower(),
        technique=_clean(one.technique, 20),
        where=_clean(one.where, 300),
        evidence=_clean(one.evidence, MAX_EVIDENCE_CHARS),
        person=_clean(one.person or "", 120),
        role=_clean(one.role or "", 200),
    )


def _clean(text: str, most_chars: int) -> str:
    """What PostgreSQL can keep of a text from a website: no NUL, no half characters."""
    whole = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return whole[:most_chars]


READ_AGAIN = ["scan", "status", "size_bytes", "sha256", "read_at", "gone_at", "sightings", "shows"]
READ_AGAIN += ["title", "kind", "content_type"]


def _store(rows: Iterable[Page]) -> None:
    gone = [row for row in rows if row.gone_at is not None]
    Page.objects.bulk_create(
        [row for row in rows if row.gone_at is None],
        update_conflicts=True,
        unique_fields=["site", "key"],
        update_fields=READ_AGAIN,
    )
    _mark_gone(gone)


def _mark_gone(rows: list[Page]) -> None:
    """A page that answers "not found" changes the row we have; one never read before makes none."""
    for row in rows:
        Page.objects.filter(site=row.site, key=row.key).update(
            scan=row.scan, status=row.status, read_at=row.read_at, gone_at=row.gone_at, sightings=[], shows=0
        )


def _no_longer_linked(scan: Scan) -> Iterator[list[str]]:
    """Pages that gave an address away and that this scan found no way to, in batches."""
    lost = Page.objects.filter(site=scan.site).showing().exclude(scan=scan).order_by("id")
    urls = lost.values_list("url", flat=True).iterator()
    while batch := list(islice(urls, ASK_AGAIN_PAGES)):
        yield batch


def _ask_again(scan: Scan, urls: list[str]) -> None:
    """Each page is asked for by name: what it shows now is kept; one that leads elsewhere is gone.

    The crawl may read other pages of the site too; it is stopped when it has read as many again.
    """
    policy = scan.site.policy
    once = Policy(rate_per_s=policy.rate_per_s, max_pages=2 * len(urls), max_depth=0)
    heard: set[str] = set()
    for batch in _batches(crawl(urls, once)):
        _keep(scan, batch, count=False)
        heard.update(value.url for value in batch if not isinstance(value, Finished))
        ended = next((value for value in batch if isinstance(value, Finished)), None)
        if ended is not None and 0 < ended.pages + ended.documents < once.max_pages:
            _mark_gone([_gone_row(scan, url) for url in urls if url not in heard])


def _end(scan: Scan, finished: Finished) -> Scan:
    with transaction.atomic():
        scan.complete = finished.complete
        scan.errors = [_clean(sentence, MAX_ERROR_CHARS) for sentence in finished.errors]
        scan.finished_at = scan.heard_at = now()
        scan.save(update_fields=["complete", "errors", "finished_at", "heard_at"])
        history.record(
            "website.scan_finished",
            scan.site,
            scan.asked_by,
            scan=scan.pk,
            pages=scan.pages,
            documents=scan.documents,
            complete=scan.complete,
        )
    return scan


def mark_interrupted() -> int:
    """Scans whose process died are marked interrupted and can be asked for again; how many."""
    return Scan.objects.silent().update(interrupted_at=now())


def record_past_scan(site: Site, at: datetime, *, pages: int, documents: int, seconds: int = 60) -> Scan:
    """A scan that was finished at `at`, for a history brought from elsewhere or a demonstration."""
    began = at - timedelta(seconds=seconds)
    return Scan.objects.create(
        site=site,
        asked_at=began,
        started_at=began,
        heard_at=at,
        finished_at=at,
        pages=pages,
        documents=documents,
        complete=True,
    )


@transaction.atomic
def record_past_pages(scan: Scan, read: list[Read]) -> None:
    """What a scan of the past read, for a history brought from elsewhere or a demonstration."""
    _keep(scan, list(read))
    scan.heard_at = scan.finished_at
    scan.save(update_fields=["heard_at"])
    Page.objects.filter(scan=scan).update(first_read_at=scan.finished_at, read_at=scan.finished_at)
