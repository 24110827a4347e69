"""`parse-mail` and `receive-mail` as a mail server and an operator start them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError

from frontoffice.conversations.models import Arrival, Conversation
from frontoffice.conversations.tests.people import settle
from frontoffice.operate.commands import parse_mail, receive_mail

Feed = Callable[[bytes], None]
PLAIN = (
    b"From: Ana Ruiz <ana@home.example>\nTo: bus@front.example\nSubject: Bus 14\n"
    b"Message-ID: <1@home.example>\nDate: Tue, 24 Nov 2026 09:04:05 -0600\n\n"
    b"Where is it?\n\nOn Mon, Nov 23, 2026 R <r@front.example> wrote:\n> old\n"
)
BOUNCE = (
    b"From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry\n"
    b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
    b"Final-Recipient: rfc822; ana@home.example\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
)


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> Feed:
    """Put bytes on the standard input."""
    return lambda raw: monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_message_is_described_in_the_fields_and_the_order_of_the_contract(
    tmp_path: Path, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    first = tmp_path / "m 1.eml"
    first.write_bytes(PLAIN)
    feed(BOUNCE)
    assert parse_mail.main([str(first), "-"]) == 0
    plain, bounce = told(capsys)
    assert plain == {
        "file": str(first), "message_id": "<1@home.example>",
        "from": {"name": "Ana Ruiz", "address": "ana@home.example"}, "to": ["bus@front.example"],
        "subject": "Bus 14", "date": "2026-11-24T15:04:05Z",
        "text": "Where is it?\n\nOn Mon, Nov 23, 2026 R <r@front.example> wrote:\n> old",
        "new_text": "Where is it?", "attachments": [], "automatic": None, "bounce": None, "defects": [],
    }  # fmt: skip
    assert list(plain) == list(bounce)
    assert (bounce["file"], bounce["automatic"]) == ("-", "bounce") and bounce["defects"]
    assert bounce["bounce"] == {"recipients": ["ana@home.example"], "permanent": True, "status": "5.1.1"}


def test_html_is_told_when_asked_and_runs_nothing(feed: Feed, capsys: pytest.CaptureFixture[str]) -> None:
    feed(b"Content-Type: text/html\n\n<p onclick=x()>Hello<script>x()</script></p>")
    assert parse_mail.main(["--html", "-"]) == 0
    assert told(capsys)[0]["html"] == "<p>Hello</p>"


@pytest.mark.parametrize("raw", [b"", b"\0\0\xff", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n--b"])
def test_noise_is_described_and_never_fails(
    raw: bytes, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    feed(raw)
    assert parse_mail.main(["-"]) == 0 and told(capsys)[0]["defects"]


def test_a_file_that_is_not_there_does_not_stop_the_others(
    tmp_path: Path, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    feed(PLAIN)
    assert parse_mail.main([str(tmp_path / "none.eml"), "-"]) == 1
    assert [row["file"] for row in told(capsys)] == ["-"]


@contextmanager
def _there() -> Any:
    yield


@pytest.fixture
def pipe(db: None, settings: Any, feed: Feed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """`receive-mail` on the database of the tests, for a district that has a topic named bus."""
    settings.MAIL_DOMAIN, settings.FRONTOFFICE_HOME = "front.example", tmp_path
    settle()
    monkeypatch.setattr("frontoffice.operate.django.database_running", _there)
    monkeypatch.setattr("frontoffice.operate.django.set_up_django", lambda: None)

    def run(raw: bytes, *options: str) -> int:
        feed(raw)
        return receive_mail.main(list(options))

    return run


def test_each_outcome_is_said_with_its_reference(pipe: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert pipe(PLAIN) == 0
    conversation = Conversation.objects.get()
    assert told(capsys) == [{"outcome": "filed", "reference": conversation.reference}]
    assert pipe(PLAIN) == 0
    assert told(capsys) == [{"outcome": "duplicate", "reference": conversation.reference}]
    assert pipe(b"Received: by mx\n" + PLAIN) == 0
    [again] = told(capsys)
    assert (again["outcome"], again["reference"]) == ("duplicate", conversation.reference)
    more = PLAIN.replace(b"<1@", b"<2@")
    assert pipe(more, "--to", conversation.mail_address) == 0
    assert told(capsys) == [{"outcome": "appended", "reference": conversation.reference}]
    assert pipe(PLAIN.replace(b"<1@", b"<3@").replace(b"To: bus", b"To: nobody")) == 0
    assert told(capsys)[0]["outcome"] == "held"
    assert pipe(BOUNCE, "--to", "bus@front.example") == 0
    [ignored] = told(capsys)
    assert ignored["outcome"] == "ignored" and ignored["reason"]


def test_what_cannot_be_stored_is_given_back_to_the_mail_server(
    pipe: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(*_all: Any, **_more: Any) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr("frontoffice.conversations.mailbox.accept", away)
    assert pipe(PLAIN) == 75
    assert capsys.readouterr().out == "" and not Arrival.objects.exists()


def test_what_is_stored_is_ours_even_when_it_cannot_be_filed_yet(
    pipe: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_all: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("frontoffice.conversations.mailbox.inbound_of", full)
    assert pipe(PLAIN) == 0
    assert told(capsys)[0]["outcome"] == "held" and Arrival.objects.get().outcome == "waiting"
