"""A small district with one person of each role: Ben answers for the buses, Dov for the meals."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

from django.utils.timezone import now

from frontoffice.conversations.models import Conversation
from frontoffice.conversations.receive import Inbound, receive
from frontoffice.conversations.staff_addresses import forget_roster
from frontoffice.district.calendar import forget_calendar
from frontoffice.district.context import forget_district
from frontoffice.district.models import Category, District, Member, RoleLink, School, Team, Topic

ANA = "ana@home.example"
Role = Member.Role
STAFF = {
    "ben": ("Ben Aguilar", Role.TEAM_MEMBER),
    "cleo": ("Cleo Ames", Role.SYSTEM_ADMINISTRATOR),
    "dov": ("Dov Levin", Role.TEAM_MEMBER),
    "gil": ("Gil Marin", Role.GLOBAL_USER),
    "ivy": ("Ivy Tran", Role.IT_ADMINISTRATOR),
    "ora": ("Ora Bell", Role.RECORDS_OFFICER),
    "rae": ("Rae Novak", Role.RECORDER),
}
SERIAL = itertools.count()


def settle() -> SimpleNamespace:
    """The district, its school, teams, topics and role link, and its members by first name."""
    lincoln = School.objects.create(name="Lincoln Elementary", short_name="Lincoln", slug="lincoln")
    buses = Team.objects.create(name="Transportation", slug="transportation")
    office = Team.objects.create(name="Lincoln office", slug="lincoln-office", school=lincoln)
    people = {
        name: Member.objects.create_user(
            f"{name}@riverbend.k12.wi.us", name=whole, roles=[role], school=lincoln
        )
        for name, (whole, role) in STAFF.items()
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


def forget() -> None:
    """What a process remembers of its district is read anew."""
    for one in (forget_district, forget_calendar, forget_roster):
        one()


def ana_writes(cast: SimpleNamespace, text: str = "Bus 14 was late again.", **facts: Any) -> Conversation:
    """Ana writes about the bus to Lincoln, or what `facts` say."""
    default = {
        "channel": "web",
        "provider_id": f"test:{next(SERIAL)}",
        "topic": cast.bus,
        "school": cast.lincoln,
        "name": "Ana Ruiz",
        "email": ANA,
        "received_at": now(),
    }
    return receive(Inbound(text=text, **{**default, **facts}))
