"""The cast: Ben of Transportation, Cleo who administers, Dov of another team, Ivy of IT, Rae of records."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from frontoffice.district.access import ADMINISTRATOR, IT, RECORDS, TEAM
from frontoffice.district.calendar import forget_calendar
from frontoffice.district.context import forget_district
from frontoffice.district.models import Category, Department, District, Member, School, Team, Topic

PASSWORD = "a long and private sentence"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget_district()
    forget_calendar()
    yield
    forget_district()
    forget_calendar()


@pytest.fixture
def riverbend(db: None) -> District:
    return District.objects.create(
        name="Riverbend School District", short_name="Riverbend", prefix="RB", languages=["en", "es"]
    )


def _member(name: str, *roles: str) -> Member:
    address = f"{name.split()[0].lower()}@riverbend.k12.wi.us"
    member = Member.objects.create_user(address, PASSWORD, name=name, roles=list(roles))
    if {ADMINISTRATOR, IT} & set(roles):
        TOTP.activate(member, generate_totp_secret())
        RecoveryCodes.activate(member)
    return member


@pytest.fixture
def cleo(riverbend: District) -> Member:
    return _member("Cleo Marsh", ADMINISTRATOR)


@pytest.fixture
def ivy(riverbend: District) -> Member:
    return _member("Ivy Chen", IT)


@pytest.fixture
def dov(riverbend: District) -> Member:
    return _member("Dov Adler", TEAM)


@pytest.fixture
def ben(riverbend: District) -> Member:
    return _member("Ben Okafor", TEAM)


@pytest.fixture
def rae(riverbend: District) -> Member:
    return _member("Rae Lind", RECORDS)


@pytest.fixture
def as_() -> Callable[[Member], Client]:
    """A browser in which the member is signed in."""

    def signed_in(member: Member) -> Client:
        client = Client()
        client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def lincoln(riverbend: District) -> School:
    return School.objects.create(name="Lincoln Elementary School", short_name="Lincoln", slug="lincoln")


@pytest.fixture
def bus(riverbend: District, ben: Member) -> Topic:
    department = Department.objects.create(name="Transportation", slug="transportation", owner=ben)
    team = Team.objects.create(name="Dispatch", slug="dispatch", department=department)
    team.members.add(ben)
    category = Category.objects.create(name="Getting to school")
    return Topic.objects.create(
        name="Bus", slug="bus", category=category, department=department, team=team, owner=ben
    )
