"""Read one response: what it is, its title, where it leads and every address it publishes. No network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frontoffice.crawler import links
from frontoffice.crawler.values import Sighting

from . import html, kinds
from .found import Found


@dataclass
class Reading:
    sightings: tuple[Sighting, ...] = ()
    title: str = ""
    links: list[str] = field(default_factory=list)
    base: str = ""
    failed: str = ""


def sightings(
    content: bytes, content_type: str, url: str, headers: Mapping[str, str] | None = None
) -> list[Sighting]:
    """Every address that one page or document publishes: one sighting for each address and technique.

    `content` is the body as decompressed by HTTP, `content_type` its declared type (the bytes win when they
    disagree). Never raises for what the content is: a broken document gives what could be read of it.
    """
    return list(read(content, content_type, url, headers or {}).sightings)


def read(content: bytes, content_type: str, url: str, headers: Mapping[str, str]) -> Reading:
    found, reading = Found(url), Reading()
    kind = kinds.kind_of(content, content_type, url)
    if headers:
        from . import lines

        lines.in_headers(headers, found)
    if kind == kinds.HTML:
        text = kinds.text_of(content, content_type)
        reading.title = html.title(text)
        reading.links = links.in_html(text)
        reading.base = links.base_of(text, url)
        html.find(text, found)
    elif kind != kinds.OTHER:
        _read_document(kind, content, content_type, found, reading)
    reading.sightings = tuple(found.sightings())
    return reading


def _read_document(kind: str, content: bytes, content_type: str, found: Found, reading: Reading) -> None:
    from .pdf import Unreadable

    try:
        if kind == kinds.PDF:
            from . import pdf

            reading.title = pdf.find(content, found)
        elif kind in (kinds.OFFICE, kinds.OLE, kinds.RTF):
            _read_office(kind, content, found, reading)
        else:
            _read_text(kind, kinds.text_of(content, content_type), found, reading)
    except Unreadable as reason:
        reading.failed = str(reason)


def _read_office(kind: str, content: bytes, found: Found, reading: Reading) -> None:
    from . import office

    if kind == kinds.OFFICE:
        reading.title = office.find(content, found)
    elif kind == kinds.RTF:
        office.in_rtf(content, found)
    else:
        office.in_binary(content, found)


def _read_text(kind: str, text: str, found: Found, reading: Reading) -> None:
    from . import coded, json_values, lines, script

    if kind == kinds.JSON:
        for entry in json_values.find(text, "json"):
            found.add(entry.address, entry.technique, entry.where, entry.said, entry.person, entry.role)
    elif kind == kinds.SCRIPT:
        for match, technique in [*script.find(text), *coded.find(text)]:
            line = text.count("\n", 0, match.start) + 1
            found.add(
                match.address, technique, f"line {line}", text[match.start : match.end] or match.address
            )
    elif kind in (kinds.FEED, kinds.XML):
        reading.links = links.in_feed(text) if kind == kinds.FEED else []
        lines.in_feed(text, found) if kind == kinds.FEED else lines.in_plain(text, found)
    else:
        {kinds.VCARD: lines.in_vcard, kinds.CALENDAR: lines.in_calendar, kinds.CSV: lines.in_csv}.get(
            kind, lines.in_plain
        )(text, found)
