"""The fixed cast and a small district: Ana writes, Ben answers, Dov is elsewhere, Ivy runs the machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from frontoffice.conversations.models import Conversation
from frontoffice.conversations.staff_addresses import forget_roster
from frontoffice.conversations.tests.people import ana_writes
from frontoffice.district.calendar import forget_calendar
from frontoffice.district.context import forget_district
from frontoffice.district.models import Category, District, Member, School, Team, Topic
from frontoffice.inbox.counts import _statement
from frontoffice.inbox.directory import forget_directory

BACKEND = "django.contrib.auth.backends.ModelBackend"


def forget() -> None:
    for one in (
        forget_district,
        forget_calendar,
        forget_directory,
        forget_roster,
        _statement.cache_clear,
    ):
        one()


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> Iterator[None]:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SecondFactor")]
    forget()
    yield
    forget()


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """Members by first name, the teams, the topics and the schools."""
    lincoln = School.objects.create(name="Lincoln Elementary", short_name="Lincoln", slug="lincoln")
    birch = School.objects.create(name="Birch Lane", short_name="Birch Lane", slug="birch-lane")
    buses = Team.objects.create(name="Transportation", slug="transportation")
    office = Team.objects.create(name="Birch Lane office", slug="birch-office", school=birch)
    District.objects.create(name="Riverbend", short_name="Riverbend", prefix="RB", front_desk=office)
    category = Category.objects.create(name="Getting to school")
    bus = Topic.objects.create(name="Bus", short_name="Bus", slug="bus", category=category, team=buses)
    meals = Topic.objects.create(name="Meals", slug="meals", category=category, team=office)
    roles = Member.Role
    people = {
        name: Member.objects.create_user(
            f"{name}@riverbend.k12.wi.us", "a long password", name=full, roles=[role]
        )
        for name, full, role in (
            ("ben", "Ben Aguilar", roles.TEAM_MEMBER),
            ("cleo", "Cleo Ames", roles.SYSTEM_ADMINISTRATOR),
            ("dov", "Dov Levin", roles.TEAM_MEMBER),
            ("ivy", "Ivy Tran", roles.IT_ADMINISTRATOR),
            ("rae", "Rae Novak", roles.RECORDER),
        )
    }
    buses.members.add(people["ben"])
    office.members.add(people["dov"])
    forget()
    return SimpleNamespace(
        lincoln=lincoln, birch=birch, buses=buses, office=office, bus=bus, meals=meals, **people
    )


@pytest.fixture
def write(cast: SimpleNamespace) -> Callable[..., Conversation]:
    """Ana wrote about the bus to Lincoln five minutes ago, or what the test says."""
    return partial(ana_writes, cast, received_at=now() - timedelta(minutes=5))


@pytest.fixture
def as_(client: Client) -> Callable[[Member], Client]:
    """A browser in which this member is signed in."""

    def signed_in(member: Member) -> Client:
        browser = Client()
        browser.force_login(member, backend=BACKEND)
        return browser

    return signed_in
