"""An HTML page as its source stands: tags, running text, comments and scripts, each with its offset.

The source is read, not a browser's tree, because evidence must be found again in the source, because what is
broken still publishes, and because one pass over it costs a tenth of building and walking a tree.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from html import unescape

from . import addresses, people

ENTITY_MARK = "\ue000"
"""Stands before what was written in character references."""

TOKEN = re.compile(
    r"""<!--(?P<comment>.*?)(?:-->|\Z)"""
    r"""|<(?P<raw>script|style)\b(?P<rawattrs>(?:[^<>"']|"[^"]*"|'[^']*')*)>(?P<body>.*?)(?:</(?P=raw)[^>]*>|\Z)"""
    r"""|<(?P<name>/?[a-zA-Z][\w:-]*)(?P<attrs>(?:[^<>"']|"[^"]{0,20000}"|'[^']{0,20000}')*)>""",
    re.IGNORECASE | re.DOTALL,
)
ATTRIBUTE = re.compile(r"""([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
PLAIN = r"[\w.%+:@/?=~'-]"
REFERENCES = re.compile(
    rf"(?<!{PLAIN})(?:{PLAIN})*(?:&(?:amp;)*(?:#\d{{2,7}}|#x[0-9a-f]{{2,6}}|commat|period|lowbar|hyphen|colon);?{PLAIN}*)+",
    re.IGNORECASE,
)
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "o:p",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "img",
    ]
)
CELLS = frozenset(["td", "th"])
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
CONTAINERS = frozenset(
    [
        "tr",
        "li",
        "dl",
        "dd",
        "dt",
        "article",
        "section",
        "div",
        "td",
        "p",
        "figure",
        "address",
        "blockquote",
        "aside",
        "ul",
        "ol",
        "table",
        "fieldset",
        "main",
        "body",
        "a",
    ]
)
HIDDEN = re.compile(
    r"""(?:^|\s)hidden(?=[\s/]|=["']?(?:hidden|true|["'])|$)"""
    r"""|display\s*:\s*none|visibility\s*:\s*hidden"""
    r"""|class\s*=\s*["'][^"']*(?<![\w-])(?:d-none|hidden|is-hidden|hide)(?![\w-])""",
    re.IGNORECASE,
)
MAY_HIDE = re.compile(r"hidden|none|hide\b|<template", re.IGNORECASE)
HIDING_CLASS = re.compile(
    r"\.([\w-]+)\s*\{[^{}]*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE
)
AT_ICON = re.compile(
    r"""class\s*=\s*["'][^"']*(?<![\w-])(?:fa-at|icon-at|bi-at|at-sign|at-icon|mdi-at|at|arroba)(?![\w-])""",
    re.IGNORECASE,
)
ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""", re.IGNORECASE)
ALTS = {
    "@": "@",
    ".": ".",
    **dict.fromkeys(("at", "[at]", "(at)", "arroba", "at sign", "at symbol"), "[at]"),
    **dict.fromkeys(("dot", "[dot]", "(dot)", "punto"), "[dot]"),
}
EMAIL_FIELD = re.compile(
    r"""(?:class|itemprop)\s*=\s*["']?(?:[^"'>]*\s)?(?:u-)?e-?mail(?=["'\s>]|$)""", re.IGNORECASE
)
"""A microformat's field: what stands in it is a whole address, whatever touches it."""

CLASS = re.compile(r"""\bclass\s*=\s*["']?([^"'>]+)""", re.IGNORECASE)
ID = re.compile(r"""(?:^|\s)id\s*=\s*["']?([\w:.-]+)""", re.IGNORECASE)

MAX_LOOK_BACK = 400
MAX_LOOK_AHEAD = 800
MAX_CARD_CHARS = 700
SMALL_CARD_CHARS = 250
MAX_LEVELS = 8


def with_references_read(raw: str) -> str:
    """The source with addresses written in character references made plain, each after ENTITY_MARK."""
    low = raw.lower()
    if "&#" not in raw and "&amp;#" not in raw and "&commat" not in low and "&period" not in low:
        return raw
    return REFERENCES.sub(_plain_if_address, raw)


def _plain_if_address(found: re.Match[str]) -> str:
    text = decoded(found[0])
    if (
        "@" not in text
        or any(char in text for char in '<>"')
        or not any(addresses.find(addresses.plain(text)))
    ):
        return found[0]
    return ENTITY_MARK + text


def decoded(text: str) -> str:
    """Character references read as often as they were written over each other, three times at most."""
    for _ in range(3):
        plainer = unescape(text)
        if plainer == text:
            break
        text = plainer
    return text


class Flow:
    """Running text put together from pieces of the source, which can say where a place in it came from."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.at: list[int] = []
        self.origin: list[int] = []
        self.text = ""

    def add(self, piece: str, offset: int) -> None:
        if "&" in piece:
            piece = unescape(piece)
        if not piece.isascii():
            piece = addresses.plain(piece)
        if piece:
            self.at.append(self.length)
            self.origin.append(offset)
            self.parts.append(piece)
            self.length += len(piece)

    def gap(self, mark: str) -> None:
        self.parts.append(mark)
        self.length += len(mark)

    def close(self) -> None:
        self.text = "".join(self.parts)
        self.parts = []

    def source(self, position: int) -> int:
        """The offset in the source of a place in the text."""
        index = bisect_right(self.at, position) - 1
        return self.origin[index] + position - self.at[index] if index >= 0 else 0


class Source:
    """One page, taken apart once."""

    def __init__(self, raw: str) -> None:
        self.raw = with_references_read(raw)
        self.names: list[str] = []
        self.attrs: list[str] = []
        self.starts: list[int] = []
        self.reached: list[int] = []
        self.comments: list[tuple[int, str]] = []
        self.scripts: list[tuple[int, str, str]] = []
        self.text, self.hidden = Flow(), Flow()
        self._ordinals: dict[tuple[str, str], list[int]] = {}
        self._take_apart()

    def _take_apart(self) -> None:
        raw, text = self.raw, self.text
        may_hide = MAY_HIDE.search(raw) is not None
        icons = AT_ICON.search(raw) is not None
        hiding = set(HIDING_CLASS.findall(raw)) if may_hide else set()
        flow, inside, depth, last = text, "", 0, 0
        for found in TOKEN.finditer(raw):
            start = found.start()
            if start > last:
                flow.add(raw[last:start], last)
            last = found.end()
            name = found["name"]
            if name is None:
                self._set_aside(found)
                continue
            name, attrs = name.lower(), found["attrs"]
            self._tag(name, attrs, start)
            bare = name.lstrip("/")
            if bare not in INLINE:
                flow.gap("\t" if bare in CELLS else "\n")
            elif name == "img":
                self._spoken_image(flow, attrs, start)
            elif name[0] != "/" and "mail" in attrs and EMAIL_FIELD.search(attrs):
                flow.gap(" ")
            elif icons and name in ("i", "span") and AT_ICON.search(attrs):
                flow.gap("[at]")
            if not may_hide:
                continue
            if inside:
                depth += (name == inside) - (name == "/" + inside)
                if depth == 0:
                    flow, inside = text, ""
            elif name not in VOID and name[0] != "/" and _is_hidden(name, attrs, hiding):
                flow, inside, depth = self.hidden, name, 1
                flow.gap("\n")
        if last < len(raw):
            flow.add(raw[last:], last)
        self.text.close()
        self.hidden.close()

    def _tag(self, name: str, attrs: str, start: int) -> None:
        self.names.append(name)
        self.attrs.append(attrs)
        self.starts.append(start)
        self.reached.append(self.text.length)

    def _set_aside(self, found: re.Match[str]) -> None:
        if found["comment"] is not None:
            self.comments.append((found.start("comment"), found["comment"]))
            return
        name = found["raw"].lower()
        self._tag(name, found["rawattrs"], found.start())
        if name == "script":
            self.scripts.append((found.start("body"), found["rawattrs"], found["body"]))

    def _spoken_image(self, flow: Flow, attrs: str, start: int) -> None:
        alt = ALT.search(attrs)
        said = ALTS.get((alt[1] or alt[2] or alt[3] or "").strip().lower()) if alt else None
        if said:
            flow.gap(said)

    # Where, and who

    def tag_at(self, offset: int) -> int:
        """The number of the tag that the offset is in or after; -1 before the first."""
        return bisect_right(self.starts, offset) - 1

    def where(self, index: int) -> str:
        """A tag as a person would look for it: `a.__cf_email__[3]`, the third such one in the source."""
        while index > 0 and self.names[index][0] == "/":
            index -= 1
        if index < 0:
            return "page"
        name, attrs = self.names[index].lstrip("/"), self.attrs[index]
        if named := ID.search(attrs):
            return f"{name}#{named[1]}"
        classed = CLASS.search(attrs)
        kind = classed[1].split()[0] if classed and classed[1].split() else ""
        key = (name, kind)
        if key not in self._ordinals:
            pairs = zip(self.names, self.attrs, strict=True)
            self._ordinals[key] = [i for i, (n, a) in enumerate(pairs) if n == name and kind in a]
        return f"{name}{'.' + kind if kind else ''}[{bisect_right(self._ordinals[key], index)}]"

    def who(self, index: int, address: str, *, sure: bool = False) -> tuple[str | None, str | None]:
        """The person and role near the tag: in its cell, row, card or list item, or just before it. With
        `sure`, as for what no reader sees there, only a person whose name fits the address."""
        local, text = address.partition("@")[0], self.text.text
        here = self.reached[index] if 0 <= index < len(self.reached) else 0
        person = role = None
        for level, opening in enumerate(self._ancestors(index)):
            start, end = self.reached[opening], self._end(opening)
            block = text[start:end]
            if len(block) > MAX_CARD_CHARS or level >= MAX_LEVELS or _others(block, address):
                before = _just_before(text[max(start, here - 300) : here], address)
                found = people.near(before, local, sure=True)
                return (person, role) if person and found[0] != person else _filled((person, role), found)
            near = people.near(block.split("\n"), local, sure=sure or len(block) > SMALL_CARD_CHARS)
            if person and near[0] and near[0].startswith(person + " "):
                person = near[0]
            person, role = _filled((person, role), near)
            if person and role:
                break
        return person, role

    def _ancestors(self, index: int) -> Iterator[int]:
        closed = dict[str, int]()
        for i in range(index, max(-1, index - MAX_LOOK_BACK), -1):
            name = self.names[i]
            if name[0] == "/":
                closed[name[1:]] = closed.get(name[1:], 0) + 1
            elif closed.get(name):
                closed[name] -= 1
            elif name in CONTAINERS:
                yield i

    def _end(self, opening: int) -> int:
        name, depth = self.names[opening], 0
        closing = "/" + name
        for i in range(opening, min(len(self.names), opening + MAX_LOOK_AHEAD)):
            depth += (self.names[i] == name) - (self.names[i] == closing)
            if depth == 0:
                return self.reached[i]
        return self.text.length


def _is_hidden(name: str, attrs: str, hiding: set[str]) -> bool:
    if name == "template" or (attrs and HIDDEN.search(attrs)):
        return True
    if hiding and (classed := CLASS.search(attrs)):
        return not hiding.isdisjoint(classed[1].split())
    return False


def _others(block: str, address: str) -> bool:
    return any(each.address != address for each in addresses.find(block))


def _just_before(text: str, address: str) -> list[str]:
    """The lines between the address before this one and this one."""
    last = 0
    for each in addresses.find(text):
        if each.address != address:
            last = each.end
    return [line for line in text[last:].split("\n") if line.strip()][-5:]


def _filled(
    known: tuple[str | None, str | None], more: tuple[str | None, str | None]
) -> tuple[str | None, str | None]:
    return known[0] or more[0], known[1] or more[1]


def attributes(attrs: str) -> list[tuple[str, str]]:
    """Names (lower case) and values of a tag's attributes, character references read."""
    return [
        (name.lower(), unescape(value) if "&" in value else value)
        for name, double, single, bare in ATTRIBUTE.findall(attrs)
        for value in (double or single or bare,)
    ]
