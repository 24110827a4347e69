"""The plain markup that the site's pages are written in, made into HTML.

Blocks are parted by lines: `## heading`, `- item`, `1. item`, `| cell | cell |` (the first row names the
columns) and paragraphs. In a line: `**bold**`, `[text](/path)`, and `[[local technique|label]]`, a contact.
"""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

from frontoffice.operate.demo.people import everyone
from frontoffice.operate.demo.site.contacts import Sheet

CONTACT = re.compile(r"\[\[([\w.-]+) ([\w-]+)(?:\|([^\]]*))?\]\]")
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
CODE = re.compile(r"`([^`]+)`")
NUMBERED = re.compile(r"\d+\. ")


def to_html(text: str, sheet: Sheet) -> str:
    """The marked-up text as HTML, its contacts written by `sheet`. Raises KeyError for an unknown person."""
    lines = (line for line in text.strip().splitlines() if line.strip())
    return "\n".join(_block(kind, [*group], sheet) for kind, group in groupby(lines, _kind))


def _kind(line: str) -> str:
    if line.startswith("## "):
        return "h2"
    if line.startswith("- "):
        return "ul"
    if line.startswith("|"):
        return "table"
    return "ol" if NUMBERED.match(line) else "p"


def _block(kind: str, lines: list[str], sheet: Sheet) -> str:
    if kind == "table":
        return _table([_cells(line) for line in lines], sheet)
    if kind in ("ul", "ol"):
        items = "".join(f"<li>{_inline(line.split(' ', 1)[1], sheet)}</li>" for line in lines)
        return f"<{kind}>{items}</{kind}>"
    texts = (line.removeprefix("## ") for line in lines)
    return "\n".join(_paragraph(kind, _inline(text, sheet)) for text in texts)


def _paragraph(tag: str, html: str) -> str:
    return html if html.startswith(("<!--", "<script")) else f"<{tag}>{html}</{tag}>"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")] if "[[" not in line else _split(line)


def _split(line: str) -> list[str]:
    held = CONTACT.sub(lambda found: found.group().replace("|", "\0"), line)
    return [cell.strip().replace("\0", "|") for cell in held.strip().strip("|").split("|")]


def _table(rows: list[list[str]], sheet: Sheet) -> str:
    head = "".join(f'<th scope="col">{_inline(cell, sheet)}</th>' for cell in rows[0])
    body = "".join(_row(row, sheet) for row in rows[1:])
    return f'<div class="table"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(row: list[str], sheet: Sheet) -> str:
    first, *rest = (_inline(cell, sheet) for cell in row)
    return f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>"


def _inline(text: str, sheet: Sheet) -> str:
    return "".join(_pieces(text, sheet))


def _pieces(text: str, sheet: Sheet) -> Iterator[str]:
    at = 0
    for found in CONTACT.finditer(text):
        yield _plain(text[at : found.start()])
        local, technique, label = found.groups()
        yield sheet.contact(everyone()[local], technique, label or "")
        at = found.end()
    yield _plain(text[at:])


def _plain(text: str) -> str:
    html = LINK.sub(r'<a href="\2">\1</a>', escape(text, quote=False))
    return CODE.sub(r"<code>\1</code>", BOLD.sub(r"<strong>\1</strong>", html))
