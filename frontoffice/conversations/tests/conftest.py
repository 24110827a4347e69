"""The fixed cast: Ana writes from home, Ben answers for the buses, Cleo runs it all, Dov is elsewhere."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.timezone import now

from frontoffice.conversations.models import Conversation
from frontoffice.conversations.receive import Inbound, receive
from frontoffice.conversations.staff_addresses import forget_roster
from frontoffice.district.calendar import forget_calendar
from frontoffice.district.context import forget_district
from frontoffice.district.models import Category, District, Member, RoleLink, School, Team, Topic

ANA = "ana@home.example"


@pytest.fixture(autouse=True)
def _fresh(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.FRONTOFFICE_HOME = tmp_path
    settings.MAIL_DOMAIN = "front.example"
    settings.SITE_URL = "https://front.example"
    forget()
    yield
    forget()


def forget() -> None:
    for one in (forget_district, forget_calendar, forget_roster):
        one()


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """A district with a school, two topics, a role, and members by first name."""
    return settled()


def settled() -> SimpleNamespace:
    lincoln = School.objects.create(name="Lincoln Elementary", short_name="Lincoln", slug="lincoln")
    buses = Team.objects.create(name="Transportation", slug="transportation")
    office = Team.objects.create(name="Lincoln office", slug="lincoln-office", school=lincoln)
    people = {
        name: Member.objects.create_user(
            f"{name}@riverbend.k12.wi.us", name=full, roles=[role], school=lincoln
        )
        for name, full, role in (
            ("ben", "Ben Aguilar", Member.Role.TEAM_MEMBER),
            ("cleo", "Cleo Ames", Member.Role.SYSTEM_ADMINISTRATOR),
            ("dov", "Dov Levin", Member.Role.TEAM_MEMBER),
        )
    }
    buses.members.add(people["ben"])
    office.members.add(people["dov"])
    district = District.objects.create(
        name="Riverbend School District",
        short_name="Riverbend",
        prefix="RB",
        languages=["en", "es", "ar"],
        staff_domains=["riverbend.k12.wi.us"],
        front_desk=office,
        global_owner=people["cleo"],
    )
    category = Category.objects.create(name="Getting to school")
    bus = Topic.objects.create(name="Bus", slug="bus", category=category, team=buses, owner=people["ben"])
    meals = Topic.objects.create(
        name="Meals", slug="meals", category=category, team=office, owner=people["dov"]
    )
    principal = RoleLink.objects.create(
        slug="lincoln-principal", title="Principal", school=lincoln, holder=people["dov"]
    )
    forget()
    facts = {"lincoln": lincoln, "buses": buses, "office": office, "district": district}
    return SimpleNamespace(**facts, bus=bus, meals=meals, principal=principal, **people)


@pytest.fixture
def write(cast: SimpleNamespace) -> Callable[..., Conversation]:
    """Ana writes about the bus to Lincoln, or what the test says."""
    serial = itertools.count()

    def written(text: str = "Bus 14 was late again.", **facts: Any) -> Conversation:
        default = {
            "channel": "web",
            "provider_id": f"test:{next(serial)}",
            "topic": cast.bus,
            "school": cast.lincoln,
            "name": "Ana Ruiz",
            "email": ANA,
            "received_at": now(),
        }
        return receive(Inbound(text=text, **{**default, **facts}))

    return written
