"""Who wrote it: a person, or a program that must never be answered."""

import pytest

from frontoffice.mail.parse import parse
from frontoffice.mail.parsed import ParsedMail

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example>"


def mail(subject: str, body: str = "", sender: str = "Ana <ana@home.example>", more: str = "") -> ParsedMail:
    return parse(f"From: {sender}\nSubject: {subject}\n{more}\n{body}\n".encode())


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Bus 14", "Out of Office Re: Bus", "Respuesta automática: Bus",
        "Réponse automatique : Bus",
        "Automatische Antwort: Bus", "Risposta automatica: Bus", "Resposta automática: Bus", "Автоответ: Bus",
        "Odpowiedź automatyczna: Bus", "自动回复: Bus", "自動応答: Bus", "자동 회신: Bus", "رد تلقائي: Bus",
        "Trả lời tự động: Bus", "Jawaabta otomaatigga ah: Bus", "Repons otomatik: Bus",
        "Automatisch antwoord: Bus",
    ],
)  # fmt: skip
def test_an_answer_of_someone_away_is_known_by_its_subject_alone(subject: str) -> None:
    assert mail(subject).automatic == "out-of-office"


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Bus out of service", "The bus was out of service."),
        ("Out of school suspension", "My son was out of school."),
        ("Automatic doors at Lincoln", "They do not open."),
        ("Absence tomorrow", "Leo will be absent, we are on vacation until Monday."),
        ("Returned letter", "A letter you sent us was returned."),
    ],
)
def test_a_person_is_not_taken_for_a_program(subject: str, body: str) -> None:
    assert mail(subject, body).automatic is None


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Auto-Submitted: auto-replied", "out-of-office"),
        ("X-Autoreply: yes", "out-of-office"),
        ("List-Id: <pta.home.example>", "list"),
        ("Precedence: bulk", "notification"),
        ("Auto-Submitted: auto-generated", "notification"),
        ("X-Front-Office: 1", "loop"),
        ("Auto-Submitted: no", None),
    ],
)
def test_programs_say_so_in_their_headers(header: str, kind: str | None) -> None:
    assert mail("Bus 14", "Hello", more=header + "\n").automatic == kind


QMAIL = """Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ana@home.example>:
Remote host said: 550 5.1.1 No such user

--- Below this line is a copy of the message.

Message-ID: <sent@front.example>
"""
EXIM = """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ana@home.example
    550 5.1.1 <ana@home.example>: Recipient address rejected: User unknown
"""
EXIM_DELAY = """A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.example.

  ana@home.example

No action is required on your part. Delivery attempts will continue for some time
"""
EXCHANGE = """Delivery has failed to these recipients or groups:

ana@home.example
The email address you entered couldn't be found.

Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found'
"""
FULL = "The mailbox of ana@home.example is full (552 5.2.2 over quota)."


@pytest.mark.parametrize(
    ("subject", "body", "permanent", "status"),
    [
        ("failure notice", QMAIL, True, "5.1.1"),
        ("Mail delivery failed: returning message to sender", EXIM, True, "5.1.1"),
        ("Warning: message 1abc delayed 24 hours", EXIM_DELAY, False, "4.0.0"),
        ("Undeliverable: Bus 14", EXCHANGE, True, "5.1.10"),
        ("Undelivered Mail Returned to Sender", FULL, False, "5.2.2"),
    ],
    ids=["qmail", "exim", "exim delay", "exchange", "full"],
)
def test_a_bounce_in_its_programs_own_words(subject: str, body: str, permanent: bool, status: str) -> None:
    found = mail(subject, body, sender=DAEMON)
    assert found.automatic == "bounce" and found.bounce is not None
    assert (found.bounce.recipients, found.bounce.permanent) == (("ana@home.example",), permanent)
    assert found.bounce.status == status


def test_a_bounce_names_the_message_that_came_back() -> None:
    bounce = mail("failure notice", QMAIL, sender=DAEMON).bounce
    assert bounce is not None and bounce.original_message_id == "<sent@front.example>"
