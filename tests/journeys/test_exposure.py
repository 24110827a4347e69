"""The main job of Exposure over the demo district's website: scan, make links, replace, scan again."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from frontoffice.district.context import forget_district
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
AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js"
CHROMIUM = os.environ.get("FRONTOFFICE_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
BACKEND = "django.contrib.auth.backends.ModelBackend"
FAULTS = "axe.run().then(found => found.violations.map(v => [v.id, v.nodes[0].html.slice(0, 200)]))"
Opened = Callable[..., Any]


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


def ivy() -> Member:
    """The IT administrator of Riverbend."""
    District.objects.create(name="Riverbend", short_name="Riverbend", staff_domains=["riverbend.k12.wi.us"])
    forget_district()
    return Member.objects.create(
        name="Ivy Nakamura", email="ivy@riverbend.k12.wi.us", roles=["it_administrator"], password="!"
    )


def home_of(server: SiteServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/"


def scanned(site: Site) -> Tally:
    return worked_off(Scan.objects.create(site=site))


def worked_off(scan: Scan) -> Tally:
    """The worker's two jobs are done: the site was read, and the scan settled."""
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
    it = ivy()
    site = Site.objects.create(name="Website", start_url=home_of(server))

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


@pytest.fixture
def opened(live_server: Any, monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[Opened]:
    """A page in which Ivy, who has a second factor, is signed in."""
    from allauth.mfa.models import Authenticator
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    it, client = ivy(), Client()
    Authenticator.objects.create(user=it, type=Authenticator.Type.TOTP, data={"secret": "made up"})
    client.force_login(it, backend=BACKEND)
    cookie = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
    with sync_playwright() as playwright:
        browser: Any = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def page(path: str, width: int = 1280, scheme: str = "light", script: bool = False) -> Any:
            size = {"width": width, "height": 900}
            context = browser.new_context(viewport=size, color_scheme=scheme, java_script_enabled=script)
            context.add_cookies([cookie])
            made = context.new_page()
            made.set_default_timeout(10_000)
            answer = made.goto(live_server.url + path)
            assert answer.status == 200, made.inner_text("body")
            assert made.url == live_server.url + path
            return made

        yield page
        connections.close_all()
        browser.close()


def waiting_scan() -> Scan:
    return Scan.objects.running().select_related("site").get()


@pytest.mark.journey
@pytest.mark.slow
def test_an_administrator_walks_the_whole_loop_without_scripts(
    opened: Opened, demo: tuple[SiteServer, Switch]
) -> None:
    server, switch = demo
    page = opened("/exposure/")
    page.get_by_role("link", name="Add a site").click()
    page.get_by_label("Name").fill("District website")
    page.get_by_label("Address of its first page").fill(home_of(server))
    page.get_by_role("button", name="Save and scan").click()
    assert "Waiting" in page.inner_text("#what")
    assert worked_off(waiting_scan()).shown >= 145
    page.reload()
    assert "staff addresses" in page.inner_text(".lede")

    _decide(page)
    _make_links(page)

    switch.state = AFTER
    tally = _scan_again(page)
    assert (tally.shown, tally.closed) == (0, Finding.objects.exposed().count())
    assert "All are gone" in page.inner_text(".lede")

    switch.state = BEFORE
    tally = _scan_again(page)
    assert tally.returned == Finding.objects.exposed().count()
    assert Finding.objects.came_back().count() == tally.returned - 2, "what was decided stays decided"
    assert "Addresses came back" in page.inner_text("#what")
    page.locator("details.as-table summary").click()
    rows = page.locator("details.as-table tbody tr")
    assert rows.count() == 3
    assert rows.nth(1).locator("td").first.inner_text() == "0"


def _decide(page: Any) -> None:
    """One line is a lawful exception and one is accepted; both leave the open ones."""
    page.get_by_role("link", name="All lines").click()
    before = Finding.objects.exposed().filter(decision="").count()
    page.locator("table.findings th[scope=row] a").first.click()
    address = page.locator("dd.mono").first.inner_text()
    assert address.partition("@")[0] in page.locator("pre.evidence").inner_text().lower()
    page.locator("details#exception > summary").click()
    page.get_by_role("link", name="Title IX coordinator").click()
    page.get_by_label("Approved by").fill("Board of Education")
    page.get_by_role("button", name="Note the exception").click()
    assert "Board of Education" in page.inner_text("#what")
    page.get_by_role("link", name="All lines").click()
    page.locator("table.findings th[scope=row] a").first.click()
    page.locator("details#acceptance > summary").click()
    page.locator("details#acceptance textarea").fill("The board wants it there.")
    page.get_by_role("button", name="Accept it").click()
    page.get_by_role("link", name="All lines").click()
    assert Finding.objects.exposed().filter(decision="").count() == before - 2


def _make_links(page: Any) -> None:
    """Everyone on an open line gets a link, by person; the CSV names them without an address."""
    page.get_by_label("Group").select_option("person")
    page.get_by_role("button", name="Show").click()
    assert page.locator("tr.group").count() > 3
    page.locator("button[name=all]").click()
    assert "contact link" in page.inner_text("#what")
    assert not Finding.objects.in_state("open").filter(kind="staff", person=None).exists()
    answer = page.request.get(page.url.split("/exposure/")[0] + "/exposure/directory.csv")
    assert answer.text().count("/p/") > 100
    assert "@" not in answer.text()


def _scan_again(page: Any) -> Tally:
    page.goto(page.url.split("/exposure/")[0] + "/exposure/")
    page.get_by_role("button", name="Scan now").click()
    tally = worked_off(waiting_scan())
    page.goto(page.url.split("/exposure/")[0] + "/exposure/")
    return tally


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_over(
    opened: Opened, demo: tuple[SiteServer, Switch], scheme: str
) -> None:
    scan = Scan.objects.create(site=Site.objects.create(name="Website", start_url=home_of(demo[0])))
    worked_off(scan)
    line = Finding.objects.exposed().order_by("id").first()
    assert line is not None
    paths = ["", "?by=person", f"findings/{line.pk}/", "scans/", f"scans/{scan.pk}/", "sites/new/"]
    for path in paths:
        for width in (360, 1280):
            page = opened(f"/exposure/{path}", width=width, scheme=scheme, script=True)
            page.evaluate(AXE.read_text())
            assert page.evaluate(FAULTS) == [], path
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, (path, width, over)
