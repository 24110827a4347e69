"""What mail programs, phones, lists and scanners add around a person's own words."""

from __future__ import annotations

import re

from frontoffice.mail import quote_words as words
from frontoffice.mail.quote_shapes import ADDRESS, plain

MAX_SIGNATURE_LINES = 15
MAX_LOOSE_SIGNATURE_LINES = 10
MAX_FOOTER_LINES = 8
MAX_SENT_FROM_CHARS = 120

SIGNATURE_MARK = re.compile(r"^(?:--|—|–)[ \xa0]?$")
LIST_RULE = re.compile(r"^[_=]{20,}$")
URL = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
APP_LINK = re.compile(
    r"https?://(?:aka\.ms/|go\.onelink\.me|overview\.mail\.|mail\.(?:onelink|yahoo)|yho\.com|proton\.me|protonmail\.com|"
    r"www\.avast\.com|www\.avg\.com|smex|bluemail|go\.microsoft\.com/fwlink|mailspring|spark|readdle)",
    re.IGNORECASE,
)
SCANNED = re.compile(
    r"\b(?:avast|avg)\b.*(?:\.com|virus)|\bvirus-free\b|libre de virus|garanti sans virus",
    re.IGNORECASE,
)


def without_furniture(lines: list[str]) -> list[str]:
    """The lines without signature, "sent from" lines, list footers and scanners' notices.

    What would leave nothing is left as it is: a signature mark on top of a letter is no signature.
    """
    kept = _trimmed(_without_banner(_trimmed(lines)))
    for cut in (
        _list_footer,
        _signature_mark,
        _notices,
        _sent_from,
        _signature_mark,
        _sent_from,
    ):
        shorter = _trimmed(cut(kept))
        kept = shorter if any(line.strip() for line in shorter) else kept
    return kept


def _trimmed(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not plain(lines[start]):
        start += 1
    while end > start and not plain(lines[end - 1]):
        end -= 1
    return lines[start:end]


def _list_footer(lines: list[str]) -> list[str]:
    for index in range(len(lines) - 1, max(len(lines) - MAX_FOOTER_LINES - 2, -1), -1):
        after = lines[index + 1 :]
        if LIST_RULE.match(lines[index].strip()) and any(ADDRESS.search(x) or URL.search(x) for x in after):
            return lines[:index]
    return lines


def _signature_mark(lines: list[str]) -> list[str]:
    for index in range(len(lines) - 1, max(len(lines) - MAX_SIGNATURE_LINES - 2, 0), -1):
        mark = lines[index].strip("\n")
        if not SIGNATURE_MARK.match(mark.strip() if mark.strip() != "--" else mark.rstrip("\xa0")):
            continue
        exact = mark in ("-- ", "--")
        if exact or len(lines) - index <= MAX_LOOSE_SIGNATURE_LINES:
            return lines[:index]
    return lines


def _notices(lines: list[str]) -> list[str]:
    """Without a closing paragraph on confidentiality or viruses."""
    start = len(lines)
    while start > 0 and lines[start - 1].strip():
        start -= 1
    paragraph = " ".join(lines[start:])
    lawful = (
        len(paragraph) > 120 and words.CONFIDENTIAL.search(paragraph) and words.RECIPIENT.search(paragraph)
    )
    scanned = len(paragraph) < 300 and SCANNED.search(paragraph)
    return lines[:start] if start > 0 and (lawful or scanned) else lines


def _sent_from(lines: list[str]) -> list[str]:
    """Without the closing lines in which a phone or a program names itself."""
    end = len(lines)
    for _ in range(3):
        line = plain(lines[end - 1]) if end else ""
        joined = plain(lines[end - 2]) + " " + line if end > 1 and lines[end - 2].strip() else ""
        if is_sent_from(line):
            end -= 1
        elif joined and is_sent_from(joined) and words.SENT_FROM.match(plain(lines[end - 2])):
            end -= 2
        else:
            break
        while end and not plain(lines[end - 1]):
            end -= 1
    return lines[:end]


def is_sent_from(line: str) -> bool:
    """Whether a line is a program's own, such as "Sent from my iPhone" or "从我的 iPhone 发送"."""
    line = line.strip(" *_[]()<>-–—\t\"'")
    visible = URL.sub("", line).strip()
    if not line or len(visible) > MAX_SENT_FROM_CHARS:
        return False
    if APP_LINK.search(line) and len(visible) <= 80:
        return True
    return bool(
        words.SENT_FROM.match(visible) and words.DEVICE.search(visible) and len(visible.split()) <= 14
    )


def _without_banner(lines: list[str]) -> list[str]:
    """Without the warning about outside senders that a mail gateway puts on top."""
    end = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
    paragraph = " ".join(lines[:end])
    if end < len(lines) and len(paragraph) < 500 and words.EXTERNAL.search(paragraph):
        return lines[end:]
    return lines
