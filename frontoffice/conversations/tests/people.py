"""A small district with one person of each role: Ben answers for the buses, Dov for the meals."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

from django.utils.timezone import now

from frontoffice.conversations.models import Conversation
from frontoffice.conversations.receive import Inbound, receive
from frontoffice.district.calendar import forget_calendar
from frontoffice.district.context import forget_district
from frontoffice.district.models import Category, District, Member, School, Team, Topic

Role = Member.Role
ROLE_OF = {
    "ben": Role.TEAM_MEMBER,
    "cleo": Role.SYSTEM_ADMINISTRATOR,
    "dov": Role.TEAM_MEMBER,
    "gil": Role.GLOBAL_USER,
    "ivy": Role.IT_ADMINISTRATOR,
    "ora": Role.RECORDS_OFFICER,
    "rae": Role.RECORDER,
}
SERIAL = itertools.count()


def settle() -> SimpleNamespace:
    """The district, its two teams and topics, and its members by first name."""
    lincoln = School.objects.create(name="Lincoln Elementary", short_name="Lincoln", slug="lincoln")
    buses = Team.objects.create(name="Transportation", slug="transportation")
    office = Team.objects.create(name="Lincoln office", slug="lincoln-office", school=lincoln)
    District.objects.create(name="Riverbend", short_name="Riverbend", prefix="RB", front_desk=office)
    category = Category.objects.create(name="Every day")
    bus = Topic.objects.create(name="Bus", slug="bus", category=category, team=buses)
    meals = Topic.objects.create(name="Meals", slug="meals", category=category, team=office)
    people = {
        name: Member.objects.create_user(f"{name}@riverbend.k12.wi.us", None, name=name.title(), roles=[role])
        for name, role in ROLE_OF.items()
    }
    buses.members.add(people["ben"])
    office.members.add(people["dov"])
    forget_district()
    forget_calendar()
    return SimpleNamespace(lincoln=lincoln, buses=buses, office=office, bus=bus, meals=meals, **people)


def ana_writes(cast: SimpleNamespace, text: str = "Bus 14 was late again.", **facts: Any) -> Conversation:
    """Ana writes about the bus to Lincoln, or what `facts` say."""
    default = {
        "channel": "web",
        "provider_id": f"test:{next(SERIAL)}",
        "topic": cast.bus,
        "school": cast.lincoln,
        "name": "Ana Ruiz",
        "email": "ana@home.example",
        "received_at": now(),
    }
    return receive(Inbound(text=text, **{**default, **facts}))
