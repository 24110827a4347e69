"""Files written into the text of a message by the oldest mail programs (uuencode)."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

MAX_FILES = 100
BEGIN = re.compile(r"^begin(?:-base64)? [0-7]{3,4} (.{1,200})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class EncodedFile:
    name: str
    content: bytes


def decode(body: bytes) -> bytes:
    """The content of a uuencoded body; lines that cannot be read are passed over."""
    out: list[bytes] = []
    for line in body.splitlines():
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        out.append(_line(line))
    return b"".join(out)


def extract(text: str) -> tuple[str, list[EncodedFile]]:
    """The text without the files written into it, and those files."""
    files: list[EncodedFile] = []
    kept: list[str] = []
    position = 0
    while len(files) < MAX_FILES and (begin := BEGIN.search(text, position)):
        if not _looks_encoded(text[begin.end() + 1 : begin.end() + 80]):
            kept.append(text[position : begin.end()])
            position = begin.end()
            continue
        end = text.find("\nend", begin.end())
        body = text[begin.end() : end if end >= 0 else len(text)].strip("\n")
        kept.append(text[position : begin.start()])
        files.append(EncodedFile(begin[1].strip(), decode(body.encode("utf-8", "replace"))))
        position = len(text) if end < 0 else end + len("\nend")
    return "".join(kept) + text[position:], files


def _looks_encoded(body: str) -> bool:
    first = body.split("\n", 1)[0].rstrip("\r")
    length = (ord(first[0]) - 32) & 63 if first else 0
    return bool(first) and first.isascii() and abs(len(first) - 1 - -(-length // 3) * 4) <= 2


def _line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except (binascii.Error, ValueError):
        wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:wanted])
        except (binascii.Error, ValueError):
            return b""
