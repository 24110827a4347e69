"""A page that scripts write is read in Chromium, which may reach no more than the crawl may."""

from __future__ import annotations

import pytest

from frontoffice.crawler import Page, Policy, crawl
from frontoffice.crawler.render import missing
from frontoffice.crawler.tests.site import Answer, serving

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")
WRITES = (
    "<div id=root></div><script>fetch('/staff.bin').then(r => r.text())"
    ".then(t => root.textContent = t.split('|').join('@'))</script>"
)


def test_what_a_script_loads_is_found_as_rendered() -> None:
    binary = {"Content-Type": "application/x-staff"}
    with serving(
        {"/": WRITES, "/staff.bin": Answer(b"\x01ana.ortiz|riverbend.k12.wi.us", headers=binary)}
    ) as site:
        pages = [
            each for each in crawl([site.url], Policy(rate_per_s=0, render=True)) if isinstance(each, Page)
        ]
    seen = [(each.address, each.technique) for page in pages for each in page.sightings]
    assert seen == [("ana.ortiz@riverbend.k12.wi.us", "rendered")]


def test_the_browser_reaches_no_other_port_or_host() -> None:
    with serving({}, lambda _: "x") as inner:
        code = f"fetch('http://127.0.0.1:{inner.port}/a'); fetch('http://localhost:{inner.port}/b');"
        code += "fetch('/moved');"
        moved = Answer(b"", 302, {"Location": f"http://127.0.0.1:{inner.port}/c"})
        site_pages = {"/": f"<div id=root></div><script>{code}</script>", "/moved": moved}
        with serving(site_pages) as site:  # type: ignore[arg-type]
            list(crawl([site.url], Policy(rate_per_s=0, render=True)))
            assert "/moved" in site.asked
        assert inner.asked == []
