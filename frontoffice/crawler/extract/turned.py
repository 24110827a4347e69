"""Addresses turned round: written backwards (and shown forwards by a style sheet or script), or by ROT13."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from .addresses import LOOSE, Match, judged

USUAL = frozenset(
    [
        "com",
        "org",
        "net",
        "edu",
        "gov",
        "us",
        "mil",
        "info",
        "biz",
        "ca",
        "uk",
        "es",
        "mx",
        "example",
        "test",
        "school",
        "academy",
    ]
)


def backwards(text: str) -> str | None:
    """The address that the text is when read from its end."""
    return _usual(text[::-1])


def rot13(text: str) -> str | None:
    return _usual(codecs.decode(text, "rot13"))


def _usual(text: str) -> str | None:
    local, _, domain = text.strip(".'-").rpartition("@")
    if (
        domain.rpartition(".")[2].lower() not in USUAL
        or not local
        or not local[0].isalnum()
        or local.endswith(".")
    ):
        return None
    if any(not label or not label[0].isalnum() for label in domain.split(".")):
        return None
    return judged(local, domain, strict=True)


def find(text: str) -> Iterator[tuple[Match, str]]:
    """Every turned address in the text, with the technique that turns it."""
    if "@" not in text:
        return
    for found in LOOSE.finditer(text):
        word = found[0].strip(".'-")
        local, _, domain = word.rpartition("@")
        if judged(local, domain):
            continue
        if address := backwards(word):
            yield Match(found.start(), found.end(), address), "reversed"
        elif address := rot13(word):
            yield Match(found.start(), found.end(), address), "rot13"
