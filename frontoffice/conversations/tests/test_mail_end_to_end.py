"""A family's mail comes in by SMTP, is answered, goes out by SMTP, and the conversation goes on."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest

from frontoffice.conversations import delivery, mailbox
from frontoffice.conversations.models import Arrival, Conversation, Delivery, Message
from frontoffice.conversations.tests.people import ANA, settle
from frontoffice.conversations.tests.post_office import Mailboxes, listening
from frontoffice.district.models import Member
from frontoffice.frontdoor.mail_listener import MAX_MESSAGE_BYTES, conversation_with

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BEN = "ben@riverbend.k12.wi.us"


@pytest.fixture
def post(settings: Any) -> Iterator[SimpleNamespace]:
    """Our listener and the family's provider, both real; `post.send(mail)` is the family's mail program."""
    outside = Mailboxes()
    provider = listening(lambda: conversation_with_outside(outside))
    with provider as out, listening(lambda: conversation_with("front.example")) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.OUTBOX_ONLY = "127.0.0.1", out, False
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield SimpleNamespace(outside=outside, port=port, send=lambda mail: send(port, mail), cast=settle())


def conversation_with_outside(outside: Mailboxes) -> Any:
    from aiosmtpd.smtp import SMTP

    return SMTP(outside, hostname="mx.home.example")


def letter(to: str, text: str = "Bus 14 was late.", **headers: str) -> EmailMessage:
    mail = EmailMessage(policy=policy.SMTP)
    given = {
        "From": f"Ana Ruiz <{ANA}>",
        "To": to,
        "Subject": "Bus 14",
        "Message-ID": f"<{hash(text)}@home.example>",
    }
    for name, value in {**given, **{key.replace("_", "-"): value for key, value in headers.items()}}.items():
        mail[name] = value
    mail.set_content(text)
    return mail


def send(port: int, mail: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.send_message(mail, from_addr=mail["From"], to_addrs=[mail["To"]])


def work() -> None:
    """What the worker does."""
    mailbox.file_all_waiting()
    delivery.send_all_ready()


def test_from_a_familys_mail_to_an_answer_and_back_again(post: SimpleNamespace) -> None:
    post.send(letter("bus@front.example", "¿Por qué llegó tarde el autobús? Mi hija esperó mucho tiempo."))
    arrival = Arrival.objects.get()
    assert arrival.outcome == "waiting" and "autob" in bytes(arrival.raw).decode("latin-1")
    work()
    conversation = Conversation.objects.get()
    assert (conversation.topic, conversation.language) == (post.cast.bus, "es")
    receipt, notice = (message_from_bytes(raw, policy=policy.default) for raw in sorted_out(post))
    assert receipt["Subject"] == f"Recibimos su mensaje, {conversation.reference}"
    assert notice["To"].addresses[0].addr_spec == BEN and notice["From"].addresses[0].username.startswith(
        "answer+"
    )

    post.outside.received.clear()
    answer = letter(str(notice["From"].addresses[0].addr_spec), ANSWER, From=f"Ben Aguilar <{BEN}>")
    post.send(answer)
    work()
    said = conversation.messages.get(direction="out")
    assert (said.text, said.author) == (
        "The driver was ill. Bus 14 is on time again.\n\nBen Aguilar",
        post.cast.ben,
    )
    [raw] = post.outside.received
    mail = message_from_bytes(raw, policy=policy.default)
    assert b"riverbend.k12.wi.us" not in raw and mail["To"].addresses[0].addr_spec == ANA
    assert (
        mail["From"].addresses[0].addr_spec
        == mail["Reply-To"].addresses[0].addr_spec
        == conversation.mail_address
    )
    assert post.outside.senders[-1] == conversation.mail_address
    assert conversation.messages.first().mail_id in mail["References"]  # type: ignore[union-attr]
    assert mail.get_body(("html",)) is not None and mail["Content-Language"] == "es"

    above = f"El mar, 24 nov 2026 a las 10:00, Riverbend <{conversation.mail_address}> escribió:"
    quoted = f"¡Gracias!\n\n{above}\n> The driver"
    post.send(letter(conversation.mail_address, quoted, In_Reply_To=str(mail["Message-ID"])))
    work()
    last = conversation.messages.last()
    assert (
        last is not None and (last.text, last.direction) == ("¡Gracias!", "in") and "> The" in last.whole_text
    )


ANSWER = f"""The driver was ill. Bus 14 is on time again.

Ben Aguilar
{BEN}

On Tue, Nov 24, 2026 at 9:00 AM Riverbend School District <answer+x@front.example> wrote:
> Bus 14
"""


def sorted_out(post: SimpleNamespace) -> list[bytes]:
    return sorted(post.outside.received, key=lambda raw: BEN.encode() in raw)


def test_each_public_address_leads_where_it_says(post: SimpleNamespace) -> None:
    for name in (post.cast.ben.link, "lincoln-principal", "lincoln", "bus+lincoln"):
        post.send(letter(f"{name}@front.example", f"To {name}, please"))
    work()
    about = {row.messages.get().text.split()[1]: row for row in Conversation.objects.all()}
    assert about[f"{post.cast.ben.link},"].owner == post.cast.ben
    assert about["lincoln-principal,"].role_link == post.cast.principal
    assert about["lincoln,"].school == post.cast.lincoln
    assert (about["bus+lincoln,"].topic, about["bus+lincoln,"].school) == (post.cast.bus, post.cast.lincoln)


def test_mail_to_one_who_left_without_a_successor_reaches_their_school(post: SimpleNamespace) -> None:
    Member.objects.filter(pk=post.cast.ben.pk).update(is_active=False, school=post.cast.lincoln)
    post.send(letter(f"{post.cast.ben.link}@front.example", "Are you there?"))
    work()
    conversation = Conversation.objects.get()
    assert (conversation.school, conversation.addressed_to) == (post.cast.lincoln, None)


def test_unknown_addresses_and_oversized_mail_are_refused_at_once(post: SimpleNamespace) -> None:
    with smtplib.SMTP("127.0.0.1", post.port, timeout=20) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == str(MAX_MESSAGE_BYTES)
        client.mail(ANA)
        for address in (
            "nobody@front.example",
            "bus@elsewhere.example",
            "reply+0000@front.example",
            "nobody",
        ):
            assert client.rcpt(address)[0] == 550
        assert client.rcpt("BUS@Front.Example")[0] == 250
        assert client.rcpt("postmaster@front.example")[0] == 250
        client.rset()
        assert client.mail(ANA, [f"SIZE={MAX_MESSAGE_BYTES + 1}"])[0] == 552
    assert not Arrival.objects.exists()


def test_the_same_mail_twice_and_by_two_ways_is_filed_once(post: SimpleNamespace) -> None:
    mail = letter("bus@front.example")
    post.send(mail)
    post.send(mail)
    piped = mail.as_bytes(policy=policy.default)
    [again] = mailbox.accept(piped, ["bus@front.example"])
    assert Arrival.objects.count() == 1 and again.pk == Arrival.objects.get().pk
    mailbox.accept(b"Received: by mx.example\n" + piped, ["bus@front.example"])
    work()
    assert Message.objects.count() == 1
    assert sorted(Arrival.objects.values_list("outcome", flat=True)) == ["filed", "ignored"]


def test_a_receiver_that_refuses_for_good_is_not_tried_again(post: SimpleNamespace) -> None:
    post.outside.refusal = "550 5.1.1 No such person"
    post.send(letter("bus@front.example"))
    work()
    row = Delivery.objects.get(purpose="acknowledgement")
    assert (row.state, row.attempts) == ("undelivered", 0) and "550 5.1.1 No such person" in row.error
    assert Conversation.objects.get().contact.unreachable_since
