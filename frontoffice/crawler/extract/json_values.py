"""Addresses in JSON: whole answers, islands in pages, and JSON-LD, each with the names beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import addresses, people, spoken, turned

MAX_DEPTH = 60
NAMES = (
    "full_name",
    "fullname",
    "displayname",
    "display_name",
    "name",
    "person",
    "staff_name",
    "nombre",
    "fn",
    "label",
    "title",
)
FIRST, LAST = (
    ("firstname", "first_name", "givenname", "given_name", "fname"),
    ("lastname", "last_name", "familyname", "family_name", "lname", "surname"),
)
ROLES = (
    "jobtitle",
    "job_title",
    "role",
    "position",
    "title",
    "contacttype",
    "job",
    "cargo",
    "puesto",
    "designation",
    "titles",
)
USERS, HOSTS = (
    ("user", "username", "local", "localpart", "mailbox", "account", "u", "emailuser", "email_user"),
    ("domain", "host", "hostname", "d", "server", "emaildomain", "email_domain"),
)
LOCAL = re.compile(r"[\w.+-]{2,64}")


@dataclass(frozen=True, slots=True)
class Entry:
    address: str
    technique: str
    where: str
    said: str
    person: str | None
    role: str | None


def find(text: str, technique: str) -> Iterator[Entry]:
    """Every address in a JSON text; what does not parse as JSON is searched as text."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        for each in addresses.find(text.replace("\\u0040", "@").replace("\\/", "/")):
            yield Entry(each.address, technique, "text", each.address, None, None)
        return
    yield from _walk(value, "", technique, (None, None), 0)


def _walk(
    value: Any, path: str, technique: str, who: tuple[str | None, str | None], depth: int
) -> Iterator[Entry]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        who = _who(value, who)
        yield from _pair(value, path, technique, who)
        for key, each in value.items():
            yield from _walk(each, f"{path}.{key}" if path else str(key), technique, who, depth + 1)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _walk(each, f"{path}[{index}]", technique, who, depth + 1)
    elif isinstance(value, str) and len(value) > 5:
        yield from _in_string(value, path, technique, who)


def _in_string(value: str, path: str, technique: str, who: tuple[str | None, str | None]) -> Iterator[Entry]:
    plain = addresses.plain(value)
    if "@" in plain:
        for each in addresses.find(plain):
            yield Entry(
                each.address,
                technique,
                path,
                value if len(value) < 150 else each.address,
                *_fitting(who, each.address),
            )
        for each, how in turned.find(plain):
            yield Entry(each.address, how, path, value[:150], *who)
    if spoken.HINT.search(plain):
        for each in spoken.find(plain):
            yield Entry(each.address, "spoken", path, value[:150], *who)


def _pair(
    value: dict[str, Any], path: str, technique: str, who: tuple[str | None, str | None]
) -> Iterator[Entry]:
    low = {str(key).lower(): each for key, each in value.items() if isinstance(each, str)}
    user = next((low[key] for key in USERS if key in low), None)
    host = next((low[key] for key in HOSTS if key in low), None)
    if (
        user
        and host
        and LOCAL.fullmatch(user)
        and (address := addresses.judged(user, host.lstrip("@"), strict=True))
    ):
        yield Entry(address, technique, path, f"{user}, {host}", *who)


def _who(value: dict[str, Any], outer: tuple[str | None, str | None]) -> tuple[str | None, str | None]:
    low = {str(key).lower(): _text(each) for key, each in value.items()}
    first = next((low[key] for key in FIRST if low.get(key)), "")
    last = next((low[key] for key in LAST if low.get(key)), "")
    person = people.cleaned_name(f"{first} {last}") if first and last else None
    for key in NAMES:
        person = person or (people.cleaned_name(low[key]) if low.get(key) else None)
    role = next(
        (low[key] for key in ROLES if low.get(key) and low[key] != person and not people.is_name(low[key])),
        None,
    )
    if role and len(role) > people.MAX_ROLE_CHARS:
        role = None
    return (person, role) if person else (outer[0], role or outer[1])


def _fitting(who: tuple[str | None, str | None], address: str) -> tuple[str | None, str | None]:
    return who


def _text(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], str):
        return value[0].strip()
    return value.strip() if isinstance(value, str) else ""
