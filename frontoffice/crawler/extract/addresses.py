"""What an e-mail address is here, and what only looks like one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from . import tlds

MAX_LOCAL_CHARS = 64
MAX_DOMAIN_CHARS = 253

LOCAL = r"[^\W_][\w+~-]{0,63}(?:[.'’&][\w+~-]{1,63}){0,8}"
DOMAIN = r"(?:[^\W_](?:[^\W_]|-(?=[\w-])){0,62}\.){1,10}[^\W\d_][^\W_-]{1,23}"
MAX_LEFT_CHARS = 140
LEFT = re.compile(rf"(?<![\w@.%])({LOCAL})$")
RIGHT = re.compile(rf"({DOMAIN})(?![\w@-])")
ADDRESS = re.compile(rf"(?<![\w@.%])({LOCAL})@({DOMAIN})(?![\w@-])")
LOOSE = re.compile(r"(?<![\w@])([\w.+'~-]{1,64})@([\w.-]{2,253})(?![\w@])")
"""An address by shape alone, for what has still to be turned round."""

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\u180e\u034f]")
WIDE = str.maketrans(
    {"＠": "@", "﹫": "@", "．": ".", "。": ".", "｡": ".", "․": ".", "‐": "-", "‑": "-", "／": "/"}
)
USERINFO = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^\s/\"'<>]*$", re.IGNORECASE)
LAST_GLUED = re.compile(r"^(.+?\.(?:com|org|net|edu|gov|us))(?=[A-Z])")
NO_SPAM = re.compile(
    r"no[._-]?spam|remove[._-]?this|delete[._-]?this|spamfree|sinspam|quitar?esto", re.IGNORECASE
)

PLACEHOLDER_DOMAINS = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net|edu)|(?:your|my|the|some|our)[-_]?(?:domain|site|website|company|school|"
    r"district|schooldistrict|email|mail|server|host|organi[sz]ation|org|name|business)\.\w+(?:\.\w+)*|"
    r"(?:domain|domainname|company|companyname|website|sitename|mysite|address|server|sample|acme|"
    r"schoolname|districtname|placeholder|dominio|tudominio|sudominio|midominio|ejemplo|email|correo)\."
    r"(?:com|org|net|edu|gov|us|es|tld|ext)|site\.com|host\.com|test\.com|abc\.com|xyz\.com|xxx\.com|foo\.com|bar\.com|"
    r"mailinator\.com|invalid|localhost)$",
    re.IGNORECASE,
)
PLACEHOLDER_LOCALS = frozenset(
    [
        "your.name",
        "yourname",
        "your-name",
        "your_name",
        "youremail",
        "your-email",
        "your_email",
        "your.email",
        "myname",
        "my.name",
        "my.email",
        "username",
        "user.name",
        "user-name",
        "user_name",
        "firstname.lastname",
        "firstnamelastname",
        "first.last",
        "first_last",
        "first-last",
        "firstname",
        "lastname",
        "flastname",
        "firstinitiallastname",
        "first.lastname",
        "f.lastname",
        "firstname_lastname",
        "name.surname",
        "name.lastname",
        "someone",
        "somebody",
        "youraddress",
        "your.address",
        "name@",
        "nombre.apellido",
        "nombre_apellido",
        "tunombre",
        "tu.nombre",
        "su.nombre",
        "tucorreo",
        "sucorreo",
        "usuario",
        "ejemplo",
        "placeholder",
        "emailaddress",
        "email.address",
        "email-address",
        "your",
        "youruser",
        "yourusername",
        "xxx",
        "xxxx",
        "xxxxx",
    ]
)
PLACEHOLDER_ANYWHERE = frozenset(
    [
        "name",
        "user",
        "you",
        "email",
        "mail",
        "example",
        "sample",
        "test",
        "foo",
        "bar",
        "nombre",
        "correo",
        "me",
        "jdoe",
        "johndoe",
        "john.doe",
        "jane.doe",
        "janedoe",
        "john.smith",
    ]
)
SAMPLE_DOMAINS = re.compile(
    r"(?:^|\.)(?:email|mail|domain|company|gmail|yahoo|hotmail|school|district)\.(?:com|org|edu|net)$"
)
MACHINE_DOMAINS = re.compile(
    r"(?:^|\.)(?:(?:group|resource|import)\.(?:v\.)?calendar\.google\.com|sentry\.io|sentry[.-][\w.-]+|ingest\.[\w.]+|"
    r"wixpress\.com|sentry-next\.wixpress\.com|iam\.gserviceaccount\.com|appspot\.gserviceaccount\.com|"
    r"thread\.(?:v2|tacv2|skype)|gserviceaccount\.com)$"
)
HEX_LOCAL = re.compile(r"^(?:[0-9a-f]{24,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{20,})$")
ASSET = re.compile(r"@\d+x\b")


@dataclass(frozen=True, slots=True)
class Match:
    start: int
    end: int
    address: str


def plain(text: str) -> str:
    """The text without invisible characters and with full-width ones made plain; offsets may change."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", INVISIBLE.sub("", text).translate(WIDE))


def find(text: str, *, strict: bool = False) -> Iterator[Match]:
    """Every address that stands in the text as such. `strict` asks more of it, as in program code."""
    at = text.find("@")
    while at >= 0:
        right = RIGHT.match(text, at + 1)
        left = LEFT.search(text, max(0, at - MAX_LEFT_CHARS), at) if right else None
        if right and left and (domain := _fitted(right[1])):
            end = at + 1 + len(domain)
            address = judged(left[1], domain, strict=strict)
            if address and not _in_address_of_a_site(text, left.start(), end):
                yield Match(left.start(), end, address)
        at = text.find("@", at + 1)


def single(text: str) -> str | None:
    """The address that the whole text is, else None."""
    text = text.strip().strip("<>")
    local, at, domain = text.rpartition("@")
    if not at or not ADDRESS.fullmatch(text):
        return None
    return judged(local, domain)


def _fitted(domain: str) -> str | None:
    """The domain cut where other words were run into it (`riverbend.orgPhone`, `riverbend.org.Call`)."""
    domain = domain.rstrip(".")
    for _ in range(3):
        last = domain.rpartition(".")[2]
        if last.lower() in tlds.KNOWN:
            return domain
        glued = LAST_GLUED.match(domain)
        if glued:
            return glued[1]
        head = domain[: -len(last) - 1]
        if "." not in head or not last[:1].isupper():
            return None
        domain = head
    return None


def _in_address_of_a_site(text: str, start: int, end: int) -> bool:
    """`https://key@host/`, `ssh://git@host`, `git@host:owner/project`: a log-in, not a mailbox."""
    before = text[max(0, start - 120) : start]
    if before.endswith(("://", "//")) or (USERINFO.search(before) and "?" not in before.rpartition("//")[2]):
        return "mailto:" not in before.rpartition("//")[0][-10:].lower()
    after = text[end : end + 2]
    return text[start:end].lower().startswith("git@") or (
        len(after) == 2 and after[0] == ":" and after[1] in "~/"
    )


def judged(local: str, domain: str, *, strict: bool = False) -> str | None:
    """The address in lower case when it can be someone's mailbox, else None."""
    local, domain = local.lower().replace("’", "'"), domain.lower()
    if NO_SPAM.search(f"{local}@{domain}"):
        local, domain = (
            NO_SPAM.sub("", local).strip("._-"),
            NO_SPAM.sub("", domain).strip(".-").replace("..", "."),
        )
    labels = domain.split(".")
    if not local or len(local) > MAX_LOCAL_CHARS or len(domain) > MAX_DOMAIN_CHARS or len(labels) < 2:
        return None
    if labels[-1] not in tlds.KNOWN or (labels[-1] in tlds.DOUBTFUL and len(labels) < 3 and strict):
        return None
    if labels[-2].isdigit() and (len(labels) == 2 and labels[-1] not in ("com", "net", "org", "cn")):
        return None
    if strict and (len(local) < 2 or (len(labels[-2]) < 2 and len(labels) < 3)):
        return None
    if len(local) == 1 and len(labels) == 2 and len(labels[0]) == 1:
        return None
    return None if _is_placeholder(local, domain) or _is_machine(local, domain) else f"{local}@{domain}"


def _is_placeholder(local: str, domain: str) -> bool:
    if PLACEHOLDER_DOMAINS.search(domain) or local in PLACEHOLDER_LOCALS:
        return True
    if local in PLACEHOLDER_ANYWHERE:
        return bool(SAMPLE_DOMAINS.search(domain)) or local in (
            "name",
            "user",
            "you",
            "email",
            "example",
            "nombre",
        )
    return False


def _is_machine(local: str, domain: str) -> bool:
    return bool(HEX_LOCAL.match(local) or MACHINE_DOMAINS.search(domain))
