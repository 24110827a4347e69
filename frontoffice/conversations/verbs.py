"""What can be done to a conversation. Each verb changes the facts, writes history, and takes who did it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.utils.timezone import now

from frontoffice.conversations.storing import Attached, attach
from frontoffice.conversations.vocabulary import NOTHING_DUE, Channel, Direction
from frontoffice.district import history
from frontoffice.district.calendar import current_calendar
from frontoffice.district.models import Member, School, Team, Topic

if TYPE_CHECKING:
    from frontoffice.conversations.models import Conversation, Feedback, Message

UNDO_S = 10
DEFAULT_GOAL = "1d"


CHANNEL = "conversations"
SAID, CHANGED, WRITING = "said", "changed", "writing"


def announce(conversation_id: int, what: str) -> None:
    """Every open inbox hears of it once this transaction commits: an id and a word, never content.

    SAID is announced by the database itself, for each message (migration 0002).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{conversation_id} {what}"])


class Changed(Exception):
    """Someone else changed the conversation since it was read; nothing was done."""


class ClosedMeanwhile(Changed):
    """Someone else closed the conversation since it was read; nothing was done."""


class Verbs:
    """The verbs of a conversation; each runs in one transaction on the locked row.

    What sends, routes and guards stands on the models, which stand on this: it is imported where it is used.
    """

    def _locked(self: Any) -> None:
        type(self).objects.select_for_update().only("pk").get(pk=self.pk)
        self.refresh_from_db()

    def _keep(self: Any, **facts: Any) -> None:
        for name, value in facts.items():
            setattr(self, name, value)
        self.save(update_fields=list(facts))
        announce(self.pk, CHANGED)

    @transaction.atomic
    def open_by(self: Any, by: Member) -> None:
        """The conversation has been read by staff; only the first time is a fact."""
        if self.first_opened_at is None and type(self).objects.filter(
            pk=self.pk, first_opened_at=None
        ).update(first_opened_at=now()):
            self.refresh_from_db(fields=["first_opened_at"])
            history.record("conversation.opened", self, by)

    def read_by(self: Any, by: Member) -> None:
        """`by` has it before them; of a private one that is kept each time, as families are told."""
        if self.private:
            history.record("conversation.read", self, by)

    @transaction.atomic
    def reply(
        self: Any,
        text: str,
        *,
        by: Member,
        attachments: Iterable[Attached] = (),
        channel: str = Channel.WEB,
        undo_s: int = 0,
        unless_newer_than: int | None = None,
        unless_closed: bool = False,
    ) -> Message:
        """The district has answered: an outbound message and its delivery stand in one transaction.

        `undo_s` keeps the mail back that long, so that it can be taken back. `unless_newer_than` is the id of
        the last message the writer had seen; raises Changed when there is a newer one, and StaffAddress when
        the text or a file would show the family a staff address. `unless_closed` is for a writer who saw it
        open; raises ClosedMeanwhile when someone else has closed it.
        """
        from frontoffice.conversations import delivery, staff_addresses

        attachments, reader = list(attachments), self.contact.email
        staff_addresses.refuse_in_words(text, reader)
        staff_addresses.refuse_in_files(attachments, reader)
        self._locked()
        self._refuse_newer(unless_newer_than)
        if unless_closed and self.closed_at and self.closed_by_id != by.pk:
            raise ClosedMeanwhile
        at = now()
        message = self._say(Direction.OUTBOUND, text, by, channel, at, attachments)
        if undo_s:
            message.send_after = at + timedelta(seconds=undo_s)
            message.save(update_fields=["send_after"])
        self._answered(at, by)
        history.record("conversation.replied", self, by, message=message.pk)
        if delivery.queue_reply(self, message):
            delivery.wake(message.send_after)
        return message

    @transaction.atomic
    def note(self: Any, text: str, *, by: Member, attachments: Iterable[Attached] = ()) -> Message:
        """Staff have left each other a note; the family never sees it, and no clock changes."""
        self._locked()
        message = self._say(Direction.NOTE, text, by, Channel.WEB, now(), attachments)
        history.record("conversation.noted", self, by, message=message.pk)
        return message

    @transaction.atomic
    def take_back(self: Any, message: Message, *, by: Member) -> bool:
        """Whether the reply was stopped before it left; its text goes back to the writer's draft."""
        from frontoffice.conversations import delivery

        self._locked()
        if not delivery.withdraw(message):
            return False
        message.withdrawn_at = now()
        message.save(update_fields=["withdrawn_at"])
        self._owe_again()
        history.record("delivery.undone", self, by, message=message.pk)
        return True

    @transaction.atomic
    def assign(self: Any, person: Member | None, *, by: Member) -> None:
        """`person` answers from now on; None gives it back to the team."""
        self._locked()
        self._keep(owner=person)
        history.record("conversation.assigned", self, by, to=person.pk if person else None)

    @transaction.atomic
    def add_person(self: Any, person: Member, *, by: Member) -> None:
        """`person` can read and answer this conversation, private or not."""
        self.people.add(person)
        history.record("conversation.person_added", self, by, person=person.pk)

    @transaction.atomic
    def remove_person(self: Any, person: Member, *, by: Member) -> None:
        """`person` is no longer named on the conversation."""
        self.people.remove(person)
        history.record("conversation.person_removed", self, by, person=person.pk)

    @transaction.atomic
    def change_topic(self: Any, topic: Topic | None, school: School | None, *, by: Member) -> None:
        """The conversation is about `topic` at `school`, with the team that answers it and a new promise."""
        from frontoffice.conversations.routing import team_for

        self._locked()
        team = team_for(topic, school)
        self._keep(
            topic=topic, school=school, team=team, private=self.private or bool(topic and topic.private)
        )
        if self.awaits_answer and self.last_inbound_at:
            self.promise(by=by, at=self._promise_for(self.last_inbound_at))
        refs = {"topic": topic and topic.pk, "school": school and school.pk, "team": team and team.pk}
        history.record("conversation.topic_changed", self, by, **refs)

    @transaction.atomic
    def give_to(self: Any, team: Team, *, by: Member) -> None:
        """`team` answers from now on, and nobody in particular."""
        self._locked()
        self._keep(team=team, owner=None)
        history.record("conversation.routed", self, by, team=team.pk)

    @transaction.atomic
    def promise(self: Any, *, at: datetime, by: Member | None) -> None:
        """An answer is owed by `at` (aware)."""
        self._keep(promised_at=at, due_at=at)
        history.record("conversation.promised", self, by, at=at.isoformat())

    @transaction.atomic
    def pend(self: Any, *, by: Member) -> None:
        """Waiting for the family: the clock stops until they write or staff resume it."""
        self._locked()
        if self.pending_since is None and self.closed_at is None:
            self._keep(pending_since=now(), due_at=NOTHING_DUE)
            history.record("conversation.pending", self, by)

    @transaction.atomic
    def resume(self: Any, *, by: Member) -> None:
        """The clock runs again, with a new promise from now."""
        self._locked()
        if self.pending_since is not None:
            due = self._promise_for(now())
            self._keep(pending_since=None, promised_at=due, due_at=due)
            history.record("conversation.resumed", self, by)

    @transaction.atomic
    def close(self: Any, *, by: Member | None) -> bool:
        """Closed; whether it was this call that closed it. `by` is None when the family did."""
        self._locked()
        if self.closed_at is not None:
            return False
        self._keep(closed_at=now(), closed_by=by, pending_since=None, due_at=NOTHING_DUE)
        history.record("conversation.closed", self, by)
        return True

    @transaction.atomic
    def reopen(self: Any, *, by: Member | None) -> bool:
        """Open again, with a new promise; whether it was closed."""
        self._locked()
        if self.closed_at is None:
            return False
        due = self._promise_for(now())
        self._keep(closed_at=None, closed_by=None, promised_at=due, due_at=due)
        history.record("conversation.reopened", self, by)
        return True

    @transaction.atomic
    def make_private(self: Any, private: bool, *, by: Member) -> None:
        """Private: only its team and the people named on it can read it, find it or count it."""
        self._locked()
        if self.private != private:
            self._keep(private=private)
            history.record("conversation.made_private" if private else "conversation.made_public", self, by)

    @transaction.atomic
    def rate(self: Any, score: int, words: str) -> Feedback:
        """The family's score from 1 to 10; a second one replaces the first."""
        from frontoffice.conversations.models import Feedback

        feedback, _ = Feedback.objects.update_or_create(
            conversation=self, defaults={"score": score, "words": words, "at": now()}
        )
        history.record("feedback.given", self, None, score=score)
        return feedback

    def _refuse_newer(self: Any, seen: int | None) -> None:
        if (
            seen is not None
            and self.messages.filter(pk__gt=seen, withdrawn_at=None)
            .exclude(direction=Direction.NOTE)
            .exists()
        ):
            raise Changed

    def _say(
        self: Any,
        direction: str,
        text: str,
        by: Member,
        channel: str,
        at: datetime,
        attachments: Iterable[Attached],
    ) -> Message:
        message = self.messages.create(
            direction=direction, text=text, author=by, channel=channel, at=at, language=self.language
        )
        if attach(message, attachments):
            self.has_attachments = True
        self._keep(last_message_at=at, has_attachments=self.has_attachments)
        return message

    def _answered(self: Any, at: datetime, by: Member) -> None:
        facts = {
            "last_outbound_at": at,
            "due_at": NOTHING_DUE,
            "first_answered_at": self.first_answered_at or at,
        }
        if self.first_opened_at is None:
            facts["first_opened_at"] = at
        if self.owner is None:
            facts["owner"] = by
        self._keep(**facts)

    def _owe_again(self: Any) -> None:
        answers = self.messages.filter(direction=Direction.OUTBOUND, withdrawn_at=None, author__isnull=False)
        last = answers.aggregate(last=models.Max("at"), first=models.Min("at"))
        owed = self.last_inbound_at is not None and (
            last["last"] is None or last["last"] < self.last_inbound_at
        )
        facts = {"last_outbound_at": last["last"], "first_answered_at": last["first"]}
        if owed and self.closed_at is None and self.pending_since is None and self.promised_at:
            facts["due_at"] = self.promised_at
        self._keep(**facts)

    def _promise_for(self: Conversation, at: datetime) -> datetime:  # type: ignore[misc]
        return current_calendar().promise(at, self.topic.response_goal if self.topic else DEFAULT_GOAL)
