"""One page of a list: rows in the order they are due, grouped, with the key of the next page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import get_language_info, gettext

from frontoffice.conversations.models import Conversation, ConversationQuerySet
from frontoffice.conversations.vocabulary import Relation, State
from frontoffice.district.calendar import current_calendar
from frontoffice.district.models import Member
from frontoffice.inbox import ages
from frontoffice.inbox.directory import Directory, directory
from frontoffice.inbox.places import Place

PAGE_ROWS = 50
RELATIONS = dict(Relation.choices)

FIELDS = (
    "id",
    "reference",
    "subject",
    "due_at",
    "pending_since",
    "closed_at",
    "first_opened_at",
    "last_inbound_at",
    "last_outbound_at",
    "last_message_at",
    "owner_id",
    "topic_id",
    "school_id",
    "private",
    "has_attachments",
    "language",
    "contact__name",
    "contact__relation",
)


class Facts(NamedTuple):
    """What one row of a list is made of, as the database gives it."""

    id: int
    reference: str
    subject: str
    due_at: datetime
    pending_since: datetime | None
    closed_at: datetime | None
    first_opened_at: datetime | None
    last_inbound_at: datetime | None
    last_outbound_at: datetime | None
    last_message_at: datetime
    owner_id: int | None
    topic_id: int | None
    school_id: int | None
    private: bool
    has_attachments: bool
    language: str
    name: str
    relation: str

    @property
    def state(self) -> State:
        """Agrees with Conversation.state."""
        if self.closed_at:
            return State.CLOSED
        if self.pending_since:
            return State.PENDING
        return State.IN_PROGRESS if self.first_opened_at else State.UNOPENED

    @property
    def is_new(self) -> bool:
        """Nobody has read it, or the family wrote again after the answer and had the last word."""
        if self.closed_at:
            return False
        if self.first_opened_at is None:
            return True
        answered, wrote = self.last_outbound_at, self.last_inbound_at
        return bool(answered and wrote and wrote > answered and wrote == self.last_message_at)


@dataclass(frozen=True)
class Row:
    """One conversation in a list, in the words of the page."""

    reference: str
    name: str
    role: str
    subject: str
    age: ages.Age
    group: str
    state: State
    state_words: str
    about: str
    is_new: bool
    private: bool
    has_attachments: bool
    language: str
    language_name: str


@dataclass(frozen=True)
class Group:
    name: str
    count: str
    rows: list[Row]


@dataclass(frozen=True)
class Page:
    groups: list[Group]
    next_key: str
    is_first: bool

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]


def page_of(place: Place, member: Member, after: str = "", total: int | None = None) -> Page:
    """PAGE_ROWS conversations of a place after the key `after` (Page.next_key of the page before).

    `total` (capped, as counts() gives it) lets the last group be counted without another query.
    """
    facts = _facts(place, member, after)
    more, facts = len(facts) > PAGE_ROWS, facts[:PAGE_ROWS]
    rows = in_words(facts, member)
    return Page(
        _grouped(rows, more, total if not after else None), _key(facts[-1], place) if more else "", not after
    )


def in_words(facts: list[Facts], member: Member) -> list[Row]:
    moment, names = ages.Moment(now(), current_calendar()), directory()
    return [_row(row, member, moment, names) for row in facts]


def facts_of_one(row: Conversation) -> Facts:
    """The same facts from a conversation that is at hand (with its contact)."""
    values = [getattr(row, name) for name in FIELDS[:-2]]
    return Facts._make([*values, row.contact.name, row.contact.relation])


def facts_of(rows: ConversationQuerySet) -> list[Facts]:
    return [Facts(*values) for values in rows.values_list(*FIELDS)]


def _facts(place: Place, member: Member, after: str) -> list[Facts]:
    rows, column = place.rows(member), "closed_at" if place.is_closed else "due_at"
    if (start := _start(after)) is not None:
        at, row_id = start
        if place.is_closed:
            rows = rows.filter(Q(closed_at__lte=at) & (Q(closed_at__lt=at) | Q(id__lt=row_id)))
        else:
            rows = rows.filter(Q(due_at__gte=at) & (Q(due_at__gt=at) | Q(id__gt=row_id)))
    order = ("-closed_at", "-id") if place.is_closed else (column, "id")
    return facts_of(rows.order_by(*order)[: PAGE_ROWS + 1])


def _key(last: Facts, place: Place) -> str:
    at = last.closed_at if place.is_closed else last.due_at
    return f"{at.isoformat()}~{last.id}" if at else ""


def _start(after: str) -> tuple[datetime, int] | None:
    """The key a page begins after; one that somebody made up is the beginning."""
    at, _tilde, row_id = after.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, int(row_id)) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _grouped(rows: list[Row], more: bool, total: int | None) -> list[Group]:
    runs = [(name, list(run)) for name, run in groupby(rows, key=lambda row: row.group)]
    groups, before = [], 0
    for at, (name, run) in enumerate(runs):
        cut_short = more and at == len(runs) - 1
        count = str(len(run))
        if cut_short:
            count = str(total - before) if total is not None and total <= 99 else ""
        groups.append(Group(name, count, run))
        before += len(run)
    return groups


def owner_words(state: State, owner_id: int | None, member: Member, names: Directory) -> str:
    """ "In progress, you": the state, and who has it."""
    word = str(state.label)
    if state in (State.PENDING, State.CLOSED) or owner_id is None:
        return word
    owner = names.person(owner_id)
    who = gettext("you") if owner_id == member.pk else (owner.first_name if owner else "")
    return f"{word}, {who}" if who else word


def _row(facts: Facts, member: Member, moment: ages.Moment, names: Directory) -> Row:
    foreign = facts.language not in ("en", "")
    return Row(
        reference=facts.reference,
        name=facts.name or gettext("No name given"),
        role=_role(facts.relation),
        subject=facts.subject,
        age=ages.age(facts, moment),
        group=ages.group(facts, moment),
        state=facts.state,
        state_words=owner_words(facts.state, facts.owner_id, member, names),
        about=names.about(facts.topic_id, facts.school_id),
        is_new=facts.is_new,
        private=facts.private,
        has_attachments=facts.has_attachments,
        language=facts.language.split("-")[0].upper() if foreign else "",
        language_name=language_name(facts.language) if foreign else "",
    )


def _role(relation: str) -> str:
    match relation:
        case Relation.PARENT:
            return gettext("parent")
        case Relation.STAFF:
            return gettext("staff")
        case Relation.COMMUNITY:
            return gettext("community")
    return str(RELATIONS.get(relation, ""))


NAMES_BEYOND_DJANGO = {
    "ht": "Haitian Creole",
    "hmn": "Hmong",
    "so": "Somali",
    "tl": "Tagalog",
    "am": "Amharic",
}


def language_name(code: str) -> str:
    """A language's name in the reader's language; the code itself when nobody knows it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return NAMES_BEYOND_DJANGO.get(code, code)
