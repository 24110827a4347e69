"""A small PDF writer: pages of Helvetica text with headings and rules. Enough for a school's handouts."""

import zlib
from dataclasses import dataclass, field

PAGE_WIDTH, PAGE_HEIGHT = 612, 792
MARGIN = 64
WRAP_CHARS = {10: 92, 11: 84, 12: 77, 16: 52, 22: 38}


@dataclass
class Pdf:
    """A document being written, top down. Sizes and places are points (1/72 inch)."""

    title: str
    author: str = "Riverbend School District"
    pages: list[list[str]] = field(default_factory=list)
    y: float = 0.0

    def heading(self, text: str) -> None:
        """Add a heading, starting the first page when there is none."""
        self._room(48)
        self.y -= 14
        self._wrapped(text, 16, "F2")

    def paragraph(self, text: str) -> None:
        """Add running text, wrapped to the page's width."""
        self._wrapped(text, 11, "F1")
        self.y -= 6

    def row(self, *cells: str) -> None:
        """Add one table row; its cells stand in columns of equal width."""
        self._room(18)
        width = (PAGE_WIDTH - 2 * MARGIN) / len(cells)
        for i, cell in enumerate(cells):
            self._show(cell, 10, "F1", MARGIN + i * width)
        self.y -= 15

    def finish(self) -> bytes:
        """The whole file: PDF 1.4, compressed content, document information with title and author."""
        if not self.pages:
            self._room(0)
        return _file(_objects(self))

    def _wrapped(self, text: str, size: int, font: str) -> None:
        for line in _wrap(text, WRAP_CHARS[size]):
            self._room(size * 1.4)
            self._show(line, size, font, MARGIN)
            self.y -= size * 1.4

    def _room(self, height: float) -> None:
        if self.pages and self.y - height > MARGIN:
            return
        self.pages.append([])
        self.y = PAGE_HEIGHT - MARGIN
        if len(self.pages) == 1:
            self._wrapped(self.title, 22, "F2")
            self._show(self.author, 10, "F1", MARGIN)
            self.y -= 20

    def _show(self, text: str, size: int, font: str, x: float) -> None:
        self.pages[-1].append(f"BT /{font} {size} Tf {x:.0f} {self.y - size:.1f} Td ({_escaped(text)}) Tj ET")


def _wrap(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _objects(pdf: Pdf) -> list[bytes]:
    count = len(pdf.pages)
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(count))
    fonts = "/Font << /F1 3 0 R /F2 4 0 R >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-US) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({_escaped(pdf.title)}) /Author ({_escaped(pdf.author)}) >>".encode("cp1252", "replace"),
    ]
    for i, page in enumerate(pdf.pages):
        box = f"/MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] /Resources << {fonts} >> /Contents {7 + 2 * i} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} >>".encode())
        content = zlib.compress("\n".join(page).encode("cp1252", "replace"))
        head = f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + content + b"\nendstream")
    return objects


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for i, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{i} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return bytes(out) + trailer.encode()
