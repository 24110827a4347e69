"""Whose an address is: the name and the role that stand near it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_ROLE_CHARS = 90

TITLE = (
    r"(?:(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Sr|Sra|Srta|Rev|Coach|Principal|Superintendent|Director"
    r"|Maestra|Maestro)\.?\s+)"
)
WORD = r"[A-ZÀ-ÖØ-Þ][\w'’`]*(?:-[A-ZÀ-ÖØ-Þ][\w'’]*)*"
PARTICLE = r"(?:de la|de los|de las|de|del|la|van der|van|von|da|dos|el|bin|ibn|al)"
FULL = rf"{WORD}(?:\s+(?:{PARTICLE}\s+)?(?:[A-Z]\.?(?=\s)|\([A-Z][\w'’]+\)|[\"“][A-Z]\w+[\"”]|{WORD})){{1,4}}"
NAME = re.compile(
    rf"^(?P<title>{TITLE})?(?P<name>{FULL})(?:,?\s+(?:Jr|Sr|II|III|IV|Ph\.?D|Ed\.?D|M\.?Ed|M\.?A|RN|CPA)\.?)*$"
)
SURNAME_ONLY = re.compile(rf"^(?:Mr|Mrs|Ms|Mx|Miss|Dr|Coach|Sr|Sra|Srta)\.?\s+{WORD}(?:-{WORD})?$")
LAST_FIRST = re.compile(rf"^({WORD}(?:\s+{WORD})?),\s+({WORD}(?:\s+[A-Z]\.?)?(?:\s+{WORD})?)$")
IN_SENTENCE = re.compile(rf"(?<![\w'’]){TITLE}?{FULL}(?![\w'’])")
SPLIT = re.compile(r"\s*(?:[\n\t|•·:;–—()/]|\s-\s|,(?!\s*(?:Jr|Sr|II|III|Ph|Ed)\b))\s*")

ROLE = re.compile(
    r"\b(?:principal|vice|assistant|associate|deputy|teacher|teaching|secretary|registrar|director|coordinator|"
    r"counsel(?:l)?or|nurse|superintendent|clerk|manager|specialist|librarian|coach|custodian|aide|"
    r"paraprofessional|psychologist|therapist|pathologist|technician|supervisor|treasurer|president|trustee|"
    r"board member|member|chair(?:person|man|woman)?|dean|officer|administrator|bookkeeper|receptionist|"
    r"driver|"
    r"dispatcher|liaison|interpreter|translator|advis[eo]r|head of|chief|analyst|engineer|accountant|cook|"
    r"webmaster|editor|mechanic|foreman|instructor|tutor|professor|lead|intern|substitute|social worker|"
    r"maestr[oa]|director[a]?|secretari[oa]|enfermer[oa]|consejer[oa]|"
    r"coordinador[a]?|bibliotecari[oa]|superintendente|subdirector[a]?|trabajador[a]? social|asistente|"
    r"conserje|recepcionista|facilitador[a]?|int[eé]rprete|enlace)\b",
    re.IGNORECASE,
)
WORDS = """
school schools district office offices contact email e-mail mail department departments high elementary
middle phone fax address home page about staff directory the for and our your this room main street road
avenue unified county board education center services service support public central north south east
west transportation nutrition food human resources special title student students parent parents family
families news events calendar menu search login sign read more click here please send message questions
question monday tuesday wednesday thursday friday saturday sunday january february march april may june
july august september october november december wisconsin state united states policy privacy copyright
rights reserved escuela distrito correo contacto oficina grade grades athletics technology library
librarian counseling administration enrollment registration lunch bus health safety all academy
preparatory primary program programs to write call visit office: hours report team teams form forms
handbook meeting minutes agenda elementary's website web site link links download view edit map maps
bell schedule welcome mission vision subject regarding re name position job role classroom science
mathematics math english history art music physical language arts social studies reading spanish french
band choir orchestra chemistry biology physics algebra geometry kindergarten attendance facilities
maintenance operations finance business payroll curriculum instruction assessment communications
superintendent principal secretary registrar teacher director coordinator counselor nurse assistant
specialist manager clerk coach dean chief officer vice president trustee member chair custodian
psychologist supervisor treasurer administrator webmaster receptionist dispatcher liaison ask tell
mentor advisor wac weydii pregunte llame escriba memorial labor independence day terrace court pond
hollow acres grove lane drive street place heights trail ridge creek river hill park boulevard
"""
NOT_NAMES = frozenset(WORDS.split())


def is_name(text: str) -> bool:
    """True when the text is a person's name and nothing else."""
    return cleaned_name(text) is not None


def cleaned_name(text: str) -> str | None:
    """The name that the text is, as "First Last"; None when it is anything else."""
    text = " ".join(text.split()).strip(" .,;:-–—*")
    if not 4 <= len(text) <= 60 or any(char.isdigit() for char in text) or "@" in text:
        return None
    if text.isupper():
        text = " ".join(
            word if len(word) <= 2 and word.endswith(".") else word.title() for word in text.split()
        )
    turned = LAST_FIRST.match(text)
    if turned and not _has_common_word(text):
        return f"{turned[2]} {turned[1]}"
    found = NAME.match(text)
    if found and not _has_common_word(found["name"]):
        title = (found["title"] or "").strip()
        return (
            f"{title} {found['name']}"
            if title.rstrip(".") in ("Dr", "Mr", "Mrs", "Ms") and " " not in found["name"]
            else found["name"]
        )
    if SURNAME_ONLY.match(text) and text.split()[-1].lower() not in NOT_NAMES:
        return text
    return None


def _has_common_word(text: str) -> bool:
    return any(word.strip(",.'’\"()").lower() in NOT_NAMES for word in text.split())


def fits(name: str, local: str) -> int:
    """How well a name fits the part before the @: 2 for a name of theirs in it, 1 for initials, else 0."""
    words = [word for word in re.split(r"[^a-z]+", _ascii(name)) if len(word) > 1]
    letters = re.sub(r"[^a-z]", "", _ascii(local))
    inside = sum(len(word) > 2 and word in letters for word in words)
    if inside:
        return 1 + inside
    if any(len(word) > 5 and word[:5] in letters for word in words):
        return 2
    initials = "".join(word[0] for word in words)
    return 1 if initials and letters.startswith(initials) and len(letters) <= len(initials) + 2 else 0


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def pieces(lines: Iterable[str]) -> list[str]:
    """Lines cut into the smallest parts that can be a name or a role; names written last-first stay whole."""
    found: list[str] = []
    for cell in (cell for line in lines for cell in line.split("\t")):
        line = cell.strip()
        if not line or ("@" in line and len(line) < 4):
            continue
        if LAST_FIRST.match(" ".join(line.split())) and not ROLE.search(line):
            found.append(line)
            continue
        found.extend(part.strip() for part in SPLIT.split(line) if part and part.strip())
    return found


def near(lines: Iterable[str], local: str, *, sure: bool = False) -> tuple[str | None, str | None]:
    """The person and the role that the lines around an address name. The best fit wins, then the nearest
    before the address; a name that does not fit is taken only when it is the only one and not `sure`."""
    parts = [part for part in pieces(lines) if "@" not in part]
    person, at = best_name(parts, local, sure)
    if sure and person is None:
        return None, None
    role = role_among(parts, at)
    if role and person:
        role = _without_name(role, person)
    return person, role


def _without_name(role: str, person: str) -> str | None:
    words = set(person.split())
    left = " ".join(word for word in role.split() if word not in words).strip(" .,;:-")
    return left if is_role(left) else None


def best_name(parts: list[str], local: str, sure: bool = False) -> tuple[str | None, int]:
    named: list[tuple[int, int, str]] = []
    for index, part in enumerate(parts):
        name = cleaned_name(part)
        if name is None and len(part) > 12:
            name = _inside(part, local)
        if name:
            named.append((fits(name, local), index, name))
    if not named:
        return None, -1
    score, index, name = max(named, key=lambda each: (each[0], each[1]))
    if score == 0 and (sure or len({each[2] for each in named}) > 1):
        return None, -1
    return name, index


def _inside(part: str, local: str) -> str | None:
    """A name inside a sentence, only when the address confirms it."""
    for found in IN_SENTENCE.finditer(part[:400]):
        words = found[0].split()
        for first in range(len(words) - 1):
            name = cleaned_name(" ".join(words[first:]))
            if name and fits(name, local):
                return name
    return None


def role_among(parts: list[str], at: int) -> str | None:
    """The role nearest to the name, after it rather than before it."""
    roles = [(index, part) for index, part in enumerate(parts) if is_role(part)]
    if not roles:
        return None
    _, role = min(roles, key=lambda each: (abs(each[0] - at), each[0] < at)) if at >= 0 else roles[-1]
    return " ".join(role.split()).strip(" .,;:-")


def is_role(text: str) -> bool:
    return (
        3 <= len(text) <= MAX_ROLE_CHARS
        and (text[0].isupper() or len(text.split()) <= 3)
        and ". " not in text
        and bool(ROLE.search(text))
        and not text.rstrip().endswith(("?", " to", " the", " a"))
        and len(text.split()) <= 9
        and not re.search(
            r"\b(?:is|are|your|you|please|contact|call|will|e-?mail|send|ask|our|his|her|their|then|or|with|click|el|su|at|if|by)\b",
            text,
            re.IGNORECASE,
        )
        and cleaned_name(text) is None
    )
