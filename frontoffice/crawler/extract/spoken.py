"""Addresses written out so that people can read them: `ana [at] riverbend (dot) org`, in English and Spanish.

A harvester reads them with a pattern of a dozen words, as here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .addresses import Match, judged

OPEN, SHUT = r"[\[({<«|*~_\-]{1,2}", r"[\])}>»|*~_\-]{1,2}"
AT_WORD = r"(?:at|arroba|@|at[ -]?sign|at[ -]?symbol|signo de arroba|a)"
DOT_WORD = r"(?:dot|punto|period|point|d0t|\.)"
GAP = r"[ \t\xa0]"
DOT = rf"(?:{GAP}*{OPEN}{GAP}*{DOT_WORD}{GAP}*{SHUT}{GAP}*|{GAP}+(?:dot|punto){GAP}+|{GAP}+\.{GAP}*)"
UNDERSCORE_WORDS, DASH_WORDS = "(?:underscore|guion bajo|guión bajo)", "(?:dash|hyphen|guion|guión)"
OTHER = rf"(?:{GAP}*{OPEN}{GAP}*{UNDERSCORE_WORDS}{GAP}*{SHUT}{GAP}*|{GAP}+{UNDERSCORE_WORDS}{GAP}+)"
DASH = rf"(?:{GAP}*{OPEN}{GAP}*{DASH_WORDS}{GAP}*{SHUT}{GAP}*|{GAP}+{DASH_WORDS}{GAP}+)"

MARK = re.compile(
    rf"(?P<boxed>{GAP}*{OPEN}{GAP}*{AT_WORD}{GAP}*{SHUT}{GAP}*)|(?P<word>{GAP}+(?:at|arroba){GAP}+)|(?P<sign>{GAP}*@{GAP}*)",
    re.IGNORECASE,
)
CLUE = re.compile(
    r"@|(?<![^\W_])(?:at|arroba|signo de arroba)(?![^\W_])|(?<=[\[({<|*~_ -])a(?=[\])}>|*~_ -])",
    re.IGNORECASE,
)
WRAPPERS = " \t\xa0[({<«|*~_-"
MAX_WRAP_CHARS = 6
LEFT = re.compile(
    rf"(?<![\w@.])([A-Za-z0-9][\w+'-]*(?:(?:\.|{DOT}|{OTHER}|{DASH})[A-Za-z0-9][\w+'-]*){{0,4}})$",
    re.IGNORECASE,
)
RIGHT = re.compile(
    rf"([A-Za-z0-9][A-Za-z0-9-]*(?:(?:\.|{DOT}|{DASH})[A-Za-z0-9][A-Za-z0-9-]*){{1,6}})", re.IGNORECASE
)
DOTS, UNDERSCORES, DASHES = (
    re.compile(DOT, re.IGNORECASE),
    re.compile(OTHER, re.IGNORECASE),
    re.compile(DASH, re.IGNORECASE),
)
HINT = re.compile(
    r"[\[({<«|*~_\-]\s*(?:at|arroba|@|at[ -]?s\w+|a)\s*[\])}>»|*~_\-]|\s(?:dot|punto)\s"
    r"|[\[({<|*_\-]\s*(?:dot|punto|\.)\s*[\])}>|*_\-]"
    r"|\sarroba\s|\sAT\s|\w\s@\s\w|\w\.\w+\sat\s\w+\.\w|@\w[\w.-]*\s\.\s?\w|\w@\s\w",
    re.IGNORECASE,
)
COMMON = frozenset(
    [
        "us",
        "me",
        "you",
        "we",
        "them",
        "him",
        "her",
        "it",
        "look",
        "email",
        "mail",
        "e-mail",
        "meet",
        "available",
        "found",
        "live",
        "visit",
        "online",
        "more",
        "info",
        "information",
        "now",
        "or",
        "and",
        "here",
        "is",
        "are",
        "was",
        "located",
        "back",
        "reach",
        "contact",
        "held",
        "posted",
        "click",
        "register",
        "see",
        "find",
        "go",
        "call",
        "write",
        "questions",
        "starts",
        "start",
        "begins",
        "begin",
        "arrive",
        "meeting",
        "game",
        "practice",
        "open",
        "opens",
        "closed",
        "website",
        "site",
        "page",
        "school",
        "district",
        "office",
        "staff",
        "family",
        "teacher",
        "people",
        "join",
        "follow",
        "watch",
        "listen",
        "read",
        "learn",
        "shop",
        "order",
        "apply",
        "enroll",
        "early",
        "late",
        "only",
        "not",
        "that",
        "this",
        "those",
        "be",
        "been",
        "up",
        "down",
        "out",
        "one",
        "two",
        "a",
        "an",
        "the",
        "to",
        "of",
        "in",
        "on",
        "for",
        "by",
        "from",
        "as",
        "hosted",
        "happening",
        "playing",
        "stay",
        "pick",
        "drop",
        "who",
        "what",
        "when",
        "where",
        "how",
        "nosotros",
        "visítenos",
        "visitenos",
        "encuentre",
        "encontrarnos",
        "sitio",
        "página",
        "pagina",
        "web",
        "disponible",
        "correo",
    ]
)
SITE = re.compile(r"^(?:www|https?|ftp)\b|\.(?:com|org|net|edu|gov|us)$", re.IGNORECASE)
MAX_LEFT_CHARS = 90


def find(text: str) -> Iterator[Match]:
    """Every address that is spelled out in the text."""
    if not HINT.search(text):
        return
    for mark in _marks(text):
        right = RIGHT.match(text, mark.end())
        if not right:
            continue
        cut = max(0, mark.start() - MAX_LEFT_CHARS)
        left = LEFT.search(text[cut : mark.start()])
        if not left:
            continue
        address = _spelled(left[1], right[1], mark)
        if address:
            yield Match(cut + left.start(1), right.end(), address)


def _marks(text: str) -> Iterator[re.Match[str]]:
    """Every way of saying @, found by its word or sign and then widened to what stands round it."""
    reached = 0
    for clue in CLUE.finditer(text):
        start = clue.start()
        while start > reached and clue.start() - start < MAX_WRAP_CHARS and text[start - 1] in WRAPPERS:
            start -= 1
        for first in range(start, clue.start() + 1):
            mark = MARK.match(text, first)
            if mark and mark.end() >= clue.end():
                reached = mark.end()
                yield mark
                break


def _spelled(left: str, right: str, mark: re.Match[str]) -> str | None:
    local, domain = _joined(left), _joined(right)
    said = local != left or domain != right
    if mark["sign"] is not None and not _meant_by_sign(mark[0], local, said):
        return None
    if mark["word"] is not None and not _meant_by_word(mark[0].strip(), local, domain, said):
        return None
    if local.lower() in COMMON:
        local_is_word = mark["boxed"] is None or not said
        if local_is_word:
            return None
    return _longest(local, domain)


def _joined(text: str) -> str:
    return DASHES.sub("-", UNDERSCORES.sub("_", DOTS.sub(".", text)))


def _meant_by_sign(mark: str, local: str, said: bool) -> bool:
    """A bare @ is only a spelling of ours when dots are spoken or spaces stand around it."""
    if said:
        return True
    return mark != "@" and local.islower() and bool(re.search(r"[._\d]", local))


def _meant_by_word(mark: str, local: str, domain: str, said: bool) -> bool:
    """ "at" is an English word: it needs a spoken dot, or a local part that no sentence has."""
    if SITE.search(local):
        return False
    if said or mark.lower() == "arroba":
        return True
    if mark == "AT":
        return not local.isupper() and not domain.isupper()
    return bool(re.fullmatch(r"[a-z]+[._][a-z]+\d*|[a-z]{2,}\d+", local))


def _longest(local: str, domain: str) -> str | None:
    """The address, without trailing words that were taken for parts of the domain."""
    while domain.count("."):
        address = judged(local, domain)
        if address:
            return address
        domain = domain.rpartition(".")[0]
    return None
