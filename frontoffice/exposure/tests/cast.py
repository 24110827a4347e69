"""The fixed cast, and sites as read, for tests of exposure."""

from __future__ import annotations

from django.test import Client
from django.utils.timezone import now

from frontoffice.district.context import forget_district
from frontoffice.district.models import District, Member, School
from frontoffice.website.models import Page, Scan, Seen, Site, key_of

DOMAIN = "riverbend.k12.wi.us"
Address = tuple[str, str, str, str]
"""An address, its technique, and the person and role named near it."""


def a_district() -> School:
    """The district with its mail domain, and one school."""
    District.objects.create(name="Riverbend School District", short_name="Riverbend", staff_domains=[DOMAIN])
    forget_district()
    return School.objects.create(
        name="Lincoln Elementary School", short_name="Lincoln Elementary", slug="lincoln"
    )


def member(name: str, *roles: str, email: str = "") -> Member:
    first, last = name.lower().split()
    return Member.objects.create(
        name=name, email=email or f"{first[0]}.{last}@{DOMAIN}", roles=list(roles), password="!"
    )


def ivy() -> Member:
    """The IT administrator."""
    return member("Ivy Nakamura", Member.Role.IT_ADMINISTRATOR)


def dov() -> Member:
    """A team member, who has no business on these screens."""
    return member("Dov Adler", Member.Role.TEAM_MEMBER)


def browser_of(person: Member, settings: object) -> Client:
    """A browser in which the person is signed in; their second factor is another module's test."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]  # type: ignore[attr-defined]
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def a_site(owner: Member | None = None) -> Site:
    return Site.objects.create(
        name="District website", start_url="https://www.riverbend.example/", owner=owner
    )


def a_scan(site: Site, shown: dict[str, list[Address]]) -> Scan:
    """A finished scan that read these pages (by path) and saw these addresses on them."""
    moment = now()
    scan = Scan.objects.create(
        site=site, started_at=moment, heard_at=moment, finished_at=moment, pages=len(shown), complete=True
    )
    for path, addresses in shown.items():
        url = site.start_url.rstrip("/") + path
        seen = [
            Seen(url, address, how, "p[1]", f"…{address}…", person, role)
            for address, how, person, role in addresses
        ]
        Page.objects.update_or_create(
            site=site,
            key=key_of(url),
            defaults={
                "scan": scan,
                "url": url,
                "first_read_at": moment,
                "read_at": moment,
                "sightings": [one.as_json() for one in seen],
                "shows": len(seen),
                "kind": "document" if path.endswith(".pdf") else "page",
            },
        )
    return scan


def line(local: str, person: str = "", role: str = "", technique: str = "mailto") -> Address:
    return (f"{local}@{DOMAIN}", technique, person, role)
