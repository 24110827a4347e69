"""The fixed cast and a small district, as the public meets them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest
from django.core import signing
from django.test import Client

from frontoffice.district.calendar import forget_calendar
from frontoffice.district.context import forget_district
from frontoffice.district.models import Category, District, Member, RoleLink, School, Team, Topic
from frontoffice.frontdoor import limits
from frontoffice.frontdoor.form_token import SALT


class Riverbend:
    """A district with one school, three topics, and Ben in Transportation."""

    def __init__(self) -> None:
        self.desk = Team.objects.create(name="Front desk", slug="front-desk")
        self.office = Team.objects.create(name="Lincoln office", slug="lincoln-office")
        self.bus_office = Team.objects.create(name="Bus office", slug="bus-office")
        self.school = School.objects.create(
            name="Lincoln Elementary",
            short_name="Lincoln",
            slug="lincoln",
            phone="608-555-0110",
            office=self.office,
        )
        self.ben = Member.objects.create_user(
            "ben@riverbend.k12.wi.us", name="Ben Okafor", title="Dispatcher", school=self.school
        )
        self.district = District.objects.create(
            name="Riverbend School District",
            short_name="Riverbend",
            prefix="RB",
            phone="608-555-0100",
            languages=["en", "es", "ar"],
            front_desk=self.desk,
            global_owner=self.ben,
        )
        every_day = Category.objects.create(name="Every day", translations={"es": {"name": "Todos los días"}})
        self.bus = Topic.objects.create(
            name="Buses and transportation",
            slug="bus",
            description="Late bus, lost pass, routes",
            category=every_day,
            team=self.bus_office,
            owner=self.ben,
            translations={"es": {"name": "Autobuses y transporte"}},
        )
        self.bullying = Topic.objects.create(
            name="Bullying",
            slug="bullying",
            category=every_day,
            team=self.office,
            owner=self.ben,
            anonymous_allowed=True,
        )
        self.principal = RoleLink.objects.create(
            slug="lincoln-principal", title="Principal", school=self.school, holder=self.ben
        )


@pytest.fixture
def riverbend(db: None, settings: object, tmp_path: Path) -> Iterator[Riverbend]:
    settings.FRONTOFFICE_HOME = tmp_path  # type: ignore[attr-defined]
    forget()
    yield Riverbend()
    forget()


def forget() -> None:
    forget_district()
    forget_calendar()
    for limit in (
        limits.MESSAGES_OF_A_NETWORK,
        limits.MESSAGES_OF_AN_ADDRESS,
        limits.CODES_OF_A_NETWORK,
        limits.CODES_OF_A_REFERENCE,
    ):
        limit.forget()


@pytest.fixture
def ana(client: Client) -> Client:
    """Ana's browser: no cookie, no script."""
    return client


def token(age_s: float = 30, nonce: str = "a-form") -> str:
    """A form's token that was given out `age_s` ago."""
    return signing.dumps([nonce, time() - age_s], salt=SALT)


def typed(**changed: object) -> dict[str, object]:
    """Ana's form, filled in."""
    form: dict[str, object] = {
        "token": token(),
        "message": "Bus 14 came late again. Will it be on time this week?",
        "name": "Ana Ruiz",
        "rel": "parent",
        "by": "email",
        "email": "ana@example.test",
        "language": "en",
    }
    return {**form, **changed}
