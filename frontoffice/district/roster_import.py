"""Put a file of people or schools into the district: all of it, in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import now

from frontoffice.district import history
from frontoffice.district.access import TEAM
from frontoffice.district.departures import depart, held_by
from frontoffice.district.forms.people import may_manage
from frontoffice.district.models import Department, District, Member, School
from frontoffice.district.roster import (
    PEOPLE_COLUMNS,
    SCHOOLS_COLUMNS,
    Comparison,
    Problem,
    Read,
    Row,
    compare,
    read_people,
    read_schools,
)


class Refused(Exception):
    """Nothing was done: the file has problems, or would remove too many."""


@dataclass(frozen=True)
class Plan:
    """What a file would do, and what stands in its way."""

    comparison: Comparison | None
    problems: list[Problem]

    @property
    def ready(self) -> bool:
        return self.comparison is not None and not self.problems and not self.comparison.removes_too_many


@dataclass(frozen=True)
class Kind:
    """What can be imported: its columns, how it is read, what is there, and how a comparison is done."""

    columns: tuple[str, ...]
    read: Callable[[bytes], Read]
    there: Callable[[], dict[str, Row]]
    blocked: Callable[[Comparison, Member], list[Problem]]
    apply: Callable[[Comparison, Member], None]


def plan(kind: Kind, raw: bytes, by: Member) -> Plan:
    """What the file would do now; nothing is changed."""
    read = kind.read(raw)
    if read.problems:
        return Plan(None, read.problems)
    comparison = compare(kind.there(), read.rows)
    return Plan(comparison, kind.blocked(comparison, by))


@transaction.atomic
def carry_out(kind: Kind, name: str, raw: bytes, by: Member) -> Comparison:
    """The district's people or schools are as in the file. Raises Refused, and then nothing has changed."""
    District.objects.select_for_update().first()
    made = plan(kind, raw, by)
    if not made.ready or made.comparison is None:
        raise Refused
    kind.apply(made.comparison, by)
    counts = {
        "added": len(made.comparison.adds),
        "changed": len(made.comparison.changes),
        "removed": len(made.comparison.removals),
    }
    history.record(
        "people.imported", District.current() if District.objects.exists() else by, by, of=name, **counts
    )
    return made.comparison


def _people_there() -> dict[str, Row]:
    people = Member.objects.filter(is_active=True).select_related("school", "department")
    return {person.email: _person_row(person) for person in people}


def _person_row(person: Member) -> Row:
    return {
        "email": person.email,
        "name": person.name,
        "title": person.title,
        "school": person.school.slug if person.school else "",
        "department": person.department.slug if person.department else "",
        "phone": person.phone,
        "listed": "yes" if person.listed else "no",
    }


def _people_blocked(comparison: Comparison, by: Member) -> list[Problem]:
    problems = []
    for row in comparison.removals:
        person = Member.objects.get(email=row["email"])
        if person.pk == by.pk:
            problems.append(Problem(0, "You are not in the file yourself, and you cannot remove yourself."))
        elif not may_manage(by, person):
            problems.append(
                Problem(0, f"{person.name} is not in the file, and only an administrator may remove them.")
            )
        elif held := held_by(person):
            count = sum(len(rows) for _words, rows in held)
            words = f"{person.name} is not in the file but answers for {count} things. See People."
            problems.append(Problem(0, words))
    for change in comparison.changes:
        if not may_manage(by, Member.objects.get(email=change.key)):
            problems.append(Problem(0, f"Only an administrator may change {change.before['name']}."))
    return problems


def _people_apply(comparison: Comparison, by: Member) -> None:
    for row in comparison.adds:
        person = Member.objects.filter(email=row["email"]).first()
        event = "member.changed" if person else "member.added"
        person = person or Member(email=row["email"], roles=[TEAM])
        person.is_active = True
        _put_person(person, row)
        history.record(event, person, by, changed=["import"])
    for change in comparison.changes:
        person = Member.objects.get(email=change.key)
        _put_person(person, change.after)
        history.record(
            "member.changed", person, by, changed=[name for name, _before, _after in change.fields]
        )
    for row in comparison.removals:
        depart(Member.objects.get(email=row["email"]), None, by)


def _put_person(person: Member, row: Row) -> None:
    person.name, person.title, person.phone = row["name"][:120], row["title"][:120], row["phone"][:40]
    person.school = School.objects.get(slug=row["school"]) if row["school"] else None
    person.department = Department.objects.get(slug=row["department"]) if row["department"] else None
    person.listed = row["listed"] == "yes"
    if person._state.adding:
        person.set_unusable_password()
    person.save()


def _schools_there() -> dict[str, Row]:
    schools = School.objects.filter(closed_at=None)
    return {school.slug: {name: getattr(school, name) for name in SCHOOLS_COLUMNS} for school in schools}


def _schools_blocked(comparison: Comparison, by: Member) -> list[Problem]:
    taken = dict(School.objects.values_list("name", "slug"))
    rows = [*comparison.adds, *(change.after for change in comparison.changes)]
    return [
        Problem(0, f"Another school is named {row['name']} already.")
        for row in rows
        if taken.get(row["name"], row["slug"]) != row["slug"]
    ]


def _schools_apply(comparison: Comparison, by: Member) -> None:
    for row in (*comparison.adds, *(change.after for change in comparison.changes)):
        facts = {**{name: row[name] for name in SCHOOLS_COLUMNS if name != "slug"}, "closed_at": None}
        school, _added = School.objects.update_or_create(slug=row["slug"], defaults=_fitting(facts))
        history.record("school.changed", school, by, changed=["import"])
    for row in comparison.removals:
        school = School.objects.get(slug=row["slug"])
        school.closed_at = now()
        school.save(update_fields=["closed_at"])
        history.record("school.changed", school, by, changed=["closed_at"])


def _fitting(facts: dict[str, object]) -> dict[str, object]:
    """Cells cut to what their columns hold."""
    lengths = {name: getattr(School._meta.get_field(name), "max_length", None) for name in facts}
    return {
        name: words[: lengths[name]] if isinstance(words, str) else words for name, words in facts.items()
    }


def _read_people(raw: bytes) -> Read:
    schools = School.objects.filter(closed_at=None).values_list("slug", flat=True)
    return read_people(raw, schools, Department.objects.values_list("slug", flat=True))


KINDS: dict[str, Kind] = {
    "people": Kind(PEOPLE_COLUMNS, _read_people, _people_there, _people_blocked, _people_apply),
    "schools": Kind(SCHOOLS_COLUMNS, read_schools, _schools_there, _schools_blocked, _schools_apply),
}
