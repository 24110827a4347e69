"""What a file really is, by its bytes and never by its name; and whether we take it."""

from __future__ import annotations

import zipfile
from io import BytesIO

IMAGE_OR_PAPER: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
)
OFFICE = {
    "word/": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"avif": "image/avif",
    b"M4A ": "audio/mp4",
}
MACROS = "vbaProject.bin"
TEXT_PROBE_BYTES = 65_536


class Refused(Exception):
    """We do not take this file: it is not a photo, a paper or plain text."""


def type_of(content: bytes, name: str) -> str:
    """The media type of a photo, a paper, a voice note, a short film or plain text, by its bytes.

    Raises Refused for anything else, such as a program under a paper's name or a document with macros.
    """
    for start, found in IMAGE_OR_PAPER:
        if content.startswith(start):
            return found
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return BRANDS.get(content[8:12], "video/mp4")
    if content.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3")):
        return "audio/mpeg"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if _is_text(content) and name.lower().endswith((".txt", ".csv", ".md", ".ics", ".vcf")):
        return "text/plain"
    raise Refused


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if any(name.endswith(MACROS) for name in names):
                raise Refused
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                kind = archive.read("mimetype").decode("ascii", "replace")
                if kind.startswith(OPEN_DOCUMENT):
                    return kind
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise Refused from error
    for folder, found in OFFICE.items():
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return found
    raise Refused


def _is_text(content: bytes) -> bool:
    probe = content[:TEXT_PROBE_BYTES]
    return b"\x00" not in probe and not probe.startswith((b"MZ", b"\x7fELF", b"#!"))
