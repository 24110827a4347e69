"""What a response is, by its bytes first, then its declared type and its name."""

from __future__ import annotations

import zlib

HTML, PDF, OFFICE, OLE, RTF = "html", "pdf", "office", "ole", "rtf"
JSON, SCRIPT, FEED, XML, VCARD, CALENDAR, CSV, PLAIN, OTHER = [
    "json",
    "script",
    "feed",
    "xml",
    "vcard",
    "calendar",
    "csv",
    "plain",
    "other",
]

TYPES = {
    "text/html": HTML,
    "application/xhtml+xml": HTML,
    "application/pdf": PDF,
    "application/rtf": RTF,
    "text/rtf": RTF,
    "application/json": JSON,
    "application/ld+json": JSON,
    "application/geo+json": JSON,
    "application/manifest+json": JSON,
    "application/graphql-response+json": JSON,
    "application/javascript": SCRIPT,
    "application/x-javascript": SCRIPT,
    "text/javascript": SCRIPT,
    "application/rss+xml": FEED,
    "application/atom+xml": FEED,
    "text/xml": XML,
    "application/xml": XML,
    "text/vcard": VCARD,
    "text/x-vcard": VCARD,
    "text/directory": VCARD,
    "text/calendar": CALENDAR,
    "text/csv": CSV,
    "text/tab-separated-values": CSV,
    "application/msword": OLE,
    "application/vnd.ms-excel": OLE,
    "application/vnd.ms-powerpoint": OLE,
}
OF_KIND = {
    PDF: "pdf",
    OFFICE: "docx xlsx pptx odt ods odp docm xlsm",
    OLE: "doc xls ppt",
    RTF: "rtf",
    JSON: "json map",
    SCRIPT: "js mjs",
    FEED: "rss atom",
    XML: "xml",
    VCARD: "vcf",
    CALENDAR: "ics ical",
    CSV: "csv tsv",
    PLAIN: "txt",
    HTML: "html htm",
}
ENDINGS = {f".{ending}": kind for kind, endings in OF_KIND.items() for ending in endings.split()}
VAGUE = (
    "",
    "application/octet-stream",
    "binary/octet-stream",
    "text/plain",
    "application/download",
    "application/zip",
    "application/force-download",
    "application/x-download",
    "unknown/unknown",
)


def kind_of(content: bytes, content_type: str, url: str) -> str:
    """One of the kinds above. The bytes win over the label, the label over the name, unless it is vague."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    by_bytes = _by_bytes(head, content)
    if by_bytes:
        return by_bytes
    label = content_type.partition(";")[0].strip().lower()
    ending = _by_ending(url)
    if label in VAGUE:
        return ending or (PLAIN if label == "text/plain" or _is_text(head) else OTHER)
    if label in TYPES:
        return _finer(TYPES[label], ending, head)
    if label.endswith("+json"):
        return JSON
    if label.endswith("+xml") and not label.startswith("image/"):
        return FEED if b"<rss" in head or b"<feed" in head else XML
    if "officedocument" in label or "opendocument" in label:
        return OFFICE
    return PLAIN if label.startswith("text/") and label != "text/css" else OTHER


def _by_bytes(head: bytes, content: bytes) -> str | None:
    low = head[:512].lower()
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return (
            OFFICE
            if b"[Content_Types].xml" in content or b"mimetypeapplication/vnd.oasis" in content
            else OTHER
        )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return OLE
    if head.startswith(b"{\\rtf"):
        return RTF
    if head.startswith(b"BEGIN:VCARD"):
        return VCARD
    if head.startswith(b"BEGIN:VCALENDAR"):
        return CALENDAR
    if low.startswith((b"<!doctype html", b"<html")):
        return HTML
    if low.startswith((b"\x89png", b"gif8", b"\xff\xd8\xff", b"riff", b"\x00\x00\x01\x00", b"wof")):
        return OTHER
    return None


def _finer(kind: str, ending: str | None, head: bytes) -> str:
    if kind == XML and (b"<rss" in head or b"<feed" in head or b"<rdf:RDF" in head):
        return FEED
    return ending if kind == XML and ending in (VCARD, CALENDAR) else kind


def _by_ending(url: str) -> str | None:
    name = url.partition("?")[0].partition("#")[0].rpartition("/")[2].lower()
    return ENDINGS.get("." + name.rpartition(".")[2]) if "." in name else None


def _is_text(head: bytes) -> bool:
    return b"\x00" not in head


def unpacked(content: bytes, most: int) -> bytes:
    """Gzip content unpacked, at most `most` bytes of it; other content as it is."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content, most)
    except zlib.error:
        return b""


def text_of(content: bytes, content_type: str) -> str:
    """The text of a response: by byte-order mark, header, its own declaration, UTF-8, else Windows-1252."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace")
    for name in (_charset(content_type.encode("latin-1", "replace")), "utf-8", _charset(content[:1024])):
        if name:
            try:
                return content.decode(name)
            except (LookupError, UnicodeDecodeError, ValueError):
                continue
    return content.decode("cp1252", "replace")


def _charset(head: bytes) -> str:
    _, found, rest = head.lower().partition(b"charset=")
    if not found:
        return ""
    name = rest.lstrip(b"\"' ").split(b'"')[0].split(b"'")[0].split(b";")[0].split(b">")[0].split(b" ")[0]
    text = name.decode("ascii", "replace").strip(" /")
    return "" if "\x00" in text or text in ("base64", "idna", "punycode", "unicode_escape", "utf-7") else text
