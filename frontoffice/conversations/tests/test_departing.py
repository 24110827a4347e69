"""When staff leave, no family waits for somebody who is gone."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.utils.timezone import now

from frontoffice.conversations.models import Conversation
from frontoffice.conversations.receive import Inbound, receive
from frontoffice.district.context import forget_district
from frontoffice.district.departures import depart, going_by_itself
from frontoffice.district.history import of
from frontoffice.district.models import Category, District, Member, Team, Topic


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget_district()
    yield
    forget_district()


@pytest.fixture
def buses(db: None) -> Team:
    team = Team.objects.create(name="Dispatch", slug="dispatch")
    District.objects.create(name="Riverbend", short_name="Riverbend", prefix="RB", front_desk=team)
    return team


def _member(name: str, role: Member.Role = Member.Role.TEAM_MEMBER) -> Member:
    return Member.objects.create_user(f"{name}@riverbend.k12.wi.us", None, name=name.title(), roles=[role])


@pytest.fixture
def bus(buses: Team) -> Topic:
    category = Category.objects.create(name="Every day")
    return Topic.objects.create(name="Bus", slug="bus", category=category, team=buses, owner=_member("cleo"))


def _written(topic: Topic | None, owner: Member) -> Conversation:
    inbound = Inbound(
        channel="web",
        provider_id=uuid4().hex,
        text="Bus 14 was late.",
        name="Ana",
        topic=topic,
        received_at=now(),
    )
    conversation = receive(inbound)
    conversation.assign(owner, by=owner)
    return conversation


def test_open_conversations_go_to_whoever_answers_for_the_topic(bus: Topic) -> None:
    ben, dov = _member("ben"), _member("dov")
    open_one, closed, without = _written(bus, ben), _written(bus, ben), _written(None, ben)
    closed.close(by=ben)
    depart(ben, dov, dov)
    owners = {row.pk: row.owner for row in Conversation.objects.select_related("owner")}
    assert owners == {open_one.pk: bus.owner, without.pk: None, closed.pk: ben}
    assert without.pk in Conversation.objects.unassigned().values_list("pk", flat=True)
    last = of(open_one).last()
    assert last is not None
    assert (last.name, last.by, last.refs) == ("conversation.assigned", dov, {"to": bus.owner_id})


def test_whoever_takes_the_topic_over_takes_its_conversations(bus: Topic) -> None:
    cleo, dov = bus.owner, _member("dov")
    assert cleo is not None
    conversation = _written(bus, cleo)
    depart(cleo, dov, dov)
    conversation.refresh_from_db()
    assert conversation.owner == dov


def test_a_conversation_is_not_given_to_somebody_who_cannot_answer_it(bus: Topic) -> None:
    ben, ivy = _member("ben"), _member("ivy", Member.Role.IT_ADMINISTRATOR)
    Topic.objects.update(owner=ivy)
    conversation = _written(bus, ben)
    depart(ben, None, ivy)
    conversation.refresh_from_db()
    assert (conversation.owner, conversation.team) == (None, bus.team)
    assert not Conversation.objects.visible_to(ivy).exists()


def test_the_way_is_known_once(db: None) -> None:
    assert len(going_by_itself()) == 1
