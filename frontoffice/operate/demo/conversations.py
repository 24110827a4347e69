"""What families wrote to Riverbend in the last 120 days: situations in `content/threads.txt`, told in real detail."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from frontoffice.operate.demo.people import CONTENT
from frontoffice.operate.demo.setup import SCHOOLS
from frontoffice.operate.demo.site.written import HEAD

COUNT = 300
DAYS = 120
ANONYMOUS_TOPICS = ("bullying", "safety")
CHILDREN = ["Mateo", "Emma", "Pa-Nhia", "Abdi", "Liam", "Ximena", "Tou-Ger", "Hodan", "Oliver", "Sofia", "Kaleb", "Maiv", "Yusuf", "Nora", "Diego", "Greta", "Leng", "Amina", "Theo", "Camila", "Jonas", "Zahra", "Kong", "Ingrid", "Rosa", "Elias", "Mina", "Xavier", "Freya", "Nasra", "Gabriel", "Kalia", "Owen", "Lucia", "Bilal", "Hattie"]  # fmt: skip
FIRST_NAMES = {
    "en": ["Kaylee", "Tom", "Deb", "Priya", "Joan", "Chris", "Greg", "Ellen", "Marcus", "Tasha", "Heidi", "Brandon", "Mary-Jo", "Darnell", "Katie", "Steve", "Wanda", "Erin"],
    "es": ["Marisol", "Lupita", "José", "Verónica", "Ernesto", "Maribel", "Raúl", "Yadira"],
    "hmn": ["Mai", "Pao", "Chong", "Yer"], "so": ["Hodan", "Abdulkadir", "Sahra", "Mahad"],
    "ar": ["Rania", "Khaled", "Noor", "Hassan"], "zh": ["Li", "Mei", "Jun", "Hua"], "vi": ["Linh", "Hoa", "Tuan", "Dung"],
    "pt": ["Juliana", "Paulo", "Renata", "Caio"], "ru": ["Olga", "Dmitri", "Irina", "Sergei"], "ht": ["Mirlande", "Jean", "Rose", "Wilner"],
}  # fmt: skip
LAST_NAMES = {
    "en": ["Nystrom", "Brandvold", "Amundsen", "Raghunathan", "Pflum", "Duquette", "Halloran", "Sobczak", "Reed", "Jankowski", "Tverberg", "Coleman", "Prust", "Blom"],
    "es": ["Vega", "Ortiz", "Cárdenas", "Rosales", "Mejía", "Trujillo", "Ponce"],
    "hmn": ["Xiong", "Lee", "Moua", "Cha"], "so": ["Aadan", "Jama", "Nur", "Hirsi"], "ar": ["Saleh", "Mansour", "Aziz", "Darwish"],
    "zh": ["Chen", "Wang", "Zhou", "Lin"], "vi": ["Tran", "Pham", "Le", "Vo"], "pt": ["Souza", "Lima", "Rocha", "Alves"],
    "ru": ["Ivanova", "Orlov", "Belov", "Popova"], "ht": ["Pierre-Louis", "Joseph", "Charles", "Toussaint"],
}  # fmt: skip
DAY_NAMES = {
    "en": ("on Monday", "on Tuesday", "last Wednesday", "on Thursday", "last Friday"),
    "es": ("el lunes", "el martes", "el miércoles", "el jueves", "el viernes"),
    "hmn": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "so": ("Isniintii", "Talaadadii", "Arbacadii", "Khamiistii", "Jimcihii"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة"),
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五"),
    "vi": ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu"),
    "pt": ("na segunda", "na terça", "na quarta", "na quinta", "na sexta"),
    "ru": ("в понедельник", "во вторник", "в среду", "в четверг", "в пятницу"),
    "ht": ("lendi", "madi", "mèkredi", "jedi", "vandredi"),
}  # fmt: skip
SCORES = (
    (10, "You answered the same day. I did not expect that."), (9, ""), (10, "Very kind, thank you."), (8, ""), (7, "Good answer, but it took three days."),
    (9, "Easier than calling."), (4, "I still do not know why it happened."), (10, "Gracias por contestar en español."), (6, ""), (2, "I had to write twice."),
)  # fmt: skip
MARKS = {">>": "in", "<<": "out", "--": "note", "??": "ask"}


@dataclass(frozen=True)
class Said:
    """One thing said: `direction` is in, out or note; `ask` is an answer that waits for the family."""

    direction: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Thread:
    """One conversation as it went; `state` is unopened, in-progress, pending or closed."""

    topic: str
    kind: str
    channel: str
    relation: str
    language: str
    subject: str
    school: str
    name: str
    email: str
    student: str
    anonymous: bool
    state: str
    said: tuple[Said, ...]
    score: tuple[int, str] | None


@dataclass(frozen=True)
class Situation:
    """A thread as its author wrote it, with {places} for detail."""

    head: tuple[str, ...]
    opening: str
    rest: tuple[tuple[str, str], ...]


def situations() -> list[Situation]:
    """Every written situation, in the order of the file."""
    _, *pieces = HEAD.split((CONTENT / "threads.txt").read_text(encoding="utf-8"))
    return [_situation(head, text) for head, text in zip(pieces[::2], pieces[1::2], strict=True)]


def threads(today: date) -> list[Thread]:
    """300 conversations of the 120 days before `today`, newest first; no two openings are the same."""
    written = situations()
    random = Random(4127)
    made: list[Thread] = []
    openings: set[str] = set()
    for number in range(COUNT):
        situation = written[number * 11 % len(written)]
        slots = _slots(situation.head[4], random)
        while situation.opening.format(**slots) in openings:
            slots = _slots(situation.head[4], random)
        openings.add(situation.opening.format(**slots))
        made.append(_thread(situation, slots, number, today, random))
    return made


def _situation(head: str, text: str) -> Situation:
    first, *lines = text.strip().split("\n")
    rest = tuple((MARKS[line[:2]], line[3:]) for line in lines)
    return Situation(tuple(field.strip() for field in head.split("|")), first, rest)


def _slots(language: str, random: Random) -> dict[str, str]:
    school = random.choice(SCHOOLS)
    grades = {"middle": (6, 8), "high": (9, 12)}.get(school.slug, (1, 5))
    return {
        "school": school.short, "slug": school.slug, "year": str(random.randint(1999, 2019)), "grade": str(random.randint(*grades)), "child": random.choice(CHILDREN),
        "bus": random.choice(("3", "6", "9", "11", "14", "17", "22", "25", "28", "31")), "late": str(random.randint(12, 40)),
        "day": random.choice(DAY_NAMES[language]),
    }  # fmt: skip


def _thread(situation: Situation, slots: dict[str, str], number: int, today: date, random: Random) -> Thread:
    topic, kind, channel, relation, language, subject = situation.head
    state = _state(number, situation)
    anonymous = topic in ANONYMOUS_TOPICS and number % 2 == 0
    name = f"{random.choice(FIRST_NAMES[language])} {random.choice(LAST_NAMES[language])}"
    began = _began(number, today, random)
    said = tuple(_said(situation, slots, state, began, today, random))
    return Thread(
        topic, kind, channel, relation, language, subject.format(**slots), slots["slug"], "" if anonymous else name,
        "" if anonymous else _mailbox(name, number), "" if anonymous else slots["child"], anonymous, state, said,
        SCORES[number % len(SCORES)] if state == "closed" and number % 3 == 0 else None,
    )  # fmt: skip


def _mailbox(name: str, number: int) -> str:
    import unicodedata

    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{re.sub('[^a-z]+', '.', bare)}{number % 89}@mail.example"


def _state(number: int, situation: Situation) -> str:
    if number < 24:
        return "unopened" if number % 3 else "in-progress"
    if any(mark == "ask" for mark, _ in situation.rest) and number < 200:
        return "pending"
    return "in-progress" if number < 70 and number % 2 else "closed"


def _began(number: int, today: date, random: Random) -> datetime:
    days = 1 + number * (DAYS - 1) // COUNT if number >= 12 else 1
    minutes = random.randint(6 * 60 + 30, 21 * 60)
    return datetime.combine(today - timedelta(days=days), time(5), UTC) + timedelta(minutes=minutes)


def _said(
    situation: Situation, slots: dict[str, str], state: str, began: datetime, today: date, random: Random
) -> list[Said]:
    latest = datetime.combine(today, time(5), UTC)
    said = [Said("in", situation.opening.format(**slots), began)]
    if state == "unopened":
        return said
    at = began
    for mark, text in situation.rest:
        answers = mark in ("out", "ask")
        if (mark == "ask" and state != "pending") or (answers and state == "in-progress"):
            continue
        if mark == "in" and state != "closed":
            continue
        at = min(at + timedelta(minutes=random.randint(25, 900)), latest)
        said.append(Said("out" if answers else mark, text.format(**slots), at))
    return said
