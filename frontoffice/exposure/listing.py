"""What the Exposure screen lists: the filters a person chose, the lines that pass, and the counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.core.paginator import Page as PageOfLines
from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from frontoffice.exposure.models import Finding, Kind, State
from frontoffice.exposure.models.finding import STATE_QUERIES, FindingQuerySet
from frontoffice.exposure.replacements import Replacement, path_for, replacement
from frontoffice.exposure.techniques import TECHNIQUES, Technique, technique

LINES_PER_PAGE = 50
NEWEST_BACK = 5
TABS: dict[str, Q] = {
    "open": STATE_QUERIES[State.OPEN],
    "exception": STATE_QUERIES[State.EXCEPTION],
    "accepted": STATE_QUERIES[State.ACCEPTED],
    "gone": STATE_QUERIES[State.FIXED],
    "all": Q(),
}
ORDERS = ("page", "person")


@dataclass(frozen=True)
class Filters:
    """What a person chose to see. Unknown values count as not chosen."""

    tab: str = "open"
    by: str = "page"
    words: str = ""
    site: str = ""
    how: str = ""
    kind: str = ""

    @classmethod
    def read(cls, query: dict[str, str]) -> Filters:
        def among(name: str, known: object, otherwise: str = "") -> str:
            value = query.get(name, otherwise)
            return value if value in known else otherwise  # type: ignore[operator]

        site = query.get("site", "")
        return cls(
            tab=among("tab", TABS, "open"),
            by=among("by", ORDERS, "page"),
            words=query.get("q", "").replace("\x00", "").strip()[:200],
            site=site if site.isascii() and site.isdigit() and len(site) < 10 else "",
            how=among("how", TECHNIQUES),
            kind=among("kind", Kind.values),
        )

    def address(self, **changes: str) -> str:
        """The query string of these filters with `changes`."""
        chosen = replace(self, **changes)
        pairs = {
            "tab": chosen.tab if chosen.tab != "open" else "",
            "by": chosen.by if chosen.by != "page" else "",
            "q": chosen.words,
            "site": chosen.site,
            "how": chosen.how,
            "kind": chosen.kind,
        }
        return "?" + urlencode({name: value for name, value in pairs.items() if value})

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.site or self.how or self.kind)

    def narrow(self) -> FindingQuerySet:
        """Every line that passes, in any state; without a chosen kind only the district's own addresses."""
        lines = Finding.objects.filter(site__retired_at=None)
        lines = lines.filter(kind=self.kind) if self.kind else lines.exposed()
        if self.site:
            lines = lines.filter(site_id=int(self.site))
        if self.how:
            lines = lines.filter(technique=self.how)
        for word in self.words.split()[:6]:
            lines = lines.filter(
                Q(address__icontains=word)
                | Q(page_url__icontains=word)
                | Q(person_name__icontains=word)
                | Q(person__name__icontains=word)
                | Q(role_link__title__icontains=word)
                | Q(role_text__icontains=word)
            )
        return lines

    def lines(self) -> FindingQuerySet:
        """The lines of the chosen tab, grouped as chosen."""
        chosen = (
            self.narrow().filter(TABS[self.tab]).select_related("person__school", "role_link__school", "site")
        )
        if self.by == "person":
            name = Coalesce("person__name", "role_link__title", NullIf("person_name", Value("")), "address")
            return chosen.order_by(Lower(name), "address", "page_url", "id")
        return chosen.order_by("site_id", "page_url", "address", "id")


@dataclass(frozen=True)
class Line:
    """One finding as the table shows it."""

    finding: Finding
    put: Replacement | None
    how: Technique
    place: str
    link: str
    left: bool

    @property
    def group(self) -> str:
        return self.finding.page_url

    @property
    def who(self) -> str:
        return self.finding.address


def line(finding: Finding) -> Line:
    parts = urlsplit(finding.page_url)
    place = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Line(
        finding=finding,
        put=replacement(finding),
        how=technique(finding.technique),
        place=place,
        link=finding.page_url if parts.scheme in ("http", "https") else "",
        left=finding.person is not None and not path_for(finding),
    )


def page_of(filters: Filters, number: str) -> PageOfLines[Finding]:
    """One page of lines; a number out of range is the nearest page."""
    return Paginator(filters.lines(), LINES_PER_PAGE).get_page(number)


def counts(filters: Filters) -> dict[str, int]:
    """How many lines each tab has."""
    asked = {name: Count("id", filter=query) if query else Count("id") for name, query in TABS.items()}
    return filters.narrow().aggregate(**asked)


@dataclass(frozen=True)
class Summary:
    """The district's own addresses, each once: ever seen, still showing, and of these lawful or accepted."""

    showed: int
    showing: int
    lawful: int
    lines_showing: int
    first_at: datetime | None
    last_at: datetime | None
    most_at: str
    most_on: int

    @property
    def gone(self) -> int:
        return self.showed - self.showing

    @property
    def open(self) -> int:
        return self.showing - self.lawful


def summary() -> Summary:
    """The numbers of the sentence and of the certificate, over all watched sites."""
    lines = Finding.objects.filter(site__retired_at=None).exposed()
    showing = lines.showing()
    numbers = lines.aggregate(
        showed=Count("address", distinct=True),
        showing=Count("address", distinct=True, filter=Q(fixed_at=None)),
        open=Count("address", distinct=True, filter=STATE_QUERIES[State.OPEN]),
        lines_showing=Count("id", filter=Q(fixed_at=None)),
        first_at=Min("first_seen_at"),
        last_at=Max("last_seen_at"),
    )
    opened = numbers.pop("open")
    crowded = showing.values("page_url").annotate(n=Count("address", distinct=True)).order_by("-n").first()
    most_at, most_on = (crowded["page_url"], crowded["n"]) if crowded else ("", 0)
    return Summary(lawful=numbers["showing"] - opened, most_at=most_at, most_on=most_on, **numbers)


@dataclass(frozen=True)
class CameBack:
    """Addresses that were gone and show again: how many, and the newest with one line each."""

    addresses: int
    newest: list[Finding]

    @property
    def more(self) -> bool:
        return self.addresses > len(self.newest)


def came_back() -> CameBack:
    """What came back on the watched sites and nobody has judged."""
    lines = Finding.objects.filter(site__retired_at=None).exposed().came_back()
    one_each = lines.order_by("address", "-came_back_at", "id").distinct("address").values("pk")
    newest = lines.filter(pk__in=one_each).order_by("-came_back_at", "id").select_related("owner")
    addresses = lines.order_by().values("address").distinct().count()
    return CameBack(addresses, list(newest[:NEWEST_BACK]))
