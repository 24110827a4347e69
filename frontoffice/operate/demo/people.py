"""The staff of Riverbend: 60 members of Front Office and 90 people who only stand on the district's website."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MAIL_DOMAIN = "riverbend.k12.wi.us"
CONTENT = Path(__file__).parent / "content"
FIRST_EXTENSION = 110


@dataclass(frozen=True)
class Person:
    """Someone who works for the district. `place` is the slug of a school or department, or "board"."""

    first: str
    last: str
    title: str
    place: str
    local: str
    extension: int
    languages: tuple[str, ...] = ("en",)
    hours: str = ""
    teams: tuple[str, ...] = ()
    role: str = ""

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def address(self) -> str:
        return f"{self.local}@{MAIL_DOMAIN}"

    @property
    def slug(self) -> str:
        """The name in a link: lower-case ASCII letters and hyphens, one for each person."""
        return plain(self.name).replace(" ", "-")


@dataclass(frozen=True)
class Role:
    """A contact link that survives turnover: `holder` is the local part of who has the role now."""

    slug: str
    title: str
    title_es: str
    school: str
    holder: str
    team: str


def plain(text: str) -> str:
    """The text in lower-case ASCII, without accents and apostrophes."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return bare.replace("'", "").lower()


@cache
def members() -> tuple[Person, ...]:
    """The 60 who sign in, in the order of the directory's offices."""
    return tuple(_person(line, FIRST_EXTENSION + i) for i, line in enumerate(_lines("members.txt")))


@cache
def others() -> tuple[Person, ...]:
    """The 90 who are only named on the website."""
    first = FIRST_EXTENSION + len(members())
    return tuple(_person(line, first + i) for i, line in enumerate(_lines("staff.txt")))


@cache
def everyone() -> dict[str, Person]:
    """All 150, by the local part of their address."""
    return {person.local: person for person in members() + others()}


def at(place: str) -> list[Person]:
    """Everyone at one school, department or on the board."""
    return [person for person in everyone().values() if person.place == place]


@cache
def read_roles() -> tuple[Role, ...]:
    """The roles that have a contact link, from `content/roles.txt`."""
    return tuple(Role(*(field.strip() for field in line.split("|"))) for line in _lines("roles.txt"))


def who_answers(team: str, *, last: bool = False) -> Person:
    """Who answers first on a team, or last: its owner leads. Raises IndexError for a team of nobody."""
    named = [p for p in members() if team in p.teams and p.role not in ("recorder", "records_officer")]
    named = named or [p for p in members() if team in p.teams]
    named.sort(key=lambda p: p.role != "owner")
    return named[-1 if last else 0]


def _lines(name: str) -> list[str]:
    text = (CONTENT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _person(line: str, extension: int) -> Person:
    first, last, title, place, local, *member = (field.strip() for field in line.split("|"))
    local = local or f"{first[0].lower()}.{plain(last).replace(' ', '')}"
    if not any(member):
        return Person(first, last, title, place, plain(local), extension)
    languages, hours, teams, role = member
    return Person(
        first,
        last,
        title,
        place,
        local,
        extension,
        _words(languages),
        hours,
        _words(teams),
        role,
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
