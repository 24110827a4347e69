"""The event stream opens to members who may read conversations, and to nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.test import Client

from frontoffice.conversations.models import Conversation
from frontoffice.district.models import Member
from frontoffice.inbox.stream import STREAM_PATH, _events, stream
from frontoffice.inbox.tests.conftest import BACKEND

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def session_of(member: Member) -> str:
    client = Client()
    client.force_login(member, backend=BACKEND)
    return str(client.cookies["session"].value)


def finished(work: Coroutine[Any, Any, Any]) -> Any:
    """What it gives, within 20 s; the thread in which it asked the database lets go of it."""

    async def within() -> Any:
        try:
            return await asyncio.wait_for(work, 20)
        finally:
            await sync_to_async(connections.close_all)()

    return asyncio.run(within())


def answered(session: str) -> tuple[int, str]:
    """The status of the stream for a browser that goes away at once, and what it was sent."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    scope = {"type": "http", "path": STREAM_PATH, "headers": [(b"cookie", f"session={session}".encode())]}

    finished(stream(scope, receive, send))
    body = b"".join(event.get("body", b"") for event in sent)
    return int(sent[0]["status"]), body.decode()


@pytest.mark.parametrize("session", ["", "nonsense", "x; session=y", "\x00"])
def test_a_stranger_finds_no_stream(session: str, cast: SimpleNamespace) -> None:
    assert answered(session) == (404, "")


def test_ben_has_a_stream_and_ivy_has_none(cast: SimpleNamespace) -> None:
    assert answered(session_of(cast.ben)) == (200, ": hello\n\n")
    assert answered(session_of(cast.ivy)) == (404, "")


def test_who_left_or_changed_their_password_elsewhere_has_none(cast: SimpleNamespace) -> None:
    session, other = session_of(cast.ben), session_of(cast.dov)
    Member.objects.filter(pk=cast.ben.pk).update(is_active=False)
    assert answered(session)[0] == 404
    cast.dov.set_password("another long password")
    cast.dov.save(update_fields=["password"])
    assert answered(other)[0] == 404


def test_a_session_that_ended_has_none(cast: SimpleNamespace) -> None:
    session = session_of(cast.ben)
    SessionStore(session).flush()
    assert answered(session)[0] == 404


def test_dov_hears_of_his_own_and_never_of_another_teams(cast: SimpleNamespace, write: Any) -> None:
    own, other = write(topic=cast.meals, school=None), write()
    heard = {(row.pk, what) for row in (own, other) for what in ("said", "changed", "writing")}
    told = finished(_events(cast.dov, heard))
    assert told.count(own.reference) == 3
    assert other.reference not in told
    Conversation.objects.filter(pk=own.pk).update(private=True)
    assert own.reference not in finished(_events(cast.cleo, heard))


def test_an_administrator_without_a_second_factor_has_none_yet(cast: SimpleNamespace) -> None:
    assert answered(session_of(cast.cleo))[0] == 404
    Authenticator.objects.create(user=cast.cleo, type=Authenticator.Type.TOTP, data={})
    assert answered(session_of(cast.cleo))[0] == 200
