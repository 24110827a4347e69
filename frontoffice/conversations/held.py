"""Messages that fitted nothing: a person files them, or puts them aside with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import now

from frontoffice.conversations.models import Arrival, Conversation
from frontoffice.conversations.receive import receive
from frontoffice.district import history
from frontoffice.district.models import Member, School, Topic

if TYPE_CHECKING:
    from frontoffice.mail.parsed import ParsedMail

WAITING = (Arrival.Outcome.HELD, Arrival.Outcome.QUARANTINED)


class AlreadyJudged(Exception):
    """Another person has filed it or put it aside."""


def held() -> list[Arrival]:
    """What waits for a person, oldest first, without its bytes."""
    return list(Arrival.objects.filter(outcome__in=WAITING).defer("raw").order_by("id")[:200])


def read(arrival: Arrival) -> ParsedMail:
    """The message as it would be understood; never raises for a malformed one."""
    return understood(bytes(arrival.raw))


def understood(raw: bytes) -> ParsedMail:
    """A mail's bytes (RFC 5322) as the gateway reads them, for a page that shows a mail."""
    from frontoffice.mail.parse import parse  # slow to import, and the inbox's other pages do without

    return parse(raw)


@transaction.atomic
def file(
    arrival: Arrival,
    *,
    by: Member,
    topic: Topic | None = None,
    school: School | None = None,
    conversation: Conversation | None = None,
) -> Conversation:
    """The held message opens a conversation about `topic`, or joins `conversation`. Raises AlreadyJudged."""
    from frontoffice.conversations import mailbox, threading

    arrival = _locked(arrival)
    place = threading.Place(conversation=conversation, topic=topic, school=school)
    inbound = mailbox.inbound_of(arrival, read(arrival), place)
    filed = receive(replace(inbound, arrival=arrival))
    Arrival.objects.filter(pk=arrival.pk).update(judged_by=by)
    history.record("arrival.filed", arrival, by, conversation=filed.pk)
    return filed


@transaction.atomic
def dismiss(arrival: Arrival, reason: str, *, by: Member) -> None:
    """Put aside with a reason; kept, and never shown among the held again. Raises AlreadyJudged."""
    arrival = _locked(arrival)
    arrival.outcome, arrival.reason, arrival.judged_by = Arrival.Outcome.DISMISSED, reason[:300], by
    arrival.save(update_fields=["outcome", "reason", "judged_by"])
    history.record("arrival.dismissed", arrival, by, at=now().isoformat())


def _locked(arrival: Arrival) -> Arrival:
    row = Arrival.objects.select_for_update().get(pk=arrival.pk)
    if row.outcome not in WAITING:
        raise AlreadyJudged
    return row
