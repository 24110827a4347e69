"""Where a quotation begins in plain text, told by its shape rather than by its language."""

from __future__ import annotations

import re
import unicodedata

from frontoffice.mail import quote_words as words

MAX_ATTRIBUTION_CHARS = 500
MAX_ATTRIBUTION_LINES = 4
MAX_HEADER_LINES = 14

BIDI = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"'@]{1,100}@[^\s<>()\[\]:;,\"'@]{1,100}\.[^\s<>()\[\]:;,\"'@]{2,30}")
BRACKETED_ADDRESS = re.compile(r"[<\[(]\s*(?:mailto:)?[^\s<>@]{1,100}@[^\s<>@]{1,100}[>\])]")
CLOCK = re.compile(r"(?<!\d)\d{1,2}\s?(?:[:.٫h點点時시：]|\bh\b)\s?\d{2}(?!\d)")
SHORT_CLOCK = re.compile(r"(?<!\d)\d{1,2}\s?(?:[ap]\.?m\b|uhr\b)", re.IGNORECASE)
NUMERIC_DATE = re.compile(r"(?<!\d)\d{1,4}\s?[/.\-年년]\s?\d{1,2}\s?[/.\-月월]\s?\d{1,4}(?!\d)")
LABEL = re.compile(
    r"^[ \t]*[*_]{0,2}([^\W\d_][^:：<>@\n]{0,28}?)[*_]{0,2}[ \t\xa0]*[:：][*_]{0,2}[ \t\xa0]*(.{0,2000})$"
)
RULED = re.compile(
    r"^[ \t]*([-_=*—–─]{2,40})[ \t\[【]*([^-_=*—–─].{1,200}?)[ \t\]】]*([-_=*—–─]{2,40})[ \t]*:?[ \t]*$"
)
RULE = re.compile(r"^[ \t]*(?:[_-]{5,}|[─—–=*]{8,})[ \t]*$")
ABOVE = re.compile(r"^\W{0,4}##-.{3,300}-##\W{0,4}$")
APPLE_FORWARD_CHARS = 80


def plain(line: str) -> str:
    """A line without the marks of writing direction, which many programs put around names."""
    return BIDI.sub("", line).strip()


def is_quoted(line: str) -> bool:
    return line.lstrip(" \t\u200b\u2068").startswith((">", "＞", "›"))


def is_dated(line: str) -> bool:
    """Whether a line holds a day and a year, or a day and a clock time, in any language's digits."""
    numbers = re.findall(r"\d+", line[:MAX_ATTRIBUTION_CHARS])
    year = any(len(n) == 4 and 1300 <= int(n) <= 2700 for n in numbers)
    clock = bool(CLOCK.search(line) or SHORT_CLOCK.search(line))
    dated = year or bool(NUMERIC_DATE.search(line))
    return (clock and len(numbers) >= 3) or (dated and len(numbers) >= 2)


def ends_with_colon(line: str) -> bool:
    return line.rstrip(" \t\xa0*_").endswith((":", "：", "﹕", "︰"))


def attribution_start(lines: list[str], end: int, before_quote: bool) -> int | None:
    """Where the words that introduce a quotation begin, when they end just before line `end`.

    `before_quote`: a line marked ">" follows, so less proof is asked for.
    """
    last = end - 1
    while last >= 0 and before_quote and not lines[last].strip() and end - last <= 3:
        last -= 1
    for count in range(1, MAX_ATTRIBUTION_LINES + 1):
        start = last - count + 1
        if start < 0 or not lines[start].strip() or is_quoted(lines[start]):
            return None
        joined = plain(" ".join(plain(line) for line in lines[start : last + 1]))
        if len(joined) > MAX_ATTRIBUTION_CHARS:
            return None
        if _is_attribution(joined, before_quote):
            return _widened(lines, start, joined)
    return None


def _is_attribution(line: str, before_quote: bool) -> bool:
    if len(line) > MAX_ATTRIBUTION_CHARS or len(line) < 6:
        return False
    addressed = bool(ADDRESS.search(line))
    dated = is_dated(line)
    wrote = bool(words.WROTE.search(line))
    if not ends_with_colon(line):
        closed = wrote and dated and (addressed or before_quote) and line[-1] not in ".?!。"
        return (
            before_quote and dated and (addressed or line[-1] not in ".?!。") and len(line) < 160
        ) or closed
    if before_quote:
        return dated or addressed or (wrote and len(line) < 100)
    return (dated and (bool(BRACKETED_ADDRESS.search(line)) or wrote)) or (addressed and wrote)


def _widened(lines: list[str], start: int, joined: str) -> int:
    """One or two lines more when the date stands above the line with the name."""
    if is_dated(joined):
        return start
    for above in (start - 1, start - 2):
        if (
            above >= 0
            and lines[above].strip()
            and is_dated(plain(lines[above]))
            and not is_quoted(lines[above])
        ):
            sentence = plain(lines[above])
            return above if sentence[-1] not in ".?!。:" or sentence.endswith(",") else start
        if above < 0 or not lines[above].strip():
            break
    return start


def label_kind(line: str) -> tuple[str, str] | None:
    """("from" | "date" | "to" | "subject" | "", value) of a line "label: value", else None."""
    match = LABEL.match(plain(line))
    if not match:
        return None
    label = unicodedata.normalize("NFC", re.sub(r"[\s*_]+", " ", match[1]).strip().lower())
    for kind, known in (
        ("from", words.FROM),
        ("date", words.DATE),
        ("subject", words.SUBJECT),
        ("to", words.TO),
    ):
        if label in known:
            return kind, match[2]
    return "", match[2]


def header_block(lines: list[str], start: int) -> bool:
    """Whether the headers of an earlier message stand here, as Outlook and others copy them."""
    first = label_kind(lines[start])
    if first is None:
        return False
    found = _labelled(lines, start)
    kinds = {kind for kind, _ in found if kind}
    values = [value for _, value in found]
    dated = any(is_dated(value) for value in values)
    addressed = any(ADDRESS.search(value) for value in values)
    if first[0] in ("from", "date", "to", "subject") and "from" in kinds and len(kinds) >= 3:
        return dated or addressed
    if first[0] == "from" and kinds & {"date", "subject"} and dated and addressed:
        return True
    strict = len(found) >= 4 and bool(
        BRACKETED_ADDRESS.search(values[0]) or RULE.match(lines[start - 1] if start else "")
    )
    return strict and dated and addressed and any(CLOCK.search(value) for value in values)


def _labelled(lines: list[str], start: int) -> list[tuple[str, str]]:
    """The consecutive "label: value" lines from here; a long value may run on over a few lines."""
    found: list[tuple[str, str]] = []
    loose = 0
    for line in lines[start : start + MAX_HEADER_LINES]:
        label = label_kind(line)
        if label is None and not line.strip() and len(found) == 1 and not loose:
            loose += 1
            continue
        if label is None and (not line.strip() or loose >= 3):
            break
        if label is None:
            loose += 1
            found[-1] = (found[-1][0], found[-1][1] + " " + plain(line))
            continue
        if len(found) >= 8:
            break
        found.append(label)
    return found


def ruled_kind(lines: list[str], index: int) -> str | None:
    """ "forward", "original" or None for a line such as "-----Original Message-----", in any language."""
    match = RULED.match(plain(lines[index]))
    if not match:
        return None
    left, title, right = match.groups()
    if words.FORWARDED.search(title):
        return "forward"
    if words.ORIGINAL.search(title) or (
        is_dated(title) and (ADDRESS.search(title) or words.WROTE.search(title))
    ):
        return "original"
    following = [i for i in range(index + 1, min(index + 5, len(lines))) if lines[i].strip()][:1]
    if not following or not (header_block(lines, following[0]) or _introduces(lines, following[0])):
        return None
    return "forward" if min(len(left), len(right)) >= 9 and left[0] == "-" else "original"


def _introduces(lines: list[str], index: int) -> bool:
    return is_quoted(lines[index]) or _is_attribution(plain(lines[index]), before_quote=False)


def is_forward_notice(lines: list[str], index: int) -> bool:
    """A short line ending in a colon over a header block, as Apple Mail writes before a forwarded message."""
    line = plain(lines[index]).lstrip("> ")
    if not line or len(line) > APPLE_FORWARD_CHARS or not ends_with_colon(line):
        return False
    following = [i for i in range(index + 1, min(index + 4, len(lines))) if lines[i].strip()][:1]
    if not following:
        return False
    block = [text.lstrip("> ") for text in lines[following[0] : following[0] + MAX_HEADER_LINES]]
    return header_block(block, 0) and (bool(words.FORWARDED.search(line)) or not is_dated(line))
