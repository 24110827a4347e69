"""What families wrote to Riverbend in the last 120 days: each situation told by one family, at one school."""

import re
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from frontoffice.operate.demo.people import CONTENT
from frontoffice.operate.demo.setup import SCHOOLS
from frontoffice.operate.demo.situations import Line, Situation, situations

COUNT = 300
DAYS = 120
ZONE = ZoneInfo("America/Chicago")
SEED = 4127
NEW, YOUNG, STILL_OPEN, MAY_PEND = 26, 36, 62, 230
PAST_DUE = (27, 29, 33, 35)
WRITES_AGAIN = 0.28
MOST_OF_ONE = 3
CLOSED_AFTER = timedelta(minutes=20)
BUSES = ("3", "6", "9", "11", "14", "17", "22", "25", "28", "31")
LEVELS = {
    "elementary": ("lincoln", "lincoln", "oak-street", "birch-lane", "prairie-view"),
    "secondary": ("middle", "high"),
    "": ("lincoln", "lincoln", "oak-street", "birch-lane", "prairie-view", "middle", "high"),
}
GRADES = {"middle": (6, 8), "high": (9, 12)}


@dataclass(frozen=True)
class Said:
    """One thing said: `direction` is in, out or note; `file` is the name of what is attached."""

    direction: str
    text: str
    at: datetime
    file: str = ""


@dataclass(frozen=True)
class Family:
    """Someone who writes. `name` and `email` are empty for those who do not say who they are."""

    name: str
    email: str
    language: str
    relation: str
    school: str
    grade: int
    girl: str
    boy: str


@dataclass(frozen=True)
class Thread:
    """One conversation as it went; `state` is unopened, in-progress, pending or closed."""

    situation: Situation
    family: Family
    subject: str
    student: str
    state: str
    said: tuple[Said, ...]
    closings: tuple[datetime, ...]
    score: tuple[int, str] | None

    @property
    def anonymous(self) -> bool:
        return "anonymous" in self.situation.marks

    @property
    def owed(self) -> bool:
        """The family's last word has no answer, and the clock runs."""
        spoken = [said.direction for said in self.said if said.direction != "note"]
        return self.state in ("unopened", "in-progress") and spoken[-1] == "in"


@cache
def words() -> dict[str, Any]:
    """Names, weekdays and scores by language, from `content/families.toml`."""
    return tomllib.loads((CONTENT / "families.toml").read_text(encoding="utf-8"))


def threads(today: date) -> list[Thread]:
    """300 conversations of the 120 days before `today`, newest first; the same for the same day."""
    random = Random(SEED)
    written = _in_order(situations(), random)[:COUNT]
    families: list[Family] = []
    return [_thread(one, number, today, families, random) for number, one in enumerate(written)]


def _in_order(written: list[Situation], random: Random) -> list[Situation]:
    """Shuffled; what cannot wait, or speaks of what was done, is not among the newest."""
    random.shuffle(written)
    fresh = [one for one in written if _may_wait(one)][:STILL_OPEN]
    return fresh + [one for one in written if one not in fresh]


def _may_wait(one: Situation) -> bool:
    settled = {"urgent", "reopened", "private"} & one.marks
    return not settled and one.topic not in ("safety", "transition", "counseling", "civil-rights")


def _thread(one: Situation, number: int, today: date, families: list[Family], random: Random) -> Thread:
    family = _family(one, families, random)
    slots = _slots(one, family, random)
    began = _began(one, number, today, random)
    state = _state(one, number)
    said = tuple(_said(one, slots, number, state, began, today, random))
    asked_of = one.lines[0].text
    child = "boy" if "{boy}" in asked_of else "girl" if "{girl}" in asked_of else "child"
    student = slots[child] if f"{{{child}}}" in asked_of and one.relation == "parent" else ""
    return Thread(
        one, family, one.subject.format(**slots), student, state, said,
        _closings(one, said, state), _score(one, number, state),
    )  # fmt: skip


def _family(one: Situation, families: list[Family], random: Random) -> Family:
    wrote = Counter(family.name for family in families)
    known = [f for f in families if _could_write(f, one) and wrote[f.name] < MOST_OF_ONE]
    if known and one.relation == "parent" and random.random() < WRITES_AGAIN:
        families.append(random.choice(known))
        return families[-1]
    names = words()[one.language]
    school = random.choice(LEVELS.get(one.where, (one.where,)))
    taken = {family.name for family in families}
    name = _name(names, one, random)
    while name in taken:
        name = _name(names, one, random)
    made = Family(
        "" if "anonymous" in one.marks else name, "" if "anonymous" in one.marks else _mailbox(name, random),
        one.language, one.relation, school, random.randint(*GRADES.get(school, (1, 5))),
        random.choice(names["girls"]), random.choice(names["boys"]),
    )  # fmt: skip
    families.append(made)
    return made


def _could_write(family: Family, one: Situation) -> bool:
    return (
        bool(family.name)
        and "anonymous" not in one.marks
        and (family.language, family.relation) == (one.language, one.relation)
        and family.school in LEVELS.get(one.where, (one.where,))
    )


def _name(names: dict[str, list[str]], one: Situation, random: Random) -> str:
    young = names["girls"] + names["boys"]
    return f"{random.choice(young if one.relation == 'student' else names['first'])} {random.choice(names['last'])}"


def _mailbox(name: str, random: Random) -> str:
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall("[a-z]+", bare)
    return f"{'.'.join(words) or 'family'}{random.randint(2, 89)}@mail.example"


def _slots(one: Situation, family: Family, random: Random) -> dict[str, str]:
    short = {school.slug: school.short for school in SCHOOLS}
    return {
        "school": short[family.school], "grade": str(family.grade), "girl": family.girl, "boy": family.boy,
        "child": family.girl, "bus": random.choice(BUSES), "late": str(random.randint(12, 40)),
        "year": str(random.randint(1999, 2019)), "day": random.choice(words()[one.language]["days"]),
    }  # fmt: skip


def _state(one: Situation, number: int) -> str:
    if number < NEW:
        return "in-progress" if number % 3 == 0 else "unopened"
    if number in PAST_DUE:
        return "in-progress"
    if one.asks and number < MAY_PEND:
        return "pending"
    return "in-progress" if number < STILL_OPEN and number % 2 else "closed"


def _began(one: Situation, number: int, today: date, random: Random) -> datetime:
    days = 1 if number < NEW // 2 else 2 if number < NEW else 3
    if number >= YOUNG:
        days = 3 + (number - YOUNG) * (DAYS - 3) // (COUNT - YOUNG)
    on = today - timedelta(days=days)
    if one.channel in ("phone", "walk-in"):
        on -= timedelta(days=max(0, on.weekday() - 4))
        return datetime.combine(on, time(random.randint(8, 15), random.randint(0, 59)), ZONE)
    hour = random.choice((6, 7, 9, 12, 15, 16, 17, 19, 20, 21))
    return datetime.combine(on, time(hour, random.randint(0, 59)), ZONE)


def _said(
    one: Situation,
    slots: dict[str, str],
    number: int,
    state: str,
    began: datetime,
    today: date,
    random: Random,
) -> list[Said]:
    last = datetime.combine(today - timedelta(days=1), time(16), ZONE)
    lines = [line for line in one.lines[1:] if line.kind != "ask" or state == "pending"]
    if number < NEW or number in PAST_DUE:
        lines = []
    said, at = [_as_said(one.lines[0], slots, began)], began
    for place, line in enumerate(lines):
        at = at + timedelta(minutes=random.randint(25, 260))
        if line.kind != "in":
            at = _at_work(at, random)
        at = min(at, max(last, began) + timedelta(minutes=7 * (place + 1)))
        said.append(_as_said(line, slots, at))
    return said


def _as_said(line: Line, slots: dict[str, str], at: datetime) -> Said:
    direction = "out" if line.kind == "ask" else line.kind
    return Said(direction, line.text.format(**slots), at, line.file)


def _at_work(at: datetime, random: Random) -> datetime:
    """The moment itself when the offices are open, else the next morning that they are."""
    morning = time(7, 35 + random.randint(0, 24))
    if at.weekday() < 5 and at.time() < morning:
        return datetime.combine(at.date(), morning, ZONE)
    if at.weekday() >= 5 or at.hour >= 16:
        at += timedelta(days=1)
        while at.weekday() >= 5:
            at += timedelta(days=1)
        return datetime.combine(at.date(), morning, ZONE)
    return at


def _closings(one: Situation, said: tuple[Said, ...], state: str) -> tuple[datetime, ...]:
    """When it was closed: before the family wrote again, and at the end."""
    shown = [line for line in one.lines if line.kind != "ask" or state == "pending"]
    again = [before.at for before, line in zip(said, shown[1:], strict=False) if line.after_closing][:1]
    last = [said[-1].at + CLOSED_AFTER] if state == "closed" else []
    return tuple([at + timedelta(minutes=5) for at in again] + last)


def _score(one: Situation, number: int, state: str) -> tuple[int, str] | None:
    if state != "closed":
        return None
    scores = words()["scores"]
    fallback = tuple(scores[number % len(scores)]) if number % 4 == 0 and one.language == "en" else None
    return one.score or fallback  # type: ignore[return-value]
