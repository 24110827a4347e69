"""Addresses in what is written line by line: plain text, CSV, vCard, iCalendar, feeds, HTTP headers."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from . import addresses, coded, people, spoken, turned
from .found import Found, around
from .page import decoded

FOLD = re.compile(r"\r?\n[ \t]")
CN = re.compile(r"""\bCN=(?:"([^"]+)"|([^;:]+))""", re.IGNORECASE)
MACHINE_LINES = re.compile(r"^(?:UID|RELATED-TO|X-[\w-]*(?:UID|ID))\b", re.IGNORECASE)
TAGS = re.compile(r"<[^<>]{0,3000}>")
INLINE_TAGS = re.compile(r"</?(?:b|i|em|strong|span|wbr|u|font)\b[^<>]{0,1000}>", re.IGNORECASE)
CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
ELEMENT = re.compile(r"<([\w:-]+)[^<>]*>[^<>]*$")
NAMED_MAILBOX = re.compile(r"^[^(<]*[(<]\s*([^)>]+)")
AUTHOR_NAME = re.compile(r"<(?:name|dc:creator)>\s*([^<@]{4,60})<")
UNREAD_HEADERS = frozenset(
    ["content-type", "date", "etag", "last-modified", "content-length", "server", "cache-control", "expires"]
)
MAX_LINE_CHARS = 20_000


def in_plain(text: str, found: Found, technique: str = "text", place: str = "line {}") -> None:
    """Every way an address can stand in running text, each under its own name except plain ones."""
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if len(line) < 6:
            continue
        plain = addresses.plain(line[:MAX_LINE_CHARS])
        for each, how in _ways(plain, technique):
            person = role = None
            if found.new(each.address, how):
                before = lines[max(0, number - 3) : number - 1]
                person, role = people.near([plain.replace(each.address, "|")], each.address.partition("@")[0])
                if not person:
                    person, role = people.near([*before, plain], each.address.partition("@")[0])
            found.add(
                each.address, how, place.format(number), around(plain, each.start, each.end), person, role
            )


def _ways(plain: str, technique: str) -> Iterator[tuple[addresses.Match, str]]:
    if "@" in plain:
        for each in addresses.find(plain):
            yield each, technique
        for each, how in turned.find(plain):
            yield each, how
    for each in spoken.find(plain):
        yield each, "spoken"
    yield from coded.find(plain)


def in_csv(text: str, found: Found) -> None:
    """Each row's address with the name and role of its row, by the columns' names where they have some."""
    try:
        rows = list(csv.reader(text.splitlines(), delimiter="\t" if "\t" in text[:2_000] else ","))[:200_000]
    except csv.Error:
        in_plain(text, found)
        return
    for number, row in enumerate(rows, 1):
        line = ",".join(row)
        for each in addresses.find(addresses.plain(line)):
            first, last = _columns(rows[0], row)
            person = people.cleaned_name(f"{first} {last}") if first and last else None
            near = people.near([*row], each.address.partition("@")[0])
            found.add(each.address, "text", f"row {number}", line[:190], person or near[0], near[1])


def _columns(head: list[str], row: list[str]) -> tuple[str, str]:
    named = {name.strip().lower().replace("_", " "): value for name, value in zip(head, row, strict=False)}
    first = (
        named.get("first name")
        or named.get("first")
        or named.get("firstname")
        or named.get("given name")
        or ""
    )
    return first, named.get("last name") or named.get("last") or named.get("lastname") or named.get(
        "surname"
    ) or ""


def in_vcard(text: str, found: Found) -> None:
    for number, card in enumerate(FOLD.sub("", text).split("BEGIN:VCARD")[1:], 1):
        fields = dict(_vcard_lines(card))
        person = people.cleaned_name(fields.get("FN", "")) or fields.get("FN") or None
        role = fields.get("TITLE") or fields.get("ROLE") or None
        card = _quoted_printable(card)
        for each in addresses.find(addresses.plain(card)):
            found.add(each.address, "vcard", f"card {number}", _line_of(card, each), person, role)


def _vcard_lines(card: str) -> Iterator[tuple[str, str]]:
    for line in card.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            key = name.partition(";")[0].rpartition(".")[2].upper()
            yield key, value.replace("\\,", ",").replace("\\n", " ").strip()


def _quoted_printable(card: str) -> str:
    return re.sub(r"=([0-9A-F]{2})", lambda code: chr(int(code[1], 16)), card) if "=40" in card else card


def _line_of(text: str, match: addresses.Match) -> str:
    start = text.rfind("\n", 0, match.start) + 1
    end = text.find("\n", match.end)
    return text[start : end if end >= 0 else len(text)]


def in_calendar(text: str, found: Found) -> None:
    """Organisers and attendees with their CN, and addresses in the texts of events; never event ids."""
    event = 0
    for line in FOLD.sub("", text).splitlines():
        event += line.upper().startswith("BEGIN:VEVENT")
        if ("@" not in line and "%40" not in line and not spoken.HINT.search(line)) or MACHINE_LINES.match(
            line
        ):
            continue
        name = CN.search(line)
        person = people.cleaned_name(name[1] or name[2]) if name else None
        key = line.partition(":")[0].partition(";")[0].upper()[:30]
        plain = (
            addresses.plain(unquote(line) if "%40" in line else line).replace("\\n", "\n").replace("\\,", ",")
        )
        for each in [*addresses.find(plain), *spoken.find(plain)]:
            who = person
            if not who and key not in ("ORGANIZER", "ATTENDEE"):
                who = people.near(plain.split("\n"), each.address.partition("@")[0])[0]
            found.add(
                each.address,
                "calendar",
                f"{key}, event {max(event, 1)}",
                around(plain, each.start, each.end),
                who,
            )


def in_feed(text: str, found: Found) -> None:
    """RSS and Atom: authors, editors and whatever the items' texts hold."""
    text = CDATA.sub("", text)
    for _ in range(2):
        if "&lt;" in text or "&#" in text or "&amp;#" in text:
            text = decoded(text)
    for each in addresses.find(addresses.plain(text)):
        where = ELEMENT.search(text[max(0, each.start - 500) : each.start])
        evidence = around(text, each.start, each.end)
        person = _author(text, each) if found.new(each.address, "feed") else None
        found.add(each.address, "feed", where[1] if where else "item", evidence, person)
    bare = TAGS.sub(" ", INLINE_TAGS.sub("", text))
    for each, how in _ways(addresses.plain(bare), "feed"):
        if how != "feed" or found.new(each.address, how):
            found.add(each.address, how, "item", around(bare, each.start, each.end))


def _author(text: str, match: addresses.Match) -> str | None:
    after = re.match(r"\s*\(([^()<>]{4,60})\)", text[match.end : match.end + 80])
    if after:
        return people.cleaned_name(after[1])
    near = text[max(0, match.start - 200) : match.end + 200]
    named = AUTHOR_NAME.search(near)
    return people.cleaned_name(named[1]) if named else None


def in_headers(headers: Mapping[str, str], found: Found) -> None:
    for name, value in headers.items():
        if name.lower() in UNREAD_HEADERS:
            continue
        if "@" not in value and "%40" not in value:
            continue
        plain = unquote(value) if "%" in value else value
        for each in addresses.find(plain):
            found.add(each.address, "header", name, f"{name}: {value}")
