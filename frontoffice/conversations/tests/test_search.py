"""Search finds a word that is seldom said and one that is said in every message, and stays quick."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from frontoffice.conversations import search as searching
from frontoffice.conversations.models import Contact, Conversation, Message
from frontoffice.conversations.search import search
from frontoffice.district.models import Member, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben() -> Member:
    ben = Member.objects.create_user("ben@riverbend.k12.wi.us", name="Ben", roles=[Member.Role.TEAM_MEMBER])
    buses = Team.objects.create(name="Transportation", slug="transportation")
    buses.members.add(ben)
    return ben


def said(text: str, ago_days: int, team: Team | None) -> Conversation:
    at = now() - timedelta(days=ago_days)
    row = Conversation.objects.create(
        reference=f"RB-{ago_days:06d}", contact=Contact.objects.create(name="Ana"), team=team,
        channel="web", started_at=at, last_message_at=at,
    )  # fmt: skip
    Message.objects.create(conversation=row, direction="in", text=text, at=at)
    return row


@pytest.mark.parametrize("often", [1, 1000], ids=["as if it were often said", "as if it were seldom said"])
def test_a_word_is_found_the_latest_first_and_only_by_those_who_may_see_it(
    ben: Member, monkeypatch: pytest.MonkeyPatch, often: int
) -> None:
    monkeypatch.setattr(searching, "OFTEN", often)
    team = Team.objects.get()
    older, newer = said("The bus was late.", 9, team), said("Bus 14 never came.", 2, team)
    said("The bus driver was kind.", 1, None)
    said("Lunch was cold.", 3, team)
    assert list(search("bus", ben)) == [newer, older]
    assert list(search("BUS lat", ben)) == [older], "every word, the last one unfinished"


def test_notes_stay_hidden_from_those_who_only_record(ben: Member) -> None:
    row = said("The bus was late.", 9, Team.objects.get())
    row.recorded_by = Member.objects.create_user(
        "rae@riverbend.k12.wi.us", name="Rae", roles=[Member.Role.RECORDER]
    )
    row.save()
    Message.objects.create(conversation=row, direction="note", text="Call the depot.", at=now())
    assert list(search("depot", ben)) == [row]
    assert list(search("depot", row.recorded_by)) == []
    assert list(search("late", row.recorded_by)) == [row]


def test_a_search_is_at_most_eight_statements(ben: Member) -> None:
    said("The bus was late.", 9, Team.objects.get())
    with CaptureQueriesContext(connection) as asked:
        assert len(search("late", ben)) == 1
    assert len(asked) <= 8, [query["sql"][:80] for query in asked]
