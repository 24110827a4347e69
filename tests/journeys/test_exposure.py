"""The main job of Exposure over the demo district's website: scan, make links, replace, scan again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date

import pytest

from frontoffice.district.models import District, Member
from frontoffice.exposure import listing
from frontoffice.exposure.links import make_links
from frontoffice.exposure.models import Finding, Tally
from frontoffice.exposure.settle import settle
from frontoffice.operate.demo.site.server import AFTER, BEFORE, SiteServer
from frontoffice.operate.demo.site.whole import manifest
from frontoffice.website.models import Scan, Site
from frontoffice.website.reading import read_site

TODAY = date(2026, 9, 17)


class Switch:
    state = BEFORE


@pytest.fixture
def demo() -> Iterator[tuple[SiteServer, Switch]]:
    switch = Switch()
    server = SiteServer(
        0, lambda: switch.state, lambda person: f"https://front.example/p/{person.slug}", TODAY
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server, switch
    server.shutdown()
    server.server_close()
    thread.join()


def scanned(site: Site) -> Tally:
    scan = Scan.objects.create(site=site)
    read_site(scan)
    assert scan.complete, scan.errors
    tally = settle(scan)
    assert tally is not None
    return tally


@pytest.mark.slow
@pytest.mark.django_db
def test_the_demo_districts_addresses_are_found_replaced_gone_and_caught_when_they_return(
    demo: tuple[SiteServer, Switch],
) -> None:
    server, switch = demo
    District.objects.create(name="Riverbend", short_name="Riverbend", staff_domains=["riverbend.k12.wi.us"])
    it = Member.objects.create(name="Ivy", email="ivy@riverbend.k12.wi.us", roles=["it_administrator"])
    site = Site.objects.create(name="Website", start_url=f"http://127.0.0.1:{server.server_address[1]}/")

    assert scanned(site).shown >= 145
    published = {one.address for one in manifest(TODAY)}
    found = set(Finding.objects.exposed().values_list("address", flat=True))
    assert len(published - found) <= 2

    made = make_links(listing.Filters().lines(), by=it)
    assert made.lines == Finding.objects.exposed().count()
    assert not Finding.objects.exposed().filter(person=None, role_link=None).exists()

    switch.state = AFTER
    assert scanned(site).shown == 0
    assert not Finding.objects.showing().exists()

    switch.state = BEFORE
    assert scanned(site).returned == Finding.objects.came_back().count() > 145
