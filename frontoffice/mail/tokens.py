"""Addresses of our own that say by themselves where a message belongs."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["reply", "topic", "person", "role", "held"]

KINDS: tuple[Kind, ...] = ("reply", "topic", "person", "role", "held")
MAX_KEY_CHARS = 200
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]*")
DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class BadToken(ValueError):
    """A token or a domain holds what an address cannot."""


def split_address(address: str) -> tuple[Kind, str] | None:
    """(kind, key) of an address such as reply+TOKEN@front.example, None when it is not one of ours.

    The kind is read in any case; the key keeps its own, since some mail programs lower it look
    tokens up without regard to case.
    """
    local, at, domain = address.strip().strip("<>").rpartition("@")
    name, plus, key = local.partition("+")
    kind = next((known for known in KINDS if known == name.lower()), None)
    if not at or not plus or kind is None or not DOMAIN.fullmatch(domain):
        return None
    return (kind, key) if KEY.fullmatch(key) and len(key) <= MAX_KEY_CHARS else None


def reply_address(token: str, domain: str) -> str:
    """The address at which an answer finds its conversation. Raises BadToken."""
    return address_for("reply", token, domain)


def address_for(kind: Kind, key: str, domain: str) -> str:
    """The address of a topic, a person's contact link, a role or a held message. Raises BadToken."""
    if not KEY.fullmatch(key) or len(key) > MAX_KEY_CHARS:
        raise BadToken(f"{key[:20]!r} cannot stand in an address.")
    if not DOMAIN.fullmatch(domain):
        raise BadToken(f"{domain[:80]!r} is not a domain.")
    return f"{kind}+{key}@{domain.lower()}"
