"""What to put where an address stood: link, HTML snippet, and a directory's rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _

from frontoffice.district.models import Member, RoleLink
from frontoffice.exposure.models import Finding
from frontoffice.exposure.techniques import technique

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
DIRECTORY_COLUMNS = ("person", "role", "school", "contact_link")
WORK_COLUMNS = ("page", "what", "where", "find", "put_there", "advice")


@dataclass(frozen=True)
class Replacement:
    """`url` is the whole contact link and `path` its end; `snippet` is HTML to paste, empty where
    nothing is pasted.
    """

    url: str
    path: str
    snippet: str
    advice: str


def person_path(member: Member) -> str:
    return f"/p/{member.link}/"


def role_path(role: RoleLink) -> str:
    return f"/c/{role.slug}/"


def whole(path: str) -> str:
    """The contact link as the public types it."""
    return settings.SITE_URL.rstrip("/") + path


def path_for(finding: Finding) -> str:
    """Where the finding's person or role is reached; empty while nobody is matched, or the person has
    left.
    """
    if finding.person is not None:
        return person_path(finding.person) if finding.person.is_active else ""
    return role_path(finding.role_link) if finding.role_link is not None else ""


def replacement(finding: Finding) -> Replacement | None:
    """What to put where the address stands, or None while it has no contact link."""
    path = path_for(finding)
    if not path:
        return None
    url = whole(path)
    how = technique(finding.technique)
    words = _("Write to %(name)s") % {"name": finding.name}
    pasted = how.pasted and not finding.document
    snippet = (
        f'<a href="{escape(url)}">{escape(words)}</a>' if pasted else ""
    )  # plain text: pages escape it again
    return Replacement(url, path, snippet, str(how.todo))


def contact_paths() -> dict[str, str]:
    """Every address that has a contact link, and where that leads."""
    matched = Finding.objects.exclude(person=None, role_link=None).select_related("person", "role_link")
    paths = {
        finding.address: path_for(finding) for finding in matched.order_by("address").distinct("address")
    }
    return {address: path for address, path in paths.items() if path}


def safe_cell(text: str) -> str:
    """The text, as no spreadsheet will run it."""
    flat = " ".join(text.split())
    return f"'{flat}" if text.startswith(FORMULA_STARTS) or flat.startswith(FORMULA_STARTS) else flat


def as_csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A CSV line by line, with a header and with cells that cannot be formulas (RFC 4180; UTF-8 with
    its mark).
    """
    yield "\ufeff" + _line(columns)
    for row in rows:
        yield _line(safe_cell(cell) for cell in row)


def _line(cells: Iterable[str]) -> str:
    held = io.StringIO()
    csv.writer(held).writerow(list(cells))
    return held.getvalue()


def directory_rows(findings: Iterable[Finding]) -> Iterator[tuple[str, ...]]:
    """One row for each person or role that has a contact link, in the order given."""
    done: set[str] = set()
    for finding in findings:
        path = path_for(finding)
        if path and path not in done:
            done.add(path)
            yield (finding.name, role_of(finding), school_of(finding), whole(path))


def work_rows(findings: Iterable[Finding]) -> Iterator[tuple[str, ...]]:
    """One row for each line: where it is, what to search for there, and what to put."""
    for finding in findings:
        put = replacement(finding)
        how = technique(finding.technique)
        yield (
            finding.page_url,
            str(how.label),
            finding.where,
            finding.evidence,
            (put.snippet or put.url) if put else "",
            str(how.todo),
        )


def role_of(finding: Finding) -> str:
    """The role, from the roster when it knows it, else as the page said."""
    if finding.person is not None and finding.person.title:
        return finding.person.title
    return "" if finding.role_link is not None else finding.role_text


def school_of(finding: Finding) -> str:
    owner = finding.person or finding.role_link
    return owner.school.name if owner is not None and owner.school is not None else ""
