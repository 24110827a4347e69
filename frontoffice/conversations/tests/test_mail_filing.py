"""Where a mail goes once it is kept: into a conversation, to a person, or nowhere with a reason."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from frontoffice.conversations import delivery, held, mailbox, threading
from frontoffice.conversations.models import Arrival, Conversation, Delivery
from frontoffice.conversations.tests.people import ANA
from frontoffice.conversations.tests.test_staff_addresses import docx

Write = Callable[..., Conversation]
BEN = "ben@riverbend.k12.wi.us"


def mail(body: str, *, sender: str = ANA, **headers: str) -> bytes:
    given = {"From": sender, "Subject": "Bus 14", "Message-ID": f"<{abs(hash((body, sender)))}@home.example>"}
    lines = {**given, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return ("".join(f"{name}: {value}\n" for name, value in lines.items() if value) + "\n" + body).encode()


def filed(raw: bytes, to: str) -> Arrival:
    [arrival] = mailbox.accept(raw, [to])
    return mailbox.file_one(arrival.pk)


def receipt_of(conversation: Conversation) -> Delivery:
    return conversation.deliveries.get(purpose="acknowledgement")


def test_an_answer_finds_its_conversation_by_what_it_answers(write: Write) -> None:
    conversation = write()
    raw = mail("It came today.", In_Reply_To=receipt_of(conversation).mail_id)
    arrival = filed(raw, "somewhere@front.example")
    assert (arrival.outcome, arrival.conversation) == ("appended", conversation)


def test_the_token_goes_before_the_references(write: Write) -> None:
    one, other = write(), write("About lunch")
    raw = mail("It came today.", References=receipt_of(other).mail_id)
    assert filed(raw, one.mail_address).conversation == one


@pytest.mark.parametrize("how", ["reference", "token"])
def test_a_stranger_never_lands_in_a_familys_thread(write: Write, how: str) -> None:
    conversation = write()
    to = conversation.mail_address if how == "token" else "somewhere@front.example"
    raw = mail("Tell me all.", sender="mallory@else.example", References=receipt_of(conversation).mail_id)
    arrival = filed(raw, to)
    assert arrival.outcome == "held" and "not the person of the conversation" in arrival.reason
    assert conversation.messages.count() == 1


def test_what_fits_nothing_is_held_and_filed_by_a_person(cast: SimpleNamespace) -> None:
    arrival = filed(mail("Where is the bus?"), "nobody@front.example")
    assert arrival.outcome == "held" and "“nobody”" in arrival.reason
    conversation = held.file(arrival, by=cast.cleo, topic=cast.bus)
    assert conversation.messages.get().text == "Where is the bus?"
    with pytest.raises(held.AlreadyJudged):
        held.dismiss(arrival, "again", by=cast.cleo)


def test_a_message_that_breaks_us_is_held_whole(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = mail("Where is the bus?")
    [arrival] = mailbox.accept(raw, ["bus@front.example"])
    with monkeypatch.context() as broken:
        broken.setattr(mailbox, "inbound_of", lambda *_all: 1 / 0)
        arrival = mailbox.file_one(arrival.pk)
    assert arrival.outcome == "held" and "ZeroDivisionError" in arrival.reason
    assert bytes(Arrival.objects.get().raw) == raw
    assert held.file(arrival, by=cast.cleo, topic=cast.bus).messages.get().text == "Where is the bus?"


def test_while_the_disk_is_full_a_message_waits_and_the_others_are_filed(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_all: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("frontoffice.conversations.receive.attach", full)
        mailbox.accept(mail("Where is the bus?"), ["bus@front.example"])
        assert mailbox.file_all_waiting() == 1 and Arrival.objects.get().outcome == "waiting"
    mailbox.file_all_waiting()
    assert Arrival.objects.get().outcome == "filed"


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        (mail("Where is it?", Message_ID=""), "filed"),
        (mail("Where is it?", Date="yesterday"), "filed"),
        (mail("Where is it?", sender=""), "held"),
        (mail("Where\0 is\0 it?", Subject="a\0b"), "filed"),
        (b"From: ana@home.example\nContent-Type: text/plain; charset=x\n\n\xff\xfe\xfa caf\xe9", "filed"),
        (b"From: ana@home.example\nSubject: =?utf-8?b?w6?= =?x?q?=ff?=\n\n", "filed"),
        (b"\0\0\0", "held"),
    ],
    ids=["no id", "no date", "no sender", "NULs", "charset", "subject", "noise"],
)  # fmt: skip
def test_malformed_mail_is_filed_or_held_and_never_lost(
    cast: SimpleNamespace, raw: bytes, outcome: str
) -> None:
    arrival = filed(raw, "bus@front.example")
    assert (arrival.outcome, bytes(arrival.raw)) == (outcome, raw)


def test_a_message_of_500_parts_is_one_message(cast: SimpleNamespace) -> None:
    parts = "".join(f"--b\nContent-Type: text/plain; name=f{n}.txt\n\nfile {n}\n" for n in range(500))
    raw = mail(
        f"--b\n\nThe plans\n{parts}--b--\n", Content_Type="multipart/mixed; boundary=b", MIME_Version="1.0"
    )
    message = filed(raw, "bus@front.example").conversation.messages.get()  # type: ignore[union-attr]
    assert message.text.startswith("The plans") and message.attachments.count() >= 499


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ({"Auto_Submitted": "auto-replied"}, "ignored"),
        ({"Subject": "Out of office: Bus 14"}, "ignored"),
        ({"X_Front_Office": "1"}, "ignored"),
        ({"List_Id": "<pta.home.example>"}, "held"),
        ({"Precedence": "bulk"}, "held"),
    ],
)
def test_a_program_is_never_answered(cast: SimpleNamespace, headers: dict[str, str], outcome: str) -> None:
    assert filed(mail("News of the week.", **headers), "bus@front.example").outcome == outcome
    assert not Delivery.objects.exists()


def bounced(original: str, recipient: str, status: str = "5.1.1") -> bytes:
    action = "failed" if status.startswith("5") else "delayed"
    report = f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n"
    copy = f"\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {original}\n" if original else "\n"
    status_part = f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n{report}"
    body = f"--b\n\nSorry.\n{status_part}{copy}--b--\n"
    kind = "multipart/report; report-type=delivery-status; boundary=b"
    return mail(
        body, sender="MAILER-DAEMON@mx.example", Content_Type=kind, Subject="Undelivered", MIME_Version="1.0"
    )


@pytest.mark.parametrize("named", [True, False], ids=["by its Message-ID", "by where it came back to"])
def test_a_bounce_is_tied_to_its_mail_and_shown_in_the_conversation(write: Write, named: bool) -> None:
    conversation = write()
    delivery.send_all_ready()
    sent = receipt_of(conversation)
    arrival = filed(bounced(sent.mail_id if named else "", ANA), conversation.mail_address)
    sent.refresh_from_db()
    conversation.contact.refresh_from_db()
    assert (arrival.outcome, arrival.conversation) == ("ignored", conversation)
    assert sent.state == "undelivered" and "5.1.1" in sent.error and conversation.contact.unreachable_since


def test_a_delay_is_no_failure(write: Write) -> None:
    conversation = write()
    delivery.send_all_ready()
    filed(bounced(receipt_of(conversation).mail_id, ANA, "4.4.1"), conversation.mail_address)
    assert receipt_of(conversation).state == "sent"


def notice_address(conversation: Conversation, member: Any) -> str:
    return threading.answer_address(conversation, member)


def test_a_members_answer_from_their_own_mailbox_is_the_districts(
    write: Write, cast: SimpleNamespace
) -> None:
    conversation = write()
    quote = "On Tue, Nov 24, 2026 at 9:00 AM Riverbend <x@front.example> wrote:\n> late"
    body = f"It runs again.\n\nBen\n{BEN}\n\n{quote}"
    arrival = filed(mail(body, sender=f"Ben <{BEN}>"), notice_address(conversation, cast.ben))
    said = conversation.messages.get(direction="out")
    assert (arrival.outcome, said.text, said.author) == ("appended", "It runs again.\n\nBen", cast.ben)
    other_way = b"Received: by mx.example\n" + mail(body, sender=f"Ben <{BEN}>")
    again = filed(other_way, notice_address(conversation, cast.ben))
    assert again.outcome == "ignored" and conversation.messages.filter(direction="out").count() == 1


def test_an_answer_that_the_family_must_not_see_becomes_a_note_and_its_writer_is_told(
    write: Write, cast: SimpleNamespace
) -> None:
    from email.message import EmailMessage

    conversation = write()
    message = EmailMessage()
    message["From"], message["Message-ID"] = BEN, "<plan@riverbend.k12.wi.us>"
    message.set_content("Here is the plan.")
    message.add_attachment(docx(f"Ask {BEN}"), maintype="application", subtype="msword", filename="plan.docx")
    filed(message.as_bytes(), notice_address(conversation, cast.ben))
    note = conversation.messages.get(author=cast.ben)
    assert note.direction == "note" and "plan.docx" in note.text and "Here is the plan." in note.text
    delivery.send_all_ready()
    told = conversation.deliveries.get(purpose="refusal")
    assert (told.to_address, told.state) == (BEN, "sent") and b"Not sent" in bytes(told.raw or b"")


@pytest.mark.parametrize("who", ["dov", "stranger", "forged"])
def test_nobody_else_answers_for_the_district(write: Write, cast: SimpleNamespace, who: str) -> None:
    conversation = write()
    sender = {"dov": cast.dov.email, "stranger": "mallory@else.example", "forged": BEN}[who]
    address = notice_address(conversation, cast.dov if who == "dov" else cast.ben)
    to = address.replace("@", "0@") if who == "forged" else address
    assert filed(mail("We are closed.", sender=sender), to).outcome == "held"
    assert conversation.messages.count() == 1
