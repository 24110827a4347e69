"""Riverbend written into an empty database, in bulk."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from frontoffice.config.environment import Environment
from frontoffice.conversations.models import Arrival
from frontoffice.district.calendar import forget_calendar
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
from frontoffice.operate.demo import second_factor, setup
from frontoffice.operate.demo.conversations import ZONE, threads
from frontoffice.operate.demo.filing import file_threads
from frontoffice.operate.demo.past_scans import file_past_scans
from frontoffice.operate.demo.people import (
    CONTENT,
    MAIL_DOMAIN,
    Person,
    Role,
    members,
    read_roles,
    who_answers,
)
from frontoffice.operate.demo.school_year import DayKind, school_year
from frontoffice.operate.demo.site.switch import write_links
from frontoffice.operate.demo.site.written import HEAD
from frontoffice.operate.welcome import demo_site_port

PREFIX = "RB"
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
    file_threads(threads(today), people, PREFIX)
    file_past_scans(today, people[setup.IT_ADMINISTRATOR], _site_address())
    _held(today)
    forget_district()
    write_links(Path(settings.FRONTOFFICE_HOME), {m.email: f"/p/{m.link}/" for m in people.values()})
    return _where_to_go()


def _district(today: date) -> None:
    District.objects.create(
        name=setup.DISTRICT_NAME, short_name="Riverbend", prefix=PREFIX, state="Wisconsin",
        address=f"{setup.DISTRICT_STREET}, Riverbend, Wisconsin", phone=setup.DISTRICT_PHONE,
        phone_hours="Monday to Friday, 7:30 am to 4:30 pm", website=_site_address(),
        languages=LANGUAGES, staff_domains=[MAIL_DOMAIN],
        translations=_spanish(phone_hours="De lunes a viernes, de 7:30 am a 4:30 pm"),
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
    password = make_password(setup.PASSWORD)
    people = {p.local: _member(p, schools, departments, password) for p in members()}
    Member.objects.bulk_create(people.values())
    through = Team.members.through
    through.objects.bulk_create(
        through(team_id=teams[slug].pk, member_id=people[p.local].pk) for p in members() for slug in p.teams
    )
    _owners(schools, departments, teams, people)
    Authenticator.objects.bulk_create(
        Authenticator(
            user=people[local],
            type=Authenticator.Type.TOTP,
            data={"secret": encrypt(second_factor.SECRET)},
        )
        for local in (setup.ADMINISTRATOR, setup.IT_ADMINISTRATOR)
    )
    return people


def _school(position: int, school: setup.School) -> School:
    return School(
        name=school.name, short_name=school.short, slug=school.slug, grades=school.grades, position=position,
        address=school.street, phone=school.phone, hours="7:15 am to 3:45 pm",
        translations=_spanish(hours="De 7:15 am a 3:45 pm"),
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
        _role_link(role, schools, teams, people) for role in read_roles() if role.holder in people
    )


def _role_link(
    role: Role, schools: dict[str, School], teams: dict[str, Team], people: dict[str, Member]
) -> RoleLink:
    return RoleLink(
        slug=role.slug, title=role.title, school=schools.get(role.school), holder=people[role.holder],
        team=teams[role.team], translations=_spanish(title=role.title_es),
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
                department=departments[topic["department"]], team=team, owner=people[who_answers(team.slug).local],
                backup=people[who_answers(backup.slug, last=True).local], response_goal=topic["response_goal"],
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


def _site_address() -> str:
    return f"http://127.0.0.1:{demo_site_port(Environment())}/"


def _where_to_go() -> str:
    door, site = f"http://127.0.0.1:{Environment().number('FRONTOFFICE_PORT')}", _site_address()
    return (
        f"Riverbend School District, the demo, is loaded (every password is {setup.PASSWORD}).\n"
        f"  As a parent:        {door}/\n"
        f"  As a secretary:     {door}/inbox/ as {setup.SECRETARY}@{MAIL_DOMAIN}\n"
        f"  As administrator:   {door}/inbox/ as {setup.ADMINISTRATOR}@{MAIL_DOMAIN}\n"
        f"                      and the six digits that bin/frontoffice demo code prints\n"
        f"  Its website:        {site}\n"
        f"  Try the scan:       bin/frontoffice scan {site} --rate 0\n"
    )
