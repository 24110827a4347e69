"""Bad input is normal input: whatever goes wrong, the family's words are kept or given back."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import time
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from procrastinate.contrib.django import app

from frontoffice.conversations import receive, storing
from frontoffice.conversations.models import Arrival, Attachment, Contact, Conversation, Message
from frontoffice.conversations.tests.full_disk import no_file_over
from frontoffice.frontdoor import kept
from frontoffice.frontdoor.jobs import sweep_kept
from frontoffice.frontdoor.tests.conftest import Riverbend, forget, token, typed
from frontoffice.frontdoor.tests.test_asking import PNG

WORDS = "Bus 14 came late again"


@pytest.fixture
def lasting(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[Riverbend]:
    """Riverbend for all connections to see."""
    settings.FRONTOFFICE_HOME = tmp_path
    forget()
    yield Riverbend()
    forget()


@pytest.mark.parametrize(
    "path",
    [
        "/t/a%00b/",
        "/s/a%00b/",
        "/s/lincoln/a%00b/",
        "/p/a%00b/",
        "/c/a%00b/",
        "/ask/a%00b/",
        "/m/a%00b/",
        "/sent/a%00b/",
    ],
)
def test_a_nul_in_an_address_finds_nothing(riverbend: Riverbend, ana: Client, path: str) -> None:
    assert ana.get(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["q=a%00b", "q=" + "a" * 5000, "q=%5B%28%2A", "school=a%00b", "page=99999", "page=-1", "lang=a%00"],
)
@pytest.mark.parametrize("page", ["/", "/people/", "/ask/"])
def test_a_strange_query_is_answered(riverbend: Riverbend, ana: Client, page: str, query: str) -> None:
    assert ana.get(f"{page}?{query}").status_code == 200


def test_two_presses_at_once_are_one_conversation_and_show_the_same_slip(lasting: Riverbend) -> None:
    def press(_one: int) -> Any:
        try:
            return Client().post("/ask/bus/", typed())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(press, range(4)))
    assert [answer.status_code for answer in answers] == [303] * 4
    conversation = Conversation.objects.get()
    assert conversation.messages.count() == 1
    for answer in answers:
        assert conversation.reference in Client().get(answer.headers["Location"]).text


def test_a_form_from_another_time_keeps_its_words_and_goes_on_the_next_press(
    riverbend: Riverbend, ana: Client
) -> None:
    first = ana.post("/ask/bus/", typed(token=token(age_s=90 * 24 * 3600)))
    assert first.status_code == 422
    assert WORDS in first.text
    fresh = re.search(r'name="token" value="([^"]+)"', first.text)
    assert fresh
    hurried = ana.post("/ask/bus/", typed(token=fresh[1]))
    assert "That was very quick" in hurried.text
    assert ana.post("/ask/bus/", typed(token=token(nonce="fresh"))).status_code == 303
    assert Message.objects.get().text.startswith(WORDS)


def test_an_hour_later_the_form_is_sent_at_once(riverbend: Riverbend, ana: Client) -> None:
    assert ana.post("/ask/bus/", typed(token=token(age_s=3700))).status_code == 303


def test_a_database_that_goes_away_in_the_middle_leaves_nothing_half_and_gives_the_words_back(
    lasting: Riverbend, ana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL ends the connection after the message's row was written and before the end of it all."""

    def cut(*args: Any) -> Any:
        written.append(Message.objects.count())
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        other.close()
        return storing.attach(*args)

    written: list[int] = []
    with monkeypatch.context() as patched:
        patched.setattr(receive, "attach", cut)
        answer = ana.post("/ask/bus/", typed(files=SimpleUploadedFile("stop.png", PNG)))
    assert written == [1]
    assert answer.status_code == 503
    assert "not received" in answer.text
    assert WORDS in answer.text
    connection.close()
    for stored in (Conversation, Message, Contact, Arrival, Attachment):
        assert not stored._default_manager.exists()
    again = ana.post("/ask/bus/", typed())
    assert again.status_code == 303
    assert Attachment.objects.get().name == "stop.png"


@pytest.mark.parametrize("size", [60_000, 400_000])
def test_a_full_disk_costs_a_file_and_not_the_words(riverbend: Riverbend, ana: Client, size: int) -> None:
    with no_file_over(50_000):
        answer = ana.post("/ask/bus/", typed(files=SimpleUploadedFile("stop.png", PNG + b"0" * size)))
    assert answer.status_code == 422
    assert "We could not take stop.png in just now" in answer.text
    assert WORDS in answer.text
    assert not Conversation.objects.exists()
    assert ana.post("/ask/bus/", typed()).status_code == 303
    assert not Attachment.objects.exists()


def test_a_disk_that_fills_while_the_message_is_filed_receives_nothing_and_says_so(
    riverbend: Riverbend, ana: Client
) -> None:
    ana.post("/ask/bus/", typed(name="", files=SimpleUploadedFile("stop.png", PNG)))
    (Path(settings.FRONTOFFICE_HOME) / "files").write_bytes(b"")  # no folder can be made there now
    answer = ana.post("/ask/bus/", typed())
    assert answer.status_code == 503
    assert WORDS in answer.text
    assert not Conversation.objects.exists()


def test_a_full_store_drops_its_oldest(
    riverbend: Riverbend, ana: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana.post("/ask/bus/", typed(name="", files=SimpleUploadedFile("stop.png", PNG)))
    sweep_kept(0)
    assert kept.KeptFiles("a-form").all()
    monkeypatch.setattr(kept, "MAX_STORE_BYTES", 10)
    sweep_kept(0)
    assert not kept.KeptFiles("a-form").all()


def test_the_worker_drops_a_form_s_files_within_six_hours_though_nobody_else_writes(
    riverbend: Riverbend, ana: Client
) -> None:
    ana.post("/ask/bus/", typed(name="", files=SimpleUploadedFile("stop.png", PNG)))
    waiting = kept.KeptFiles("a-form")
    since(waiting, hours=5.9)
    sweep_kept(0)
    assert waiting.all()
    since(waiting, hours=6)
    sweep_kept(0)
    assert not waiting.folder.exists()
    assert [job.cron for job in every_so_often() if job.task.name == sweep_kept.name] == ["* * * * *"]


def every_so_often() -> list[Any]:
    """What the worker puts in line by the clock."""
    return list(app.periodic_registry.periodic_tasks.values())


def since(waiting: kept.KeptFiles, *, hours: float) -> None:
    then = time() - hours * 3600
    os.utime(waiting.folder, (then, then))
