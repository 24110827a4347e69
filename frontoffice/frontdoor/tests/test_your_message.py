from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frontoffice.conversations.models import Conversation
from frontoffice.frontdoor import links
from frontoffice.frontdoor.tests.conftest import Riverbend, token, typed
from frontoffice.frontdoor.tests.test_asking import PNG


@pytest.fixture
def conversation(riverbend: Riverbend, ana: Client) -> Conversation:
    ana.post("/ask/bus/", typed(files=SimpleUploadedFile("bus-stop.png", PNG)))
    return Conversation.objects.get()


def test_the_family_reads_the_answer_replies_closes_and_scores(
    riverbend: Riverbend, ana: Client, conversation: Conversation
) -> None:
    conversation.reply("The regular driver is back on Thursday.", by=riverbend.ben)
    conversation.note("Only for staff.", by=riverbend.ben)
    page = f"/m/{conversation.token}/"
    shown = ana.get(page)
    assert "The regular driver is back" in shown.text
    assert "Only for staff" not in shown.text
    assert "@riverbend" not in shown.text
    assert (
        ana.post(page + "replies/", {"token": token(nonce="r"), "message": "Thank you!"}).status_code == 303
    )
    assert ana.post(page + "closure/").status_code == 303
    assert ana.post(page + "feedback/", {"score": "9", "words": "Quick"}).status_code == 303
    conversation.refresh_from_db()
    assert conversation.closed_at
    assert conversation.feedback.score == 9
    assert "9 of 10" in ana.get(page).text


def test_a_file_is_given_as_a_download_to_its_own_family_only(
    riverbend: Riverbend, ana: Client, conversation: Conversation
) -> None:
    digest = conversation.messages.get().attachments.get().sha256[:24]
    answer = ana.get(f"/m/{conversation.token}/files/{digest}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == PNG  # type: ignore[attr-defined]
    assert ana.get(f"/m/{'0' * 24}/files/{digest}/").status_code == 404
    assert ana.get(f"/m/{conversation.token}/files/{'0' * 24}/").status_code == 404


def test_dov_with_anothers_reference_a_wrong_code_or_a_forged_link_finds_nothing(
    riverbend: Riverbend, ana: Client, conversation: Conversation
) -> None:
    wrong = ana.post("/m/", {"reference": conversation.reference, "code": "00000000"})
    assert wrong.status_code == 422
    key = links.visit_key(conversation)
    assert ana.get(f"/m/{key}/").status_code == 200
    for forged in (
        key[:-1] + ("A" if key[-1] != "A" else "B"),
        conversation.reference,
        links.slip_key(conversation),
    ):
        assert ana.get(f"/m/{forged}/").status_code == 404
        for verb in ("replies", "closure", "feedback"):
            assert ana.post(f"/m/{forged}/{verb}/", {"score": "1", "message": "x"}).status_code == 404
    assert ana.get(f"/sent/{key}/").status_code == 404
    conversation.refresh_from_db()
    assert conversation.closed_at is None


def test_codes_cannot_be_guessed_for_long(
    riverbend: Riverbend, ana: Client, conversation: Conversation
) -> None:
    for _ in range(11):
        answer = ana.post("/m/", {"reference": conversation.reference, "code": "00000000"})
    assert "Too many tries" in answer.text
    assert (
        "Too many tries"
        in ana.post("/m/", {"reference": conversation.reference, "code": conversation.code}).text
    )
