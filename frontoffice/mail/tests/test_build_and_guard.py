"""What leaves is well made and carries no staff address."""

import base64

import pytest

from frontoffice.mail.build import Outbound, OutboundAttachment, Unsendable, build
from frontoffice.mail.guard import Roster, staff_addresses_in, without_addresses
from frontoffice.mail.parse import parse

BEN = "ben@riverbend.k12.wi.us"


ROSTER = Roster(frozenset({BEN}), frozenset({"riverbend.k12.wi.us"}), "front.example")


def outbound(**changes: object) -> Outbound:
    given: dict[str, object] = {
        "from_name": "Transportation, Riverbend", "from_address": "reply+abc@front.example",
        "reply_to": "reply+abc@front.example", "to_name": "Ana Ruíz", "to_address": "ana@home.example",
        "subject": "Autobús 12", "text": "Hola Ana\n\nhttps://front.example/m/x", "html": None,
        "language": "es",
        "message_id": "<m1@front.example>",
    }  # fmt: skip
    return Outbound(**(given | changes))  # type: ignore[arg-type]


def test_a_built_message_is_read_back_as_it_was_meant() -> None:
    mail = parse(
        build(outbound(attachments=(OutboundAttachment("plan.txt", "text/plain", b"x"),))).as_bytes()
    )
    assert (mail.message_id, mail.subject, mail.to) == (
        "<m1@front.example>",
        "Autobús 12",
        ("ana@home.example",),
    )
    assert mail.from_name == "Transportation, Riverbend" and mail.language == "es"
    assert mail.automatic == "loop" and [file.name for file in mail.attachments] == ["plan.txt"]


def test_headers_cannot_be_injected() -> None:
    raw = build(outbound(subject="Hi\r\nBcc: x@y.example", from_name="A\nBcc: z@y.example")).as_bytes()
    assert b"\nBcc" not in raw
    with pytest.raises(Unsendable):
        build(outbound(to_address="ana@home.example\r\nBcc: x@y.example"))
    with pytest.raises(Unsendable):
        build(outbound(message_id="<a@b>\r\nX: y"))


def test_right_to_left_languages_say_so() -> None:
    assert b'dir=3D"rtl"' in build(outbound(language="ar")).as_bytes()


def test_a_clean_message_has_no_leak() -> None:
    assert staff_addresses_in(build(outbound()).as_bytes(), ROSTER) == []


@pytest.mark.parametrize(
    "text",
    [
        f"write to {BEN}.", f"mailto:{BEN}", "ben%40riverbend.k12.wi.us", "ben&#64;riverbend.k12.wi.us",
        "ben [at] riverbend [dot] k12 [dot] wi [dot] us", "ben (at) riverbend.k12.wi.us",
        "ben@<b>riverbend</b>.k12.wi.us",
        "ben\u200b@riverbend.k12.wi.us", "BEN@Riverbend.K12.WI.US", "ben at riverbend dot k12 dot wi dot us",
        "ben＠riverbend.k12.wi.us",
    ],
)  # fmt: skip
def test_an_address_is_found_in_every_spelling(text: str) -> None:
    assert staff_addresses_in(build(outbound(text=f"Hello\n\n{text}\nBye")).as_bytes(), ROSTER)
    assert "riverbend" not in without_addresses(text, ROSTER, "our page").lower().replace("<b>", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": f"From {BEN}"}, {"from_name": BEN}, {"to_name": f"Ana via {BEN}"}, {"reply_to": BEN},
        {"attachments": (OutboundAttachment(f"{BEN}.txt", "text/plain", b"x"),)},
        {"attachments": (OutboundAttachment("x.vcf", "text/vcard", f"EMAIL:{BEN}".encode()),)},
        {"html": f"<a href='mailto:{BEN}'>write</a>"},
    ],
)  # fmt: skip
def test_an_address_is_found_in_every_place(changes: dict[str, object]) -> None:
    leaks = staff_addresses_in(build(outbound(**changes)).as_bytes(), ROSTER)
    assert leaks and BEN in leaks[0].sentence


def test_an_address_in_an_attached_message_is_found() -> None:
    inner = base64.encodebytes(f"From: {BEN}\n\nhello".encode())
    raw = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + inner
    assert "attached message" in staff_addresses_in(raw, ROSTER)[0].sentence
