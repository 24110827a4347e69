"""Whose an address is, and who on the district's roster it belongs to: rules over plain values.

This file knows no network and no database. The roster is given; what a page said near the address is given.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

STAFF, ROLE, STUDENT, OUTSIDE, PLACEHOLDER = "staff", "role", "student", "outside", "placeholder"
LEAST_PATTERN_SHARE = 0.5

PLACEHOLDER_DOMAINS = re.compile(
    r"(?:^|\.)(?:example|test|invalid|localhost)$"
    r"|(?:^|\.)example\.(?:com|net|org|edu)$"
    r"|^(?:domain|yourdomain|yoursite|mydomain|yourschool|yourdistrict|mysite|company|sample|email|address)\.\w+$"
)
PLACEHOLDER_LOCALS = frozenset(
    """
    you your yourname your.name your-name your_name yourmail youremail your.email name first.last
    firstname.lastname firstname lastname first.lastname flastname someone somebody user username test
    tester testing sample example jdoe john.doe jane.doe johndoe janedoe j.doe email mail address me
    nobody noname xxx abc nombre nombre.apellido tu.nombre tunombre correo usuario
    """.split()  # noqa: SIM905
)
STUDENT_LABELS = frozenset(
    """
    student students stu studentmail pupil pupils s learner learners estudiantes alumnos
    """.split()  # noqa: SIM905
)
STUDENT_LOCAL = re.compile(r"^(?:s?\d{4,}|(?:19|20)\d\d[a-z.]+|[a-z.]+(?:19|20)\d\d|[a-z.]{2,}\d{5,})$")

ROLE_WORDS = frozenset(
    """
    info information office mainoffice frontoffice frontdesk front desk contact contactus help helpdesk
    support webmaster web admin administration attendance registrar registration enroll enrollment
    enrolment admissions nurse nurses health healthoffice clinic counselor counselors counseling
    counselling guidance principal principals superintendent superintendents board schoolboard
    boardclerk trustees trustee clerk secretary receptionist reception transportation transport bus
    buses busing routing dispatch nutrition foodservice foodservices food lunch meals cafeteria kitchen
    library librarian libraries athletics athletic sports activities music band orchestra choir
    facilities maintenance custodian custodians grounds operations technology tech it itsupport ithelp
    hr humanresources jobs careers employment payroll benefits business finance accounting accounts
    payable billing purchasing procurement communications communication media news press pr marketing
    newsletter records foia publicrecords recordsrequest openrecords titleix titlenine title9
    civilrights compliance complaints ombudsman equity specialeducation sped specialed studentservices
    services pupilservices curriculum instruction assessment testing504 safety security police sro tips
    tipline reports report bullying homeless mckinneyvento transition transitions esl ell language
    translation interpreters families family parents parent pta pto ptso boosters booster alumni
    foundation volunteer volunteers events calendar rentals communityed communityeducation community
    preschool prek prekindergarten kindergarten daycare childcare afterschool summerschool summer
    webteam team staff feedback questions ask hello mail postmaster hostmaster abuse noreply no reply
    privacy dpo legal oficina ayuda inscripcion inscripciones
    """.split()  # noqa: SIM905
)
SCHOOL_WORDS = frozenset(
    """
    elementary middle high school schools es ms hs elem jr sr district usd isd
    """.split()  # noqa: SIM905
)


def plain(text: str) -> str:
    """The text in lower-case ASCII letters, digits and single spaces; nothing of it is a surprise."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare.replace("'", "")).split())


def _names(name: str) -> tuple[str, str]:
    words = plain(name).split()
    return (words[0], "".join(words[1:])) if len(words) > 1 else ("", "".join(words))


def _last_word(name: str) -> str:
    words = plain(name).split()
    return words[-1] if words else ""


PATTERNS: dict[str, Callable[[str, str], str]] = {
    "f.last": lambda first, last: f"{first[:1]}.{last}",
    "first.last": lambda first, last: f"{first}.{last}",
    "flast": lambda first, last: f"{first[:1]}{last}",
    "firstl": lambda first, last: f"{first}{last[:1]}",
    "first_last": lambda first, last: f"{first}_{last}",
    "last.first": lambda first, last: f"{last}.{first}",
    "lastf": lambda first, last: f"{last}{first[:1]}",
    "last.f": lambda first, last: f"{last}.{first[:1]}",
    "firstlast": lambda first, last: f"{first}{last}",
}


@dataclass(frozen=True)
class Person:
    """Someone on the roster."""

    id: int
    name: str
    address: str


@dataclass(frozen=True)
class Role:
    """A role that has a contact link; `address` is the mailbox it stands for, as far as a finding told."""

    id: int
    title: str
    address: str


@dataclass(frozen=True)
class Judgement:
    """What an address is, and the ids of the person or role it belongs to."""

    kind: str
    person: int | None = None
    role: int | None = None


@dataclass(frozen=True)
class Roster:
    """The district as it stands: its mail domains, its people and its roles."""

    domains: frozenset[str]
    people: tuple[Person, ...] = ()
    roles: tuple[Role, ...] = ()
    school_words: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def by_address(self) -> dict[str, Person]:
        return {person.address.lower(): person for person in self.people}

    @cached_property
    def role_by_address(self) -> dict[str, Role]:
        return {role.address.lower(): role for role in self.roles if role.address}

    @cached_property
    def by_name(self) -> dict[str, Person]:
        """People by their name; two of one name are found under neither."""
        return _unique((plain(person.name), person) for person in self.people)

    @cached_property
    def pattern(self) -> str | None:
        """How the district makes an address from a name: what most of the roster follows, if most
        follow one.
        """
        votes: Counter[str] = Counter()
        for person in self.people:
            local, names = person.address.partition("@")[0].lower(), _names(person.name)
            votes.update(name for name, make in PATTERNS.items() if all(names) and make(*names) == local)
        if not votes:
            return None
        name, count = votes.most_common(1)[0]
        return name if count >= LEAST_PATTERN_SHARE * len(self.people) else None

    @cached_property
    def by_pattern(self) -> dict[str, Person]:
        """People by the local part their name would give."""
        if self.pattern is None:
            return {}
        make = PATTERNS[self.pattern]
        named = ((_names(person.name), person) for person in self.people)
        return _unique((make(*names), person) for names, person in named if all(names))

    def owns(self, domain: str) -> bool:
        """The domain, or one above it, is the district's."""
        return any(domain == ours or domain.endswith("." + ours) for ours in self.domains)


def _unique(pairs: Iterable[tuple[str, Person]]) -> dict[str, Person]:
    found: dict[str, Person | None] = {}
    for key, person in pairs:
        found[key] = None if key in found else person
    return {key: person for key, person in found.items() if person is not None}


def judge(address: str, person_name: str, roster: Roster) -> Judgement:
    """Whose `address` is; `person_name` is the name that stood near it on the page, or empty."""
    local, _, domain = address.lower().rpartition("@")
    known = roster.by_address.get(address.lower())
    if known is not None:
        return Judgement(STAFF, person=known.id)
    role = roster.role_by_address.get(address.lower())
    if role is not None:
        return Judgement(ROLE, role=role.id)
    if is_placeholder(local, domain):
        return Judgement(PLACEHOLDER)
    if not roster.owns(domain):
        return Judgement(OUTSIDE)
    if is_student(local, domain, roster.domains):
        return Judgement(STUDENT)
    match = match_person(local, person_name, roster)
    if match is not None:
        return Judgement(STAFF, person=match.id)
    return Judgement(ROLE if is_role(local, person_name, roster.school_words) else STAFF)


def is_placeholder(local: str, domain: str) -> bool:
    return local in PLACEHOLDER_LOCALS or PLACEHOLDER_DOMAINS.search(domain) is not None


def is_student(local: str, domain: str, ours: frozenset[str]) -> bool:
    """A mailbox on the students' domain, or one named by a number or a year of leaving."""
    if any(label in STUDENT_LABELS for label in domain.split(".")[:-2]) and domain not in ours:
        return True
    return domain in ours and STUDENT_LOCAL.match(local) is not None


def match_person(local: str, person_name: str, roster: Roster) -> Person | None:
    """The one person on the roster whom the name on the page or the district's pattern means, or None.

    A name counts only when its family name is in the address: a table names many people near one address.
    """
    named = roster.by_name.get(plain(person_name)) if person_name else None
    if named is not None and _last_word(named.name) in plain(local).replace(" ", ""):
        return named
    return roster.by_pattern.get(local)


def is_role(local: str, person_name: str, school_words: frozenset[str]) -> bool:
    """A mailbox named for what it is for (`attendance`, `lincoln.office`), not for a person."""
    if person_name and _last_word(person_name) in plain(local).replace(" ", ""):
        return False
    words = plain(local).split()
    if "".join(words) in ROLE_WORDS:
        return True
    known = ROLE_WORDS | school_words | SCHOOL_WORDS
    return any(word in ROLE_WORDS for word in words) and all(
        word in known or word.isdigit() for word in words
    )


def is_persons_name(person_name: str, local: str) -> bool:
    """The name near an address is its owner's: a part of it is in the address."""
    letters = plain(local).replace(" ", "")
    return any(len(word) > 2 and word in letters for word in plain(person_name).split())
