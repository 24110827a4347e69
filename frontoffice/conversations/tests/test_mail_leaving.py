"""What leaves: under one name, tried again for three days, stopped by the guard, or kept in the outbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail as django_mail
from django.utils.timezone import now

from frontoffice.conversations import delivery, letters
from frontoffice.conversations.models import Conversation, Delivery
from frontoffice.mail.parse import parse

Write = Callable[..., Conversation]
NOWHERE = 1  # no mail server listens there


@pytest.fixture
def reply(write: Write, cast: SimpleNamespace) -> Delivery:
    """Ben's answer to Ana, on its way; nothing else is."""
    conversation = write(language="es")
    conversation.deliveries.exclude(purpose="reply").update(state="sent")
    conversation.reply("Bus 14 is on time again.", by=cast.ben)
    return conversation.deliveries.get(purpose="reply")


@pytest.fixture
def unreachable(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.OUTBOX_ONLY = "django.core.mail.backends.smtp.EmailBackend", False
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", NOWHERE


def test_it_is_tried_again_with_longer_waits_for_three_days_and_then_shown_as_undelivered(
    reply: Delivery, unreachable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, start, waits = [now()], now(), []
    monkeypatch.setattr(delivery, "now", lambda: clock[0])
    while reply.state == "queued":
        delivery.send_all_ready()
        reply.refresh_from_db()
        waits.append(reply.try_at - clock[0])
        clock[0] = max(reply.try_at, clock[0] + timedelta(seconds=1))
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert max(waits) == timedelta(hours=4) and timedelta(days=3) <= clock[0] - start < timedelta(
        days=3, hours=5
    )
    assert reply.state == "undelivered" and "could not be reached" in reply.error


def test_a_second_worker_does_not_send_what_the_first_has_claimed(reply: Delivery) -> None:
    assert [row.pk for row in delivery.claim()] == [reply.pk]
    assert delivery.claim() == []


def test_with_nothing_configured_it_stands_in_the_outbox(reply: Delivery, settings: Any) -> None:
    settings.OUTBOX_ONLY = True
    delivery.send_all_ready()
    reply.refresh_from_db()
    mail = parse(bytes(reply.raw or b""))
    assert (reply.state, mail.message_id) == ("sent", reply.mail_id)
    assert (
        "Bus 14 is on time again." in mail.text and mail.html and "lea y responda aquí" in mail.text.lower()
    )
    assert django_mail.outbox == []


def test_a_provider_gets_the_parts_and_the_same_name(reply: Delivery, settings: Any) -> None:
    settings.OUTBOX_ONLY, settings.EMAIL_BACKEND = False, "anymail.backends.test.EmailBackend"
    delivery.send_all_ready()
    reply.refresh_from_db()
    [sent] = django_mail.outbox
    facts = vars(sent)["anymail_test_params"]
    assert (
        reply.state == "sent"
        and "on time again" in facts["text_body"]
        and "on time again" in facts["html_body"]
    )
    assert facts["extra_headers"]["Message-ID"] == reply.mail_id
    assert facts["from"].addr_spec == reply.conversation.mail_address == facts["reply_to"][0].addr_spec


def test_the_guard_stops_what_reply_could_not_see(reply: Delivery, cast: SimpleNamespace) -> None:
    cast.ben.name = "Ben (ben@riverbend.k12.wi.us)"
    cast.ben.save()
    delivery.send_all_ready()
    reply.refresh_from_db()
    assert (reply.state, reply.sent_at) == ("stopped", None)
    assert "ben@riverbend.k12.wi.us stands in the header From" in reply.error


def test_an_address_that_is_none_is_given_up_at_once(reply: Delivery) -> None:
    Delivery.objects.filter(pk=reply.pk).update(to_address="ana at home")
    delivery.send_all_ready()
    reply.refresh_from_db()
    assert reply.state == "undelivered" and "ana at home" in reply.error


def test_the_receipt_names_the_day_as_the_familys_language_does(write: Write) -> None:
    conversation = write(language="es")
    Conversation.objects.filter(pk=conversation.pk).update(
        promised_at=datetime(2026, 11, 25, 3, tzinfo=UTC)  # nine in the evening before, where the school is
    )
    receipt = Delivery.objects.get(purpose="acknowledgement")
    text = parse(letters.write(receipt)).text
    assert "martes, 24 de noviembre" in text.replace("\xa0", " ")
