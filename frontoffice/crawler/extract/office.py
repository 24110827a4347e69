"""Addresses in office documents: Word, Excel, PowerPoint, OpenDocument, RTF and the old binary kinds.

The XML is read as text and not parsed, so that no entity expands and no depth hurts; what is unpacked is
bounded before it is unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from html import unescape
from urllib.parse import unquote

from . import addresses, lines
from .found import Found
from .pdf import Unreadable

MAX_MEMBERS = 2_000
MAX_MEMBER_BYTES = 30_000_000
MAX_TOTAL_BYTES = 120_000_000

META = re.compile(r"^(?:docProps/.*|meta\.xml)$")
TEXT = re.compile(
    r"^(?:word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments\w*|glossary/document)\.xml"
    r"|word/people\.xml|xl/(?:sharedStrings|comments\d*|worksheets/sheet\d+|threadedComments/.*|persons/.*)\.xml"
    r"|ppt/(?:slides/slide\d+|notesSlides/notesSlide\d+|comments/.*|commentAuthors|slideMasters/slideMaster\d+)\.xml"
    r"|content\.xml|styles\.xml|.*\.rels|customXml/item\d*\.xml)$"
)
BREAK = re.compile(
    r"</(?:w:p|a:p|text:p|text:h|si|row|is|c|w:tc|table:table-cell|dc:\w+|cp:\w+|meta:\w+|text)>|<w:br/>|<a:br/>"
)
CELL = re.compile(r"</(?:w:tc|table:table-cell)>|<w:tab/>|<text:tab/>")
TAG = re.compile(r"<[^<>]{0,20000}>")
TARGET = re.compile(
    r'Target="mailto:([^"]+)"|xlink:href="mailto:([^"]+)"|HYPERLINK\s+(?:&quot;|")mailto:([^"&]+)',
    re.IGNORECASE,
)
PROPERTY = re.compile(r"<([\w:-]+)[^<>]*>([^<>]*@[^<>]*)<")
TITLE = re.compile(r"<dc:title[^>]*>([^<]{1,200})<")
ROW = re.compile(r"<row\b.*?</row>", re.DOTALL)
SHARED = re.compile(r"<si>(.*?)</si>", re.DOTALL)
XCELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
NUMBER = re.compile(r"<v>(\d+)</v>")


def find(content: bytes, found: Found) -> str:
    """Add every address in a zipped office document; its title. Raises Unreadable when it cannot open."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = archive.namelist()[:MAX_MEMBERS]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable("is an office document that cannot be opened") from error
    title, left, shared = "", MAX_TOTAL_BYTES, list[str]()
    for name in sorted(names, key=lambda each: each != "xl/sharedStrings.xml"):
        metadata = META.match(name) is not None
        if not metadata and not TEXT.match(name):
            continue
        text = _member(archive, name, min(left, MAX_MEMBER_BYTES))
        left -= len(text)
        if metadata:
            _properties(text, name, found)
            title = title or " ".join(unescape(named[1]).split() if (named := TITLE.search(text)) else [])
        elif name.startswith("xl/worksheets/"):
            _sheet(text, shared, name, found)
        else:
            if name == "xl/sharedStrings.xml":
                shared = [_plain(each) for each in SHARED.findall(text)]
            _body(text, name, found)
        if left <= 0:
            break
    return title


def _member(archive: zipfile.ZipFile, name: str, most: int) -> str:
    try:
        with archive.open(name) as member:
            return member.read(most).decode("utf-8", "replace")
    except (zipfile.BadZipFile, RuntimeError, OSError, zlib.error, EOFError, NotImplementedError):
        return ""


def _plain(xml: str) -> str:
    return unescape(TAG.sub("", xml))


def _body(xml: str, name: str, found: Found) -> None:
    for link in TARGET.findall(xml):
        target = unquote(unescape(next(filter(None, link))))
        for each in addresses.find(target):
            found.add(each.address, "office-text", f"{name}, link", f"mailto:{target}")
    if name.endswith(".rels"):
        return
    text = _plain(BREAK.sub("\n", CELL.sub("\t", xml)))
    lines.in_plain(text, found, "office-text", f"{name}, paragraph {{}}")


def _sheet(xml: str, shared: list[str], name: str, found: Found) -> None:
    """Rows with their shared strings put in, so that an address has its row's name and role beside it."""
    rows = [
        "\t".join(_cell(attrs, inner, shared) for attrs, inner in XCELL.findall(row))
        for row in ROW.findall(xml)
    ]
    lines.in_plain("\n".join(rows), found, "office-text", f"{name}, row {{}}")


def _cell(attrs: str, inner: str, shared: list[str]) -> str:
    if 't="s"' in attrs and (index := NUMBER.search(inner)) and int(index[1]) < len(shared):
        return shared[int(index[1])]
    return _plain(inner)


def _properties(xml: str, name: str, found: Found) -> None:
    for key, value in PROPERTY.findall(xml):
        for each in addresses.find(addresses.plain(unescape(value))):
            found.add(each.address, "office-metadata", key.rpartition(":")[2], f"{key}: {value}")


RTF_CODE = re.compile(
    r"\\'([0-9a-f]{2})|\\u(-?\d+)\??|\\(?:par|line|cell|row)\b ?|\\[a-z]+-?\d* ?|[{}]|\\\*", re.IGNORECASE
)


def in_rtf(content: bytes, found: Found) -> None:
    text = RTF_CODE.sub(_rtf, content.decode("cp1252", "replace"))
    lines.in_plain(text, found, "office-text")


def _rtf(code: re.Match[str]) -> str:
    if code[1]:
        return bytes.fromhex(code[1]).decode("cp1252", "replace")
    if code[2]:
        return chr(int(code[2]) % 65536)
    return "\n" if code[0].startswith(("\\par", "\\line", "\\cell", "\\row")) else ""


BINARY_TEXT = re.compile(rb"[\x20-\x7e\t\r\n]{6,}")
WIDE_TEXT = re.compile(rb"(?:[\x20-\x7e\t\r\n]\x00){6,}")


def in_binary(content: bytes, found: Found) -> None:
    """Word, Excel and PowerPoint before 2007: their runs of text, narrow and wide."""
    for run in BINARY_TEXT.findall(content):
        if b"@" in run:
            lines.in_plain(
                run.decode("latin-1").replace("\r", "\n"), found, "office-text", "text run, line {}"
            )
    for run in WIDE_TEXT.findall(content):
        if b"@\x00" in run:
            text = run.decode("utf-16-le", "replace").replace("\r", "\n")
            lines.in_plain(text, found, "office-text", "text run, line {}")
