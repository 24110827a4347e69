"""Make contact links: findings are matched to people and roles, who are added where the roster has none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.text import slugify

from frontoffice.district import history
from frontoffice.district.models import Member, RoleLink, School
from frontoffice.exposure.judging import ROLE, STAFF, Roster, is_persons_name, judge, plain
from frontoffice.exposure.models import Finding
from frontoffice.exposure.roster import read_roster

MAX_NAME_CHARS = 120
MAX_SLUG_CHARS = 80


@dataclass
class Made:
    """What making contact links did: lines that now have one, and who was added for it."""

    lines: int = 0
    addresses: int = 0
    people: list[Member] = field(default_factory=list)
    roles: list[RoleLink] = field(default_factory=list)


@transaction.atomic
def make_links(findings: Iterable[Finding], by: Member) -> Made:
    """Every staff or role address among `findings` has a contact link, on all its lines; students
    never get one.

    People who are not on the roster are added to the public directory with the name and role of the page, no
    permissions and no password. Doing it twice makes nothing more.
    """
    chosen = [finding for finding in findings if finding.kind in (STAFF, ROLE)]
    by_address: dict[str, list[Finding]] = {}
    for finding in sorted(chosen, key=lambda one: one.pk):
        by_address.setdefault(finding.address, []).append(finding)
    roster, schools, made = read_roster(), list(School.objects.all()), Made(addresses=len(by_address))
    for address, lines in by_address.items():
        _link(address, lines, roster, schools, made)
    _write_events(by, made)
    return made


def _link(address: str, lines: list[Finding], roster: Roster, schools: list[School], made: Made) -> None:
    name = best_name(address, lines)
    judged = judge(address, name, roster)
    person, role = judged.person, judged.role
    if person is None and role is None and judged.kind == STAFF:
        person = _add_person(address, name, lines, schools, made).pk
    if person is None and role is None:
        role = _add_role(address, lines, schools, made).pk
    same = Finding.objects.filter(address=address)
    made.lines += same.update(person_id=person, role_link_id=role, kind=STAFF if person else ROLE)


def _add_person(address: str, name: str, lines: list[Finding], schools: list[School], made: Made) -> Member:
    role_text = best_role(lines)
    school = school_for(role_text, [line.page_url for line in lines], schools)
    person = Member.objects.create(
        email=address,
        name=name or name_from(address),
        title=title_from(role_text, schools),
        school=school,
        password=make_password(None),
        roles=[],
        listed=True,
    )
    made.people.append(person)
    return person


def _add_role(address: str, lines: list[Finding], schools: list[School], made: Made) -> RoleLink:
    local = address.partition("@")[0]
    title = title_from(best_role(lines), schools) or " ".join(plain(local).split()).capitalize()
    school = school_for(f"{best_role(lines)} {local}", [line.page_url for line in lines], schools)
    slug = free_slug(slugify(f"{school.slug}-{title}" if school else title) or slugify(local) or "contact")
    role = RoleLink.objects.create(slug=slug, title=title[:120], school=school)
    made.roles.append(role)
    return role


def free_slug(wanted: str) -> str:
    """`wanted`, with a number behind it when another role has it."""
    wanted = wanted[: MAX_SLUG_CHARS - 6].strip("-")
    taken = set(RoleLink.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{wanted}-{number}") not in taken)


def best_name(address: str, lines: list[Finding]) -> str:
    """The name that most lines give and that the address bears out; empty when none does."""
    local = address.partition("@")[0]
    names = [
        line.person_name for line in lines if line.person_name and is_persons_name(line.person_name, local)
    ]
    return max(names, key=lambda name: (names.count(name), len(name)), default="")[:MAX_NAME_CHARS]


def best_role(lines: list[Finding]) -> str:
    roles = [line.role_text for line in lines if line.role_text]
    return max(roles, key=lambda role: (roles.count(role), len(role)), default="")


def name_from(address: str) -> str:
    """A name for someone whom no page names: `k.halvorsen` is K. Halvorsen."""
    parts = [part for part in re.split(r"[._\-+\d]+", address.partition("@")[0]) if part]
    words = [f"{part.upper()}." if len(part) == 1 else part.capitalize() for part in parts]
    return " ".join(words)[:MAX_NAME_CHARS] or address.partition("@")[0]


def title_from(role_text: str, schools: list[School]) -> str:
    """The role without the school that stands behind it: "Principal, Lincoln Elementary" is Principal."""
    known = {plain(name) for school in schools for name in (school.name, school.short_name)}
    parts = [part.strip() for part in role_text.split(",")]
    kept = [part for part in parts if part and plain(part) not in known]
    return ", ".join(kept)[:MAX_NAME_CHARS]


def school_for(text: str, urls: list[str], schools: list[School]) -> School | None:
    """The school that the role names, else the one whose folder the page is in."""
    said = f" {plain(text)} "
    for school in schools:
        if any(f" {plain(name)} " in said for name in (school.name, school.short_name) if name):
            return school
    folders = {segment for url in urls for segment in url.split("?")[0].split("/")[3:]}
    in_folder = [school for school in schools if school.slug in folders]
    return in_folder[0] if len(in_folder) == 1 else None


def _write_events(by: Member, made: Made) -> None:
    history.record_all(
        [
            *(history.event("member.added", person, by, source="exposure") for person in made.people),
            *(history.event("role_link.changed", role, by, source="exposure") for role in made.roles),
        ]
    )
    if made.addresses:
        added = {"people": len(made.people), "roles": len(made.roles)}
        history.record("exposure.links_made", by, by, addresses=made.addresses, lines=made.lines, **added)
