"""What staff do to a conversation: the facts it leaves, the history it writes, and who may do it twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils.timezone import now

from frontoffice.conversations import delivery
from frontoffice.conversations.models import Conversation, Delivery, Feedback
from frontoffice.conversations.tests.people import ana_writes, settle
from frontoffice.conversations.verbs import Changed
from frontoffice.conversations.vocabulary import NOTHING_DUE, Direction, State
from frontoffice.district import history
from frontoffice.district.models import Member


def done_to(conversation: Conversation) -> list[str]:
    return [event.name for event in history.of(conversation).order_by("id")]


def test_a_reply_answers_takes_the_conversation_and_queues_one_mail(cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    message = conversation.reply("It runs tomorrow.", by=cast.ben)
    assert conversation.owner == cast.ben
    assert not conversation.awaits_answer
    assert conversation.state == State.IN_PROGRESS
    mail = Delivery.objects.get(message=message)
    assert (mail.to_address, mail.state) == ("ana@home.example", Delivery.State.QUEUED)
    assert done_to(conversation)[-1] == "conversation.replied"


def test_a_reply_to_somebody_elses_conversation_leaves_its_owner(cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    conversation.assign(cast.ben, by=cast.ben)
    conversation.reply("I can say already.", by=cast.cleo)
    conversation.refresh_from_db()
    assert conversation.owner == cast.ben


def test_a_reply_is_refused_when_someone_spoke_since(cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    seen = conversation.messages.get().pk
    ana_writes(cast, "And it is cold.", conversation=conversation)
    with pytest.raises(Changed):
        conversation.reply("It runs tomorrow.", by=cast.ben, unless_newer_than=seen)
    assert not conversation.messages.filter(direction=Direction.OUTBOUND).exists()


def test_a_note_since_does_not_stop_a_reply(cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    seen = conversation.messages.get().pk
    conversation.note("Ask the depot.", by=cast.cleo)
    assert conversation.reply("It runs tomorrow.", by=cast.ben, unless_newer_than=seen)


def test_a_reply_taken_back_is_owed_again_and_never_sent(cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    due = conversation.due_at
    message = conversation.reply("Wrong person", by=cast.ben, undo_s=10)
    assert delivery.claim() == [] or message.deliveries.get().leased_until is None
    assert conversation.take_back(message, by=cast.ben)
    assert conversation.due_at == due
    assert conversation.last_outbound_at is None
    assert message.deliveries.get().state == Delivery.State.WITHDRAWN
    assert done_to(conversation)[-1] == "delivery.undone"


def test_a_reply_that_has_left_is_not_taken_back(cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    message = conversation.reply("It runs tomorrow.", by=cast.ben, undo_s=10)
    message.deliveries.update(state=Delivery.State.SENT)
    assert not conversation.take_back(message, by=cast.ben)
    message.refresh_from_db()
    assert message.withdrawn_at is None


def test_pending_details_stops_the_clock_until_it_is_resumed(cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    conversation.pend(by=cast.ben)
    assert (conversation.state, conversation.due_at) == (State.PENDING, NOTHING_DUE)
    conversation.resume(by=cast.ben)
    assert conversation.state != State.PENDING
    assert conversation.due_at > now()
    assert done_to(conversation)[-2:] == ["conversation.pending", "conversation.resumed"]


def test_a_family_that_writes_starts_the_clock_again(cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    conversation.pend(by=cast.ben)
    ana_writes(cast, "Here are the details.", conversation=conversation)
    conversation.refresh_from_db()
    assert conversation.pending_since is None
    assert conversation.awaits_answer


def test_a_closed_conversation_opens_again_with_a_new_promise(cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    assert conversation.close(by=cast.ben)
    assert not conversation.close(by=cast.cleo)
    assert conversation.closed_by == cast.ben
    assert conversation.reopen(by=cast.cleo)
    assert not conversation.reopen(by=cast.ben)
    assert conversation.awaits_answer
    assert [name for name in done_to(conversation) if "close" in name or "reopen" in name] == [
        "conversation.closed",
        "conversation.reopened",
    ]


def test_another_topic_is_another_team_and_stays_private(cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    conversation.make_private(True, by=cast.ben)
    conversation.change_topic(cast.meals, None, by=cast.ben)
    assert conversation.team == cast.office
    assert conversation.private


def test_giving_it_to_a_team_gives_it_to_nobody_in_particular(cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    conversation.assign(cast.ben, by=cast.ben)
    conversation.give_to(cast.office, by=cast.ben)
    assert (conversation.team, conversation.owner) == (cast.office, None)


def test_a_promise_is_what_is_due(cast: SimpleNamespace) -> None:
    conversation, at = ana_writes(cast), now() + timedelta(days=3)
    conversation.promise(at=at, by=cast.ben)
    assert conversation.promised_at == conversation.due_at == at


def test_privacy_is_recorded_once_each_way(cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    for private in (True, True, False, False):
        conversation.make_private(private, by=cast.ben)
    changed = [name for name in done_to(conversation) if "made" in name]
    assert changed == ["conversation.made_private", "conversation.made_public"]


def test_a_second_score_takes_the_place_of_the_first(cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    conversation.rate(3, "Slow")
    assert conversation.rate(9, "Sorted").score == 9
    assert Feedback.objects.get(conversation=conversation).words == "Sorted"


VERBS: dict[str, Callable[[Conversation, SimpleNamespace], object]] = {
    "reply": lambda row, cast: row.reply("Words that history must not hold", by=cast.ben),
    "note": lambda row, cast: row.note("Words that history must not hold", by=cast.ben),
    "assign": lambda row, cast: row.assign(cast.ben, by=cast.ben),
    "add_person": lambda row, cast: row.add_person(cast.dov, by=cast.ben),
    "change_topic": lambda row, cast: row.change_topic(cast.meals, None, by=cast.ben),
    "give_to": lambda row, cast: row.give_to(cast.office, by=cast.ben),
    "pend": lambda row, cast: row.pend(by=cast.ben),
    "close": lambda row, cast: row.close(by=cast.ben),
    "make_private": lambda row, cast: row.make_private(True, by=cast.ben),
    "open_by": lambda row, cast: row.open_by(cast.ben),
}


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_writes_history_with_its_doer_and_no_words(verb: str, cast: SimpleNamespace) -> None:
    conversation = ana_writes(cast)
    before = len(done_to(conversation))
    VERBS[verb](conversation, cast)
    new = list(history.of(conversation).order_by("id"))[before:]
    assert new
    assert any(event.by_id == cast.ben.pk for event in new)
    assert "Words that" not in str([event.refs for event in new])


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_the_same_moment_close_it_once(transactional_db: None) -> None:
    cast = settle()
    conversation = ana_writes(cast)
    closed: list[bool] = []
    gate = Barrier(2)

    def close(member: Member) -> None:
        row = Conversation.objects.get(pk=conversation.pk)
        gate.wait(10)
        closed.append(row.close(by=member))
        connection.close()

    threads = [Thread(target=close, args=(member,)) for member in (cast.ben, cast.cleo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(closed) == [False, True]
    assert done_to(conversation).count("conversation.closed") == 1
