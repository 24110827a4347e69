"""What the inbox's templates draw many times over, or cannot say for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from frontoffice.conversations.vocabulary import Direction
from frontoffice.inbox.listing import Row, facts_of_one, in_words
from frontoffice.inbox.places import Place
from frontoffice.inbox.thread import Thread
from frontoffice.ui.staff_icons import svg

register = template.Library()


@register.filter
def breakable(address: str) -> SafeString:
    """An address that breaks after its @ when it has to, and within a word only when nothing else helps."""
    return mark_safe(escape(address).replace("@", "@<wbr>"))  # safe: escaped first


@register.simple_tag
def draw_rows(rows: list[Row], place: Place, current: str = "") -> SafeString:
    """The rows of a list. Written here and not as a template: fifty of them are most of a page's time."""
    marks = _Marks(place.path, current)
    return mark_safe(
        "".join(marks.row(row) for row in rows)
    )  # safe: every part is escaped where it is put in


class _Marks:
    """The parts that every row repeats, made once for a list."""

    def __init__(self, path: str, current: str) -> None:
        self.path, self.current = escape(path), current
        self.new = f'<span class="vh">{escape(gettext("New."))} </span>'
        self.flag, self.lock = svg("flag"), svg("lock", escape(gettext("Private")))
        self.clip = svg("clip", escape(gettext("Has an attachment")))

    def row(self, row: Row, attributes: str = "") -> str:
        classes = "row new" if row.is_new else "row"
        here = ' aria-current="true"' if row.reference == self.current else ""
        late = self.flag if row.age.weight == "late" else ""
        about = f'<span class="of cut">{escape(row.about)}</span>' if row.about else ""
        reference = escape(row.reference)
        return (
            f'<li id="row-{reference}"{attributes}>'
            f'<a class="{classes}" id="open-{reference}" href="/inbox/{reference}/?in={self.path}"{here}>'
            '<span class="line"><span class="who">'
            f'<b class="cut">{self.new if row.is_new else ""}<bdi>{escape(row.name)}</bdi></b>'
            f'<span class="role">{escape(row.role)}</span></span>'
            f'<span class="due {row.age.weight}">{late}{escape(row.age.word)}</span></span>'
            f'<span class="said cut" dir="auto">{escape(row.subject)}</span>'
            '<span class="line meta">'
            f'<span class="state">{svg(row.state.value)}{escape(row.state_words)}</span>{about}'
            f'<span class="marks">{self._marks(row)}</span></span></a></li>'
        )

    def _marks(self, row: Row) -> str:
        language = ""
        if row.language:
            name = escape(row.language_name)
            code = escape(row.language)
            language = f'<abbr class="badge" title="{name}">{code}<span class="vh"> {name}</span></abbr>'
        return (self.lock if row.private else "") + (self.clip if row.has_attachments else "") + language


@register.simple_tag
def draw_changed_row(thread: Thread, place: Place) -> SafeString:
    """The open conversation's own row, as it is now, to take the place of the one in the list."""
    row = in_words([facts_of_one(thread.conversation)], thread.member)[0]
    return mark_safe(
        _Marks(place.path, row.reference).row(row, ' hx-swap-oob="true"')
    )  # safe: as in draw_rows


@register.simple_tag
def choices(names: Mapping[int, Any], chosen: int | None = None) -> SafeString:
    """The options of a select, by id: hundreds of them stand on every conversation's page."""
    marked = {chosen: " selected"}
    return mark_safe(
        "".join(
            f'<option value="{row_id}"{marked.get(row_id, "")}>{escape(name)}</option>'
            for row_id, name in names.items()
        )
    )  # safe: ids are numbers, names are escaped


@dataclass(frozen=True)
class Box:
    """What stands in the composer."""

    text: str
    is_note: bool
    kept: bool


@register.simple_tag
def writing(thread: Thread, mode: str, typed: str = "") -> Box:
    """What was just typed, else the draft that was kept."""
    draft = thread.draft
    kept = typed if typed else draft["text"]
    drafted_note = draft["direction"] == Direction.NOTE and bool(draft["text"])
    is_note = mode == "note" or (not mode and drafted_note)
    return Box(kept, is_note, bool(kept))
