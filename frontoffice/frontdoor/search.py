"""Finding a topic, a school, a person or a role by a few words, in the reader's language."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import TypeVar

from django.db.models import Q, QuerySet

from frontoffice.district.models import Member, RoleLink, School, Topic
from frontoffice.frontdoor.target import open_schools, people, roles, topics

Row = TypeVar("Row")
MAX_WORDS = 6
MAX_WORD_CHARS = 40
MAX_PEOPLE = 12
ACCENTED = {
    "a": "áàâäãåāąăạ", "c": "çćč", "d": "đ", "e": "éèêëēęěệ", "i": "íìîïīı", "l": "ł", "n": "ñńň",
    "o": "óòôöõøōőơọ", "s": "śšş", "u": "úùûüūůű", "y": "ýÿ", "z": "żžź",
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What a search found, the likeliest first in each list."""

    topics: list[Topic] = field(default_factory=list)
    schools: list[School] = field(default_factory=list)
    people: list[Member] = field(default_factory=list)
    roles: list[RoleLink] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.topics or self.schools or self.people or self.roles)


def plain(text: str) -> str:
    """Letters as one compares them: without accents and without case."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return (
        "".join(part for part in parts if not unicodedata.combining(part)).replace("ł", "l").replace("ø", "o")
    )


def words_of(query: str) -> list[str]:
    return [word[:MAX_WORD_CHARS] for word in plain(query.replace("\x00", "")).split()[:MAX_WORDS]]


def find(query: str) -> Found:
    """Everything whose name or description has all the words of `query`; nothing for an empty one."""
    words = words_of(query)
    if not words:
        return Found()
    return Found(
        topics=_matching(words, topics(), _topic_text),
        schools=_matching(
            words, open_schools(), lambda school: f"{school.name} {school.short_name} {school.label}"
        ),
        people=list(people_named(words)[:MAX_PEOPLE]),
        roles=_matching(words, roles(), lambda role: f"{role.title} {role.school or ''} {role.holder or ''}"),
    )


def people_named(words: list[str]) -> QuerySet[Member]:
    """Listed people whose name, title or school has each word, with or without its accents."""
    listed = people().filter(listed=True)
    return listed.filter(reduce(and_, (_has(word) for word in words), Q()))


def _has(word: str) -> Q:
    pattern = "".join(_any_accent(letter) for letter in word)
    return Q(name__iregex=pattern) | Q(title__iregex=pattern) | Q(school__name__iregex=pattern)


def _any_accent(letter: str) -> str:
    """A regular expression for the letter, whatever accent it wears."""
    if letter.isalnum():
        return f"[{letter}{ACCENTED.get(letter, '')}]"
    return rf"\{letter}"


def _topic_text(topic: Topic) -> str:
    return (
        f"{topic.label} {topic.words('description')} {topic.name} {topic.description} {topic.category.label}"
    )


def _matching(words: list[str], rows: Iterable[Row], text_of: Callable[[Row], str]) -> list[Row]:
    scored = [(plain(text_of(row)), row) for row in rows]
    return [row for text, row in scored if all(word in text for word in words)]
