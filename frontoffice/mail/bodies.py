"""Which parts of a message are its words, and which are files that came with it."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, field

from frontoffice.mail import hypertext
from frontoffice.mail.parts import Part

MAX_BODY_PARTS = 500
AGREEING_SHARE = 0.4
MIN_WORDS_TO_COMPARE = 8

WORD = re.compile(r"\w{3,}")
TEXT_TYPES = {
    "text/plain",
    "text/html",
    "text/enriched",
    "text/richtext",
    "text/x-amp-html",
    "text/watch-html",
}


@dataclass(slots=True)
class Body:
    """The words of a message: plain text, HTML if it had any (not yet sanitised), and the parts used."""

    text: str = ""
    html: str | None = None
    used: list[Part] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Slot:
    """One stretch of the message, written as plain text, as HTML, or as both."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)


def find_body(root: Part) -> Body:
    """The words of a message. Text parts side by side follow one another; alternatives are one."""
    body = Body()
    slots = _slots(root, body)
    if not slots and (named := _named_text(root)) is not None:
        slots = [_read(named, body)]
    texts = [_slot_text(slot, body) for slot in slots]
    body.text = "\n\n".join(text.strip("\n") for text in texts if text.strip())
    if any(slot.html for slot in slots):
        body.html = "\n".join(_slot_html(slot) for slot in slots)
    return body


def is_attached(part: Part) -> bool:
    return part.disposition.startswith("attach")


def _slots(root: Part, body: Body) -> list[_Slot]:
    """The stretches in order, without recursion: a frame for each multipart that is open."""
    if not root.children:
        return [_read(root, body)] if _is_words(root, alone=True) else []
    done: dict[int, list[_Slot]] = {}
    order: list[Part] = []
    waiting = [root]
    while waiting:
        part = waiting.pop()
        order.append(part)
        waiting += part.children
    for part in reversed(order):
        if not part.children:
            readable = _is_words(part, alone=False) and len(body.used) < MAX_BODY_PARTS
            done[id(part)] = [_read(part, body)] if readable else []
            continue
        inner = [done.pop(id(child)) for child in part.children]
        flat = [slot for slots in inner for slot in slots]
        done[id(part)] = [_merged(flat)] if part.type == "multipart/alternative" and flat else flat
    return done[id(root)]


def _is_words(part: Part, alone: bool) -> bool:
    if part.type not in TEXT_TYPES or is_attached(part):
        return False
    return not part.name or (alone and part.disposition != "attachment")


def _named_text(root: Part) -> Part | None:
    """A text part that bears a file name though it is all there is: some phones send their words so."""
    leaves = [
        part for part in root.leaves() if part.type in ("text/plain", "text/html") and not is_attached(part)
    ]
    return leaves[0] if len(leaves) == 1 else None


def _read(part: Part, body: Body) -> _Slot:
    text, defects = part.text()
    body.used.append(part)
    body.defects += [one for one in defects if one not in body.defects]
    if part.type == "text/html":
        return _Slot(html=[text])
    if part.type in ("text/enriched", "text/richtext"):
        return _Slot(plain=[re.sub(r"</?[a-zA-Z]{1,30}>", "", text)])
    if part.type != "text/plain":
        return _Slot()
    return _Slot(plain=[text])


def _merged(slots: list[_Slot]) -> _Slot:
    """The alternatives as one: those that have both forms give each to its side."""
    merged = _Slot()
    for slot in slots:
        merged.plain += [text for text in slot.plain if text.strip()]
        merged.html += [text for text in slot.html if text.strip()]
    return merged


def _slot_text(slot: _Slot, body: Body) -> str:
    plain = "\n".join(slot.plain)
    if not slot.html:
        return plain
    shown = hypertext.to_text("\n".join(slot.html))
    if len("".join(slot.html)) > hypertext.MAX_HTML_CHARS:
        body.defects.append(f"Only the first {hypertext.MAX_HTML_CHARS:,} characters of the HTML were read.")
    if not plain.strip():
        return shown
    if shown.strip() and not _agree(plain, shown):
        body.defects.append(
            "The plain text and the HTML say different things; both are shown, what mail programs show first."
        )
        return f"{shown.strip()}\n\n{plain.strip()}"
    return plain


def _agree(plain: str, shown: str) -> bool:
    """Whether most words of the plain text stand in the HTML and the other way round."""
    one, other = (set(WORD.findall(text[:20_000].lower())) for text in (plain, shown))
    if max(len(one), len(other)) < MIN_WORDS_TO_COMPARE:
        return not one or not other or bool(one & other)
    return (
        len(one & other) >= AGREEING_SHARE * max(min(len(one), len(other)), 1)
        and len(other) <= 4 * len(one) + 20
    )


def _slot_html(slot: _Slot) -> str:
    if slot.html:
        return "\n".join(slot.html)
    escaped = entities.escape("\n".join(slot.plain).strip("\n"))
    return f"<div>{escaped.replace(chr(10), '<br>')}</div>" if escaped else ""
