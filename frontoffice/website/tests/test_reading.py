"""A small site on this machine is read, changes, and is read again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils.timezone import now

from frontoffice.website.models import Page, Scan, Site
from frontoffice.website.reading import NotWaiting, mark_interrupted, read_site

pytestmark = pytest.mark.django_db
PAGES: dict[str, str] = {}


class SmallSite(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path)
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((body or "no").encode())

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not logged."""


@pytest.fixture
def site() -> Iterator[Site]:
    PAGES.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), SmallSite)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site.objects.create(name="Small", start_url=f"http://127.0.0.1:{server.server_address[1]}/")
    server.shutdown()
    server.server_close()
    thread.join()


def read(site: Site) -> Scan:
    return read_site(Scan.objects.create(site=site))


@pytest.mark.slow
def test_a_page_that_is_gone_or_no_longer_linked_is_asked_for_again(site: Site) -> None:
    mail = '<a href="mailto:k.halvorsen@riverbend.k12.wi.us">Karin</a>'
    PAGES.update({"/": '<a href="/a">a</a> <a href="/b">b</a>', "/a": mail, "/b": mail})
    first = read(site)
    assert (first.state, first.pages, first.sightings) == (Scan.State.FINISHED, 3, 2)
    PAGES.update({"/": "nothing here"})
    del PAGES["/b"]
    second = read(site)
    shows = {page.url.rpartition("/")[2]: (page.shows, page.scan) for page in Page.objects.all()}
    assert shows == {"": (0, second), "a": (1, second), "b": (0, second)}


def test_a_site_that_cannot_be_read_is_a_finished_scan_that_says_why() -> None:
    scan = read(Site.objects.create(name="Nowhere", start_url="http://127.0.0.1:9/"))
    assert (scan.state, scan.complete, scan.read) == (Scan.State.FINISHED, False, 0)
    assert scan.errors


def test_a_finished_scan_is_not_read_again() -> None:
    site = Site.objects.create(name="x", start_url="http://127.0.0.1:9/")
    with pytest.raises(NotWaiting):
        read_site(Scan.objects.create(site=site, finished_at=now()))


def test_a_scan_whose_process_died_is_interrupted_and_can_be_asked_for_again() -> None:
    site = Site.objects.create(name="x", start_url="http://127.0.0.1:9/")
    dead = Scan.objects.create(site=site, started_at=now(), heard_at=now() - timedelta(minutes=5))
    alive = Scan.objects.create(site=site, started_at=now(), heard_at=now())
    assert mark_interrupted() == 1
    dead.refresh_from_db()
    assert dead.state == Scan.State.INTERRUPTED
    assert set(Scan.objects.running()) == {alive}
    assert site.ask_scan(by=None) == alive


def test_state_and_query_agree() -> None:
    site, moment = Site.objects.create(name="x", start_url="http://127.0.0.1:9/"), now()
    for facts in ({}, {"started_at": moment}, {"interrupted_at": moment}, {"finished_at": moment}):
        Scan.objects.create(site=site, **facts)
    for state in Scan.State.values:
        (row,) = Scan.objects.in_state(state)
        assert row.state == state


def test_a_site_is_read_slowly_until_it_is_proven() -> None:
    site = Site(name="x", start_url="https://www.riverbend.example/", rate_per_s=0)
    assert site.policy.rate_per_s == 1.0
    site.proven_at = now()
    assert site.policy.rate_per_s == 0.0
