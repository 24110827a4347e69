"""Riverbend written into an empty database, in bulk."""

import os
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from frontoffice.conversations.models import Arrival, Contact, Conversation, Feedback, Message
from frontoffice.conversations.models.conversation import new_reference
from frontoffice.conversations.vocabulary import NOTHING_DUE
from frontoffice.district.calendar import current_calendar, forget_calendar
from frontoffice.district.context import forget_district
from frontoffice.district.models import (
    Category,
    ClosedDay,
    Department,
    District,
    Member,
    OpenHours,
    RoleLink,
    School,
    SchoolTopic,
    Team,
    Topic,
)
from frontoffice.operate.demo import setup
from frontoffice.operate.demo.conversations import Thread, threads
from frontoffice.operate.demo.people import CONTENT, MAIL_DOMAIN, Person, members
from frontoffice.operate.demo.school_year import DayKind, school_year
from frontoffice.operate.demo.site.switch import write_links
from frontoffice.operate.demo.site.written import HEAD

PASSWORD = "riverbend-demo"  # noqa: S105 - printed by bin/up; the demo holds nothing real
SECRETARY = "jo.larsen"
ADMINISTRATOR = "c.marchetti"
PREFIX = "RB"
REFERENCES = 600
ZONE = ZoneInfo("America/Chicago")
LANGUAGES = ["en", "es", "ar", "hmn", "zh", "vi", "pt", "ru", "ht", "so"]
NOT_HOLIDAYS = {DayKind.STAFF_DAY: ClosedDay.Kind.STAFF_DAY, DayKind.SNOW_DAY: ClosedDay.Kind.SNOW_DAY}


class DistrictExists(RuntimeError):
    """The database holds people already; the demo is only loaded into an empty one."""


@transaction.atomic
def load_demo(today: date) -> str:
    """The demo district stands whole in the database; returns what the terminal says about where to go.

    Raises DistrictExists, and changes nothing, where people are already.
    """
    if Member.objects.exists():
        raise DistrictExists("The database already holds a district. Load the demo into a new home.")
    _district(today)
    people = _people()
    _topics(people)
    _conversations(today, people)
    _held(today)
    forget_district()
    write_links(Path(settings.FRONTOFFICE_HOME), {m.email: f"/p/{m.link}/" for m in people.values()})
    return _where_to_go()


def _district(today: date) -> None:
    District.objects.create(
        name=setup.DISTRICT_NAME, short_name="Riverbend", prefix=PREFIX, state="Wisconsin",
        address=f"{setup.DISTRICT_STREET}, Riverbend, Wisconsin", phone=setup.DISTRICT_PHONE,
        phone_hours="Monday to Friday, 7:30 am to 4:30 pm", website=f"http://127.0.0.1:{_port() + 1}/",
        languages=LANGUAGES, staff_domains=[MAIL_DOMAIN],
        translations=_spanish(phone_hours="De lunes a viernes, de 7:30 a. m. a 4:30 p. m."),
    )  # fmt: skip
    OpenHours.objects.bulk_create(
        OpenHours(weekday=day, opens_at=time(7, 30), closes_at=time(16, 30)) for day in range(5)
    )
    closed = {day.on: day for year in (today, today - timedelta(days=365)) for day in school_year(year).days}
    ClosedDay.objects.bulk_create(
        ClosedDay(
            on=day.on,
            name=day.name,
            kind=NOT_HOLIDAYS.get(day.kind, ClosedDay.Kind.HOLIDAY),
            translations=_spanish(name=day.name_es),
        )
        for day in closed.values()
        if day.closed
    )
    forget_calendar()
    forget_district()


def _spanish(**words: str) -> dict[str, dict[str, str]]:
    return {"es": words}


def _people() -> dict[str, Member]:
    schools = {place.slug: _school(i, place) for i, place in enumerate(setup.SCHOOLS)}
    School.objects.bulk_create(schools.values())
    departments = {d.slug: Department(name=d.name, slug=d.slug, phone=d.phone) for d in setup.DEPARTMENTS}
    Department.objects.bulk_create(departments.values())
    teams = {
        t.slug: Team(
            name=t.name,
            slug=t.slug,
            school=schools.get(t.place),
            department=departments.get(t.place),
            translations=_spanish(name=t.name_es),
        )
        for t in setup.TEAMS
    }
    Team.objects.bulk_create(teams.values())
    password = make_password(PASSWORD)
    people = {p.local: _member(p, schools, departments, password) for p in members()}
    Member.objects.bulk_create(people.values())
    through = Team.members.through
    through.objects.bulk_create(
        through(team_id=teams[slug].pk, member_id=people[p.local].pk) for p in members() for slug in p.teams
    )
    _owners(schools, departments, teams, people)
    return people


def _school(position: int, school: setup.School) -> School:
    return School(
        name=school.name, short_name=school.short, slug=school.slug, grades=school.grades, position=position,
        address=school.street, phone=school.phone, hours="7:15 am to 3:45 pm",
        translations=_spanish(hours="De 7:15 a. m. a 3:45 p. m."),
    )  # fmt: skip


def _member(
    person: Person, schools: dict[str, School], departments: dict[str, Department], password: str
) -> Member:
    role = person.role if person.role in Member.Role.values else Member.Role.TEAM_MEMBER
    return Member(
        email=person.address, name=person.name, title=person.title, password=password, roles=[role],
        school=schools.get(person.place), department=departments.get(person.place),
        phone=f"{setup.DISTRICT_PHONE}, extension {person.extension}", office_hours=person.hours,
        speaks=", ".join(person.languages),
    )  # fmt: skip


def _owners(
    schools: dict[str, School],
    departments: dict[str, Department],
    teams: dict[str, Team],
    people: dict[str, Member],
) -> None:
    for school in schools.values():
        school.office = teams[f"{school.slug}-office"]
    School.objects.bulk_update(schools.values(), ["office"])
    for place in setup.DEPARTMENTS:
        departments[place.slug].owner = people[place.head]
    Department.objects.bulk_update(departments.values(), ["owner"])
    District.objects.update(front_desk=teams["front-desk"], global_owner=people["m.solberg"])
    RoleLink.objects.bulk_create(
        RoleLink(slug=f"{p.place}-principal", title="Principal", school=schools[p.place], holder=people[p.local],
                 team=teams[f"{p.place}-office"], translations=_spanish(title="Dirección de la escuela"))
        for p in members() if p.title == "Principal"
    )  # fmt: skip


def _topics(people: dict[str, Member]) -> None:
    teams = {team.name: team for team in Team.objects.all()}
    front_desk = teams["Front desk"]
    departments = {department.name: department for department in Department.objects.all()}
    in_spanish = setup.categories_in_spanish()
    categories: dict[str, Category] = {}
    made: list[Topic] = []
    for position, topic in enumerate(setup.topics()):
        category = categories.get(topic["category"]) or Category.objects.create(
            name=topic["category"],
            position=len(categories),
            translations=_spanish(name=in_spanish[topic["category"]]),
        )
        categories[topic["category"]] = category
        team, backup = teams.get(topic["team"], front_desk), teams.get(topic["backup"], front_desk)
        spanish = {field: topic[field]["es"] for field in ("name", "description", "advice")}
        made.append(
            Topic(
                name=topic["name"]["en"], short_name=topic["short_name"], slug=topic["slug"], position=position,
                description=topic["description"]["en"], advice=topic["advice"]["en"], category=category,
                department=departments[topic["department"]], team=team, owner=_answers(team, people),
                backup=_answers(backup, people, last=True), response_goal=topic["response_goal"],
                sensitivity=topic["sensitivity"], assistant=topic["ai"], private=topic["private"],
                anonymous_allowed=topic["anonymous_allowed"], translations={"es": spanish},
            )
        )  # fmt: skip
    Topic.objects.bulk_create(made)
    at_offices = [topic for topic, plan in zip(made, setup.topics(), strict=True) if plan["at_school_office"]]
    SchoolTopic.objects.bulk_create(
        SchoolTopic(topic=topic, school=school, team=school.office)
        for topic in at_offices
        for school in School.objects.select_related("office")
        if school.office
    )


def _answers(team: Team | None, people: dict[str, Member], *, last: bool = False) -> Member:
    """Who answers first on a team, or last: its owner leads."""
    slug = team.slug if team else "front-desk"
    named = [p for p in members() if slug in p.teams and p.role not in ("recorder", "records_officer")]
    named = named or [p for p in members() if slug in p.teams]
    named.sort(key=lambda p: p.role != "owner")
    return people[named[-1 if last else 0].local]


def _conversations(today: date, people: dict[str, Member]) -> None:
    told = threads(today)
    topics = {topic.slug: topic for topic in Topic.objects.select_related("team")}
    schools = {school.slug: school for school in School.objects.select_related("office")}
    at_offices = set(SchoolTopic.objects.values_list("topic_id", flat=True).distinct())
    contacts = Contact.objects.bulk_create(_contact(thread) for thread in told)
    references = sorted({new_reference(PREFIX) for _ in range(REFERENCES)})
    made = []
    for thread, contact, reference in zip(told, contacts, references, strict=False):
        topic, school = topics[thread.topic], schools[thread.school]
        team = school.office if topic.pk in at_offices else topic.team
        owner = _answers(team, people, last=thread.subject.__len__() % 2 == 0)
        made.append(_conversation(thread, contact, reference, topic, school, team, owner, people["b.nowak"]))
    Conversation.objects.bulk_create(made)
    Message.objects.bulk_create(
        Message(
            conversation=row, direction=said.direction, channel=thread.channel, text=said.text, at=said.at,
            language=thread.language, author=None if said.direction == "in" else row.owner or _answers(row.team, people),
            contact=row.contact if said.direction == "in" else None,
        )
        for row, thread in zip(made, told, strict=True)
        for said in thread.said
    )  # fmt: skip
    Feedback.objects.bulk_create(
        Feedback(conversation=row, score=thread.score[0], words=thread.score[1], at=row.closed_at)
        for row, thread in zip(made, told, strict=True)
        if thread.score and row.closed_at
    )


def _contact(thread: Thread) -> Contact:
    return Contact(name=thread.name, email=thread.email, relation=thread.relation, language=thread.language,
                   student=thread.student)  # fmt: skip


def _conversation(
    thread: Thread, contact: Contact, reference: str, topic: Topic, school: School, team: Team | None,
    owner: Member, recorder: Member,
) -> Conversation:  # fmt: skip
    inbound = [said.at for said in thread.said if said.direction == "in"]
    outbound = [said.at for said in thread.said if said.direction == "out"]
    last = thread.said[-1].at
    promised = current_calendar().promise(inbound[-1], topic.response_goal)
    open_and_owed = thread.state in ("unopened", "in-progress") and not outbound
    recorded = thread.channel in ("phone", "walk-in")
    return Conversation(
        reference=reference, subject=thread.subject, contact=contact, topic=topic, school=school, team=team,
        owner=None if thread.state == "unopened" else owner, kind=thread.kind, channel=thread.channel,
        language=thread.language, answer_by="email" if thread.email else "none", anonymous=thread.anonymous,
        private=topic.private, recorded_by=recorder if recorded else None, started_at=inbound[0], last_message_at=last,
        last_inbound_at=inbound[-1], last_outbound_at=outbound[-1] if outbound else None,
        first_opened_at=None if thread.state == "unopened" else inbound[0] + timedelta(minutes=20),
        first_answered_at=outbound[0] if outbound else None, promised_at=promised,
        due_at=promised if open_and_owed else NOTHING_DUE, pending_since=last if thread.state == "pending" else None,
        closed_at=last if thread.state == "closed" else None, closed_by=owner if thread.state == "closed" else None,
    )  # fmt: skip


def _held(today: date) -> None:
    _, *pieces = HEAD.split((CONTENT / "held.txt").read_text(encoding="utf-8"))
    midnight = datetime.combine(today, time(0), ZONE)
    for i, (head, raw) in enumerate(zip(pieces[::2], pieces[1::2], strict=True)):
        outcome, reason = (field.strip() for field in head.split("|"))
        fields = dict(line.split(": ", 1) for line in raw.strip().split("\n\n")[0].splitlines())
        Arrival.objects.create(
            channel="email", provider_id=fields["Message-ID"], raw=raw.strip().replace("\n", "\r\n").encode(),
            to_address=fields["To"], from_address=fields.get("From", "").rpartition("<")[2].rstrip(">"),
            subject=fields["Subject"], received_at=midnight - timedelta(hours=7 * i + 2), outcome=outcome, reason=reason,
        )  # fmt: skip


def _port() -> int:
    return int(os.environ.get("FRONTOFFICE_PORT") or 8000)


def _where_to_go() -> str:
    door, site = f"http://127.0.0.1:{_port()}", f"http://127.0.0.1:{_port() + 1}/"
    return (
        f"Riverbend School District, the demo, is loaded (every password is {PASSWORD}).\n"
        f"  As a parent:        {door}/\n"
        f"  As a secretary:     {door}/inbox/ as {SECRETARY}@{MAIL_DOMAIN}\n"
        f"  As administrator:   {door}/inbox/ as {ADMINISTRATOR}@{MAIL_DOMAIN}\n"
        f"  Its website:        {site}\n"
        f"  Try the scan:       bin/frontoffice scan {site} --rate 0\n"
    )
