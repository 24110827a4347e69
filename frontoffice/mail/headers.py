"""The headers of a message or a part: split, unfolded, and decoded only when asked."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from frontoffice.mail import charsets

MAX_HEADER_BYTES = 256_000
MAX_FIELD_CHARS = 64_000
MAX_ADDRESSES = 1_000

FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?\n]{0,4000})\?=")
PARAMETER = re.compile(r";\s*([^\s=;\"]{1,80})\s*=\s*(\"(?:[^\"\\]|\\.)*\"?|[^;]*)", re.DOTALL)
MESSAGE_ID = re.compile(r"<[^<>\s]{1,500}>")
BARE_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,200}@[^\s<>()\[\],;:\"@]{1,253}")


@dataclass(frozen=True, slots=True)
class Headers:
    """Header fields in their order, names in lower case, values unfolded but not yet decoded."""

    fields: tuple[tuple[str, str], ...] = ()
    eight_bit: bool = False
    junk_lines: int = 0

    def raw(self, name: str) -> str:
        """The first value of a field as it stands, or an empty string."""
        return next((value for key, value in self.fields if key == name), "")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]

    def text(self, name: str) -> str:
        """The first value of a field, its encoded words read, on one line."""
        return one_line(decode_words(self.raw(name)))


def split_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The headers that begin at `start`, and where the body begins. Lenient: junk lines are counted."""
    fields: list[tuple[str, bytes]] = []
    junk = 0
    position = start
    limit = min(end, start + MAX_HEADER_BYTES)
    while position < limit:
        line_end = raw.find(b"\n", position, end)
        after = end if line_end < 0 else line_end + 1
        line = raw[position : min(after, position + MAX_FIELD_CHARS)].rstrip(b"\r\n")
        if not line.strip(b"\r\0"):
            return _decoded(fields, junk), after
        if line[:1] in b" \t" and fields:
            name, value = fields[-1]
            if len(value) < MAX_FIELD_CHARS:
                fields[-1] = (name, value + b" " + line.lstrip())
        elif field := FIELD.match(line):
            fields.append((field[1].decode("ascii").lower(), line[field.end() :].strip()))
        elif not fields and not line.startswith((b"From ", b">From ")):
            return Headers(junk_lines=1), start
        elif junk >= 20:
            return _decoded(fields, junk), position
        else:
            junk += 1
        position = after
    return _decoded(fields, junk), min(position, end)


def decode_words(value: str) -> str:
    """RFC 2047 encoded words read leniently; what cannot be read is left as it stands."""
    if "=?" not in value:
        return value
    out: list[str] = []
    run: list[bytes] = []
    charset, position = "", 0
    for word in WORD.finditer(value):
        between = value[position : word.start()]
        same = run and not between.strip() and word[1].lower() == charset
        if not same:
            out.append(charsets.decode(b"".join(run), charset)[0])
            out.append(between if between.strip() or not run else "")
            run = []
        charset, position = word[1].lower(), word.end()
        run.append(_word_bytes(word[2].lower(), word[3]))
    out += [charsets.decode(b"".join(run), charset)[0], value[position:]]
    return "".join(out)


def one_line(text: str) -> str:
    return " ".join(charsets.clean(text).split())


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """The main value in lower case and its parameters, RFC 2231 continuations and charsets applied."""
    value = value[:8_000]
    main = value.split(";", 1)[0].strip().lower()
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for match in PARAMETER.finditer(value):
        name, _, rest = match[1].lower().partition("*")
        number, extended = (
            rest.rstrip("*"),
            rest.endswith("*") or (match[1].endswith("*")),
        )
        order = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
        pieces.setdefault(name, []).append((order, extended, _unquoted(match[2])))
    return main, {name: _joined(found) for name, found in pieces.items()}


def addresses(values: list[str]) -> list[tuple[str, str]]:
    """(name, address) of each mailbox in these header values; names decoded, groups opened."""
    found: list[tuple[str, str]] = []
    for value in values:
        found += _mailboxes(value[:MAX_FIELD_CHARS])
        if len(found) >= MAX_ADDRESSES:
            break
    return [(one_line(decode_words(name)), normal(address)) for name, address in found[:MAX_ADDRESSES]]


def normal(address: str) -> str:
    """An address with its domain in lower case and without spaces or brackets."""
    address = one_line(decode_words(address)).strip("<>'\" ").replace(" ", "")
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.lower().rstrip('.')}" if at else address


def message_ids(value: str) -> tuple[str, ...]:
    """The Message-IDs in a header, in order and once each; bare ones get their brackets."""
    value = value[:MAX_FIELD_CHARS]
    found = MESSAGE_ID.findall(value) or [f"<{word}>" for word in value.split() if "@" in word]
    return tuple(dict.fromkeys(charsets.clean(one) for one in found))


def date(value: str) -> datetime | None:
    """A Date header in aware UTC, or None when it cannot be read or is absurd."""
    try:
        parsed = parsedate_to_datetime(one_line(value)[:200])
        aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError, AttributeError):
        return None


def _decoded(fields: list[tuple[str, bytes]], junk: int) -> Headers:
    plain = tuple((name, _field_text(value)) for name, value in fields)
    return Headers(plain, any(not value.isascii() for _, value in fields), junk)


def _field_text(value: bytes) -> str:
    return value.decode("ascii") if value.isascii() else charsets.decode(value, None)[0]


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    if encoding == "q":
        return binascii.a2b_qp(data, header=True)
    data = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    if len(data) % 4 == 1:
        data = data[:-1]
    return base64.b64decode(data + b"=" * (-len(data) % 4))


def _unquoted(value: str) -> str:
    value = value.strip()
    if not value.startswith('"'):
        return value
    inside = value[1:-1] if len(value) > 1 and value.endswith('"') else value[1:]
    return re.sub(r"\\([\"\\])", r"\1", inside)


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    pieces = sorted(pieces, key=lambda piece: piece[0])
    if not any(extended for _, extended, _ in pieces):
        return (
            decode_words("".join(text for _, _, text in pieces))
            if len(pieces) > 1
            else decode_words(pieces[0][2])
        )
    charset, joined = "utf-8", b""
    for index, (_, extended, text) in enumerate(pieces):
        if extended and index == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        joined += unquote_to_bytes(text) if extended else text.encode("utf-8", "replace")
    return charsets.decode(joined, charset)[0]


def _mailboxes(value: str) -> Iterator[tuple[str, str]]:
    try:
        pairs = getaddresses([value]) if value.count("(") < 50 else []
    except (RecursionError, ValueError, IndexError, TypeError):
        pairs = []
    good = [(name, address) for name, address in pairs if "@" in address]
    if good:
        yield from good
        return
    for match in BARE_ADDRESS.finditer(value):
        yield (
            value[: match.start()].strip(" <\"'") if match.start() < 200 else "",
            match[0],
        )
