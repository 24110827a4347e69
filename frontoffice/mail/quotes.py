"""What the sender wrote this time, apart from the thread they answered."""

from __future__ import annotations

from dataclasses import dataclass

from frontoffice.mail import hypertext
from frontoffice.mail import quote_shapes as shapes
from frontoffice.mail.furniture import without_furniture
from frontoffice.mail.quote_words import FORWARD_SUBJECT

MAX_TEXT_CHARS = 500_000
MAX_LINES = 20_000
WRAPPED_QUOTE_CHARS = 60
WRAPPED_REST_CHARS = 40


def new_text(text: str, html: str | None, subject: str = "") -> str:
    """The sender's own words without the quoted thread, signature and client furniture.

    Told from the HTML's structure where there is HTML, then from the shape of the text, in any
    language. A forwarded message keeps its content; answers written between quoted lines keep those
    lines. When nothing would be left, the whole text is returned: words are never lost.
    `subject` only tells a forwarded message from an answered one.
    """
    forwarded = bool(FORWARD_SUBJECT.match(subject))
    if html and (visible := hypertext.to_text(html)).strip():
        for signatures in (False, True):
            own = _own(hypertext.to_marked_text(html, signatures), forwarded)
            if own is None:
                return visible.strip()
            if own:
                return own
        return visible.strip()
    own = _own(text, forwarded)
    return own or text.strip()


def _own(text: str, forwarded: bool) -> str | None:
    """The sender's own words, "" when there are none, None when the message forwards another."""
    lines = text[:MAX_TEXT_CHARS].split("\n")
    rest = lines[MAX_LINES:]
    lines = lines[:MAX_LINES]
    cut = _find_cut(lines)
    followed = cut is not None and any(line.strip() for line in lines[cut.index + 1 :])
    if cut is not None and followed and (cut.forward or (forwarded and not cut.attributed)):
        return None
    kept = lines[: cut.index] if cut is not None else lines + rest
    return "\n".join(_without_quotes(kept)).strip("\n").rstrip()


@dataclass(frozen=True, slots=True)
class _Cut:
    """The line from which all is an earlier message, and whether it was forwarded on purpose."""

    index: int
    forward: bool = False
    attributed: bool = False


def _find_cut(lines: list[str]) -> _Cut | None:
    for index, line in enumerate(lines):
        bare = line.strip()
        if not bare or shapes.is_quoted(bare):
            if bare and (forward := _quoted_forward(lines, index)):
                return forward
            continue
        if bare == hypertext.CUT:
            return _Cut(_over_rule(lines, index))
        if cut := _cut_here(lines, index, bare):
            return cut
    return None


def _cut_here(lines: list[str], index: int, bare: str) -> _Cut | None:
    marked = bare.startswith(hypertext.ATTRIBUTION)
    bare = bare.removeprefix(hypertext.ATTRIBUTION)
    if shapes.ABOVE.match(bare):
        return _Cut(index)
    if bare[0] in "-_=*—–─" and (
        kind := shapes.ruled_kind([*lines[:index], bare, *lines[index + 1 : index + 20]], index)
    ):
        return _Cut(index, forward=kind == "forward")
    if marked:
        return None
    if ":" in bare or "：" in bare:
        if shapes.is_forward_notice(lines, index):
            return _Cut(index, forward=True)
        if shapes.header_block(lines, index):
            return _Cut(_over_rule(lines, index))
    if shapes.ends_with_colon(shapes.plain(bare)) or "：" in bare:
        start = shapes.attribution_start(lines, index + 1, before_quote=False)
        if start is not None and not _quote_follows(lines, index + 1):
            return _Cut(start, attributed=True)
    return None


def _quoted_forward(lines: list[str], index: int) -> _Cut | None:
    """Apple Mail forwards inside a quotation, under a notice that a header block follows."""
    first = index == 0 or not shapes.is_quoted(lines[index - 1])
    if first and shapes.is_forward_notice(lines, index):
        return _Cut(index, forward=True)
    return None


def _over_rule(lines: list[str], index: int) -> int:
    """The line of a rule or of blank lines just above, which belong to the quotation."""
    above = index
    while above > 0 and (not lines[above - 1].strip() or shapes.RULE.match(lines[above - 1])):
        above -= 1
    return above


def _quote_follows(lines: list[str], index: int) -> bool:
    following = next((line for line in lines[index : index + 4] if line.strip()), "")
    return shapes.is_quoted(following)


def _without_quotes(lines: list[str]) -> list[str]:
    quoted = _quoted_lines(lines)
    if not any(quoted):
        return without_furniture(lines)
    blocks = _blocks(lines, quoted)
    last_own = max(
        (i for i, block in enumerate(blocks) if not block.quoted and block.worded),
        default=-1,
    )
    answered = [i for i, block in enumerate(blocks) if block.quoted and i < last_own]
    inline = len(answered) > 1 or (len(answered) == 1 and any(b.quoted for b in blocks[last_own + 1 :]))
    kept: list[str] = []
    for block in blocks[: last_own + 1]:
        if not block.quoted or inline:
            kept += [line for line in block.lines if not line.startswith(hypertext.ATTRIBUTION)]
    return without_furniture(kept)


@dataclass(frozen=True, slots=True)
class _Block:
    """Consecutive lines that are all quoted or all the sender's own."""

    quoted: bool
    lines: list[str]

    @property
    def worded(self) -> bool:
        """Whether it says anything beside furniture."""
        own = ["", "x", "", *self.lines]
        return any(line.strip() for line in without_furniture(own)[1:])


def _blocks(lines: list[str], quoted: list[bool]) -> list[_Block]:
    """The lines in blocks; the line that introduces a quotation gets the ATTRIBUTION mark."""
    blocks: list[_Block] = []
    for line, is_quote in zip(lines, quoted, strict=True):
        if (
            is_quote
            and not shapes.is_quoted(line)
            and line.strip()
            and not line.startswith(hypertext.ATTRIBUTION)
        ):
            line = hypertext.ATTRIBUTION + line
        if not blocks or blocks[-1].quoted != is_quote:
            blocks.append(_Block(is_quote, []))
        blocks[-1].lines.append(line)
    return blocks


def _quoted_lines(lines: list[str]) -> list[bool]:
    """Which lines are quoted: marked ones, what introduces them, and what broke off them."""
    quoted = [shapes.is_quoted(line) or line.startswith(hypertext.ATTRIBUTION) for line in lines]
    marks = list(quoted)
    for index, is_quote in enumerate(marks):
        if not is_quote or (index and marks[index - 1]) or lines[index].startswith(hypertext.ATTRIBUTION):
            continue
        start = shapes.attribution_start(lines, index, before_quote=True)
        if start is not None and not any(marks[start:index]):
            quoted[start:index] = [True] * (index - start)
    for index in range(1, len(lines) - 1):
        blank_between = not lines[index].strip() and quoted[index - 1]
        if (
            blank_between
            and next(
                (q for q, x in zip(quoted[index:], lines[index : index + 6], strict=False) if x.strip()),
                False,
            )
        ) or (marks[index - 1] and marks[index + 1] and not marks[index] and _broke_off(lines, index)):
            quoted[index] = True
    return quoted


def _broke_off(lines: list[str], index: int) -> bool:
    """Whether a line is the end of the quoted line above, wrapped by a careless program."""
    above, line = lines[index - 1].rstrip(), lines[index].strip()
    wrapped = len(above) >= WRAPPED_QUOTE_CHARS and above[-1:] not in ".?!:。？！"
    return bool(line) and wrapped and len(line) <= WRAPPED_REST_CHARS and not line[0].isupper()
