"""The demo's conversations in the database, with all that happened to each: as if they had been received,
opened, answered and closed on their days."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from random import Random
from typing import Any

from frontoffice.conversations import letters
from frontoffice.conversations.models import (
    Attachment,
    Contact,
    Conversation,
    Delivery,
    Feedback,
    Message,
)
from frontoffice.conversations.models.conversation import REFERENCE_ALPHABET, REFERENCE_CHARS
from frontoffice.conversations.storing import keep
from frontoffice.conversations.vocabulary import NOTHING_DUE, Urgency
from frontoffice.district import history
from frontoffice.district.calendar import current_calendar
from frontoffice.district.models import Event, Member, RoleLink, School, SchoolTopic, Team, Topic
from frontoffice.operate.demo.conversations import Family, Said, Thread
from frontoffice.operate.demo.papers import paper
from frontoffice.operate.demo.people import MAIL_DOMAIN, who_answers

BOUNCED = (37, 63)
BY_ROLE_EVERY = 4
LETTERS = 100
OPENED_AFTER = timedelta(minutes=20)
SENT_AFTER = timedelta(seconds=11)
BOUNCE = "Refused by the receiving server (5.1.1)."


@dataclass
class District:
    """Who and what is there already, by the names that the demo's content uses."""

    people: dict[str, Member]
    topics: dict[str, Topic]
    schools: dict[str, School]
    roles: dict[str, RoleLink]
    at_offices: set[int]

    @classmethod
    def read(cls, people: dict[str, Member]) -> "District":
        return cls(
            people,
            {topic.slug: topic for topic in Topic.objects.select_related("team")},
            {school.slug: school for school in School.objects.select_related("office")},
            {role.slug: role for role in RoleLink.objects.all()},
            set(SchoolTopic.objects.values_list("topic_id", flat=True).distinct()),
        )

    def team(self, topic: Topic, school: School) -> Team:
        team = school.office if topic.pk in self.at_offices else topic.team
        assert team is not None
        return team


@dataclass
class Filed:
    """One conversation with its rows."""

    thread: Thread
    row: Conversation
    owner: Member
    bounced: bool
    messages: list[Message] = field(default_factory=list)


def file_threads(told: list[Thread], people: dict[str, Member], prefix: str) -> None:
    """Every thread is a conversation with its messages, files, mail, score and history."""
    district = District.read(people)
    contacts = _contacts(told)
    references = _references(len(told), prefix)
    filed = [
        _filed(district, thread, contacts[thread.family], reference, number)
        for number, (thread, reference) in enumerate(zip(told, references, strict=True))
    ]
    Conversation.objects.bulk_create(one.row for one in filed)
    for one in filed:
        one.messages = [_message(one, said) for said in one.thread.said]
    Message.objects.bulk_create(message for one in filed for message in one.messages)
    Attachment.objects.bulk_create(file for one in filed for file in _files(one))
    _file_mail([delivery for one in filed for delivery in _mail(one)])
    Feedback.objects.bulk_create(score for one in filed for score in _feedback(one))
    _name_colleagues(filed, people)
    _write_history(filed, people)


def _references(count: int, prefix: str) -> list[str]:
    """References of the usual form, the same in every demo home so that pictures of it agree."""
    random, made = Random(prefix), dict[str, None]()
    while len(made) < count:
        made[prefix + "-" + "".join(random.choices(REFERENCE_ALPHABET, k=REFERENCE_CHARS))] = None
    return list(made)


def _contacts(told: list[Thread]) -> dict[Family, Contact]:
    made: dict[Family, Contact] = {}
    for thread in told:
        family = thread.family
        if family not in made:
            made[family] = Contact(
                name=family.name, email=family.email, relation=family.relation,
                language=family.language, student=thread.student,
            )  # fmt: skip
    Contact.objects.bulk_create(made.values())
    return made


def _filed(district: District, thread: Thread, contact: Contact, reference: str, number: int) -> Filed:
    one = thread.situation
    topic, school = district.topics[one.topic], district.schools[thread.family.school]
    team = district.team(topic, school)
    owner = district.people[who_answers(team.slug, last=number % 2 == 0).local]
    spoken = {way: [said.at for said in thread.said if said.direction == way] for way in ("in", "out")}
    first_in, last_in, out = spoken["in"][0], spoken["in"][-1], spoken["out"]
    promised = current_calendar().promise(last_in, topic.response_goal)
    recorded = one.channel in ("phone", "walk-in")
    by_role = one.topic == "school" and one.channel == "web" and number % BY_ROLE_EVERY == 0
    opened = thread.state != "unopened"
    closed = thread.closings[-1] if thread.state == "closed" else None
    row = Conversation(
        reference=reference, subject=thread.subject[:200], contact=contact, topic=topic, school=school, team=team,
        owner=owner if opened else None, kind=one.kind, channel=one.channel, language=one.language,
        role_link=district.roles.get(f"{school.slug}-principal") if by_role else None,
        urgency=Urgency.P1 if "urgent" in one.marks else Urgency.P2, anonymous=thread.anonymous,
        answer_by="email" if contact.email and not recorded else "none",
        private=topic.private or "private" in one.marks, recorded_by=district.people["b.nowak"] if recorded else None,
        started_at=first_in, last_message_at=thread.said[-1].at, last_inbound_at=last_in,
        last_outbound_at=out[-1] if out else None, first_answered_at=out[0] if out else None,
        first_opened_at=_opened_at(thread) if opened else None, promised_at=promised,
        due_at=promised if thread.owed else NOTHING_DUE,
        pending_since=thread.said[-1].at if thread.state == "pending" else None,
        closed_at=closed, closed_by=owner if closed else None,
        has_attachments=any(said.file for said in thread.said),
    )  # fmt: skip
    bounced = number in BOUNCED and bool(out) and row.answer_by == "email"
    if bounced:
        contact.unreachable_since = out[-1] + SENT_AFTER
        contact.save(update_fields=["unreachable_since"])
    return Filed(thread, row, owner, bounced)


def _opened_at(thread: Thread) -> datetime:
    """Soon after the morning; never after what was said next."""
    first, *rest = thread.said
    return min([first.at + OPENED_AFTER, *(said.at - timedelta(minutes=4) for said in rest[:1])])


def _message(one: Filed, said: Said) -> Message:
    inbound = said.direction == "in"
    return Message(
        conversation=one.row, direction=said.direction, text=said.text, at=said.at, language=one.row.language,
        channel=one.row.channel if inbound else "web", author=None if inbound else one.owner,
        contact=one.row.contact if inbound else None,
    )  # fmt: skip


def _files(one: Filed) -> Iterator[Attachment]:
    for said, message in zip(one.thread.said, one.messages, strict=True):
        if said.file:
            content_type, content = paper(said.file)
            yield Attachment(
                message=message, name=said.file, content_type=content_type, size_bytes=len(content), sha256=keep(content)
            )  # fmt: skip


def _mail(one: Filed) -> Iterator[Delivery]:
    """The answers that went out by mail; a bounced family's last one came back."""
    if one.row.answer_by != "email":
        return
    answers = [message for message in one.messages if message.direction == "out"]
    for message in answers:
        lost = one.bounced and message is answers[-1]
        yield Delivery(
            conversation=one.row, message=message, purpose=Delivery.Purpose.REPLY, to_address=one.row.contact.email,
            mail_id=f"<{secrets.token_hex(16)}@{MAIL_DOMAIN}>", queued_at=message.at, try_at=message.at, attempts=0,
            state=Delivery.State.UNDELIVERED if lost else Delivery.State.SENT, error=BOUNCE if lost else "",
            sent_at=None if lost else message.at + SENT_AFTER,
        )  # fmt: skip


def _file_mail(sent: list[Delivery]) -> None:
    """Each delivery; those that the outbox lists have the letter that went out."""
    sent.sort(key=attrgetter("queued_at"))
    Delivery.objects.bulk_create(sent)
    for delivery in sent[-LETTERS:]:
        delivery.raw = letters.write(delivery)
    Delivery.objects.bulk_update(sent[-LETTERS:], ["raw"])


def _feedback(one: Filed) -> Iterator[Feedback]:
    if one.thread.score and one.row.closed_at:
        score, words = one.thread.score
        yield Feedback(conversation=one.row, score=score, words=words, at=_scored_at(one))


def _scored_at(one: Filed) -> datetime:
    assert one.row.closed_at is not None
    return one.row.closed_at + timedelta(hours=3)


def _name_colleagues(filed: list[Filed], people: dict[str, Member]) -> None:
    through = Conversation.people.through
    through.objects.bulk_create(
        through(conversation_id=one.row.pk, member_id=people[one.thread.situation.colleague].pk)
        for one in filed
        if one.thread.situation.colleague and one.row.first_opened_at
    )


def _write_history(filed: list[Filed], people: dict[str, Member]) -> None:
    """Every event of every conversation, in the order of time."""
    dated = sorted(
        ((at, event) for one in filed for at, event in _history(one, people)), key=lambda pair: pair[0]
    )
    history.record_all([event for _at, event in dated])
    for at, event in dated:
        event.at = at
    Event.objects.bulk_update([event for _at, event in dated], ["at"], batch_size=500)


def _history(one: Filed, people: dict[str, Member]) -> Iterator[tuple[datetime, Event]]:
    row, thread = one.row, one.thread

    def happened(name: str, at: datetime, by: Member | None, **refs: Any) -> tuple[datetime, Event]:
        return at, history.event(name, row, by, **refs)

    if row.first_opened_at:
        opened = row.first_opened_at
        yield happened("conversation.opened", opened, one.owner)
        yield happened("conversation.assigned", opened + timedelta(minutes=1), one.owner, to=one.owner.pk)
        if colleague := people.get(thread.situation.colleague):
            named = opened + timedelta(minutes=2)
            yield happened("conversation.person_added", named, one.owner, person=colleague.pk)
        if "private" in thread.situation.marks:
            yield happened("conversation.made_private", opened + timedelta(minutes=3), one.owner)
    for number, message in enumerate(one.messages):
        yield from _spoken(one, message, first=number == 0)
    for at in thread.closings:
        yield happened("conversation.closed", at, one.owner)
    if row.pending_since:
        yield happened("conversation.pending", row.pending_since + timedelta(seconds=30), one.owner)
    if thread.score and row.closed_at:
        yield happened("feedback.given", _scored_at(one), None, score=thread.score[0])


def _spoken(one: Filed, message: Message, *, first: bool) -> Iterator[tuple[datetime, Event]]:
    row, refs = one.row, {"message": message.pk}
    if message.direction == "in":
        place = {"channel": row.channel, "team": row.team_id} if first else {"channel": row.channel}
        yield message.at, history.event("conversation.received", row, row.recorded_by, **place, **refs)
        closed_before = [at for at in one.thread.closings if at < message.at]
        if closed_before:
            yield message.at + timedelta(seconds=1), history.event("conversation.reopened", row, None)
    elif message.direction == "note":
        yield message.at, history.event("conversation.noted", row, one.owner, **refs)
    else:
        yield message.at, history.event("conversation.replied", row, one.owner, **refs)
        if row.answer_by == "email":
            last = message is [said for said in one.messages if said.direction == "out"][-1]
            name = "message.undelivered" if one.bounced and last else "message.sent"
            yield message.at + SENT_AFTER, history.event(name, row, None)
