"""What staff write for a family is refused while it carries a staff address."""

import io
import zipfile
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from docx import Document
from fpdf import FPDF

from frontoffice.conversations.models import Conversation, Delivery
from frontoffice.conversations.staff_addresses import StaffAddress, with_links
from frontoffice.conversations.storing import Attached

BEN = "ben@riverbend.k12.wi.us"
Write = Callable[..., Conversation]


def pdf(text: str) -> bytes:
    document = FPDF()
    document.add_page()
    document.set_font("helvetica")
    document.write(text=text)
    return bytes(document.output())


def zipped(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def docx(text: str) -> bytes:
    document, file = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        f"Write to {BEN}, please.",
        "Write to ben [at] riverbend [dot] k12 [dot] wi [dot] us",
        "ben (arroba) riverbend.k12.wi.us",
        "new.person at riverbend.k12.wi.us",
        "b e n @ r i v e r b e n d . k 1 2 . w i . u s",
        "ben**@**riverbend.k12.wi.us",
        "ben -at- riverbend -dot- k12 -dot- wi -dot- us",
        "ben\u200b@riverbend.k12.wi.us",
    ],
)
def test_a_reply_with_a_staff_address_is_refused_and_nothing_is_kept(
    write: Write, cast: SimpleNamespace, text: str
) -> None:
    conversation = write()
    with pytest.raises(StaffAddress) as refused:
        conversation.reply(text, by=cast.ben)
    assert "riverbend.k12.wi.us" in str(refused.value)
    assert not conversation.messages.filter(direction="out").exists()


def test_the_refusal_offers_the_contact_link_of_the_person(write: Write, cast: SimpleNamespace) -> None:
    with pytest.raises(StaffAddress) as refused:
        write().reply(f"Ask {BEN}", by=cast.dov)
    assert refused.value.address == BEN
    assert refused.value.link == f"https://front.example/p/{cast.ben.link}/"
    assert with_links(f"Ask {BEN}.") == f"Ask https://front.example/p/{cast.ben.link}/."


def test_an_unknown_address_of_the_district_is_answered_with_the_list_of_people(
    cast: SimpleNamespace,
) -> None:
    text = with_links("Ask someone.else@riverbend.k12.wi.us or ana@home.example")
    assert text == "Ask https://front.example/people/ or ana@home.example"


@pytest.mark.parametrize(
    "text",
    [
        "Look at riverbend.k12.wi.us/menus for the menu.",
        "Write to bus@front.example or to your own ana@home.example.",
        "I looked at the plan at the office. Riverbend has it.",
        "Bens's class meets at 3:15 pm in room 12.",
    ],
)
def test_an_ordinary_sentence_is_not_refused(write: Write, cast: SimpleNamespace, text: str) -> None:
    assert write().reply(text, by=cast.ben).text == text


@pytest.mark.parametrize(
    "file",
    [
        Attached(f"{BEN}.txt", "text/plain", b"x"),
        Attached("plan.pdf", "application/pdf", pdf(f"Ask {BEN}")),
        Attached("plan.docx", "application/octet-stream", docx(f"Ask {BEN}")),
        Attached("plans.zip", "application/zip", zipped("in/plan.docx", docx(f"Ask {BEN}"))),
        Attached("card.vcf", "text/vcard", f"BEGIN:VCARD\nEMAIL:{BEN}\nEND:VCARD".encode()),
    ],
    ids=["name", "pdf", "docx", "zip", "vcard"],
)
def test_a_file_with_a_staff_address_is_refused(write: Write, cast: SimpleNamespace, file: Attached) -> None:
    with pytest.raises(StaffAddress, match="ben@riverbend"):
        write().reply("Here is the plan.", by=cast.ben, attachments=[file])


def test_a_parent_who_works_here_may_read_their_own_address(write: Write, cast: SimpleNamespace) -> None:
    conversation = write(email=BEN, name="Ben Aguilar")
    conversation.reply(f"We will call you, and write to {BEN}.", by=cast.dov)
    assert Delivery.objects.filter(purpose="reply", to_address=BEN).exists()


def test_a_note_may_carry_one_since_no_family_sees_it(write: Write, cast: SimpleNamespace) -> None:
    assert write().note(f"Ask {BEN}", by=cast.ben).text == f"Ask {BEN}"


def test_our_own_addresses_may_lie_below_a_staff_domain(
    write: Write, cast: SimpleNamespace, settings: SimpleNamespace
) -> None:
    from frontoffice.conversations.staff_addresses import forget_roster

    settings.MAIL_DOMAIN = "front.riverbend.k12.wi.us"
    forget_roster()
    assert write().reply("Write to bus@front.riverbend.k12.wi.us", by=cast.ben)
