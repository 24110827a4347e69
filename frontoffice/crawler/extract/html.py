"""Every rule over one HTML page: each technique is a function that takes it and adds to what is found."""

from __future__ import annotations

import re
from urllib.parse import unquote

from . import addresses, coded, json_values, people, script, spoken, turned
from .found import Found, around
from .page import ENTITY_MARK, Source, attributes, decoded

CLUES = [
    "@",
    "＠",
    "%40",
    "%2540",
    "commat",
    "cfemail",
    "email-protection",
    "fromcharcode",
    "insertemail",
    "uncryptmailto",
    "mailto-token",
    "\\x40",
    "\\u0040",
    "rot13",
    "arroba",
    "data-domain",
    "data-host",
    "data-d=",
    "0064;",
    "&#64",
    "&#x40",
    "&#x0040",
    "&amp;#",
]
LONG = re.compile(
    r"""[\w.+>-]\s*(?:[\[({<«|*~_-]|&lt;)\s*(?:at|arroba|@|at[ -]?s\w+)\s*(?:[\])}>»|*~_-]|&gt;)"""
    r"""|\w[._]\w+\sat\s\w[\w-]*\.\w|alt=["']?[\[(]?(?:at|arroba|dot|punto)\b"""
    r"""|\sdot\s|\spunto\s|(?<!\w)AT(?!\w)"""
)
TELLING = re.compile(
    r"@|%40|%2540|cfemail|email-protection|\ue000|fromcharcode|[\[({<|*_-]\s*(?:at|arroba)\s*[\])}>|*_-]|\sdot\s|\spunto\s"
    r"|data-(?:[\w-]*domain|[\w-]*host|d)\b|\uff20",
    re.IGNORECASE,
)
SCRIPTED = re.compile(r"""^on[a-z]+$""")
USER_ATTRIBUTE = re.compile(
    r"^data-(?:[\w-]*-)?(?:user|username|name|local|localpart|mailbox|account|u|n|first|before|part1|email-user|email-name)$"
)
HOST_ATTRIBUTE = re.compile(
    r"^data-(?:[\w-]*-)?(?:domain|host|hostname|d|server|after|part2|email-domain|site)$"
)
ENDING_ATTRIBUTE = re.compile(r"^data-(?:[\w-]*-)?(?:tld|ext|suffix|zone)$")
LOCAL = re.compile(r"[\w.+-]{1,64}")
AT_AFTER_CELL = re.compile(r"\t[\t\n \xa0]{0,6}@")
CELL_SPLIT = re.compile(r"([A-Za-z0-9][\w.+-]{1,63})[ \xa0]*\t[\t\n \xa0]{0,6}@([\w-]+(?:\.[\w-]+)+)")
JSON_TYPE = re.compile(
    r"""type\s*=\s*["']?(?:application/(?:[\w.+-]*)json|importmap|speculationrules)""", re.IGNORECASE
)
LD_TYPE = re.compile(r"""type\s*=\s*["']?application/ld\+json""", re.IGNORECASE)
NOT_SCRIPT = re.compile(
    r"""type\s*=\s*["']?(?:text/(?:template|html|x-[\w-]+)|application/(?!javascript|ecmascript|x-javascript))""",
    re.IGNORECASE,
)
UNSEEN = frozenset(("comment", "hidden", "script", "json"))
TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)


def title(html: str) -> str:
    found = TITLE.search(html[:200_000])
    return " ".join(decoded(found[1]).split())[:200] if found else ""


def worth_taking_apart(raw: str) -> bool:
    """False for a page with no sign of any technique, which is most pages of most sites."""
    low = raw.lower()
    if any(clue in low for clue in CLUES) or LONG.search(raw) is not None:
        return True
    return ("<script" in low and script.hinted(raw)) or next(coded.find(raw), None) is not None


def find(raw: str, found: Found) -> None:
    """Add every address that the page publishes."""
    if not worth_taking_apart(raw):
        return
    source = Source(raw)
    in_tags(source, found)
    in_text(source, found)
    in_hidden_text(source, found)
    in_comments(source, found)
    in_scripts(source, found)
    in_codes(source, found)


def _add(source: Source, found: Found, address: str, technique: str, offset: int, evidence: str) -> None:
    index = source.tag_at(offset)
    person = role = None
    if found.new(address, technique):
        person, role = source.who(index, address, sure=technique in UNSEEN)
    found.add(address, technique, source.where(index), evidence.replace(ENTITY_MARK, ""), person, role)


def _by_references(text: str, start: int) -> bool:
    """True when what starts here was written in character references."""
    mark = text.rfind(ENTITY_MARK, max(0, start - 80), start)
    return mark >= 0 and not any(char.isspace() for char in text[mark:start])


# Text


def in_text(source: Source, found: Found) -> None:
    text = source.text.text
    for each in addresses.find(text):
        technique = "entity" if _by_references(text, each.start) else "text"
        offset = source.text.source(each.start)
        _add(
            source, found, each.address, technique, offset, _evidence(source, each.address, offset, technique)
        )
    for each, technique in turned.find(text):
        offset = source.text.source(each.start)
        _add(source, found, each.address, technique, offset, text[each.start : each.end])
    for each in spoken.find(text):
        offset = source.text.source(each.start)
        _add(source, found, each.address, "spoken", offset, around(text, each.start, each.end))
    for split in CELL_SPLIT.finditer(text) if AT_AFTER_CELL.search(text) else ():
        if address := addresses.judged(split[1], split[2]):
            _add(source, found, address, "text", source.text.source(split.start()), split[0])


def _evidence(source: Source, address: str, offset: int, technique: str) -> str:
    """The source around the address as it is written there; the first piece of it when it is in pieces."""
    raw = source.raw
    near = raw.lower().find(address, max(0, offset - 5), offset + len(address) + 200)
    start = near if near >= 0 else offset
    piece = around(raw, start, start + len(address))
    if technique == "entity":
        return "written as character references: " + piece
    return piece


def in_hidden_text(source: Source, found: Found) -> None:
    text = source.hidden.text
    for each in addresses.find(text):
        offset = source.hidden.source(each.start)
        _add(source, found, each.address, "hidden", offset, around(text, each.start, each.end))
    for each in spoken.find(text):
        _add(
            source,
            found,
            each.address,
            "spoken",
            source.hidden.source(each.start),
            around(text, each.start, each.end),
        )
    for each, technique in turned.find(text):
        _add(
            source,
            found,
            each.address,
            technique,
            source.hidden.source(each.start),
            text[each.start : each.end],
        )


def in_comments(source: Source, found: Found) -> None:
    for offset, body in source.comments:
        if not TELLING.search(body) and "arroba" not in body:
            continue
        plain = addresses.plain(decoded(body))
        for each in [*addresses.find(plain), *spoken.find(plain)]:
            evidence = "<!-- " + around(plain, each.start, each.end)
            said = people.near(plain.split("\n"), each.address.partition("@")[0], sure=True)
            if said[0]:
                found.add(each.address, "comment", source.where(source.tag_at(offset)), evidence, *said)
            else:
                _add(source, found, each.address, "comment", offset, evidence)


# Tags


def in_tags(source: Source, found: Found) -> None:
    for index, attrs in enumerate(source.attrs):
        if not attrs or not TELLING.search(attrs):
            continue
        name = source.names[index]
        pairs = attributes(attrs)
        kinds = dict(pairs)
        for key, value in pairs:
            _in_attribute(source, found, index, name, key, value, kinds)
        _in_parts(source, found, index, pairs)


def _in_attribute(
    source: Source, found: Found, index: int, name: str, key: str, value: str, kinds: dict[str, str]
) -> None:
    offset, plain = source.starts[index], addresses.plain(value)
    evidence = f'{key}="{value}"'
    if _is_mailto(plain):
        _in_mailto(source, found, offset, plain, evidence)
        return
    if SCRIPTED.match(key) or plain[:11].lower() == "javascript:":
        for each, technique in script.find(plain.removeprefix("javascript:")):
            _add(source, found, each.address, technique, offset, evidence)
        return
    if key in ("srcset", "style", "class", "d", "points"):
        return
    usual = "hidden" if name == "input" and kinds.get("type", "").lower() == "hidden" else "attribute"
    for each in addresses.find(plain):
        technique = "entity" if _by_references(plain, each.start) else usual
        _add(source, found, each.address, technique, offset, evidence)
    for each, technique in turned.find(plain):
        _add(source, found, each.address, technique, offset, evidence)
    for each in spoken.find(plain):
        _add(source, found, each.address, "spoken", offset, evidence)


def _is_mailto(value: str) -> bool:
    return value.lstrip(f" {ENTITY_MARK}\t\n")[:7].lower() == "mailto:"


def _in_mailto(source: Source, found: Found, offset: int, value: str, evidence: str) -> None:
    technique = "entity" if ENTITY_MARK in value else "mailto"
    body = value.replace(ENTITY_MARK, "").strip()[7:].replace("%20", " ")
    here = {each.address for each in addresses.find(body)}
    for address in here:
        _add(source, found, address, technique, offset, evidence)
    if "%" in body:
        for each in addresses.find(unquote(unquote(body))):
            if each.address not in here:
                _add(source, found, each.address, "percent", offset, evidence)
    for each, how in turned.find(body):
        _add(source, found, each.address, how, offset, evidence)
    for each in spoken.find(unquote(body)):
        if each.address not in here:
            _add(source, found, each.address, "spoken", offset, evidence)


def _in_parts(source: Source, found: Found, index: int, pairs: list[tuple[str, str]]) -> None:
    """`data-user="ana" data-domain="riverbend.k12.wi.us"`: an address in two or three attributes."""
    user = next((value for key, value in pairs if USER_ATTRIBUTE.match(key) and LOCAL.fullmatch(value)), None)
    host = next((value for key, value in pairs if HOST_ATTRIBUTE.match(key)), None)
    if not user or not host:
        return
    ending = next((value for key, value in pairs if ENDING_ATTRIBUTE.match(key)), "")
    domain = host.strip("@ .") + ("." + ending.strip(". ") if ending else "")
    address, technique = addresses.judged(user, domain), "attribute"
    if address is None:
        address, technique = addresses.judged(user[::-1], domain[::-1]), "reversed"
    if address:
        _add(
            source, found, address, technique, source.starts[index], " ".join(f'{k}="{v}"' for k, v in pairs)
        )


# Scripts and codes


def in_scripts(source: Source, found: Found) -> None:
    for offset, attrs, body in source.scripts:
        if JSON_TYPE.search(attrs):
            technique = "json-ld" if LD_TYPE.search(attrs) else "json"
            _in_json(source, found, offset, body, technique)
        elif NOT_SCRIPT.search(attrs):
            for each in addresses.find(decoded(body)):
                _add(source, found, each.address, "hidden", offset, each.address)
        else:
            for match, technique in script.find(body):
                evidence = body[match.start : match.end][:190] or match.address
                _add(source, found, match.address, technique, offset, evidence)


def _in_json(source: Source, found: Found, offset: int, body: str, technique: str) -> None:
    where = source.where(source.tag_at(offset))
    for each in json_values.find(body.strip().removeprefix("<!--").removesuffix("-->"), technique):
        found.add(each.address, each.technique, f"{where} {each.where}", each.said, each.person, each.role)


def in_codes(source: Source, found: Found) -> None:
    """Base64, hexadecimal, percent and Cloudflare codes, wherever in the source they stand."""
    for each, technique in coded.find(source.raw):
        evidence = around(source.raw, each.start, min(each.end, each.start + 190))
        if technique == "percent" and (each.address, "percent") in found.seen:
            continue
        _add(source, found, each.address, technique, each.start, evidence)
