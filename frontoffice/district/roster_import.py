"""Put a file of people or schools into the district: all of it, in one transaction, or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from frontoffice.district import history
from frontoffice.district.access import TEAM, may_manage
from frontoffice.district.departures import depart, held_by
from frontoffice.district.models import Department, District, Member, School
from frontoffice.district.roster import (
    PEOPLE,
    SCHOOLS,
    Comparison,
    Problem,
    Read,
    Row,
    compare,
    read_people,
    read_schools,
)

BATCH = 500
FIELDS = [
    "name", "title", "phone", "school", "department", "listed", "is_active", "successor", "roles", "password",
]  # fmt: skip


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
    permission: str
    read: Callable[[bytes], Read]
    there: Callable[[], dict[str, Row]]
    blocked: Callable[[Comparison, Member], list[Problem]]
    apply: Callable[[Comparison, Member], None]

    def as_csv(self) -> str:
        """What is there now, as the file that would change nothing."""
        out = io.StringIO()
        lines = csv.DictWriter(out, self.columns, lineterminator="\r\n")
        lines.writeheader()
        lines.writerows(self.there().values())
        return out.getvalue()


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
    if any(counts.values()):
        about = District.current() if District.objects.exists() else by
        history.record("people.imported", about, by, of=name, **counts)
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
    keys = [row["email"] for row in comparison.removals] + [change.key for change in comparison.changes]
    people = {person.email: person for person in Member.objects.filter(email__in=keys)}
    words = [_why_not_removed(people[row["email"]], by) for row in comparison.removals]
    words += [
        f"Only an administrator may change {people[change.key].name}."
        for change in comparison.changes
        if not may_manage(by, people[change.key])
    ]
    return [Problem(0, sentence) for sentence in words if sentence]


def _why_not_removed(person: Member, by: Member) -> str:
    if person.pk == by.pk:
        return "You are not in the file yourself, and you cannot remove yourself."
    if not may_manage(by, person):
        return f"{person.name} is not in the file, and only an administrator may remove them."
    count = sum(len(rows) for _words, rows in held_by(person))
    return f"{person.name} is not in the file but answers for {count} things. See People." if count else ""


def _people_apply(comparison: Comparison, by: Member) -> None:
    """Who is added may answer when an administrator adds them; else they wait for one to give a role."""
    added = _added(comparison, by)
    changed = Member.objects.in_bulk([change.key for change in comparison.changes], field_name="email")
    rows = {row["email"]: row for row in comparison.adds} | {
        change.key: change.after for change in comparison.changes
    }
    schools = {school.slug: school for school in School.objects.all()}
    departments = {department.slug: department for department in Department.objects.all()}
    for person in (*added, *changed.values()):
        row = rows[person.email]
        person.name, person.title, person.phone = row["name"], row["title"], row["phone"]
        person.school, person.department = schools.get(row["school"]), departments.get(row["department"])
        person.listed = row["listed"] == "yes"
    new = [person for person in added if not person.pk]
    back = [person for person in added if person.pk]
    Member.objects.bulk_update([*back, *changed.values()], FIELDS, batch_size=BATCH)
    Member.objects.bulk_create(new, batch_size=BATCH)
    events = [history.event("member.added", person, by, changed=["import"]) for person in new]
    events += [history.event("member.changed", person, by, changed=["import"]) for person in back]
    for change in comparison.changes:
        names = [name for name, _before, _after in change.fields]
        events.append(history.event("member.changed", changed[change.key], by, changed=names))
    history.record_all(events)
    for row in comparison.removals:
        depart(Member.objects.get(email=row["email"]), None, by)


def _added(comparison: Comparison, by: Member) -> list[Member]:
    """The people to add, unsaved, and those who were here before."""
    known = Member.objects.in_bulk([row["email"] for row in comparison.adds], field_name="email")
    people = [known.get(row["email"]) or Member(email=row["email"]) for row in comparison.adds]
    for person in people:
        person.is_active, person.successor = True, None
        person.roles = [TEAM] if by.may("access.give") else []
        person.set_unusable_password()
    return people


def _schools_there() -> dict[str, Row]:
    schools = School.objects.filter(closed_at=None)
    return {school.slug: {name: getattr(school, name) for name in SCHOOLS} for school in schools}


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
        facts: dict[str, Any] = {**{name: row[name] for name in SCHOOLS if name != "slug"}, "closed_at": None}
        school, _added = School.objects.update_or_create(slug=row["slug"], defaults=facts)
        history.record("school.changed", school, by, changed=["import"])
    for row in comparison.removals:
        school = School.objects.get(slug=row["slug"])
        school.closed_at = now()
        school.save(update_fields=["closed_at"])
        history.record("school.changed", school, by, changed=["closed_at"])


def _read_people(raw: bytes) -> Read:
    schools = School.objects.filter(closed_at=None).values_list("slug", flat=True)
    return read_people(raw, schools, Department.objects.values_list("slug", flat=True))


KINDS: dict[str, Kind] = {
    "people": Kind(
        tuple(PEOPLE), "people.manage", _read_people, _people_there, _people_blocked, _people_apply
    ),
    "schools": Kind(
        tuple(SCHOOLS), "district.manage", read_schools, _schools_there, _schools_blocked, _schools_apply
    ),
}
