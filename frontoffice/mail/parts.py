"""The MIME tree of a message, as offsets into its bytes, within bounds that no message can pass."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field

from frontoffice.mail import charsets, uuencoded
from frontoffice.mail.headers import Headers, parameters, split_headers

MAX_PARTS = 2_000
MAX_DEPTH = 60

GUESSED_BOUNDARY = re.compile(rb"(?:^|\n)--([^\s]{1,200})[ \t]*\r?\n")
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,120}")


@dataclass(slots=True)
class Part:
    """One part of a message: a leaf with content, or a multipart with children."""

    headers: Headers
    type: str
    parameters: dict[str, str]
    disposition: str
    name: str
    raw: bytes = field(repr=False)
    start: int
    end: int
    children: list[Part] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        return bool(self.children)

    @property
    def content_id(self) -> str:
        return self.headers.raw("content-id").strip("<> ")

    def leaves(self) -> list[Part]:
        """The parts that hold content, in the order of the message."""
        found, waiting = [], [self]
        while waiting:
            part = waiting.pop()
            if part.children:
                waiting += reversed(part.children)
            else:
                found.append(part)
        return found

    def content(self) -> tuple[bytes, str | None]:
        """The bytes of a leaf with its transfer encoding undone, and what was wrong with it or None."""
        body = self.raw[self.start : self.end]
        encoding = self.headers.raw("content-transfer-encoding").split(";")[0].strip(" \t\"'").lower()
        return undo_encoding(body, encoding)

    def text(self) -> tuple[str, list[str]]:
        """The text of a leaf, with LF line ends, and what was wrong with it."""
        content, broken = self.content()
        text, odd = charsets.decode(content, self.parameters.get("charset"))
        text = charsets.clean(text)
        if self.parameters.get("format", "").lower() == "flowed":
            text = unflowed(text, self.parameters.get("delsp", "").lower() == "yes")
        return text, [sentence for sentence in (broken, odd) if sentence]


@dataclass(slots=True)
class Tree:
    """The root part of a message, and what was wrong with its structure."""

    root: Part
    defects: list[str]
    count: int = 0


def read_tree(raw: bytes) -> Tree:
    """The parts of a message. Past MAX_PARTS or MAX_DEPTH the rest stays together as one part."""
    if b"\n" not in raw[:1_000_000] and b"\r" in raw[:1_000_000]:
        raw = raw.replace(b"\r", b"\n")
    start = len(raw) - len(raw.lstrip(b"\r\n \t\0\xef\xbb\xbf")) if raw[:1] in b"\r\n \t\0\xef" else 0
    tree = Tree(_part(raw, start, len(raw), "text/plain"), [])
    waiting = [(tree.root, 0)]
    while waiting:
        part, depth = waiting.pop()
        _divide(part, depth, tree)
        waiting += [(child, depth + 1) for child in part.children]
    tree.defects = list(dict.fromkeys(tree.defects))
    return tree


def undo_encoding(body: bytes, encoding: str) -> tuple[bytes, str | None]:
    """Bytes with a Content-Transfer-Encoding undone as far as it goes, and what was wrong or None."""
    if encoding in ("", "7bit", "8bit", "binary", "7-bit", "8-bit", "none"):
        return body, None
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body), None
    if encoding == "base64":
        return _from_base64(body)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return uuencoded.decode(body), None
    return (
        body,
        f"A part uses the unknown encoding {encoding[:40]!r}; it was left as it came.",
    )


def unflowed(text: str, delete_space: bool) -> str:
    """Paragraphs of format=flowed text (RFC 3676) on one line each; quote marks keep their depth."""
    out: list[list[str]] = []
    flowing, depth_before = False, 0
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        rest = line[depth:].removeprefix(" ")
        flows = rest.endswith(" ") and rest != "-- "
        kept = rest[:-1] if flows and delete_space else rest
        if flowing and depth == depth_before and rest != "-- ":
            out[-1].append(kept)
        else:
            out.append([">" * depth + (" " if depth and rest else ""), kept])
        flowing, depth_before = flows, depth
    return "\n".join("".join(pieces) for pieces in out)


def _part(raw: bytes, start: int, end: int, default: str) -> Part:
    headers, body = split_headers(raw, start, end)
    kind, given = parameters(headers.raw("content-type"))
    disposition, about = parameters(headers.raw("content-disposition"))
    kind = kind if TYPE.fullmatch(kind) else default
    name = about.get("filename") or given.get("name") or ""
    return Part(headers, kind, given, disposition, name, raw, body, max(body, end))


def _divide(part: Part, depth: int, tree: Tree) -> None:
    tree.count += 1
    if not part.type.startswith("multipart/"):
        return
    if depth >= MAX_DEPTH:
        tree.defects.append(
            f"The message is nested more than {MAX_DEPTH} levels deep; the rest was kept as one file."
        )
        part.type, part.name, part.disposition = (
            "application/octet-stream",
            "deeper.mime",
            "attachment",
        )
        return
    boundary = part.parameters.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
    spans, closed = _spans(part, boundary, MAX_PARTS - tree.count) if boundary else ([], False)
    if not spans and (guess := GUESSED_BOUNDARY.search(part.raw, part.start, part.end)):
        tree.defects.append("A multipart does not say rightly where its parts begin; that was guessed.")
        spans, closed = _spans(part, guess[1], MAX_PARTS - tree.count)
    if not spans:
        tree.defects.append("A multipart holds no parts; it was read as plain text.")
        part.type = "text/plain"
        return
    if not closed:
        tree.defects.append("The message ends before its last part does.")
    default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    part.children = [_part(part.raw, start, end, default) for start, end in spans]
    if tree.count + len(part.children) >= MAX_PARTS:
        tree.defects.append(f"The message has more than {MAX_PARTS} parts; the rest were kept as one file.")
        last = part.children[-1]
        last.type, last.name, last.disposition = (
            "application/octet-stream",
            "more.mime",
            "attachment",
        )


def _spans(part: Part, boundary: bytes, room: int) -> tuple[list[tuple[int, int]], bool]:
    """Where each part begins and ends, and whether the closing line was there."""
    mark = re.compile(rb"--" + re.escape(boundary) + rb"(--)?[ \t\r]*(?:\n|\Z)")
    spans: list[tuple[int, int]] = []
    begun: int | None = None
    position = part.start
    while (line := _next_mark(mark, part, boundary, position)) is not None:
        if begun is not None:
            spans.append((begun, _before_newline(part.raw, begun, line.start())))
        begun = None if line[1] else line.end()
        if line[1]:
            return spans, True
        if len(spans) >= max(room, 1):
            break
        position = line.end()
    if begun is not None:
        spans.append((begun, part.end))
    return spans, False


def _next_mark(mark: re.Pattern[bytes], part: Part, boundary: bytes, position: int) -> re.Match[bytes] | None:
    """The next boundary line. bytes.find is far faster than the pattern over megabytes."""
    sought = b"--" + boundary
    for _ in range(100_000):
        at = part.raw.find(sought, position, part.end)
        if at < 0:
            return None
        if (at == part.start or part.raw[at - 1 : at] == b"\n") and (
            line := mark.match(part.raw, at, part.end)
        ):
            return line
        position = at + len(sought)
    return None


def _before_newline(raw: bytes, start: int, at: int) -> int:
    if at > start and raw[at - 1 : at] == b"\n":
        at -= 1
    if at > start and raw[at - 1 : at] == b"\r":
        at -= 1
    return at


def _from_base64(body: bytes) -> tuple[bytes, str | None]:
    letters = NOT_BASE64.sub(b"", body)
    inside, pad, after = letters.partition(b"=")
    defect = None
    if len(inside) % 4 == 1:
        inside, defect = inside[:-1], "A part in base64 is cut off; what came was kept."
    elif len(inside) % 4 and not pad:
        defect = "A part in base64 is cut off; what came was kept."
    if after.strip(b"="):
        return _concatenated(letters), "A part in base64 holds several pieces; they were joined."
    return binascii.a2b_base64(inside + b"=" * (-len(inside) % 4)), defect


def _concatenated(letters: bytes) -> bytes:
    pieces = [piece for piece in letters.split(b"=", 10_000) if piece]
    whole = [piece[: len(piece) - 1] if len(piece) % 4 == 1 else piece for piece in pieces]
    return b"".join(
        binascii.a2b_base64(piece + b"=" * (-len(piece) % 4)) for piece in whole if b"=" not in piece
    )
