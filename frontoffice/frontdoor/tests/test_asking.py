from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from frontoffice.conversations.models import Attachment, Conversation
from frontoffice.frontdoor.tests.conftest import Riverbend, token, typed
from frontoffice.frontdoor.views import ask

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


def test_a_message_is_filed_and_its_slip_opens_it(riverbend: Riverbend, ana: Client) -> None:
    sent = ana.post("/ask/bus/?school=lincoln", typed())
    assert sent.status_code == 303
    conversation = Conversation.objects.get()
    assert (conversation.topic, conversation.school) == (riverbend.bus, riverbend.school)
    slip = ana.get(sent.headers["Location"])
    assert conversation.reference in slip.text
    assert f"{conversation.code[:4]} {conversation.code[4:]}" in slip.text
    opened = ana.post(
        "/m/", {"reference": conversation.reference.lower().replace("-", ""), "code": conversation.code}
    )
    assert "Bus\N{NO-BREAK SPACE}14 came late" in ana.get(opened.headers["Location"]).text


def test_the_same_form_sent_twice_is_one_message(riverbend: Riverbend, ana: Client) -> None:
    first, second = (ana.post("/ask/bus/", typed()) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert Conversation.objects.get().messages.count() == 1


def test_other_words_after_the_back_button_join_the_first(riverbend: Riverbend, ana: Client) -> None:
    ana.post("/ask/bus/", typed())
    ana.post("/ask/bus/", typed(message="It was bus 15, sorry."))
    assert Conversation.objects.get().messages.count() == 2


def test_a_form_with_every_field_wrong_keeps_all_that_was_typed(riverbend: Riverbend, ana: Client) -> None:
    answer = ana.post(
        "/ask/bus/", typed(message=" ", name="", email="ana@mail", rel="x", kind="y", language="zz")
    )
    assert answer.status_code == 422
    assert 'value="ana@mail"' in answer.text
    for field in ("message", "name", "email"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}-e"' in answer.text


def test_a_photo_outlives_an_error(riverbend: Riverbend, ana: Client) -> None:
    photo = SimpleUploadedFile("bus-stop.png", PNG)
    wrong = ana.post("/ask/bus/", typed(name="", files=photo))
    assert "bus-stop.png" in wrong.text
    assert ana.post("/ask/bus/", typed()).status_code == 303
    assert Attachment.objects.get().content_type == "image/png"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("report.pdf", b"MZ\x90\x00" + b"\x00" * 100, "is not a photo"),
        ("empty.pdf", b"", "is empty"),
        ("film.png", PNG + b"0" * 26_000_000, "10 MB at most"),
    ],
)
def test_a_file_that_is_not_taken_costs_no_words(
    riverbend: Riverbend, ana: Client, name: str, content: bytes, words: str
) -> None:
    answer = ana.post("/ask/bus/", typed(files=SimpleUploadedFile(name, content)))
    assert answer.status_code == 422
    assert words in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Bus 14 came late again" in answer.text


@pytest.mark.parametrize(
    "text", ["a\x00b", "Z" + "\u0301" * 400, "\u202eabc\u2066", "\N{GRINNING FACE}" * 10_000, "ok"]
)
def test_strange_text_is_taken_in(riverbend: Riverbend, ana: Client, text: str) -> None:
    assert ana.post("/ask/bus/", typed(message=text, name=text[:100])).status_code == 303
    assert "\x00" not in Conversation.objects.get().subject


def test_a_megabyte_of_text_comes_back_with_a_reason(riverbend: Riverbend, ana: Client) -> None:
    answer = ana.post("/ask/bus/", typed(message="word " * 200_000))
    assert answer.status_code == 422
    assert "under 20000" in answer.text
    assert len(answer.text) > 999_000


def test_a_lost_database_says_so_and_gives_the_words_back(
    riverbend: Riverbend, ana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_inbound: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(ask, "receive", gone)
    answer = ana.post("/ask/bus/", typed(), headers={"Accept-Language": "en"})
    assert answer.status_code == 503
    assert "not received" in answer.text
    assert "Bus 14 came late again" in answer.text


def test_an_old_form_still_works_and_a_forged_one_keeps_its_words(riverbend: Riverbend, ana: Client) -> None:
    assert ana.post("/ask/bus/", typed(token=token(age_s=4000))).status_code == 303
    forged = ana.post("/ask/bus/", typed(token="forged"))
    assert forged.status_code == 422
    assert "Bus 14 came late again" in forged.text
    fresh = re.search(r'name="token" value="([^"]+)"', forged.text)
    assert fresh


def test_a_hurried_form_and_a_full_trap_are_asked_again(riverbend: Riverbend, ana: Client) -> None:
    assert ana.post("/ask/bus/", typed(token=token(age_s=0))).status_code == 422
    assert ana.post("/ask/bus/", typed(website="http://spam.test")).status_code == 422
    assert not Conversation.objects.exists()


def test_one_network_cannot_flood_the_form(riverbend: Riverbend, ana: Client) -> None:
    statuses = [
        ana.post(
            "/ask/bus/",
            typed(token=token(nonce=f"n{n}"), email=f"a{n}@example.test"),
            REMOTE_ADDR="203.0.113.7",
        ).status_code
        for n in range(42)
    ]
    assert statuses[:40] == [303] * 40
    assert statuses[41] == 429


def test_under_attack_a_short_wait_comes_first(
    riverbend: Riverbend, ana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    riverbend.district.under_attack = True
    riverbend.district.save()
    waiting = ana.post("/ask/bus/", typed())
    stamp = re.search(r'name="waited" value="([^"]+)"', waiting.text)
    assert stamp
    assert ana.post("/ask/bus/", typed(waited=stamp[1])).status_code == 200
    monkeypatch.setattr("frontoffice.frontdoor.guard.WAIT_S", 0)
    assert ana.post("/ask/bus/", typed(waited=stamp[1])).status_code == 303


def test_without_a_name_nothing_of_the_writer_is_kept(riverbend: Riverbend, ana: Client) -> None:
    assert ana.post("/ask/bullying/", typed(sign="anon", student="Emre")).status_code == 303
    contact = Conversation.objects.get().contact
    assert (contact.name, contact.email, contact.student) == ("", "", "")


def test_changing_the_language_keeps_the_words(riverbend: Riverbend, ana: Client) -> None:
    answer = ana.post("/ask/bus/", {**typed(), "in": "es"})
    assert '<html lang="es"' in answer.text
    assert "Bus 14 came late again" in answer.text


@pytest.mark.parametrize(("asked_for", "kept"), [("en", "es"), ("hmn", "hmn")])
def test_with_the_page_in_spanish_the_answer_is_too_unless_another_was_asked_for(
    riverbend: Riverbend, ana: Client, asked_for: str, kept: str
) -> None:
    page = ana.post("/ask/bus/", {**typed(), "language": asked_for, "in": "es"}).text
    assert f'<option value="{kept}" lang="{kept}" selected>' in page
