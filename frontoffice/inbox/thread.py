"""A conversation as its page shows it: what was said and done, in order, and the facts around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateformat import format as in_format
from django.utils.text import capfirst
from django.utils.timezone import now
from django.utils.translation import gettext

from frontoffice.conversations.drafting import being_written
from frontoffice.conversations.models import (
    Attachment,
    Conversation,
    Delivery,
    Draft,
    DraftFile,
    Message,
)
from frontoffice.conversations.vocabulary import Direction
from frontoffice.district import history
from frontoffice.district.calendar import current_calendar
from frontoffice.district.models import Event, Member
from frontoffice.inbox import ages, sentences
from frontoffice.inbox.directory import Directory, Person, directory
from frontoffice.inbox.listing import RELATIONS, language_name, owner_words
from frontoffice.ui.templatetags.staff import hour

SHOWN_MESSAGES = 100
LAST_TIME_CHARS = 600
EARLIER_SHOWN = 8
WEEK_DAYS = 7
TROUBLE = (Delivery.State.STOPPED, Delivery.State.UNDELIVERED)


@dataclass(frozen=True)
class Said:
    """One message: `side` is family, staff or note; `undo` while it can still be taken back."""

    id: int
    side: str
    name: str
    initials: str
    how: str
    when: str
    iso: str
    text: str
    whole_text: str
    language: str
    foreign: str
    trouble: str
    undo: bool
    files: list[Attachment] = field(default_factory=list)


@dataclass(frozen=True)
class Done:
    """One event worth showing."""

    icon: str
    words: str
    when: str
    iso: str


@dataclass(frozen=True)
class LastTime:
    """What the district answered this person before."""

    id: int
    text: str
    name: str
    about: str
    when: str


@dataclass(frozen=True)
class Day:
    letter: str
    number: int
    name: str
    mark: str


def conversation_for(member: Member, reference: str) -> Conversation | None:
    """The conversation with what its page needs of it in one query; None when the member may not see it."""
    draft = Draft.objects.filter(conversation=OuterRef("pk"), member=member)
    people = Conversation.people.through.objects.filter(conversation=OuterRef("pk"))
    writers = being_written(member).filter(conversation=OuterRef("pk"))
    rows = Conversation.objects.select_related("contact").annotate(
        draft=Subquery(draft.values(found=JSONObject(id="id", text="text", direction="direction"))[:1]),
        writers=ArraySubquery(writers.values("member_id")),
        named=ArraySubquery(people.values("member_id")),
    )
    found = rows.filter(reference=reference.upper()).first()
    return found if found and found.is_visible_to(member) else None


class Thread:
    """Everything the page of one conversation shows to one member."""

    def __init__(self, conversation: Conversation, member: Member, everything: bool = False) -> None:
        self.conversation, self.member, self.everything = conversation, member, everything
        self.moment = ages.Moment(now(), current_calendar())
        self.names: Directory = directory()

    @cached_property
    def _newest(self) -> list[Message]:
        delivery = Delivery.objects.filter(message=OuterRef("pk"), purpose=Delivery.Purpose.REPLY)
        found = JSONObject(state="state", error="error")
        rows = self.conversation.messages.filter(withdrawn_at=None).order_by("-at", "-id")
        rows = rows.annotate(mail=Subquery(delivery.order_by("-id").values(found=found)[:1]))
        most = 5_000 if self.everything else SHOWN_MESSAGES + 1
        return list(rows[:most])

    @property
    def has_earlier(self) -> bool:
        return not self.everything and len(self._newest) > SHOWN_MESSAGES

    @cached_property
    def messages(self) -> list[Message]:
        rows = self._newest if self.everything else self._newest[:SHOWN_MESSAGES]
        return list(reversed(rows))

    @cached_property
    def _files(self) -> dict[int, list[Attachment]]:
        by_message: dict[int, list[Attachment]] = {}
        if self.conversation.has_attachments:
            for file in Attachment.objects.filter(message__in=[message.pk for message in self.messages]):
                by_message.setdefault(file.message_id, []).append(file)
        return by_message

    @property
    def last_seen(self) -> int:
        """The id of the newest message on the page: a reply says what its writer had seen."""
        return max((message.pk for message in self.messages), default=0)

    @cached_property
    def entries(self) -> list[Said | Done]:
        begun = Done(
            "tray",
            sentences.begun(self.conversation, self.moment),
            "",
            self._iso(self.conversation.started_at),
        )
        timed: list[tuple[datetime, int, Said | Done]] = [
            (message.at, 1, self._said(message)) for message in self.messages
        ]
        first = self.messages[0].at if self.has_earlier else self.conversation.started_at
        timed += [
            (event.at, 2, Done(icon, words, ages.when(event.at, self.moment), self._iso(event.at)))
            for event in self._events
            if event.at >= first and (shown := sentences.of(event, self.names, self.member))
            for icon, words in [shown]
        ]
        return [begun, *(entry for _at, _rank, entry in sorted(timed, key=lambda item: item[:2]))]

    @cached_property
    def _events(self) -> list[Event]:
        return list(history.of(self.conversation).select_related(None).filter(name__in=sentences.SHOWN)[:300])

    def _iso(self, at: datetime) -> str:
        return at.astimezone(self.moment.calendar.zone).isoformat(timespec="minutes")

    def _said(self, message: Message) -> Said:
        author = self.names.person(message.author_id)
        inbound = message.direction == Direction.INBOUND
        side = "family" if inbound else ("note" if message.direction == Direction.NOTE else "staff")
        contact = self.conversation.contact
        own = message.author_id == self.member.pk
        mail: dict[str, str] = message.mail or {}  # type: ignore[attr-defined]
        return Said(
            id=message.pk,
            side=side,
            name=self.contact_name
            if inbound
            else (gettext("You") if own else author.name if author else "?"),
            initials=contact.initials if inbound else (author.initials if author else "?"),
            how=sentences.how(message, side),
            when=ages.when(message.at, self.moment),
            iso=self._iso(message.at),
            text=message.text,
            whole_text=message.whole_text,
            language=message.language or "en",
            foreign="" if message.language in ("en", "") or not inbound else language_name(message.language),
            trouble=sentences.trouble(mail) if mail.get("state") in TROUBLE else "",
            undo=bool(own and message.send_after and message.send_after > self.moment.at),
            files=self._files.get(message.pk, []),
        )

    @property
    def contact_name(self) -> str:
        return self.conversation.contact.name or gettext("No name given")

    @property
    def role(self) -> str:
        contact = self.conversation.contact
        relation = str(RELATIONS.get(contact.relation, ""))
        relation = relation[:1].upper() + relation[1:]
        if contact.student:
            return gettext("%(relation)s of %(student)s") % {"relation": relation, "student": contact.student}
        return relation

    @property
    def reads(self) -> str:
        return language_name(self.conversation.contact.language or "en")

    @property
    def state_words(self) -> str:
        row = self.conversation
        if row.closed_at:
            return capfirst(self.age.word)
        return owner_words(row.state, row.owner_id, self.member, self.names)

    @property
    def age(self) -> ages.Age:
        return ages.age(self.conversation, self.moment)

    @cached_property
    def about(self) -> str:
        row = self.conversation
        return self.names.about(row.topic_id, row.school_id) or gettext("No topic")

    @property
    def team_name(self) -> str:
        return self.names.teams.get(self.conversation.team_id or 0, "")

    @property
    def team(self) -> list[Person]:
        return self.names.on_team(self.conversation.team_id)

    @cached_property
    def named(self) -> list[Person]:
        """Colleagues who were added by name."""
        ids: list[int] = getattr(self.conversation, "named", None) or []
        return [person for one in ids if (person := self.names.person(one))]

    @property
    def can_answer(self) -> bool:
        return self.member.may("conversations.answer")

    @property
    def draft(self) -> dict[str, Any]:
        return getattr(self.conversation, "draft", None) or {"text": "", "direction": Direction.OUTBOUND}

    @cached_property
    def earlier(self) -> list[tuple[Conversation, str]]:
        """The same person's other conversations, as far as this member may see them, newest first."""
        if self.conversation.anonymous:
            return []
        rows = Conversation.objects.visible_to(self.member).filter(contact=self.conversation.contact_id)
        rows = (
            rows.exclude(pk=self.conversation.pk)
            .order_by("-started_at")
            .only("reference", "subject", "started_at", "topic")
        )
        return [(row, in_format(row.started_at, "M Y")) for row in rows[:EARLIER_SHOWN]]

    @cached_property
    def last_time(self) -> LastTime | None:
        """The district's latest answer in their other conversations, one about the same topic first."""
        others = {row.pk: row for row, _month in self.earlier}
        if not others:
            return None
        answers = Message.objects.filter(
            conversation__in=others, direction=Direction.OUTBOUND, withdrawn_at=None
        )
        latest = answers.exclude(author=None).order_by("-at")[:EARLIER_SHOWN]
        topic = self.conversation.topic_id
        found = sorted(latest, key=lambda answer: others[answer.conversation_id].topic_id != topic)
        return self._as_last_time(found[0], others[found[0].conversation_id]) if found else None

    def _as_last_time(self, answer: Message, row: Conversation) -> LastTime:
        by = self.names.person(answer.author_id)
        month = in_format(answer.at.astimezone(self.moment.calendar.zone), "M Y")
        return LastTime(answer.pk, answer.text[:LAST_TIME_CHARS], by.name if by else "?", row.subject, month)

    @property
    def writers(self) -> list[str]:
        """Colleagues who are writing an answer here just now."""
        ids: list[int] = getattr(self.conversation, "writers", None) or []
        return [person.name for one in ids if (person := self.names.person(one))]

    @cached_property
    def draft_files(self) -> list[DraftFile]:
        draft_id = self.draft.get("id")
        return list(DraftFile.objects.filter(draft=draft_id)) if draft_id else []

    @cached_property
    def promise(self) -> datetime | None:
        promised = self.conversation.promised_at
        return promised.astimezone(self.moment.calendar.zone) if promised else None

    @property
    def promise_time(self) -> str:
        return self.promise.strftime("%H:%M") if self.promise else ""

    @property
    def promise_words(self) -> str:
        if not self.promise:
            return ""
        return f"{in_format(self.promise, 'M j')}, {hour(self.promise)}"

    @cached_property
    def week(self) -> list[Day]:
        """Seven school days of the calendar around the promise: open, closed, today and the promised one."""
        start = min(self.moment.today, self.promise.date()) if self.promise else self.moment.today
        if self.promise and (self.promise.date() - start).days >= WEEK_DAYS - 1:
            start = self.promise.date() - timedelta(days=WEEK_DAYS - 3)
        return [self._day(start + timedelta(days=offset)) for offset in range(WEEK_DAYS)]

    def _day(self, on: date) -> Day:
        calendar = self.moment.calendar
        mark = ""
        if not calendar.is_open_on(on):
            mark = "off"
        if on == self.moment.today:
            mark = "today"
        if self.promise and on == self.promise.date():
            mark = "promise"
        return Day(in_format(on, "D")[:1], on.day, calendar.closed.get(on, ""), mark)

    @property
    def closures(self) -> list[str]:
        return [
            gettext("No school %(day)s, %(why)s.") % {"day": f"{day.letter} {day.number}", "why": day.name}
            for day in self.week
            if day.name
        ]
