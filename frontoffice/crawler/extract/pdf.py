"""Addresses in a PDF: its text, links, form fields, attachments and metadata."""

from __future__ import annotations

import re
from typing import Any

from . import addresses, lines
from .found import Found, around

MAX_PAGES = 500
MAX_PAGE_CHARS = 500_000
MAX_TOTAL_CHARS = 20_000_000
XMP = re.compile(rb"<x:xmpmeta.{0,200000}?</x:xmpmeta>", re.DOTALL)
TAGS = re.compile(r"<[^<>]{0,2000}>")


class Unreadable(Exception):
    """The document cannot be opened; the message is a sentence for people."""


def find(content: bytes, found: Found) -> str:
    """Add every address in the PDF; its title. Raises Unreadable when it is broken or locked."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable(
            "is a PDF that a password locks" if locked else "is a PDF that cannot be opened"
        ) from error
    try:
        title = _metadata(document, content, found)
        _pages(document, found)
        _attachments(document, found)
    finally:
        document.close()
    return title


def _metadata(document: Any, content: bytes, found: Found) -> str:
    told: dict[str, str] = document.get_metadata_dict(skip_empty=True)
    for key, value in told.items():
        for each in addresses.find(addresses.plain(value)):
            found.add(each.address, "pdf-metadata", key, f"{key}: {value}")
    for packet in XMP.findall(content)[:20]:
        text = packet.decode("utf-8", "replace")
        for each in addresses.find(addresses.plain(TAGS.sub(" ", text))):
            found.add(each.address, "pdf-metadata", "XMP", each.address)
    return " ".join(told.get("Title", "").split())[:200]


def _pages(document: Any, found: Found) -> None:
    left = MAX_TOTAL_CHARS
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        text_page = page.get_textpage()
        count = min(text_page.count_chars(), MAX_PAGE_CHARS)
        text = text_page.get_text_range(0, count) if count > 0 else ""
        _text(text.replace("\ufffe", "-").replace("\x02", "-"), number + 1, found)
        _links(document, page, number + 1, found)
        text_page.close()
        page.close()
        left -= count
        if left < 0:
            break


def _text(text: str, number: int, found: Found) -> None:
    place = f"page {number}, line {{}}"
    lines.in_plain(text, found, "pdf-text", place)
    joined = re.sub(r"([\w.-]@[\w.-]*[.-])\r?\n([\w.-]+)|([\w.-]@)\r?\n([\w.-]+)", r"\1\2\3\4", text)
    if joined != text:
        for each in addresses.find(addresses.plain(joined)):
            if not any(each.address.startswith(known) and known != each.address for known, _ in found.seen):
                found.add(each.address, "pdf-text", f"page {number}", around(joined, each.start, each.end))


def _links(document: Any, page: Any, number: int, found: Found) -> None:
    import ctypes

    from pypdfium2 import raw

    for index in range(min(raw.FPDFPage_GetAnnotCount(page), 2_000)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        for key in (b"Contents", b"V", b"T", b"DV", b"TU"):
            size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
            if 2 < size < 200_000:
                buffer = (ctypes.c_ushort * (size // 2 + 1))()
                raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
                value = bytes(buffer)[: size - 2].decode("utf-16-le", "replace")
                lines.in_plain(value, found, "pdf-text", f"page {number}, note or field")
        _link(document, raw.FPDFAnnot_GetLink(annotation), number, found)
        raw.FPDFPage_CloseAnnot(annotation)


def _link(document: Any, link: Any, number: int, found: Found) -> None:
    import ctypes

    from pypdfium2 import raw

    action = raw.FPDFLink_GetAction(link) if link else None
    if not action:
        return
    size = raw.FPDFAction_GetURIPath(document, action, None, 0)
    if 6 < size < 20_000:
        buffer = ctypes.create_string_buffer(size)
        raw.FPDFAction_GetURIPath(document, action, buffer, size)
        lines.in_plain(buffer.value.decode("latin-1"), found, "pdf-text", f"page {number}, link")


def _attachments(document: Any, found: Found) -> None:
    for index in range(min(document.count_attachments(), 20)):
        attachment = document.get_attachment(index)
        data = bytes(attachment.get_data())[:5_000_000]
        if b"\x00" not in data[:1000]:
            lines.in_plain(
                data.decode("utf-8", "replace"), found, "pdf-text", f"attachment {index + 1}, line {{}}"
            )
