"""The district's roster as the plain values that judging.py takes."""

from __future__ import annotations

from frontoffice.district.models import District, Member, School
from frontoffice.exposure.judging import Person, Role, Roster, plain
from frontoffice.exposure.models import Finding


def read_roster() -> Roster:
    """Mail domains, everyone who has ever had an account, and the roles with a contact link, as they
    stand now.
    """
    people = Member.objects.values_list("id", "name", "email")
    schools = School.objects.values_list("name", "short_name", "slug")
    return Roster(
        domains=frozenset(domain.lower().lstrip("@.") for domain in District.current().staff_domains),
        people=tuple(Person(*row) for row in people),
        roles=tuple(_roles()),
        school_words=frozenset(word for row in schools for text in row for word in plain(text).split()),
    )


def _roles() -> list[Role]:
    known = Finding.objects.exclude(role_link=None).order_by("address", "id").distinct("address")
    return [Role(*row) for row in known.values_list("role_link_id", "role_link__title", "address")]
