"""No outgoing message carries a staff address: the finished bytes are read as a harvester would."""

from __future__ import annotations

import html as entities
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from frontoffice.mail import charsets
from frontoffice.mail.headers import decode_words
from frontoffice.mail.parts import MAX_DEPTH, Part, read_tree

ADDRESS = re.compile(r"(?<![\w.+-])[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
SPOKEN = re.compile(
    r"(?<![\w.+-])([\w.+-]{1,64})\s{0,3}(?:[\[({<]\s{0,2}(?:at|@|arroba)\s{0,2}[\])}>]|\sat\s|\sarroba\s|\s{1,3}@\s{0,3}|@\s{1,3})\s{0,3}"
    r"([\w-]{1,63}(?:\s{0,3}(?:[\[({<]\s{0,2}(?:dot|punto|\.)\s{0,2}[\])}>]|\sdot\s|\spunto\s|\.)\s{0,3}[\w-]{1,63}){1,6})",
    re.IGNORECASE,
)
SPOKEN_DOT = re.compile(
    r"\s*(?:[\[({<]\s*(?:dot|punto|\.)\s*[\])}>]|\sdot\s|\spunto\s|\.)\s*",
    re.IGNORECASE,
)
SPOKEN_AT_WORD = re.compile(r"(?<![^\W_])(?:at|arroba)(?![^\W_])")
SPOKEN_DOT_WORD = re.compile(r"(?<![^\W_])(?:dot|punto)(?![^\W_])")
BARE_AT = re.compile(r"\s+(?:at|arroba)\s", re.IGNORECASE)
MAX_NAME_CHARS = 70
MEMBERS_OWN = "answer+"
UNMISTAKABLE_CHARS = 8  # "larsenriverbend…" is her address; "office riverbend…" may be two words
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
TAG = re.compile(r"<!--.*?-->|<[^<>]{0,3000}>", re.DOTALL)
READABLE = (
    "text/",
    "message/",
    "application/ics",
    "application/json",
    "application/xml",
    "image/svg",
)


@dataclass(frozen=True, slots=True)
class Leak:
    """A staff address in a message, and a plain sentence that says where."""

    address: str
    sentence: str


@dataclass(frozen=True)
class Roster:
    """Whose addresses never leave: members' own, and every address at the district's staff domains.

    All in lower case. `front_door` is the domain of our own addresses, which are for the public even
    when it lies below a staff domain; but not the one at which a member answers by mail.
    """

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    front_door: str = ""

    def owns(self, address: str) -> bool:
        address = address.lower()
        domain = address.rpartition("@")[2]
        if domain == self.front_door:
            return address.startswith(MEMBERS_OWN)
        below = any(domain == own or domain.endswith("." + own) for own in self.domains if own)
        return below or address in self.addresses

    def found_in(self, text: str, reader: str = "") -> list[str]:
        """The staff addresses that a person or a program could read from this text.

        `reader` is whom the text is for: their own address may stand in it.
        """
        read = addresses_in(text)
        found = [
            address for address in read if self.owns(address) and (read[address] or self._likely(address))
        ]
        return [
            one for one in dict.fromkeys((*found, *self._spelled_in(text))) if one.lower() != reader.lower()
        ]

    def _likely(self, address: str) -> bool:
        """Whether "ana.ruiz at riverbend.org" is an address; "look at riverbend.org" is a sentence."""
        return address.lower() in self.addresses or not address.partition("@")[0].isalpha()

    def _spelled_in(self, text: str) -> Iterator[str]:
        """Members' addresses whose letters stand in order, whatever was put between them."""
        bare = _letters(text)
        for domain, names in self._names_at.items():
            for match in re.finditer(re.escape(domain), bare):
                before = bare[max(0, match.start() - MAX_NAME_CHARS) : match.start()]
                marked = before.endswith("@")
                for name, address in names.items():
                    if before.rstrip("@").endswith(name) and (marked or len(name) >= UNMISTAKABLE_CHARS):
                        yield address

    @cached_property
    def _names_at(self) -> dict[str, dict[str, str]]:
        """For the letters of each domain, the letters of the names before it and their address."""
        names: dict[str, dict[str, str]] = {}
        for address in self.addresses:
            name, _, domain = address.partition("@")
            if (letters := _letters(name)) and self.owns(address):
                names.setdefault(_letters(domain), {})[letters] = address
        return names


def staff_addresses_in(raw: bytes, roster: Roster, reader: str = "") -> list[Leak]:
    """Every staff address in the finished bytes of a message, each place once.

    Reads all headers with their encoded words, every text part undone from its encoding, the names
    of attachments and messages attached. PDF and Office documents are the caller's to read.
    """
    found: dict[Leak, None] = {}
    for place, text in _places(raw, 0):
        for address in roster.found_in(text, reader):
            found[Leak(address, f"The address {address} stands in {place}.")] = None
    return list(found)


def without_addresses(text: str, roster: Roster, replacement: str) -> str:
    """The text with each staff address, however it is spelled, replaced (and its mailto: with it)."""
    text = INVISIBLE.sub("", text)
    for shape in (ADDRESS, SPOKEN):
        text = re.sub(
            r"(?:mailto:)?(?:" + shape.pattern.removeprefix(r"(?<![\w.+-])") + ")",
            lambda match: replacement if roster.found_in(match[0]) else match[0],
            text,
            flags=re.IGNORECASE,
        )
    if roster.found_in(text):
        text = "\n".join(replacement if roster.found_in(line) else line for line in text.split("\n"))
    return replacement if roster.found_in(text) else text


def addresses_in(text: str) -> dict[str, bool]:
    """The addresses a program could read from this text: plain, escaped, spoken or split by tags.

    True for those that can be nothing else; False for "look at riverbend.org", where "at" may be a word.
    """
    found: dict[str, bool] = {}
    for spelling in _spellings(text):
        for match in ADDRESS.finditer(spelling):
            found |= dict.fromkeys(_candidates(match[0]), True)
        for match in SPOKEN.finditer(spelling):
            domain = SPOKEN_DOT.sub(".", match[2])
            sure = not BARE_AT.match(spelling, match.end(1))
            for address in _candidates(f"{match[1]}@{domain}"):
                found[address] = sure or found.get(address, False)
    return found


def _letters(text: str) -> str:
    """The letters and digits of a text alone, and "@" for what says it; without the words for "."."""
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", entities.unescape(text))).lower()
    said = SPOKEN_DOT_WORD.sub("", SPOKEN_AT_WORD.sub("@", TAG.sub("", plain)))
    return re.sub(r"[^\w@]+|_", "", said)


def _candidates(address: str) -> list[str]:
    """The address and what it is without the marks that a sentence or a link put before it."""
    address = address.strip(".'`*_{}|=&?/!-")
    local, _, domain = address.rpartition("@")
    pieces = [local, *re.split(r"[=&?/'*{}|!`]", local)[-1:]]
    domain = domain.lower().strip(".-_")
    shorter = domain.rpartition(".")[0] if domain.count(".") > 1 else ""
    domains = [one for one in (domain, shorter) if one]
    named = [piece.strip(".") for piece in pieces if piece.strip(".")]
    return list(dict.fromkeys(f"{piece}@{one}" for one in domains for piece in named))


def _spellings(text: str) -> Iterator[str]:
    seen = {""}
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    opened = entities.unescape(entities.unescape(plain))
    unquoted = unquote(unquote(opened)) if "%" in opened else opened
    for spelling in (
        plain,
        opened,
        unquoted,
        TAG.sub("", opened),
        TAG.sub(" ", unquoted),
    ):
        spelling = INVISIBLE.sub("", spelling)
        if spelling not in seen:
            seen.add(spelling)
            yield spelling


def _places(raw: bytes, depth: int) -> Iterator[tuple[str, str]]:
    """(where, text) of all that a reader or a program could read in a message."""
    waiting = [read_tree(raw).root]
    while waiting:
        part = waiting.pop(0)
        waiting += part.children
        yield from _header_places(part)
        if part.children:
            yield "text between the parts", charsets.decode(_between(part), None)[0]
            continue
        yield from _content_places(part, depth)


def _header_places(part: Part) -> Iterator[tuple[str, str]]:
    for name, value in part.headers.fields:
        yield f"the header {name.title()}", decode_words(value)
        if "=?" in value:
            yield (
                f"the header {name.title()}",
                decode_words(re.sub(r"\?=\s+=\?", "?==?", value)),
            )
    if part.name:
        yield "the name of an attachment", part.name
    for value in part.parameters.values():
        yield "the name of an attachment", value


def _content_places(part: Part, depth: int) -> Iterator[tuple[str, str]]:
    content, _ = part.content()
    if part.type in ("message/rfc822", "message/global") and depth < MAX_DEPTH:
        for place, text in _places(content, depth + 1):
            yield f"an attached message, in {place}", text
    elif part.type.startswith(READABLE) or part.name.lower().endswith(
        (".txt", ".html", ".htm", ".vcf", ".ics", ".csv", ".eml", ".svg")
    ):
        where = (
            f"the attachment {part.name}"
            if part.name
            else "the HTML"
            if part.type == "text/html"
            else "the text"
        )
        yield (
            where,
            charsets.clean(charsets.decode(content, part.parameters.get("charset"))[0]),
        )


def _between(part: Part) -> bytes:
    """What stands before the first part and after the last, which no mail program shows."""
    first, last = part.children[0], part.children[-1]
    return (
        part.raw[part.start : max(part.start, min(first.start, part.start + 4_000))]
        + part.raw[last.end : part.end]
    )
