"""Translations: from the catalogs that translators edit (.po) to those that Django reads (.mo).

The compiled ones are kept out of git and made when they are missing or older, so no one has a step to forget.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"
log = logging.getLogger(__name__)


def catalogs(locale: Path = LOCALE) -> Iterator[Path]:
    """Every catalog that a translator edits, in the order of their languages."""
    yield from sorted(locale.glob("*/LC_MESSAGES/*.po"))


@lru_cache
def translated_languages(locale: Path = LOCALE) -> frozenset[str]:
    """The languages (Django's codes, English included) in which whole pages can be read."""
    names = (path.parent.parent.name for path in catalogs(locale))
    return frozenset({"en", *(name.lower().replace("_", "-") for name in names)})


def compile_stale(locale: Path = LOCALE) -> list[Path]:
    """Compile each catalog whose compiled form is missing or older; returns those that were written."""
    return [compiled for source in catalogs(locale) if (compiled := _compile_if_stale(source))]


def _compile_if_stale(source: Path) -> Path | None:
    compiled = source.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        return None
    try:
        _compile(source, compiled)
    except OSError as error:
        log.warning("%s could not be compiled: %s", source, error)
        return None
    return compiled


def _compile(source: Path, compiled: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalog = read_po(file)
    with tempfile.NamedTemporaryFile(dir=source.parent, suffix=".tmp", delete=False) as unfinished:
        write_mo(unfinished, catalog)
    os.chmod(unfinished.name, 0o644)
    os.replace(unfinished.name, compiled)
