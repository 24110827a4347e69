"""What families and staff attach in the demo: small real PDFs, pictures and tables, by the name of the file."""

import struct
import zlib
from random import Random

from frontoffice.operate.demo.site.pdf import Pdf

PICTURE_WIDTH, PICTURE_HEIGHT = 240, 320
PAPER, INK = 236, 92


def paper(name: str) -> tuple[str, bytes]:
    """The content type and the bytes of the file of that name; the same each time. Raises ValueError for others."""
    title = name.rpartition(".")[0].replace("-", " ").capitalize()
    if name.endswith(".pdf"):
        return "application/pdf", _pdf(title)
    if name.endswith(".png"):
        return "image/png", _png(name)
    if name.endswith(".csv"):
        return "text/csv", _csv(title).encode()
    raise ValueError(f"The demo has no paper like {name}.")


def _pdf(title: str) -> bytes:
    pdf = Pdf(title)
    pdf.heading(title)
    pdf.paragraph("Riverbend School District, 210 Mill Street, Riverbend, Wisconsin.")
    pdf.paragraph("This paper belongs to a demonstration. Its families, children and numbers are not real.")
    for line in ("Name", "Date", "Signature"):
        pdf.row(line, "______________________________")
    return pdf.finish()


def _csv(title: str) -> str:
    random = Random(title)
    rows = [f"{title},2023-24,2024-25,2025-26"]
    rows += [
        f"{word},{random.randint(2, 90)},{random.randint(2, 90)},{random.randint(2, 90)}" for word in "ABCDEF"
    ]
    return "\r\n".join(rows) + "\r\n"


def _png(name: str) -> bytes:
    """A grey page with lines as of writing: a photo of a paper, in a picture of 8-bit grey (PNG, RFC 2083)."""
    random, rows = Random(name), []
    for y in range(PICTURE_HEIGHT):
        written = 40 < y < PICTURE_HEIGHT - 60 and y % 14 < 3
        ends = random.randint(150, 210) if y % 14 == 0 else 190
        dark = range(30, ends) if written else range(0)
        rows.append(b"\0" + bytes(INK if x in dark else PAPER for x in range(PICTURE_WIDTH)))
    header = struct.pack(">IIBBBBB", PICTURE_WIDTH, PICTURE_HEIGHT, 8, 0, 0, 0, 0)
    pieces = (b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in pieces)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
