"""Whole crawls of a real local server, by the real process, of sites that are well and ill meant."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from frontoffice.crawler import Finished, Page, Policy, Skipped, crawl
from frontoffice.crawler.tests.site import HTML, Answer, serving

FAST = Policy(rate_per_s=0, max_pages=500, max_seconds=60)


def fast(**changes: object) -> Policy:
    return Policy(**{**FAST.__dict__, **changes})


def read(url: str, policy: Policy = FAST) -> tuple[list[Page], list[Skipped], Finished]:
    values = list(crawl([url], policy))
    assert isinstance(values[-1], Finished)
    pages = [value for value in values if isinstance(value, Page)]
    return pages, [value for value in values if isinstance(value, Skipped)], values[-1]


def paths(pages: list[Page]) -> set[str]:
    return {"/" + page.url.split("/", 3)[3] for page in pages}


def test_a_small_site_is_read_whole_with_its_documents() -> None:
    site = {
        "/": '<title>Home</title><a href="/staff">Staff</a> <a href="a.txt">Text</a>'
        '<a href="/logo.png">Logo</a>',
        "/staff": "<p>Ana Ortiz, Registrar: a.ortiz@riverbend.k12.wi.us</p>",
        "/a.txt": Answer(b"Ben Cole, b.cole@riverbend.k12.wi.us", headers={"Content-Type": "text/plain"}),
        "/hidden-in-sitemap": "<p>c.diaz@riverbend.k12.wi.us</p>",
        "/sitemap.xml": Answer(b"", headers={}),
    }
    with serving(site) as server:  # type: ignore[arg-type]
        sitemap = f"<urlset><url><loc>{server.url}hidden-in-sitemap</loc></url></urlset>"
        server.paths["/sitemap.xml"] = Answer(sitemap.encode(), headers={"Content-Type": "application/xml"})
        pages, _, finished = read(server.url)
        asked = list(server.asked)
    found = {seen.address: seen for page in pages for seen in page.sightings}
    assert set(found) == {f"{who}@riverbend.k12.wi.us" for who in ("a.ortiz", "b.cole", "c.diaz")}
    assert (found["a.ortiz@riverbend.k12.wi.us"].person, found["a.ortiz@riverbend.k12.wi.us"].role) == (
        "Ana Ortiz",
        "Registrar",
    )
    assert (finished.pages, finished.documents, finished.complete, finished.errors) == (3, 1, True, ())
    assert asked[0] == "/robots.txt"
    assert "/logo.png" not in asked
    assert {page.title for page in pages} >= {"Home"}


def test_what_robots_txt_closes_is_not_fetched() -> None:
    robots = Answer(b"User-agent: *\nDisallow: /private\n", headers={"Content-Type": "text/plain"})
    site = {
        "/robots.txt": robots,
        "/": '<a href="/private/a">A</a><a href="/b">B</a>',
        "/b": "b",
        "/private/a": "a",
    }
    with serving(site) as server:  # type: ignore[arg-type]
        pages, skipped, finished = read(server.url)
        assert "/private/a" not in server.asked
    assert paths(pages) == {"/", "/b"}
    assert any("robots.txt" in each.reason.lower() for each in skipped)
    assert finished.complete


def test_a_closed_site_is_said_and_not_called_clean() -> None:
    robots = Answer(b"User-agent: *\nDisallow: /\n", headers={"Content-Type": "text/plain"})
    with serving({"/robots.txt": robots, "/": "a@riverbend.org"}) as server:
        pages, _, finished = read(server.url)
    assert pages == []
    assert not finished.complete
    assert "robots.txt asks not to read it" in finished.errors[0]


def test_the_polite_rate_is_kept() -> None:
    site = {"/": '<a href="/a">A</a><a href="/b">B</a>', "/a": "a", "/b": "b"}
    with serving(site) as server:  # type: ignore[arg-type]
        read(server.url, fast(rate_per_s=4.0))
    gaps = len(server.times) - 2  # the first request may be noticed late
    assert server.times[-1] - server.times[0] >= 0.24 * gaps


def test_links_without_end_are_left_at_the_bound() -> None:
    with serving({"/": '<a href="/loop/1">go</a>'}, _loop) as server:
        pages, _, finished = read(server.url, fast(max_pages=60, max_depth=100))
    assert len(pages) == 60
    assert not finished.complete
    assert "60 pages" in finished.errors[0]


def _loop(path: str) -> Answer | str:
    if path in ("/robots.txt", "/sitemap.xml", "/.well-known/security.txt"):
        return Answer(b"", 404)
    digits = "".join(char for char in path if char.isdigit()) or "0"
    number = int(digits[-6:]) + 1
    return f'<a href="/loop/{number}">next</a><a href="/loop/{number}/?x={number}">again</a>'


def test_depth_is_bounded() -> None:
    with serving({"/": '<a href="/loop/1">go</a>'}, _loop) as server:
        pages, _, finished = read(server.url, fast(max_depth=3))
    assert len(pages) < 20
    assert not finished.complete
    assert "3 deep" in " ".join(finished.errors)


def test_no_redirect_leads_to_another_port_or_to_metadata() -> None:
    with serving({"/": "secret@riverbend.org"}) as inner:
        site = {
            "/": '<a href="/a">A</a><a href="/b">B</a><a href="/c">C</a><a href="/d">D</a>',
            "/a": Answer(b"", 302, {"Location": f"http://127.0.0.1:{inner.port}/"}),
            "/b": Answer(b"", 301, {"Location": "http://169.254.169.254/latest/meta-data/"}),
            "/c": Answer(b"", 307, {"Location": f"http://localhost:{inner.port}/"}),
            "/d": Answer(b"", 302, {"Location": "file:///etc/passwd"}),
        }
        with serving(site) as server:  # type: ignore[arg-type]
            pages, skipped, _ = read(server.url)
        assert inner.asked == []
    assert paths(pages) == {"/"}
    assert sum("another site" in each.reason for each in skipped) == 3


def test_redirects_on_the_site_are_followed_and_rings_are_left() -> None:
    site = {
        "/": '<a href="/old">old</a><a href="/ring1">ring</a>',
        "/old": Answer(b"", 301, {"Location": "/new"}),
        "/new": "ana@riverbend.org",
        "/ring1": Answer(b"", 302, {"Location": "/ring2"}),
        "/ring2": Answer(b"", 302, {"Location": "/ring1"}),
    }
    with serving(site) as server:  # type: ignore[arg-type]
        pages, _, _ = read(server.url)
    assert paths(pages) == {"/", "/new"}


def test_a_page_larger_than_the_bound_is_not_read_to_its_end() -> None:
    sent = []

    def endless() -> Iterator[bytes]:
        for _ in range(5_000):
            sent.append(1)
            yield b"x" * 100_000

    def big(path: str) -> Answer:
        return Answer(endless(), headers={"Content-Type": HTML})

    huge = Answer(iter([b"x"]), headers={"Content-Type": HTML, "Content-Length": "5000000000"})
    with serving({"/": '<a href="/big">b</a><a href="/huge">h</a>', "/big": big, "/huge": huge}) as server:
        pages, skipped, finished = read(server.url, fast(max_bytes=1_000_000))
    assert paths(pages) == {"/"}
    assert sum("larger than 1.0 MB" in each.reason for each in skipped) == 2
    assert len(sent) < 500
    assert not finished.complete


def test_a_gzip_bomb_is_not_unpacked() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(300)) + packer.flush()
    answer = Answer(bomb, headers={"Content-Type": HTML, "Content-Encoding": "gzip"})
    fine = Answer(
        gzip.compress(b"ana@riverbend.org"), headers={"Content-Type": HTML, "Content-Encoding": "gzip"}
    )
    with serving(
        {"/": '<a href="/bomb">b</a><a href="/fine">f</a>', "/bomb": answer, "/fine": fine}
    ) as server:
        pages, skipped, _ = read(server.url, fast(max_bytes=2_000_000))
    assert paths(pages) == {"/", "/fine"}
    assert "npacks to more than 2.0 MB" in skipped[-1].reason


def test_a_pdf_bomb_and_a_broken_pdf_do_not_end_the_crawl() -> None:
    stream = zlib.compress(zlib.compress(b"BT /F 9 Tf (x) Tj ET " * 20_000_000))
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    body += b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    body += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    body += b"4 0 obj<</Filter[/FlateDecode"
    body += (
        b"/FlateDecode]/Length %d>>stream\n" % len(stream)
        + stream
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"
    )
    pdf = {"Content-Type": "application/pdf"}
    links = '<a href="/bomb.pdf">b</a><a href="/broken.pdf">c</a><a href="/z">z</a>'
    site = {
        "/": links,
        "/bomb.pdf": Answer(body, headers=pdf),
        "/broken.pdf": Answer(b"%PDF-1.4 no", headers=pdf),
    }
    with serving({**site, "/z": "ana@riverbend.org"}) as server:  # type: ignore[dict-item]
        pages, skipped, finished = read(server.url)
    assert "/z" in paths(pages)
    assert not finished.complete
    assert any("cannot be opened" in each.reason for each in skipped)


def test_a_page_that_drips_is_left() -> None:
    def drip() -> Iterator[bytes]:
        for _ in range(100):
            time.sleep(0.2)
            yield b"x"

    with serving({"/": '<a href="/slow">s</a>', "/slow": lambda _: Answer(drip())}) as server:
        pages, skipped, finished = read(server.url, fast(max_seconds=8))
    assert paths(pages) == {"/"}
    assert "did not arrive" in skipped[0].reason.lower()
    assert finished.seconds < 9


def test_the_whole_time_is_bounded() -> None:
    with serving({"/": '<a href="/loop/1">go</a>'}, _loop) as server:
        began = time.monotonic()
        pages, _, finished = read(server.url, fast(rate_per_s=2.0, max_seconds=3))
        assert time.monotonic() - began < 30
    assert pages
    assert not finished.complete
    assert "Stopped after 3 seconds" in " ".join(finished.errors)


def test_a_busy_server_is_given_time_and_asked_again() -> None:
    answers = [Answer(b"", 503, {"Retry-After": "1"}), Answer(b"ana@riverbend.org")]
    with serving({"/": lambda _: answers.pop(0) if len(answers) > 1 else answers[0]}) as server:
        pages, _, finished = read(server.url)
    assert len(pages) == 1
    assert finished.complete
    assert finished.seconds >= 1


def test_what_cannot_be_reached_is_one_clear_sentence() -> None:
    for url, words in {
        "http://127.0.0.1:9/": "refused the connection",
        "http://no-such-host.test/": "could not be looked up",
        "http://169.254.169.254/": "never read",
        "ftp://files.test/": "not an http or https address",
        "http://[bad/": "not a web address",
    }.items():
        pages, _, finished = read(url)
        assert pages == []
        assert words in finished.errors[0]
        assert not finished.complete


def test_private_starts_can_be_refused() -> None:
    with serving({"/": "ana@riverbend.org"}) as server:
        pages, _, finished = read(server.url, fast(allow_private_start=False))
        assert server.asked == []
    assert pages == []
    assert "private address" in finished.errors[0]


def test_odd_pages_do_not_end_the_crawl() -> None:
    site = {
        "/": "".join(
            f'<a href="/{name}">x</a>' for name in ("nested", "nul", "latin", "utf16", "empty", "tags")
        ),
        "/nested": "<div>" * 100_000 + "a.one@riverbend.org",
        "/nul": b"\x00\x01 <p>b.two@riverbend.org</p>\x00",
        "/latin": Answer(
            "ñ c.three@riverbend.org".encode("latin-1"), headers={"Content-Type": "text/html; charset=none"}
        ),
        "/utf16": Answer(
            "\ufeffd.four@riverbend.org".encode("utf-16-le"), headers={"Content-Type": "text/html"}
        ),
        "/empty": b"",
        "/tags": "<a <a <a '\" <!-- <script>" * 3_000 + "e.five@riverbend.org",
    }
    with serving(site) as server:  # type: ignore[arg-type]
        pages, _, _ = read(server.url)
    found = {seen.address.split(".")[0] for page in pages for seen in page.sightings}
    assert {"a", "b", "c", "d"} <= found


def test_the_crawl_ends_when_its_reader_stops() -> None:
    with serving({"/": '<a href="/loop/1">go</a>'}, _loop) as server:
        values = crawl([server.url], fast(max_pages=10_000))
        next(values)
        values.close()  # type: ignore[attr-defined]
        time.sleep(0.3)
        before = len(server.asked)
        time.sleep(0.5)
        assert len(server.asked) == before


def test_the_crawl_dies_with_a_killed_parent() -> None:
    code = (
        "import sys; from frontoffice.crawler import crawl, Policy\n"
        "for value in crawl([sys.argv[1]], Policy(rate_per_s=5, max_pages=9999)):"
        " print(value.url, flush=True)"
    )
    root = Path(__file__).resolve().parents[3]
    with serving({"/": '<a href="/loop/1">go</a>'}, _loop) as server:
        environment = {**os.environ, "PYTHONPATH": str(root)}
        parent = subprocess.Popen(
            [sys.executable, "-c", code, server.url], stdout=subprocess.PIPE, env=environment
        )
        assert parent.stdout
        parent.stdout.readline()
        parent.kill()
        parent.wait()
        parent.stdout.close()
        time.sleep(0.5)
        before = len(server.asked)
        time.sleep(1)
        assert len(server.asked) == before
