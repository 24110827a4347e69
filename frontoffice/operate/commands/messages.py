"""`bin/frontoffice messages`: brings the catalogs that translators edit up to date with the code.

They hold what families read, on the pages and in the mail; the staff side is in English.
No gettext is needed: templates are read as Django reads them, and babel does the rest.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

from frontoffice.ui.catalogs import LOCALE, catalogs, compile_stale

SUMMARY = "bring the translations up to date with the code"
PACKAGE = LOCALE.parent
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PUBLIC = (
    "frontdoor/",
    "ui/templates/ui/public.html",
    "ui/templates/cotton/public/",
    "ui/templatetags/public.py",
    "conversations/letters.py",
    "district/public_words.py",
    "district/titles.py",
    "conversations/templates/conversations/",
)


def sources(package: Path = PACKAGE) -> Iterator[Path]:
    """Every file whose words people read: Python and templates, without tests."""
    templates = (path for ending in ("html", "txt") for path in package.rglob(f"templates/**/*.{ending}"))
    for path in sorted([*package.rglob("*.py"), *templates]):
        if "tests" not in path.parts and "migrations" not in path.parts:
            yield path


def extract(paths: Iterator[Path], package: Path = PACKAGE) -> Catalog:
    """The messages of these files, each with the files that say it."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = templatize(text, origin=str(path))
        _add(catalog, text, path.relative_to(package).as_posix())
    return catalog


def _add(catalog: Catalog, code: str, origin: str) -> None:
    found = extract_python(BytesIO(code.encode()), KEYWORDS, [], {"encoding": "utf-8"})
    for line, function, messages, _comments in found:
        given = [messages] if isinstance(messages, str) else messages or []
        parts = [part for part in given if part is not None]
        context = parts.pop(0) if str(function).startswith("pgettext") and len(parts) > 1 else None
        if not parts or not all(parts):
            continue
        plural = str(function).startswith("ngettext") and len(parts) > 1
        catalog.add(tuple(parts[:2]) if plural else parts[0], locations=[(origin, line)], context=context)


def merge(path: Path, template: Catalog) -> Catalog:
    """The catalog at `path` with every message of `template`; what is translated stays, what is gone goes."""
    with path.open("rb") as file:
        catalog = read_po(file)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def missing(catalog: Catalog, template: Catalog) -> list[str]:
    """The messages of `template` that `catalog` does not translate."""
    untranslated = []
    for message in template:
        known = catalog.get(message.id, message.context) if message.id else None
        words = known.string if known else ""
        if message.id and not (all(words) if isinstance(words, tuple | list) and words else words):
            untranslated.append(message.id if isinstance(message.id, str) else message.id[0])
    return untranslated


def is_public(path: Path, package: Path = PACKAGE) -> bool:
    """Whether families read what stands in this file."""
    return path.relative_to(package).as_posix().startswith(PUBLIC)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/frontoffice messages", description=__doc__)
    parser.parse_args(argv)
    template = extract(path for path in sources() if is_public(path))
    for path in catalogs():
        catalog = merge(path, template)
        with path.open("wb") as file:
            write_po(file, catalog, width=0, sort_output=True, include_lineno=False)
        left = missing(catalog, template)
        print(
            f"{path.parent.parent.name}: {len(template)} messages, {len(left)} not translated",
            file=sys.stdout,
        )
    compile_stale()
    return 0
