"""Addresses that a script puts together when it runs, or keeps in a string."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import addresses, coded, spoken, turned
from .addresses import Match
from .page import decoded
from .script_strings import UNKNOWN, Value, literal
from .script_values import Script

MAX_SCRIPT_CHARS = 3_000_000

STRING = r"""(?:"(?:[^"\\\n]|\\.){0,300}"|'(?:[^'\\\n]|\\.){0,300}')"""
INSERT_EMAIL = re.compile(rf"insertEmail\s*\(\s*({STRING})\s*,\s*({STRING})\s*,\s*({STRING})", re.IGNORECASE)
CALL = re.compile(rf"([\w$.]{{1,80}})\s*\(\s*({STRING}(?:\s*,\s*{STRING}){{1,3}})\s*[,)]")
MAILING = re.compile(r"mail|addr|cloak|correo|contact", re.IGNORECASE)
USER_KEY = (
    r"""["']?(?:user|username|name|u|local|localpart|mailbox|account|login|a|first|part1|before)["']?"""
)
HOST_KEY = r"""["']?(?:domain|host|d|server|hostname|b|second|part2|after|at|site)["']?"""
PAIR = re.compile(rf"{USER_KEY}\s*:\s*({STRING})\s*,\s*{HOST_KEY}\s*:\s*({STRING})", re.IGNORECASE)
STRINGS = re.compile(STRING)
LOCAL = re.compile(r"[\w.+-]{2,64}")
MAKES = re.compile(
    r"@|\\x40|\\u0040|\\u\{40\}|\\100|fromCharCode|atob|%40|&#|rot_?13|arroba|[\[({]\s*at\s*[\])}]|[\"'_-](?:AT|at)[\"'_-]|commat",
    re.IGNORECASE,
)
SPOKEN_IN_CODE = re.compile(r"[\[({]\s*(?:at|arroba)\s*[\])}]", re.IGNORECASE)


def find(code: str) -> Iterator[tuple[Match, str]]:
    """Every address the script holds or makes, with the technique that a harvester needs for it."""
    code = code[:MAX_SCRIPT_CHARS]
    low = code.lower()
    if "insertemail" in low:
        yield from _finalsite(code)
    yield from _called(code)
    if "domain" in low or "host" in low or PAIR.search(code):
        yield from _paired(code)
    if MAKES.search(code):
        script = Script(code)
        for value in script.values():
            yield from _in_value(value)
        for start, text in script.strings():
            yield from _in_text(literal(text), Value("", start=start, end=start + len(text)))


def hinted(code: str) -> bool:
    """True when a user and a domain stand side by side in it, which needs no @ to be an address."""
    return PAIR.search(code) is not None or CALL.search(code) is not None


def _finalsite(code: str) -> Iterator[tuple[Match, str]]:
    """Finalsite's directory writes each address with domain and user backwards."""
    for found in INSERT_EMAIL.finditer(code):
        domain, user = literal(found[2])[::-1], literal(found[3])[::-1]
        address = addresses.judged(user.strip(), domain.strip())
        if address:
            yield Match(found.start(), found.end(), address), "reversed"


def _called(code: str) -> Iterator[tuple[Match, str]]:
    """`sendMail("ana", "riverbend.k12.wi.us")` and the like: user and domain, either first, or backwards."""
    for found in CALL.finditer(code):
        if "insertemail" in found[1].lower():
            continue
        parts = [literal(text).strip() for text in STRINGS.findall(found[2])]
        if MAILING.search(found[1]) and (address := _of_parts(parts)):
            yield Match(found.start(), found.end(), address), "script"
        elif address := _of_backward_parts(parts):
            yield Match(found.start(), found.end(), address), "reversed"


def _of_backward_parts(parts: list[str]) -> str | None:
    """A domain written backwards, and the user beside it (after it rather than before it)."""
    for index, part in enumerate(parts):
        if "." not in part or not turned.backwards(f"{part}@ereh.enoemos"):
            continue
        for user in (*parts[index + 1 : index + 2], *parts[max(0, index - 1) : index]):
            if LOCAL.fullmatch(user) and not addresses.judged("someone.here", part):
                return addresses.judged(user[::-1], part[::-1], strict=True)
    return None


def _of_parts(parts: list[str]) -> str | None:
    hosts = [part for part in parts if addresses.judged("someone.here", part.lstrip("@"))]
    if len(hosts) == 1:
        users = [part for part in parts if part != hosts[0] and re.fullmatch(r"[\w.+-]{2,64}", part)]
        return addresses.judged(users[0], hosts[0].lstrip("@"), strict=True) if users else None
    if len(parts) == 3 and all(re.fullmatch(r"[\w.+-]{2,64}", part) for part in parts):
        return addresses.judged(parts[0], f"{parts[1]}.{parts[2]}", strict=True)
    return None


def _paired(code: str) -> Iterator[tuple[Match, str]]:
    for found in PAIR.finditer(code):
        user, host = literal(found[1]).strip(), literal(found[2]).strip().lstrip("@")
        if re.fullmatch(r"[\w.+-]{2,64}", user) and (address := addresses.judged(user, host, strict=True)):
            yield Match(found.start(), found.end(), address), "script"


def _in_value(value: Value) -> Iterator[tuple[Match, str]]:
    if isinstance(value.is_, list):
        yield from _list_readings(value)
        return
    if isinstance(value.is_, int) or len(value.is_) < 6 or value.is_ == UNKNOWN:
        return
    yield from _in_text(value.is_, value)


def _list_readings(value: Value) -> Iterator[tuple[Match, str]]:
    """A list that is joined somewhere else: with nothing, or a user, a domain and an ending."""
    assert isinstance(value.is_, list)
    if not 2 <= len(value.is_) <= 200:
        return
    for each in value.is_:
        yield from _in_value(Value(each.is_, each.how, each.start or value.start, each.end or value.end))
    texts = [each.text() for each in value.is_ if isinstance(each.is_, str)]
    if "@" in texts and len(texts) == len(value.is_):
        yield from _in_text("".join(texts), Value("", value.how | {"join"}, value.start, value.end))


def _in_text(text: str, value: Value) -> Iterator[tuple[Match, str]]:
    plain = addresses.plain(decoded(text) if "&" in text else text)
    technique = _technique(value)
    for each in addresses.find(plain, strict=True):
        yield Match(value.start, value.end, each.address), technique
    for each, how in turned.find(plain):
        yield Match(value.start, value.end, each.address), how
    if SPOKEN_IN_CODE.search(plain):
        for each in spoken.find(plain):
            yield Match(value.start, value.end, each.address), "spoken"
    if "join" in value.how or "escape" in value.how:
        for each, how in coded.find(plain):
            yield Match(value.start, value.end, each.address), how


def _technique(value: Value) -> str:
    for how in ("rot13", "base64", "reversed", "percent"):
        if how in value.how:
            return how
    return "script"
