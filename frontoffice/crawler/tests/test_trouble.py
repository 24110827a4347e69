"""Sites in trouble: what was left unread is said in `errors`, and a scan of them is not called complete."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from frontoffice.crawler import Finished, Page, Policy, Skipped, crawl
from frontoffice.crawler.tests.site import Answer, serving

FAST = Policy(rate_per_s=0, max_pages=500, max_seconds=60)


def read(url: str, policy: Policy = FAST) -> tuple[list[Page], list[Skipped], Finished]:
    values = list(crawl([url], policy))
    assert isinstance(values[-1], Finished)
    pages = [value for value in values if isinstance(value, Page)]
    return pages, [value for value in values if isinstance(value, Skipped)], values[-1]


def certificate(folder: Path, begins: datetime, ends: datetime) -> tuple[ssl.SSLContext, Path]:
    """A server's context for 127.0.0.1 and the file of its certificate, which vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "school.test")])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = built.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    file, private = folder / "certificate.pem", folder / "key.pem"
    file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, private)
    return context, file


def test_an_expired_certificate_is_named_and_nothing_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    context, file = certificate(tmp_path, now - timedelta(days=400), now - timedelta(days=2))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with serving({"/": "a.ortiz@riverbend.k12.wi.us"}, tls=context) as site:
        pages, _, finished = read(site.url)
        assert site.asked == []
    assert pages == []
    assert not finished.complete
    assert "certificate has expired" in finished.errors[0]


def test_a_valid_certificate_is_trusted_and_the_site_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    context, file = certificate(tmp_path, now - timedelta(days=1), now + timedelta(days=1))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with serving({"/": "a.ortiz@riverbend.k12.wi.us"}, tls=context) as site:
        pages, _, finished = read(site.url)
    assert len(pages) == 1
    assert finished.complete


def test_a_calendar_that_never_ends_is_left_after_some_months() -> None:
    def month(path: str) -> Answer | str:
        if not path.startswith("/calendar"):
            return Answer(b"", 404)
        year, number = (int(part) for part in path.split("?month=")[1].split("-"))
        after = f"{year + number // 12}-{number % 12 + 1:02}"
        before = f"{year - (number == 1)}-{(number - 2) % 12 + 1:02}"
        return f'<a href="/calendar?month={after}">next</a><a href="/calendar?month={before}">before</a>'

    with serving({"/": '<a href="/calendar?month=2026-11">Calendar</a>'}, month) as site:
        pages, _, finished = read(site.url, Policy(rate_per_s=0, max_seconds=60, max_depth=1_000))
    assert 50 <= len(pages) <= 70
    assert not finished.complete
    assert "Left addresses like" in finished.errors[0]


def test_a_site_of_which_nothing_is_there_is_not_called_clean() -> None:
    with serving({}) as site:
        pages, _, finished = read(site.url)
    assert pages == []
    assert not finished.complete
    assert finished.errors == (f"{site.url}: answered 404.",)


def test_dead_links_on_a_site_are_skipped_and_do_not_make_it_incomplete() -> None:
    with serving({"/": '<a href="/gone">Old</a>'}) as site:
        pages, skipped, finished = read(site.url)
    assert len(pages) == 1
    assert [each.reason for each in skipped] == ["Answered 404."]
    assert finished.complete


def test_a_page_that_fails_is_said() -> None:
    with serving({"/": '<a href="/broken">x</a>', "/broken": Answer(b"", 500)}) as site:
        _, _, finished = read(site.url)
    assert not finished.complete
    assert finished.errors == (f"{site.url}broken: answered 500.",)


def test_a_server_that_asks_for_time_is_given_it() -> None:
    answers = [Answer(b"", 429, {"Retry-After": "2"}), Answer(b"a.ortiz@riverbend.k12.wi.us")]
    with serving({"/": lambda _: answers.pop(0) if len(answers) > 1 else answers[0]}) as site:
        pages, _, finished = read(site.url)
        times = [when for path, when in zip(site.asked, site.times, strict=True) if path == "/"]
    assert len(pages) == 1
    assert finished.complete
    assert times[1] - times[0] >= 2


@pytest.mark.slow
def test_a_server_that_only_ever_asks_for_time_is_left_and_named() -> None:
    busy = Answer(b"", 429, {"Retry-After": "0"})
    with serving({"/": '<a href="/busy">x</a>', "/busy": busy}) as site:
        pages, _, finished = read(site.url)
        assert 2 <= site.asked.count("/busy") <= 5
    assert len(pages) == 1
    assert not finished.complete
    assert "429" in finished.errors[0]


def test_a_redirect_that_goes_on_for_ever_is_left_and_named() -> None:
    def onward(path: str) -> Answer | str:
        if not path.startswith("/hop"):
            return Answer(b"", 404)
        return Answer(b"", 302, {"Location": f"/hop{int(path[4:]) + 1}"})

    with serving({"/": '<a href="/hop1">x</a>'}, onward) as site:
        pages, _, finished = read(site.url)
        assert len([each for each in site.asked if each.startswith("/hop")]) <= 12
    assert len(pages) == 1
    assert "redirects more than 10 times" in finished.errors[0]


def test_a_start_that_redirects_to_itself_is_said() -> None:
    with serving({"/": Answer(b"", 302, {"Location": "/"})}) as site:
        pages, _, finished = read(site.url)
    assert pages == []
    assert not finished.complete
    assert finished.errors


def test_a_broken_charset_loses_no_address() -> None:
    body = "<p>Señora Peña".encode("latin-1") + b"\xff\xfe\x00 s.pena@riverbend.k12.wi.us</p>"
    answer = Answer(body, headers={"Content-Type": "text/html; charset=no-such-thing"})
    with serving({"/": answer}) as site:
        pages, _, finished = read(site.url)
    assert [seen.address for seen in pages[0].sightings] == ["s.pena@riverbend.k12.wi.us"]
    assert finished.complete
