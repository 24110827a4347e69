"""The demo site gives away 150 addresses in every way, and none after the replacements."""

import base64
import codecs
import http.client
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from lxml import etree

from frontoffice.operate.demo.people import MAIL_DOMAIN, everyone, members, others
from frontoffice.operate.demo.site import Sighting, Site, manifest
from frontoffice.operate.demo.site.server import SiteServer
from frontoffice.operate.demo.site.switch import (
    contact_links,
    links_version,
    show,
    site_state,
    write_links,
)

TODAY = date(2026, 11, 24)
REQUIRED = [
    "text",
    "mailto",
    "entity",
    "percent",
    "spoken",
    "attribute",
    "comment",
    "json-ld",
    "cloudflare",
    "reversed",
    "rot13",
    "base64",
    "vcard",
    "pdf-text",
    "office-text",
]
ALSO = [
    "json",
    "script",
    "calendar",
    "feed",
    "office-metadata",
    "pdf-metadata",
    "hidden",
]


@cache
def shown_before() -> list[Sighting]:
    return manifest(TODAY)


@pytest.fixture(scope="module")
def after() -> Site:
    return Site(TODAY, lambda person: f"http://127.0.0.1:8000/p/{person.extension:x}k2m")


def test_the_site_has_at_least_80_pages_and_20_documents() -> None:
    site = Site(TODAY)
    assert len(site.pages()) >= 80
    assert len([path for path in site.paths() if path.startswith("/files/")]) >= 20


def test_the_manifest_names_all_150_people_once_for_each_way_and_page() -> None:
    seen = shown_before()
    assert {one.address for one in seen} == {person.address for person in everyone().values()}
    assert len({one.address for one in seen}) == 150
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("technique", REQUIRED + ALSO)
def test_every_way_shows_at_least_four_addresses(technique: str) -> None:
    shown = [one for one in shown_before() if one.technique == technique]
    assert len(shown) >= 4


def test_sixty_members_and_ninety_others_have_addresses_of_their_own() -> None:
    assert (len(members()), len(others()), len(everyone())) == (60, 90, 150)
    assert all(person.address.isascii() for person in everyone().values())


def test_no_path_fails_and_every_page_is_well_nested(after: Site) -> None:
    for site in (Site(TODAY), after):
        for path in site.paths():
            file = site.file(path)
            assert file is not None and file.body
            if path.endswith("/"):
                assert not nesting_errors(file.body.decode()), path


def test_every_internal_link_leads_somewhere() -> None:
    site = Site(TODAY)
    for path in site.pages():
        body = body_of(site, path).decode()
        for link in re.findall(r'(?:href|src)="(/[^"#]*)', body):
            assert link in site.paths() or link.startswith("/cdn-cgi/"), (path, link)


def test_after_the_replacements_no_address_is_left_in_any_coding(after: Site) -> None:
    for path in after.paths():
        text = everything_readable(path, body_of(after, path))
        assert MAIL_DOMAIN not in text and MAIL_DOMAIN[::-1] not in text, path
        assert "k12 (dot)" not in text and "k12 dot" not in text.lower(), path
        for person in everyone().values():
            assert person.address not in text, (path, person.address)


def test_before_the_replacements_the_same_reading_finds_the_addresses() -> None:
    site = Site(TODAY)
    texts = {path: everything_readable(path, body_of(site, path)) for path in site.paths()}
    missed = [
        one for one in shown_before() if one.technique != "spoken" and not shows(texts[one.page], one.address)
    ]
    assert missed == []


def test_after_the_replacements_each_person_is_still_reached(after: Site) -> None:
    shown = "".join(body_of(after, path).decode() for path in after.pages())
    for person in everyone().values():
        assert f"/p/{person.extension:x}k2m" in shown, person.name


def test_both_states_have_the_same_paths(after: Site) -> None:
    assert after.paths() == Site(TODAY).paths()


def test_things_that_look_like_addresses_stay_on_the_site(after: Site) -> None:
    shown = "".join(body_of(after, path).decode() for path in after.paths() if not path.startswith("/files/"))
    for trap in (
        "logo@2x.png",
        "@riverbend/bell-widget@1.2.0",
        "@riverbendhawks",
        "name@example.com",
    ):
        assert trap in shown


def test_the_switch_is_read_at_each_request(tmp_path: Path) -> None:
    write_links(tmp_path, {"k.halvorsen@riverbend.k12.wi.us": "/p/7k2m"})
    server = SiteServer(
        0,
        lambda: site_state(tmp_path),
        contact_links(tmp_path, "http://127.0.0.1:8000/"),
        TODAY,
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        assert "k.halvorsen@" in fetched(server, "/schools/lincoln/staff/")
        show(tmp_path, "after")
        text = fetched(server, "/schools/lincoln/staff/")
        assert "k.halvorsen@" not in text and "http://127.0.0.1:8000/p/7k2m" in text
        show(tmp_path, "before")
        assert "k.halvorsen@" in fetched(server, "/schools/lincoln/staff/")
        assert "We cannot find that page" in fetched(server, "/wp-admin")
        assert f"http://127.0.0.1:{server.server_address[1]}/bells/" in fetched(server, "/sitemap.xml")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_contact_links_made_while_the_site_runs_stand_on_its_next_page(tmp_path: Path) -> None:
    show(tmp_path, "after")
    door = contact_links(tmp_path, "http://127.0.0.1:8000/")
    server = SiteServer(0, lambda: site_state(tmp_path), door, TODAY, lambda: links_version(tmp_path))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        assert "http://127.0.0.1:8000/p/7k2m" not in fetched(server, "/schools/lincoln/staff/")
        write_links(tmp_path, {"k.halvorsen@riverbend.k12.wi.us": "/p/7k2m"})
        assert "http://127.0.0.1:8000/p/7k2m" in fetched(server, "/schools/lincoln/staff/")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_unknown_state_is_refused_and_a_broken_file_means_before(
    tmp_path: Path,
) -> None:
    with pytest.raises(ValueError, match="sideways"):
        show(tmp_path, "sideways")
    assert site_state(tmp_path) == "before"
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "contact-links.json").write_text("{not json")
    link_for = contact_links(tmp_path, "http://127.0.0.1:8000")
    assert link_for(members()[0]) == "http://127.0.0.1:8000/people/"


def body_of(site: Site, path: str) -> bytes:
    file = site.file(path)
    assert file is not None, path
    return file.body


def fetched(server: SiteServer, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", int(server.server_address[1]))
    connection.request("GET", path)
    text = connection.getresponse().read().decode()
    connection.close()
    return text


def nesting_errors(page: str) -> list[str]:
    parser = etree.HTMLParser(recover=True)
    etree.fromstring(page, parser)
    known = (
        "htmlParseEntityRef",
        "Tag article",
        "Tag header",
        "Tag nav",
        "Tag main",
        "Tag footer",
        "Tag aside",
    )
    return [entry.message for entry in parser.error_log if not entry.message.startswith(known)]


def shows(text: str, address: str) -> bool:
    local, domain = address.split("@")
    return address in text or (f'"{local}"' in text and f'"{domain}"' in text)


def everything_readable(path: str, body: bytes) -> str:
    """The file's text under every simple decoding a harvester tries, joined."""
    return "\n".join(_decodings(_text_of(path, body)))


def _text_of(path: str, body: bytes) -> str:
    if path.endswith((".docx", ".xlsx")):
        with ZipFile(BytesIO(body)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if path.endswith(".pdf"):
        return _pdf_text(body)
    return body.decode()


def _pdf_text(body: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(body)
    pages = [document[i].get_textpage().get_text_range() for i in range(len(document))]
    return "\n".join([*pages, *document.get_metadata_dict().values()])


def _decodings(text: str) -> Iterator[str]:
    yield text
    yield unquote(unescape(text))
    yield codecs.encode(text, "rot13")
    backwards = text[::-1]
    yield backwards
    yield re.sub(r'"([\w.-]+)","([\w.-]+)"\(', r"\1@\2", backwards)
    for found in re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", text):
        yield _or_empty(lambda coded: base64.b64decode(coded, validate=True), found)
    for found in re.findall(r"\b[0-9a-f]{20,}\b", text):
        yield _or_empty(
            lambda coded: bytes(byte ^ int(coded[:2], 16) for byte in bytes.fromhex(coded[2:])),
            found,
        )


def _or_empty(decode: Callable[[str], bytes], coded: str) -> str:
    try:
        return str(decode(coded).decode("ascii"))
    except ValueError:
        return ""


def test_every_technique_is_counted_for_more_than_one_page() -> None:
    pages = Counter(
        {
            technique: len({one.page for one in shown_before() if one.technique == technique})
            for technique in REQUIRED
        }
    )
    assert min(pages.values()) >= 2
