"""The strings and lists that a script handles, and what JavaScript's own functions make of them."""

from __future__ import annotations

import base64
import codecs
import re
from dataclasses import dataclass
from urllib.parse import unquote

MAX_STRING_CHARS = 100_000
UNKNOWN = "\x00"
ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([0-7]{1,3})|(.))", re.DOTALL
)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "\n": ""}
SHIFT = re.compile(r"([-+^])(0x[0-9a-fA-F]+|\d+)")
CALLS = {"atob": "base64", "unescape": "percent", "decodeuri": "percent", "decodeuricomponent": "percent"}
RISKY = re.compile(r"[*+}][^)]*\)[*+{]|\\[1-9]")


@dataclass(slots=True)
class Value:
    """A string or a list that the script makes, how it was made, and where (offset of its first token)."""

    is_: str | list[Value] | int
    how: frozenset[str] = frozenset()
    start: int = 0
    end: int = 0

    def text(self) -> str:
        if isinstance(self.is_, list):
            return ",".join(each.text() for each in self.is_)
        return str(self.is_)


def literal(source: str) -> str:
    """The string that a JavaScript literal, quotes included, stands for."""
    inner = source[1:-1]
    return ESCAPE.sub(_escaped, inner) if "\\" in inner else inner


def _escaped(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else ""
    if found[4]:
        return chr(int(found[4], 8))
    return ESCAPES.get(found[5], found[5])


def pattern_of(source: str) -> re.Pattern[str] | str:
    """The regular expression of a literal such as `/x/gi`, UNKNOWN when it could run long or is none."""
    body = source[1:].rpartition("/")[0]
    if RISKY.search(body) or len(body) > 200:
        return UNKNOWN
    try:
        return re.compile(body, re.IGNORECASE if "i" in source.rpartition("/")[2] else 0)
    except (re.error, RecursionError, OverflowError):
        return UNKNOWN


def changed(text: str, change: str) -> str:
    """The text undone from a coding: base64, percent, reversed or rot13."""
    text = text[:MAX_STRING_CHARS]
    if change == "base64":
        try:
            return base64.b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
        except ValueError:
            return UNKNOWN
    if change == "percent":
        return unquote(text)
    return text[::-1] if change == "reversed" else codecs.decode(text, "rot13")


def joined(values: list[Value]) -> Value:
    """The values one after the other, as `+` puts them."""
    text = "".join(each.text() for each in values)[:MAX_STRING_CHARS]
    how = frozenset[str]().union(*(each.how for each in values)) | {"join"}
    start = min((each.start for each in values if each.end), default=0)
    return Value(text, how, start, max(each.end for each in values))


def applied(value: Value, name: str, items: list[Value]) -> Value:
    """What `value.name(items)` gives; UNKNOWN for what we do not know."""
    now, how = value.is_, value.how
    given = items[0].text() if items else None
    if name == "split" and isinstance(now, str):
        now = [Value(part) for part in (now.split(given) if given else list(now)[:10_000])]
    elif name == "join" and isinstance(now, list):
        now, how = (
            ("," if given is None else given).join(each.text() for each in now)[:MAX_STRING_CHARS],
            how | {"join"},
        )
    elif name == "reverse" and isinstance(now, list):
        now, how = now[::-1], how | {"reversed"}
    elif name == "concat":
        joined = isinstance(now, list)
        now = [*value.is_, *items] if joined else "".join([value.text(), *(each.text() for each in items)])  # type: ignore[misc]
        how |= {"join"}
    elif name not in ("toLowerCase", "toString", "trim", "valueOf", "slice", "normalize") or (
        items and name == "slice"
    ):
        now = UNKNOWN
    return Value(now, how, value.start, value.end)


def mapped(value: Value, function: str) -> Value:
    """`.map(c => String.fromCharCode(c ^ 7))`, with one shift at most."""
    if not isinstance(value.is_, list) or "fromCharCode" not in function:
        return Value(UNKNOWN)
    shift = SHIFT.search(function.replace(" ", "").replace("=>", ""))
    by = int(shift[2], 0) if shift else 0
    letters = []
    for each in value.is_:
        try:
            code = (
                each.is_
                if isinstance(each.is_, int)
                else int(each.text())
                if each.text().isdigit()
                else ord(each.text())
            )
        except (TypeError, ValueError):
            return Value(UNKNOWN)
        if shift:
            code = code - by if shift[1] == "-" else code + by if shift[1] == "+" else code ^ by
        letters.append(Value(chr(code) if 0 < code < 0x110000 else UNKNOWN))
    return Value(letters, value.how | {"codes"}, value.start, value.end)
